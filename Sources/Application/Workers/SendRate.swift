/// Keeps every number below the channel's throughput: never more than so many messages in any second (FR-WA-007). The
/// window is counted in real time, whatever the injected clock says, because the channel counts so too.
package actor SendRate {
    private let clock = ContinuousClock()
    private let perSecond: Int
    private var slots: [String: SendSlots] = [:]

    package init(perSecond: Int = 80) { self.perSecond = perSecond }

    /// Returns when the number may send one more message, and counts it.
    package func wait(for number: String) async {
        let now = clock.now
        // The slot is taken before the pause, so that whoever comes meanwhile queues behind.
        let slot = slots[number, default: SendSlots(perSecond: perSecond)].take(at: now)
        if slot > now { try? await clock.sleep(until: slot) }
    }
}

/// The moments at which one number sends.
package struct SendSlots: Sendable {
    private let perSecond: Int
    /// The latest ones, at most `perSecond` of them, oldest first.
    private var recent: [ContinuousClock.Instant] = []

    package init(perSecond: Int) {
        precondition(perSecond > 0)
        self.perSecond = perSecond
    }

    /// The moment for one more message: `now` or the first at which the second before it is not full. Never earlier than
    /// a moment given before.
    package mutating func take(at now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        var slot = max(now, recent.last ?? now)
        if recent.count >= perSecond {
            slot = max(slot, recent[recent.count - perSecond].advanced(by: .seconds(1)))
            recent.removeFirst(recent.count - perSecond + 1)
        }
        recent.append(slot)
        return slot
    }
}

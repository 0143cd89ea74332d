/// Keeps every number below the channel's throughput: never more than so many messages in any second (FR-WA-007). The
/// window is counted in real time, whatever the injected clock says, because the channel counts so too.
package actor SendRate {
    private let perSecond: Int
    private let clock = ContinuousClock()
    /// The times of the latest sends of each number, at most `perSecond` of them, oldest first.
    private var recent: [String: [ContinuousClock.Instant]] = [:]

    package init(perSecond: Int = 80) { self.perSecond = perSecond }

    /// Returns when the number may send one more message, and counts it.
    package func wait(for number: String) async {
        let now = clock.now
        var times = recent[number] ?? []
        // The slot is taken before the pause, so that whoever comes meanwhile queues behind.
        var slot = now
        if times.count >= perSecond {
            slot = max(now, times[times.count - perSecond].advanced(by: .seconds(1)))
            times.removeFirst(times.count - perSecond + 1)
        }
        times.append(slot)
        recent[number] = times
        if slot > now { try? await clock.sleep(until: slot) }
    }
}

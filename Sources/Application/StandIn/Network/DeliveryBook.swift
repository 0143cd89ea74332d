/// Which webhooks are waiting, in flight and to be repeated, and what became of each.
///
/// Delivery is at least once: what is not answered with 200 is repeated at once, then after growing gaps, for seven
/// days (facts, section 3).
struct DeliveryBook: Sendable {
    /// Gaps before the second, third … attempt; the last one repeats.
    private static let gaps: [Int64] = [
        0, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000,
    ]
    private static let lifetime: Int64 = 7 * 24 * 3_600_000

    private let retryScale: Double
    private var waiting = DueQueue<WebhookEvent>()
    private var repeats = DueQueue<Delivery>()
    private var busyLanes: Set<String> = []
    private var parked: [String: [WebhookEvent]] = [:]
    private var inFlight = 0
    private var everySecond = false
    private(set) var records: [DeliveryRecord] = []

    init(retryScale: Double) { self.retryScale = retryScale }

    /// Nothing waits, nothing is in flight and nothing will be repeated.
    var isIdle: Bool { waiting.count == 0 && repeats.count == 0 && inFlight == 0 && parked.isEmpty }

    mutating func put(_ event: WebhookEvent, now: Int64, faults: Faults.WebhookFaults) {
        var due = now + faults.delayMilliseconds
        if faults.reorderMilliseconds > 0 {
            if !everySecond { due += faults.reorderMilliseconds }
            everySecond.toggle()
        }
        waiting.put(event, due: due)
    }

    /// Up to `room` deliveries whose moment has come.
    mutating func take(now: Int64, room: Int, faults: Faults.WebhookFaults) -> [Delivery] {
        var taken: [Delivery] = []
        while taken.count < room, let delivery = repeats.take(now: now) {
            taken.append(delivery)
        }
        let size = min(max(faults.batch, 1), 1000)
        while taken.count < room, let oldest = waiting.nextDue, oldest <= now {
            if size > 1, waiting.count < size, now - oldest < faults.batchWaitMilliseconds { break }
            var events: [WebhookEvent] = []
            var lanes: Set<String> = []
            while events.count < size, let event = waiting.take(now: now) {
                if faults.reorderMilliseconds == 0, busyLanes.contains(event.lane) {
                    parked[event.lane, default: []].append(event)
                } else {
                    events.append(event)
                    lanes.insert(event.lane)
                }
            }
            guard !events.isEmpty else { continue }
            busyLanes.formUnion(lanes)
            let delivery = record(events, lanes: lanes, now: now)
            taken.append(delivery)
            for _ in 0..<max(0, faults.duplicates) {
                repeats.put(record(events, lanes: [], now: now, copyOf: delivery.id), due: now)
            }
        }
        inFlight += taken.count
        return taken
    }

    private mutating func record(
        _ events: [WebhookEvent], lanes: Set<String>, now: Int64, copyOf: Int? = nil
    ) -> Delivery {
        let id = records.count
        records.append(DeliveryRecord(id: id, updates: events.map(\.label), copyOf: copyOf))
        return Delivery(id: id, events: events, lanes: lanes, firstAt: now, attempt: 1)
    }

    /// Notes the end of an attempt; `status` is nil when there was no answer.
    mutating func finish(_ delivery: Delivery, status: Int?, now: Int64, words: String? = nil) {
        inFlight -= 1
        records[delivery.id].attempts.append(DeliveryRecord.Attempt(at: now, status: status, trouble: words))
        for lane in delivery.lanes {
            busyLanes.remove(lane)
            for event in parked.removeValue(forKey: lane) ?? [] { waiting.put(event, due: now) }
        }
        guard status != 200 else {
            records[delivery.id].isAcknowledged = true
            return
        }
        let gap = DeliveryBook.gaps[min(delivery.attempt - 1, DeliveryBook.gaps.count - 1)]
        let due = now + Int64(Double(gap) * retryScale)
        guard due - delivery.firstAt <= Int64(Double(DeliveryBook.lifetime) * retryScale) else {
            records[delivery.id].isDropped = true
            return
        }
        var next = delivery
        next.attempt += 1
        next.lanes = []
        repeats.put(next, due: due)
    }

    mutating func shift(by milliseconds: Int64) {
        waiting.shift(by: milliseconds)
        repeats.shift(by: milliseconds)
    }
}

/// One POST to the server, and its repeats.
struct Delivery: Sendable {
    var id: Int
    var events: [WebhookEvent]
    var lanes: Set<String>
    var firstAt: Int64
    var attempt: Int
}

/// What became of one delivery.
package struct DeliveryRecord: Hashable, Sendable {
    package struct Attempt: Hashable, Sendable {
        package var at: Int64
        /// Nil when no answer came.
        package var status: Int?
        package var trouble: String?
    }

    package var id: Int
    /// The message ids in it; a status has its name after a slash.
    package var updates: [String]
    /// The delivery this one repeats on purpose.
    package var copyOf: Int?
    package var attempts: [Attempt] = []
    package var isAcknowledged = false
    /// Seven days of attempts were in vain.
    package var isDropped = false
}

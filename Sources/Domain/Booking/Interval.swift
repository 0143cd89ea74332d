internal import CivilTime

/// A stretch of the time line, `[from, to)`.
struct Interval: Hashable {
    var from: Instant
    var to: Instant

    func contains(_ instant: Instant) -> Bool { from <= instant && instant < to }
    func overlaps(_ other: Interval) -> Bool { from < other.to && other.from < to }
}

extension [Interval] {
    /// These intervals in order of time, touching and overlapping ones as one.
    func joined() -> [Interval] {
        var joined: [Interval] = []
        joined.reserveCapacity(count)
        for interval in isInOrder ? self : sorted(by: { $0.from < $1.from }) {
            if let last = joined.last, interval.from <= last.to {
                if last.to < interval.to { joined[joined.count - 1].to = interval.to }
            } else {
                joined.append(interval)
            }
        }
        return joined
    }

    /// What is left of these intervals without `others`; both in order and apart.
    func without(_ others: [Interval]) -> [Interval] {
        guard !others.isEmpty else { return self }
        var left: [Interval] = []
        left.reserveCapacity(count + others.count)
        var next = 0
        for interval in self {
            var from = interval.from
            while next < others.count, others[next].to <= from { next += 1 }
            var index = next
            while index < others.count, others[index].from < interval.to {
                if from < others[index].from { left.append(Interval(from: from, to: others[index].from)) }
                from = Swift.max(from, others[index].to)
                index += 1
            }
            if from < interval.to { left.append(Interval(from: from, to: interval.to)) }
        }
        return left
    }

    private var isInOrder: Bool {
        var index = 1
        while index < count {
            if self[index].from < self[index - 1].from { return false }
            index += 1
        }
        return true
    }
}

package import CivilTime

/// When a salon is open, as its masters' hours say: open is when somebody works.
extension SalonCatalogue {
    /// From when to when on this date, the earliest and the latest of the masters who work then; nil when it is closed. An
    /// end that is not after the beginning is on the next day.
    package func opening(on date: CivilDate) -> WorkingInterval? {
        guard !closures.contains(date) else { return nil }
        let intervals = masters.filter { $0.isActive && !$0.isAway(on: date) }.flatMap { $0.hours(on: date) }
        guard let from = intervals.map(\.from).min(), let last = intervals.max(by: { $0.lastMinute < $1.lastMinute })
        else { return nil }
        return WorkingInterval(from: from, to: last.to)
    }

    /// The hours of each weekday by the masters' weekly hours, joined where they touch; days on which nobody works are left
    /// out. Days that follow one another and are alike are one entry.
    package var weeklyOpening: [(days: ClosedRange<Int>, hours: [WorkingInterval])] {
        var entries: [(days: ClosedRange<Int>, hours: [WorkingInterval])] = []
        for weekday in Weekday.allCases {
            let hours = joined(masters.filter(\.isActive).flatMap { $0.hours[weekday] ?? [] })
            if hours.isEmpty { continue }
            if let last = entries.last, last.days.upperBound == weekday.rawValue - 1, last.hours == hours {
                entries[entries.count - 1].days = last.days.lowerBound...weekday.rawValue
            } else {
                entries.append((weekday.rawValue...weekday.rawValue, hours))
            }
        }
        return entries
    }

    private func joined(_ intervals: [WorkingInterval]) -> [WorkingInterval] {
        var joined: [WorkingInterval] = []
        for interval in intervals.sorted(by: { ($0.from, $0.lastMinute) < ($1.from, $1.lastMinute) }) {
            guard let last = joined.last, interval.from.minutes <= last.lastMinute else {
                joined.append(interval)
                continue
            }
            if interval.lastMinute > last.lastMinute { joined[joined.count - 1].to = interval.to }
        }
        return joined
    }
}

extension WorkingInterval {
    /// Minutes since the midnight it begins after.
    fileprivate var lastMinute: Int { to.minutes + (to <= from ? 1440 : 0) }
}

internal import CivilTime
internal import Salon

/// A stretch of the time line, `[from, to)`.
struct Interval: Hashable {
    var from: Instant
    var to: Instant
}

/// When masters work, as intervals of the time line: hours by weekday, minus closures and days off (R3, R5, R6).
struct WorkingTime {
    private let zone: Zone
    private let dates: [CivilDate]
    /// For each of `dates`, in order: the stretches of time that show it. Only filled where a closed day is among them.
    private let closed: [Interval]

    /// - Parameter dates: the days whose working time will be asked for, as local dates; shifts that reach in from the
    ///   two days before are seen.
    init(catalogue: SalonCatalogue, dates: ClosedRange<CivilDate>) {
        zone = catalogue.zone
        // Two days before, for a zone may skip the day on which last night's shift ends (Samoa, 2011-12-30).
        let first = dates.lowerBound.daysSinceEpoch - 2
        self.dates = (first...dates.upperBound.daysSinceEpoch).map { CivilDate(daysSinceEpoch: $0) }
        let zone = zone
        closed =
            catalogue.closures.isEmpty
            ? [] : self.dates.filter(catalogue.closures.contains).flatMap { WorkingTime.wholeDay($0, in: zone) }
    }

    /// The master's working intervals, sorted and apart: touching and overlapping ones are joined. Costs the days asked
    /// for times the intervals a day.
    func intervals(of master: Master) -> [Interval] {
        var found: [Interval] = []
        for date in dates {
            for interval in master.hours(on: date) {
                let overnight = interval.to <= interval.from
                let from = zone.instant(of: CivilMoment(date: date, time: interval.from))
                let lastDate = overnight ? date.adding(days: 1) : date
                let to = zone.instant(of: CivilMoment(date: lastDate, time: interval.to))
                if from < to { found.append(Interval(from: from, to: to)) }
            }
        }
        var away = closed
        if !master.timeOff.isEmpty {
            away += dates.filter(master.isAway).flatMap { WorkingTime.wholeDay($0, in: zone) }
        }
        return WorkingTime.joined(found).without(WorkingTime.joined(away))
    }

    private static func wholeDay(_ date: CivilDate, in zone: Zone) -> [Interval] {
        zone.stretches(of: date).map { Interval(from: $0.from, to: $0.to) }
    }

    private static func joined(_ intervals: [Interval]) -> [Interval] {
        var joined: [Interval] = []
        for interval in intervals.sorted(by: { $0.from < $1.from }) {
            if let last = joined.last, interval.from <= last.to {
                joined[joined.count - 1].to = max(last.to, interval.to)
            } else {
                joined.append(interval)
            }
        }
        return joined
    }
}

extension [Interval] {
    /// What is left of these intervals without `others`; both sorted and apart.
    func without(_ others: [Interval]) -> [Interval] {
        guard !others.isEmpty else { return self }
        var left: [Interval] = []
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
}

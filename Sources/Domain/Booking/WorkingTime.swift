internal import CivilTime
internal import Salon

/// When masters work, as intervals of the time line: the hours of each date without breaks, absences and closures (R3,
/// R5, R6).
struct WorkingTime {
    let clock: WallClock
    private let dates: [CivilDate]
    let closures: [Interval]

    /// - Parameter dates: the days whose working time will be asked for, as local dates; shifts that reach in from the
    ///   two days before are seen.
    init(catalogue: SalonCatalogue, dates: ClosedRange<CivilDate>) {
        // Two days before, for a zone may skip the day on which last night's shift ends (Samoa, 2011-12-30).
        let first = dates.lowerBound.daysSinceEpoch - 2
        self.dates = (first...dates.upperBound.daysSinceEpoch).map { CivilDate(daysSinceEpoch: $0) }
        let clock = WallClock(zone: catalogue.zone, first: CivilDate(daysSinceEpoch: first), last: dates.upperBound)
        self.clock = clock
        closures =
            catalogue.closures.isEmpty ? [] : self.dates.filter(catalogue.closures.contains).flatMap(clock.wholeDay)
    }

    /// The master's working intervals, in order and apart: touching ones are joined. Costs the days asked for times what
    /// each has.
    func intervals(of master: Master) -> [Interval] {
        let away = closures + breaks(master.breaks, of: master) + master.timeOff.flatMap(intervals)
        return shifts(of: master).without(away.joined())
    }

    /// The hours, whatever interrupts them.
    func shifts(of master: Master) -> [Interval] {
        let week = Weekday.allCases.map { master.hours[$0] ?? [] }
        var found: [Interval] = []
        found.reserveCapacity(dates.count * 2)
        for date in dates {
            for hours in override(of: master, on: date) ?? week[date.weekday.rawValue] {
                if let interval = clock.interval(date, hours.from, hours.to) { found.append(interval) }
            }
        }
        return found.joined()
    }

    /// Breaks of the master on the dates that have no override, by the calendar date on which they begin (R6).
    func breaks(_ breaks: [Break], of master: Master) -> [Interval] {
        guard !breaks.isEmpty else { return [] }
        var found: [Interval] = []
        for date in dates where override(of: master, on: date) == nil {
            for pause in breaks where pause.weekdays.contains(date.weekday) {
                if let interval = clock.interval(date, pause.interval.from, pause.interval.to) { found.append(interval) }
            }
        }
        return found
    }

    func intervals(of timeOff: TimeOff) -> [Interval] {
        switch timeOff {
        case .days(let first, let last):
            return dates.filter { first <= $0 && $0 <= last }.flatMap(clock.wholeDay)
        case .moments(let from, let to):
            // They may lie far from the dates asked for, so by the zone itself.
            let (start, end) = (clock.zone.instant(of: from), clock.zone.instant(of: to))
            return start < end ? [Interval(from: start, to: end)] : []
        }
    }

    private func override(of master: Master, on date: CivilDate) -> [WorkingInterval]? {
        master.overrides.isEmpty ? nil : master.overrides[date]
    }
}

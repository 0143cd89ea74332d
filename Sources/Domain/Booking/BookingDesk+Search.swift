internal import CivilTime
internal import FlowMachine
internal import Salon

/// Searches over many days, which read the store in steps that grow: most answers lie within a few days.
extension BookingDesk {
    /// The dates on which anything can be had, and of them those wished for; nil when the wish lies wholly outside.
    func bookableDates(_ wish: DateWindow? = nil) -> ClosedRange<CivilDate>? {
        let first = max(wish?.from ?? availability.today, availability.today)
        let last = min(wish?.to ?? availability.lastDate, availability.lastDate)
        return first <= last ? first...last : nil
    }

    /// Up to `count` starts on `dates` by distance from `target`.
    ///
    /// Only those of which the wall clock's time says which of two is meant: a repeated hour is offered once (R2).
    func nearest(
        to target: Instant, count: Int, visit: Visit, dates: ClosedRange<CivilDate>, times: TimeWindow? = nil
    ) throws -> [FreeStart] {
        let middle = min(max(zone.civil(at: target).date, dates.lowerBound), dates.upperBound)
        var radius = 2
        while true {
            let low = max(middle.adding(days: -radius), dates.lowerBound)
            let high = min(middle.adding(days: radius), dates.upperBound)
            let busy = try bookings(on: low...high, visit)
            // Twice as many as wanted, for at most every second start is a repeated one.
            let found = availability.nearest(
                to: target, count: count * 2, service: visit.service, masters: visit.masters, dates: low...high,
                times: times, busy: busy
            ).filter(isTold).prefix(count)
            let farthest = found.count == count ? found.last.map { $0.distance(from: target) } : nil
            let maySearchBack =
                low > dates.lowerBound
                && availability.mayHelp(before: low, target: target, farthest: farthest)
            let maySearchOn =
                high < dates.upperBound
                && availability.mayHelp(after: high, target: target, farthest: farthest)
            if !maySearchBack, !maySearchOn { return Array(found) }
            radius *= 4
        }
    }

    /// The first `count` free days on `dates`.
    func freeDays(_ visit: Visit, dates: ClosedRange<CivilDate>, times: TimeWindow?, count: Int) throws -> [CivilDate] {
        var days: [CivilDate] = []
        var from = dates.lowerBound
        var length = 7
        while from <= dates.upperBound, days.count < count {
            let to = min(from.adding(days: length - 1), dates.upperBound)
            let busy = try bookings(on: from...to, visit)
            days += availability.freeDays(
                service: visit.service, masters: visit.masters, dates: from...to, times: times, busy: busy)
            from = to.adding(days: 1)
            length *= 2
        }
        return Array(days.prefix(count))
    }

    /// Up to `count` free days by distance from `date`, of two equally far the earlier first.
    func nearestDays(to date: CivilDate, _ visit: Visit, times: TimeWindow?, count: Int) throws -> [CivilDate] {
        guard count > 0, let dates = bookableDates() else { return [] }
        let middle = min(max(date, dates.lowerBound), dates.upperBound)
        var radius = 3
        while true {
            let low = max(middle.adding(days: -radius), dates.lowerBound)
            let high = min(middle.adding(days: radius), dates.upperBound)
            let busy = try bookings(on: low...high, visit)
            let days = availability.freeDays(
                service: visit.service, masters: visit.masters, dates: low...high, times: times, busy: busy)
            if days.count >= count || low...high == dates {
                return Array(days.sorted { (distance($0, date), $0) < (distance($1, date), $1) }.prefix(count))
            }
            radius *= 4
        }
    }

    private func distance(_ left: CivilDate, _ right: CivilDate) -> Int {
        abs(left.daysSinceEpoch - right.daysSinceEpoch)
    }

    /// The day's starts within `times`, each wall-clock time once.
    func freeStarts(_ visit: Visit, on date: CivilDate, times: TimeWindow? = nil) throws -> [FreeStart] {
        guard let dates = bookableDates(), dates.contains(date) else { return [] }
        let busy = try bookings(on: date...date, visit)
        return availability.freeStarts(service: visit.service, masters: visit.masters, date: date, busy: busy)
            .filter { isTold($0) && times.includes($0.moment.time) }
    }

    /// Whether date and time alone mean this start: false for the second of two equal wall-clock times.
    private func isTold(_ start: FreeStart) -> Bool { zone.instant(of: start.moment) == start.instant }
}

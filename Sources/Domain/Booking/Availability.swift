package import CivilTime
package import FlowMachine
package import Salon

/// What is free, computed from a salon's catalogue, the present instant and what keeps the masters busy (the
/// availability contract, R1–R10, R12 and R14; R-numbers in this folder are that contract's rules).
///
/// Pure: bookings come in as values, and none but those of the masters and days asked about are looked at. All
/// distances and durations are elapsed time; hours, days and the grid of starts are wall clock in the salon's zone
/// (R1).
package struct Availability: Sendable {
    package let catalogue: SalonCatalogue
    package let now: Instant
    /// The salon's date at `now`.
    package let today: CivilDate
    /// The last date on which something may start (R9).
    package let lastDate: CivilDate
    /// The first instant at which something may start (R9).
    package let earliest: Instant
    /// Days and times that the customer ruled out: nothing on them is offered, though what is asked for by its date and time
    /// is judged as it is.
    package var excluded = Exclusions()

    package init(catalogue: SalonCatalogue, now: Instant) {
        self.catalogue = catalogue
        self.now = now
        let rules = catalogue.rules
        today = catalogue.zone.civil(at: now).date
        lastDate = today.adding(days: min(max(0, rules.horizonDays), BookingRules.longestHorizonDays))
        earliest = now.adding(minutes: min(max(0, rules.minimumNoticeMinutes), BookingRules.longestNoticeMinutes))
    }

    /// The masters to look at: the wished one if they are active and offer the service, else all who do (R10).
    package func candidates(for service: ServiceID, wish: MasterID? = nil) -> [Master] {
        catalogue.masters(offering: service).filter { wish == nil || $0.id == wish }
    }

    /// Every start on `dates` at which at least one of `masters` is free, in order of time, with all who are free then,
    /// in the order given.
    ///
    /// Costs the grid's steps on those days times the masters, plus the sorting of `busy`. Of `busy` only bookings
    /// within `bookingsNeeded(on:for:)` matter; others do no harm.
    package func freeStarts(
        service: Service, masters: [Master], dates: ClosedRange<CivilDate>, busy: [Busy]
    ) -> [FreeStart] {
        let first = max(dates.lowerBound, today)
        let last = min(dates.upperBound, lastDate)
        guard first <= last else { return [] }
        let free = starts(service: service, masters: masters, dates: first...last, busy: busy, notBefore: earliest)
        guard !excluded.isEmpty else { return free }
        return free.filter { !excluded.ruleOut($0.moment.date) && !excluded.ruleOut($0.moment.time) }
    }

    package func freeStarts(service: Service, masters: [Master], date: CivilDate, busy: [Busy]) -> [FreeStart] {
        freeStarts(service: service, masters: masters, dates: date...date, busy: busy)
    }

    /// Up to `count` free starts on `dates` by their distance from `target`, of two equally far the earlier first.
    ///
    /// Looks from now to the horizon at most (R12). Days are scanned outwards from the target's and the scan stops as
    /// soon as no day left can hold a nearer start: the cost is that of the days scanned, and of grouping
    /// `busy` by master for each of them.
    package func nearest(
        to target: Instant, count: Int, service: Service, masters: [Master],
        dates: ClosedRange<CivilDate>? = nil, times: TimeWindow? = nil, busy: [Busy]
    ) -> [FreeStart] {
        let first = max(dates?.lowerBound ?? today, today)
        let last = min(dates?.upperBound ?? lastDate, lastDate)
        guard count > 0, first <= last else { return [] }
        let middle = min(max(catalogue.zone.civil(at: target).date, first), last)
        var found: [FreeStart] = []
        var low = middle
        var high = middle
        func scan(_ dates: ClosedRange<CivilDate>) {
            found += freeStarts(service: service, masters: masters, dates: dates, busy: busy)
                .filter { times.includes($0.moment.time) }
        }
        scan(middle...middle)
        while true {
            found.sort { $0.isNearer(to: target, than: $1) }
            found.removeLast(max(0, found.count - count))
            let farthest = found.count == count ? found.last.map { $0.distance(from: target) } : nil
            let goesBack = low > first && mayHelp(before: low, target: target, farthest: farthest)
            let goesOn = high < last && mayHelp(after: high, target: target, farthest: farthest)
            guard goesBack || goesOn else { return found }
            if goesBack {
                low = low.adding(days: -1)
                scan(low...low)
            }
            if goesOn {
                high = high.adding(days: 1)
                scan(high...high)
            }
        }
    }

    /// Whether a start on a date before `date` can be as near to `target` as `farthest` milliseconds.
    func mayHelp(before date: CivilDate, target: Instant, farthest: Int64?) -> Bool {
        guard let farthest else { return true }
        // The day before ends at the latest when the last stretch of it does, which may lie inside `date`.
        let end = catalogue.zone.stretches(of: date.adding(days: -1)).last?.to ?? catalogue.zone.startOfDay(date)
        return target.milliseconds - end.milliseconds <= farthest
    }

    /// Whether a start on a date after `date` can be nearer to `target` than `farthest` milliseconds.
    func mayHelp(after date: CivilDate, target: Instant, farthest: Int64?) -> Bool {
        guard let farthest else { return true }
        let next = date.adding(days: 1)
        let begin = catalogue.zone.stretches(of: next).first?.from ?? catalogue.zone.startOfDay(next)
        return begin.milliseconds - target.milliseconds < farthest
    }

    /// The days on `dates` with at least one free start within `times`, in order.
    package func freeDays(
        service: Service, masters: [Master], dates: ClosedRange<CivilDate>, times: TimeWindow? = nil, busy: [Busy]
    ) -> [CivilDate] {
        var days: [CivilDate] = []
        for start in freeStarts(service: service, masters: masters, dates: dates, busy: busy)
        where times.includes(start.moment.time) && days.last != start.moment.date {
            days.append(start.moment.date)
        }
        // Days alternate when clocks go back over midnight.
        return Set(days).sorted()
    }

    /// Whether the service can start at exactly this instant, with whom, or why not.
    ///
    /// A start between the steps of the grid, but in working time, counts as `full`: it is not to be had, and there are
    /// others around it.
    package func verdict(for start: Instant, service: Service, masters: [Master], busy: [Busy]) -> Verdict {
        let date = catalogue.zone.civil(at: start).date
        if start < now { return .wrong(.past) }
        if date > lastDate { return .wrong(.tooFar) }
        let working = masters.filter { works($0, service: service, start: start) }
        if working.isEmpty { return .wrong(.closed) }
        if start < earliest { return .wrong(.tooSoon) }
        let free = starts(service: service, masters: working, dates: date...date, busy: busy, notBefore: earliest)
            .first { $0.instant == start }
        guard let free else { return .wrong(.full) }
        return .free(free.masters)
    }

    /// Whether a day has something to offer within `times`, or why not: gone by, beyond the horizon, nobody working
    /// long enough, everything too soon from now, or everything taken. What is left of today when all starts are gone
    /// is closed.
    package func verdict(
        for date: CivilDate, service: Service, masters: [Master], times: TimeWindow? = nil, busy: [Busy]
    ) -> DayVerdict {
        if date < today { return .wrong(.past) }
        if date > lastDate { return .wrong(.tooFar) }
        let working = starts(service: service, masters: masters, dates: date...date, busy: [], notBefore: now)
            .filter { times.includes($0.moment.time) }
        guard let last = working.last else { return .wrong(.closed) }
        if last.instant < earliest { return .wrong(.tooSoon) }
        let free = freeDays(service: service, masters: masters, dates: date...date, times: times, busy: busy)
        return free.isEmpty ? .wrong(.full) : .free
    }

    /// The instants between which bookings can matter for starts of `service` on `dates`, and for the masters' load on
    /// those days: what to ask the store for.
    package func bookingsNeeded(on dates: ClosedRange<CivilDate>, for service: Service) -> (from: Instant, to: Instant)
    {
        let first =
            catalogue.zone.stretches(of: dates.lowerBound).first?.from ?? catalogue.zone.startOfDay(dates.lowerBound)
        let last =
            catalogue.zone.stretches(of: dates.upperBound).last?.to
            ?? catalogue.zone.startOfDay(dates.upperBound.adding(days: 1))
        return (
            first.adding(minutes: -max(0, service.bufferBeforeMinutes)),
            last.adding(minutes: max(0, service.durationMinutes) + max(0, service.bufferAfterMinutes))
        )
    }

    private func works(_ master: Master, service: Service, start: Instant) -> Bool {
        guard service.durationMinutes > 0 else { return false }
        let end = start.adding(minutes: service.durationMinutes)
        let zone = catalogue.zone
        // The day after as well: when clocks go back over midnight, its first shift begins before this day is over.
        let last = zone.civil(at: end).date.adding(days: 1)
        let time = WorkingTime(catalogue: catalogue, dates: zone.civil(at: start).date...last)
        return time.intervals(of: master).contains { $0.from <= start && end <= $0.to }
    }

    /// All starts on `dates`, by the rules of hours, grid and bookings alone.
    private func starts(
        service: Service, masters: [Master], dates: ClosedRange<CivilDate>, busy: [Busy], notBefore: Instant
    ) -> [FreeStart] {
        guard service.durationMinutes > 0, !masters.isEmpty else { return [] }
        let reach = service.durationMinutes / 1440 + 1
        let working = WorkingTime(
            catalogue: catalogue, dates: dates.lowerBound...dates.upperBound.adding(days: reach))
        let byMaster = Dictionary(grouping: busy, by: \.master)
        var windows = masters.map { master in
            StartWindows(working: working.intervals(of: master), busy: byMaster[master.id] ?? [], service: service)
        }
        var found: [FreeStart] = []
        for (instant, moment) in grid(on: dates) where instant >= notBefore {
            var free: [MasterID] = []
            for index in windows.indices where windows[index].allows(instant) { free.append(masters[index].id) }
            if !free.isEmpty { found.append(FreeStart(instant: instant, moment: moment, masters: free)) }
        }
        return found
    }

    /// The instants whose wall-clock minutes since local midnight divide by the granularity, in order (R4).
    private func grid(on dates: ClosedRange<CivilDate>) -> [(Instant, CivilMoment)] {
        let step = Int64(max(1, catalogue.rules.granularityMinutes)) * 60
        var steps: [(Instant, CivilMoment)] = []
        for day in dates.lowerBound.daysSinceEpoch...dates.upperBound.daysSinceEpoch {
            let date = CivilDate(daysSinceEpoch: day)
            let midnight = Int64(day) * 86_400
            for stretch in catalogue.zone.stretches(of: date) {
                let offset = Int64(stretch.offset)
                var local = stretch.from.seconds + offset - midnight
                local = (local + step - 1) / step * step
                let end = stretch.to.seconds + offset - midnight
                while local < end {
                    if let time = ClockTime(minutes: Int(local / 60)) {
                        steps.append((Instant(seconds: midnight + local - offset), CivilMoment(date: date, time: time)))
                    }
                    local += step
                }
            }
        }
        // Stretches of neighbouring days alternate when clocks go back over midnight.
        return dates.lowerBound == dates.upperBound ? steps : steps.sorted { $0.0 < $1.0 }
    }
}

/// The starts of one service that one master's hours and bookings allow, asked in order of time.
private struct StartWindows {
    /// Closed at both ends: the service may start at `from` and at `to`.
    private var windows: [Interval] = []
    private var next = 0

    init(working: [Interval], busy: [Busy], service: Service) {
        // A start s conflicts with an occupied range [from, to) when s − before < to and from < s + duration + after
        // (R7): when it lies strictly between `from − duration − after` and `to + before`. Instants are whole
        // milliseconds, so the strict bounds become half-open ones.
        let ahead = service.durationMinutes + service.bufferAfterMinutes
        let taken = busy.map { booking in
            Interval(
                from: Instant(milliseconds: booking.from.adding(minutes: -ahead).milliseconds + 1),
                to: booking.to.adding(minutes: service.bufferBeforeMinutes))
        }.filter { $0.from < $0.to }.sorted { $0.from < $1.from }
        let open = working.compactMap { interval -> Interval? in
            let last = interval.to.adding(minutes: -service.durationMinutes)
            guard last >= interval.from else { return nil }
            return Interval(from: interval.from, to: Instant(milliseconds: last.milliseconds + 1))
        }
        var joined: [Interval] = []
        for interval in taken {
            if let last = joined.last, interval.from <= last.to {
                joined[joined.count - 1].to = max(last.to, interval.to)
            } else {
                joined.append(interval)
            }
        }
        windows = open.without(joined)
    }

    /// Whether the service may start at `instant`; the instants asked must not go back.
    mutating func allows(_ instant: Instant) -> Bool {
        while next < windows.count, windows[next].to <= instant { next += 1 }
        return next < windows.count && windows[next].from <= instant
    }
}

extension Zone {
    /// The first instant of a date, or where it would have been if the zone skipped it.
    func startOfDay(_ date: CivilDate) -> Instant { instant(of: CivilMoment(date: date, time: .midnight)) }
}

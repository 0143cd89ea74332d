package import CivilTime
package import FlowMachine
package import Salon

/// What is free, computed from a salon's catalogue, the present instant and what keeps masters and resources busy (the
/// availability contract; R-numbers in this folder are that contract's rules).
///
/// Pure: bookings come in as values, and none but those of the masters, resources and days asked about are looked at. What
/// is not to be seen (R8, R11) the store leaves out. All distances and durations are elapsed time; hours, days and the grid
/// of starts are wall clock in the salon's zone (R1). A chain of services is asked about as one `Service(chain:)` (R15).
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
    /// Costs the days and bookings times what each has, plus the starts found; a list of 10 masters over 14 days with 400
    /// bookings is a matter of microseconds (see the benchmark). Of `busy` only bookings within `bookingsNeeded(on:for:)`
    /// matter; others do no harm.
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
        let working = service.isOffered(on: date) ? masters.filter { works($0, service: service, start: start) } : []
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
    ///
    /// Each master's free windows are laid over the grid as bits, so that a start that several have is found once.
    private func starts(
        service: Service, masters: [Master], dates: ClosedRange<CivilDate>, busy: [Busy], notBefore: Instant
    ) -> [FreeStart] {
        guard service.durationMinutes > 0, !masters.isEmpty else { return [] }
        let days = (dates.lowerBound.daysSinceEpoch...dates.upperBound.daysSinceEpoch)
            .map { CivilDate(daysSinceEpoch: $0) }.filter(service.isOffered)
        if days.isEmpty { return [] }
        let working = WorkingTime(
            catalogue: catalogue, dates: dates.lowerBound...dates.upperBound.adding(days: service.reachDays))
        let grid = StartGrid(stepMinutes: catalogue.rules.granularityMinutes, dates: days, clock: working.clock)
        let rules = StartWindows(service: service, resources: catalogue.resources, busy: busy)
        let bookings = Self.byMaster(busy, masters)
        let words = (masters.count + 63) / 64
        var free = [UInt64](repeating: 0, count: grid.count * words)
        for (place, master) in masters.enumerated() {
            var windows = rules.windows(working: working.intervals(of: master), busy: bookings[place])
            while let first = windows.first, first.from < notBefore {
                windows[0].from = notBefore
                if first.to > notBefore { break }
                windows.removeFirst()
            }
            let (word, bit) = (place / 64, UInt64(1) << UInt64(place % 64))
            grid.forEachRange(within: windows) { range in
                for index in range { free[index * words + word] |= bit }
            }
        }
        return list(free, words: words, of: grid, masters)
    }

    private func list(_ free: [UInt64], words: Int, of grid: StartGrid, _ masters: [Master]) -> [FreeStart] {
        var found: [FreeStart] = []
        // Mostly the same masters as at the start before: their list is shared.
        var bits: [UInt64] = []
        var names: [MasterID] = []
        for run in grid.runs {
            for place in 0..<run.count {
                let from = (run.index + place) * words
                var differs = bits.isEmpty
                var isFree = false
                for word in 0..<words {
                    let value = free[from + word]
                    isFree = isFree || value != 0
                    differs = differs || bits[word] != value
                }
                guard isFree else { continue }
                if differs {
                    bits = Array(free[from..<from + words])
                    names = masters.indices.filter { bits[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }.map { masters[$0].id }
                }
                found.append(
                    FreeStart(instant: grid.instant(run, place), moment: grid.moment(run, place), masters: names))
            }
        }
        return found
    }

    /// The bookings of each of `masters`, parallel to them.
    private static func byMaster(_ busy: [Busy], _ masters: [Master]) -> [[Busy]] {
        var places: [MasterID: Int] = [:]
        for (place, master) in masters.enumerated() { places[master.id] = place }
        var bookings = [[Busy]](repeating: [], count: masters.count)
        for booking in busy {
            if let place = places[booking.master] { bookings[place].append(booking) }
        }
        return bookings
    }
}

extension Zone {
    /// The first instant of a date, or where it would have been if the zone skipped it.
    func startOfDay(_ date: CivilDate) -> Instant { instant(of: CivilMoment(date: date, time: .midnight)) }
}

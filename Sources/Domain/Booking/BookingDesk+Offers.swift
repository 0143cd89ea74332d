internal import CivilTime
internal import FlowMachine
internal import Salon

/// What can be offered, most fitting first. The cases are told at `BookingDesk`.
extension BookingDesk {
    func offer(_ offer: Offer, _ known: Known, skip: Int, limit: Int) throws -> Answer {
        // One more than is shown tells whether there are more.
        let (wanted, overflow) = skip.addingReportingOverflow(limit)
        let most = overflow ? Int.max / 4 : min(wanted, Int.max / 4) + 1
        let all: [Offered] =
            switch offer {
            case .services: services(known)
            case .masters: try masters(known)
            case .mastersOrAnyone: try mastersOrAnyone(known)
            case .freeDays: try days(known, count: most)
            case .freeTimes: try times(known, count: most)
            case .myBookings: try myBookings()
            }
        let page = all.dropFirst(skip).prefix(limit)
        return .offers(Array(page), more: all.count - skip > limit)
    }

    func services(_ known: Known) -> [Offered] {
        let masters = catalogue.masters.filter { master in
            master.isActive && masterID(known.master).map { $0 == String(master.id.number) } ?? mayServe(master)
        }
        return catalogue.services
            .filter { service in masters.contains { $0.services.contains(service.id) } }
            .map { Offered(values: [OfferedValue(type: .service, value: .choice(choice($0)))]) }
    }

    func masters(_ known: Known) throws -> [Offered] {
        var anyone = known
        // Of a visit that is moved the others are asked for; without a wish its own master alone stands for it.
        anyone.master = known.booking != nil && known.service == nil ? .anyone : nil
        guard let visit = try visit(anyone) else { return [] }
        var masters = visit.masters
        if let date = known.date {
            var free: Set<MasterID> = []
            for start in try freeStarts(visit, on: date, times: known.time.map(exactly) ?? known.times) {
                free.formUnion(start.masters)
            }
            if !free.isEmpty { masters.removeAll { !free.contains($0.id) } }
        }
        return masters.map { Offered(values: [OfferedValue(type: .master, value: .choice(choice($0)))]) }
    }

    private func mastersOrAnyone(_ known: Known) throws -> [Offered] {
        let masters = try masters(known)
        guard !masters.isEmpty else { return [] }
        return [Offered(values: [OfferedValue(type: .master, value: .anyone)])] + masters
    }

    private func days(_ known: Known, count: Int) throws -> [Offered] {
        guard let visit = try visit(known), let all = bookableDates() else { return [] }
        let exact = known.time.map(exactly)
        for times in exact == nil ? [known.times] : [exact, known.times] {
            if let wished = bookableDates(known.dates) {
                let days = try freeDays(visit, dates: wished, times: times, count: count)
                if !days.isEmpty { return days.map(offered) }
            }
            if let from = known.dates?.from ?? known.dates?.to {
                let outside = try nearestDays(
                    to: from, visit, times: times, count: min(count, BookingDesk.alternatives))
                if !outside.isEmpty { return outside.map(offered) }
            }
        }
        return known.times == nil ? [] : try freeDays(visit, dates: all, times: nil, count: count).map(offered)
    }

    private func times(_ known: Known, count: Int) throws -> [Offered] {
        guard let visit = try visit(known) else { return [] }
        guard let date = known.date else { return try timesOfAnyDay(known, visit, count: count) }
        let day = try freeStarts(visit, on: date)
        if let time = known.time {
            let target = zone.instant(of: CivilMoment(date: date, time: time))
            return day.sorted { $0.isNearer(to: target, than: $1) }.map(offeredTime)
        }
        let within = day.filter { known.times.includes($0.moment.time) }
        if !within.isEmpty { return within.map(offeredTime) }
        return day.sorted {
            (distance($0.moment.time, known.times), $0.instant) < (distance($1.moment.time, known.times), $1.instant)
        }.map(offeredTime)
    }

    private func timesOfAnyDay(_ known: Known, _ visit: Visit, count: Int) throws -> [Offered] {
        guard let all = bookableDates() else { return [] }
        let times = known.time.map(exactly) ?? known.times
        let target =
            known.dates?.from.map { date in
                zone.instant(of: CivilMoment(date: date, time: times?.from ?? .midnight))
            } ?? availability.now
        if let wished = bookableDates(known.dates) {
            let found = try nearest(to: target, count: count, visit: visit, dates: wished, times: times)
            if !found.isEmpty { return found.map(offeredStart) }
        }
        // Nothing as wished: the nearest otherwise, first on any date, then at any time.
        for times in [times, nil] {
            let found = try nearest(
                to: target, count: min(count, BookingDesk.alternatives), visit: visit, dates: all, times: times)
            if !found.isEmpty { return found.map(offeredStart) }
        }
        return []
    }

    /// Minutes between a time and the nearest end of a window.
    private func distance(_ time: ClockTime, _ window: TimeWindow?) -> Int {
        [window?.from, window?.to].compactMap { $0 }.map { abs($0.minutes - time.minutes) }.min() ?? 0
    }

    func exactly(_ time: ClockTime) -> TimeWindow { TimeWindow(from: time, to: time) }

    func offered(_ date: CivilDate) -> Offered { Offered(values: [OfferedValue(type: .date, value: .date(date))]) }

    private func offeredTime(_ start: FreeStart) -> Offered {
        Offered(values: [OfferedValue(type: .time, value: .time(start.moment.time))])
    }

    /// Fills the date and the time.
    func offeredStart(_ start: FreeStart) -> Offered {
        Offered(values: [
            OfferedValue(type: .date, value: .date(start.moment.date)),
            OfferedValue(type: .time, value: .time(start.moment.time)),
        ])
    }
}

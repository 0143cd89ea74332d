internal import CivilTime
internal import FlowMachine
internal import Salon

/// Whether a value that was just given can be had, and what instead. The cases are told at `BookingDesk`.
extension BookingDesk {
    func check(_ type: SlotType, _ known: Known) throws -> Answer {
        switch type {
        case .service: checkService(known)
        case .master: try checkMaster(known)
        case .date: try checkDate(known)
        case .time: try checkTime(known)
        case .booking: try checkBooking(known)
        // The other types are none of the salon's business.
        case .name, .phone, .number, .money, .yesNo, .choice, .photo, .text: .holds([])
        }
    }

    private func checkService(_ known: Known) -> Answer {
        guard let choice = known.service, let service = service(choice),
            !availability.candidates(for: service.id).isEmpty
        else { return .wrong(.unknown, instead: first(services(Known()))) }
        return .holds([
            FactValue(fact: .price, value: .money(service.price)),
            FactValue(fact: .duration, value: .number(service.durationMinutes)),
        ])
    }

    private func checkMaster(_ known: Known) throws -> Answer {
        guard known.master != nil, try visit(known) != nil else {
            return .wrong(.unknown, instead: first(try masters(known)))
        }
        return .holds([])
    }

    private func checkDate(_ known: Known) throws -> Answer {
        guard let visit = try visit(known), let date = known.date else { return .wrong(.unknown, instead: []) }
        let busy =
            bookableDates()?.contains(date) == true
            ? try bookings(on: date...date, visit) : []
        let verdict = availability.verdict(
            for: date, service: visit.service, masters: visit.masters, times: known.times, busy: busy)
        guard case .wrong(let reason) = verdict else { return .holds([]) }
        var days = try nearestDays(to: date, visit, times: known.times, count: BookingDesk.alternatives)
        if days.isEmpty, known.times != nil {
            days = try nearestDays(to: date, visit, times: nil, count: BookingDesk.alternatives)
        }
        return .wrong(reason, instead: days.map(offered))
    }

    private func checkTime(_ known: Known) throws -> Answer {
        guard let visit = try visit(known), let time = known.time else { return .wrong(.unknown, instead: []) }
        guard let date = known.date else { return try checkTimeOfAnyDay(time, known, visit) }
        let moment = CivilMoment(date: date, time: time)
        guard case .wrong(let reason) = try verdict(of: moment, visit) else { return .holds([]) }
        return .wrong(reason, instead: try alternatives(to: zone.instant(of: moment), visit))
    }

    /// Whether the visit can start at the moment on the clock, with whom, or why not.
    func verdict(of moment: CivilMoment, _ visit: Visit) throws -> Verdict {
        // A time that the clocks skip is not on any clock of the salon.
        guard zone.shows(moment) else { return .wrong(.closed) }
        let busy =
            bookableDates()?.contains(moment.date) == true ? try bookings(on: moment.date...moment.date, visit) : []
        return availability.verdict(
            for: zone.instant(of: moment), service: visit.service, masters: visit.masters, busy: busy)
    }

    private func checkTimeOfAnyDay(_ time: ClockTime, _ known: Known, _ visit: Visit) throws -> Answer {
        let target = zone.instant(
            of: CivilMoment(date: max(known.dates?.from ?? availability.today, availability.today), time: time))
        if let dates = bookableDates(known.dates) {
            let found = try nearest(to: target, count: 1, visit: visit, dates: dates, times: exactly(time))
            if !found.isEmpty { return .holds([]) }
            let open = availability.nearest(
                to: target, count: 1, service: visit.service, masters: visit.masters, dates: dates,
                times: exactly(time), busy: [])
            return .wrong(open.isEmpty ? .closed : .full, instead: try alternatives(to: target, visit))
        }
        let past = known.dates?.to.map { $0 < availability.today } ?? false
        return .wrong(past ? .past : .tooFar, instead: try alternatives(to: target, visit))
    }

    private func alternatives(to target: Instant, _ visit: Visit) throws -> [Offered] {
        guard let dates = bookableDates() else { return [] }
        return try nearest(to: target, count: BookingDesk.alternatives, visit: visit, dates: dates).map(offeredStart)
    }

    private func first(_ offers: [Offered]) -> [Offered] { Array(offers.prefix(BookingDesk.alternatives)) }
}

internal import CivilTime
internal import FlowMachine
internal import Salon

/// The customer's own visits: which there are, and what may still become of them.
extension BookingDesk {
    // MARK: Looking

    func myBookings() throws -> [Offered] {
        try upcoming().map { Offered(values: [OfferedValue(type: .booking, value: .choice(choice($0)))]) }
    }

    func checkBooking(_ known: Known) throws -> Answer {
        guard let choice = known.booking, let booking = try booking(choice),
            booking.status.isUpcoming, booking.end > availability.now
        else { return .wrong(.unknown, instead: Array(try myBookings().prefix(BookingDesk.alternatives))) }
        return .holds(facts(of: booking))
    }

    /// `found` with each visit in words and their count, or `none`.
    func list() throws -> Answer {
        let visits = try upcoming()
        if visits.isEmpty { return .outcome(.none, []) }
        return .outcome(
            .found,
            [
                FactValue(fact: .bookings, value: .list(visits.map { .choice(line($0)) })),
                FactValue(fact: .bookingCount, value: .number(visits.count)),
            ])
    }

    /// The free start nearest to what was wished for, or `none` up to the horizon. A wish that cannot be met gives way:
    /// first the day, then the time of day.
    func find(_ known: Known) throws -> Answer {
        guard let choice = known.service, service(choice) != nil else { return .outcome(.failed, []) }
        guard let visit = try visit(known), let all = bookableDates() else { return .outcome(.none, []) }
        let times = known.time.map(exactly) ?? known.times
        let wish = known.date.map { DateWindow(from: $0, to: $0) } ?? known.dates
        let target =
            wish?.from.map { zone.instant(of: CivilMoment(date: $0, time: times?.from ?? .midnight)) } ?? availability.now
        var attempts: [(ClosedRange<CivilDate>, TimeWindow?)] = []
        if let wished = bookableDates(wish) { attempts += [(wished, times), (wished, nil)] }
        attempts += [(all, times), (all, nil)]
        for (dates, times) in attempts {
            guard let start = try nearest(to: target, count: 1, visit: visit, dates: dates, times: times).first else {
                continue
            }
            return .outcome(
                .found,
                [
                    FactValue(fact: .nearestDate, value: .date(start.moment.date)),
                    FactValue(fact: .nearestTime, value: .time(start.moment.time)),
                ])
        }
        return .outcome(.none, [])
    }

    // MARK: Changing

    /// `moved`, also when the visit stands there already; `taken` when the time cannot be had; `tooLate` by the salon's
    /// rule; `failed` when the visit is not the customer's, or no longer open to it.
    func reschedule(_ known: Known) throws -> Answer {
        guard let choice = known.booking, let date = known.date, let time = known.time,
            let booking = try booking(choice), booking.status.isOpen || hasBegun(booking)
        else { return .outcome(.failed, []) }
        let moment = CivilMoment(date: date, time: time)
        let start = zone.instant(of: moment)
        let staysWithMaster = masterID(known.master).map { $0 == String(booking.master.number) } ?? true
        if booking.start == start, staysWithMaster { return .outcome(.moved, facts(of: booking)) }
        if hasBegun(booking) || isTooLate(booking) { return .outcome(.tooLate, facts(of: booking)) }
        guard let visit = visit(of: booking, wish: known.master) else { return .outcome(.failed, []) }
        switch try move(booking, to: moment, visit, change: change(of: booking)) {
        case .moved:
            let moved = try store.booking(booking.id, of: customer)
            return .outcome(.moved, facts(of: moved ?? booking))
        case .taken: return .outcome(.taken, [])
        case .notOpen: return .outcome(.failed, [])
        }
    }

    /// To the first master of those free then who is not taken meanwhile; who has the visit keeps it where they can.
    func move(_ booking: CustomerBooking, to moment: CivilMoment, _ visit: Visit, change: BookingChange) throws -> MoveResult {
        let free = try free(visit, moment)
        for master in free.filter({ $0 == booking.master }) + free.filter({ $0 != booking.master }) {
            let move = BookingMove(
                change: change, booking: booking, master: master, start: zone.instant(of: moment), wall: moment,
                zone: zone.name)
            let result = try store.move(move)
            if result != .taken { return result }
        }
        return .taken
    }

    /// `cancelled`, also when it was before; `tooLate` by the salon's rule and once it has begun; `failed` when it is not
    /// the customer's, or nobody came.
    func cancel(_ known: Known) throws -> Answer {
        guard let choice = known.booking, let booking = try booking(choice) else { return .outcome(.failed, []) }
        if booking.status == .cancelled { return .outcome(.cancelled, facts(of: booking)) }
        if hasBegun(booking) { return .outcome(.tooLate, facts(of: booking)) }
        guard booking.status.isOpen else { return .outcome(.failed, []) }
        if isTooLate(booking) { return .outcome(.tooLate, facts(of: booking)) }
        let cancellation = BookingCancellation(change(of: booking), start: booking.start, rules: catalogue.rules)
        return try store.cancel(cancellation) ? .outcome(.cancelled, facts(of: booking)) : .outcome(.failed, [])
    }

    /// Without a booking the customer's next visit is meant; `none` when there is no visit to confirm.
    func confirm(_ known: Known) throws -> Answer {
        let booking = try known.booking.map { try self.booking($0) } ?? upcoming().first { $0.status.isOpen }
        guard let booking, booking.status.isOpen, booking.start > availability.now else { return .outcome(.none, []) }
        return try store.confirm(change(of: booking)) ? .outcome(.confirmed, facts(of: booking)) : .outcome(.failed, [])
    }

    /// `already` for the same wish of an earlier turn; `failed` for what nobody offers and for days that are over.
    func joinWaitlist(_ known: Known) throws -> Answer {
        guard let choice = known.service, let service = service(choice), !candidates(service, known.master).isEmpty
        else { return .outcome(.failed, []) }
        let dates = known.date.map { DateWindow(from: $0, to: $0) } ?? known.dates
        if let last = dates?.to, last < availability.today { return .outcome(.failed, []) }
        if let first = dates?.from, let last = dates?.to, last < first { return .outcome(.failed, []) }
        let wish = WaitlistWish(
            customer: customer, service: service.id,
            master: masterID(known.master).flatMap { Int64($0) }.map { MasterID($0) }, dates: dates,
            times: known.time.map(exactly) ?? known.times, origin: origin, at: availability.now)
        switch try store.joinWaitlist(wish) {
        case .joined: return .outcome(.joined, [])
        case .already: return .outcome(.already, [])
        }
    }

    // MARK: What they have in common

    func upcoming() throws -> [CustomerBooking] {
        try store.upcoming(of: customer, now: availability.now, limit: BookingDesk.mostVisits)
    }

    func booking(_ choice: Choice) throws -> CustomerBooking? {
        try Int64(choice.id).flatMap { try store.booking(BookingID($0), of: customer) }
    }

    /// What moving a visit looks for. Without a wish its master alone, else those who offer its service; a service that is
    /// no longer offered is still done by the master it was booked with.
    func visit(of booking: CustomerBooking, wish: Value?) -> Visit? {
        let own = catalogue.master(booking.master).flatMap { $0.isActive && mayServe($0) ? $0 : nil }
        let offering = catalogue.masters.filter { master in
            master.isActive && (master.id == booking.master || master.services.contains(booking.service.id))
        }
        let masters: [Master]
        switch wish {
        case .choice(let choice)?: masters = offering.filter { String($0.id.number) == choice.id }
        case nil: masters = own.map { [$0] } ?? offering.filter(mayServe)
        default: masters = offering.filter(mayServe)
        }
        return masters.isEmpty ? nil : Visit(service: booking.service, masters: masters, booking: booking.id)
    }

    private func hasBegun(_ booking: CustomerBooking) -> Bool {
        booking.status == .inProgress || booking.status == .completed
    }

    private func isTooLate(_ booking: CustomerBooking) -> Bool {
        let notice = min(max(0, catalogue.rules.cancelNoticeMinutes), BookingRules.longestNoticeMinutes)
        return availability.now >= booking.start || availability.now > booking.start.adding(minutes: -notice)
    }

    private func change(of booking: CustomerBooking) -> BookingChange {
        BookingChange(booking: booking.id, customer: customer, origin: origin, at: availability.now)
    }

    // MARK: Words

    func facts(of booking: CustomerBooking) -> [FactValue] {
        [
            FactValue(fact: .bookingNumber, value: .text(booking.number)),
            FactValue(fact: .bookingService, value: .choice(choice(booking.service))),
            FactValue(fact: .bookingMaster, value: .choice(masterChoice(booking))),
            FactValue(fact: .bookingDate, value: .date(booking.wall.date)),
            FactValue(fact: .bookingTime, value: .time(booking.wall.time)),
            FactValue(fact: .price, value: .money(booking.service.price)),
        ]
    }

    private func masterChoice(_ booking: CustomerBooking) -> Choice {
        let name = catalogue.master(booking.master)?.name ?? booking.masterName ?? LocalizedName([:])
        return Choice(id: String(booking.master.number), names: languages.map(name.text(in:)))
    }

    /// `11 мар 15:00 Маникюр, Аня`: what tells visits apart comes first, for a row shows 24 characters.
    private func choice(_ booking: CustomerBooking) -> Choice {
        words(of: booking) { wording, date in wording?.shortDay(date) ?? date.iso } and: { $0 + " " + $1 }
    }

    /// `11 марта 15:00 — Маникюр, Аня (12345)`
    private func line(_ booking: CustomerBooking) -> Choice {
        words(of: booking) { wording, date in wording?.day(date) ?? date.iso } and: { when, what in
            "\(when) — \(what) (\(booking.number))"
        }
    }

    private func words(
        of booking: CustomerBooking, day: (Wording?, CivilDate) -> String, and together: (String, String) -> String
    ) -> Choice {
        let master = masterChoice(booking).names
        let names = languages.indices.map { language in
            let wording = wordings.indices.contains(language) ? wordings[language] : nil
            let what = [booking.service.name.text(in: languages[language]), master[language]].filter { !$0.isEmpty }
            return together(
                "\(day(wording, booking.wall.date)) \(booking.wall.time.iso)", what.joined(separator: ", "))
        }
        return Choice(id: String(booking.id.number), names: names)
    }
}

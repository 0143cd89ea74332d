package import Booking
package import CivilTime
package import FlowMachine
package import Salon

/// The modules of one salon during one turn of one conversation: every question of the interpreter is answered here, by the
/// same implementation on the server, in the terminal and in tests.
package struct SalonModules {
    private let bot: Bot
    private let desk: BookingDesk
    private let bookings: any BookingStore
    private let customers: any CustomerStore
    private let turn: TurnOrigin
    private let staged: [Action: Outcome]
    /// What modules want sent at a later time, beside what the flow says.
    package private(set) var outbound: [OutboundMessage] = []

    package init(
        bot: Bot, bookings: any BookingStore, customers: any CustomerStore, turn: TurnOrigin, staged: [Action: Outcome]
    ) {
        self.bot = bot
        self.bookings = bookings
        self.customers = customers
        self.turn = turn
        self.staged = staged
        desk = BookingDesk(
            catalogue: bot.catalogue, store: bookings, languages: bot.languages, now: turn.now, customer: turn.customer,
            origin: turn.text)
    }

    package mutating func answer(_ question: Question) throws -> Answer {
        if case .call(let action, _) = question, let outcome = staged[action] { return .outcome(outcome, []) }
        switch question {
        case .offer, .check, .call(.bookingCreate, _):
            return try desk.answer(question) ?? .outcome(.failed, [])
        case .call(.remindersSchedule, let known): return .outcome(try scheduleReminder(known), [])
        case .call(.customerOptOut, _):
            try customers.setOptedOut(true, customer: turn.customer, at: turn.now)
            return .outcome(.done, [])
        case .call(.customerOptIn, _):
            try customers.setOptedOut(false, customer: turn.customer, at: turn.now)
            return .outcome(.done, [])
        case .call: return .outcome(.failed, [])
        }
    }

    /// A reminder a day before, by a template, since the customer's last message will be too old by then. A visit that is
    /// nearer than that needs none, and a customer who wants none gets none.
    private mutating func scheduleReminder(_ known: Known) throws -> Outcome {
        guard let date = known.date, let time = known.time else { return .failed }
        let start = bot.catalogue.zone.instant(of: CivilMoment(date: date, time: time))
        let visit = try bookings.upcoming(of: turn.customer, now: turn.now, limit: BookingDesk.mostVisits)
            .first { $0.start == start }
        guard let visit else { return .skipped }
        return try plan(visit) ? .scheduled : .skipped
    }

    /// Plans the reminder of a visit; false when there is none to plan.
    private mutating func plan(_ visit: CustomerBooking) throws -> Bool {
        let due = visit.start.adding(minutes: -24 * 60)
        guard due > turn.now, try customers.wantsReminders(turn.customer) else { return false }
        try bookings.wantReminder(visit.id, of: turn.customer)
        let language = bot.languages[turn.language]
        let template = TemplateMessage(
            name: "booking_reminder", language: language,
            parameters: [
                visit.service.name.text(in: language), visit.wall.date.iso, visit.wall.time.iso,
                bot.catalogue.salonName.text(in: language),
            ])
        let subject = ReminderSubject(booking: visit.id, start: visit.start)
        outbound.removeAll { $0.reminder?.booking == visit.id }
        outbound.append(OutboundMessage(content: .template(template), dueAt: due, reminder: subject))
        return true
    }
}

/// Which turn a module acts for.
package struct TurnOrigin: Hashable, Sendable {
    package var customer: CustomerID
    /// Unique per salon: conversation and turn. A replayed turn books nothing twice.
    package var text: String
    package var now: Instant
    /// Index into the bot's languages.
    package var language: Int

    package init(customer: CustomerID, text: String, now: Instant, language: Int) {
        self.customer = customer
        self.text = text
        self.now = now
        self.language = language
    }
}

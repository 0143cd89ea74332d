package import Booking
package import CivilTime
package import FlowMachine
package import Salon

/// Where a customer's standing is kept.
package protocol CustomerStore {
    /// Records that the customer wants no messages of the salon's own accord, or wants them again.
    func setOptedOut(_ optedOut: Bool, customer: CustomerID, at now: Instant) throws
}

/// The modules of one salon during one turn of one conversation: every question of the interpreter is answered here, by the
/// same implementation on the server, in the terminal and in tests.
package struct SalonModules {
    private let bot: Bot
    private let desk: BookingDesk
    private let customers: any CustomerStore
    private let turn: TurnOrigin
    private let staged: [Action: Outcome]
    /// What modules want sent at a later time, beside what the flow says.
    package private(set) var outbound: [OutboundMessage] = []

    package init(
        bot: Bot, bookings: any BookingStore, customers: any CustomerStore, turn: TurnOrigin, staged: [Action: Outcome]
    ) {
        self.bot = bot
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
        case .call(.remindersSchedule, let known): return .outcome(scheduleReminder(known), [])
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
    /// nearer than that needs none.
    private mutating func scheduleReminder(_ known: Known) -> Outcome {
        guard let service = known.service, let date = known.date, let time = known.time else { return .failed }
        let start = bot.catalogue.zone.instant(of: CivilMoment(date: date, time: time))
        let due = start.adding(minutes: -24 * 60)
        guard due > turn.now else { return .skipped }
        let language = turn.language
        let name = service.names.indices.contains(language) ? service.names[language] : service.names[0]
        let template = TemplateMessage(
            name: "booking_reminder", language: bot.languages[language],
            parameters: [name, date.iso, time.iso, bot.catalogue.salonName.text(in: bot.languages[language])])
        outbound.append(OutboundMessage(content: .template(template), dueAt: due))
        return .scheduled
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

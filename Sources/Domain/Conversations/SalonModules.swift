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
    private let offers: any WaitlistOffers
    private let turn: TurnOrigin
    private let staged: [Action: Outcome]
    /// What modules want sent at a later time, beside what the flow says.
    package private(set) var outbound: [OutboundMessage] = []
    /// What the salon's people are to be told.
    package private(set) var notices: [StaffNotice] = []
    /// The customer was forgotten in this turn: nothing of it may be kept.
    package private(set) var hasForgotten = false

    package init(
        bot: Bot, bookings: any BookingStore, customers: any CustomerStore,
        offers: any WaitlistOffers = NoWaitlistOffers(), turn: TurnOrigin, staged: [Action: Outcome]
    ) {
        self.offers = offers
        self.bot = bot
        self.bookings = bookings
        self.customers = customers
        self.turn = turn
        self.staged = staged
        desk = BookingDesk(
            catalogue: bot.catalogue, store: bookings, languages: bot.languages, wordings: bot.program.machine.wordings,
            now: turn.now, customer: turn.customer, origin: turn.text)
    }

    package mutating func answer(_ question: Question) throws -> Answer {
        switch question {
        case .call(let action, let known):
            if let outcome = staged[action] { return .outcome(outcome, []) }
            return try call(action, known)
        case .answerWaitlist(let offer, let accepts, let known): return try answerWaitlist(offer, accepts: accepts, known)
        case .offer, .check: return try desk.answer(question) ?? .outcome(.failed, [])
        }
    }

    // MARK: The waiting list

    /// A yes books by the same way as every booking, so that the first one wins; whoever has the time already is told so
    /// again. What the customer says beside the yes must be the offer and no wish of its own.
    private mutating func answerWaitlist(_ id: String?, accepts: Bool, _ known: Known) throws -> Answer {
        guard let offer = try offer(id), offer.agrees(with: known), let service = bot.catalogue.service(offer.service),
            let master = bot.catalogue.master(offer.master)
        else { return .outcome(.none, []) }
        var facts = bot.facts(of: offer, service, master)
        if offer.state == .accepted, let booking = offer.booking,
            let visit = try bookings.booking(booking, of: turn.customer), visit.status.isUpcoming
        {
            return .outcome(.booked, facts + [FactValue(fact: .bookingNumber, value: .text(visit.number))])
        }
        guard accepts else {
            if offer.state == .offered { try settle(offer, as: .declined) }
            return .outcome(.skipped, facts)
        }
        guard offer.start >= Availability(catalogue: bot.catalogue, now: turn.now).earliest else {
            if offer.state == .offered { try settle(offer, as: .expired) }
            return .outcome(.closed, facts)
        }
        var wish = Known(
            service: bot.choice(of: service), master: .choice(bot.choice(of: master)), date: offer.wall.date,
            time: offer.wall.time)
        switch try desk.answer(.call(.bookingCreate, wish)) {
        case .outcome(.booked, let made)?:
            guard let created = try bookings.created(by: turn.text) else { return .outcome(.failed, facts) }
            try settle(offer, as: .accepted, booking: created.id)
            if plansReminders, let visit = try bookings.booking(created.id, of: turn.customer) { _ = try plan(visit) }
            facts.removeAll { fact in made.contains { $0.fact == fact.fact } }
            return .outcome(.booked, facts + made)
        case .outcome(.limit, _)?: return .outcome(.failed, facts)
        default: break
        }
        try settle(offer, as: .lost)
        wish.master = nil
        if case .outcome(.found, let nearest)? = try desk.answer(.call(.bookingFind, wish)) { facts += nearest }
        return .outcome(.taken, facts)
    }

    /// The offer of that identity; without one the only offer that is open, and none where it could be either of two.
    private func offer(_ id: String?) throws -> WaitlistOffer? {
        if let id {
            return try Int64(id).flatMap { try offers.offer(WaitlistOfferID($0), of: turn.customer) }
        }
        let open = try offers.openOffers(of: turn.customer, now: turn.now)
        return open.count == 1 ? open[0] : nil
    }

    private func settle(_ offer: WaitlistOffer, as state: WaitlistOffer.State, booking: BookingID? = nil) throws {
        try offers.settle(offer.id, as: state, booking: booking, at: turn.now)
    }

    /// Whether the flow reminds of visits, and so of those that come from the waiting list.
    private var plansReminders: Bool {
        bot.program.machine.steps.contains { step in
            step.code.contains { if case .call(.remindersSchedule, _) = $0 { true } else { false } }
        }
    }

    private mutating func call(_ action: Action, _ known: Known) throws -> Answer {
        switch action {
        case .bookingFind, .bookingHold, .bookingCreate, .bookingList, .bookingCancel, .bookingConfirm, .bookingJoinWaitlist:
            return try desk.answer(.call(action, known)) ?? .outcome(.failed, [])
        case .bookingReschedule: return try reschedule(known)
        case .remindersSchedule: return .outcome(try scheduleReminder(known), [])
        case .remindersPause:
            try customers.pauseReminders(of: turn.customer, at: turn.now)
            outbound.removeAll { $0.reminder != nil }
            return .outcome(.paused, [])
        // No salon takes money in advance, so nothing is owed before a visit, and nothing can be paid.
        case .billingStatus: return .outcome(.clear, [])
        case .billingPrepay: return .outcome(.unavailable, [])
        case .salonHours: return hours(known)
        case .salonPrices: return prices(known)
        case .salonAddress: return .outcome(hasAddress ? .found : .none, [])
        case .salonPortfolio: return portfolio(known)
        case .customerRemember:
            try customers.remember(known.remembered, of: turn.customer, at: turn.now)
            return .outcome(.done, [])
        case .customerForgetMe:
            try bookings.leaveWaitlist(turn.customer)
            // Their other conversations begin anew as well.
            try bookings.release(heldBy: turn.customer, origin: turn.text, at: turn.now)
            try customers.forget(turn.customer, at: turn.now)
            outbound.removeAll { $0.reminder != nil }
            hasForgotten = true
            return .outcome(.done, [])
        case .customerOptOut:
            try customers.setOptedOut(true, customer: turn.customer, at: turn.now)
            outbound.removeAll { $0.reminder != nil }
            return .outcome(.done, [])
        case .customerOptIn:
            try customers.setOptedOut(false, customer: turn.customer, at: turn.now)
            return .outcome(.done, [])
        case .staffNotify:
            tell(.owner, master: nil, StaffWords.wantsContact(known, language: staffLanguage))
            return .outcome(.notified, [])
        case .staffHandOff:
            askForHuman()
            return .outcome(.done, [])
        }
    }

    // MARK: The salon

    private func hours(_ known: Known) -> Answer {
        let date = known.date ?? bot.catalogue.zone.civil(at: turn.now).date
        guard let opening = bot.catalogue.opening(on: date) else { return .outcome(.closed, []) }
        return .outcome(
            .open,
            [
                FactValue(fact: .hoursFrom, value: .time(opening.from)),
                FactValue(fact: .hoursTo, value: .time(opening.to)),
            ])
    }

    private func prices(_ known: Known) -> Answer {
        let service = known.service.flatMap { Int64($0.id) }.flatMap { bot.catalogue.service(ServiceID($0)) }
        guard let service else { return .outcome(.none, []) }
        return .outcome(
            .found,
            [
                FactValue(fact: .price, value: .money(service.price)),
                FactValue(fact: .duration, value: .number(service.durationMinutes)),
            ])
    }

    private var hasAddress: Bool {
        bot.catalogue.address.byLanguage.values.contains { !$0.allSatisfy(\.isWhitespace) }
    }

    /// The wished master's work, else the salon's.
    private func portfolio(_ known: Known) -> Answer {
        guard let link = master(known.master)?.portfolio ?? bot.catalogue.contact.portfolio else {
            return .outcome(.none, [])
        }
        return .outcome(.found, [FactValue(fact: .portfolio, value: .text(link))])
    }

    private func master(_ value: Value?) -> Master? {
        guard case .choice(let choice)? = value, let number = Int64(choice.id) else { return nil }
        return bot.catalogue.master(MasterID(number))
    }

    // MARK: The salon's people

    /// Tells the owner, or the master who is meant; a master without a number of their own is told by the notice alone, and
    /// nobody in particular is the owner.
    package mutating func tell(_ recipient: StaffRecipient, master choice: Choice?, _ text: String) {
        var words = text
        let customer = [turn.customerName, turn.customerPhone.map { "+\($0)" }].compactMap { $0 }
            .filter { !$0.isEmpty }
        if !customer.isEmpty { words += "\n" + customer.joined(separator: ", ") }
        guard words.contains(where: { !$0.isWhitespace }) else { return }
        let notice: StaffNotice
        if recipient == .master, let master = master(choice.map { .choice($0) }) {
            notice = StaffNotice(
                recipient: .master(master.id), phone: master.phone, text: words, language: staffLanguage)
        } else {
            notice = StaffNotice(
                recipient: .owner, phone: bot.catalogue.contact.ownerPhone, text: words, language: staffLanguage)
        }
        if !notices.contains(notice) { notices.append(notice) }
    }

    /// A conversation that waits for a human is of no use when no human knows of it.
    package mutating func askForHuman() {
        tell(.owner, master: nil, StaffWords.waitsForHuman(language: staffLanguage))
    }

    private var staffLanguage: String { bot.languages[0] }

    // MARK: Reminders

    /// A moved visit is reminded of anew when it was to be reminded of; what was planned for the old time does not leave.
    private mutating func reschedule(_ known: Known) throws -> Answer {
        let answer = try desk.answer(.call(.bookingReschedule, known)) ?? .outcome(.failed, [])
        if case .outcome(.moved, _) = answer, let choice = known.booking, let id = Int64(choice.id),
            let visit = try bookings.booking(BookingID(id), of: turn.customer), visit.wantsReminder
        {
            _ = try plan(visit)
        }
        return answer
    }

    /// A reminder a day before, by a template, since the customer's last message will be too old by then. A visit that is
    /// nearer than that needs none, and a customer who wants none gets none.
    private mutating func scheduleReminder(_ known: Known) throws -> Outcome {
        let visits = try bookings.upcoming(of: turn.customer, now: turn.now, limit: BookingDesk.mostVisits)
        let visit: CustomerBooking?
        if let date = known.date, let time = known.time {
            let start = bot.catalogue.zone.instant(of: CivilMoment(date: date, time: time))
            visit = visits.first { $0.start == start }
        } else if let choice = known.booking {
            visit = visits.first { String($0.id.number) == choice.id }
        } else {
            return .failed
        }
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
    package var customerName: String?
    /// Digits with country code and no plus.
    package var customerPhone: String?

    package init(
        customer: CustomerID, text: String, now: Instant, language: Int, customerName: String? = nil,
        customerPhone: String? = nil
    ) {
        self.customerName = customerName
        self.customerPhone = customerPhone
        self.customer = customer
        self.text = text
        self.now = now
        self.language = language
    }
}

package import Booking
package import CivilTime
package import FlowInterpreter
package import FlowMachine
package import Salon

/// One turn, put together: what a channel brought is understood, the interpreter moves the conversation, the modules
/// answer, and everything that is to be committed comes back as one value.
package struct ConversationTurn: Sendable {
    package var conversation: Conversation
    package var journal: JournalRecord
    package var outbound: [OutboundMessage]
    /// What the salon's people are told.
    package var notices: [StaffNotice]
    /// A human is asked to take over.
    package var handsOff: Bool
    package var trace: [TraceEntry]

    /// - Parameters:
    ///   - conversation: the state before; nil for a customer who never wrote.
    ///   - name: identifies the conversation within the salon; with the turn's number it is a booking's origin.
    ///   - number: of this turn within the conversation; unlike `Conversation.turns` it goes on over versions.
    ///   - staged: outcomes that a test puts in place of the modules' own.
    /// - Throws: what the stores throw. Nothing has happened then.
    package init(
        bot: Bot, conversation: Conversation?, event: Event, customer: CustomerID, customerName: String?,
        customerPhone: String? = nil, name: String, turn number: Int64, now: Instant, bookings: any BookingStore,
        customers: any CustomerStore, offers: any WaitlistOffers = NoWaitlistOffers(), staged: [Action: Outcome] = [:]
    ) throws {
        let before = conversation ?? Conversation(bot.program.machine, at: now)
        let language = bot.language(after: event, in: before)
        let surroundings = bot.facts.facts(
            language: language, customerName: customerName, today: bot.catalogue.zone.civil(at: now).date)
        let profile = bot.remembers ? try customers.profile(of: customer) : []
        let origin = TurnOrigin(
            customer: customer, text: "\(name)/\(number)", now: now, language: language, customerName: customerName,
            customerPhone: customerPhone)
        var modules = SalonModules(
            bot: bot, bookings: bookings, customers: customers, offers: offers, turn: origin, staged: staged)
        let result = try Interpreter.step(
            bot.program, before, event, now: now, surroundings: surroundings, profile: profile
        ) { question in
            try modules.answer(question)
        }
        self.conversation = result.conversation
        journal = JournalRecord(
            machine: bot.program.hash, turn: result.conversation.turns, event: event, now: now,
            surroundings: surroundings, profile: profile, answers: result.answers)
        outbound = []
        handsOff = false
        trace = result.trace
        for effect in result.effects {
            switch effect {
            case .send(let message):
                outbound.append(bot.outbound(message, at: now, answering: event, language: result.conversation.language))
            case .show(let thing):
                let contents = bot.contents(of: thing, language: result.conversation.language)
                outbound += contents.map { OutboundMessage(content: $0, dueAt: now) }
            case .tell(let recipient, let master, let text): modules.tell(recipient, master: master, text)
            case .remember(let values):
                if !modules.hasForgotten { try customers.remember(values, of: customer, at: now) }
            case .handOff:
                handsOff = true
                modules.askForHuman()
            }
        }
        let ends = before.position.isOpen || result.trace.contains { $0.hasHeld }
        if bot.holds, ends, !result.conversation.position.isOpen {
            try bookings.release(heldBy: customer, origin: origin.text, at: now)
        }
        notices = modules.notices
        outbound += modules.outbound
    }
}

extension Position {
    /// Whether the bot waits for something here.
    package var isOpen: Bool {
        switch self {
        case .idle, .handedOff: false
        case .filling, .choosing, .resuming: true
        }
    }
}

extension TraceEntry {
    fileprivate var hasHeld: Bool { if case .called(.bookingHold, _) = self { true } else { false } }
}

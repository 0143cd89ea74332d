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
        bot: Bot, conversation: Conversation?, event: Event, customer: CustomerID, customerName: String?, name: String,
        turn number: Int64, now: Instant, bookings: any BookingStore, customers: any CustomerStore, staged: [Action: Outcome] = [:]
    ) throws {
        let before = conversation ?? Conversation(bot.program.machine, at: now)
        let language = bot.language(after: event, in: before)
        let surroundings = bot.surroundings(customerName: customerName, language: language)
        let origin = TurnOrigin(
            customer: customer, text: "\(name)/\(number)", now: now, language: language)
        var modules = SalonModules(bot: bot, bookings: bookings, customers: customers, turn: origin, staged: staged)
        let result = try Interpreter.step(bot.program, before, event, now: now, surroundings: surroundings) { question in
            try modules.answer(question)
        }
        self.conversation = result.conversation
        journal = JournalRecord(
            machine: bot.program.hash, turn: result.conversation.turns, event: event, now: now,
            surroundings: surroundings, profile: [], answers: result.answers)
        outbound = []
        notices = []
        handsOff = false
        trace = result.trace
        for effect in result.effects {
            switch effect {
            case .send(let message): outbound.append(OutboundMessage(content: .message(message), dueAt: now))
            case .handOff: handsOff = true
            case .show, .tell, .remember: break
            }
        }
        outbound += modules.outbound
    }
}

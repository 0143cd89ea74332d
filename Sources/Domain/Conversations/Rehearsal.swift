package import Booking
package import CivilTime
package import FlowInterpreter
package import FlowMachine
package import Salon

/// A conversation without a server: the same turns, with the salon's bookings in memory. The terminal chat, the flow's own
/// tests, the benchmarks and the fuzzers are made of it.
///
/// After every turn the conversation goes through its bytes and back, so whatever a turn leaves in memory only would be
/// noticed at once.
package struct Rehearsal {
    package let bot: Bot
    package let bookings: MemoryBookingStore
    package var now: Instant
    package private(set) var conversation: Conversation?
    /// Everything that was sent, also what is due later.
    package private(set) var outbound: [OutboundMessage] = []
    /// What the salon's people were told.
    package private(set) var notices: [StaffNotice] = []
    package private(set) var journal: [JournalRecord] = []
    package private(set) var lastTrace: [TraceEntry] = []
    /// Of all turns.
    package private(set) var trace: [TraceEntry] = []
    package private(set) var isHandedOff = false
    /// Answers put in place of a module's own, each used once.
    package var staged: [Action: Outcome] = [:]

    package let customers: MemoryCustomers
    private let customer: CustomerID
    private let customerName: String?

    package init(
        bot: Bot, bookings: MemoryBookingStore? = nil, now: Instant, customer: CustomerID = CustomerID(1),
        customerName: String? = nil, customers: MemoryCustomers = MemoryCustomers()
    ) {
        self.customers = customers
        self.bot = bot
        self.bookings = bookings ?? MemoryBookingStore(resources: bot.catalogue.resources)
        self.now = now
        self.customer = customer
        self.customerName = customerName
    }

    /// Takes what the customer did and returns what the bot says to it.
    package mutating func receive(_ content: InboundContent) throws -> [Message] {
        let before = conversation ?? Conversation(bot.program.machine, at: now)
        guard let event = bot.event(for: content, in: before, at: now) else { return [] }
        return try take(event)
    }

    /// A human who had the conversation gives it back.
    package mutating func release() throws -> [Message] { try take(.released) }

    /// Moves the clock, and lets every silence that falls due on the way happen at its time.
    package mutating func pass(seconds: Int) throws -> [Message] {
        let end = now.adding(seconds: seconds)
        var said: [Message] = []
        while let wake = conversation?.wakeAt, wake <= end {
            now = max(now, wake)
            said += try take(.silence)
        }
        now = end
        return said
    }

    private mutating func take(_ event: Event) throws -> [Message] {
        bookings.pass(to: now)
        let turn = try ConversationTurn(
            bot: bot, conversation: conversation, event: event, customer: customer, customerName: customerName,
            name: "rehearsal-\(customer.number)", turn: Int64(journal.count + 1), now: now, bookings: bookings,
            customers: customers, staged: staged)
        conversation = try Conversation(encoded: turn.conversation.encoded, for: bot.program.machine)
        journal.append(
            try JournalRecord(
                machine: turn.journal.machine, turn: turn.journal.turn, now: turn.journal.now,
                eventBytes: turn.journal.eventBytes, answerBytes: turn.journal.answerBytes))
        outbound += turn.outbound
        notices += turn.notices
        lastTrace = turn.trace
        trace += turn.trace
        isHandedOff = turn.handsOff
        for case .called(let action, _) in turn.trace { staged[action] = nil }
        return turn.outbound.compactMap { outbound in
            if case .message(let message) = outbound.content { message } else { nil }
        }
    }
}

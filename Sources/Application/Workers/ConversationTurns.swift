internal import Booking
internal import CivilTime
internal import Conversations
internal import FlowInterpreter
internal import FlowMachine
internal import FlowMigration
internal import Logging
internal import Postgres
internal import Salon
internal import Storage

/// What answers a salon's customers now.
struct LiveVersion {
    var tenant: TenantID
    var number: Int
    /// The latest move of what is live, of which everything that is kept of plans holds.
    var lastMove: Int64
    var catalogueRevision: Int64
    /// A version that was live until it turned out to be damaged, just now: its owner is to be told.
    var damaged: Int?
    /// The version on trial for a share of new talks, if there is one.
    var canary: OpenCanary?
}

/// The turns of one claimed conversation, as they are taken one after the other: which version each runs on, and what is to
/// be written of them.
///
/// A conversation that stands on another version than the live one is moved there with its next turn, in that turn's
/// transaction; without a turn it stays as it is. A talk that is on a canary's version stays there as long as both last.
struct ConversationTurns {
    private let claimed: ClaimedConversation
    private let live: LiveVersion
    private let bots: BotCache
    private let now: Instant
    private let logger: Logger
    private let connection: Connection
    private var result: WrittenConversation
    private var bot: Bot
    /// What the last turn ran on; while one is taken or has failed, that one's.
    private(set) var version: Int
    private var conversation: Conversation?
    /// Where the conversation came from since the last turn.
    private var migratedFrom: Int?

    /// - Throws: `ByteError` when the stored state cannot be read.
    init(
        _ claimed: ClaimedConversation, live: LiveVersion, bots: BotCache, now: Instant, logger: Logger,
        on connection: Connection
    ) throws {
        (self.claimed, self.live, self.bots, self.now, self.logger, self.connection) =
            (claimed, live, bots, now, logger, connection)
        result = WrittenConversation(
            id: claimed.id, account: claimed.account, state: claimed.state, flowVersion: claimed.flowVersion,
            turnNumber: claimed.turnNumber, talk: claimed.talk, wakeAt: claimed.wakeAt, lastInboundAt: claimed.lastInboundAt,
            handedOffUntil: claimed.handedOffUntil, replyUserID: nil, replyPhone: nil, turns: [],
            processed: claimed.messages.map { ProcessedMessage($0.id, turn: nil) })
        if let sender = claimed.messages.last?.sender {
            result.replyUserID = sender.userID
            result.replyPhone = sender.phone
        }
        for message in claimed.messages {
            result.lastInboundAt = max(result.lastInboundAt ?? message.sentAt, message.sentAt)
        }
        let serving = claimed.flowVersion == live.canary?.version ? claimed.flowVersion ?? live.number : live.number
        bot = try bots.bot(
            tenant: live.tenant, location: claimed.location, version: serving, revision: live.catalogueRevision, on: connection)
        version = serving
        guard let state = claimed.state, let standing = claimed.flowVersion else { return }
        do {
            if standing == serving {
                conversation = try Conversation(encoded: state, for: bot.program.machine)
            } else {
                let way = try bots.way(
                    tenant: live.tenant, from: standing, to: live.number, lastMove: live.lastMove, on: connection)
                conversation = way.migrate(try Conversation(encoded: state, for: way.from), now: now).conversation
                migratedFrom = standing
            }
        } catch ByteError.unknownFormat(let format)
            where 1..<max(Machine.formatVersion, Conversation.formatVersion) ~= format
        {
            // An older release wrote it in a form that is read no more. The customer is answered from the beginning rather
            // than never; what was booked stands apart from it.
            logger.warning(
                "a conversation of an older format begins anew",
                metadata: [
                    "tenant": "\(live.tenant.number)", "conversation": "\(claimed.id.number)", "format": "\(format)",
                ])
            beginAnew()
        } catch let damage as MachineDamaged {
            // Neither its machine nor the outline of it can be read: nothing tells what the state means.
            logger.error(
                "a conversation of a damaged version begins anew",
                metadata: [
                    "tenant": "\(live.tenant.number)", "conversation": "\(claimed.id.number)", "version": "\(damage.version)",
                ])
            beginAnew()
        }
    }

    private mutating func beginAnew() {
        conversation = nil
        result.talk = nil
    }

    /// The conversation as it is to be written. Where no turn was taken it is as it was.
    var finished: WrittenConversation {
        var finished = result
        guard let conversation, !result.turns.isEmpty else { return finished }
        finished.state = conversation.encoded
        finished.flowVersion = version
        finished.wakeAt = conversation.wakeAt
        if case .handedOff(let until) = conversation.position { finished.handedOffUntil = until } else {
            finished.handedOffUntil = nil
        }
        return finished
    }

    mutating func take(_ message: PendingMessage, at place: Int) throws {
        try beginTalk(isRetry: message.attempts > 0)
        let before = conversation ?? Conversation(bot.program.machine, at: now)
        guard let event = bot.event(for: message.content, in: before, at: now) else { return }
        try take(translated(event))
        result.processed[place].turn = result.turnNumber
    }

    /// Notices the silence that is due, where the conversation still waits for it.
    mutating func takeSilence() throws {
        if let wakeAt = conversation?.wakeAt, wakeAt <= now { return try take(.silence) }
        // A wake-up that nothing waits for any more must not be found again and again.
        if result.turns.isEmpty { result.wakeAt = conversation?.wakeAt }
    }

    /// Tells what the customer is to hear of waitlist offers, in words that every turn of the bot may use. Of its own accord
    /// the bot writes in no quiet hours, and that a time is gone it says only where that costs no template.
    mutating func takeWaitlistNews() throws {
        try beginTalk(isRetry: false)
        let morning = QuietHours.end(for: now, in: bot.catalogue.zone)
        let news = try WaitlistRows(connection).takeNews(
            of: claimed.id, now: now, quietUntil: morning == now ? nil : morning)
        let isOpen = result.lastInboundAt.map { now < $0.adding(seconds: OutboxSender.windowSeconds) } ?? false
        for event in news.filter({ $0.state == .offered || isOpen }).compactMap(bot.event) { try take(event) }
    }

    /// Where no talk is open the next one begins with what comes now, on the version that is its own.
    private mutating func beginTalk(isRetry: Bool) throws {
        guard conversation?.position ?? .idle == .idle else { return }
        let begun = live.version(forTalk: result.turnNumber + 1, of: claimed.id, isRetry: isRetry)
        guard begun != version else { return }
        if let standing = conversation {
            let way = try bots.way(
                tenant: live.tenant, from: version, to: begun, lastMove: live.lastMove, on: connection)
            conversation = way.migrate(standing, now: now).conversation
            migratedFrom = migratedFrom ?? version
        }
        version = begun
        bot = try bots.bot(
            tenant: live.tenant, location: claimed.location, version: begun, revision: live.catalogueRevision, on: connection)
    }

    /// A tap on a button of another version, by the names that the one which answers has for the same.
    private func translated(_ event: Event) throws -> Event {
        guard case .tapped(let text, let title) = event, let (short, id) = ChoiceID.read(text),
            short != bot.program.version,
            let pressed = try bots.version(
                ofButtons: short, tenant: live.tenant, lastMove: live.lastMove, on: connection),
            pressed != version
        else { return event }
        do {
            let way = try bots.way(
                tenant: live.tenant, from: pressed, to: version, lastMove: live.lastMove, on: connection)
            return .tapped(id: way.translate(id).text(version: bot.program.version), title: title)
        } catch is MachineDamaged {
            return event
        }
    }

    private mutating func take(_ event: Event) throws {
        let before = conversation ?? Conversation(bot.program.machine, at: now)
        var turn = try ConversationTurn(
            bot: bot, conversation: before, event: event, customer: claimed.customer, customerName: claimed.customerName,
            customerPhone: claimed.messages.last?.sender.phone ?? claimed.customerPhone,
            name: String(claimed.id.number), turn: result.turnNumber + 1, now: now,
            bookings: BookingRows(connection, location: claimed.location), customers: CustomerRows(connection),
            offers: WaitlistRows(connection))
        if let damaged = live.damaged, result.turns.isEmpty {
            turn.notices.append(bot.notice(ofDamaged: damaged, served: live.number))
        }
        result.turnNumber += 1
        let marks = TurnMarks(trace: turn.trace, position: turn.conversation.position)
        let isWithPerson = before.position.isHandedOff && turn.conversation.position.isHandedOff
        let begins = result.talk == nil && !isWithPerson
        if begins { result.talk = result.turnNumber }
        conversation = turn.conversation
        result.turns.append(
            WrittenTurn(
                number: result.turnNumber, flowVersion: version, event: turn.journal.eventBytes, happenedAt: now,
                answers: turn.journal.answerBytes, outgoing: turn.outbound, notices: turn.notices, talk: result.talk,
                stateBefore: begins || migratedFrom != nil ? before.encoded : nil, migratedFrom: migratedFrom, marks: marks))
        migratedFrom = nil
        if marks.endsTalk { result.talk = nil }
    }
}

extension Position {
    fileprivate var isHandedOff: Bool { if case .handedOff = self { true } else { false } }
}

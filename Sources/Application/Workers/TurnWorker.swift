internal import Booking
internal import CivilTime
package import Conversations
internal import FlowInterpreter
internal import FlowMachine
package import Logging
package import Postgres
package import Salon
internal import Storage

/// Takes salons with news from the board and gives their conversations their turns, several in one transaction.
///
/// A claim, its turns and what they wrote are one transaction of that salon: what fails leaves no trace and is done again.
/// A conversation whose turn fails is set aside by itself, with growing pauses, and does not hold up the others.
package struct TurnWorker: Sendable {
    /// Conversations in one transaction. Sixteen cost PostgreSQL a third of what sixteen single ones do; more only makes
    /// the first wait for the last.
    package static let conversationsPerTransaction = 16
    /// Attempts after which a message that cannot be processed is given up and shown to people.
    package static let attempts = 5
    /// How long a wake-up is put off that ended in a failure, in seconds.
    package static let wakePauseSeconds = 300

    private let pool: Pool
    private let news: NewsBoard<TenantID>
    private let outgoing: NewsBoard<TenantID>
    private let bots: BotCache
    private let clock: MovableClock
    private let logger: Logger

    package init(
        pool: Pool, news: NewsBoard<TenantID>, outgoing: NewsBoard<TenantID>, bots: BotCache, clock: MovableClock,
        logger: Logger
    ) {
        self.pool = pool
        self.news = news
        self.outgoing = outgoing
        self.bots = bots
        self.clock = clock
        self.logger = logger
    }

    /// Works until the board is closed; a transaction that has begun is finished.
    package func run() async {
        while let tenant = await news.next() {
            do {
                let done = try await work(for: tenant)
                if done.said { outgoing.post([tenant]) }
                if done.mayHaveMore { news.post([tenant]) }
            } catch {
                // The rows are as they were; the poller will find them again.
                logger.error("turns not done", metadata: ["tenant": "\(tenant.number)", "error": "\(error)"])
            }
        }
    }

    package struct Done: Hashable, Sendable {
        package var turns = 0
        package var said = false
        package var mayHaveMore = false
    }

    /// One transaction's worth of turns for one salon. Where a conversation fails, what stands before the failure is done,
    /// and the message that fails is set aside; the others are not touched by it.
    ///
    /// - Throws: what the database throws when it is failing; nothing has happened then.
    package func work(for tenant: TenantID) async throws -> Done {
        var share = Share()
        while true {
            do {
                let current = share
                let retry = Retry(attempts: 5) { failures in .milliseconds(5 << failures) }
                return try await pool.asTenant(tenant, retry: retry) { connection in
                    try work(for: tenant, current, on: connection)
                }
            } catch let failure as TurnFailure where failure.place > 0 {
                if let oldest = failure.message { share.messages[oldest] = failure.place }
            } catch let failure as TurnFailure {
                try await setAside(failure, of: tenant)
                return Done(mayHaveMore: true)
            } catch let refusal as SetRefused {
                logger.warning(
                    "turns are written one by one",
                    metadata: ["tenant": "\(tenant.number)", "error": "\(refusal.cause)"])
                share.conversations = 1
            }
        }
    }

    /// How much is done in one transaction: all there is, until a failure shows where to stop.
    private struct Share {
        var conversations = conversationsPerTransaction
        /// How many messages of a conversation are taken, by its oldest one: a conversation that was opened by what was
        /// undone has another id the next time. Without an entry all are taken, and its silence.
        var messages: [InboxID: Int] = [:]
        var isAll: Bool { conversations == conversationsPerTransaction && messages.isEmpty }
    }

    private func work(for tenant: TenantID, _ share: Share, on connection: Connection) throws -> Done {
        let now = clock.now
        let claim = try WorkQueue(connection).claim(limit: share.conversations, now: now)
        var done = Done()
        done.mayHaveMore =
            !share.isAll || claim.conversations.count >= share.conversations
            || claim.conversations.contains { $0.messages.count >= WorkQueue.messagesPerConversation }
        var written: [WrittenConversation] = []
        // A wake-up may come on top of the limit.
        let conversations = share.isAll ? claim.conversations[...] : claim.conversations.prefix(share.conversations)
        for var conversation in conversations {
            if let oldest = conversation.messages.first, let most = share.messages[oldest.id] {
                conversation.messages = Array(conversation.messages.prefix(most))
                conversation.isWakeDue = false
                conversation.hasWaitlistNews = false
            }
            let result = try turns(of: conversation, claim, tenant: tenant, now: now, on: connection)
            done.turns += result.turns.count
            done.said = done.said || result.turns.contains { !$0.outgoing.isEmpty || !$0.notices.isEmpty }
            written.append(result)
        }
        do {
            try TurnStore(connection).write(written, now: now)
        } catch let error as PostgresError where error.isNobodysFault {
            throw error
        } catch {
            guard written.count == 1, let only = conversations.first else { throw SetRefused(cause: "\(error)") }
            // Which message it was does not show either: the first by itself, and so on.
            throw TurnFailure(
                only, place: written[0].processed.count > 1 ? 1 : 0, version: written[0].turns.first?.flowVersion, cause: error)
        }
        return done
    }

    private func turns(
        of claimed: ClaimedConversation, _ claim: Claim, tenant: TenantID, now: Instant, on connection: Connection
    ) throws -> WrittenConversation {
        var result = WrittenConversation(
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
        /// The message that is being taken; one past the last for silence.
        var place = 0
        /// What the turn runs on, once that is known.
        var version = claimed.flowVersion
        func attributed<R>(_ body: () throws -> R) throws -> R {
            do { return try body() } catch let error as PostgresError where error.isNobodysFault { throw error } catch {
                throw TurnFailure(claimed, place: place, version: version, cause: error)
            }
        }

        let (live, first) = try attributed {
            guard let live = claim.liveVersion else { throw NothingPublished() }
            return (live, try load(claimed, live: live, claim, tenant: tenant, on: connection))
        }
        var loaded = first

        // A conversation keeps the version it began with; the next one begins on the live one, or on a canary's.
        func beginTalk() throws {
            guard loaded.conversation?.position ?? .idle == .idle else { return }
            let isRetry = place < claimed.messages.count && claimed.messages[place].attempts > 0
            let begun = claim.version(forTalk: result.turnNumber + 1, of: claimed, isRetry: isRetry) ?? live
            version = begun
            guard loaded.version != begun else { return }
            let language = loaded.conversation.map { loaded.bot.languages[$0.language] }
            loaded = Loaded(
                bot: try bots.bot(
                    tenant: tenant, location: claimed.location, version: begun, revision: claim.catalogueRevision,
                    on: connection), version: begun, conversation: nil)
            if let language, let index = loaded.bot.languages.firstIndex(of: language) {
                loaded.conversation = Conversation(loaded.bot.program.machine, language: index, at: now)
            }
        }

        func take(_ event: Event) throws {
            try beginTalk()
            let before = loaded.conversation ?? Conversation(loaded.bot.program.machine, at: now)
            let turn = try ConversationTurn(
                bot: loaded.bot, conversation: before, event: event, customer: claimed.customer,
                customerName: claimed.customerName,
                customerPhone: claimed.messages.last?.sender.phone ?? claimed.customerPhone,
                name: String(claimed.id.number), turn: result.turnNumber + 1, now: now, bookings: BookingRows(connection, location: claimed.location),
                customers: CustomerRows(connection), offers: WaitlistRows(connection))
            result.turnNumber += 1
            let marks = TurnMarks(trace: turn.trace, position: turn.conversation.position)
            let isWithPerson = before.position.isHandedOff && turn.conversation.position.isHandedOff
            let begins = result.talk == nil && !isWithPerson
            if begins { result.talk = result.turnNumber }
            loaded.conversation = turn.conversation
            result.turns.append(
                WrittenTurn(
                    number: result.turnNumber, flowVersion: loaded.version, event: turn.journal.eventBytes,
                    happenedAt: now, answers: turn.journal.answerBytes, outgoing: turn.outbound,
                    notices: turn.notices, talk: result.talk, stateBefore: begins ? before.encoded : nil, marks: marks))
            if marks.endsTalk { result.talk = nil }
        }

        for message in claimed.messages {
            let conversation = loaded.conversation ?? Conversation(loaded.bot.program.machine, at: now)
            if let event = loaded.bot.event(for: message.content, in: conversation, at: now) {
                try attributed { try take(event) }
                result.processed[place].turn = result.turnNumber
            }
            place += 1
        }
        if claimed.isWakeDue, let wakeAt = loaded.conversation?.wakeAt, wakeAt <= now {
            try attributed { try take(.silence) }
        }
        if claimed.hasWaitlistNews {
            try attributed {
                // What is told is told in the words of the version that tells it.
                try beginTalk()
                for event in try news(of: claimed, loaded.bot, since: result.lastInboundAt, now: now, on: connection) {
                    try take(event)
                }
            }
        }
        if let conversation = loaded.conversation {
            result.state = conversation.encoded
            result.flowVersion = loaded.version
            result.wakeAt = conversation.wakeAt
            if case .handedOff(let until) = conversation.position { result.handedOffUntil = until } else {
                result.handedOffUntil = nil
            }
        } else {
            result.wakeAt = nil
        }
        return result
    }

    /// What the customer is to hear of waitlist offers, in words that every turn of the bot may use. Of its own accord the
    /// bot writes in no quiet hours, and that a time is gone it says only where that costs no template.
    private func news(
        of claimed: ClaimedConversation, _ bot: Bot, since lastInbound: Instant?, now: Instant, on connection: Connection
    ) throws -> [Event] {
        let morning = QuietHours.end(for: now, in: bot.catalogue.zone)
        let news = try WaitlistRows(connection).takeNews(
            of: claimed.id, now: now, quietUntil: morning == now ? nil : morning)
        let isOpen = lastInbound.map { now < $0.adding(seconds: OutboxSender.windowSeconds) } ?? false
        return news.filter { $0.state == .offered || isOpen }.compactMap(bot.event)
    }

    private struct Loaded {
        var bot: Bot
        var version: Int
        var conversation: Conversation?
    }

    private func load(
        _ claimed: ClaimedConversation, live: Int, _ claim: Claim, tenant: TenantID, on connection: Connection
    ) throws -> Loaded {
        func bot(of version: Int) throws -> Bot {
            try bots.bot(
                tenant: tenant, location: claimed.location, version: version, revision: claim.catalogueRevision,
                on: connection)
        }
        do {
            let version = claimed.flowVersion ?? live
            let bot = try bot(of: version)
            let conversation = try claimed.state.map { try Conversation(encoded: $0, for: bot.program.machine) }
            return Loaded(bot: bot, version: version, conversation: conversation)
        } catch ByteError.unknownFormat(let format)
            where 1..<max(Machine.formatVersion, Conversation.formatVersion) ~= format
        {
            // An older release wrote it in a form that is read no more. The customer is answered from the beginning rather
            // than never; what was booked stands apart from it.
            logger.warning(
                "a conversation of an older format begins anew",
                metadata: [
                    "tenant": "\(tenant.number)", "conversation": "\(claimed.id.number)", "format": "\(format)",
                ])
            return Loaded(bot: try bot(of: live), version: live, conversation: nil)
        }
    }

    /// In a transaction of its own, after the one that failed was undone.
    private func setAside(_ failure: TurnFailure, of tenant: TenantID) async throws {
        let now = clock.now
        let isLast = failure.attempts + 1 >= Self.attempts
        let retryAt = isLast ? nil : now.adding(seconds: 1 << (2 * min(failure.attempts, 6)))
        logger.error(
            "a turn failed",
            metadata: [
                "tenant": "\(tenant.number)", "conversation": "\(failure.conversation.number)",
                "attempt": "\(failure.attempts + 1)", "givenUp": "\(isLast && failure.message != nil)",
                "error": "\(failure.cause)",
            ])
        try await pool.asTenant(tenant) { connection in
            let queue = WorkQueue(connection)
            if let message = failure.message {
                // Those after it wait for it.
                try queue.markFailed([message], reason: failure.cause, retryAt: retryAt, now: now)
            }
            if failure.isWakeDue {
                try queue.postponeWake(
                    of: failure.conversation, until: now.adding(seconds: Self.wakePauseSeconds), now: now)
            }
            if let talk = failure.talk { try FlowCanaries(connection).noteFailure(of: talk, at: now) }
            if failure.hasWaitlistNews {
                try queue.postponeWaitlistNews(
                    of: failure.conversation, until: now.adding(seconds: Self.wakePauseSeconds), now: now)
            }
        }
    }
}

/// One conversation's turn did not succeed.
private struct TurnFailure: Error {
    var conversation: ConversationID
    /// How many of its messages were taken before the failure.
    var place: Int
    /// The oldest message; nil when silence was to be noticed and nothing else.
    var message: InboxID?
    /// How often it had failed before.
    var attempts: Int
    var isWakeDue: Bool
    var hasWaitlistNews: Bool
    /// For the canary that may be open; nil when it failed before and was noted then, or failed of itself.
    var talk: FailedTalk?
    var cause: String

    init(_ conversation: ClaimedConversation, place: Int, version: Int?, cause: any Error) {
        self.conversation = conversation.id
        self.place = place
        message = conversation.messages.first?.id
        attempts = conversation.messages.first?.attempts ?? 0
        isWakeDue = conversation.isWakeDue
        hasWaitlistNews = conversation.hasWaitlistNews
        if attempts == 0, let version {
            talk = FailedTalk(
                version: version, conversation: conversation.id, talk: conversation.talk ?? conversation.turnNumber + 1)
        }
        self.cause = "\(cause)"
    }
}

/// The turns went well, but the conversations could not be written together.
private struct SetRefused: Error {
    var cause: String
}

extension PostgresError {
    /// The database is busy, away or failing: another try may succeed, and no message is to blame. Everything else is a
    /// refusal of what was asked.
    fileprivate var isNobodysFault: Bool {
        if isConflict || isConnectionLoss { return true }
        return switch self {
        case .server(let error):
            // Out of resources, an operator, the system itself; a lock or statement that ran out of time.
            ["53", "57", "58"].contains(error.state.conditionClass) || error.state.code == "55P03"
        case .poolBusy, .poolQueueFull, .poolClosed, .systemResource: true
        default: false
        }
    }
}

extension Position {
    fileprivate var isHandedOff: Bool { if case .handedOff = self { true } else { false } }
}

/// A message arrived for a salon that has no live version.
private struct NothingPublished: Error, CustomStringConvertible {
    var description: String {
        "The salon has published no flow yet, so nobody can answer. Publish one; the message is kept and tried again."
    }
}

package import Booking
package import CivilTime
package import Conversations
internal import FlowInterpreter
package import Logging
package import Postgres
package import Salon
package import Storage

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
            } catch let failure as TurnFailure {
                await setAside(failure, of: tenant)
                news.post([tenant])
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

    /// One transaction's worth of turns for one salon.
    package func work(for tenant: TenantID) async throws -> Done {
        let retry = Retry(attempts: 5) { failures in .milliseconds(5 << failures) }
        return try await pool.asTenant(tenant, retry: retry) { connection in
            try work(for: tenant, on: connection)
        }
    }

    private func work(for tenant: TenantID, on connection: Connection) throws -> Done {
        let now = clock.now
        let claim = try WorkQueue(connection).claim(limit: Self.conversationsPerTransaction, now: now)
        var done = Done()
        done.mayHaveMore = claim.conversations.count >= Self.conversationsPerTransaction
        var written: [WrittenConversation] = []
        for conversation in claim.conversations {
            do {
                let result = try turns(of: conversation, claim, tenant: tenant, now: now, on: connection)
                done.turns += result.turns.count
                done.said = done.said || result.turns.contains { !$0.outgoing.isEmpty }
                written.append(result)
            } catch let error as PostgresError where error.isConflict {
                throw error
            } catch {
                throw TurnFailure(
                    conversation: conversation.id, messages: conversation.messages.map(\.id),
                    attempts: conversation.messages.map(\.attempts).max() ?? 0, cause: "\(error)")
            }
        }
        try TurnStore(connection).write(written, now: now)
        return done
    }

    private func turns(
        of claimed: ClaimedConversation, _ claim: Claim, tenant: TenantID, now: Instant, on connection: Connection
    ) throws -> WrittenConversation {
        var result = WrittenConversation(
            id: claimed.id, account: claimed.account, state: claimed.state, flowVersion: claimed.flowVersion,
            turnNumber: claimed.turnNumber, wakeAt: claimed.wakeAt, lastInboundAt: claimed.lastInboundAt,
            handedOffUntil: claimed.handedOffUntil, replyUserID: nil, replyPhone: nil, turns: [],
            processed: claimed.messages.map(\.id))
        if let sender = claimed.messages.last?.sender {
            result.replyUserID = sender.userID
            result.replyPhone = sender.phone
        }
        for message in claimed.messages {
            result.lastInboundAt = max(result.lastInboundAt ?? message.sentAt, message.sentAt)
        }
        guard let live = claim.liveVersion else { throw NothingPublished() }
        var loaded = try load(claimed, live: live, claim, tenant: tenant, on: connection)

        func take(_ event: Event) throws {
            // A conversation keeps the version it began with; the next one begins on the live one.
            if loaded.conversation?.position == .idle, loaded.version != live {
                let language = loaded.conversation.map { loaded.bot.languages[$0.language] }
                loaded = Loaded(
                    bot: try bots.bot(
                        tenant: tenant, location: claimed.location, version: live, revision: claim.catalogueRevision,
                        on: connection), version: live, conversation: nil)
                if let language, let index = loaded.bot.languages.firstIndex(of: language) {
                    loaded.conversation = Conversation(loaded.bot.program.machine, language: index, at: now)
                }
            }
            let turn = try ConversationTurn(
                bot: loaded.bot, conversation: loaded.conversation, event: event, customer: claimed.customer,
                customerName: claimed.customerName, name: String(claimed.id.number), turn: result.turnNumber + 1,
                now: now, bookings: BookingRows(connection, location: claimed.location),
                customers: CustomerRows(connection))
            loaded.conversation = turn.conversation
            result.turnNumber += 1
            result.turns.append(
                WrittenTurn(
                    number: result.turnNumber, flowVersion: loaded.version, event: turn.journal.eventBytes,
                    happenedAt: now, answers: turn.journal.answerBytes, outgoing: turn.outbound))
        }

        for message in claimed.messages {
            let conversation = loaded.conversation ?? Conversation(loaded.bot.program.machine, at: now)
            if let event = loaded.bot.event(for: message.content, in: conversation, at: now) { try take(event) }
        }
        if claimed.isWakeDue, let wakeAt = loaded.conversation?.wakeAt, wakeAt <= now { try take(.silence) }
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

    private struct Loaded {
        var bot: Bot
        var version: Int
        var conversation: Conversation?
    }

    private func load(
        _ claimed: ClaimedConversation, live: Int, _ claim: Claim, tenant: TenantID, on connection: Connection
    ) throws -> Loaded {
        let version = claimed.flowVersion ?? live
        let bot = try bots.bot(
            tenant: tenant, location: claimed.location, version: version, revision: claim.catalogueRevision,
            on: connection)
        let conversation = try claimed.state.map { try Conversation(encoded: $0, for: bot.program.machine) }
        return Loaded(bot: bot, version: version, conversation: conversation)
    }

    /// In a transaction of its own, after the one that failed was undone.
    private func setAside(_ failure: TurnFailure, of tenant: TenantID) async {
        let now = clock.now
        let isLast = failure.attempts + 1 >= Self.attempts
        let retryAt = isLast ? nil : now.adding(seconds: 1 << (2 * min(failure.attempts, 6)))
        logger.error(
            "a turn failed",
            metadata: [
                "tenant": "\(tenant.number)", "conversation": "\(failure.conversation.number)",
                "attempt": "\(failure.attempts + 1)", "givenUp": "\(isLast)", "error": "\(failure.cause)",
            ])
        do {
            try await pool.asTenant(tenant) { connection in
                try WorkQueue(connection).markFailed(failure.messages, reason: failure.cause, retryAt: retryAt, now: now)
            }
        } catch {
            logger.error("a failed turn could not be set aside", metadata: ["error": "\(error)"])
        }
    }
}

/// One conversation's turn did not succeed; the others of its transaction are to be done without it.
private struct TurnFailure: Error {
    var conversation: ConversationID
    var messages: [InboxID]
    /// How often these messages had failed before.
    var attempts: Int
    var cause: String
}

/// A message arrived for a salon that has no live version.
private struct NothingPublished: Error, CustomStringConvertible {
    var description: String {
        "The salon has published no flow yet, so nobody can answer. Publish one; the message is kept and tried again."
    }
}

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
        if claim.conversations.isEmpty { return done }
        let live = try live(claim, of: tenant, now: now, on: connection)
        // A wake-up may come on top of the limit.
        let conversations = share.isAll ? claim.conversations[...] : claim.conversations.prefix(share.conversations)
        for var conversation in conversations {
            if let oldest = conversation.messages.first, let most = share.messages[oldest.id] {
                conversation.messages = Array(conversation.messages.prefix(most))
                conversation.isWakeDue = false
                conversation.hasWaitlistNews = false
            }
            let result = try turns(of: conversation, live: live, now: now, on: connection)
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

    /// What answers now. Where the version that is live turns out to be damaged, the last one before it that is not is made
    /// live, and the owner is told: the customers are answered meanwhile.
    private func live(_ claim: Claim, of tenant: TenantID, now: Instant, on connection: Connection) throws -> LiveVersion? {
        guard let number = claim.liveVersion else { return nil }
        var live = LiveVersion(
            tenant: tenant, number: number, lastMove: claim.lastMove, catalogueRevision: claim.catalogueRevision)
        guard try !bots.isIntact(number, of: tenant, on: connection) else {
            live.canary = try claim.canary.flatMap { try canary($0, of: &live, now: now, on: connection) }
            return live
        }
        let versions = FlowVersions(connection)
        guard let intact = try versions.liveBefore().first(where: { try bots.isIntact($0, of: tenant, on: connection) }) else {
            throw MachineDamaged(version: number)
        }
        let damage = MachineDamaged(version: number)
        logger.critical(
            "a version is damaged; the one before it serves",
            metadata: ["tenant": "\(tenant.number)", "version": "\(number)", "serves": "\(intact)"])
        try versions.move(
            to: intact, expecting: .version(number),
            FlowMove(kind: .rollback, by: "salonflow", reason: damage.description), at: now)
        live.number = intact
        live.lastMove = try WorkQueue(connection).salon().lastMove
        live.damaged = number
        return live
    }

    /// Nil where the canary's machine turns out to be damaged: it is over then, and the owner is told.
    private func canary(
        _ canary: OpenCanary, of live: inout LiveVersion, now: Instant, on connection: Connection
    ) throws -> OpenCanary? {
        if try bots.isIntact(canary.version, of: live.tenant, on: connection) { return canary }
        logger.critical(
            "the version of a canary is damaged; it ends",
            metadata: ["tenant": "\(live.tenant.number)", "version": "\(canary.version)"])
        try CanaryWatch.rollBackDamaged(canary.id, now: now, on: connection)
        live.lastMove = try WorkQueue(connection).salon().lastMove
        return nil
    }

    private func turns(
        of claimed: ClaimedConversation, live: LiveVersion?, now: Instant, on connection: Connection
    ) throws -> WrittenConversation {
        /// The message that is being taken; one past the last for silence.
        var place = 0
        /// What the last turn ran on, or was to.
        var version: Int?
        do {
            guard let live else { throw NothingPublished() }
            var turns = try ConversationTurns(claimed, live: live, bots: bots, now: now, logger: logger, on: connection)
            defer { version = turns.version }
            for message in claimed.messages {
                try turns.take(message, at: place)
                place += 1
            }
            if claimed.isWakeDue { try turns.takeSilence() }
            if claimed.hasWaitlistNews { try turns.takeWaitlistNews() }
            return turns.finished
        } catch let error as PostgresError where error.isNobodysFault { throw error } catch {
            throw TurnFailure(claimed, place: place, version: version, cause: error)
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
    /// For a canary that is open; nil when it failed before and was noted then, or before it was known what it ran on.
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

/// A message arrived for a salon that has no live version.
private struct NothingPublished: Error, CustomStringConvertible {
    var description: String {
        "The salon has published no flow yet, so nobody can answer. Publish one; the message is kept and tried again."
    }
}

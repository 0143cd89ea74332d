package import CivilTime
package import Conversations
internal import FlowMachine
package import Postgres

/// The way of outgoing messages: claimed and committed as `sending` before the first byte leaves, then settled by what
/// the channel answered or, when nobody knows, by its reports (DESIGN, decision 6).
package struct OutboxStore {
    private let connection: Connection

    /// `connection` is in a transaction of the salon. A claim must commit before anything of it is sent.
    package init(_ connection: Connection) { self.connection = connection }

    /// The accounts that have a message due, with how many.
    package func dueAccounts(now: Instant) throws -> [(account: ChannelAccountID, messages: Int)] {
        try connection.execute(OutboxStatements.dueAccounts, [.instant(now)]).map {
            (ChannelAccountID(try $0.int64(0)), try $0.int(1))
        }
    }

    /// Takes up to `limit` due messages of one account for the process `claimant`, oldest first, and of each
    /// conversation only the first: the next one waits until the channel has accepted the one before, since it may
    /// deliver two at once in any order.
    ///
    /// A reminder or an offer that is no longer true, or no longer wanted, is not among them: it is withdrawn here, at the
    /// moment when it would have left.
    package func claim(
        account: ChannelAccountID, limit: Int, claimant: String, now: Instant
    ) throws -> [ClaimedMessage] {
        try connection.pipeline([
            OutboxStatements.withdraw(.int64(account.number), .instant(now)),
            OutboxStatements.withdrawOffers(.int64(account.number), .instant(now)),
            OutboxStatements.claim(.int64(account.number), .instant(now), .int(limit), .text(claimant)),
        ])[2].map { row in
            let id = try row.int64(0)
            let content: OutboundContent
            do {
                content = try OutboundContent(encoded: try row.bytes(1))
            } catch is ByteError {
                throw StorageError.unreadableBody(outbox: id)
            }
            return ClaimedMessage(
                id: OutboxID(id), content: content, conversation: try row.optionalInt64(2).map(ConversationID.init), account: account,
                recipientUserID: try row.optionalText(3), recipientPhone: try row.optionalText(4),
                attempts: try row.int(5), dueAt: try row.instant(6), lastInboundAt: try row.optionalInstant(7))
        }
    }

    /// Writes how sends ended, as one set. A message that a report has settled meanwhile stays settled; one that was
    /// given up as unknown while its sender was only slow takes the answer after all. Reports that came first are
    /// applied.
    package func settle(_ results: [SendResult], now: Instant) throws {
        if results.isEmpty { return }
        let sorted = results.sorted { $0.id < $1.id }
        _ = try connection.pipeline([
            OutboxStatements.settle(
                .int64s(sorted.map { $0.id.number }), .texts(sorted.map { $0.end.state }),
                .foreignTexts(sorted.map { $0.end.providerID }), .ints(sorted.map { $0.end.code }),
                .foreignTexts(sorted.map { $0.end.reason }), .instants(sorted.map { $0.end.retryAt }), .instant(now)),
            DeliveryReports.applyKept(),
        ])
    }

    /// Marks as unknown what was claimed before `staleBefore` and never settled: its process died, and whether the
    /// message left nobody can say. It is not sent again. `staleBefore` lies further back than any send may take.
    package func recover(staleBefore: Instant, now: Instant) throws -> [OutboxID] {
        try connection.pipeline([
            OutboxStatements.recover(.instant(staleBefore), .instant(now)), DeliveryReports.applyKept(),
        ])[0].map { OutboxID(try $0.int64(0)) }
    }

    /// Withdraws what a conversation has not sent yet: the customer opted out, or a person took over.
    package func cancelPending(of conversation: ConversationID, now: Instant) throws -> Int {
        try connection.execute(OutboxStatements.cancel, [.int64(conversation.number), .instant(now)]).affected
    }

    /// When the next message is due; nil when none waits.
    package func nextDue() throws -> Instant? {
        try connection.execute(OutboxStatements.nextDue)[0].optionalInstant(0)
    }
}

package struct ClaimedMessage: Hashable, Sendable {
    package var id: OutboxID
    package var content: OutboundContent
    /// Nil for what the salon's people are told outside conversations.
    package var conversation: ConversationID?
    package var account: ChannelAccountID
    /// How the channel reaches the customer; at least one is there.
    package var recipientUserID: String?
    package var recipientPhone: String?
    /// This one included.
    package var attempts: Int
    package var dueAt: Instant
    /// When the customer wrote last, as of now: what a channel's window for free texts counts from.
    package var lastInboundAt: Instant?
}

package struct SendResult: Hashable, Sendable {
    package enum End: Hashable, Sendable {
        /// The channel took it, under its own id.
        case accepted(providerID: String)
        /// The channel refused it for good.
        case refused(code: Int?, reason: String)
        /// It surely did not leave, and may be tried again.
        case retry(at: Instant, code: Int?, reason: String)
        /// It may have left: the connection broke before the answer.
        case unknown(reason: String)
    }

    package var id: OutboxID
    package var end: End

    package init(id: OutboxID, end: End) {
        self.id = id
        self.end = end
    }
}

extension SendResult.End {
    fileprivate var state: String {
        switch self {
        case .accepted: "sent"
        case .refused: "failed"
        case .retry: "pending"
        case .unknown: "unknown"
        }
    }
    fileprivate var providerID: String? { if case .accepted(let id) = self { id } else { nil } }
    fileprivate var retryAt: Instant? { if case .retry(let at, _, _) = self { at } else { nil } }
    fileprivate var code: Int? {
        switch self {
        case .refused(let code, _), .retry(_, let code, _): code
        case .accepted, .unknown: nil
        }
    }
    fileprivate var reason: String? {
        switch self {
        case .refused(_, let reason), .retry(_, _, let reason), .unknown(let reason): reason
        case .accepted: nil
        }
    }
}

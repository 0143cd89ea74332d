package import CivilTime
internal import Conversations
package import Postgres
internal import Salon

/// Hands out conversations that have something to do: unanswered messages, or a silence that has lasted.
///
/// A claim lives as long as the transaction it is made in: committing settles it, anything else (an error, a crash,
/// kill -9) gives it back, since all there is to it are row locks. Of one person's waiting messages only the oldest can
/// be claimed, and the conversation itself is locked besides, so that two workers never hold the same one and the order
/// is kept. What another worker holds is skipped and not waited for, but for one case: when two workers meet the same
/// new person at once (two accounts, or a late message), the second waits until the first has entered them.
package struct WorkQueue {
    /// The most messages of one conversation handed out at once; the rest stay for the next claim.
    package static let messagesPerConversation = 20

    private let connection: Connection

    /// `connection` is in a transaction of the salon, and the claim holds until its end.
    package init(_ connection: Connection) { self.connection = connection }

    /// Up to `limit` conversations with waiting messages, as many whose wake-up time has come and as many that are to hear
    /// of a waitlist offer, all loaded. New people become customers and new conversations are opened on the way. Three round
    /// trips when everybody is known.
    package func claim(limit: Int, now: Instant) throws -> Claim {
        let answers = try connection.pipeline([
            WorkQueueStatements.heads(.instant(now), .int(limit)),
            WorkQueueStatements.wakes(.instant(now), .int(limit)),
            WorkQueueStatements.salon(),
            WaitlistStatements.conversationsWithNews(.instant(now), .int(limit)),
        ])
        let heads = try answers[0].map(Head.init)
        let news = try answers[3].map { ConversationID(try $0.int64(0)) }
        let wakes = try answers[1].map { ConversationID(try $0.int64(0)) } + news
        var claim = try Claim(salon: answers[2][0])
        if heads.isEmpty && wakes.isEmpty { return claim }

        let customers = try CustomerBook(connection: connection, now: now)
            .resolve(heads.map(\.sender), known: heads.map(\.found))
        let talks = zip(heads, customers).compactMap { head, customer in customer.map { Talk(head, $0) } }
        let locked = try lock(talks, wakes: wakes, now: now)
        let messages = try load(messagesOf: locked.map(\.id))
        for var conversation in locked {
            // A message that is to be tried again later holds back those after it.
            conversation.messages = Array(
                (messages[conversation.id] ?? []).prefix { $0.dueAt <= now }.map(\.message))
            conversation.isWakeDue = conversation.wakeAt.map { $0 <= now } ?? false
            conversation.hasWaitlistNews = news.contains(conversation.id)
            if !conversation.messages.isEmpty || conversation.isWakeDue || conversation.hasWaitlistNews {
                claim.conversations.append(conversation)
            }
        }
        return claim
    }

    /// What is live and what the catalogue's revision is, in a claim without conversations.
    package func salon() throws -> Claim {
        try Claim(salon: connection.execute(WorkQueueStatements.salon)[0])
    }

    /// Notes that the turn of these messages failed: they are tried again at `retryAt`, or given up with their reason
    /// when that is nil. In a transaction of its own, after the claim's was undone.
    package func markFailed(_ messages: [InboxID], reason: String, retryAt: Instant?, now: Instant) throws {
        _ = try connection.execute(
            WorkQueueStatements.markFailed,
            [
                .int64s(messages.map { $0.number }), .foreignText(reason), .instant(retryAt), .instant(now),
            ])
    }

    /// Puts off the wake-up of a conversation whose turn failed: as long as it is due the conversation would be handed out
    /// again at once.
    package func postponeWake(of conversation: ConversationID, until moment: Instant, now: Instant) throws {
        _ = try connection.execute(
            WorkQueueStatements.postponeWake, [.int64(conversation.number), .instant(moment), .instant(now)])
    }

    /// Puts off what a conversation is to hear of waitlist offers, as `postponeWake` does.
    package func postponeWaitlistNews(of conversation: ConversationID, until moment: Instant, now: Instant) throws {
        _ = try connection.execute(
            WaitlistStatements.postponeNews, [.int64(conversation.number), .instant(moment), .instant(now)])
    }

    /// When the next conversation wakes; nil when none does.
    package func nextWake() throws -> Instant? {
        try connection.execute(WorkQueueStatements.nextWake)[0].optionalInstant(0)
    }

    private func lock(_ talks: [Talk], wakes: [ConversationID], now: Instant) throws -> [ClaimedConversation] {
        var byTalk: [Talk.Key: Talk] = [:]
        for talk in talks where byTalk[talk.key] == nil { byTalk[talk.key] = talk }
        let wanted = byTalk.values.sorted { $0.key < $1.key }
        let keys: [Parameter] = [
            .int64s(wanted.map { $0.key.account }), .int64s(wanted.map { $0.key.customer }),
        ]
        var calls = [Call(WorkQueueStatements.lock, keys + [.int64s(wakes.map { $0.number })])]
        if !wanted.isEmpty {
            calls.append(
                Call(
                    WorkQueueStatements.open,
                    keys + [
                        .foreignTexts(wanted.map { $0.sender.userID }), .foreignTexts(wanted.map { $0.sender.phone }),
                        .instant(now),
                    ]))
        }
        let answers = try connection.pipeline(calls)
        return try answers.flatMap { rows in try rows.map { try ClaimedConversation($0) } }
    }

    private func load(messagesOf conversations: [ConversationID]) throws -> [ConversationID: [WaitingMessage]] {
        if conversations.isEmpty { return [:] }
        let rows = try connection.execute(
            WorkQueueStatements.messages,
            [
                .int64s(conversations.map { $0.number }), .int(Self.messagesPerConversation),
            ])
        var messages: [ConversationID: [WaitingMessage]] = [:]
        for row in rows {
            messages[ConversationID(try row.int64(0)), default: []].append(try WaitingMessage(row))
        }
        return messages
    }

    /// The oldest waiting message of one sender.
    private struct Head {
        var account: Int64
        var sender: CustomerBook.SenderIDs
        var found: CustomerBook.Found

        init(_ row: Row) throws {
            account = try row.int64(0)
            sender = CustomerBook.SenderIDs(
                channel: try row.text(1), userID: try row.optionalText(2), phone: try row.optionalText(3),
                name: try row.optionalText(4))
            found = CustomerBook.Found(byUserID: try row.optionalInt64(5), byPhone: try row.optionalInt64(6))
        }
    }

    private struct Talk {
        struct Key: Hashable, Comparable {
            var account: Int64
            var customer: Int64
            static func < (left: Key, right: Key) -> Bool {
                (left.account, left.customer) < (right.account, right.customer)
            }
        }
        var key: Key
        var sender: CustomerBook.SenderIDs

        init(_ head: Head, _ customer: CustomerID) {
            key = Key(account: head.account, customer: customer.number)
            sender = head.sender
        }
    }
}

private struct WaitingMessage {
    var message: PendingMessage
    var dueAt: Instant

    init(_ row: Row) throws {
        let columns = InboundColumns(kind: try row.text(2), words: try row.text(3), tapID: try row.optionalText(4))
        message = PendingMessage(
            id: InboxID(try row.int64(1)), content: try columns.content(),
            sender: Sender(
                userID: try row.optionalText(5), phone: try row.optionalText(6), name: try row.optionalText(7)),
            providerID: try row.text(8), sentAt: try row.instant(9), receivedAt: try row.instant(10),
            attempts: try row.int(11))
        dueAt = try row.instant(12)
    }
}

extension ClaimedConversation {
    fileprivate init(_ row: Row) throws {
        self.init(
            id: ConversationID(try row.int64(0)), account: ChannelAccountID(try row.int64(1)),
            location: LocationID(try row.int64(2)), customer: CustomerID(try row.int64(3)),
            customerName: try row.optionalText(4), customerPhone: try row.optionalText(12), optedOutAt: try row.optionalInstant(5),
            state: try row.optionalBytes(6), flowVersion: try row.optionalInt(7), turnNumber: try row.int64(8),
            talk: try row.optionalInt64(13), wakeAt: try row.optionalInstant(9), isWakeDue: false, lastInboundAt: try row.optionalInstant(10),
            handedOffUntil: try row.optionalInstant(11), messages: [])
    }
}

extension Claim {
    /// Of a salon's row, without conversations.
    fileprivate init(salon row: Row) throws {
        self.init(
            liveVersion: try row.optionalInt(0), liveHash: try row.optionalBytes(1), catalogueRevision: try row.int64(2),
            lastMove: try row.int64(3),
            canary: try row.optionalInt64(4).map { OpenCanary(id: $0, version: try row.int(5), share: try row.int(6)) },
            conversations: [])
    }
}

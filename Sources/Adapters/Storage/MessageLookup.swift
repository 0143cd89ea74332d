package import Conversations
internal import FlowMachine
package import Postgres
package import Salon

/// Finds the turn that a message belongs to, whichever way the message went.
package struct MessageLookup {
    private let connection: Connection

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection) { self.connection = connection }

    /// By the provider's identity of a message that came or went, or by the number of a message in the outbox; nil when the
    /// salon has no such message.
    package func turn(of message: String) throws -> MessageTurn? {
        let number = Int64(message)
        let rows = try connection.execute(MessageLookupStatements.find, [.foreignText(message), .int64(number)])
        return try rows.first.map { row in
            guard let conversation = try row.optionalInt64(0), let turn = try row.optionalInt64(1) else {
                return try row.bool(2) ? .none : .waiting
            }
            return .turn(ConversationID(conversation), turn)
        }
    }

    /// What a turn said to the customer, in order, as it stands in the outbox, without reminders; a message whose body was
    /// erased is nil.
    package func messages(of turn: Int64, in conversation: ConversationID) throws -> [SaidMessage] {
        try connection.execute(
            MessageLookupStatements.messages, [.int64(conversation.number), .int64(turn)]
        ).map { row in
            SaidMessage(
                id: OutboxID(try row.int64(0)), content: try? OutboundContent(encoded: try row.bytes(1)),
                state: try row.text(2), providerID: try row.optionalText(3))
        }
    }

    /// Where a conversation stands now, and at which location it is.
    package func conversation(_ conversation: ConversationID) throws -> StandingConversation {
        guard let row = try connection.execute(MessageLookupStatements.standing, [.int64(conversation.number)]).first else {
            throw StorageError.missing(what: "conversation", id: "\(conversation.number)")
        }
        return StandingConversation(
            location: LocationID(try row.int64(0)), turnNumber: try row.int64(1), state: try row.optionalBytes(2))
    }
}

/// What became of a message.
package enum MessageTurn: Hashable, Sendable {
    case turn(ConversationID, Int64)
    /// It came in and was not taken up yet.
    case waiting
    /// It asked for no turn, or was taken up before turns were written beside messages.
    case none
}

package struct SaidMessage: Hashable, Sendable {
    package var id: OutboxID
    package var content: OutboundContent?
    /// `pending`, `sending`, `sent`, `unknown`, `failed` or `cancelled`.
    package var state: String
    package var providerID: String?
}

package struct StandingConversation: Hashable, Sendable {
    package var location: LocationID
    /// The number of its last turn.
    package var turnNumber: Int64
    package var state: [UInt8]?
}

private enum MessageLookupStatements {
    /// Numbers are the outbox's; a provider's identity is looked up account by account, as it is indexed.
    static let find = Statement(
        "message.find",
        """
        SELECT conversation_id, turn_number, is_done
        FROM (
            SELECT conversation_id, turn_number, true AS is_done, created_at AS at
            FROM outbox
            WHERE id = $2
            UNION ALL
            SELECT outbox.conversation_id, outbox.turn_number, true, outbox.created_at
            FROM channel_account AS account
                JOIN outbox ON outbox.channel_account_id = account.id AND outbox.provider_message_id = $1
            UNION ALL
            SELECT inbox.conversation_id, inbox.turn_number, inbox.processed_at IS NOT NULL, inbox.received_at
            FROM channel_account AS account
                JOIN inbox ON inbox.channel_account_id = account.id AND inbox.provider_message_id = $1
        ) AS message
        ORDER BY at DESC
        LIMIT 1
        """)

    static let messages = Statement(
        "message.of_turn",
        """
        SELECT id, body, state, provider_message_id
        FROM outbox
        WHERE conversation_id = $1 AND turn_number = $2 AND booking_id IS NULL AND kind <> 'notice'
        ORDER BY ordinal, id
        """)

    static let standing = Statement(
        "message.conversation",
        """
        SELECT account.location_id, conversation.turn_number, conversation.state
        FROM conversation JOIN channel_account AS account ON account.id = conversation.channel_account_id
        WHERE conversation.id = $1
        """)
}

internal import Booking
package import CivilTime
package import Conversations
package import Postgres
internal import Salon

/// Writes what turns led to: the new states, the journal, the answers and the messages done with. Together with the
/// bookings made on the way they are the same transaction as the claim, so a turn happens whole or not at all.
package struct TurnStore {
    private let connection: Connection

    /// `connection` is in the transaction that claimed the conversations.
    package init(_ connection: Connection) { self.connection = connection }

    /// All turns at once as four sets in one round trip, whatever their number.
    package func write(_ written: [WrittenConversation], now: Instant) throws {
        if written.isEmpty { return }
        let turns = written.flatMap { conversation in conversation.turns.map { (conversation, $0) } }
        let all = turns.flatMap { conversation, turn in
            turn.outgoing.enumerated().map { Outgoing(conversation, turn, $0.offset, $0.element) }
        }
        // Reminders and offers go by statements of their own: most turns have none.
        let outgoing = all.filter { $0.message.reminder == nil && $0.message.offer == nil }
        let offers = all.filter { $0.message.offer != nil }
        let reminders = all.filter { $0.message.reminder != nil }
        var calls = [
            TurnStatements.conversations(
                .int64s(written.map { $0.id.number }), .bytesArray(written.map { $0.state }),
                .ints(written.map { $0.flowVersion }), .int64s(written.map { $0.turnNumber }),
                .instants(written.map { $0.wakeAt }), .instants(written.map { $0.lastInboundAt }),
                .instants(written.map { $0.handedOffUntil }), .foreignTexts(written.map { $0.replyUserID }),
                .foreignTexts(written.map { $0.replyPhone }), .int64s(written.map { $0.talk }))
        ]
        if !turns.isEmpty {
            calls.append(
                TurnStatements.journal(
                    .int64s(turns.map { $0.0.id.number }), .int64s(turns.map { $0.1.number }),
                    .ints(turns.map { $0.1.flowVersion }), .bytesArray(turns.map { $0.1.event }),
                    .instants(turns.map { $0.1.happenedAt }), .bytesArray(turns.map { $0.1.answers }),
                    .int64s(turns.map { $0.1.talk }), .bytesArray(turns.map { $0.1.stateBefore }),
                    .ints(turns.map { $0.1.migratedFrom }), .texts(turns.map { $0.1.marks.achievement?.rawValue }),
                    .bools(turns.map { $0.1.marks.endsTalk }), .bools(turns.map { $0.1.marks.handsOff }),
                    .bools(turns.map { $0.1.marks.notUnderstood }), .bools(turns.map { $0.1.marks.failed })))
        }
        if !outgoing.isEmpty {
            calls.append(
                Call(TurnStatements.outbox, Outgoing.parameters(outgoing) + [.instant(now)]))
        }
        if !reminders.isEmpty {
            calls.append(
                Call(
                    TurnStatements.reminders,
                    Outgoing.parameters(reminders) + [
                        .instant(now), .int64s(reminders.map { $0.message.reminder?.booking.number }),
                        .instants(reminders.map { $0.message.reminder?.start }),
                    ]))
        }
        if !offers.isEmpty {
            calls.append(
                Call(
                    TurnStatements.offers,
                    Outgoing.parameters(offers) + [.instant(now), .int64s(offers.map { $0.message.offer?.number })]))
        }
        calls += StaffNotices.calls(turns, now: now)
        let processed = written.flatMap { conversation in conversation.processed.map { (conversation.id, $0) } }
        if !processed.isEmpty {
            calls.append(
                TurnStatements.processed(
                    .int64s(processed.map { $0.1.message.number }), .instant(now), .int64s(processed.map { $0.0.number }),
                    .int64s(processed.map { $0.1.turn })))
        }
        let answers = try connection.pipeline(calls)
        guard answers[0].affected == written.count else {
            throw StorageError.missing(
                what: "conversation", id: written.map { "\($0.id.number)" }.joined(separator: ", "))
        }
    }
}

/// A message with the turn that says it and its place there.
private struct Outgoing {
    var conversation: WrittenConversation
    var turn: WrittenTurn
    var ordinal: Int
    var message: OutboundMessage

    init(_ conversation: WrittenConversation, _ turn: WrittenTurn, _ ordinal: Int, _ message: OutboundMessage) {
        (self.conversation, self.turn, self.ordinal, self.message) = (conversation, turn, ordinal, message)
    }

    static func parameters(_ all: [Outgoing]) -> [Parameter] {
        [
            .int64s(all.map { $0.conversation.id.number }), .int64s(all.map { $0.conversation.account.number }),
            .int64s(all.map { $0.turn.number }), .ints(all.map { $0.ordinal }),
            .texts(all.map { $0.message.content.kind }), .bytesArray(all.map { $0.message.content.encoded }),
            .instants(all.map { $0.message.dueAt }),
        ]
    }
}

/// Where a conversation stands after its turns, and what they were.
package struct WrittenConversation: Hashable, Sendable {
    package var id: ConversationID
    package var account: ChannelAccountID
    /// Both or neither: a conversation without a state begins anew with its next message.
    package var state: [UInt8]?
    package var flowVersion: Int?
    package var turnNumber: Int64
    /// The number of the turn that the open talk began with; nil while none is open.
    package var talk: Int64?
    package var wakeAt: Instant?
    package var lastInboundAt: Instant?
    package var handedOffUntil: Instant?
    /// Where to answer, from the message the customer wrote last; both nil leaves it as it is.
    package var replyUserID: String?
    package var replyPhone: String?
    package var turns: [WrittenTurn]
    /// Messages that are done with, those that asked for no turn included.
    package var processed: [ProcessedMessage]

    package init(
        id: ConversationID, account: ChannelAccountID, state: [UInt8]?, flowVersion: Int?, turnNumber: Int64,
        talk: Int64? = nil, wakeAt: Instant?, lastInboundAt: Instant?, handedOffUntil: Instant?, replyUserID: String?,
        replyPhone: String?, turns: [WrittenTurn], processed: [ProcessedMessage]
    ) {
        self.talk = talk
        self.id = id
        self.account = account
        self.state = state
        self.flowVersion = flowVersion
        self.turnNumber = turnNumber
        self.wakeAt = wakeAt
        self.lastInboundAt = lastInboundAt
        self.handedOffUntil = handedOffUntil
        self.replyUserID = replyUserID
        self.replyPhone = replyPhone
        self.turns = turns
        self.processed = processed
    }
}

/// A message that is done with, and the turn that took it; nil where it asked for none.
package struct ProcessedMessage: Hashable, Sendable {
    package var message: InboxID
    package var turn: Int64?

    package init(_ message: InboxID, turn: Int64?) {
        self.message = message
        self.turn = turn
    }
}

/// One turn for the journal: all it saw, so that it can be played again bit for bit, and what it said.
package struct WrittenTurn: Hashable, Sendable {
    package var number: Int64
    package var flowVersion: Int
    package var event: [UInt8]
    package var happenedAt: Instant
    package var answers: [UInt8]
    package var outgoing: [OutboundMessage]
    /// What the salon's people are told; those of whom a number is known by a message.
    package var notices: [StaffNotice]
    /// The number of the turn that its talk began with; nil while a person has the conversation.
    package var talk: Int64?
    /// The conversation before, where it is not what the turn before left: at a talk's beginning, and after a move to
    /// another version.
    package var stateBefore: [UInt8]?
    /// The version that the conversation came from with this turn.
    package var migratedFrom: Int?
    package var marks: TurnMarks

    package init(
        number: Int64, flowVersion: Int, event: [UInt8], happenedAt: Instant, answers: [UInt8],
        outgoing: [OutboundMessage], notices: [StaffNotice] = [], talk: Int64? = nil, stateBefore: [UInt8]? = nil,
        migratedFrom: Int? = nil, marks: TurnMarks = TurnMarks()
    ) {
        self.talk = talk
        self.stateBefore = stateBefore
        self.migratedFrom = migratedFrom
        self.marks = marks
        self.notices = notices
        self.number = number
        self.flowVersion = flowVersion
        self.event = event
        self.happenedAt = happenedAt
        self.answers = answers
        self.outgoing = outgoing
    }
}

enum TurnStatements {
    static let conversations = Statement(
        "conversation.write",
        """
        UPDATE conversation
        SET state = written.state,
            flow_version = written.flow_version,
            turn_number = written.turn_number,
            wake_at = written.wake_at,
            last_inbound_at = written.last_inbound_at,
            handed_off_until = written.handed_off_until,
            reply_user_id = CASE WHEN written.is_addressed THEN written.user_id ELSE conversation.reply_user_id END,
            reply_phone = CASE WHEN written.is_addressed THEN written.phone ELSE conversation.reply_phone END,
            talk = written.talk
        FROM (
            SELECT row.*, row.user_id IS NOT NULL OR row.phone IS NOT NULL AS is_addressed
            FROM unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[],
                        $7::timestamptz[], $8::text[], $9::text[], $10::bigint[])
                AS row (
                    id, state, flow_version, turn_number, wake_at, last_inbound_at, handed_off_until, user_id, phone, talk)
        ) AS written
        WHERE conversation.id = written.id
        """)

    static let journal = Statement(
        "turn.write",
        """
        INSERT INTO turn (
            conversation_id, number, flow_version, event, happened_at, answers, talk, state_before, migrated_from, achieved,
            ends_talk, hands_off, not_understood, failed)
        SELECT *
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::timestamptz[], $6::bytea[], $7::bigint[],
                    $8::bytea[], $9::bigint[], $10::text[], $11::boolean[], $12::boolean[], $13::boolean[], $14::boolean[])
        """)

    static let outbox = Statement(
        "outbox.write",
        """
        INSERT INTO outbox
            (conversation_id, channel_account_id, turn_number, ordinal, kind, body, due_at, next_attempt_at, created_at)
        SELECT conversation, account, turn, ordinal, kind, body, due_at, due_at, $8
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bytea[], $7::timestamptz[])
            WITH ORDINALITY AS row (conversation, account, turn, ordinal, kind, body, due_at, place)
        ORDER BY place
        """)

    /// A reminder of a start that is planned already is not planned again.
    static let reminders = Statement(
        "outbox.write_reminders",
        """
        INSERT INTO outbox
            (conversation_id, channel_account_id, turn_number, ordinal, kind, body, due_at, next_attempt_at, created_at,
             booking_id, booking_starts_at)
        SELECT conversation, account, turn, ordinal, kind, body, due_at, due_at, $8, booking, starts_at
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bytea[], $7::timestamptz[],
                    $9::bigint[], $10::timestamptz[])
            WITH ORDINALITY
            AS row (conversation, account, turn, ordinal, kind, body, due_at, booking, starts_at, place)
        ORDER BY place
        ON CONFLICT (tenant_id, booking_id, booking_starts_at) WHERE booking_id IS NOT NULL DO NOTHING
        """)

    static let offers = Statement(
        "outbox.write_offers",
        """
        INSERT INTO outbox
            (conversation_id, channel_account_id, turn_number, ordinal, kind, body, due_at, next_attempt_at, created_at,
             waitlist_offer_id)
        SELECT conversation, account, turn, ordinal, kind, body, due_at, due_at, $8, offer
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bytea[], $7::timestamptz[],
                    $9::bigint[])
            WITH ORDINALITY AS row (conversation, account, turn, ordinal, kind, body, due_at, offer, place)
        ORDER BY place
        """)

    static let processed = Statement(
        "inbox.processed",
        """
        UPDATE inbox
        SET processed_at = $2, conversation_id = done.conversation, turn_number = done.turn
        FROM unnest($1::bigint[], $3::bigint[], $4::bigint[]) AS done (id, conversation, turn)
        WHERE inbox.id = done.id
        """)
}

package import CivilTime
internal import Conversations
package import Postgres
package import Salon

/// What bots had to say to a salon's own people.
package enum StaffNotices {
    /// The newest first.
    package static func recent(limit: Int = 1000, on connection: Connection) throws -> [StaffNoticeLine] {
        try connection.execute(StaffNoticeStatements.recent, [.int(limit)]).map { row in
            StaffNoticeLine(
                createdAt: try row.instant(0), recipient: try row.text(1),
                master: try row.isNull(2) ? nil : try row.localizedName(languages: 2, words: 3),
                words: try row.optionalText(4), delivery: try row.optionalText(5), phone: try row.optionalText(6),
                customerName: try row.optionalText(7), customerPhone: try row.optionalText(8),
                failure: try row.optionalText(9))
        }
    }

    /// Tells the owner what no customer's turn said. It leaves by the first location that has the owner's number, and waits
    /// to be read where none has.
    package static func tellOwner(_ words: String, language: String, now: Instant, on connection: Connection) throws {
        let body = OutboundContent.notice(NoticeMessage(text: words, language: language)).encoded
        _ = try connection.execute(
            StaffNoticeStatements.tellOwner, [.bytes(body), .foreignText(words), .instant(now)])
    }

    /// The outbox rows come first, for the notices point at them.
    static func calls(_ turns: [(WrittenConversation, WrittenTurn)], now: Instant) -> [Call] {
        let all = turns.flatMap { conversation, turn in
            turn.notices.enumerated().map { Place(conversation, turn, turn.outgoing.count + $0.offset, $0.element) }
        }
        if all.isEmpty { return [] }
        let sent = all.filter { $0.notice.phone != nil }
        var calls: [Call] = []
        if !sent.isEmpty {
            calls.append(
                StaffNoticeStatements.send(
                    .int64s(sent.map { $0.conversation.id.number }),
                    .int64s(sent.map { $0.conversation.account.number }), .int64s(sent.map { $0.turn.number }),
                    .ints(sent.map { $0.ordinal }),
                    .bytesArray(
                        sent.map { place in
                            let message = NoticeMessage(text: place.notice.text, language: place.notice.language)
                            return OutboundContent.notice(message).encoded
                        }), .texts(sent.map { $0.notice.phone }), .instant(now)))
        }
        calls.append(
            StaffNoticeStatements.write(
                .int64s(all.map { $0.conversation.id.number }), .int64s(all.map { $0.turn.number }),
                .ints(all.map { $0.notice.phone == nil ? nil : $0.ordinal }), .texts(all.map { $0.recipient }),
                .int64s(all.map { $0.master }), .foreignTexts(all.map { $0.notice.text }), .instant(now)))
        return calls
    }

    private struct Place {
        var conversation: WrittenConversation
        var turn: WrittenTurn
        var ordinal: Int
        var notice: StaffNotice

        init(_ conversation: WrittenConversation, _ turn: WrittenTurn, _ ordinal: Int, _ notice: StaffNotice) {
            (self.conversation, self.turn, self.ordinal, self.notice) = (conversation, turn, ordinal, notice)
        }

        var recipient: String { if case .owner = notice.recipient { "owner" } else { "master" } }
        var master: Int64? { if case .master(let id) = notice.recipient { id.number } else { nil } }
    }
}

/// One notice for a list that people read.
package struct StaffNoticeLine: Hashable, Sendable {
    package var createdAt: Instant
    /// `owner` or `master`.
    package var recipient: String
    package var master: LocalizedName?
    /// Nil once its customer was forgotten.
    package var words: String?
    /// The outbox's word for how far the message is; nil where no number is known.
    package var delivery: String?
    package var phone: String?
    package var customerName: String?
    package var customerPhone: String?
    /// Why it could not be delivered.
    package var failure: String?
}

private enum StaffNoticeStatements {
    static let send = Statement(
        "staff_notice.send",
        """
        INSERT INTO outbox
            (conversation_id, channel_account_id, turn_number, ordinal, kind, body, recipient_phone, due_at,
             next_attempt_at, created_at)
        SELECT conversation, account, turn, ordinal, 'notice', body, phone, $7, $7, $7
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[], $6::text[]) WITH ORDINALITY
            AS row (conversation, account, turn, ordinal, body, phone, place)
        ORDER BY place
        """)

    static let write = Statement(
        "staff_notice.write",
        """
        INSERT INTO staff_notice
            (conversation_id, turn_number, ordinal, recipient, master_id, words, created_at)
        SELECT conversation, turn, ordinal, recipient, master, words, $7
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[]) WITH ORDINALITY
            AS row (conversation, turn, ordinal, recipient, master, words, place)
        ORDER BY place
        """)

    static let tellOwner = Statement(
        "staff_notice.tell_owner",
        """
        WITH sent AS (
            INSERT INTO outbox
                (channel_account_id, ordinal, kind, body, recipient_phone, due_at, next_attempt_at, created_at)
            SELECT account.id, 0, 'notice', $1, location.owner_phone, $3, $3, $3
            FROM location JOIN channel_account AS account ON account.location_id = location.id
            WHERE location.owner_phone IS NOT NULL
            ORDER BY location.id, account.id
            LIMIT 1
            RETURNING id
        )
        INSERT INTO staff_notice (outbox_id, recipient, words, created_at)
        VALUES ((SELECT id FROM sent), 'owner', $2, $3)
        """)

    static let recent = Statement(
        "staff_notice.recent",
        """
        SELECT
            notice.created_at, notice.recipient,
            CASE WHEN master.id IS NOT NULL
                THEN ARRAY(SELECT key FROM jsonb_each_text(master.name) ORDER BY key) END,
            CASE WHEN master.id IS NOT NULL
                THEN ARRAY(SELECT value FROM jsonb_each_text(master.name) ORDER BY key) END,
            notice.words, COALESCE(message.state, own.state), COALESCE(message.recipient_phone, own.recipient_phone),
            customer.name, customer.phone, COALESCE(message.error_text, own.error_text)
        FROM staff_notice AS notice
            LEFT JOIN conversation ON conversation.id = notice.conversation_id
            LEFT JOIN customer ON customer.id = conversation.customer_id
            LEFT JOIN master ON master.id = notice.master_id
            LEFT JOIN outbox AS message
                ON message.conversation_id = notice.conversation_id AND message.turn_number = notice.turn_number
                AND message.ordinal = notice.ordinal
            LEFT JOIN outbox AS own ON own.id = notice.outbox_id
        ORDER BY notice.created_at DESC, notice.id DESC
        LIMIT $1
        """)
}

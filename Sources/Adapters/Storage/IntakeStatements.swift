internal import CivilTime
internal import Conversations
internal import Postgres

enum IntakeStatements {
    /// Stores the messages that are new and returns account, provider's id and whether there is something to do for
    /// each. One that names nobody can be answered to nobody: it is kept, and marked as given up at once.
    static func messages(_ messages: [(ChannelRoute, InboundMessage)], now: Instant) -> Call {
        let columns = messages.map { InboundColumns($0.1.content) }
        return insertMessages(
            .int64s(messages.map { $0.0.account.number }),
            .foreignTexts(messages.map { $0.1.providerID }),
            .foreignTexts(messages.map { $0.1.sender.key }),
            .foreignTexts(messages.map { $0.1.sender.userID }),
            .foreignTexts(messages.map { $0.1.sender.phone }),
            .foreignTexts(messages.map { $0.1.sender.name }),
            .texts(columns.map { $0.kind }),
            .foreignTexts(columns.map { $0.words }),
            .foreignTexts(columns.map { $0.tapID }),
            .bytesArray(messages.map { $0.1.raw }),
            .instants(messages.map { $0.1.sentAt }),
            .instant(now))
    }

    static let insertMessages = Statement(
        "inbox.accept",
        """
        INSERT INTO inbox
            (channel_account_id, provider_message_id, sender_key, sender_user_id, sender_phone, sender_name, kind,
             words, tap_id, raw, sent_at, received_at, due_at, processed_at, failed_reason)
        SELECT
            account, provider_id, sender_key, user_id, phone, name, kind, words,
            tap_id, raw, sent_at, $12, $12,
            CASE WHEN sender_key IS NULL THEN $12 END,
            CASE WHEN sender_key IS NULL THEN 'the message names no sender' END
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::text[], $10::bytea[], $11::timestamptz[])
            WITH ORDINALITY
            AS message (
                account, provider_id, sender_key, user_id, phone, name, kind, words, tap_id, raw, sent_at, place)
        ORDER BY place
        ON CONFLICT (tenant_id, channel_account_id, provider_message_id) DO NOTHING
        RETURNING channel_account_id, provider_message_id, processed_at IS NULL
        """)

    static func deadLetters(_ letters: [DeadLetter], channel: String, now: Instant) -> Call {
        recordDeadLetters(
            .foreignText(channel), .foreignTexts(letters.map { $0.account }), .foreignTexts(letters.map { $0.kind }),
            .foreignTexts(letters.map { $0.reason }), .bytesArray(letters.map { $0.raw }), .instant(now))
    }

    private static let recordDeadLetters = Statement(
        "dead_letter.record", "SELECT record_dead_letters($1, $2, $3, $4, $5, $6)")
}

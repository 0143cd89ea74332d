internal import Postgres

enum OutboxStatements {
    static let dueAccounts = Statement(
        "outbox.due_accounts",
        """
        SELECT channel_account_id, count(*)
        FROM outbox
        WHERE state = 'pending' AND next_attempt_at <= $1
        GROUP BY channel_account_id
        ORDER BY channel_account_id
        """)

    /// A message planned for later does not hold back those after it; one that is due and waits for another try does.
    static let claim = Statement(
        "outbox.claim",
        """
        WITH due AS MATERIALIZED (
            SELECT message.id
            FROM outbox AS message
            WHERE message.channel_account_id = $1
                AND message.state = 'pending'
                AND message.next_attempt_at <= $2
                AND NOT EXISTS (
                    SELECT FROM outbox AS earlier
                    WHERE earlier.tenant_id = message.tenant_id
                        AND earlier.conversation_id = message.conversation_id
                        AND earlier.recipient_phone IS NOT DISTINCT FROM message.recipient_phone
                        AND earlier.state IN ('pending', 'sending')
                        AND earlier.due_at <= $2
                        AND (earlier.turn_number < message.turn_number
                            OR earlier.turn_number = message.turn_number AND earlier.ordinal < message.ordinal))
                AND (message.booking_id IS NULL OR EXISTS (
                    SELECT FROM booking JOIN customer ON customer.id = booking.customer_id
                    WHERE booking.id = message.booking_id
                        AND booking.status IN ('pending', 'confirmed')
                        AND booking.starts_at = message.booking_starts_at
                        AND booking.starts_at > $2
                        AND customer.opted_out_at IS NULL
                        AND customer.reminders_paused_at IS NULL))
                AND (message.waitlist_offer_id IS NULL OR EXISTS (
                    SELECT FROM waitlist_offer AS offer JOIN customer ON customer.id = offer.customer_id
                    WHERE offer.id = message.waitlist_offer_id
                        AND offer.state = 'offered'
                        AND offer.expires_at > $2
                        AND customer.opted_out_at IS NULL))
            ORDER BY message.next_attempt_at, message.id
            LIMIT $3
            FOR NO KEY UPDATE OF message SKIP LOCKED
        ), claimed AS (
            UPDATE outbox
            SET state = 'sending', claimed_by = $4, claimed_at = $2, attempts = attempts + 1
            FROM due
            WHERE outbox.id = due.id
            RETURNING outbox.*
        )
        SELECT
            claimed.id, claimed.body, claimed.conversation_id,
            CASE WHEN claimed.recipient_phone IS NULL THEN conversation.reply_user_id END,
            COALESCE(claimed.recipient_phone, conversation.reply_phone),
            claimed.attempts, claimed.due_at,
            CASE WHEN claimed.recipient_phone IS NULL THEN conversation.last_inbound_at ELSE (
                SELECT max(own.last_inbound_at)
                FROM customer_identity AS identity
                    JOIN channel_account AS account
                        ON account.id = claimed.channel_account_id AND account.channel = identity.channel
                    JOIN conversation AS own
                        ON own.customer_id = identity.customer_id
                        AND own.channel_account_id = claimed.channel_account_id
                WHERE identity.user_id = claimed.recipient_phone) END
        FROM claimed
            LEFT JOIN conversation ON conversation.id = claimed.conversation_id
        ORDER BY claimed.next_attempt_at, claimed.id
        """)

    /// Reminders that are due and may not leave: the visit was called off, moved or has begun, or its customer wants none.
    static let withdraw = Statement(
        "outbox.withdraw",
        """
        WITH stale AS MATERIALIZED (
            SELECT message.id
            FROM outbox AS message
                JOIN booking ON booking.id = message.booking_id
                JOIN customer ON customer.id = booking.customer_id
            WHERE message.channel_account_id = $1
                AND message.state = 'pending'
                AND message.next_attempt_at <= $2
                AND (booking.status NOT IN ('pending', 'confirmed')
                    OR booking.starts_at <> message.booking_starts_at
                    OR booking.starts_at <= $2
                    OR customer.opted_out_at IS NOT NULL
                    OR customer.reminders_paused_at IS NOT NULL)
            ORDER BY message.id
            FOR NO KEY UPDATE OF message SKIP LOCKED
        )
        UPDATE outbox SET state = 'cancelled', finished_at = $2 FROM stale WHERE outbox.id = stale.id
        """)

    /// Offers that are due and may not leave: somebody has the time, it is over, or the customer opted out.
    static let withdrawOffers = Statement(
        "outbox.withdraw_offers",
        """
        WITH stale AS MATERIALIZED (
            SELECT message.id
            FROM outbox AS message
                JOIN waitlist_offer AS offer ON offer.id = message.waitlist_offer_id
                JOIN customer ON customer.id = offer.customer_id
            WHERE message.channel_account_id = $1
                AND message.state = 'pending'
                AND message.next_attempt_at <= $2
                AND (offer.state <> 'offered' OR offer.expires_at <= $2 OR customer.opted_out_at IS NOT NULL)
            ORDER BY message.id
            FOR NO KEY UPDATE OF message SKIP LOCKED
        )
        UPDATE outbox SET state = 'cancelled', finished_at = $2 FROM stale WHERE outbox.id = stale.id
        """)

    static let settle = Statement(
        "outbox.settle",
        """
        WITH result AS MATERIALIZED (
            SELECT *
            FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[])
                AS result (id, state, provider_id, error_code, error_text, retry_at)
        ), locked AS MATERIALIZED (
            SELECT outbox.id
            FROM outbox
            WHERE outbox.id = ANY ($1)
            ORDER BY outbox.id
            FOR NO KEY UPDATE
        )
        UPDATE outbox
        SET state = result.state,
            claimed_by = NULL,
            claimed_at = NULL,
            finished_at = CASE WHEN result.state <> 'pending' THEN $7 END,
            next_attempt_at = COALESCE(result.retry_at, outbox.next_attempt_at),
            provider_message_id = COALESCE(result.provider_id, outbox.provider_message_id),
            error_code = result.error_code,
            error_text = result.error_text
        FROM result JOIN locked ON locked.id = result.id
        WHERE outbox.id = result.id
            AND (outbox.state = 'sending' OR outbox.state = 'unknown' AND result.state IN ('sent', 'failed'))
        """)

    static let recover = Statement(
        "outbox.recover",
        """
        WITH stale AS MATERIALIZED (
            SELECT id FROM outbox
            WHERE state = 'sending' AND claimed_at < $1
            ORDER BY id
            FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE outbox
        SET state = 'unknown', claimed_by = NULL, claimed_at = NULL, finished_at = $2,
            error_text = 'its sender ended before the channel answered'
        FROM stale
        WHERE outbox.id = stale.id
        RETURNING outbox.id
        """)

    static let cancel = Statement(
        "outbox.cancel",
        "UPDATE outbox SET state = 'cancelled', finished_at = $2 WHERE conversation_id = $1 AND state = 'pending'")

    static let nextDue = Statement(
        "outbox.next_due", "SELECT min(next_attempt_at) FROM outbox WHERE state = 'pending'")
}

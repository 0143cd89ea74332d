internal import Postgres

enum WorkQueueStatements {
    /// The oldest waiting message of each sender that nobody else holds, with the customer it comes from where known. A
    /// number that only a later one of the waiting messages names counts too.
    ///
    /// Both sides of the first part are given in order by an index, and there is no join for the planner to choose: its
    /// statistics know nothing of a backlog that grew a second ago, and a wrong join here is quadratic in it.
    static let heads = Statement(
        "inbox.claim",
        """
        WITH head AS MATERIALIZED (
            SELECT message.channel_account_id, message.sender_key, message.sender_user_id, message.sender_phone,
                message.sender_name
            FROM inbox AS message
            WHERE message.processed_at IS NULL
                AND message.due_at <= $1
                AND message.id = (
                    SELECT oldest.id
                    FROM inbox AS oldest
                    WHERE oldest.tenant_id = message.tenant_id
                        AND oldest.channel_account_id = message.channel_account_id
                        AND oldest.sender_key = message.sender_key
                        AND oldest.processed_at IS NULL
                    ORDER BY oldest.sent_at, oldest.id
                    LIMIT 1)
            ORDER BY message.due_at, message.id
            LIMIT $2
            FOR NO KEY UPDATE OF message SKIP LOCKED
        )
        SELECT
            head.channel_account_id, account.channel, head.sender_user_id, named.phone, head.sender_name,
            by_user.customer_id, by_phone.customer_id
        FROM head
            JOIN channel_account AS account ON account.id = head.channel_account_id
            CROSS JOIN LATERAL (
                SELECT COALESCE(
                    head.sender_phone,
                    (SELECT later.sender_phone
                     FROM inbox AS later
                     WHERE later.channel_account_id = head.channel_account_id
                        AND later.sender_key = head.sender_key
                        AND later.processed_at IS NULL
                        AND later.sender_phone IS NOT NULL
                     ORDER BY later.sent_at, later.id
                     LIMIT 1)) AS phone
            ) AS named
            LEFT JOIN customer_identity AS by_user
                ON by_user.channel = account.channel AND by_user.user_id = head.sender_user_id
            LEFT JOIN customer_identity AS by_phone
                ON by_phone.channel = account.channel AND by_phone.user_id = named.phone
        """)

    /// Conversations whose silence has lasted. With a message waiting, the message comes first.
    static let wakes = Statement(
        "conversation.claim_wakes",
        """
        SELECT conversation.id
        FROM conversation
        WHERE conversation.wake_at <= $1
            AND NOT EXISTS (
                SELECT
                FROM customer_identity AS identity
                    JOIN inbox AS message
                        ON message.tenant_id = identity.tenant_id
                        AND message.channel_account_id = conversation.channel_account_id
                        AND message.sender_key = identity.user_id
                        AND message.processed_at IS NULL
                WHERE identity.tenant_id = conversation.tenant_id
                    AND identity.customer_id = conversation.customer_id)
        ORDER BY conversation.wake_at, conversation.id
        LIMIT $2
        FOR NO KEY UPDATE OF conversation SKIP LOCKED
        """)

    static let salon = Statement(
        "conversation.salon",
        """
        SELECT
            (SELECT version FROM flow_live),
            (SELECT machine_hash FROM flow_version JOIN flow_live ON flow_live.version = flow_version.number),
            COALESCE((SELECT revision FROM catalogue_revision), 0),
            COALESCE((SELECT max(id) FROM flow_move), 0),
            canary.id, canary.version, canary.share
        FROM (VALUES (1)) AS salon LEFT JOIN flow_canary AS canary ON canary.ended_at IS NULL
        """)

    /// Locks what was found, by account and customer or by id; what another worker holds is left out.
    static let lock = Statement(
        "conversation.lock",
        """
        SELECT
            conversation.id, conversation.channel_account_id, account.location_id, conversation.customer_id,
            customer.name, customer.opted_out_at, conversation.state, conversation.flow_version,
            conversation.turn_number, conversation.wake_at, conversation.last_inbound_at, conversation.handed_off_until,
            customer.phone, conversation.talk
        FROM conversation
            JOIN channel_account AS account ON account.id = conversation.channel_account_id
            JOIN customer ON customer.id = conversation.customer_id
        WHERE conversation.id = ANY (
            ARRAY(
                SELECT wanted.id
                FROM unnest($1::bigint[], $2::bigint[]) AS talk (account, customer)
                    JOIN conversation AS wanted
                        ON wanted.channel_account_id = talk.account AND wanted.customer_id = talk.customer)
            || $3::bigint[])
        ORDER BY conversation.id
        FOR NO KEY UPDATE OF conversation SKIP LOCKED
        """)

    /// Opens the conversations that do not exist; one that does, locked or not, is passed over. Columns as in `lock`.
    static let open = Statement(
        "conversation.open",
        """
        WITH opened AS (
            INSERT INTO conversation (channel_account_id, customer_id, reply_user_id, reply_phone, created_at)
            SELECT account, customer, user_id, phone, $5
            FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) WITH ORDINALITY
                AS talk (account, customer, user_id, phone, place)
            WHERE NOT EXISTS (
                SELECT FROM conversation AS there
                WHERE there.channel_account_id = talk.account AND there.customer_id = talk.customer)
            ORDER BY place
            ON CONFLICT (tenant_id, channel_account_id, customer_id) DO NOTHING
            RETURNING *
        )
        SELECT
            opened.id, opened.channel_account_id, account.location_id, opened.customer_id,
            customer.name, customer.opted_out_at, opened.state, opened.flow_version,
            opened.turn_number, opened.wake_at, opened.last_inbound_at, opened.handed_off_until, customer.phone,
            opened.talk
        FROM opened
            JOIN channel_account AS account ON account.id = opened.channel_account_id
            JOIN customer ON customer.id = opened.customer_id
        ORDER BY opened.id
        """)

    /// The waiting messages of claimed conversations, under all ids of their customers, oldest first.
    static let messages = Statement(
        "inbox.load",
        """
        SELECT
            claimed.id, message.id, message.kind, message.words, message.tap_id, message.sender_user_id,
            message.sender_phone, message.sender_name, message.provider_message_id, message.sent_at,
            message.received_at, message.attempts, message.due_at
        FROM unnest($1::bigint[]) AS claimed (id)
            JOIN conversation ON conversation.id = claimed.id
            CROSS JOIN LATERAL (
                SELECT *
                FROM inbox
                WHERE inbox.channel_account_id = conversation.channel_account_id
                    AND inbox.sender_key = ANY (ARRAY(
                        SELECT identity.user_id
                        FROM customer_identity AS identity
                        WHERE identity.customer_id = conversation.customer_id))
                    AND inbox.processed_at IS NULL
                ORDER BY inbox.sent_at, inbox.id
                LIMIT $2
            ) AS message
        ORDER BY claimed.id, message.sent_at, message.id
        """)

    static let markFailed = Statement(
        "inbox.mark_failed",
        """
        UPDATE inbox
        SET attempts = attempts + 1,
            due_at = COALESCE($3, due_at),
            processed_at = CASE WHEN $3 IS NULL THEN $4 END,
            failed_reason = CASE WHEN $3 IS NULL THEN $2 END
        WHERE id = ANY ($1) AND processed_at IS NULL
        """)

    static let postponeWake = Statement(
        "conversation.postpone_wake",
        "UPDATE conversation SET wake_at = $2 WHERE id = $1 AND wake_at <= $3")

    static let nextWake = Statement("conversation.next_wake", "SELECT min(wake_at) FROM conversation")
}

internal import Postgres

enum WaitlistStatements {
    private static let columns = """
        offer.id, offer.service_id, offer.master_id, offer.starts_at, offer.wall_date::text,
        to_char(offer.wall_time, 'HH24:MI'), offer.state, offer.expires_at
        """

    static let one = Statement(
        name: "waitlist.offer",
        trusted: """
            SELECT \(columns), true, offer.booking_id FROM waitlist_offer AS offer
            WHERE offer.id = $1 AND offer.customer_id = $2
            """)

    static let open = Statement(
        name: "waitlist.open_offers",
        trusted: """
            SELECT \(columns), true, offer.booking_id FROM waitlist_offer AS offer
            WHERE offer.customer_id = $1 AND offer.state = 'offered' AND offer.news_at IS NULL AND offer.expires_at > $2
            ORDER BY offer.id
            """)

    /// Where the customer has the same start by another offer, that one tells of it.
    static let settle = Statement(
        "waitlist.settle",
        """
        UPDATE waitlist_offer AS offer
        SET state = $2, booking_id = $3, news_at = NULL
        WHERE offer.id = $1
            AND NOT EXISTS (
                SELECT FROM waitlist_offer AS other
                WHERE other.customer_id = offer.customer_id AND other.location_id = offer.location_id
                    AND other.starts_at = offer.starts_at AND other.id <> offer.id AND other.state <> 'lost')
        """)

    /// Times of that location that wait for somebody to be free to be asked.
    static let lookAgain = Statement(
        "waitlist.look_again",
        """
        UPDATE freed_time SET due_at = $2
        WHERE id = ANY (ARRAY(
            SELECT freed.id
            FROM freed_time AS freed JOIN waitlist_offer AS offer ON offer.location_id = freed.location_id
            WHERE offer.id = $1 AND offer.state <> 'offered' AND freed.due_at > $2
            ORDER BY freed.id
            FOR NO KEY UPDATE OF freed SKIP LOCKED))
        """)

    static let take = Statement(
        "waitlist.take_freed_time",
        """
        SELECT id, location_id, master_id, service_id, starts_at, freed_from, freed_to
        FROM freed_time
        WHERE due_at <= $1
        ORDER BY due_at, id
        LIMIT 1
        FOR UPDATE SKIP LOCKED
        """)

    static let remove = Statement("waitlist.remove_freed_time", "DELETE FROM freed_time WHERE id = $1")

    static let putOff = Statement(
        "waitlist.put_off_freed_time", "UPDATE freed_time SET due_at = $2 WHERE id = $1")

    static let retire = Statement(
        "waitlist.retire",
        """
        DELETE FROM waitlist_entry
        WHERE location_id = $1 AND (dates_to < $2::date OR dates_to IS NULL AND created_at < $3)
        """)

    static let expire = Statement(
        "waitlist.expire",
        """
        UPDATE waitlist_offer SET state = 'expired', news_at = NULL
        WHERE id = ANY (ARRAY(
            SELECT id FROM waitlist_offer
            WHERE location_id = $1 AND state = 'offered' AND expires_at <= $2
            ORDER BY id
            FOR NO KEY UPDATE SKIP LOCKED))
        """)

    static let waiting = Statement(
        "waitlist.waiting",
        """
        SELECT
            talk.id, entry.customer_id, entry.service_id, entry.master_id, entry.dates_from::text, entry.dates_to::text,
            entry.times_from::bigint, entry.times_to::bigint, entry.origin, entry.created_at,
            ARRAY(
                SELECT visit.starts_at
                FROM booking AS visit
                WHERE visit.customer_id = entry.customer_id AND visit.status IN ('pending', 'confirmed', 'in_progress')
                    AND visit.starts_at < $5::timestamptz + interval '1 day'
                    AND visit.ends_at > $4::timestamptz - interval '1 day'
                ORDER BY visit.starts_at, visit.id),
            ARRAY(
                SELECT visit.ends_at
                FROM booking AS visit
                WHERE visit.customer_id = entry.customer_id AND visit.status IN ('pending', 'confirmed', 'in_progress')
                    AND visit.starts_at < $5::timestamptz + interval '1 day'
                    AND visit.ends_at > $4::timestamptz - interval '1 day'
                ORDER BY visit.starts_at, visit.id),
            ARRAY(
                SELECT offer.starts_at
                FROM waitlist_offer AS offer
                WHERE offer.customer_id = entry.customer_id AND offer.location_id = entry.location_id
                    AND offer.state <> 'lost'),
            (SELECT max(offer.expires_at) FROM waitlist_offer AS offer
             WHERE offer.customer_id = entry.customer_id AND offer.location_id = entry.location_id
                AND offer.state = 'offered')
        FROM waitlist_entry AS entry
            JOIN customer ON customer.id = entry.customer_id
            JOIN LATERAL (
                SELECT conversation.id
                FROM conversation
                    JOIN channel_account AS account ON account.id = conversation.channel_account_id
                WHERE conversation.customer_id = entry.customer_id AND account.location_id = entry.location_id
                ORDER BY conversation.last_inbound_at DESC NULLS LAST, conversation.id
                LIMIT 1
            ) AS talk ON true
        WHERE entry.location_id = $1
            AND entry.service_id = ANY ($2)
            AND entry.created_at <= $3
            AND customer.opted_out_at IS NULL
        ORDER BY entry.created_at, entry.id
        LIMIT $6
        """)

    static let make = Statement(
        "waitlist.make_offers",
        """
        INSERT INTO waitlist_offer
            (location_id, customer_id, conversation_id, service_id, master_id, starts_at, wall_date, wall_time,
             occupied_from, occupied_to, offered_at, expires_at, news_at)
        SELECT $1, customer, conversation, service, master, starts_at, wall_date::date, wall_time::time, occupied_from,
            occupied_to, $2, expires_at, $2
        FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::text[], $9::text[],
                    $10::timestamptz[], $11::timestamptz[], $12::timestamptz[]) WITH ORDINALITY
            AS row (customer, conversation, service, master, starts_at, wall_date, wall_time, occupied_from, occupied_to,
                    expires_at, place)
        ORDER BY place
        ON CONFLICT DO NOTHING
        """)

    static let quieten = Statement(
        "waitlist.quieten",
        "UPDATE waitlist_offer SET news_at = $3 WHERE conversation_id = $1 AND news_at <= $2")

    static let news = Statement(
        name: "waitlist.take_news",
        trusted: """
            WITH taken AS (
                UPDATE waitlist_offer AS offer
                SET news_at = NULL,
                    state = CASE WHEN offer.state = 'offered' AND offer.expires_at <= $2 THEN 'expired' ELSE offer.state END
                WHERE offer.conversation_id = $1 AND offer.news_at <= $2
                RETURNING offer.*
            )
            SELECT
                \(columns),
                CASE offer.state
                    WHEN 'offered' THEN true
                    WHEN 'lost' THEN EXISTS (
                        SELECT FROM outbox
                        WHERE outbox.waitlist_offer_id = offer.id AND outbox.state IN ('sending', 'sent', 'unknown'))
                    ELSE false END,
                offer.booking_id
            FROM taken AS offer
            ORDER BY offer.id
            """)

    /// Conversations that have something to hear.
    static let conversationsWithNews = Statement(
        "waitlist.conversations_with_news",
        """
        SELECT DISTINCT conversation_id FROM waitlist_offer WHERE news_at <= $1 ORDER BY conversation_id LIMIT $2
        """)

    static let postponeNews = Statement(
        "waitlist.postpone_news",
        "UPDATE waitlist_offer SET news_at = $2 WHERE conversation_id = $1 AND news_at <= $3")
}

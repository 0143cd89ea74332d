internal import CivilTime
internal import Postgres
internal import Salon

/// Finds out which customer a sender is: known under one id or both, new, or two customers who turn out to be one.
///
/// All senders of a claim are looked up at once. Nearly always each is known and that is all; the rest (new people, an
/// id seen for the first time) are written as sets too, and only a merger is done one by one.
struct CustomerBook {
    struct SenderIDs: Hashable {
        var channel: String
        var userID: String?
        var phone: String?
        var name: String?

        /// The id a new customer is entered under first.
        var key: String? { userID ?? phone }
    }

    /// What the look-up found for one sender; a missing id finds nothing.
    struct Found: Hashable {
        var byUserID: Int64?
        var byPhone: Int64?

        /// The customer, when no more has to be written down.
        func settled(_ sender: SenderIDs) -> CustomerID? {
            guard let first = byUserID ?? byPhone,
                sender.userID == nil || byUserID == first,
                sender.phone == nil || byPhone == first
            else { return nil }
            return CustomerID(first)
        }
    }

    let connection: Connection
    let now: Instant

    /// The customer of each sender, in order; nil only for one that names no id.
    func resolve(_ senders: [SenderIDs], known: [Found]) throws -> [CustomerID?] {
        var found = known
        // Each round writes what is missing and looks again: a new person, then their second id, then a merger. Another
        // transaction may have written the same in between, hence one round more.
        for _ in 0..<4 {
            let open = senders.indices.filter { senders[$0].key != nil && found[$0].settled(senders[$0]) == nil }
            if open.isEmpty { break }
            try write(open.map { (senders[$0], found[$0]) })
            let again = try lookUp(open.map { senders[$0] })
            for (index, result) in zip(open, again) { found[index] = result }
        }
        return zip(senders, found).map { sender, result in
            // Should ids still disagree, the channel's own id decides.
            result.settled(sender) ?? (result.byUserID ?? result.byPhone).map { CustomerID($0) }
        }
    }

    private func write(_ open: [(SenderIDs, Found)]) throws {
        let new = unique(open.filter { $0.1.byUserID == nil && $0.1.byPhone == nil }.map { $0.0 })
        if !new.isEmpty {
            _ = try connection.execute(
                CustomerStatements.create,
                [
                    .foreignTexts(new.map { $0.channel }), .foreignTexts(new.map { $0.key }),
                    .foreignTexts(new.map { $0.phone }), .foreignTexts(new.map { $0.name }), .instant(now),
                ])
        }
        var links: [(channel: String, id: String, phone: String?, customer: Int64)] = []
        var mergers: Set<[Int64]> = []
        for (sender, found) in open {
            switch (found.byUserID, found.byPhone) {
            case (let customer?, nil):
                if let phone = sender.phone { links.append((sender.channel, phone, phone, customer)) }
            case (nil, let customer?):
                if let userID = sender.userID { links.append((sender.channel, userID, sender.phone, customer)) }
            case (let first?, let second?) where first != second:
                mergers.insert([min(first, second), max(first, second)])
            default: break
            }
        }
        if !links.isEmpty {
            links.sort { ($0.channel, $0.id) < ($1.channel, $1.id) }
            _ = try connection.execute(
                CustomerStatements.link,
                [
                    .foreignTexts(links.map { $0.channel }), .foreignTexts(links.map { $0.id }),
                    .foreignTexts(links.map { $0.phone }), .int64s(links.map { $0.customer }), .instant(now),
                ])
        }
        for pair in mergers.sorted(by: { $0[0] < $1[0] }) { try merge(pair[1], into: pair[0]) }
    }

    /// Folds the later customer into the earlier: ids, bookings, and the wishes, remembered values and conversations that the
    /// earlier does not have follow.
    /// A conversation that both had with one account stays with the later customer as history and falls silent.
    private func merge(_ other: Int64, into survivor: Int64) throws {
        let pair: [Parameter] = [.int64(survivor), .int64(other)]
        _ = try connection.pipeline([
            Call(CustomerStatements.lockForMerger, pair),
            Call(CustomerStatements.moveIdentities, pair),
            Call(CustomerStatements.moveConversations, pair),
            Call(CustomerStatements.silenceConversations, [.int64(other)]),
            Call(CustomerStatements.moveBookings, pair + [.instant(now)]),
            Call(CustomerStatements.moveWishes, pair),
            Call(CustomerStatements.dropWishes, [.int64(other)]),
            Call(CustomerStatements.closeOffers, [.int64(other)]),
            Call(CustomerStatements.moveOffers, pair),
            Call(CustomerStatements.moveProfile, pair),
            Call(CustomerStatements.dropProfile, [.int64(other)]),
            Call(CustomerStatements.fold, pair),
            Call(CustomerStatements.markMerged, pair),
        ])
    }

    private func lookUp(_ senders: [SenderIDs]) throws -> [Found] {
        try connection.execute(
            CustomerStatements.find,
            [
                .foreignTexts(senders.map { $0.channel }), .foreignTexts(senders.map { $0.userID }),
                .foreignTexts(senders.map { $0.phone }),
            ]
        ).map { Found(byUserID: try $0.optionalInt64(0), byPhone: try $0.optionalInt64(1)) }
    }

    /// One entry a person, in the order of their keys: two workers that meet the same new people wait and do not
    /// deadlock.
    private func unique(_ senders: [SenderIDs]) -> [SenderIDs] {
        var seen: Set<[String?]> = []
        return senders.sorted { ($0.channel, $0.key ?? "") < ($1.channel, $1.key ?? "") }
            .filter { seen.insert([$0.channel, $0.key]).inserted }
    }
}

private enum CustomerStatements {
    static let find = Statement(
        "customer.find",
        """
        SELECT by_user.customer_id, by_phone.customer_id
        FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS sender (channel, user_id, phone, place)
            LEFT JOIN customer_identity AS by_user
                ON by_user.channel = sender.channel AND by_user.user_id = sender.user_id
            LEFT JOIN customer_identity AS by_phone
                ON by_phone.channel = sender.channel AND by_phone.user_id = sender.phone
        ORDER BY place
        """)

    /// The id is entered first, and only who got it becomes a customer: of two transactions that meet the same person
    /// one waits for the other and then writes nothing. (The foreign key is looked at when the statement ends.)
    static let create = Statement(
        "customer.create",
        """
        WITH fresh AS MATERIALIZED (
            SELECT nextval('customer_id_seq') AS id, person.*
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
                AS person (channel, key, phone, name, place)
        ), entered AS (
            INSERT INTO customer_identity (channel, user_id, customer_id, created_at)
            SELECT channel, key, id, $5 FROM fresh ORDER BY place
            ON CONFLICT DO NOTHING
            RETURNING customer_id
        )
        INSERT INTO customer (id, name, phone, created_at)
        SELECT fresh.id, fresh.name, fresh.phone, $5
        FROM fresh JOIN entered ON entered.customer_id = fresh.id
        """)

    static let link = Statement(
        "customer.link",
        """
        WITH link AS MATERIALIZED (
            SELECT *
            FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY
                AS link (channel, user_id, phone, customer_id, place)
        ), entered AS (
            INSERT INTO customer_identity (channel, user_id, customer_id, created_at)
            SELECT channel, user_id, customer_id, $5 FROM link ORDER BY place
            ON CONFLICT DO NOTHING
        )
        UPDATE customer
        SET phone = link.phone
        FROM link
        WHERE customer.id = link.customer_id AND customer.phone IS NULL AND link.phone IS NOT NULL
        """)

    static let lockForMerger = Statement(
        "customer.lock_for_merger",
        """
        SELECT id FROM conversation WHERE customer_id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE
        """)

    static let moveIdentities = Statement(
        "customer.move_identities",
        "UPDATE customer_identity SET customer_id = $1 WHERE customer_id = $2")

    static let moveConversations = Statement(
        "customer.move_conversations",
        """
        UPDATE conversation AS moved
        SET customer_id = $1
        WHERE moved.customer_id = $2
            AND NOT EXISTS (
                SELECT FROM conversation AS kept
                WHERE kept.customer_id = $1 AND kept.channel_account_id = moved.channel_account_id)
        """)

    static let silenceConversations = Statement(
        "customer.silence_conversations",
        "UPDATE conversation SET wake_at = NULL WHERE customer_id = $1")

    static let moveBookings = Statement(
        "customer.move_bookings",
        """
        UPDATE booking
        SET customer_id = $1, revision = revision + 1, changed_by = 'system',
            change_origin = format('customer %s into %s', $2::bigint, $1::bigint), changed_at = $3
        WHERE customer_id = $2
        """)

    static let moveWishes = Statement(
        "customer.move_wishes",
        """
        UPDATE waitlist_entry AS moved
        SET customer_id = $1
        WHERE moved.customer_id = $2
            AND NOT EXISTS (
                SELECT FROM waitlist_entry AS kept
                WHERE kept.customer_id = $1
                    AND (kept.location_id, kept.service_id, kept.master_id, kept.dates_from, kept.dates_to,
                         kept.times_from, kept.times_to)
                        IS NOT DISTINCT FROM
                        (moved.location_id, moved.service_id, moved.master_id, moved.dates_from, moved.dates_to,
                         moved.times_from, moved.times_to))
        """)

    static let dropWishes = Statement(
        "customer.drop_wishes", "DELETE FROM waitlist_entry WHERE customer_id = $1")

    /// The survivor may have an open offer of their own; what is open of the other is answered no more.
    static let closeOffers = Statement(
        "customer.close_offers",
        "UPDATE waitlist_offer SET state = 'expired', news_at = NULL WHERE customer_id = $1 AND state = 'offered'")

    static let moveOffers = Statement(
        "customer.move_offers",
        """
        UPDATE waitlist_offer AS moved
        SET customer_id = $1
        WHERE moved.customer_id = $2
            AND NOT EXISTS (
                SELECT FROM waitlist_offer AS kept
                WHERE kept.customer_id = $1 AND kept.location_id = moved.location_id
                    AND kept.starts_at = moved.starts_at)
        """)

    static let moveProfile = Statement(
        "customer.move_profile",
        """
        UPDATE customer_profile AS moved
        SET customer_id = $1
        WHERE moved.customer_id = $2
            AND NOT EXISTS (
                SELECT FROM customer_profile AS kept WHERE kept.customer_id = $1 AND kept.slot = moved.slot)
        """)

    static let dropProfile = Statement(
        "customer.drop_profile", "DELETE FROM customer_profile WHERE customer_id = $1")

    static let fold = Statement(
        "customer.fold",
        """
        UPDATE customer AS survivor
        SET name = COALESCE(survivor.name, other.name),
            phone = COALESCE(survivor.phone, other.phone),
            opted_out_at = COALESCE(survivor.opted_out_at, other.opted_out_at),
            reminders_paused_at = COALESCE(survivor.reminders_paused_at, other.reminders_paused_at)
        FROM customer AS other
        WHERE survivor.id = $1 AND other.id = $2
        """)

    static let markMerged = Statement(
        "customer.mark_merged",
        "UPDATE customer SET merged_into = $1 WHERE id = $2")
}

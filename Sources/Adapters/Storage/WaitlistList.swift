internal import Booking
package import CivilTime
package import FlowMachine
package import Postgres
package import Salon

/// Who waits at a salon and what was offered, for lists that people read.
package enum WaitlistList {
    /// Those who wait at `now`, the longest first; whose days are over are left out.
    package static func waiting(now: Instant, limit: Int = 1000, on connection: Connection) throws -> [WaitingLine] {
        let longest = now.adding(minutes: -FreedTimeMatching.longestWaitDays * 1440)
        return try connection.execute(
            WaitlistListStatements.waiting, [.instant(now), .instant(longest), .int(limit)]
        ).map { row in
            WaitingLine(
                since: try row.instant(0), service: try row.localizedName(languages: 1, words: 2),
                master: try row.isNull(3) ? nil : try row.localizedName(languages: 3, words: 4),
                dates: DateWindow(
                    from: try row.optionalText(5).flatMap { CivilDate(iso: $0) },
                    to: try row.optionalText(6).flatMap { CivilDate(iso: $0) }),
                times: TimeWindow(
                    from: try row.optionalInt(7).flatMap { ClockTime(minutes: $0) },
                    to: try row.optionalInt(8).flatMap { ClockTime(minutes: $0) }),
                customerName: try row.optionalText(9), customerPhone: try row.optionalText(10))
        }
    }

    /// What was offered, the newest first.
    package static func offers(now: Instant, limit: Int = 1000, on connection: Connection) throws -> [WaitlistOfferLine] {
        try connection.execute(WaitlistListStatements.offers, [.instant(now), .int(limit)]).map { row in
            guard let date = CivilDate(iso: try row.text(2)), let time = ClockTime(iso: try row.text(3)) else {
                throw StorageError.unknownWord(
                    column: "waitlist_offer.wall_date", word: "\(try row.text(2)) \(try row.text(3))")
            }
            return WaitlistOfferLine(
                offeredAt: try row.instant(0), state: try row.text(1), wall: CivilMoment(date: date, time: time),
                service: try row.localizedName(languages: 4, words: 5),
                master: try row.localizedName(languages: 6, words: 7), number: try row.optionalText(8),
                customerName: try row.optionalText(9), customerPhone: try row.optionalText(10),
                delivery: try row.optionalText(11), failure: try row.optionalText(12))
        }
    }
}

/// One wish.
package struct WaitingLine: Hashable, Sendable {
    package var since: Instant
    package var service: LocalizedName
    /// Nil when anyone is fine.
    package var master: LocalizedName?
    package var dates: DateWindow
    package var times: TimeWindow
    package var customerName: String?
    package var customerPhone: String?
}

/// One offer and what became of it.
package struct WaitlistOfferLine: Hashable, Sendable {
    package var offeredAt: Instant
    /// `offered`, `accepted`, `lost`, `declined` or `expired`.
    package var state: String
    package var wall: CivilMoment
    package var service: LocalizedName
    package var master: LocalizedName
    /// Of the booking it led to.
    package var number: String?
    package var customerName: String?
    package var customerPhone: String?
    /// The outbox's word for how far the message is; nil before the customer's turn.
    package var delivery: String?
    /// Why it could not be delivered.
    package var failure: String?
}

private enum WaitlistListStatements {
    /// Which day it is at the location is asked of PostgreSQL here, which resolves an instant to a day as we do.
    static let waiting = Statement(
        "waitlist.list",
        """
        SELECT
            entry.created_at,
            ARRAY(SELECT key FROM jsonb_each_text(service.name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(service.name) ORDER BY key),
            CASE WHEN master.id IS NOT NULL THEN ARRAY(SELECT key FROM jsonb_each_text(master.name) ORDER BY key) END,
            CASE WHEN master.id IS NOT NULL THEN ARRAY(SELECT value FROM jsonb_each_text(master.name) ORDER BY key) END,
            entry.dates_from::text, entry.dates_to::text, entry.times_from::bigint, entry.times_to::bigint,
            customer.name, customer.phone
        FROM waitlist_entry AS entry
            JOIN location ON location.id = entry.location_id
            JOIN service ON service.id = entry.service_id
            JOIN customer ON customer.id = entry.customer_id
            LEFT JOIN master ON master.id = entry.master_id
        WHERE CASE WHEN entry.dates_to IS NULL THEN entry.created_at >= $2
            ELSE entry.dates_to >= ($1::timestamptz AT TIME ZONE location.zone)::date END
        ORDER BY entry.created_at, entry.id
        LIMIT $3
        """)

    static let offers = Statement(
        "waitlist.list_offers",
        """
        SELECT
            offer.offered_at,
            CASE WHEN offer.state = 'offered' AND offer.expires_at <= $1 THEN 'expired' ELSE offer.state END,
            offer.wall_date::text, to_char(offer.wall_time, 'HH24:MI'),
            ARRAY(SELECT key FROM jsonb_each_text(service.name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(service.name) ORDER BY key),
            ARRAY(SELECT key FROM jsonb_each_text(master.name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(master.name) ORDER BY key),
            booking.number, customer.name, customer.phone, message.state, message.error_text
        FROM waitlist_offer AS offer
            JOIN service ON service.id = offer.service_id
            JOIN master ON master.id = offer.master_id
            JOIN customer ON customer.id = offer.customer_id
            LEFT JOIN booking ON booking.id = offer.booking_id
            LEFT JOIN outbox AS message ON message.waitlist_offer_id = offer.id
        ORDER BY offer.offered_at DESC, offer.id DESC
        LIMIT $2
        """)
}

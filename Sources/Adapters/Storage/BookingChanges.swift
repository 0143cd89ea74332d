internal import Booking
internal import CivilTime
internal import FlowMachine
internal import Postgres
internal import Salon

/// What becomes of bookings after they were made: statements and their parameters; `BookingRows` runs them.
enum BookingChanges {
    /// The name of the constraint that decides who gets a time.
    static let masterIsFree = "booking_master_is_free"

    /// The times held by one customer, and those of others that have expired and touch `[$3, $4)` of the master, are let
    /// go. Rows are locked in order, as by everything that takes several.
    static let release = Statement(
        "booking.release",
        """
        WITH held AS MATERIALIZED (
            SELECT id FROM booking
            WHERE status = 'hold'
                AND (customer_id = $1
                    OR expires_at <= $5 AND master_id = $2 AND occupied_to > $3 AND occupied_from < $4)
            ORDER BY id
            FOR NO KEY UPDATE
        )
        UPDATE booking SET status = 'released', expires_at = NULL FROM held WHERE booking.id = held.id
        """)

    /// Columns as `booking(_:)` reads them.
    static let upcoming = Statement(
        "booking.of_customer",
        """
        SELECT
            booking.id, booking.number, booking.status, booking.service_id,
            ARRAY(SELECT key FROM jsonb_each_text(booking.service_name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(booking.service_name) ORDER BY key),
            booking.duration_minutes, booking.buffer_before_minutes, booking.buffer_after_minutes,
            booking.price_minor, booking.currency, booking.master_id,
            ARRAY(SELECT key FROM jsonb_each_text(master.name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(master.name) ORDER BY key),
            booking.starts_at, booking.wall_date::text, to_char(booking.wall_time, 'HH24:MI'),
            booking.confirmed_at, booking.wants_reminder
        FROM booking JOIN master ON master.id = booking.master_id
        WHERE booking.customer_id = $1
            AND booking.location_id = $2
            AND booking.status IN ('pending', 'confirmed', 'in_progress')
            AND booking.ends_at > $3
        ORDER BY booking.starts_at, booking.id
        LIMIT $4
        """)

    /// Columns as in `upcoming`.
    static let one = Statement(
        "booking.one_of_customer",
        """
        SELECT
            booking.id, booking.number, booking.status, booking.service_id,
            ARRAY(SELECT key FROM jsonb_each_text(booking.service_name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(booking.service_name) ORDER BY key),
            booking.duration_minutes, booking.buffer_before_minutes, booking.buffer_after_minutes,
            booking.price_minor, booking.currency, booking.master_id,
            ARRAY(SELECT key FROM jsonb_each_text(master.name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(master.name) ORDER BY key),
            booking.starts_at, booking.wall_date::text, to_char(booking.wall_time, 'HH24:MI'),
            booking.confirmed_at, booking.wants_reminder
        FROM booking JOIN master ON master.id = booking.master_id
        WHERE booking.customer_id = $1 AND booking.location_id = $2 AND booking.id = $3
        """)

    /// One lock a master, in the order of their numbers: of two moves that want each other's time one waits, and neither
    /// waits for the other while it holds what that one needs.
    static let lockMasters = Statement(
        "booking.lock_masters",
        """
        SELECT pg_advisory_xact_lock(hashtextextended('master ' || current_tenant() || ' ' || wanted.id, 0))
        FROM (SELECT DISTINCT id FROM unnest($1::bigint[]) AS id ORDER BY id) AS wanted
        """)

    /// As $3 to $6 say, when it is still where it was.
    static let move = Statement(
        "booking.move",
        """
        WITH before AS MATERIALIZED (
            SELECT id, master_id, starts_at FROM booking
            WHERE id = $1 AND customer_id = $2 AND status IN ('pending', 'confirmed')
            FOR NO KEY UPDATE
        ), moved AS (
            UPDATE booking
            SET master_id = $3, starts_at = $4, ends_at = $5, wall_date = $6::date, wall_time = $7::time, zone = $8,
                occupied_from = $9, occupied_to = $10, confirmed_at = NULL
            FROM before
            WHERE booking.id = before.id
            RETURNING booking.id, before.master_id, before.starts_at
        ), recorded AS (
            INSERT INTO booking_change
                (booking_id, kind, origin, happened_at, from_master_id, from_starts_at, to_master_id, to_starts_at)
            SELECT moved.id, 'moved', $11, $12, moved.master_id, moved.starts_at, $3, $4 FROM moved
        )
        SELECT id FROM moved
        """)

    static let cancel = Statement(
        "booking.cancel",
        """
        WITH changed AS (
            UPDATE booking
            SET status = 'cancelled'
            WHERE id = $1 AND customer_id = $2 AND status IN ('pending', 'confirmed')
            RETURNING id, master_id, starts_at
        ), recorded AS (
            INSERT INTO booking_change (booking_id, kind, origin, happened_at, from_master_id, from_starts_at)
            SELECT id, 'cancelled', $3, $4, master_id, starts_at FROM changed
        )
        SELECT id FROM changed
        """)

    static let confirm = Statement(
        "booking.confirm",
        """
        WITH changed AS (
            UPDATE booking
            SET status = 'confirmed', confirmed_at = $4
            WHERE id = $1 AND customer_id = $2 AND status IN ('pending', 'confirmed')
            RETURNING id, master_id, starts_at
        ), recorded AS (
            INSERT INTO booking_change (booking_id, kind, origin, happened_at, from_master_id, from_starts_at)
            SELECT id, 'confirmed', $3, $4, master_id, starts_at FROM changed
        )
        SELECT id FROM changed
        """)

    static let wantReminder = Statement(
        "booking.want_reminder", "UPDATE booking SET wants_reminder = true WHERE id = $1 AND customer_id = $2")

    static let join = Statement(
        "waitlist.join",
        """
        INSERT INTO waitlist_entry
            (location_id, customer_id, service_id, master_id, dates_from, dates_to, times_from, times_to, origin,
             created_at)
        VALUES ($1, $2, $3, $4, $5::date, $6::date, $7, $8, $9, $10)
        ON CONFLICT DO NOTHING
        RETURNING id
        """)

    /// The cause of the wish that was there before.
    static let sameWish = Statement(
        "waitlist.same",
        """
        SELECT origin
        FROM waitlist_entry
        WHERE location_id = $1 AND customer_id = $2 AND service_id = $3 AND master_id IS NOT DISTINCT FROM $4
            AND dates_from IS NOT DISTINCT FROM $5::date AND dates_to IS NOT DISTINCT FROM $6::date
            AND times_from IS NOT DISTINCT FROM $7 AND times_to IS NOT DISTINCT FROM $8
        """)

    static let leave = Statement("waitlist.leave", "DELETE FROM waitlist_entry WHERE customer_id = $1")

    static func parameters(_ change: BookingChange) -> [Parameter] {
        [
            .int64(change.booking.number), .int64(change.customer.number), .foreignText(change.origin),
            .instant(change.at),
        ]
    }

    static func booking(_ row: Row) throws -> CustomerBooking {
        guard let status = CustomerBooking.Status(rawValue: try row.text(2)) else {
            throw StorageError.unknownWord(column: "booking.status", word: try row.text(2))
        }
        guard let date = CivilDate(iso: try row.text(15)), let time = ClockTime(iso: try row.text(16)) else {
            throw StorageError.unknownWord(
                column: "booking.wall_date", word: "\(try row.text(15)) \(try row.text(16))")
        }
        return CustomerBooking(
            id: BookingID(try row.int64(0)), number: try row.text(1), status: status,
            service: Service(
                id: ServiceID(try row.int64(3)), name: try row.localizedName(languages: 4, words: 5), aliases: [],
                durationMinutes: try row.int(6), bufferBeforeMinutes: try row.int(7), bufferAfterMinutes: try row.int(8),
                price: Money(minorUnits: try row.int(9), currency: try row.text(10))),
            master: MasterID(try row.int64(11)), masterName: try row.localizedName(languages: 12, words: 13),
            start: try row.instant(14), wall: CivilMoment(date: date, time: time),
            confirmedAt: try row.optionalInstant(17), wantsReminder: try row.bool(18))
    }
}

internal import Booking
internal import CivilTime
internal import FlowMachine
internal import Postgres
internal import Salon

/// What becomes of bookings after they were made: statements and their parameters; `BookingRows` runs them.
enum BookingChanges {
    static let resourceIsFree = "booking_resource_is_free"
    /// The constraints that decide who gets a time: of the master, of the seat, of a resource.
    static let timeIsFree: Set<String> = ["booking_master_is_free", "booking_seat_is_free", resourceIsFree]

    /// Whoever lets go of times and wants another one takes the locks of all their masters as one who moves: two customers
    /// who want what the other one held would wait for one another.
    static let releaseOwn = Statement(
        "booking.release_own",
        """
        WITH held AS MATERIALIZED (
            SELECT id, master_id FROM booking WHERE customer_id = $1 AND status = 'hold'
        ), locked AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(hashtextextended('master ' || current_tenant() || ' ' || wanted.id, 0))
            FROM (
                SELECT master_id AS id FROM held
                UNION
                SELECT $5 WHERE $5 IS NOT NULL AND EXISTS (SELECT FROM held)
                ORDER BY id
            ) AS wanted
        )
        UPDATE booking
        SET status = 'released', expires_at = NULL, revision = revision + 1, changed_by = $2, change_origin = $3,
            changed_at = $4
        FROM held
        WHERE booking.id = held.id AND booking.status = 'hold' AND (SELECT count(*) FROM locked) > 0
        """)

    /// What has expired of the master's times or of the resources $4 and touches `[$2, $3)` is let go. Rows are locked in
    /// order, as by everything that takes several.
    static let releaseExpired = Statement(
        "booking.release_expired",
        """
        WITH held AS MATERIALIZED (
            SELECT id FROM booking
            WHERE status = 'hold' AND expires_at <= $5 AND occupied_to > $2 AND occupied_from < $3
                AND (master_id = $1 OR holds_resources AND EXISTS (
                    SELECT FROM booking_resource AS unit
                    WHERE unit.booking_id = booking.id AND unit.resource_id = ANY ($4)))
            ORDER BY id
            FOR NO KEY UPDATE
        )
        UPDATE booking
        SET status = 'released', expires_at = NULL, revision = revision + 1, changed_by = 'system',
            change_origin = 'clock', changed_at = $5
        FROM held
        WHERE booking.id = held.id AND booking.status = 'hold'
        """)

    /// As `booking(_:)` reads them.
    static let columns = """
        booking.id, booking.number, booking.status, booking.service_id,
        ARRAY(SELECT key FROM jsonb_each_text(booking.service_name) ORDER BY key),
        ARRAY(SELECT value FROM jsonb_each_text(booking.service_name) ORDER BY key),
        booking.duration_minutes, booking.buffer_before_minutes, booking.buffer_after_minutes,
        booking.price_minor, booking.currency, booking.master_id,
        ARRAY(SELECT key FROM jsonb_each_text(master.name) ORDER BY key),
        ARRAY(SELECT value FROM jsonb_each_text(master.name) ORDER BY key),
        booking.starts_at, booking.wall_date::text, to_char(booking.wall_time, 'HH24:MI'),
        booking.confirmed_at, booking.wants_reminder, booking.capacity,
        CASE WHEN booking.holds_resources
            THEN ARRAY(SELECT resource_id FROM booking_resource AS held WHERE held.booking_id = booking.id) END
        """

    static let upcoming = Statement(
        name: "booking.of_customer",
        trusted: """
            SELECT \(columns)
            FROM booking JOIN master ON master.id = booking.master_id
            WHERE booking.customer_id = $1
                AND booking.location_id = $2
                AND booking.status IN ('pending', 'confirmed', 'in_progress')
                AND booking.ends_at > $3
            ORDER BY booking.starts_at, booking.id
            LIMIT $4
            """)

    static let one = Statement(
        name: "booking.one_of_customer",
        trusted: """
            SELECT \(columns)
            FROM booking JOIN master ON master.id = booking.master_id
            WHERE booking.customer_id = $1 AND booking.location_id = $2 AND booking.id = $3
            """)

    /// One lock a master, those of the customer's holds included, in the order of their numbers: of two moves that want each
    /// other's time one waits, and neither waits for the other while it holds what that one needs.
    static let lockMasters = Statement(
        "booking.lock_masters",
        """
        SELECT pg_advisory_xact_lock(hashtextextended('master ' || current_tenant() || ' ' || wanted.id, 0))
        FROM (
            SELECT id FROM unnest($1::bigint[]) AS id
            UNION
            SELECT master_id FROM booking WHERE customer_id = $2 AND status = 'hold'
            ORDER BY id
        ) AS wanted
        """)

    static let lockForBooking = Statement(
        "booking.lock_for_booking", "SELECT lock_for_booking(current_tenant(), $1, $2)")

    static let move = Statement(
        "booking.move",
        """
        UPDATE booking
        SET master_id = $6, starts_at = $7, ends_at = $8, wall_date = $9::date, wall_time = $10::time, zone = $11,
            occupied_from = $12, occupied_to = $13, confirmed_at = NULL,
            revision = revision + 1, changed_by = $3, change_origin = $4, changed_at = $5
        WHERE id = $1 AND customer_id = $2 AND status IN ('pending', 'confirmed')
            AND (master_id, starts_at) <> ($6, $7)
            AND NOT EXISTS (
                SELECT FROM booking_event AS done
                WHERE done.booking_id = $1 AND done.origin = $4 AND done.kind IN ('moved', 'reassigned')
                    AND done.master_id = $6 AND done.starts_at = $7)
        RETURNING id
        """)

    static let cancel = Statement(
        "booking.cancel",
        """
        UPDATE booking
        SET status = 'cancelled', cancelled_by = $3, cancelled_late = $6, cancelled_reason = $7,
            revision = revision + 1, changed_by = $3, change_origin = $4, changed_at = $5
        WHERE id = $1 AND customer_id = $2 AND status IN ('pending', 'confirmed')
        RETURNING id
        """)

    static let confirm = Statement(
        "booking.confirm",
        """
        UPDATE booking
        SET status = 'confirmed', confirmed_at = $5,
            revision = revision + 1, changed_by = $3, change_origin = $4, changed_at = $5
        WHERE id = $1 AND customer_id = $2 AND status IN ('pending', 'confirmed')
            -- Two messages may be answered at one moment.
            AND (status = 'pending' OR confirmed_at IS DISTINCT FROM $5)
            AND NOT EXISTS (
                SELECT FROM booking_event AS done
                WHERE done.booking_id = $1 AND done.origin = $4 AND done.kind = 'confirmed')
        RETURNING id
        """)

    /// Whether it is confirmed as of that moment, or the cause has confirmed it before.
    static let isConfirmed = Statement(
        "booking.is_confirmed",
        """
        SELECT true
        FROM booking
        WHERE id = $1 AND customer_id = $2
            AND (status = 'confirmed' AND confirmed_at = $4
                OR EXISTS (
                    SELECT FROM booking_event AS done
                    WHERE done.booking_id = $1 AND done.origin = $3 AND done.kind = 'confirmed'))
        """)

    static let advance = Statement(
        "booking.advance",
        """
        UPDATE booking
        SET status = $6, expires_at = NULL,
            revision = revision + 1, changed_by = $3, change_origin = $4, changed_at = $5
        WHERE id = $1 AND customer_id = $2 AND status = ANY ($7)
        RETURNING id
        """)

    /// Whether the cause has called it off before.
    static let isCancelled = Statement(
        "booking.is_cancelled",
        """
        SELECT true
        FROM booking_event AS done JOIN booking ON booking.id = done.booking_id
        WHERE done.booking_id = $1 AND booking.customer_id = $2 AND done.origin = $3 AND done.kind = 'cancelled'
        """)

    /// Whether the booking stands there, or the cause has moved it there before.
    static let isMoved = Statement(
        "booking.is_moved",
        """
        SELECT true
        FROM booking
        WHERE id = $1 AND customer_id = $2
            AND (status IN ('pending', 'confirmed') AND (master_id, starts_at) = ($4, $5)
                OR EXISTS (
                    SELECT FROM booking_event AS done
                    WHERE done.booking_id = $1 AND done.origin = $3 AND done.kind IN ('moved', 'reassigned')
                        AND done.master_id = $4 AND done.starts_at = $5))
        """)

    /// Each of what is due by its own next step, the longest due first; what another process is changing is left to it.
    static let pass = Statement(
        "booking.pass",
        """
        WITH due AS MATERIALIZED (
            SELECT id FROM booking
            WHERE due_at <= $1
            ORDER BY due_at, id
            LIMIT $2
            FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE booking
        SET status = CASE status WHEN 'hold' THEN 'released' WHEN 'in_progress' THEN 'completed' ELSE 'in_progress' END,
            expires_at = NULL, revision = revision + 1, changed_by = 'system', change_origin = 'clock', changed_at = $1
        FROM due
        WHERE booking.id = due.id AND booking.due_at <= $1
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

    /// $1 to $5 of every change: which, whose, who, why and when.
    static func parameters(_ change: BookingChange) -> [Parameter] {
        [
            .int64(change.booking.number), .int64(change.customer.number), .text(change.actor.rawValue),
            .foreignText(change.origin), .instant(change.at),
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
                price: Money(minorUnits: try row.int(9), currency: try row.text(10)), capacity: try row.int(19),
                resources: try row.resources(20)),
            master: MasterID(try row.int64(11)), masterName: try row.localizedName(languages: 12, words: 13),
            start: try row.instant(14), wall: CivilMoment(date: date, time: time),
            confirmedAt: try row.optionalInstant(17), wantsReminder: try row.bool(18))
    }
}

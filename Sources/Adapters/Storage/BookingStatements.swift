internal import Postgres

/// How bookings are read and made. `BookingChanges` has what becomes of them.
///
/// No booking occupies more than three days (a constraint of 0018), so what overlaps a range is found by its end.
enum BookingStatements {
    static let busy = Statement(
        "booking.busy",
        """
        SELECT
            master_id, occupied_from, occupied_to, starts_at, ends_at, id, service_id,
            CASE WHEN holds_resources
                THEN ARRAY(SELECT resource_id FROM booking_resource AS held WHERE held.booking_id = booking.id) END
        FROM booking
        WHERE master_id = ANY ($1)
            AND occupied_to > $2
            AND occupied_to < $3 + interval '72 hours'
            AND occupied_from < $3
            AND status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed')
            AND NOT (status = 'hold' AND (expires_at <= $4 OR customer_id = $5))
            AND id IS DISTINCT FROM $6
        ORDER BY master_id, occupied_from
        """)

    /// Of other masters what holds one of the resources $7. Columns and parameters as in `busy`, which has the rest.
    static let holding = Statement(
        "booking.holding",
        """
        SELECT
            master_id, occupied_from, occupied_to, starts_at, ends_at, id, service_id,
            ARRAY(SELECT resource_id FROM booking_resource AS held WHERE held.booking_id = booking.id)
        FROM booking
        WHERE id = ANY (ARRAY(
                SELECT booking_id
                FROM booking_resource AS held
                WHERE held.resource_id = ANY ($7) AND held.occupied_to > $2
                    AND held.occupied_to < $3 + interval '72 hours' AND held.occupied_from < $3))
            AND master_id <> ALL ($1)
            AND NOT (status = 'hold' AND (expires_at <= $4 OR customer_id = $5))
            AND id IS DISTINCT FROM $6
        ORDER BY master_id, occupied_from
        """)

    static let insert = Statement(
        "booking.create",
        """
        INSERT INTO booking
            (number, origin, location_id, customer_id, master_id, service_id, status, starts_at, ends_at,
             wall_date, wall_time, zone, occupied_from, occupied_to, service_name,
             duration_minutes, buffer_before_minutes, buffer_after_minutes, price_minor, currency, created_at,
             expires_at)
        SELECT
            (SELECT candidate
             FROM unnest($1::text[]) WITH ORDINALITY AS draw (candidate, place)
             WHERE NOT EXISTS (SELECT FROM booking AS other WHERE other.number = draw.candidate)
             ORDER BY place
             LIMIT 1),
            $2, $3, $4, $5, $6, $22, $7, $8,
            $9::date, $10::time, $11, $12, $13, jsonb_object($14, $15),
            $16, $17, $18, $19, $20, $21, $23
        ON CONFLICT DO NOTHING
        RETURNING id, number
        """)

    /// Why nothing was written: the same cause has its booking, or the master is taken, or only a hold that has expired stands
    /// in the way. Bookings of one sitting are in nobody's way until all its seats are taken.
    static let whyNot = Statement(
        "booking.why_not",
        """
        SELECT same.id, same.number,
            COALESCE(blocking.others > 0 OR blocking.seats >= service.capacity, false),
            COALESCE(blocking.expired > 0, false)
        FROM (VALUES (true)) AS one (row)
            LEFT JOIN booking AS same ON same.origin = $1 AND same.status NOT IN ('hold', 'released')
            LEFT JOIN service ON service.id = $6
            LEFT JOIN LATERAL (
                SELECT
                    count(*) FILTER (
                        WHERE (other.expires_at <= $5) IS NOT TRUE AND other.sitting <> sitting_of($6, $7)) AS others,
                    count(*) FILTER (
                        WHERE (other.expires_at <= $5) IS NOT TRUE AND other.sitting = sitting_of($6, $7)) AS seats,
                    count(*) FILTER (WHERE other.expires_at <= $5) AS expired
                FROM booking AS other
                WHERE other.master_id = $2
                    AND other.occupied_to > $3
                    AND other.occupied_to < $4 + interval '72 hours'
                    AND other.occupied_from < $4
                    AND other.status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed')
            ) AS blocking ON true
        """)

    static let byOrigin = Statement(
        "booking.by_origin", "SELECT id, number FROM booking WHERE origin = $1 AND status NOT IN ('hold', 'released')")

    static let upcoming = Statement(
        "booking.upcoming",
        """
        SELECT
            id, number, status, starts_at, wall_date::text, to_char(wall_time, 'HH24:MI'), zone,
            ARRAY(SELECT key FROM jsonb_each_text(service_name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(service_name) ORDER BY key),
            ARRAY(SELECT key FROM jsonb_each_text(master_name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(master_name) ORDER BY key),
            price_minor, currency, customer_name, customer_phone
        FROM upcoming_booking
        WHERE ends_at > $1 AND ($2::bigint IS NULL OR location_id = $2)
        ORDER BY starts_at, id
        LIMIT $3
        """)
}

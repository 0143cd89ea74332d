package import Booking
package import CivilTime
package import Postgres
internal import Salon

/// Finds bookings of one salon whose instants are no longer what was said, and moves them.
package struct DisplacedBookings {
    private let connection: Connection

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection) { self.connection = connection }

    /// Pending and confirmed bookings that start after `now`, by their starts; `zone` answers nil for a zone whose bookings
    /// are to be left out. Costs a pass over all of them.
    package func find(after now: Instant, zone: (String) throws -> Zone?) throws -> [DisplacedBooking] {
        try connection.execute(Self.upcoming, [.instant(now)]).compactMap { row in
            guard let zone = try zone(try row.text(5)) else { return nil }
            return DisplacedBooking(
                booking: BookingID(try row.int64(0)), number: try row.text(1),
                wall: CivilMoment(date: try row.date(3), time: try row.clockTime(4)), stored: try row.instant(2), zone: zone)
        }
    }

    /// Moves each to the instant that its wall-clock time means, if that is free. The constraints decide: what they refuse
    /// stays where it is and is in conflict.
    ///
    /// - Parameter origin: what caused it, for the booking's record.
    package func retime(_ bookings: [DisplacedBooking], origin: String, at now: Instant) throws -> [RetimedBooking] {
        var open = DisplacedBooking.inOrderOfMoving(bookings)
        var moved: Set<BookingID> = []
        // One that moves away may free the place of another that was refused.
        var isMoving = true
        while isMoving, !open.isEmpty {
            let before = open.count
            var refused: [DisplacedBooking] = []
            for booking in open {
                if try move(booking, origin: origin, at: now) { moved.insert(booking.booking) } else { refused.append(booking) }
            }
            open = refused
            isMoving = open.count < before
        }
        return bookings.map { RetimedBooking(booking: $0, isMoved: moved.contains($0.booking)) }
    }

    private func move(_ booking: DisplacedBooking, origin: String, at now: Instant) throws -> Bool {
        do {
            return try connection.withSavepoint {
                // Only while it is still where it was found: its customer may be quicker.
                try !connection.execute(
                    Self.retime,
                    [
                        .int64(booking.booking.number), .instant(booking.stored), .instant(booking.meant),
                        .foreignText(origin), .instant(now),
                    ]
                ).isEmpty
            }
        } catch let error as PostgresError where error.state == .exclusionViolation || error.state == .uniqueViolation {
            return false
        }
    }

    private static let upcoming = Statement(
        "displaced.upcoming",
        """
        SELECT id, number, starts_at, wall_date,
            (extract(hour FROM wall_time) * 60 + extract(minute FROM wall_time))::integer, zone
        FROM booking
        WHERE starts_at > $1 AND status IN ('pending', 'confirmed')
        ORDER BY starts_at, id
        """)

    private static let retime = Statement(
        "displaced.retime",
        """
        UPDATE booking
        SET starts_at = $3, ends_at = ends_at + ($3 - starts_at), occupied_from = occupied_from + ($3 - starts_at),
            occupied_to = occupied_to + ($3 - starts_at), revision = revision + 1, changed_by = 'system',
            change_origin = $4, changed_at = $5
        WHERE id = $1 AND starts_at = $2 AND status IN ('pending', 'confirmed')
        RETURNING id
        """)
}

package struct RetimedBooking: Hashable, Sendable {
    package var booking: DisplacedBooking
    /// False when another booking, or a resource, is in its way; it is where it was.
    package var isMoved: Bool
}

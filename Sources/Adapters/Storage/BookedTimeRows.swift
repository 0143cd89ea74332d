package import Booking
package import CivilTime
package import Postgres
package import Salon

/// What is booked at the salon of the connection's transaction.
package struct BookedTimeRows: BookedTimes {
    let connection: Connection

    package init(_ connection: Connection) { self.connection = connection }

    package func booked(at location: LocationID, after now: Instant) throws -> [BookedTime] {
        try connection.execute(Self.booked, [.int64(location.number), .instant(now)]).map { row in
            BookedTime(
                booking: BookingID(try row.int64(0)), number: try row.text(1), master: MasterID(try row.int64(2)),
                service: ServiceID(try row.int64(3)), start: try row.instant(4), end: try row.instant(5),
                wall: CivilMoment(date: try row.date(6), time: try row.clockTime(7)))
        }
    }

    private static let booked = Statement(
        "booked_time.to_come",
        """
        SELECT id, number, master_id, service_id, starts_at, ends_at, wall_date,
            (extract(hour FROM wall_time) * 60 + extract(minute FROM wall_time))::integer
        FROM booking
        WHERE location_id = $1 AND ends_at > $2 AND status IN ('pending', 'confirmed', 'in_progress')
        ORDER BY starts_at, id
        """)
}

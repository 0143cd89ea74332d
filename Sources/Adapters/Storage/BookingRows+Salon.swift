package import Booking
package import CivilTime
package import Postgres
package import Salon

extension BookingRows: SalonBookingStore {
    package func booking(number: String) throws -> SalonBooking? {
        guard
            let row = try connection.execute(
                SalonBookingStatements.numbered, [.foreignText(number), .int64(location.number)]
            ).first
        else { return nil }
        var found = SalonBooking(
            booking: try BookingChanges.booking(row), customer: CustomerID(try row.int64(21)),
            customerName: try row.optionalText(22), customerPhone: try row.optionalText(23), zone: try row.text(24))
        if let actor = try row.optionalText(25) {
            let change = BookingChange(
                booking: found.booking.id, customer: found.customer,
                actor: try known(actor, "booking.cancelled_by"), origin: try row.text(28), at: try row.instant(29))
            found.cancellation = BookingCancellation(
                change, isLate: try row.bool(26), reason: try row.optionalText(27))
        }
        return found
    }

    package func history(of booking: BookingID) throws -> [BookingEvent] {
        try connection.execute(SalonBookingStatements.history, [.int64(booking.number)]).map { row in
            BookingEvent(
                kind: try known(try row.text(0), "booking_event.kind"),
                actor: try known(try row.text(1), "booking_event.actor"), origin: try row.text(2), at: try row.instant(3),
                status: try known(try row.text(4), "booking_event.to_status"), master: MasterID(try row.int64(5)),
                start: try row.instant(6))
        }
    }

    package func advance(_ change: BookingChange, to status: CustomerBooking.Status) throws -> Bool {
        let before = CustomerBooking.Status.allCases.filter { $0.next.contains(status) && status != .cancelled }
        return try !connection.execute(
            BookingChanges.advance,
            BookingChanges.parameters(change) + [.text(status.rawValue), .texts(before.map(\.rawValue))]
        ).isEmpty
    }

    private func known<Word: RawRepresentable<String>>(_ word: String, _ column: String) throws -> Word {
        guard let known = Word(rawValue: word) else { throw StorageError.unknownWord(column: column, word: word) }
        return known
    }
}

/// Where a booking is, for who knows its number only.
package enum BookingPlace {
    /// The location of the salon's booking of this number; nil for a number that nobody has.
    package static func location(ofNumber number: String, on connection: Connection) throws -> LocationID? {
        try connection.execute(SalonBookingStatements.location, [.foreignText(number)]).first.map { row in
            LocationID(try row.int64(0))
        }
    }
}

/// What the clock does to a salon's bookings: holds expire, visits begin and end, each with its event.
package enum BookingClock {
    /// One step of up to `limit` bookings that are due at `now`; how many it was. A visit whose end is over as well takes two.
    package static func pass(to now: Instant, limit: Int, on connection: Connection) throws -> Int {
        try connection.execute(BookingChanges.pass, [.instant(now), .int(limit)]).affected
    }
}

private enum SalonBookingStatements {
    static let numbered = Statement(
        name: "booking.numbered",
        trusted: """
            SELECT \(BookingChanges.columns),
                booking.customer_id, customer.name, customer.phone, booking.zone,
                booking.cancelled_by, booking.cancelled_late, booking.cancelled_reason, booking.change_origin,
                booking.changed_at
            FROM booking
                JOIN master ON master.id = booking.master_id
                JOIN customer ON customer.id = booking.customer_id
            WHERE booking.number = $1 AND booking.location_id = $2 AND booking.status NOT IN ('hold', 'released')
            """)

    static let location = Statement(
        "booking.location_of_number",
        "SELECT location_id FROM booking WHERE number = $1 AND status NOT IN ('hold', 'released')")

    static let history = Statement(
        "booking.history",
        """
        SELECT kind, actor, origin, happened_at, to_status, master_id, starts_at
        FROM booking_event
        WHERE booking_id = $1
        ORDER BY revision
        """)
}

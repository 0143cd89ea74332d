package import Booking
package import CivilTime
package import FlowMachine
package import Postgres
package import Salon

/// The bookings of one location in the database. The exclusion constraint decides who gets a time, not this code.
package struct BookingRows: BookingStore {
    private let connection: Connection
    private let location: LocationID

    /// `connection` is in the turn's transaction: a booking commits with the turn that made it.
    package init(_ connection: Connection, location: LocationID) {
        self.connection = connection
        self.location = location
    }

    package func busy(
        masters: [MasterID], resources: Set<ResourceID>, from: Instant, to: Instant, for view: CalendarView
    ) throws -> [Busy] {
        try connection.execute(
            BookingStatements.busy,
            [
                .int64s(masters.map { $0.number }), .instant(from), .instant(to), .instant(view.now),
                .int64(view.customer.number), .int64(view.without?.number),
            ]
        ).map { row in
            Busy(
                booking: BookingID(try row.int64(5)), service: ServiceID(try row.int64(6)),
                master: MasterID(try row.int64(0)), from: try row.instant(1), to: try row.instant(2),
                start: try row.instant(3), end: try row.instant(4))
        }
    }

    /// Waits for a transaction that is just booking an overlapping time, to learn whether it commits. Two transactions
    /// that make several bookings each may wait for one another; PostgreSQL ends one of them with a deadlock, which the
    /// transaction's `retry` runs again.
    package func create(_ booking: NewBooking) throws -> CreateResult {
        for attempt in 0..<8 {
            let made = try connection.execute(
                BookingStatements.create(parameters(booking, attempt)))
            if let row = made.first { return .created(try created(row)) }
            let cause = try whyNot(booking)
            if try !cause.isNull(0) { return .created(try created(cause)) }
            if try cause.bool(2) { return .taken }
            if try cause.bool(3) { try release(for: booking) }
            // Else another transaction took the same number between the look and the write, or gave the time up again.
        }
        throw StorageError.noBookingNumber
    }

    /// Two round trips when the time is free.
    package func hold(_ booking: NewBooking, until end: Instant) throws -> HoldResult {
        try release(for: booking)
        for attempt in 0..<8 {
            // The turn's own cause is the booking's that may follow, and the same turn may hold several times.
            var held = booking
            held.origin = "\(booking.origin)/hold/\(booking.start.milliseconds)/\(attempt)"
            let made = try connection.execute(
                BookingStatements.insert, parameters(held, attempt, status: .hold, expiresAt: end))
            if !made.isEmpty { return .held }
            if try whyNot(booking).bool(2) { return .taken }
        }
        throw StorageError.noBookingNumber
    }

    private func whyNot(_ booking: NewBooking) throws -> Row {
        try connection.execute(
            BookingStatements.whyNot,
            [
                .foreignText(booking.origin), .int64(booking.master.number), .instant(booking.occupiedFrom),
                .instant(booking.occupiedTo), .instant(booking.bookedAt), .int64(booking.customer.number),
            ])[0]
    }

    private func release(for booking: NewBooking) throws {
        try release(
            heldBy: booking.customer, master: booking.master, from: booking.occupiedFrom, to: booking.occupiedTo,
            now: booking.bookedAt)
    }

    private func release(
        heldBy customer: CustomerID, master: MasterID, from: Instant, to: Instant, now: Instant
    ) throws {
        _ = try connection.execute(
            BookingChanges.release,
            [.int64(customer.number), .int64(master.number), .instant(from), .instant(to), .instant(now)])
    }

    package func upcoming(of customer: CustomerID, now: Instant, limit: Int) throws -> [CustomerBooking] {
        try connection.execute(
            BookingChanges.upcoming,
            [.int64(customer.number), .int64(location.number), .instant(now), .int(max(0, limit))]
        ).map(BookingChanges.booking)
    }

    package func booking(_ id: BookingID, of customer: CustomerID) throws -> CustomerBooking? {
        try connection.execute(
            BookingChanges.one, [.int64(customer.number), .int64(location.number), .int64(id.number)]
        ).first.map(BookingChanges.booking)
    }

    /// The masters are locked in order first, then the exclusion constraint decides. Its refusal undoes this move only,
    /// by a savepoint, for an update knows no `ON CONFLICT`.
    package func move(_ move: BookingMove) throws -> MoveResult {
        let masters = [move.booking.master.number, move.master.number]
        _ = try connection.execute(BookingChanges.lockMasters, [.int64s(masters)])
        try release(
            heldBy: move.change.customer, master: move.master, from: move.occupiedFrom, to: move.occupiedTo,
            now: move.change.at)
        do {
            let moved = try connection.withSavepoint {
                try connection.execute(
                    BookingChanges.move,
                    [
                        .int64(move.change.booking.number), .int64(move.change.customer.number),
                        .int64(move.master.number), .instant(move.start), .instant(move.end), .text(move.wall.date.iso),
                        .text(move.wall.time.iso), .text(move.zone), .instant(move.occupiedFrom),
                        .instant(move.occupiedTo), .foreignText(move.change.origin), .instant(move.change.at),
                    ])
            }
            return moved.isEmpty ? .notOpen : .moved
        } catch let error as PostgresError where error.constraint == BookingChanges.masterIsFree {
            return .taken
        }
    }

    package func cancel(_ change: BookingChange) throws -> Bool {
        try !connection.execute(BookingChanges.cancel, BookingChanges.parameters(change)).isEmpty
    }

    package func confirm(_ change: BookingChange) throws -> Bool {
        try !connection.execute(BookingChanges.confirm, BookingChanges.parameters(change)).isEmpty
    }

    package func wantReminder(_ id: BookingID, of customer: CustomerID) throws {
        _ = try connection.execute(BookingChanges.wantReminder, [.int64(id.number), .int64(customer.number)])
    }

    package func joinWaitlist(_ wish: WaitlistWish) throws -> JoinResult {
        let saying: [Parameter] = [
            .int64(location.number), .int64(wish.customer.number), .int64(wish.service.number),
            .int64(wish.master?.number), .text(wish.dates?.from?.iso), .text(wish.dates?.to?.iso),
            .int(wish.times?.from?.minutes), .int(wish.times?.to?.minutes),
        ]
        let written = try connection.execute(
            BookingChanges.join, saying + [.foreignText(wish.origin), .instant(wish.at)])
        if !written.isEmpty { return .joined }
        let same = try connection.execute(BookingChanges.sameWish, saying).first
        return try same?.text(0) == wish.origin.withoutZero ? .joined : .already
    }

    package func leaveWaitlist(_ customer: CustomerID) throws {
        _ = try connection.execute(BookingChanges.leave, [.int64(customer.number)])
    }

    package func created(by origin: String) throws -> CreatedBooking? {
        try connection.execute(BookingStatements.byOrigin, [.foreignText(origin)]).first.map { try created($0) }
    }

    private func created(_ row: Row) throws -> CreatedBooking {
        CreatedBooking(id: BookingID(try row.int64(0)), number: try row.text(1))
    }

    private func parameters(
        _ booking: NewBooking, _ attempt: Int, status: CustomerBooking.Status = .confirmed, expiresAt: Instant? = nil
    ) -> [Parameter] {
        let service = booking.service
        return [
            .texts(BookingNumber.candidates(origin: booking.origin, attempt: attempt)), .foreignText(booking.origin),
            .int64(location.number), .int64(booking.customer.number), .int64(booking.master.number),
            .int64(service.id.number), .instant(booking.start), .instant(booking.end),
            .text(booking.wall.date.iso), .text(booking.wall.time.iso), .text(booking.zone),
            .instant(booking.occupiedFrom), .instant(booking.occupiedTo),
        ] + service.name.parameters + [
            .int(service.durationMinutes), .int(service.bufferBeforeMinutes), .int(service.bufferAfterMinutes),
            .int(service.price.minorUnits), .text(service.price.currency), .instant(booking.bookedAt),
            .text(status.rawValue), .instant(expiresAt),
        ]
    }
}

/// One booking for a list that people read.
package struct BookingLine: Hashable, Sendable {
    package var id: BookingID
    package var number: String
    package var status: String
    package var start: Instant
    package var wall: CivilMoment
    package var zone: String
    package var service: LocalizedName
    package var master: LocalizedName
    package var price: Money
    package var customerName: String?
    package var customerPhone: String?
}

/// The bookings of a salon, for lists.
package enum BookingList {
    /// Bookings that end after `moment` and are neither called off nor over, by start; of all locations when none is
    /// given.
    package static func upcoming(
        after moment: Instant, location: LocationID? = nil, limit: Int = 1000, on connection: Connection
    ) throws -> [BookingLine] {
        try connection.execute(
            BookingStatements.upcoming, [.instant(moment), .int64(location?.number), .int(limit)]
        ).map { row in
            guard let date = CivilDate(iso: try row.text(4)), let time = ClockTime(iso: try row.text(5)) else {
                throw StorageError.unknownWord(
                    column: "booking.wall_date", word: "\(try row.text(4)) \(try row.text(5))")
            }
            return BookingLine(
                id: BookingID(try row.int64(0)), number: try row.text(1), status: try row.text(2),
                start: try row.instant(3), wall: CivilMoment(date: date, time: time), zone: try row.text(6),
                service: try row.localizedName(languages: 7, words: 8),
                master: try row.localizedName(languages: 9, words: 10),
                price: Money(minorUnits: try row.int(11), currency: try row.text(12)),
                customerName: try row.optionalText(13), customerPhone: try row.optionalText(14))
        }
    }
}

enum BookingStatements {
    static let busy = Statement(
        "booking.busy",
        """
        SELECT master_id, occupied_from, occupied_to, starts_at, ends_at, id, service_id
        FROM booking
        WHERE master_id = ANY ($1)
            AND occupied_to > $2
            AND occupied_from < $3
            AND status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed')
            AND NOT (status = 'hold' AND (expires_at <= $4 OR customer_id = $5))
            AND id IS DISTINCT FROM $6
        ORDER BY master_id, occupied_from
        """)

    static func create(_ parameters: [Parameter]) -> Call { Call(insert, parameters) }

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

    /// Why nothing was written: the same cause has its booking, or the master is taken, or only a hold that has expired or
    /// is the customer's own stands in the way.
    static let whyNot = Statement(
        "booking.why_not",
        """
        SELECT same.id, same.number,
            COALESCE(blocking.counts, false), COALESCE(blocking.ends, false)
        FROM (VALUES (true)) AS one (row)
            LEFT JOIN booking AS same ON same.origin = $1 AND same.status NOT IN ('hold', 'released')
            LEFT JOIN LATERAL (
                SELECT
                    bool_or(other.status <> 'hold' OR other.expires_at > $5 AND other.customer_id <> $6) AS counts,
                    bool_or(other.status = 'hold' AND (other.expires_at <= $5 OR other.customer_id = $6)) AS ends
                FROM booking AS other
                WHERE other.master_id = $2
                    AND other.occupied_to > $3
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

package import Booking
package import CivilTime
internal import FlowMachine
package import Postgres
package import Salon

/// The bookings of one location in the database. The exclusion constraint decides who gets a time, not this code.
package struct BookingRows: BookingStore {
    let connection: Connection
    let location: LocationID

    /// `connection` is in the turn's transaction: a booking commits with the turn that made it.
    package init(_ connection: Connection, location: LocationID) {
        self.connection = connection
        self.location = location
    }

    package func busy(
        masters: [MasterID], resources: Set<ResourceID>, from: Instant, to: Instant, for view: CalendarView
    ) throws -> [Busy] {
        let asking: [Parameter] = [
            .int64s(masters.map { $0.number }), .instant(from), .instant(to), .instant(view.now),
            .int64(view.customer.number), .int64(view.without?.number),
        ]
        var calls = [Call(BookingStatements.busy, asking)]
        if !resources.isEmpty {
            calls.append(Call(BookingStatements.holding, asking + [.int64s(resources.map { $0.number })]))
        }
        return try connection.pipeline(calls).joined().map { row in
            Busy(
                booking: BookingID(try row.int64(5)), service: ServiceID(try row.int64(6)),
                master: MasterID(try row.int64(0)), from: try row.instant(1), to: try row.instant(2),
                start: try row.instant(3), end: try row.instant(4), resources: try row.resources(7))
        }
    }

    /// Waits for a transaction that is just booking an overlapping time, to learn whether it commits. Two transactions
    /// that make several bookings each may wait for one another; PostgreSQL ends one of them with a deadlock, which the
    /// transaction's `retry` runs again. One round trip when the time is free, four where resources are held.
    package func create(_ booking: NewBooking) throws -> CreateResult {
        for attempt in 0..<8 {
            switch try write(booking, attempt, status: .confirmed) {
            case .made(let made): return .created(made)
            case .resourceTaken: return .taken
            case .refused: break
            }
            let cause = try whyNot(booking)
            if try !cause.isNull(0) { return .created(try created(cause)) }
            if try cause.bool(2) { return .taken }
            if try cause.bool(3) { _ = try connection.execute(releaseExpired(booking)) }
            // Else another transaction took the same number between the look and the write, or gave the time up again.
        }
        throw StorageError.noBookingNumber
    }

    package func hold(_ booking: NewBooking, until end: Instant) throws -> HoldResult {
        for attempt in 0..<8 {
            // The turn's own cause is the booking's that may follow, and the same turn may hold several times.
            var held = booking
            held.origin = "\(booking.origin)/hold/\(booking.start.milliseconds)/\(attempt)"
            switch try write(held, attempt, status: .hold, until: end) {
            case .made: return .held
            case .resourceTaken: return .taken
            case .refused: break
            }
            let cause = try whyNot(booking)
            if try cause.bool(2) { return .taken }
            if try cause.bool(3) { _ = try connection.execute(releaseExpired(booking)) }
        }
        throw StorageError.noBookingNumber
    }

    private enum Written {
        case made(CreatedBooking)
        /// The master or the last seat is taken, or the number, or the cause has its booking.
        case refused
        case resourceTaken
    }

    /// What its customer held is let go first. Where resources are held, their locks come before everything that another
    /// transaction might wait for, and a refusal undoes the attempt only, by a savepoint: `ON CONFLICT` knows nothing of
    /// what triggers write.
    private func write(
        _ booking: NewBooking, _ attempt: Int, status: CustomerBooking.Status, until end: Instant? = nil
    ) throws -> Written {
        let insert = Call(
            BookingStatements.insert, parameters(booking, attempt, status: status, expiresAt: end))
        let release = BookingChanges.releaseOwn(
            .int64(booking.customer.number), .text(BookingActor.customer.rawValue), .foreignText(booking.origin),
            .instant(booking.bookedAt), .int64(booking.master.number))
        let made: Rows
        if booking.service.resources.isEmpty {
            made = try connection.pipeline([release, insert])[1]
        } else {
            _ = try connection.pipeline([
                release,
                BookingChanges.lockForBooking(
                    .int64(booking.master.number), .int64s(booking.service.resources.map { $0.number })),
                releaseExpired(booking),
            ])
            do {
                made = try connection.withSavepoint { try connection.pipeline([insert])[0] }
            } catch let error as PostgresError where error.constraint == BookingChanges.resourceIsFree {
                return .resourceTaken
            }
        }
        return try made.first.map { .made(try created($0)) } ?? .refused
    }

    private func whyNot(_ booking: NewBooking) throws -> Row {
        try connection.execute(
            BookingStatements.whyNot,
            [
                .foreignText(booking.origin), .int64(booking.master.number), .instant(booking.occupiedFrom),
                .instant(booking.occupiedTo), .instant(booking.bookedAt), .int64(booking.service.id.number),
                .instant(booking.start),
            ])[0]
    }

    private func releaseExpired(_ booking: NewBooking) -> Call {
        BookingChanges.releaseExpired(
            .int64(booking.master.number), .instant(booking.occupiedFrom), .instant(booking.occupiedTo),
            .int64s(booking.service.resources.map { $0.number }), .instant(booking.bookedAt))
    }

    package func release(heldBy customer: CustomerID, origin: String, at now: Instant) throws {
        _ = try connection.execute(
            BookingChanges.releaseOwn,
            [
                .int64(customer.number), .text(BookingActor.system.rawValue), .foreignText(origin), .instant(now),
                .int64(nil),
            ])
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

    /// The masters and what the visit holds are locked in order first, then the constraints decide. Their refusal undoes this
    /// move only, by a savepoint, for an update knows no `ON CONFLICT`.
    package func move(_ move: BookingMove) throws -> MoveResult {
        let change = move.change
        let masters = [move.booking.master.number, move.master.number]
        let resources: Parameter = .int64s(move.booking.service.resources.map { $0.number })
        _ = try connection.pipeline([
            BookingChanges.lockMasters(.int64s(masters), .int64(change.customer.number)),
            BookingChanges.lockForBooking(.int64(move.master.number), resources),
            BookingChanges.releaseOwn(
                .int64(change.customer.number), .text(BookingActor.customer.rawValue), .foreignText(change.origin),
                .instant(change.at), .int64(nil)),
            BookingChanges.releaseExpired(
                .int64(move.master.number), .instant(move.occupiedFrom), .instant(move.occupiedTo), resources,
                .instant(change.at)),
        ])
        do {
            let moved = try connection.withSavepoint {
                try connection.execute(
                    BookingChanges.move,
                    BookingChanges.parameters(change) + [
                        .int64(move.master.number), .instant(move.start), .instant(move.end), .text(move.wall.date.iso),
                        .text(move.wall.time.iso), .text(move.zone), .instant(move.occupiedFrom),
                        .instant(move.occupiedTo),
                    ])
            }
            if !moved.isEmpty { return .moved }
            let isThere = try isSo(
                BookingChanges.isMoved, change, .int64(move.master.number), .instant(move.start))
            return isThere ? .moved : .notOpen
        } catch let error as PostgresError where error.constraint.map(BookingChanges.timeIsFree.contains) == true {
            return .taken
        }
    }

    package func cancel(_ cancellation: BookingCancellation) throws -> Bool {
        let change = cancellation.change
        let cancelled = try connection.execute(
            BookingChanges.cancel,
            BookingChanges.parameters(change) + [.bool(cancellation.isLate), .foreignText(cancellation.reason)])
        return try !cancelled.isEmpty || isSo(BookingChanges.isCancelled, change)
    }

    package func confirm(_ change: BookingChange) throws -> Bool {
        try !connection.execute(BookingChanges.confirm, BookingChanges.parameters(change)).isEmpty
            || isSo(BookingChanges.isConfirmed, change, .instant(change.at))
    }

    /// Whether what a change asks for is so already, or the same cause has done it before.
    private func isSo(_ question: Statement, _ change: BookingChange, _ more: Parameter...) throws -> Bool {
        try !connection.execute(
            question,
            [
                .int64(change.booking.number), .int64(change.customer.number), .foreignText(change.origin),
            ] + more
        ).isEmpty
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

extension Row {
    /// An array of resources; none where it is null.
    func resources(_ column: Int) throws -> Set<ResourceID> {
        try isNull(column) ? [] : Set(int64s(column).compactMap { $0.map { ResourceID($0) } })
    }
}

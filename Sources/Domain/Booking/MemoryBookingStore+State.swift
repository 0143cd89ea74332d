internal import CivilTime
internal import Salon

extension MemoryBookingStore.State {
    func created(by origin: String) -> CreatedBooking? {
        bookings.first { $0.booking.origin == origin && $0.status != .hold && $0.status != .released }?.created
    }

    /// Whether the same cause has changed the booking in that way already; a move, to that master and start.
    func hasDone(
        _ kinds: Set<BookingEvent.Kind>, _ change: BookingChange, master: MasterID? = nil, start: Instant? = nil
    ) -> Bool {
        bookings.contains { kept in
            kept.created.id == change.booking && kept.booking.customer == change.customer
                && kept.events.contains { event in
                    kinds.contains(event.kind) && event.origin == change.origin
                        && (master.map { $0 == event.master } ?? true) && (start.map { $0 == event.start } ?? true)
                }
        }
    }

    /// A sitting has seats (R16): bookings of the same service, master and start stand in nobody's way until there are as
    /// many as the service takes.
    func isFree(_ wanted: NewBooking, _ view: CalendarView) -> Bool {
        let range = wanted.busy
        let near = bookings.filter { $0.blocks(view) && $0.booking.occupiedFrom < range.to && range.from < $0.booking.occupiedTo }
        let withMaster = near.filter { $0.booking.master == range.master }
        let sitting = withMaster.filter { $0.booking.service.id == range.service && $0.booking.start == range.start }
        guard sitting.count == withMaster.count, sitting.count < max(1, wanted.service.capacity) else { return false }
        return wanted.service.resources.allSatisfy { resource in
            guard let count = resources[resource] else { return true }
            let holding = near.map(\.booking).filter { $0.service.resources.contains(resource) }
            let moments = [range.from] + holding.map(\.occupiedFrom).filter { $0 >= range.from }
            return moments.allSatisfy { moment in
                holding.count { $0.occupiedFrom <= moment && moment < $0.occupiedTo } < count
            }
        }
    }

    mutating func release(heldBy customer: CustomerID, _ actor: BookingActor, origin: String, at now: Instant) {
        for index in bookings.indices where bookings[index].status == .hold && bookings[index].booking.customer == customer {
            let change = BookingChange(
                booking: bookings[index].created.id, customer: customer, actor: actor, origin: origin, at: now)
            _ = bookings[index].advance(change, to: .released)
        }
    }

    mutating func append(
        _ booking: NewBooking, firstNumber: Int, status: CustomerBooking.Status = .confirmed, expiresAt: Instant? = nil
    ) -> CreatedBooking {
        let id = BookingID(Int64(bookings.count + 1))
        // Holds have no number that anyone hears, so bookings are counted without them.
        let number = bookings.count { $0.status != .hold && $0.status != .released }
        let created = CreatedBooking(id: id, number: status == .hold ? "hold-\(id.number)" : String(firstNumber + number))
        var kept = MemoryBookingStore.Kept(booking: booking, created: created, status: status, expiresAt: expiresAt)
        kept.record(
            status == .hold ? .held : .booked,
            BookingChange(booking: id, customer: booking.customer, origin: booking.origin, at: booking.bookedAt))
        bookings.append(kept)
        return created
    }

    func open(_ change: BookingChange) -> Int? {
        bookings.firstIndex { kept in
            kept.created.id == change.booking && kept.booking.customer == change.customer && kept.status.isOpen
        }
    }
}

extension MemoryBookingStore.Kept {
    /// When the clock changes it next.
    var dueAt: Instant? {
        switch status {
        case .hold: expiresAt
        case .pending, .confirmed: booking.start
        case .inProgress: booking.end
        case .released, .completed, .cancelled, .noShow: nil
        }
    }

    mutating func record(_ kind: BookingEvent.Kind, _ change: BookingChange) {
        events.append(
            BookingEvent(
                kind: kind, actor: change.actor, origin: change.origin, at: change.at, status: status,
                master: booking.master, start: booking.start))
    }

    /// Gives it the status, when that may follow its own.
    mutating func advance(_ change: BookingChange, to next: CustomerBooking.Status) -> Bool {
        guard status.next.contains(next), next != .cancelled else { return false }
        let wasHold = status == .hold
        status = next
        expiresAt = nil
        switch next {
        case .released: record(.released, change)
        case .pending: record(.booked, change)
        case .confirmed: record(wasHold ? .booked : .confirmed, change)
        case .inProgress: record(.started, change)
        case .completed: record(.completed, change)
        case .noShow: record(.noShow, change)
        case .hold, .cancelled: break
        }
        return true
    }
}

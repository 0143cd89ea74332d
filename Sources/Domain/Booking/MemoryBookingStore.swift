package import CivilTime
package import Salon
internal import Synchronization

/// Bookings that live as long as the program: for the chat in a terminal and for tests.
///
/// Promises what the database does: no two bookings of a master overlap, also when many ask at once, and an origin
/// makes at most one booking.
package final class MemoryBookingStore: BookingStore, Sendable {
    fileprivate struct State {
        var bookings: [Kept] = []
        var wishes: [WaitlistWish] = []
    }

    package struct Kept: Hashable, Sendable {
        /// As it was made; a move changes master, start and wall time.
        package var booking: NewBooking
        package var created: CreatedBooking
        package var status = CustomerBooking.Status.confirmed
        /// For a hold.
        package var expiresAt: Instant?
        package var confirmedAt: Instant?
        package var wantsReminder = false

        fileprivate var busy: Busy {
            var busy = booking.busy
            busy.booking = created.id
            return busy
        }

        fileprivate func blocks(_ view: CalendarView) -> Bool {
            guard status.blocks, created.id != view.without else { return false }
            guard status == .hold, let expiresAt else { return true }
            return expiresAt > view.now && booking.customer != view.customer
        }

        fileprivate var seen: CustomerBooking {
            var service = booking.service
            service.aliases = []
            return CustomerBooking(
                id: created.id, number: created.number, status: status, service: service, master: booking.master,
                masterName: nil, start: booking.start, wall: booking.wall, confirmedAt: confirmedAt,
                wantsReminder: wantsReminder)
        }
    }

    private let state = Mutex(State())
    private let firstNumber: Int

    /// - Parameter firstNumber: the number of the first booking; the others count on from it.
    package init(firstNumber: Int = 101) { self.firstNumber = firstNumber }

    /// The bookings that stand, in the order in which they were made; without those called off and without holds.
    package var bookings: [Kept] { all.filter { $0.status.blocks && $0.status != .hold } }

    /// Everything that was ever written, in order.
    package var all: [Kept] { state.withLock { $0.bookings } }

    package var wishes: [WaitlistWish] { state.withLock { $0.wishes } }

    package func busy(
        masters: [MasterID], resources: Set<ResourceID>, from: Instant, to: Instant, for view: CalendarView
    ) -> [Busy] {
        state.withLock { state in
            state.bookings.filter { $0.blocks(view) }.map(\.busy).filter { busy in
                (masters.contains(busy.master) || !busy.resources.isDisjoint(with: resources))
                    && busy.from < to && from < busy.to
            }
        }
    }

    package func create(_ booking: NewBooking) -> CreateResult {
        state.withLock { state in
            if let earlier = state.created(by: booking.origin) { return .created(earlier) }
            let view = CalendarView(now: booking.bookedAt, customer: booking.customer)
            guard state.isFree(booking.busy, view) else { return .taken }
            state.release(heldBy: booking.customer)
            return .created(state.append(booking, firstNumber: firstNumber))
        }
    }

    package func created(by origin: String) -> CreatedBooking? { state.withLock { $0.created(by: origin) } }

    package func hold(_ booking: NewBooking, until end: Instant) -> HoldResult {
        state.withLock { state in
            let view = CalendarView(now: booking.bookedAt, customer: booking.customer)
            guard state.isFree(booking.busy, view) else { return .taken }
            state.release(heldBy: booking.customer)
            _ = state.append(booking, firstNumber: firstNumber, status: .hold, expiresAt: end)
            return .held
        }
    }

    package func upcoming(of customer: CustomerID, now: Instant, limit: Int) -> [CustomerBooking] {
        let kept = all.filter { $0.booking.customer == customer && $0.status.isUpcoming && $0.booking.end > now }
        return Array(
            kept.map(\.seen).sorted { ($0.start, $0.id.number) < ($1.start, $1.id.number) }.prefix(max(0, limit)))
    }

    package func booking(_ id: BookingID, of customer: CustomerID) -> CustomerBooking? {
        all.first { $0.created.id == id && $0.booking.customer == customer }?.seen
    }

    package func move(_ move: BookingMove) -> MoveResult {
        state.withLock { state in
            guard let index = state.open(move.change) else { return .notOpen }
            var moved = state.bookings[index].booking
            (moved.master, moved.start, moved.wall, moved.zone) = (move.master, move.start, move.wall, move.zone)
            let view = CalendarView(
                now: move.change.at, customer: move.change.customer, without: move.change.booking)
            guard state.isFree(moved.busy, view) else { return .taken }
            state.release(heldBy: move.change.customer)
            state.bookings[index].booking = moved
            state.bookings[index].confirmedAt = nil
            return .moved
        }
    }

    package func cancel(_ change: BookingChange) -> Bool {
        state.withLock { state in
            guard let index = state.open(change) else { return false }
            state.bookings[index].status = .cancelled
            return true
        }
    }

    package func confirm(_ change: BookingChange) -> Bool {
        state.withLock { state in
            guard let index = state.open(change) else { return false }
            state.bookings[index].confirmedAt = change.at
            return true
        }
    }

    package func wantReminder(_ id: BookingID, of customer: CustomerID) {
        state.withLock { state in
            for index in state.bookings.indices
            where state.bookings[index].created.id == id && state.bookings[index].booking.customer == customer {
                state.bookings[index].wantsReminder = true
            }
        }
    }

    package func joinWaitlist(_ wish: WaitlistWish) -> JoinResult {
        state.withLock { state in
            if let same = state.wishes.first(where: { $0.isSameWish(as: wish) }) {
                return same.origin == wish.origin ? .joined : .already
            }
            state.wishes.append(wish)
            return .joined
        }
    }

    package func leaveWaitlist(_ customer: CustomerID) {
        state.withLock { $0.wishes.removeAll { $0.customer == customer } }
    }
}

extension MemoryBookingStore.State {
    fileprivate func created(by origin: String) -> CreatedBooking? {
        bookings.first { $0.booking.origin == origin && $0.status != .hold && $0.status != .released }?.created
    }

    fileprivate func isFree(_ range: Busy, _ view: CalendarView) -> Bool {
        !bookings.contains { kept in
            kept.booking.master == range.master && kept.blocks(view) && kept.booking.occupiedFrom < range.to
                && range.from < kept.booking.occupiedTo
        }
    }

    fileprivate mutating func release(heldBy customer: CustomerID) {
        for index in bookings.indices where bookings[index].status == .hold && bookings[index].booking.customer == customer {
            bookings[index].status = .released
            bookings[index].expiresAt = nil
        }
    }

    fileprivate mutating func append(
        _ booking: NewBooking, firstNumber: Int, status: CustomerBooking.Status = .confirmed, expiresAt: Instant? = nil
    ) -> CreatedBooking {
        let id = BookingID(Int64(bookings.count + 1))
        // Holds have no number that anyone hears, so bookings are counted without them.
        let number = bookings.count { $0.status != .hold && $0.status != .released }
        let created = CreatedBooking(id: id, number: status == .hold ? "hold-\(id.number)" : String(firstNumber + number))
        bookings.append(
            MemoryBookingStore.Kept(booking: booking, created: created, status: status, expiresAt: expiresAt))
        return created
    }

    fileprivate func open(_ change: BookingChange) -> Int? {
        bookings.firstIndex { kept in
            kept.created.id == change.booking && kept.booking.customer == change.customer && kept.status.isOpen
        }
    }
}

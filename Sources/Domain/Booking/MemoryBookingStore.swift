package import CivilTime
package import Salon
internal import Synchronization

/// Bookings that live as long as the program: for the chat in a terminal and for tests.
///
/// Promises what the database does: no two bookings of a master overlap, but for the seats of a group, no resource is held
/// more often than it is there, also when many ask at once; an origin makes at most one booking; and every change has its
/// event.
package final class MemoryBookingStore: SalonBookingStore, Sendable {
    struct State {
        var bookings: [Kept] = []
        var wishes: [WaitlistWish] = []
        /// How many there are; one that is not named here is not counted.
        var resources: [ResourceID: Int] = [:]
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
        package var cancellation: BookingCancellation?
        /// What happened to it, from the first day on.
        package var events: [BookingEvent] = []

        var busy: Busy {
            var busy = booking.busy
            busy.booking = created.id
            return busy
        }

        func blocks(_ view: CalendarView) -> Bool {
            guard status.blocks, created.id != view.without else { return false }
            guard status == .hold, let expiresAt else { return true }
            return expiresAt > view.now && booking.customer != view.customer
        }

        var seen: CustomerBooking {
            var service = booking.service
            service.aliases = []
            return CustomerBooking(
                id: created.id, number: created.number, status: status, service: service, master: booking.master,
                masterName: nil, start: booking.start, wall: booking.wall, confirmedAt: confirmedAt,
                wantsReminder: wantsReminder)
        }
    }

    private let state: Mutex<State>
    private let firstNumber: Int

    /// - Parameters:
    ///   - firstNumber: the number of the first booking; the others count on from it.
    ///   - resources: of which there are only so many; others are not counted.
    package init(firstNumber: Int = 101, resources: [Resource] = []) {
        self.firstNumber = firstNumber
        state = Mutex(State(resources: Dictionary(resources.map { ($0.id, $0.count) }) { $1 }))
    }

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
            state.release(heldBy: booking.customer, .customer, origin: booking.origin, at: booking.bookedAt)
            let view = CalendarView(now: booking.bookedAt, customer: booking.customer)
            guard state.isFree(booking, view) else { return .taken }
            return .created(state.append(booking, firstNumber: firstNumber))
        }
    }

    package func created(by origin: String) -> CreatedBooking? { state.withLock { $0.created(by: origin) } }

    package func hold(_ booking: NewBooking, until end: Instant) -> HoldResult {
        state.withLock { state in
            state.release(heldBy: booking.customer, .customer, origin: booking.origin, at: booking.bookedAt)
            let view = CalendarView(now: booking.bookedAt, customer: booking.customer)
            guard state.isFree(booking, view) else { return .taken }
            _ = state.append(booking, firstNumber: firstNumber, status: .hold, expiresAt: end)
            return .held
        }
    }

    package func release(heldBy customer: CustomerID, origin: String, at now: Instant) {
        state.withLock { $0.release(heldBy: customer, .system, origin: origin, at: now) }
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
            if state.hasDone([.moved, .reassigned], move.change, master: move.master, start: move.start) { return .moved }
            state.release(heldBy: move.change.customer, .customer, origin: move.change.origin, at: move.change.at)
            guard let index = state.open(move.change) else { return .notOpen }
            var moved = state.bookings[index].booking
            if moved.master == move.master, moved.start == move.start { return .moved }
            let kind: BookingEvent.Kind = moved.start == move.start ? .reassigned : .moved
            (moved.master, moved.start, moved.wall, moved.zone) = (move.master, move.start, move.wall, move.zone)
            let view = CalendarView(
                now: move.change.at, customer: move.change.customer, without: move.change.booking)
            guard state.isFree(moved, view) else { return .taken }
            state.bookings[index].booking = moved
            state.bookings[index].confirmedAt = nil
            state.bookings[index].record(kind, move.change)
            return .moved
        }
    }

    package func cancel(_ cancellation: BookingCancellation) -> Bool {
        state.withLock { state in
            if state.hasDone([.cancelled], cancellation.change) { return true }
            guard let index = state.open(cancellation.change) else { return false }
            state.bookings[index].status = .cancelled
            state.bookings[index].cancellation = cancellation
            state.bookings[index].record(.cancelled, cancellation.change)
            return true
        }
    }

    package func confirm(_ change: BookingChange) -> Bool {
        state.withLock { state in
            if state.hasDone([.confirmed], change) { return true }
            guard let index = state.open(change) else { return false }
            let kept = state.bookings[index]
            if kept.status == .confirmed, kept.confirmedAt == change.at { return true }
            state.bookings[index].status = .confirmed
            state.bookings[index].confirmedAt = change.at
            state.bookings[index].record(.confirmed, change)
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

    // MARK: The salon's people and the clock

    package func booking(number: String) -> SalonBooking? {
        all.first { $0.created.number == number && $0.status != .hold && $0.status != .released }.map { kept in
            SalonBooking(
                booking: kept.seen, customer: kept.booking.customer, zone: kept.booking.zone,
                cancellation: kept.cancellation)
        }
    }

    package func history(of booking: BookingID) -> [BookingEvent] {
        all.first { $0.created.id == booking }?.events ?? []
    }

    package func advance(_ change: BookingChange, to status: CustomerBooking.Status) -> Bool {
        state.withLock { state in
            guard let index = state.bookings.firstIndex(where: { $0.created.id == change.booking }) else { return false }
            return state.bookings[index].advance(change, to: status)
        }
    }

    /// Lets the clock change what is due: holds expire, visits begin and end.
    package func pass(to now: Instant) {
        state.withLock { state in
            for index in state.bookings.indices {
                while let due = state.bookings[index].dueAt, due <= now, let next = state.bookings[index].status.nextByClock {
                    let kept = state.bookings[index]
                    let change = BookingChange(
                        booking: kept.created.id, customer: kept.booking.customer, actor: .system, origin: "clock", at: now)
                    guard state.bookings[index].advance(change, to: next) else { break }
                }
            }
        }
    }
}

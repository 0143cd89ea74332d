package import CivilTime
package import Salon
internal import Synchronization

/// Bookings that live as long as the program: for the chat in a terminal and for tests.
///
/// Promises what the database does: no two bookings of a master overlap, also when many ask at once, and an origin
/// makes at most one booking.
package final class MemoryBookingStore: BookingStore, Sendable {
    private struct State {
        var bookings: [Kept] = []
    }

    package struct Kept: Hashable, Sendable {
        package var booking: NewBooking
        package var created: CreatedBooking
    }

    private let state = Mutex(State())
    private let firstNumber: Int

    /// - Parameter firstNumber: the number of the first booking; the others count on from it.
    package init(firstNumber: Int = 101) { self.firstNumber = firstNumber }

    /// All bookings in the order in which they were made.
    package var bookings: [Kept] { state.withLock { $0.bookings } }

    package func busy(masters: [MasterID], from: Instant, to: Instant) -> [Busy] {
        state.withLock { state in
            state.bookings.map(\.booking.busy).filter { masters.contains($0.master) && $0.from < to && from < $0.to }
        }
    }

    package func create(_ booking: NewBooking) -> CreateResult {
        state.withLock { state in
            if let earlier = state.bookings.first(where: { $0.booking.origin == booking.origin }) {
                return .created(earlier.created)
            }
            let overlaps = state.bookings.contains { kept in
                kept.booking.master == booking.master && kept.booking.occupiedFrom < booking.occupiedTo
                    && booking.occupiedFrom < kept.booking.occupiedTo
            }
            if overlaps { return .taken }
            let count = state.bookings.count
            let created = CreatedBooking(id: BookingID(Int64(count + 1)), number: String(firstNumber + count))
            state.bookings.append(Kept(booking: booking, created: created))
            return .created(created)
        }
    }

    package func created(by origin: String) -> CreatedBooking? {
        state.withLock { $0.bookings.first { $0.booking.origin == origin }?.created }
    }
}

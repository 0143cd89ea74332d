package import CivilTime
internal import Synchronization

/// The one clock of a process. Everything that needs the time is given this; a demo, a test and a simulated year move it
/// (DESIGN, decision 8).
package final class MovableClock: Sendable {
    private let real: @Sendable () -> Instant
    private let offset: Mutex<Int64>

    /// - Parameter real: the machine's clock; given from outside, since the domain reads none.
    package init(offsetMilliseconds: Int64 = 0, real: @escaping @Sendable () -> Instant) {
        self.real = real
        offset = Mutex(offsetMilliseconds)
    }

    package var now: Instant { Instant(milliseconds: real().milliseconds + offset.withLock { $0 }) }

    package var offsetMilliseconds: Int64 { offset.withLock { $0 } }

    /// Moves the clock forward. Time never goes back: bookings and deadlines of a future that was taken back would make
    /// no sense to anybody.
    package func advance(milliseconds: Int64) {
        precondition(milliseconds >= 0)
        offset.withLock { $0 += milliseconds }
    }
}

/// A point on the time line, the same everywhere, counted in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Arithmetic on instants is elapsed time (availability contract, R1); wall-clock arithmetic is `CivilDate`'s and
/// `ClockTime`'s. The engine never reads a clock: an instant always arrives from outside.
package struct Instant: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package init(seconds: Int64) { self.milliseconds = seconds * 1000 }

    /// Whole seconds since the epoch, rounded towards the past.
    package var seconds: Int64 { milliseconds.flooredQuotient(by: 1000) }

    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    package func adding(minutes: Int) -> Instant { Instant(milliseconds: milliseconds + Int64(minutes) * 60_000) }

    package func adding(seconds: Int) -> Instant { Instant(milliseconds: milliseconds + Int64(seconds) * 1000) }

    /// Elapsed whole minutes from `earlier` to this instant, rounded towards the past; negative when `earlier` is
    /// later.
    package func minutes(since earlier: Instant) -> Int {
        Int((milliseconds - earlier.milliseconds).flooredQuotient(by: 60_000))
    }
}

extension FixedWidthInteger {
    /// Division that rounds towards negative infinity, so that moments before 1970 fall into the right day.
    package func flooredQuotient(by divisor: Self) -> Self {
        let quotient = self / divisor
        return (self % divisor != 0 && (self < 0) != (divisor < 0)) ? quotient - 1 : quotient
    }

    /// The remainder that belongs to `flooredQuotient`, always with the divisor's sign.
    package func flooredRemainder(by divisor: Self) -> Self {
        self - flooredQuotient(by: divisor) * divisor
    }
}

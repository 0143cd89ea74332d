package import CivilTime
package import Salon

/// A booking to come whose wall-clock time now means another instant than the one that is stored: its zone's rules changed
/// since it was made. What was said to the customer is the wall-clock time.
package struct DisplacedBooking: Hashable, Sendable {
    package var booking: BookingID
    /// What the customer was told.
    package var number: String
    package var wall: CivilMoment
    package var zone: String
    package var stored: Instant
    /// What the wall-clock time means by today's rules.
    package var meant: Instant

    /// Nil where the stored instant is still the right one.
    package init?(booking: BookingID, number: String, wall: CivilMoment, stored: Instant, zone: Zone) {
        let meant = zone.instant(of: wall)
        if meant == stored { return nil }
        self.booking = booking
        self.number = number
        self.wall = wall
        self.zone = zone.name
        self.stored = stored
        self.meant = meant
    }

    /// In which order bookings move so that none takes the place of one that is still to move away: those that go to a
    /// later instant from the last on, those that go to an earlier one from the first on.
    package static func inOrderOfMoving(_ bookings: [DisplacedBooking]) -> [DisplacedBooking] {
        bookings.filter { $0.stored < $0.meant }.sorted { ($0.stored, $0.booking.number) > ($1.stored, $1.booking.number) }
            + bookings.filter { $0.meant < $0.stored }.sorted { ($0.stored, $0.booking.number) < ($1.stored, $1.booking.number) }
    }
}

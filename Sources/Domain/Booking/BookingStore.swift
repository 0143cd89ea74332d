package import CivilTime
package import Salon

/// The bookings of one location, as the booking rules need them. Implemented by the database inside the turn's
/// transaction and in memory for the terminal chat and the tests.
package protocol BookingStore {
    /// What keeps the masters busy between two instants: every booking whose occupied range touches `[from, to)`.
    func busy(masters: [MasterID], from: Instant, to: Instant) throws -> [Busy]

    /// Writes the booking, or finds that its master is taken. The store decides it, not the caller: two callers at once
    /// get one booking (DESIGN, decision 5). The same `origin` again returns the booking made then (idempotence).
    func create(_ booking: NewBooking) throws -> CreateResult

    /// The booking that `origin` has made already, if any: asked only when a time turns out not to be free, to tell
    /// one's own repeated turn from another customer.
    func created(by origin: String) throws -> CreatedBooking?
}

/// One booking that blocks its master: pending, confirmed, in progress, completed, or a hold that has not expired (R8).
package struct Busy: Hashable, Sendable {
    package var master: MasterID
    /// The occupied range, the booking's own buffers included: `[from, to)` (R7).
    package var from: Instant
    package var to: Instant
    /// The service itself, without buffers: `[start, end)`; what a master's load is counted by (R14).
    package var start: Instant
    package var end: Instant

    package init(master: MasterID, from: Instant, to: Instant, start: Instant, end: Instant) {
        self.master = master
        self.from = from
        self.to = to
        self.start = start
        self.end = end
    }
}

package struct NewBooking: Hashable, Sendable {
    package var customer: CustomerID
    package var service: Service
    package var master: MasterID
    package var start: Instant
    /// Kept beside the instant, so that a change of the zone's rules can be noticed (DESIGN, decision 8).
    package var wall: CivilMoment
    package var zone: String
    /// What caused the booking: conversation and turn. Unique per salon.
    package var origin: String
    package var bookedAt: Instant

    package init(
        customer: CustomerID, service: Service, master: MasterID, start: Instant, wall: CivilMoment, zone: String,
        origin: String, bookedAt: Instant
    ) {
        self.customer = customer
        self.service = service
        self.master = master
        self.start = start
        self.wall = wall
        self.zone = zone
        self.origin = origin
        self.bookedAt = bookedAt
    }

    package var end: Instant { start.adding(minutes: service.durationMinutes) }
    package var occupiedFrom: Instant { start.adding(minutes: -service.bufferBeforeMinutes) }
    package var occupiedTo: Instant { end.adding(minutes: service.bufferAfterMinutes) }

    package var busy: Busy { Busy(master: master, from: occupiedFrom, to: occupiedTo, start: start, end: end) }
}

package enum CreateResult: Hashable, Sendable {
    case created(CreatedBooking)
    case taken
}

package struct CreatedBooking: Hashable, Sendable {
    package var id: BookingID
    /// Short and speakable, unique within the salon.
    package var number: String
    package init(id: BookingID, number: String) {
        self.id = id
        self.number = number
    }
}

package import CivilTime
package import Salon

/// The bookings of one location, as the booking rules need them. Implemented by the database inside the turn's
/// transaction and in memory for the terminal chat and the tests.
package protocol BookingStore {
    /// What keeps the masters busy between two instants, and what holds one of the resources, with whomever: every
    /// booking whose occupied range touches `[from, to)`, once.
    func busy(
        masters: [MasterID], resources: Set<ResourceID>, from: Instant, to: Instant, for view: CalendarView
    ) throws -> [Busy]

    /// Writes the booking, or finds that the time is taken: the master, the last seat of a group, or a resource. The
    /// store decides it, not the caller: two callers at once get one booking (DESIGN, decision 5). The same `origin` again
    /// returns the booking made then (idempotence). A time that is held for the same customer is theirs; whatever they
    /// held is let go.
    func create(_ booking: NewBooking) throws -> CreateResult

    /// The booking that `origin` has made already, if any: asked only when a time turns out not to be free, to tell
    /// one's own repeated turn from another customer.
    func created(by origin: String) throws -> CreatedBooking?

    /// Keeps the time free for the booking's customer until `end`. Each customer holds one time: another one they held
    /// is let go, also when this one is taken.
    func hold(_ booking: NewBooking, until end: Instant) throws -> HoldResult

    /// Lets go what the customer holds: their conversation has ended.
    func release(heldBy customer: CustomerID, origin: String, at now: Instant) throws

    /// The customer's bookings that are neither over at `now` nor called off, by start.
    func upcoming(of customer: CustomerID, now: Instant, limit: Int) throws -> [CustomerBooking]

    /// One booking of the customer, whatever has become of it; nil for another's.
    func booking(_ id: BookingID, of customer: CustomerID) throws -> CustomerBooking?

    /// Gives the booking another time or master; its id and its number stay. The store decides whether that is free, as
    /// for a new booking. What the same cause has moved there already is moved, and stays where it is now.
    func move(_ move: BookingMove) throws -> MoveResult

    /// Calls the booking off, which frees its time. False when it is no longer open to that; true again for the cause
    /// that has done it.
    func cancel(_ cancellation: BookingCancellation) throws -> Bool

    /// Records that the customer will come. False when the booking is no longer open to that; recorded once for a cause.
    func confirm(_ change: BookingChange) throws -> Bool

    /// Records that the booking's customer is to be reminded of it.
    func wantReminder(_ id: BookingID, of customer: CustomerID) throws

    func joinWaitlist(_ wish: WaitlistWish) throws -> JoinResult

    /// Removes all wishes of the customer.
    func leaveWaitlist(_ customer: CustomerID) throws
}

/// From where the calendar is looked at: who asks, when, and which booking is to be moved. A customer's own hold does
/// not keep them from the time, an expired hold nobody (R8), and the booking that is to be moved counts as absent (R11).
package struct CalendarView: Hashable, Sendable {
    package var now: Instant
    package var customer: CustomerID
    package var without: BookingID?

    package init(now: Instant, customer: CustomerID, without: BookingID? = nil) {
        self.now = now
        self.customer = customer
        self.without = without
    }
}

/// One booking that blocks its master: pending, confirmed, in progress, completed, or a hold that has not expired (R8).
package struct Busy: Hashable, Sendable {
    package var booking: BookingID?
    package var service: ServiceID
    package var master: MasterID
    /// The occupied range, the booking's own buffers included: `[from, to)` (R7).
    package var from: Instant
    package var to: Instant
    /// The service itself, without buffers: `[start, end)`; what a master's load is counted by (R14).
    package var start: Instant
    package var end: Instant
    /// What it holds for the occupied range, one of each (R16).
    package var resources: Set<ResourceID>

    package init(
        booking: BookingID? = nil, service: ServiceID, master: MasterID, from: Instant, to: Instant, start: Instant,
        end: Instant, resources: Set<ResourceID> = []
    ) {
        self.booking = booking
        self.service = service
        self.resources = resources
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

    package var busy: Busy {
        Busy(
            service: service.id, master: master, from: occupiedFrom, to: occupiedTo, start: start, end: end,
            resources: service.resources)
    }
}

package enum HoldResult: Hashable, Sendable {
    case held, taken
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

package import CivilTime
package import FlowMachine
package import Salon

/// One customer's visit as it was agreed and as it stands: name, length and price are those of the booking, whatever the
/// catalogue says now.
package struct CustomerBooking: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable, CaseIterable {
        case hold, released, pending, confirmed, cancelled, completed
        case inProgress = "in_progress"
        case noShow = "no_show"

        /// Whether the customer may still move it, call it off or confirm it.
        package var isOpen: Bool { self == .pending || self == .confirmed }
        /// Whether the visit is to take place or takes place.
        package var isUpcoming: Bool { isOpen || self == .inProgress }
        /// Whether it keeps its master from others (R8); a hold only until it expires.
        package var blocks: Bool { isUpcoming || self == .completed || self == .hold }
    }

    package var id: BookingID
    package var number: String
    package var status: Status
    /// With the name, length, buffers and price that were agreed. Its aliases are empty.
    package var service: Service
    package var master: MasterID
    /// The master's name where the store keeps one.
    package var masterName: LocalizedName?
    package var start: Instant
    package var wall: CivilMoment
    package var confirmedAt: Instant?
    package var wantsReminder: Bool

    package init(
        id: BookingID, number: String, status: Status, service: Service, master: MasterID, masterName: LocalizedName?,
        start: Instant, wall: CivilMoment, confirmedAt: Instant?, wantsReminder: Bool
    ) {
        self.id = id
        self.number = number
        self.status = status
        self.service = service
        self.master = master
        self.masterName = masterName
        self.start = start
        self.wall = wall
        self.confirmedAt = confirmedAt
        self.wantsReminder = wantsReminder
    }

    package var end: Instant { start.adding(minutes: service.durationMinutes) }
}

/// A booking's new time and master; its length and buffers stay.
package struct BookingMove: Hashable, Sendable {
    package var change: BookingChange
    /// As it stands now.
    package var booking: CustomerBooking
    package var master: MasterID
    package var start: Instant
    package var wall: CivilMoment
    package var zone: String

    package init(
        change: BookingChange, booking: CustomerBooking, master: MasterID, start: Instant, wall: CivilMoment, zone: String
    ) {
        self.change = change
        self.booking = booking
        self.master = master
        self.start = start
        self.wall = wall
        self.zone = zone
    }

    package var end: Instant { start.adding(minutes: booking.service.durationMinutes) }
    package var occupiedFrom: Instant { start.adding(minutes: -booking.service.bufferBeforeMinutes) }
    package var occupiedTo: Instant { end.adding(minutes: booking.service.bufferAfterMinutes) }
}

package enum MoveResult: Hashable, Sendable {
    case moved
    /// The master is not free then.
    case taken
    /// Called off, over or never there.
    case notOpen
}

/// What somebody waits for; a missing side of a window is open.
package struct WaitlistWish: Hashable, Sendable {
    package var customer: CustomerID
    package var service: ServiceID
    /// Nil when anyone is fine.
    package var master: MasterID?
    package var dates: DateWindow?
    package var times: TimeWindow?
    package var origin: String
    package var at: Instant

    package init(
        customer: CustomerID, service: ServiceID, master: MasterID?, dates: DateWindow?, times: TimeWindow?,
        origin: String, at: Instant
    ) {
        self.customer = customer
        self.service = service
        self.master = master
        self.dates = dates
        self.times = times
        self.origin = origin
        self.at = at
    }

    /// Whether the other says the same wish of the same person, whenever it was said.
    package func isSameWish(as other: WaitlistWish) -> Bool {
        var left = self
        var right = other
        for side in [\WaitlistWish.dates?.from, \WaitlistWish.dates?.to] {
            guard left[keyPath: side] == right[keyPath: side] else { return false }
        }
        for side in [\WaitlistWish.times?.from, \WaitlistWish.times?.to] {
            guard left[keyPath: side] == right[keyPath: side] else { return false }
        }
        (left.dates, left.times, left.origin, left.at) = (nil, nil, right.origin, right.at)
        (right.dates, right.times) = (nil, nil)
        return left == right
    }
}

package enum JoinResult: Hashable, Sendable {
    case joined
    /// The same wish is on the list already, from an earlier turn.
    case already
}

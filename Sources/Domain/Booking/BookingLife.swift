package import CivilTime
package import Salon

/// Which status follows which. The database holds every writer to the same table (migration 0018); a test compares the two.
extension CustomerBooking.Status {
    /// With which a booking may begin.
    package static let first: Set<Self> = [.hold, .pending, .confirmed]

    /// What it may become next.
    package var next: Set<Self> {
        switch self {
        case .hold: [.pending, .confirmed, .released]
        case .pending: [.confirmed, .inProgress, .cancelled, .noShow]
        case .confirmed: [.inProgress, .completed, .cancelled, .noShow]
        case .inProgress: [.completed, .noShow]
        // Somebody noticed later that nobody had come.
        case .completed: [.noShow]
        case .released, .cancelled, .noShow: []
        }
    }

    /// What the clock makes of it when its moment has come: a hold expires, a visit begins, a visit ends.
    package var nextByClock: Self? {
        switch self {
        case .hold: .released
        case .pending, .confirmed: .inProgress
        case .inProgress: .completed
        case .released, .completed, .cancelled, .noShow: nil
        }
    }
}

/// Who changed a booking.
package enum BookingActor: String, Hashable, Sendable, CaseIterable {
    case customer, salon
    /// The clock, and what follows from something else.
    case system
}

/// Who changes which booking, when and because of what.
package struct BookingChange: Hashable, Sendable {
    package var booking: BookingID
    /// Whose booking it is, whoever changes it.
    package var customer: CustomerID
    package var actor: BookingActor
    /// What caused the change: conversation and turn, or a command. The same cause changes a booking in one way once.
    package var origin: String
    package var at: Instant

    package init(
        booking: BookingID, customer: CustomerID, actor: BookingActor = .customer, origin: String, at: Instant
    ) {
        self.booking = booking
        self.customer = customer
        self.actor = actor
        self.origin = origin
        self.at = at
    }
}

/// A booking called off, and what the salon wants to know of that.
package struct BookingCancellation: Hashable, Sendable {
    package var change: BookingChange
    /// Whether it came so shortly before the visit that the time is hardly filled again.
    package var isLate: Bool
    package var reason: String?

    /// Less elapsed time than this before the visit is late, also where the salon's own notice is shorter.
    package static let lateMinutes = 6 * 60

    package init(_ change: BookingChange, start: Instant, rules: BookingRules, reason: String? = nil) {
        self.change = change
        self.reason = reason
        let minutes = min(max(Self.lateMinutes, rules.cancelNoticeMinutes), BookingRules.longestNoticeMinutes)
        isLate = change.at > start.adding(minutes: -minutes)
    }

    /// As it was recorded.
    package init(_ change: BookingChange, isLate: Bool, reason: String?) {
        self.change = change
        self.isLate = isLate
        self.reason = reason
    }
}

/// One thing that happened to a booking. Never changed and never removed.
package struct BookingEvent: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case held, released, booked, confirmed, moved, started, completed, cancelled
        /// Another master at the same time.
        case reassigned
        /// The zone's rules changed: the same time on the clock is another instant.
        case retimed
        case noShow = "no_show"
        /// Its customer turned out to be another one known already.
        case merged
    }

    package var kind: Kind
    package var actor: BookingActor
    package var origin: String
    package var at: Instant
    package var status: CustomerBooking.Status
    /// With whom and when the visit is since then.
    package var master: MasterID
    package var start: Instant

    package init(
        kind: Kind, actor: BookingActor, origin: String, at: Instant, status: CustomerBooking.Status, master: MasterID,
        start: Instant
    ) {
        self.kind = kind
        self.actor = actor
        self.origin = origin
        self.at = at
        self.status = status
        self.master = master
        self.start = start
    }
}

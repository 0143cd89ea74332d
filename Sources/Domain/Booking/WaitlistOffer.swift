package import CivilTime
package import FlowMachine
package import Salon

package struct WaitlistOfferID: Hashable, Sendable, Comparable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A freed time that was put before one customer who waits. It holds nothing: whoever books the time first has it.
package struct WaitlistOffer: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Put before the customer, or about to be; nobody has answered.
        case offered
        /// The customer has the time.
        case accepted
        /// Somebody else has it.
        case lost
        case declined
        /// Nobody answered in time. A yes is taken all the same as long as the time is free.
        case expired
    }

    package var id: WaitlistOfferID
    package var service: ServiceID
    package var master: MasterID
    package var start: Instant
    package var wall: CivilMoment
    package var state: State
    /// Until then a plain yes is meant for it, and the customer is offered nothing else.
    package var expiresAt: Instant
    /// What the customer booked by it.
    package var booking: BookingID?

    package init(
        id: WaitlistOfferID, service: ServiceID, master: MasterID, start: Instant, wall: CivilMoment, state: State,
        expiresAt: Instant, booking: BookingID? = nil
    ) {
        self.id = id
        self.service = service
        self.master = master
        self.start = start
        self.wall = wall
        self.state = state
        self.expiresAt = expiresAt
        self.booking = booking
    }

    /// Whether what a customer says besides yes is this offer and no other wish.
    package func agrees(with known: Known) -> Bool {
        func isSame(_ choice: Choice?, _ number: Int64) -> Bool { choice.map { $0.id == String(number) } ?? true }
        let named: Choice? = if case .choice(let choice)? = known.master { choice } else { nil }
        return isSame(known.service, service.number) && isSame(named, master.number)
            && known.date ?? wall.date == wall.date && known.time ?? wall.time == wall.time
    }
}

/// The offers that were made to customers, as the one who answers needs them. Implemented by the database inside the
/// turn's transaction.
package protocol WaitlistOffers {
    /// One offer of the customer, whatever has become of it; nil for another's.
    func offer(_ id: WaitlistOfferID, of customer: CustomerID) throws -> WaitlistOffer?

    /// The offers that the customer knows of and may still answer with a plain yes.
    func openOffers(of customer: CustomerID, now: Instant) throws -> [WaitlistOffer]

    /// Writes what became of an offer; with a booking when the customer has the time. A time that the customer did not
    /// take is looked at again for those who were passed over.
    func settle(_ id: WaitlistOfferID, as state: WaitlistOffer.State, booking: BookingID?, at now: Instant) throws
}

/// Where no times are offered to anyone: the terminal chat and the tests of flows, which have one customer.
package struct NoWaitlistOffers: WaitlistOffers, Sendable {
    package init() {}
    package func offer(_ id: WaitlistOfferID, of customer: CustomerID) -> WaitlistOffer? { nil }
    package func openOffers(of customer: CustomerID, now: Instant) -> [WaitlistOffer] { [] }
    package func settle(_ id: WaitlistOfferID, as state: WaitlistOffer.State, booking: BookingID?, at now: Instant) {}
}

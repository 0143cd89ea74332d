package import CivilTime
internal import FlowMachine
package import Salon

/// What a booking occupied and does no more: it was called off, let go, moved away, or its customer did not come.
package struct FreedTime: Hashable, Sendable {
    package var master: MasterID
    package var service: ServiceID
    /// When the service would have begun.
    package var start: Instant
    /// The occupied range, buffers included: `[from, to)`.
    package var from: Instant
    package var to: Instant

    package init(master: MasterID, service: ServiceID, start: Instant, from: Instant, to: Instant) {
        self.master = master
        self.service = service
        self.start = start
        self.from = from
        self.to = to
    }
}

/// One wish on the waiting list, with what decides whether its customer may be offered something now.
package struct WaitingCustomer: Hashable, Sendable {
    package var wish: WaitlistWish
    /// When the customer is at the salon already, as starts and ends of visits.
    package var visits: [Range<Instant>]
    /// Starts that were offered to the customer before and are not offered again. One that was lost to somebody is not
    /// among them.
    package var offered: Set<Instant>
    /// Until when the customer has another offer to answer.
    package var openOfferUntil: Instant?

    package init(
        wish: WaitlistWish, visits: [Range<Instant>] = [], offered: Set<Instant> = [], openOfferUntil: Instant? = nil
    ) {
        self.wish = wish
        self.visits = visits
        self.offered = offered
        self.openOfferUntil = openOfferUntil
    }
}

/// Who is offered which start of a freed time.
///
/// Everybody for whom it fits is offered it at once, up to `mostOffers`, in the order of waiting; nobody is offered two
/// times at once. What fits is decided by the same engine as everything that is offered: a start counts when its service,
/// with the buffers, touches the freed range, for only there has something become possible; of several the one nearest to
/// where the freed visit would have begun.
package struct FreedTimeMatching: Sendable {
    /// So many are asked at the same time; the next ones when these have let the time go by.
    package static let mostOffers = 25
    /// How long an offer is open: until a plain yes is no longer meant for it, and others may be asked.
    package static let openMinutes = 180
    /// A wish without a last day leaves the list after so many days.
    package static let longestWaitDays = 60

    package struct Offer: Hashable, Sendable {
        /// Of the customer among those who wait.
        package var place: Int
        package var service: Service
        package var master: MasterID
        package var start: Instant
        package var wall: CivilMoment
        package var expiresAt: Instant

        package var occupiedFrom: Instant { start.adding(minutes: -service.bufferBeforeMinutes) }
        package var occupiedTo: Instant {
            start.adding(minutes: service.durationMinutes + service.bufferAfterMinutes)
        }
    }

    package struct Found: Hashable, Sendable {
        package var offers: [Offer] = []
        /// When the freed time is to be looked at again, because somebody for whom it fits cannot be asked now.
        package var lookAgainAt: Instant?
    }

    private let availability: Availability

    package init(catalogue: SalonCatalogue, now: Instant) {
        availability = Availability(catalogue: catalogue, now: now)
    }

    /// - Parameters:
    ///   - waiting: in the order of waiting.
    ///   - busy: what stands in the way of a service of these masters between two instants; asked once for each kind of
    ///     wish.
    package func offers(
        of freed: FreedTime, to waiting: [WaitingCustomer],
        busy: (Service, [Master], _ from: Instant, _ to: Instant) throws -> [Busy]
    ) rethrows -> Found {
        var found = Found()
        var starts: [Kind: [FreeStart]] = [:]
        var asked: Set<CustomerID> = []
        func lookAgain(at moment: Instant) {
            guard moment < freed.to else { return }
            found.lookAgainAt = min(found.lookAgainAt ?? moment, moment)
        }
        for (place, customer) in waiting.enumerated() where !asked.contains(customer.wish.customer) {
            let kind = Kind(service: customer.wish.service, master: customer.wish.master)
            if starts[kind] == nil { starts[kind] = try freeStarts(kind, freed, busy) }
            guard let service = availability.catalogue.service(kind.service),
                let start = (starts[kind] ?? []).filter({ fits($0, customer, service) })
                    .min(by: { $0.isNearer(to: freed.start, than: $1) }),
                let master = start.masters.first(where: { $0 == freed.master }) ?? start.masters.first
            else { continue }
            if let until = customer.openOfferUntil {
                lookAgain(at: until)
            } else if found.offers.count < Self.mostOffers {
                asked.insert(customer.wish.customer)
                found.offers.append(
                    Offer(
                        place: place, service: service, master: master, start: start.instant, wall: start.moment,
                        expiresAt: expiry(of: start)))
            } else {
                if let first = found.offers.map(\.expiresAt).min() { lookAgain(at: first) }
                break
            }
        }
        return found
    }

    /// Wishes of one kind have the same free starts.
    private struct Kind: Hashable {
        var service: ServiceID
        var master: MasterID?
    }

    private func freeStarts(
        _ kind: Kind, _ freed: FreedTime, _ busy: (Service, [Master], Instant, Instant) throws -> [Busy]
    ) rethrows -> [FreeStart] {
        let catalogue = availability.catalogue
        guard let service = catalogue.service(kind.service) else { return [] }
        // Another master gains by it when both services need the same thing.
        let shared = catalogue.service(freed.service)?.resources ?? []
        let gains = !service.resources.isDisjoint(with: shared)
        let masters = availability.candidates(for: kind.service, wish: kind.master).filter {
            gains || $0.id == freed.master
        }
        guard !masters.isEmpty else { return [] }
        let zone = catalogue.zone
        let first = zone.civil(at: freed.from.adding(minutes: -service.durationMinutes - service.bufferAfterMinutes)).date
        let last = max(first, zone.civil(at: freed.to.adding(minutes: service.bufferBeforeMinutes)).date)
        let needed = availability.bookingsNeeded(on: first...last, for: service)
        let free = availability.freeStarts(
            service: service, masters: masters, dates: first...last,
            busy: try busy(service, masters, needed.from, needed.to))
        return free.filter { start in
            start.instant.adding(minutes: -service.bufferBeforeMinutes) < freed.to
                && start.instant.adding(minutes: service.durationMinutes + service.bufferAfterMinutes) > freed.from
                // Date and time alone must mean it: that is how it is told and booked.
                && zone.instant(of: start.moment) == start.instant
        }
    }

    private func fits(_ start: FreeStart, _ customer: WaitingCustomer, _ service: Service) -> Bool {
        let dates = customer.wish.dates
        if let first = dates?.from, start.moment.date < first { return false }
        if let last = dates?.to, start.moment.date > last { return false }
        let end = start.instant.adding(minutes: service.durationMinutes)
        return customer.wish.times.includes(start.moment.time) && !customer.offered.contains(start.instant)
            && !customer.visits.contains { $0.lowerBound < end && start.instant < $0.upperBound }
    }

    private func expiry(of start: FreeStart) -> Instant {
        // The last moment at which it may still be booked.
        let notice = availability.earliest.milliseconds - availability.now.milliseconds
        let last = Instant(milliseconds: start.instant.milliseconds - notice)
        return min(availability.now.adding(minutes: Self.openMinutes), last)
    }
}

package import CivilTime
package import Salon

/// A booking that is still to come, as far as a change of the catalogue may touch it.
package struct BookedTime: Hashable, Sendable {
    package var booking: BookingID
    /// What the customer was told.
    package var number: String
    package var master: MasterID
    package var service: ServiceID
    package var start: Instant
    package var end: Instant
    package var wall: CivilMoment

    package init(
        booking: BookingID, number: String, master: MasterID, service: ServiceID, start: Instant, end: Instant,
        wall: CivilMoment
    ) {
        self.booking = booking
        self.number = number
        self.master = master
        self.service = service
        self.start = start
        self.end = end
        self.wall = wall
    }
}

/// Knows what is booked.
package protocol BookedTimes {
    /// The location's bookings that block time and end after `now`, by their starts.
    func booked(at location: LocationID, after now: Instant) throws -> [BookedTime]
}

/// Bookings that were made under another catalogue than the one that is to come. Nothing becomes of them by itself.
package struct AffectedBookings: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable {
        /// The service is no longer on offer at the location.
        case serviceRetired
        /// The master is no longer at work at the location.
        case masterRetired
        /// The master no longer does that service.
        case noLongerDone
        /// The visit lies in time that was working time and is no longer.
        case outsideHours
    }

    package var reason: Reason
    /// The service or, of the other reasons, the master.
    package var name: LocalizedName
    /// By their starts; at least one.
    package var bookings: [BookedTime]

    /// What the change from one catalogue to the other does to these bookings, each told once: by what is retired first,
    /// then by what somebody does, then by the hours. Both catalogues have the store's ids. Costs the days between the
    /// first and the last booking, for each master.
    package static func by(
        changing old: SalonCatalogue, to new: SalonCatalogue, booked: [BookedTime]
    ) -> [AffectedBookings] {
        var found: [AffectedBookings] = []
        var open = booked
        func take(_ reason: Reason, _ name: LocalizedName, _ isTouched: (BookedTime) -> Bool) {
            let touched = open.filter(isTouched)
            if touched.isEmpty { return }
            open.removeAll(where: isTouched)
            found.append(AffectedBookings(reason: reason, name: name, bookings: touched))
        }
        for service in old.services where new.service(service.id) == nil {
            take(.serviceRetired, service.name) { $0.service == service.id }
        }
        for master in old.masters where master.isActive && new.master(master.id)?.isActive != true {
            take(.masterRetired, master.name) { $0.master == master.id }
        }
        for (before, after) in old.pairs(with: new) {
            let lost = before.services.subtracting(after.services)
            take(.noLongerDone, before.name) { $0.master == before.id && lost.contains($0.service) }
        }
        guard let first = open.map(\.start).min(), let last = open.map(\.end).max() else { return found }
        let was = old.workingTime(from: first, to: last)
        let willBe = new.workingTime(from: first, to: last)
        for (before, after) in old.pairs(with: new) where open.contains(where: { $0.master == before.id }) {
            let (then, now) = (was.intervals(of: before), willBe.intervals(of: after))
            take(.outsideHours, before.name) { booking in
                booking.master == before.id && then.contains { $0.from <= booking.start && booking.end <= $0.to }
                    && !now.contains { $0.from <= booking.start && booking.end <= $0.to }
            }
        }
        return found
    }
}

extension SalonCatalogue {
    /// Masters who are at work before and after.
    fileprivate func pairs(with new: SalonCatalogue) -> [(Master, Master)] {
        masters.compactMap { master in new.master(master.id).map { (master, $0) } }
    }

    fileprivate func workingTime(from: Instant, to: Instant) -> WorkingTime {
        WorkingTime(catalogue: self, dates: zone.civil(at: from).date...zone.civil(at: to).date)
    }
}

extension AffectedBookings {
    /// One line: whom it touches, how many bookings, and until when. In Russian for `ru`, else in English.
    package func text(in language: String) -> String {
        let name = self.name.text(in: language)
        let last = bookings.map(\.wall).max()?.iso ?? ""
        if language == "ru" {
            let reason =
                switch reason {
                case .serviceRetired: "услуги больше нет"
                case .masterRetired: "мастера больше нет"
                case .noLongerDone: "больше не делает эту услугу"
                case .outsideHours: "вне нового рабочего времени"
                }
            return "\(name): \(reason). Предстоящих записей: \(bookings.count), последняя \(last)."
        }
        let reason =
            switch reason {
            case .serviceRetired: "no longer on offer"
            case .masterRetired: "no longer at work"
            case .noLongerDone: "no longer does the service"
            case .outsideHours: "outside the new working time"
            }
        return "\(name): \(reason). Bookings to come: \(bookings.count), the last \(last)."
    }
}

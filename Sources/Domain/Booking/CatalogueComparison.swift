internal import CivilTime
package import Salon

/// What one catalogue in the place of another would change, for the salon and for those who have booked.
package struct CatalogueComparison: Hashable, Sendable {
    package let difference: SalonDifference
    package let affected: [AffectedBookings]
    /// Services that change here and are offered at other locations, too, with those locations: a service is the whole
    /// salon's, and changes there as well.
    package let shared: [SharedService]

    /// - Parameters:
    ///   - old: nil for a location that is new.
    ///   - booked: the location's bookings to come, with the ids of `old`.
    ///   - offers: the other locations by the slugs of the services they offer.
    package init(
        from old: SalonCatalogue?, to new: SalonCatalogue, booked: [BookedTime], offers: [String: [LocalizedName]] = [:]
    ) {
        let difference = SalonDifference(from: old, to: new)
        self.difference = difference
        affected = old.map { AffectedBookings.by(changing: $0, to: new.numbered(like: $0), booked: booked) } ?? []
        let changed = Set(
            difference.changes.compactMap { change in
                if case .service(let slug) = change.part, case .changed = change.kind { slug } else { nil }
            })
        shared = new.services.filter { changed.contains($0.slug) }.compactMap { service in
            offers[service.slug].map { SharedService(name: service.name, locations: $0) }
        }
    }

    /// Bookings of what would no longer be there: a reason to ask before it goes.
    package var retiring: [AffectedBookings] {
        affected.filter { $0.reason == .serviceRetired || $0.reason == .masterRetired }
    }
}

package struct SharedService: Hashable, Sendable {
    package var name: LocalizedName
    package var locations: [LocalizedName]

    package init(name: LocalizedName, locations: [LocalizedName]) { (self.name, self.locations) = (name, locations) }

    /// One line for the owner; in Russian for `ru`, else in English.
    package func text(in language: String) -> String {
        let places = locations.map { $0.text(in: language) }.joined(separator: ", ")
        return language == "ru"
            ? "\(name.text(in: language)): меняется и в других филиалах: \(places)."
            : "\(name.text(in: language)): changes at other locations, too: \(places)."
    }
}

/// Somebody or something was to go that people have booked. Nothing was changed.
package struct BookingsInTheWay: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one.
    package var affected: [AffectedBookings]

    package init(affected: [AffectedBookings]) { self.affected = affected }

    package var description: String { affected.map { $0.text(in: "en") }.joined(separator: "\n") }
}

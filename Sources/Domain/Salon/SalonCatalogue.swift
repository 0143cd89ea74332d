package import CivilTime

/// What one location of a salon offers, as plain data: who works there when, and what can be booked.
///
/// Loaded from the store (or from a `salon.yaml` in memory), kept in a cache under `revision`, and given to the
/// booking engine and to the understanding of names. Nothing in it changes during a turn.
package struct SalonCatalogue: Hashable, Sendable {
    /// Rises with every change of the salon's data, so that caches know.
    package var revision: Int64
    /// The location's stable name in its salon, by which its file finds it again.
    package var slug: String
    package var salonName: LocalizedName
    package var address: LocalizedName
    package var zone: Zone
    package var services: [Service]
    package var masters: [Master]
    package var resources: [Resource]
    package var rules: BookingRules
    /// Days on which the whole location is closed.
    package var closures: Set<CivilDate>
    package var contact: SalonContact

    /// The slug of a salon's only location, which needs no name of its own.
    package static let mainSlug = "main"

    package init(
        revision: Int64, slug: String = mainSlug, salonName: LocalizedName, address: LocalizedName, zone: Zone,
        services: [Service], masters: [Master], resources: [Resource] = [], rules: BookingRules, closures: Set<CivilDate>,
        contact: SalonContact = SalonContact()
    ) {
        self.revision = revision
        self.slug = slug
        self.salonName = salonName
        self.address = address
        self.zone = zone
        self.services = services
        self.masters = masters
        self.resources = resources
        self.rules = rules
        self.closures = closures
        self.contact = contact
    }

    package func service(_ id: ServiceID) -> Service? { services.first { $0.id == id } }
    package func master(_ id: MasterID) -> Master? { masters.first { $0.id == id } }
    package func resource(_ id: ResourceID) -> Resource? { resources.first { $0.id == id } }

    /// Active masters who offer the service, in listed order (availability contract, R10).
    package func masters(offering service: ServiceID) -> [Master] {
        masters.filter { $0.isActive && $0.services.contains(service) }
    }
}

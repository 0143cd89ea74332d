package import CivilTime
package import FlowMachine
package import Salon

/// A location with all it offers, as it comes from outside (a `salon.yaml`): things are told apart by slugs, stable
/// names that stay when a title changes.
package struct SalonImport: Hashable, Sendable {
    package var slug: String
    package var name: LocalizedName
    package var address: LocalizedName
    /// The IANA name.
    package var zone: String
    package var rules: BookingRules
    package var closures: Set<CivilDate>
    package var contact: SalonContact
    /// All services of the salon in listed order; one that is missing is switched off.
    package var services: [ImportedService]
    /// All masters of the location in listed order; one that is missing no longer works there.
    package var masters: [ImportedMaster]

    package init(
        slug: String, name: LocalizedName, address: LocalizedName, zone: String, rules: BookingRules,
        closures: Set<CivilDate>, services: [ImportedService], masters: [ImportedMaster],
        contact: SalonContact = SalonContact()
    ) {
        self.contact = contact
        self.slug = slug
        self.name = name
        self.address = address
        self.zone = zone
        self.rules = rules
        self.closures = closures
        self.services = services
        self.masters = masters
    }
}

package struct ImportedService: Hashable, Sendable {
    package var slug: String
    package var name: LocalizedName
    package var aliases: [String]
    package var durationMinutes: Int
    package var bufferBeforeMinutes: Int
    package var bufferAfterMinutes: Int
    package var price: Money

    package init(
        slug: String, name: LocalizedName, aliases: [String], durationMinutes: Int, bufferBeforeMinutes: Int,
        bufferAfterMinutes: Int, price: Money
    ) {
        self.slug = slug
        self.name = name
        self.aliases = aliases
        self.durationMinutes = durationMinutes
        self.bufferBeforeMinutes = bufferBeforeMinutes
        self.bufferAfterMinutes = bufferAfterMinutes
        self.price = price
    }
}

package struct ImportedMaster: Hashable, Sendable {
    package var slug: String
    package var name: LocalizedName
    package var aliases: [String]
    package var isActive: Bool
    /// Slugs.
    package var services: Set<String>
    package var hours: [Weekday: [WorkingInterval]]
    package var daysOff: Set<CivilDate>
    package var phone: String?
    package var portfolio: String?

    package init(
        slug: String, name: LocalizedName, aliases: [String], isActive: Bool, services: Set<String>,
        hours: [Weekday: [WorkingInterval]], daysOff: Set<CivilDate>, phone: String? = nil, portfolio: String? = nil
    ) {
        self.phone = phone
        self.portfolio = portfolio
        self.slug = slug
        self.name = name
        self.aliases = aliases
        self.isActive = isActive
        self.services = services
        self.hours = hours
        self.daysOff = daysOff
    }
}

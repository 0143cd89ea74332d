package import CivilTime
package import FlowMachine

/// What one location of a salon offers, as plain data: who works there when, and what can be booked.
///
/// Loaded from the store (or from a `salon.yaml` in memory), kept in a cache under `revision`, and given to the
/// booking engine and to the understanding of names. Nothing in it changes during a turn.
package struct SalonCatalogue: Hashable, Sendable {
    /// Rises with every change of the salon's data, so that caches know.
    package var revision: Int64
    package var salonName: LocalizedName
    package var address: LocalizedName
    package var zone: Zone
    package var services: [Service]
    package var masters: [Master]
    package var rules: BookingRules
    /// Days on which the whole location is closed.
    package var closures: Set<CivilDate>
    package var contact: SalonContact

    package init(
        revision: Int64, salonName: LocalizedName, address: LocalizedName, zone: Zone, services: [Service],
        masters: [Master], rules: BookingRules, closures: Set<CivilDate>, contact: SalonContact = SalonContact()
    ) {
        self.revision = revision
        self.salonName = salonName
        self.address = address
        self.zone = zone
        self.services = services
        self.masters = masters
        self.rules = rules
        self.closures = closures
        self.contact = contact
    }

    package func service(_ id: ServiceID) -> Service? { services.first { $0.id == id } }
    package func master(_ id: MasterID) -> Master? { masters.first { $0.id == id } }

    /// Active masters who offer the service, in listed order (availability contract, R10).
    package func masters(offering service: ServiceID) -> [Master] {
        masters.filter { $0.isActive && $0.services.contains(service) }
    }
}

package struct TenantID: Hashable, Sendable, Comparable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
    package static func < (left: TenantID, right: TenantID) -> Bool { left.number < right.number }
}

package struct LocationID: Hashable, Sendable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
}

package struct ServiceID: Hashable, Sendable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
}

package struct MasterID: Hashable, Sendable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
}

package struct CustomerID: Hashable, Sendable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
}

package struct BookingID: Hashable, Sendable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
}

/// A name per language code, `ru` and `en` at launch.
package struct LocalizedName: Hashable, Sendable {
    package var byLanguage: [String: String]

    package init(_ byLanguage: [String: String]) { self.byLanguage = byLanguage }

    /// The name in `language`, else in any language, by code order so that the answer is always the same.
    package func text(in language: String) -> String {
        byLanguage[language] ?? byLanguage.min { $0.key < $1.key }?.value ?? ""
    }
}

package struct Service: Hashable, Sendable {
    package var id: ServiceID
    package var name: LocalizedName
    /// Other words customers use for it, in any language.
    package var aliases: [String]
    package var durationMinutes: Int
    /// Time before and after that is kept free of other bookings; it may lie outside working hours (R5).
    package var bufferBeforeMinutes: Int
    package var bufferAfterMinutes: Int
    package var price: Money

    package init(
        id: ServiceID, name: LocalizedName, aliases: [String], durationMinutes: Int, bufferBeforeMinutes: Int,
        bufferAfterMinutes: Int, price: Money
    ) {
        self.id = id
        self.name = name
        self.aliases = aliases
        self.durationMinutes = durationMinutes
        self.bufferBeforeMinutes = bufferBeforeMinutes
        self.bufferAfterMinutes = bufferAfterMinutes
        self.price = price
    }
}

package struct Master: Hashable, Sendable {
    package var id: MasterID
    package var name: LocalizedName
    package var aliases: [String]
    package var isActive: Bool
    package var services: Set<ServiceID>
    /// Working intervals of each weekday in wall-clock time; an interval whose end is not after its start runs
    /// overnight and belongs to the day it starts on (R3).
    package var hours: [Weekday: [WorkingInterval]]
    /// Days off.
    package var daysOff: Set<CivilDate>
    /// Where the master is told of things; digits with country code and no plus.
    package var phone: String?
    /// An https address that shows their work.
    package var portfolio: String?

    package init(
        id: MasterID, name: LocalizedName, aliases: [String], isActive: Bool, services: Set<ServiceID>,
        hours: [Weekday: [WorkingInterval]], daysOff: Set<CivilDate>, phone: String? = nil, portfolio: String? = nil
    ) {
        self.id = id
        self.name = name
        self.aliases = aliases
        self.isActive = isActive
        self.services = services
        self.hours = hours
        self.daysOff = daysOff
        self.phone = phone
        self.portfolio = portfolio
    }
}

package struct WorkingInterval: Hashable, Sendable {
    package var from: ClockTime
    package var to: ClockTime
    package init(from: ClockTime, to: ClockTime) {
        self.from = from
        self.to = to
    }
}

package struct BookingRules: Hashable, Sendable {
    /// Starts lie on wall-clock minutes since midnight that divide by this (R4).
    package var granularityMinutes: Int
    package var minimumNoticeMinutes: Int
    package var horizonDays: Int
    /// How long before a visit its customer may still move it or call it off; 0 up to its start.
    package var cancelNoticeMinutes: Int

    /// Two years: a horizon beyond it is refused by `SalonCatalogue.problems` and shortened to it by the booking
    /// engine, so that no search goes on without end.
    package static let longestHorizonDays = 731
    /// As long as the longest horizon.
    package static let longestNoticeMinutes = longestHorizonDays * 24 * 60

    package init(
        granularityMinutes: Int = 30, minimumNoticeMinutes: Int = 60, horizonDays: Int = 60,
        cancelNoticeMinutes: Int = 0
    ) {
        self.granularityMinutes = granularityMinutes
        self.minimumNoticeMinutes = minimumNoticeMinutes
        self.horizonDays = horizonDays
        self.cancelNoticeMinutes = cancelNoticeMinutes
    }
}

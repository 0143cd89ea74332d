package import CivilTime

/// Something a slot holds, a module answers or a text shows.
package enum Value: Hashable, Sendable {
    case choice(Choice)
    /// "Anyone is fine", said of a master.
    case anyone
    case date(CivilDate)
    case time(ClockTime)
    case text(String)
    case number(Int)
    case money(Money)
    /// Yes or no.
    case flag(Bool)
    /// Something the customer sent that is not text: its kind, and the channel's id to fetch it by.
    case media(kind: String, id: String)
    /// Several values to be read as one; never a list of lists.
    case list([Value])
}

/// What can be done with a value: which formats fit it, and what it is compared with.
package enum ValueKind: Hashable, Sendable {
    case choice, date, time, text, number, money, flag, media, list
}

/// One thing of the salon's catalogue, by identity and by what it is called.
package struct Choice: Hashable, Sendable {
    package var id: String
    /// Parallel to `Machine.languages`.
    package var names: [String]
    package init(id: String, names: [String]) {
        self.id = id
        self.names = names
    }
}

/// An amount in minor units (kopecks, tiyn, cents) with its ISO 4217 currency (DESIGN, decision 9).
package struct Money: Hashable, Sendable {
    package var minorUnits: Int
    package var currency: String
    package init(minorUnits: Int, currency: String) {
        self.minorUnits = minorUnits
        self.currency = currency
    }
}

/// A value that modules provide beside the slots, read in texts as `{price}` or `{booking.number}`.
package enum Fact: UInt8, CaseIterable, Hashable, Sendable {
    case price, duration, bookingNumber, salonName, salonAddress, customerName
    case bookingService, bookingMaster, bookingDate, bookingTime, bookingCount, bookings
    case nearestDate, nearestTime
    case salonPhone, salonHours, salonServices, salonMasters, salonPrices
    case hoursFrom, hoursTo, portfolio, today

    package var name: String {
        switch self {
        case .price: "price"
        case .duration: "duration"
        case .bookingNumber: "booking.number"
        case .salonName: "salon.name"
        case .salonAddress: "salon.address"
        case .customerName: "customer.name"
        case .bookingService: "booking.service"
        case .bookingMaster: "booking.master"
        case .bookingDate: "booking.date"
        case .bookingTime: "booking.time"
        case .bookingCount: "booking.count"
        case .bookings: "bookings"
        case .nearestDate: "nearest.date"
        case .nearestTime: "nearest.time"
        case .salonPhone: "salon.phone"
        case .salonHours: "salon.hours"
        case .salonServices: "salon.services"
        case .salonMasters: "salon.masters"
        case .salonPrices: "salon.prices"
        case .hoursFrom: "hours.from"
        case .hoursTo: "hours.to"
        case .portfolio: "portfolio"
        case .today: "today"
        }
    }

    package init?(named name: String) {
        guard let fact = Fact.allCases.first(where: { $0.name == name }) else { return nil }
        self = fact
    }

    package var kind: ValueKind {
        switch self {
        case .price: .money
        case .duration, .bookingCount: .number
        case .bookingNumber, .salonName, .salonAddress, .customerName, .salonPhone, .salonHours, .portfolio: .text
        case .bookingService, .bookingMaster: .choice
        case .bookingDate, .nearestDate, .today: .date
        case .bookingTime, .nearestTime, .hoursFrom, .hoursTo: .time
        case .bookings, .salonServices, .salonMasters, .salonPrices: .list
        }
    }

    /// Whether every conversation can read it, without a call.
    package var isAlwaysKnown: Bool {
        switch self {
        case .salonName, .salonAddress, .salonHours, .salonServices, .salonMasters, .salonPrices, .today: true
        default: false
        }
    }
}

package struct FactValue: Hashable, Sendable {
    package var fact: Fact
    package var value: Value
    package init(fact: Fact, value: Value) {
        self.fact = fact
        self.value = value
    }
}

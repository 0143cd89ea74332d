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

    package var name: String {
        switch self {
        case .price: "price"
        case .duration: "duration"
        case .bookingNumber: "booking.number"
        case .salonName: "salon.name"
        case .salonAddress: "salon.address"
        case .customerName: "customer.name"
        }
    }

    package init?(named name: String) {
        guard let fact = Fact.allCases.first(where: { $0.name == name }) else { return nil }
        self = fact
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

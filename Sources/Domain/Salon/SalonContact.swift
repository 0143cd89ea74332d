/// How a location is found and reached, and where its people are told of things. Everything may be missing.
package struct SalonContact: Hashable, Sendable {
    /// What customers call; digits with country code and no plus.
    package var phone: String?
    /// Where the owner is told of things; digits with country code and no plus. Customers never see it.
    package var ownerPhone: String?
    package var place: Coordinates?
    /// An https address that shows the salon's work.
    package var portfolio: String?

    package init(
        phone: String? = nil, ownerPhone: String? = nil, place: Coordinates? = nil, portfolio: String? = nil
    ) {
        self.phone = phone
        self.ownerPhone = ownerPhone
        self.place = place
        self.portfolio = portfolio
    }

    /// The digits of a number as people write it, `+7 (701) 700-00-01`; nil for one that is not written
    /// internationally. A number without a plus is refused, for a leading 8 would be taken for a country (E.164).
    package static func digits(ofWritten text: String) -> String? {
        guard text.first == "+" else { return nil }
        var digits = ""
        for character in text.dropFirst() {
            if ("0"..."9").contains(character) { digits.append(character) } else if !" ()-".contains(character) { return nil }
        }
        return isPhone(digits) ? digits : nil
    }

    /// E.164 allows fifteen digits; the shortest numbers with a country code have seven.
    package static func isPhone(_ digits: String) -> Bool {
        (7...15).contains(digits.utf8.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) } && digits.first != "0"
    }

    /// What a phone may open: nothing but https, and no blanks.
    package static func isLink(_ text: String) -> Bool {
        text.hasPrefix("https://") && text.utf8.count > 8 && text.utf8.count <= 2000
            && !text.contains { $0.isWhitespace }
    }
}

/// A place on the map, in millionths of a degree: exact in every encoding, and to a tenth of a metre.
package struct Coordinates: Hashable, Sendable {
    package var latitudeMillionths: Int
    package var longitudeMillionths: Int

    /// Nil for what lies off the globe.
    package init?(latitudeMillionths: Int, longitudeMillionths: Int) {
        guard latitudeMillionths.magnitude <= 90_000_000, longitudeMillionths.magnitude <= 180_000_000 else { return nil }
        self.latitudeMillionths = latitudeMillionths
        self.longitudeMillionths = longitudeMillionths
    }

    /// `43.238949`, with as many decimals as are not zero.
    package var latitude: String { Coordinates.degrees(latitudeMillionths) }
    package var longitude: String { Coordinates.degrees(longitudeMillionths) }

    /// Millionths from `43.238949`; nil for anything but a plain decimal number. Further decimals are cut off.
    package static func millionths(_ text: String) -> Int? {
        let isNegative = text.first == "-"
        let sides = (isNegative ? text.dropFirst() : text[...]).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(sides.count), (1...3).contains(sides[0].count),
            sides.allSatisfy({ side in !side.isEmpty && side.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let whole = Int(sides[0])
        else { return nil }
        let decimals = sides.count == 2 ? String(sides[1].prefix(6)) : ""
        guard let fraction = Int(decimals + String(repeating: "0", count: 6 - decimals.count)) else { return nil }
        let magnitude = whole * 1_000_000 + fraction
        return isNegative ? -magnitude : magnitude
    }

    private static func degrees(_ millionths: Int) -> String {
        let magnitude = millionths.magnitude
        var decimals = String(magnitude % 1_000_000)
        decimals = String(repeating: "0", count: 6 - decimals.count) + decimals
        while decimals.count > 1, decimals.last == "0" { decimals.removeLast() }
        return "\(millionths < 0 ? "-" : "")\(magnitude / 1_000_000).\(decimals)"
    }
}

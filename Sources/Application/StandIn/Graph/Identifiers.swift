internal import Crypto
internal import FoundationEssentials

/// The telephone numbers of the network: what may be typed, and the wa_id it leads to (facts, section 7).
package enum WhatsAppNumber {
    /// Digits with an optional plus, hyphens, parentheses and spaces; 5 to 20 digits.
    static func isTypable(_ text: String) -> Bool {
        let digits = text.utf8.filter { (0x30...0x39).contains($0) }
        return (5...20).contains(digits.count)
            && text.unicodeScalars.allSatisfy { "0123456789+-() ".unicodeScalars.contains($0) }
    }

    /// The wa_id that a message to `typed` goes to, seen from a business whose own number is `business`.
    ///
    /// Without a plus a trunk prefix is not understood: the business's country code is put before it, which makes
    /// `8705…` a wrong person. Brazil's ninth digit is dropped.
    package static func waID(typed: String, business: String) -> String {
        var digits = String(typed.unicodeScalars.filter { ("0"..."9").contains($0) })
        if !typed.contains("+"), digits.hasPrefix("8"), digits.utf8.count == 11, business.hasPrefix("7") {
            digits = "7" + digits
        }
        if digits.hasPrefix("55"), digits.utf8.count == 13, digits.dropFirst(4).first == "9" {
            digits = String(digits.prefix(4) + digits.dropFirst(5))
        }
        return digits
    }
}

/// Ids that name a person to one business portfolio only (facts, section 7).
enum BusinessScopedID {
    static func isWellFormed(_ text: String) -> Bool {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 2 else { return false }
        return (1...135).contains(parts[1].utf8.count)
            && parts[1].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") }
    }

    /// The same person has the same id at one portfolio, always, and another at the next.
    static func make(waID: String, wabaID: String) -> String {
        var digits = ""
        for byte in SHA256.hash(data: Array("\(wabaID)/\(waID)".utf8)).prefix(20) { digits += String(byte % 10) }
        return "\(country(of: waID)).\(digits)"
    }

    private static func country(of waID: String) -> String {
        let prefixes = [
            ("77", "KZ"), ("7", "RU"), ("375", "BY"), ("374", "AM"), ("380", "UA"), ("972", "IL"), ("994", "AZ"),
            ("995", "GE"), ("996", "KG"), ("998", "UZ"), ("1", "US"), ("44", "GB"), ("49", "DE"), ("55", "BR"),
            ("90", "TR"),
        ]
        return prefixes.first { waID.hasPrefix($0.0) }?.1 ?? "KZ"
    }
}

/// Message ids built the way the recorded ones are: base64 over the customer's digits and a hexadecimal serial (facts,
/// section 6).
package enum MessageID {
    package enum Direction {
        case inbound, outbound
    }

    /// `serial` makes it unique within a run, `run` between runs.
    package static func make(_ direction: Direction, phone: String?, run: UInt32, serial: UInt32) -> String {
        let digits = Array((phone ?? "00000000000").utf8)
        let unique = hexadecimal(run) + hexadecimal(serial)
        let serialText = Array((direction == .inbound ? "3A00\(unique)" : "AA\(unique)").utf8)
        var bytes: [UInt8] = [0x1C, 0x18, UInt8(truncatingIfNeeded: digits.count)]
        bytes += digits
        bytes += [0x15, 0x02, 0x00, direction == .inbound ? 0x12 : 0x11, 0x18]
        bytes += [UInt8(truncatingIfNeeded: serialText.count)]
        bytes += serialText
        bytes.append(0)
        return "wamid." + Data(bytes).base64EncodedString()
    }

    static func hexadecimal(_ number: UInt32) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}

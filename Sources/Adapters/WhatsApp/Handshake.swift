internal import Crypto
internal import Foundation

/// The question Meta asks of a callback address when it is set up (facts, section 2).
package enum Handshake {
    /// What to answer, as bare `text/plain` with status 200; nil means 403.
    ///
    /// The token is compared in a time that depends on neither text. A name given twice is refused: two readers of the
    /// query might pick different values.
    package static func challenge(
        query: some Sequence<(key: Substring, value: Substring)>, verifyToken: String
    ) -> String? {
        var values: [Substring: Substring] = [:]
        for (key, value) in query where key.hasPrefix("hub.") {
            guard values.updateValue(value, forKey: key) == nil else { return nil }
        }
        guard values["hub.mode"] == "subscribe", let token = values["hub.verify_token"],
            let challenge = values["hub.challenge"], !verifyToken.isEmpty
        else { return nil }
        guard SHA256.hash(data: Array(token.utf8)) == SHA256.hash(data: Array(verifyToken.utf8)) else { return nil }
        // Digits in practice, opaque by contract; what could be more than a word is not echoed.
        guard (1...256).contains(challenge.utf8.count), challenge.utf8.allSatisfy(isWordByte) else { return nil }
        return String(challenge)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

internal import Crypto
internal import Foundation

/// The proof that a webhook comes from Meta: `X-Hub-Signature-256`, an HMAC-SHA256 over the body's bytes as they came.
///
/// Meta signs a text with its own escapes, so the body is not parsed and written again before this (facts, section 3).
package enum Signature {
    private static let prefix = "sha256="

    /// Whether the header is `sha256=` and the 64 lowercase hexadecimal digits of the right code, and nothing else.
    /// The comparison takes the same time whatever differs.
    package static func verify(header: String?, body: [UInt8], secret: AppSecret) -> Bool {
        guard let header, let code = code(in: header) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: body, using: secret.key)
    }

    /// The header's value for a body, for whoever stands in for Meta.
    package static func header(for body: [UInt8], secret: AppSecret) -> String {
        let digits = Array("0123456789abcdef")
        let code = HMAC<SHA256>.authenticationCode(for: body, using: secret.key)
        return code.reduce(into: prefix) { text, byte in
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0xF)])
        }
    }

    private static func code(in header: String) -> [UInt8]? {
        let digits = Array(header.utf8)
        guard digits.count == prefix.utf8.count + 64, digits.starts(with: prefix.utf8) else { return nil }
        var code: [UInt8] = []
        code.reserveCapacity(32)
        for index in stride(from: prefix.utf8.count, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            code.append(high << 4 | low)
        }
        return code
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

/// The app's secret, one for all salons of one app. No description shows it.
package struct AppSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let key: SymmetricKey

    /// Nil for an empty secret: everybody could sign with it.
    package init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        key = SymmetricKey(data: Array(text.utf8))
    }

    package var description: String { "(app secret)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

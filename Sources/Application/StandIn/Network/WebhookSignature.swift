internal import Crypto

/// The signature Meta puts on every webhook (facts, section 3).
package enum WebhookSignature {
    /// `sha256=` and the HMAC-SHA256 of exactly these bytes, in lowercase hexadecimal.
    package static func header(body: [UInt8], secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.utf8)))
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("sha256=".utf8)
        for byte in code {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

internal import Crypto

/// The SHA-256 of a machine's canonical bytes: the name of what the machine does, equal for flows that mean the same.
package struct ContentHash: Hashable, Sendable {
    /// 32 bytes.
    package let bytes: [UInt8]

    package init(of encodedMachine: [UInt8]) { bytes = Array(SHA256.hash(data: encodedMachine)) }

    /// A hash read back from a store; nil unless it has 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == SHA256.byteCount else { return nil }
        self.bytes = bytes
    }

    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The first eight hex digits: enough to tell versions of one salon apart in the id of a button.
    package var short: String { String(hex.prefix(8)) }
}

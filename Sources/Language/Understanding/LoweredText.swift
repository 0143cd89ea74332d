/// A message in lower case, letter by letter, for patterns; and the way back to the bytes as they were written.
struct LoweredText {
    private(set) var bytes: [UInt8] = []
    /// For each byte, and for the end, where in the message its letter begins.
    private var origins: [Int] = []

    /// Reads at most `maximumLength` bytes of the message.
    static let maximumLength = 16_384

    init(_ text: String) {
        var offset = 0
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard offset < LoweredText.maximumLength else { break }
            append(scalar: LoweredText.lower(scalar), to: &bytes)
            while origins.count < bytes.count { origins.append(offset) }
            offset += UTF8.width(scalar)
        }
        origins.append(offset)
    }

    /// By hand for the letters that messages are made of, for speed.
    private static func lower(_ scalar: Unicode.Scalar) -> UInt32 {
        switch scalar.value {
        case 0x41...0x5A, 0x410...0x42F: return scalar.value + 0x20
        case 0x400...0x40F: return scalar.value + 0x50
        case 0..<0x80, 0x430...0x45F: return scalar.value
        default:
            let lower = scalar.properties.lowercaseMapping.unicodeScalars
            return lower.count == 1 ? lower.first?.value ?? scalar.value : scalar.value
        }
    }

    func original(_ range: Range<Int>) -> Range<Int> { origins[range.lowerBound]..<origins[range.upperBound] }
}

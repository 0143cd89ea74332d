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
            let lower = scalar.properties.lowercaseMapping.unicodeScalars
            append(scalar: lower.count == 1 ? lower.first?.value ?? scalar.value : scalar.value, to: &bytes)
            while origins.count < bytes.count { origins.append(offset) }
            offset += UTF8.width(scalar)
        }
        origins.append(offset)
    }

    func original(_ range: Range<Int>) -> Range<Int> { origins[range.lowerBound]..<origins[range.upperBound] }
}

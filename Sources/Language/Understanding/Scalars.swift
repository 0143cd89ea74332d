/// What one character is to the tokeniser, after case and ё are folded away.
enum ScalarClass {
    /// One letter in lower case.
    case letter(UInt32)
    case digit(Int)
    /// Stands inside words without being heard: apostrophes, accents, joiners, variation selectors.
    case silent
    /// `: . - / ,`, which join numbers; dashes of all lengths are `-`.
    case mark(UInt8)
    /// Ends a sentence or a line.
    case sentenceEnd
    /// Separates parts of a sentence.
    case comma
    case other
}

/// Folds letters by hand where salon talk happens (Latin, Cyrillic), and by Unicode's tables elsewhere.
func classify(_ scalar: UInt32) -> ScalarClass {
    switch scalar {
    case 0x61...0x7A: return .letter(scalar)
    case 0x41...0x5A: return .letter(scalar + 0x20)
    case 0x30...0x39: return .digit(Int(scalar - 0x30))
    case 0x430...0x44F: return .letter(scalar)
    case 0x410...0x42F: return .letter(scalar + 0x20)
    case 0x451, 0x401: return .letter(0x435)
    case 0x452...0x45F: return .letter(scalar)
    case 0x400...0x40F: return .letter(scalar + 0x50)
    case 0x27, 0x2019, 0x2BC, 0x60, 0xB4, 0x200B...0x200D, 0xFEFF, 0xAD, 0xFE0E, 0xFE0F, 0x300...0x36F: return .silent
    case 0x2E: return .mark(0x2E)
    case 0x3A: return .mark(0x3A)
    case 0x2D, 0x2010...0x2015, 0x2212: return .mark(0x2D)
    case 0x2F: return .mark(0x2F)
    case 0x2C: return .mark(0x2C)
    case 0x21, 0x3F, 0x0A, 0x0D, 0x2026, 0x2028, 0x2029: return .sentenceEnd
    case 0x3B, 0x28, 0x29, 0x5B, 0x5D: return .comma
    case 0..<0x80: return .other
    default: break
    }
    guard let value = Unicode.Scalar(scalar) else { return .other }
    let properties = value.properties
    if properties.isAlphabetic {
        let folded = properties.lowercaseMapping.unicodeScalars
        return .letter(folded.count == 1 ? folded.first?.value ?? scalar : scalar)
    }
    if properties.numericType == .decimal, let number = properties.numericValue { return .digit(Int(number)) }
    if properties.generalCategory == .nonspacingMark || properties.generalCategory == .enclosingMark { return .silent }
    return .other
}

/// The scalar that begins at `index` of valid UTF-8, and its length in bytes.
@inline(__always)
func decodeScalar(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
    let first = UInt32(bytes[index])
    if first < 0x80 { return (first, 1) }
    func rest(_ offset: Int) -> UInt32 { index + offset < bytes.count ? UInt32(bytes[index + offset]) & 0x3F : 0 }
    if first < 0xE0 { return ((first & 0x1F) << 6 | rest(1), 2) }
    if first < 0xF0 { return ((first & 0x0F) << 12 | rest(1) << 6 | rest(2), 3) }
    return ((first & 0x07) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3), 4)
}

/// Appends the UTF-8 bytes of a scalar.
@inline(__always)
func append(scalar: UInt32, to bytes: inout [UInt8]) {
    switch scalar {
    case 0..<0x80:
        bytes.append(UInt8(scalar))
    case 0x80..<0x800:
        bytes.append(UInt8(0xC0 | scalar >> 6))
        bytes.append(UInt8(0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
        bytes.append(UInt8(0xE0 | scalar >> 12))
        bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
        bytes.append(UInt8(0x80 | scalar & 0x3F))
    default:
        bytes.append(UInt8(0xF0 | scalar >> 18 & 0x07))
        bytes.append(UInt8(0x80 | scalar >> 12 & 0x3F))
        bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
        bytes.append(UInt8(0x80 | scalar & 0x3F))
    }
}

/// A word of a lexicon as messages are folded; signs stay as they are.
func folded(_ word: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in word.unicodeScalars {
        switch classify(scalar.value) {
        case .letter(let letter): if let folded = Unicode.Scalar(letter) { result.append(folded) }
        case .silent: break
        default: result.append(scalar)
        }
    }
    return String(result)
}

extension String {
    /// As `contains`, by bytes: names of rules are ASCII, and canonical equality is nothing to ask of them.
    func hasBytes(_ part: String) -> Bool {
        let (bytes, part) = (utf8, part.utf8)
        var rest = bytes[...]
        while rest.count >= part.count {
            if rest.starts(with: part) { return true }
            rest.removeFirst()
        }
        return false
    }
}

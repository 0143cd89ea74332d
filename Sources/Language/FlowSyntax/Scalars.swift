/// Which characters mean what, once for lexer, parser and formatter.
package enum Scalars {
    /// The scalar at an offset of valid UTF-8, and its length in bytes.
    static func decode(_ bytes: [UInt8], at offset: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let first = bytes[offset]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        for position in offset + 1..<min(offset + length, bytes.count) {
            value = value << 6 | UInt32(bytes[position] & 0x3F)
        }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }

    /// Anything that a reader sees as space or does not see at all: spaces of any width, BOM, zero-width marks, soft
    /// hyphens and control characters. A zero-width joiner is not among them, since emoji need it.
    package static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x20, 0x7F...0xA0, 0xAD, 0x1680, 0x180E, 0x2000...0x200B, 0x200E, 0x200F, 0x202F, 0x205F, 0x2060,
            0x3000,
            0xFEFF:
            true
        default: false
        }
    }

    /// A control character that has no business in a flow. Tabs and line breaks have.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && scalar != "\t" && scalar != "\n" && scalar != "\r"
            || (0x7F...0x9F).contains(scalar.value)
    }

    /// What may have slipped into a word unseen; the word is read without it.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B, 0x2060, 0xFEFF: true
        default: isControl(scalar)
        }
    }

    static func isHyphen(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "\u{2010}" || scalar == "\u{2011}"
    }

    /// Hyphens and the dashes that word processors make of them.
    package static func isDash(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || (0x2010...0x2015).contains(scalar.value) || scalar == "\u{2212}"
    }

    /// Arrows of one character; U+F0E0 is the one that Word makes of `-->`.
    static func isArrow(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2192, 0x27F6, 0x2794, 0x279C, 0x279D, 0x279E, 0xF0E0: true
        default: false
        }
    }

    package static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x22, 0x27, 0x60, 0xAB, 0xBB, 0x2018...0x201F, 0x2039, 0x203A: true
        default: false
        }
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x30 && scalar.value <= 0x39 }

    /// A letter of any script, a mark that belongs to one, or a digit; also `_`, which built-in names have.
    static func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 {
            return isDigit(scalar) || scalar == "_" || (0x61...0x7A).contains(scalar.value | 0x20)
        }
        if isCommonCyrillic(scalar) { return true }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber:
            // Variation selectors are marks by category and belong to emoji.
            return !(0xFE00...0xFE0F).contains(scalar.value)
        default: return false
        }
    }

    /// The letters of the Russian alphabet, which need no look-up of their properties.
    static func isCommonCyrillic(_ scalar: Unicode.Scalar) -> Bool {
        (0x410...0x44F).contains(scalar.value) || scalar.value == 0x401 || scalar.value == 0x451
    }

    /// A name without invisible characters and with plain hyphens.
    package static func cleaned(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x7F || $0 < 0x20 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isInvisible(scalar) { result.append(isHyphen(scalar) ? "-" : scalar) }
        return String(result)
    }

    /// Text without invisible characters, its no-break spaces made plain, as a value that is compared or looked up.
    package static func cleanedValue(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isInvisible(scalar) { result.append(isBlank(scalar) ? " " : scalar) }
        return String(result)
    }

    /// `ru`, `en`, `pt-BR`: two or three Latin letters and subtags (BCP 47), case aside.
    static func isLanguageCode(_ word: String) -> Bool {
        let parts = word.utf8.split(separator: 0x2D, omittingEmptySubsequences: false)
        guard let first = parts.first, (2...3).contains(first.count) else { return false }
        return first.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
            && parts.dropFirst().allSatisfy { part in
                (1...8).contains(part.count)
                    && part.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) }
            }
    }
}

/// How many columns of a terminal a character takes, so that carets stand under what they point at.
///
/// By Unicode's East Asian Width (UAX #11) for wide scripts and by emoji presentation (UTS #51); combining marks and
/// format characters take none.
package enum DisplayWidth {
    /// Distance between tab stops in an excerpt.
    static let tabStop = 4

    /// Columns taken by a character that begins at `column`, counted from 0; the column matters for a tab only.
    package static func width(of character: Character, at column: Int) -> Int {
        if character == "\t" { return tabStop - column % tabStop }
        var width = 0
        for scalar in character.unicodeScalars {
            if scalar == "\u{FE0F}" || scalar.properties.isEmojiPresentation || isWide(scalar) { return 2 }
            if !isZeroWidth(scalar) { width = 1 }
        }
        return width
    }

    /// What would change how a terminal shows the text round it: control characters, and the marks that turn the
    /// direction of writing (UAX #9). A dot stands for each.
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: scalar.properties.generalCategory == .control
        }
    }

    /// A text for a terminal, on one line: words taken from a file may hold anything.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isUnsafe($0) ? "·" : $0 }))
    }

    private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: scalar != "\u{AD}"
        default: (0x1160...0x11FF).contains(scalar.value)
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        guard value >= 0x1100 else { return false }
        return wideRanges.contains { $0.contains(value) }
    }

    /// The blocks that UAX #11 gives as wide or fullwidth, whole.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x20000...0x3FFFD,
    ]
}

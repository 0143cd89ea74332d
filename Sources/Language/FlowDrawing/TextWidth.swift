/// How wide a text will be, about: widths of the characters of a common sans-serif face, by class, as parts of the font
/// size. Errs on the wide side, since what draws the picture may have another face.
enum TextWidth {
    static func of(_ text: String, size: Double, isBold: Bool = false) -> Double {
        let units = text.reduce(0.0) { $0 + width(of: $1) }
        return units * size * (isBold ? 1.14 : 1.07)
    }

    private static func width(of character: Character) -> Double {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar {
        case " ", ".", ",", ":", ";", "'", "!", "|", "i", "l", "j", "I", "í": return 0.3
        case "f", "t", "r", "(", ")", "[", "]", "-", "/", "\"": return 0.4
        case "m", "w", "M", "W", "ж", "ш", "щ", "ю", "м", "ф", "ы", "Ж", "Ш", "Щ", "Ю", "М", "Ф", "Ы", "@", "—", "→":
            return 0.86
        case "a"..."z": return 0.56
        case "0"..."9": return 0.58
        case "A"..."Z": return 0.69
        case "а"..."я", "ё": return 0.59
        case "А"..."Я", "Ё": return 0.71
        case "{", "}", "«", "»", "…", "?", "“", "”": return 0.6
        default: return scalar.value < 0x2E80 ? 0.66 : 1.25
        }
    }

    /// Breaks a text into lines of at most `width`, between words where it can; what does not fit into `most` lines is
    /// cut off with an ellipsis.
    static func wrapped(_ text: String, width: Double, size: Double, most: Int, isBold: Bool = false) -> [String] {
        var lines: [String] = []
        var line = ""
        func fits(_ candidate: String) -> Bool { of(candidate, size: size, isBold: isBold) <= width }
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            let candidate = line.isEmpty ? String(word) : "\(line) \(word)"
            if fits(candidate) {
                line = candidate
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = String(word)
            while !fits(line), line.count > 1 {
                var head = line
                while !fits(head), head.count > 1 { head.removeLast() }
                lines.append(head)
                line = String(line.dropFirst(head.count))
            }
        }
        if !line.isEmpty { lines.append(line) }
        guard lines.count > most, most > 0 else { return lines }
        var last = lines[most - 1]
        while !last.isEmpty, !fits(last + "…") { last.removeLast() }
        return lines.prefix(most - 1) + [last + "…"]
    }
}

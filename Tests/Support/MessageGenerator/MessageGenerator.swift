internal import Grammar

/// Makes messages that nobody writes: random characters of all scripts, words of the lexicons in any order, and messages
/// of customers, spoiled. The same seed gives the same message.
package struct MessageGenerator: Sendable {
    /// Scalars of a message at most.
    package static let maximumLength = 4_000

    private let words: [String]
    private let messages: [String]

    /// - Parameter messages: what customers write, to be spoiled.
    package init(messages: [String]) {
        self.messages = messages.isEmpty ? [""] : messages
        words = MessageGenerator.wordsOfLexicons()
    }

    package func message(seed: UInt64) -> String {
        var generator = SeededGenerator(seed: seed)
        // Long ones are rare: what goes wrong goes wrong in short ones too, which are quicker to look through.
        let lengths = [8, 8, 30, 30, 30, 30, 60, 60, 60, 120, 120, 120, 120, 500, 500, MessageGenerator.maximumLength]
        let length = lengths.randomElement(using: &generator) ?? 8
        var scalars: [Unicode.Scalar] = []
        switch seed % 4 {
        case 0: scalars = randomScalars(Int.random(in: 0...length, using: &generator), &generator)
        case 1: while scalars.count < length { appendWord(to: &scalars, &generator) }
        case 2: scalars = spoiled(&generator)
        default:
            while scalars.count < length {
                if Bool.random(using: &generator) {
                    appendWord(to: &scalars, &generator)
                } else {
                    scalars += randomScalars(Int.random(in: 1...6, using: &generator), &generator)
                }
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars.prefix(MessageGenerator.maximumLength))
        return String(view)
    }

    /// Where random characters come from; a message takes from one range for some characters, then from another.
    private static let ranges: [ClosedRange<UInt32>] = [
        0x20...0x7E, 0x20...0x7E, 0x00...0x1F, 0x30...0x39, 0x80...0x24F, 0x300...0x36F, 0x400...0x52F, 0x410...0x44F,
        0x5D0...0x5EA, 0x600...0x6FF, 0x660...0x669, 0x900...0x97F, 0x966...0x96F, 0xE00...0xE7F, 0x1100...0x11FF,
        0x1E00...0x1EFF, 0x2000...0x206F, 0x20A0...0x20CF, 0x20D0...0x20F0, 0x3040...0x30FF, 0x4E00...0x4FFF,
        0xAC00...0xACFF, 0xD7F0...0xD7FF, 0xE000...0xE00F, 0xFB00...0xFB06, 0xFE00...0xFE0F, 0xFEFF...0xFEFF,
        0xFF10...0xFF19, 0xFFF0...0xFFFF, 0x1_0000...0x1_00FF, 0x1_D400...0x1_D7FF, 0x1_F1E6...0x1_F1FF,
        0x1_F300...0x1_F64F, 0x1_F3FB...0x1_F3FF, 0x1_F900...0x1_F9FF, 0xE_0020...0xE_007F, 0x10_FFF0...0x10_FFFF,
    ]

    /// Characters that are several scalars, and those whose other case is longer or has other letters.
    private static let sequences = [
        "👩‍👩‍👧", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇰🇿", "1️⃣", "❤️‍🔥", "e\u{301}", "и\u{306}", "İ", "ß", "ﬁ", "Σς", "ё\u{308}\u{308}", "\u{202E}завтра\u{202C}",
        "\r\n", "٣:٣٠", "१५", "𝟝pm", "５時",
    ]

    private func randomScalars(_ count: Int, _ generator: inout SeededGenerator) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        while scalars.count < count {
            if Int.random(in: 0..<8, using: &generator) == 0 {
                scalars += (MessageGenerator.sequences.randomElement(using: &generator) ?? "").unicodeScalars
                continue
            }
            let range = MessageGenerator.ranges.randomElement(using: &generator) ?? 0x20...0x7E
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) { scalars.append(scalar) }
            }
        }
        return scalars
    }

    private func appendWord(to scalars: inout [Unicode.Scalar], _ generator: inout SeededGenerator) {
        let word =
            Int.random(in: 0..<5, using: &generator) == 0
            ? String(Int.random(in: 0...3000, using: &generator)) : words.randomElement(using: &generator) ?? ""
        scalars += Array(word.unicodeScalars)
        scalars += Array(([" ", " ", " ", " ", ", ", ". ", "-", ":", "", "\n"].randomElement(using: &generator) ?? "").unicodeScalars)
    }

    /// One message of a customer or two, with some characters inserted, taken out and swapped.
    private func spoiled(_ generator: inout SeededGenerator) -> [Unicode.Scalar] {
        var scalars = Array((messages.randomElement(using: &generator) ?? "").unicodeScalars)
        if Bool.random(using: &generator) {
            scalars.append(" ")
            scalars += Array((messages.randomElement(using: &generator) ?? "").unicodeScalars)
        }
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let index = Int.random(in: 0...scalars.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: scalars.insert(contentsOf: randomScalars(1, &generator), at: index)
            case 1: appendWord(to: &scalars, &generator)
            case 2: if index < scalars.count { scalars.remove(at: index) }
            default: if index + 1 < scalars.count { scalars.swapAt(index, index + 1) }
            }
        }
        return scalars
    }

    /// Runs of letters in the lexicons' words, patterns and names, each once.
    private static func wordsOfLexicons() -> [String] {
        var words: Set<String> = []
        for language in LexiconFiles.languages {
            for file in LexiconFiles.files(of: language) {
                for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
                    for word in line.split(whereSeparator: { !$0.isLetter }) { words.insert(String(word)) }
                }
            }
        }
        return words.sorted()
    }
}

/// Spoils files the way fingers, phones, word processors and attackers do.
package struct FlowMutator {
    private let files: [[UInt8]]
    private var random: SeededGenerator

    /// - Parameter files: what is spoiled, and where lines are taken from; at least one.
    package init(files: [[UInt8]], seed: UInt64) {
        self.files = files
        random = SeededGenerator(seed: seed)
    }

    /// A file that was spoiled in up to five places.
    package mutating func next() -> [UInt8] {
        var bytes = random.pick(files)
        for _ in 0..<random.number(1...5) { spoil(&bytes) }
        return bytes
    }

    /// Pieces that have a meaning somewhere, look like one that has, or are no text at all.
    private static let pieces: [[UInt8]] =
        [
            "->", "{", "}", "[", "](", "|", "|\n", ":", "ru:", "\n\n", "#", "\u{2028}", "\r", "\r\n", "/", "*", "»", "“",
            "\u{200D}", ",", "\u{FEFF}", "\u{A0}", "\u{AD}", "\u{0}", "\t", "\u{202E}", "\u{301}", "👩‍👩‍👧", "≥", "−",
            "шaг", "stеp", "then back", "was ", "set a to 5 - 3", "{x: a, b, c}", "99999999999999999999", "((((((((((",
            "[[[[[[[[[[", "optional remember", "is not not", "always reach", "-", "“”", "\"\"\"",
        ].map { Array($0.utf8) } + [
            [0xED, 0xA0, 0x80], [0xED, 0xB0, 0x80], [0xFF], [0xC0, 0x80], [0xE2, 0x80], [0xF5, 0x80, 0x80, 0x80],
        ]

    private mutating func spoil(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return bytes.append(contentsOf: random.pick(Self.pieces)) }
        let place = random.number(0...(bytes.count - 1))
        switch random.number(0...9) {
        case 0: bytes.removeSubrange(place..<min(bytes.count, place + random.number(1...12)))
        case 1: bytes.insert(UInt8(random.number(0...255)), at: place)
        case 2: bytes.swapAt(place, random.number(0...(bytes.count - 1)))
        case 3: if random.chance(30) { bytes.removeSubrange(place...) }
        case 4, 5: bytes.insert(contentsOf: random.pick(Self.pieces), at: place)
        case 6, 7:
            // A line from elsewhere, so that every statement comes under every declaration.
            let line = random.pick(random.pick(files).split(separator: 0x0A) + [[]])
            let start = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            bytes.insert(contentsOf: line + [0x0A], at: start)
        case 8:
            let end = min(bytes.count, place + random.number(1...80))
            let again = Array(bytes[place..<end])
            for _ in 0..<random.number(1...20) { bytes.insert(contentsOf: again, at: place) }
        default:
            // A line goes elsewhere.
            var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            guard lines.count > 1 else { return }
            let line = lines.remove(at: random.number(0...(lines.count - 1)))
            lines.insert(line, at: random.number(0...lines.count))
            bytes = Array(lines.joined(separator: [0x0A]))
        }
    }
}

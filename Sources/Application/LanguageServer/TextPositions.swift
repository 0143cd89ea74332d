/// How a client counts the characters of a line (LSP 3.17, `PositionEncodingKind`).
package enum PositionEncoding: String, CaseIterable, Hashable, Sendable {
    case utf8 = "utf-8"
    case utf16 = "utf-16"
    case utf32 = "utf-32"
}

/// A place in a text as the protocol says it, both counted from 0.
package struct TextPosition: Hashable, Comparable, Sendable {
    package var line: Int
    package var character: Int
    package init(line: Int, character: Int) {
        self.line = line
        self.character = character
    }

    package static func < (left: TextPosition, right: TextPosition) -> Bool {
        (left.line, left.character) < (right.line, right.character)
    }
}

/// Between byte offsets of a text and the protocol's positions. For the protocol a line ends at LF, CR LF and CR only, so
/// the language's own line index does not serve here.
package struct TextPositions: Hashable, Sendable {
    package private(set) var bytes: [UInt8]
    private var lineStarts: [Int]

    /// Reads the text once.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        lineStarts = Self.lineStarts(of: bytes)
    }

    private static func lineStarts(of bytes: [UInt8]) -> [Int] {
        var starts = [0]
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == 0x0A || byte == 0x0D && (offset == bytes.count || bytes[offset] != 0x0A) { starts.append(offset) }
        }
        return starts
    }

    package var lineCount: Int { lineStarts.count }

    /// Replaces a stretch of the text.
    package mutating func replace(_ range: Range<Int>, with text: some Collection<UInt8>) {
        bytes.replaceSubrange(range, with: text)
        lineStarts = Self.lineStarts(of: bytes)
    }

    /// Index of the line that holds the offset; logarithmic.
    package func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// The bytes of a line without its break.
    package func content(ofLine line: Int) -> Range<Int> {
        guard line >= 0, line < lineStarts.count else { return bytes.count..<bytes.count }
        let start = lineStarts[line]
        var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
        if end > start, line + 1 < lineStarts.count {
            if bytes[end - 1] == 0x0A { end -= 1 }
            if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        }
        return start..<end
    }

    /// The byte offset of a position. What lies behind a line's end is its end, and behind the last line the text's; a
    /// position within a character is its beginning.
    package func offset(of position: TextPosition, _ encoding: PositionEncoding) -> Int {
        guard position.line < lineStarts.count else { return bytes.count }
        guard position.line >= 0 else { return 0 }
        let content = content(ofLine: position.line)
        var offset = content.lowerBound
        var left = position.character
        while offset < content.upperBound {
            let length = Self.length(of: bytes[offset])
            let units = Self.units(length, encoding)
            guard left >= units else { break }
            left -= units
            offset += length
        }
        return min(offset, content.upperBound)
    }

    /// The position of a byte offset.
    package func position(at offset: Int, _ encoding: PositionEncoding) -> TextPosition {
        let offset = min(max(offset, 0), bytes.count)
        let line = line(at: offset)
        var character = 0
        var place = lineStarts[line]
        while place < offset {
            let length = Self.length(of: bytes[place])
            character += Self.units(length, encoding)
            place += length
        }
        return TextPosition(line: line, character: character)
    }

    /// The bytes of a scalar by its first one; 1 for a byte that begins none, which valid text does not have.
    private static func length(of first: UInt8) -> Int {
        switch first {
        case 0xC0..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0...: 4
        default: 1
        }
    }

    private static func units(_ length: Int, _ encoding: PositionEncoding) -> Int {
        switch encoding {
        case .utf8: length
        case .utf16: length == 4 ? 2 : 1
        case .utf32: 1
        }
    }
}

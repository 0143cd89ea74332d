/// Where the lines of a file begin: made once a file, asked by binary search.
///
/// A line ends at LF, CR LF, CR, vertical tab, form feed, U+2028 or U+2029, since a text that was pasted from Word or a
/// messenger shows a new line at each of them.
package struct LineIndex: Hashable, Sendable {
    /// Byte offset of the first byte of each line; never empty.
    package let starts: [Int]
    /// Byte offset of each line's break, or of the file's end.
    package let contentEnds: [Int]
    let source: SourceFile

    /// Reads the file once.
    package init(_ source: SourceFile) {
        var starts = [0]
        var contentEnds: [Int] = []
        var offset = 0
        let bytes = source.bytes
        while offset < bytes.count {
            let length = Self.breakLength(in: bytes, at: offset)
            if length == 0 {
                offset += 1
            } else {
                contentEnds.append(offset)
                offset += length
                starts.append(offset)
            }
        }
        contentEnds.append(bytes.count)
        self.starts = starts
        self.contentEnds = contentEnds
        self.source = source
    }

    /// Counted from 1; the column counts characters as a reader sees them, so an emoji of several scalars is one.
    package struct Position: Hashable, Sendable {
        package var line: Int
        package var column: Int
    }

    /// Index of the line that holds the byte offset; logarithmic in the number of lines.
    package func line(at offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    package func position(at offset: Int) -> Position {
        let bounded = min(max(offset, 0), source.bytes.count)
        let line = line(at: bounded)
        return Position(line: line + 1, column: text(from: starts[line], to: bounded).count + 1)
    }

    /// As `position`, with the column in UTF-16 code units: what SARIF and editors count in.
    package func utf16Position(at offset: Int) -> Position {
        let bounded = min(max(offset, 0), source.bytes.count)
        let line = line(at: bounded)
        return Position(line: line + 1, column: text(from: starts[line], to: bounded).utf16.count + 1)
    }

    /// The characters of one line without its break.
    package func content(of line: Int) -> String { text(from: starts[line], to: contentEnds[line]) }

    /// The characters between two byte offsets; a mark at the very beginning of the file (BOM) is left out.
    func text(from start: Int, to end: Int) -> String {
        var start = start
        if start == 0, source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = min(3, max(end, 0)) }
        return String(decoding: source.bytes[start..<max(start, end)], as: UTF8.self)
    }

    /// How many bytes the line break at this offset takes; 0 where there is none.
    package static func breakLength(in bytes: [UInt8], at offset: Int) -> Int {
        switch bytes[offset] {
        case 0x0A, 0x0B, 0x0C: 1
        case 0x0D: offset + 1 < bytes.count && bytes[offset + 1] == 0x0A ? 2 : 1
        case 0xE2:
            offset + 2 < bytes.count && bytes[offset + 1] == 0x80 && (bytes[offset + 2] | 1) == 0xA9 ? 3 : 0
        default: 0
        }
    }
}

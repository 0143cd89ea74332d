/// Cuts what comes in pieces into lines, and keeps no more of a line than one may have.
package struct LineSplitter {
    package enum Line: Hashable, Sendable {
        case bytes([UInt8])
        /// It had more bytes than a line may have; they are gone.
        case tooLong
    }

    private let limit: Int
    private var open: [UInt8] = []
    private var isTooLong = false

    package init(limit: Int = AnsweredLine.longest) { self.limit = limit }

    /// The lines that end in these bytes, without their line feeds; what follows the last one waits for more.
    package mutating func lines(adding bytes: some Collection<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            keep(rest[..<end])
            lines.append(takeOpen())
            rest = rest[rest.index(after: end)...]
        }
        keep(rest)
        return lines
    }

    /// The last line, where the input ends without a line feed; nil where it ends with one.
    package mutating func last() -> Line? {
        open.isEmpty && !isTooLong ? nil : takeOpen()
    }

    private mutating func keep(_ bytes: some Collection<UInt8>) {
        guard !isTooLong else { return }
        if open.count + bytes.count > limit {
            isTooLong = true
            open = []
        } else {
            open += bytes
        }
    }

    private mutating func takeOpen() -> Line {
        defer {
            open = []
            isTooLong = false
        }
        return isTooLong ? .tooLong : .bytes(open)
    }
}

/// Cuts a stream of bytes into messages (LSP 3.17, base protocol): a header of `Content-Length: N` and other fields, an
/// empty line, N bytes.
///
/// A header that cannot be read is reported once; the reader then looks for the next `Content-Length`, since nothing else
/// in the stream says where a message begins.
package struct MessageReader: Sendable {
    package enum Item: Hashable, Sendable {
        case message([UInt8])
        /// Bytes that were no message, and what is wrong with them.
        case fault(String)
    }

    /// The longest header; real ones have two fields.
    package static let longestHeader = 4096
    /// The longest message: a file of the longest kind, each character escaped, fits several times.
    package static let longestMessage = 16 << 20

    private var buffer: [UInt8] = []
    private var start = 0
    private var isLost = false

    package init() {}

    package mutating func append(_ bytes: some Sequence<UInt8>) {
        if start > 0 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next message or fault, nil when more bytes are needed.
    package mutating func next() -> Item? {
        if isLost, !findHeader() { return nil }
        guard let (header, bodyStart) = header() else {
            guard buffer.count - start > Self.longestHeader else { return nil }
            return lose("A message's header has no end: its lines end with CR LF, and an empty line stands before the body.")
        }
        guard let length = Self.contentLength(in: header) else {
            start = bodyStart
            return lose("A message needs a header line `Content-Length: N`, N being the bytes of its body.")
        }
        guard length <= Self.longestMessage else {
            start = bodyStart
            return lose("A message may have \(Self.longestMessage) bytes at most; this one announces \(length).")
        }
        guard buffer.count - bodyStart >= length else { return nil }
        let body = Array(buffer[bodyStart..<bodyStart + length])
        start = bodyStart + length
        return .message(body)
    }

    private mutating func lose(_ words: String) -> Item {
        isLost = true
        if start < buffer.count, buffer.count - start > Self.longestHeader { start += 1 }
        return .fault(words)
    }

    /// Goes on to the next `Content-Length:`; false when there is none yet.
    private mutating func findHeader() -> Bool {
        let name = Array("content-length:".utf8)
        var position = start
        while position + name.count <= buffer.count {
            if Self.matches(name, in: buffer, at: position) {
                start = position
                isLost = false
                return true
            }
            position += 1
        }
        start = position
        return false
    }

    private static func matches(_ lowercase: [UInt8], in bytes: [UInt8], at position: Int) -> Bool {
        for index in lowercase.indices {
            let byte = bytes[position + index]
            let folded = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            if folded != lowercase[index] { return false }
        }
        return true
    }

    /// The header's lines and where the body begins; nil when the empty line has not come yet.
    private func header() -> (lines: [ArraySlice<UInt8>], bodyStart: Int)? {
        var lines: [ArraySlice<UInt8>] = []
        var lineStart = start
        var position = start
        let limit = min(buffer.count, start + Self.longestHeader)
        while position < limit {
            guard buffer[position] == 0x0A else {
                position += 1
                continue
            }
            let end = position > lineStart && buffer[position - 1] == 0x0D ? position - 1 : position
            position += 1
            if end == lineStart { return (lines, position) }
            lines.append(buffer[lineStart..<end])
            lineStart = position
        }
        return nil
    }

    private static func contentLength(in lines: [ArraySlice<UInt8>]) -> Int? {
        let name = Array("content-length:".utf8)
        for line in lines where line.count > name.count && matches(name, in: Array(line), at: 0) {
            let digits = line.dropFirst(name.count).drop { $0 == 0x20 || $0 == 0x09 }
                .prefix { $0 != 0x20 && $0 != 0x09 }
            guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return Int(String(decoding: digits, as: UTF8.self))
        }
        return nil
    }

    /// A body with its header.
    package static func framed(_ body: [UInt8]) -> [UInt8] {
        Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
    }
}

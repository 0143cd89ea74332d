/// Why a text is not JSON, or is more of it than the caller wanted, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case tooLarge(limit: Int)
        case tooDeep(limit: Int)
        case tooManyValues(limit: Int)
        case endOfText(expected: String)
        case unexpectedByte(UInt8, expected: String)
        case leadingZero
        case invalidEscape
        case controlCharacter(UInt8)
        case invalidUTF8
        case byteOrderMark
        case contentAfterEnd
    }

    package let reason: Reason
    /// Bytes before the place, from 0.
    package let offset: Int
    /// From 1; only a line feed starts a new line.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int

    package init(_ reason: Reason, at offset: Int, in bytes: Span<UInt8>) {
        self.reason = reason
        self.offset = offset
        var line = 1
        var column = 1
        var index = 0
        let end = min(offset, bytes.count)
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                column += 1
            }
            index += 1
        }
        self.line = line
        self.column = column
    }

    package var description: String { "\(flaw) (line \(line), column \(column), byte \(offset))" }

    /// What is wrong, without the place, for texts that are a part of something with places of its own.
    package var flaw: String {
        let what: String
        switch reason {
        case .tooLarge(let limit): what = "the text is longer than \(limit) bytes"
        case .tooDeep(let limit): what = "more than \(limit) objects and arrays inside one another"
        case .tooManyValues(let limit): what = "more than \(limit) values"
        case .endOfText(let expected): what = "the text ends where \(expected) should stand"
        case .unexpectedByte(let byte, let expected):
            what = "\(JSONError.name(of: byte)) where \(expected) should stand"
        case .leadingZero: what = "a number may not begin with an extra zero"
        case .invalidEscape: what = "an escape JSON does not have"
        case .controlCharacter(let byte): what = "\(JSONError.name(of: byte)) inside a string must be escaped"
        case .invalidUTF8: what = "bytes that are not UTF-8"
        case .byteOrderMark: what = "a byte order mark before the text"
        case .contentAfterEnd: what = "something follows the end of the value"
        }
        return what
    }

    private static func name(of byte: UInt8) -> String {
        guard (0x21...0x7E).contains(byte) else {
            let digits = String(byte, radix: 16, uppercase: true)
            return "byte 0x\(digits.count == 1 ? "0" : "")\(digits)"
        }
        return "“\(Character(Unicode.Scalar(byte)))”"
    }
}

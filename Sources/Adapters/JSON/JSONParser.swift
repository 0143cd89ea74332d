/// Reads a text by RFC 8259, strictly, in one pass and without recursion, into a list of nodes.
///
/// Nothing is copied: strings and numbers are checked here and taken out of the text when somebody asks for them.
struct JSONParser {
    private struct Open {
        let node: Int
        let isObject: Bool
        var count: Int
    }

    private let limits: JSONLimits
    private(set) var nodes: [JSONNode] = []
    private var open: [Open] = []
    private var position = 0
    private var values = 0

    init(limits: JSONLimits) { self.limits = limits }

    mutating func parse(_ bytes: Span<UInt8>) throws(JSONError) {
        guard bytes.count <= limits.bytes else {
            throw JSONError(.tooLarge(limit: limits.bytes), at: limits.bytes, in: bytes)
        }
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            throw JSONError(.byteOrderMark, at: 0, in: bytes)
        }
        nodes.reserveCapacity(min(bytes.count / 12 + 4, 1 << 16))
        skipSpace(bytes)
        try parseValue(bytes)
        while !open.isEmpty { try parseInside(bytes) }
        skipSpace(bytes)
        guard position == bytes.count else { throw JSONError(.contentAfterEnd, at: position, in: bytes) }
    }

    /// Goes on inside the innermost open container: one separator or end, and what follows a separator.
    private mutating func parseInside(_ bytes: Span<UInt8>) throws(JSONError) {
        let innermost = open.count - 1
        let isObject = open[innermost].isObject
        let isFirst = open[innermost].count == 0
        skipSpace(bytes)
        guard position < bytes.count else {
            throw JSONError(.endOfText(expected: expectation(isObject, isFirst)), at: position, in: bytes)
        }
        let byte = bytes[position]
        if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            position += 1
            let closed = open.removeLast()
            nodes[closed.node].close(end: position, next: nodes.count, count: closed.count)
            return
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else {
                throw JSONError(
                    .unexpectedByte(byte, expected: expectation(isObject, isFirst)), at: position, in: bytes)
            }
            position += 1
            skipSpace(bytes)
        }
        open[innermost].count += 1
        if isObject {
            try expect(UInt8(ascii: "\""), "a member name in quotes", bytes, advancing: false)
            try parseString(bytes)
            skipSpace(bytes)
            try expect(UInt8(ascii: ":"), "a colon", bytes, advancing: true)
            skipSpace(bytes)
        }
        try parseValue(bytes)
    }

    private func expectation(_ isObject: Bool, _ isFirst: Bool) -> String {
        switch (isObject, isFirst) {
        case (true, true): "a member name in quotes or “}”"
        case (true, false): "a comma or “}”"
        case (false, true): "a value or “]”"
        case (false, false): "a comma or “]”"
        }
    }

    private func expect(
        _ byte: UInt8, _ words: String, _ bytes: Span<UInt8>, at place: Int
    ) throws(JSONError) {
        guard place < bytes.count else { throw JSONError(.endOfText(expected: words), at: place, in: bytes) }
        guard bytes[place] == byte else {
            throw JSONError(.unexpectedByte(bytes[place], expected: words), at: place, in: bytes)
        }
    }

    private mutating func expect(
        _ byte: UInt8, _ words: String, _ bytes: Span<UInt8>, advancing: Bool
    ) throws(JSONError) {
        try expect(byte, words, bytes, at: position)
        if advancing { position += 1 }
    }

    @inline(__always)
    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func parseValue(_ bytes: Span<UInt8>) throws(JSONError) {
        guard position < bytes.count else { throw JSONError(.endOfText(expected: "a value"), at: position, in: bytes) }
        values += 1
        guard values <= limits.values else {
            throw JSONError(.tooManyValues(limit: limits.values), at: position, in: bytes)
        }
        switch bytes[position] {
        case UInt8(ascii: "\""): try parseString(bytes)
        case UInt8(ascii: "{"): try parseOpening(.object, bytes)
        case UInt8(ascii: "["): try parseOpening(.array, bytes)
        case UInt8(ascii: "t"): try parseWord("true", .true, bytes)
        case UInt8(ascii: "f"): try parseWord("false", .false, bytes)
        case UInt8(ascii: "n"): try parseWord("null", .null, bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try parseNumber(bytes)
        case let byte: throw JSONError(.unexpectedByte(byte, expected: "a value"), at: position, in: bytes)
        }
    }

    private mutating func parseOpening(_ kind: JSONKind, _ bytes: Span<UInt8>) throws(JSONError) {
        guard open.count < limits.depth else { throw JSONError(.tooDeep(limit: limits.depth), at: position, in: bytes) }
        open.append(Open(node: nodes.count, isObject: kind == .object, count: 0))
        nodes.append(JSONNode(kind, start: position, end: position + 1, next: nodes.count + 1))
        position += 1
    }

    private mutating func parseWord(_ word: String, _ kind: JSONKind, _ bytes: Span<UInt8>) throws(JSONError) {
        let start = position
        for byte in word.utf8 {
            try expect(byte, "“\(word)”", bytes, at: position)
            position += 1
        }
        nodes.append(JSONNode(kind, start: start, end: position, next: nodes.count + 1))
    }

    private mutating func parseNumber(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        try parseDigits(bytes)
        if bytes[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
            throw JSONError(.leadingZero, at: firstDigit, in: bytes)
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try parseDigits(bytes)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try parseDigits(bytes)
        }
        nodes.append(JSONNode(.number, start: start, end: position, next: nodes.count + 1))
    }

    private mutating func parseDigits(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
        guard position > start else {
            guard position < bytes.count else {
                throw JSONError(.endOfText(expected: "a digit"), at: position, in: bytes)
            }
            throw JSONError(.unexpectedByte(bytes[position], expected: "a digit"), at: position, in: bytes)
        }
    }

    /// Takes a string from its opening quote; checks escapes, control characters and UTF-8 without decoding anything.
    private mutating func parseString(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = position
        var index = position + 1
        var isEscaped = false
        while true {
            while index < bytes.count, bytes[index] &- 0x20 < 0x60, bytes[index] != 0x22, bytes[index] != 0x5C {
                index += 1
            }
            guard index < bytes.count else {
                throw JSONError(.endOfText(expected: "a closing quote"), at: index, in: bytes)
            }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                position = index + 1
                nodes.append(
                    JSONNode(.string, start: start, end: position, next: nodes.count + 1, escaped: isEscaped))
                return
            case UInt8(ascii: "\\"):
                isEscaped = true
                index = try afterEscape(at: index, bytes)
            case let byte where byte < 0x20:
                throw JSONError(.controlCharacter(byte), at: index, in: bytes)
            case let lead:
                index = try afterScalar(lead, at: index, bytes)
            }
        }
    }

    private func afterEscape(at index: Int, _ bytes: Span<UInt8>) throws(JSONError) -> Int {
        guard index + 1 < bytes.count else {
            throw JSONError(.endOfText(expected: "the rest of an escape"), at: index + 1, in: bytes)
        }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return index + 2
        case UInt8(ascii: "u"):
            var digit = index + 2
            while digit < index + 6 {
                guard digit < bytes.count else {
                    throw JSONError(.endOfText(expected: "four hexadecimal digits"), at: digit, in: bytes)
                }
                guard bytes[digit].hexadecimalValue != nil else {
                    throw JSONError(.invalidEscape, at: index, in: bytes)
                }
                digit += 1
            }
            return digit
        default:
            throw JSONError(.invalidEscape, at: index, in: bytes)
        }
    }

    /// Steps over one scalar of two to four bytes (Unicode, table 3-7: no overlong forms, no surrogates).
    private func afterScalar(_ lead: UInt8, at index: Int, _ bytes: Span<UInt8>) throws(JSONError) -> Int {
        let length: Int
        let second: ClosedRange<UInt8>
        switch lead {
        case 0x7F: return index + 1
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw JSONError(.invalidUTF8, at: index, in: bytes)
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else {
            throw JSONError(.invalidUTF8, at: index, in: bytes)
        }
        var tail = index + 2
        while tail < index + length {
            guard bytes[tail] & 0b1100_0000 == 0b1000_0000 else { throw JSONError(.invalidUTF8, at: index, in: bytes) }
            tail += 1
        }
        return index + length
    }
}

extension UInt8 {
    /// 0 to 15 for an ASCII hexadecimal digit in either case.
    var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

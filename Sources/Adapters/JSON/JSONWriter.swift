/// How a value is spelled.
package struct JSONStyle: Hashable, Sendable {
    /// Two spaces a level, one member or element a line.
    package var isPretty: Bool
    /// Every character beyond ASCII as `\uXXXX` in lowercase (surrogate pairs beyond the basic plane), and `/` as `\/`:
    /// the spelling over which Meta computes a webhook's signature.
    package var escapesNonASCII: Bool

    package init(isPretty: Bool = false, escapesNonASCII: Bool = false) {
        self.isPretty = isPretty
        self.escapesNonASCII = escapesNonASCII
    }

    package static let compact = JSONStyle()
    package static let pretty = JSONStyle(isPretty: true)
    package static let asciiOnly = JSONStyle(escapesNonASCII: true)
}

extension JSONValue {
    /// The value as UTF-8 text, without a line feed at the end.
    package func bytes(_ style: JSONStyle = .compact) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.append(self, level: 0)
        return writer.output
    }

    package func text(_ style: JSONStyle = .compact) -> String { String(decoding: bytes(style), as: UTF8.self) }
}

private struct JSONWriter {
    let style: JSONStyle
    var output: [UInt8] = []

    init(style: JSONStyle) {
        self.style = style
        output.reserveCapacity(256)
    }

    mutating func append(_ value: JSONValue, level: Int) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(true): output.append(contentsOf: "true".utf8)
        case .bool(false): output.append(contentsOf: "false".utf8)
        case .number(let number): output.append(contentsOf: number.text.utf8)
        case .string(let text): append(text)
        case .array(let array):
            output.append(UInt8(ascii: "["))
            for (place, element) in array.enumerated() {
                startItem(place, level: level + 1)
                append(element, level: level + 1)
            }
            end(UInt8(ascii: "]"), isEmpty: array.isEmpty, level: level)
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            for (place, member) in object.members.enumerated() {
                startItem(place, level: level + 1)
                append(member.name)
                output.append(UInt8(ascii: ":"))
                if style.isPretty { output.append(UInt8(ascii: " ")) }
                append(member.value, level: level + 1)
            }
            end(UInt8(ascii: "}"), isEmpty: object.members.isEmpty, level: level)
        }
    }

    private mutating func startItem(_ place: Int, level: Int) {
        if place > 0 { output.append(UInt8(ascii: ",")) }
        startLine(level)
    }

    private mutating func end(_ bracket: UInt8, isEmpty: Bool, level: Int) {
        if !isEmpty { startLine(level) }
        output.append(bracket)
    }

    private mutating func startLine(_ level: Int) {
        guard style.isPretty else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
    }

    private mutating func append(_ text: String) {
        output.append(UInt8(ascii: "\""))
        if style.escapesNonASCII {
            for unit in text.utf16 {
                if unit < 0x80 { appendASCII(UInt8(unit)) } else { appendEscape(unit) }
            }
        } else {
            for byte in text.utf8 {
                if byte < 0x80 { appendASCII(byte) } else { output.append(byte) }
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func appendASCII(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): appendEscaped(byte)
        case UInt8(ascii: "/") where style.escapesNonASCII: appendEscaped(byte)
        case 0x08: appendEscaped(UInt8(ascii: "b"))
        case 0x09: appendEscaped(UInt8(ascii: "t"))
        case 0x0A: appendEscaped(UInt8(ascii: "n"))
        case 0x0C: appendEscaped(UInt8(ascii: "f"))
        case 0x0D: appendEscaped(UInt8(ascii: "r"))
        case ..<0x20: appendEscape(UInt16(byte))
        default: output.append(byte)
        }
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
    }

    private mutating func appendEscape(_ unit: UInt16) {
        appendEscaped(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xF)
            output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}

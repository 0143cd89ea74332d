/// The escapes of strings in the reading direction; the writer has its own, for it chooses among spellings.
enum JSONEscapes {
    /// The UTF-8 of a string's contents. The contents have passed the parser, so every escape in them is whole.
    static func decoded(_ contents: Span<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(contents.count)
        var index = 0
        while index < contents.count {
            let byte = contents[index]
            guard byte == UInt8(ascii: "\\") else {
                output.append(byte)
                index += 1
                continue
            }
            switch contents[index + 1] {
            case UInt8(ascii: "u"):
                index = appendScalar(at: index, contents, to: &output)
                continue
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case let literal: output.append(literal)
            }
            index += 2
        }
        return output
    }

    private static func appendScalar(at index: Int, _ contents: Span<UInt8>, to output: inout [UInt8]) -> Int {
        let first = unit(at: index, contents)
        guard first & 0xF800 == 0xD800 else {
            append(first, to: &output)
            return index + 6
        }
        let isPair =
            first < 0xDC00 && index + 12 <= contents.count && contents[index + 6] == UInt8(ascii: "\\")
            && contents[index + 7] == UInt8(ascii: "u")
        if isPair {
            let second = unit(at: index + 6, contents)
            if second & 0xFC00 == 0xDC00 {
                append(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF, to: &output)
                return index + 12
            }
        }
        append(0xFFFD, to: &output)
        return index + 6
    }

    private static func unit(at index: Int, _ contents: Span<UInt8>) -> UInt32 {
        var unit: UInt32 = 0
        var digit = index + 2
        while digit < index + 6 {
            unit = unit << 4 | UInt32(contents[digit].hexadecimalValue ?? 0)
            digit += 1
        }
        return unit
    }

    private static func append(_ scalar: UInt32, to output: inout [UInt8]) {
        switch scalar {
        case ..<0x80:
            output.append(UInt8(scalar))
        case ..<0x800:
            output.append(UInt8(0xC0 | scalar >> 6))
            output.append(UInt8(0x80 | scalar & 0x3F))
        case ..<0x10000:
            output.append(UInt8(0xE0 | scalar >> 12))
            output.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            output.append(UInt8(0x80 | scalar & 0x3F))
        default:
            output.append(UInt8(0xF0 | scalar >> 18))
            output.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            output.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            output.append(UInt8(0x80 | scalar & 0x3F))
        }
    }
}

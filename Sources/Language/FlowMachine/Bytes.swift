/// A canonical binary form: the same value has one encoding, so equal machines have equal bytes and equal hashes.
///
/// Numbers are variable-length (seven bits a byte, least significant first; signed numbers are zig-zag), strings are their
/// UTF-8 length and bytes, lists their count and elements. There is no padding, no key order and no floating point.
package struct ByteWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func byte(_ value: UInt8) { bytes.append(value) }

    package mutating func count(_ value: Int) {
        precondition(value >= 0)
        unsigned(UInt64(value))
    }

    package mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    package mutating func signed(_ value: Int64) { unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

    package mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

    package mutating func string(_ value: String) {
        count(value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }

    package mutating func raw(_ value: [UInt8]) {
        count(value.count)
        bytes.append(contentsOf: value)
    }

    package mutating func list<Element>(_ values: [Element], _ write: (Element, inout ByteWriter) -> Void) {
        count(values.count)
        for value in values { write(value, &self) }
    }

    package mutating func optional<Wrapped>(_ value: Wrapped?, _ write: (Wrapped, inout ByteWriter) -> Void) {
        flag(value != nil)
        if let value { write(value, &self) }
    }

    package mutating func value(_ value: some ByteCodable) { value.write(to: &self) }
    package mutating func values(_ values: [some ByteCodable]) { list(values) { $0.write(to: &$1) } }
    package mutating func value(_ value: (some ByteCodable)?) { optional(value) { $0.write(to: &$1) } }
}

/// Reads what `ByteWriter` wrote. Every read checks its bounds: bytes from a database are not trusted to be whole.
package struct ByteReader: Sendable {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    /// How deep values may nest; hostile bytes must not exhaust the stack.
    private static let deepest = 64

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func byte() throws(ByteError) -> UInt8 {
        guard position < bytes.count else { throw ByteError.endsEarly(at: position) }
        defer { position += 1 }
        return bytes[position]
    }

    /// A length, refused when it is more than the bytes that are left: no list can be longer than its bytes.
    package mutating func count() throws(ByteError) -> Int {
        let start = position
        let value = try unsigned()
        guard value <= UInt64(bytes.count - position) else { throw ByteError.badLength(at: start) }
        return Int(value)
    }

    package mutating func unsigned() throws(ByteError) -> UInt64 {
        let start = position
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || (shift == 63 && next <= 1) else { throw ByteError.badNumber(at: start) }
            result |= UInt64(next & 0x7F) << shift
            if next & 0x80 == 0 {
                // A last byte of zero would be a second spelling of the same number.
                guard next != 0 || shift == 0 else { throw ByteError.badNumber(at: start) }
                return result
            }
            shift += 7
        }
    }

    /// A number that is no length, such as an index or a delay: any value an `Int32` can hold, not negative.
    package mutating func index() throws(ByteError) -> Int {
        let start = position
        let value = try unsigned()
        guard value <= UInt64(Int32.max) else { throw ByteError.badNumber(at: start) }
        return Int(value)
    }

    /// Called on entering a value that may contain its own kind; `ascend` on leaving it.
    package mutating func descend() throws(ByteError) {
        guard depth < ByteReader.deepest else { throw ByteError.tooDeep(at: position) }
        depth += 1
    }

    package mutating func ascend() { depth -= 1 }

    package mutating func signed() throws(ByteError) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    package mutating func integer() throws(ByteError) -> Int { Int(try signed()) }

    package mutating func flag() throws(ByteError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw ByteError.badCase(at: position - 1)
        }
    }

    package mutating func string() throws(ByteError) -> String {
        let start = position
        let length = try count()
        // Validating the bytes where they lie takes a fraction of the time that a slice of the list does.
        let end = position + length
        guard let text = ByteReader.text(bytes, from: position, to: end) else { throw ByteError.badText(at: start) }
        position = end
        return text
    }

    private static func text(_ bytes: [UInt8], from start: Int, to end: Int) -> String? {
        guard let text = try? UTF8Span(validating: bytes.span.extracting(start..<end)) else { return nil }
        return String(copying: text)
    }

    package mutating func raw() throws(ByteError) -> [UInt8] {
        let length = try count()
        defer { position += length }
        return Array(bytes[position..<position + length])
    }

    package mutating func list<Element>(
        _ read: (inout ByteReader) throws(ByteError) -> Element
    ) throws(ByteError) -> [Element] {
        let length = try count()
        var result: [Element] = []
        result.reserveCapacity(length)
        for _ in 0..<length { result.append(try read(&self)) }
        return result
    }

    package mutating func optional<Wrapped>(
        _ read: (inout ByteReader) throws(ByteError) -> Wrapped
    ) throws(ByteError) -> Wrapped? {
        try flag() ? try read(&self) : nil
    }

    package mutating func value<Result: ByteCodable>(_ type: Result.Type = Result.self) throws(ByteError) -> Result {
        try Result(from: &self)
    }

    package mutating func values<Result: ByteCodable>(_ type: Result.Type = Result.self) throws(ByteError) -> [Result] {
        try list { (reader: inout ByteReader) throws(ByteError) in try Result(from: &reader) }
    }

    package mutating func optionalValue<Result: ByteCodable>(
        _ type: Result.Type = Result.self
    ) throws(ByteError) -> Result? {
        try flag() ? try Result(from: &self) : nil
    }

    package mutating func oneOf<Result: RawRepresentable<UInt8>>(
        _ type: Result.Type = Result.self
    ) throws(ByteError) -> Result {
        guard let result = Result(rawValue: try byte()) else { throw ByteError.badCase(at: position - 1) }
        return result
    }

    package func failure() -> ByteError { .badCase(at: max(0, position - 1)) }
}

/// Why bytes could not be read back, with the offset at which reading failed.
package enum ByteError: Error, Hashable, Sendable {
    case endsEarly(at: Int)
    case badLength(at: Int)
    case badNumber(at: Int)
    case badText(at: Int)
    case badCase(at: Int)
    case tooDeep(at: Int)
    /// Bytes of a format this program does not know, with its number.
    case unknownFormat(UInt8)
    case trailingBytes
}

package protocol ByteCodable {
    func write(to writer: inout ByteWriter)
    init(from reader: inout ByteReader) throws(ByteError)
}

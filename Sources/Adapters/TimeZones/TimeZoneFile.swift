/// The binary form of one zone in the tz database (TZif, RFC 8536), read into offsets and the rule for the years after.
///
/// Versions 2 and later repeat the data with 64-bit times and end in a footer, a POSIX TZ rule; version 1 has neither.
struct TimeZoneFile {
    struct Change: Equatable {
        var at: Int64
        var offset: Int
    }

    var initialOffset: Int
    var changes: [Change]
    /// The rule that holds after the last change; empty when the file gives none.
    var rule: String

    /// Reads the whole file, and says in words what is wrong with it if it cannot.
    init(bytes: [UInt8]) throws(Malformed) {
        var reader = Reader(bytes: bytes)
        let first = try Header(&reader)
        if first.version < 2 {
            (initialOffset, changes) = try TimeZoneFile.block(first, timeWidth: 4, &reader)
            rule = ""
            return
        }
        try reader.skip(first.length(timeWidth: 4))
        let second = try Header(&reader)
        (initialOffset, changes) = try TimeZoneFile.block(second, timeWidth: 8, &reader)
        guard try reader.byte() == 0x0A else { throw Malformed(what: "the footer does not begin with a line feed") }
        let rest = reader.rest
        guard let end = rest.firstIndex(of: 0x0A) else { throw Malformed(what: "the footer has no end") }
        rule = String(decoding: rest[..<end], as: UTF8.self)
    }

    struct Malformed: Error, Equatable {
        /// Lower case, without a full stop: it ends a sentence.
        var what: String
    }

    private static func block(
        _ header: Header, timeWidth: Int, _ reader: inout Reader
    ) throws(Malformed) -> (Int, [Change]) {
        guard header.leapCount == 0 else {
            throw Malformed(what: "it counts leap seconds, as the zones under \u{22}right/\u{22} do")
        }
        guard header.typeCount > 0 else { throw Malformed(what: "it has no offset at all") }
        var times: [Int64] = []
        for _ in 0..<header.timeCount { times.append(try reader.integer(width: timeWidth)) }
        var types: [Int] = []
        for _ in 0..<header.timeCount { types.append(Int(try reader.byte())) }
        var offsets: [Int] = []
        for _ in 0..<header.typeCount {
            offsets.append(Int(try reader.integer(width: 4)))
            try reader.skip(2)
        }
        try reader.skip(header.abbreviationLength + header.standardCount + header.universalCount)
        var changes: [Change] = []
        for (time, type) in zip(times, types) {
            guard type < offsets.count else { throw Malformed(what: "a change names an offset that is not there") }
            guard changes.last.map({ $0.at < time }) ?? true else {
                throw Malformed(what: "its changes are out of order")
            }
            changes.append(Change(at: time, offset: offsets[type]))
        }
        guard offsets.allSatisfy({ (-25 * 3600...26 * 3600).contains($0) }) else {
            throw Malformed(what: "an offset is more than a day from UTC")
        }
        return (offsets[0], changes)
    }

    private struct Header {
        var version: Int
        var universalCount: Int
        var standardCount: Int
        var leapCount: Int
        var timeCount: Int
        var typeCount: Int
        var abbreviationLength: Int

        init(_ reader: inout Reader) throws(Malformed) {
            for expected in [0x54, 0x5A, 0x69, 0x66] as [UInt8] {
                guard try reader.byte() == expected else {
                    throw Malformed(what: "it does not begin with \u{22}TZif\u{22}")
                }
            }
            let digit = try reader.byte()
            version = digit == 0 ? 1 : Int(digit) - 0x30
            guard version >= 1 else { throw Malformed(what: "its version is unknown") }
            try reader.skip(15)
            universalCount = try reader.count()
            standardCount = try reader.count()
            leapCount = try reader.count()
            timeCount = try reader.count()
            typeCount = try reader.count()
            abbreviationLength = try reader.count()
        }

        func length(timeWidth: Int) -> Int {
            timeCount * (timeWidth + 1) + typeCount * 6 + abbreviationLength + leapCount * (timeWidth + 4)
                + standardCount + universalCount
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var rest: ArraySlice<UInt8> { bytes[position...] }

        mutating func byte() throws(Malformed) -> UInt8 {
            guard position < bytes.count else { throw Malformed(what: "it ends too early") }
            position += 1
            return bytes[position - 1]
        }

        mutating func skip(_ count: Int) throws(Malformed) {
            guard count <= bytes.count - position else { throw Malformed(what: "it ends too early") }
            position += count
        }

        /// A signed big-endian integer of 4 or 8 bytes.
        mutating func integer(width: Int) throws(Malformed) -> Int64 {
            var pattern: UInt64 = 0
            for _ in 0..<width { pattern = pattern << 8 | UInt64(try byte()) }
            return width == 4 ? Int64(Int32(truncatingIfNeeded: pattern)) : Int64(bitPattern: pattern)
        }

        /// A count, which can never be more than the file has bytes.
        mutating func count() throws(Malformed) -> Int {
            let number = try integer(width: 4)
            guard number >= 0, number <= Int64(bytes.count) else {
                throw Malformed(what: "a count in it is impossible")
            }
            return Int(number)
        }
    }
}

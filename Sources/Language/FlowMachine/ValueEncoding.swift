package import CivilTime

/// The encodings of values, questions and answers, which conversations and journals are made of.

extension Value: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .choice(let choice):
            writer.byte(0)
            writer.value(choice)
        case .anyone: writer.byte(1)
        case .date(let date):
            writer.byte(2)
            writer.signed(Int64(date.daysSinceEpoch))
        case .time(let time):
            writer.byte(3)
            writer.count(time.minutes)
        case .text(let text):
            writer.byte(4)
            writer.string(text)
        case .number(let number):
            writer.byte(5)
            writer.signed(Int64(number))
        case .money(let money):
            writer.byte(6)
            writer.signed(Int64(money.minorUnits))
            writer.string(money.currency)
        case .flag(let flag):
            writer.byte(7)
            writer.flag(flag)
        case .media(let kind, let id):
            writer.byte(8)
            writer.string(kind)
            writer.string(id)
        case .list(let values):
            writer.byte(9)
            writer.values(values)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        try reader.descend()
        defer { reader.ascend() }
        switch try reader.byte() {
        case 0: self = .choice(try reader.value())
        case 1: self = .anyone
        case 2: self = .date(try reader.civilDate())
        case 3: self = .time(try reader.clockTime())
        case 4: self = .text(try reader.string())
        case 5: self = .number(try reader.integer())
        case 6: self = .money(Money(minorUnits: try reader.integer(), currency: try reader.string()))
        case 7: self = .flag(try reader.flag())
        case 8: self = .media(kind: try reader.string(), id: try reader.string())
        case 9: self = .list(try reader.values())
        default: throw reader.failure()
        }
    }
}

extension Choice: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(id)
        writer.list(names) { $1.string($0) }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(id: try reader.string(), names: try reader.strings())
    }
}

extension FactValue: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.byte(fact.rawValue)
        writer.value(value)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(fact: try reader.oneOf(), value: try reader.value())
    }
}

extension RememberedValue: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(slot)
        writer.value(value)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(slot: try reader.string(), value: try reader.value())
    }
}

extension OfferedValue: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.byte(type.rawValue)
        writer.value(value)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(type: try reader.oneOf(), value: try reader.value())
    }
}

extension Offered: ByteCodable {
    package func write(to writer: inout ByteWriter) { writer.values(values) }
    package init(from reader: inout ByteReader) throws(ByteError) { self.init(values: try reader.values()) }
}

extension DateWindow: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        for side in [from, to] { writer.optional(side) { $1.signed(Int64($0.daysSinceEpoch)) } }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            from: try reader.optional { (reader: inout ByteReader) throws(ByteError) in try reader.civilDate() },
            to: try reader.optional { (reader: inout ByteReader) throws(ByteError) in try reader.civilDate() })
    }
}

extension TimeWindow: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        for side in [from, to] { writer.optional(side) { $1.count($0.minutes) } }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            from: try reader.optional { (reader: inout ByteReader) throws(ByteError) in try reader.clockTime() },
            to: try reader.optional { (reader: inout ByteReader) throws(ByteError) in try reader.clockTime() })
    }
}

extension Answer: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .offers(let offered, let more):
            writer.byte(0)
            writer.values(offered)
            writer.flag(more)
        case .holds(let facts):
            writer.byte(1)
            writer.values(facts)
        case .wrong(let reason, let instead):
            writer.byte(2)
            writer.byte(reason.rawValue)
            writer.values(instead)
        case .outcome(let outcome, let facts):
            writer.byte(3)
            writer.byte(outcome.rawValue)
            writer.values(facts)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .offers(try reader.values(), more: try reader.flag())
        case 1: self = .holds(try reader.values())
        case 2: self = .wrong(try reader.oneOf(), instead: try reader.values())
        case 3: self = .outcome(try reader.oneOf(), try reader.values())
        default: throw reader.failure()
        }
    }
}

extension ByteReader {
    package mutating func civilDate() throws(ByteError) -> CivilDate {
        let days = try integer()
        // Ten thousand years to either side: a calendar computation on it cannot overflow.
        guard days.magnitude < 3_660_000 else { throw failure() }
        return CivilDate(daysSinceEpoch: days)
    }

    package mutating func clockTime() throws(ByteError) -> ClockTime {
        guard let time = ClockTime(minutes: try index()) else { throw failure() }
        return time
    }

    package mutating func strings() throws(ByteError) -> [String] {
        try list { (reader: inout ByteReader) throws(ByteError) in try reader.string() }
    }
}

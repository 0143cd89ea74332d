internal import CivilTime

/// The encodings of steps and of what is done in them; the order of fields and cases is part of the format.

extension Step: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(name)
        writer.values(code)
        writer.list(options) { option, writer in
            writer.string(option.name)
            writer.value(option.label)
            writer.value(option.target)
            writer.list(option.formerNames) { $1.string($0) }
        }
        writer.value(tries)
        writer.list(silences) { silence, writer in
            writer.count(silence.seconds)
            writer.value(silence.target)
        }
        writer.list(formerNames) { $1.string($0) }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            name: try reader.string(), code: try reader.values(),
            options: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                Option(
                    name: try reader.string(), label: try reader.value(), target: try reader.value(),
                    formerNames: try reader.strings())
            },
            tries: try reader.optionalValue(),
            silences: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                Silence(seconds: try reader.index(), target: try reader.value())
            },
            formerNames: try reader.strings())
    }
}

extension Instruction: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .say(let text):
            writer.byte(0)
            writer.value(text)
        case .fill(let slots):
            writer.byte(1)
            writer.values(slots)
        case .call(let action, let branches):
            writer.byte(2)
            writer.byte(action.rawValue)
            writer.list(branches) { branch, writer in
                writer.byte(branch.outcome.rawValue)
                writer.value(branch.text)
                writer.value(branch.target)
            }
        case .goWhen(let condition, let target):
            writer.byte(3)
            writer.value(condition)
            writer.value(target)
        case .go(let target):
            writer.byte(4)
            writer.value(target)
        case .handOff: writer.byte(5)
        case .stop: writer.byte(6)
        case .back: writer.byte(7)
        case .run(let step):
            writer.byte(8)
            writer.value(step)
        case .set(let slot, let expression):
            writer.byte(9)
            writer.value(slot)
            writer.value(expression)
        case .forget(let slots):
            writer.byte(10)
            writer.values(slots)
        case .show(let showing):
            writer.byte(11)
            writer.value(showing)
        case .tell(let recipient, let text):
            writer.byte(12)
            writer.byte(recipient.rawValue)
            writer.value(text)
        case .speak(let language):
            writer.byte(13)
            writer.count(language)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .say(try reader.value())
        case 1: self = .fill(try reader.values())
        case 2:
            self = .call(
                try reader.oneOf(),
                try reader.list { (reader: inout ByteReader) throws(ByteError) in
                    Branch(
                        outcome: try reader.oneOf(), text: try reader.optionalValue(), target: try reader.optionalValue())
                })
        case 3: self = .goWhen(try reader.value(), try reader.value())
        case 4: self = .go(try reader.value())
        case 5: self = .handOff
        case 6: self = .stop
        case 7: self = .back
        case 8: self = .run(try reader.value())
        case 9: self = .set(try reader.value(), try reader.value())
        case 10: self = .forget(try reader.values())
        case 11: self = .show(try reader.value())
        case 12: self = .tell(try reader.oneOf(), try reader.value())
        case 13: self = .speak(try reader.index())
        default: throw reader.failure()
        }
    }
}

extension Condition: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .isSet(let path):
            writer.byte(0)
            writer.value(path)
        case .compare(let path, let comparison, let literal):
            writer.byte(1)
            writer.value(path)
            writer.byte(comparison.rawValue)
            writer.value(literal)
        case .not(let inner):
            writer.byte(2)
            inner.write(to: &writer)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        try reader.descend()
        defer { reader.ascend() }
        switch try reader.byte() {
        case 0: self = .isSet(try reader.value())
        case 1: self = .compare(try reader.value(), try reader.oneOf(), try reader.value())
        case 2: self = .not(try reader.value())
        default: throw reader.failure()
        }
    }
}

extension Literal: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .name(let name):
            writer.byte(0)
            writer.string(name)
        case .number(let number):
            writer.byte(1)
            writer.signed(Int64(number))
        case .time(let time):
            writer.byte(2)
            writer.count(time.minutes)
        case .weekday(let weekday):
            writer.byte(3)
            writer.byte(UInt8(weekday.rawValue))
        case .anyone: writer.byte(4)
        case .date(let date):
            writer.byte(5)
            writer.signed(Int64(date.daysSinceEpoch))
        case .flag(let flag):
            writer.byte(6)
            writer.flag(flag)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .name(try reader.string())
        case 1: self = .number(try reader.integer())
        case 2: self = .time(try reader.clockTime())
        case 3:
            guard let weekday = Weekday(rawValue: Int(try reader.byte())) else { throw reader.failure() }
            self = .weekday(weekday)
        case 4: self = .anyone
        case 5: self = .date(try reader.civilDate())
        case 6: self = .flag(try reader.flag())
        default: throw reader.failure()
        }
    }
}

extension Expression: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch operand {
        case .path(let path):
            writer.byte(0)
            writer.value(path)
        case .literal(let literal):
            writer.byte(1)
            writer.value(literal)
        }
        writer.optional(addition) { addition, writer in
            writer.signed(Int64(addition.amount))
            writer.byte(addition.unit.rawValue)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let operand: Operand
        switch try reader.byte() {
        case 0: operand = .path(try reader.value())
        case 1: operand = .literal(try reader.value())
        default: throw reader.failure()
        }
        self.init(
            operand: operand,
            addition: try reader.optional { (reader: inout ByteReader) throws(ByteError) in
                Addition(amount: try reader.integer(), unit: try reader.oneOf())
            })
    }
}

extension Showing: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.byte(kind.rawValue)
        writer.optional(source) { source, writer in
            switch source {
            case .link(let link):
                writer.byte(0)
                writer.string(link)
            case .path(let path):
                writer.byte(1)
                writer.value(path)
            }
        }
        writer.value(caption)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            kind: try reader.oneOf(),
            source: try reader.optional { (reader: inout ByteReader) throws(ByteError) in
                switch try reader.byte() {
                case 0: .link(try reader.string())
                case 1: .path(try reader.value())
                default: throw reader.failure()
                }
            },
            caption: try reader.optionalValue())
    }
}

extension Path: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .slot(let slot):
            writer.byte(0)
            writer.value(slot)
        case .fact(let fact):
            writer.byte(1)
            writer.byte(fact.rawValue)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .slot(try reader.value())
        case 1: self = .fact(try reader.oneOf())
        default: throw reader.failure()
        }
    }
}

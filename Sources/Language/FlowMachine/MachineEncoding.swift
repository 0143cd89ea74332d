internal import CivilTime

/// The machine's canonical encoding: a format number, then the fields in the order of their declarations. Two machines are
/// equal exactly when their bytes are.

extension Machine: ByteCodable {
    /// Raised when the encoding changes its shape; machines of an older format are read by a migration of their own.
    package static let formatVersion: UInt8 = 2

    package var encoded: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }

    package init(encoded bytes: [UInt8]) throws(ByteError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        guard reader.isAtEnd else { throw ByteError.trailingBytes }
        try requireValidReferences()
    }

    package func write(to writer: inout ByteWriter) {
        writer.byte(Machine.formatVersion)
        writer.string(bot)
        writer.list(languages) { $1.string($0) }
        writer.values(wordings)
        writer.values(texts)
        writer.values(systemTexts)
        writer.values(slots)
        writer.values(steps)
        writer.values(intents)
        writer.values(starts)
        writer.values(handlers)
        writer.values(answers)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let format = try reader.byte()
        guard format == Machine.formatVersion else { throw ByteError.unknownFormat(format) }
        self.init(
            bot: try reader.string(),
            languages: try reader.strings(),
            wordings: try reader.values(), texts: try reader.values(), systemTexts: try reader.values(),
            slots: try reader.values(), steps: try reader.values(), intents: try reader.values(),
            starts: try reader.values(), handlers: try reader.values(), answers: try reader.values())
    }

    /// Every index within its list, so that the interpreter may follow references without looking. Bytes come from a
    /// database; a corrupted machine must be refused on load, not met in the middle of a conversation.
    private func requireValidReferences() throws(ByteError) {
        guard !languages.isEmpty, wordings.count == languages.count,
            wordings.allSatisfy({
                $0.months.count == 12 && $0.weekdays.count == 7 && $0.shortWeekdays.count == 7
                    && $0.weekdayNames.count == 7 && !$0.plurals.isEmpty
            }),
            texts.allSatisfy({ $0.templates.count == languages.count }),
            systemTexts.count == SystemText.allCases.count
        else { throw ByteError.badLength(at: 0) }
        guard MachineReferences(self).areWithinBounds else { throw ByteError.badLength(at: 0) }
    }
}

/// Looks at every reference a machine makes into its own lists.
private struct MachineReferences {
    private let texts: Int
    private let slots: Int
    private let steps: Int
    private let languages: Int
    private(set) var areWithinBounds = true

    init(_ machine: Machine) {
        texts = machine.texts.count
        slots = machine.slots.count
        steps = machine.steps.count
        languages = machine.languages.count
        for text in machine.texts { for template in text.templates { for segment in template { add(segment) } } }
        for text in machine.systemTexts { add(text) }
        for slot in machine.slots {
            add(slot.ask)
            for wrong in slot.wrong { add(wrong.text) }
            for choice in slot.choices { add(choice.label) }
            if let tries = slot.tries { add(tries.target) }
        }
        for step in machine.steps {
            for instruction in step.code { add(instruction) }
            for option in step.options {
                add(option.label)
                add(option.target)
            }
            if let tries = step.tries { add(tries.target) }
            for silence in step.silences { add(silence.target) }
        }
        for rule in machine.starts + machine.handlers { add(rule.target) }
        for answer in machine.answers { add(answer.text) }
    }

    private mutating func add(_ index: Int, of count: Int) {
        if !(0..<count).contains(index) { areWithinBounds = false }
    }

    private mutating func add(_ text: TextID) { add(text.index, of: texts) }

    private mutating func add(_ target: Target) {
        add(target.step.index, of: steps)
        for slot in target.forget { add(slot.index, of: slots) }
    }

    private mutating func add(_ segment: Segment) {
        switch segment {
        case .literal: break
        case .value(let path, _), .plural(let path, _): add(path)
        }
    }

    private mutating func add(_ path: Path) {
        if case .slot(let slot) = path { add(slot.index, of: slots) }
    }

    private mutating func add(_ condition: Condition) {
        switch condition {
        case .isSet(let path), .compare(let path, _, _): add(path)
        case .not(let inner): add(inner)
        }
    }

    private mutating func add(_ instruction: Instruction) {
        switch instruction {
        case .say(let text): add(text)
        case .fill(let slots): for slot in slots { add(slot.index, of: self.slots) }
        case .call(_, let branches):
            for branch in branches {
                if let text = branch.text { add(text) }
                if let target = branch.target { add(target) }
            }
        case .goWhen(let condition, let target):
            add(condition)
            add(target)
        case .go(let target): add(target)
        case .run(let step): add(step.index, of: steps)
        case .set(let slot, let expression):
            add(slot.index, of: slots)
            if case .path(let path) = expression.operand { add(path) }
        case .forget(let slots): for slot in slots { add(slot.index, of: self.slots) }
        case .show(let showing):
            if let caption = showing.caption { add(caption) }
            if case .path(let path)? = showing.source { add(path) }
        case .tell(_, let text): add(text)
        case .speak(let language): add(language, of: languages)
        case .handOff, .back, .stop: break
        }
    }
}

extension TextID: ByteCodable {
    package func write(to writer: inout ByteWriter) { writer.count(index) }
    package init(from reader: inout ByteReader) throws(ByteError) { self.init(index: try reader.index()) }
}

extension SlotID: ByteCodable {
    package func write(to writer: inout ByteWriter) { writer.count(index) }
    package init(from reader: inout ByteReader) throws(ByteError) { self.init(index: try reader.index()) }
}

extension StepID: ByteCodable {
    package func write(to writer: inout ByteWriter) { writer.count(index) }
    package init(from reader: inout ByteReader) throws(ByteError) { self.init(index: try reader.index()) }
}

extension Slot: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(name)
        writer.byte(type.rawValue)
        writer.flag(isOptional)
        writer.value(ask)
        writer.optional(offer) { $1.byte($0.rawValue) }
        writer.list(wrong) { wrong, writer in
            writer.byte(wrong.reason.rawValue)
            writer.value(wrong.text)
        }
        writer.value(tries)
        writer.flag(isRemembered)
        writer.list(choices) { choice, writer in
            writer.string(choice.name)
            writer.value(choice.label)
            writer.list(choice.formerNames) { $1.string($0) }
        }
        writer.list(formerNames) { $1.string($0) }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            name: try reader.string(), type: try reader.oneOf(), isOptional: try reader.flag(),
            ask: try reader.value(),
            offer: try reader.optional { (reader: inout ByteReader) throws(ByteError) in try reader.oneOf(Offer.self) },
            wrong: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                WrongText(reason: try reader.oneOf(), text: try reader.value())
            },
            tries: try reader.optionalValue(), isRemembered: try reader.flag(),
            choices: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                SlotChoice(name: try reader.string(), label: try reader.value(), formerNames: try reader.strings())
            },
            formerNames: try reader.strings())
    }
}

extension Tries: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.count(count)
        writer.value(target)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(count: try reader.index(), target: try reader.value())
    }
}

extension Target: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.value(step)
        writer.values(forget)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(step: try reader.value(), forget: try reader.values())
    }
}

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

extension IntentTarget: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(intent)
        writer.value(target)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(intent: try reader.string(), target: try reader.value())
    }
}

extension IntentAnswer: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(intent)
        writer.value(text)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(intent: try reader.string(), text: try reader.value())
    }
}

extension Intent: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(name)
        writer.list(phrases) { phrase, writer in
            writer.string(phrase.language)
            writer.flag(phrase.isExclusion)
            writer.value(phrase.pattern)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            name: try reader.string(),
            phrases: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                Phrase(
                    language: try reader.string(), isExclusion: try reader.flag(), pattern: try reader.value())
            })
    }
}

extension PhrasePattern: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .word(let word):
            writer.byte(0)
            writer.string(word)
        case .prefix(let prefix):
            writer.byte(1)
            writer.string(prefix)
        case .gap(let type):
            writer.byte(2)
            writer.byte(type.rawValue)
        case .sequence(let parts):
            writer.byte(3)
            writer.values(parts)
        case .alternatives(let parts):
            writer.byte(4)
            writer.values(parts)
        case .optional(let part):
            writer.byte(5)
            part.write(to: &writer)
        case .expression(let pattern):
            writer.byte(6)
            writer.string(pattern)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        try reader.descend()
        defer { reader.ascend() }
        switch try reader.byte() {
        case 0: self = .word(try reader.string())
        case 1: self = .prefix(try reader.string())
        case 2: self = .gap(try reader.oneOf())
        case 3: self = .sequence(try reader.values())
        case 4: self = .alternatives(try reader.values())
        case 5: self = .optional(try reader.value())
        case 6: self = .expression(try reader.string())
        default: throw reader.failure()
        }
    }
}

extension Text: ByteCodable {
    package func write(to writer: inout ByteWriter) { writer.list(templates) { $1.values($0) } }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            templates: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                try reader.values(Segment.self)
            })
    }
}

extension Segment: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .literal(let text):
            writer.byte(0)
            writer.string(text)
        case .value(let path, let format):
            writer.byte(1)
            writer.value(path)
            writer.byte(format.rawValue)
        case .plural(let path, let forms):
            writer.byte(2)
            writer.value(path)
            writer.list(forms) { $1.string($0) }
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .literal(try reader.string())
        case 1: self = .value(try reader.value(), try reader.oneOf())
        case 2:
            let path: Path = try reader.value()
            let forms = try reader.strings()
            guard !forms.isEmpty else { throw reader.failure() }
            self = .plural(path, forms)
        default: throw reader.failure()
        }
    }
}

extension Wording: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        for words in [months, weekdays, shortWeekdays] { writer.list(words) { $1.string($0) } }
        for pattern in [dayPattern, digitSeparator, moneyPattern, datePattern, listPattern] { writer.string(pattern) }
        writer.list(weekdayNames) { $1.string($0) }
        writer.values(plurals)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let months = try reader.strings()
        let weekdays = try reader.strings()
        let shortWeekdays = try reader.strings()
        let dayPattern = try reader.string()
        let digitSeparator = try reader.string()
        let moneyPattern = try reader.string()
        let datePattern = try reader.string()
        let listPattern = try reader.string()
        self.init(
            months: months, weekdays: weekdays, shortWeekdays: shortWeekdays, dayPattern: dayPattern,
            digitSeparator: digitSeparator, moneyPattern: moneyPattern, datePattern: datePattern,
            weekdayNames: try reader.strings(), listPattern: listPattern, plurals: try reader.values())
    }
}

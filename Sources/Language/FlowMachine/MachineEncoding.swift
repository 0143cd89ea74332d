internal import CivilTime

/// The machine's canonical encoding: a format number, then the fields in the order of their declarations. Two machines are
/// equal exactly when their bytes are.

extension Machine: ByteCodable {
    /// Raised when the encoding changes its shape.
    package static let formatVersion: UInt8 = 4
    /// The oldest format that is still read: 3 had no flows, and was else the same.
    package static let oldestFormat: UInt8 = 3

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
        writer.values(flows)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let format = try reader.byte()
        guard Machine.oldestFormat...Machine.formatVersion ~= format else { throw ByteError.unknownFormat(format) }
        self.init(
            bot: try reader.string(),
            languages: try reader.strings(),
            wordings: try reader.values(), texts: try reader.values(), systemTexts: try reader.values(),
            slots: try reader.values(), steps: try reader.values(), intents: try reader.values(),
            starts: try reader.values(), handlers: try reader.values(), answers: try reader.values(),
            flows: format < 4 ? [] : try reader.values())
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
        for flow in machine.flows {
            add(flow.first.index, of: steps)
            for step in flow.steps { add(step.index, of: steps) }
        }
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

extension Flow: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(name)
        writer.value(first)
        writer.values(steps)
        writer.list(restarts) { $1.string($0) }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            name: try reader.string(), first: try reader.value(), steps: try reader.values(), restarts: try reader.strings())
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

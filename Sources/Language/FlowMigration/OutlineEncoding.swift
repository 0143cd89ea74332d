package import FlowInterpreter
package import FlowMachine

/// The stored form of outlines: a format number, then the fields in the order of their declarations.
extension MachineOutline: ByteCodable {
    /// Raised when the encoding changes its shape.
    package static let formatVersion: UInt8 = 1

    package var encoded: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Reads an outline back and refuses one that refers to what it does not have: a plan follows its references without
    /// looking.
    package init(encoded bytes: [UInt8]) throws(ByteError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        guard reader.isAtEnd else { throw ByteError.trailingBytes }
        guard refersToItselfOnly else { throw ByteError.badLength(at: 0) }
    }

    package func write(to writer: inout ByteWriter) {
        writer.byte(MachineOutline.formatVersion)
        writer.list(languages) { $1.string($0) }
        writer.values(slots)
        writer.values(steps)
        writer.values(flows)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let format = try reader.byte()
        guard format == MachineOutline.formatVersion else { throw ByteError.unknownFormat(format) }
        self.init(
            languages: try reader.strings(), slots: try reader.values(), steps: try reader.values(), flows: try reader.values())
    }

    private var refersToItselfOnly: Bool {
        func has(_ step: StepID) -> Bool { steps.indices.contains(step.index) }
        return !languages.isEmpty
            && slots.allSatisfy { $0.choices.allSatisfy { $0.names.count == languages.count } }
            && steps.allSatisfy { step in
                step.fills.allSatisfy { fill in
                    fill.instruction < step.instructions && !fill.slots.isEmpty
                        && fill.slots.allSatisfy { slots.indices.contains($0.index) }
                }
                    && step.runs.allSatisfy { $0.instruction < step.instructions && has($0.first) }
                    && step.deeds.allSatisfy { $0.instruction < step.instructions }
            }
            && flows.allSatisfy { has($0.first) && $0.steps.allSatisfy(has) }
    }
}

extension OutlinedSlot: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(name)
        writer.byte(type.rawValue)
        writer.flag(isOptional)
        writer.flag(isAsked)
        writer.list(choices) { choice, writer in
            writer.string(choice.name)
            writer.list(choice.names) { $1.string($0) }
            writer.list(choice.formerNames) { $1.string($0) }
        }
        writer.list(formerNames) { $1.string($0) }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            name: try reader.string(), type: try reader.oneOf(), isOptional: try reader.flag(), isAsked: try reader.flag(),
            choices: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                OutlinedChoice(name: try reader.string(), names: try reader.strings(), formerNames: try reader.strings())
            },
            formerNames: try reader.strings())
    }
}

extension OutlinedStep: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(name)
        writer.list(formerNames) { $1.string($0) }
        writer.list(options) { option, writer in
            writer.string(option.name)
            writer.list(option.formerNames) { $1.string($0) }
        }
        writer.list(fills) { fill, writer in
            writer.count(fill.instruction)
            writer.values(fill.slots)
        }
        writer.list(runs) { run, writer in
            writer.count(run.instruction)
            writer.value(run.first)
        }
        writer.list(deeds) { deed, writer in
            writer.count(deed.instruction)
            writer.value(deed.kind)
        }
        writer.list(silences) { $1.count($0) }
        writer.count(instructions)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            name: try reader.string(), formerNames: try reader.strings(),
            options: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                OutlinedOption(name: try reader.string(), formerNames: try reader.strings())
            },
            fills: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                OutlinedFill(instruction: try reader.index(), slots: try reader.values())
            },
            runs: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                OutlinedRun(instruction: try reader.index(), first: try reader.value())
            },
            deeds: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                OutlinedDeed(instruction: try reader.index(), kind: try reader.value())
            },
            silences: try reader.list { (reader: inout ByteReader) throws(ByteError) in try reader.index() },
            instructions: try reader.index())
    }
}

extension OutlinedDeed.Kind: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .call(let action):
            writer.byte(0)
            writer.byte(action.rawValue)
        case .tell(let recipient):
            writer.byte(1)
            writer.byte(recipient.rawValue)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .call(try reader.oneOf())
        case 1: self = .tell(try reader.oneOf())
        default: throw reader.failure()
        }
    }
}

extension Conversation {
    /// Reads a conversation back by the outline of its machine, for when the machine itself cannot be read; refuses one that
    /// stands in no place of the outline's.
    package init(encoded bytes: [UInt8], for outline: MachineOutline) throws(ByteError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        guard reader.isAtEnd else { throw ByteError.trailingBytes }
        guard fits(outline) else { throw ByteError.badLength(at: 0) }
    }
}

extension MachineOutline: ConversationPlaces {
    package var languageCount: Int { languages.count }
    package var slotCount: Int { slots.count }
    package func hasInstruction(_ instruction: Int, in step: StepID) -> Bool {
        steps.indices.contains(step.index) && (0...steps[step.index].instructions).contains(instruction)
    }
    package func hasForm(at place: FormPlace) -> Bool {
        steps.indices.contains(place.step.index)
            && steps[place.step.index].fills.contains { $0.instruction == place.instruction }
    }
}

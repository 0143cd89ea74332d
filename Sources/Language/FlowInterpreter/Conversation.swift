package import CivilTime
package import FlowMachine

/// All that is remembered of a conversation between two turns. Small, plain and versioned: it is encoded to bytes after
/// every turn and read back before the next one, in the tests as in production.
package struct Conversation: Hashable, Sendable {
    /// Index into `Machine.languages`.
    package var language: Int
    package var position: Position
    /// Parallel to `Machine.slots`.
    package var slots: [SlotState]
    /// By fact, without repetition.
    package var facts: [FactValue]
    /// Wishes that are not yet a value.
    package var dates: DateWindow?
    package var times: TimeWindow?
    /// What the customer ruled out; it is not offered again.
    package var excluded: Exclusions
    /// The form that was entered last; corrections lead back to it.
    package var form: FormPlace?
    /// The forms that were entered on the way here, in order, the latest last; a correction of a slot that the latest does
    /// not have leads back to the one that has it. At most `Limits.forms`.
    package var forms: [FormPlace]
    /// What the open question put before the customer.
    package var offered: [Offered]
    /// How many choices of the open question stand on earlier pages.
    package var skipped: Int
    /// Answers to the open question that did not help.
    package var failedTries: Int
    /// When the customer last said something.
    package var quietSince: Instant
    /// Silences of this step that were already followed since then.
    package var silencesFollowed: Int
    /// When a silence is due that the step waits for.
    package var wakeAt: Instant?
    /// Where the conversation was when a silence, a handler, another flow or `run` took it away, the latest last; `back`
    /// returns there. At most `Limits.interruptions`.
    package var interrupted: [Interruption]
    /// The waitlist offer that stands last on the customer's phone: a plain yes or no is meant for it.
    package var waitlistOffer: String?
    /// Turns so far.
    package var turns: Int

    package init(_ machine: Machine, language: Int = 0, at now: Instant) {
        self.init(slots: machine.slots.count, language: language, at: now)
    }

    /// - Parameter count: how many slots the machine has.
    package init(slots count: Int, language: Int = 0, at now: Instant) {
        self.language = language
        position = .idle
        slots = Array(repeating: SlotState(), count: count)
        facts = []
        dates = nil
        times = nil
        excluded = Exclusions()
        form = nil
        forms = []
        offered = []
        skipped = 0
        failedTries = 0
        quietSince = now
        silencesFollowed = 0
        wakeAt = nil
        interrupted = []
        waitlistOffer = nil
        turns = 0
    }
}

/// Where a conversation stands.
package enum Position: Hashable, Sendable {
    /// Nothing is open; the next message begins something.
    case idle
    /// The form at this instruction of the step waits for this slot.
    case filling(FormPlace, SlotID)
    /// The step waits for one of its options.
    case choosing(StepID)
    /// A human has the conversation, at most until then.
    case handedOff(until: Instant)
    /// Nothing is asked: the conversation came from another version of the bot, whose question is gone here, and goes on at
    /// this instruction with the next thing that happens.
    case resuming(StepID, instruction: Int)
}

/// A place to return to, with the form whose slots were being corrected there.
package struct Interruption: Hashable, Sendable {
    package var place: Place
    package var form: FormPlace?
    /// What was known there, where the conversation was left for a flow of its own; nil where that goes on with it.
    package var values: KeptValues?
    package init(_ place: Place, form: FormPlace?, values: KeptValues? = nil) {
        self.place = place
        self.form = form
        self.values = values
    }

    package enum Place: Hashable, Sendable {
        /// The bot waited there; what is still open is asked again.
        case waiting(Position)
        /// Another flow was run there; the step goes on with this instruction.
        case running(StepID, instruction: Int)
    }
}

/// What a conversation knew when the customer turned to something else.
package struct KeptValues: Hashable, Sendable {
    package var slots: [SlotState]
    package var facts: [FactValue]
    package var dates: DateWindow?
    package var times: TimeWindow?
    package var forms: [FormPlace]
    package init(_ conversation: Conversation) {
        forms = conversation.forms
        slots = conversation.slots
        facts = conversation.facts
        dates = conversation.dates
        times = conversation.times
    }
}

/// A `fill` instruction by its place.
package struct FormPlace: Hashable, Sendable {
    package var step: StepID
    package var instruction: Int
    package init(step: StepID, instruction: Int) {
        self.step = step
        self.instruction = instruction
    }
}

package struct SlotState: Hashable, Sendable {
    package var value: Value?
    /// Whether a module has said that the value can be had, with everything it depends on as it is now.
    package var isChecked: Bool
    /// Whether an optional slot's question has been answered, be it with "no matter".
    package var isSettled: Bool
    /// The turn in which the value was given.
    package var turn: Int

    package init() {
        value = nil
        isChecked = false
        isSettled = false
        turn = 0
    }
}

extension Conversation: ByteCodable {
    package static let formatVersion: UInt8 = 4

    package var encoded: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Reads a conversation back and refuses one that does not fit the machine: an index out of bounds must not surface in
    /// the middle of a turn.
    package init(encoded bytes: [UInt8], for machine: Machine) throws(ByteError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        guard reader.isAtEnd else { throw ByteError.trailingBytes }
        guard fits(machine) else { throw ByteError.badLength(at: 0) }
    }

    package func write(to writer: inout ByteWriter) {
        writer.byte(Conversation.formatVersion)
        writer.count(language)
        writer.value(position)
        writer.values(slots)
        writer.values(facts)
        writer.value(dates)
        writer.value(times)
        writer.value(excluded)
        writer.value(form)
        writer.values(forms)
        writer.values(offered)
        writer.count(skipped)
        writer.count(failedTries)
        writer.signed(quietSince.milliseconds)
        writer.count(silencesFollowed)
        writer.optional(wakeAt) { $1.signed($0.milliseconds) }
        writer.values(interrupted)
        writer.optional(waitlistOffer) { $1.string($0) }
        writer.count(turns)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let format = try reader.byte()
        guard format == Conversation.formatVersion else { throw ByteError.unknownFormat(format) }
        language = try reader.index()
        position = try reader.value()
        slots = try reader.values()
        facts = try reader.values()
        dates = try reader.optionalValue()
        times = try reader.optionalValue()
        excluded = try reader.value()
        form = try reader.optionalValue()
        forms = try reader.values()
        offered = try reader.values()
        skipped = try reader.index()
        failedTries = try reader.index()
        quietSince = try reader.instant()
        silencesFollowed = try reader.index()
        wakeAt = try reader.optional { (reader: inout ByteReader) throws(ByteError) in try reader.instant() }
        interrupted = try reader.values()
        waitlistOffer = try reader.optional { (reader: inout ByteReader) throws(ByteError) in try reader.string() }
        turns = try reader.index()
    }

    /// Whether every place it stands in or comes back to exists there.
    package func fits(_ places: some ConversationPlaces) -> Bool {
        guard language < places.languageCount, slots.count == places.slotCount else { return false }
        func fits(_ position: Position) -> Bool {
            switch position {
            case .idle, .handedOff: true
            case .filling(let place, let slot): places.hasForm(at: place) && slot.index < places.slotCount
            case .choosing(let step): places.hasInstruction(0, in: step)
            case .resuming(let step, let instruction): places.hasInstruction(instruction, in: step)
            }
        }
        func fits(_ place: Interruption.Place) -> Bool {
            switch place {
            case .waiting(let position): fits(position)
            case .running(let step, let instruction): places.hasInstruction(instruction, in: step)
            }
        }
        return fits(position) && form.map(places.hasForm) ?? true && forms.allSatisfy(places.hasForm)
            && interrupted.allSatisfy { interruption in
                fits(interruption.place) && interruption.form.map(places.hasForm) ?? true
                    && interruption.values.map {
                        $0.slots.count == places.slotCount && $0.forms.allSatisfy(places.hasForm)
                    } ?? true
            }
    }
}

/// Where a conversation can stand, as far as its stored form goes.
package protocol ConversationPlaces {
    var languageCount: Int { get }
    var slotCount: Int { get }
    /// Whether the step exists and can be gone on with there; behind the last instruction it waits for an option.
    func hasInstruction(_ instruction: Int, in step: StepID) -> Bool
    func hasForm(at place: FormPlace) -> Bool
}

extension Machine: ConversationPlaces {
    package var languageCount: Int { languages.count }
    package var slotCount: Int { slots.count }

    package func hasInstruction(_ instruction: Int, in step: StepID) -> Bool {
        steps.indices.contains(step.index) && (0...steps[step.index].code.count).contains(instruction)
    }

    package func hasForm(at place: FormPlace) -> Bool {
        guard steps.indices.contains(place.step.index), self[place.step].code.indices.contains(place.instruction),
            case .fill = self[place.step].code[place.instruction]
        else { return false }
        return true
    }
}

extension Position: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .idle: writer.byte(0)
        case .filling(let place, let slot):
            writer.byte(1)
            writer.value(place)
            writer.value(slot)
        case .choosing(let step):
            writer.byte(2)
            writer.value(step)
        case .handedOff(let until):
            writer.byte(3)
            writer.signed(until.milliseconds)
        case .resuming(let step, let instruction):
            writer.byte(4)
            writer.value(step)
            writer.count(instruction)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .idle
        case 1: self = .filling(try reader.value(), try reader.value())
        case 2: self = .choosing(try reader.value())
        case 3: self = .handedOff(until: try reader.instant())
        case 4: self = .resuming(try reader.value(), instruction: try reader.index())
        default: throw reader.failure()
        }
    }
}

extension FormPlace: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.value(step)
        writer.count(instruction)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(step: try reader.value(), instruction: try reader.index())
    }
}

extension Interruption: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch place {
        case .waiting(let position):
            writer.byte(0)
            writer.value(position)
        case .running(let step, let instruction):
            writer.byte(1)
            writer.value(step)
            writer.count(instruction)
        }
        writer.value(form)
        writer.value(values)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let place: Place
        switch try reader.byte() {
        case 0: place = .waiting(try reader.value())
        case 1: place = .running(try reader.value(), instruction: try reader.index())
        default: throw reader.failure()
        }
        self.init(place, form: try reader.optionalValue(), values: try reader.optionalValue())
    }
}

extension KeptValues: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.values(slots)
        writer.values(facts)
        writer.value(dates)
        writer.value(times)
        writer.values(forms)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        slots = try reader.values()
        facts = try reader.values()
        dates = try reader.optionalValue()
        times = try reader.optionalValue()
        forms = try reader.values()
    }
}

extension SlotState: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.value(value)
        writer.flag(isChecked)
        writer.flag(isSettled)
        writer.count(turn)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        value = try reader.optionalValue()
        isChecked = try reader.flag()
        isSettled = try reader.flag()
        turn = try reader.index()
    }
}

extension ByteReader {
    /// A moment that can still be counted on from: 285,000 years to either side, so that no delay overflows.
    fileprivate mutating func instant() throws(ByteError) -> Instant {
        let milliseconds = try signed()
        guard milliseconds.magnitude < 1 << 53 else { throw failure() }
        return Instant(milliseconds: milliseconds)
    }
}

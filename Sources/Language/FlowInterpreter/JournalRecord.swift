package import CivilTime
package import FlowMachine

/// Everything one turn saw: with the machine it ran on and the conversation before it, the turn can be run again, bit for
/// bit (DESIGN, decision 1).
package struct JournalRecord: Hashable, Sendable {
    package var machine: ContentHash
    package var turn: Int
    package var event: Event
    package var now: Instant
    package var surroundings: [FactValue]
    package var profile: [RememberedValue]
    package var answers: [Answer]

    package init(
        machine: ContentHash, turn: Int, event: Event, now: Instant, surroundings: [FactValue],
        profile: [RememberedValue], answers: [Answer]
    ) {
        self.profile = profile
        self.machine = machine
        self.turn = turn
        self.event = event
        self.now = now
        self.surroundings = surroundings
        self.answers = answers
    }

    /// Runs the turn again with the answers of then. Throws when the turn now asks for more than was answered: it is not
    /// the same program.
    package func replay(_ program: Program, from conversation: Conversation) throws(ReplayError) -> TurnResult {
        guard program.hash == machine else { throw ReplayError.otherMachine }
        var remaining = answers[...]
        let result = try Interpreter.step(
            program, conversation, event, now: now, surroundings: surroundings, profile: profile
        ) { (_: Question) throws(ReplayError) -> Answer in
            guard let next = remaining.popFirst() else { throw ReplayError.asksMore }
            return next
        }
        guard remaining.isEmpty else { throw ReplayError.asksLess }
        return result
    }
}

package enum ReplayError: Error, Hashable, Sendable {
    case otherMachine, asksMore, asksLess
}

/// Stored as two values: what happened, and what the modules answered. Machine, turn and time stand beside them.
extension JournalRecord {
    package static let formatVersion: UInt8 = 2

    package var eventBytes: [UInt8] {
        var writer = ByteWriter()
        writer.byte(JournalRecord.formatVersion)
        writer.value(event)
        writer.values(surroundings)
        writer.values(profile)
        return writer.bytes
    }

    package var answerBytes: [UInt8] {
        var writer = ByteWriter()
        writer.byte(JournalRecord.formatVersion)
        writer.values(answers)
        return writer.bytes
    }

    package init(
        machine: ContentHash, turn: Int, now: Instant, eventBytes: [UInt8], answerBytes: [UInt8]
    ) throws(ByteError) {
        var events = try JournalRecord.reader(of: eventBytes)
        var replies = try JournalRecord.reader(of: answerBytes)
        self.init(
            machine: machine, turn: turn, event: try events.value(), now: now, surroundings: try events.values(),
            profile: try events.values(), answers: try replies.values())
        guard events.isAtEnd, replies.isAtEnd else { throw ByteError.trailingBytes }
    }

    private static func reader(of bytes: [UInt8]) throws(ByteError) -> ByteReader {
        var reader = ByteReader(bytes)
        let format = try reader.byte()
        guard format == formatVersion else { throw ByteError.unknownFormat(format) }
        return reader
    }
}

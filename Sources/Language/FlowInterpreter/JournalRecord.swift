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
    package var answers: [Answer]

    package init(
        machine: ContentHash, turn: Int, event: Event, now: Instant, surroundings: [FactValue], answers: [Answer]
    ) {
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
        let result = try Interpreter.step(program, conversation, event, now: now, surroundings: surroundings) {
            (_: Question) throws(ReplayError) -> Answer in
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

extension JournalRecord: ByteCodable {
    package static let formatVersion: UInt8 = 1

    package var encoded: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }

    package init(encoded bytes: [UInt8]) throws(ByteError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        guard reader.isAtEnd else { throw ByteError.trailingBytes }
    }

    package func write(to writer: inout ByteWriter) {
        writer.byte(JournalRecord.formatVersion)
        writer.raw(machine.bytes)
        writer.count(turn)
        writer.value(event)
        writer.signed(now.milliseconds)
        writer.values(surroundings)
        writer.values(answers)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let format = try reader.byte()
        guard format == JournalRecord.formatVersion else { throw ByteError.unknownFormat(format) }
        guard let hash = ContentHash(bytes: try reader.raw()) else { throw reader.failure() }
        self.init(
            machine: hash, turn: try reader.index(), event: try reader.value(),
            now: Instant(milliseconds: try reader.signed()), surroundings: try reader.values(),
            answers: try reader.values())
    }
}

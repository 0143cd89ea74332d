internal import CivilTime
internal import Conversations
internal import FlowInterpreter
internal import FlowMachine

/// A recorded talk run again on its own versions: what was said, what the modules were asked, and where it stood, none of
/// which the journal holds itself.
struct RecordedRun: Sendable {
    struct Turn: Sendable {
        var program: Program
        var event: Event
        var now: Instant
        var surroundings: [FactValue]
        var profile: [RememberedValue]
        /// In which it was answered; index into the program's languages.
        var language: Int
        var before: Conversation
        var after: Conversation
        var asked: [AskedAndAnswered]
        var effects: [Effect]
        var marks: TurnMarks
    }

    struct AskedAndAnswered: Hashable, Sendable {
        var question: Question
        var answer: Answer
    }

    let turns: [Turn]

    /// Costs one interpretation a turn.
    init(_ talk: JournalledTalk, programs: [ContentHash: Program]) throws(TalkDefect) {
        var turns: [Turn] = []
        turns.reserveCapacity(talk.turns.count)
        for (place, turn) in talk.turns.enumerated() {
            guard let program = programs[turn.record.machine] else {
                throw TalkDefect(kind: .machineMissing, turn: place)
            }
            let before: Conversation
            if let bytes = turn.stateBefore {
                guard let read = try? Conversation(encoded: bytes, for: program.machine) else {
                    throw TalkDefect(kind: .stateUnreadable, turn: place)
                }
                before = read
            } else if let last = turns.last, last.program.hash == program.hash {
                before = last.after
            } else {
                throw TalkDefect(kind: .stateUnreadable, turn: place)
            }
            let (result, asked) = try RecordedRun.replay(turn.record, program, from: before, at: place)
            let marks = TurnMarks(trace: result.trace, position: result.conversation.position)
            guard marks == turn.marks else { throw TalkDefect(kind: .otherMarks, turn: place) }
            turns.append(
                Turn(
                    program: program, event: turn.record.event, now: turn.record.now,
                    surroundings: turn.record.surroundings, profile: turn.record.profile,
                    language: program.language(after: turn.record.event, in: before), before: before, after: result.conversation, asked: asked, effects: result.effects, marks: marks))
        }
        self.turns = turns
    }

    /// As `JournalRecord.replay`, with the questions kept.
    private static func replay(
        _ record: JournalRecord, _ program: Program, from before: Conversation, at place: Int
    ) throws(TalkDefect) -> (TurnResult, [AskedAndAnswered]) {
        var asked: [AskedAndAnswered] = []
        let result: TurnResult
        do {
            result = try Interpreter.step(
                program, before, record.event, now: record.now, surroundings: record.surroundings, profile: record.profile
            ) { (question: Question) throws(ReplayError) -> Answer in
                guard record.answers.indices.contains(asked.count) else { throw ReplayError.asksMore }
                let answer = record.answers[asked.count]
                asked.append(AskedAndAnswered(question: question, answer: answer))
                return answer
            }
        } catch {
            throw TalkDefect(kind: .otherQuestions, turn: place)
        }
        guard asked.count == record.answers.count else { throw TalkDefect(kind: .otherQuestions, turn: place) }
        return (result, asked)
    }

    /// Where the talk stood when its record ends.
    var end: Position { turns[turns.count - 1].after.position }
}

internal import CivilTime
package import FlowMachine

/// A place that a turn passed, finer than its trace: for people who ask why it went as it did.
package struct PathEntry: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        case instruction(StepID, Int)
        /// A text of the turn's message.
        case text(TextID)
    }

    package let place: Place
    /// How many entries of the trace come before it.
    package let traced: Int

    init(_ place: Place, traced: Int) {
        self.place = place
        self.traced = traced
    }
}

/// A turn that was run again to be looked at.
package struct RetracedTurn: Hashable, Sendable {
    package var result: TurnResult
    package var path: [PathEntry]
    /// Parallel to the record's answers.
    package var questions: [Question]
}

extension JournalRecord {
    /// Runs the turn again as `replay` does, and notes the way it takes. Costs some allocations more.
    package func retrace(_ program: Program, from conversation: Conversation) throws(ReplayError) -> RetracedTurn {
        guard program.hash == machine else { throw ReplayError.otherMachine }
        var remaining = answers[...]
        var questions: [Question] = []
        let (result, path) = try Interpreter.follow(
            program, conversation, event, now: now, surroundings: surroundings, profile: profile
        ) { (question: Question) throws(ReplayError) -> Answer in
            guard let next = remaining.popFirst() else { throw ReplayError.asksMore }
            questions.append(question)
            return next
        }
        guard remaining.isEmpty else { throw ReplayError.asksLess }
        return RetracedTurn(result: result, path: path, questions: questions)
    }
}

extension Interpreter {
    /// As `step`, with the places that were passed.
    static func follow<Failure: Error>(
        _ program: Program, _ conversation: Conversation, _ event: Event, now: Instant, surroundings: [FactValue],
        profile: [RememberedValue], answer: (Question) throws(Failure) -> Answer
    ) throws(Failure) -> (result: TurnResult, path: [PathEntry]) {
        try withoutActuallyEscaping(answer) { (escaping: @escaping (Question) throws(Failure) -> Answer) throws(Failure) in
            var turn = Turn<Failure>(
                program: program, conversation: conversation, now: now, surroundings: surroundings, profile: profile,
                answer: escaping)
            turn.path = []
            try turn.take(event)
            return (turn.finished(), turn.path ?? [])
        }
    }
}

package import CivilTime
package import FlowMachine

extension Interpreter {
    /// The open question put once more, as the next turn would put it: what a customer reads after the conversation has come
    /// to another version of the bot. Nil where nothing is open, and where the next turn does something before it says
    /// anything; neither conversation nor salon changes.
    ///
    /// - Parameter answer: is asked what can be had, never to do anything.
    package static func restate<Failure: Error>(
        _ program: Program, _ conversation: Conversation, now: Instant, surroundings: [FactValue] = [],
        answer: (Question) throws(Failure) -> Answer
    ) throws(Failure) -> Message? {
        try withoutActuallyEscaping(answer) { (escaping: @escaping (Question) throws(Failure) -> Answer) throws(Failure) in
            var turn = Turn<RestatementEnd<Failure>>(
                program: program, conversation: conversation, now: now, surroundings: surroundings, profile: []
            ) { question throws(RestatementEnd<Failure>) in
                guard !question.changesSomething else { throw .wouldChange }
                do throws(Failure) { return try escaping(question) } catch { throw .failed(error) }
            }
            do throws(RestatementEnd<Failure>) {
                try turn.askAgain(progress: true)
            } catch {
                if case .failed(let failure) = error { throw failure }
            }
            return turn.message
        }
    }
}

private enum RestatementEnd<Failure: Error>: Error {
    /// The turn would go on with a deed; what it says before that has been said.
    case wouldChange
    case failed(Failure)
}

extension Question {
    fileprivate var changesSomething: Bool {
        switch self {
        case .offer, .check: false
        case .call(let action, _): action.signature.changesSomething
        case .answerWaitlist: true
        }
    }
}

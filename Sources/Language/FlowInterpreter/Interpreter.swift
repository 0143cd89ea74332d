package import CivilTime
package import FlowMachine

/// One turn of a conversation, as a pure function: the same program, conversation, event, time, surroundings and module
/// answers give the same result, bit for bit, on the server, in the terminal, in a test and in a replay of last week.
///
/// Modules are asked through `answer`, a call that returns; on the server it queries inside the turn's transaction, in a
/// replay it reads the journal. What it throws ends the turn: nothing has happened then, because a turn changes nothing
/// but the value it returns.
package enum Interpreter {
    /// - Parameters:
    ///   - surroundings: facts that hold whatever is said, such as the salon's name.
    ///   - profile: what the customer's profile holds, by slots marked `remember`; a conversation begins with it.
    package static func step<Failure: Error>(
        _ program: Program, _ conversation: Conversation, _ event: Event, now: Instant, surroundings: [FactValue] = [],
        profile: [RememberedValue] = [], answer: (Question) throws(Failure) -> Answer
    ) throws(Failure) -> TurnResult {
        try withoutActuallyEscaping(answer) { (escaping: @escaping (Question) throws(Failure) -> Answer) throws(Failure) in
            var turn = Turn<Failure>(
                program: program, conversation: conversation, now: now, surroundings: surroundings, profile: profile,
                answer: escaping)
            try turn.take(event)
            return turn.finished()
        }
    }
}

/// What a turn brings about. All of it is committed together or not at all.
package struct TurnResult: Hashable, Sendable {
    package var conversation: Conversation
    package var effects: [Effect]
    /// The modules' answers in the order in which they were asked for, for the journal.
    package var answers: [Answer]
    package var trace: [TraceEntry]

    package init(conversation: Conversation, effects: [Effect], answers: [Answer], trace: [TraceEntry]) {
        self.conversation = conversation
        self.effects = effects
        self.answers = answers
        self.trace = trace
    }
}

package enum Effect: Hashable, Sendable {
    case send(Message)
    /// A human is asked to take over.
    case handOff
    /// Something to see is sent; it comes after the message of the turn.
    case show(ShownThing)
    /// Somebody of the salon is told something. The choice is the master of the visit that is spoken of.
    case tell(StaffRecipient, master: Choice?, text: String)
    /// The customer's profile keeps these.
    case remember([RememberedValue])
}

/// What a turn did, for tests, statistics and explanations.
package enum TraceEntry: Hashable, Sendable {
    case entered(StepID)
    /// A form was gone on with, somewhere inside its step.
    case resumed(StepID)
    case filled(SlotID, Value)
    case refused(SlotID, WrongReason)
    case took(StepID, option: String)
    case called(Action, Outcome)
    case handled(intent: String)
    case answered(intent: String)
    /// A waitlist offer was answered by the customer, and what came of it.
    case answeredWaitlist(Outcome)
    case notUnderstood
    /// The silence of this place in the step's list was followed.
    case followedSilence(StepID, Int)
    /// Too many answers did not help; the way out of the slot was taken, or of the step where the slot is nil.
    case followedTries(StepID, SlotID?)
    /// Another flow was run from the instruction of a step, and later came back to it.
    case ran(StepID, instruction: Int)
    case returned(StepID, instruction: Int)
    /// A bound of `Limits` ended the turn.
    case limitMet
}

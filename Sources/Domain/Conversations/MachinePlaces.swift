package import FlowDiagnostics
package import FlowMachine

/// Where the parts of a machine were written that a `SourceMap` does not know, for reports that name a line, and which
/// parts are the bot's own. What is not here comes from the standard library.
package struct MachinePlaces: Hashable, Sendable {
    /// The steps the bot itself declares.
    package var steps: Set<StepID>
    package var slots: Set<SlotID>
    /// By the name of the intent: `start on`, `always` and `answer` lines of the bot.
    package var starts: [String: Span]
    package var handlers: [String: Span]
    package var answers: [String: Span]
    /// Of the bot's own steps and slots.
    package var statements: [StatementPlace: Span]

    package init(
        steps: Set<StepID> = [], slots: Set<SlotID> = [], starts: [String: Span] = [:], handlers: [String: Span] = [:],
        answers: [String: Span] = [:], statements: [StatementPlace: Span] = [:]
    ) {
        self.steps = steps
        self.slots = slots
        self.starts = starts
        self.handlers = handlers
        self.answers = answers
        self.statements = statements
    }
}

/// A line of a step or slot, by what it is in the machine.
package enum StatementPlace: Hashable, Sendable {
    case step(StepID)
    case instruction(StepID, Int)
    case option(StepID, Int)
    /// The `on` line of an outcome of the call at that instruction.
    case branch(StepID, Int, Outcome)
    /// By the place in `Step.silences`.
    case silence(StepID, Int)
    case tries(StepID)
    case slot(SlotID)
    case slotTries(SlotID)
    case offer(SlotID)
}

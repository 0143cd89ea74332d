package import FlowDiagnostics
package import FlowMachine

/// A bot's machine with one thing broken, as a slip of the hand would break it. Tests that pass on it all the same do not
/// watch over that thing.
package struct FlowMutant: Sendable {
    package let change: Change
    /// The line that would have been written otherwise.
    package let span: Span
    package let machine: Machine

    /// What is otherwise.
    package enum Change: Hashable, Sendable {
        case optionLeads(label: TextID, from: StepID, to: StepID)
        case optionMissing(label: TextID)
        case stepIsSilent(TextID)
        case callMissing(Action)
        case conditionTurned(StepID)
        case conditionMissing(StepID)
        case outcomeLeads(Outcome, from: StepID, to: StepID)
        case outcomeMissing(Outcome)
        case outcomeIsSilent(Outcome)
        case forgetMissing([SlotID])
        case triesCount(from: Int, to: Int)
        case triesLead(from: StepID, to: StepID)
        case triesMissing
        case silenceLasts(from: Int, to: Int)
        case silenceLeads(from: StepID, to: StepID)
        case silenceMissing(Int)
        case nextLeads(from: StepID, to: StepID)
        case textsSwapped(TextID, TextID)
        case questionsSwapped(SlotID, SlotID)
        case slotNotAsked(SlotID)
        case slotOptional(SlotID)
        case slotRequired(SlotID)
        case offerMissing(SlotID)
        case startMissing(String)
        case handlerMissing(String)
        case handlerLeads(String, from: StepID, to: StepID)
        case answerMissing(String)
        case answersSwapped(String, String)
        /// By the English name of its statement.
        case statementMissing(String)
    }

    /// All broken variants of the bot's own parts, in the order of the source; none equals the machine itself or another
    /// variant. Costs an encoding of the machine for each.
    package static func all(of machine: Machine, places: MachinePlaces) -> [FlowMutant] {
        var maker = MutantMaker(machine: machine, places: places)
        maker.make()
        return maker.mutants.sorted { ($0.span.file, $0.span.start) < ($1.span.file, $1.span.start) }
    }

    /// At most `limit` of them, spread evenly over the whole.
    package static func sample(_ mutants: [FlowMutant], limit: Int) -> [FlowMutant] {
        guard limit < mutants.count, limit > 0 else { return limit > 0 ? mutants : [] }
        return (0..<limit).map { mutants[$0 * mutants.count / limit] }
    }
}

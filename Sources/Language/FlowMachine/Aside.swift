/// What the bot says on the way without waiting: a flow that only looks something up, says it and goes `back` (a question
/// answered, a greeting). Such a flow needs no place of its own in the conversation.
///
/// Worked out once per program, in one pass over the steps that a start can reach.
package struct Aside: Sendable {
    package let first: StepID
    /// Whether nothing is changed on the way: it may be run beside the answer to the open question.
    package let isQuestion: Bool
    /// What its module calls would like to know; mentions of these types belong to the question.
    package let takes: Set<SlotType>

    /// Nil when the flow may wait, end, or hand over.
    package init?(from first: StepID, in machine: Machine) {
        var seen: Set<StepID> = [first]
        var open = [first]
        var isQuestion = true
        var takes: Set<SlotType> = []
        var goesBack = false
        while let id = open.popLast() {
            let step = machine[id]
            guard step.options.isEmpty else { return nil }
            var targets: [Target] = []
            for instruction in step.code {
                switch instruction {
                case .say, .show: break
                case .back: goesBack = true
                case .go(let target): targets.append(target)
                case .goWhen(let condition, let target):
                    targets.append(target)
                    if case .slot(let slot)? = condition.path { takes.insert(machine[slot].type) }
                case .call(let action, let branches):
                    targets += branches.compactMap(\.target)
                    takes.formUnion(action.signature.accepts)
                    isQuestion = isQuestion && !action.signature.changesSomething
                case .tell, .speak, .set, .forget: isQuestion = false
                case .fill, .handOff, .stop, .run: return nil
                }
            }
            isQuestion = isQuestion && targets.allSatisfy { $0.forget.isEmpty }
            for target in targets where seen.insert(target.step).inserted { open.append(target.step) }
        }
        guard goesBack else { return nil }
        self.first = first
        self.isQuestion = isQuestion
        self.takes = takes
    }
}

extension Condition {
    fileprivate var path: Path? {
        switch self {
        case .isSet(let path), .compare(let path, _, _): path
        case .not(let inner): inner.path
        }
    }
}

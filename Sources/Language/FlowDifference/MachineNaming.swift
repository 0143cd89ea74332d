internal import FlowMachine

/// Writes parts of one machine by name. Parts of the old machine are written with the new names of what was renamed, so
/// that a renaming is told once and not wherever the name stands.
struct MachineNaming {
    let machine: Machine
    private let stepNames: [String]
    private let slotNames: [String]
    /// By the number of the slot, from an answer's old name to its new one.
    private let choiceNames: [Int: NameMatching]
    /// The languages that texts are written in; others are left out.
    private let languages: Set<String>

    /// - Parameters:
    ///   - steps, slots: how names of the machine are written; nil for a machine whose names are the ones to write.
    ///   - choices: the same for the answers of slots, by the number of the slot.
    init(
        _ machine: Machine, languages: Set<String>, steps: NameMatching? = nil, slots: NameMatching? = nil,
        choices: [Int: NameMatching] = [:]
    ) {
        self.machine = machine
        self.languages = languages
        stepNames = machine.steps.map { steps?.current($0.name) ?? $0.name }
        slotNames = machine.slots.map { slots?.current($0.name) ?? $0.name }
        choiceNames = choices
    }

    func name(_ step: StepID) -> String { stepNames[step.index] }
    func name(_ slot: SlotID) -> String { slotNames[slot.index] }

    func text(_ id: TextID) -> NamedText {
        var text = NamedText(templates: [:])
        for (language, template) in zip(machine.languages, machine[id].templates) where languages.contains(language) {
            text.templates[language] = template.map(segment)
        }
        return text
    }

    private func segment(_ segment: Segment) -> NamedSegment {
        switch segment {
        case .literal(let literal): .literal(literal)
        case .value(let path, let format): .value(self.path(path), format)
        case .plural(let path, let forms): .plural(self.path(path), forms)
        }
    }

    private func path(_ path: Path) -> NamedPath {
        switch path {
        case .slot(let slot): .slot(name(slot))
        case .fact(let fact): .fact(fact)
        }
    }

    func target(_ target: Target) -> NamedTarget {
        NamedTarget(step: name(target.step), forget: Set(target.forget.map(name)).sorted())
    }

    func statement(_ instruction: Instruction) -> Statement {
        switch instruction {
        case .say(let text): .say(self.text(text))
        case .fill(let slots): .fill(slots.map(name))
        case .call(let action, let branches):
            .call(action, branches.map(branch).sorted { $0.outcome.rawValue < $1.outcome.rawValue })
        case .goWhen(let condition, let target): .goWhen(self.condition(condition), self.target(target))
        case .go(let target): .go(self.target(target))
        case .handOff: .handOff
        case .stop: .stop
        case .back: .back
        case .run(let step): .run(name(step))
        case .set(let slot, let expression): .set(name(slot), self.expression(expression, for: slot))
        case .forget(let slots): .forget(Set(slots.map(name)).sorted())
        case .show(let showing):
            .show(showing.kind, showing.source.map(source), caption: showing.caption.map(text))
        case .tell(let recipient, let text): .tell(recipient, self.text(text))
        case .speak(let language): .speak(language: machine.languages[language])
        }
    }

    private func branch(_ branch: Branch) -> NamedBranch {
        NamedBranch(outcome: branch.outcome, text: branch.text.map(text), target: branch.target.map(target))
    }

    private func condition(_ condition: Condition) -> NamedCondition {
        switch condition {
        case .isSet(let path): .isSet(self.path(path))
        case .not(let inner): .not(self.condition(inner))
        case .compare(let path, let comparison, let literal):
            if case .slot(let slot) = path {
                .compare(self.path(path), comparison, self.literal(literal, of: slot))
            } else {
                .compare(self.path(path), comparison, literal)
            }
        }
    }

    private func expression(_ expression: Expression, for slot: SlotID) -> NamedExpression {
        let operand: NamedExpression.Operand =
            switch expression.operand {
            case .path(let path): .path(self.path(path))
            case .literal(let literal): .literal(self.literal(literal, of: slot))
            }
        return NamedExpression(operand: operand, addition: expression.addition)
    }

    /// The answers of a slot are named in conditions as well.
    private func literal(_ literal: Literal, of slot: SlotID) -> Literal {
        guard case .name(let name) = literal, let matching = choiceNames[slot.index] else { return literal }
        return .name(matching.current(name))
    }

    private func source(_ source: ShowingSource) -> NamedSource {
        switch source {
        case .link(let link): .link(link)
        case .path(let path): .path(self.path(path))
        }
    }

    func tries(_ tries: Tries) -> NamedTries { NamedTries(count: tries.count, target: target(tries.target)) }

    func silence(_ silence: Silence) -> NamedSilence {
        NamedSilence(seconds: silence.seconds, target: target(silence.target))
    }

    func option(_ option: Option) -> NamedOption {
        NamedOption(
            name: option.name, label: text(option.label), target: target(option.target), formerNames: option.formerNames)
    }

    func option(_ choice: SlotChoice) -> NamedOption {
        NamedOption(name: choice.name, label: text(choice.label), target: nil, formerNames: choice.formerNames)
    }
}

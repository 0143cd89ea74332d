internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// Lines `was` and `restart` that speak of nothing.
extension VersionChecks {
    /// What the live version calls its things of one kind, or called them before.
    private struct Known {
        let kind: KeywordKind
        /// Names that conversations or menus of the live version may know.
        var all: Set<String> = []
        /// Those of them that this bot has no more: what such a line can be about.
        var gone: [String] = []

        init(_ kind: KeywordKind, _ before: [(name: String, former: [String])], now: Set<String>) {
            self.kind = kind
            for (name, former) in before {
                all.insert(name)
                all.formUnion(former)
                if !now.contains(name) { gone.append(name) }
            }
        }
    }

    mutating func checkFormerNames() {
        var steps = Known(
            .name, live.steps.map { ($0.name, $0.formerNames) }, now: Set(machine.steps.map(\.name)))
        // What the live version begins anew already was some version's step before it.
        steps.all.formUnion(live.flows.flatMap(\.restarts))
        let slots = Known(.type, live.slots.map { ($0.name, $0.formerNames) }, now: Set(machine.slots.map(\.name)))
        for (index, step) in lowering.program.steps.enumerated() where !step.isLibrary {
            let before = matching.formerStep(StepID(index: index)).map { live[$0].options } ?? []
            let options = Known(
                .option, before.map { ($0.name, $0.formerNames) }, now: Set(machine.steps[index].options.map(\.name)))
            var isBehindOption = false
            for statement in step.declaration.statements {
                if case .option = statement.kind { isBehindOption = true }
                if case .was(let name) = statement.kind { check(name, "was", among: isBehindOption ? options : steps) }
            }
        }
        for (index, slot) in lowering.program.slots.enumerated() where !slot.isLibrary {
            for name in slot.declaration.formerNames { check(name, "was", among: slots) }
            let before = matching.formerSlot(SlotID(index: index)).map { live[$0].choices } ?? []
            let choices = Known(
                .option, before.map { ($0.name, $0.formerNames) }, now: Set(machine.slots[index].choices.map(\.name)))
            for choice in slot.declaration.choices { for name in choice.formerNames { check(name, "was", among: choices) } }
        }
        for (_, restarts) in lowering.program.restarts.sorted(by: { $0.key < $1.key }) {
            for restart in restarts where !restart.isLibrary { check(restart.declaration, "restart", among: steps) }
        }
    }

    private mutating func check(_ name: Name, _ keyword: String, among known: Known) {
        guard !known.all.contains(names.settled(name, known.kind)) else { return }
        let guess = Guess(for: name, among: known.gone.map { names.written($0, known.kind, at: name.span) })
        findings.report(
            .formerNameUnknown, at: name.span,
            [name.value, names.written(keyword, .statement, at: name.span), guess.shown], fix: guess.fix)
    }
}

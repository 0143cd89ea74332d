internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

extension Lowering {
    mutating func lowerAction(_ name: Name) -> Action? {
        builtin(name, .action, among: Action.allCases.map(\.name), code: .unknownAction).flatMap(Action.init(named:))
    }

    mutating func lowerOutcome(_ name: Name, of action: Action) -> Outcome? {
        builtin(
            name, .outcome, among: action.signature.outcomes.map(\.name), code: .unknownOutcome, before: [action.name]
        ).flatMap(Outcome.init(named:))
    }

    /// A `do` and the `on` lines right under it, as one call.
    mutating func lowerCall(
        _ name: Name, _ branches: [Statement], at span: Span, in builder: inout StepBuilder
    ) {
        guard let action = lowerAction(name) else {
            hasHoles = true
            builder.hasEnded = true
            builder.reportedUnreached = true
            return
        }
        let signature = action.signature
        let place = builder.code.count
        // Of an action that was only guessed at nothing more is demanded.
        var isSure = names.canonical(name, .action) == action.name
        if isSure { noteNeeds(of: action, at: name.span, .instruction(builder.id, place, known: [])) }
        var lowered: [Branch] = []
        var covered: [Outcome: Span] = [:]
        for statement in branches {
            guard case .on(let outcomeName, let clause, let text) = statement.kind else { continue }
            let outcome = lowerOutcome(outcomeName, of: action)
            let target = clause.flatMap { self.target($0) }
            let said = text.flatMap { lowerText($0, at: outcomeName.span, limit: .message) }
            guard let outcome else {
                isSure = false
                continue
            }
            if let first = covered[outcome] {
                findings.report(.outcomeTwice, at: outcomeName.span, [outcomeName.value], firstAt: first)
                continue
            }
            covered[outcome] = outcomeName.span
            let provided = (signature.provides[outcome] ?? []).map { Path.fact($0) }
            for placeholder in said?.placeholders ?? [] {
                reads.append(
                    ValueRead(
                        path: placeholder.path, span: placeholder.span,
                        place: .instruction(builder.id, place, known: provided)))
            }
            guard target != nil || clause == nil else {
                hasHoles = true
                builder.lacksOutcome = true
                continue
            }
            lowered.append(Branch(outcome: outcome, text: said?.id, target: target))
        }
        // In the order of the declaration of outcomes: the order of the lines means nothing.
        lowered.sort { $0.outcome.rawValue < $1.outcome.rawValue }
        for outcome in signature.outcomes where covered[outcome] == nil && signature.mustHandle.contains(outcome) {
            builder.lacksOutcome = true
            guard isSure else { continue }
            let written = names.written(outcome.name, .outcome, at: name.span)
            findings.reportAbsence(
                .outcomeMissing, at: name.span, [name.value, written],
                fix: addition(of: outcome, after: (branches.last?.span ?? span).end, at: name.span))
        }
        builder.append(.call(action, lowered), span)
        let leaving = Set(lowered.filter { $0.target != nil }.map(\.outcome))
        if signature.outcomes.allSatisfy(leaving.contains) { builder.hasEnded = true }
    }

    /// A line that leads the outcome to a human, where the bot has such a step.
    private func addition(of outcome: Outcome, after end: Int, at place: Span) -> Diagnostic.Fix? {
        guard stepIDs["operator"] != nil else { return nil }
        let on = names.written("on", .statement, at: place)
        let written = names.written(outcome.name, .outcome, at: place)
        let target = names.written("operator", .name, at: place)
        return Diagnostic.Fix(
            span: Span(file: place.file, start: end, end: end), replacement: "\n    \(on) \(written) -> \(target)")
    }

    /// Notes that the call reads the slots it requires.
    private mutating func noteNeeds(of action: Action, at span: Span, _ place: ValueRead.Place) {
        for type in SlotType.allCases where action.signature.requires.contains(type) {
            if let index = slotTypes.firstIndex(of: type) {
                reads.append(
                    ValueRead(path: .slot(SlotID(index: index)), span: span, place: place, action: action))
            } else if !slotTypes.contains(nil) {
                findings.reportAbsence(
                    .callNeedsSlotType, at: span, [action.name, names.written(type.name, .type, at: span)])
            }
        }
    }
}

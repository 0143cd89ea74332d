internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// From parsed files to a machine, or to findings that say why not.
///
/// The work goes in four stages, each of which sees only what the one before let through: the files are joined into a
/// program (`ProgramReader`), every name is resolved and every statement lowered (`Lowering`), the graph of all ways
/// through the machine is checked (`GraphChecks`), and only then is there a `CompiledFlow`.
package enum Compiler {
    /// Compiles a bot. Costs time in proportion to its text, and to its steps times the values it reads.
    package static func compile(_ input: CompileInput) -> CompileResult {
        let names = BuiltinNames(input)
        var findings = Findings(syntax: (input.sources + input.library).flatMap(\.diagnostics), names: names)
        let program = ProgramReader.read(input, names: names, findings: &findings)
        var lowering = Lowering(
            program: program, names: names, libraryStart: input.sources.count, findings: findings)
        lowering.machine.wordings = program.languages.compactMap { input.wordings[$0] }
        lowering.lower()
        let tests = lowering.lowerTests()
        let invariants = lowering.lowerInvariants()
        lowering.checkUnused()
        findings = lowering.findings
        if !lowering.hasHoles {
            var checks = GraphChecks(lowering)
            checks.checkUnreachable()
            checks.checkEscape()
            checks.checkRuns()
            checks.checkCircles()
            checks.checkReads(lowering.reads) { lowering.written($0, at: $1) }
            for invariant in invariants {
                switch invariant.kind {
                case .never(let action, let step): checks.check(never: action, before: step, at: invariant.span)
                case .alwaysReach(let step, let turns):
                    checks.check(alwaysReach: step, within: turns, at: invariant.span)
                }
            }
            findings = checks.findings
        }
        guard !findings.hasErrors, !lowering.hasHoles else {
            return CompileResult(diagnostics: findings.sorted, compiled: nil)
        }
        let compiled = CompiledFlow(
            machine: lowering.machine, sourceMap: lowering.map, tests: tests, examples: lowering.examples())
        return CompileResult(diagnostics: findings.sorted, compiled: compiled)
    }
}

/// An invariant whose names are resolved.
struct LoweredInvariant {
    enum Kind {
        case never(Action, before: StepID)
        case alwaysReach(StepID, turns: Int)
    }

    let kind: Kind
    let span: Span
}

extension Lowering {
    mutating func lowerInvariants() -> [LoweredInvariant] {
        program.invariants.compactMap { invariant in
            switch invariant.kind {
            case .never(let action, let before):
                let action = lowerAction(action)
                let step = step(before)
                guard let action, let step else { return nil }
                return LoweredInvariant(kind: .never(action, before: step), span: invariant.span)
            case .alwaysReach(let name, let turns):
                return step(name).map {
                    LoweredInvariant(kind: .alwaysReach($0, turns: turns.value), span: invariant.span)
                }
            }
        }
    }

    /// What the bot declares for itself and nothing refers to. Parts of the library are left out silently instead.
    mutating func checkUnused() {
        guard !hasHoles else { return }
        var filled: Set<SlotID> = []
        for step in machine.steps { for case .fill(let slots) in step.code { filled.formUnion(slots) } }
        for (index, slot) in program.slots.enumerated()
        where !slot.isLibrary && !filled.contains(SlotID(index: index)) {
            findings.reportAbsence(.unusedSlot, at: slot.declaration.name.span, [slot.declaration.name.value])
        }
        for text in program.texts.values where !text.isLibrary && !usedTexts.contains(text.name) {
            findings.reportAbsence(.unusedText, at: text.declaration.name.span, [text.declaration.name.value])
        }
        let used = Set((machine.starts + machine.handlers).map(\.intent) + machine.answers.map(\.intent))
        for intent in program.intents
        where !intent.isLibrary && !used.contains(intent.name)
            && names.canonical(intent.declaration.name, .intent) == nil
        {
            findings.reportAbsence(.unusedIntent, at: intent.declaration.name.span, [intent.declaration.name.value])
        }
    }

    /// A value's name as the file of `place` writes it.
    func written(_ path: Path, at place: Span) -> String {
        switch path {
        case .slot(let slot): slotNames(at: place)[slot.index]
        case .fact(let fact): names.written(fact.name, .fact, at: place)
        }
    }
}

internal import FlowDiagnostics
internal import FlowInterpreter
internal import FlowMachine
internal import FlowSyntax

/// From parsed files to a machine, or to findings that say why not.
///
/// The work goes in four stages, each of which sees only what the one before let through: the files are joined into a
/// program (`ProgramReader`), every name is resolved and every statement lowered (`Lowering`), the graph of all ways
/// through the machine is checked (`GraphChecks`), and only then is there a `CompiledFlow`.
package enum Compiler {
    /// Raised whenever the same files may give another machine than before; kept with every version.
    package static let version = "1"

    /// Compiles a bot. Costs time in proportion to its text, and to its steps times the values it reads.
    package static func compile(_ input: CompileInput) -> CompileResult {
        let names = BuiltinNames(input)
        var findings = Findings(syntax: (input.sources + input.library).flatMap(\.diagnostics), names: names)
        let program = ProgramReader.read(input, names: names, findings: &findings)
        var lowering = Lowering(
            program: program, names: names, libraryStart: input.sources.count, findings: findings, salon: input.salon)
        lowering.machine.wordings = program.languages.compactMap { input.wordings[$0] }
        lowering.lower()
        lowering.checkFormerNames()
        lowering.checkRestarts()
        let tests = lowering.lowerTests()
        let invariants = lowering.lowerInvariants()
        lowering.checkUnused()
        findings = lowering.findings
        var costs: Costs?
        if input.proves, !lowering.hasHoles {
            let (proved, counted) = prove(lowering, invariants)
            findings = proved
            costs = counted
        }
        if let live = input.against, !lowering.hasHoles {
            lowering.findings = findings
            var checks = VersionChecks(lowering, live: live, languagesAt: input.sources.lazy.compactMap(\.file.languages.first).first)
            checks.check()
            findings = checks.findings
        }
        guard !findings.hasErrors, !lowering.hasHoles else {
            return CompileResult(diagnostics: findings.sorted, compiled: nil)
        }
        let compiled = CompiledFlow(
            machine: lowering.machine, sourceMap: lowering.map, tests: tests, examples: lowering.examples(), costs: costs)
        return CompileResult(diagnostics: findings.sorted, compiled: compiled)
    }

    /// The checks over all ways through the machine, and what turns cost where none goes in circles.
    private static func prove(_ lowering: Lowering, _ invariants: [LoweredInvariant]) -> (Findings, Costs?) {
        let transcripts = Transcripts(names: lowering.names) { lowering.slotNames(at: $0) }
        var checks = GraphChecks(lowering)
        checks.checkUnreachable()
        checks.checkEscape()
        checks.checkTries()
        checks.checkRuns()
        checks.checkReturns()
        let turns = TurnGraph(checks.graph, reached: checks.reached)
        checks.checkCircles(turns)
        checks.checkReads(lowering.reads) { lowering.written($0, at: $1) }
        checks.checkComparisons(lowering.conditions)
        checks.checkNeverRead(lowering.readSlots) { lowering.slotNames(at: $0) }
        checks.checkLateMessages(transcripts)
        checks.checkOptOut()
        let ruled = Set(
            invariants.compactMap { if case .never(let action, _) = $0.kind { action } else { nil } })
        checks.checkConfirmations(ruled: ruled, transcripts)
        for invariant in invariants {
            switch invariant.kind {
            case .never(let action, let step):
                checks.check(never: action, before: step, at: invariant.span, transcripts)
            case .alwaysReach(let step, let turns):
                checks.check(alwaysReach: step, within: turns, at: invariant.span, transcripts)
            }
        }
        // Texts that could not be read have no length to count.
        guard lowering.machine.systemTexts.count == SystemText.allCases.count,
            lowering.machine.wordings.count == lowering.machine.languages.count, !lowering.machine.languages.isEmpty,
            let count = CostCount(turns, sizes: lowering.knownSizes, reached: checks.reached)
        else { return (checks.findings, nil) }
        checks.checkCosts(count, limits: (Limits.instructionsPerTurn, Limits.questionsPerTurn))
        return (checks.findings, count.costs)
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

    /// The slots whose values a text says, a condition asks for, a picture needs or another slot takes.
    var readSlots: Set<SlotID> {
        var read: Set<SlotID> = []
        for text in machine.texts {
            for template in text.templates {
                for segment in template {
                    switch segment {
                    case .value(.slot(let slot), _), .plural(.slot(let slot), _): read.insert(slot)
                    case .literal, .value, .plural: break
                    }
                }
            }
        }
        for step in machine.steps {
            for instruction in step.code {
                switch instruction {
                case .goWhen(let condition, _): if case .slot(let slot) = condition.path { read.insert(slot) }
                case .set(_, let expression): if case .path(.slot(let slot)) = expression.operand { read.insert(slot) }
                case .show(let showing): if case .path(.slot(let slot))? = showing.source { read.insert(slot) }
                default: break
                }
            }
        }
        return read
    }

    /// `was` names what is gone, and one thing only.
    mutating func checkFormerNames() {
        var seen: [String: Set<String>] = [:]
        func check(_ name: Name, _ settled: String, among present: Set<String>, in scope: String) {
            if present.contains(settled) {
                findings.report(.wasStillThere, at: name.span, [name.value])
            } else if !seen[scope, default: []].insert(settled).inserted {
                findings.report(.wasTwice, at: name.span, [name.value])
            }
        }
        let steps = Set(program.steps.map(\.name))
        for step in program.steps where !step.isLibrary {
            var option: String?
            let options = Set(
                step.declaration.statements.compactMap { statement in
                    if case .option(let name, _, _) = statement.kind { names.settled(name, .option) } else { nil }
                })
            for statement in step.declaration.statements {
                switch statement.kind {
                case .option(let name, _, _): option = names.settled(name, .option)
                case .was(let name):
                    if option == nil {
                        check(name, names.settled(name, .name), among: steps, in: "steps")
                    } else {
                        check(name, names.settled(name, .option), among: options, in: "step \(step.name)")
                    }
                default: break
                }
            }
        }
        let slots = Set(program.slots.map(\.name))
        for slot in program.slots where !slot.isLibrary {
            for name in slot.declaration.formerNames { check(name, names.settled(name, .type), among: slots, in: "slots") }
            let choices = Set(slot.declaration.choices.map { names.settled($0.name, .option) })
            for choice in slot.declaration.choices {
                for name in choice.formerNames {
                    check(name, names.settled(name, .option), among: choices, in: "slot \(slot.name)")
                }
            }
        }
    }

    /// `restart` names what another version waited in and this one does not, has somewhere to begin, and is the one word on
    /// that step.
    mutating func checkRestarts() {
        var moved: [String: Span] = [:]
        for step in program.steps {
            for statement in step.declaration.statements {
                // Behind an option the line is about that option.
                if case .option = statement.kind { break }
                if case .was(let name) = statement.kind { moved[names.settled(name, .name)] = name.span }
            }
        }
        for (flow, restarts) in program.restarts.sorted(by: { $0.key < $1.key }) {
            for restart in restarts where !restart.isLibrary {
                let name = restart.declaration
                if !machine.flows.contains(where: { $0.name == flow }) {
                    findings.reportAbsence(.restartWithoutStep, at: name.span, [flow])
                } else if let former = moved[restart.name] {
                    findings.report(.restartOfMoved, at: name.span, [name.value], firstAt: former)
                } else if let step = stepIDs[restart.name], isWaiting(step) {
                    findings.report(.restartStillThere, at: name.span, [name.value])
                }
            }
        }
    }

    /// Whether a conversation can wait in the step: for an answer, an option, or a flow that comes back.
    private func isWaiting(_ step: StepID) -> Bool {
        guard step.index < machine.steps.count else { return false }
        return !machine[step].options.isEmpty
            || machine[step].code.contains { instruction in
                switch instruction {
                case .fill, .run: true
                default: false
                }
            }
    }

    /// By the step it begins with, the name of each flow.
    var flowNames: [StepID: String] {
        var result: [StepID: String] = [:]
        for (name, step) in program.firstSteps.sorted(by: { $0.key < $1.key }) {
            if let id = stepIDs[step], result[id] == nil { result[id] = name }
        }
        return result
    }

    /// A value's name as the file of `place` writes it.
    func written(_ path: Path, at place: Span) -> String {
        switch path {
        case .slot(let slot): slotNames(at: place)[slot.index]
        case .fact(let fact): names.written(fact.name, .fact, at: place)
        }
    }
}

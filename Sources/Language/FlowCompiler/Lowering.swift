internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// Turns a program into a machine: resolves every name, checks each statement by itself, and leaves to the checks over
/// the whole graph what needs to see all paths.
///
/// An unknown name that is near to a known one is reported and then taken for it, so that one slip of the hand raises
/// one finding and not a trail of them.
struct Lowering {
    let program: FlowProgram
    let names: BuiltinNames
    /// Files from this one on are the library's.
    let libraryStart: Int
    var findings: Findings

    var machine: Machine
    var map = SourceMap()
    /// Every value read, with where it is read, for the check that it is known there.
    var reads: [ValueRead] = []
    /// Whether something named could not be made out at all: the graph then has holes, and checks over it would only
    /// repeat that.
    var hasHoles = false
    var usedTexts: Set<String> = []
    /// Every condition, for the check whether it can go either way.
    var conditions: [LoweredCondition] = []
    /// What is known of the salon; nil when a bot is checked by itself.
    let salon: SalonData?
    /// How long values can get; made once the types of the slots are known.
    var knownSizes = TextSizes(languages: [], wordings: [], salon: nil, types: [], labels: [], anyone: [], yesOrNo: [])
    private(set) var stepIDs: [String: StepID] = [:]
    private(set) var slotIDs: [String: SlotID] = [:]
    var textIDs: [Text: TextID] = [:]
    /// Parallel to the machine's texts: the line of each language.
    var textLines: [[String: Span]] = []
    /// The names of the intents that the bot or the library declares.
    private(set) var declaredIntents: Set<String> = []
    /// Parallel to the program's slots; nil where the type could not be made out.
    var slotTypes: [SlotType?] = []
    var slotTexts: [SlotTexts] = []

    /// The placeholders of a slot's question and of its refusals, to be counted as read wherever the slot is asked.
    struct SlotTexts {
        var ask: [Placeholder] = []
        var wrong: [Placeholder] = []
    }

    init(
        program: FlowProgram, names: BuiltinNames, libraryStart: Int, findings: Findings, salon: SalonData?
    ) {
        self.salon = salon
        self.program = program
        self.names = names
        self.libraryStart = libraryStart
        self.findings = findings
        machine = Machine(
            bot: program.bot, languages: program.languages, wordings: [],
            texts: [], systemTexts: [], slots: [], steps: [], intents: [], starts: [], handlers: [], answers: [])
    }

    /// Lowers everything, in an order that depends on what is declared and never on where in the file it stands between
    /// declarations of another kind.
    mutating func lower() {
        declaredIntents = Set(program.intents.map(\.name))
        for (index, step) in program.steps.enumerated() { stepIDs[step.name] = StepID(index: index) }
        for (index, slot) in program.slots.enumerated() { slotIDs[slot.name] = SlotID(index: index) }
        for (index, slot) in program.slots.enumerated() {
            let type = slotType(of: slot.declaration)
            slotTypes.append(type)
            // Named by its type with a slip in it: elsewhere it is called by the name that was meant.
            if slot.declaration.type == nil, let type, slotIDs[type.name] == nil {
                slotIDs[type.name] = SlotID(index: index)
            }
        }
        checkSlotTypes()
        knownSizes = sizes
        for (index, slot) in program.slots.enumerated() {
            lowerSlot(slot.declaration, named: slot.name, type: slotTypes[index])
        }
        for step in program.steps { lowerStep(step) }
        lowerIntents()
        for start in program.starts {
            guard let intent = intent(Name(start.intent, start.span)), let step = stepIDs[start.firstStep] else {
                continue
            }
            machine.starts.append(IntentTarget(intent: intent, target: Target(step: step)))
        }
        for handler in program.handlers {
            guard let intent = intent(handler.declaration.intent), let target = target(handler.declaration.target)
            else { continue }
            machine.handlers.append(IntentTarget(intent: intent, target: target))
        }
        for answer in program.answers {
            let declaration = answer.declaration
            let intent = intent(declaration.intent)
            guard let text = lowerText(declaration.text, at: declaration.intent.span, limit: .message) else { continue }
            reads += text.placeholders.map { ValueRead(path: $0.path, span: $0.span, place: .anywhere) }
            if let intent { machine.answers.append(IntentAnswer(intent: intent, text: text.id)) }
        }
        lowerFlows()
        lowerSystemTexts()
        if program.steps.isEmpty, !hasHoles {
            findings.reportAbsence(.noSteps, at: Span(file: 0, start: 0, end: 0))
        }
    }

    /// By name: which steps make up a flow does not hang on where in the files they stand.
    private mutating func lowerFlows() {
        let steps = Dictionary(grouping: program.steps.compactMap { stepIDs[$0.name] }) { step in
            program.flowOfStep[program.steps[step.index].name] ?? ""
        }
        for (name, steps) in steps.sorted(by: { $0.key < $1.key }) {
            let first = program.firstSteps[name].flatMap { stepIDs[$0] }
            machine.flows.append(
                Flow(
                    name: name, first: first ?? steps[0], steps: steps,
                    restarts: (program.restarts[name] ?? []).map(\.name)))
        }
    }

    // MARK: References

    mutating func target(_ clause: TargetClause) -> Target? {
        let step = step(clause.step)
        let forget = clause.forget.compactMap { slot($0) }
        return step.map { Target(step: $0, forget: forget) }
    }

    mutating func step(_ name: Name) -> StepID? {
        let settled = names.settled(name, .name)
        if let step = stepIDs[name.value] ?? stepIDs[settled] { return step }
        if settled == FlowProgram.back {
            hasHoles = true
            findings.report(.backElsewhere, at: name.span, [name.value])
            return nil
        }
        let guess = Guess(
            for: name,
            among: program.steps.map { written($0.name, .name, declared: $0.declaration.name, at: name.span) })
        findings.reportAbsence(.unknownStep, at: name.span, [name.value, guess.shown], fix: guess.fix)
        guard let meant = guess.meant else {
            hasHoles = true
            return nil
        }
        return stepIDs[meant] ?? stepIDs[names.settled(Name(meant, name.span), .name)]
    }

    mutating func slot(_ name: Name) -> SlotID? {
        if let slot = knownSlot(name) { return slot }
        if isOfUnreadType(name) { return nil }
        let guess = Guess(for: name, among: slotNames(at: name.span))
        findings.reportAbsence(.unknownSlot, at: name.span, [name.value, guess.shown], fix: guess.fix)
        guard let meant = guess.meant, let slot = knownSlot(Name(meant, name.span)) else {
            hasHoles = true
            return nil
        }
        return slot
    }

    /// The step that a flow begins with.
    mutating func firstStep(of name: Name) -> StepID? {
        if let first = program.firstSteps[names.settled(name, .name)], let step = stepIDs[first] { return step }
        let guess = Guess(for: name, among: program.firstSteps.keys.sorted())
        findings.reportAbsence(.unknownFlow, at: name.span, [name.value, guess.shown], fix: guess.fix)
        guard let meant = guess.meant, let first = program.firstSteps[meant], let step = stepIDs[first] else {
            hasHoles = true
            return nil
        }
        return step
    }

    /// The kind of value that a name stands for; nil where a slot's type could not be made out.
    func kind(of path: Path) -> ValueKind? {
        switch path {
        case .slot(let slot): slotTypes[slot.index]?.kind
        case .fact(let fact): fact.kind
        }
    }

    func knownSlot(_ name: Name) -> SlotID? {
        let settled = names.settled(name, .type)
        if let slot = slotIDs[name.value] ?? slotIDs[settled] { return slot }
        // The library speaks of slots by their types; the bot may have its own under another name.
        guard name.span.file >= libraryStart else { return nil }
        return slotTypes.firstIndex { $0?.name == settled && $0?.isCheckedByModules == true }.map(SlotID.init(index:))
    }

    /// Whether a name that is unknown is that of a type, while some slot's type could not be made out: it is that slot,
    /// most likely, and has its finding.
    private mutating func isOfUnreadType(_ name: Name) -> Bool {
        guard slotTypes.contains(where: { $0 == nil }), names.canonical(name, .type) != nil else { return false }
        hasHoles = true
        return true
    }

    func slotNames(at place: Span) -> [String] {
        program.slots.map { written($0.name, .type, declared: $0.declaration.name, at: place) }
    }

    /// A name as the reader would write it at `place`: the bot's own as declared, a library's in the file's dialect.
    private func written(_ name: String, _ kind: KeywordKind, declared: Name, at place: Span) -> String {
        declared.span.file == place.file ? declared.value : names.written(name, kind, at: place)
    }

    /// A slot or a fact, as placeholders and conditions name them.
    mutating func path(_ name: Name) -> Path? {
        if let path = knownPath(name) { return path }
        if isOfUnreadType(name) { return nil }
        let facts = names.canonicalNames(.fact).map { names.written($0, .fact, at: name.span) }
        let guess = Guess(for: name, among: slotNames(at: name.span) + facts)
        findings.reportAbsence(.unknownValue, at: name.span, [name.value, guess.shown], fix: guess.fix)
        let meant = guess.meant.flatMap { knownPath(Name($0, name.span)) }
        if meant == nil { hasHoles = true }
        return meant
    }

    func knownPath(_ name: Name) -> Path? {
        if let slot = knownSlot(name) { return .slot(slot) }
        return names.canonical(name, .fact).flatMap(Fact.init(named:)).map { .fact($0) }
    }

    mutating func intent(_ name: Name) -> String? {
        let settled = names.settled(name, .intent)
        if declaredIntents.contains(settled) || names.canonical(name, .intent) != nil { return settled }
        let builtin = names.canonicalNames(.intent).map { names.written($0, .intent, at: name.span) }
        let guess = Guess(for: name, among: program.intents.map(\.declaration.name.value) + builtin)
        findings.reportAbsence(.unknownIntent, at: name.span, [name.value, guess.shown], fix: guess.fix)
        return nil
    }

    /// A built-in name of a closed list; an unknown one is a finding that lists what there is.
    /// - Parameter before: arguments of the message that stand before the name.
    mutating func builtin(
        _ name: Name, _ kind: KeywordKind, among candidates: [String], code: DiagnosticCode, before: [String] = []
    ) -> String? {
        if let canonical = names.canonical(name, kind), candidates.contains(canonical) { return canonical }
        let spellings = candidates.map { names.written($0, kind, at: name.span) }
        let guess = Guess(for: name, among: spellings)
        findings.report(code, at: name.span, before + [name.value, guess.shown], fix: guess.fix)
        guard let meant = guess.meant, let index = spellings.firstIndex(of: meant) else { return nil }
        return candidates[index]
    }
}

/// A value that a text, a condition or a module call reads.
struct ValueRead {
    let path: Path
    let span: Span
    let place: Place
    /// The module action that needs the value, when it is one.
    var action: Action?

    enum Place {
        /// In an answer or a text of the interpreter's own, which may be said at any moment.
        case anywhere
        /// At an instruction of a step (its number of instructions stands for the moment of waiting for an option),
        /// where `known` is known besides what the way there made known.
        case instruction(StepID, Int, known: [Path])
    }
}

/// A `{…}` of a text that was resolved.
struct Placeholder {
    let path: Path
    let span: Span
}

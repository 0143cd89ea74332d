internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// Puts the files of a bot and the standard library together into one program: header, names that must be unique, and
/// what the bot replaces by name.
struct ProgramReader {
    private let input: CompileInput
    private let names: BuiltinNames
    private var program = FlowProgram()
    private var findings: Findings
    /// The bot's flows and the library's, to be joined by name.
    private var flows: [FlowProgram.Entry<FlowDeclaration>] = []
    private var declaredSteps: [String: Span] = [:]
    private var declaredSlots: [String: Span] = [:]
    private var declaredIntents: [String: Span] = [:]
    /// What happens on an intent: one start, handler or answer, whichever it is.
    private var handledIntents: [String: Span] = [:]
    private var declaredTexts: [String: Span] = [:]
    private var declaredRestarts: [String: Span] = [:]

    static func read(
        _ input: CompileInput, names: BuiltinNames, findings: inout Findings
    ) -> FlowProgram {
        var reader = ProgramReader(input: input, names: names, findings: findings)
        reader.readHeader()
        for file in input.sources { reader.readDeclarations(of: file.file, isLibrary: false) }
        reader.addLibrary()
        reader.joinFlows()
        findings = reader.findings
        return reader.program
    }

    private init(input: CompileInput, names: BuiltinNames, findings: Findings) {
        self.input = input
        self.names = names
        self.findings = findings
    }

    // MARK: Header

    private mutating func readHeader() {
        readBotName()
        readLanguages()
        for use in input.sources.flatMap(\.file.uses) {
            // There is but one library, so whatever was written, it was meant.
            program.usesStandard = !input.library.isEmpty
            if names.canonical(use, .name) != "standard" || input.library.isEmpty {
                let standard = names.written("standard", .name, at: use.span)
                findings.report(
                    .unknownLibrary, at: use.span, [use.value, standard],
                    fix: Diagnostic.Fix(span: use.span, replacement: standard))
            }
        }
    }

    private mutating func readBotName() {
        let bots = input.sources.compactMap(\.file.bot)
        guard let bot = bots.first else {
            findings.reportAbsence(.botMissing, at: Span(file: 0, start: 0, end: 0))
            return
        }
        program.bot = bot.value
        for other in bots.dropFirst() { findings.report(.headerRepeated, at: other.span, firstAt: bot.span) }
    }

    private mutating func readLanguages() {
        let lists = input.sources.map(\.file.languages).filter { !$0.isEmpty }
        guard let list = lists.first else {
            findings.reportAbsence(.languagesMissing, at: Span(file: 0, start: 0, end: 0))
            return
        }
        let known = input.wordings.keys.sorted()
        for language in list {
            if program.languages.contains(language.value) {
                findings.report(.statedTwice, at: language.span)
            } else if known.contains(language.value) {
                program.languages.append(language.value)
            } else {
                let guess = Guess(for: language, among: known)
                findings.report(
                    .unknownLanguage, at: language.span, [language.value, known.joined(separator: ", ")], fix: guess.fix
                )
            }
        }
        for other in lists.dropFirst() { findings.report(.headerRepeated, at: other[0].span, firstAt: list[0].span) }
    }

    // MARK: Declarations

    private mutating func readDeclarations(of file: FlowFile, isLibrary: Bool) {
        for text in file.texts { addText(text, isLibrary: isLibrary) }
        guard !isLibrary || program.usesStandard else { return }
        for intent in file.intents {
            let name = names.settled(intent.name, .intent)
            guard claim(name, intent.name, in: \.declaredIntents, isLibrary: isLibrary) else { continue }
            program.intents.append(.init(name: name, declaration: intent, isLibrary: isLibrary))
        }
        for answer in file.answers {
            let name = names.settled(answer.intent, .intent)
            guard claim(name, answer.intent, in: \.handledIntents, isLibrary: isLibrary, as: .intentTwice) else {
                continue
            }
            program.answers.append(.init(name: name, declaration: answer, isLibrary: isLibrary))
        }
        for handler in file.handlers {
            let name = names.settled(handler.intent, .intent)
            guard claim(name, handler.intent, in: \.handledIntents, isLibrary: isLibrary, as: .intentTwice) else {
                continue
            }
            program.handlers.append(.init(name: name, declaration: handler, isLibrary: isLibrary))
        }
        for flow in file.flows {
            let name = names.settled(flow.name, .name)
            flows.append(.init(name: name, declaration: flow, isLibrary: isLibrary))
            if !isLibrary { program.ownFlows.append(.init(name: name, declaration: flow.name, isLibrary: false)) }
            for slot in flow.slots { addSlot(slot, isLibrary: isLibrary) }
            for step in flow.steps where !isLibrary || speaksAllOf(step) { addStep(step, of: name, isLibrary: isLibrary) }
        }
        if !isLibrary {
            program.invariants += file.invariants
            program.tests += file.tests
        }
    }

    /// Whether the bot speaks the languages a step of the library switches to; the others are none of its business.
    private func speaksAllOf(_ step: StepDeclaration) -> Bool {
        step.spoken.allSatisfy { program.languages.contains($0.value) }
    }

    private mutating func addText(_ text: TextDeclaration, isLibrary: Bool) {
        let name = names.settled(text.name, .text)
        guard claim(name, text.name, in: \.declaredTexts, isLibrary: isLibrary) else { return }
        program.texts[name] = .init(name: name, declaration: text, isLibrary: isLibrary)
    }

    private mutating func addSlot(_ slot: SlotDeclaration, isLibrary: Bool) {
        // A slot that is named by its type has a built-in name, whether or not the type stands behind it.
        let name = names.settled(slot.name, .type)
        let shadowsType = slot.type.map {
            names.canonical(slot.name, .type) != nil && names.canonical($0, .type) != names.canonical(slot.name, .type)
        }
        guard names.canonical(slot.name, .fact) == nil, shadowsType != true else {
            findings.report(.reservedName, at: slot.name.span, [slot.name.value])
            return
        }
        guard claim(name, slot.name, in: \.declaredSlots, isLibrary: isLibrary) else { return }
        program.slots.append(.init(name: name, declaration: slot, isLibrary: isLibrary))
    }

    private mutating func addStep(_ step: StepDeclaration, of flow: String, isLibrary: Bool) {
        let name = names.settled(step.name, .name)
        guard name != FlowProgram.back else {
            findings.report(.reservedName, at: step.name.span, [step.name.value])
            return
        }
        guard claim(name, step.name, in: \.declaredSteps, isLibrary: isLibrary) else { return }
        program.steps.append(.init(name: name, declaration: step, isLibrary: isLibrary))
        program.flowOfStep[name] = flow
    }

    /// Whether the name is still free. A bot's second declaration is a finding; a library's declaration simply gives
    /// way to the bot's, which is how a bot replaces what it names.
    private mutating func claim(
        _ name: String, _ written: Name, in taken: WritableKeyPath<ProgramReader, [String: Span]>, isLibrary: Bool,
        as code: DiagnosticCode = .duplicateName
    ) -> Bool {
        if let first = self[keyPath: taken][name] {
            if !isLibrary || self.isLibrary(first) {
                findings.report(code, at: written.span, [written.value], firstAt: first)
            }
            return false
        }
        self[keyPath: taken][name] = written.span
        return true
    }

    private mutating func addLibrary() {
        for file in input.library { readDeclarations(of: file.file, isLibrary: true) }
    }

    // MARK: Flows

    /// Joins flows of one name: a bot's flow that has starts of its own replaces those of the library's flow of that name,
    /// and begins with its own first step; one that has none puts other steps, slots and texts into the library's flow,
    /// which begins as it did.
    private mutating func joinFlows() {
        var order: [String] = []
        var byName: [String: [FlowProgram.Entry<FlowDeclaration>]] = [:]
        for flow in flows {
            if byName[flow.name] == nil { order.append(flow.name) }
            byName[flow.name, default: []].append(flow)
        }
        for name in order {
            let parts = byName[name] ?? []
            if let first = parts.first, !first.isLibrary {
                for part in parts.dropFirst() where !part.isLibrary {
                    findings.report(
                        .duplicateName, at: part.declaration.name.span, [part.declaration.name.value],
                        firstAt: first.declaration.name.span)
                }
            }
            for part in parts { addRestarts(of: part) }
            let starting = parts.first { !$0.declaration.starts.isEmpty }
            let firstStep = (starting?.isLibrary == true ? parts.filter(\.isLibrary) : parts).lazy
                .compactMap({ $0.declaration.steps.first }).first
            if let firstStep { program.firstSteps[name] = names.settled(firstStep.name, .name) }
            guard let starting else { continue }
            guard let firstStep else {
                findings.reportAbsence(
                    .emptyFlow, at: starting.declaration.name.span, [starting.declaration.name.value])
                continue
            }
            for intent in starting.declaration.starts {
                let canonical = names.settled(intent, .intent)
                // What begins a flow when nothing is open may do something else in the middle of one.
                let isHandler = program.handlers.contains {
                    $0.name == canonical && $0.isLibrary == starting.isLibrary
                } && !program.starts.contains { $0.intent == canonical && !$0.isLibrary }
                if let earlier = handledIntents[canonical], !isHandler {
                    if starting.isLibrary { continue }
                    if isLibrary(earlier) {
                        dropLibraryHandling(of: canonical)
                    } else {
                        findings.report(.intentTwice, at: intent.span, [intent.value], firstAt: earlier)
                    }
                }
                handledIntents[canonical] = intent.span
                program.starts.append(
                    .init(
                        intent: canonical, span: intent.span, firstStep: names.settled(firstStep.name, .name),
                        isLibrary: starting.isLibrary))
            }
        }
        dropUnspokenLibrary()
        dropReplacedSlots()
        dropUnreachedLibrary()
    }

    /// What a bot says of a step of another version holds, whatever its library says of it.
    private mutating func addRestarts(of flow: FlowProgram.Entry<FlowDeclaration>) {
        for restart in flow.declaration.restarts {
            let name = names.settled(restart, .name)
            if let first = declaredRestarts[name] {
                if !flow.isLibrary { findings.report(.restartTwice, at: restart.span, [restart.value], firstAt: first) }
                continue
            }
            declaredRestarts[name] = restart.span
            program.restarts[flow.name, default: []].append(
                .init(name: name, declaration: restart, isLibrary: flow.isLibrary))
        }
    }

    /// A bot's own slot of a type that it may have only one of stands for the library's slot of that type, whatever it is
    /// called: the library's flows fill that one.
    private mutating func dropReplacedSlots() {
        let own = Set(
            program.slots.filter { !$0.isLibrary }.compactMap { slot in
                slot.declaration.type.flatMap { type in
                    names.canonical(type, .type) ?? Guess(for: type, among: names.canonicalNames(.type)).meant
                }
            })
        program.slots.removeAll { $0.isLibrary && own.contains($0.name) && SlotType.isOnePerBot($0.name) }
    }

    /// Leaves out what of the library leads into a step that was left out, because it switches to a language the bot
    /// does not speak.
    private mutating func dropUnspokenLibrary() {
        let left = Set(
            input.library.flatMap { $0.file.flows.flatMap(\.steps) }.filter { !speaksAllOf($0) }
                .map { names.settled($0.name, .name) }
        ).subtracting(program.steps.map(\.name))
        program.starts.removeAll { $0.isLibrary && left.contains($0.firstStep) }
        let handlers = program.handlers.filter {
            $0.isLibrary && left.contains(names.settled($0.declaration.target.step, .name))
        }
        program.handlers.removeAll { handler in handlers.contains { $0.name == handler.name } }
        let handled = Set(handlers.map(\.name))
        program.intents.removeAll { $0.isLibrary && handled.contains($0.name) }
    }

    private func isLibrary(_ span: Span) -> Bool { span.file >= input.sources.count }

    /// A bot that says what happens on an intent replaces what the library does on it, in whatever form.
    private mutating func dropLibraryHandling(of intent: String) {
        program.handlers.removeAll { $0.isLibrary && $0.name == intent }
        program.answers.removeAll { $0.isLibrary && $0.name == intent }
        program.starts.removeAll { $0.isLibrary && $0.intent == intent }
    }

    /// Keeps of the library's steps and slots those that the bot can get to, so that a machine holds no step that
    /// cannot run; a bot's own steps all stay, for tests and statistics name them.
    private mutating func dropUnreachedLibrary() {
        var reached: Set<String> = []
        var open =
            program.steps.filter { !$0.isLibrary }.map(\.name) + program.starts.map(\.firstStep)
            + program.handlers.map { names.settled($0.declaration.target.step, .name) }
            + program.restarts.filter { $0.value.contains { !$0.isLibrary } }.keys.compactMap { program.firstSteps[$0] }
            + program.slots.compactMap { $0.declaration.tries.map { names.settled($0.target.step, .name) } }
            + program.invariants.compactMap {
                switch $0.kind {
                case .never(_, let step), .alwaysReach(let step, _): names.settled(step, .name)
                }
            }
        var filled: Set<String> = []
        let steps = Dictionary(program.steps.map { ($0.name, $0.declaration) }) { first, _ in first }
        while let name = open.popLast() {
            guard reached.insert(name).inserted, let step = steps[name] else { continue }
            open += step.targets.map { names.settled($0.step, .name) }
            open += step.runs.compactMap { program.firstSteps[names.settled($0, .name)] }
            for slot in step.filledSlots {
                filled.insert(slot.value)
                filled.insert(names.settled(slot, .type))
            }
        }
        program.steps.removeAll { $0.isLibrary && !reached.contains($0.name) }
        program.slots.removeAll { $0.isLibrary && !filled.contains($0.name) }
    }
}

extension SlotType {
    /// Whether a bot has one slot at most of the type of this name; see `Lowering.checkSlotTypes`.
    static func isOnePerBot(_ name: String) -> Bool {
        allCases.contains { $0.name == name && $0.isCheckedByModules }
    }
}

extension FlowProgram {
    /// The reserved name in `then back`; see `Instruction.back`.
    static let back = "back"
}

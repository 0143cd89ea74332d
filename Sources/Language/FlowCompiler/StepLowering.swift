internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

extension Lowering {
    mutating func lowerStep(_ entry: FlowProgram.Entry<StepDeclaration>) {
        let id = StepID(index: machine.steps.count)
        var builder = StepBuilder(id: id, name: entry.declaration.name)
        let statements = entry.declaration.statements
        var index = 0
        while index < statements.count {
            index += lowerStatement(at: index, of: statements, into: &builder)
        }
        finish(&builder, statements)
        let silences = builder.silences.sorted { $0.silence.seconds < $1.silence.seconds }
        machine.steps.append(
            Step(
                name: entry.name, code: builder.code, options: builder.options, tries: builder.tries,
                silences: silences.map(\.silence), formerNames: builder.formerNames))
        map.silences.append(silences.map(\.span))
        map.tries.append(builder.triesSpan)
        map.steps.append(entry.declaration.name.span)
        map.instructions.append(builder.spans)
        map.options.append(builder.optionSpans)
    }

    /// Lowers one statement, or a `do` with the `on` lines that belong to it.
    /// - Returns: how many statements were taken, at least one.
    private mutating func lowerStatement(
        at index: Int, of statements: [Statement], into builder: inout StepBuilder
    ) -> Int {
        let statement = statements[index]
        switch statement.kind {
        case .tries, .silent, .was: break
        default:
            if builder.hasEnded {
                if !builder.reportedUnreached {
                    findings.reportAbsence(.neverRuns, at: statement.span, [builder.name.value])
                    builder.reportedUnreached = true
                }
            }
        }
        switch statement.kind {
        case .say(let text):
            // Whether buttons follow shows at the end of the step: lengths are counted there.
            guard let lowered = lowerText(text, at: statement.span, limit: .message) else {
                builder.saysUnreadText = true
                return 1
            }
            say(lowered, at: statement.span, in: &builder)
        case .sayNamed(let name):
            guard let lowered = namedText(name, limit: .message) else {
                builder.saysUnreadText = true
                return 1
            }
            say(lowered, at: statement.span, in: &builder)
        case .fill(let names): lowerFill(names, at: statement.span, in: &builder)
        case .option(let name, let clause, let label):
            lowerOption(name, clause, label, at: statement.span, in: &builder)
        case .call(let name):
            var branches: [Statement] = []
            for next in statements[(index + 1)...] {
                guard case .on = next.kind else { break }
                branches.append(next)
            }
            lowerCall(name, branches, at: statement.span, in: &builder)
            return 1 + branches.count
        case .on(let outcome, let clause, _):
            // Of the lines under an action that is not there the first says so.
            var isFirst = true
            if index > 0, case .on = statements[index - 1].kind { isFirst = false }
            if isFirst { findings.reportAbsence(.onWithoutDo, at: outcome.span, [outcome.value]) }
            builder.lacksOutcome = true
            if let clause { _ = target(clause) }
        case .if(let condition, let clause):
            let target = target(clause)
            let lowered = lowerCondition(condition)
            guard let target, let lowered else {
                hasHoles = true
                return 1
            }
            for read in lowered.reads { note(read, in: builder) }
            conditions.append(
                LoweredCondition(
                    condition: lowered.0, step: builder.id, instruction: builder.code.count, span: statement.span,
                    written: condition.written(in: names, at: statement.span), target: clause.step.value))
            builder.append(.goWhen(lowered.0, target), statement.span)
        case .else(let clause):
            if index > 0, case .if = statements[index - 1].kind {
            } else {
                findings.reportAbsence(.elseWithoutIf, at: statement.span)
            }
            if let target = target(clause) { builder.append(.go(target), statement.span) }
            builder.hasEnded = true
        case .then(let clause):
            lowerThen(clause, at: statement.span, in: &builder)
        case .tries(let clause):
            if builder.tries != nil { findings.reportAbsence(.statedTwice, at: clause.span) }
            builder.triesSpan = clause.span
            builder.tries = lowerTries(clause) ?? builder.tries
        case .silent(let seconds, let clause):
            let target = target(clause)
            builder.silentSpans.append(statement.span)
            if builder.silences.contains(where: { $0.silence.seconds == seconds.value }) {
                findings.reportAbsence(.silenceTwice, at: seconds.span)
            } else if let target {
                builder.silences.append((Silence(seconds: seconds.value, target: target), statement.span))
            }
        case .handOff:
            builder.append(.handOff, statement.span)
            builder.hasEnded = true
        case .stop:
            builder.append(.stop, statement.span)
            builder.hasEnded = true
        case .set(let slot, let expression): lowerSet(slot, expression, at: statement.span, in: &builder)
        case .forget(let slots):
            let slots = slots.compactMap { slot($0) }
            if !slots.isEmpty { builder.append(.forget(slots), statement.span) }
        case .run(let flow):
            if let first = firstStep(of: flow) { builder.append(.run(first), statement.span) }
        case .show(let kind, let source, let caption):
            lowerShow(kind, source, caption, at: statement.span, in: &builder)
        case .tell(let recipient, let text): lowerTell(recipient, text, at: statement.span, in: &builder)
        case .speak(let language):
            if let place = program.languages.firstIndex(of: language.value) {
                builder.append(.speak(place), statement.span)
            } else if !program.languages.isEmpty {
                let guess = Guess(for: language, among: program.languages)
                findings.reportAbsence(
                    .languageNotOfBot, at: language.span,
                    [language.value, program.languages.joined(separator: ", ")], fix: guess.fix)
            }
        case .was(let name):
            if let last = builder.options.indices.last, statement.span.start > builder.optionSpans[last].start {
                builder.options[last].formerNames.append(names.settled(name, .option))
            } else {
                builder.formerNames.append(names.settled(name, .name))
            }
        }
        return 1
    }

    private mutating func lowerThen(_ clause: TargetClause, at span: Span, in builder: inout StepBuilder) {
        builder.hasEnded = true
        if stepIDs[clause.step.value] == nil, names.settled(clause.step, .name) == FlowProgram.back {
            if let slot = clause.forget.first { findings.report(.backElsewhere, at: slot.span, [clause.step.value]) }
            builder.append(.back, span)
        } else if let target = target(clause) {
            builder.append(.go(target), span)
        }
    }

    private mutating func say(_ text: LoweredText, at span: Span, in builder: inout StepBuilder) {
        for placeholder in text.placeholders { note(placeholder, in: builder) }
        builder.says.append((text.id, span))
        builder.append(.say(text.id), span)
    }

    mutating func note(_ read: Placeholder, in builder: StepBuilder, known: [Path] = []) {
        reads.append(
            ValueRead(
                path: read.path, span: read.span, place: .instruction(builder.id, builder.code.count, known: known)))
    }

    private mutating func lowerFill(_ names: [Name], at span: Span, in builder: inout StepBuilder) {
        var slots: [SlotID] = []
        /// Where the name before ends: a repeated one goes with its comma.
        var end: Int?
        for name in names {
            guard let slot = slot(name) else { continue }
            guard !slots.contains(slot) else {
                findings.report(
                    .statedTwice, at: name.span,
                    fix: end.map {
                        Diagnostic.Fix(
                            span: Span(file: name.span.file, start: $0, end: name.span.end), replacement: "")
                    })
                end = name.span.end
                continue
            }
            // A form is asked in its order, so a question may speak of what was asked before it.
            let earlier = slots.filter { machine[$0].isSetAfterFill }.map { Path.slot($0) }
            let facts: [Path] = slots.contains { slotTypes[$0.index] == .service } ? FlowGraph.factsOfService : []
            for placeholder in slotTexts[slot.index].ask { note(placeholder, in: builder, known: earlier + facts) }
            // A value is refused as soon as it is said, in whatever order; only a time is judged with its date.
            let dates = slots.filter { slotTypes[$0.index] == .date && slotTypes[slot.index] == .time }
            for placeholder in slotTexts[slot.index].wrong {
                note(placeholder, in: builder, known: dates.map { .slot($0) })
            }
            slots.append(slot)
            end = name.span.end
        }
        builder.append(.fill(slots), span)
        builder.waits = true
    }

    private mutating func lowerOption(
        _ name: Name, _ clause: TargetClause, _ label: LocalizedText, at span: Span, in builder: inout StepBuilder
    ) {
        let settled = names.settled(name, .option)
        let target = target(clause)
        builder.optionSyntax.append((name, label))
        if let first = builder.options.firstIndex(where: { $0.name == settled }) {
            findings.report(.duplicateName, at: name.span, [name.value], firstAt: builder.optionSpans[first])
            return
        }
        // The number of options, and with it the room on each, is known at the end of the step.
        let text = lowerText(label, at: name.span, limit: .message)
        guard let text, let target else {
            hasHoles = hasHoles || target == nil
            builder.hasUnreadOption = true
            return
        }
        builder.optionReads += text.placeholders
        builder.options.append(Option(name: settled, label: text.id, target: target))
        builder.optionSpans.append(name.span)
    }
}

/// A step in the making.
struct StepBuilder {
    let id: StepID
    let name: Name
    var code: [Instruction] = []
    var spans: [Span] = []
    var options: [Option] = []
    var optionSpans: [Span] = []
    var optionSyntax: [(name: Name, label: LocalizedText)] = []
    var optionReads: [Placeholder] = []
    var says: [(text: TextID, span: Span)] = []
    var tries: Tries?
    var triesSpan: Span?
    var silences: [(silence: Silence, span: Span)] = []
    var silentSpans: [Span] = []
    /// Whether the last statement leaves the step on every path.
    var hasEnded = false
    var reportedUnreached = false
    var waits = false
    var hasUnreadOption = false
    var saysUnreadText = false
    var lacksOutcome = false
    var formerNames: [String] = []

    init(id: StepID, name: Name) {
        self.id = id
        self.name = name
    }

    mutating func append(_ instruction: Instruction, _ span: Span) {
        code.append(instruction)
        spans.append(span)
    }
}

extension Slot {
    /// Whether a form that asks for the slot leaves it set: an optional one may be passed over, but "no matter which" is a
    /// master.
    var isSetAfterFill: Bool { !isOptional || type == .master && offer != nil }
}

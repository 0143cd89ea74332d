internal import FlowDiagnostics

/// Reading the lines that stand by themselves and the ones that open a declaration.
extension FileParser {
    /// Reads the line behind its keyword. A line under the wrong declaration is reported and left.
    mutating func parse(_ statement: StatementKeyword) throws(Abandoned) {
        switch statement {
        case .salonflow: try expectVersion()
        case .bot: try expectBot()
        case .languages: try expectLanguages()
        case .use: try expectUse()
        case .intent: try expectIntent()
        case .answer: try expectAnswer()
        case .text: try expectTextDeclaration()
        case .flow: try expectFlow()
        case .slot: try expectSlot()
        case .step: try expectStep()
        case .test: try expectTest()
        case .always: try expectHandler()
        case .alwaysReach: try expectAlwaysReach()
        case .never: try expectNever()
        case .startOn:
            guard open.blocks.contains(.flow) else { throw misplaced(statement.places) }
            let intent = try expectName(after: head.value)
            open.flow?.starts.append(intent)
            try expectEnd()
        case .restart:
            guard open.blocks.contains(.flow) else { throw misplaced(statement.places) }
            let names = try expectNames(after: head.value)
            open.flow?.restarts += names
            try expectEnd()
        default:
            guard let block = open.innermost, statement.places.contains(block) else {
                throw misplaced(statement.places)
            }
            try parse(statement, in: block)
        }
    }

    private mutating func misplaced(_ places: [Block]) -> Abandoned {
        reportMisplaced(places)
        return Abandoned()
    }

    mutating func reportMisplaced(_ places: [Block]) {
        guard !open.isBelowUnknownLine, open.strayed.isDisjoint(with: places) else { return }
        open.strayed.formUnion(places)
        let words = places.map { keywords.spelling(of: $0.rawValue, kind: .statement, dialect: dialect) }
        report(.misplacedStatement, at: head.span, [head.value, words.joined(separator: ", ")])
    }

    /// - Parameter second: the whole repeated line where it says just the same, so that it can go.
    mutating func reportRepeated(_ first: Span?, same second: Span? = nil) {
        guard open.blocks.isEmpty || !open.hasRepeatedClause && !open.isBelowUnknownLine else { return }
        open.hasRepeatedClause = true
        let related = first.map { [Diagnostic.Related(span: $0, note: .firstDeclaredHere)] } ?? []
        report(
            .repeatedClause, at: head.span, [head.value], related: related,
            fix: second.map { Diagnostic.Fix(span: $0, replacement: "") })
    }

    private var declarationSpan: Span { head.span }

    private mutating func expectVersion() throws(Abandoned) {
        closeBlocks(keeping: 0)
        let number = try expectNumber()
        if let earlier = file.version {
            let isSame = earlier.value == number.value
            reportRepeated(earlier.span, same: isSame ? span(head.span.start, number.span.end) : nil)
        } else {
            file.version = number
            if number.value != FlowFile.languageVersion { report(.unknownVersion, at: number.span, [String(number.value)]) }
        }
        try expectEnd()
    }

    private mutating func expectBot() throws(Abandoned) {
        closeBlocks(keeping: 0)
        let name = try expectNewName(toEnd: true)
        if let earlier = file.bot {
            reportRepeated(earlier.span, same: earlier.value == name.value ? span(head.span.start, name.span.end) : nil)
        } else {
            file.bot = name
        }
    }

    private mutating func expectLanguages() throws(Abandoned) {
        closeBlocks(keeping: 0)
        let names = try expectNames(after: head.value)
        for name in names where !Scalars.isLanguageCode(name.value) {
            report(.badLanguage, at: name.span, [name.value])
        }
        if let earlier = file.languages.first {
            reportRepeated(earlier.span)
        } else {
            file.languages = names.filter { Scalars.isLanguageCode($0.value) }
                .map { Name($0.value.lowercased(), $0.span) }
        }
        try expectEnd()
    }

    private mutating func expectUse() throws(Abandoned) {
        closeBlocks(keeping: 0)
        file.uses += try expectNames(after: head.value)
        try expectEnd()
    }

    private mutating func expectIntent() throws(Abandoned) {
        closeBlocks(keeping: 0)
        openBlock(.intent)
        let name = try expectNewName(toEnd: true, isBuiltIn: true)
        open.intent = IntentDeclaration(name: name, phrases: [], examples: [], span: declarationSpan)
    }

    private mutating func expectAnswer() throws(Abandoned) {
        closeBlocks(keeping: 0)
        openBlock(.answer)
        let intent = try expectName(after: head.value)
        open.answer = AnswerDeclaration(intent: intent, text: LocalizedText(lines: []), span: declarationSpan)
        try expectText(.answer)
    }

    private mutating func expectTextDeclaration() throws(Abandoned) {
        closeBlocks(keeping: 0)
        openBlock(.text)
        let name = try expectName(after: head.value)
        open.text = TextDeclaration(name: name, text: LocalizedText(lines: []), span: declarationSpan)
        try expectText(.text)
    }

    private mutating func expectFlow() throws(Abandoned) {
        closeBlocks(keeping: 0)
        openBlock(.flow)
        let name = try expectNewName(toEnd: true)
        open.flow = FlowDeclaration(name: name, starts: [], slots: [], steps: [], span: declarationSpan)
    }

    /// Closes what is open inside the flow. A line outside of every flow is reported; it is read all the same, so that
    /// the lines under it have their place.
    private mutating func closeToFlow() {
        let isInFlow = open.blocks.first == .flow
        closeBlocks(keeping: isInFlow ? 1 : 0)
        if !isInFlow { reportMisplaced([.flow]) }
    }

    private mutating func expectSlot() throws(Abandoned) {
        closeToFlow()
        openBlock(.slot)
        open.wrongReasons = [:]
        let name = try expectNewName(toEnd: false)
        var slot = SlotDeclaration(
            name: name, type: nil, isOptional: false, ask: nil, offer: nil, wrong: [], tries: nil, span: declarationSpan
        )
        while lexer.peek() != nil {
            if !slot.isOptional, parseWord(.optional) {
                slot.isOptional = true
            } else if !slot.isRemembered, parseWord(.remember) {
                slot.isRemembered = true
            } else if slot.type == nil, !slot.isOptional, !slot.isRemembered, let type = parseName() {
                slot.type = type
            } else {
                break
            }
        }
        open.slot = slot
        try expectEnd()
    }

    private mutating func expectStep() throws(Abandoned) {
        closeToFlow()
        openBlock(.step)
        let name = try expectNewName(toEnd: true)
        open.step = StepDeclaration(name: name, statements: [], span: declarationSpan)
    }

    private mutating func expectTest() throws(Abandoned) {
        closeBlocks(keeping: 0)
        openBlock(.test)
        let title = try expectValue(usage: "\(head.value) …")
        open.test = TestDeclaration(title: title, lines: [], span: declarationSpan)
    }

    /// What holds for the whole bot may stand in a flow and leaves it open.
    private mutating func closeToFlowOrFile() { closeBlocks(keeping: open.blocks.first == .flow ? 1 : 0) }

    /// `always INTENT -> TARGET`, behind its keyword.
    private mutating func expectHandler() throws(Abandoned) {
        closeToFlowOrFile()
        try expectHandler(of: try expectName(after: head.value))
    }

    private mutating func expectHandler(of intent: Name) throws(Abandoned) {
        let target = try expectTarget()
        file.handlers.append(
            HandlerDeclaration(intent: intent, target: target, span: span(head.span.start, placeOfMissing().end)))
        try expectEnd()
    }

    /// `always reach STEP within N turns`. With an arrow behind it, it is a handler of an intent that has that name.
    private mutating func expectAlwaysReach() throws(Abandoned) {
        closeToFlowOrFile()
        if lexer.peek()?.kind == .arrow, let last = lexer.tokens.last(where: { $0.kind == .keyword }) {
            let place = span(last.start, last.end)
            try expectHandler(of: Name(text(place), place))
            return
        }
        let usage = "\(word(.alwaysReach)) … \(innerWord(.within)) 3 \(innerWord(.turns))"
        let step = try expectName(after: head.value)
        try expectWord(.within, usage: usage)
        let turns = try expectNumber()
        try expectWord(.turns, usage: usage)
        file.invariants.append(
            InvariantDeclaration(
                kind: .alwaysReach(step: step, turns: turns), span: span(head.span.start, placeOfMissing().end)))
        try expectEnd()
    }

    /// `never ACTION before STEP`, behind its keyword.
    private mutating func expectNever() throws(Abandoned) {
        closeToFlowOrFile()
        let action = try expectName(after: head.value)
        try expectWord(.before, usage: "\(head.value) \(action.value) \(innerWord(.before)) …")
        let step = try expectName(after: innerWord(.before))
        file.invariants.append(
            InvariantDeclaration(
                kind: .never(action: action, before: step), span: span(head.span.start, step.span.end)))
        try expectEnd()
    }

    /// Makes the line the owner of the texts below it; nothing but a misplaced text may still stand in it.
    mutating func expectText(_ kind: TextOwner.Kind) throws(Abandoned) {
        owner = TextOwner(kind: kind, head: head)
        if parseTextOnSameLine() { return }
        do throws(Abandoned) {
            try expectEnd()
        } catch {
            owner?.hasFailed = true
            throw error
        }
    }
}

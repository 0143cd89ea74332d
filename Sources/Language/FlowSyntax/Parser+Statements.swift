internal import FlowDiagnostics

/// Reading the lines of slots, steps and intents.
extension FileParser {
    /// A line that may stand in this block.
    mutating func parse(_ statement: StatementKeyword, in block: Block) throws(Abandoned) {
        switch (block, statement) {
        case (.intent, .not): try expectExclusion()
        case (.intent, .example): try expectExample()
        case (.slot, .optional):
            open.slot?.isOptional = true
            try expectEnd()
        case (.slot, .ask):
            if let earlier = open.slot?.ask {
                reportRepeated(earlier.lines.first?.span)
                throw Abandoned()
            }
            try expectText(.ask)
        case (.slot, .offer): try expectOffer()
        case (.slot, .wrong): try expectWrong()
        case (.slot, .tries):
            let tries = try expectTries()
            if let earlier = open.slot?.tries { reportRepeated(earlier.span) } else { open.slot?.tries = tries }
        case (.slot, .remember):
            open.slot?.isRemembered = true
            try expectEnd()
        case (.slot, .option): try expectText(.slotOption(try expectName(after: head.value)))
        case (.slot, .was): try expectFormerSlotName()
        case (.test, _): try expectTestLine(statement)
        default: try expectStepLine(statement)
        }
    }

    /// `LANGUAGE:` behind a keyword; the colon is left standing.
    private mutating func expectLanguage() throws(Abandoned) -> Name {
        let name = try expectName(after: head.value)
        guard Scalars.isLanguageCode(name.value) else {
            report(.badLanguage, at: name.span, [name.value])
            throw Abandoned()
        }
        guard lexer.peek()?.kind == .colon else {
            let place = placeOfMissing()
            report(
                .expectedWord, at: place, [":", "\(head.value) \(name.value): …"],
                fix: Diagnostic.Fix(span: place, replacement: ":"))
            throw Abandoned()
        }
        return Name(name.value.lowercased(), name.span)
    }

    /// `not LANGUAGE: PHRASE`, behind its keyword.
    private mutating func expectExclusion() throws(Abandoned) {
        expectPhraseLine(try expectLanguage(), isExclusion: true, from: head.span.start)
    }

    /// `example LANGUAGE: TEXT`, behind its keyword.
    private mutating func expectExample() throws(Abandoned) {
        let language = try expectLanguage()
        _ = lexer.next()
        let text = try expectValue(usage: "\(head.value) \(language.value): …", unquoted: false)
        open.intent?.examples.append(ExampleLine(language: language, text: text))
    }

    /// Words up to a comma or the line's end as one name: `free times`.
    private mutating func parseWords() -> Name? {
        guard let first = parseName() else { return nil }
        var words = [first]
        while let next = parseName() { words.append(next) }
        return Name(
            words.map(\.value).joined(separator: " "), span(first.span.start, words[words.count - 1].span.end))
    }

    private mutating func expectWords(after what: String) throws(Abandoned) -> Name {
        if let words = parseWords() { return words }
        return try expectName(after: what)
    }

    /// `offer SOURCE, SOURCE`, behind its keyword.
    private mutating func expectOffer() throws(Abandoned) {
        var sources = [try expectWords(after: head.value)]
        while lexer.peek()?.kind == .comma {
            _ = lexer.next()
            sources.append(try expectWords(after: ","))
        }
        if let earlier = open.slot?.offer {
            reportRepeated(earlier.span)
        } else {
            let place = span(head.span.start, sources[sources.count - 1].span.end)
            open.slot?.offer = OfferClause(sources: sources, span: place)
        }
        try expectEnd()
    }

    /// `wrong REASON`, behind its keyword.
    private mutating func expectWrong() throws(Abandoned) {
        let reason = try expectReason()
        if let earlier = open.wrongReasons[reason.value] {
            reportRepeated(earlier)
            throw Abandoned()
        }
        open.wrongReasons[reason.value] = reason.span
        try expectText(.wrong(reason))
    }

    /// A reason may have two words, but a language with its colon is not the second.
    private mutating func expectReason() throws(Abandoned) -> Name {
        let first = try expectName(after: head.value)
        var words = [first]
        while lexer.peek()?.kind == .word {
            let start = lexer.checkpoint
            guard let next = parseName(), lexer.peek()?.kind != .colon else {
                lexer.restore(start)
                break
            }
            words.append(next)
        }
        return Name(
            words.map(\.value).joined(separator: " "), span(first.span.start, words[words.count - 1].span.end))
    }

    /// `tries N -> TARGET`, behind its keyword.
    private mutating func expectTries() throws(Abandoned) -> TriesClause {
        let count = try expectNumber()
        let target = try expectTarget()
        let place = span(head.span.start, placeOfMissing().end)
        try expectEnd()
        return TriesClause(count: count, target: target, span: place)
    }

    private mutating func append(_ kind: Statement.Kind) throws(Abandoned) {
        let statement = Statement(kind: kind, span: span(head.span.start, placeOfMissing().end))
        open.step?.statements.append(statement)
        try expectEnd()
    }

    /// A line of a step, behind its keyword.
    private mutating func expectStepLine(_ statement: StatementKeyword) throws(Abandoned) {
        switch statement {
        case .fill: try append(.fill(try expectNames(after: head.value)))
        case .say: try expectSay()
        case .option: try expectOption()
        case .do: try append(.call(try expectName(after: head.value)))
        case .on: try expectOn()
        case .if: try expectIf()
        case .else: try append(.else(try expectTarget()))
        case .then: try expectThen()
        case .tries:
            let tries = try expectTries()
            open.step?.statements.append(Statement(kind: .tries(tries), span: tries.span))
        case .silent: try expectSilent()
        case .handOff: try append(.handOff)
        case .stop: try append(.stop)
        case .show: try expectShow()
        case .set: try expectSet()
        case .forget: try append(.forget(try expectNames(after: head.value)))
        case .run: try append(.run(try expectName(after: head.value)))
        case .tell: try expectText(.tell(try expectName(after: head.value)))
        case .speak: try expectSpeak()
        case .was: try append(.was(try expectName(after: head.value)))
        default: throw Abandoned()
        }
    }

    /// `was OLD-NAME` under a slot: of the answer it follows, or of the slot itself.
    private mutating func expectFormerSlotName() throws(Abandoned) {
        let name = try expectName(after: head.value)
        if let slot = open.slot, !slot.choices.isEmpty {
            open.slot?.choices[slot.choices.count - 1].formerNames.append(name)
        } else {
            open.slot?.formerNames.append(name)
        }
        try expectEnd()
    }

    /// `show KIND`, `show KIND VALUE`, with or without a caption below.
    private mutating func expectShow() throws(Abandoned) {
        let kind = try expectName(after: head.value)
        var source: Name?
        if lexer.peek() != nil { source = try expectValue(usage: "\(head.value) \(kind.value) https://…") }
        try expectText(.show(kind, source))
    }

    /// `speak LANGUAGE`, behind its keyword.
    private mutating func expectSpeak() throws(Abandoned) {
        let name = try expectName(after: head.value)
        if !Scalars.isLanguageCode(name.value) {
            report(.badLanguage, at: name.span, [name.value])
            throw Abandoned()
        }
        try append(.speak(Name(name.value.lowercased(), name.span)))
    }

    /// `set SLOT to VALUE`, `set SLOT to VALUE + N UNIT`, behind its keyword.
    private mutating func expectSet() throws(Abandoned) {
        let slot = try expectName(after: head.value)
        let usage = "\(head.value) \(slot.value) \(innerWord(.to)) …"
        try expectWord(.to, usage: usage)
        let sum = lexer.offsetOfAddition()
        let value = try expectValue(upTo: sum, usage: usage)
        guard sum != nil, let sign = lexer.next() else {
            return try append(.set(slot: slot, ExpressionSyntax(value: value, addition: nil)))
        }
        let amount = try expectNumber()
        var unit: Name?
        var end = amount.span.end
        if lexer.peek() != nil {
            guard let found = parseKeyword(.unit) else { throw unknownUnit() }
            reportOtherDialect(found, kind: .unit)
            unit = Name(found.canonical, found.span)
            end = found.span.end
        }
        let addition = AdditionSyntax(
            isNegative: lexer.text(sign) != "+", amount: amount, unit: unit, span: span(sign.start, end))
        try append(.set(slot: slot, ExpressionSyntax(value: value, addition: addition)))
    }

    /// `say` with texts below, or `say NAME`.
    private mutating func expectSay() throws(Abandoned) {
        owner = TextOwner(kind: .say, head: head)
        if parseTextOnSameLine() { return }
        guard let name = parseName() else {
            try expectText(.say)
            return
        }
        owner = nil
        try append(.sayNamed(name))
    }

    /// `option NAME -> TARGET` with its label below.
    private mutating func expectOption() throws(Abandoned) {
        let name = try expectName(after: head.value)
        try expectText(.option(name, try expectTarget()))
    }

    /// `on OUTCOME -> TARGET`, with or without a text below.
    private mutating func expectOn() throws(Abandoned) {
        let outcome = try expectName(after: head.value)
        // Without a target the text is said and the step goes on.
        let target = lexer.peek() == nil ? nil : try expectTarget()
        try expectText(.on(outcome, target))
    }

    /// `then STEP`; an arrow between is accepted.
    private mutating func expectThen() throws(Abandoned) {
        if lexer.peek()?.kind == .arrow { _ = lexer.next() }
        try append(.then(try expectTargetStep(after: head.value)))
    }

    /// `silent N UNIT -> TARGET`, behind its keyword.
    private mutating func expectSilent() throws(Abandoned) {
        let seconds = try expectDuration()
        try append(.silent(seconds: seconds, target: try expectTarget()))
    }

    /// `if CONDITION -> TARGET`, behind its keyword.
    private mutating func expectIf() throws(Abandoned) {
        let condition = try expectCondition()
        try append(.if(condition, try expectTarget()))
    }

    /// `SLOT`, `PATH is VALUE`, `PATH < VALUE` and their like, with or without `not` before.
    private mutating func expectCondition() throws(Abandoned) -> ConditionSyntax {
        let isNegated = parseWord(.not)
        let path = try expectName(after: isNegated ? innerWord(.not) : head.value)
        let condition = try expectComparison(of: path)
        return isNegated ? .not(condition) : condition
    }

    private mutating func expectComparison(of path: Name) throws(Abandoned) -> ConditionSyntax {
        if parseWord(.isNot) { return .not(.compare(path, .equal, try expectComparedValue(innerWord(.isNot)))) }
        if parseWord(.is) {
            if parseWord(.not) { return .not(.compare(path, .equal, try expectComparedValue(innerWord(.not)))) }
            return .compare(path, .equal, try expectComparedValue(innerWord(.is)))
        }
        if let token = lexer.peek(), token.kind == .word, lexer.offsetOfArrow() != nil {
            let place = span(token.start, token.start)
            report(
                .expectedWord, at: place, [innerWord(.is), "\(head.value) \(path.value) \(innerWord(.is)) … -> …"],
                fix: Diagnostic.Fix(span: place, replacement: innerWord(.is) + " "))
            throw Abandoned()
        }
        guard let token = lexer.peek(), token.kind == .sign else { return .isSet(path) }
        let sign = lexer.text(token)
        let place = span(token.start, token.end)
        switch sign {
        case "<", ">", "<=", ">=", "≤", "≥":
            _ = lexer.next()
            let symbol = sign == "≤" ? "<=" : sign == "≥" ? ">=" : sign
            guard let comparison = ConditionSyntax.Operator(rawValue: symbol) else { throw Abandoned() }
            return .compare(path, comparison, try expectComparedValue(sign))
        case "=", "==", "!=", "≠", "<>":
            _ = lexer.next()
            let isEqual = sign.hasPrefix("=")
            let right = innerWord(isEqual ? .is : .isNot)
            report(.wrongSign, at: place, [sign, right], fix: Diagnostic.Fix(span: place, replacement: right))
            let comparison = ConditionSyntax.compare(path, .equal, try expectComparedValue(sign))
            return isEqual ? comparison : .not(comparison)
        // An arrow gone wrong, which the target reports.
        case "=>": return .isSet(path)
        default:
            report(.wrongSign, at: place, [sign, innerWord(.is)])
            throw Abandoned()
        }
    }

    /// A value up to the arrow.
    private mutating func expectComparedValue(_ sign: String) throws(Abandoned) -> Name {
        try expectValue(
            upTo: lexer.offsetOfArrow(), usage: "\(head.value) … \(sign) … -> …")
    }
}

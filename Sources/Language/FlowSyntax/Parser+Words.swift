internal import FlowDiagnostics

/// A keyword found in the text.
struct MatchedKeyword {
    var canonical: String
    /// As the table has it.
    var spelling: String
    var span: Span
    /// As it stands there, when letters of another alphabet are in it.
    var lookalike: String?
}

/// Reading the words of a line: keywords, names, numbers, arrows and targets.
extension FileParser {
    /// The longest keyword of a kind that stands here, in any dialect.
    mutating func parseKeyword(_ kind: KeywordKind) -> MatchedKeyword? {
        let start = lexer.checkpoint
        var words: [Token] = []
        var ends: [Lexer.Checkpoint] = []
        while words.count < keywords.mostWords(of: kind), let token = lexer.next(), token.kind == .word {
            words.append(token)
            ends.append(lexer.checkpoint)
        }
        for count in stride(from: words.count, to: 0, by: -1) {
            let spelling = words.prefix(count).map { Scalars.cleaned(lexer.text($0)) }.joined(separator: " ")
            guard let found = keyword(spelling, kind, at: span(words[0].start, words[count - 1].end)) else { continue }
            lexer.restore(start)
            let first = lexer.tokens.count
            for _ in 0..<count { _ = lexer.next() }
            lexer.markKeyword(from: first, as: kind)
            return found
        }
        lexer.restore(start)
        return nil
    }

    /// What the words stand for; letters that only look right are taken for those that are.
    func keyword(_ spelling: String, _ kind: KeywordKind, at place: Span) -> MatchedKeyword? {
        if let canonical = keywords.canonical(spelling, kind: kind) {
            return MatchedKeyword(canonical: canonical, spelling: spelling, span: place)
        }
        for reading in Lookalikes.readings(of: spelling) {
            guard let canonical = keywords.canonical(reading, kind: kind) else { continue }
            return MatchedKeyword(canonical: canonical, spelling: reading, span: place, lookalike: spelling)
        }
        return nil
    }

    /// Takes the keyword if it stands here.
    mutating func parseWord(_ keyword: InnerKeyword) -> Bool {
        let start = lexer.checkpoint
        if let found = parseKeyword(.word), found.canonical == keyword.rawValue {
            reportOtherDialect(found, kind: .word)
            return true
        }
        lexer.restore(start)
        return false
    }

    mutating func expectWord(_ keyword: InnerKeyword, usage: String) throws(Abandoned) {
        if parseWord(keyword) { return }
        let right = innerWord(keyword)
        var fix: Diagnostic.Fix?
        var place = placeOfMissing()
        if let token = lexer.peek(), token.kind == .word {
            place = span(token.start, token.end)
            if Suggestion.near(text(place), among: keywords.spellings(kind: .word, dialect: dialect)) == right {
                fix = Diagnostic.Fix(span: place, replacement: right)
            }
        }
        report(.expectedWord, at: place, [right, usage], fix: fix)
        throw Abandoned()
    }

    /// Just behind what was read last in this line.
    func placeOfMissing() -> Span {
        let last = lexer.tokens.last { $0.kind != .blank && $0.kind != .quote }
        let offset = last?.end ?? lexer.position
        return span(offset, offset)
    }

    private func name(_ token: Token) -> Name {
        Name(Scalars.cleaned(lexer.text(token)), span(token.start, token.end))
    }

    mutating func parseName() -> Name? {
        guard let token = lexer.peek(), token.kind == .word || token.kind == .number else { return nil }
        _ = lexer.next()
        lexer.takeClosingQuote()
        return name(token)
    }

    /// A name that refers to something; its spelling is the compiler's matter.
    mutating func expectName(after what: String) throws(Abandoned) -> Name {
        if let name = parseName() { return name }
        let place = lexer.peek().map { span($0.start, $0.end) } ?? placeOfMissing()
        report(.expectedName, at: place, [what])
        throw Abandoned()
    }

    /// The name of something new, which goes on to the line's end or, for a slot, to the next blank: letters, digits and
    /// hyphens.
    mutating func expectNewName(toEnd: Bool, isBuiltIn: Bool = false) throws(Abandoned) -> Name {
        let name = try expectName(after: head.value)
        var end = name.span.end
        while let token = lexer.peek(), toEnd || token.start == end, token.kind != .arrow, token.kind != .colon {
            _ = lexer.next()
            end = token.end
        }
        let written = text(span(name.span.start, end))
        if end == name.span.end, isBuiltIn || !name.value.contains(where: { $0 == "_" || $0 == "." }) { return name }
        let words = written.unicodeScalars.split { !Scalars.isNameCharacter($0) || $0 == "_" }
        let better = Scalars.cleaned(words.map { String($0) }.joined(separator: "-"))
        let place = span(name.span.start, end)
        report(.badName, at: place, [written], fix: Diagnostic.Fix(span: place, replacement: better))
        return Name(better, place)
    }

    mutating func expectNumber() throws(Abandoned) -> Located<Int> {
        guard let token = lexer.peek(), token.kind == .number else {
            let place = lexer.peek().map { span($0.start, $0.end) } ?? placeOfMissing()
            report(.expectedNumber, at: place, [head.value])
            throw Abandoned()
        }
        _ = lexer.next()
        let place = span(token.start, token.end)
        guard let number = Int(lexer.text(token)), number <= Limits.largestNumber else {
            report(.numberTooLarge, at: place, [text(place), String(Limits.largestNumber)])
            throw Abandoned()
        }
        return Located(number, place)
    }

    /// `30 minutes`, in seconds.
    mutating func expectDuration() throws(Abandoned) -> Located<Int> {
        let number = try expectNumber()
        guard let found = parseKeyword(.unit), let unit = UnitKeyword(rawValue: found.canonical) else {
            throw unknownUnit()
        }
        reportOtherDialect(found, kind: .unit)
        let place = span(number.span.start, found.span.end)
        let seconds = number.value * unit.seconds
        guard seconds <= Limits.longestSilence else {
            let longest = String(Limits.longestSilence / unit.seconds)
            report(.numberTooLarge, at: place, [text(place), "\(longest) \(found.spelling)"])
            throw Abandoned()
        }
        return Located(seconds, place)
    }

    /// Reports that a unit of time was expected here, with those there are.
    mutating func unknownUnit() -> Abandoned {
        let place = lexer.peek().map { span($0.start, $0.end) } ?? placeOfMissing()
        let units = UnitKeyword.allCases.map { keywords.spelling(of: $0.rawValue, kind: .unit, dialect: dialect) }
        var fix: Diagnostic.Fix?
        if place.end > place.start,
            let near = Suggestion.near(text(place), among: keywords.spellings(kind: .unit, dialect: dialect))
        {
            fix = Diagnostic.Fix(span: place, replacement: near)
        }
        report(.expectedUnit, at: place, [units.joined(separator: ", ")], fix: fix)
        return Abandoned()
    }

    /// `NAME, NAME`
    mutating func expectNames(after what: String) throws(Abandoned) -> [Name] {
        var names = [try expectName(after: what)]
        while let token = lexer.peek() {
            if token.kind == .comma {
                _ = lexer.next()
                if lexer.peek() == nil {
                    let comma = span(token.start, token.end)
                    report(
                        .expectedName, at: placeOfMissing(), [","], fix: Diagnostic.Fix(span: comma, replacement: ""))
                    throw Abandoned()
                }
            } else if token.kind == .word {
                let place = placeOfMissing()
                report(
                    .expectedWord, at: place, [",", "\(what) A, B"], fix: Diagnostic.Fix(span: place, replacement: ","))
            } else {
                break
            }
            names.append(try expectName(after: ","))
        }
        return names
    }

    /// `-> STEP` or `-> STEP forget SLOT, SLOT`
    mutating func expectTarget() throws(Abandoned) -> TargetClause {
        let token = lexer.peek()
        switch token?.kind {
        case .arrow: _ = lexer.next()
        case .sign:
            _ = lexer.next()
            let place = token.map { span($0.start, $0.end) } ?? placeOfMissing()
            report(.wrongSign, at: place, [text(place), "->"], fix: Diagnostic.Fix(span: place, replacement: "->"))
        case .word, .number:
            let place = token.map { span($0.start, $0.start) } ?? placeOfMissing()
            report(.expectedArrow, at: place, fix: Diagnostic.Fix(span: place, replacement: "-> "))
        default:
            report(.expectedArrow, at: token.map { span($0.start, $0.end) } ?? placeOfMissing())
            throw Abandoned()
        }
        return try expectTargetStep(after: "->")
    }

    /// What stands after the arrow.
    mutating func expectTargetStep(after what: String) throws(Abandoned) -> TargetClause {
        let step = try expectName(after: what)
        guard parseWord(.forget) else { return TargetClause(step: step, forget: []) }
        return TargetClause(step: step, forget: try expectNames(after: innerWord(.forget)))
    }

    /// Nothing more may stand in the line.
    mutating func expectEnd() throws(Abandoned) {
        guard let token = lexer.peek() else {
            lexer.takeTrivia()
            return
        }
        let rest = span(token.start, lexer.end)
        let content = text(rest)
        let isPunctuation = !content.unicodeScalars.contains(where: Scalars.isNameCharacter)
        let shown = String(content.prefix(while: { !$0.isNewline }))
        let trimmed = span(token.start, lexer.contentEnd())
        report(
            .unexpectedRest, at: trimmed, [text(trimmed).isEmpty ? shown : text(trimmed)],
            fix: isPunctuation ? Diagnostic.Fix(span: trimmed, replacement: "") : nil)
        throw Abandoned()
    }

    /// The rest of the line, or the part before an offset, as it stands; one pair of quotes round it is left out.
    mutating func expectValue(upTo limit: Int? = nil, usage: String, unquoted: Bool = true) throws(Abandoned) -> Name {
        let token = lexer.takeText(upTo: limit)
        guard token.end > token.start else {
            report(.expectedValue, at: placeOfMissing(), [head.value, usage])
            throw Abandoned()
        }
        var place = span(token.start, token.end)
        if unquoted {
            let scalars = Array(text(place).unicodeScalars)
            if scalars.count > 2, let first = scalars.first, let last = scalars.last, Scalars.isQuote(first),
                Scalars.isQuote(last)
            {
                place.start += UTF8.width(first)
                place.end -= UTF8.width(last)
            }
        }
        return Name(Scalars.cleanedValue(text(place)), place)
    }
}

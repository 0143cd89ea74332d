internal import FlowDiagnostics

/// Reading the phrases of an intent.
extension FileParser {
    /// `: PHRASE`, behind the language.
    mutating func expectPhraseLine(_ language: Name, isExclusion: Bool, from start: Int) {
        _ = lexer.next()
        do throws(Abandoned) {
            let pattern = try expectPhrase()
            let line = PhraseLine(
                language: language, isExclusion: isExclusion, pattern: pattern, span: span(start, placeOfMissing().end))
            open.intent?.phrases.append(line)
        } catch {
            return
        }
    }

    /// The rest of the line as a phrase.
    private mutating func expectPhrase() throws(Abandoned) -> PhraseSyntax {
        lexer.takeBlanks()
        if lexer.nextScalar == "/" { return try expectExpression() }
        let end = max(lexer.contentEnd(), lexer.position)
        let first = lexer.tokens.count
        while lexer.nextPhraseToken() != nil {}
        var reader = PhraseReader(parser: self, tokens: Array(lexer.tokens[first...]), end: end)
        do throws(PhraseProblem) {
            return try reader.expectWholePhrase()
        } catch {
            report(error.code, at: error.span, error.arguments, fix: error.fix)
            throw Abandoned()
        }
    }

    /// `/PATTERN/` up to the line's last slash.
    private mutating func expectExpression() throws(Abandoned) -> PhraseSyntax {
        let end = lexer.contentEnd()
        let opening = lexer.takeScalar(.phraseMark)
        let lineEnd = lexer.end
        guard end > opening.end else {
            report(.emptyPhrase, at: span(opening.start, opening.end))
            throw Abandoned()
        }
        guard source.bytes[end - 1] == UInt8(ascii: "/") else {
            lexer.take(.text, upTo: end)
            report(
                .unclosedExpression, at: span(opening.start, opening.end),
                fix: Diagnostic.Fix(span: span(end, end), replacement: "/"))
            throw Abandoned()
        }
        let pattern = lexer.take(.text, upTo: end - 1)
        lexer.takeScalar(.phraseMark)
        lexer.take(.blank, upTo: lineEnd)
        guard pattern.end > pattern.start else {
            report(.emptyPhrase, at: span(opening.start, end))
            throw Abandoned()
        }
        return .expression(Name(lexer.text(pattern), span(pattern.start, pattern.end)))
    }
}

private struct PhraseProblem: Error {
    var code: DiagnosticCode
    var span: Span
    var arguments: [String] = []
    var fix: Diagnostic.Fix?
}

/// Reads the tokens of one phrase by recursive descent, as deep as `Limits.phraseNesting`.
private struct PhraseReader {
    private let file: Int
    private let bytes: [UInt8]
    private let slotTypes: KeywordTable
    private let tokens: [Token]
    private let end: Int
    private var position = 0

    init(parser: FileParser, tokens: [Token], end: Int) {
        file = parser.fileIndex
        bytes = parser.source.bytes
        slotTypes = parser.keywords
        self.tokens = tokens.filter { $0.kind != .punctuation }
        self.end = end
    }

    private func span(_ token: Token) -> Span { Span(file: file, start: token.start, end: token.end) }

    private func text(_ token: Token) -> String { String(decoding: bytes[token.start..<token.end], as: UTF8.self) }

    private func mark(at position: Int) -> String? {
        guard position < tokens.count, tokens[position].kind == .phraseMark else { return nil }
        return text(tokens[position])
    }

    /// Takes the mark if it stands right here, with no blank before it.
    private mutating func parseMark(_ wanted: String) -> Token? {
        guard mark(at: position) == wanted else { return nil }
        position += 1
        return tokens[position - 1]
    }

    mutating func expectWholePhrase() throws(PhraseProblem) -> PhraseSyntax {
        let start = tokens.first?.start ?? end
        let phrase = try expectAlternatives(from: start, depth: 0)
        if position < tokens.count {
            throw strayMark(tokens[position])
        }
        return phrase
    }

    /// Braces are those of a text, where a gap was meant; anything else can go.
    private func strayMark(_ token: Token) -> PhraseProblem {
        var fix = Diagnostic.Fix(span: span(token), replacement: "")
        if text(token) == "{", let close = tokens[position...].first(where: { text($0) == "}" }) {
            fix.span.end = close.end
            fix.replacement = "[\(String(decoding: bytes[token.end..<close.start], as: UTF8.self))]"
        }
        return PhraseProblem(code: .strayPhraseMark, span: span(token), arguments: [text(token)], fix: fix)
    }

    /// `SEQUENCE|SEQUENCE…` up to the closing bracket, which is left standing.
    private mutating func expectAlternatives(
        from start: Int, depth: Int
    ) throws(PhraseProblem) -> PhraseSyntax {
        var alternatives = [try expectSequence(from: start, depth: depth)]
        while let bar = parseMark("|") { alternatives.append(try expectSequence(from: bar.start, depth: depth)) }
        let stop = position < tokens.count ? tokens[position].start : end
        return alternatives.count == 1
            ? alternatives[0] : .alternatives(alternatives, Span(file: file, start: start, end: max(start, stop)))
    }

    private mutating func expectSequence(from start: Int, depth: Int) throws(PhraseProblem) -> PhraseSyntax {
        var parts: [PhraseSyntax] = []
        while position < tokens.count {
            let token = tokens[position]
            guard token.kind != .blank else {
                position += 1
                continue
            }
            if token.kind == .phraseWord {
                position += 1
                let word = Name(Scalars.cleanedValue(text(token)), span(token))
                parts.append(parseMark("*") == nil ? .word(word) : .prefix(word))
                continue
            }
            switch text(token) {
            case "[", "(": parts.append(try expectGroup(depth: depth))
            // A question's mark and a slash between words are punctuation.
            case "?", "/": position += 1
            case "*", "{", "}": throw strayMark(token)
            default: return try sequence(parts, from: start)
            }
        }
        return try sequence(parts, from: start)
    }

    private func sequence(_ parts: [PhraseSyntax], from start: Int) throws(PhraseProblem) -> PhraseSyntax {
        if parts.count == 1 { return parts[0] }
        if !parts.isEmpty { return .sequence(parts) }
        let stop = position < tokens.count ? tokens[position].end : end
        throw PhraseProblem(code: .emptyPhrase, span: Span(file: file, start: start, end: max(start, stop)))
    }

    /// `(a|b)`, `[gap]` or `[words]?`
    private mutating func expectGroup(depth: Int) throws(PhraseProblem) -> PhraseSyntax {
        let opening = tokens[position]
        position += 1
        guard depth < Limits.phraseNesting else {
            throw PhraseProblem(
                code: .phraseTooDeep, span: span(opening), arguments: [String(Limits.phraseNesting)])
        }
        let isBracket = text(opening) == "["
        let closing = isBracket ? "]" : ")"
        let inner = try expectAlternatives(from: opening.start, depth: depth + 1)
        guard let close = parseMark(closing) else {
            // At the end, or at a bracket of the other shape, which was probably meant to close this group.
            let place = position < tokens.count ? span(tokens[position]) : Span(file: file, start: end, end: end)
            throw PhraseProblem(
                code: .unclosedGroup, span: span(opening), arguments: [text(opening), closing],
                fix: Diagnostic.Fix(span: place, replacement: closing))
        }
        let isOptional = parseMark("?") != nil
        let place = Span(file: file, start: opening.start, end: tokens[position - 1].end)
        guard isBracket else { return isOptional ? .optional(inner, place) : inner }
        if case .word(let name) = inner {
            let isGap = !isOptional || slotTypes.canonical(name.value, kind: .type) != nil
            let part = isGap ? PhraseSyntax.gap(name) : inner
            return isOptional ? .optional(part, place) : part
        }
        guard isOptional else {
            throw PhraseProblem(
                code: .severalWordsInGap, span: place,
                arguments: [String(decoding: bytes[place.range], as: UTF8.self)],
                fix: Diagnostic.Fix(span: Span(file: file, start: close.end, end: close.end), replacement: "?"))
        }
        return .optional(inner, place)
    }
}

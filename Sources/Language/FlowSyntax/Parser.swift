package import FlowDiagnostics

/// Reads a flow file. Takes any bytes, never fails and never loses any: what cannot be read stays in the tree and has a
/// finding.
package enum Parser {
    /// One pass over the lines, after one over the line heads to find the dialect; time grows with the file's length.
    package static func parse(_ source: SourceFile, fileIndex: Int, keywords: KeywordTable) -> ParsedFile {
        var parser = FileParser(source, fileIndex: fileIndex, keywords: keywords)
        return parser.parseFile()
    }
}

/// What was read of one file.
package struct ParsedFile: Hashable, Sendable {
    package var tree: SyntaxTree
    package var file: FlowFile
    /// In source order.
    package var diagnostics: [Diagnostic]
    /// That of the file's first keyword that only one dialect has; the table's first dialect when there is none.
    package var dialect: Dialect
    /// Bytes looked at, those looked at again included: the measure of linear time.
    package var work: Int
}

/// A line that has its finding is left; nothing more is said about it.
struct Abandoned: Error {}

/// The state of reading one file. Each kind of line is read in an extension of its own file.
///
/// Naming law: `parseX` may find that there is no X and says so by its result; `expectX` reports a finding when there is
/// none.
struct FileParser {
    let source: SourceFile
    let fileIndex: Int
    let keywords: KeywordTable
    private let lines: LineIndex
    var dialect: Dialect
    var lexer: Lexer
    var tree = SyntaxTreeBuilder()
    var file = FlowFile()
    var open = OpenDeclarations()
    var owner: TextOwner?
    /// The keyword of the line that is being read, as written.
    var head = Name("", Span(file: 0, start: 0, end: 0))
    /// Where the last line that says something ended.
    var lastEnd = 0
    private var diagnostics: [Diagnostic] = []
    private var hasFindingInLine = false
    private var work = 0
    private var firstStatement: Span?
    private var sawVersion = false

    init(_ source: SourceFile, fileIndex: Int, keywords: KeywordTable) {
        self.source = source
        self.fileIndex = fileIndex
        self.keywords = keywords
        lines = LineIndex(source)
        dialect = keywords.dialects[0]
        lexer = Lexer(bytes: source.bytes, from: 0, to: 0)
    }

    mutating func parseFile() -> ParsedFile {
        if let finding = findUnreadable() {
            tree.append(.unread, unread(from: 0, to: source.bytes.count))
            return finish([finding])
        }
        findDialect()
        for line in lines.starts.indices { parseLine(line) }
        closeBlocks(keeping: 0)
        if !sawVersion {
            let span = firstStatement ?? span(lastEnd, lastEnd)
            let insertion = self.span(span.start, span.start)
            hasFindingInLine = false
            report(
                .missingVersion, at: firstStatement == nil ? insertion : span,
                fix: Diagnostic.Fix(span: insertion, replacement: "salonflow 1\n"))
        }
        return finish(diagnostics)
    }

    private mutating func finish(_ findings: [Diagnostic]) -> ParsedFile {
        // Sorted by place; findings of one place stay in the order in which they were made.
        var sorted = findings.enumerated().sorted {
            ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset)
        }
        .map(\.element)
        if sorted.count > Limits.findings {
            sorted.removeSubrange(Limits.findings...)
            let place = sorted[Limits.findings - 1].span
            sorted.append(Diagnostic(.tooManyFindings, at: place, [String(Limits.findings)]))
        }
        return ParsedFile(
            tree: tree.finish(source), file: file, diagnostics: sorted, dialect: dialect,
            work: work + source.bytes.count)
    }

    /// A file that is too large or no text at all is not read, and has one finding.
    private func findUnreadable() -> Diagnostic? {
        if source.bytes.count > Limits.fileBytes {
            return Diagnostic(.fileTooLarge, at: span(0, 0), [String(Limits.fileBytes)])
        }
        guard String(validating: source.bytes, as: UTF8.self) == nil else { return nil }
        var parser = UTF8.ForwardParser()
        var iterator = source.bytes.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded): offset += encoded.count
            case .error(let length):
                return Diagnostic(.notUTF8, at: span(offset, min(offset + max(length, 1), source.bytes.count)))
            case .emptyInput: return Diagnostic(.notUTF8, at: span(0, 0))
            }
        }
    }

    /// Takes the dialect of the first line whose keyword belongs to one dialect alone.
    private mutating func findDialect() {
        for line in lines.starts.indices where lines.contentEnds[line] - lines.starts[line] <= Limits.lineBytes {
            lexer = Lexer(bytes: source.bytes, from: lines.starts[line], to: lines.contentEnds[line])
            let keyword = parseKeyword(.statement)
            work += lexer.work
            guard let keyword else { continue }
            let candidates = keywords.dialects(of: keyword.spelling, kind: .statement)
            guard candidates.count == 1 else { continue }
            dialect = candidates[0]
            return
        }
    }

    private mutating func parseLine(_ line: Int) {
        let start = lines.starts[line]
        let contentEnd = lines.contentEnds[line]
        let lineEnd = line + 1 < lines.starts.count ? lines.starts[line + 1] : contentEnd
        hasFindingInLine = false
        guard contentEnd - start <= Limits.lineBytes else {
            report(.lineTooLong, at: span(start, contentEnd), [String(Limits.lineBytes)])
            owner?.hasFailed = true
            tree.append(.unread, unread(from: start, to: contentEnd) + lineBreak(from: contentEnd, to: lineEnd))
            lastEnd = contentEnd
            return
        }
        lexer = Lexer(bytes: source.bytes, from: start, to: contentEnd)
        reportControlCharacter()
        lexer.takeBlanks()
        var kind = SyntaxNode.Line.blank
        switch lexer.nextScalar {
        case nil: break
        case "#":
            lexer.take(.comment, upTo: contentEnd)
            kind = .comment
        case "|":
            expectContinuation()
            kind = .continuation
        default: kind = parseStatementLine()
        }
        lexer.end = contentEnd
        lexer.takeTrivia()
        lexer.take(.unread, upTo: contentEnd)
        work += lexer.work
        let tokens = lexer.tokens + lineBreak(from: contentEnd, to: lineEnd)
        switch kind {
        case .blank, .comment: tree.appendTrivia(kind, tokens)
        default:
            tree.append(kind, tokens)
            if let last = tokens.last(where: { $0.kind != .blank && $0.kind != .lineBreak }) { lastEnd = last.end }
        }
    }

    /// A line that begins with a word: a text, a line of a test or a statement.
    private mutating func parseStatementLine() -> SyntaxNode.Line {
        if let kind = parseColonLine() { return kind }
        if let kind = parseAnswersLine() { return kind }
        let start = lexer.checkpoint
        var keyword = parseKeyword(.statement)
        if let keyword {
            head = Name(keyword.spelling, keyword.span)
            reportOtherDialect(keyword, kind: .statement)
        } else {
            lexer.restore(start)
            keyword = expectKnownKeyword()
        }
        noteStatement(at: head.span, isVersion: keyword?.canonical == StatementKeyword.salonflow.rawValue)
        guard let keyword, let statement = StatementKeyword(rawValue: keyword.canonical) else {
            // The line may have been anything: the text that the line above lacks, a declaration, the version.
            owner?.hasFailed = true
            open.isBelowUnknownLine = true
            if firstStatement == head.span, lexer.peek()?.kind == .number { sawVersion = true }
            closeOwner()
            owner = .swallowing(head)
            return .unread
        }
        do throws(Abandoned) {
            if statement == .was, isAtOption {
                let name = try expectName(after: head.value)
                owner?.formerNames.append(name)
                try expectEnd()
                return .statement(statement.rawValue)
            }
            closeOwner()
            try parse(statement)
        } catch {
            // Below a broken line of an intent stand further phrases, not its texts.
            let isPhraseLine = open.innermost == .intent && statement.places == [.intent]
            if owner == nil, !isPhraseLine { owner = .swallowing(head) }
        }
        return .statement(statement.rawValue)
    }

    /// Notes the first line that says something, which is where the version belongs.
    mutating func noteStatement(at place: Span, isVersion: Bool) {
        if isVersion {
            if firstStatement != nil, !sawVersion {
                report(.missingVersion, at: place)
            }
            sawVersion = true
        }
        if firstStatement == nil { firstStatement = place }
    }

    /// A line whose beginning is no keyword: reported with the nearest one, and read as that, so that what follows is not
    /// torn from its place.
    private mutating func expectKnownKeyword() -> MatchedKeyword? {
        let start = lexer.checkpoint
        var words: [Token] = []
        while words.count < keywords.mostWords(of: .statement), let token = lexer.next(), token.kind == .word {
            words.append(token)
        }
        lexer.restore(start)
        for count in stride(from: words.count, to: 0, by: -1) {
            let spelling = words.prefix(count).map { Scalars.cleaned(lexer.text($0)) }.joined(separator: " ")
            guard let suggestion = keywords.suggestion(for: spelling, kind: .statement, dialect: dialect),
                suggestion.split(separator: " ").count == count,
                let canonical = keywords.canonical(suggestion, kind: .statement)
            else { continue }
            let place = span(words[0].start, words[count - 1].end)
            head = Name(spelling, place)
            report(.unknownKeyword, at: place, [spelling], fix: Diagnostic.Fix(span: place, replacement: suggestion))
            for _ in 0..<count { _ = lexer.next() }
            return MatchedKeyword(canonical: canonical, spelling: suggestion, span: place)
        }
        let token = lexer.next()
        let place = token.map { span($0.start, $0.end) } ?? span(lexer.position, lexer.end)
        head = Name(text(place), place)
        report(.unknownKeyword, at: place, [head.value])
        return nil
    }

    private mutating func reportControlCharacter() {
        let bytes = source.bytes
        for offset in lexer.position..<lexer.end
        where bytes[offset] < 0x20 && bytes[offset] != 0x09 || bytes[offset] == 0x7F {
            let place = span(offset, offset + 1)
            report(.controlCharacter, at: place, fix: Diagnostic.Fix(span: place, replacement: ""))
            hasFindingInLine = false
            return
        }
    }

    private func unread(from start: Int, to end: Int) -> [Token] {
        end > start ? [Token(kind: .unread, start: start, end: end)] : []
    }

    private func lineBreak(from start: Int, to end: Int) -> [Token] {
        end > start ? [Token(kind: .lineBreak, start: start, end: end)] : []
    }

    // MARK: Findings

    func span(_ start: Int, _ end: Int) -> Span { Span(file: fileIndex, start: start, end: end) }

    func text(_ span: Span) -> String { String(decoding: source.bytes[span.range], as: UTF8.self) }

    /// Notes a finding, unless this line's statement has one already.
    mutating func report(
        _ code: DiagnosticCode, at place: Span, _ arguments: [String] = [], related: [Diagnostic.Related] = [],
        fix: Diagnostic.Fix? = nil
    ) {
        guard !hasFindingInLine else { return }
        hasFindingInLine = true
        reportBeside(code, at: place, arguments, related: related, fix: fix)
    }

    /// Notes a finding that is independent of the others of its line.
    mutating func reportBeside(
        _ code: DiagnosticCode, at place: Span, _ arguments: [String] = [], related: [Diagnostic.Related] = [],
        fix: Diagnostic.Fix? = nil
    ) {
        diagnostics.append(Diagnostic(code, at: place, arguments, related: related, fix: fix))
    }

    /// A word of another dialect than the file's, or with letters of another alphabet, is accepted and reported.
    mutating func reportOtherDialect(_ keyword: MatchedKeyword, kind: KeywordKind) {
        if let written = keyword.lookalike {
            let isOwn = keywords.dialects(of: keyword.spelling, kind: kind).contains(dialect)
            let right =
                isOwn ? keyword.spelling : keywords.spelling(of: keyword.canonical, kind: kind, dialect: dialect)
            reportBeside(
                .lookalikeLetters, at: keyword.span, [written, right],
                fix: Diagnostic.Fix(span: keyword.span, replacement: right))
            return
        }
        guard !keywords.dialects(of: keyword.spelling, kind: kind).contains(dialect) else { return }
        let right = keywords.spelling(of: keyword.canonical, kind: kind, dialect: dialect)
        reportBeside(
            .otherDialect, at: keyword.span, [keyword.spelling, right],
            fix: Diagnostic.Fix(span: keyword.span, replacement: right))
    }

    /// A keyword as this file's dialect writes it.
    func word(_ keyword: StatementKeyword) -> String {
        keywords.spelling(of: keyword.rawValue, kind: .statement, dialect: dialect)
    }

    func innerWord(_ keyword: InnerKeyword) -> String {
        keywords.spelling(of: keyword.rawValue, kind: .word, dialect: dialect)
    }
}

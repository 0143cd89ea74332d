internal import FlowDiagnostics
internal import FlowSyntax

/// The findings of one compilation as they come in.
struct Findings {
    private var list: [Diagnostic] = []
    private var seen: Set<Key> = []
    /// Findings that follow from something missing are withheld when a line could not be read: what is missing may well
    /// stand in that line, and a cascade would bury the one real mistake.
    private let hasUnreadLines: Bool

    private struct Key: Hashable {
        let code: DiagnosticCode
        let span: Span
    }

    private let names: BuiltinNames

    init(syntax: [Diagnostic], names: BuiltinNames) {
        self.names = names
        hasErrors = syntax.contains { $0.severity == .error }
        hasUnreadLines = syntax.contains { $0.severity == .error && !Findings.harmless.contains($0.code) }
        for diagnostic in syntax where seen.insert(Key(code: diagnostic.code, span: diagnostic.span)).inserted {
            list.append(diagnostic)
        }
    }

    /// Mistakes after which everything in the file was read all the same.
    private static let harmless: Set<DiagnosticCode> = [
        .missingVersion, .unknownVersion, .otherDialect, .controlCharacter,
        .emptyText,
    ]

    private(set) var hasErrors: Bool

    mutating func report(
        _ code: DiagnosticCode, at span: Span, _ arguments: [String] = [], firstAt: Span? = nil,
        fix: Diagnostic.Fix? = nil
    ) {
        if code.severity == .error { hasErrors = true }
        guard seen.insert(Key(code: code, span: span)).inserted else { return }
        let related = firstAt.map { [Diagnostic.Related(span: $0, note: .firstDeclaredHere)] } ?? []
        let keywords = KeywordsInHelp.of(code).map { names.written($0.name, $0.kind, at: span) }
        list.append(Diagnostic(code, at: span, arguments + keywords, related: related, fix: fix))
    }

    /// Reports that something is not there; see `hasUnreadLines`.
    mutating func reportAbsence(
        _ code: DiagnosticCode, at span: Span, _ arguments: [String] = [], firstAt: Span? = nil,
        fix: Diagnostic.Fix? = nil
    ) {
        guard !hasUnreadLines else { return }
        report(code, at: span, arguments, firstAt: firstAt, fix: fix)
    }

    /// Whether there is a finding of this kind already.
    func contains(_ code: DiagnosticCode) -> Bool { list.contains { $0.code == code } }

    /// In source order; at one place errors before warnings, then by code, so that the order depends on the flow only.
    var sorted: [Diagnostic] {
        let ordered = list.sorted {
            ($0.span.file, $0.span.start, $0.span.end, $0.severity.rawValue, $0.code.id)
                < ($1.span.file, $1.span.start, $1.span.end, $1.severity.rawValue, $1.code.id)
        }
        return joined(hasErrors ? ordered.filter { !Findings.consequences.contains($0.code) } : ordered)
    }

    /// What nothing leads to or uses is often so because of an error elsewhere; it is told once there is none.
    private static let consequences: Set<DiagnosticCode> = [
        .unreachableStep, .unusedSlot, .unusedText, .unusedIntent, .neverWaits,
    ]

    /// How many of its first arguments say what a finding is about, for codes of which one slip raises many: a name that
    /// is declared wrongly is unknown wherever it is used.
    private static let subjects: [DiagnosticCode: Int] = [
        .unknownStep: 1, .unknownSlot: 1, .unknownText: 1, .unknownIntent: 1, .unknownValue: 1, .unknownFlow: 1,
        .unknownFormat: 1, .formatDoesNotFit: 2, .languageNotOfBot: 1, .mayBeUnset: 1, .readAnywhere: 1, .callNeedsSlot: 2,
    ]

    private struct Subject: Hashable {
        let code: DiagnosticCode
        let arguments: [String]
    }

    /// Findings about one thing become the first of them, with the places of the others.
    private func joined(_ ordered: [Diagnostic]) -> [Diagnostic] {
        var result: [Diagnostic] = []
        var first: [Subject: Int] = [:]
        for diagnostic in ordered {
            guard let count = Findings.subjects[diagnostic.code] else {
                result.append(diagnostic)
                continue
            }
            let subject = Subject(code: diagnostic.code, arguments: Array(diagnostic.arguments.prefix(count)))
            if let index = first[subject] {
                result[index].related.append(Diagnostic.Related(span: diagnostic.span, note: .alsoHere))
            } else {
                first[subject] = result.count
                result.append(diagnostic)
            }
        }
        return result
    }
}

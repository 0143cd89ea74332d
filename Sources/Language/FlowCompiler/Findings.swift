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
        .missingVersion, .unknownVersion, .otherDialect, .repeatedClause, .repeatedLanguage, .controlCharacter,
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
        list.sorted {
            ($0.span.file, $0.span.start, $0.span.end, $0.severity.rawValue, $0.code.id)
                < ($1.span.file, $1.span.start, $1.span.end, $1.severity.rawValue, $1.code.id)
        }
    }
}

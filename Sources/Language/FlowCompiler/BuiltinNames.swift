internal import FlowDiagnostics
internal import FlowSyntax

/// The language's own names as the files of one compilation write them: understood in every dialect, suggested in the
/// file's.
struct BuiltinNames {
    private let table: KeywordTable
    private let dialects: [Int: Dialect]

    /// At most so many names are listed in a finding; a longer list helps nobody.
    static let mostListed = 12

    init(_ input: CompileInput) {
        table = input.keywords
        var dialects: [Int: Dialect] = [:]
        for (index, file) in (input.sources + input.library).enumerated() { dialects[index] = file.dialect }
        self.dialects = dialects
    }

    /// The English name, or nil when the language has no such name of this kind.
    func canonical(_ name: Name, _ kind: KeywordKind) -> String? { table.canonical(name.value, kind: kind) }

    /// The name under which the machine knows something the user may name freely: the English one when the language has
    /// a name like it (so that both dialects make one machine), else as written.
    func settled(_ name: Name, _ kind: KeywordKind) -> String { canonical(name, kind) ?? name.value }

    /// A canonical name as the file of `place` would write it.
    func written(_ canonical: String, _ kind: KeywordKind, at place: Span) -> String {
        guard let dialect = dialects[place.file] else { return canonical }
        return table.spelling(of: canonical, kind: kind, dialect: dialect)
    }

    /// Canonical names as the file writes them, as one list for a message.
    func list(_ canonical: [String], _ kind: KeywordKind, at place: Span) -> String {
        canonical.prefix(BuiltinNames.mostListed).map { written($0, kind, at: place) }.joined(separator: ", ")
    }

    func canonicalNames(_ kind: KeywordKind) -> [String] { table.canonicalNames(kind: kind) }
}

/// What a word may have been meant to be, and how to say so.
struct Guess {
    /// The candidate that was probably meant, nil when none is near.
    let meant: String?
    /// For the help line: the one that was meant, else what there is.
    let shown: String
    let fix: Diagnostic.Fix?

    /// - Parameter candidates: as the user would write them.
    init(for name: Name, among candidates: [String]) {
        meant = Suggestion.near(name.value, among: candidates)
        let listed = candidates.prefix(BuiltinNames.mostListed).joined(separator: ", ")
        shown = meant ?? (listed.isEmpty ? "—" : listed)
        fix = meant.map { Diagnostic.Fix(span: name.span, replacement: $0) }
    }
}

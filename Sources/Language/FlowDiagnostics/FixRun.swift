/// Applies the changes that findings offer again and again until none is left, and never makes a bot worse: a change
/// after which it would be is left out.
///
/// Worse means: more lines that cannot be read, or as many and more errors. Lines that cannot be read come first, since
/// other findings wait until all of them can be, and a change that lets them come to light did not cause them.
package struct FixRun: Sendable {
    /// The bot's files after the last pass.
    package private(set) var sources: [SourceFile]
    /// What was changed, in the order in which it was.
    package private(set) var made: [Change] = []
    /// What was offered and left out, since the bot would have been worse for it.
    package private(set) var refused: [Change] = []
    /// What is still to be said about the files as they are now.
    package private(set) var remaining: [Diagnostic]

    /// Passes at most. One name used in many places is mended place by place.
    package static let mostPasses = 100

    /// One change of a file, with its place in the file as it was before the pass that made it.
    package struct Change: Hashable, Sendable {
        package let code: DiagnosticCode
        package let file: String
        package let place: LineIndex.Position
        package let removed: String
        package let inserted: String
    }

    /// - Parameters:
    ///   - sources: the bot's own files; nothing else is changed.
    ///   - check: finds what is wrong with them; spans number the files in this order. It is asked once a pass, and, in a
    ///     pass that made the bot worse, twice for each change at most.
    package init(_ sources: [SourceFile], check: ([SourceFile]) -> [Diagnostic]) {
        self.sources = sources
        remaining = check(sources)
        for _ in 0..<Self.mostPasses {
            let before = made.count
            pass(check)
            if made.count == before { return }
        }
    }

    private mutating func pass(_ check: ([SourceFile]) -> [Diagnostic]) {
        let base = sources
        let indexes = base.map(LineIndex.init)
        let offered = remaining.filter { diagnostic in
            guard let fix = diagnostic.fix, base.indices.contains(fix.span.file) else { return false }
            return !refused.contains { Self.isSame($0, diagnostic, fix, in: base) }
        }
        // Those that wait for another change are offered anew by the next pass, in the text as it is then.
        let candidates = FixApplication(of: offered, in: base).applied
        guard !candidates.isEmpty else { return }
        var accepted: [Diagnostic] = []
        var best = Badness(remaining)
        var findings = remaining
        var text = base
        var open = [candidates[...]]
        while let group = open.popLast() {
            let trial = FixApplication(of: accepted + group, in: base).sources
            let found = check(trial)
            let badness = Badness(found)
            if badness <= best {
                accepted += group
                best = badness
                findings = found
                text = trial
            } else if group.count == 1, let only = group.first, let change = Self.change(only, indexes) {
                refused.append(change)
            } else {
                let middle = group.startIndex + group.count / 2
                open.append(group[middle...])
                open.append(group[..<middle])
            }
        }
        made += accepted.compactMap { Self.change($0, indexes) }
        sources = text
        remaining = findings
    }

    private static func change(_ diagnostic: Diagnostic, _ indexes: [LineIndex]) -> Change? {
        diagnostic.fix.map { fix in
            let index = indexes[fix.span.file]
            return Change(
                code: diagnostic.code, file: index.source.name, place: index.position(at: fix.span.start),
                removed: String(decoding: index.source.bytes[fix.span.range], as: UTF8.self),
                inserted: fix.replacement)
        }
    }

    /// Places move from pass to pass, so what was refused is known by what it would do.
    private static func isSame(
        _ change: Change, _ diagnostic: Diagnostic, _ fix: Diagnostic.Fix, in sources: [SourceFile]
    ) -> Bool {
        let source = sources[fix.span.file]
        return change.code == diagnostic.code && change.file == source.name && change.inserted == fix.replacement
            && change.removed.utf8.elementsEqual(source.bytes[fix.span.range])
    }
}

private struct Badness: Comparable {
    let unread: Int
    let errors: Int

    init(_ diagnostics: [Diagnostic]) {
        let all = diagnostics.filter { $0.code.severity == .error }
        errors = all.count
        unread = all.count { DiagnosticCode.syntax.contains($0.code) }
    }

    static func < (left: Badness, right: Badness) -> Bool {
        (left.unread, left.errors) < (right.unread, right.errors)
    }
}

extension FixRun.Change {
    /// `file:line:column: CODE: write “…” instead of “…”`, on one line.
    package func text(in language: MessageLanguage) -> String {
        let fix = Diagnostic.Fix(
            span: Span(file: 0, start: 0, end: removed.utf8.count), replacement: inserted)
        var words = fix.text(in: language)
        if !removed.isEmpty {
            let shown = Diagnostic.Fix(span: Span(file: 0, start: 0, end: 0), replacement: removed).quoted(in: language)
            words += inserted.isEmpty ? " \(shown)" : (language == .russian ? " вместо \(shown)" : " instead of \(shown)")
        }
        return "\(file):\(place.line):\(place.column): \(code.id): \(words)"
    }
}

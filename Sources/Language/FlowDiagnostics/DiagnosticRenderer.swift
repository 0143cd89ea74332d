/// Puts findings into words: as text for a terminal, with the source beside it, or as plain values for other formats.
///
/// One renderer serves all findings of one run, since it indexes the lines of each file once.
package struct DiagnosticRenderer: Sendable {
    private let sources: [SourceFile]
    private let indexes: [LineIndex]
    private let language: MessageLanguage
    private let usesColor: Bool

    /// The sources stand in the order in which spans number them.
    package init(sources: [SourceFile], language: MessageLanguage, usesColor: Bool = false) {
        self.sources = sources
        self.language = language
        self.usesColor = usesColor
        indexes = sources.map(LineIndex.init)
    }

    package func value(_ diagnostic: Diagnostic) -> RenderedDiagnostic {
        let start = position(diagnostic.span.file, diagnostic.span.start)
        let end = position(diagnostic.span.file, diagnostic.span.end)
        let help = diagnostic.code.help.text(in: language, diagnostic.arguments)
        return RenderedDiagnostic(
            id: diagnostic.code.id, severity: diagnostic.severity,
            message: diagnostic.code.message.text(in: language, diagnostic.arguments), help: help.isEmpty ? nil : help,
            file: name(diagnostic.span.file), line: start.line, column: start.column, endLine: end.line,
            endColumn: end.column,
            fix: diagnostic.fix.map { fix in
                let start = position(fix.span.file, fix.span.start)
                let end = position(fix.span.file, fix.span.end)
                return RenderedDiagnostic.Fix(
                    line: start.line, column: start.column, endLine: end.line, endColumn: end.column,
                    replacement: fix.replacement)
            })
    }

    /// Several lines: severity, code and message; place; excerpt with carets; related places; help; fix. Ends with a
    /// line break.
    package func text(_ diagnostic: Diagnostic) -> String {
        let value = value(diagnostic)
        let words = Words.of(language)
        let severity = diagnostic.severity == .error ? words.error : words.warning
        let accent: Style = diagnostic.severity == .error ? .red : .yellow
        var lines = [paint("\(severity)[\(value.id)]", accent) + paint(": \(DisplayWidth.printable(value.message))", .bold)]
        lines += excerpt(of: diagnostic.span, accent: accent)
        for related in diagnostic.related where related.note != .alsoHere {
            lines.append(paint("\(words.note): \(words.text(of: related.note))", .bold))
            lines += excerpt(of: related.span, accent: .blue)
        }
        if let also = furtherPlaces(of: diagnostic) {
            lines.append("  " + paint("\(words.alsoHere):", .blue) + " \(also)")
        }
        if let help = value.help { lines.append("  " + paint("\(words.help):", .blue) + " \(DisplayWidth.printable(help))") }
        if let fix = diagnostic.fix { lines.append("  " + paint("\(words.fix):", .green) + " \(words.text(of: fix))") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// At most so many further places are named in a text; a longer list helps nobody.
    private static let mostFurtherPlaces = 8

    /// `file:line:column` of the other places of a finding, the file only where it is another one.
    private func furtherPlaces(of diagnostic: Diagnostic) -> String? {
        let places = diagnostic.related.filter { $0.note == .alsoHere }.map { related in
            let place = position(related.span.file, related.span.start)
            let file = related.span.file == diagnostic.span.file ? "" : name(related.span.file) + ":"
            return "\(file)\(place.line):\(place.column)"
        }
        guard !places.isEmpty else { return nil }
        let shown = places.prefix(Self.mostFurtherPlaces).joined(separator: ", ")
        return places.count > Self.mostFurtherPlaces ? shown + ", …" : shown
    }

    private func name(_ file: Int) -> String { sources.indices.contains(file) ? sources[file].name : "?" }

    private func position(_ file: Int, _ offset: Int) -> LineIndex.Position {
        guard indexes.indices.contains(file) else { return LineIndex.Position(line: 1, column: 1) }
        return indexes[file].position(at: offset)
    }

    /// ` --> file:line:column`, the source line and the carets below it; of a span over several lines the first and the
    /// last one.
    private func excerpt(of span: Span, accent: Style) -> [String] {
        let start = position(span.file, span.start)
        var lines = [paint("  --> ", .blue) + "\(name(span.file)):\(start.line):\(start.column)"]
        guard indexes.indices.contains(span.file) else { return lines }
        let index = indexes[span.file]
        let first = index.line(at: min(max(span.start, 0), index.contentEnds[index.contentEnds.count - 1]))
        let last = span.end > span.start ? max(first, index.line(at: span.end - 1)) : first
        let gutter = String(repeating: " ", count: String(last + 1).utf8.count)
        lines += excerptLine(first, of: span, in: index, gutter: gutter, accent: accent)
        if last > first + 1 { lines.append(paint("\(gutter) ⋮", .blue)) }
        if last > first { lines += excerptLine(last, of: span, in: index, gutter: gutter, accent: accent) }
        return lines
    }

    /// One line of a span, and the carets under what of it belongs to the span. The blanks before a line's first word are
    /// no part of what went over from the line above.
    private func excerptLine(
        _ line: Int, of span: Span, in index: LineIndex, gutter: String, accent: Style
    ) -> [String] {
        let end = index.contentEnds[line]
        let bytes = index.source.bytes
        var from = min(max(span.start, index.starts[line]), end)
        if span.start < index.starts[line] {
            while from < end, bytes[from] == 0x20 || bytes[from] == 0x09 { from += 1 }
        }
        let window = ExcerptWindow(
            content: index.content(of: line), before: index.text(from: index.starts[line], to: from),
            marked: index.text(from: from, to: min(max(span.end, from), end)))
        let number = String(line + 1)
        let padding = String(repeating: " ", count: gutter.utf8.count - number.utf8.count)
        return [
            paint("\(padding)\(number) | ", .blue) + window.text,
            paint("\(gutter) | ", .blue) + paint(window.carets, accent),
        ]
    }

    private enum Style: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case green = "1;32"
        case blue = "1;34"
    }

    private func paint(_ text: String, _ style: Style) -> String {
        usesColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension DiagnosticCode.Wording {
    /// The sentence in one language, its `{0}`, `{1}` filled in; a number without an argument stays as it is.
    package func text(in language: MessageLanguage, _ arguments: [String]) -> String {
        let template = language == .russian ? russian : english
        var text = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            text += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}"),
                let number = Int(rest[rest.index(after: open)..<close]), arguments.indices.contains(number)
            else {
                text.append("{")
                rest = rest[rest.index(after: open)...]
                continue
            }
            text += arguments[number]
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }
}

extension RelatedNote {
    /// Why the place is shown, in words.
    package func text(in language: MessageLanguage) -> String { Words.of(language).text(of: self) }
}

extension Diagnostic.Fix {
    /// What the change does, in words: `write “step”`.
    package func text(in language: MessageLanguage) -> String { Words.of(language).text(of: self) }

    /// What is written, in quotes, on one line.
    func quoted(in language: MessageLanguage) -> String { Words.of(language).quoted(replacement) }
}

/// The words around a finding.
private struct Words {
    let error: String
    let warning: String
    let note: String
    let help: String
    let fix: String
    let firstDeclaredHere: String
    let declaredHere: String
    let openedHere: String
    let alsoHere: String
    let delete: String
    let insert: String
    let write: String
    let quotes: (String, String)

    static func of(_ language: MessageLanguage) -> Words {
        switch language {
        case .russian:
            Words(
                error: "ошибка", warning: "предупреждение", note: "смотрите", help: "подсказка", fix: "исправление",
                firstDeclaredHere: "впервые написано здесь", declaredHere: "написано здесь",
                openedHere: "открыто здесь", alsoHere: "и здесь",
                delete: "убрать", insert: "вставить", write: "написать", quotes: ("«", "»"))
        case .english:
            Words(
                error: "error", warning: "warning", note: "see", help: "help", fix: "fix",
                firstDeclaredHere: "first written here", declaredHere: "written here", openedHere: "opened here",
                alsoHere: "also here",
                delete: "delete", insert: "insert", write: "write", quotes: ("“", "”"))
        }
    }

    func text(of note: RelatedNote) -> String {
        switch note {
        case .firstDeclaredHere: firstDeclaredHere
        case .declaredHere: declaredHere
        case .openedHere: openedHere
        case .alsoHere: alsoHere
        }
    }

    func text(of fix: Diagnostic.Fix) -> String {
        if fix.replacement.isEmpty { return delete }
        return "\(fix.span.start == fix.span.end ? insert : write) \(quoted(fix.replacement))"
    }

    func quoted(_ text: String) -> String {
        var shown = DisplayWidth.printable(String(text.map { $0.isNewline ? "⏎" : $0 }))
        while shown.hasSuffix(" ") { shown.removeLast() }
        return quotes.0 + shown + quotes.1
    }
}

internal import FlowDiagnostics
internal import FlowMachine
internal import FlowNames
internal import FlowSyntax
internal import JSON

extension LanguageSession {
    mutating func hover(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard let (view, offset) = try spot(parameters) else { return .null }
        var parts: [String] = []
        var range: Range<Int>?
        if let occurrence = view.names.occurrence(at: offset, inFile: view.file) {
            parts.append(view.description(occurrence))
            range = occurrence.span.range
        } else if let keyword = view.keyword(at: offset) {
            parts.append("**`\(keyword.written)`**")
            if let words = KeywordDocumentation.words(for: keyword.name, client.language) { parts.append(words) }
            range = keyword.range
        }
        let findings = view.bot.diagnostics.filter {
            $0.span.file == view.file && $0.span.start <= offset && offset <= $0.span.end
        }
        for finding in findings {
            let words = finding.words(client.language).split(separator: "\n").joined(separator: "\n\n")
            parts.append("**\(finding.code.id)**: \(words)")
            range = range ?? finding.span.range
        }
        guard let range, !parts.isEmpty else { return .null }
        let text = parts.joined(separator: "\n\n")
        return [
            "contents": [
                "kind": client.takesMarkdown ? "markdown" : "plaintext",
                "value": .string(client.takesMarkdown ? text : text.withoutMarkdown),
            ],
            "range": view.range(range),
        ]
    }
}

extension FlowView {
    /// The keyword of a line when the cursor is on it.
    fileprivate func keyword(at offset: Int) -> (name: String, written: String, range: Range<Int>)? {
        let lines = FlowLines(parsed.tree)
        guard let index = lines.index(at: offset) else { return nil }
        let line = lines.lines[index]
        guard let statement = line.statement else { return nil }
        let words = line.tokens.drop { $0.kind != .keyword }.prefix { $0.kind == .keyword || $0.kind == .blank }
            .filter { $0.kind == .keyword }
        guard let first = words.first, let last = words.last, first.start <= offset, offset <= last.end else { return nil }
        let written = String(decoding: parsed.tree.source.bytes[first.start..<last.end], as: UTF8.self)
        return (statement, written, first.start..<last.end)
    }

    /// A name: what it is, where it is declared and how often it is used.
    fileprivate func description(_ occurrence: NameOccurrence) -> String {
        let key = occurrence.key
        let title = "**\(kindWords(key.kind)) `\(occurrence.written)`**"
        switch key.kind {
        case .action:
            guard let action = Action(named: key.name) else { return title }
            return title + "\n\n" + description(action)
        case .outcome, .fact, .format, .slotType, .offer, .reason, .library, .showing, .recipient, .media: return title
        case .intent, .text, .flow, .slot, .step, .option: break
        }
        let declarations = names.declarations(of: key)
        let shown = declarations.first { $0.span == occurrence.span } ?? declarations.first
        guard let shown, let extent = shown.extent else {
            let isKnown = keywords.canonical(key.name, kind: key.kind.keywords) != nil
            return isKnown
                ? title + "\n\n" + client.words(ru: "Встроено в язык.", en: "Built into the language.") : title
        }
        var parts = [title]
        if isLibrary(shown.span) { parts.append(client.words(ru: "Из библиотеки.", en: "From the library.")) }
        parts.append("```salonflow\n\(excerpt(extent))\n```")
        let uses = names.occurrences(of: key).count { !$0.isDeclaration && !isLibrary($0.span) }
        parts.append(client.words(ru: "Упоминаний: \(uses).", en: uses == 1 ? "Used once." : "Used \(uses) times."))
        return parts.joined(separator: "\n\n")
    }

    /// The first lines of a declaration, without the indent they have in common.
    private func excerpt(_ span: Span) -> String {
        let most = 12
        let lineStart = bot.parsed[span.file].tree.source.bytes[..<span.start].lastIndex { $0 == 0x0A || $0 == 0x0D }
        let start = lineStart.map { $0 + 1 } ?? 0
        let whole = text(Span(file: span.file, start: start, end: max(span.end, start)))
        var lines = whole.split(omittingEmptySubsequences: false) { $0.isNewline }
        let cut = lines.count > most
        lines = Array(lines.prefix(most))
        let indent = lines.filter { $0.contains { !$0.isWhitespace } }
            .map { $0.prefix(while: \.isWhitespace).count }.min() ?? 0
        return lines.map { String($0.dropFirst(min(indent, $0.prefix(while: \.isWhitespace).count))) }
            .joined(separator: "\n") + (cut ? "\n…" : "")
    }

    func kindWords(_ kind: NameKind) -> String {
        switch kind {
        case .intent: client.words(ru: "намерение", en: "intent")
        case .text: client.words(ru: "текст", en: "text")
        case .flow: client.words(ru: "сценарий", en: "flow")
        case .slot: client.words(ru: "поле", en: "slot")
        case .step: client.words(ru: "шаг", en: "step")
        case .option: client.words(ru: "вариант", en: "option")
        case .slotType: client.words(ru: "тип", en: "type")
        case .offer: client.words(ru: "предложение", en: "offer")
        case .reason: client.words(ru: "причина", en: "reason")
        case .action: client.words(ru: "действие", en: "action")
        case .outcome: client.words(ru: "исход", en: "outcome")
        case .fact: client.words(ru: "сведение", en: "fact")
        case .format: client.words(ru: "формат", en: "format")
        case .library: client.words(ru: "библиотека", en: "library")
        case .showing: client.words(ru: "что показать", en: "what to show")
        case .recipient: client.words(ru: "кому", en: "recipient")
        case .media: client.words(ru: "вложение", en: "attachment")
        }
    }
}

extension String {
    /// For clients that show hovers as they come: the marks of emphasis and code are left out.
    fileprivate var withoutMarkdown: String {
        split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("```") }
            .map { $0.filter { $0 != "`" }.split(separator: "**", omittingEmptySubsequences: false).joined() }
            .joined(separator: "\n")
    }
}

internal import FlowDiagnostics
internal import JSON

extension LanguageSession {
    /// The fixes of the findings in a range, and all fixes of the file as one action.
    mutating func codeActions(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        let range = try parameters.member("range").range()
        guard let view = try view(parameters), client.takesCodeActionLiterals else { return [] }
        let only = parameters.value["context"]?["only"]?.array?.compactMap(\.string)
        func isWanted(_ kind: String) -> Bool {
            only.map { $0.contains { kind == $0 || kind.hasPrefix($0 + ".") || $0.isEmpty } } ?? true
        }
        let start = view.positions.offset(of: range.start, client.encoding)
        let end = view.positions.offset(of: range.end, client.encoding)
        let fixable = view.bot.diagnostics.filter { $0.span.file == view.file && $0.fix?.span.file == view.file }
        var actions: [JSONValue] = []
        if isWanted("quickfix") {
            for finding in fixable where finding.span.start <= end && start <= finding.span.end {
                guard let fix = finding.fix else { continue }
                actions.append([
                    "title": .string(title(of: fix, view)), "kind": "quickfix", "isPreferred": true,
                    "diagnostics": [view.bot.value(of: finding, client)],
                    "edit": workspaceEdit(view.bot, [view.file: [(fix.span.range, fix.replacement)]]),
                ])
            }
        }
        let all = Self.compatible(fixable.compactMap(\.fix))
        let isAsked = only?.contains { "source.fixAll" == $0 || "source.fixAll".hasPrefix($0 + ".") } ?? false
        if isWanted("source.fixAll"), !all.isEmpty, isAsked || all.count > 1 {
            actions.append([
                "title": .string(
                    client.words(ru: "Исправить всё (\(all.count))", en: "Fix all (\(all.count))")),
                "kind": "source.fixAll",
                "edit": workspaceEdit(view.bot, [view.file: all.map { ($0.span.range, $0.replacement) }]),
            ])
        }
        return .array(actions)
    }

    /// The fixes that can be made together, in source order: of two that touch the same characters the first.
    private static func compatible(_ fixes: [Diagnostic.Fix]) -> [Diagnostic.Fix] {
        var kept: [Diagnostic.Fix] = []
        for fix in fixes.sorted(by: { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }) {
            if let last = kept.last, fix.span.start < last.span.end || fix.span.start == last.span.start { continue }
            kept.append(fix)
        }
        return kept
    }

    private func title(of fix: Diagnostic.Fix, _ view: FlowView) -> String {
        let new = fix.replacement.split(whereSeparator: \.isNewline).joined(separator: " ")
            .drop(while: \.isWhitespace)
        if fix.span.start == fix.span.end { return client.words(ru: "Вставить «\(new)»", en: "Insert “\(new)”") }
        let old = view.text(fix.span)
        if new.isEmpty {
            // A fix may also part two lines, which leaves no word to show.
            return fix.replacement.isEmpty
                ? client.words(ru: "Убрать «\(old)»", en: "Remove “\(old)”")
                : client.words(ru: "Начать новую строку", en: "Begin a new line")
        }
        return client.words(ru: "Заменить «\(old)» на «\(new)»", en: "Replace “\(old)” by “\(new)”")
    }
}

internal import BotFiles
internal import FlowDiagnostics
internal import FlowMachine
internal import FlowNames
internal import FlowSyntax
internal import JSON

extension LanguageSession {
    mutating func completion(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard let (view, offset) = try spot(parameters),
            let reader = CompletionReader(view.parsed, keywords: view.keywords, at: offset)
        else { return ["isIncomplete": false, "items": []] }
        let context = reader.read()
        var list = CompletionList(view: view, context: context, end: offset, languages: toolchain.languages)
        for wanted in context.wanted { list.add(wanted) }
        return ["isIncomplete": false, "items": .array(list.items)]
    }
}

/// The offers for one place.
private struct CompletionList {
    let view: FlowView
    let context: CompletionContext
    let end: Int
    /// The languages that any bot can speak.
    let languages: [String]
    private(set) var items: [JSONValue] = []
    private var seen: Set<String> = []

    init(view: FlowView, context: CompletionContext, end: Int, languages: [String]) {
        self.view = view
        self.context = context
        self.end = end
        self.languages = languages
    }

    /// The numbers of the protocol's `CompletionItemKind`.
    private enum Kind: Int {
        case text = 1, method = 2, function = 3, variable = 6, type = 7, module = 9, property = 10, unit = 11
        case value = 12, keyword = 14, snippet = 15, member = 20, event = 23
    }

    private mutating func offer(
        _ label: String, _ kind: Kind, detail: String? = nil, documentation: String? = nil, text: String? = nil,
        isSnippet: Bool = false
    ) {
        guard seen.insert(label).inserted else { return }
        var item = JSONObject()
        item["label"] = .string(label)
        item["kind"] = .integer(kind.rawValue)
        if let detail { item["detail"] = .string(detail) }
        if let documentation { item["documentation"] = .string(documentation) }
        let rank = String(items.count)
        item["sortText"] = .string(String(repeating: "0", count: max(0, 4 - rank.count)) + rank)
        item["textEdit"] = ["range": view.range(context.start..<end), "newText": .string(text ?? label)]
        if isSnippet {
            item["insertTextFormat"] = 2
            item["insertTextMode"] = 2
        }
        items.append(.object(item))
    }

    mutating func add(_ wanted: CompletionContext.Wanted) {
        switch wanted {
        case .statement: addStatements()
        case .continuation(let typed):
            for statement in StatementPlaces.statements(in: context.blocks) {
                let spelling = view.written(statement, .statement)
                guard spelling.hasPrefix(typed + " ") else { continue }
                offer(
                    String(spelling.dropFirst(typed.count + 1)), .keyword,
                    documentation: KeywordDocumentation.words(for: statement, view.client.language))
            }
        case .textLine: for language in botLanguages { offer("\(language):", .keyword, text: "\(language): ") }
        case .languageBeforeColon:
            for language in botLanguages { offer("\(language):", .keyword, text: "\(language): ") }
        case .botLanguage: for language in botLanguages { offer(language, .value) }
        case .language: for language in languages { offer(language, .value) }
        case .intent: addNames(.intent, .event)
        case .text: addNames(.text, .text)
        case .flow: addNames(.flow, .type)
        case .step: addNames(.step, .method)
        case .slot: addNames(.slot, .variable)
        case .option: addNames(.option, .member)
        case .library: offer(view.written("standard", .name), .module)
        case .value:
            addNames(.slot, .variable)
            addBuiltin(.fact, .property)
        case .constant(let slot): addConstants(of: slot)
        case .action:
            for action in Action.allCases {
                offer(view.written(action.name, .action), .function, detail: view.signature(action))
            }
        case .outcome(let name):
            let outcomes = name.flatMap(Action.init(named:))?.signature.outcomes ?? Outcome.allCases
            for outcome in outcomes { offer(view.written(outcome.name, .outcome), .member) }
        case .builtin(let kind): addBuiltin(kind, kind == .unit ? .unit : .value)
        case .word(let word): offer(view.written(word, .word), .keyword)
        case .back: offer(view.written("back", .name), .keyword)
        }
    }

    /// The languages this bot speaks; until it says so, all there are.
    private var botLanguages: [String] {
        let stated = view.bot.parsed.lazy.map(\.file.languages).first { !$0.isEmpty }
        return stated?.map(\.value) ?? languages
    }

    private mutating func addBuiltin(_ kind: KeywordKind, _ itemKind: Kind) {
        for name in view.keywords.canonicalNames(kind: kind) { offer(view.written(name, kind), itemKind) }
    }

    /// What is declared, the bot's own first, then what the language has by itself.
    private mutating func addNames(_ kind: NameKind, _ itemKind: Kind) {
        for occurrence in view.names.declared(kind) {
            let from = view.isLibrary(occurrence.span) ? view.client.words(ru: "стандарт", en: "standard") : nil
            offer(view.written(occurrence), itemKind, detail: from)
        }
        if kind == .intent || kind == .text {
            for name in view.keywords.canonicalNames(kind: kind.keywords) {
                offer(view.written(name, kind.keywords), itemKind)
            }
        }
    }

    /// What a slot can hold that has a name.
    private mutating func addConstants(of slot: String) {
        guard let declaration = view.slot(named: slot) else { return }
        let type = declaration.type ?? declaration.name
        switch view.keywords.canonical(type.value, kind: .type) {
        case "choice": for choice in declaration.choices { offer(choice.name.value, .member) }
        case "yes-no": for name in ["yes", "no"] { offer(view.written(name, .option), .member) }
        case "master": offer(view.written("any", .value), .value)
        case "date": addBuiltin(.weekday, .value)
        default: break
        }
    }

    private mutating func addStatements() {
        let typed = view.text(Span(file: view.file, start: context.start, end: end))
        for statement in StatementPlaces.statements(in: context.blocks) {
            let spelling = view.written(statement, .statement)
            // Once words are typed only the keywords that go on with them are offered.
            guard typed.isEmpty || !typed.contains(" ") || spelling.hasPrefix(typed) else { continue }
            let documentation = KeywordDocumentation.words(for: statement, view.client.language)
            let snippet =
                view.client.takesSnippets
                ? StatementSnippet(view, languages: botLanguages).text(of: statement, in: context.blocks.last) : nil
            offer(
                spelling, snippet == nil ? .keyword : .snippet, documentation: documentation,
                text: snippet ?? spelling, isSnippet: snippet != nil)
        }
    }
}

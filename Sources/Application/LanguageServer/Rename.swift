internal import FlowDiagnostics
internal import FlowNames
internal import FlowSyntax
internal import JSON

extension LanguageSession {
    mutating func prepareRename(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard let (view, offset) = try spot(parameters) else { return .null }
        let occurrence = try Renaming.subject(view, at: offset)
        return ["range": view.range(occurrence.span.range), "placeholder": .string(occurrence.written)]
    }

    mutating func rename(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        let name = try parameters.member("newName").string()
        guard let (view, offset) = try spot(parameters) else { return .null }
        let renaming = Renaming(view: view, key: try Renaming.subject(view, at: offset).key, name: name)
        let edits = try renaming.edits()
        return workspaceEdit(view.bot, edits)
    }

    /// Changes of several files, in the form that the client takes.
    func workspaceEdit(_ bot: OpenBot, _ edits: [Int: [(range: Range<Int>, text: String)]]) -> JSONValue {
        let files = edits.sorted { $0.key < $1.key }.map { file, edits -> (OpenBot.File, JSONValue) in
            let positions = bot.files[file].positions
            let values: [JSONValue] = edits.map {
                ["range": OpenBot.range($0.range, in: positions, client), "newText": .string($0.text)]
            }
            return (bot.files[file], .array(values))
        }
        guard client.takesDocumentChanges else {
            var changes = JSONObject()
            for (file, edits) in files { changes[file.uri.text] = edits }
            return ["changes": .object(changes)]
        }
        let changes: [JSONValue] = files.map { file, edits in
            [
                "textDocument": [
                    "uri": .string(file.uri.text), "version": file.version.map(JSONValue.integer) ?? .null,
                ],
                "edits": edits,
            ]
        }
        return ["documentChanges": .array(changes)]
    }
}

/// Giving a thing another name in all files of a bot. Refuses what would change the meaning of anything else.
struct Renaming {
    let view: FlowView
    let key: NameKey
    let name: String

    private var client: Client { view.client }

    /// The name under the cursor, if it can have another.
    static func subject(_ view: FlowView, at offset: Int) throws(ProtocolFailure) -> NameOccurrence {
        let client = view.client
        guard let occurrence = view.names.occurrence(at: offset, inFile: view.file) else {
            throw .refused(client.words(ru: "Здесь нет имени.", en: "There is no name here."))
        }
        guard occurrence.key.kind.isDeclared else {
            throw .refused(
                client.words(
                    ru: "«\(occurrence.written)» — имя самого языка, его не переименовать.",
                    en: "“\(occurrence.written)” is the language's own name and cannot be renamed."))
        }
        let declarations = view.names.declarations(of: occurrence.key)
        guard !declarations.contains(where: { view.isLibrary($0.span) }) else {
            throw .refused(
                client.words(
                    ru: "«\(occurrence.written)» — имя из библиотеки. По нему бот заменяет её часть, поэтому оно остаётся.",
                    en: "“\(occurrence.written)” is a name of the library. A bot replaces its parts by name, so it stays."))
        }
        guard !declarations.isEmpty, !isBuiltIn(occurrence.key, view.keywords) else {
            throw .refused(
                client.words(
                    ru: "«\(occurrence.written)» в этом боте не объявлено.",
                    en: "“\(occurrence.written)” is not declared in this bot."))
        }
        return occurrence
    }

    /// Intents and texts that the language knows by name work by that name alone.
    private static func isBuiltIn(_ key: NameKey, _ keywords: KeywordTable) -> Bool {
        (key.kind == .intent || key.kind == .text) && keywords.canonical(key.name, kind: key.kind.keywords) != nil
    }

    func edits() throws(ProtocolFailure) -> [Int: [(range: Range<Int>, text: String)]] {
        try expectName()
        try expectFree()
        var edits: [Int: [(range: Range<Int>, text: String)]] = [:]
        for occurrence in view.names.occurrences(of: key) {
            var text = name
            // A slot that was named by its type keeps the type.
            if case .declarationNamedByType = occurrence.role { text += " \(occurrence.written)" }
            edits[occurrence.span.file, default: []].append((occurrence.span.range, text))
        }
        try expectSameMeaning(edits)
        return edits
    }

    /// Letters, digits and hyphens, as the parser itself sees it.
    private func expectName() throws(ProtocolFailure) {
        let source = SourceFile(name: "name", text: "salonflow 1\nflow \(name)\n")
        let parsed = Parser.parse(source, fileIndex: 0, keywords: view.keywords)
        guard parsed.diagnostics.isEmpty, parsed.file.flows.map(\.name.value) == [name],
            parsed.file.flows[0].name.span.range == 17..<17 + name.utf8.count
        else {
            throw .refused(
                client.words(
                    ru: "«\(name)» не подходит: имя состоит из букв, цифр и дефисов.",
                    en: "“\(name)” will not do: a name is made of letters, digits and hyphens."))
        }
    }

    private func expectFree() throws(ProtocolFailure) {
        let reserved: [KeywordKind] =
            switch key.kind {
            case .slot: [.type, .fact]
            case .flow, .step: [.name]
            default: [key.kind.keywords]
            }
        let canonical = reserved.lazy.compactMap { view.keywords.canonical(name, kind: $0) }.first
        // An option may take a built-in name, such as `yes`: those are there to be used.
        if canonical != nil, key.kind != .option {
            throw .refused(
                client.words(
                    ru: "«\(name)» — имя самого языка, выберите другое.",
                    en: "“\(name)” is a name of the language itself; choose another."))
        }
        let wanted = NameKey(key.kind, canonical ?? name)
        guard wanted == key || view.names.declarations(of: wanted).isEmpty else {
            throw .refused(
                client.words(
                    ru: "Имя «\(name)» уже занято (\(view.kindWords(key.kind))).",
                    en: "The name “\(name)” is taken already (\(view.kindWords(key.kind)))."))
        }
    }

    /// Reads the changed files and compares: every name must mean what it meant, only this one is called otherwise.
    private func expectSameMeaning(_ edits: [Int: [(range: Range<Int>, text: String)]]) throws(ProtocolFailure) {
        let parsed = view.bot.parsed.enumerated().map { index, file -> ParsedFile in
            guard let edits = edits[index] else { return file }
            var bytes = file.tree.source.bytes
            for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
                bytes.replaceSubrange(edit.range, with: edit.text.utf8)
            }
            return Parser.parse(
                SourceFile(name: file.tree.source.name, bytes: bytes), fileIndex: index, keywords: view.keywords)
        }
        let after = NameIndex(parsed, keywords: view.keywords)
        let renamed = after.occurrences.map(\.key)
        let canonical = view.keywords.canonical(name, kind: key.kind.keywords)
        let expected = view.names.occurrences.flatMap { occurrence -> [NameKey] in
            guard occurrence.key == key else { return [occurrence.key] }
            let new = NameKey(key.kind, key.kind == .option ? canonical ?? name : name)
            guard case .declarationNamedByType = occurrence.role else { return [new] }
            return [new, NameKey(.slotType, key.name)]
        }
        guard renamed == expected else {
            throw .refused(
                client.words(
                    ru: "С именем «\(name)» бот читался бы иначе, выберите другое.",
                    en: "With the name “\(name)” the bot would be read differently; choose another."))
        }
    }
}

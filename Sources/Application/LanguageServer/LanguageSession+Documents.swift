internal import FlowDiagnostics
internal import JSON

/// Keeping the texts the same as the client's, and telling what is wrong with them.
extension LanguageSession {
    mutating func didOpen(_ parameters: Parameters) throws(ProtocolFailure) {
        let item = try parameters.member("textDocument")
        let uri = DocumentURI(try item.member("uri").string())
        let text = try item.member("text").string()
        documents[uri.identity] = OpenDocument(
            uri: uri, version: item.optional("version")?.value.integer ?? 0, positions: TextPositions(Array(text.utf8)),
            isCalledFlow: item.optional("languageId")?.value.string == OpenDocument.languageID)
        reload(botID(of: uri), changed: uri)
    }

    mutating func didChange(_ parameters: Parameters) throws(ProtocolFailure) {
        let uri = try parameters.documentURI()
        guard var document = documents[uri.identity] else {
            throw .invalidParameters("`\(uri.text)` is not open.")
        }
        // Read whole before anything is changed, so that a message that cannot be read changes nothing.
        var changes: [(range: (start: TextPosition, end: TextPosition)?, text: String)] = []
        for change in try parameters.member("contentChanges").array() {
            changes.append((try change.optional("range")?.range(), try change.member("text").string()))
        }
        documents[uri.identity] = nil
        for change in changes {
            if let range = change.range {
                let start = document.positions.offset(of: range.start, client.encoding)
                let end = document.positions.offset(of: range.end, client.encoding)
                document.positions.replace(start..<max(start, end), with: change.text.utf8)
            } else {
                document.positions = TextPositions(Array(change.text.utf8))
            }
        }
        document.version = parameters.value["textDocument"]?["version"]?.integer ?? document.version
        documents[uri.identity] = document
        let id = botID(of: uri)
        guard var bot = bots.removeValue(forKey: id) else { return }
        let isPart = bot.update(document, toolchain: toolchain, language: client.language)
        bots[id] = bot
        if isPart { check(id, changed: uri) }
    }

    mutating func didClose(_ parameters: Parameters) throws(ProtocolFailure) {
        let uri = try parameters.documentURI()
        guard documents.removeValue(forKey: uri.identity) != nil else { return }
        let bot = botID(of: uri)
        if documents.values.contains(where: { botID(of: $0.uri) == bot }) {
            reload(bot, changed: nil)
        } else {
            // Nothing of the bot is open any more: its findings go.
            for (text, published) in bots[bot]?.published.sorted(by: { $0.key < $1.key }) ?? []
            where published != .array([]) {
                notify("textDocument/publishDiagnostics", ["uri": .string(text), "diagnostics": []])
            }
            bots[bot] = nil
        }
    }

    mutating func didSave(_ parameters: Parameters) throws(ProtocolFailure) {
        reload(botID(of: try parameters.documentURI()), changed: nil)
    }

    mutating func didChangeWatchedFiles(_ parameters: Parameters) throws(ProtocolFailure) {
        var touched: Set<String> = []
        for change in try parameters.member("changes").array() {
            touched.insert(botID(of: DocumentURI(try change.member("uri").string())))
        }
        for bot in touched.sorted() where bots[bot] != nil { reload(bot, changed: nil) }
    }

    /// The text that the session has for a document; nil when it is not open.
    package func text(of uri: String) -> [UInt8]? { documents[DocumentURI(uri).identity]?.positions.bytes }

    // MARK: Bots

    /// A bot is a folder. What lies in none, or is no part of a bot by its name, is a bot of its own.
    func botID(of uri: DocumentURI) -> String {
        guard let place = uri.place, OpenBot.isPart(place.name) else { return "document " + uri.identity }
        return place.folder + "/"
    }

    /// Reads anew which files a bot has, and checks it.
    private mutating func reload(_ id: String, changed: DocumentURI?) {
        var documents: [(uri: DocumentURI, open: OpenDocument?, bytes: [UInt8])] = []
        let open = self.documents.values.filter { botID(of: $0.uri) == id }
        if id.hasPrefix("/") {
            let folder = String(id.dropLast())
            let openNames = Dictionary(open.compactMap { document in document.uri.place.map { ($0.name, document) } }) {
                first, _ in first
            }
            let names = Set(folders.names(in: folder).filter(OpenBot.isPart)).union(openNames.keys)
            for name in names.sorted() {
                if let document = openNames[name] {
                    documents.append((document.uri, document, document.positions.bytes))
                } else if let bytes = folders.bytes(of: id + name) {
                    documents.append((DocumentURI(path: id + name), nil, bytes))
                }
            }
        } else {
            // Generic clients send all sorts of texts; what is no flow is left alone.
            documents = open.filter(\.isCalledFlow).map { ($0.uri, $0, $0.positions.bytes) }
        }
        guard !documents.isEmpty else {
            bots[id] = nil
            return
        }
        bots[id, default: OpenBot()].load(documents, toolchain: toolchain, language: client.language)
        check(id, changed: changed)
    }

    /// Checks a bot and tells what is new: the changed document's findings always, of the others those that differ from
    /// what the client knows.
    private mutating func check(_ id: String, changed: DocumentURI?) {
        guard var bot = bots.removeValue(forKey: id) else { return }
        if !bot.files.isEmpty { bot.check(toolchain) }
        let findings = bot.publishable(client)
        for file in findings {
            let isNew = bot.published[file.uri.text, default: .array([])] != file.diagnostics
            guard isNew || file.uri == changed else { continue }
            bot.published[file.uri.text] = file.diagnostics
            var message: JSONValue = ["uri": .string(file.uri.text), "diagnostics": file.diagnostics]
            if let version = file.version, var object = message.object {
                object["version"] = .integer(version)
                message = .object(object)
            }
            notify("textDocument/publishDiagnostics", message)
        }
        let present = Set(findings.map(\.uri.text))
        for (text, published) in bot.published.sorted(by: { $0.key < $1.key }) where !present.contains(text) {
            if published != .array([]) {
                notify("textDocument/publishDiagnostics", ["uri": .string(text), "diagnostics": []])
            }
            bot.published[text] = nil
        }
        bots[id] = bot
    }
}

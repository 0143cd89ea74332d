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
        reloadLocations(of: botID(of: uri))
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
        // A location's bot has files of the folder around it, so that a file may be part of several.
        for id in bots.keys.sorted() {
            guard var bot = bots.removeValue(forKey: id) else { continue }
            let isPart = bot.update(document, toolchain: toolchain, language: client.language)
            bots[id] = bot
            if isPart { check(id, changed: uri) }
        }
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
        reloadLocations(of: bot)
    }

    mutating func didSave(_ parameters: Parameters) throws(ProtocolFailure) {
        let id = botID(of: try parameters.documentURI())
        if bots[id] != nil { reload(id, changed: nil) }
        reloadLocations(of: id)
    }

    mutating func didChangeWatchedFiles(_ parameters: Parameters) throws(ProtocolFailure) {
        var touched: Set<String> = []
        for change in try parameters.member("changes").array() {
            touched.insert(botID(of: DocumentURI(try change.member("uri").string())))
        }
        for id in touched.sorted() {
            if bots[id] != nil { reload(id, changed: nil) }
            reloadLocations(of: id)
        }
    }

    /// The text that the session has for a document; nil when it is not open.
    package func text(of uri: String) -> [UInt8]? { documents[DocumentURI(uri).identity]?.positions.bytes }
}

internal import BotFiles
internal import FlowDiagnostics
internal import JSON

/// Which files make a bot, and what is told of them.
extension LanguageSession {
    /// A bot is a folder. What lies in none, or is no part of a bot by its name, is a bot of its own.
    func botID(of uri: DocumentURI) -> String {
        guard let place = uri.place, OpenBot.isPart(place.name) else { return "document " + uri.identity }
        return place.folder + "/"
    }

    /// Reads anew which files a bot has, and checks it.
    mutating func reload(_ id: String, changed: DocumentURI?) {
        var found: [OpenBot.Document] = []
        if id.hasPrefix("/") {
            let folder = String(id.dropLast())
            let names = parts(of: folder)
            found = around(folder, having: names).compactMap { document($0, isAround: true) }
            found += names.sorted().compactMap { document(id + $0, isAround: false) }
        } else {
            // Generic clients send all sorts of texts; what is no flow is left alone.
            found = documents.values.filter { botID(of: $0.uri) == id && $0.isCalledFlow }
                .map { OpenBot.Document(uri: $0.uri, open: $0, bytes: $0.positions.bytes, isAround: false) }
        }
        guard !found.isEmpty else {
            bots[id] = nil
            return
        }
        bots[id, default: OpenBot()].load(found, toolchain: toolchain, language: client.language)
        check(id, changed: changed)
    }

    /// Reads anew the bots of the locations that lie in a bot's folder and share its flows.
    mutating func reloadLocations(of id: String) {
        let locations = bots.keys.filter { other in
            other != id && other.hasPrefix(id) && !other.dropFirst(id.count).dropLast().contains("/")
        }
        for location in locations.sorted() { reload(location, changed: nil) }
    }

    /// The names in a folder that make a bot, those of open documents that were never saved included.
    private func parts(of folder: String) -> Set<String> {
        let open = documents.values.compactMap(\.uri.place).filter { $0.folder == folder }.map(\.name)
        return Set((folders.names(in: folder) + open).filter(OpenBot.isPart))
    }

    /// The paths of the flows that a location shares with the others: by the rule of `BotFolder`.
    private func around(_ folder: String, having names: Set<String>) -> [String] {
        let main = "bot.flow"
        guard !names.contains(main), names.contains(OpenBot.salonName), let slash = folder.lastIndex(of: "/") else {
            return []
        }
        let outer = String(folder[..<slash])
        let outerNames = parts(of: outer)
        guard outerNames.contains(main) else { return [] }
        return outerNames.filter { $0.hasSuffix(".flow") }.sorted().map { "\(outer)/\($0)" }
    }

    private func document(_ path: String, isAround: Bool) -> OpenBot.Document? {
        if let open = documents[path] {
            return OpenBot.Document(uri: open.uri, open: open, bytes: open.positions.bytes, isAround: isAround)
        }
        return folders.bytes(of: path).map {
            OpenBot.Document(uri: DocumentURI(path: path), open: nil, bytes: $0, isAround: isAround)
        }
    }

    /// Checks a bot and tells what is new: the changed document's findings always, of the others those that differ from
    /// what the client knows.
    mutating func check(_ id: String, changed: DocumentURI?) {
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

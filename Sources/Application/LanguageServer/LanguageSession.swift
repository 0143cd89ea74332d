package import BotFiles
package import FlowDiagnostics
internal import FlowFormatter
package import JSON
internal import Linting

/// Lays a flow file out; what it answers replaces the text. Nil when it leaves the file alone, because it cannot be read.
package typealias DocumentLayout = @Sendable (SourceFile) -> [UInt8]?

extension LanguageSession {
    /// The project's own formatter; a file with errors in its writing is left alone.
    package static func standardLayout() throws -> DocumentLayout {
        let layout = try FlowLayout()
        return { source in
            switch layout.format(source, dialect: nil) {
            case .formatted(let bytes): bytes
            case .refused: nil
            }
        }
    }
}

/// One client's session with the language server (Language Server Protocol 3.17): messages in, messages out.
///
/// A value: it reads no stream and writes none, and sees the disk only through `FolderContents`. What comes in is answered
/// at once and in order, so that there is never a request to be cancelled.
package struct LanguageSession: Sendable {
    enum Phase: Sendable {
        case new, running, shutDown
    }

    let toolchain: Toolchain
    let folders: any FolderContents
    let layout: DocumentLayout?
    var client: Client
    var documents: [String: OpenDocument] = [:]
    /// By folder, or by the identity of a document that lies in none.
    var bots: [String: OpenBot] = [:]
    /// What is to be sent, in order.
    var outgoing: [JSONValue] = []
    private var phase = Phase.new
    /// With what the program is to end; nil while the session goes on.
    package private(set) var exitCode: Int32?

    /// - Parameters:
    ///   - language: of the messages, unless the client says one.
    ///   - layout: nil when this build cannot format; then the client is not offered it.
    package init(
        toolchain: Toolchain, folders: any FolderContents = DiskContents(), language: MessageLanguage = .english,
        layout: DocumentLayout? = nil
    ) {
        self.toolchain = toolchain
        self.folders = folders
        self.layout = layout
        client = Client(language: language)
    }

    /// Takes one message's body and gives the messages to be sent, in order. Never fails: what cannot be read is answered
    /// with the protocol's error.
    package mutating func receive(_ body: [UInt8]) -> [JSONValue] {
        guard exitCode == nil else { return [] }
        outgoing = []
        do {
            receive(try JSONValue(parsing: body))
        } catch {
            fail(.null, .unreadable("This is no JSON: \(error)"))
        }
        return outgoing
    }

    /// Answers bytes of the stream that are no message.
    package mutating func receiveFault(_ words: String) -> [JSONValue] {
        guard exitCode == nil else { return [] }
        outgoing = []
        fail(.null, .unreadable(words))
        return outgoing
    }

    /// What a reader of the stream does when it ends: without `exit` before, the client went without a word.
    package mutating func receiveEnd() {
        if exitCode == nil { exitCode = phase == .shutDown ? 0 : 1 }
    }

    // MARK: Dispatch

    private mutating func receive(_ message: JSONValue) {
        guard message.object != nil else {
            return fail(.null, .invalidRequest("A message is an object; batches are no part of the protocol."))
        }
        let identifier = message["id"]
        switch identifier {
        case nil, .string, .number: break
        default: return fail(.null, .invalidRequest("`id` must be a string or a number."))
        }
        guard message["jsonrpc"]?.string == "2.0" else {
            return fail(identifier ?? .null, .invalidRequest("`jsonrpc` must be \"2.0\"."))
        }
        guard let method = message["method"]?.string else {
            // An answer to a request of ours, all of which need none.
            if identifier != nil, message["result"] != nil || message["error"] != nil { return }
            return fail(identifier ?? .null, .invalidRequest("`method` must be a string."))
        }
        switch message["params"] {
        case nil, .null, .object, .array: break
        default: return fail(identifier ?? .null, .invalidRequest("`params` must be an object or an array."))
        }
        let parameters = Parameters(value: message["params"] ?? .null)
        guard let identifier else { return notice(method, parameters) }
        do throws(ProtocolFailure) {
            let result = try answer(method, parameters)
            send(["id": identifier, "result": result])
        } catch {
            fail(identifier, error)
        }
    }

    private mutating func answer(_ method: String, _ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        switch (phase, method) {
        case (.new, "initialize"): return try initialize(parameters)
        case (.new, _): throw .notInitialized
        case (.shutDown, _): throw .invalidRequest("After `shutdown` only `exit` is taken.")
        case (.running, "initialize"): throw .invalidRequest("`initialize` was sent already.")
        case (.running, "shutdown"):
            phase = .shutDown
            return .null
        case (.running, _): break
        }
        switch method {
        case "textDocument/completion": return try completion(parameters)
        case "textDocument/hover": return try hover(parameters)
        case "textDocument/definition", "textDocument/declaration": return try definition(parameters)
        case "textDocument/references": return try references(parameters)
        case "textDocument/documentHighlight": return try highlights(parameters)
        case "textDocument/documentSymbol": return try outline(parameters)
        case "textDocument/prepareRename": return try prepareRename(parameters)
        case "textDocument/rename": return try rename(parameters)
        case "textDocument/codeAction": return try codeActions(parameters)
        case "textDocument/foldingRange": return try foldingRanges(parameters)
        case "textDocument/semanticTokens/full": return try semanticTokens(parameters)
        case "textDocument/formatting" where layout != nil: return try formatting(parameters)
        default: throw .unknownMethod(method)
        }
    }

    private mutating func notice(_ method: String, _ parameters: Parameters) {
        if method == "exit" {
            exitCode = phase == .shutDown ? 0 : 1
            return
        }
        guard case .running = phase else { return }
        do throws(ProtocolFailure) {
            switch method {
            case "initialized": watchFiles()
            case "textDocument/didOpen": try didOpen(parameters)
            case "textDocument/didChange": try didChange(parameters)
            case "textDocument/didClose": try didClose(parameters)
            case "textDocument/didSave": try didSave(parameters)
            case "workspace/didChangeWatchedFiles": try didChangeWatchedFiles(parameters)
            default: break
            }
        } catch {
            // A notification has no answer; the client's log is the place for what is wrong with it.
            notify("window/logMessage", ["type": 1, "message": .string("\(method): \(error.message)")])
        }
    }

    // MARK: Beginning

    private mutating func initialize(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard parameters.value.object != nil else { throw .invalidParameters("`params` must be an object.") }
        client = Client(parameters.value, language: client.language)
        phase = .running
        var abilities: JSONValue = [
            "positionEncoding": .string(client.encoding.rawValue),
            "textDocumentSync": ["openClose": true, "change": 2, "save": ["includeText": false]],
            "completionProvider": ["triggerCharacters": [" ", "{", "[", ">", ",", ".", ":"]],
            "hoverProvider": true,
            "definitionProvider": true,
            "declarationProvider": true,
            "referencesProvider": true,
            "documentHighlightProvider": true,
            "documentSymbolProvider": true,
            "renameProvider": ["prepareProvider": true],
            "codeActionProvider": ["codeActionKinds": ["quickfix", "source.fixAll"]],
            "foldingRangeProvider": true,
            "semanticTokensProvider": ["legend": Self.tokenLegend, "full": true],
        ]
        if layout != nil {
            var object = abilities.object ?? JSONObject()
            object["documentFormattingProvider"] = true
            abilities = .object(object)
        }
        return ["capabilities": abilities, "serverInfo": ["name": "salonflow"]]
    }

    /// Asks to be told when files of bots change on the disk.
    private mutating func watchFiles() {
        guard client.watchesFiles else { return }
        let patterns: [JSONValue] = ["**/*.flow", "**/\(OpenBot.salonName)", "**/\(LintFile.name)"].map { ["globPattern": .string($0)] }
        send([
            "id": "salonflow/watch", "method": "client/registerCapability",
            "params": [
                "registrations": [
                    [
                        "id": "salonflow/watch", "method": "workspace/didChangeWatchedFiles",
                        "registerOptions": ["watchers": .array(patterns)],
                    ]
                ]
            ],
        ])
    }

    // MARK: Sending

    mutating func notify(_ method: String, _ parameters: JSONValue) {
        send(["method": .string(method), "params": parameters])
    }

    private mutating func fail(_ identifier: JSONValue, _ failure: ProtocolFailure) {
        send([
            "id": identifier, "error": ["code": .integer(failure.code), "message": .string(failure.message)],
        ])
    }

    mutating func send(_ message: JSONValue) {
        var object = JSONObject()
        object["jsonrpc"] = "2.0"
        for member in message.object?.members ?? [] { object[member.name] = member.value }
        outgoing.append(.object(object))
    }
}

import BotFiles
import FlowDiagnostics
import JSON
import LanguageServer
import Testing

/// A folder of files that lies in memory.
struct FolderStub: FolderContents {
    /// By path.
    var files: [String: String] = [:]

    func names(in folder: String) -> [String] {
        files.keys.compactMap { path in
            guard let slash = path.lastIndex(of: "/"), path[..<slash] == folder else { return nil }
            return String(path[path.index(after: slash)...])
        }
    }

    func bytes(of path: String) -> [UInt8]? { files[path].map { Array($0.utf8) } }
}

/// An editor: speaks to a session as editors do, and keeps what it was told.
struct EditorStub {
    /// Made once: it reads the lexicons.
    static let toolchain = Result { try Toolchain() }

    var session: LanguageSession
    /// The findings as they were last published, by URI.
    var findings: [String: [JSONValue]] = [:]
    /// Every message received.
    var received: [JSONValue] = []
    private var lastID = 0

    /// Everything a modern editor can do.
    static let capabilities: JSONValue = [
        "general": ["positionEncodings": ["utf-16"]],
        "textDocument": [
            "completion": ["completionItem": ["snippetSupport": true]],
            "hover": ["contentFormat": ["markdown", "plaintext"]],
            "documentSymbol": ["hierarchicalDocumentSymbolSupport": true],
            "publishDiagnostics": [
                "relatedInformation": true, "tagSupport": ["valueSet": [1, 2]], "codeDescriptionSupport": true,
            ],
            "codeAction": ["codeActionLiteralSupport": ["codeActionKind": ["valueSet": ["quickfix"]]]],
        ],
        "workspace": ["workspaceEdit": ["documentChanges": false]],
    ]

    init(
        _ files: [String: String] = [:], capabilities: JSONValue = Self.capabilities, options: JSONValue = .null,
        layout: DocumentLayout? = nil, isInitialized: Bool = true
    ) throws {
        session = LanguageSession(
            toolchain: try Self.toolchain.get(), folders: FolderStub(files: files), layout: layout)
        guard isInitialized else { return }
        _ = try result("initialize", ["capabilities": capabilities, "initializationOptions": options, "processId": nil])
        notify("initialized", [:])
    }

    static func uri(_ path: String) -> JSONValue { .string("file://" + path) }

    // MARK: Speaking

    @discardableResult mutating func send(_ message: JSONValue) -> [JSONValue] {
        let answers = session.receive(message.bytes())
        received += answers
        for answer in answers where answer["method"]?.string == "textDocument/publishDiagnostics" {
            guard let uri = answer["params"]?["uri"]?.string else { continue }
            findings[uri] = answer["params"]?["diagnostics"]?.array ?? []
        }
        return answers
    }

    @discardableResult mutating func notify(_ method: String, _ parameters: JSONValue) -> [JSONValue] {
        send(["jsonrpc": "2.0", "method": .string(method), "params": parameters])
    }

    /// The whole answer to a request.
    mutating func answer(_ method: String, _ parameters: JSONValue) throws -> JSONValue {
        lastID += 1
        let id = JSONValue.number(JSONNumber(lastID))
        let answers = send(["jsonrpc": "2.0", "id": id, "method": .string(method), "params": parameters])
        return try #require(answers.first { $0["id"] == id && $0["method"] == nil })
    }

    mutating func result(_ method: String, _ parameters: JSONValue) throws -> JSONValue {
        let answer = try answer(method, parameters)
        try #require(answer["error"] == nil, "\(answer.text())")
        return try #require(answer["result"])
    }

    mutating func failure(_ method: String, _ parameters: JSONValue) throws -> (code: Int, message: String) {
        let answer = try answer(method, parameters)
        try #require(answer["result"] == nil, "\(answer.text())")
        return (try #require(answer["error"]?["code"]?.integer), try #require(answer["error"]?["message"]?.string))
    }

    // MARK: Documents

    mutating func open(_ path: String, _ text: String) {
        notify(
            "textDocument/didOpen",
            ["textDocument": ["uri": Self.uri(path), "languageId": "salonflow", "version": 1, "text": .string(text)]])
    }

    mutating func replaceAll(_ path: String, _ text: String, version: Int = 2) {
        notify(
            "textDocument/didChange",
            [
                "textDocument": ["uri": Self.uri(path), "version": .number(JSONNumber(version))],
                "contentChanges": [["text": .string(text)]],
            ])
    }

    mutating func close(_ path: String) {
        notify("textDocument/didClose", ["textDocument": ["uri": Self.uri(path)]])
    }

    func codes(_ path: String) -> [String] {
        findings["file://" + path, default: []].compactMap { $0["code"]?.string }
    }

    /// A request about a place of a document.
    mutating func ask(
        _ method: String, _ path: String, _ position: JSONValue, _ more: [(String, JSONValue)] = []
    ) throws -> JSONValue {
        var object = JSONObject()
        object["textDocument"] = ["uri": Self.uri(path)]
        object["position"] = position
        for (name, value) in more { object[name] = value }
        return try result("textDocument/" + method, .object(object))
    }
}

/// A source with marked places: `1️⃣`, `2️⃣` … stand where the places are and are no part of the text.
struct MarkedSource {
    let text: String
    /// In UTF-16 units, as positions are by default.
    private let places: [Character: (line: Int, character: Int)]

    init(_ marked: String) {
        var text = ""
        var places: [Character: (line: Int, character: Int)] = [:]
        var line = 0
        var character = 0
        for next in marked {
            if "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣".contains(next) {
                places[next] = (line, character)
                continue
            }
            text.append(next)
            if next.isNewline {
                line += 1
                character = 0
            } else {
                character += String(next).utf16.count
            }
        }
        self.text = text
        self.places = places
    }

    subscript(_ mark: Character) -> JSONValue {
        let place = places[mark] ?? (0, 0)
        return ["line": .number(JSONNumber(place.line)), "character": .number(JSONNumber(place.character))]
    }

    /// The places of all marks, as the protocol's ranges begin.
    func starts(_ marks: String) -> Set<JSONValue> { Set(marks.map { self[$0] }) }
}

internal import BotFiles
internal import FlowDiagnostics
internal import FlowNames
internal import FlowSyntax
internal import JSON
internal import Linting
internal import SalonFiles

/// A document that the client has open; its text is the client's, whatever the disk has.
struct OpenDocument: Sendable {
    let uri: DocumentURI
    var version: Int
    var positions: TextPositions
    /// Whether the client takes it for a flow, whatever it is called.
    let isCalledFlow: Bool

    /// How clients call the language.
    static let languageID = "salonflow"
}

/// A bot with something of it open: the flow files of one folder, its `salon.yaml` and `lint.yaml`, or a document that lies in no folder.
struct OpenBot: Sendable {
    /// One of the bot's own flow files.
    struct File: Sendable {
        let uri: DocumentURI
        /// Nil unless the client has it open.
        var version: Int?
        var source: SourceFile
        var positions: TextPositions
    }

    /// By name, which is the order in which the command line reads them.
    private(set) var files: [File] = []
    private(set) var salon: SideFile<SalonFile>?
    private(set) var lint: SideFile<LintFile>?
    private(set) var diagnostics: [Diagnostic] = []
    private var cache = ParseCache()
    private var nameIndex: NameIndex?
    /// What the client was last told, by URI.
    var published: [String: JSONValue] = [:]

    static let salonName = "salon.yaml"

    /// Whether a name in a folder is part of a bot.
    static func isPart(_ name: String) -> Bool {
        name.hasSuffix(".flow") || name == salonName || name == LintFile.name
    }

    /// The files as parsed: the bot's own, parallel to `files`, then the library's.
    var parsed: [ParsedFile] { cache.files }

    func isOwn(_ file: Int) -> Bool { file < cache.ownCount }

    func index(of uri: DocumentURI) -> Int? { files.firstIndex { $0.uri.identity == uri.identity } }

    /// Takes over which files there are and what stands in them.
    mutating func load(
        _ documents: [(uri: DocumentURI, open: OpenDocument?, bytes: [UInt8])], toolchain: Toolchain,
        language: MessageLanguage
    ) {
        files = []
        let (salon, lint) = (salon, lint)
        (self.salon, self.lint) = (nil, nil)
        for document in documents {
            switch document.uri.place?.name {
            // What has not changed need not be read again.
            case Self.salonName where salon?.uri == document.uri && salon?.positions.bytes == document.bytes:
                self.salon = salon
            case LintFile.name where lint?.uri == document.uri && lint?.positions.bytes == document.bytes:
                self.lint = lint
            case Self.salonName: self.salon = SideFile(salon: document.uri, document.bytes, toolchain)
            case LintFile.name: self.lint = SideFile(lint: document.uri, document.bytes, language)
            default:
                files.append(
                    File(
                        uri: document.uri, version: document.open?.version,
                        source: SourceFile(name: document.uri.identity, bytes: document.bytes),
                        positions: document.open?.positions ?? TextPositions(document.bytes)))
            }
        }
    }

    /// Takes over a document as it was edited; false when it is no part of the bot.
    mutating func update(_ document: OpenDocument, toolchain: Toolchain, language: MessageLanguage) -> Bool {
        let bytes = document.positions.bytes
        if salon?.uri.identity == document.uri.identity {
            salon = SideFile(salon: document.uri, bytes, toolchain)
        } else if lint?.uri.identity == document.uri.identity {
            lint = SideFile(lint: document.uri, bytes, language)
        } else if let index = index(of: document.uri) {
            files[index].version = document.version
            files[index].positions = document.positions
            files[index].source = SourceFile(name: document.uri.identity, bytes: bytes)
        } else {
            return false
        }
        return true
    }

    /// Finds out anew what is wrong; parses only what has changed.
    mutating func check(_ toolchain: Toolchain) {
        nameIndex = nil
        let checked = toolchain.check(files.map(\.source), catalogue: salon?.content?.catalogue, reusing: &cache)
        let severities = lint?.content?.severities ?? SeveritySettings()
        diagnostics = severities.applied(to: checked.diagnostics).filter { isOwn($0.span.file) }
    }

    /// Every name of the bot and of the library; made when it is first asked for after a change.
    mutating func names(_ toolchain: Toolchain) -> NameIndex {
        if let nameIndex { return nameIndex }
        let index = NameIndex(cache.files, keywords: toolchain.keywords)
        nameIndex = index
        return index
    }
}

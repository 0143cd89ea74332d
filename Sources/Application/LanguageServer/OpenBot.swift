internal import BotFiles
internal import FlowDiagnostics
internal import FlowNames
internal import FlowSyntax
internal import JSON
internal import SalonFiles
internal import TimeZones

/// A document that the client has open; its text is the client's, whatever the disk has.
struct OpenDocument: Sendable {
    let uri: DocumentURI
    var version: Int
    var positions: TextPositions
}

/// A bot with something of it open: the flow files of one folder and its `salon.yaml`, or a document that lies in no folder.
struct OpenBot: Sendable {
    /// One of the bot's own flow files.
    struct File: Sendable {
        let uri: DocumentURI
        /// Nil unless the client has it open.
        var version: Int?
        var source: SourceFile
        var positions: TextPositions
    }

    /// The `salon.yaml`, read.
    struct Salon: Sendable {
        let uri: DocumentURI
        let positions: TextPositions
        let file: SalonFile?
        /// What is wrong with it.
        let problems: [String]
    }

    /// By name, which is the order in which the command line reads them.
    private(set) var files: [File] = []
    private(set) var salon: Salon?
    private(set) var diagnostics: [Diagnostic] = []
    private var cache = ParseCache()
    private var nameIndex: NameIndex?
    /// What the client was last told, by URI.
    var published: [String: JSONValue] = [:]

    static let salonName = "salon.yaml"

    /// Whether a name in a folder is part of a bot.
    static func isPart(_ name: String) -> Bool { name.hasSuffix(".flow") || name == salonName }

    /// The files as parsed: the bot's own, parallel to `files`, then the library's.
    var parsed: [ParsedFile] { cache.files }

    func isOwn(_ file: Int) -> Bool { file < cache.ownCount }

    func index(of uri: DocumentURI) -> Int? { files.firstIndex { $0.uri.identity == uri.identity } }

    /// Takes over which files there are and what stands in them.
    mutating func load(_ documents: [(uri: DocumentURI, open: OpenDocument?, bytes: [UInt8])], toolchain: Toolchain) {
        var files: [File] = []
        var salon: Salon?
        for document in documents {
            if document.uri.place?.name == Self.salonName {
                salon = read(document.uri, document.bytes, toolchain)
            } else {
                files.append(
                    File(
                        uri: document.uri, version: document.open?.version,
                        source: SourceFile(name: document.uri.identity, bytes: document.bytes),
                        positions: document.open?.positions ?? TextPositions(document.bytes)))
            }
        }
        self.files = files
        self.salon = salon
    }

    private func read(_ uri: DocumentURI, _ bytes: [UInt8], _ toolchain: Toolchain) -> Salon {
        if let salon, salon.uri == uri, salon.positions.bytes == bytes { return salon }
        let positions = TextPositions(bytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return Salon(uri: uri, positions: positions, file: nil, problems: ["The file is not UTF-8 text."])
        }
        do {
            let file = try SalonFile(text, name: uri.identity) { try toolchain.zones.zone(named: $0) }
            return Salon(uri: uri, positions: positions, file: file, problems: [])
        } catch {
            return Salon(uri: uri, positions: positions, file: nil, problems: error.problems)
        }
    }

    /// Takes over a document as it was edited; false when it is no part of the bot.
    mutating func update(_ document: OpenDocument, toolchain: Toolchain) -> Bool {
        if let salon, salon.uri.identity == document.uri.identity {
            self.salon = read(document.uri, document.positions.bytes, toolchain)
            return true
        }
        guard let index = index(of: document.uri) else { return false }
        files[index].version = document.version
        files[index].positions = document.positions
        files[index].source = SourceFile(name: document.uri.identity, bytes: document.positions.bytes)
        return true
    }

    /// Finds out anew what is wrong; parses only what has changed.
    mutating func check(_ toolchain: Toolchain) {
        nameIndex = nil
        let checked = toolchain.check(files.map(\.source), catalogue: salon?.file?.catalogue, reusing: &cache)
        diagnostics = checked.diagnostics.filter { isOwn($0.span.file) }
    }

    /// Every name of the bot and of the library; made when it is first asked for after a change.
    mutating func names(_ toolchain: Toolchain) -> NameIndex {
        if let nameIndex { return nameIndex }
        let index = NameIndex(cache.files, keywords: toolchain.keywords)
        nameIndex = index
        return index
    }
}

internal import BotFiles
internal import FlowDiagnostics
internal import FlowNames
internal import FlowSyntax
internal import JSON

/// A flow file of an open bot, with all that questions about it need.
struct FlowView {
    let bot: OpenBot
    let names: NameIndex
    let keywords: KeywordTable
    let client: Client
    /// The file's number among the bot's.
    let file: Int

    var parsed: ParsedFile { bot.parsed[file] }
    var dialect: Dialect { parsed.dialect }
    var positions: TextPositions { bot.files[file].positions }
    var uri: DocumentURI { bot.files[file].uri }

    func isLibrary(_ span: Span) -> Bool { !bot.isOwn(span.file) }

    func location(_ span: Span) -> JSONValue {
        ["uri": .string(bot.files[span.file].uri.text), "range": bot.range(span, client)]
    }

    func range(_ range: Range<Int>) -> JSONValue { OpenBot.range(range, in: positions, client) }

    /// The characters of a span of any file, the library's included.
    func text(_ span: Span) -> String {
        String(decoding: bot.parsed[span.file].tree.source.bytes[span.range], as: UTF8.self)
    }

    /// A name as this file writes it: the bot's own as declared, a built-in one in the file's dialect.
    func written(_ occurrence: NameOccurrence) -> String {
        bot.isOwn(occurrence.span.file)
            ? occurrence.written : written(occurrence.key.name, occurrence.key.kind.keywords)
    }

    /// The declaration of a slot by a name as written anywhere.
    func slot(named written: String) -> SlotDeclaration? {
        let keys = [NameKey(.slot, written)] + (keywords.canonical(written, kind: .type).map { [NameKey(.slot, $0)] } ?? [])
        guard let place = keys.lazy.flatMap({ names.declarations(of: $0) }).first else { return nil }
        return bot.parsed[place.span.file].file.flows.lazy.flatMap(\.slots).first { $0.name.span == place.span }
    }

    func written(_ canonical: String, _ kind: KeywordKind) -> String {
        keywords.spelling(of: canonical, kind: kind, dialect: dialect)
    }
}

extension LanguageSession {
    /// The file that a request is about; nil when it is no flow file.
    mutating func view(_ uri: DocumentURI) throws(ProtocolFailure) -> FlowView? {
        let id = botID(of: uri)
        guard var bot = bots.removeValue(forKey: id) else {
            if documents[uri.identity] != nil { return nil }
            throw .invalidParameters("`\(uri.text)` is not open.")
        }
        let names = bot.names(toolchain)
        bots[id] = bot
        guard let file = bot.index(of: uri) else { return nil }
        return FlowView(bot: bot, names: names, keywords: toolchain.keywords, client: client, file: file)
    }

    mutating func view(_ parameters: Parameters) throws(ProtocolFailure) -> FlowView? {
        try view(try parameters.documentURI())
    }

    /// The file and the byte offset that a request is about.
    mutating func spot(_ parameters: Parameters) throws(ProtocolFailure) -> (view: FlowView, offset: Int)? {
        let position = try parameters.member("position").position()
        guard let view = try view(parameters) else { return nil }
        return (view, view.positions.offset(of: position, client.encoding))
    }
}

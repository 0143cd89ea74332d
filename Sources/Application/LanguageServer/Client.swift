internal import FlowDiagnostics
internal import JSON

/// What the client can do and wants, from its `initialize`.
struct Client: Sendable {
    var encoding = PositionEncoding.utf16
    var language: MessageLanguage
    var takesSnippets = false
    var takesMarkdown = false
    var takesNestedSymbols = false
    var takesRelatedInformation = false
    var takesTags = false
    var takesCodeDescription = false
    var takesDocumentChanges = false
    var takesCodeActionLiterals = false
    var watchesFiles = false
    /// Where the pages of the finding codes lie: an address that a code and `.md` are put behind.
    var pages: String?

    init(language: MessageLanguage) { self.language = language }

    init(_ parameters: JSONValue, language: MessageLanguage) {
        self.language = language
        let locale = parameters["locale"]?.string ?? ""
        if !locale.isEmpty { self.language = locale.lowercased().hasPrefix("ru") ? .russian : .english }
        let options = parameters["initializationOptions"]
        if let wanted = options?["language"]?.string.flatMap(MessageLanguage.init(rawValue:)) { self.language = wanted }
        if let pages = options?["pages"]?.string, !pages.isEmpty {
            self.pages = pages.hasSuffix("/") ? pages : pages + "/"
        }
        let abilities = parameters["capabilities"]
        let encodings = abilities?["general"]?["positionEncodings"]?.array?.compactMap(\.string) ?? []
        // Ours are bytes, so they are chosen whenever the client can count them; without a choice it is UTF-16.
        encoding = [.utf8, .utf16, .utf32].first { encodings.contains($0.rawValue) } ?? .utf16
        let document = abilities?["textDocument"]
        takesSnippets = document?["completion"]?["completionItem"]?["snippetSupport"]?.bool ?? false
        takesMarkdown =
            document?["hover"]?["contentFormat"]?.array?.contains(.string("markdown")) ?? false
        takesNestedSymbols = document?["documentSymbol"]?["hierarchicalDocumentSymbolSupport"]?.bool ?? false
        let diagnostics = document?["publishDiagnostics"]
        takesRelatedInformation = diagnostics?["relatedInformation"]?.bool ?? false
        takesTags = diagnostics?["tagSupport"]?.object != nil
        takesCodeDescription = diagnostics?["codeDescriptionSupport"]?.bool ?? false
        takesCodeActionLiterals = document?["codeAction"]?["codeActionLiteralSupport"]?.object != nil
        let workspace = abilities?["workspace"]
        takesDocumentChanges = workspace?["workspaceEdit"]?["documentChanges"]?.bool ?? false
        watchesFiles = workspace?["didChangeWatchedFiles"]?["dynamicRegistration"]?.bool ?? false
    }

    /// The sentence in the user's language.
    func words(ru russian: String, en english: String) -> String { language == .russian ? russian : english }
}

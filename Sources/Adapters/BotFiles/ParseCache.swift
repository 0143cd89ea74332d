package import FlowSyntax
internal import FlowDiagnostics

/// The files of the last check as they were parsed, for who checks one bot again and again: only what has changed since is
/// parsed anew.
package struct ParseCache: Sendable {
    /// In the order in which spans number them: the bot's own files, then the library's.
    package private(set) var files: [ParsedFile] = []
    /// How many of them are the bot's own.
    package private(set) var ownCount = 0
    /// What the rule checks found in them.
    var rules: RuleMemory?

    package init() {}

    /// Takes over what is still the same, in the same place.
    mutating func update(own: [SourceFile], library: [SourceFile], keywords: KeywordTable) {
        let sources = own + library
        files = sources.enumerated().map { index, source in
            if index < files.count, files[index].tree.source == source { return files[index] }
            return Parser.parse(source, fileIndex: index, keywords: keywords)
        }
        ownCount = own.count
    }
}

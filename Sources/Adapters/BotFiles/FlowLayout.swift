package import FlowDiagnostics
package import FlowFormatter
internal import FlowSyntax
internal import Grammar

/// The formatter with the language's own keyword table.
package struct FlowLayout: Sendable {
    private let keywords: KeywordTable

    /// Fails only when the table that is built into the program is malformed, which its tests rule out.
    package init() throws { keywords = try KeywordTable(bytes: GrammarFiles.keywords) }

    /// By name, in the table's order.
    package var dialects: [String] { keywords.dialects.map(\.name) }

    /// - Parameter dialect: nil leaves every word in the dialect it is in.
    package func format(_ source: SourceFile, dialect: String?) -> FormatResult {
        Formatter.format(
            Parser.parse(source, fileIndex: 0, keywords: keywords), keywords: keywords,
            dialect: dialect.map(Dialect.init(name:)))
    }
}

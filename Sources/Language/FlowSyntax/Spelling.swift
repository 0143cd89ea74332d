/// How one bot's files write the language's own words: the keyword table, read in the bot's dialect. For tools that show
/// names or write flow text back.
package struct Spelling: Sendable {
    package let keywords: KeywordTable
    package let dialect: Dialect

    package init(keywords: KeywordTable, dialect: Dialect) {
        self.keywords = keywords
        self.dialect = dialect
    }

    /// The word as tools write it in this dialect; a name that the language does not have comes back as it is.
    package func callAsFunction(_ canonical: String, _ kind: KeywordKind) -> String {
        keywords.spelling(of: canonical, kind: kind, dialect: dialect)
    }
}

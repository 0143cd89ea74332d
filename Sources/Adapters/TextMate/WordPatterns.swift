internal import FlowSyntax

/// Regular expressions for the words of the keyword table, in every dialect.
struct WordPatterns {
    private let keywords: KeywordTable

    /// Blanks between two words, those that only look like one included.
    let blank = #"[\s\x{00A0}\x{2000}-\x{200B}\x{202F}]+"#
    /// A word begins, or ends, here: letters of any script, digits, and the hyphens and dots between them go on with it.
    let start = #"(?<![\p{L}\p{M}\p{N}_.-])"#
    let end = #"(?![\p{L}\p{M}\p{N}_]|[.-][\p{L}\p{N}])"#

    init(_ keywords: KeywordTable) { self.keywords = keywords }

    /// Every spelling of a kind, longest first, so that no word hides a longer one that begins with it.
    func all(_ kind: KeywordKind) -> String { pattern(keywords.dialects.flatMap { keywords.spellings(kind: kind, dialect: $0) }) }

    /// The spellings of some words, by their English names.
    func any(of names: [String], _ kind: KeywordKind) -> String {
        pattern(
            keywords.dialects.flatMap { keywords.spellings(kind: kind, dialect: $0) }
                .filter { keywords.canonical($0, kind: kind).map(names.contains) == true })
    }

    /// Names of the language itself that stand within a line, of every kind.
    var builtInNames: String {
        let inLines: [KeywordKind] = KeywordKind.allCases.filter {
            ![.statement, .word, .subject, .unit, .format].contains($0)
        }
        return pattern(inLines.flatMap { kind in keywords.dialects.flatMap { keywords.spellings(kind: kind, dialect: $0) } })
    }

    private func pattern(_ spellings: [String]) -> String {
        let sorted = Set(spellings).sorted { ($1.unicodeScalars.count, $0) < ($0.unicodeScalars.count, $1) }
        let words = sorted.map { spelling in
            spelling.split(separator: " ").map { escaped(String($0)) }.joined(separator: blank)
        }
        return "(?:" + words.joined(separator: "|") + ")"
    }

    private func escaped(_ word: String) -> String {
        var result = ""
        for character in word {
            if !character.isLetter, !character.isNumber, character != "-", character != "_" { result += "\\" }
            result.append(character)
        }
        return result
    }
}

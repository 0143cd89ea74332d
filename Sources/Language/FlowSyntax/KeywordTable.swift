internal import FlowDiagnostics

/// A way to write the keywords, named by its column in the keyword table (`en`, `ru`).
package struct Dialect: Hashable, Sendable {
    package let name: String
    package init(name: String) { self.name = name }
}

/// What a word of the keyword table is used for. A spelling may stand under several kinds.
package enum KeywordKind: String, CaseIterable, Hashable, Sendable {
    /// The first word or words of a line.
    case statement
    /// A word further inside a line.
    case word
    /// What an `expect` line is about.
    case subject
    case unit
    case type
    case offer
    case reason
    case intent
    case action
    case outcome
    case fact
    case format
    case option
    /// A step or flow of the standard library.
    case name
    case weekday
    case value
    /// A text that the interpreter says of itself.
    case text
    /// What `show` can show.
    case showing
    /// Whom `tell` can tell.
    case recipient
    /// What a customer can send that is no text.
    case media
}

/// The one table of keywords and built-in names, `Grammar/keywords.tsv`: what each word is in every dialect.
///
/// A word's canonical form is its first spelling in the table's first dialect, the English one. Look-ups are exact (case
/// counts) and take constant time; suggestions compare with every spelling of the kind.
package struct KeywordTable: Sendable {
    /// In the order of the columns.
    package let dialects: [Dialect]
    private let rows: [Row]
    private let index: [Key: Entry]
    private let mostWords: [KeywordKind: Int]

    private struct Row {
        var kind: KeywordKind
        var canonical: String
        /// By dialect, the spelling that tools write first.
        var spellings: [[String]]
    }

    private struct Key: Hashable {
        var kind: KeywordKind
        var spelling: String
    }

    private struct Entry {
        var row: Int
        var dialects: [Int]
    }

    /// Reads a table: tab-separated, the first line that is neither empty nor a `#` comment naming the columns, `kind`
    /// and the dialects; in a cell, spellings parted by `|`.
    package init(bytes: [UInt8]) throws(KeywordTableError) {
        var dialects: [Dialect] = []
        var rows: [Row] = []
        var index: [Key: Entry] = [:]
        var mostWords: [KeywordKind: Int] = [:]
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (offset, line) in lines.enumerated() {
            func failure(_ problem: KeywordTableError.Problem) -> KeywordTableError {
                KeywordTableError(line: offset + 1, problem: problem)
            }
            guard let text = String(validating: line, as: UTF8.self) else { throw failure(.notUTF8) }
            if text.isEmpty || text.hasPrefix("#") { continue }
            let cells = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            if dialects.isEmpty {
                guard cells.count > 1, cells[0] == "kind", Set(cells).count == cells.count, !cells.contains("") else {
                    throw failure(.badHeader)
                }
                dialects = cells.dropFirst().map(Dialect.init(name:))
                continue
            }
            guard cells.count == dialects.count + 1 else { throw failure(.wrongNumberOfColumns) }
            guard let kind = KeywordKind(rawValue: cells[0]) else { throw failure(.unknownKind(cells[0])) }
            let spellings = cells.dropFirst().map {
                $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            }
            for (dialect, list) in spellings.enumerated() {
                for spelling in list {
                    let words = spelling.split(separator: " ", omittingEmptySubsequences: false)
                    guard words.allSatisfy({ !$0.isEmpty }) else { throw failure(.emptySpelling) }
                    mostWords[kind] = max(mostWords[kind] ?? 0, words.count)
                    let key = Key(kind: kind, spelling: spelling)
                    if let known = index[key] {
                        guard known.row == rows.count, !known.dialects.contains(dialect) else {
                            throw failure(.repeatedSpelling(spelling))
                        }
                    }
                    index[key, default: Entry(row: rows.count, dialects: [])].dialects.append(dialect)
                }
            }
            rows.append(Row(kind: kind, canonical: spellings[0][0], spellings: spellings))
        }
        guard !dialects.isEmpty else { throw KeywordTableError(line: lines.count, problem: .badHeader) }
        self.dialects = dialects
        self.rows = rows
        self.index = index
        self.mostWords = mostWords
    }

    /// The English name of a spelling of any dialect; nil when the kind has no such spelling.
    package func canonical(_ spelling: String, kind: KeywordKind) -> String? {
        index[Key(kind: kind, spelling: spelling)].map { rows[$0.row].canonical }
    }

    /// The dialects in which this spelling may be written.
    package func dialects(of spelling: String, kind: KeywordKind) -> [Dialect] {
        index[Key(kind: kind, spelling: spelling)].map { $0.dialects.map { dialects[$0] } } ?? []
    }

    /// What was probably meant, as it is written in the dialect: the same word of another dialect, else the nearest
    /// spelling of this dialect, else of another one.
    package func suggestion(for word: String, kind: KeywordKind, dialect: Dialect) -> String? {
        if let canonical = canonical(word, kind: kind) { return spelling(of: canonical, kind: kind, dialect: dialect) }
        if let own = Suggestion.nearest(to: word, among: spellings(kind: kind, dialect: dialect)) { return own }
        for other in dialects where other != dialect {
            if let near = Suggestion.near(word, among: spellings(kind: kind, dialect: other)),
                let canonical = canonical(near, kind: kind)
            {
                return spelling(of: canonical, kind: kind, dialect: dialect)
            }
        }
        return nil
    }

    /// As tools write it. A canonical name that the table does not have comes back as it is.
    package func spelling(of canonical: String, kind: KeywordKind, dialect: Dialect) -> String {
        guard let entry = index[Key(kind: kind, spelling: canonical)],
            let column = dialects.firstIndex(of: dialect)
        else { return canonical }
        return rows[entry.row].spellings[column][0]
    }

    /// Every spelling of a kind in a dialect, in the table's order.
    package func spellings(kind: KeywordKind, dialect: Dialect) -> [String] {
        guard let column = dialects.firstIndex(of: dialect) else { return [] }
        return rows.filter { $0.kind == kind }.flatMap { $0.spellings[column] }
    }

    /// The canonical names of a kind, in the table's order.
    package func canonicalNames(kind: KeywordKind) -> [String] { rows.filter { $0.kind == kind }.map(\.canonical) }

    /// The number of words of the kind's longest spelling.
    func mostWords(of kind: KeywordKind) -> Int { mostWords[kind] ?? 0 }
}

/// What is wrong with a keyword table, and in which line, counted from 1.
package struct KeywordTableError: Error, Hashable, Sendable, CustomStringConvertible {
    package var line: Int
    package var problem: Problem

    package init(line: Int, problem: Problem) {
        self.line = line
        self.problem = problem
    }

    package enum Problem: Hashable, Sendable {
        case notUTF8
        case badHeader
        case wrongNumberOfColumns
        case unknownKind(String)
        case emptySpelling
        /// The spelling stands for something else of the same kind already.
        case repeatedSpelling(String)
    }

    package var description: String {
        let what =
            switch problem {
            case .notUTF8: "is not UTF-8; save the table as UTF-8"
            case .badHeader: "must name the columns: kind, then a dialect each"
            case .wrongNumberOfColumns: "has more or fewer cells than the header; fill one for each dialect"
            case .unknownKind(let kind): "has the unknown kind \(kind); use one of KeywordKind"
            case .emptySpelling: "has an empty spelling; take out the spare blank or |"
            case .repeatedSpelling(let spelling): "repeats the spelling \(spelling) of its kind; choose another word"
            }
        return "keyword table, line \(line): \(what)"
    }
}

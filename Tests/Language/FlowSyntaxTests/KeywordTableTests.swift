import FlowSyntax
import Grammar
import Testing

@Suite("Keyword table")
struct KeywordTableTests {
    private let english = Dialect(name: "en")
    private let russian = Dialect(name: "ru")

    @Test(
        "Spellings of every dialect lead to the English name",
        arguments: [
            ("шаг", KeywordKind.statement, "step"), ("step", .statement, "step"), ("language", .statement, "languages"),
            ("свободное время", .offer, "free times"), ("запись.создать", .action, "booking.create"),
            ("ask-price", .intent, "ask_price"),
            ("сбой", .outcome, "failed"), ("сбой", .text, "module-failed"), ("часов", .unit, "hours"),
            ("понедельник", .weekday, "monday"),
        ])
    func findsCanonicalNames(spelling: String, kind: KeywordKind, canonical: String) throws {
        #expect(try Corpus.keywords().canonical(spelling, kind: kind) == canonical)
    }

    @Test("Case counts, and a spelling of another kind is none")
    func isExact() throws {
        let table = try Corpus.keywords()
        #expect(table.canonical("Step", kind: .statement) == nil)
        #expect(table.canonical("шаг", kind: .offer) == nil)
        #expect(table.dialects(of: "шаг", kind: .statement) == [russian])
        #expect(table.dialects(of: "salonflow", kind: .statement) == [english, russian])
    }

    @Test("Tools write the first spelling of the dialect")
    func spells() throws {
        let table = try Corpus.keywords()
        #expect(table.spelling(of: "hours", kind: .unit, dialect: russian) == "часа")
        #expect(table.spelling(of: "hours", kind: .unit, dialect: english) == "hours")
        #expect(table.spelling(of: "own-name", kind: .name, dialect: russian) == "own-name")
        for kind in KeywordKind.allCases {
            #expect(!table.canonicalNames(kind: kind).isEmpty, "\(kind)")
            for canonical in table.canonicalNames(kind: kind) {
                for dialect in table.dialects {
                    let spelling = table.spelling(of: canonical, kind: kind, dialect: dialect)
                    #expect(table.canonical(spelling, kind: kind) == canonical)
                }
            }
        }
    }

    @Test(
        "Suggestions",
        arguments: [
            ("stpe", KeywordKind.statement, "en", "step"), ("STEP", .statement, "en", "step"),
            ("шга", .statement, "ru", "шаг"),
            ("шаг", .statement, "en", "step"), ("шагг", .statement, "en", "step"), ("mastres", .offer, "en", "masters"),
            ("free time", .offer, "en", "free times"), ("свободно время", .offer, "ru", "свободное время"),
            ("banana", .statement, "en", ""), ("", .statement, "en", ""), ("ab", .outcome, "en", ""),
        ])
    func suggests(word: String, kind: KeywordKind, dialect: String, suggestion: String) throws {
        let found = try Corpus.keywords().suggestion(for: word, kind: kind, dialect: Dialect(name: dialect))
        #expect((found ?? "") == suggestion)
    }

    @Test("A further dialect is a further column")
    func takesFurtherDialects() throws {
        let text = "kind\ten\tkk\nstatement\tstep\tқадам\nstatement\tsay\tайту|айт\n"
        let table = try KeywordTable(bytes: Array(text.utf8))
        #expect(table.dialects.map(\.name) == ["en", "kk"])
        #expect(table.canonical("айт", kind: .statement) == "say")
        #expect(table.suggestion(for: "step", kind: .statement, dialect: Dialect(name: "kk")) == "қадам")
    }

    @Test(
        "A table with a fault says in which line",
        arguments: [
            ("", 1, KeywordTableError.Problem.badHeader), ("# c\n\nword\ten\n", 3, .badHeader),
            ("kind\ten\ten\n", 1, .badHeader),
            ("kind\ten\nword\tnot\tне\n", 2, .wrongNumberOfColumns), ("kind\ten\nword\n", 2, .wrongNumberOfColumns),
            ("kind\ten\nverb\tgo\n", 2, .unknownKind("verb")), ("kind\ten\nword\tnot|\n", 2, .emptySpelling),
            ("kind\ten\nword\ttwo  words\n", 2, .emptySpelling), ("kind\ten\tru\nword\tis\t\n", 2, .emptySpelling),
            ("kind\ten\nword\tis\nword\tis\n", 3, .repeatedSpelling("is")),
            ("kind\ten\nword\tis|is\n", 2, .repeatedSpelling("is")),
            ("kind\ten\tru\nword\tis\tдо\nword\tbefore\tdo|is\n", 3, .repeatedSpelling("is")),
        ])
    func refusesFaultyTables(text: String, line: Int, problem: KeywordTableError.Problem) {
        #expect(throws: KeywordTableError(line: line, problem: problem)) { try KeywordTable(bytes: Array(text.utf8)) }
    }

    @Test("A table that is no UTF-8 is refused")
    func refusesOtherEncodings() {
        #expect(throws: KeywordTableError(line: 2, problem: .notUTF8)) {
            try KeywordTable(bytes: Array("kind\ten\n".utf8) + [0xFF, 0x0A])
        }
    }
}

import FlowCompiler
import FlowMachine
import Testing

@Suite("Wording tables")
struct WordingTableTests {
    @Test("Russian") func russian() throws {
        let wording = try #require(try Corpus.wordings()["ru"])
        #expect(wording.weekdays[0] == "в понедельник")
        #expect(wording.weekdays[1] == "во вторник")
        #expect(wording.months[2] == "марта")
        #expect(wording.shortWeekdays[6] == "вс")
        #expect(wording.digitSeparator == "\u{A0}")
        #expect(wording.moneyPattern == "{amount}\u{A0}{currency}")
    }

    @Test("English") func english() throws {
        let wording = try #require(try Corpus.wordings()["en"])
        #expect(wording.weekdays[2] == "Wednesday")
        #expect(wording.dayPattern == "{month} {day}")
        #expect(wording.moneyPattern == "{currency}{amount}")
    }

    @Test(
        "what is wrong is said with its line",
        arguments: [
            ("weeks\ta\n", 1, WordingTableError.Problem.unknownKey("weeks")),
            ("# a comment\nday\t{day}\nday\t{day}\n", 3, .repeatedKey("day")),
            ("day\t{day}\t{month}\n", 1, .wrongCount("day", expected: 1)),
            ("day\t\n", 1, .wrongCount("day", expected: 1)),
            ("day\t{day}", 1, .missingKey("months")),
        ])
    func broken(text: String, line: Int, problem: WordingTableError.Problem) {
        #expect(throws: WordingTableError(line: line, problem: problem)) {
            try WordingTable.read(Array(text.utf8))
        }
    }

    @Test("bytes that are no text") func notUTF8() {
        #expect(throws: WordingTableError(line: 1, problem: .notUTF8)) { try WordingTable.read([0xFF]) }
    }
}

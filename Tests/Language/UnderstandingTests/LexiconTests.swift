import Testing
import Understanding

@Suite("Understanding: lexicons")
struct LexiconTests {
    private static let header = "language\txx\tenglish\tlatin\tday-month\n"

    private static func error(_ text: String) -> LexiconError? {
        do {
            let lexicon = try Lexicon(files: [LexiconFile(name: "test.tsv", bytes: Array(text.utf8))])
            _ = try Understander(
                lexicons: [lexicon], wordForms: WordForms { word, _ in word },
                patterns: PatternEngine { _ in CompiledPattern { _ in nil } })
            return nil
        } catch {
            return error as? LexiconError
        }
    }

    @Test("accepts a small lexicon")
    func small() {
        #expect(LexiconTests.error(LexiconTests.header + "word\tweekday\t0\tmon\nrule\tday\ta\t(on)? <weekday>\tweekday $1\n") == nil)
    }

    @Test(
        "says file, line and reason of what is wrong",
        arguments: [
            ("wrod\tweekday\t0\tmon", "no kind of line"), ("word\tweekday\tzero\tmon", "is a number"),
            ("rule\tday\ta\t(on\trelative 0", "not closed"), ("rule\tday\ta\ton)\trelative 0", "without `(`"),
            ("rule\tday\ta\t<moon>\trelative 0", "category"), ("rule\tday\ta\t{clock}\tsame $1", "above"),
            ("rule\tday\ta\tnow\tfly 1", "operation"), ("rule\tday\ta\tnow\trelative $1", "more than"),
            ("rule\tday\ta\t{day}\tsame $1", "above"), ("rule\tday\ta\tnow", "fields"),
            ("keys\tab\tв", "letter"), ("trunk\t8\t7\tten", "7 to 15 digits"), ("before-name", "fields"), ("intent\tbook\theavy\tbook", "weight"),
        ])
    func wrong(line: String, reason: String) throws {
        let error = try #require(LexiconTests.error(LexiconTests.header + line + "\n"))
        #expect(error.file == "test.tsv" && error.line == 2)
        #expect(error.reason.contains(reason), "\(error)")
    }

    @Test("needs a language, and UTF-8")
    func form() {
        #expect(LexiconTests.error("word\tweekday\t0\tmon\n")?.reason.contains("language") == true)
        #expect(throws: LexiconError.self) { try Lexicon(files: [LexiconFile(name: "test.tsv", bytes: [0xFF])]) }
    }
}

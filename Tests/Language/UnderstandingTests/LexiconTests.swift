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
        "accepts every kind of line",
        arguments: [
            "word\tweekday\t0\tmon monday~", "rule\tday\tnow\tnow\trelative 0", "intent\tbook\t40\tbook (me|us)?",
            "intent-not\tbook\tbook club", "name\tanna\tannie ann", "ending\t-\ts", "diminutive\t-\tie y",
            "patronymic\tson dottir", "letters\tа\ta", "letters-else\tй\tj", "blur\tь\t-", "known\thello world", "own\tïë",
            "thing\tmanicure\tmanicure~ mani nails*", "detail\tlong\tlong longer", "keys\tab\tаб", "# nothing", "",
        ])
    func kinds(line: String) { #expect(LexiconTests.error(LexiconTests.header + line + "\n") == nil) }

    @Test("lets rules stand in any order")
    func order() {
        let rules = "rule\tdate\tday\t(on)? {day}\tsame $1\nrule\tday\tnow\tnow\trelative 0\n"
        #expect(LexiconTests.error(LexiconTests.header + rules) == nil)
    }

    @Test(
        "accepts every sign of a pattern",
        arguments: ["a b", "a (b|c d)? e", "<number:1-12> +- +<number>", "^ a $", "a .. b", "a _b", "a* b~", "a _<number=3>"])
    func signs(pattern: String) {
        #expect(LexiconTests.error(LexiconTests.header + "rule\tday\ta\t\(pattern)\trelative 0\n") == nil)
    }

    @Test(
        "says file, line and reason of what is wrong",
        arguments: [
            ("wrod\tweekday\t0\tmon", "no kind of line"), ("word\tweekday\tzero\tmon", "is a number"),
            ("rule\tday\ta\t(on\trelative 0", "not closed"), ("rule\tday\ta\ton)\trelative 0", "without `(`"),
            ("rule\tday\ta\t<moon>\trelative 0", "category"), ("rule\tday\ta\t{clock}\tsame $1", "no rule of this lexicon"),
            ("rule\tday\ta\tnow\tfly 1", "operation"), ("rule\tday\ta\tnow\trelative $1", "more than"),
            ("rule\tday\ta\tnow\trelative x", "neither a number"), ("rule\tday\ta\t{day}\tsame $1", "circle"),
            ("rule\tday\ta\t{date}\tsame $1\nrule\tdate\tb\t{day}\tsame $1", "circle"), ("rule\tday\ta\tnow", "fields"),
            ("rule\tday\ta\t+ now\trelative 0", "right before"), ("rule\tday\ta\t<number\trelative 0", "`>` is missing"),
            ("rule\tday\ta\t<number=x>\trelative 0", "after `=`"), ("rule\tday\ta\t<number:9-1>\trelative 0", "range"),
            ("rule\tday\ta\t? now\trelative 0", "a word is missing"), ("keys\tab\tв", "letter"),
            ("intent\tbook\theavy\tbook", "weight"), ("intent-not\tbook", "fields"), ("blur\t\tа", "letter"),
            ("language\tyy\tenglish\trunic\tday-month", "script"), ("language\tyy\tenglish\tlatin\tyear-first", "numeric dates"),
            ("known", "fields"), ("thing\tmanicure", "fields"), ("detail\tlong", "fields"), ("diminutive\ta", "fields"),
            ("patronymic", "fields"), ("letters-else\tй", "fields"), ("own", "fields"),
            ("trunk\t8\t7\tten", "7 to 15 digits"), ("before-name", "fields"),
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

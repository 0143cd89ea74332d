import FlowCompiler
import FlowDiagnostics
import FlowFormatter
import FlowSyntax
import Testing

@Suite("Formatter: dialects")
struct DialectTests {
    private static let dialects = ["en", "ru"]

    @Test("A file converted twice comes back, and makes the same machine", arguments: Corpus.files)
    func comesBack(path: String) throws {
        let bytes = try Corpus.bytes(path)
        guard try Corpus.isReadable(bytes) else { return }
        let russian = try Corpus.format(bytes, "ru")
        let english = try Corpus.format(russian, "en")
        #expect(try Corpus.parse(russian).diagnostics.allSatisfy { $0.severity != .error })
        #expect(try Corpus.parse(english).diagnostics.allSatisfy { $0.severity != .error })
        // From here on all words are those that tools write.
        let back = try Corpus.format(english, "ru")
        #expect(try Corpus.format(back, "en") == english)
        #expect(try Corpus.format(Corpus.format(back, "en"), "ru") == back)
        let machines = try [russian, english, back].map { try Corpus.compile($0).compiled?.machine }
        let original = try Corpus.compile(bytes)
        let onlyMixes = original.diagnostics.contains { $0.code == .otherDialect }
        if !onlyMixes { #expect(machines.allSatisfy { $0 == original.compiled?.machine }) }
        // What is wrong with a bot is wrong with it in every dialect.
        for converted in [russian, english] where !onlyMixes {
            #expect(try Corpus.compile(converted).diagnostics.isEmpty == original.diagnostics.isEmpty)
        }
    }

    @Test("The two files with every statement are each other's translation")
    func translatesEverything() throws {
        let english = try Corpus.bytes("Tests/Corpus/syntax/every.en.flow")
        let russian = try Corpus.bytes("Tests/Corpus/syntax/every.ru.flow")
        let translated = try Corpus.format(russian, "en")
        #expect(try Corpus.outline(translated) == Corpus.outline(Corpus.format(english, "en")))
    }

    @Test("Every built-in name is written in the other dialect", arguments: ["ru", "en"])
    func leavesNoWordBehind(dialect: String) throws {
        let source = dialect == "ru" ? "en" : "ru"
        let bytes = try Corpus.format(Corpus.bytes("Tests/Corpus/syntax/every.\(source).flow"), dialect)
        let file = try Corpus.parse(bytes)
        let keywords = try Corpus.keywords()
        #expect(file.dialect.name == dialect)
        var converted = 0
        for use in file.file.names {
            for kind in use.role.kinds where keywords.canonical(use.name.value, kind: kind) != nil {
                converted += 1
                let dialects = keywords.dialects(of: use.name.value, kind: kind).map(\.name)
                #expect(dialects.contains(dialect), "\(use.name.value)")
                break
            }
        }
        #expect(converted > 40)
    }

    @Test(
        "Names are told from words of the language by what they are names of",
        arguments: [
            // The bot's name is the user's, a step's may be the library's.
            ("bot operator", "bot operator"),
            ("flow f\n  step operator\n    stop", "flow f\n  step оператор\n    stop"),
            // A choice that only looks like an option stays; an option of the file does not.
            ("test t\n  customer taps yes", "test t\n  customer taps yes"),
            (
                "flow f\n  slot s choice\n    option yes\n      ru: Ага\n\ntest t\n  customer taps yes",
                "flow f\n  slot s выбор\n    option да\n      ru: Ага\n\ntest t\n  customer taps yes"
            ),
            // «нет» is how a test says in Russian that a slot is not filled.
            (
                "flow f\n  slot s yes-no\n    ask\n      ru: Да?\n\n  step a\n    set s to no\n    if s is no -> a\n\ntest t\n  expect s no, s yes, s none",
                "flow f\n  slot s да-нет\n    ask\n      ru: Да?\n\n  step a\n    set s to нет\n    if s is нет -> a\n\ntest t\n  expect s no, s да, s нет"
            ),
            // What is set may be a text of the user's own.
            (
                "flow f\n  slot s text\n  slot date\n  step a\n    set s to name\n    set date to today + 7 days\n    set s to date",
                "flow f\n  slot s текст\n  slot дата\n  step a\n    set s to name\n    set дата to сегодня + 7 days\n    set s to дата"
            ),
            (
                "flow f\n  step operator\n    was goodbye\n    option yes -> operator\n      ru: Да\n    was no\n    show picture portfolio\n    show picture https://a\n    tell owner\n      ru: {today}\n    run f\n    speak en",
                "flow f\n  step оператор\n    was прощание\n    option да -> оператор\n      ru: Да\n    was нет\n    show картинку портфолио\n    show картинку https://a\n    tell владельцу\n      ru: {сегодня}\n    run f\n    speak en"
            ),
            // A step of another version is named as steps are.
            (
                "flow f\n  restart goodbye, old-step\n  restart operator\n\n  step a\n    stop",
                "flow f\n  restart прощание, old-step\n  restart оператор\n\n  step a\n    stop"
            ),
            ("test t\n  customer sends photo\n  operator hands back\n  expect language en", "test t\n  customer sends фото\n  operator hands back\n  expect language en"),
            (
                "flow f\n  step a\n    option yes -> a\n      ru: Ага\n\ntest t\n  customer taps yes",
                "flow f\n  step a\n    option да -> a\n      ru: Ага\n\ntest t\n  customer taps да"
            ),
            // A service may be called like anything.
            (
                "flow f\n  step a\n    if service is any -> a\n    if master is any -> a\n    if date is monday -> a",
                "flow f\n  step a\n    if услуга is any -> a\n    if мастер is любой -> a\n    if дата is понедельник -> a"
            ),
            (
                "flow f\n  slot stylist master\n    ask\n      ru: Кто?\n\n  step a\n    if stylist is any -> a",
                "flow f\n  slot stylist мастер\n    ask\n      ru: Кто?\n\n  step a\n    if stylist is любой -> a"
            ),
            ("test t\n  expect service none, day-of-wedding none", "test t\n  expect услуга нет, day-of-wedding нет"),
            ("test t\n  expect booking none", "test t\n  expect booking нет"),
            ("text failed\n  ru: {date: day} {x: day} {booking.number}", "text failed\n  ru: {дата: день} {x: день} {запись.номер}"),
            ("always reach -> a\nalways reach a within 2 turns", "always reach -> a\nalways reach a within 2 turns"),
        ])
    func tellsNames(english: String, russian: String) throws {
        let keywords = try Corpus.keywords()
        // The table shows names only: statements and words are compared in English.
        let converted = try Corpus.format("salonflow 1\n\(english)\n", "ru")
        let back = try Corpus.format(converted, "en")
        #expect(try back == Corpus.format("salonflow 1\n\(english)\n"))
        let names = try Corpus.parse(Array(converted.utf8)).file.names.map(\.name.value)
        let expected = Parser.parse(
            SourceFile(name: "x", text: "salonflow 1\n\(russian)\n"), fileIndex: 0, keywords: keywords
        ).file.names.map(\.name.value)
        #expect(names == expected)
    }

    @Test("A file that mixes dialects becomes one of the dialect asked for", arguments: dialects)
    func mendsMixtures(dialect: String) throws {
        let mixed = "salonflow 1\nбот a\nlanguages ru\n\nflow f\n  шаг a\n    fill дата\n    молчит 5 minutes -> operator\n"
        let result = try Corpus.format(mixed, dialect)
        #expect(try Corpus.parse(Array(result.utf8)).diagnostics == [])
        #expect(
            result
                == (dialect == "ru"
                    ? "salonflow 1\nбот a\nязыки ru\n\nсценарий f\n  шаг a\n    заполнить дата\n    молчит 5 минут -> оператор\n"
                    : "salonflow 1\nbot a\nlanguages ru\n\nflow f\n  step a\n    fill date\n    silent 5 minutes -> operator\n"))
    }

    @Test("Words that a file already has in its dialect stay as they are")
    func keepsSpellings() throws {
        let file = "salonflow 1\n\nтест x\n  клиент выбирает да\n  молчание 2 часов\n"
        #expect(try Corpus.format(file, "ru") == file)
    }
}

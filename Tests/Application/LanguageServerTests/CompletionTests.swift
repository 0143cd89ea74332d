import JSON
import Testing

@Suite("Completion offers what may stand at the place, and nothing else") struct CompletionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let line: String
        /// All that is offered, where that is a short list.
        var all: [String]?
        var some: [String] = []
        var none: [String] = []
        var testDescription: String { name }
    }

    /// `1️⃣` is where the line of a case comes in.
    static func labels(_ source: String) throws -> [String] {
        let source = MarkedSource(source)
        var editor = try EditorStub()
        editor.open("/bot/a.flow", source.text)
        let result = try editor.ask("completion", "/bot/a.flow", source["1️⃣"])
        return result["items"]?.array?.compactMap { $0["label"]?.string } ?? []
    }

    static let step = [
        Case(name: "keywords of a step", line: "", some: ["fill", "say", "do", "if", "then", "flow", "always reach", "step"],
            none: ["ask", "offer", "customer", "example", "шаг", "ru:"]),
        Case(name: "keywords that begin so", line: "hand o", all: ["hand off"]),
        Case(name: "the rest of a keyword", line: "always ", some: ["reach", "parking"]),
        Case(name: "steps behind an arrow", line: "else -> ", some: ["first", "done", "operator"], none: ["stylist", "back"]),
        Case(name: "steps behind an arrow that clings", line: "else ->", some: ["first", "operator"]),
        Case(name: "forget behind a target", line: "else -> first ", all: ["forget"]),
        Case(name: "slots behind forget", line: "else -> first forget stylist, ", some: ["stylist", "size"], none: ["first"]),
        Case(name: "steps and back behind then", line: "then ", some: ["first", "back"]),
        Case(name: "slots behind fill", line: "fill stylist, ", some: ["stylist", "size"], none: ["first"]),
        Case(name: "slots behind forget", line: "forget ", some: ["stylist", "size"], none: ["first", "price"]),
        Case(name: "actions behind do", line: "do ", some: ["booking.create", "staff.hand_off"], none: ["first"]),
        Case(name: "outcomes of the action above", line: "on ", all: ["booked", "taken", "limit", "failed"]),
        Case(name: "flows behind run", line: "run ", some: ["visit", "help"]),
        Case(name: "texts behind say", line: "say ", some: ["hello", "not-understood"]),
        Case(name: "values behind if", line: "if ", some: ["stylist", "price", "not"], none: ["first"]),
        Case(name: "comparisons", line: "if price ", all: ["is", "is not"]),
        Case(name: "a choice's own answers", line: "if size is ", all: ["large", "small"]),
        Case(name: "any master", line: "if not stylist is ", all: ["any"]),
        Case(name: "what set takes", line: "set size ", all: ["to"]),
        Case(name: "what a slot is set to", line: "set size to ", some: ["large", "small", "stylist"]),
        Case(name: "units of time", line: "silent 30 ", all: ["seconds", "minutes", "hours", "days"]),
        Case(name: "what can be shown", line: "show ", all: ["picture", "document", "location", "contact"]),
        Case(name: "whom to tell", line: "tell ", all: ["owner", "master"]),
        Case(name: "the bot's languages", line: "speak ", all: ["ru", "en"]),
        Case(name: "nothing behind a number", line: "tries 3 ", all: []),
        Case(name: "nothing in a comment", line: "# ", all: []),
        Case(name: "invariants", line: "never booking.create ", all: ["before"]),
        Case(name: "steps of invariants", line: "always reach first within 3 ", all: ["turns"]),
    ]

    static let bot = """
        salonflow 1
        bot b
        languages ru, en
        use standard
        intent parking
          ru: где
        text hello
          ru: Привет
          en: Hi
        flow visit
          start on book
          slot stylist master
            ask
              ru: Кто?
              en: Who?
          slot size choice
            ask
              ru: Какой?
              en: Which?
            option large
              ru: Большой
              en: Large
            option small
              ru: Малый
              en: Small
          step first
            do booking.create

        """

    @Test("in a step", arguments: step)
    func inStep(_ item: Case) throws {
        try check(item, Self.labels(Self.bot + "    \(item.line)1️⃣\n  step done\n    stop\n"))
    }

    @Test(
        "in other places",
        arguments: [
            ("\n", Case(name: "keywords of a file", line: "", some: ["salonflow", "flow", "test"], none: ["ask", "slot", "fill"])),
            ("flow f\n", Case(name: "keywords of a flow", line: "", some: ["start on", "restart", "slot", "step"], none: ["ask", "say"])),
            ("flow f\n  slot date\n", Case(name: "keywords of a slot", line: "", some: ["ask", "offer", "wrong"], none: ["fill"])),
            ("flow f\n", Case(name: "types of a slot", line: "slot x ", some: ["master", "yes-no", "optional"], none: ["ask"])),
            ("flow f\n", Case(name: "intents", line: "start on ", some: ["book", "greeting"], none: ["date"])),
            ("flow f\n  slot date\n", Case(name: "offers of several words", line: "offer free ", some: ["free days", "free times"])),
            ("flow f\n  slot date\n", Case(name: "reasons", line: "wrong ", some: ["unknown", "too far"])),
            ("flow f\n  slot date\n    ask\n", Case(name: "text lines", line: "", some: ["ru:", "offer"], none: ["en:"])),
            ("flow f\n  slot date\n    ask\n", Case(name: "values in a text", line: "ru: {", some: ["date", "price", "salon.name"])),
            ("flow f\n  slot date\n    ask\n", Case(name: "formats in a text", line: "ru: {date: ", some: ["day", "weekday"], none: ["price"])),
            ("flow f\n  slot date\n    ask\n", Case(name: "a text itself", line: "ru: How are ", all: [])),
            ("flow f\n  slot date\n    ask\n      ru: x\n", Case(name: "a text that goes on", line: "| {", some: ["date"])),
            ("intent i\n", Case(name: "phrases", line: "", some: ["ru:", "not", "example"], none: ["ask"])),
            ("intent i\n", Case(name: "gaps of a phrase", line: "ru: на [", some: ["service", "date"], none: ["price"])),
            ("intent i\n", Case(name: "languages of an example", line: "example ", all: ["ru:"])),
            ("", Case(name: "the library", line: "use ", all: ["standard"])),
            ("", Case(name: "languages", line: "languages ru, ", all: ["en", "ru"])),
            ("test t\n", Case(name: "lines of a test", line: "", some: ["customer", "expect", "booking.create"], none: ["say"])),
            ("test t\n", Case(name: "what to expect", line: "expect ", some: ["step", "outcome", "booking", "language"])),
            ("test t\n", Case(name: "steps to expect", line: "expect outcome taken, step ", some: ["operator"], none: ["taken"])),
            ("test t\n", Case(name: "what is true of a booking", line: "expect booking service x, ", some: ["service", "time"])),
            ("test t\n", Case(name: "answers of an action", line: "booking.cancel ", all: ["answers"])),
            ("test t\n", Case(name: "outcomes of that action", line: "booking.cancel answers ", all: ["cancelled", "too-late", "failed"])),
            ("test t\n", Case(name: "what a customer sends", line: "customer sends ", some: ["photo", "voice"])),
        ])
    func elsewhere(_ before: String, _ item: Case) throws {
        try check(item, Self.labels("salonflow 1\nlanguages ru\nuse standard\n\(before)\(item.line)1️⃣\n"))
    }

    @Test(
        "in the Russian dialect",
        arguments: [
            Case(name: "keywords", line: "", some: ["заполнить", "сказать", "передать человеку"], none: ["fill", "спросить"]),
            Case(name: "steps of the library", line: "затем ", some: ["начало", "оператор", "назад"], none: ["operator"]),
            Case(name: "actions", line: "сделать ", some: ["запись.создать"], none: ["booking.create"]),
            Case(name: "outcomes", line: "при ", some: ["отменено", "поздно"], none: ["cancelled", "записано"]),
            Case(name: "forget", line: "иначе -> начало ", all: ["забыть"]),
        ])
    func russian(_ item: Case) throws {
        try check(
            item,
            Self.labels(
                "salonflow 1\nязыки ru\nвзять стандарт\nсценарий визит\n  шаг начало\n    сделать запись.отменить\n    \(item.line)1️⃣\n"))
    }

    private func check(_ item: Case, _ labels: [String]) {
        if let all = item.all { #expect(labels == all) }
        for label in item.some { #expect(labels.contains(label), "\(label) is missing of \(labels)") }
        for label in item.none { #expect(!labels.contains(label), "\(label) does not belong here") }
        #expect(Set(labels).count == labels.count)
    }

    @Test("what is offered replaces the word that was begun, and nothing more")
    func edits() throws {
        let source = MarkedSource(Self.bot + "    say\n      ru: 🙂 {1️⃣sty2️⃣ и всё\n    5️⃣th3️⃣\n    then fi4️⃣\n")
        var editor = try EditorStub()
        editor.open("/bot/a.flow", source.text)
        func edit(_ mark: Character, _ label: String) throws -> JSONValue? {
            let items = try editor.ask("completion", "/bot/a.flow", source[mark])["items"]?.array ?? []
            return items.first { $0["label"]?.string == label }?["textEdit"]
        }
        #expect(
            try edit("2️⃣", "stylist") == [
                "range": ["start": source["1️⃣"], "end": source["2️⃣"]], "newText": "stylist",
            ])
        #expect(
            try edit("3️⃣", "then") == ["range": ["start": source["5️⃣"], "end": source["3️⃣"]], "newText": "then"])
        #expect(try edit("4️⃣", "first")?["newText"] == "first")
    }

    @Test("every keyword that is offered is explained, in both languages", arguments: ["ru", "en"])
    func documentation(_ language: String) throws {
        var explained: Set<String> = []
        for before in ["", "flow f\n", "flow f\n  slot date\n", "flow f\n  step s\n", "intent i\n", "test t\n"] {
            let text = "salonflow 1\n\(before)\n"
            var editor = try EditorStub(options: ["language": .string(language)])
            editor.open("/bot/a.flow", text)
            let line = text.count { $0 == "\n" } - 1
            let items =
                try editor.ask(
                    "completion", "/bot/a.flow", ["line": .number(JSONNumber(line)), "character": 0])["items"]?.array ?? []
            for item in items where item["kind"] == 14 || item["kind"] == 15 {
                let label = item["label"]?.string ?? ""
                guard !label.hasSuffix(":") else { continue }
                #expect(item["documentation"]?.string?.isEmpty == false, "\(label) is not explained")
                explained.insert(label)
            }
        }
        #expect(explained.count > 40)
    }

    @Test("declarations come as snippets where the client takes them, with a text for each language")
    func snippets() throws {
        let source = MarkedSource(Self.bot + "    1️⃣\n")
        for isTaken in [true, false] {
            var editor = try EditorStub(
                capabilities: ["textDocument": ["completion": ["completionItem": ["snippetSupport": .bool(isTaken)]]]])
            editor.open("/bot/a.flow", source.text)
            let items = try editor.ask("completion", "/bot/a.flow", source["1️⃣"])["items"]?.array ?? []
            let option = try #require(items.first { $0["label"]?.string == "option" })
            #expect(option["insertTextFormat"]?.integer == (isTaken ? 2 : nil))
            #expect(
                option["textEdit"]?["newText"]?.string
                    == (isTaken ? "option ${1:name} -> ${2:step}\n  ru: ${3}\n  en: ${4}" : "option"))
            #expect(option["documentation"]?.string?.isEmpty == false)
        }
    }
}

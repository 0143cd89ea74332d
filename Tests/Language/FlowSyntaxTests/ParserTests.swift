import FlowDiagnostics
import FlowSyntax
import Testing

@Suite("Parser: flows that are well formed")
struct ParserTests {
    @Test("A file without fault has no finding", arguments: Corpus.names("syntax", ending: ".flow"))
    func parsesWithoutFindings(name: String) throws {
        let (source, parsed) = try Corpus.parse("syntax", name)
        let renderer = DiagnosticRenderer(sources: [source], language: .english)
        let findings = parsed.diagnostics.map(renderer.text).joined(separator: "\n")
        #expect(findings == "")
        #expect(Corpus.violation(of: parsed, source: source) == nil)
        let unread = parsed.tree.tokens.filter { $0.kind == .unread }.map(parsed.tree.text(of:))
        #expect(unread == [])
    }

    @Test("Both dialects say the same", arguments: ["romashka", "every"])
    func dialectsAgree(name: String) throws {
        let english = try Corpus.parse("syntax", "\(name).en.flow").parsed
        let russian = try Corpus.parse("syntax", "\(name).ru.flow").parsed
        #expect(english.dialect == Dialect(name: "en"))
        #expect(russian.dialect == Dialect(name: "ru"))
        let renamed =
            name == "every"
            ? [:]
            : [
                "ромашка": "romashka", "парковка": "parking", "запись-на-визит": "booking", "собрать": "collect",
                "согласовать": "confirm", "сохранить": "save", "готово": "done",
            ]
        let keywords = try Corpus.keywords()
        let expected = Outline(keywords: keywords, renamed: [:]).text(of: english.file)
        let found = Outline(keywords: keywords, renamed: renamed).text(of: russian.file)
        #expect(expected.contains("sayNamed") == (name == "every"))
        #expect(expected.split(separator: "\n").count > 300)
        #expect(difference(expected, found) == nil)
    }

    /// The first line in which two outlines differ.
    private func difference(_ left: String, _ right: String) -> String? {
        let leftLines = left.split(separator: "\n")
        let rightLines = right.split(separator: "\n")
        for (first, second) in zip(leftLines, rightLines) where first != second { return "\(first) | \(second)" }
        return leftLines.count == rightLines.count ? nil : "\(leftLines.count) lines | \(rightLines.count) lines"
    }

    @Test("What word processors and phones add changes nothing")
    func readsPastedText() throws {
        let file = try Corpus.parse("syntax", "pasted.flow").parsed.file
        #expect(file.bot?.value == "Студия")
        #expect(file.languages.map(\.value) == ["ru", "en"])
        let flow = try #require(file.flows.first)
        #expect(flow.name.value == "booking")
        #expect(flow.steps.map(\.name.value) == ["confirm", "non-break", "done"])
        guard case .say(let text) = try #require(flow.steps.first?.statements.first).kind else {
            Issue.record("the first statement is no say")
            return
        }
        #expect(text.lines.map(\.language.value) == ["ru"])
        #expect(text.lines[0].parts == [.literal("Привет 👩‍👩‍👧! “Как” дела?\nвторая строка")])
        let targets = flow.steps[0].statements.compactMap { statement -> String? in
            if case .option(_, let target, _) = statement.kind { target.step.value } else { nil }
        }
        #expect(targets == ["done", "done", "done"])
    }

    @Test("A continued text, a format and a hash inside a text are read as written")
    func readsTexts() throws {
        let file = try Corpus.parse("syntax", "every.en.flow").parsed.file
        let answer = try #require(file.answers.first)
        guard case .literal(let before) = answer.text.lines[0].parts[0],
            case .placeholder(let name, let format, _) = answer.text.lines[0].parts[1],
            case .literal(let after) = answer.text.lines[0].parts[2]
        else {
            Issue.record("other parts: \(answer.text.lines[0].parts)")
            return
        }
        #expect(before == "Да.\nШлагбаум откроем по звонку.\n\n")
        #expect(name.value == "salon.address")
        #expect(format == nil)
        #expect(after == " # это не комментарий")
        #expect(file.texts[0].text.lines[0].parts == [.literal("Не поняла.")])
        let far = try #require(file.flows[0].slots[1].wrong.last)
        #expect(far.reason.value == "too far")
        guard case .placeholder(_, let plural, _) = far.text.lines[0].parts[1] else {
            Issue.record("no placeholder")
            return
        }
        #expect(plural?.value == "день, дня, дней")
    }

    @Test("A customer's message and the bot's answer may have several lines")
    func readsSpokenLines() throws {
        let lines = try Corpus.parse("syntax", "every.en.flow").parsed.file.tests[0].lines
        let spoken = lines.compactMap { line -> String? in
            switch line.kind {
            case .customer(let text), .bot(let text): text.value
            default: nil
            }
        }
        #expect(spoken == ["привет\nи ещё строка", "Какая\nуслуга?"])
        guard case .silent(let seconds) = lines[5].kind, case .expect(let expectations) = lines[7].kind else {
            Issue.record("other lines: \(lines)")
            return
        }
        #expect(seconds.value == 86_400)
        #expect(expectations.map(\.subject) == [.booking(nil)])
        #expect(expectations.map(\.value.value) == ["none"])
    }

    @Test("Everything after booking is about the booking")
    func readsBookingExpectations() throws {
        let file = try Corpus.parse("syntax", "romashka.en.flow").parsed.file
        guard case .expect(let expectations) = try #require(file.tests[0].lines.last).kind else {
            Issue.record("the last line is no expect")
            return
        }
        let subjects = expectations.map { expectation -> String? in
            if case .booking(let property) = expectation.subject { property?.value } else { nil }
        }
        #expect(subjects == ["service", "time"])
        #expect(expectations.map(\.value.value) == ["маникюр", "16:00"])
    }

    @Test(
        "Conditions",
        arguments: [
            ("date", "set(date)"), ("not date", "not(set(date))"),
            ("service is Стрижка и укладка", "service is Стрижка и укладка"),
            ("service is not X", "not(service is X)"), ("not service is X", "not(service is X)"),
            ("price > 5000", "price > 5000"), ("price≥5000", "price >= 5000"), ("time < 12:30", "time < 12:30"),
            ("master is “Аня”", "master is Аня"),
        ])
    func readsConditions(written: String, meaning: String) throws {
        let parsed = try Corpus.parse("salonflow 1\nflow f\nstep s\nif \(written) -> t\nstop\n")
        #expect(parsed.diagnostics == [])
        guard case .if(let condition, let target) = try #require(parsed.file.flows[0].steps[0].statements.first).kind
        else {
            Issue.record("no condition")
            return
        }
        #expect(describe(condition) == meaning)
        #expect(target.step.value == "t")
    }

    private func describe(_ condition: ConditionSyntax) -> String {
        switch condition {
        case .isSet(let path): "set(\(path.value))"
        case .compare(let path, let comparison, let value): "\(path.value) \(comparison.rawValue) \(value.value)"
        case .not(let inner): "not(\(describe(inner)))"
        }
    }

    @Test(
        "Phrases",
        arguments: [
            ("где припарковаться?", "где припарковаться"),
            ("[есть]? парковка", "[есть]? парковка"),
            ("[service]", "<service>"),
            ("[service]? цена", "[<service>]? цена"),
            ("[у вас]? (парковка|место для машины)", "[у вас]? (парковка|место для машины)"),
            ("а | б в", "(а|б в)"),
            ("(а|б)? в", "[(а|б)]? в"),
            ("парков*, где", "парков* где"),
            ("don't, «да» — и/или 9:30…", "don't да и или 9:30"),
            ("👍", "👍"),
            ("/пар(к|ч)/", "/пар(к|ч)/"),
            ("[[очень]? хочу]? маникюр", "[[очень]? хочу]? маникюр"),
        ])
    func readsPhrases(written: String, meaning: String) throws {
        let parsed = try Corpus.parse("salonflow 1\nintent i\nru: \(written)\n")
        #expect(parsed.diagnostics == [])
        let phrase = try #require(parsed.file.intents[0].phrases.first)
        #expect(describe(phrase.pattern) == meaning)
    }

    private func describe(_ phrase: PhraseSyntax) -> String {
        switch phrase {
        case .word(let word): word.value
        case .prefix(let word): word.value + "*"
        case .gap(let name): "<\(name.value)>"
        case .sequence(let parts): parts.map(describe).joined(separator: " ")
        case .alternatives(let parts, _): "(" + parts.map(describe).joined(separator: "|") + ")"
        case .optional(let part, _): "[" + describe(part) + "]?"
        case .expression(let pattern): "/\(pattern.value)/"
        }
    }

    @Test("Blocks end where the next begins, whatever the indentation")
    func ignoresIndentation() throws {
        let (_, tidy) = try Corpus.parse("syntax", "romashka.en.flow")
        let text = String(decoding: try Corpus.source("syntax", "romashka.en.flow").bytes, as: UTF8.self)
        let flat = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0.drop(while: { $0 == " " })) }.joined(separator: "\n")
        let parsed = try Corpus.parse(flat)
        let outline = Outline(keywords: try Corpus.keywords(), renamed: [:])
        #expect(parsed.diagnostics == [])
        #expect(outline.text(of: parsed.file) == outline.text(of: tidy.file))
    }

    @Test("An always line with an arrow is a handler, even of an intent called reach")
    func tellsHandlersFromInvariants() throws {
        let parsed = try Corpus.parse("salonflow 1\nalways reach -> x\nalways reach x within 2 turns\n")
        #expect(parsed.diagnostics == [])
        #expect(parsed.file.handlers.map(\.intent.value) == ["reach"])
        #expect(parsed.file.invariants.count == 1)
    }

    @Test("Spans of names cut out what was written")
    func spansCutOutNames() throws {
        let (source, parsed) = try Corpus.parse("syntax", "romashka.ru.flow")
        func cut(_ name: Name) -> String { String(decoding: source.bytes[name.span.range], as: UTF8.self) }
        for flow in parsed.file.flows {
            for name in [flow.name] + flow.starts + flow.slots.map(\.name) + flow.steps.map(\.name) {
                #expect(cut(name) == name.value)
            }
            let slot = flow.slots[0]
            let text = String(decoding: source.bytes[slot.span.range], as: UTF8.self)
            #expect(text.hasPrefix("поле услуга") && text.hasSuffix("предложить услуги"))
        }
    }
}

import FlowDiagnostics
import Testing

@Suite("Rendering of findings")
struct RenderingTests {
    /// The excerpt's two lines for the part of a text between two marks `‹` and `›`.
    private func excerpt(_ marked: String) -> [String] {
        let text = marked.filter { $0 != "‹" && $0 != "›" }
        let start = marked.prefix { $0 != "‹" }.utf8.count
        let end = start + marked.drop { $0 != "‹" }.dropFirst().prefix { $0 != "›" }.utf8.count
        let source = SourceFile(name: "a.flow", text: text)
        let finding = Diagnostic(.badName, at: Span(file: 0, start: start, end: end), ["x"])
        let lines = DiagnosticRenderer(sources: [source], language: .english).text(finding).split(separator: "\n")
        return [String(lines[2].dropFirst(4)), String(lines[3].dropFirst(4))]
    }

    @Test(
        "Carets stand under the characters",
        arguments: [
            ("step ‹one›", "     ^^^"), ("шаг ‹один›", "    ^^^^"), ("🙂 ‹x›", "   ^"), ("‹🙂› x", "^^"),
            ("漢字‹字›", "    ^^"),
            ("👩‍👩‍👧 ‹x›", "   ^"), ("\t‹x›", "    ^"), ("a\t‹x›", "    ^"), ("и\u{306}‹x›", " ^"), ("❤️‹x›", "  ^"),
            ("abc‹›", "   ^"), ("‹›", "^"), ("e\u{200B}‹x›", " ^"), ("🇰🇿‹x›", "  ^"), ("a\u{7}‹x›", "  ^"),
            ("a\u{202E}‹x›", "  ^"), ("\t漢🙂‹\tx›", "        ^^^^^"),
        ])
    func alignsCarets(marked: String, carets: String) {
        #expect(excerpt(marked)[1] == carets)
    }

    @Test("A long line is cut down to the part round the mark")
    func cutsLongLines() {
        let excerpt = excerpt(
            String(repeating: "слово ", count: 200) + "‹здесь›" + String(repeating: " слово", count: 200))
        #expect(excerpt[0].count <= 112 && excerpt[0].hasPrefix("…") && excerpt[0].hasSuffix("…"))
        let place = excerpt[1].count - 5
        #expect(excerpt[1].hasSuffix("^^^^^"))
        #expect(excerpt[0].dropFirst(place).hasPrefix("здесь"))
    }

    @Test("Nothing from the file reaches the terminal's own controls")
    func showsNoControls() {
        let text = "salonflow 1\u{1B}[31m\u{202E}\u{7}x"
        let finding = Diagnostic(
            .unexpectedRest, at: Span(file: 0, start: 11, end: 12), ["\u{1B}[31m\r\n\u{2066}x"],
            fix: Diagnostic.Fix(span: Span(file: 0, start: 11, end: 12), replacement: "\u{1B}]0;x\u{7}"))
        let shown = DiagnosticRenderer(sources: [SourceFile(name: "a.flow", text: text)], language: .english).text(finding)
        #expect(!shown.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{2066}" || $0 == "\u{7}" })
        #expect(shown.contains("This is too much here: “·[31m···x”.") && shown.contains("1 | salonflow 1·[31m··x"))
        #expect(shown.contains("fix: write “·]0;x·”"))
    }

    @Test("Of a span over several lines the first and the last are shown")
    func rendersSeveralLines() {
        let lines = (1...12).map { "\t  line \($0)" }
        let source = SourceFile(name: "a.flow", text: lines.joined(separator: "\n") + "\n")
        func shown(_ first: Int, _ last: Int) -> [String] {
            let start = lines[..<(first - 1)].map { $0.utf8.count + 1 }.reduce(0, +) + 3
            let end = lines[..<(last - 1)].map { $0.utf8.count + 1 }.reduce(0, +) + 7
            let finding = Diagnostic(.badName, at: Span(file: 0, start: start, end: end), ["x"])
            let text = DiagnosticRenderer(sources: [source], language: .english).text(finding)
            return text.split(separator: "\n").dropFirst(2).prefix(5).map(String.init)
        }
        #expect(shown(8, 10) == [
            " 8 |       line 8", "   |       ^^^^^^", "   ⋮", "10 |       line 10", "   |       ^^^^",
        ])
        #expect(shown(2, 3).prefix(4) == ["2 |       line 2", "  |       ^^^^^^", "3 |       line 3", "  |       ^^^^"])
        // A span that ends with its line's break is about that line.
        let finding = Diagnostic(.badName, at: Span(file: 0, start: 3, end: 10), ["x"])
        let text = DiagnosticRenderer(sources: [source], language: .english).text(finding)
        #expect(text.contains("1 |       line 1\n  |       ^^^^^^\n  help"))
    }

    @Test("A finding in both languages, with what belongs to it")
    func rendersWhole() {
        let source = SourceFile(name: "bot.flow", text: "salonflow 1\r\n  bot one\r\nbot two\r\n")
        let first = Span(file: 0, start: 19, end: 22)
        let finding = Diagnostic(
            .repeatedClause, at: Span(file: 0, start: 24, end: 27), ["bot"],
            related: [Diagnostic.Related(span: first, note: .firstDeclaredHere)],
            fix: Diagnostic.Fix(span: Span(file: 0, start: 24, end: 31), replacement: ""))
        let russian = DiagnosticRenderer(sources: [source], language: .russian).text(finding)
        #expect(
            russian == """
                ошибка[S006]: «bot» здесь уже есть.
                  --> bot.flow:3:1
                3 | bot two
                  | ^^^
                смотрите: впервые написано здесь
                  --> bot.flow:2:7
                2 |   bot one
                  |       ^^^
                  подсказка: Оставьте одно из двух.
                  исправление: убрать

                """)
        let coloured = DiagnosticRenderer(sources: [source], language: .english, usesColor: true).text(finding)
        #expect(coloured.contains("\u{1B}[1;31merror[S006]\u{1B}[0m"))
        #expect(!russian.contains("\u{1B}"))
    }

    @Test("As values: lines and columns from 1, in characters")
    func rendersValues() {
        let source = SourceFile(name: "bot.flow", text: "\u{FEFF}a\n👩‍👩‍👧 шаг один\n")
        let start = 3 + 2 + 18 + 1
        let finding = Diagnostic(
            .badName, at: Span(file: 0, start: start, end: start + 6), ["шаг"],
            fix: Diagnostic.Fix(span: Span(file: 0, start: start, end: start + 6), replacement: "step"))
        let value = DiagnosticRenderer(sources: [source], language: .english).value(finding)
        #expect(value.id == "S013" && value.severity == .error && value.file == "bot.flow")
        #expect(value.message == "The name “шаг” cannot be written so.")
        #expect([value.line, value.column, value.endLine, value.endColumn] == [2, 3, 2, 6])
        #expect(value.fix?.replacement == "step" && value.fix?.endColumn == 6)
    }

    @Test(
        "A wording fills in its arguments and nothing else",
        arguments: [
            ("{0} and {1}", "a and b"), ("{2}", "{2}"), ("{ {0}", "{ a"), ("{name} {0}", "{name} a"), ("{", "{"),
        ])
    func fillsWordings(template: String, text: String) {
        let wording = DiagnosticCode.Wording(ru: template, en: template)
        #expect(wording.text(in: .english, ["a", "b"]) == text)
    }

    @Test(
        "Lines are found by offset",
        arguments: [
            (0, 1, 1), (1, 1, 2), (2, 2, 1), (4, 3, 1), (5, 4, 1), (8, 5, 1), (9, 5, 2), (99, 5, 2), (-1, 1, 1),
        ])
    func findsLines(offset: Int, line: Int, column: Int) {
        let index = LineIndex(SourceFile(name: "a", text: "a\n\r\n\r\u{2028}z"))
        let position = index.position(at: offset)
        #expect([position.line, position.column] == [line, column])
    }

    @Test("A finding in a file that is not there is still shown")
    func survivesMissingSources() {
        let finding = Diagnostic(.badName, at: Span(file: 7, start: 3, end: 9), ["x"])
        let renderer = DiagnosticRenderer(sources: [], language: .english)
        #expect(renderer.text(finding).contains("?:1:1"))
        #expect(renderer.value(finding).file == "?")
    }

    @Test(
        "Near words",
        arguments: [
            ("confrim", ["confirm", "collect"], "confirm"), ("x", ["only"], "only"), ("Yes", ["no", "yes"], "yes"),
            ("banana", ["confirm", "collect"], ""), ("no", ["on", "do"], "on"), ("a", ["b", "c"], ""),
        ])
    func suggests(word: String, among: [String], nearest: String) {
        #expect(Suggestion.nearest(to: word, among: among) ?? "" == nearest)
    }
}

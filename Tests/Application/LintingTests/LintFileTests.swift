import FlowDiagnostics
import Linting
import Testing

@Suite("lint.yaml") struct LintFileTests {
    @Test("levels are read and applied")
    func applies() throws {
        let file = try LintFile(
            "# ours\nseverity:\n  F012: off\n  t003: error\n  F013: warning\n  F006: error\n", name: "lint.yaml",
            language: .english)
        let span = Span(file: 0, start: 0, end: 1)
        let found = [DiagnosticCode.unusedText, .twinsDiffer, .unusedIntent, .deadEnd, .unusedSlot].map {
            Diagnostic($0, at: span)
        }
        let applied = file.severities.applied(to: found)
        #expect(applied.map(\.code.id) == ["T003", "F013", "F006", "F011"])
        #expect(applied.map(\.severity) == [.error, .warning, .error, .warning])
    }

    @Test("nothing said changes nothing", arguments: ["", "# only a remark\n", "severity:\n", "severity: {}\n"])
    func isEmpty(text: String) throws {
        #expect(try LintFile(text, name: "lint.yaml", language: .english).severities == SeveritySettings())
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        /// Line and a word of each problem.
        var problems: [(Int, String)]
    }

    @Test(
        "a mistake is told with its line, all of them in one go",
        arguments: [
            Case(testDescription: "unknown code", text: "severity:\n  F912: off\n", problems: [(2, "“F012”")]),
            Case(testDescription: "no code", text: "severity:\n  banana: off\n", problems: [(2, "explain --list")]),
            Case(testDescription: "unknown level", text: "severity:\n  F012: loud\n", problems: [(2, "off, warning and error")]),
            Case(testDescription: "an error lowered", text: "severity: {F006: warning, T001: off}\n", problems: [(1, "F006"), (1, "T001")]),
            Case(testDescription: "unknown key", text: "severities:\n  F012: off\n", problems: [(1, "severity")]),
            Case(testDescription: "a list", text: "- F012\n", problems: [(1, "severity:")]),
            Case(testDescription: "no mapping", text: "\nseverity: off\n", problems: [(2, "CODE: off")]),
            Case(testDescription: "twice", text: "severity:\n  F012: off\n  F012: error\n", problems: [(2, "twice")]),
            Case(testDescription: "no YAML", text: "severity: {\n", problems: [(2, "YAML")]),
            Case(
                testDescription: "several", text: "severity:\n  F012: loud\n  E001: off\n  Q001: off\nmore: 1\n",
                problems: [(2, "loud"), (3, "E001"), (4, "Q001"), (5, "more")]),
        ])
    func refuses(item: Case) throws {
        let error = #expect(throws: LintFileError.self) {
            try LintFile(item.text, name: "x/lint.yaml", language: .english)
        }
        let problems = try #require(error?.problems)
        #expect(problems.map(\.line) == item.problems.map(\.0), "\(problems)")
        for (problem, expected) in zip(problems, item.problems) { #expect(problem.text.contains(expected.1), "\(problem)") }
        #expect(error?.description.hasPrefix("x/lint.yaml:\(item.problems[0].0): ") == true)
        let russian = #expect(throws: LintFileError.self) { try LintFile(item.text, name: "x", language: .russian) }
        #expect(russian?.problems.first?.text.unicodeScalars.contains { (0x410...0x44F).contains($0.value) } == true)
    }

    @Test("only a warning by nature can be switched off or left a warning")
    func laws() {
        for code in DiagnosticCode.all {
            for level in SeveritySettings.Level.allCases {
                var settings = SeveritySettings()
                #expect(settings.set(code, to: level) == (code.severity == .warning || level == .error))
            }
        }
    }
}

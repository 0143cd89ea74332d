import BotFiles
import FlowDiagnostics
import JSON
import Linting
import Testing

/// What programs read of findings: JSON lines, SARIF, GitHub's workflow commands.
@Suite("Reports") struct ReportTests {
    /// Characters of one, two and four UTF-16 units stand before what is wrong.
    static let source = SourceFile(
        name: "flows/моя студия/bot.flow",
        text: "salonflow 1\nbot b\nlanguages en\nflow f\nstart on book\nstep hello\nsay\nen: 🙂é漢 {nobody}\nthen nowhere\n")

    private func findings() throws -> (diagnostics: [Diagnostic], sources: [SourceFile]) {
        let checked = try Tools.toolchain().check([Self.source])
        try #require(checked.diagnostics.map(\.code.id) == ["N010", "N003"])
        return (checked.diagnostics, checked.sources)
    }

    private func log(_ pagesAddress: String? = nil) throws -> JSONValue {
        let (diagnostics, sources) = try findings()
        let report = SARIFReport(language: .english, pages: try DiagnosticPage.builtIn(), pagesAddress: pagesAddress)
        let text = report.log(diagnostics, in: sources).text(.pretty)
        return try JSONValue(parsing: text)
    }

    @Test("SARIF: version, tool and rules with their help")
    func sarifRules() throws {
        let log = try log("https://example.com/pages/")
        #expect(log["version"]?.string == "2.1.0")
        #expect(log["$schema"]?.string?.hasPrefix("https://") == true)
        let run = try #require(log["runs"]?[0])
        #expect(run["columnKind"]?.string == "utf16CodeUnits")
        let driver = try #require(run["tool"]?["driver"])
        #expect(driver["name"]?.string == "salonflow")
        let rules = try #require(driver["rules"]?.array)
        #expect(rules.map { $0["id"]?.string } == ["N003", "N010"])
        for rule in rules {
            #expect(rule["shortDescription"]?["text"]?.string?.isEmpty == false)
            #expect(rule["help"]?["text"]?.string?.isEmpty == false)
            #expect(rule["help"]?["markdown"]?.string?.contains("**Bad**") == true)
            #expect(rule["helpUri"]?.string == "https://example.com/pages/\(rule["id"]?.string ?? "").md")
            #expect(rule["defaultConfiguration"]?["level"]?.string == "error")
        }
        #expect(try self.log()["runs"]?[0]?["tool"]?["driver"]?["rules"]?[0]?["helpUri"] == nil, "an address is not made up")
    }

    @Test("SARIF: a result points at its rule, its place in UTF-16 units, and its change")
    func sarifResults() throws {
        let run = try #require(try log()["runs"]?[0])
        let results = try #require(run["results"]?.array)
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        for result in results {
            let index = try #require(result["ruleIndex"]?.integer)
            #expect(rules[index]["id"] == result["ruleId"])
            #expect(result["level"]?.string == "error")
            #expect(result["message"]?["text"]?.string?.isEmpty == false)
            #expect(result["partialFingerprints"]?["salonflow/v1"]?.string?.isEmpty == false)
        }
        let place = try #require(results[0]["locations"]?[0]?["physicalLocation"])
        let uri = "flows/%D0%BC%D0%BE%D1%8F%20%D1%81%D1%82%D1%83%D0%B4%D0%B8%D1%8F/bot.flow"
        #expect(place["artifactLocation"]?["uri"]?.string == uri)
        // `en: ` is four units, the emoji two, `é` and `漢` one each, a blank and the brace.
        let region = ["startLine", "startColumn", "endLine", "endColumn"].map { place["region"]?[$0]?.integer }
        #expect(region == [8, 11, 8, 17])
        #expect(results[0]["fixes"] == nil)
    }

    @Test("SARIF: a change is a replacement of a region")
    func sarifFix() throws {
        let source = SourceFile(name: "/srv/bot.flow", text: "salonflow 1\nbot b\nlanguages en\nflow f\nstart on book\nstpe x\nstop\n")
        let checked = try Tools.toolchain().check([source])
        let report = SARIFReport(language: .russian, pages: try DiagnosticPage.builtIn())
        let log = report.log(checked.diagnostics, in: checked.sources)
        let result = try #require(log["runs"]?[0]?["results"]?[0])
        let change = try #require(result["fixes"]?[0]?["artifactChanges"]?[0])
        #expect(change["artifactLocation"]?["uri"]?.string == "file:///srv/bot.flow")
        let replacement = try #require(change["replacements"]?[0])
        #expect(replacement["insertedContent"]?["text"]?.string == "step")
        let region = ["startLine", "startColumn", "endLine", "endColumn"].map {
            replacement["deletedRegion"]?[$0]?.integer
        }
        #expect(region == [6, 1, 6, 5])
        #expect(result["fixes"]?[0]?["description"]?["text"]?.string == "написать «step»")
        #expect(result["message"]?["text"]?.string?.hasPrefix("Неизвестное слово «stpe».") == true)
    }

    @Test("SARIF: related places carry their reason")
    func sarifRelated() throws {
        let text = "salonflow 1\nbot b\nbot c\nlanguages en\nflow f\nstart on book\nstep x\nstop\n"
        let checked = try Tools.toolchain().check([SourceFile(name: "bot.flow", text: text)])
        let log = SARIFReport(language: .english, pages: [:]).log(checked.diagnostics, in: checked.sources)
        let related = try #require(log["runs"]?[0]?["results"]?[0]?["relatedLocations"]?[0])
        #expect(related["message"]?["text"]?.string == "first written here")
        #expect(related["physicalLocation"]?["region"]?["startLine"]?.integer == 2)
        let rule = try #require(log["runs"]?[0]?["tool"]?["driver"]?["rules"]?[0])
        #expect(rule["help"]?["text"]?.string?.isEmpty == false, "a code without a page still has words")
    }

    @Test("SARIF: a clean bot is a log without results")
    func sarifClean() throws {
        let log = SARIFReport(language: .english, pages: [:]).log([], in: [])
        #expect(log["runs"]?[0]?["results"]?.array == [])
        #expect(log["runs"]?[0]?["tool"]?["driver"]?["rules"]?.array == [])
    }

    @Test("JSON: an object a finding")
    func json() throws {
        let (diagnostics, sources) = try findings()
        let renderer = DiagnosticRenderer(sources: sources, language: .english)
        let value = try JSONValue(parsing: renderer.value(diagnostics[0]).json.bytes())
        #expect(value["code"]?.string == "N010" && value["severity"]?.string == "error")
        #expect(value["line"]?.integer == 8 && value["column"]?.integer == 10 && value["endColumn"]?.integer == 16)
        #expect(value["fix"]?.isNull == true)
    }

    private static let template: RenderedDiagnostic = {
        let source = SourceFile(name: "bot.flow", text: "a\nb\nflow stpe x\n")
        let finding = Diagnostic(.controlCharacter, at: Span(file: 0, start: 9, end: 13))
        return DiagnosticRenderer(sources: [source], language: .english).value(finding)
    }()

    private static func rendered(_ change: (inout RenderedDiagnostic) -> Void = { _ in }) -> RenderedDiagnostic {
        var finding = template
        finding.id = "S001"
        finding.message = "Unknown word."
        finding.help = nil
        (finding.column, finding.endColumn) = (5, 9)
        change(&finding)
        return finding
    }

    @Test(
        "GitHub: workflow commands, escaped",
        arguments: [
            (rendered(), "::error file=bot.flow,line=3,endLine=3,col=5,endColumn=9,title=salonflow S001::Unknown word."),
            (
                rendered { $0.severity = .warning; $0.help = "Write:\r\n100% a, b" },
                "::warning file=bot.flow,line=3,endLine=3,col=5,endColumn=9,title=salonflow S001::Unknown word.%0AWrite:%0D%0A100%25 a, b"
            ),
            (
                rendered { $0.file = "a,b:c%\nd" },
                "::error file=a%2Cb%3Ac%25%0Ad,line=3,endLine=3,col=5,endColumn=9,title=salonflow S001::Unknown word."
            ),
            (
                rendered { $0.endLine = 5 },
                "::error file=bot.flow,line=3,endLine=5,title=salonflow S001::Unknown word."
            ),
            (rendered { $0.message = "::stop-commands::x" }, "::error file=bot.flow,line=3,endLine=3,col=5,endColumn=9,title=salonflow S001::::stop-commands::x"),
        ])
    func github(finding: RenderedDiagnostic, line: String) {
        #expect(WorkflowCommand.text(finding) == line)
    }
}

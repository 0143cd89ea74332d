import BotFiles
import JSON
import LanguageServer
import Testing

@Suite("Findings are published as one types") struct DiagnosticsTests {
    static let good = """
        salonflow 1
        bot b
        languages ru
        use standard

        flow visit
          start on book
          step first
            say
              ru: Здравствуйте!
            stop

        """

    static let path = "/bot/a.flow"

    @Test("opening tells what is wrong, a change that mends it clears it, each with the document's version")
    func typing() throws {
        var editor = try EditorStub()
        editor.open(Self.path, Self.good.replacing("step first", with: "stepp first"))
        #expect(editor.codes(Self.path) == ["S001"])
        let finding = try #require(editor.findings["file:///bot/a.flow"]?.first)
        #expect(finding["severity"]?.integer == 1)
        #expect(finding["source"]?.string == "salonflow")
        #expect(finding["range"] == ["start": ["line": 7, "character": 2], "end": ["line": 7, "character": 7]])
        #expect(finding["message"]?.string?.contains("stepp") == true)
        #expect(finding["codeDescription"] == nil)

        // Deletes the second `p`, as a keystroke does.
        let answers = editor.notify(
            "textDocument/didChange",
            [
                "textDocument": ["uri": EditorStub.uri(Self.path), "version": 7],
                "contentChanges": [
                    ["range": ["start": ["line": 7, "character": 5], "end": ["line": 7, "character": 6]], "text": ""]
                ],
            ])
        #expect(editor.codes(Self.path) == [])
        #expect(answers.map { $0["params"]?["version"]?.integer } == [7])
        #expect(editor.session.text(of: "file:///bot/a.flow") == Array(Self.good.utf8))
    }

    @Test(
        "the words are in the client's language",
        arguments: [("ru", "Неизвестное слово"), ("en", "Unknown word")])
    func language(_ language: String, _ words: String) throws {
        var editor = try EditorStub(options: ["language": .string(language)])
        editor.open(Self.path, Self.good.replacing("step first", with: "stepp first"))
        let message = editor.findings["file:///bot/a.flow"]?.first?["message"]?.string
        #expect(message?.contains(words) == true)
    }

    @Test("the client's locale says the language when no option does")
    func locale() throws {
        var editor = try EditorStub(isInitialized: false)
        _ = try editor.result("initialize", ["capabilities": [:], "locale": "ru-RU"])
        editor.open(Self.path, "x")
        #expect(editor.findings["file:///bot/a.flow"]?.first?["message"]?.string?.contains("Неизвестное") == true)
    }

    @Test("a finding leads to its page when the client says where the pages lie")
    func pages() throws {
        var editor = try EditorStub(options: ["pages": "https://example.org/pages"])
        editor.open(Self.path, "x")
        let finding = editor.findings["file:///bot/a.flow"]?.first
        #expect(finding?["codeDescription"]?["href"]?.string == "https://example.org/pages/S001.md")
    }

    @Test("what nothing uses is faded, and a second declaration leads to the first")
    func tagsAndRelated() throws {
        var editor = try EditorStub()
        editor.open(
            Self.path,
            Self.good + "text unused\n  ru: Привет\n\ntext twice\n  ru: а\n\ntext twice\n  ru: б\n")
        let findings = editor.findings["file:///bot/a.flow"] ?? []
        #expect(findings.contains { $0["tags"] == [1] && $0["range"]?["start"]?["line"]?.integer == 11 })
        let twice = try #require(findings.first { $0["relatedInformation"] != nil })
        #expect(twice["relatedInformation"]?[0]?["location"]?["range"]?["start"]?["line"]?.integer == 14)
        #expect(twice["range"]?["start"]?["line"]?.integer == 17)
    }

    @Test("a bot is its folder: other files count, unsaved text comes before the disk")
    func folder() throws {
        var editor = try EditorStub([
            "/bot/a.flow": "salonflow 1\nthis is what lies on the disk",
            "/bot/b.flow": "salonflow 1\nflow other\n  step second\n    then third\n",
            "/bot/notes.txt": "no flow", "/elsewhere/c.flow": "no flow",
        ])
        editor.open(Self.path, Self.good.replacing("    stop\n", with: "    then second\n"))
        #expect(editor.codes(Self.path) == [])
        // The one step that is missing is wanted by the file that is not open.
        #expect(editor.codes("/bot/b.flow").count == 1)
        #expect(editor.findings.keys.sorted() == ["file:///bot/a.flow", "file:///bot/b.flow"])

        editor.replaceAll(Self.path, Self.good.replacing("    stop\n", with: "    then second\n  step third\n    stop\n"))
        #expect(editor.codes("/bot/b.flow") == [])
    }

    @Test("only what changed is published, and the changed document always")
    func sparing() throws {
        var editor = try EditorStub(["/bot/b.flow": "salonflow 1\nx\n"])
        editor.open(Self.path, Self.good)
        let before = editor.received.count
        editor.replaceAll(Self.path, Self.good + "# a comment\n")
        #expect(editor.received.count == before + 1)
        #expect(editor.received.last?["params"]?["uri"]?.string == "file:///bot/a.flow")
    }

    @Test("closing takes the findings back, of the other files too")
    func closing() throws {
        var editor = try EditorStub(["/bot/b.flow": "salonflow 1\nx\n"])
        editor.open(Self.path, "x")
        #expect(!editor.codes(Self.path).isEmpty && !editor.codes("/bot/b.flow").isEmpty)
        editor.close(Self.path)
        #expect(editor.findings == ["file:///bot/a.flow": [], "file:///bot/b.flow": []])
        editor.close(Self.path)
        let request: JSONValue = ["textDocument": ["uri": EditorStub.uri(Self.path)], "position": ["line": 0, "character": 0]]
        #expect(try editor.failure("textDocument/hover", request).message.contains("not open"))
    }

    @Test("closing one of two goes back to what the disk has of it")
    func closingOne() throws {
        var editor = try EditorStub(["/bot/a.flow": Self.good, "/bot/b.flow": "salonflow 1\n"])
        editor.open(Self.path, Self.good.replacing("step first", with: "stepp first"))
        editor.open("/bot/b.flow", "salonflow 1\n")
        #expect(editor.codes(Self.path) == ["S001"])
        editor.close(Self.path)
        #expect(editor.codes(Self.path) == [])
    }

    @Test("a salon.yaml that cannot be read has its findings at its lines")
    func salon() throws {
        var editor = try EditorStub(["/bot/salon.yaml": "salon: x\nservices: [\n"])
        editor.open(Self.path, Self.good)
        let findings = try #require(editor.findings["file:///bot/salon.yaml"])
        #expect(!findings.isEmpty)
        #expect((findings[0]["range"]?["start"]?["line"]?.integer ?? 0) > 0)
        // As text that is open and not yet saved.
        editor.open("/bot/salon.yaml", "")
        #expect(editor.findings["file:///bot/salon.yaml"]?.count == 1)
        #expect(try editor.ask("hover", "/bot/salon.yaml", ["line": 0, "character": 0]) == .null)
    }

    @Test("the folder's lint.yaml says how severe findings are, and has findings of its own")
    func severities() throws {
        let unused = Self.good + "text unused\n  ru: Привет\n"
        var editor = try EditorStub(["/bot/lint.yaml": "severity:\n  F012: off\n"])
        editor.open(Self.path, unused)
        #expect(editor.codes(Self.path) == [])
        editor.open("/bot/lint.yaml", "severity:\n  F012: error\n")
        #expect(editor.codes(Self.path) == ["F012"])
        #expect(editor.findings["file:///bot/a.flow"]?.first?["severity"]?.integer == 1)
        editor.replaceAll("/bot/lint.yaml", "severity:\n  X999: off\n")
        #expect(editor.findings["file:///bot/lint.yaml"]?.first?["range"]?["start"]?["line"]?.integer == 1)
        #expect(editor.findings["file:///bot/a.flow"]?.first?["severity"]?.integer == 2)
    }

    @Test("a document that lies in no folder is a bot of its own")
    func untitled() throws {
        var editor = try EditorStub()
        editor.notify(
            "textDocument/didOpen",
            ["textDocument": ["uri": "untitled:Untitled-1", "languageId": "salonflow", "version": 0, "text": "x"]])
        #expect(editor.findings["untitled:Untitled-1"]?.count ?? 0 > 0)
    }

    @Test("a text that is no flow is left alone")
    func otherTexts() throws {
        var editor = try EditorStub()
        let path = "/bot/notes.txt"
        editor.notify(
            "textDocument/didOpen",
            ["textDocument": ["uri": EditorStub.uri(path), "languageId": "plaintext", "version": 0, "text": "x"]])
        editor.replaceAll(path, "y")
        #expect(try editor.ask("hover", path, ["line": 0, "character": 0]) == .null)
        editor.close(path)
        #expect(editor.findings.isEmpty)
    }

    @Test("folders with blanks and letters of any script are found however the client spells them")
    func spelling() throws {
        var editor = try EditorStub(["/мой бот/b.flow": "salonflow 1\nx\n"])
        editor.notify(
            "textDocument/didOpen",
            [
                "textDocument": [
                    "uri": "file:///%D0%BC%D0%BE%D0%B9%20%D0%B1%D0%BE%D1%82/a.flow", "languageId": "x", "version": 0,
                    "text": .string(Self.good),
                ]
            ])
        #expect(
            editor.findings.keys.sorted() == [
                "file:///%D0%BC%D0%BE%D0%B9%20%D0%B1%D0%BE%D1%82/a.flow",
                "file:///%D0%BC%D0%BE%D0%B9%20%D0%B1%D0%BE%D1%82/b.flow",
            ])
    }
}

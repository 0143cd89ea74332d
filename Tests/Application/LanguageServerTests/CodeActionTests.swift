import FlowDiagnostics
import JSON
import LanguageServer
import Testing

@Suite("Fixes and layout are offered as edits") struct CodeActionTests {
    static let path = "/bot/a.flow"
    static let text = "salonflow 1\nbot b\nlanguages ru\nuse standart\nflow f\n  start on book\n  stepp s\n    thenn operator\n"

    static func actions(_ line: Int, only: [String]? = nil, text: String = text, options: JSONValue = .null) throws -> [JSONValue] {
        var editor = try EditorStub(options: options)
        editor.open(path, text)
        let place: JSONValue = ["line": .number(JSONNumber(line)), "character": 3]
        var context: JSONValue = ["diagnostics": []]
        if let only { context = ["diagnostics": [], "only": .array(only.map(JSONValue.string))] }
        let result = try editor.result(
            "textDocument/codeAction",
            ["textDocument": ["uri": EditorStub.uri(path)], "range": ["start": place, "end": place], "context": context])
        return result.array ?? []
    }

    @Test("the fix of the finding under the cursor, and all of the file's")
    func fixes() throws {
        let actions = try Self.actions(6)
        #expect(actions.map { $0["title"]?.string } == ["Replace “stepp” by “step”", "Fix all (3)"])
        #expect(actions.map { $0["kind"]?.string } == ["quickfix", "source.fixAll"])
        #expect(actions[0]["isPreferred"]?.bool == true)
        #expect(actions[0]["diagnostics"]?[0]?["code"]?.string == "S001")
        let edits = actions[0]["edit"]?["changes"]?["file:///bot/a.flow"]?.array ?? []
        #expect(RenameTests.apply(edits, to: Self.text) == Self.text.replacing("stepp", with: "step"))
        let all = actions[1]["edit"]?["changes"]?["file:///bot/a.flow"]?.array ?? []
        #expect(
            RenameTests.apply(all, to: Self.text)
                == Self.text.replacing("stepp", with: "step").replacing("thenn", with: "then")
                .replacing("standart", with: "standard"))
    }

    @Test("in Russian, and only of the kinds that are asked for")
    func kinds() throws {
        #expect(try Self.actions(6, options: ["language": "ru"])[0]["title"]?.string == "Заменить «stepp» на «step»")
        #expect(try Self.actions(6, only: ["quickfix"]).count == 1)
        #expect(try Self.actions(6, only: ["source"]).map { $0["kind"]?.string } == ["source.fixAll"])
        #expect(try Self.actions(6, only: ["source.fixAll"]).count == 1)
        #expect(try Self.actions(6, only: ["refactor"]).isEmpty)
        #expect(try Self.actions(1, only: ["quickfix"]).isEmpty)
    }

    @Test("insertions and removals are called so")
    func titles() throws {
        let missing = try Self.actions(0, text: "bot b\nlanguages ru\n")
        #expect(missing.first?["title"]?.string == "Insert “salonflow 1”")
        let control = try Self.actions(1, text: "salonflow 1\nbot\u{1} b\nlanguages ru\n")
        #expect(control.first?["title"]?.string?.hasPrefix("Remove “") == true)
    }

    @Test("formatting changes only what differs, and is offered only where there is a layout")
    func formatting() throws {
        let request: JSONValue = [
            "textDocument": ["uri": EditorStub.uri(Self.path)], "options": ["tabSize": 2, "insertSpaces": true],
        ]
        var bare = try EditorStub()
        bare.open(Self.path, Self.text)
        #expect(try bare.failure("textDocument/formatting", request).code == -32601)

        var real = try EditorStub(layout: try LanguageSession.standardLayout())
        real.open(Self.path, "salonflow 1\nbot b\nflow f\n      step s\n  stop\n")
        let laidOut = try real.result("textDocument/formatting", request)
        // The edit, made, leaves nothing to lay out.
        let edit = try #require(laidOut[0])
        real.notify(
            "textDocument/didChange",
            [
                "textDocument": ["uri": EditorStub.uri(Self.path), "version": 2],
                "contentChanges": [["range": edit["range"] ?? .null, "text": edit["newText"] ?? .null]],
            ])
        let text = String(decoding: real.session.text(of: "file://" + Self.path) ?? [], as: UTF8.self)
        #expect(text.contains("\n  step s\n    stop\n"), "\(text)")
        #expect(try real.result("textDocument/formatting", request) == [])
        real.replaceAll(Self.path, "salonflow 1\n  nonsense\n")
        #expect(try real.result("textDocument/formatting", request) == [])

        let layout: @Sendable (SourceFile) -> [UInt8]? = { source in
            Array(String(decoding: source.bytes, as: UTF8.self).replacing("🙂", with: "🙃").replacing("\r\n", with: "\n").utf8)
        }
        var editor = try EditorStub(layout: layout)
        editor.open(Self.path, "salonflow 1\n# а🙂б\n")
        #expect(
            try editor.result("textDocument/formatting", request) == [
                [
                    "range": ["start": ["line": 1, "character": 3], "end": ["line": 1, "character": 5]], "newText": "🙃",
                ]
            ])
        editor.replaceAll(Self.path, "salonflow 1\n")
        #expect(try editor.result("textDocument/formatting", request) == [])
        editor.replaceAll(Self.path, "salonflow 1\r\nbot b\n")
        let edits = try editor.result("textDocument/formatting", request)
        #expect(edits[0]?["range"]?["start"] == ["line": 0, "character": 11])
        #expect(edits[0]?["newText"]?.string?.contains("\r") == false)
    }
}

import JSON
import Testing

@Suite("Renaming changes every place and nothing else") struct RenameTests {
    static let path = "/bot/a.flow"
    static let other = "/bot/b.flow"
    static let first = """
        salonflow 1
        bot b
        languages ru
        use standard
        intent parking
          ru: где парковка
        answer parking
          ru: Да, {size}
        text hello
          ru: Привет, {service}
        flow visit
          start on book
          slot service
            ask
              ru: Что?
            offer services
          slot size choice
            ask
              ru: Какой?
            option large
              ru: Большой
          step first
            fill service, size
            say hello
            if size is large -> second forget service
            set size to large
            option go -> first
              ru: Да

        """
    static let second = """
        salonflow 1
        flow other
          step second
            run visit
            then first
        always parking -> second
        never booking.create before first
        test проверка
          customer taps go
          expect step first, service x, size large
          expect booking service x

        """

    /// Applies the edits of a rename to both files.
    static func renamed(_ name: String, at marker: String, to new: String) throws -> [String] {
        var editor = try EditorStub([other: second])
        editor.open(path, first)
        let position = try position(of: marker)
        let prepared = try editor.ask("prepareRename", path, position)
        #expect(prepared["placeholder"]?.string == name)
        let edit = try editor.ask("rename", path, position, [("newName", .string(new))])
        return [(path, first), (other, second)].map { file, text in
            apply(edit["changes"]?["file://" + file]?.array ?? [], to: text)
        }
    }

    /// The place of the last word of a piece of the first file.
    static func position(of marker: String) throws -> JSONValue {
        let range = try #require(first.firstRange(of: marker))
        let before = first[..<range.upperBound]
        let line = before.count { $0 == "\n" }
        let column = before.split(separator: "\n", omittingEmptySubsequences: false).last?.utf16.count ?? 0
        return ["line": .number(JSONNumber(line)), "character": .number(JSONNumber(column - 1))]
    }

    /// Edits of whole words on one line each.
    static func apply(_ edits: [JSONValue], to text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf16) }
        let sorted = edits.sorted { ($0["range"]?["start"]?["character"]?.integer ?? 0) > ($1["range"]?["start"]?["character"]?.integer ?? 0) }
        for edit in sorted {
            guard let line = edit["range"]?["start"]?["line"]?.integer,
                let start = edit["range"]?["start"]?["character"]?.integer,
                let end = edit["range"]?["end"]?["character"]?.integer, let new = edit["newText"]?.string
            else { continue }
            lines[line].replaceSubrange(start..<end, with: Array(new.utf16))
        }
        return lines.map { String(decoding: $0, as: UTF16.self) }.joined(separator: "\n")
    }

    @Test("a step, over both files")
    func step() throws {
        let changed = try Self.renamed("first", at: "step first", to: "начало")
        #expect(changed[0] == Self.first.replacing("first", with: "начало"))
        #expect(changed[1] == Self.second.replacing("first", with: "начало"))
    }

    @Test("a slot, in texts, conditions and tests")
    func slot() throws {
        let changed = try Self.renamed("size", at: "fill service, size", to: "kind")
        #expect(changed[0] == Self.first.replacing("size", with: "kind"))
        #expect(changed[1] == Self.second.replacing("size", with: "kind"))
    }

    @Test("a slot that was named by its type keeps the type")
    func slotNamedByType() throws {
        let changed = try Self.renamed("service", at: "slot service", to: "treatment")
        #expect(
            changed[0]
                == Self.first.replacing("slot service", with: "slot treatment service")
                .replacing("fill service", with: "fill treatment").replacing("forget service", with: "forget treatment")
                .replacing("{service}", with: "{treatment}"))
        #expect(changed[1] == Self.second.replacing("first, service x", with: "first, treatment x"))
    }

    @Test("an option of a slot, its comparisons and tests")
    func choice() throws {
        let changed = try Self.renamed("large", at: "option large", to: "big")
        #expect(changed[0] == Self.first.replacing("large", with: "big"))
        #expect(changed[1] == Self.second.replacing("large", with: "big"))
    }

    @Test(
        "options of steps, intents, texts and flows",
        arguments: [("go", "option go"), ("parking", "intent parking"), ("hello", "say hello"), ("visit", "flow visit")])
    func others(_ name: String, _ marker: String) throws {
        let changed = try Self.renamed(name, at: marker, to: "new-name")
        #expect(changed[0] == Self.first.replacing(name, with: "new-name"))
        #expect(changed[1] == Self.second.replacing(name, with: "new-name"))
    }

    @Test(
        "what cannot be renamed says why",
        arguments: [
            ("start on book", "x", "not declared"), ("offer services", "x", "language's own"), ("bot b", "x", "no name here"),
            ("option large", "no such", "letters, digits and hyphens"), ("option large", "", "letters, digits and hyphens"),
            ("option large", "a.b", "letters, digits and hyphens"), ("option large", "x -> y", "letters, digits and hyphens"),
            ("step first", "second", "taken"), ("step first", "operator", "language itself"),
            ("slot size", "service", "language itself"), ("slot size", "price", "language itself"),
            ("say hello", "not-understood", "language itself"), ("option large", "go", "taken"),
            ("fill service, size", "not", "read differently"),
        ])
    func refusals(_ marker: String, _ new: String, _ words: String) throws {
        var editor = try EditorStub([Self.other: Self.second])
        editor.open(Self.path, Self.first)
        let failure = try editor.failure(
            "textDocument/rename",
            [
                "textDocument": ["uri": EditorStub.uri(Self.path)], "position": Self.position(of: marker),
                "newName": .string(new),
            ])
        #expect(failure.message.contains(words), "\(failure.message)")
        #expect(failure.code == -32803)
    }

    @Test("a step of the library stays, also where the bot replaces it")
    func library() throws {
        var editor = try EditorStub()
        let source = MarkedSource(
            "salonflow 1\nuse standard\nflow f\n  start on book\n  step 1️⃣goodbye\n    then 2️⃣operator\n")
        editor.open(Self.path, source.text)
        for mark in "1️⃣2️⃣" {
            let request: JSONValue = ["textDocument": ["uri": EditorStub.uri(Self.path)], "position": source[mark]]
            let failure = try editor.failure("textDocument/prepareRename", request)
            #expect(failure.message.contains("library"))
        }
    }

    @Test("a client that takes versions gets them")
    func versions() throws {
        var editor = try EditorStub(
            [Self.other: Self.second], capabilities: ["workspace": ["workspaceEdit": ["documentChanges": true]]])
        editor.open(Self.path, Self.first)
        let edit = try editor.ask("rename", Self.path, Self.position(of: "step first"), [("newName", "start")])
        let documents = edit["documentChanges"]?.array?.compactMap { $0["textDocument"] }
        #expect(
            documents == [
                ["uri": "file:///bot/a.flow", "version": 1], ["uri": "file:///bot/b.flow", "version": nil],
            ])
    }
}

import JSON
import Testing

@Suite("Names lead to each other") struct NavigationTests {
    static let path = "/bot/a.flow"

    static let source = MarkedSource(
        """
        salonflow 1
        bot b
        languages ru
        use standard
        text 1️⃣hello
          ru: Привет
        flow visit
          start on book
          slot 2️⃣stylist master
            ask
              ru: Кто?
          step 3️⃣first
            fill 4️⃣stylist
            say 5️⃣hello
            if not 6️⃣stylist -> 7️⃣first
            then operator
        test раз
          expect step 8️⃣first, 9️⃣stylist Аня

        """)

    static func editor() throws -> EditorStub {
        var editor = try EditorStub()
        editor.open(path, source.text)
        return editor
    }

    private func starts(_ value: JSONValue) -> Set<JSONValue> {
        Set(value.array?.compactMap { $0["range"]?["start"] } ?? [])
    }

    @Test(
        "definition, references and highlights",
        arguments: [("5️⃣", "1️⃣", "5️⃣"), ("4️⃣", "2️⃣", "4️⃣6️⃣9️⃣"), ("8️⃣", "3️⃣", "7️⃣8️⃣"), ("3️⃣", "3️⃣", "7️⃣8️⃣")])
    func follow(_ mark: String, _ declaration: String, _ uses: String) throws {
        let from = Character(mark)
        var editor = try Self.editor()
        let definition = try editor.ask("definition", Self.path, Self.source[from])
        #expect(starts(definition) == Self.source.starts(declaration))
        let all = try editor.ask("references", Self.path, Self.source[from], [("context", ["includeDeclaration": true])])
        #expect(starts(all) == Self.source.starts(declaration + uses))
        let others = try editor.ask("references", Self.path, Self.source[from], [("context", ["includeDeclaration": false])])
        #expect(starts(others) == Self.source.starts(uses))
        let marked = try editor.ask("documentHighlight", Self.path, Self.source[from])
        #expect(starts(marked) == Self.source.starts(declaration + uses))
    }

    @Test("a name of another file leads there, one of the library and a place without a name nowhere")
    func elsewhere() throws {
        var editor = try EditorStub(["/bot/b.flow": "salonflow 1\nflow other\n  step second\n    then first\n"])
        let source = MarkedSource("salonflow 1\n1️⃣flow f\n  step first\n    then 2️⃣second\n    then 3️⃣operator\n")
        editor.open(Self.path, source.text)
        let definition = try editor.ask("definition", Self.path, source["2️⃣"])
        #expect(
            definition == [
                [
                    "uri": "file:///bot/b.flow",
                    "range": ["start": ["line": 2, "character": 7], "end": ["line": 2, "character": 13]],
                ]
            ])
        #expect(try editor.ask("definition", Self.path, source["3️⃣"]) == .null)
        #expect(try editor.ask("definition", Self.path, source["1️⃣"]) == .null)
        #expect(try editor.ask("references", Self.path, source["1️⃣"]) == [])
    }

    @Test("positions count in the encoding that was agreed on")
    func encodings() throws {
        let line = "    then second # 🙂"
        for (encoding, first, last) in [("utf-8", 32, 38), ("utf-16", 30, 36), ("utf-32", 29, 35)] {
            var editor = try EditorStub(
                capabilities: ["general": ["positionEncodings": [.string(encoding)]]])
            let text = "salonflow 1\nflow f\n  step second\n\(line)\n    say\n      ru: 🙂 {salon.name} {second}\n"
            editor.open(Self.path, text)
            let tokens = try editor.result("textDocument/semanticTokens/full", ["textDocument": ["uri": EditorStub.uri(Self.path)]])
            #expect(tokens["data"]?.array?.isEmpty == false)
            // The placeholder's name begins behind `      ru: 🙂 {salon.name} {`.
            let wide = encoding == "utf-8" ? 4 : encoding == "utf-16" ? 2 : 1
            let start = 10 + wide + 1 + 12 + 2
            let hover = try editor.ask("hover", Self.path, ["line": 5, "character": .number(JSONNumber(start))])
            #expect(hover["range"]?["start"]?["character"]?.integer == start)
            #expect(hover["range"]?["end"]?["character"]?.integer == start + 6)
            #expect(first < last)
        }
    }

    @Test(
        "hover says what stands there",
        arguments: [
            ("5️⃣", ["text `hello`", "ru: Привет", "Used once"]), ("4️⃣", ["slot `stylist`", "slot stylist master", "3 times"]),
            ("3️⃣", ["step `first`", "fill stylist"]),
        ])
    func hover(_ mark: String, _ words: [String]) throws {
        var editor = try Self.editor()
        let text = try editor.ask("hover", Self.path, Self.source[Character(mark)])["contents"]?["value"]?.string ?? ""
        for word in words { #expect(text.contains(word), "“\(word)” is missing: \(text)") }
    }

    @Test("hover explains keywords, actions and findings, in the client's language, and is plain where it must be")
    func hoverMore() throws {
        let source = MarkedSource(
            "salonflow 1\nсценарий в\n  1️⃣начинать при запись\n  шаг п\n    сделать 2️⃣запись.создать\n    3️⃣затеем п\n4️⃣\n")
        var editor = try EditorStub(options: ["language": "ru"])
        editor.open(Self.path, source.text)
        func text(_ mark: Character) throws -> String? {
            try editor.ask("hover", Self.path, source[mark])["contents"]?["value"]?.string
        }
        #expect(try text("1️⃣")?.contains("При каком намерении") == true)
        #expect(try text("2️⃣")?.contains("- `при записано`: `{запись.номер}`, `{цена}` — обязателен") == true)
        #expect(try text("2️⃣")?.contains("услуга, дата, время") == true)
        #expect(try text("3️⃣")?.contains("**S001**: Неизвестное слово «затеем»") == true)
        #expect(try text("4️⃣") == nil)
        var plain = try EditorStub(capabilities: [:])
        plain.open(Self.path, source.text)
        let hover = try plain.ask("hover", Self.path, source["2️⃣"])
        #expect(hover["contents"]?["kind"]?.string == "plaintext")
        #expect(hover["contents"]?["value"]?.string?.contains("`") == false)
    }

    @Test("the outline nests where the client takes it")
    func outline() throws {
        var editor = try Self.editor()
        let request: JSONValue = ["textDocument": ["uri": EditorStub.uri(Self.path)]]
        let nested = try editor.result("textDocument/documentSymbol", request)
        #expect(nested.array?.compactMap { $0["name"]?.string } == ["hello", "visit", "раз"])
        #expect(nested[1]?["children"]?.array?.compactMap { $0["name"]?.string } == ["stylist", "first"])
        #expect(nested[1]?["children"]?[1]?["selectionRange"]?["start"] == Self.source["3️⃣"])
        var old = try EditorStub(capabilities: [:])
        old.open(Self.path, Self.source.text)
        let flat = try old.result("textDocument/documentSymbol", request)
        #expect(flat.array?.compactMap { $0["name"]?.string } == ["hello", "visit", "stylist", "first", "раз"])
        #expect(flat[3]?["containerName"]?.string == "visit")
    }

    @Test("declarations and runs of comments fold")
    func folding() throws {
        var editor = try EditorStub()
        editor.open(Self.path, "salonflow 1\n# a\n# b\n\n# c\nflow f\n  step s\n    stop\n\n  step t\n    stop\n\ntext x\n  ru: y\n")
        let ranges = try editor.result("textDocument/foldingRange", ["textDocument": ["uri": EditorStub.uri(Self.path)]])
        let lines = ranges.array?.map { "\($0["startLine"]?.integer ?? -1)–\($0["endLine"]?.integer ?? -1)" }
        #expect(lines == ["5–10", "6–7", "9–10", "12–13", "1–2"])
        #expect(ranges[4]?["kind"]?.string == "comment")
    }

    @Test("semantic tokens lie in order, do not overlap and say what names are")
    func tokens() throws {
        var editor = try Self.editor()
        let tokens = try editor.result(
            "textDocument/semanticTokens/full", ["textDocument": ["uri": EditorStub.uri(Self.path)]])
        let data = tokens["data"]?.array?.compactMap(\.integer) ?? []
        #expect(data.count % 5 == 0 && data.count > 100)
        var line = 0
        var character = 0
        var end = 0
        var found: [String] = []
        for index in stride(from: 0, to: data.count, by: 5) {
            if data[index] > 0 { (line, character, end) = (line + data[index], 0, 0) }
            character += data[index + 1]
            #expect(character >= end)
            end = character + data[index + 2]
            found.append("\(line):\(character)+\(data[index + 2]) \(data[index + 3]) \(data[index + 4])")
        }
        #expect(found.contains("8:7+7 4 1"), "the slot's declaration")
        #expect(found.contains("12:9+7 4 0"), "its use")
        #expect(found.contains("11:2+4 0 0"), "a keyword")
    }
}

import BotFiles
import JSON
import LanguageServer
import Testing

/// A generator that gives the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    // SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Nothing that a client sends makes the server fall or lose the text") struct RobustnessTests {
    static let pieces = [
        "а", "🙂", "👩‍👧", "e\u{301}", "\u{2028}", "\u{B}", "\r\n", "\n", "\r", "\t", " ", "step ", "шаг ", "-> ", "{", "}", "[", "| ",
        "ru: ", "\u{FEFF}", "\u{0}", "𐀀", "«", "#", "flow x\n", "  fill date, ", "on ", "test\n", "\u{FFFD}",
    ]

    /// A client's text as editors keep it: UTF-16 units, with lines that end at LF, CR LF and CR.
    struct ClientText {
        var units: [UInt16]

        /// The protocol's position of an index that stands at no half of a pair or of a line's end.
        func position(_ index: Int) -> JSONValue {
            var line = 0
            var start = 0
            for place in 0..<index {
                if units[place] == 0x0A || units[place] == 0x0D && (place + 1 == units.count || units[place + 1] != 0x0A) {
                    line += 1
                    start = place + 1
                }
            }
            return ["line": .number(JSONNumber(line)), "character": .number(JSONNumber(index - start))]
        }

        func isBoundary(_ index: Int) -> Bool {
            guard index > 0, index < units.count else { return true }
            if units[index - 1] == 0x0D && units[index] == 0x0A { return false }
            return !(0xDC00...0xDFFF).contains(units[index])
        }
    }

    @Test("after 1,000 random edits the server has the client's text", arguments: [1, 2] as [UInt64])
    func sameText(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var editor = try EditorStub()
        let start = "salonflow 1\r\nbot b\nlanguages ru\r\nflow f\n  step 🙂\n    say\n      ru: Привет 👋\n"
        editor.open("/bot/a.flow", start)
        var client = ClientText(units: Array(start.utf16))
        for edit in 0..<1_000 {
            var from = Int.random(in: 0...client.units.count, using: &generator)
            while !client.isBoundary(from) { from -= 1 }
            var to = min(client.units.count, from + Int.random(in: 0...6, using: &generator))
            // Keeps the text from growing without end.
            if client.units.count > 1_500 { to = min(client.units.count, from + 200) }
            while !client.isBoundary(to) { to += 1 }
            let text = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                Self.pieces.randomElement(using: &generator) ?? ""
            }
            .joined()
            let range: JSONValue = ["start": client.position(from), "end": client.position(to)]
            editor.notify(
                "textDocument/didChange",
                [
                    "textDocument": ["uri": EditorStub.uri("/bot/a.flow"), "version": .number(JSONNumber(edit + 2))],
                    "contentChanges": [["range": range, "text": .string(text)]],
                ])
            client.units.replaceSubrange(from..<to, with: Array(text.utf16))
            let expected = Array(String(decoding: client.units, as: UTF16.self).utf8)
            try #require(editor.session.text(of: "file:///bot/a.flow") == expected, "edit \(edit) of seed \(seed)")
            if edit % 20 == 0 { ask(&editor, client.position(from)) }
        }
    }

    /// Every question there is, about one place; answers do not matter here.
    private func ask(_ editor: inout EditorStub, _ position: JSONValue) {
        for method in [
            "completion", "hover", "definition", "references", "documentHighlight", "documentSymbol", "prepareRename",
            "foldingRange", "semanticTokens/full", "rename", "codeAction",
        ] {
            let answers = editor.send([
                "jsonrpc": "2.0", "id": 1, "method": .string("textDocument/" + method),
                "params": [
                    "textDocument": ["uri": EditorStub.uri("/bot/a.flow")], "position": position, "newName": "neu",
                    "range": ["start": position, "end": position], "context": [:],
                ],
            ])
            #expect(answers.count == 1 && answers[0]["id"] == 1)
        }
    }

    @Test("positions outside of the text and the wrong way round are taken for the nearest ones")
    func outside() throws {
        var editor = try EditorStub()
        editor.open("/bot/a.flow", "ab\ncd")
        func change(_ start: (Int, Int), _ end: (Int, Int), _ text: String) {
            func position(_ place: (Int, Int)) -> JSONValue {
                ["line": .number(JSONNumber(place.0)), "character": .number(JSONNumber(place.1))]
            }
            editor.notify(
                "textDocument/didChange",
                [
                    "textDocument": ["uri": EditorStub.uri("/bot/a.flow"), "version": 2],
                    "contentChanges": [["range": ["start": position(start), "end": position(end)], "text": .string(text)]],
                ])
        }
        change((0, 99), (0, 2_147_483_647), "!")
        #expect(editor.session.text(of: "file:///bot/a.flow") == Array("ab!\ncd".utf8))
        change((99, 0), (99, 5), "\n")
        #expect(editor.session.text(of: "file:///bot/a.flow") == Array("ab!\ncd\n".utf8))
        change((1, 2), (0, 0), "x")
        #expect(editor.session.text(of: "file:///bot/a.flow") == Array("x\n".utf8))
    }

    @Test("messages with random damage are answered or dropped", arguments: [1, 2] as [UInt64])
    func damaged(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var editor = try EditorStub()
        editor.open("/bot/a.flow", "salonflow 1\nflow f\n  step s\n    stop\n")
        let message: JSONValue = [
            "jsonrpc": "2.0", "id": 1, "method": "textDocument/rename",
            "params": [
                "textDocument": ["uri": "file:///bot/a.flow", "version": 3], "position": ["line": 2, "character": 7],
                "newName": "t", "contentChanges": [["text": "x"]], "range": ["start": ["line": 0, "character": 0]],
            ],
        ]
        let methods = ["textDocument/didChange", "textDocument/didOpen", "textDocument/hover", "workspace/didChangeWatchedFiles"]
        for round in 0..<3_000 {
            var bytes = message.bytes()
            if round % 2 == 0, let method = methods.randomElement(using: &generator) {
                bytes = Array(message.text().replacing("textDocument\\/rename", with: method).replacing("textDocument/rename", with: method).utf8)
            }
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(Array("{}[]\",:1nt-".utf8).randomElement(using: &generator) ?? 0, at: place)
                }
            }
            for answer in editor.session.receive(bytes) { #expect(answer["jsonrpc"] == "2.0") }
            #expect(editor.session.exitCode == nil)
        }
        #expect(try editor.result("shutdown", nil) == .null)
    }
}

import JSON
import Testing
import JSONLines
import UnderstandingLines

@Suite("Understanding lines: many of them")
struct StreamTests {
    /// Each answer to a piped text that arrives in pieces of this size.
    private func answers(_ input: [UInt8], pieces: Int) throws -> [String] {
        var lines = try Desk.lines()
        var splitter = LineSplitter()
        var found: [LineSplitter.Line] = []
        var rest = input[...]
        while !rest.isEmpty {
            found += splitter.lines(adding: rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
        }
        if let last = splitter.last() { found.append(last) }
        return found.enumerated().compactMap { index, line in
            lines.answer(line, number: index + 1).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    @Test("lines are answered in order, bad ones among them, however they arrive", arguments: [1, 7, 4096])
    func order(_ pieces: Int) throws {
        var input = ""
        for number in 1...20 {
            switch number % 4 {
            case 0: input += "\n"
            case 1: input += Desk.message("в \(number)").with("id", .number(JSONNumber(number))).text() + "\r\n"
            case 2: input += #"{"id":\#(number),"text":0}"# + "\n"
            default: input += "junk\n"
            }
        }
        input += #"{"id":"last","text":"привет","now":"2026-05-20T11:05"}"#
        let answers = try answers(Array(input.utf8), pieces: pieces).map { try JSONValue(parsing: $0) }
        #expect(answers.count == 16)
        let ids: [JSONValue] = (1...20).filter { !$0.isMultiple(of: 4) }.map { $0 % 4 == 3 ? .null : .number(JSONNumber($0)) }
        #expect(answers.map { $0["id"] } == ids + ["last"])
        #expect(answers[0]["slots"] == ["time": "13:00"])
        // Empty lines count.
        #expect(answers[4]["line"] == 6 || answers[4]["line"] == 7)
        #expect(answers.last?["intent"] == "greeting")
    }

    @Test("a line of 1 MB is answered; a longer one is refused, and the next is read")
    func longLines() throws {
        func line(of length: Int) -> [UInt8] {
            let start = Array(#"{"id":1,"now":"2026-05-20T11:05","text":"завтра "#.utf8)
            let end = Array(#""}"#.utf8)
            return start + Array(repeating: UInt8(ascii: "a"), count: length - start.count - end.count) + end
        }
        let limit = AnsweredLine.longest
        let input = line(of: limit) + [0x0A] + line(of: limit + 1) + [0x0A] + line(of: 100) + [0x0A] + line(of: limit + 1)
        let answers = try answers(input, pieces: 65_536).map { try JSONValue(parsing: $0) }
        #expect(answers.map { $0["id"] } == [1, .null, 1, .null])
        #expect(answers[0]["slots"] == ["date": "2026-05-21"])
        #expect(answers[1]["line"] == 2)
        #expect(answers[1]["error"]?.string?.contains("longer than 1048576 bytes") == true)
        #expect(answers[2]["slots"] == ["date": "2026-05-21"])
        #expect(answers[3]["line"] == 4)
    }

    @Test("vocabularies of equal catalogues are made once, and each line keeps its own")
    func caches() throws {
        var lines = try Desk.lines()
        func slots(_ text: String, _ catalog: JSONValue) throws -> JSONValue? {
            let line = Desk.message(text).with("catalog", catalog).bytes()
            return try JSONValue(parsing: Desk.answer(line, number: 1, of: &lines))["slots"]
        }
        let other: JSONValue = ["services": [["id": "nails", "ru": "Маникюр"]], "hours": ["open": "08:00", "close": "14:00"]]
        for _ in 0..<3 {
            #expect(try slots("маникюр в 8", Desk.catalog) == ["service": "manicure", "time": "20:00"])
            #expect(try slots("маникюр в 8", other) == ["service": "nails", "time": "08:00"])
        }
        #expect(lines.catalogsMade == 2)
        for number in 0..<200 { _ = try slots("да", ["services": [["id": .string("\(number)"), "ru": "Маникюр"]]]) }
        #expect(try slots("маникюр в 8", Desk.catalog) == ["service": "manicure", "time": "20:00"])
    }

    @Test("any bytes get an answer that is one line of JSON with an id or nothing")
    func anyBytes() throws {
        var lines = try Desk.lines(explains: true)
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: state >> 33) % bound
        }
        let whole = Desk.message("не завтра, а в пятницу к Ане, zapishite 👍🏽").with("id", "x").bytes()
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0...next(4) {
                switch next(3) {
                case 0: bytes[next(bytes.count)] = UInt8(next(256))
                case 1: bytes.remove(at: next(bytes.count))
                default: bytes.insert(UInt8(next(256)), at: next(bytes.count))
                }
            }
            guard let answer = lines.answer(.bytes(bytes.filter { $0 != 0x0A }), number: 2) else { continue }
            #expect(!answer.contains(0x0A))
            let value = try JSONValue(parsing: answer)
            #expect(value["id"] != nil && (value["error"] != nil || value["slots"] != nil))
        }
    }
}

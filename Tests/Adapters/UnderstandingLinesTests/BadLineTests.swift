import JSON
import Testing
import JSONLines
import UnderstandingLines

@Suite("Understanding lines: bad lines")
struct BadLineTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var line: String
        /// In the error: the field, what is wrong, what to write.
        var words: [String]
        var testDescription: String { line }

        init(_ line: String, _ words: String...) {
            self.line = line
            self.words = words
        }
    }

    static let now = #""now":"2026-05-20T11:05""#
    static let cases = [
        Case(#"{"id":7}"#, "`text` is missing", #""text":"#),
        Case(#"{"id":7,"text":null}"#, "`text` is missing"),
        Case(#"{"id":7,"text":5}"#, "`text`: it is a number, not a text", #""text":"#),
        Case(#"{"id":7,"text":"да"}"#, "`now` is missing", #""now":"2026-"#),
        Case(#"{"id":7,"text":"да","now":null}"#, "`now` is missing"),
        Case(#"{"id":7,"text":"да","now":"завтра"}"#, "`now`", "“завтра” is no moment", "2026-05-20T11:05"),
        Case(#"{"id":7,"text":"да","now":"2026-05-20"}"#, "`now`", "is no moment"),
        Case(#"{"id":7,"text":"да","now":"2026-02-30T10:00"}"#, "`now`", "is no moment"),
        Case(#"{"id":7,"text":"да","now":"2026-05-20T24:00"}"#, "`now`", "is no moment"),
        Case(#"{"id":7,"text":"да","now":"2026-05-20T11:05:00+5"}"#, "`now`", "is no moment"),
        Case(#"{"id":7,"text":"да","now":1779257100}"#, "`now`: it is a number"),
        Case(#"{"id":7,"text":"да",\#(now),"lang":["ru"]}"#, "`lang`: it is a list", #""lang":"ru""#),
        Case(#"{"id":7,"text":"да",\#(now),"catalog":[]}"#, "`catalog`: it is a list, not an object"),
        Case(#"{"id":7,"text":"да",\#(now),"catalog":{"hours":"10-21"}}"#, "`catalog.hours`: it is a text"),
        Case(#"{"id":7,"text":"да",\#(now),"catalog":{"hours":{"open":"10"}}}"#, "`catalog.hours.open`", "“10” is no time", "10:00"),
        Case(#"{"id":7,"text":"да",\#(now),"catalog":{"services":{}}}"#, "`catalog.services`: it is an object, not a list"),
        Case(#"{"id":7,"text":"да",\#(now),"catalog":{"services":["маникюр"]}}"#, "`catalog.services[0]`: it is a text"),
        Case(#"{"id":7,"text":"да",\#(now),"catalog":{"masters":[{"id":"a"},{"ru":"Анна"}]}}"#, "`catalog.masters[1].id` is missing"),
        Case(#"{"id":7,"text":"да",\#(now),"catalog":{"masters":[{"id":1}]}}"#, "`catalog.masters[0].id`: it is a number"),
        Case(#"{"id":7,"text":"да",\#(now),"catalog":{"masters":[{"id":"a","names":"Анна"}]}}"#, "`catalog.masters[0].names`: it is a text"),
        Case(#"{"id":7,"text":"да",\#(now),"catalog":{"masters":[{"id":"a","aliases":[true]}]}}"#, "`catalog.masters[0].aliases[0]`: it is a truth value"),
        Case(#"{"id":7,"text":"да",\#(now),"catalog":{"dates":"us"}}"#, "`catalog.dates`", "day-month"),
        Case(#"{"id":7,"text":"да",\#(now),"context":"confirm"}"#, "`context`: it is a text"),
        Case(#"{"id":7,"text":"да",\#(now),"context":{"expecting":"lunch"}}"#, "`context.expecting`", "“lunch”", #""confirm""#),
        Case(#"{"id":7,"text":"да",\#(now),"context":{"system":5}}"#, "`context.system`: it is a number"),
        Case(#"{"id":7,"text":"да",\#(now),"context":{"offered":{"date":"завтра"}}}"#, "`context.offered.date`", "is no date"),
        Case(#"{"id":7,"text":"да",\#(now),"context":{"offered":{"time":15}}}"#, "`context.offered.time`: it is a number"),
        // No JSON as a whole, and yet it says which line it is.
        Case(#"{"id":7,"text":"да"#, "not JSON", "byte 21", #"{"id":"1","text":"#),
        Case(#"  { "id" : 7 , text: "да"}"#, "not JSON"),
    ]

    @Test("says the field, what is wrong and what to write, with the id and the line's number", arguments: cases)
    func bad(_ sample: Case) throws {
        var lines = try Desk.lines()
        let answer = try JSONValue(parsing: Desk.answer(Array(sample.line.utf8), number: 12, of: &lines))
        #expect(answer.object?.members.map(\.name) == ["id", "line", "error"])
        #expect(answer["id"] == 7)
        #expect(answer["line"] == 12)
        let error = try #require(answer["error"]?.string)
        for words in sample.words { #expect(error.contains(words), "\(error)") }
    }

    @Test(
        "has no id where none can be read",
        arguments: [
            "junk", "[]", "5", "null", #""text""#, "{", "}", #"{"id"#, #"{"id":"#, #"{"id":"7"#, #"{"id":7"#, #"{"id":7x,"#, "{'id':7}",
            #"{"text":"да","id":7"#, "💅", "\u{0}", #"{"id":"\u12","#,
        ])
    func noIdentity(_ line: String) throws {
        let answer = try Desk.text(line)
        #expect(answer.hasPrefix(#"{"id":null,"line":1,"error":"the line is no"#), "\(answer)")
    }

    @Test("bytes that are not UTF-8 are no JSON, and the id before them is read")
    func notUTF8() throws {
        var lines = try Desk.lines()
        let bytes = Array(#"{"id":"a","text":""#.utf8) + [0xFF, 0xFE] + Array(#"","now":"2026-05-20T11:05"}"#.utf8)
        let answer = try Desk.answer(bytes, number: 1, of: &lines)
        #expect(answer.hasPrefix(#"{"id":"a","line":1,"error":"the line is not JSON"#))
    }

    @Test("unknown fields are passed over, whatever they hold")
    func unknownFields() throws {
        let line = #"{"x":[[[]]],"text":"привет","y":{"text":5},\#(Self.now),"catalog":{"z":1,"services":[{"id":"a","price":5}]},"context":{"q":0}}"#
        #expect(try Desk.answer(JSONValue(parsing: line))["intent"] == "greeting")
    }

    @Test("nothing on a line is no line; a byte order mark and carriage returns are nothing")
    func emptyLines() throws {
        var lines = try Desk.lines()
        for line in ["", " ", "\r", " \t\r", "\u{FEFF}"] {
            #expect(lines.answer(.bytes(Array(line.utf8)), number: 1) == nil)
        }
        let marked = "\u{FEFF}" + #"{"text":"привет",\#(Self.now)}"# + "\r"
        #expect(try Desk.text(marked).hasPrefix(#"{"id":null,"intent":"greeting""#))
    }

    @Test("a message with nothing in it means nothing", arguments: ["", " ", "🦄🦄🦄", "…", "\u{200D}", "ъъъ xqz"])
    func emptyMessages(_ text: String) throws {
        #expect(try Desk.text(Desk.message(text)) == #"{"id":null,"intent":"none","intents":["none"],"slots":{}}"#)
    }
}

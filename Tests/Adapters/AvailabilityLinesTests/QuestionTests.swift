import JSON
import Testing

@Suite("Questions about free times on lines")
struct QuestionTests {
    @Test("slots of a day")
    func slots() throws {
        let answer = try Desk.answer(Desk.line())
        #expect(answer["id"]?.integer == 7)
        #expect(Desk.times(answer) == "09:00 10:00 11:00 12:00")
        #expect(answer["result"]?["slots"]?.array?.first?["start"]?.string == "2026-05-21T09:00:00+05:00")
        #expect(answer["refused"] == nil)
    }

    @Test("a chain is one block, done by whom offers all of it (R15)")
    func chain() throws {
        let chain = #""services":[{"name":"cut","duration":60,"buffer_before":30},{"name":"colour","duration":90,"buffer_after":30}]"#
        let query = #""date":"2026-05-21","granularity":30,"services":["cut","colour"]"#
        #expect(Desk.times(try Desk.answer(Desk.line(chain, query: query))) == "09:00 09:30 10:00 10:30")
        let booking =
            #","bookings":[{"id":"b","master":"anna","service":"x","start":"2026-05-21T12:30:00+05:00","end":"2026-05-21T13:00:00+05:00","status":"pending"}]"#
        #expect(
            Desk.times(try Desk.answer(Desk.line(chain + booking, query: query))) == "09:00 09:30",
            "the last one's buffer keeps half an hour before the booking free")
        let nobody = #""masters":[{"name":"anna","services":["cut"],"weekly_hours":{"thu":[["09:00","13:00"]]}}],"#
        #expect(Desk.times(try Desk.answer(Desk.line(nobody + chain, query: query))) == "")
        let unknown = try Desk.answer(Desk.line(chain, query: #""date":"2026-05-21","services":["cut","nails"]"#))
        #expect(unknown["error"]?.string?.contains("“nails”") == true)
    }

    static let two = """
        "masters":[
        {"name":"anna","services":["cut"],"weekly_hours":{"thu":[["09:00","13:00"]]}},
        {"name":"bella","services":["cut"],"weekly_hours":{"thu":[["09:00","13:00"]]}}],
        "bookings":[
        {"master":"anna","service":"x","start":"2026-05-21T09:00:00+05:00","end":"2026-05-21T10:00:00+05:00","status":"completed"},
        {"master":"bella","service":"x","start":"2026-05-21T11:00:00+05:00","end":"2026-05-21T11:30:00+05:00","status":"confirmed"}],
        "kind":"assign"
        """.replacing("\n", with: "")

    @Test(
        "who takes a booking without a wish (R14)",
        arguments: [
            ("2026-05-21T10:00:00+05:00", "least_loaded", "bella"), ("2026-05-21T10:00:00+05:00", "first", "anna"),
            ("2026-05-21T09:00:00+05:00", "first", "bella"), ("2026-05-21T10:00", "first", "anna"),
            ("2026-05-21T07:00:00Z", "first", "anna"),
            ("2026-05-21T04:30:00Z", "first", nil), ("2026-05-21T08:00:00+05:00", "least_loaded", nil),
        ] as [(String, String, String?)])
    func assign(start: String, policy: String, expected: String?) throws {
        let query = #""granularity":60,"start":"\#(start)","policy":"\#(policy)""#
        let answer = try Desk.answer(Desk.line(Self.two, query: query))
        #expect(answer["result"]?["assigned"] == expected.map { .string($0) } ?? .null)
    }

    @Test(
        "what is wrong with weekly hours (R13)",
        arguments: [
            (#"{"mon":[["09:00","18:00"]]}"#, []), (#"{}"#, []),
            (#"{"mon":[["09:00","12:00"],["12:00","18:00"]]}"#, []),
            (#"{"mon":[["09:00","12:01"],["12:00","18:00"]]}"#, ["overlap"]),
            (#"{"sun":[["22:00","02:00"]],"mon":[["01:00","05:00"]]}"#, ["overlap"]),
            (#"{"sun":[["22:00","24:00"]],"mon":[["00:00","05:00"]]}"#, []),
            (#"{"mon":[["09:00","09:00"]]}"#, ["zero_length"]), (#"{"mon":[["25:00","26:00"]]}"#, ["bad_time"]),
            (#"{"mon":[["24:00","02:00"]]}"#, ["bad_time"]), (#"{"mon":[["9","18:00"]]}"#, ["bad_time"]),
            (#"{"mon":[["09:00","09:00"],["x","y"],["10:00","12:00"],["11:00","13:00"]]}"#, ["bad_time", "overlap", "zero_length"]),
        ] as [(String, [String])])
    func validate(hours: String, codes: [String]) throws {
        let answer = try Desk.answer(#"{"id":"v","kind":"validate","masters":[{"name":"anna","weekly_hours":\#(hours)}]}"#)
        #expect(answer["result"]?["valid"]?.bool == codes.isEmpty)
        #expect(answer["result"]?["codes"]?.array?.compactMap(\.string) == codes)
    }

    @Test("absences may begin on a date and end at a moment, and the other way round")
    func mixedTimeOff() throws {
        func times(_ from: String, _ to: String) throws -> String {
            let masters = #""masters":[{"name":"anna","services":["cut"],"weekly_hours":{"thu":[["09:00","13:00"]]},"time_off":[{"from":"\#(from)","to":"\#(to)"}]}]"#
            return Desk.times(try Desk.answer(Desk.line(masters)))
        }
        #expect(try times("2026-05-20", "2026-05-21T11:00") == "11:00 12:00")
        #expect(try times("2026-05-21T11:00", "2026-05-21") == "09:00 10:00")
        #expect(try times("2026-05-21", "2026-05-21") == "")
        #expect(try times("2026-05-21T11:00", "2026-05-21T10:00") == "09:00 10:00 11:00 12:00")
    }

    @Test(
        "what cannot be answered says where, what is wrong and what to write",
        arguments: [
            (#"{"id":1}"#, "`kind` is missing"), (#"{"id":1,"kind":"slot"}"#, "“slot” is no kind of question"),
            (#"[]"#, "no object"), (#"{"id":1,"kind":"slots""#, "not JSON"),
            (Desk.line(query: ""), "neither `date` nor"), (Desk.line(query: #""date":"2026-02-29""#), "“2026-02-29” is no date"),
            (Desk.line(query: #""from":"2026-05-21","to":"2026-05-20""#), "before `query.from`"),
            (Desk.line(query: #""from":"2026-05-21","to":"2036-05-20""#), "more than 731 days"),
            (Desk.line(#""timezone":"Asia/Atlantis""#), "Asia/Atlantis"), (Desk.line(#""now":"2026-05-20T06:00""#), "instant with an offset"),
            (Desk.line(#""service":{"name":"cut"}"#), "`duration` is missing"),
            (Desk.line(#""service":{"name":"cut","duration":0}"#), "not between 1"),
            (Desk.line(query: #""date":"2026-05-21","granularity":0"#), "`query.granularity`"),
            (Desk.line(query: #""date":"2026-05-21","master":"zoe""#), "there is no master “zoe”"),
            (Desk.line(#""masters":[{"name":"a"},{"name":"a"}]"#), "`masters[1]`"),
            (Desk.line(#""masters":[{"name":"a","weekly_hours":{"mon":[["25:00","26:00"]]}}]"#), "“25:00” is no time of day"),
            (Desk.line(#""bookings":[{"master":"anna","service":"x","start":"2026-05-21T10:00:00+05:00","end":"2026-05-21T11:00:00+05:00","status":"maybe"}]"#), "“maybe” is no status"),
            (Desk.line(#""bookings":[{"master":"anna","service":"x","start":"2026-05-21T10:00:00+05:00","status":"hold"}]"#), "its `end` is missing"),
        ])
    func refusals(line: String, expected: String) throws {
        let answer = try Desk.answer(line)
        #expect(answer["result"] == nil)
        #expect(answer["error"]?.string?.contains(expected) == true, "\(answer.text())")
    }
}

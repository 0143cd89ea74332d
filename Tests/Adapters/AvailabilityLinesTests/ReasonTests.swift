import JSON
import Testing

@Suite("Why a start is refused")
struct ReasonTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var changes = ""
        var query = #""date":"2026-05-21","granularity":60,"min_notice":0"#
        var start = "10:00"
        var reason: String
        var text: String
        var testDescription: String { name }
    }

    private static func booking(_ from: String, _ to: String, _ more: String = "", master: String = "anna", service: String = "x") -> String {
        #""bookings":[{"id":"b","master":"\#(master)","service":"\#(service)","start":"2026-05-21T\#(from):00+05:00","end":"2026-05-21T\#(to):00+05:00","status":"confirmed"\#(more)}]"#
    }

    private static func anna(_ more: String) -> String {
        #""masters":[{"name":"anna","services":["cut"],"weekly_hours":{"thu":[["09:00","13:00"]]},\#(more)}]"#
    }

    static let cases: [Case] = [
        Case(name: "before the hours", start: "08:00", reason: "closed", text: "09:00–13:00"),
        Case(name: "ends after the hours", query: #""date":"2026-05-21","granularity":30"#, start: "12:30", reason: "closed", text: "does not fit"),
        Case(name: "a day without hours", query: #""date":"2026-05-22","granularity":60"#, reason: "closed", text: "does not work that day"),
        Case(name: "a closed salon", changes: #""closures":["2026-05-21"]"#, reason: "closed", text: "the salon is closed on 2026-05-21"),
        Case(name: "a break", changes: anna(#""breaks":[{"days":["thu"],"start":"10:30","end":"10:45"}]"#), reason: "break", text: "break 10:30–10:45"),
        Case(name: "time off", changes: anna(#""time_off":[{"from":"2026-05-20","to":"2026-05-22"}]"#), reason: "time_off", text: "2026-05-20 – 2026-05-22"),
        Case(name: "an override", changes: anna(#""overrides":[{"date":"2026-05-21","hours":[["11:00","12:00"]]}]"#), reason: "closed", text: "11:00–12:00"),
        Case(name: "a booking", changes: booking("10:30", "11:00"), reason: "booking", text: "the 10:30 booking"),
        Case(name: "a booking's buffer", changes: booking("11:30", "12:00", #","buffer_before":40"#), reason: "buffer", text: "buffer of the 11:30 booking"),
        Case(
            name: "the service's own buffer", changes: #""service":{"name":"cut","duration":60,"buffer_after":40},"# + booking("11:30", "12:00"),
            reason: "buffer", text: "own buffer runs into the 11:30 booking"),
        Case(name: "notice", query: #""date":"2026-05-21","granularity":60,"min_notice":1700"#, reason: "notice", text: "2026-05-21 10:20"),
        Case(name: "the horizon", query: #""date":"2026-05-21","granularity":60,"horizon_days":0"#, reason: "horizon", text: "2026-05-20"),
        Case(name: "the past", changes: #""now":"2026-05-21T11:00:00+05:00""#, reason: "past", text: "over"),
        Case(name: "out of season", changes: #""service":{"name":"cut","duration":60,"available_to":"2026-05-20"}"#, reason: "season", text: "2026-05-21"),
        Case(
            name: "no resource", changes: #""service":{"name":"cut","duration":60,"requires":["chair"]},"resources":{"chair":1},"# + booking("10:30", "11:00", #","requires":["chair"]"#, master: "bella"),
            reason: "resource", text: "no chair is free"),
        Case(
            name: "a full group", changes: #""service":{"name":"cut","duration":60,"capacity":1},"# + booking("10:00", "11:00", service: "cut"),
            reason: "booking", text: "10:00"),
        Case(
            name: "all seats", changes: #""service":{"name":"cut","duration":60,"capacity":2},"bookings":["#
                + String(repeating: #"{"master":"anna","service":"cut","start":"2026-05-21T10:00:00+05:00","end":"2026-05-21T11:00:00+05:00","status":"confirmed"},"#, count: 2).dropLast() + "]",
            reason: "group_full", text: "all 2 seats"),
    ]

    @Test("in so many words", arguments: cases)
    func reasons(given: Case) throws {
        let answer = try Desk.answer(Desk.line(given.changes, query: given.query), explains: true)
        let refused = try #require(answer["refused"]?.array)
        let start = refused.first { $0["start"]?.string?.dropFirst(11).prefix(5) == given.start[...] }
        let reasons = try #require(start?["reasons"]?.array, "\(answer.text())")
        #expect(
            reasons.contains { $0["reason"]?.string == given.reason && $0["text"]?.string?.contains(given.text) == true },
            "\(reasons.map { $0.text() })")
    }

    @Test("in Russian as well")
    func russian() throws {
        let answer = try Desk.answer(Desk.line(Self.booking("10:30", "11:00")), explains: true, isRussian: true)
        let texts = answer["refused"]?.array?.flatMap { $0["reasons"]?.array ?? [] }.compactMap { $0["text"]?.string } ?? []
        #expect(texts.contains("занято: запись на 10:30"))
    }

    @Test("who was not asked is named with the reason")
    func others() throws {
        let masters = #""masters":[{"name":"anna","services":["cut"],"weekly_hours":{"thu":[["09:00","13:00"]]}},{"name":"bella","services":[]},{"name":"clara","services":["cut"],"active":false},{"name":"dina","services":["cut"]}]"#
        let answer = try Desk.answer(Desk.line(masters, query: #""date":"2026-05-21","master":"anna""#), explains: true)
        let others = answer["not_asked"]?.array ?? []
        #expect(others.map { $0["master"]?.string } == ["bella", "clara", "dina"])
        #expect(others.map { $0["reason"]?.string } == ["not_offered", "inactive", "not_wished"])
    }

    @Test("where fewer are near than asked for, all that is refused up to the horizon has its reasons")
    func nearest() throws {
        func refused(count: Int) throws -> Set<String> {
            let query = #""granularity":60,"horizon_days":9,"nearest":{"to":"2026-05-21T10:00:00+05:00","count":\#(count)}"#
            let answer = try Desk.answer(Desk.line(#""kind":"nearest""#, query: query), explains: true)
            return Set((answer["refused"]?.array ?? []).compactMap { $0["start"]?.string?.prefix(10).description })
        }
        #expect(try refused(count: 2) == ["2026-05-21"])
        #expect(try refused(count: 100).count == 10, "from the 20th to the 29th; the 28th has what is free, and more hours")
    }
}

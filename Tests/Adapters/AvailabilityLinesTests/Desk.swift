import AvailabilityLines
import JSON
import JSONLines
import Testing
import TimeZones

enum Desk {
    static let zones = TimeZoneDatabase()

    static func answer(_ line: String, explains: Bool = false, isRussian: Bool = false) throws -> JSONValue {
        let lines = AvailabilityLines(explains: explains, isRussian: isRussian) { try zones.zone(named: $0) }
        let answer = try #require(lines.answer(.bytes(Array(line.utf8)), number: 1))
        return try JSONValue(parsing: answer)
    }

    /// A salon in Almaty on a Wednesday with Anna from nine to one and what `changes` adds to the line or replaces in it.
    static func line(_ changes: String = "", query: String = #""date":"2026-05-21","granularity":60,"min_notice":0"#) -> String {
        var members = [
            #""timezone":"Asia/Almaty""#, #""now":"2026-05-20T06:00:00+05:00""#,
            #""service":{"name":"cut","duration":60}"#,
            #""masters":[{"name":"anna","services":["cut","colour"],"weekly_hours":{"thu":[["09:00","13:00"]]}}]"#,
            #""kind":"slots""#,
        ]
        let names = ["timezone", "now", "service", "masters", "kind"]
        let given = try? JSONValue(parsing: "{\(changes)}")
        for (place, name) in names.enumerated() where given?[name] != nil { members[place] = "" }
        members.append(changes)
        members.append("\"query\":{\(query)}")
        return "{\"id\":7," + members.filter { !$0.isEmpty }.joined(separator: ",") + "}"
    }

    /// The wall-clock times of an answer's slots.
    static func times(_ answer: JSONValue) -> String {
        (answer["result"]?["slots"]?.array ?? []).compactMap { $0["start"]?.string?.dropFirst(11).prefix(5) }
            .joined(separator: " ")
    }
}

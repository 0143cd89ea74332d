import Foundation
import JSON
import Testing

extension EndToEnd {
    /// `slots` as a program beside it calls it; what lines mean is tested in `AvailabilityLinesTests`.
    @Suite("Slots") struct SlotsCommandTests {
        private static let samples = URL(filePath: #filePath)
            .appending(path: "../../../Corpus/availability/samples.jsonl").standardizedFileURL

        @Test("answers the contract's samples in their order, bad lines among them, and ends with 0")
        func samples() async throws {
            let lines = try String(contentsOf: Self.samples, encoding: .utf8).split(separator: "\n").map(String.init)
            let ending = try await Salonflow.run(["slots"], input: "junk\n" + lines.joined(separator: "\n"))
            #expect(ending.code == 0 && ending.errors == "")
            let answers = ending.output.split(separator: "\n").map(String.init)
            try #require(answers.count == 241)
            #expect(answers[0].hasPrefix(#"{"id":null,"line":1,"error":"the line is not JSON"#))
            for (line, answer) in zip(lines, answers.dropFirst()) {
                let sample = try JSONValue(parsing: line)
                #expect(try JSONValue(parsing: answer)["result"] == sample["expect"], "\(sample["id"]?.text() ?? "?")")
            }
        }

        @Test("--explain names why a start is refused, in the language asked for; another language is wrong usage")
        func explain() async throws {
            let line =
                #"{"id":"1","kind":"slots","timezone":"Asia/Almaty","now":"2026-05-20T11:05:00+05:00","#
                + #""service":{"name":"manicure","duration":60},"query":{"date":"2026-05-21","granularity":60},"#
                + #""masters":[{"name":"anna","services":["manicure"],"weekly_hours":{"thu":[["10:00","14:00"]]},"#
                + #""breaks":[{"days":["thu"],"start":"12:00","end":"12:30"}]}]}"#
            let ending = try await Salonflow.run(["slots", "--explain", "--lang", "ru"], input: line)
            let answer = try JSONValue(parsing: ending.output)
            let noon = answer["refused"]?.array?.first { $0["start"]?.string == "2026-05-21T12:00:00+05:00" }
            #expect(noon?["reasons"]?[0]?["text"]?.string == "перерыв 12:00–12:30", "\(ending)")
            let wrong = try await Salonflow.run(["slots", "--lang", "xx"], input: "")
            #expect(wrong.code == 2)
        }
    }
}

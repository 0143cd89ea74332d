import AvailabilityLines
import Foundation
import JSON
import JSONLines
import Testing

/// Questions and right answers that others wrote by the contract.
@Suite("The contract's samples")
struct SampleTests {
    static let file = URL(filePath: #filePath).appending(path: "../../../Corpus/availability/samples.jsonl").standardizedFileURL

    @Test("every sample is answered as it expects")
    func samples() throws {
        let lines = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 240)
        for line in lines {
            let sample = try JSONValue(parsing: String(line))
            let answer = try Desk.answer(String(line))
            #expect(answer["id"] == sample["id"])
            let expected = try #require(sample["expect"])
            #expect(answer["result"] == expected, "\(sample["id"]?.string ?? "?")")
        }
    }

    @Test("with reasons, every start of the days asked about is either offered or refused with a reason")
    func explained() throws {
        for line in try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n").prefix(60) {
            let answer = try Desk.answer(String(line), explains: true)
            guard let slots = answer["result"]?["slots"]?.array else { continue }
            let refused = try #require(answer["refused"]?.array)
            let starts = (slots + refused).compactMap { $0["start"]?.string }
            #expect(Set(starts).count == starts.count)
            let hasMasters = try JSONValue(parsing: String(line))["masters"]?.array?.count ?? 0
                > answer["not_asked"]?.array?.count ?? 0
            for refusal in refused where hasMasters {
                #expect(refusal["reasons"]?.array?.isEmpty == false, "\(refusal.text())")
            }
        }
    }
}

import Foundation
import Testing
import Understanding

/// `Tests/Corpus/understanding/*.tsv`: what is being asked (`-` for nothing), the message, what it means.
/// Lines `now` and `language` set the moment, and the conversation's language, of the lines after them.
@Suite("Understanding: the corpus")
struct CorpusTests {
    struct Line: Sendable {
        var place: String
        var now: String
        var language: String
        var expecting: Expecting?
        var text: String
        var meaning: String
    }

    static func lines() throws -> [Line] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Corpus/understanding")
        var lines: [Line] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where name.hasSuffix(".tsv") {
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            var now = ""
            var language = ""
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                if line.isEmpty || line.hasPrefix("#") { continue }
                if fields[0] == "now", fields.count == 2 {
                    now = fields[1]
                    continue
                }
                if fields[0] == "language", fields.count == 2 {
                    language = fields[1]
                    continue
                }
                let place = "\(name):\(index + 1)"
                try #require(fields.count == 3, "\(place): three fields, separated by tabs")
                let expecting = Expecting(rawValue: fields[0])
                try #require(expecting != nil || fields[0] == "-", "\(place): `\(fields[0])` is nothing one can ask for")
                lines.append(Line(place: place, now: now, language: language, expecting: expecting, text: fields[1], meaning: fields[2]))
            }
        }
        return lines
    }

    @Test("understands every line")
    func corpus() throws {
        let understander = try Fixture.understander.get()
        let vocabulary = try understander.vocabulary(
            services: Fixture.services, masters: Fixture.masters, intents: [Fixture.parking])
        let lines = try CorpusTests.lines()
        #expect(lines.filter { $0.text.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) } }.count >= 150)
        #expect(lines.filter { !$0.text.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) } }.count >= 150)
        var wrong: [String] = []
        for line in lines {
            var context = try Fixture.context(line.now, expecting: line.expecting)
            context.language = line.language
            let meaning = understander.understand(line.text, vocabulary: vocabulary, context: context)
            if summary(meaning) != line.meaning {
                wrong.append("\(line.place): \(line.text)\n    right: \(line.meaning)\n    found: \(summary(meaning))")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(lines.count) wrong:\n\(wrong.joined(separator: "\n"))")
    }
}

import JSON
import Testing
import JSONLines
import UnderstandingLines

@Suite("Understanding lines: reasons")
struct ExplanationLineTests {
    @Test("an explained answer is the answer and more", arguments: AnswerTests.samples)
    func sameAnswer(_ sample: AnswerTests.Sample) throws {
        var line = Desk.message(sample.text)
        if let expecting = sample.expecting { line = line.with("context", ["expecting": .string(expecting)]) }
        let answer = try Desk.answer(line)
        let explained = try Desk.answer(line, explains: true)
        for member in answer.object?.members ?? [] { #expect(explained[member.name] == member.value) }
        #expect(
            explained.object?.members.map(\.name)
                == ["id", "intent", "intents", "slots", "language", "spans", "reasons", "words"])
    }

    @Test("every value of an answer has its words, and every span lies in the text", arguments: AnswerTests.samples)
    func spans(_ sample: AnswerTests.Sample) throws {
        var line = Desk.message(sample.text)
        if let expecting = sample.expecting { line = line.with("context", ["expecting": .string(expecting)]) }
        let answer = try Desk.answer(line, explains: true)
        let spans = try #require(answer["spans"])
        for slot in answer["slots"]?.object?.members ?? [] { #expect(spans[slot.name]?.array?.isEmpty == false) }
        for intent in sample.intents where intent != "none" { #expect(spans["intents"]?[intent] != nil) }
        let text = Array(sample.text.utf8)
        let places = (answer["reasons"]?.array ?? []) + (answer["words"]?.array ?? [])
        #expect(!places.isEmpty)
        for place in places {
            let bytes = (place["bytes"]?.array ?? []).compactMap(\.integer)
            try #require(bytes.count == 2 && 0 <= bytes[0] && bytes[0] < bytes[1] && bytes[1] <= text.count)
            #expect(String(decoding: text[bytes[0]..<bytes[1]], as: UTF8.self) == place["text"]?.string)
        }
    }

    @Test("says what was taken, what was not, and why")
    func reasons() throws {
        let answer = try Desk.answer(Desk.message("не в четверг, а в пятницу к Ане"), explains: true)
        func reason(_ value: String) -> JSONValue? { answer["reasons"]?.array?.first { $0["value"]?.string == value } }
        #expect(reason("2026-05-22")?["taken"] == true)
        #expect(reason("2026-05-22")?["text"] == "в пятницу")
        #expect(reason("2026-05-22")?["rule"]?.string?.hasPrefix("ru.") == true)
        #expect(reason("2026-05-21")?["taken"] == false)
        #expect(reason("2026-05-21")?["why"] == "named only to be ruled out")
        #expect(answer["spans"]?["master"] == [["bytes": [48, 54], "text": "Ане"]])
        #expect(answer["language"] == "ru")
    }

    @Test("a tie is told and fills nothing")
    func tie() throws {
        let line = Desk.message("к Саше").with(
            "catalog", ["masters": [["id": "a", "names": ["Александр"]], ["id": "b", "names": ["Александра"]]]])
        let answer = try Desk.answer(line, explains: true)
        #expect(answer["spans"]?["master"] == nil)
        let reason = answer["reasons"]?.array?.first { $0["of"] == "master" }
        #expect(reason?["value"] == "a | b")
        #expect(reason?["taken"] == false)
        #expect(reason?["why"]?.string?.contains("to be asked") == true)
    }
}

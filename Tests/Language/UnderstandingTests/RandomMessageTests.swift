import MessageGenerator
import Testing
import Understanding

/// Messages that nobody writes; `tools/fuzz` runs more of them.
@Suite("Understanding: any text")
struct RandomMessageTests {
    private static func laws() throws -> MessageLaws {
        let understander = try Fixture.understander.get()
        let vocabulary = try understander.vocabulary(
            services: Fixture.services, masters: Fixture.masters,
            intents: [
                Fixture.parking,
                IntentRule(
                    name: "gift",
                    phrases: [PhraseRule(language: "ru", isExclusion: false, pattern: .expression("сертификат\\w*"))]),
            ])
        return MessageLaws(
            understander: understander, vocabulary: vocabulary,
            context: try Fixture.context(options: [Named(id: "yes", names: ["Записать", "Book it"])]))
    }

    @Test("is read the same way each time, within its steps, with spans of whole characters", arguments: 0..<4 as Range<UInt64>)
    func random(part: UInt64) throws {
        let laws = try RandomMessageTests.laws()
        let generator = MessageGenerator(messages: try Corpus.whole.get().lines.map(\.text))
        for seed in (part * 1_000)..<(part * 1_000 + 150) {
            let message = generator.message(seed: seed)
            if let violation = laws.violation(of: message) {
                Issue.record("seed \(seed): \(violation): \(message.debugDescription)")
            }
        }
    }

    @Test("every message of the corpus keeps the laws")
    func corpus() throws {
        let corpus = try Corpus.whole.get()
        let understander = try Fixture.understander.get()
        for line in corpus.lines {
            let salon = try #require(corpus.salons[line.catalogue])
            let laws = MessageLaws(understander: understander, vocabulary: salon.vocabulary, context: line.context)
            if let violation = laws.violation(of: line.text) { Issue.record("\(line.place): \(violation): \(line.text)") }
        }
    }

    @Test(
        "hostile messages stay within their steps",
        arguments: [
            "маникюр ", "в 3 или ", "не ", "а", "завтра или ", "5 ", "25.05.", "\u{301}", "двадцать пять ", "хочу записаться на ",
            "с 3 до 5 ", "in 2 weeks on friday or ", "manikyur ", "через 2 недели в пятницу ", "не в среду а ", "Александра ",
            "quarter past ", "zxcv ", "маникюр и педикюр с ", "сколько стоит ", "👍", "1", "a.", "после не раньше до ",
        ])
    func hostile(piece: String) throws {
        let laws = try RandomMessageTests.laws()
        for count in [100, 1000, 6000] {
            #expect(laws.violation(of: String(repeating: piece, count: count)) == nil, "\(count) times")
        }
    }
}

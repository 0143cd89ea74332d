import MessageGenerator
import Testing
import Understanding

/// Messages that nobody writes; `tools/fuzz` runs more of them.
@Suite("Understanding: any text")
struct RandomMessageTests {
    private static func vocabulary() throws -> Vocabulary {
        try Fixture.understander.get().vocabulary(
            services: Fixture.services, masters: Fixture.masters,
            intents: [
                Fixture.parking,
                IntentRule(
                    name: "gift",
                    phrases: [PhraseRule(language: "ru", isExclusion: false, pattern: .expression("сертификат\\w*"))]),
            ])
    }

    @Test("is read the same way each time, within its steps, with spans of whole characters")
    func random() throws {
        let laws = MessageLaws(
            understander: try Fixture.understander.get(), vocabulary: try RandomMessageTests.vocabulary(),
            context: try Fixture.context(options: [Named(id: "yes", names: ["Записать", "Book it"])]))
        let generator = MessageGenerator(messages: try Corpus.whole.get().lines.map(\.text))
        for seed in 0..<200 as Range<UInt64> {
            let message = generator.message(seed: seed)
            if let violation = laws.violation(of: message) {
                Issue.record("seed \(seed): \(violation): \(message.debugDescription)")
            }
        }
    }

    @Test("has spans of whole characters, and takes few steps, in every message of the corpus")
    func corpus() throws {
        for plain in try Corpus.understood.get() {
            #expect(MessageLaws.violation(ofSpansIn: plain.meaning, of: plain.line.text) == nil, "\(plain.line.place)")
            // A fifth of what is allowed: no budget is spent on what customers write.
            #expect(plain.steps * 5 <= MessageLaws.limit(words: plain.words), "\(plain.line.place): \(plain.line.text)")
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
        let understander = try Fixture.understander.get()
        let vocabulary = try RandomMessageTests.vocabulary()
        for count in [20, 200] {
            let (_, work) = understander.understandCounting(
                String(repeating: piece, count: count), vocabulary: vocabulary, context: try Fixture.context())
            #expect(work.steps <= MessageLaws.limit(words: work.words), "\(work.words) words")
        }
    }

    @Test("reads five hundred words and no more of a message without end")
    func endless() throws {
        let understander = try Fixture.understander.get()
        for piece in ["запишите ", "x"] {
            let (_, work) = understander.understandCounting(
                String(repeating: piece, count: 100_000), vocabulary: try RandomMessageTests.vocabulary(),
                context: try Fixture.context())
            #expect(work.words <= 500)
        }
    }
}

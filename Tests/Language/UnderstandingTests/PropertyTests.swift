import CivilTime
import Testing
import Understanding

/// What holds for every message, tried on thousands made from the corpus by a seeded generator.
@Suite("Understanding: properties")
struct PropertyTests {
    /// SplitMix64: the same numbers for the same seed, so that a failure can be had again.
    struct SeededGenerator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    static func spans(_ meaning: Meaning) -> [Range<Int>] {
        meaning.intents.map(\.span) + meaning.services.map(\.span) + meaning.masters.map(\.span)
            + meaning.dates.map(\.span) + meaning.times.map(\.span) + meaning.options.map(\.span)
    }

    static func vocabulary(_ understander: Understander) throws -> Vocabulary {
        try understander.vocabulary(
            services: Fixture.services, masters: Fixture.masters,
            intents: [
                Fixture.parking,
                IntentRule(
                    name: "gift",
                    phrases: [PhraseRule(language: "ru", isExclusion: false, pattern: .expression("сертификат\\w*"))]),
            ])
    }

    @Test("reads any text, the same way each time, with spans on character boundaries", arguments: [1, 2, 3] as [UInt64])
    func mutations(seed: UInt64) throws {
        let understander = try Fixture.understander.get()
        let vocabulary = try PropertyTests.vocabulary(understander)
        let context = try Fixture.context(options: [Named(id: "yes", names: ["Записать", "Book it"])])
        let texts = try CorpusTests.lines().map(\.text)
        let noise = ["💅", "👍🏽", "\u{0}", "\u{202E}", "שלום", "ё", "\n", ",", ".", "-", "5", "25", ":", "не", "или", "İ", "сертификаты", "\u{301}"]
        var generator = SeededGenerator(state: seed)
        for _ in 0..<400 {
            var scalars = Array((texts.randomElement(using: &generator) ?? "").unicodeScalars)
            if Bool.random(using: &generator) {
                scalars += Array(" ".unicodeScalars) + Array((texts.randomElement(using: &generator) ?? "").unicodeScalars)
            }
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let index = Int.random(in: 0...scalars.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: scalars.insert(contentsOf: Array((noise.randomElement(using: &generator) ?? "").unicodeScalars), at: index)
                case 1: if index < scalars.count { scalars.remove(at: index) }
                default: if index + 1 < scalars.count { scalars.swapAt(index, index + 1) }
                }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            let text = String(view)
            let meaning = understander.understand(text, vocabulary: vocabulary, context: context)
            #expect(meaning == understander.understand(text, vocabulary: vocabulary, context: context), "seed \(seed): \(text)")
            var boundaries: Set<Int> = [0]
            var offset = 0
            for scalar in text.unicodeScalars {
                offset += UTF8.width(scalar)
                boundaries.insert(offset)
            }
            for span in PropertyTests.spans(meaning) {
                #expect(
                    !span.isEmpty && boundaries.contains(span.lowerBound) && boundaries.contains(span.upperBound),
                    "seed \(seed), \(span): \(text)")
            }
        }
    }

    @Test("case, ё, spaces and emoji around a message change nothing")
    func dressing() throws {
        let understander = try Fixture.understander.get()
        let vocabulary = try PropertyTests.vocabulary(understander)
        for line in try CorpusTests.lines() where line.text != "👍" {
            var context = try Fixture.context(line.now, expecting: line.expecting)
            context.language = line.language
            let dressed = "  💅 " + line.text.uppercased().replacing("Е", with: "Ё").replacing(" ", with: "   ") + " 🌸  "
            #expect(
                summary(understander.understand(dressed, vocabulary: vocabulary, context: context)) == line.meaning,
                "\(line.place): \(dressed)")
        }
    }

    @Test("a week later, relative days are a week later")
    func aWeekLater() throws {
        let understander = try Fixture.understander.get()
        let vocabulary = try PropertyTests.vocabulary(understander)
        for text in ["завтра", "в среду", "через три дня", "в следующий четверг", "tomorrow", "on Friday", "in two weeks"] {
            let one = understander.understand(text, vocabulary: vocabulary, context: try Fixture.context("2026-05-20 11:05"))
            let other = understander.understand(text, vocabulary: vocabulary, context: try Fixture.context("2026-05-27 11:05"))
            guard case .day(let day)? = one.dates.first?.content, case .day(let later)? = other.dates.first?.content else {
                Issue.record("\(text) is a day")
                continue
            }
            #expect(later == day.adding(days: 7), "\(text)")
        }
    }

    @Test(
        "hostile messages end, and soon",
        arguments: [
            String(repeating: "маникюр ", count: 4000), String(repeating: "в 3 или ", count: 4000),
            String(repeating: "не ", count: 5000), String(repeating: "а", count: 100_000),
            String(repeating: "завтра или ", count: 3000), String(repeating: "5 ", count: 8000),
            String(repeating: "25.05.", count: 4000), String(repeating: "\u{301}", count: 10_000),
            String(repeating: "двадцать пять ", count: 2000), String(repeating: "хочу записаться на ", count: 2000),
        ])
    func hostile(text: String) throws {
        let understander = try Fixture.understander.get()
        let vocabulary = try PropertyTests.vocabulary(understander)
        let context = try Fixture.context()
        let clock = ContinuousClock()
        var meaning: Meaning?
        let taken = clock.measure { meaning = understander.understand(text, vocabulary: vocabulary, context: context) }
        // A debug build takes tens of milliseconds for a thousand words; anything exponential takes for ever.
        #expect(taken < .seconds(5))
        let found = try #require(meaning)
        #expect(PropertyTests.spans(found).allSatisfy { $0.upperBound <= text.utf8.count })
    }
}

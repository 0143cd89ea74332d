import Testing
import Understanding

@Suite("Understanding: a flow's phrases, options and languages")
struct VocabularyTests {
    private static func meaning(
        _ text: String, intents: [IntentRule] = [], expecting: Expecting? = nil, options: [Named] = []
    ) throws -> Meaning {
        let understander = try Fixture.understander.get()
        let vocabulary = try understander.vocabulary(
            services: Fixture.services, masters: Fixture.masters, intents: intents)
        return understander.understand(
            text, vocabulary: vocabulary, context: try Fixture.context(expecting: expecting, options: options))
    }

    private static let gift = IntentRule(
        name: "gift",
        phrases: [
            PhraseRule(language: "ru", isExclusion: false, pattern: .prefix("сертифик")),
            PhraseRule(
                language: "ru", isExclusion: false,
                pattern: .sequence([
                    .alternatives([.word("подарить"), .word("подарок")]), .gap(.service),
                ])),
            PhraseRule(language: "ru", isExclusion: false, pattern: .expression("ваучер(ы|а)?\\b")),
            PhraseRule(language: "ru", isExclusion: true, pattern: .word("медицинский")),
        ])

    @Test(
        "matches phrases by stem, beginning, gap, typo and pattern, and heeds exclusions",
        arguments: [
            ("есть сертификатики?", true), ("хочу подарить маме педикюр", true), ("ПОДАРОК маникюр", true),
            ("у вас есть ВАУЧЕРЫ?", true), ("хочу падарить маникюр", true), ("медицинские сертификаты", false),
            ("подарить", false), ("подарить что-нибудь очень хорошее и педикюр", false),
        ])
    func phrases(text: String, isGift: Bool) throws {
        let meaning = try VocabularyTests.meaning(text, intents: [VocabularyTests.gift])
        #expect(meaning.intents.contains { $0.content == "gift" } == isGift, "\(meaning.intents)")
    }

    @Test("gives the bytes a pattern matched, in the message as it was written")
    func expressionSpan() throws {
        let meaning = try VocabularyTests.meaning("Есть ВАУЧЕРЫ?", intents: [VocabularyTests.gift])
        let found = try #require(meaning.intents.first { $0.content == "gift" })
        #expect(found.span == 9..<23)
    }

    @Test("refuses phrases that cannot be compiled")
    func wrongPhrases() throws {
        for (language, pattern) in [
            ("fr", PhraseRule.Pattern.word("oui")), ("ru", .expression("(a")), ("ru", .optional(.word("да"))),
            ("ru", .word("!")),
        ] {
            let rule = IntentRule(
                name: "x", phrases: [PhraseRule(language: language, isExclusion: false, pattern: pattern)])
            #expect(throws: VocabularyError.self) { try VocabularyTests.meaning("да", intents: [rule]) }
        }
    }

    @Test("takes no more steps for ten thousand services, of which it finds the one that is named, or asks which")
    func manyServices() throws {
        let syllables = [
            "ба", "ве", "ги", "до", "жу", "за", "ке", "ли", "мо", "ну", "па", "ре", "си", "то", "фу", "ха", "це", "чи", "шо",
            "щу", "бе", "да",
        ]
        let services = (0..<10_000).map { number in
            let word = syllables[number / 484] + syllables[number / 22 % 22] + syllables[number % 22]
            return Named(id: "\(number)", names: ["Маникюр \(word)"])
        }
        let understander = try Fixture.understander.get()
        let many = try understander.vocabulary(services: services, masters: Fixture.masters, intents: [])
        let few = try understander.vocabulary(services: Array(services.suffix(2)), masters: Fixture.masters, intents: [])
        let context = try Fixture.context()
        let named = "хочу \(services[9_999].names[0].lowercased()) завтра в 12 к Анне"
        let found = understander.understandCounting(named, vocabulary: many, context: context)
        #expect(found.meaning.services.map(\.content) == [.one("9999")])
        #expect(found.work.steps <= 2 * understander.understandCounting(named, vocabulary: few, context: context).work.steps)
        let tie = understander.understandCounting("маникюр завтра", vocabulary: many, context: context)
        guard case .oneOf(let ids)? = tie.meaning.services.first?.content else {
            Issue.record("it is asked which: \(tie.meaning.services)")
            return
        }
        #expect((2...10).contains(ids.count) && tie.meaning.services.count == 1)
    }

    private static let options = [
        Named(id: "yes", names: ["Записать", "Book it"]), Named(id: "change", names: ["Изменить", "Change"]),
        Named(id: "no", names: ["Не нужно", "No thanks"]),
    ]

    @Test(
        "hears options by their labels and numbers",
        arguments: [
            ("Записать", "yes"), ("book it please", "yes"), ("изменить", "change"), ("не нужно", "no"), ("2", "change"),
            ("первое", "yes"), ("4", nil), ("завтра", nil),
        ] as [(String, String?)])
    func options(text: String, option: String?) throws {
        let meaning = try VocabularyTests.meaning(text, expecting: .option, options: VocabularyTests.options)
        #expect(meaning.options.map(\.content) == (option.map { [$0] } ?? []))
    }

    @Test(
        "finds the language",
        arguments: [
            ("хочу на маникюр", "ru"), ("zapishite na manikyur", "ru"), ("I want a manicure", "en"), ("15:00", nil),
            ("👍", nil), ("ok", nil), ("ghbdtn", "ru"),
        ] as [(String, String?)])
    func language(text: String, language: String?) throws {
        #expect(try VocabularyTests.meaning(text).language == language)
    }
}

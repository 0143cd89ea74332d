import Testing
import Understanding

/// What the short form of the corpus does not say: further intents, ties, what is ruled out.
@Suite("Understanding: the rest of a meaning")
struct MeaningTests {
    private static func meaning(_ text: String, intents: [IntentRule] = []) throws -> Meaning {
        let understander = try Fixture.understander.get()
        let vocabulary = try understander.vocabulary(
            services: Fixture.services, masters: Fixture.masters, intents: intents)
        return understander.understand(text, vocabulary: vocabulary, context: try Fixture.context())
    }

    @Test(
        "names the second question too",
        arguments: [
            "а сколько стоит педикюр и во сколько вы закрываетесь?", "how much is a pedicure and when do you close?",
        ])
    func twoQuestions(text: String) throws {
        #expect(try MeaningTests.meaning(text).intents.map(\.content) == ["ask_price", "ask_hours"])
    }

    @Test("asks which service is meant, and never guesses", arguments: ["стрижка завтра", "haircut tomorrow"])
    func serviceTie(text: String) throws {
        #expect(try MeaningTests.meaning(text).services.map(\.content) == [.oneOf(["womens_haircut", "mens_haircut"])])
    }

    @Test("asks which master is meant, and never guesses", arguments: ["запишите к Саше", "men's haircut with Alex"])
    func masterTie(text: String) throws {
        #expect(try MeaningTests.meaning(text).masters.map(\.content) == [.oneOf(["alexandra", "alexander"])])
    }

    @Test(
        "tells what is ruled out",
        arguments: [
            ("только не к Ольге", Excluded.master(.one("olga"))), ("anyone but Olga", .master(.one("olga"))),
            ("что угодно, только не массаж лица", .service(.one("massage"))),
        ])
    func exclusion(text: String, excluded: Excluded) throws {
        let meaning = try MeaningTests.meaning(text)
        #expect(meaning.excluded.map(\.content) == [excluded])
        #expect(meaning.services.isEmpty && !meaning.masters.contains { $0.content == .one("olga") })
    }

    @Test("tells that a visit is to come again and again", arguments: ["каждую среду в 12", "every Wednesday at noon"])
    func recurrence(text: String) throws {
        #expect(try MeaningTests.meaning(text).recurrence != nil)
    }

    @Test("says soonest as such", arguments: ["на ближайшее время", "as soon as possible"])
    func soonest(text: String) throws {
        #expect(try MeaningTests.meaning(text).dates.map(\.content) == [.soonest])
    }

    @Test(
        "knows what a flow adds",
        arguments: ["а парковка у вас есть?", "подскажите, где можно припарковаться?", "do you have parking"])
    func parking(text: String) throws {
        #expect(try MeaningTests.meaning(text, intents: [Fixture.parking]).intents.first?.content == "parking")
    }
}

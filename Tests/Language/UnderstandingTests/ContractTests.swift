import Testing
import Understanding

@Suite("Understanding: the contract's visible samples")
struct ContractTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        var text: String
        var meaning: String
        var expecting: Expecting?
        var testDescription: String { text }

        init(_ text: String, _ meaning: String, expecting: Expecting? = nil) {
            self.text = text
            self.meaning = meaning
            self.expecting = expecting
        }
    }

    static let samples = [
        Sample(
            "запишите на педикюр послезавтра в полчетвертого к маше",
            "book service=pedicure master=maria date=2026-05-22 time=15:30"),
        Sample(
            "Hi! any slots for gel manicure on Sat after 4?",
            "book service=gel_manicure date=2026-05-23 time=16:00.."),
        Sample(
            "мне бы к анечке на гельлак в начале той недели, вечерком",
            "book service=gel_manicure master=anna date=2026-05-25..2026-05-27 time=evening"),
        Sample("27го в 9-30", "book date=2026-05-27 time=09:30"),
        Sample("не, давайте лучше в пол шестого", "book time=17:30"),
        Sample("не в четверг а в пятницу", "book date=2026-05-22"),
        Sample("zapishite na pedikyur zavtra v 12", "book service=pedicure date=2026-05-21 time=12:00"),
        Sample("а сколько стоит педикюр и во сколько вы закрываетесь?", "ask_price service=pedicure"),
        Sample("нас будет двое, мне 34 года", "none"),
        Sample("перенесите меня с пятницы на понедельник то же время", "reschedule date=2026-05-25"),
        Sample("ок, супер, до встречи 👍", "confirm", expecting: .option),
        Sample("неа", "deny", expecting: .option),
        Sample("позовите человека пожалуйста", "handoff"),
        Sample(
            "book me w/ maria tmrw 1ish for a pedi",
            "book service=pedicure master=maria date=2026-05-21 time=13:00"),
    ]

    @Test("understands the sample", arguments: samples)
    func sample(_ sample: Sample) throws {
        let understander = try Fixture.understander.get()
        let vocabulary = try understander.vocabulary(
            services: Fixture.contractServices, masters: Fixture.contractMasters, intents: [])
        let meaning = understander.understand(
            sample.text, vocabulary: vocabulary, context: try Fixture.context(expecting: sample.expecting))
        #expect(summary(meaning) == sample.meaning)
    }

    @Test("names the second question too")
    func twoQuestions() throws {
        let understander = try Fixture.understander.get()
        let vocabulary = try understander.vocabulary(
            services: Fixture.contractServices, masters: Fixture.contractMasters, intents: [])
        let meaning = understander.understand(
            "а сколько стоит педикюр и во сколько вы закрываетесь?", vocabulary: vocabulary,
            context: try Fixture.context())
        #expect(meaning.intents.map(\.content) == ["ask_price", "ask_hours"])
    }

    @Test(
        "understands the demonstration",
        arguments: [
            Sample("хочу на маникюр завтра в 3 к Ане", "book service=manicure master=anna date=2026-05-21 time=15:00"),
            Sample("хочу на маникюр к Ане завтра в три", "book service=manicure master=anna date=2026-05-21 time=15:00"),
            Sample(
                "book me a manicure tomorrow at 3 with Anna",
                "book service=manicure master=anna date=2026-05-21 time=15:00"),
            Sample("нет, лучше в четыре", "book time=16:00"),
            Sample("к любому", "book master=any"),
            Sample("а парковка у вас есть?", "parking"),
            Sample("подскажите, где можно припарковаться?", "parking"),
            Sample("do you have parking", "parking"),
        ])
    func demonstration(_ sample: Sample) throws {
        let understander = try Fixture.understander.get()
        let vocabulary = try understander.vocabulary(
            services: Fixture.services, masters: Fixture.masters, intents: [Fixture.parking])
        let meaning = understander.understand(sample.text, vocabulary: vocabulary, context: try Fixture.context())
        #expect(summary(meaning) == sample.meaning)
    }
}

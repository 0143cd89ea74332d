import CivilTime
import Testing
import Understanding

@Suite("Understanding: why")
struct ExplanationTests {
    private func explain(_ text: String, expecting: Expecting? = nil, question: String? = nil) throws -> Explanation {
        let understander = try Fixture.understander.get()
        let vocabulary = try understander.vocabulary(
            services: Fixture.services, masters: Fixture.masters, intents: [Fixture.parking])
        var context = try Fixture.context(expecting: expecting)
        context.question = question
        let explanation = understander.explain(text, vocabulary: vocabulary, context: context)
        #expect(explanation.meaning == understander.understand(text, vocabulary: vocabulary, context: context))
        for span in explanation.words.map(\.span) + explanation.rejected.map(\.span) {
            #expect(span.lowerBound < span.upperBound && span.upperBound <= text.utf8.count)
        }
        return explanation
    }

    private func reasons(_ content: Rejected.Content, in explanation: Explanation) -> [Rejected.Reason] {
        explanation.rejected.filter { $0.content == content }.map(\.reason)
    }

    private func day(_ iso: String) throws -> DateMeaning { .day(try #require(CivilDate(iso: iso))) }

    @Test(
        "explains messages as it understands them",
        arguments: [
            "запишите на педикюр послезавтра в полчетвертого к маше", "Hi! any slots for gel manicure on Sat after 4?",
            "не, давайте лучше в пол шестого", "zapishite na pedikyur zavtra v 12", "нас будет двое, мне 34 года",
            "перенесите меня с пятницы на понедельник то же время", "ок, супер, до встречи 👍", "5/6", "ghbdtn",
        ])
    func samples(_ text: String) throws {
        let explanation = try explain(text)
        #expect(!explanation.words.isEmpty)
    }

    @Test("names what was refused, corrected, and moved from")
    func replaced() throws {
        let thursday = try day("2026-05-21")
        #expect(reasons(.date(thursday), in: try explain("не в четверг а в пятницу")) == [.refused])
        #expect(reasons(.date(thursday), in: try explain("в четверг, ой нет, в пятницу")).contains(.corrected))
        #expect(reasons(.master(.one("olga")), in: try explain("не к Ольге, к Марии")) == [.refused])
    }

    @Test("names the phrase that the words lie in")
    func ignored() throws {
        let explanation = try explain("маникюр 3 тысячи, мне 25 мая исполнится 30 лет")
        for rejected in explanation.rejected {
            if case .ignored(let rule) = rejected.reason { #expect(rule.contains("ignore")) }
        }
        let price = try explain("педикюр за 5 часов, цена до 17 тысяч")
        #expect(price.meaning.times.isEmpty)
        #expect(price.rejected.contains { if case .ignored = $0.reason { true } else { false } }, "\(price.rejected)")
    }

    @Test("names the rule that explains more")
    func covered() throws {
        let explanation = try explain("перенесите меня с пятницы на понедельник")
        let reasons = try reasons(.date(day("2026-05-22")), in: explanation)
        #expect(reasons.contains { if case .betterCover = $0 { true } else { false } }, "\(explanation.rejected)")
    }

    @Test("names intents that give way, and what excludes one")
    func intents() throws {
        let explanation = try explain("привет, запишите на маникюр")
        guard case .gaveWay("book", let weight, let other?)? = reasons(.intent("greeting"), in: explanation).first else {
            Issue.record("\(explanation.rejected)")
            return
        }
        #expect(weight < other)
    }

    @Test("a complaint asks for nothing that it names")
    func wholeMessage() throws {
        let explanation = try explain("верните деньги за маникюр")
        #expect(explanation.meaning.services.isEmpty)
        #expect(reasons(.service(.one("manicure")), in: explanation) == [.wholeMessage("none")])
    }

    @Test("tells how each word was read")
    func words() throws {
        func manner(_ text: String, _ word: Int = 0) throws -> WordReading.Manner { try explain(text).words[word].manner }
        #expect(try manner("завтра") == .known(language: "ru"))
        guard case .typo(let meant, "ru") = try manner("понедельнек") else {
            Issue.record("a typo is no typo")
            return
        }
        #expect(meant.contains("понедельник"))
        #expect(try manner("zavtra zapishite") == .transliterated("завтра", language: "ru"))
        #expect(try manner("15") == .number)
        #expect(try manner("педикюр") == .named(.exact, ids: ["pedicure", "mani_pedi"]))
        #expect(try manner("щшвраг") == .unknown)
        let retyped = try explain("ghbdtn")
        #expect(retyped.words.map(\.text) == ["привет"])
        #expect(retyped.words.map(\.isWrongLayout) == [true])
        #expect(try explain("привет").words.map(\.isWrongLayout) == [false])
    }

    @Test("tells what the bot's last message was taken to ask")
    func asked() throws {
        #expect(try explain("на 5", question: "На сколько человек?").expecting == .number)
        #expect(try explain("на 5").expecting == nil)
    }

    @Test("names the rules that a day's rule stands on")
    func foundations() throws {
        let explanation = try explain("в пятницу")
        let span = try #require(explanation.meaning.dates.first?.span)
        #expect(explanation.foundations[span]?.contains("ru.day.weekday") == true, "\(explanation.foundations)")
    }

    @Test("a salon's own order of numeric dates holds where the language has none first", arguments: [nil, false, true])
    func dayFirst(_ isDayFirst: Bool?) throws {
        let understander = try Fixture.understander.get()
        let vocabulary = try understander.vocabulary(services: [], masters: [], intents: [])
        var context = try Fixture.context(expecting: nil)
        context.isDayFirst = isDayFirst
        func dates(_ text: String) -> [DateMeaning] {
            understander.understand(text, vocabulary: vocabulary, context: context).dates.map(\.content)
        }
        #expect(try dates("see you on 7/6 please") == [day(isDayFirst == true ? "2026-06-07" : "2026-07-06")])
        #expect(try dates("запишите на 7.06") == [day("2026-06-07")])
    }
}

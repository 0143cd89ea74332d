import CivilTime
import Testing
import Understanding

/// What is said and cannot be fills nothing and is told; what may mean anything else is no such thing.
@Suite("Understanding: what cannot be")
struct ImpossibleTests {
    private static func meaning(_ text: String, expecting: Expecting? = nil, now: String = "2026-05-20T11:05") throws -> Meaning {
        let understander = try Fixture.understander.get()
        let vocabulary = try understander.vocabulary(services: Fixture.services, masters: Fixture.masters, intents: [])
        return understander.understand(
            text, vocabulary: vocabulary, context: try Fixture.context(now, expecting: expecting))
    }

    @Test(
        "a day that no calendar has",
        arguments: [
            "маникюр 30 февраля", "на 31 июня в 12", "32 мая", "31-го апреля к Анне", "тридцать первое июня", "запишите на 31.06",
            "30.02.2027", "29 февраля 2027", "2027-02-30", "manicure on February 30", "30th of February", "Feb 30th at 3 pm",
            "june 31 with Anna", "manicure on 6/31", "manicure on 2/29/2027", "2027-02-30 manicure", "31 червня", "на 30 лютого",
            "31 маусым", "30 ақпан",
        ])
    func date(text: String) throws {
        let meaning = try ImpossibleTests.meaning(text)
        #expect(meaning.impossible.map(\.content) == [.date], "\(meaning)")
        #expect(meaning.dates.isEmpty, "\(meaning.dates)")
        // The question for a day does not make the 31st of another month of it.
        let answer = try ImpossibleTests.meaning(text, expecting: .date)
        #expect(answer.impossible.map(\.content) == [.date], "\(answer)")
        #expect(answer.dates.isEmpty, "\(answer.dates)")
    }

    @Test(
        "an hour that no clock shows",
        arguments: [
            "маникюр завтра в 25:00", "в 24:30", "к 12:75", "завтра в 26 часов", "manicure tomorrow at 25:00", "at 12:75",
            "at 25 o'clock", "на 25:00", "о 25:00", "ертең 25:00",
        ])
    func time(text: String) throws {
        for expecting in [nil, Expecting.time] {
            let meaning = try ImpossibleTests.meaning(text, expecting: expecting)
            #expect(meaning.impossible.map(\.content) == [.time], "\(meaning)")
            #expect(meaning.times.isEmpty, "\(meaning.times)")
        }
    }

    @Test(
        "a day that is over",
        arguments: [
            ("запишите на вчера", nil), ("маникюр на позавчера", nil), ("маникюр к Анне вчера", nil),
            ("book me for yesterday", nil), ("a manicure yesterday please", nil), ("вчера", Expecting.date),
            ("yesterday", .date), ("на вчора", nil),
        ] as [(String, Expecting?)])
    func past(text: String, expecting: Expecting?) throws {
        let meaning = try ImpossibleTests.meaning(text, expecting: expecting)
        #expect(meaning.impossible.map(\.content) == [.pastDate], "\(meaning)")
        #expect(meaning.dates.isEmpty)
    }

    @Test(
        "a person who does not work here",
        arguments: [
            "маникюр завтра в 12 к Зое", "запишите меня к Полине", "можно ко Льву?", "педикюр у Зои в пятницу",
            "у Зои есть свободное время?", "не к Анне, а к Зое", "manicure tomorrow at noon with Zoe", "book me in with Jessica",
            "can I come to Zoe on Friday?", "I'd like to see Zoe", "a manicure by Zoe", "запишіть до Тараса",
        ])
    func master(text: String) throws {
        let meaning = try ImpossibleTests.meaning(text)
        #expect(meaning.impossible.map(\.content) == [.master], "\(meaning)")
        #expect(meaning.masters.isEmpty, "\(meaning.masters)")
    }

    @Test(
        "is told beside what can be",
        arguments: [
            ("маникюр завтра в 25:00 к Зое", [Impossible.time, .master]),
            ("manicure on June 31 at 25:00 with Zoe", [.date, .time, .master]),
        ])
    func several(text: String, expected: [Impossible]) throws {
        let meaning = try ImpossibleTests.meaning(text)
        #expect(Set(meaning.impossible.map(\.content)) == Set(expected))
        #expect(meaning.services.map(\.content) == [.one("manicure")])
    }

    @Test(
        "is nothing of these",
        arguments: [
            // Names that nobody is to be booked with.
            "меня зовут Зоя", "это Зоя", "я Зоя, маникюр завтра", "подарок для Зои", "маникюр для Зои завтра",
            "запишите Зою на маникюр",
            "приду с Зоей", "у Зои день рождения, нужен маникюр", "едем к Зое на свадьбу", "маникюр к Новому году",
            "маникюр к свадьбе", "у Вас есть время?", "к Вам можно завтра?", "вернёмся к теме", "к лету хочу педикюр", "к маю",
            "к Анне", "к Маше", "у Ольги", "не к Зое, а к Анне", "только не к Зое", "к Зое или к Анне",
            "my name is Zoe", "this is Zoe", "with my friend Zoe", "a present for Zoe", "I'm coming with Zoe", "me with Zoe",
            "for me and Zoe", "can you book Zoe in?", "with ash tones", "with Anna", "not with Zoe, with Anna", "with Zoe and me",
            // Days and hours that there are, and figures that are neither.
            "29 февраля", "28.02.2027", "31 мая в 24:00", "24/7", "50/50", "36.6", "31.04 тенге", "счёт 2:1", "12:30-25 минут",
            "8 701 25 00", "manicure february 28", "in may 30 people came", "31 may", "may 31 at 12:59",
            // What is told of a day that is over.
            "была у вас вчера", "вчера звонила", "я была записана на вчера", "спасибо за вчера", "вчера делала маникюр",
            "thanks for yesterday", "I had an appointment for yesterday", "sorry for yesterday", "I was in yesterday",
            "не на вчера, а на завтра",
        ])
    func nothing(text: String) throws {
        let meaning = try ImpossibleTests.meaning(text)
        #expect(meaning.impossible.isEmpty, "\(meaning.impossible)")
    }

    @Test("a name that is asked for is no master's", arguments: ["Зоя", "к Зое", "Zoe"])
    func ownName(text: String) throws {
        #expect(try ImpossibleTests.meaning(text, expecting: .name).masters.isEmpty)
    }

    @Test("stands beside nothing of its kind that can be, in any message of the corpus, and is met in few")
    func corpus() throws {
        let understood = try Corpus.understood.get()
        var met: [String] = []
        for found in understood {
            for item in found.meaning.impossible {
                met.append("\(found.line.place): \(found.line.text) \(item.content) [\(item.rule)]")
                switch item.content {
                case .date, .pastDate: #expect(found.meaning.dates.isEmpty, "\(found.line.place)")
                case .time: #expect(found.meaning.times.isEmpty, "\(found.line.place)")
                case .master: #expect(found.meaning.masters.isEmpty, "\(found.line.place)")
                }
                #expect(item.span.upperBound <= found.line.text.utf8.count && !item.span.isEmpty, "\(found.line.place)")
            }
        }
        // Customers of the corpus wish for what there is, but for a few who name somebody that their salon does not have.
        #expect(met.count * 100 < understood.count, "\(met.joined(separator: "\n"))")
    }

    @Test(
        "minutes, hours and years from now are a moment or a day",
        arguments: [
            ("маникюр через 5 минут", "2026-05-20", "11:10"), ("через полчаса", "2026-05-20", "11:35"),
            ("через 2 часа", "2026-05-20", "13:05"), ("in 20 minutes", "2026-05-20", "11:25"),
            ("через 3 года", "2029-05-20", nil),
            ("маникюр через год", "2027-05-20", nil), ("через пару лет", "2028-05-20", nil), ("через полгода", "2026-11-20", nil),
            ("a manicure in two years", "2028-05-20", nil), ("in 2 years' time", "2028-05-20", nil),
            ("a year from now", "2027-05-20", nil),
        ] as [(String, String, String?)])
    func ahead(text: String, date: String, time: String?) throws {
        let meaning = try ImpossibleTests.meaning(text)
        let day = try #require(CivilDate(iso: date))
        #expect(meaning.dates.map(\.content) == [.day(day)])
        #expect(meaning.times.map(\.content) == [time.flatMap { ClockTime(iso: $0) }].compactMap(\.self).map { .at($0) })
    }

    @Test(
        "years that were, lengths and lateness are neither",
        arguments: [
            "не делала маникюр 2 года", "мне 34 года", "haven't had a manicure in 2 years", "перезвоню через 5 минут",
            "маникюр на 20 минут", "нас 5 человек", "a manicure takes 20 minutes",
        ])
    func notAhead(text: String) throws {
        let meaning = try ImpossibleTests.meaning(text)
        #expect(meaning.dates.isEmpty && meaning.times.isEmpty, "\(meaning)")
    }
}

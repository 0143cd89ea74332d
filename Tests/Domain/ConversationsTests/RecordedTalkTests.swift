import Booking
import BotFiles
import CivilTime
import Conversations
import FlowCompiler
import FlowDiagnostics
import FlowInterpreter
import FlowMachine
import Salon
import Testing

@Suite("Conversations: talks that are recorded")
struct RecordedTalkTests {
    private func talk(_ bot: Bot) throws -> RecordedTalk {
        let date = try #require(CivilDate(iso: "2026-03-10"))
        let time = try #require(ClockTime(iso: "09:00"))
        return RecordedTalk(bot: bot, start: bot.catalogue.zone.instant(of: CivilMoment(date: date, time: time)))
    }

    private func act(_ line: String, in talk: inout RecordedTalk) throws {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "tap":
            let choice = try #require(talk.choices.first { $0.label == parts[1] }, "\(parts[1]) among \(talk.choices.map(\.label))")
            try talk.perform(.taps(choice))
        case "wait": try talk.perform(.waits(seconds: try #require(Int(parts[1])) * 60))
        case "send": try talk.perform(.sends(parts[1]))
        case "release": try talk.perform(.operatorHandsBack)
        default: try talk.perform(.writes(line))
        }
    }

    struct Story: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var lines: [String]
        /// All of them are lines of the test.
        var contains: [String]
        var russian: [String]
    }

    static let stories: [Story] = [
        Story(
            testDescription: "a booking, corrected", lines: ["маникюр к Ане завтра в три", "нет, лучше в четыре", "tap Записать"],
            contains: [
                "now 2026-03-10 09:00", "customer: нет, лучше в четыре", "expect step confirm, time 16:00", "customer taps yes",
                "expect booking service Маникюр, master Анна, date 2026-03-11, time 16:00",
            ],
            russian: [
                "сейчас 2026-03-10 09:00", "клиент: нет, лучше в четыре", "ожидать шаг confirm, время 16:00",
                "клиент нажимает да",
            ]),
        Story(
            testDescription: "choices, silence and a way out",
            lines: ["хочу на маникюр", "tap Любой мастер", "wait 30", "tap ср, 11 марта", "tap 14:00", "wait 120"],
            contains: ["customer taps Любой мастер", "silent 30 minutes", "expect step collect, master any", "silent 2 hours"],
            russian: ["клиент нажимает Любой мастер", "молчит 30 минут"]),
        Story(
            testDescription: "a picture, a human, and back again",
            lines: ["хочу на маникюр", "send photo", "позовите человека", "есть кто?", "release", "хочу на педикюр"],
            contains: ["customer sends photo", "operator hands back", "expect step operator"],
            russian: ["клиент присылает фото", "оператор возвращает"]),
        Story(
            testDescription: "English", lines: ["manicure with Anna tomorrow at 3 pm please", "tap Book it"],
            contains: ["customer: manicure with Anna tomorrow at 3 pm please", "customer taps yes"], russian: []),
    ]

    @Test("a talk becomes a test that passes in the bot's file", arguments: stories)
    func roundTrip(_ story: Story) throws {
        let source = try Bots.source("flows/nail-studio/bot.flow")
        let bot = try Bots.nailStudio.get()
        let written = try written(story, source, bot)
        let lines = written.lines.map(\.text)
        for line in story.contains { #expect(lines.contains(line), "\(line) is not in\n\(written.text)") }
        try passes(written, behind: source, bot: bot)
    }

    @Test("in a bot of the Russian dialect it is written in that dialect", arguments: stories)
    func russian(_ story: Story) throws {
        let source = SourceFile(name: "бот.flow", text: RecordedTalkTests.russianBot)
        let catalogue = try Bots.nailStudio.get().catalogue
        let flow = try Bots.compiled([source], salon: catalogue)
        let bot = try Bots.toolchain.get().bot(flow, catalogue: catalogue)
        let written = try written(story, source, bot)
        let lines = written.lines.map(\.text)
        for line in story.russian { #expect(lines.contains(line), "\(line) is not in\n\(written.text)") }
        for word in ["customer", "expect", "bot:", "now "] { #expect(!written.text.contains(word), "\(written.text)") }
        try passes(written, behind: source, bot: bot)
    }

    private func written(_ story: Story, _ source: SourceFile, _ bot: Bot) throws -> TalkAsTest {
        var talk = try talk(bot)
        for line in story.lines { try act(line, in: &talk) }
        let spelling = try Bots.toolchain.get().spelling(of: [source])
        return TalkAsTest(talk, title: story.testDescription, spelling: spelling)
    }

    private func passes(_ written: TalkAsTest, behind source: SourceFile, bot: Bot) throws {
        let place = try Bots.toolchain.get().failingLine(of: written, addedTo: [source], bot: bot)
        #expect(place == nil, "\(place.map { written.lines[$0].text } ?? "") fails in\n\(written.text)")
        // And not because nothing is expected.
        #expect(written.lines.count { $0.isExpectation } >= written.lines.count { !$0.isExpectation } / 2)
    }

    @Test("an expectation that does not hold is found by its place")
    func failingLine() throws {
        let source = try Bots.source("flows/nail-studio/bot.flow")
        let bot = try Bots.nailStudio.get()
        var written = try written(RecordedTalkTests.stories[0], source, bot)
        // Without its correction the test goes wrong at the time it expects.
        let correction = try #require(written.lines.firstIndex { $0.text == "customer: нет, лучше в четыре" })
        written.leaveOut(correction)
        let place = try #require(try Bots.toolchain.get().failingLine(of: written, addedTo: [source], bot: bot))
        #expect(place == correction, "the bot's answer to what was left out")
    }

    @Test("undo forgets the last action and its booking, restart everything")
    func undo() throws {
        let bot = try Bots.nailStudio.get()
        var talk = try talk(bot)
        try act("маникюр к Ане завтра в три", in: &talk)
        let before = talk.rehearsal.conversation
        try act("tap Записать", in: &talk)
        #expect(talk.rehearsal.bookings.bookings.count == 1)
        let undone = try talk.undo()
        #expect(undone)
        #expect(talk.rehearsal.bookings.bookings.isEmpty)
        #expect(talk.rehearsal.conversation == before)
        #expect(talk.choices.map(\.label).contains("Записать"))
        try act("tap Записать", in: &talk)
        #expect(talk.rehearsal.bookings.bookings.count == 1)
        talk.restart()
        #expect(talk.exchanges.isEmpty && talk.rehearsal.conversation == nil)
        let nothingLeft = try talk.undo()
        #expect(!nothingLeft)
    }

    @Test("time never goes back, and nothing is remembered of the attempt")
    func clock() throws {
        var talk = try talk(try Bots.nailStudio.get())
        try talk.perform(.waits(seconds: 3600))
        let moment = CivilMoment(date: try #require(CivilDate(iso: "2026-03-10")), time: try #require(ClockTime(iso: "09:30")))
        #expect(throws: RecordedTalk.TimeNeverGoesBack.self) { try talk.perform(.now(moment)) }
        #expect(talk.exchanges.count == 1)
    }

    @Test("each value knows the words it came from")
    func origins() throws {
        var talk = try talk(try Bots.nailStudio.get())
        try act("маникюр к Ане завтра", in: &talk)
        try act("tap 14:00", in: &talk)
        let names = talk.bot.program.machine.slots.map(\.name)
        func origin(_ name: String) -> SlotOrigin? { names.firstIndex(of: name).flatMap { talk.rehearsal.origin(ofSlotAt: $0) } }
        #expect(origin("service") == .said("маникюр к Ане завтра", words: "маникюр"))
        #expect(origin("date") == .said("маникюр к Ане завтра", words: "завтра"))
        #expect(origin("time") == .tapped("14:00"))
        talk.restart()
        #expect(origin("service") == nil)
    }

    static let russianBot = """
        salonflow 1
        бот студия
        языки ru, en
        взять стандарт

        сценарий визит
          начинать при запись

          поле услуга
            спросить
              ru: На какую услугу вас записать?
              en: Which service would you like?
            предложить услуги

          поле мастер необязательно
            спросить
              ru: К какому мастеру?
              en: Which stylist?
            предложить мастера, любой

          поле дата
            спросить
              ru: На какой день?
              en: Which day?
            предложить свободные дни

          поле время
            спросить
              ru: Какое время удобно?
              en: What time?
            предложить свободное время

          шаг collect
            заполнить услуга, мастер, дата, время
            попытки 3 -> оператор
            молчит 30 минут -> напомнить
            затем confirm

          шаг confirm
            сказать
              ru: {услуга}, {дата: день} в {время}. Записать?
              en: {услуга} on {дата: день} at {время}. Book it?
            вариант да -> save
              ru: Записать
              en: Book it
            вариант нет -> прощание
              ru: Не нужно
              en: No thanks
            попытки 3 -> оператор
            молчит 2 часа -> прощание

          шаг save
            сделать запись.создать
            при записано -> done
            при занято -> collect забыть время
            при предел -> оператор
            при сбой -> оператор

          шаг done
            сказать
              ru: Записала!
              en: Booked!
            конец

        """
}

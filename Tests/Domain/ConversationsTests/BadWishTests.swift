import Booking
import BotFiles
import CivilTime
import Conversations
import FlowCompiler
import FlowInterpreter
import FlowMachine
import Salon
import Testing

/// What cannot be had, said to the nail studio: every wish ends in words that say why, in choices or a way out, and nothing
/// is written.
@Suite("Conversations: wishes that cannot be")
struct BadWishTests {
    /// Monday, 23 November 2026, 12:00.
    private static func noon(_ bot: Bot) throws -> Instant {
        let moment = CivilMoment(
            date: try #require(CivilDate(iso: "2026-11-23")), time: try #require(ClockTime(iso: "12:00")))
        return bot.catalogue.zone.instant(of: moment)
    }

    struct Wish: Sendable, CustomStringConvertible {
        var text: String
        var slot: SlotType
        var reason: WrongReason
        var words: String

        init(_ text: String, _ slot: SlotType, _ reason: WrongReason, _ words: String) {
            (self.text, self.slot, self.reason, self.words) = (text, slot, reason, words)
        }

        var description: String { text }
    }

    private struct Refused: Equatable {
        var type: SlotType
        var reason: WrongReason
    }

    static let wishes: [Wish] = [
        Wish("маникюр завтра в 25:00", .time, .unknown, "Такого времени не нахожу."),
        Wish("маникюр к Ане завтра в 25:00", .time, .unknown, "Такого времени не нахожу."),
        Wish("manicure tomorrow at 25:00", .time, .unknown, "I can't find that time."),
        Wish("маникюр 30 февраля", .date, .unknown, "Такого дня не нахожу."),
        Wish("маникюр 32 мая", .date, .unknown, "Такого дня не нахожу."),
        Wish("маникюр 31 июня в 12", .date, .unknown, "Такого дня не нахожу."),
        Wish("маникюр к Ане 30.02.2027 в 12:00", .date, .unknown, "Такого дня не нахожу."),
        Wish("manicure on February 30", .date, .unknown, "I can't find that day."),
        Wish("маникюр завтра в 12 к Зое", .master, .unknown, "Такого мастера на эту услугу у нас нет."),
        Wish("manicure tomorrow at noon with Zoe", .master, .unknown, "None of our nail artists of that name does it."),
        Wish("педикюр к Анне", .master, .unknown, "Такого мастера на эту услугу у нас нет."),
        Wish("a pedicure with Anna tomorrow", .master, .unknown, "None of our nail artists of that name does it."),
        Wish("маникюр на вчера", .date, .past, "Этот день уже прошёл."),
        Wish("маникюр вчера", .date, .past, "Этот день уже прошёл."),
        Wish("маникюр 1 марта 2020", .date, .past, "Этот день уже прошёл."),
        Wish("a manicure for yesterday", .date, .past, "That day is over."),
        Wish("маникюр сегодня в 11:00", .time, .past, "Это время уже прошло."),
        Wish("manicure today at 11 am", .time, .past, "That time has already passed."),
        Wish("маникюр через 5 минут", .time, .tooSoon, "Так скоро мы не успеем."),
        Wish("manicure in 20 minutes", .time, .tooSoon, "That is too soon for us."),
        Wish("маникюр через 3 года", .date, .tooFar, "Так далеко вперёд запись ещё не открыта."),
        Wish("маникюр 29 февраля", .date, .tooFar, "Так далеко вперёд запись ещё не открыта."),
        Wish("a manicure in two years", .date, .tooFar, "We don't book that far ahead yet."),
        Wish("маникюр к Марии в понедельник", .date, .closed, "В этот день мы не работаем."),
        Wish("manicure with Maria on Monday", .date, .closed, "We are closed that day."),
        Wish("маникюр завтра в 3 часа ночи", .time, .closed, "В это время мы не работаем."),
        Wish("manicure tomorrow at 3 am", .time, .closed, "We are closed then."),
    ]

    @Test("the reason is told with what can be had instead, and the way goes on", arguments: wishes)
    func wish(_ wish: Wish) throws {
        let bot = try Bots.nailStudio.get()
        var rehearsal = Rehearsal(bot: bot, now: try BadWishTests.noon(bot))
        let said = try rehearsal.receive(.text(wish.text))
        let slots = bot.program.machine.slots
        let refused = rehearsal.lastTrace.compactMap { entry -> Refused? in
            guard case .refused(let slot, let reason) = entry else { return nil }
            return Refused(type: slots[slot.index].type, reason: reason)
        }
        #expect(refused == [Refused(type: wish.slot, reason: wish.reason)])
        let message = try #require(said.last)
        #expect(message.text.hasPrefix(wish.words), "\(message.text)")
        #expect(message.text.ranges(of: wish.words).count == 1)
        #expect(!message.choices.isEmpty)
        #expect(rehearsal.bookings.bookings.isEmpty)
        // The first choices taken one after another lead to a booking.
        for _ in 0..<6 where rehearsal.bookings.bookings.isEmpty {
            let choice = try #require(rehearsal.outbound.compactMap { outbound -> Message? in
                if case .message(let message) = outbound.content { message } else { nil }
            }.last?.choices.first)
            _ = try rehearsal.receive(.tap(id: choice.id, title: choice.label))
        }
        #expect(rehearsal.bookings.bookings.count == 1)
    }

    @Test("a correction to what cannot be does not keep the old value, and does not lose it silently")
    func correction() throws {
        let bot = try Bots.nailStudio.get()
        for (text, words) in [
            ("нет, в 25:00", "Такого времени не нахожу."), ("нет, к Зое", "Такого мастера"),
            ("лучше 30 февраля", "Такого дня не нахожу."),
        ] {
            var rehearsal = Rehearsal(bot: bot, now: try BadWishTests.noon(bot))
            _ = try rehearsal.receive(.text("маникюр к Ане завтра в 15:00"))
            let said = try rehearsal.receive(.text(text))
            #expect(said.last?.text.hasPrefix(words) == true, "\(said)")
            #expect(said.last?.choices.isEmpty == false)
            #expect(rehearsal.bookings.bookings.isEmpty)
        }
    }

    // MARK: Salons

    private static func salon(_ services: String, _ masters: String) throws -> Bot {
        try Bots.bot(try Bots.nailStudioFlow(), salon: Salons.head + "services:\n" + services + "\nmasters:\n" + masters)
    }

    /// Says each line, and taps the first choice where the line is nil; every answer is in words.
    private func talk(_ bot: Bot, _ lines: [String?]) throws -> (Rehearsal, [Message]) {
        var rehearsal = Rehearsal(bot: bot, now: try BadWishTests.noon(bot))
        var answers: [Message] = []
        for line in lines {
            let said: [Message]
            if let line {
                said = try rehearsal.receive(.text(line))
            } else if let choice = answers.last?.choices.first {
                said = try rehearsal.receive(.tap(id: choice.id, title: choice.label))
            } else {
                continue
            }
            let message = try #require(said.last)
            #expect(message.text.contains { $0.isLetter })
            #expect(!rehearsal.trace.contains(.limitMet))
            answers.append(message)
        }
        return (rehearsal, answers)
    }

    private static let manicure = "  - { id: manicure, name: { ru: Маникюр, en: Manicure }, minutes: 60, price: 8000 }"

    @Test(
        "a salon whose masters are all away says so, and leads to a human",
        arguments: ["маникюр завтра в 12", "manicure with Anna tomorrow"])
    func noMasters(text: String) throws {
        let bot = try Bots.nailStudio.get()
        var catalogue = bot.catalogue
        for index in catalogue.masters.indices { catalogue.masters[index].isActive = false }
        let empty = try Bots.toolchain.get().bot(Bots.compiled(Bots.nailStudioFlow(), salon: bot.catalogue), catalogue: catalogue)
        let (rehearsal, answers) = try talk(empty, [text, "мяу", "мяу", "мяу"])
        #expect(answers[0].text.contains(text.contains("маникюр") ? "свободного времени пока нет" : "nothing free at the moment"))
        #expect(answers[0].choices.isEmpty)
        #expect(rehearsal.isHandedOff)
        #expect(rehearsal.bookings.bookings.isEmpty)
    }

    @Test("ten thousand services and fifty masters are understood and offered within the bounds of a turn")
    func manyServices() throws {
        let syllables = [
            "ба", "ве", "ги", "до", "жу", "за", "ке", "ли", "мо", "ну", "па", "ре", "си", "то", "фу", "ха", "це", "чи", "шо",
            "щу", "бе", "да",
        ]
        func word(_ number: Int) -> String {
            syllables[number / 484] + syllables[number / 22 % 22] + syllables[number % 22]
        }
        let studio = try Bots.nailStudio.get().catalogue
        var catalogue = studio
        catalogue.services = (0..<10_000).map { number in
            Service(
                id: ServiceID(Int64(number + 1)),
                name: LocalizedName(["ru": "Маникюр \(word(number))", "en": "Manicure \(word(number))"]),
                aliases: [], durationMinutes: 60, bufferBeforeMinutes: 0, bufferAfterMinutes: 0, price: studio.services[0].price)
        }
        let everything = Set(catalogue.services.map(\.id))
        catalogue.masters = (0..<50).map { number in
            Master(
                id: MasterID(Int64(number + 1)),
                name: LocalizedName(["ru": "Мастер \(word(9_000 + number))", "en": "Master \(word(9_000 + number))"]),
                aliases: [], isActive: true, services: everything, hours: studio.masters[0].hours)
        }
        let program = try Bots.compiled(Bots.nailStudioFlow(), salon: nil)
        let bot = try Bots.toolchain.get().bot(program, catalogue: catalogue)
        let costs = try #require(program.costs)
        var rehearsal = Rehearsal(bot: bot, now: try BadWishTests.noon(bot))
        for (text, choices) in [
            ("хочу записаться", 10), ("маникюр", 10), ("маникюр \(word(7_777)) завтра в 25:00", 10), ("к Зое", 10),
            ("на вчера", 10), ("к любому", 10), ("завтра в 12", 3),
        ] {
            let said = try rehearsal.receive(.text(text))
            #expect(said.last?.choices.count == choices, "\(text): \(said)")
            #expect(rehearsal.journal.last.map { $0.answers.count <= costs.calls } == true, "\(text)")
            #expect(!rehearsal.lastTrace.contains(.limitMet))
        }
        let slot = try #require(bot.program.machine.slots.firstIndex { $0.type == .service })
        guard case .choice(let service)? = rehearsal.conversation?.slots[slot].value else {
            Issue.record("the service is known")
            return
        }
        #expect(service.id == "7778")
        #expect(rehearsal.bookings.bookings.isEmpty)
    }

    @Test(
        "a service longer than anybody's day is never free, and says so",
        arguments: [["экспедиция"], ["экспедиция завтра"], ["экспедиция завтра в 12"]])
    func longService(lines: [String]) throws {
        let bot = try BadWishTests.salon(
            BadWishTests.manicure + "\n  - { id: long, name: { ru: Экспедиция, en: Expedition }, minutes: 840, price: 1 }",
            "  - { id: anna, name: { ru: Анна, en: Anna }, services: all, hours: { mon-sun: 10:00-20:00 } }")
        let (rehearsal, answers) = try talk(bot, lines + [nil, "завтра", "мяу", "мяу"])
        #expect(answers.contains { $0.text.contains("свободного времени пока нет") })
        // No list is promised that does not follow.
        for answer in answers where answer.choices.isEmpty { #expect(!answer.text.hasSuffix(":"), "\(answer.text)") }
        #expect(rehearsal.bookings.bookings.isEmpty)
    }
}

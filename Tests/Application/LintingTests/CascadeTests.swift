import BotFiles
import FlowDiagnostics
import Testing

/// One slip in a sound bot raises one finding, or the few that an owner would call apart.
///
/// Each row takes a sound bot and spoils one line of it.
@Suite("One slip, one finding") struct CascadeTests {
    struct Slip: Sendable, CustomTestStringConvertible {
        /// The line that is spoiled, without its indentation, the first of its kind.
        var line: String
        /// What stands there instead; nil when the line is lost.
        var spoiled: String?
        var codes: [String]
        var testDescription: String { "“\(line)” → “\(spoiled ?? "")”" }
    }

    static let sound = """
        salonflow 1
        bot cascade
        languages ru, en

        intent parking
          ru: парковка
          en: parking
          not ru: парковка для велосипеда
          example ru: где парковка

        answer parking
          ru: Во дворе.
          en: In the yard.

        answer ask_address
          ru: Адрес: {salon.address}.
          en: We are at {salon.address}.

        flow booking
          start on book

          slot service
            ask
              ru: Какая услуга?
              en: Which service?
            offer services
            wrong unknown
              ru: Такой нет.
              en: We don't do that.

          slot master optional
            ask
              ru: К кому?
              en: With whom?
            offer masters, any

          slot date
            ask
              ru: На какой день?
              en: Which day?
            offer free days

          slot time
            ask
              ru: {date: weekday}, в какое время?
              en: {date: weekday}, at what time?
            offer free times

          step collect
            fill service, master, date, time
            tries 3 -> operator
            silent 30 minutes -> goodbye
            then confirm

          step confirm
            say
              ru: {service}, {master}, {date: day}, {time}, {price: money}. Записать?
              en: {service}, {master}, {date: day}, {time}, {price: money}. Book it?
            option yes -> save
              ru: Да
              en: Yes
            option change -> collect forget date, time
              ru: Изменить
              en: Change
            option no -> goodbye
              ru: Нет
              en: No
            tries 3 -> operator

          step save
            do booking.create
            on booked -> done
            on taken -> collect forget time
              ru: Только что заняли.
              en: Just taken.
            on limit -> operator
            on failed -> operator

          step done
            say
              ru: Готово.
              en: Done.
            stop

          step goodbye
            stop

          step operator
            hand off

          always handoff -> operator
          always reach operator within 3 turns
          never booking.create before confirm

        test запись
          now 2026-03-10 09:00
          customer: хочу на маникюр
          expect step collect

        """

    @Test("the bot itself is sound")
    func isSound() throws {
        #expect(try Self.codes(Self.sound) == [])
    }

    private static func codes(_ text: String) throws -> [String] {
        try Tools.toolchain().check([SourceFile(name: "bot.flow", text: text)]).diagnostics.map(\.code.id)
    }

    @Test(
        "a spoiled line",
        arguments: [
            // A keyword that cannot be made out, where a declaration or a text stood
            Slip(line: "salonflow 1", spoiled: "zzqqxx 1", codes: ["S001"]),
            Slip(line: "intent parking", spoiled: "zzqqxx parking", codes: ["S001"]),
            Slip(line: "answer parking", spoiled: "zzqqxx parking", codes: ["S001"]),
            Slip(line: "flow booking", spoiled: "zzqqxx booking", codes: ["S001"]),
            Slip(line: "slot service", spoiled: "zzqqxx service", codes: ["S001"]),
            Slip(line: "slot date", spoiled: "zzqqxx date", codes: ["S001"]),
            Slip(line: "step collect", spoiled: "zzqqxx collect", codes: ["S001"]),
            Slip(line: "step confirm", spoiled: "zzqqxx confirm", codes: ["S001"]),
            Slip(line: "test запись", spoiled: "zzqqxx запись", codes: ["S001"]),
            Slip(line: "ru: парковка", spoiled: "zzqqxx парковка", codes: ["S001"]),
            Slip(line: "ru: Во дворе.", spoiled: "zzqqxx Во дворе.", codes: ["S001"]),
            Slip(line: "ru: Какая услуга?", spoiled: "zzqqxx Какая услуга?", codes: ["S001"]),
            Slip(line: "ask", spoiled: "zzqqxx", codes: ["S001"]),
            Slip(line: "option yes -> save", spoiled: "zzqqxx yes -> save", codes: ["S001"]),
            // A keyword with a slip in it
            Slip(line: "intent parking", spoiled: "itnent parking", codes: ["S001"]),
            Slip(line: "flow booking", spoiled: "folw booking", codes: ["S001"]),
            Slip(line: "slot service", spoiled: "solt service", codes: ["S001"]),
            Slip(line: "step confirm", spoiled: "setp confirm", codes: ["S001"]),
            Slip(line: "say", spoiled: "Say", codes: ["S001"]),
            Slip(line: "languages ru, en", spoiled: "languages ru en", codes: ["S009"]),
            Slip(line: "languages ru, en", spoiled: "languages r,u en", codes: ["S009"]),
            // A name that is missing or misspelt where it is declared, and so unknown where it is used
            Slip(line: "intent parking", spoiled: "intent", codes: ["S007"]),
            Slip(line: "step confirm", spoiled: "step", codes: ["S007"]),
            Slip(line: "intent parking", spoiled: "intent praking", codes: ["N006"]),
            Slip(line: "answer parking", spoiled: "answer zzqqxx", codes: ["N006"]),
            Slip(line: "step operator", spoiled: "step zzqqxx", codes: ["N003"]),
            Slip(line: "step collect", spoiled: "step clolect", codes: ["N003"]),
            Slip(line: "slot service", spoiled: "slot srevice", codes: ["N009"]),
            Slip(line: "slot time", spoiled: "slot zzqqxx", codes: ["N009"]),
            Slip(line: "offer masters, any", spoiled: "offer zzqqxx, any", codes: ["N008"]),
            Slip(line: "on booked -> done", spoiled: "on zzqqxx -> done", codes: ["M002"]),
            Slip(line: "do booking.create", spoiled: "do zzqqxx", codes: ["M001"]),
            Slip(line: "then confirm", spoiled: "then zzqqxx", codes: ["N003"]),
            Slip(line: "option yes -> save", spoiled: "option yes save", codes: ["S008"]),
            // A line that is lost
            Slip(line: "languages ru, en", spoiled: nil, codes: ["F002"]),
            Slip(line: "intent parking", spoiled: nil, codes: ["S018", "S005"]),
            Slip(line: "answer ask_address", spoiled: nil, codes: ["S019"]),
            Slip(line: "flow booking", spoiled: nil, codes: ["S005"]),
            Slip(line: "start on book", spoiled: nil, codes: ["F010"]),
            Slip(line: "slot service", spoiled: nil, codes: ["S005"]),
            Slip(line: "slot master optional", spoiled: nil, codes: ["S006"]),
            Slip(line: "step collect", spoiled: nil, codes: ["S005"]),
            Slip(line: "then confirm", spoiled: nil, codes: ["F006"]),
            Slip(line: "option yes -> save", spoiled: nil, codes: ["S019"]),
            Slip(line: "ru: Во дворе.", spoiled: nil, codes: ["T001"]),
            Slip(line: "en: Yes", spoiled: nil, codes: ["T001"]),
            Slip(line: "do booking.create", spoiled: nil, codes: ["M005"]),
            Slip(line: "test запись", spoiled: nil, codes: ["S005"]),
            // Each value that nobody asked for is told once, wherever it is read
            Slip(line: "fill service, master, date, time", spoiled: "fill service, master", codes: ["V001", "V001", "V007"]),
        ])
    func findsOne(slip: Slip) throws {
        var lines = Self.sound.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let place = try #require(lines.firstIndex { $0.drop { $0 == " " } == slip.line }, "\(slip.line)")
        let indentation = lines[place].prefix { $0 == " " }
        if let spoiled = slip.spoiled { lines[place] = indentation + spoiled } else { lines.remove(at: place) }
        let found = try Self.codes(lines.joined(separator: "\n"))
        #expect(found == slip.codes)
    }
}

import FlowDiagnostics
import FlowDifference
import FlowMachine
import Foundation
import Testing

/// What an owner reads of single changes to a small bot.
@Suite struct DifferenceWordsTests {
    static let bot = """
        salonflow 1
        bot small
        languages ru, en
        use standard

        intent parking
          ru: где припарковаться
          en: parking

        answer parking
          ru: Во дворе.
          en: In the yard.

        flow booking
          slot date
            ask
              ru: На какой день?
              en: Which day?
            offer free days
            tries 3 -> operator

          step confirm
            say
              ru: {service}, {date: day} в {time}. Записать?
              en: {service}, {date: day} at {time}. Book it?
            option yes -> save
              ru: Записать
              en: Book it
            option change -> collect forget date, time
              ru: Изменить
              en: Change
            option no -> goodbye
              ru: Не нужно
              en: No thanks
            tries 3 -> operator
            silent 2 hours -> goodbye
        """

    /// The bot with the first occurrence of some text replaced.
    private func told(
        _ old: String, _ new: String, in language: MessageLanguage = .russian, back: Bool = false
    ) throws -> String {
        let range = try #require(Self.bot.range(of: old))
        let machines = [try Bots.machine(Self.bot), try Bots.machine(Self.bot.replacingCharacters(in: range, with: new))]
        return try Bots.told(machines[back ? 1 : 0], machines[back ? 0 : 1], language)
    }

    @Test func `a rewording is shown whole, with placeholders as the reader's dialect writes them`() throws {
        let old = "ru: {service}, {date: day} в {time}. Записать?"
        let new = "ru: {service}, {date: day} в {time}. Записываем?"
        #expect(
            try told(old, new) == """
                Сценарий «запись»
                  Шаг «подтвердить»
                    текст изменён (ru):
                      ru − {услуга}, {дата: день} в {время}. Записать?
                      ru + {услуга}, {дата: день} в {время}. Записываем?
                Остались без перевода
                  Шаг «подтвердить», текст: изменено на ru, на en осталось прежним
                """)
        #expect(
            try told(old, new, in: .english) == """
                Flow “booking”
                  Step “confirm”
                    text reworded (ru):
                      ru − {service}, {date: day} в {time}. Записать?
                      ru + {service}, {date: day} в {time}. Записываем?
                Left without a translation
                  Step “confirm”, text: reworded in ru, left as it was in en
                """)
    }

    @Test func `a rewording in all languages has its translation`() throws {
        let told = try told("ru: Во дворе.\n  en: In the yard.", "ru: За домом.\n  en: Behind the house.")
        #expect(
            told == """
                Намерение «parking»
                  ответ изменён (en, ru):
                    en − In the yard.
                    en + Behind the house.
                    ru − Во дворе.
                    ru + За домом.
                """)
    }

    @Test(arguments: [
        (
            "    option change -> collect forget date, time\n      ru: Изменить\n      en: Change\n", "",
            "кнопка «Изменить» убрана", "button “Change” removed"
        ),
        ("change -> collect forget date, time", "change -> collect forget time",
            "кнопка «Изменить» больше не забывает: дата", "button “Change” no longer forgets date"),
        ("option no -> goodbye", "option no -> operator", "кнопка «Не нужно» ведёт в шаг «оператор» вместо «прощание»",
            "button “No thanks” leads to “operator” instead of “goodbye”"),
        ("silent 2 hours", "silent 21 minutes", "молчание длится 21 минуту вместо 2 часа", "the silence lasts 21 minutes instead of 2 hours"),
        ("    silent 2 hours -> goodbye", "", "молчание (2 часа) больше никуда не ведёт", "a silence of 2 hours no longer leads anywhere"),
        ("    tries 3 -> operator\n    silent", "    tries 2 -> operator\n    silent", "попыток 2 вместо 3", "2 tries instead of 3"),
        ("tries 3 -> operator\n    silent 2", "tries 3 -> goodbye\n    silent 2", "неудача всех попыток ведёт в шаг «прощание» вместо «оператор»",
            "running out of tries leads to “goodbye” instead of “operator”"),
        ("offer free days", "remember\n    offer free days", "ответ теперь запоминается", "the answer is remembered now"),
        ("    say\n      ru: {service}", "    do reminders.schedule\n    say\n      ru: {service}", "теперь вызывает «напоминания.поставить»",
            "now calls “reminders.schedule”"),
        ("  en: parking", "  en: parking\n  en: car park", "новая фраза (en): car park", "new phrase (en): car park"),
        ("  en: parking", "  en: parking\n  not ru: закрыта", "новое исключение (ru): закрыта", "new exception (ru): закрыта"),
    ])
    func `one change is one clause`(old: String, new: String, russian: String, english: String) throws {
        #expect(try told(old, new).contains("    " + russian) || (try told(old, new)).contains("  " + russian))
        let lines = try told(old, new, in: .english).split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.contains { $0 == english }, "\(lines)")
        #expect(lines.count <= 3)
    }

    @Test func `a renamed step is told once, and nothing that leads to it`() throws {
        let renamed = Self.bot.replacing("step confirm", with: "step really\n    was confirm")
            + "\n\n  step collect\n    fill service, master, date, time\n    tries 3 -> operator\n"
            + "    silent 30 minutes -> nudge\n    silent 12 hours -> goodbye\n    then really\n"
        let (old, new) = (try Bots.machine(Self.bot), try Bots.machine(renamed))
        let forward = try Bots.told(old, new, .english)
        #expect(forward.contains("Step “really”\n    renamed, was “confirm”"), "\(forward)")
        #expect(!forward.contains("leads to") && !forward.contains("next comes"), "\(forward)")
        let back = try Bots.told(new, old, .english)
        #expect(back.contains("Step “confirm”\n    renamed, was “really”"), "\(back)")
    }

    @Test func `a new step is told with what it says, one that is gone as well`() throws {
        let longer = Self.bot + "\n\n  step later\n    say\n      ru: Позже\n      en: Later\n    option yes -> save\n"
            + "      ru: Давайте\n      en: Go on\n    tries 3 -> operator\n    silent 2 hours -> goodbye\n"
        let linked = longer.replacing("option no -> goodbye", with: "option no -> later")
        let (old, new) = (try Bots.machine(Self.bot), try Bots.machine(linked))
        #expect(try Bots.told(old, new).contains("Новый шаг «later»: «Позже», кнопка «Давайте»"))
        #expect(try Bots.told(new, old).contains("Убран шаг «later»: «Позже», кнопка «Давайте»"))
    }

    @Test func `a language that is gone leaves all texts without it`() throws {
        var machine = try Bots.machine(Self.bot)
        let whole = machine
        MachineEdits.removeLastLanguage(of: &machine)
        let difference = MachineDifference(from: whole, to: machine)
        #expect(difference.lostTranslations.map(\.left) == [["en"]])
        let told = try Bots.told(whole, machine)
        #expect(told.hasPrefix("Бот\n  язык en убран, с ним \(whole.texts.count) текст"), "\(told)")
        #expect(told.hasSuffix("Остались без перевода\n  язык en убран со всеми текстами"))
        #expect(try Bots.told(machine, whole, .english).hasPrefix("The bot\n  language en added\n"))
    }

    @Test func `statements are compared by content, not by place`() throws {
        let old = try Bots.machine(Self.bot)
        var new = old
        let step = try #require(new.step(named: "confirm"))
        let said = new.steps[step.index].code
        new.steps[step.index].code = [.forget([SlotID(index: 0)])] + said + [.go(Target(step: step))]
        let difference = MachineDifference(from: old, to: new)
        #expect(difference.parts.count == 1)
        #expect(difference.parts[0].changes.count == 2)
        new.steps[step.index].code = [.handOff] + said
        var moved = new
        moved.steps[step.index].code = said + [.handOff]
        #expect(MachineDifference(from: new, to: moved).parts.flatMap(\.changes) == [.statementMoved(.handOff)])
    }

    @Test func `records are for programs: English names, texts by language`() throws {
        let old = "ru: {service}, {date: day} в {time}. Записать?"
        let range = try #require(Self.bot.range(of: old))
        let changed = Self.bot.replacingCharacters(in: range, with: "ru: Записать?")
        let records = MachineDifference(from: try Bots.machine(Self.bot), to: try Bots.machine(changed)).records
        let record = try #require(records.first)
        #expect(records.count == 1)
        #expect([record.part, record.name, record.flow, record.change, record.about] == ["step", "confirm", "booking", "reworded", "say"])
        #expect(record.untranslated == ["en"])
        #expect(
            record.before
                == .texts(["ru": "{service}, {date: day} в {time}. Записать?", "en": "{service}, {date: day} at {time}. Book it?"]))
        #expect(record.after == .texts(["ru": "Записать?", "en": "{service}, {date: day} at {time}. Book it?"]))
    }
}

internal import Booking
internal import CivilTime
internal import Conversations
internal import FlowDiagnostics
internal import FlowInterpreter
internal import FlowMachine
internal import FlowSyntax
internal import Foundation
internal import Salon

/// How the terminal chat looks: plain lines through a pipe, with margins and colours before eyes.
struct ChatScreen {
    let console: Console
    let spelling: Spelling
    /// Whether somebody sits there.
    let isInteractive: Bool

    func prompt(_ talk: RecordedTalk) {
        guard isInteractive else { return }
        let clock = talk.bot.catalogue.zone.civil(at: talk.rehearsal.now)
        FileHandle.standardError.write(Data(console.painted("\(clock.iso) › ", .grey).utf8))
    }

    func welcome() {
        guard isInteractive else { return }
        console.talk(
            console.words(
                ru: "Пишите как клиент. Номер нажимает кнопку, /помощь — команды, /выход — конец.",
                en: "Write as a customer. A number taps a button, /help lists the commands, /quit ends."))
    }

    func show(_ exchange: RecordedTalk.Exchange, of talk: RecordedTalk) {
        for message in exchange.said {
            if isInteractive {
                for row in message.text.split(separator: "\n", omittingEmptySubsequences: false) {
                    console.data(console.painted("  │ ", .green) + row)
                }
                for (index, choice) in message.choices.enumerated() {
                    console.data(console.painted("  │ [\(index + 1)]", .green) + " \(choice.label)")
                }
            } else {
                console.data(message.text)
                for (index, choice) in message.choices.enumerated() { console.data("  [\(index + 1)] \(choice.label)") }
            }
        }
        if exchange.said.isEmpty, !isQuiet(exchange.action) {
            console.talk(console.words(ru: "(бот молчит)", en: "(the bot is silent)"))
        }
        guard isInteractive else { return }
        for kept in talk.rehearsal.bookings.bookings.dropFirst(exchange.bookingsBefore) {
            let booking = kept.booking
            let name = talk.bot.choice(of: booking.service).names[0]
            note(
                console.words(
                    ru: "создана запись \(kept.created.number): \(name), \(booking.wall.iso)",
                    en: "booking \(kept.created.number) was made: \(name), \(booking.wall.iso)"))
        }
        if exchange.action == .operatorHandsBack {
            guard case .handedOff? = exchange.before?.position else {
                return note(console.words(ru: "разговор и так у бота", en: "the bot has the conversation already"))
            }
            note(console.words(ru: "разговор снова у бота", en: "the bot has the conversation again"))
        }
        if case .handedOff? = exchange.after?.position, exchange.before?.position != exchange.after?.position {
            note(
                console.words(
                    ru: "разговор у человека; /оператор вернёт его боту", en: "a human has the conversation; /operator gives it back"))
        }
    }

    /// Time may pass without a word, and a hand back has a note of its own.
    private func isQuiet(_ action: RecordedTalk.Action) -> Bool {
        switch action {
        case .waits, .now, .operatorHandsBack: true
        case .writes, .taps, .sends: false
        }
    }

    func note(_ text: String) { console.talk(console.painted("  · \(text)", .grey)) }

    // MARK: State

    func showState(_ talk: RecordedTalk) {
        let machine = talk.bot.program.machine
        let conversation = talk.rehearsal.conversation
        func name(_ step: StepID) -> String { spelling(machine[step].name, .name) }
        let place =
            switch conversation?.position ?? .idle {
            case .idle: console.words(ru: "ничего не начато", en: "nothing is open")
            case .filling(let form, let slot):
                console.words(
                    ru: "шаг \(name(form.step)), спрашивает: \(spelling(machine[slot].name, .type))",
                    en: "step \(name(form.step)), asks for \(spelling(machine[slot].name, .type))")
            case .choosing(let step):
                console.words(ru: "шаг \(name(step)), ждёт кнопку", en: "step \(name(step)), waits for an option")
            case .handedOff: console.words(ru: "разговор у человека", en: "a human has the conversation")
            case .resuming(let step, _):
                console.words(ru: "шаг \(name(step)), продолжит дальше", en: "step \(name(step)), goes on from there")
            }
        console.data(place)
        let clock = talk.bot.catalogue.zone.civil(at: talk.rehearsal.now)
        console.data(console.words(ru: "часы: \(clock.iso)", en: "clock: \(clock.iso)"))
        guard let conversation else { return }
        console.data(
            console.words(ru: "язык: ", en: "language: ") + machine.languages[conversation.language])
        if let wake = conversation.wakeAt {
            let moment = talk.bot.catalogue.zone.civil(at: wake).iso
            console.data(console.words(ru: "молчание сработает: \(moment)", en: "silence is followed at: \(moment)"))
        }
        if conversation.failedTries > 0 {
            console.data(console.words(ru: "неудачных попыток: ", en: "failed tries: ") + "\(conversation.failedTries)")
        }
        let names = machine.slots.map { spelling($0.name, .type) }
        let width = names.map(\.count).max() ?? 0
        for (index, slot) in machine.slots.enumerated() {
            let state = conversation.slots[index]
            let value = state.value.map { words($0, language: conversation.language) } ?? "—"
            let origin = talk.rehearsal.origin(ofSlotAt: index).map { "   \(words($0))" } ?? ""
            let isOpen = state.value != nil && slot.type.isCheckedByModules && !state.isChecked
            let doubt = isOpen ? console.words(ru: "   (не проверено)", en: "   (not checked)") : ""
            console.data(
                "  \(names[index])\(String(repeating: " ", count: width - names[index].count))  \(value)"
                    + console.painted(origin + doubt, .grey))
        }
    }

    private func words(_ origin: SlotOrigin) -> String {
        switch origin {
        case .said(let text, let words):
            guard let words, words != text else { return console.words(ru: "из сообщения «\(text)»", en: "from “\(text)”") }
            return console.words(ru: "«\(words)» из «\(text)»", en: "“\(words)” in “\(text)”")
        case .tapped(let title): return console.words(ru: "кнопка «\(title)»", en: "tapped “\(title)”")
        case .other: return console.words(ru: "из профиля или от модуля", en: "from the profile or a module")
        }
    }

    private func words(_ value: Value, language: Int) -> String {
        switch value {
        case .choice(let choice): choice.names.indices.contains(language) ? choice.names[language] : choice.id
        case .anyone: spelling("any", .value)
        case .date(let date): "\(date.iso), \(spelling("\(date.weekday)", .weekday))"
        case .time(let time): time.iso
        case .text(let text): text
        case .number(let number): String(number)
        case .money(let money): "\(money.minorUnits / 100) \(money.currency)"
        case .flag(let flag): spelling(flag ? "yes" : "no", .option)
        case .media(let kind, _): kind
        case .list(let values): values.map { words($0, language: language) }.joined(separator: ", ")
        }
    }

    // MARK: Help and mistakes

    func showHelp() {
        console.data(
            console.words(
                ru: """
                    Текст — сообщение клиента. Номер или слова кнопки — нажатие.
                      /нажать КНОПКА         нажать кнопку по номеру или словам
                      /сказать ТЕКСТ         написать текст, даже если это номер
                      /ждать 30 минут        пусть пройдёт время: 45 секунд, 30 минут, 2 часа, 1 день
                      /сейчас 2026-03-10 09:00   перевести часы вперёд; без времени — показать их
                      /фото /голосовое /видео /документ /стикер /место /контакт   прислать не текст
                      /оператор              человек возвращает разговор боту
                      /состояние             где разговор, и откуда взялось каждое значение
                      /проверка НАЗВАНИЕ     разговор как `test` для файла бота
                      /отменить              забыть последнее действие
                      /заново                начать разговор сначала
                      /выход
                    """,
                en: """
                    Text is a customer's message. A number or the words of a button tap it.
                      /tap BUTTON          tap a button by its number or words
                      /say TEXT            write a text, be it a number
                      /wait 30 minutes     let time pass: 45 seconds, 30 minutes, 2 hours, 1 day
                      /now 2026-03-10 09:00    move the clock on; alone it shows it
                      /photo /voice /video /document /sticker /location /contact   send what is no text
                      /operator            a human gives the conversation back
                      /state               where the conversation is, and where each value came from
                      /test TITLE          the conversation as a `test` for the bot's file
                      /undo                forget the last action
                      /restart             begin the conversation again
                      /quit
                    """))
    }

    func words(_ mistake: ChatLine.Mistake) -> String {
        switch mistake {
        case .unknownCommand(let word):
            let names = ChatCommandWord.names(console.language)
            let near = Suggestion.nearest(to: "/\(word)", among: names)
            return console.words(
                ru: "Команды /\(word) нет. " + (near.map { "Может быть, \($0)?" } ?? "Есть: \(names.joined(separator: " "))."),
                en: "There is no command /\(word). "
                    + (near.map { "Did you mean \($0)?" } ?? "There are: \(names.joined(separator: " "))."))
        case .duration(let text):
            return console.words(
                ru: "Не понял, сколько ждать: «\(text)». Напишите, например, /ждать 30 минут.",
                en: "How long is “\(text)”? Write /wait 30 minutes, for example.")
        case .moment(let text):
            return console.words(
                ru: "Не понял время: «\(text)». Напишите, например, /сейчас 2026-03-10 09:00 или /сейчас 09:30.",
                en: "When is “\(text)”? Write /now 2026-03-10 09:00 or /now 09:30, for example.")
        case .choice(let text, let count):
            return count == 0
                ? console.words(ru: "Сейчас нажимать нечего.", en: "There is nothing to tap just now.")
                : console.words(
                    ru: "Кнопки «\(text)» нет. Назовите её номер, от 1 до \(count), или слова на ней.",
                    en: "There is no button “\(text)”. Give its number, from 1 to \(count), or its words.")
        case .needsWords(let word):
            return console.words(ru: "После /\(word) нужен текст.", en: "/\(word) needs a text.")
        }
    }
}

internal import CivilTime
internal import Conversations
internal import FlowInterpreter
internal import Foundation

/// What a line typed into the terminal chat means. Commands begin with a slash and exist in English and in Russian.
enum ChatLine: Equatable {
    case nothing, quit, help, state, undo, restart, showClock
    case action(RecordedTalk.Action)
    case test(title: String)
    case mistake(Mistake)

    enum Mistake: Equatable {
        case unknownCommand(String)
        /// What was written in place of a duration such as `30 minutes`.
        case duration(String)
        case moment(String)
        /// There are so many choices.
        case choice(String, of: Int)
        case needsWords(String)
    }

    /// - Parameters:
    ///   - choices: what can be tapped.
    ///   - now: where the salon's clock stands, for times without a day.
    init(_ line: String, choices: [MessageChoice], now: CivilMoment) {
        let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.hasPrefix("/") else {
            self = ChatLine.plain(text, choices: choices)
            return
        }
        let parts = text.dropFirst().split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        let word = parts.first.map(String.init) ?? ""
        let rest = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        switch ChatCommandWord(word) {
        case .quit: self = .quit
        case .help: self = .help
        case .state: self = .state
        case .undo: self = .undo
        case .restart: self = .restart
        case .now where rest.isEmpty: self = .showClock
        case .now: self = ChatLine.moment(rest, now: now).map { .action(.now($0)) } ?? .mistake(.moment(rest))
        case .wait: self = ChatLine.seconds(rest).map { .action(.waits(seconds: $0)) } ?? .mistake(.duration(rest))
        case .operatorHandsBack: self = .action(.operatorHandsBack)
        case .test: self = .test(title: rest)
        case .media(let kind): self = .action(.sends(kind))
        case .tap: self = ChatLine.choice(rest, among: choices)
        case .say: self = rest.isEmpty ? .mistake(.needsWords(word)) : .action(.writes(rest))
        case nil: self = .mistake(.unknownCommand(word))
        }
    }

    /// A number or the words of a choice tap it; anything else is a message.
    private static func plain(_ text: String, choices: [MessageChoice]) -> ChatLine {
        if text.isEmpty { return .nothing }
        if let number = Int(text), choices.indices.contains(number - 1) { return .action(.taps(choices[number - 1])) }
        if let choice = choices.first(where: { $0.label.lowercased() == text.lowercased() }) {
            return .action(.taps(choice))
        }
        return .action(.writes(text))
    }

    private static func choice(_ text: String, among choices: [MessageChoice]) -> ChatLine {
        if case .action(.taps(let choice)) = plain(text, choices: choices) { return .action(.taps(choice)) }
        return .mistake(.choice(text, of: choices.count))
    }

    // MARK: Time

    /// `30m`, `30 minutes`, `2 часа`, `1 день`: at most a year.
    static func seconds(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).trimmingCharacters(in: .whitespaces).lowercased()
        guard let count = Int(digits), count > 0, let size = size(of: unit), count <= 365 * 86_400 / size else {
            return nil
        }
        return count * size
    }

    private static func size(of unit: String) -> Int? {
        switch unit {
        case "s", "sec", "second", "seconds", "с", "сек", "секунда", "секунду", "секунды", "секунд": 1
        case "m", "min", "minute", "minutes", "м", "мин", "минута", "минуту", "минуты", "минут": 60
        case "h", "hour", "hours", "ч", "час", "часа", "часов": 3_600
        case "d", "day", "days", "д", "день", "дня", "дней": 86_400
        default: nil
        }
    }

    /// `2026-03-10 09:00`, `2026-03-10T09:00`, `tomorrow 09:00`, or `09:30` alone: the next time the clock shows it.
    static func moment(_ text: String, now: CivilMoment) -> CivilMoment? {
        let parts = text.split(whereSeparator: { $0 == "T" || $0 == " " }).map(String.init)
        guard let last = parts.last, let time = ClockTime(iso: last.count == 4 ? "0\(last)" : last) else { return nil }
        switch parts.count {
        case 1: return CivilMoment(date: time >= now.time ? now.date : now.date.adding(days: 1), time: time)
        case 2:
            if let date = CivilDate(iso: parts[0]) { return CivilMoment(date: date, time: time) }
            switch parts[0].lowercased() {
            case "today", "сегодня": return CivilMoment(date: now.date, time: time)
            case "tomorrow", "завтра": return CivilMoment(date: now.date.adding(days: 1), time: time)
            default: return nil
            }
        default: return nil
        }
    }
}

/// A command of the terminal chat, by any of its names.
enum ChatCommandWord: Equatable {
    case quit, help, state, undo, restart, now, wait, test, tap, say, operatorHandsBack
    /// A kind of message that is no text, by the flow language's English name.
    case media(String)

    init?(_ word: String) {
        switch word.lowercased() {
        case "quit", "exit", "выход", "конец": self = .quit
        case "help", "?", "помощь": self = .help
        case "state", "состояние": self = .state
        case "undo", "отменить", "назад": self = .undo
        case "restart", "заново", "сначала": self = .restart
        case "now", "сейчас", "часы": self = .now
        case "wait", "ждать", "подождать": self = .wait
        case "test", "проверка", "тест": self = .test
        case "tap", "нажать": self = .tap
        case "say", "сказать", "написать": self = .say
        case "operator", "оператор", "человек": self = .operatorHandsBack
        case "photo", "фото": self = .media("photo")
        case "voice", "голосовое", "голос": self = .media("voice")
        case "video", "видео": self = .media("video")
        case "document", "документ": self = .media("document")
        case "sticker", "стикер": self = .media("sticker")
        case "location", "место": self = .media("location")
        case "contact", "контакт": self = .media("contact")
        default: return nil
        }
    }

    /// The names that are offered when a word is none of them.
    static func names(_ language: ConsoleLanguage) -> [String] {
        language == .russian
            ? [
                "/нажать", "/сказать", "/ждать", "/сейчас", "/фото", "/голосовое", "/оператор", "/состояние", "/проверка",
                "/отменить", "/заново", "/помощь", "/выход",
            ]
            : [
                "/tap", "/say", "/wait", "/now", "/photo", "/voice", "/operator", "/state", "/test", "/undo", "/restart",
                "/help", "/quit",
            ]
    }
}

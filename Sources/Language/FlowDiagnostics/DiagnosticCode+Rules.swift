/// Findings about intents, the rules a bot must keep, and its own tests. Area `R`.
extension DiagnosticCode {
    package static let intentWithoutPhrases = DiagnosticCode(
        "R001", .warning,
        message: Wording(
            ru: "У намерения «{0}» нет ни одной фразы: бот его не узнает.",
            en: "The intent “{0}” has no phrases: the bot will never recognise it."),
        help: Wording(
            ru: "Напишите под ним фразы клиентов: «ru: где припарковаться».",
            en: "Write customers' phrases under it: “en: where to park”."))

    package static let intentWithoutLanguage = DiagnosticCode(
        "R002", .warning,
        message: Wording(
            ru: "У намерения «{0}» нет фраз на языке «{1}».", en: "The intent “{0}” has no phrases in “{1}”."),
        help: Wording(ru: "Добавьте строку «{1}: …».", en: "Add a line “{1}: …”."))

    /// Reported by whoever has an understanding engine at hand: the compiler only lists the examples.
    package static let exampleFails = DiagnosticCode(
        "R003",
        message: Wording(
            ru: "Пример не узнаётся как «{0}»: бот понял «{1}».",
            en: "The example is not recognised as “{0}”: the bot understood “{1}”."),
        help: Wording(
            ru: "Добавьте фразу с такими словами или поправьте пример.",
            en: "Add a phrase with these words, or mend the example."))

    package static let neverViolated = DiagnosticCode(
        "R004",
        message: Wording(
            ru: "«{0}» случается раньше шага «{1}»: {2}.", en: "“{0}” happens before the step “{1}”: {2}."),
        help: Wording(
            ru: "Проведите этот путь через «{1}».", en: "Lead this way through “{1}”."))

    package static let reachViolated = DiagnosticCode(
        "R005",
        message: Wording(
            ru: "Из шага «{0}» не прийти к «{1}» за {2} сообщений клиента: нужно {3}.",
            en: "From the step “{0}” the customer cannot get to “{1}” in {2} messages: it takes {3}."),
        help: Wording(
            ru: "Добавьте короткий путь: вариант, «{4} … -> {1}» или «{5} … -> {1}».",
            en: "Add a short way: an option, “{4} … -> {1}” or “{5} … -> {1}”."))

    package static let testMomentUnreadable = DiagnosticCode(
        "R006",
        message: Wording(
            ru: "«{0}» — не дата и время.", en: "“{0}” is no date and time."),
        help: Wording(ru: "Пишите так: «{1} 2026-03-10 09:00».", en: "Write it like “{1} 2026-03-10 09:00”."))

    package static let testValueUnreadable = DiagnosticCode(
        "R007",
        message: Wording(
            ru: "«{0}» не может быть значением «{1}».", en: "“{0}” cannot be a value of “{1}”."),
        help: Wording(
            ru: "Время пишут 15:00, дату 2026-03-11, услугу и мастера — названием, отсутствие — «{2}».",
            en: "A time is written 15:00, a date 2026-03-11, a service or master by name, and absence “{2}”."))

    package static let ruleCodes: [DiagnosticCode] = [
        intentWithoutPhrases, intentWithoutLanguage, exampleFails, neverViolated, reachViolated, testMomentUnreadable,
        testValueUnreadable,
    ]
}

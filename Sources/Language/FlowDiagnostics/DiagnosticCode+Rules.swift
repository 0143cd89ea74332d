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
            ru: "Пример не узнаётся как «{0}»: бот понял «{1}» по правилу «{2}».",
            en: "The example is not recognised as “{0}”: the bot understood “{1}” by the rule “{2}”."),
        help: Wording(
            ru: "Добавьте фразу с такими словами, сделайте точнее правило, которое сработало, или поправьте пример.",
            en: "Add a phrase with these words, make the rule that matched more exact, or mend the example."))

    package static let neverViolated = DiagnosticCode(
        "R004",
        message: Wording(
            ru: "«{0}» случается раньше шага «{1}», если разговор пойдёт так: {2}.",
            en: "“{0}” happens before the step “{1}” when the conversation goes like this: {2}."),
        help: Wording(
            ru: "Проведите этот путь через «{1}».", en: "Lead this way through “{1}”."))

    package static let reachViolated = DiagnosticCode(
        "R005",
        message: Wording(
            ru: "Из шага «{0}» не прийти к «{1}» за {2} сообщений клиента: нужно {3}. Туда ведёт: {4}.",
            en: "From the step “{0}” the customer cannot get to “{1}” in {2} messages: it takes {3}. This leads there: {4}."
        ),
        help: Wording(
            ru: "Добавьте короткий путь: вариант, «{5} … -> {1}» или «{6} … -> {1}».",
            en: "Add a short way: an option, “{5} … -> {1}” or “{6} … -> {1}”."))

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

    package static let matchesAnything = DiagnosticCode(
        "R008",
        message: Wording(
            ru: "Эта фраза подходит к любому сообщению: все её слова необязательны.",
            en: "This phrase fits every message: all its words are optional."),
        help: Wording(
            ru: "Оставьте хотя бы одно слово обязательным.",
            en: "Make one word at least compulsory."))

    package static let phraseUnusable = DiagnosticCode(
        "R009",
        message: Wording(
            ru: "Эту фразу бот не сможет использовать: {0}.",
            en: "The bot cannot use this phrase: {0}."),
        help: Wording(
            ru: "Напишите её словами, как их пишут клиенты.",
            en: "Write it in words, as customers do."))

    package static let phraseNeverMatches = DiagnosticCode(
        "R010", .warning,
        message: Wording(
            ru: "Эта фраза никогда не сработает: «{0}» бот не понимает как «{1}».",
            en: "This phrase never matches: the bot does not take “{0}” for “{1}”."),
        help: Wording(
            ru: "Её исключает строка «{2}» или перебивает что-то другое. Уберите одну из них.",
            en: "A line “{2}” excludes it, or something else comes first. Remove one of them."))

    package static let intentShadowed = DiagnosticCode(
        "R011", .warning,
        message: Wording(
            ru: "Намерение «{0}» заслоняет «{1}»: например, «{2}» бот понимает как «{1}».",
            en: "The intent “{0}” is shadowed by “{1}”: “{2}”, for one, is taken for “{1}”."),
        help: Wording(
            ru: "Сделайте фразы «{0}» точнее или исключите их у «{1}» строкой «{3}».",
            en: "Make the phrases of “{0}” more exact, or exclude them from “{1}” by “{3}”."))

    package static let intentsOverlap = DiagnosticCode(
        "R012", .warning,
        message: Wording(
            ru: "Под «{0}» и «{1}» подходит одно и то же сообщение: «{2}».",
            en: "One message fits both “{0}” and “{1}”: “{2}”."),
        help: Wording(
            ru: "Уберите общую фразу у одного из них или исключите её строкой «{3}».",
            en: "Take the common phrase away from one of them, or exclude it by “{3}”."))

    package static let overlapsBuiltin = DiagnosticCode(
        "R013", .warning,
        message: Wording(
            ru: "«{0}» бот понимает и как «{1}», и как «{2}», а на «{2}» у него есть свой ответ.",
            en: "The bot takes “{0}” for “{1}” and for “{2}” as well, and it has an answer of its own to “{2}”."),
        help: Wording(
            ru: "Сделайте фразу точнее, если так не задумано.",
            en: "Make the phrase more exact, unless this is meant."))

    package static let badPattern = DiagnosticCode(
        "R014",
        message: Wording(
            ru: "Шаблон не читается: {0}.",
            en: "The pattern cannot be read: {0}."),
        help: Wording(
            ru: "Поправьте его в этом месте или напишите фразу обычными словами.",
            en: "Mend it at this place, or write the phrase in plain words."))

    package static let patternRunsAway = DiagnosticCode(
        "R015",
        message: Wording(
            ru: "Этот шаблон может думать вечно: на сообщение вроде «{0}» есть слишком много способов его подобрать.",
            en: "This pattern may think forever: there are too many ways to match a message such as “{0}”."),
        help: Wording(
            ru: "Уберите повторение внутри повторения: вместо «(a+)+» пишите «a+».",
            en: "Take the repetition out of the repetition: write “a+” instead of “(a+)+”."))

    package static let patternSlow = DiagnosticCode(
        "R016", .warning,
        message: Wording(
            ru: "Этот шаблон медленный: на длинное сообщение вроде «{0}» бот махнёт рукой.",
            en: "This pattern is slow: on a long message such as “{0}” the bot gives up."),
        help: Wording(
            ru: "Замените соседние повторения одного и того же одним.",
            en: "Replace neighbouring repetitions of the same by one."))

    package static let ruleCodes: [DiagnosticCode] = [
        intentWithoutPhrases, intentWithoutLanguage, exampleFails, neverViolated, reachViolated, testMomentUnreadable,
        testValueUnreadable,
        matchesAnything, phraseUnusable, phraseNeverMatches, intentShadowed, intentsOverlap, overlapsBuiltin, badPattern,
        patternRunsAway, patternSlow,
    ]
}

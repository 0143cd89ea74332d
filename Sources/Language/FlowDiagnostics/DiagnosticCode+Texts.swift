/// Findings about what the bot says: languages, lengths, buttons. Area `T`.
extension DiagnosticCode {
    package static let languageMissing = DiagnosticCode(
        "T001",
        message: Wording(ru: "Нет текста на языке «{0}».", en: "The text in “{0}” is missing."),
        help: Wording(ru: "Добавьте строку «{0}: …».", en: "Add a line “{0}: …”."))

    package static let languageNotOfBot = DiagnosticCode(
        "T002",
        message: Wording(ru: "Бот не говорит на языке «{0}».", en: "The bot does not speak “{0}”."),
        help: Wording(
            ru: "Языки бота: {1}. Добавьте язык в строку «{2}» или уберите эту строку.",
            en: "The bot's languages: {1}. Add this one to the line “{2}”, or remove this line."))

    package static let twinsDiffer = DiagnosticCode(
        "T003", .warning,
        message: Wording(
            ru: "В тексте на языке «{0}» нет «{1}», а на языке «{2}» есть.",
            en: "The text in “{0}” lacks “{1}”, which the one in “{2}” has."),
        help: Wording(
            ru: "Клиенты на разных языках узнают разное; допишите недостающее.",
            en: "Customers of different languages are told different things; add what is missing."))

    package static let textTooLong = DiagnosticCode(
        "T004",
        message: Wording(
            ru: "Сообщение на языке «{0}» длиннее, чем разрешает WhatsApp: {1} знаков при пределе {2}.",
            en: "The message in “{0}” is longer than WhatsApp allows: {1} characters, the limit is {2}."),
        help: Wording(
            ru: "Сократите его или разделите на два шага.", en: "Shorten it, or split it over two steps."))

    package static let labelTooLong = DiagnosticCode(
        "T005",
        message: Wording(
            ru: "Надпись «{0}» длиннее, чем помещается: {1} знаков при пределе {2}.",
            en: "The label “{0}” is longer than there is room for: {1} characters, the limit is {2}."),
        help: Wording(
            ru: "Сократите надпись до {2} знаков; смайлик считается за два и больше.",
            en: "Shorten it to {2} characters; an emoji counts as two or more."))

    package static let labelTwice = DiagnosticCode(
        "T006",
        message: Wording(
            ru: "Два варианта с одинаковой надписью «{0}».", en: "Two options carry the same label “{0}”."),
        help: Wording(
            ru: "Клиент их не различит, и WhatsApp такое не примет: измените одну.",
            en: "Customers could not tell them apart and WhatsApp refuses it: change one."))

    package static let tooManyOptions = DiagnosticCode(
        "T007",
        message: Wording(
            ru: "В шаге «{0}» вариантов {1}, а в одном сообщении помещается не больше 10.",
            en: "The step “{0}” has {1} options; one message holds 10 at most."),
        help: Wording(
            ru: "Разделите выбор на два шага.", en: "Split the choice over two steps."))

    package static let optionsWithoutText = DiagnosticCode(
        "T008",
        message: Wording(
            ru: "Шаг «{0}» показывает варианты, но ничего не говорит: кнопки без сообщения WhatsApp не отправит.",
            en: "The step “{0}” shows options but says nothing: WhatsApp sends no buttons without a message."),
        help: Wording(ru: "Добавьте «{1}» с вопросом.", en: "Add “{1}” with the question."))

    package static let pluralForms = DiagnosticCode(
        "T009",
        message: Wording(
            ru: "Форм слова {1}, а в языке «{0}» их {2}: {3}.",
            en: "There are {1} forms of the word; the language “{0}” has {2}: {3}."),
        help: Wording(
            ru: "Перечислите все формы через запятую, например «запись, записи, записей».",
            en: "Give all forms with commas between, such as “visit, visits”."))

    package static let showWithoutLink = DiagnosticCode(
        "T010",
        message: Wording(
            ru: "Не сказано, откуда взять «{0}».", en: "It is not said where the “{0}” is."),
        help: Wording(
            ru: "Добавьте адрес: «{1} {0} https://…».", en: "Add its address: “{1} {0} https://…”."))

    package static let showTakesNoLink = DiagnosticCode(
        "T011",
        message: Wording(
            ru: "«{0}» салон показывает сам, адрес здесь лишний.", en: "The salon shows its own “{0}”; no address is needed."),
        help: Wording(
            ru: "Уберите «{1}»; место и телефон берутся из данных салона.",
            en: "Remove “{1}”; place and phone come from the salon's data."))

    package static let textMayBeTooLong = DiagnosticCode(
        "T012", .warning,
        message: Wording(
            ru: "Сообщение на языке «{0}» может выйти длиннее, чем разрешает WhatsApp: до {1} знаков при пределе {2}. Больше всего места занимает «{3}» — до {4}.",
            en: "The message in “{0}” may get longer than WhatsApp allows: up to {1} characters, the limit is {2}. “{3}” takes most of it, up to {4}."),
        help: Wording(
            ru: "Бот разделит его на несколько сообщений. Сократите текст или уберите «{3}».",
            en: "The bot would send it in parts. Shorten the text, or take “{3}” out."))

    package static let turnMayBeTooLong = DiagnosticCode(
        "T013", .warning,
        message: Wording(
            ru: "Всё, что бот скажет за один раз на языке «{0}», может занять {1} знаков при пределе {2}: {3}.",
            en: "All that the bot says at once in “{0}” may take {1} characters, the limit is {2}: {3}."),
        help: Wording(
            ru: "Бот разделит это на несколько сообщений. Сократите тексты на этом пути или поставьте между ними вопрос.",
            en: "The bot would send it in parts. Shorten the texts on this way, or put a question between them."))

    package static let labelMayBeTooLong = DiagnosticCode(
        "T014", .warning,
        message: Wording(
            ru: "Надпись «{0}» может не поместиться: до {1} знаков при пределе {2}. Больше всего места занимает «{3}» — до {4}.",
            en: "The label “{0}” may not fit: up to {1} characters, the limit is {2}. “{3}” takes most of it, up to {4}."),
        help: Wording(
            ru: "WhatsApp покажет её обрезанной. Скажите «{3}» в сообщении, а не на кнопке.",
            en: "WhatsApp shows it cut off. Say “{3}” in the message, not on the button."))

    package static let nameTooLong = DiagnosticCode(
        "T015", .warning,
        message: Wording(
            ru: "Название «{0}» не поместится в строку выбора: {1} знаков при пределе {2}.",
            en: "The name “{0}” does not fit a row to choose: {1} characters, the limit is {2}."),
        help: Wording(
            ru: "Клиент увидит его обрезанным, целиком — строкой ниже. Дайте короткое название в salon.yaml.",
            en: "Customers see it cut off, and whole on the line below. Give it a shorter name in salon.yaml."))

    package static let textCodes: [DiagnosticCode] = [
        languageMissing, languageNotOfBot, twinsDiffer, textTooLong, labelTooLong, labelTwice,
        tooManyOptions, optionsWithoutText, pluralForms, showWithoutLink, showTakesNoLink,
        textMayBeTooLong, turnMayBeTooLong, labelMayBeTooLong, nameTooLong,
    ]
}

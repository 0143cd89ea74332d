/// Findings about names: taken, reserved, or unknown. Area `N`.
extension DiagnosticCode {
    package static let duplicateName = DiagnosticCode(
        "N001",
        message: Wording(ru: "Имя «{0}» уже занято.", en: "The name “{0}” is already taken."),
        help: Wording(
            ru: "Дайте одному из двух другое имя: на имени держатся кнопки, проверки и статистика.",
            en: "Give one of the two another name: buttons, tests and statistics hang on it."))

    package static let reservedName = DiagnosticCode(
        "N002",
        message: Wording(
            ru: "«{0}» — имя самого языка, своё так назвать нельзя.",
            en: "“{0}” is a name of the language itself and cannot be used for something of your own."),
        help: Wording(ru: "Выберите другое имя, например «{0}-2».", en: "Choose another name, such as “{0}-2”."))

    package static let unknownStep = DiagnosticCode(
        "N003",
        message: Wording(ru: "Шага «{0}» нет.", en: "There is no step “{0}”."),
        help: Wording(ru: "Подходящие шаги: {1}.", en: "Steps that would fit: {1}."))

    package static let unknownSlot = DiagnosticCode(
        "N004",
        message: Wording(ru: "Поля «{0}» нет.", en: "There is no slot “{0}”."),
        help: Wording(ru: "Подходящие поля: {1}.", en: "Slots that would fit: {1}."))

    package static let unknownText = DiagnosticCode(
        "N005",
        message: Wording(ru: "Текста «{0}» нет.", en: "There is no text “{0}”."),
        help: Wording(ru: "Подходящие тексты: {1}.", en: "Texts that would fit: {1}."))

    package static let unknownIntent = DiagnosticCode(
        "N006",
        message: Wording(ru: "Намерения «{0}» нет.", en: "There is no intent “{0}”."),
        help: Wording(ru: "Подходящие намерения: {1}.", en: "Intents that would fit: {1}."))

    package static let unknownFormat = DiagnosticCode(
        "N007",
        message: Wording(
            ru: "«{0}» — неизвестный вид записи значения.", en: "“{0}” is no known way to write a value."),
        help: Wording(ru: "Можно так: {1}.", en: "The ways are: {1}."))

    package static let unknownOffer = DiagnosticCode(
        "N008",
        message: Wording(
            ru: "Бот не умеет предлагать «{0}».", en: "The bot has nothing called “{0}” to offer."),
        help: Wording(ru: "Предложить можно: {1}.", en: "What can be offered: {1}."))

    package static let unknownSlotType = DiagnosticCode(
        "N009",
        message: Wording(
            ru: "«{0}» — неизвестный вид поля.", en: "“{0}” is no known kind of slot."),
        help: Wording(
            ru: "Виды полей: {1}. Вид пишут после имени: «{2} … {3}».",
            en: "Kinds of slots: {1}. The kind stands after the name: “{2} … {3}”."))

    package static let unknownValue = DiagnosticCode(
        "N010",
        message: Wording(
            ru: "«{0}» — ни поле, ни известное боту значение.",
            en: "“{0}” is neither a slot nor a value the bot knows."),
        help: Wording(ru: "Подходят: {1}.", en: "What would fit: {1}."))

    package static let unknownLanguage = DiagnosticCode(
        "N011",
        message: Wording(ru: "Языка «{0}» бот не знает.", en: "The bot does not know the language “{0}”."),
        help: Wording(ru: "Есть языки: {1}.", en: "The languages there are: {1}."))

    package static let unknownReason = DiagnosticCode(
        "N012",
        message: Wording(
            ru: "«{0}» — неизвестная причина отказа.", en: "“{0}” is no known reason for a refusal."),
        help: Wording(ru: "Причины: {1}.", en: "The reasons are: {1}."))

    package static let unknownLibrary = DiagnosticCode(
        "N013",
        message: Wording(ru: "Библиотеки «{0}» нет.", en: "There is no library “{0}”."),
        help: Wording(ru: "Есть библиотека: {1}.", en: "The library there is: {1}."))

    package static let backElsewhere = DiagnosticCode(
        "N014",
        message: Wording(
            ru: "Вернуться («{0}») можно только строкой «{1} {0}» в конце шага.",
            en: "Going back (“{0}”) can only be said by the line “{1} {0}” at the end of a step."),
        help: Wording(
            ru: "Назовите шаг, или ведите в шаг, который кончается на «{1} {0}».",
            en: "Name a step, or go to a step that ends with “{1} {0}”."))

    package static let unknownFlow = DiagnosticCode(
        "N015",
        message: Wording(ru: "Сценария «{0}» нет.", en: "There is no flow “{0}”."),
        help: Wording(ru: "Подходящие сценарии: {1}.", en: "Flows that would fit: {1}."))

    package static let unknownShowing = DiagnosticCode(
        "N016",
        message: Wording(ru: "Показать «{0}» бот не умеет.", en: "The bot cannot show “{0}”."),
        help: Wording(ru: "Показать можно: {1}.", en: "What can be shown: {1}."))

    package static let unknownRecipient = DiagnosticCode(
        "N017",
        message: Wording(ru: "Сообщить можно не всякому: «{0}» бот не знает.", en: "The bot knows nobody called “{0}” to tell."),
        help: Wording(ru: "Сообщить можно: {1}.", en: "Those who can be told: {1}."))

    package static let unknownMedia = DiagnosticCode(
        "N018",
        message: Wording(ru: "Клиент не может прислать «{0}».", en: "A customer cannot send “{0}”."),
        help: Wording(ru: "Прислать можно: {1}.", en: "What can be sent: {1}."))

    package static let wasStillThere = DiagnosticCode(
        "N019",
        message: Wording(
            ru: "«{0}» есть и сейчас, а «{1}» называет то, чего больше нет.",
            en: "“{0}” is still there; “{1}” names something that is gone."),
        help: Wording(
            ru: "Уберите строку «{1} {0}», если переименовано не это.",
            en: "Remove the line “{1} {0}”, unless another name was meant."))

    package static let wasTwice = DiagnosticCode(
        "N020",
        message: Wording(
            ru: "«{0}» — прежнее имя сразу двух: разговор не будет знать, куда перейти.",
            en: "“{0}” is the former name of two: a conversation could not tell where to go on."),
        help: Wording(
            ru: "Оставьте строку «{1} {0}» у одного из них.",
            en: "Keep the line “{1} {0}” at one of them."))

    package static let restartTwice = DiagnosticCode(
        "N021",
        message: Wording(
            ru: "О шаге «{0}» строка «{1}» уже есть: разговор не будет знать, какой сценарий начать.",
            en: "“{0}” is named by “{1}” already: a conversation could not tell which flow to begin."),
        help: Wording(ru: "Оставьте её в одном сценарии.", en: "Keep it in one flow."))

    package static let restartOfMoved = DiagnosticCode(
        "N022",
        message: Wording(
            ru: "О шаге «{0}» сказано двумя способами: «{1}» переводит его разговоры дальше, «{2}» начинает их снова.",
            en: "“{0}” is spoken of in two ways: “{1}” moves its conversations along, “{2}” begins them anew."),
        help: Wording(ru: "Оставьте одну из двух строк.", en: "Keep one of the two lines."))

    package static let restartStillThere = DiagnosticCode(
        "N023", .warning,
        message: Wording(
            ru: "Шаг «{0}» есть и сейчас и ждёт клиента: его разговоры продолжатся в нём, эта строка не сработает.",
            en: "The step “{0}” is still there and waits for the customer: conversations go on in it, and this line does nothing."),
        help: Wording(
            ru: "Уберите строку «{1} {0}», если шаг не назван по ошибке.",
            en: "Remove the line “{1} {0}”, unless another step was meant."))

    package static let nameCodes: [DiagnosticCode] = [
        duplicateName, reservedName, unknownStep, unknownSlot, unknownText, unknownIntent, unknownFormat, unknownOffer,
        unknownSlotType, unknownValue, unknownLanguage, unknownReason, unknownLibrary, backElsewhere,
        unknownFlow, unknownShowing, unknownRecipient, unknownMedia,
        wasStillThere, wasTwice, restartTwice, restartOfMoved, restartStillThere,
    ]
}

/// What a bot does to the conversations that are under way in the version that is live (letter L), and the other way round,
/// should it be taken back. Raised only where there is a version to compare with.
extension DiagnosticCode {
    package static let nowhereToGo = DiagnosticCode(
        "L001",
        message: Wording(
            ru: "Клиентам, которые ждут сейчас в «{0}», негде продолжить: такого шага больше нет.",
            en: "Customers who wait in “{0}” now have nowhere to go on: there is no such step any more."),
        help: Wording(
            ru: "Если шаг переименован, напишите в новом «{2} {1}». Если его больше нет, напишите «{3} {0}» в сценарии, который начать снова.",
            en: "If the step was renamed, write “{2} {1}” in the new one. If it is gone, write “{3} {0}” in the flow to begin anew."))

    package static let waitsNoMore = DiagnosticCode(
        "L002",
        message: Wording(
            ru: "Клиентам, которые ждут сейчас в шаге «{0}», негде продолжить: он больше не ждёт того же.",
            en: "Customers who wait in the step “{0}” now have nowhere to go on: it does not wait for the same any more."),
        help: Wording(
            ru: "Если вопрос теперь задаёт другой шаг, напишите в нём «{1} {0}». Если такого вопроса больше нет, напишите «{2} {0}» в сценарии, который начать снова.",
            en: "If another step asks it now, write “{1} {0}” there. If it is not asked any more, write “{2} {0}” in the flow to begin anew."))

    package static let slotTypeChanged = DiagnosticCode(
        "L003", .warning,
        message: Wording(
            ru: "«{0}» теперь «{2}», а было «{1}»: тех, кто уже ответил, бот спросит снова.",
            en: "“{0}” is “{2}” now and was “{1}”: those who have answered already will be asked again."),
        help: Wording(
            ru: "Они увидят вопрос «{3}». Если так и задумано, менять ничего не нужно.",
            en: "They will see the question “{3}”. If that is meant, nothing needs to change."))

    package static let choiceGone = DiagnosticCode(
        "L004", .warning,
        message: Wording(
            ru: "У «{0}» больше нет варианта «{1}»: тех, кто его выбрал, бот спросит снова.",
            en: "“{0}” has the option “{1}” no more: those who chose it will be asked again."),
        help: Wording(
            ru: "Они увидят вопрос «{2}». Если вариант переименован, напишите под новым «{3} {1}».",
            en: "They will see the question “{2}”. If the option was renamed, write “{3} {1}” under the new one."))

    package static let optionGone = DiagnosticCode(
        "L005", .warning,
        message: Wording(
            ru: "В шаге «{0}» больше нет кнопки «{1}», а на экране у клиентов она ещё есть.",
            en: "The step “{0}” has the button “{1}” no more, while customers still see it on their screens."),
        help: Wording(
            ru: "На её нажатие бот ответит, что меню устарело, и спросит снова. Если кнопка переименована, напишите под новой «{2} {1}».",
            en: "To a tap on it the bot says that the menu is out of date, and asks again. If the button was renamed, write “{2} {1}” under the new one."))

    package static let formerNameUnknown = DiagnosticCode(
        "L006", .warning,
        message: Wording(
            ru: "В действующей версии нет ничего с именем «{0}», и строка «{1} {0}» ничего не сделает.",
            en: "The live version has nothing called “{0}”, so the line “{1} {0}” does nothing."),
        help: Wording(
            ru: "Подходящие имена: {2}. Если все разговоры уже перешли, строку можно убрать.",
            en: "Names that would fit: {2}. If all conversations have moved already, the line may go."))

    package static let languageDropped = DiagnosticCode(
        "L007", .warning,
        message: Wording(
            ru: "Языка «{0}» больше нет: с теми, кто говорит на нём сейчас, бот продолжит на «{1}».",
            en: "The language “{0}” is gone: with those who speak it now the bot goes on in “{1}”."),
        help: Wording(
            ru: "Если это не задумано, верните его в строку «{2}» и его тексты.",
            en: "If that is not meant, put it back into the line “{2}”, and its texts."))

    package static let rollbackBeginsAnew = DiagnosticCode(
        "L008", .warning,
        message: Wording(
            ru: "Если вернуться с этой версии к действующей, тем, кто ждёт в новых шагах ({1}), придётся начать «{0}» снова.",
            en: "If this version is taken back for the live one, those who wait in its new steps ({1}) have to begin “{0}” anew."),
        help: Wording(
            ru: "Сказанное они не потеряют. Если шаг не новый, а переименован, напишите в нём «{2} ПРЕЖНЕЕ-ИМЯ».",
            en: "What they said is kept. If a step is not new but renamed, write “{2} OLD-NAME” in it."))

    package static let rollbackEnds = DiagnosticCode(
        "L009", .warning,
        message: Wording(
            ru: "Если вернуться с этой версии к действующей, разговоры в новом сценарии «{0}» прервутся ({1}).",
            en: "If this version is taken back for the live one, conversations in the new flow “{0}” end ({1})."),
        help: Wording(
            ru: "Следующее сообщение клиента начнёт новый разговор. Если сценарий переименован, напишите в его шагах «{2} ПРЕЖНЕЕ-ИМЯ».",
            en: "The customer's next message begins a new one. If the flow was renamed, write “{2} OLD-NAME” in its steps."))

    package static let translationStale = DiagnosticCode(
        "L010", .warning,
        message: Wording(
            ru: "Текст сказан иначе, чем в действующей версии, на одном языке ({0}), а на другом ({1}) остался прежним.",
            en: "The text differs from the live version's in one language ({0}) and is unchanged in another ({1})."),
        help: Wording(
            ru: "Посмотрите, не нужно ли изменить и его. На первом раньше было: «{2}».",
            en: "See whether it needs the same change. The first one said before: “{2}”."))

    package static let versionCodes: [DiagnosticCode] = [
        nowhereToGo, waitsNoMore, slotTypeChanged, choiceGone, optionGone, formerNameUnknown, languageDropped,
        rollbackBeginsAnew, rollbackEnds, translationStale,
    ]
}

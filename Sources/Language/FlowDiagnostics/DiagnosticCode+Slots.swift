/// Findings about slots and the values that are read from them. Area `V`.
extension DiagnosticCode {
    package static let mayBeUnset = DiagnosticCode(
        "V001",
        message: Wording(
            ru: "«{0}» здесь может быть ещё неизвестно — вот так: {1}.",
            en: "“{0}” may not be known here yet, on this way: {1}."),
        help: Wording(
            ru: "Спросите «{0}» раньше («{2}»), проверьте «{3} {0}» или уберите из текста.",
            en: "Ask for “{0}” earlier (“{2}”), check it by “{3} {0}”, or take it out of the text."))

    package static let slotWithoutQuestion = DiagnosticCode(
        "V002",
        message: Wording(ru: "У поля «{0}» нет вопроса.", en: "The slot “{0}” has no question."),
        help: Wording(
            ru: "Добавьте под ним «{1}» и текст на каждом языке.",
            en: "Put “{1}” under it, with a text in each language."))

    package static let wrongComparison = DiagnosticCode(
        "V003",
        message: Wording(
            ru: "«{0}» нельзя сравнить с «{1}».", en: "“{0}” cannot be compared with “{1}”."),
        help: Wording(
            ru:
                "Время сравнивают с часами (15:00), день — с днём недели, цену — с числом, прочее — с именем.",
            en:
                "Compare times with a time (15:00), dates with a weekday, prices with a number, the rest with a name."
        ))

    package static let formatDoesNotFit = DiagnosticCode(
        "V004",
        message: Wording(
            ru: "«{0}» нельзя записать как «{1}».", en: "“{0}” cannot be written as “{1}”."),
        help: Wording(
            ru: "Уберите «: {1}» — бот запишет значение обычным образом.",
            en: "Remove “: {1}”; the bot then writes the value in its usual form."))

    package static let twoSlotsOfOneType = DiagnosticCode(
        "V005",
        message: Wording(
            ru: "Поля «{0}» и «{1}» — об одном и том же: бот не поймёт, какое из них имел в виду клиент.",
            en: "The slots “{0}” and “{1}” are of one kind: the bot could not tell which the customer meant."),
        help: Wording(ru: "Оставьте одно поле этого вида.", en: "Keep one slot of this kind."))

    package static let offerDoesNotFit = DiagnosticCode(
        "V006",
        message: Wording(
            ru: "Для поля «{0}» нельзя предложить «{1}».", en: "“{1}” cannot be offered for the slot “{0}”."),
        help: Wording(ru: "Для него подходит: {2}.", en: "What fits it: {2}."))

    package static let callNeedsSlot = DiagnosticCode(
        "V007",
        message: Wording(
            ru: "Для «{0}» нужно «{1}», а здесь оно может быть ещё неизвестно: {2}.",
            en: "“{0}” needs “{1}”, which may not be known here yet: {2}."),
        help: Wording(
            ru: "Спросите «{1}» на этом пути («{3}»).", en: "Ask for “{1}” on this way (“{3}”)."))

    package static let callNeedsSlotType = DiagnosticCode(
        "V008",
        message: Wording(
            ru: "Для «{0}» нужно поле вида «{1}», а в боте такого нет.",
            en: "“{0}” needs a slot of the kind “{1}”, and the bot has none."),
        help: Wording(
            ru: "Добавьте «{2} {1}» с вопросом и спросите его.", en: "Add “{2} {1}” with a question, and ask for it."))

    package static let alwaysSet = DiagnosticCode(
        "V009", .warning,
        message: Wording(
            ru: "Проверка лишняя: «{0}» здесь всегда известно.",
            en: "The check is not needed: “{0}” is always known here."),
        help: Wording(
            ru: "Уберите «{1}» или спросите поле позже.", en: "Remove “{1}”, or ask for the slot later."))

    package static let readAnywhere = DiagnosticCode(
        "V010",
        message: Wording(
            ru: "Этот текст говорится в любой момент, и «{0}» тогда может быть ещё неизвестно.",
            en: "This text may be said at any moment, and “{0}” may not be known then."),
        help: Wording(
            ru: "Уберите «{0}» из текста или скажите его в шаге.",
            en: "Take “{0}” out of the text, or say it in a step."))

    package static let valueDoesNotFit = DiagnosticCode(
        "V011",
        message: Wording(
            ru: "Значение «{1}» не подходит полю «{0}».", en: "The value “{1}” does not fit the slot “{0}”."),
        help: Wording(
            ru:
                "Подойдёт значение того же вида: день (2026-03-10, {2}), время (15:00), число, имя варианта или другое поле; к дню прибавляют дни, ко времени — минуты и часы.",
            en:
                "What fits is a value of the same kind: a date (2026-03-10, {2}), a time (15:00), a number, an option's name or another slot; days are added to dates, minutes and hours to times."
        ))

    package static let choiceWithoutOptions = DiagnosticCode(
        "V012",
        message: Wording(
            ru: "У поля «{0}» нет вариантов, из которых выбирать.", en: "The slot “{0}” has no options to choose from."),
        help: Wording(
            ru: "Добавьте под ним строки «{1} ИМЯ» с надписями.", en: "Put lines “{1} NAME” with labels under it."))

    package static let optionsOfOtherType = DiagnosticCode(
        "V013",
        message: Wording(
            ru: "Варианты бывают только у поля вида «{1}», а «{0}» — другое.",
            en: "Only a slot of the kind “{1}” has options; “{0}” is of another."),
        help: Wording(
            ru: "Напишите «{2} {0} {1}» или уберите варианты.", en: "Write “{2} {0} {1}”, or remove the options."))

    package static let alwaysHolds = DiagnosticCode(
        "V014", .warning,
        message: Wording(
            ru: "Это условие здесь выполнено всегда: «{0}».",
            en: "This condition always holds here: “{0}”."),
        help: Wording(
            ru: "То, что стоит после него, не сработает никогда. Поправьте условие или уберите его.",
            en: "What stands after it never happens. Mend the condition, or remove it."))

    package static let neverHolds = DiagnosticCode(
        "V015", .warning,
        message: Wording(
            ru: "Это условие здесь не выполнится никогда: «{0}».",
            en: "This condition never holds here: “{0}”."),
        help: Wording(
            ru: "Переход «-> {1}» не сработает. Поправьте условие или уберите строку.",
            en: "The way “-> {1}” is never taken. Mend the condition, or remove the line."))

    package static let notOfSalon = DiagnosticCode(
        "V016", .warning,
        message: Wording(
            ru: "В этом салоне нет такого названия: «{0}».",
            en: "This salon has nothing called “{0}”."),
        help: Wording(
            ru: "Условие никогда не выполнится. В салоне есть: {1}.",
            en: "The condition would never hold. The salon has: {1}."))

    package static let neverRead = DiagnosticCode(
        "V017", .warning,
        message: Wording(
            ru: "Поле «{0}» спрашивают, но ответ нигде не нужен.",
            en: "The slot “{0}” is asked for, but the answer is never used."),
        help: Wording(
            ru: "Скажите «{{0}}» в тексте, проверьте «{1} {0}», добавьте «{2}» или не спрашивайте.",
            en: "Say “{{0}}” in a text, check “{1} {0}”, add “{2}”, or do not ask."))

    package static let slotCodes: [DiagnosticCode] = [
        mayBeUnset, slotWithoutQuestion, wrongComparison, formatDoesNotFit, twoSlotsOfOneType, offerDoesNotFit,
        callNeedsSlot, callNeedsSlotType, alwaysSet, readAnywhere,
        valueDoesNotFit, choiceWithoutOptions, optionsOfOtherType,
        alwaysHolds, neverHolds, notOfSalon, neverRead,
    ]
}

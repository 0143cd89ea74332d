/// Findings about states a customer cannot leave. Area `E`.
extension DiagnosticCode {
    package static let noEscape = DiagnosticCode(
        "E001",
        message: Wording(
            ru: "Из шага «{0}» нельзя прийти ни к концу разговора, ни к человеку.",
            en: "From the step “{0}” neither an end nor a human can be reached."),
        help: Wording(
            ru: "Добавьте путь к шагу со строкой «{1}» или «{2}», или строку «{3} {4} -> {5}».",
            en: "Add a way to a step with “{1}” or “{2}”, or the line “{3} {4} -> {5}”."))

    package static let noWayOut = DiagnosticCode(
        "E002", .warning,
        message: Wording(
            ru: "Если клиента не понять, шаг «{0}» будет переспрашивать без конца.",
            en: "If the customer is not understood, the step “{0}” asks again without end."),
        help: Wording(
            ru: "Добавьте «{1} 3 -> ШАГ» или «{2} {3} -> ШАГ».",
            en: "Add “{1} 3 -> STEP” or “{2} {3} -> STEP”."))

    package static let runNeverReturns = DiagnosticCode(
        "E003",
        message: Wording(
            ru: "Сценарий «{0}» никогда не возвращается: до строк после этой дело не дойдёт.",
            en: "The flow “{0}” never comes back: the lines after this one are never reached."),
        help: Wording(
            ru: "Закончите его путь строкой «{2} {3}», или вместо «{1}» перейдите в шаг строкой «{2} ШАГ».",
            en: "End a way through it with “{2} {3}”, or go to a step by “{2} STEP” instead of “{1}”."))

    package static let triesLeadBack = DiagnosticCode(
        "E004", .warning,
        message: Wording(
            ru: "После {0} неудачных ответов бот задаст тот же вопрос снова: из шага «{1}» так не выйти.",
            en: "After {0} answers that did not help the bot asks the same again: this is no way out of the step “{1}”."),
        help: Wording(
            ru: "Ведите в шаг, который передаёт разговор человеку или заканчивает его: «{2} {0} -> {3}».",
            en: "Lead to a step that hands off or ends the conversation: “{2} {0} -> {3}”."))

    package static let escapeCodes: [DiagnosticCode] = [
        noEscape, noWayOut,
        runNeverReturns, triesLeadBack,
    ]
}

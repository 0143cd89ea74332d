/// Findings about states a customer cannot leave. Area `E`.
extension DiagnosticCode {
    package static let noEscape = DiagnosticCode(
        "E001",
        message: Wording(
            ru: "Из шага «{0}» нельзя прийти ни к концу разговора, ни к человеку.",
            en: "From the step “{0}” neither an end nor a human can be reached."),
        help: Wording(
            ru: "Добавьте путь к шагу со «конец» или «передать человеку», или строку «всегда handoff -> оператор».",
            en: "Add a way to a step with “stop” or “hand off”, or the line “always handoff -> operator”."))

    package static let noWayOut = DiagnosticCode(
        "E002", .warning,
        message: Wording(
            ru: "Если клиента не понять, шаг «{0}» будет переспрашивать без конца.",
            en: "If the customer is not understood, the step “{0}” asks again without end."),
        help: Wording(
            ru: "Добавьте «попытки 3 -> ШАГ» или «всегда handoff -> ШАГ».",
            en: "Add “tries 3 -> STEP” or “always handoff -> STEP”."))

    package static let escapeCodes: [DiagnosticCode] = [noEscape, noWayOut]
}

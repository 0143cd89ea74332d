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

    package static let escapeCodes: [DiagnosticCode] = [noEscape, noWayOut]
}

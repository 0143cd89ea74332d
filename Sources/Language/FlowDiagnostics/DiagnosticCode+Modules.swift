/// Findings about what a flow asks the salon's modules to do. Area `M`.
extension DiagnosticCode {
    package static let unknownAction = DiagnosticCode(
        "M001",
        message: Wording(ru: "Действия «{0}» нет.", en: "There is no action “{0}”."),
        help: Wording(ru: "Подходящие действия: {1}.", en: "Actions that would fit: {1}."))

    package static let unknownOutcome = DiagnosticCode(
        "M002",
        message: Wording(
            ru: "«{1}» не бывает исходом действия «{0}».", en: "“{1}” is no outcome of “{0}”."),
        help: Wording(ru: "Подходящие исходы: {2}.", en: "Outcomes that would fit: {2}."))

    package static let outcomeMissing = DiagnosticCode(
        "M003",
        message: Wording(
            ru: "Не сказано, что делать, если «{0}» кончится исходом «{1}».",
            en: "It is not said what happens when “{0}” ends with “{1}”."),
        help: Wording(
            ru: "Добавьте строку «{2} {1} -> ШАГ».", en: "Add a line “{2} {1} -> STEP”."))

    package static let outcomeTwice = DiagnosticCode(
        "M004",
        message: Wording(ru: "Исход «{0}» уже описан.", en: "The outcome “{0}” is already covered."),
        help: Wording(ru: "Оставьте одну из строк.", en: "Keep one of the lines."))

    package static let onWithoutDo = DiagnosticCode(
        "M005",
        message: Wording(
            ru: "«{1} {0}» стоит без действия: перед этой строкой должна быть строка «{2}».",
            en: "“{1} {0}” stands without an action: a line “{2}” must come before it."),
        help: Wording(
            ru: "Поставьте её сразу под «{2} …».", en: "Put it right under “{2} …”."))

    package static let unconfirmed = DiagnosticCode(
        "M006", .warning,
        message: Wording(
            ru: "«{0}» случится без подтверждения клиента: {1}.",
            en: "“{0}” happens without the customer's confirmation: {1}."),
        help: Wording(
            ru: "Спросите перед этим шагом с вариантом «{2}», чтобы клиент увидел, на что соглашается.",
            en: "Ask before it in a step with an option “{2}”, so that customers see what they agree to."))

    package static let moduleCodes: [DiagnosticCode] = [
        unknownAction, unknownOutcome, outcomeMissing, outcomeTwice, onWithoutDo,
        unconfirmed,
    ]
}

/// Findings about how much one turn of a conversation may do. Area `C`.
extension DiagnosticCode {
    package static let tooManyInstructions = DiagnosticCode(
        "C001",
        message: Wording(
            ru: "За один ход бот может сделать {0} действий подряд, а предел — {1}: {2}.",
            en: "In one turn the bot may take {0} actions in a row; the limit is {1}: {2}."),
        help: Wording(
            ru: "Поставьте на этом пути вопрос или варианты, чтобы бот подождал клиента.",
            en: "Put a question or options on this way, so that the bot waits for the customer."))

    package static let tooManyCalls = DiagnosticCode(
        "C002",
        message: Wording(
            ru: "За один ход бот может обратиться к салону {0} раз, а предел — {1}: {2}.",
            en: "In one turn the bot may ask the salon {0} times; the limit is {1}: {2}."),
        help: Wording(
            ru: "Поставьте на этом пути вопрос или варианты, чтобы бот подождал клиента.",
            en: "Put a question or options on this way, so that the bot waits for the customer."))

    package static let costCodes: [DiagnosticCode] = [tooManyInstructions, tooManyCalls]
}

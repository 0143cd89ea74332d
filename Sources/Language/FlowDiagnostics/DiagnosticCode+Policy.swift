/// Findings about what WhatsApp allows a business to send, and when. Area `P`.
extension DiagnosticCode {
    package static let messageTooLate = DiagnosticCode(
        "P001",
        message: Wording(
            ru: "Через {0} молчания бот напишет клиенту, а WhatsApp разрешает это только 24 часа: {1}.",
            en: "After {0} of silence the bot writes to the customer; WhatsApp allows that for 24 hours only: {1}."),
        help: Wording(
            ru: "Сократите молчание, чтобы вышло меньше 24 часов («{2} 23 часа»), или закончите разговор молча.",
            en: "Shorten the silence to less than 24 hours (“{2} 23 hours”), or end the conversation without a word."))

    package static let noOptOut = DiagnosticCode(
        "P002", .warning,
        message: Wording(
            ru: "Бот пишет клиентам сам («{0}»), а отказаться от сообщений словом «стоп» они не могут.",
            en: "The bot writes to customers by itself (“{0}”), and they cannot refuse by a word such as “stop”."),
        help: Wording(
            ru: "Добавьте «{1} {2} -> ШАГ», где шаг делает «{3}», или возьмите готовое: «{4} {5}».",
            en: "Add “{1} {2} -> STEP” with a step that does “{3}”, or take the ready one: “{4} {5}”."))

    package static let optOutWithoutEffect = DiagnosticCode(
        "P003", .warning,
        message: Wording(
            ru: "Клиент отказывается от сообщений и попадает в шаг «{0}», но отказ нигде не записывается.",
            en: "A customer who refuses messages comes to the step “{0}”, but the refusal is nowhere recorded."),
        help: Wording(
            ru: "Добавьте на этом пути «{1} {2}».", en: "Put “{1} {2}” on this way."))

    package static let consentNotAsked = DiagnosticCode(
        "P004", .warning,
        message: Wording(
            ru: "Бот подписывает клиента на сообщения, хотя тот об этом не просил: {0}.",
            en: "The bot signs the customer up for messages that they did not ask for: {0}."),
        help: Wording(
            ru: "Спросите согласия вариантом «{1}» или делайте это при намерении «{2}».",
            en: "Ask for consent by an option “{1}”, or do it on the intent “{2}”."))

    package static let policyCodes: [DiagnosticCode] = [
        messageTooLate, noOptOut, optOutWithoutEffect, consentNotAsked,
    ]
}

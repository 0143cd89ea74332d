package import FlowInterpreter
internal import JSON

/// A body for `POST …/messages`, ready to be sent.
package struct MessageRequest: Hashable, Sendable {
    package let body: [UInt8]
    /// What comes back in every status of this message.
    package let callback: String

    init(_ json: JSONValue, callback: String) {
        body = json.bytes()
        self.callback = callback
    }
}

/// What a caller gave that no cutting can make right.
package enum EncodingError: Error, Hashable, Sendable, CustomStringConvertible {
    case choiceID(String)
    case repeatedChoiceID(String)
    case callback
    case templateName(String)
    case link(String)
    case phone(String)

    package var description: String {
        switch self {
        case .choiceID(let id):
            "the choice id “\(id.prefix(40))” must have 1 to \(ChannelLimit.rowID.maximum) UTF-16 units"
        case .repeatedChoiceID(let id): "two choices of one message have the id “\(id)”"
        case .callback:
            "the callback value must have 1 to \(ChannelLimit.callback.maximum) UTF-16 units, with room for the number "
                + "of a part"
        case .templateName(let name):
            "the template name “\(name.prefix(40))” must be of a–z, 0–9 and _, 1 to "
                + "\(ChannelLimit.templateName.maximum) of them"
        case .link(let link): "the link “\(link.prefix(80))” must begin with https:// and have no blanks"
        case .phone(let phone): "the contact's number “\(phone.prefix(40))” must be digits with a country code"
        }
    }
}

/// Gives a message of the bot the form WhatsApp has for it (facts, sections 10 and 11).
///
/// No choices: a text. Up to three whose labels fit buttons and need no description: reply buttons. Otherwise a list,
/// ten rows to a message. What does not fit goes out as texts before the message that carries the choices, so a request
/// list longer than one is to be sent in order; each waits for the answer to the one before.
package enum MessageEncoder {
    /// Marks the requests before the last: `callback#1`, `callback#2`, … The last has the callback itself, so that a
    /// status under it speaks of the whole message.
    package static let partMark: Character = "#"

    /// The requests for one message, at least one unless the text is blank and there are no choices.
    ///
    /// - Parameter language: the reply's language, by its code; only for the word on a list's button where the message
    ///   has none.
    package static func requests(
        for message: Message, to recipient: Recipient, callback: String, language: String
    ) throws(EncodingError) -> [MessageRequest] {
        try check(message.choices)
        // Seven units hold the mark and more parts than any text has.
        guard (1...ChannelLimit.callback.maximum - 7).contains(callback.utf16.count) else { throw .callback }
        let contents = message.choices.isEmpty ? texts(message.text) : interactives(message, language)
        return contents.enumerated().map { place, content in
            let isLast = place == contents.count - 1
            let callback = isLast ? callback : "\(callback)\(partMark)\(place + 1)"
            return MessageRequest(envelope(content, to: recipient, callback: callback), callback: callback)
        }
    }

    private static func check(_ choices: [MessageChoice]) throws(EncodingError) {
        var seen: Set<String> = []
        for choice in choices {
            guard (1...ChannelLimit.rowID.maximum).contains(choice.id.utf16.count) else { throw .choiceID(choice.id) }
            guard seen.insert(choice.id).inserted else { throw .repeatedChoiceID(choice.id) }
        }
    }

    /// A message's own part and its name, which is also the name of the member that holds it.
    typealias Content = (type: String, value: JSONValue)

    static func envelope(_ content: Content, to recipient: Recipient, callback: String) -> JSONValue {
        var object = JSONObject()
        object["messaging_product"] = "whatsapp"
        object["recipient_type"] = "individual"
        switch recipient {
        // Without the plus the API may put the country code of the salon's own number before it (facts, section 7).
        case .phone(let digits): object["to"] = .string("+\(digits)")
        case .userID(let id): object["recipient"] = .string(id)
        }
        object["type"] = .string(content.type)
        object[content.type] = content.value
        object["biz_opaque_callback_data"] = .string(callback)
        return .object(object)
    }

    private static func text(_ body: String) -> Content { ("text", ["body": .string(body)]) }

    private static func texts(_ text: String) -> [Content] {
        let limit = ChannelLimit.textBody.maximum
        return TextFitting.pieces(text, limit: limit, last: limit).map(self.text)
    }

    private static func interactives(_ message: Message, _ language: String) -> [Content] {
        var pieces = TextFitting.pieces(
            message.text, limit: ChannelLimit.textBody.maximum, last: ChannelLimit.interactiveBody.maximum)
        // A body is compulsory; a message of choices alone gets the least there is.
        let body = pieces.popLast() ?? "…"
        var contents = pieces.map(text)
        if let buttons = buttons(message.choices) {
            contents.append(("interactive", ["type": "button", "body": ["text": .string(body)], "action": buttons]))
            return contents
        }
        let label = listLabel(message.menuLabel, language)
        var rest = message.choices[...]
        while !rest.isEmpty {
            let isFirst = rest.startIndex == message.choices.startIndex
            let rows = rest.prefix(ChannelLimit.rows.maximum).map(row)
            rest = rest.dropFirst(ChannelLimit.rows.maximum)
            let action: JSONValue = ["button": .string(label), "sections": [["rows": .array(rows)]]]
            contents.append(
                (
                    "interactive",
                    ["type": "list", "body": ["text": .string(isFirst ? body : label)], "action": action]
                ))
        }
        return contents
    }

    /// The buttons, where all choices can be one: few, short, without descriptions, and told apart by their words.
    private static func buttons(_ choices: [MessageChoice]) -> JSONValue? {
        guard choices.count <= ChannelLimit.buttons.maximum else { return nil }
        let titles = choices.map { TextFitting.line($0.label) }
        guard titles.allSatisfy({ (1...ChannelLimit.buttonTitle.maximum).contains($0.utf16.count) }),
            Set(titles).count == titles.count,
            choices.allSatisfy({ TextFitting.line($0.description ?? "").isEmpty })
        else { return nil }
        let buttons = zip(choices, titles).map { choice, title -> JSONValue in
            ["type": "reply", "reply": ["id": .string(choice.id), "title": .string(title)]]
        }
        return ["buttons": .array(buttons)]
    }

    private static func row(_ choice: MessageChoice) -> JSONValue {
        let label = TextFitting.line(choice.label)
        let title = TextFitting.cut(label, to: ChannelLimit.rowTitle.maximum)
        var description = TextFitting.line(choice.description ?? "")
        if title != label { description = description.isEmpty ? label : "\(label) · \(description)" }
        var row = JSONObject()
        row["id"] = .string(choice.id)
        row["title"] = .string(title.isEmpty ? "…" : title)
        if !description.isEmpty {
            row["description"] = .string(TextFitting.cut(description, to: ChannelLimit.rowDescription.maximum))
        }
        return .object(row)
    }

    private static func listLabel(_ label: String, _ language: String) -> String {
        let line = TextFitting.line(label)
        guard line.isEmpty else { return TextFitting.cut(line, to: ChannelLimit.listButton.maximum) }
        return language.prefix { $0 != "_" && $0 != "-" } == "ru" ? "Выбрать" : "Choose"
    }
}

internal import JSON

/// Judges one body of `POST /messages` as Meta does before it answers (facts, sections 10 to 12).
///
/// What it refuses here is what Meta refuses in the answer; what is decided later (window, reach) is not its business.
struct SendRules {
    let templates: [StandInSettings.Template]

    func read(_ body: JSONValue) throws(GraphError) -> MessagesCall {
        guard body.object != nil, let product = body["messaging_product"] else {
            throw .missing(parameter: "messaging_product")
        }
        guard product.string == "whatsapp" else {
            throw .invalid("Param messaging_product must be one of {WHATSAPP}")
        }
        if let status = body["status"] {
            guard status.string == "read" else { throw .invalid("Param status must be one of {READ}") }
            guard let messageID = body["message_id"]?.string else { throw .missing(parameter: "message_id") }
            if let typing = body["typing_indicator"], typing["type"]?.string != "text" {
                throw .invalid("Param typing_indicator['type'] must be one of {TEXT}")
            }
            return .receipt(ReadReceipt(messageID: messageID, showsTyping: body["typing_indicator"] != nil))
        }
        return .send(try message(body))
    }

    private func message(_ body: JSONValue) throws(GraphError) -> SendRequest {
        if let kind = body["recipient_type"], kind.string != "individual" {
            throw .invalid("Param recipient_type must be one of {INDIVIDUAL}")
        }
        let callback = try FieldChecks.optionalText(
            body["biz_opaque_callback_data"], "biz_opaque_callback_data", 1...512)
        var quoted: String?
        if let context = body["context"] {
            guard let id = context["message_id"]?.string, !id.isEmpty else {
                throw .required("Parameter 'message_id' is mandatory for 'context'")
            }
            quoted = id
        }
        let recipient = try recipient(body)
        let (content, template) = try content(body)
        return SendRequest(
            recipient: recipient, content: content, callback: callback, quoted: quoted, template: template)
    }

    /// `to` wins where both are given (facts, section 7).
    private func recipient(_ body: JSONValue) throws(GraphError) -> SendRequest.Recipient {
        if let to = body["to"] {
            guard let typed = to.string, WhatsAppNumber.isTypable(typed) else {
                throw .value("Parameter 'to' is not a valid phone number")
            }
            return .phone(typed)
        }
        guard let recipient = body["recipient"] else { throw .missing(parameter: "to") }
        guard let userID = recipient.string, BusinessScopedID.isWellFormed(userID) else {
            throw .value("Parameter 'recipient' is not a valid user id")
        }
        return .userID(userID)
    }

    private func content(_ body: JSONValue) throws(GraphError) -> (MessageContent, StandInSettings.Template?) {
        let type = body["type"]?.string ?? "text"
        func part() throws(GraphError) -> JSONValue {
            try FieldChecks.object(body[type], missing: "Parameter '\(type)' is mandatory for message type '\(type)'")
        }
        switch type {
        case "text":
            let text = try FieldChecks.text(
                try part()["body"], "Text body", 1...4096, missing: "Parameter 'body' is mandatory for type 'text'")
            try FieldChecks.visible(text, "Text body")
            return (MessageContent(kind: .text, body: text), nil)
        case "interactive":
            return (try InteractiveRules.read(try part()), nil)
        case "template":
            let (content, template) = try TemplateRules(templates: templates).read(try part())
            return (content, template)
        case "image", "video", "audio", "document", "sticker":
            return (try media(try part(), type), nil)
        case "location":
            return (try location(try part()), nil)
        case "contacts":
            return (try contacts(body["contacts"]), nil)
        case "reaction":
            let reaction = try part()
            guard let id = reaction["message_id"]?.string, !id.isEmpty else {
                throw .required("Parameter 'message_id' is mandatory for type 'reaction'")
            }
            guard let emoji = reaction["emoji"]?.string else {
                throw .required("Parameter 'emoji' is mandatory for type 'reaction'")
            }
            var content = MessageContent(kind: .reaction, body: emoji)
            content.reference = id
            return (content, nil)
        default:
            throw .invalid(
                "Param type must be one of {AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, REACTION, "
                    + "STICKER, TEMPLATE, TEXT, VIDEO} - got \"\(type)\".")
        }
    }

    private func media(_ part: JSONValue, _ type: String) throws(GraphError) -> MessageContent {
        let kind = MessageContent.Kind(rawValue: type) ?? .document
        try SendRules.checkMediaSource(part, type)
        let mayHaveCaption = type != "audio" && type != "sticker"
        if !mayHaveCaption, part["caption"] != nil {
            throw .value("Parameter 'caption' is not supported for type '\(type)'")
        }
        let caption = try FieldChecks.optionalText(part["caption"], "Caption", 0...1024)
        var content = MessageContent(kind: kind, body: caption ?? "")
        content.header = part["filename"]?.string
        if let link = part["link"]?.string { content.link = MessageContent.Link(title: link, address: link) }
        return content
    }

    /// Exactly one of `id` and `link`; a link is a public HTTPS address.
    static func checkMediaSource(_ part: JSONValue, _ type: String) throws(GraphError) {
        switch (part["id"]?.string, part["link"]?.string) {
        case (let id?, nil):
            guard !id.isEmpty, id.allSatisfy(\.isNumber) else {
                throw .value("Parameter value is not valid: media id '\(id)'")
            }
        case (nil, let link?):
            guard link.hasPrefix("https://") else { throw .value("\(type) link must be a valid HTTPS URL") }
        case (nil, nil):
            throw .required("One of the parameters 'id' or 'link' is mandatory for type '\(type)'")
        case (.some, .some):
            throw .value("Only one of the parameters 'id' or 'link' is allowed for type '\(type)'")
        }
    }

    private func location(_ part: JSONValue) throws(GraphError) -> MessageContent {
        var place: [String] = []
        for (name, bound) in [("latitude", 90.0), ("longitude", 180.0)] {
            guard let value = part[name] else {
                throw .required("Parameter '\(name)' is mandatory for type 'location'")
            }
            guard let degrees = value.double ?? value.string.flatMap(Double.init), abs(degrees) <= bound else {
                throw .value("Parameter '\(name)' is not valid")
            }
            place.append("\(degrees)")
        }
        let words = [part["name"]?.string, part["address"]?.string].compactMap { $0 }
        return MessageContent(
            kind: .location, body: words.joined(separator: "\n"), footer: place.joined(separator: ", "))
    }

    private func contacts(_ value: JSONValue?) throws(GraphError) -> MessageContent {
        let contacts = try FieldChecks.items(value, "contacts", 1...257)
        var names: [String] = []
        var link: MessageContent.Link?
        for contact in contacts {
            guard let name = contact["name"]?["formatted_name"]?.string, !name.isEmpty else {
                throw .required("Parameter 'name.formatted_name' is mandatory for type 'contacts'")
            }
            // The formatted name alone is not enough (facts, section 10).
            let parts = ["first_name", "last_name", "middle_name", "suffix", "prefix"]
            guard parts.contains(where: { contact["name"]?[$0]?.string?.isEmpty == false }) else {
                throw .required("At least one name part besides 'formatted_name' is mandatory for type 'contacts'")
            }
            names.append(name)
            for phone in contact["phones"]?.array ?? [] where link == nil {
                if let number = phone["phone"]?.string {
                    link = MessageContent.Link(title: number, address: "tel:\(number)")
                }
            }
        }
        var content = MessageContent(kind: .contacts, body: names.joined(separator: ", "))
        content.link = link
        return content
    }
}

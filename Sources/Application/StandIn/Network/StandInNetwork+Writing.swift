internal import JSON

/// What a person does on the phone.
package enum CustomerMessage: Hashable, Sendable {
    case text(String)
    /// A button, a row or a template's quick reply of a message the phone shows; it may be tapped again and late.
    case tap(messageID: String, choiceID: String)
    /// `image`, `audio`, `video`, `document` or `sticker`.
    case media(kind: String, caption: String?)
    case location(latitude: Double, longitude: Double, name: String?)
}

/// Why the control interface refused something.
package enum ControlError: Error, Hashable, Sendable {
    case unknownNumber(String)
    case unknownMessage(String)
    case unknownChoice(String)
    case invalid(String)

    package var words: String {
        switch self {
        case .unknownNumber(let id): "The stand-in carries no number with the id “\(id)”."
        case .unknownMessage(let id): "No phone shows a message “\(id)”."
        case .unknownChoice(let id): "That message has no choice “\(id)”."
        case .invalid(let words): words
        }
    }
}

extension StandInNetwork {
    /// A person writes to the salon. Returns the id of the message; its webhook goes out by itself.
    package mutating func write(
        from waID: String, to phoneNumberID: String? = nil, _ message: CustomerMessage, now: Int64
    ) throws(ControlError) -> String {
        guard let number = number(phoneNumberID) else { throw .unknownNumber(phoneNumberID ?? "") }
        guard (5...20).contains(waID.utf8.count), waID.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .invalid("“\(waID)” is not a wa_id: 5 to 20 digits, no plus.")
        }
        let customer = customer(waID)
        let key = ChatKey(phoneNumberID: number.phoneNumberID, waID: waID)
        let (content, quoted, part) = try inbound(message, key: key, number: number, now: now)
        let identity = identity(of: customer)
        let id = MessageID.make(
            .inbound, phone: identity == .withoutPhone ? nil : waID, run: settings.run, serial: nextSerial())
        let contact = contact(customer, at: number)

        var entry = ChatEntry(id: id, author: .customer, at: now, content: content)
        entry.isShown = true
        entry.quoted = quoted
        append(entry, to: key)
        chats[key]?.lastInboundAt = now
        throughput[number.phoneNumberID, default: Throughput(limit: settings.throughputPerSecond)].count(now: now)

        var element = JSONObject()
        if let quoted {
            element["context"] = .members(["from": .string(number.displayNumber), "id": .string(quoted)])
        }
        if identity != .withoutPhone { element["from"] = .string(waID) }
        if identity != .before2026 { element["from_user_id"] = .string(userID(of: waID, at: number)) }
        element["id"] = .string(id)
        element["timestamp"] = .timestamp(milliseconds: now)
        element["type"] = .string(part.type)
        element[part.type] = part.value
        book.put(
            WebhookEvent(
                kind: .message, number: number, contact: contact, element: .object(element), label: id, messageID: id,
                lane: "\(number.phoneNumberID)/\(waID)"),
            now: now, faults: faults.webhooks)
        return id
    }

    private typealias WirePart = (type: String, value: JSONValue)

    private func inbound(
        _ message: CustomerMessage, key: ChatKey, number: StandInSettings.Number, now: Int64
    ) throws(ControlError) -> (MessageContent, quoted: String?, WirePart) {
        switch message {
        case .text(let text):
            guard !text.isEmpty, text.utf16.count <= 65_536 else {
                throw .invalid("A text has 1 to 65,536 characters.")
            }
            return (MessageContent(kind: .text, body: text), nil, ("text", .members(["body": .string(text)])))
        case .tap(let messageID, let choiceID):
            return try tap(messageID: messageID, choiceID: choiceID, key: key)
        case .media(let kind, let caption):
            return try media(kind: kind, caption: caption, now: now)
        case .location(let latitude, let longitude, let name):
            guard let north = JSONNumber(latitude), let east = JSONNumber(longitude), abs(latitude) <= 90,
                abs(longitude) <= 180
            else { throw .invalid("A location has a latitude of -90 to 90 and a longitude of -180 to 180.") }
            var content = MessageContent(kind: .location, body: name ?? "")
            content.reference = "\(latitude), \(longitude)"
            let value = JSONValue.members([
                "latitude": .number(north), "longitude": .number(east), "name": name.map(JSONValue.string),
            ])
            return (content, nil, ("location", value))
        }
    }

    private func tap(
        messageID: String, choiceID: String, key: ChatKey
    ) throws(ControlError) -> (MessageContent, quoted: String?, WirePart) {
        guard let place = places[messageID], place.chat == key, let tapped = entry(messageID),
            tapped.author == .business, tapped.isShown
        else { throw .unknownMessage(messageID) }
        guard let choice = tapped.content.choices.first(where: { $0.id == choiceID }) else {
            throw .unknownChoice(choiceID)
        }
        var content = MessageContent(kind: .tap, body: choice.title)
        content.reference = choice.id
        let part: WirePart
        if choice.isTemplateReply {
            part = ("button", .members(["payload": .string(choice.id), "text": .string(choice.title)]))
        } else {
            let form = tapped.content.kind == .list ? "list_reply" : "button_reply"
            let reply = JSONValue.members([
                "id": .string(choice.id), "title": .string(choice.title),
                "description": choice.description.map(JSONValue.string),
            ])
            var interactive = JSONObject()
            interactive["type"] = .string(form)
            interactive[form] = reply
            part = ("interactive", .object(interactive))
        }
        return (content, messageID, part)
    }

    private func media(
        kind: String, caption: String?, now: Int64
    ) throws(ControlError) -> (MessageContent, quoted: String?, WirePart) {
        let mimeTypes = [
            "image": "image/jpeg", "audio": "audio/ogg; codecs=opus", "video": "video/mp4",
            "document": "application/pdf", "sticker": "image/webp",
        ]
        guard let mimeType = mimeTypes[kind], let shown = MessageContent.Kind(rawValue: kind) else {
            throw .invalid("A media kind is one of \(mimeTypes.keys.sorted().joined(separator: ", ")).")
        }
        let id = "1003383\(100_000_000 + Int(serial))"
        var value = JSONObject()
        if let caption, kind != "audio", kind != "sticker" { value["caption"] = .string(caption) }
        if kind == "document" { value["filename"] = "document.pdf" }
        value["mime_type"] = .string(mimeType)
        value["sha256"] = "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI="
        value["id"] = .string(id)
        value["url"] = .string(
            "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=\(id)&source=webhook&ext="
                + "\(now / 1000 + 3600)&hash=ARmExampleHash")
        if kind == "audio" { value["voice"] = true }
        if kind == "sticker" { value["animated"] = false }
        return (MessageContent(kind: shown, body: caption ?? ""), nil, (kind, .object(value)))
    }
}

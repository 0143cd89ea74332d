internal import JSON

/// The forms of the control interface, both ways.
enum ControlJSON {
    // MARK: Entries

    static func entry(_ entry: ChatEntry) -> JSONValue {
        let content = entry.content
        return .members([
            "id": .string(entry.id),
            "author": .string(entry.author.rawValue),
            "at": .count(entry.at),
            "kind": .string(content.kind.rawValue),
            "header": content.header.map(JSONValue.string),
            "text": .string(content.body),
            "footer": content.footer.map(JSONValue.string),
            "menu": content.menuLabel.map(JSONValue.string),
            "choices": content.choices.isEmpty ? nil : .array(content.choices.map(choice)),
            "sections": content.sections.isEmpty
                ? nil
                : .array(
                    content.sections.map {
                        .members(["title": $0.title.map(JSONValue.string), "first_row": .count($0.firstRow)])
                    }),
            "link": content.link.map {
                .members(["title": .string($0.title), "address": .string($0.address)])
            },
            "reference": content.reference.map(JSONValue.string),
            "state": .string(entry.state.rawValue),
            "shown": .bool(entry.isShown),
            "failure": entry.failureCode.map(JSONValue.count),
            "callback": entry.callback.map(JSONValue.string),
            "quoted": entry.quoted.map(JSONValue.string),
            "revision": .count(entry.revision),
        ])
    }

    private static func choice(_ choice: MessageContent.Choice) -> JSONValue {
        .members([
            "id": .string(choice.id), "title": .string(choice.title),
            "description": choice.description.map(JSONValue.string),
            "template_reply": choice.isTemplateReply ? true : nil,
        ])
    }

    static func readEntry(_ value: JSONValue) -> ChatEntry? {
        guard let id = value["id"]?.string, let author = value["author"]?.string.flatMap(ChatEntry.Author.init),
            let at = value["at"]?.integer, let kind = value["kind"]?.string.flatMap(MessageContent.Kind.init),
            let text = value["text"]?.string
        else { return nil }
        var content = MessageContent(
            kind: kind, header: value["header"]?.string, body: text, footer: value["footer"]?.string)
        content.menuLabel = value["menu"]?.string
        content.choices = (value["choices"]?.array ?? []).compactMap { choice in
            guard let id = choice["id"]?.string, let title = choice["title"]?.string else { return nil }
            return MessageContent.Choice(
                id: id, title: title, description: choice["description"]?.string,
                isTemplateReply: choice["template_reply"]?.bool ?? false)
        }
        content.sections = (value["sections"]?.array ?? []).map { section in
            MessageContent.Section(title: section["title"]?.string, firstRow: section["first_row"]?.integer ?? 0)
        }
        if let link = value["link"], let title = link["title"]?.string, let address = link["address"]?.string {
            content.link = MessageContent.Link(title: title, address: address)
        }
        content.reference = value["reference"]?.string
        var entry = ChatEntry(id: id, author: author, at: Int64(at), content: content)
        entry.state = value["state"]?.string.flatMap(ChatEntry.State.init) ?? .accepted
        entry.isShown = value["shown"]?.bool ?? false
        entry.failureCode = value["failure"]?.integer
        entry.callback = value["callback"]?.string
        entry.quoted = value["quoted"]?.string
        entry.revision = value["revision"]?.integer ?? 0
        return entry
    }

    // MARK: People

    static func customer(_ customer: Customer) -> JSONValue {
        .members([
            "wa_id": .string(customer.waID), "name": .string(customer.name),
            "username": customer.username.map(JSONValue.string), "hides_phone": .bool(customer.hidesPhone),
            "script": script(customer.script),
        ])
    }

    /// What is not named keeps its value.
    static func readCustomer(_ value: JSONValue, known: Customer?) -> Customer? {
        guard let waID = value["wa_id"]?.string ?? known?.waID else { return nil }
        var customer = known ?? Customer(waID: waID, name: "+\(waID)")
        if let name = value["name"]?.string { customer.name = name }
        if let username = value["username"] { customer.username = username.string }
        if let hidesPhone = value["hides_phone"]?.bool { customer.hidesPhone = hidesPhone }
        if let value = value["script"] {
            guard let script = readScript(value) else { return nil }
            customer.script = script
        }
        return customer
    }

    private static func script(_ script: DeliveryScript) -> JSONValue {
        switch script {
        case .read: "read"
        case .readAtOnce: "read_at_once"
        case .delivered: "delivered"
        case .sent: "sent"
        case .silence: "silence"
        case .failed(let code): .members(["failed": .count(code)])
        }
    }

    private static func readScript(_ value: JSONValue) -> DeliveryScript? {
        if let code = value["failed"]?.integer { return .failed(code: code) }
        switch value.string {
        case "read": return .read
        case "read_at_once": return .readAtOnce
        case "delivered": return .delivered
        case "sent": return .sent
        case "silence": return .silence
        default: return nil
        }
    }

    // MARK: What a person does

    static func readMessage(_ value: JSONValue) throws(ControlError) -> CustomerMessage {
        if let text = value["text"]?.string { return .text(text) }
        if let tap = value["tap"] {
            guard let message = tap["message"]?.string, let choice = tap["choice"]?.string else {
                throw .invalid("A tap names the message and the choice: {\"tap\":{\"message\":…,\"choice\":…}}.")
            }
            return .tap(messageID: message, choiceID: choice)
        }
        if let kind = value["media"]?.string { return .media(kind: kind, caption: value["caption"]?.string) }
        if let location = value["location"] {
            guard let latitude = location["latitude"]?.double, let longitude = location["longitude"]?.double else {
                throw .invalid("A location has a latitude and a longitude.")
            }
            return .location(latitude: latitude, longitude: longitude, name: location["name"]?.string)
        }
        throw .invalid("A message has one of: text, tap, media, location.")
    }

    // MARK: Faults

    static func faults(_ faults: Faults) -> JSONValue {
        let webhooks = faults.webhooks
        return .members([
            "sends": .array(faults.sends.map(sendFault)),
            "webhooks": .members([
                "duplicates": .count(webhooks.duplicates),
                "delay_milliseconds": .count(webhooks.delayMilliseconds),
                "reorder_milliseconds": .count(webhooks.reorderMilliseconds),
                "wrong_signatures": .count(webhooks.wrongSignatures),
                "batch": .count(webhooks.batch),
                "batch_wait_milliseconds": .count(webhooks.batchWaitMilliseconds),
                "split": .bool(webhooks.split),
                "identity": .string(webhooks.identity.rawValue),
            ]),
        ])
    }

    private static func sendFault(_ fault: Faults.SendFault) -> JSONValue {
        let kind: String
        var code: Int?
        var status: Int?
        switch fault.kind {
        case .error(let number): (kind, code) = ("error", number)
        case .html(let number): (kind, status) = ("html", number)
        case .timeout: kind = "timeout"
        case .timeoutAfterAccepting: kind = "timeout_after_accepting"
        case .closeBeforeAccepting: kind = "close_before_accepting"
        case .closeAfterAccepting: kind = "close_after_accepting"
        }
        return .members([
            "kind": .string(kind), "code": code.map(JSONValue.count), "status": status.map(JSONValue.count),
            "times": .count(fault.times), "hold_milliseconds": .count(fault.holdMilliseconds),
            "number": fault.phoneNumberID.map(JSONValue.string), "wa_id": fault.waID.map(JSONValue.string),
        ])
    }

    static func readFaults(_ value: JSONValue) throws(ControlError) -> Faults {
        var faults = Faults()
        for item in value["sends"]?.array ?? [] { faults.sends.append(try readSendFault(item)) }
        guard let webhooks = value["webhooks"] else { return faults }
        func number(_ name: String, _ range: ClosedRange<Int>, _ otherwise: Int) throws(ControlError) -> Int {
            guard let value = webhooks[name] else { return otherwise }
            guard let number = value.integer, range.contains(number) else {
                throw .invalid("“\(name)” is a number of \(range.lowerBound) to \(range.upperBound).")
            }
            return number
        }
        faults.webhooks.duplicates = try number("duplicates", 0...10, 0)
        faults.webhooks.delayMilliseconds = Int64(try number("delay_milliseconds", 0...86_400_000, 0))
        faults.webhooks.reorderMilliseconds = Int64(try number("reorder_milliseconds", 0...86_400_000, 0))
        faults.webhooks.wrongSignatures = try number("wrong_signatures", 0...1_000_000, 0)
        faults.webhooks.batch = try number("batch", 1...1000, 1)
        faults.webhooks.batchWaitMilliseconds = Int64(try number("batch_wait_milliseconds", 0...60_000, 200))
        faults.webhooks.split = webhooks["split"]?.bool ?? false
        if let words = webhooks["identity"]?.string {
            guard let identity = Faults.Identity(rawValue: words) else {
                let known = Faults.Identity.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid("“identity” is one of: \(known).")
            }
            faults.webhooks.identity = identity
        }
        return faults
    }

    private static func readSendFault(_ value: JSONValue) throws(ControlError) -> Faults.SendFault {
        let kind: Faults.SendFault.Kind
        switch value["kind"]?.string {
        case "error":
            guard let code = value["code"]?.integer else { throw .invalid("An error fault names its code.") }
            kind = .error(code: code)
        case "html":
            guard let status = value["status"]?.integer, (400...599).contains(status) else {
                throw .invalid("An html fault names a status of 400 to 599.")
            }
            kind = .html(status: status)
        case "timeout": kind = .timeout
        case "timeout_after_accepting": kind = .timeoutAfterAccepting
        case "close_before_accepting": kind = .closeBeforeAccepting
        case "close_after_accepting": kind = .closeAfterAccepting
        default:
            throw .invalid(
                "A fault's kind is one of: error, html, timeout, timeout_after_accepting, close_before_accepting, "
                    + "close_after_accepting.")
        }
        return Faults.SendFault(
            kind, times: value["times"]?.integer ?? 1, holdMilliseconds: value["hold_milliseconds"]?.integer ?? 60_000,
            phoneNumberID: value["number"]?.string, waID: value["wa_id"]?.string)
    }

    // MARK: Records

    static func accepted(_ messages: [AcceptedMessage], _ counts: [String: CallbackCount]) -> JSONValue {
        var byCallback = JSONObject()
        for (callback, count) in counts.sorted(by: { $0.key < $1.key }) {
            byCallback[callback] = .members(["accepted": .count(count.accepted), "shown": .count(count.shown)])
        }
        return .members([
            "accepted": .count(messages.count),
            "shown": .count(messages.count { $0.entry.isShown }),
            "by_callback": .object(byCallback),
            "messages": .array(
                messages.map { message in
                    var object = entry(message.entry).object ?? JSONObject()
                    object["number"] = .string(message.phoneNumberID)
                    object["wa_id"] = .string(message.waID)
                    return .object(object)
                }),
        ])
    }

    static func deliveries(_ records: [DeliveryRecord], isIdle: Bool) -> JSONValue {
        .members([
            "acknowledged": .count(records.count(where: \.isAcknowledged)),
            "idle": .bool(isIdle),
            "deliveries": .array(
                records.map { record in
                    .members([
                        "id": .count(record.id),
                        "updates": .array(record.updates.map(JSONValue.string)),
                        "copy_of": record.copyOf.map(JSONValue.count),
                        "acknowledged": .bool(record.isAcknowledged),
                        "dropped": record.isDropped ? true : nil,
                        "attempts": .array(
                            record.attempts.map { attempt in
                                .members([
                                    "at": .count(attempt.at), "status": attempt.status.map(JSONValue.count),
                                    "trouble": attempt.trouble.map(JSONValue.string),
                                ])
                            }),
                    ])
                }),
        ])
    }
}

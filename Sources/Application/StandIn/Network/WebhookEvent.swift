internal import JSON

/// One update for the server: a message or a status of one number, or a notice of the account.
struct WebhookEvent: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case message, status
        /// A webhook field that carries its value whole, such as `message_template_status_update`.
        case notice(field: String)
    }

    var kind: Kind
    var number: StandInSettings.Number
    var contact: JSONValue?
    /// The element of `messages` or `statuses`, or the whole value of a notice.
    var element: JSONValue
    /// What the record calls it: the message id, and the status after a slash.
    var label: String
    /// The customer's message it carries, which gets its second tick when the webhook is acknowledged.
    var messageID: String?
    /// Updates of one lane are not in flight together unless reordering is asked for.
    var lane: String
}

/// Puts updates into the body of one POST (facts, section 5).
enum WebhookEnvelope {
    static func body(_ events: [WebhookEvent], split: Bool, seconds: Int64) -> JSONValue {
        var entries: [Entry] = []
        for event in events {
            let index = split ? nil : entries.firstIndex { $0.wabaID == event.number.wabaID }
            if let index {
                entries[index].add(event)
            } else {
                entries.append(Entry(event))
            }
        }
        return .members([
            "object": "whatsapp_business_account",
            "entry": .array(entries.map { $0.json(seconds: seconds) }),
        ])
    }

    private struct Entry {
        var wabaID: String
        var changes: [Change]

        init(_ event: WebhookEvent) {
            wabaID = event.number.wabaID
            changes = [Change(event)]
        }

        mutating func add(_ event: WebhookEvent) {
            let index = changes.firstIndex { change in
                change.kind == event.kind && change.number == event.number
                    && (event.kind == .message || event.kind == .status)
            }
            if let index {
                changes[index].add(event)
            } else {
                changes.append(Change(event))
            }
        }

        func json(seconds: Int64) -> JSONValue {
            let isNotice = changes.contains { if case .notice = $0.kind { true } else { false } }
            return .members([
                "id": .string(wabaID),
                "time": isNotice ? .count(seconds) : nil,
                "changes": .array(changes.map(\.json)),
            ])
        }
    }

    private struct Change {
        var kind: WebhookEvent.Kind
        var number: StandInSettings.Number
        var contacts: [JSONValue]
        var elements: [JSONValue]

        init(_ event: WebhookEvent) {
            kind = event.kind
            number = event.number
            contacts = event.contact.map { [$0] } ?? []
            elements = [event.element]
        }

        mutating func add(_ event: WebhookEvent) {
            if let contact = event.contact, !contacts.contains(contact) { contacts.append(contact) }
            elements.append(event.element)
        }

        var json: JSONValue {
            if case .notice(let field) = kind {
                return .members(["value": elements[0], "field": .string(field)])
            }
            return .members([
                "value": .members([
                    "messaging_product": "whatsapp",
                    "metadata": .members([
                        "display_phone_number": .string(number.displayNumber),
                        "phone_number_id": .string(number.phoneNumberID),
                    ]),
                    "contacts": contacts.isEmpty ? nil : .array(contacts),
                    "messages": kind == .message ? .array(elements) : nil,
                    "statuses": kind == .status ? .array(elements) : nil,
                ]),
                "field": "messages",
            ])
        }
    }
}

internal import CivilTime
internal import Conversations
internal import JSON

/// One element of `messages` (facts, section 6).
enum MessageDecoder {
    static func message(
        _ element: JSONElement, to account: String?, _ contacts: Contacts
    ) throws(Unreadable) -> InboundMessage {
        guard element.kind == .object else { throw Unreadable("the message is no object") }
        guard let account else { throw Unreadable("no “metadata.phone_number_id” says whom it is for") }
        guard let id = element["id"]?.string, !id.isEmpty else { throw Unreadable("the message has no “id”") }
        // Meta promises no length; a longer one is not a wamid, and identifiers are stored (facts, section 6).
        guard id.utf8.count <= 256 else { throw Unreadable("the message's “id” is longer than 256 bytes") }
        guard let sentAt = element["timestamp"]?.unixSeconds else {
            throw Unreadable("the message has no “timestamp” in seconds")
        }
        guard let type = element["type"]?.string else { throw Unreadable("the message has no “type”") }
        let content =
            if element["group_id"] != nil {
                // Groups are out of the product's reach; an answer would go to everybody in one.
                InboundContent.notice(kind: "group")
            } else {
                try content(of: element, type)
            }
        return InboundMessage(
            account: account, providerID: id, sender: try sender(of: element, contacts), sentAt: sentAt,
            content: content, raw: element.rawBytes)
    }

    private static func sender(of element: JSONElement, _ contacts: Contacts) throws(Unreadable) -> Sender {
        let from = element["from"]?.string
        let userID = element["from_user_id"]?.string
        let contact = contacts.contact(phone: from, userID: userID)
        let sender = Sender(
            userID: (userID ?? contact?.userID).flatMap { $0.isEmpty ? nil : $0 },
            phone: (from ?? contact?.phone).flatMap(digits), name: contact?.name.flatMap { $0.isEmpty ? nil : $0 })
        guard sender.key != nil else { throw Unreadable("the message names no sender") }
        return sender
    }

    /// A phone number as the port has it; nil for anything that is none.
    private static func digits(_ text: String) -> String? {
        let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard (1...32).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return String(digits)
    }

    private static func content(of element: JSONElement, _ type: String) throws(Unreadable) -> InboundContent {
        switch type {
        case "text":
            guard let body = element["text"]?["body"]?.string else { throw Unreadable("the text has no “text.body”") }
            return .text(body)
        case "interactive":
            return try reply(element["interactive"])
        case "button":
            // The quick reply of a template; without a payload of ours Meta repeats the label.
            let button = element["button"]
            guard let text = button?["text"]?.string ?? button?["payload"]?.string else {
                throw Unreadable("the button has neither “text” nor “payload”")
            }
            return .tap(id: button?["payload"]?.string ?? text, title: text)
        case "image", "audio", "video", "document", "sticker", "location", "contacts", "order":
            return .media(kind: type, id: element[type]?["id"]?.string ?? "")
        default:
            // reaction, system, unsupported, edit, revoke, and whatever comes next
            return .notice(kind: type)
        }
    }

    private static func reply(_ interactive: JSONElement?) throws(Unreadable) -> InboundContent {
        guard let type = interactive?["type"]?.string else { throw Unreadable("the reply has no “interactive.type”") }
        switch type {
        case "button_reply", "list_reply":
            let reply = interactive?[type]
            guard let id = reply?["id"]?.string else { throw Unreadable("the reply has no “id”") }
            return .tap(id: id, title: reply?["title"]?.string ?? "")
        case "nfm_reply":
            // A filled-in form. The person waits for an answer, so it is not a notice.
            return .media(kind: "form", id: "")
        default:
            return .notice(kind: type)
        }
    }
}

extension JSONElement {
    /// A moment as webhooks write it: a string of seconds, in some fields a number.
    var unixSeconds: Instant? {
        let seconds = integer ?? string.flatMap(Int.init)
        // Beyond the year 9999 it is not seconds.
        guard let seconds, (0...253_402_300_799).contains(seconds) else { return nil }
        return Instant(seconds: Int64(seconds))
    }
}

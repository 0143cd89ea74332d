package import Conversations
package import JSON

/// Why a body as a whole is not a webhook of WhatsApp. What is wrong with a single element never ends up here.
package enum WebhookError: Error, Hashable, Sendable, CustomStringConvertible {
    case notJSON(JSONError)
    case notAnObject
    /// `object` names another product, or is missing.
    case wrongObject(String?)

    package var description: String {
        switch self {
        case .notJSON(let error): "the body is not JSON: \(error)"
        case .notAnObject: "the body is JSON but no object"
        case .wrongObject(let object?): "“object” is “\(object.prefix(64))”, not “whatsapp_business_account”"
        case .wrongObject(nil): "“object” is missing; it must be “whatsapp_business_account”"
        }
    }
}

/// Turns a webhook's body into the words of the port (facts, sections 5 to 9).
///
/// Every message, status and notice stands on its own: whatever one of them lacks, it is set aside with a reason and
/// the others pass. Nothing that came is dropped.
package enum WebhookDecoder {
    /// Meta's own largest body; deep enough for every documented shape three times over; and as many values as a
    /// thousand rich updates hold.
    package static let limits = JSONLimits(bytes: ChannelLimit.webhookBytes.maximum, depth: 32, values: 200_000)

    package static func decode(_ bytes: [UInt8]) throws(WebhookError) -> InboundBatch {
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: bytes, limits: limits)
        } catch {
            throw .notJSON(error)
        }
        let root = document.root
        guard root.kind == .object else { throw .notAnObject }
        let object = root["object"]?.string
        guard object == "whatsapp_business_account" else { throw .wrongObject(object) }

        var batch = InboundBatch(messages: [], reports: [], others: [])
        guard let entries = root["entry"], entries.kind == .array else {
            batch.setAside(root, account: nil, kind: "entry", "“entry” is missing or no list")
            return batch
        }
        for entry in entries.elements { decode(entry: entry, into: &batch) }
        return batch
    }

    private static func decode(entry: JSONElement, into batch: inout InboundBatch) {
        let business = entry["id"]?.string
        guard let changes = entry["changes"], changes.kind == .array else {
            batch.setAside(entry, account: business, kind: "entry", "“changes” is missing or no list")
            return
        }
        for change in changes.elements { decode(change: change, of: business, into: &batch) }
    }

    private static func decode(change: JSONElement, of business: String?, into batch: inout InboundBatch) {
        let value = change["value"]
        let number = value?["metadata"]?["phone_number_id"]?.string
        guard let field = change["field"]?.string else {
            batch.setAside(change, account: number ?? business, kind: "change", "“field” is missing or no text")
            return
        }
        guard field == "messages" else {
            // Partner events carry a portfolio's id on the entry and the account's inside (facts, section 4).
            let account = number ?? value?["waba_info"]?["waba_id"]?.string ?? business
            batch.setAside(change, account: account, kind: field, "an event of the account")
            return
        }
        guard let value, value.kind == .object else {
            batch.setAside(change, account: business, kind: field, "“value” is missing or no object")
            return
        }

        var isKnown = false
        if let messages = value["messages"], messages.kind == .array {
            isKnown = true
            let contacts = Contacts(value["contacts"])
            for message in messages.elements {
                do {
                    batch.messages.append(try MessageDecoder.message(message, to: number, contacts))
                } catch {
                    let kind = message["type"]?.string ?? "message"
                    batch.setAside(message, account: number, kind: kind, error.reason)
                }
            }
        }
        if let statuses = value["statuses"], statuses.kind == .array {
            isKnown = true
            for status in statuses.elements {
                do {
                    batch.reports.append(try StatusDecoder.report(status, of: number))
                } catch {
                    batch.setAside(status, account: number, kind: "status", error.reason)
                }
            }
        }
        if let errors = value["errors"], errors.kind == .array {
            isKnown = true
            for error in errors.elements {
                let code = error["code"]?.integer.map { "error \($0)" } ?? "an error without a code"
                let title = error["title"]?.string ?? error["message"]?.string ?? ""
                batch.setAside(error, account: number, kind: "errors", "\(code) \(title.prefix(200))")
            }
        }
        if !isKnown {
            batch.setAside(
                change, account: number ?? business, kind: field, "neither messages, nor statuses, nor errors in it")
        }
    }
}

/// What an element lacks; becomes the reason under which it is set aside.
struct Unreadable: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

extension InboundBatch {
    fileprivate mutating func setAside(_ element: JSONElement, account: String?, kind: String, _ reason: String) {
        others.append(OtherEvent(account: account, kind: kind, reason: reason, raw: element.rawBytes))
    }
}

internal import CivilTime
internal import Conversations
internal import JSON

/// One element of `statuses` (facts, section 8).
enum StatusDecoder {
    static func report(_ element: JSONElement, of account: String?) throws(Unreadable) -> DeliveryReport {
        guard element.kind == .object else { throw Unreadable("the status is no object") }
        guard let account else { throw Unreadable("no “metadata.phone_number_id” says whose message it is about") }
        guard let id = element["id"]?.string, !id.isEmpty else { throw Unreadable("the status has no “id”") }
        guard let word = element["status"]?.string else { throw Unreadable("the status has no “status”") }
        guard let status = status(word) else { throw Unreadable("“\(word.prefix(64))” is no status known here") }
        guard let at = element["timestamp"]?.unixSeconds else {
            throw Unreadable("the status has no “timestamp” in seconds")
        }
        var errors = element["errors"]?.elements
        let error = errors?.next()
        return DeliveryReport(
            account: account, providerID: id, callback: element["biz_opaque_callback_data"]?.string, status: status,
            at: at, errorCode: error?["code"]?.integer, errorText: error.flatMap(words))
    }

    private static func status(_ word: String) -> DeliveryStatus? {
        switch word {
        case "sent": .sent
        case "failed": .failed
        case "delivered": .delivered
        case "read": .read
        case "played": .played
        default: nil
        }
    }

    /// Title and details; the details tell what the title does not, and now and then repeat it.
    private static func words(of error: JSONElement) -> String? {
        let title = error["title"]?.string ?? error["message"]?.string
        let details = error["error_data"]?["details"]?.string
        guard let title, let details, title != details else { return title ?? details }
        return "\(title): \(details)"
    }
}

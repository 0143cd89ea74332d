internal import HTTPTransfer
internal import JSON

/// Reads what the API answered to a POST of a message.
enum GraphAnswer {
    static func read(_ response: Response) -> SendResult {
        let root = (try? JSONDocument(parsing: response.body))?.root
        // The error object decides, whatever the status: Meta removed the statuses from its table (facts, section 12).
        if let error = root?["error"], let code = error["code"]?.integer {
            return .refused(GraphError(error, code: code, httpStatus: response.status, wait: wait(in: response)))
        }
        guard (200...299).contains(response.status) else { return withoutError(response) }
        var messages = root?["messages"]?.elements
        guard let message = messages?.next(), let id = message["id"]?.string, !id.isEmpty else {
            return .unknown(reason: "HTTP status \(response.status) without a message id")
        }
        var contacts = root?["contacts"]?.elements
        let contact = contacts?.next()
        return .accepted(
            Acceptance(
                providerID: id, phone: contact?["wa_id"]?.string, userID: contact?["user_id"]?.string,
                messageStatus: message["message_status"]?.string))
    }

    /// Pages of proxies and gateways. Those that turn a request away before it goes on say so by their status; behind
    /// any other 5xx the message may have been taken.
    private static func withoutError(_ response: Response) -> SendResult {
        switch response.status {
        case 429: .refused(GraphError(httpStatus: 429, retry: .later, wait: wait(in: response)))
        case 408, 503: .refused(GraphError(httpStatus: response.status, retry: .backoff, wait: wait(in: response)))
        case 300...499: .refused(GraphError(httpStatus: response.status, retry: .no, wait: nil))
        default: .unknown(reason: "HTTP status \(response.status) without an error object")
        }
    }

    /// The longest wait any header asks for. `X-Business-Use-Case-Usage` counts minutes, `Retry-After` seconds.
    private static func wait(in response: Response) -> Duration? {
        var seconds = response.header("Retry-After").flatMap(Int.init) ?? 0
        if let usage = response.header("X-Business-Use-Case-Usage"),
            let root = (try? JSONDocument(parsing: Array(usage.utf8)))?.root
        {
            for account in root.members {
                for use in account.value.elements {
                    let minutes = use["estimated_time_to_regain_access"]?.integer ?? 0
                    // A day is longer than any limit lasts; more is not believed.
                    seconds = max(seconds, min(max(0, minutes), 1440) * 60)
                }
            }
        }
        return seconds > 0 ? .seconds(min(seconds, 86_400)) : nil
    }
}

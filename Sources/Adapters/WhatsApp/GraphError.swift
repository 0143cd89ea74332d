internal import JSON

/// A refusal in Meta's words, and what to do about it (facts, section 12).
package struct GraphError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nil where the answer was no error of the Graph API but, say, a page of a proxy before it.
    package let code: Int?
    package let subcode: Int?
    /// Meta's title. Titles drift: show it, never branch on it.
    package let message: String
    package let details: String?
    package let httpStatus: Int
    package let retry: ErrorPolicy.Retry
    package let scope: ErrorPolicy.Scope
    /// How long Meta asks to wait, where it says so.
    package let wait: Duration?

    package var description: String {
        let number = code.map { "error \($0)" } ?? "HTTP status \(httpStatus)"
        return "\(number): \(details ?? message)"
    }

    /// An error object of the API: `{"error":{…}}`.
    init(_ error: JSONElement, code: Int, httpStatus: Int, wait: Duration?) {
        self.code = code
        subcode = error["error_subcode"]?.integer
        message = error["message"]?.string ?? ""
        details = error["error_data"]?["details"]?.string ?? error["error_user_msg"]?.string
        self.httpStatus = httpStatus
        self.wait = wait
        // Code 100 says only “invalid”; its subcode, where there is one, says what.
        let specific = code == 100 ? subcode.flatMap { ErrorPolicy.isKnown($0) ? $0 : nil } : nil
        let policy = ErrorPolicy.policy(for: specific ?? code)
        scope = policy.scope
        let isTransient = error["is_transient"]?.bool == true && !ErrorPolicy.isKnown(code)
        retry = isTransient ? .backoff : policy.retry
    }

    /// An answer that is no error object.
    init(httpStatus: Int, retry: ErrorPolicy.Retry, wait: Duration?) {
        code = nil
        subcode = nil
        message = "an answer that is not the Graph API's"
        details = nil
        self.httpStatus = httpStatus
        self.retry = retry
        scope = .app
        self.wait = wait
    }
}

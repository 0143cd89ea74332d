internal import JSON

/// An error as the Graph API words it (facts, section 12). `DocumentedErrors` holds the table.
package struct GraphError: Error, Hashable, Sendable {
    package var code: Int
    /// The HTTP status of Meta's table of 2025; later pages print none, so clients must look at the code.
    package var httpStatus: Int
    /// The title, without the `(#code)` in front.
    package var title: String
    /// What exactly was wrong. Nil where Meta sends no `error_data`.
    package var details: String?
    package var subcode: Int?
    package var isTransient: Bool?
    package var type = "OAuthException"
    /// Whether the message begins with `(#code)`.
    package var isNumbered = true

    /// The documented error `code`, with `details` in place of the usual ones.
    package static func documented(_ code: Int, details: String? = nil) -> GraphError {
        var error = documentedErrors[code] ?? GraphError(code: code, httpStatus: 400, title: "Unknown error")
        if let details { error.details = details }
        return error
    }

    static func missing(parameter: String) -> GraphError {
        GraphError(code: 100, httpStatus: 400, title: "The parameter \(parameter) is required.")
    }

    static func invalid(_ details: String) -> GraphError { documented(100, details: details) }

    static func required(_ details: String) -> GraphError { documented(131008, details: details) }

    static func value(_ details: String) -> GraphError { documented(131009, details: details) }

    static func noObject(_ id: String) -> GraphError {
        GraphError(
            code: 100, httpStatus: 400,
            title: "Unsupported post request. Object with ID '\(id)' does not exist, cannot be loaded due to missing "
                + "permissions, or does not support this operation. Please read the Graph API documentation at "
                + "https://developers.facebook.com/docs/graph-api",
            subcode: 33, type: "GraphMethodException", isNumbered: false)
    }

    /// The body of the answer to a refused call.
    func answer(trace: String) -> JSONValue {
        .members([
            "error": .members([
                "message": .string(isNumbered ? "(#\(code)) \(title)" : title),
                "type": .string(type),
                "code": .count(code),
                "error_data": details.map {
                    .members(["messaging_product": "whatsapp", "details": .string($0)])
                },
                "error_subcode": subcode.map(JSONValue.count),
                "is_transient": isTransient.map(JSONValue.bool),
                "fbtrace_id": .string(trace),
            ])
        ])
    }

    /// The title in a status, which reads differently from the answer's for one code.
    var statusTitle: String { code == 132015 ? "Template is paused" : title }

    /// The element of `statuses[].errors` for a message that failed after it was accepted (facts, section 8).
    var statusError: JSONValue {
        .members([
            "code": .count(code),
            "title": .string(statusTitle),
            "message": .string(statusTitle),
            "error_data": .members(["details": .string(details ?? title)]),
            "href": .string(
                "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes"),
        ])
    }
}

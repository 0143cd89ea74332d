/// A whole answer. Any status is an answer; only its absence is an error.
package struct Response: Hashable, Sendable {
    package let status: Int
    /// In the order of arrival; names in lowercase.
    package let headers: [Header]
    package let body: [UInt8]
    /// Whether the request went over a connection that an earlier one had opened.
    package let reusedConnection: Bool

    package init(status: Int, headers: [Header], body: [UInt8], reusedConnection: Bool) {
        self.status = status
        self.headers = headers
        self.body = body
        self.reusedConnection = reusedConnection
    }

    /// The first header of that name, whatever its case.
    package func header(_ name: String) -> String? {
        let lowercased = name.lowercased()
        return headers.first { $0.name == lowercased }?.value
    }
}

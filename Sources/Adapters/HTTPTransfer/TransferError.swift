/// Why there is no answer, and above all whether the server may have acted on the request.
package struct TransferError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Fate: String, Hashable, Sendable {
        /// The server cannot have seen the whole request: sending it again cannot double it.
        case notSent
        /// The request left, wholly or in doubt, and no usable answer came. Only the server knows.
        case unknown
    }

    package enum Cause: String, Hashable, Sendable {
        /// The request itself cannot be sent: address, header or method.
        case invalidRequest
        case nameNotResolved, connectionFailed, secureConnectionFailed
        case timeout, connectionLost, malformedResponse, responseTooLarge
        /// The task that waited was cancelled.
        case cancelled
        /// The client is closed or closing.
        case closed
        /// Too many requests wait already.
        case overloaded
        case other
    }

    package let fate: Fate
    package let cause: Cause
    /// Words of libcurl or of this module; names the host, never a path, header or body.
    package let detail: String

    package init(_ fate: Fate, _ cause: Cause, _ detail: String) {
        self.fate = fate
        self.cause = cause
        self.detail = detail
    }

    package var description: String {
        let consequence =
            switch fate {
            case .notSent: "the request was not sent"
            case .unknown: "the request may have arrived"
            }
        return "\(detail) (\(cause.rawValue)); \(consequence)"
    }
}

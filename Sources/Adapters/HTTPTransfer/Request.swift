/// One HTTP request to send. Its description names method and host only: paths, queries, headers and bodies carry
/// tokens and people's words.
package struct Request: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var method: Method
    /// Absolute, `http` or `https`.
    package var url: String
    package var headers: [Header]
    /// Goes out as `Authorization: Bearer …`.
    package var bearerToken: BearerToken?
    package var body: [UInt8]
    package var limits: RequestLimits

    package init(
        _ method: Method, _ url: String, headers: [Header] = [], bearerToken: BearerToken? = nil, body: [UInt8] = [],
        limits: RequestLimits = RequestLimits()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.bearerToken = bearerToken
        self.body = body
        self.limits = limits
    }

    /// Scheme, host and port of the address, or a note that there are none; never user names or paths.
    package var origin: String {
        guard let scheme = url.firstRange(of: "://") else { return "(no address)" }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return "\(url[..<scheme.upperBound])\(host)"
    }

    package var description: String { "\(method.rawValue) \(origin)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

package enum Method: String, Hashable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether a second arrival changes nothing more (RFC 9110, section 9.2.2).
    var isIdempotent: Bool { self != .post && self != .patch }
}

package struct Header: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// The name alone: values may be secrets.
    package var description: String { "\(name): …" }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// A secret that no description, dump or interpolation shows.
package struct BearerToken: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The token itself, to be sent and to be sealed; never to be logged.
    package let secret: String

    package init(_ secret: String) { self.secret = secret }

    package var description: String { "(token)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What one request may cost before it is given up.
package struct RequestLimits: Hashable, Sendable {
    /// For the look-up of the name, the connection and TLS together.
    package var connectTimeout: Duration
    /// From `send` to the last byte of the answer, waiting for a free place included.
    package var totalTimeout: Duration
    /// Bytes of the answer's body.
    package var responseBytes: Int
    /// Redirects that are followed; a request that must not be repeated elsewhere follows none.
    package var redirects: Int

    package init(
        connectTimeout: Duration = .seconds(5), totalTimeout: Duration = .seconds(30), responseBytes: Int = 4 << 20,
        redirects: Int = 0
    ) {
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.responseBytes = responseBytes
        self.redirects = redirects
    }
}

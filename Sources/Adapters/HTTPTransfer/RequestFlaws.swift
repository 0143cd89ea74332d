/// What must be refused before libcurl sees it, because it would be read as something else.
extension Request {
    /// Why the request cannot be sent as it stands; nil when it can.
    var flaw: String? {
        let scheme = url.prefix { $0 != ":" }.lowercased()
        guard scheme == "http" || scheme == "https", url.dropFirst(scheme.count).hasPrefix("://") else {
            return "the address must begin with http:// or https://"
        }
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "the address holds a space, a control character or a character that must be percent-encoded"
        }
        for header in headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(Request.isTokenByte) else {
                return "“\(header.name)” is no header name"
            }
            guard Request.isHeaderValue(header.value) else { return "the value of “\(header.name)” breaks the line" }
        }
        if let bearerToken {
            guard !bearerToken.secret.isEmpty, bearerToken.secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                return "the bearer token is empty or holds characters a header cannot"
            }
        }
        guard body.isEmpty || method != .head else { return "a HEAD request has no body" }
        return nil
    }

    /// Whether the address is this machine's own, by name or number.
    var isLoopback: Bool {
        let host = origin.drop { $0 != "/" }.dropFirst(2)
        return ["127.", "localhost", "[::1]"].contains { host.hasPrefix($0) }
    }

    /// RFC 9110, section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func isHeaderValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}

extension Substring {
    var trimmingWhitespace: String {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

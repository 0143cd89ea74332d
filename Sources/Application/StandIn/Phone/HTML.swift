/// Text on its way into a page. A string becomes HTML only here, escaped; the parts of a page are joined as `HTML`.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    private(set) var source: String

    /// A literal is markup; what is interpolated into it is escaped, unless it is `HTML` already.
    init(stringLiteral markup: String) { source = markup }

    init(stringInterpolation: Interpolation) { source = stringInterpolation.source }

    init(joining parts: [HTML]) { source = parts.map(\.source).joined(separator: "\n") }

    static let none: HTML = ""

    static func escaped(_ text: String) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): output += Array("&amp;".utf8)
            case UInt8(ascii: "<"): output += Array("&lt;".utf8)
            case UInt8(ascii: ">"): output += Array("&gt;".utf8)
            case UInt8(ascii: "\""): output += Array("&quot;".utf8)
            case UInt8(ascii: "'"): output += Array("&#39;".utf8)
            default: output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var source = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ markup: String) { source += markup }
        mutating func appendInterpolation(_ text: String) { source += HTML.escaped(text) }
        mutating func appendInterpolation(_ number: Int) { source += String(number) }
        mutating func appendInterpolation(_ number: Int64) { source += String(number) }
        mutating func appendInterpolation(_ html: HTML) { source += html.source }
    }
}

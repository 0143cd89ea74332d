internal import JSON

/// A message's parameters, taken apart with an error that names what is missing.
struct Parameters {
    let value: JSONValue
    /// How an error speaks of it, such as `params.textDocument`.
    var path = "params"

    func member(_ name: String) throws(ProtocolFailure) -> Parameters {
        guard let member = value[name] else {
            throw .invalidParameters("`\(path).\(name)` is missing.")
        }
        return Parameters(value: member, path: "\(path).\(name)")
    }

    func optional(_ name: String) -> Parameters? {
        guard let member = value[name], !member.isNull else { return nil }
        return Parameters(value: member, path: "\(path).\(name)")
    }

    func string() throws(ProtocolFailure) -> String {
        guard let string = value.string else { throw .invalidParameters("`\(path)` must be a string.") }
        return string
    }

    /// A `uinteger` of the protocol: 0 to 2^31 - 1.
    func count() throws(ProtocolFailure) -> Int {
        guard let integer = value.integer, (0...Int(Int32.max)).contains(integer) else {
            throw .invalidParameters("`\(path)` must be a whole number from 0 to 2147483647.")
        }
        return integer
    }

    func array() throws(ProtocolFailure) -> [Parameters] {
        guard let array = value.array else { throw .invalidParameters("`\(path)` must be an array.") }
        return array.enumerated().map { Parameters(value: $0.element, path: "\(path)[\($0.offset)]") }
    }

    func position() throws(ProtocolFailure) -> TextPosition {
        TextPosition(line: try member("line").count(), character: try member("character").count())
    }

    func range() throws(ProtocolFailure) -> (start: TextPosition, end: TextPosition) {
        let start = try member("start").position()
        let end = try member("end").position()
        return start <= end ? (start, end) : (end, start)
    }

    /// The `uri` of the `textDocument`.
    func documentURI() throws(ProtocolFailure) -> DocumentURI {
        DocumentURI(try member("textDocument").member("uri").string())
    }
}

extension JSONValue {
    init(_ position: TextPosition) {
        self = ["line": .number(JSONNumber(position.line)), "character": .number(JSONNumber(position.character))]
    }

    static func integer(_ integer: Int) -> JSONValue { .number(JSONNumber(integer)) }
}

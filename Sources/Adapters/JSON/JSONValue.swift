/// A JSON value that stands on its own, for building texts and for keeping parsed ones.
///
/// Numbers keep their text, objects the order of their members; both are part of equality.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        self = try JSONDocument(parsing: bytes, limits: limits).root.value
    }

    package init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    package var isNull: Bool { self == .null }

    package var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    package var number: JSONNumber? {
        if case .number(let number) = self { number } else { nil }
    }

    package var integer: Int? { number?.integer }
    package var double: Double? { number?.double }

    package var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let array) = self { array } else { nil }
    }

    package var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The member of that name; nil where there is none and where the value is no object.
    package subscript(name: String) -> JSONValue? { object?[name] }

    /// The element at that place; nil past the end and where the value is no array.
    package subscript(place: Int) -> JSONValue? {
        guard let array, array.indices.contains(place) else { return nil }
        return array[place]
    }
}

/// A number as it was written, because neither `Int` nor `Double` holds all that JSON may say.
package struct JSONNumber: Hashable, Sendable {
    package let text: String

    /// For text that has passed the parser.
    init(checkedText: String) { text = checkedText }

    package init(_ integer: Int) { text = String(integer) }

    /// Nil for infinities and for what is not a number: JSON cannot say them.
    package init?(_ double: Double) {
        guard double.isFinite else { return nil }
        text = double.description
    }

    /// The value of a number written without fraction and exponent that fits 64 bits.
    package var integer: Int? { Int(text) }

    /// The nearest `Double`; nil where the number is beyond its range.
    package var double: Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral text: String) { self = .string(text) }
    package init(booleanLiteral bool: Bool) { self = .bool(bool) }
    package init(integerLiteral integer: Int) { self = .number(JSONNumber(integer)) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }

    package init(dictionaryLiteral members: (String, JSONValue)...) {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        self = .object(object)
    }
}

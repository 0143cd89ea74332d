package import JSON

extension JSONValue {
    /// An object of the members that have a value, in this order: what Meta leaves out is absent, never null.
    package static func members(_ pairs: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        var object = JSONObject()
        for case (let name, let value?) in pairs { object[name] = value }
        return .object(object)
    }

    package static func count(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }

    package static func count(_ number: Int64) -> JSONValue { .number(JSONNumber(Int(number))) }

    /// A moment as webhooks write it: unix seconds in a string (facts, section 5).
    static func timestamp(milliseconds: Int64) -> JSONValue { .string(String(milliseconds / 1000)) }
}

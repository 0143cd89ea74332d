internal import JSON

/// The checks that all kinds of messages share: presence, length and count, in the words of recorded answers.
///
/// Lengths are in UTF-16 units: how Meta counts is not documented, and that is the stricter reading (facts,
/// section 11).
enum FieldChecks {
    /// A text of `range` units, or the error Meta words as in `Button title length invalid. Min length: 1, …`.
    static func text(
        _ value: JSONValue?, _ name: String, _ range: ClosedRange<Int>, missing: String? = nil
    ) throws(GraphError) -> String {
        guard let value else { throw .required(missing ?? "\(name) is required") }
        guard let text = value.string else { throw .value("\(name) must be a string") }
        guard range.contains(text.utf16.count) else {
            throw .value("\(name) length invalid. Min length: \(range.lowerBound), Max length: \(range.upperBound)")
        }
        return text
    }

    static func optionalText(
        _ value: JSONValue?, _ name: String, _ range: ClosedRange<Int>
    ) throws(GraphError) -> String? {
        guard let value else { return nil }
        return try text(value, name, range)
    }

    static func object(_ value: JSONValue?, missing: String) throws(GraphError) -> JSONValue {
        guard let value, value.object != nil else { throw .required(missing) }
        return value
    }

    static func items(
        _ value: JSONValue?, _ name: String, _ range: ClosedRange<Int>
    ) throws(GraphError) -> [JSONValue] {
        guard let value else { throw .required("\(name) are required") }
        guard let items = value.array, range.contains(items.count) else {
            throw .value(
                "Invalid \(name) count. Min allowed \(name): \(range.lowerBound), "
                    + "Max allowed \(name): \(range.upperBound)")
        }
        return items
    }

    static func unique(_ values: [String], _ name: String) throws(GraphError) {
        guard Set(values).count == values.count else { throw .value("Duplicated \(name) are not allowed") }
    }

    /// Interactive texts must show something: spaces alone are no text.
    static func visible(_ text: String, _ name: String) throws(GraphError) {
        guard text.contains(where: { !$0.isWhitespace }) else { throw .value("\(name) can not be blank") }
    }
}

internal import JSON

/// Why a line cannot be answered: what is wrong, where, and what to write.
struct LineError: Error, Hashable, CustomStringConvertible {
    let description: String
}

/// A value of a line, with the way to it, so that an error can say where it is.
struct LineField {
    let element: JSONElement
    /// Such as `catalog.services[2].id`; empty for the line itself.
    let path: String

    /// The member of that name; nil where it is missing or null, which mean the same here.
    subscript(name: String) -> LineField? {
        guard let member = element[name], !member.isNull else { return nil }
        return LineField(element: member, path: path.isEmpty ? name : "\(path).\(name)")
    }

    /// - Parameter example: what to write instead, as JSON.
    func text(such example: String) throws(LineError) -> String {
        guard let string = element.string else { throw error("it is \(kind), not a text", write: example) }
        return string
    }

    func object(such example: String) throws(LineError) -> LineField {
        guard element.kind == .object else { throw error("it is \(kind), not an object", write: example) }
        return self
    }

    func list(such example: String) throws(LineError) -> [LineField] {
        guard element.kind == .array else { throw error("it is \(kind), not a list", write: example) }
        return element.elements.enumerated().map { LineField(element: $0.element, path: "\(path)[\($0.offset)]") }
    }

    func texts(such example: String) throws(LineError) -> [String] {
        var texts: [String] = []
        for field in try list(such: example) { texts.append(try field.text(such: example)) }
        return texts
    }

    /// A text that `read` takes; nil of it is an error.
    func read<Value>(_ read: (String) -> Value?, as what: String, such example: String) throws(LineError) -> Value {
        let text = try text(such: example)
        guard let value = read(text) else {
            throw error("“\(text.shortened(to: 40))” is no \(what)", write: example)
        }
        return value
    }

    private func error(_ wrong: String, write example: String) -> LineError {
        LineError(description: "`\(path)`: \(wrong); write \(example)")
    }

    private var kind: String {
        switch element.kind {
        case .null: "null"
        case .false, .true: "a truth value"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

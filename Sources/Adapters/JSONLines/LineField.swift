package import JSON

/// Why a line cannot be answered: what is wrong, where, and what to write.
package struct LineError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}

/// A value of a line, with the way to it, so that an error can say where it is.
package struct LineField {
    package let element: JSONElement
    /// Such as `catalog.services[2].id`; empty for the line itself.
    package let path: String

    package init(element: JSONElement, path: String) {
        self.element = element
        self.path = path
    }

    /// The member of that name; nil where it is missing or null, which mean the same here.
    package subscript(name: String) -> LineField? {
        guard let member = element[name], !member.isNull else { return nil }
        return LineField(element: member, path: path.isEmpty ? name : "\(path).\(name)")
    }

    /// - Parameter example: what to write instead, as JSON.
    package func text(such example: String) throws(LineError) -> String {
        guard let string = element.string else { throw error("it is \(kind), not a text", write: example) }
        return string
    }

    package func object(such example: String) throws(LineError) -> LineField {
        guard element.kind == .object else { throw error("it is \(kind), not an object", write: example) }
        return self
    }

    package func list(such example: String) throws(LineError) -> [LineField] {
        guard element.kind == .array else { throw error("it is \(kind), not a list", write: example) }
        return element.elements.enumerated().map { LineField(element: $0.element, path: "\(path)[\($0.offset)]") }
    }

    package func texts(such example: String) throws(LineError) -> [String] {
        var texts: [String] = []
        for field in try list(such: example) { texts.append(try field.text(such: example)) }
        return texts
    }

    /// A text that `read` takes; nil of it is an error.
    package func read<Value>(_ read: (String) -> Value?, as what: String, such example: String) throws(LineError) -> Value {
        let text = try text(such: example)
        guard let value = read(text) else {
            throw error("“\(text.shortened(to: 40))” is no \(what)", write: example)
        }
        return value
    }

    /// A whole number within `range`.
    package func integer(_ range: ClosedRange<Int>, such example: String) throws(LineError) -> Int {
        guard let number = element.integer else { throw error("it is \(kind), not a whole number", write: example) }
        guard range.contains(number) else {
            throw error("\(number) is not between \(range.lowerBound) and \(range.upperBound)", write: example)
        }
        return number
    }

    package func truth(such example: String) throws(LineError) -> Bool {
        guard let value = element.bool else { throw error("it is \(kind), not a truth value", write: example) }
        return value
    }

    /// The members of an object in the order of the text.
    package func members(such example: String) throws(LineError) -> [(name: String, value: LineField)] {
        _ = try object(such: example)
        return element.members.map { member in
            (member.name, LineField(element: member.value, path: path.isEmpty ? member.name : "\(path).\(member.name)"))
        }
    }

    /// What is wrong at this place, and what to write there.
    package func error(_ wrong: String, write example: String) -> LineError {
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

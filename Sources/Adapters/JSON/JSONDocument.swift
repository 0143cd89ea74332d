/// A JSON text and the places of its values: for reading a few fields fast, or keeping the bytes as they came.
///
/// Parsing costs two allocations whatever the text holds; strings are made when asked for. Use `JSONValue` to build
/// JSON or to keep it.
package final class JSONDocument: Sendable {
    package let bytes: [UInt8]
    fileprivate let nodes: [JSONNode]

    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        var parser = JSONParser(limits: limits)
        try parser.parse(bytes.span)
        self.bytes = bytes
        nodes = parser.nodes
    }

    package var root: JSONElement { JSONElement(document: self, index: 0) }
}

/// One value inside a document.
package struct JSONElement: Sendable {
    private let document: JSONDocument
    private let index: Int

    fileprivate init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    private var node: JSONNode { document.nodes[index] }

    package var kind: JSONKind { node.kind }

    /// Where the value stands in the text, from its first byte to just after its last, quotes and brackets included.
    package var range: Range<Int> {
        let node = node
        return Int(node.start)..<Int(node.end)
    }

    /// The value exactly as it came: its own spelling of escapes, spaces and order.
    package var rawBytes: [UInt8] { Array(document.bytes[range]) }

    /// Elements of an array or members of an object (repeated names counted each), 0 for a scalar.
    package var count: Int { node.count }

    /// The text of a string. An unpaired surrogate escape becomes U+FFFD, for Swift strings cannot hold one.
    package var string: String? {
        let node = node
        return node.kind == .string ? document.text(of: node) : nil
    }

    package var number: JSONNumber? {
        let node = node
        guard node.kind == .number else { return nil }
        let text = String(decoding: document.bytes[Int(node.start)..<Int(node.end)], as: UTF8.self)
        return JSONNumber(checkedText: text)
    }

    package var integer: Int? { number?.integer }
    package var double: Double? { number?.double }

    package var bool: Bool? {
        switch node.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    package var isNull: Bool { node.kind == .null }

    /// The member of that name, compared by scalars, not by look; of a repeated name the last, as most have it.
    /// Nil for values that are no objects. Cost: one comparison a member.
    package subscript(name: String) -> JSONElement? {
        let node = node
        guard node.kind == .object else { return nil }
        var found: Int?
        var child = index + 1
        let end = Int(node.next)
        while child < end {
            if document.isNamed(name, at: child) { found = child + 1 }
            child = Int(document.nodes[child + 1].next)
        }
        return found.map { JSONElement(document: document, index: $0) }
    }

    /// The elements of an array in order; empty for every other kind.
    package var elements: Elements {
        let node = node
        let isArray = node.kind == .array
        return Elements(document: document, child: index + 1, end: isArray ? Int(node.next) : index + 1)
    }

    /// The members of an object in order, repeated names included; empty for every other kind.
    package var members: Members {
        let node = node
        let isObject = node.kind == .object
        return Members(document: document, child: index + 1, end: isObject ? Int(node.next) : index + 1)
    }

    /// A copy that stands on its own. Recursive; the parser's depth limit bounds it.
    package var value: JSONValue {
        switch node.kind {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .number: return number.map(JSONValue.number) ?? .null
        case .string: return .string(string ?? "")
        case .array:
            var array: [JSONValue] = []
            array.reserveCapacity(count)
            for element in elements { array.append(element.value) }
            return .array(array)
        case .object:
            var object = JSONObject()
            for member in members { object[member.name] = member.value.value }
            return .object(object)
        }
    }

    package struct Elements: Sequence, IteratorProtocol, Sendable {
        fileprivate let document: JSONDocument
        fileprivate var child: Int
        fileprivate let end: Int

        package mutating func next() -> JSONElement? {
            guard child < end else { return nil }
            defer { child = Int(document.nodes[child].next) }
            return JSONElement(document: document, index: child)
        }
    }

    package struct Members: Sequence, IteratorProtocol, Sendable {
        fileprivate let document: JSONDocument
        fileprivate var child: Int
        fileprivate let end: Int

        package mutating func next() -> (name: String, value: JSONElement)? {
            guard child < end else { return nil }
            defer { child = Int(document.nodes[child + 1].next) }
            return (
                document.text(of: document.nodes[child]), JSONElement(document: document, index: child + 1)
            )
        }
    }
}

extension JSONDocument {
    /// Decodes a string node without its quotes.
    fileprivate func text(of node: JSONNode) -> String {
        let contents = bytes[Int(node.start) + 1..<Int(node.end) - 1]
        guard node.isEscaped else { return String(decoding: contents, as: UTF8.self) }
        return String(decoding: JSONEscapes.decoded(contents.span), as: UTF8.self)
    }

    fileprivate func isNamed(_ name: String, at index: Int) -> Bool {
        let node = nodes[index]
        guard !node.isEscaped else { return text(of: node).utf8.elementsEqual(name.utf8) }
        var position = Int(node.start) + 1
        guard Int(node.end) - 1 - position == name.utf8.count else { return false }
        for byte in name.utf8 {
            guard bytes[position] == byte else { return false }
            position += 1
        }
        return true
    }
}

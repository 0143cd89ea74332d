/// What kind of value stands at a place of a document.
package enum JSONKind: UInt8, Hashable, Sendable {
    case null, `false`, `true`, number, string, array, object
}

/// One value or member name of a parsed text: where it stands and how far its contents reach.
///
/// Sixteen bytes, in the order of the text; a container is followed by its contents, and an object's contents alternate
/// name and value. `next` makes stepping over a container one read.
struct JSONNode {
    static let largestCount = (1 << 27) - 1

    /// Offset of the first byte; for strings that is the opening quote.
    let start: UInt32
    /// Offset just after the last byte.
    var end: UInt32
    /// Index of the first node that is not inside this one.
    var next: UInt32
    /// Kind in the upper four bits, then whether a string has escapes, then elements or members of a container.
    private var packed: UInt32

    init(_ kind: JSONKind, start: Int, end: Int, next: Int, escaped: Bool = false) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = UInt32(truncatingIfNeeded: next)
        packed = UInt32(kind.rawValue) << 28 | (escaped ? 1 << 27 : 0)
    }

    var kind: JSONKind { JSONKind(rawValue: UInt8(packed >> 28)) ?? .null }
    var isEscaped: Bool { packed & 1 << 27 != 0 }
    var count: Int { Int(packed & UInt32(JSONNode.largestCount)) }

    mutating func close(end: Int, next: Int, count: Int) {
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = UInt32(truncatingIfNeeded: next)
        packed = packed & ~UInt32(JSONNode.largestCount) | UInt32(truncatingIfNeeded: count)
    }
}

/// How much a parser takes before it gives up, so that one body from outside cannot hold memory or time to ransom.
package struct JSONLimits: Hashable, Sendable {
    /// Depth above which no limit is accepted: values are taken apart by recursion, and a thread's stack is finite.
    package static let deepest = 512

    package let bytes: Int
    /// Objects and arrays inside one another; a bare scalar has depth 0.
    package let depth: Int
    /// Values of every kind, containers included, names not.
    package let values: Int

    package init(bytes: Int, depth: Int, values: Int) {
        self.bytes = max(0, min(bytes, Int(UInt32.max) - 1))
        self.depth = max(0, min(depth, JSONLimits.deepest))
        self.values = max(1, min(values, JSONNode.largestCount))
    }

    /// For answers of servers and files of our own: 16 MiB, 128 deep, a million values.
    package static let standard = JSONLimits(bytes: 16 << 20, depth: 128, values: 1_000_000)
}

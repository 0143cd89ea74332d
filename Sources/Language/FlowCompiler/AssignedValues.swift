internal import FlowMachine

/// Where in a flow values may be unknown, for all values that are read at once: a bit each, spread over the graph until
/// nothing changes. What one value needs, with the way that shows it, is `KnownValue`'s.
///
/// Costs a few passes over the graph for each sixty-four values.
struct AssignedValues {
    private let indexes: [Path: Int]
    private let words: Int
    /// By node: the values that may be unknown there, and those that may be known.
    private var unknown: [UInt64]
    private var known: [UInt64]

    init(of paths: [Path], in graph: FlowGraph) {
        var indexes: [Path: Int] = [:]
        for path in paths where indexes[path] == nil && !FlowGraph.factsAlwaysKnown.contains(path) {
            indexes[path] = indexes.count
        }
        self.indexes = indexes
        words = (indexes.count + 63) / 64
        unknown = Array(repeating: 0, count: graph.nodes.count * words)
        known = unknown
        guard words > 0 else { return }
        var forgotten = Array(repeating: UInt64(0), count: words)
        for path in KnownValue.forgottenBeforeBack(in: graph) {
            if let index = indexes[path] { forgotten[index / 64] |= 1 << UInt64(index % 64) }
        }
        let returns = forgotten.contains { $0 != 0 }
        var isOpen = Array(repeating: false, count: graph.nodes.count)
        var open: [Int] = []
        for root in graph.roots {
            for index in indexes.values {
                unknown[root * words + index / 64] |= 1 << UInt64(index % 64)
                if graph.restarted.contains(root) { known[root * words + index / 64] |= 1 << UInt64(index % 64) }
            }
            open.append(root)
            isOpen[root] = true
        }
        var newUnknown = forgotten
        var newKnown = forgotten
        while let node = open.popLast() {
            isOpen[node] = false
            for edge in graph.edges[node] {
                for word in 0..<words {
                    newUnknown[word] = unknown[node * words + word]
                    newKnown[word] = known[node * words + word]
                }
                if let when = edge.when, let index = indexes[when.path] {
                    let bit = UInt64(1) << UInt64(index % 64)
                    if when.isSet { newUnknown[index / 64] &= ~bit } else { newKnown[index / 64] &= ~bit }
                }
                for path in edge.sets {
                    guard let index = indexes[path] else { continue }
                    let bit = UInt64(1) << UInt64(index % 64)
                    newKnown[index / 64] |= newUnknown[index / 64] & bit
                    newUnknown[index / 64] &= ~bit
                }
                for path in edge.unsets {
                    guard let index = indexes[path] else { continue }
                    let bit = UInt64(1) << UInt64(index % 64)
                    newUnknown[index / 64] |= newKnown[index / 64] & bit
                    newKnown[index / 64] &= ~bit
                }
                merge(newUnknown, newKnown, into: edge.to, &open, &isOpen)
            }
            for form in graph.corrections[node] {
                for word in 0..<words {
                    newUnknown[word] = unknown[node * words + word]
                    newKnown[word] = known[node * words + word]
                }
                merge(newUnknown, newKnown, into: form, &open, &isOpen)
            }
            if returns, graph.mayWait(at: node) {
                for word in 0..<words {
                    newUnknown[word] = forgotten[word] & (unknown[node * words + word] | known[node * words + word])
                    newKnown[word] = 0
                }
                merge(newUnknown, newKnown, into: graph.entry(of: graph.nodes[node].step), &open, &isOpen)
            }
        }
    }

    private mutating func merge(
        _ newUnknown: [UInt64], _ newKnown: [UInt64], into node: Int, _ open: inout [Int], _ isOpen: inout [Bool]
    ) {
        var changed = false
        for word in 0..<words {
            let place = node * words + word
            if newUnknown[word] & ~unknown[place] != 0 || newKnown[word] & ~known[place] != 0 {
                unknown[place] |= newUnknown[word]
                known[place] |= newKnown[word]
                changed = true
            }
        }
        if changed, !isOpen[node] {
            isOpen[node] = true
            open.append(node)
        }
    }

    func mayBeUnknown(_ path: Path, at node: Int) -> Bool {
        guard let index = indexes[path] else { return false }
        return unknown[node * words + index / 64] & (1 << UInt64(index % 64)) != 0
    }

    func mayBeKnown(_ path: Path, at node: Int) -> Bool {
        guard let index = indexes[path] else { return false }
        return known[node * words + index / 64] & (1 << UInt64(index % 64)) != 0
    }
}

/// All rule graphs as flat tables that are walked without following a reference: made once, from `RuleGraph`s.
///
/// Nodes that only lead on to others are gone, the words a node goes on with are in order (found by halving), and what a
/// rule can begin with is looked up by the word, not tried.
final class CompiledRules: Sendable {
    struct Node {
        var words: Range<Int32>
        var others: Range<Int32>
        var accepted: Range<Int32>
    }

    struct WordEdge {
        var symbol: Int32
        var next: Int32
        var nearness: RuleGraph.Nearness
    }

    enum Kind: UInt8 {
        case category, nonterminal, start, end, skip, pause
    }

    struct Edge {
        var kind: Kind
        var nearness: RuleGraph.Nearness
        /// The place of the value among the pattern's; -1 when it is not kept.
        var place: Int8
        /// Category or nonterminal.
        var index: Int32
        var low: Int32
        var high: Int32
        var next: Int32
    }

    /// Where a rule of a graph begins, for one symbol or category.
    struct Entry {
        var key: Int32
        var graph: Int32
        var node: Int32
    }

    let nodes: [Node]
    let wordEdges: [WordEdge]
    let edges: [Edge]
    let accepted: [Int32]
    /// By symbol, graph and node.
    let wordEntries: [Entry]
    /// For each symbol, where its entries begin; one more than there are symbols.
    let wordEntryStarts: [Int32]
    /// By category, graph and node.
    let categoryEntries: [Entry]
    let categoryEntryStarts: [Int32]
    /// For each graph, the nodes of rules that begin with another rule or anything.
    let openEntries: [[Int32]]

    /// - Parameters:
    ///   - graphs: those of the rule names, and last that of the intents.
    init(_ graphs: [RuleGraph], symbolCount: Int, categoryCount: Int) {
        var nodes: [Node] = []
        var wordEdges: [WordEdge] = []
        var edges: [Edge] = []
        var accepted: [Int32] = []
        var byWord: [Entry] = []
        var byCategory: [Entry] = []
        var openEntries: [[Int32]] = []
        for (number, graph) in graphs.enumerated() {
            var places: [Int: Int32] = [:]
            var open: [Int] = []
            func place(of node: Int) -> Int32 {
                let node = graph.destination(of: node)
                if let known = places[node] { return known }
                let place = Int32(nodes.count)
                places[node] = place
                nodes.append(Node(words: 0..<0, others: 0..<0, accepted: 0..<0))
                open.append(node)
                return place
            }
            for entry in graph.entries {
                let node = place(of: entry.node)
                for symbol in entry.symbols { byWord.append(Entry(key: symbol, graph: Int32(number), node: node)) }
                for category in entry.categories {
                    byCategory.append(Entry(key: Int32(category), graph: Int32(number), node: node))
                }
            }
            openEntries.append(graph.entries.filter(\.isOpen).map { place(of: $0.node) })
            while let node = open.popLast() {
                var words: [WordEdge] = []
                var others: [Edge] = []
                var rules: [Int32] = []
                for member in graph.closure(of: node) {
                    if let rule = graph.nodes[member].rule { rules.append(Int32(rule)) }
                    for edge in graph.nodes[member].edges {
                        let next = place(of: edge.next)
                        func other(_ kind: Kind, _ index: Int = 0, _ range: ClosedRange<Int> = 0...0) {
                            others.append(
                                Edge(
                                    kind: kind, nearness: edge.nearness, place: Int8(edge.place ?? -1), index: Int32(index),
                                    low: Int32(range.lowerBound), high: Int32(clamping: range.upperBound), next: next))
                        }
                        switch edge.step {
                        case .word(let symbol): words.append(WordEdge(symbol: symbol, next: next, nearness: edge.nearness))
                        case .category(let category, let range): other(.category, category, range)
                        case .nonterminal(let nonterminal): other(.nonterminal, nonterminal)
                        case .start: other(.start)
                        case .end: other(.end)
                        case .skip: other(.skip)
                        case .pause: other(.pause)
                        }
                    }
                }
                words.sort { ($0.symbol, $0.next) < ($1.symbol, $1.next) }
                guard let place = places[node] else { continue }
                nodes[Int(place)] = Node(
                    words: Int32(wordEdges.count)..<Int32(wordEdges.count + words.count),
                    others: Int32(edges.count)..<Int32(edges.count + others.count),
                    accepted: Int32(accepted.count)..<Int32(accepted.count + rules.count))
                wordEdges += words
                edges += others
                accepted += rules
            }
        }
        self.nodes = nodes
        self.wordEdges = wordEdges
        self.edges = edges
        self.accepted = accepted
        self.openEntries = openEntries
        (wordEntries, wordEntryStarts) = CompiledRules.indexed(byWord, keys: symbolCount + 1)
        (categoryEntries, categoryEntryStarts) = CompiledRules.indexed(byCategory, keys: categoryCount)
    }

    private static func indexed(_ entries: [Entry], keys: Int) -> ([Entry], [Int32]) {
        let sorted = entries.sorted { ($0.key, $0.graph, $0.node) < ($1.key, $1.graph, $1.node) }
        var starts = Array(repeating: Int32(0), count: keys + 1)
        for entry in sorted { starts[Int(entry.key) + 1] += 1 }
        for key in 0..<keys { starts[key + 1] += starts[key] }
        return (sorted, starts)
    }
}

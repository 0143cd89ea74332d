/// All rule graphs as flat tables that are walked without following a reference: made once, from `RuleGraph`s.
///
/// Nodes that only lead on to others are gone, the words a node goes on with are in order (found by halving), and what a
/// rule can begin with is looked up by the word, not tried: each word has the set of all graphs that can begin with it, by
/// whatever way.
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
        enum Kind: UInt8 {
            /// The rule is walked from `node`.
            case node
            /// `target` is the node after the token, which is of the key's symbol.
            case word
            /// `target` is the edge that takes the token.
            case category
        }

        var key: Int32
        var graph: Int32
        /// The node where the rule begins, which is also the order in which rules are tried.
        var node: Int32
        var target: Int32
        /// The languages that the rule is of, a bit each: all for intents, which hold whatever words they are said in.
        var languages: UInt32
        var kind: Kind
        /// The rule begins at the beginning of the message only.
        var isAtStart = false
    }

    /// Where a rule begins with what other rules match.
    struct OpenEntry {
        var node: Int32
        /// Those other rules, among `needs`; empty when the rule can begin with a word as well, and is always tried.
        var needs: Range<Int32>
        /// As of `Entry`.
        var languages: UInt32
    }

    /// What a rule makes of its match.
    struct Rule {
        var language: Int
        var isDayFirst: Bool
        var operation: Operation
        var arguments: [RuleBook.Argument]
    }

    let nodes: [Node]
    let wordEdges: [WordEdge]
    let edges: [Edge]
    let accepted: [Int32]
    let rules: [Rule]
    /// By key, graph and node. A symbol is its own key; `key(ofCategory:)` is that of a category.
    let entries: [Entry]
    /// For each key, where its entries begin; one more than there are keys.
    let entryStarts: [Int32]
    let openEntries: [OpenEntry]
    /// For each graph, where its open entries begin; one more than there are graphs.
    let openEntryStarts: [Int32]
    let needs: [Int32]
    /// For each graph, all that its open entries need, as a set; nil where one is always tried.
    let openNeeds: [[UInt64]?]
    let graphCount: Int
    /// Categories whose words follow tens: "двадцать пятого".
    let isComposed: [Bool]
    /// Keys under which rules find a token of digits, and a number in words.
    let digitKeys: [Int32]
    let numberKeys: [Int32]
    private let symbolCount: Int
    /// Numbers in a set of graphs.
    let setWidth: Int
    private let sets: [UInt64]
    /// For each key, its set among `sets`.
    private let setOfKey: [Int32]
    /// For each graph, the set of those that can begin with a match of it.
    private let setOfGraph: [Int32]

    func key(ofCategory category: Int) -> Int32 { Int32(symbolCount + 1 + category) }

    /// The graphs that can begin with a token of this key, a bit each.
    func graphs(ofKey key: Int32) -> ArraySlice<UInt64> { set(setOfKey[Int(key)]) }

    /// The graphs that can begin with what this one matches, a bit each, itself among them.
    func graphs(beginningWith graph: Int) -> ArraySlice<UInt64> { set(setOfGraph[graph]) }

    private func set(_ number: Int32) -> ArraySlice<UInt64> { sets[Int(number) * setWidth..<(Int(number) + 1) * setWidth] }

    /// - Parameters:
    ///   - graphs: those of the rule names, and last that of the intents.
    ///   - composed: categories whose words follow tens.
    init(_ graphs: [RuleGraph], rules: [Rule], symbolCount: Int, categoryCount: Int, composed: Set<Int>) {
        self.rules = rules
        self.symbolCount = symbolCount
        graphCount = graphs.count
        isComposed = (0..<categoryCount).map(composed.contains)
        func key(_ category: Int) -> Int32 { Int32(symbolCount + 1 + category) }
        digitKeys = categoryCount == 0 ? [] : RuleBook.Category.ofDigits.map(key)
        numberKeys = (composed.sorted() + [RuleBook.Category.minutes]).map(key)
        var nodes: [Node] = []
        var wordEdges: [WordEdge] = []
        var edges: [Edge] = []
        var accepted: [Int32] = []
        var begins: [Begin] = []
        func languages(_ entry: RuleGraph.Entry, _ graph: Int) -> UInt32 {
            graph == graphs.count - 1 ? .max : 1 << UInt32(rules[entry.rule].language)
        }
        var openEntries: [OpenEntry] = []
        var openEntryStarts: [Int32] = [0]
        var needs: [Int32] = []
        var openNeeds: [[UInt64]?] = []
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
                begins.append(Begin(graph: number, node: node, entry: entry, languages: languages(entry, number)))
                guard !entry.nonterminals.isEmpty else { continue }
                let first = Int32(needs.count)
                if entry.symbols.isEmpty, entry.categories.isEmpty { needs += entry.nonterminals.map(Int32.init).sorted() }
                openEntries.append(
                    OpenEntry(node: node, needs: first..<Int32(needs.count), languages: languages(entry, number)))
            }
            var needed: [UInt64]? = Array(repeating: 0, count: (graphs.count + 63) / 64)
            for entry in openEntries[Int(openEntryStarts[number])...] {
                if entry.needs.isEmpty { needed = nil }
                for need in entry.needs { needed?[Int(needs[Int(need)]) / 64] |= 1 << UInt64(needs[Int(need)] % 64) }
            }
            openNeeds.append(needed)
            openEntryStarts.append(Int32(openEntries.count))
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
        self.openEntryStarts = openEntryStarts
        self.needs = needs
        self.openNeeds = openNeeds
        var entries: [Entry] = []
        for begin in begins {
            entries += begin.entries(nodes: nodes, wordEdges: wordEdges, edges: edges, key: key)
        }
        entries.sort {
            ($0.key, $0.graph, $0.node, $0.target) < ($1.key, $1.graph, $1.node, $1.target)
        }
        var starts = Array(repeating: Int32(0), count: symbolCount + categoryCount + 2)
        for entry in entries { starts[Int(entry.key) + 1] += 1 }
        for key in 1..<starts.count { starts[key] += starts[key - 1] }
        self.entries = entries
        entryStarts = starts
        setWidth = (graphs.count + 63) / 64
        (sets, setOfKey, setOfGraph) = CompiledRules.beginnings(of: graphs, entries: entries, starts: starts)
    }

    /// For each key and for each graph the graphs that can begin with it, and the different sets of them.
    private static func beginnings(
        of graphs: [RuleGraph], entries: [Entry], starts: [Int32]
    ) -> (sets: [UInt64], ofKey: [Int32], ofGraph: [Int32]) {
        var users: [[Int]] = Array(repeating: [], count: graphs.count)
        for (number, graph) in graphs.enumerated() {
            for used in Set(graph.entries.flatMap(\.nonterminals)) { users[used].append(number) }
        }
        let reached = graphs.indices.map { graph in
            var reached: Set<Int> = [graph]
            var open = [graph]
            while let next = open.popLast() {
                for user in users[next] where reached.insert(user).inserted { open.append(user) }
            }
            return reached
        }
        let width = (graphs.count + 63) / 64
        var sets: [UInt64] = []
        var numbers: [[UInt64]: Int32] = [:]
        func number(_ graphs: Set<Int>) -> Int32 {
            var set = Array(repeating: UInt64(0), count: width)
            for graph in graphs { set[graph / 64] |= 1 << UInt64(graph % 64) }
            if let known = numbers[set] { return known }
            let number = Int32(numbers.count)
            numbers[set] = number
            sets += set
            return number
        }
        let ofGraph = reached.map(number)
        let ofKey = (0..<starts.count - 1).map { key in
            var direct: [Int] = []
            for entry in entries[Int(starts[key])..<Int(starts[key + 1])] where direct.last != Int(entry.graph) {
                direct.append(Int(entry.graph))
            }
            return number(direct.count == 1 ? reached[direct[0]] : direct.reduce(into: []) { $0.formUnion(reached[$1]) })
        }
        return (sets, ofKey, ofGraph)
    }
}

/// Where one rule begins.
private struct Begin {
    var graph: Int
    var node: Int32
    var entry: RuleGraph.Entry
    var languages: UInt32

    /// Its entries: past the first token where it begins with words, or with one category, only.
    func entries(
        nodes: [CompiledRules.Node], wordEdges: [CompiledRules.WordEdge], edges: [CompiledRules.Edge], key: (Int) -> Int32
    ) -> [CompiledRules.Entry] {
        func found(_ key: Int32, _ kind: CompiledRules.Entry.Kind, _ target: Int32) -> CompiledRules.Entry {
            CompiledRules.Entry(
                key: key, graph: Int32(graph), node: node, target: target, languages: languages, kind: kind)
        }
        let walked = (entry.symbols + entry.categories.map(key)).map { found($0, .node, node) }
        guard entry.symbols.isEmpty ? entry.categories.count == 1 : entry.categories.isEmpty else { return walked }
        var isAtStart = false
        var here = nodes[Int(node)]
        // "^" before all else.
        if here.words.isEmpty, here.accepted.isEmpty, here.others.count == 1, case let edge = edges[Int(here.others.lowerBound)],
            edge.kind == .start
        {
            isAtStart = true
            here = nodes[Int(edge.next)]
        }
        guard here.accepted.isEmpty, here.others.allSatisfy({ edges[Int($0)].kind == .category }) else { return walked }
        var result = here.words.map { found(wordEdges[Int($0)].symbol, .word, wordEdges[Int($0)].next) }
        result += here.others.map { found(key(Int(edges[Int($0)].index)), .category, $0) }
        for index in result.indices { result[index].isAtStart = isAtStart }
        return result
    }
}

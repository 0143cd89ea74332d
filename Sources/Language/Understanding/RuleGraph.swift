/// One step of a rule: a word, a category, the match of another rule, or an end of the message.
enum RuleStep: Hashable {
    case word(Int32)
    case category(Int, ClosedRange<Int>)
    case nonterminal(Int)
    case start, end
    /// So many words that may be anything.
    case skip
}

/// All rules that yield one thing, as paths through a graph without circles; found by what they can begin with.
struct RuleGraph {
    struct Edge {
        var step: RuleStep
        /// What may stand between the step's token and the one before it.
        var nearness: Nearness
        /// The place of the step's value among the values of the pattern; nil when it is not kept.
        var place: Int?
        var next: Int
    }

    enum Nearness {
        /// Nothing at all.
        case glued
        /// No comma.
        case sameClause
        case sameSentence
    }

    struct Node {
        var edges: [Edge] = []
        /// Nodes one is at as well.
        var joins: [Int] = []
        /// The rule that has matched here.
        var rule: Int?
    }

    private(set) var nodes: [Node] = []
    private var byWord: [Int32: [Int]] = [:]
    private var byCategory: [Int: [Int]] = [:]
    private var byNonterminal: [Int] = []
    /// Categories that a number in words may begin: "двадцать пять", "двадцать пятое".
    var numberCategories: [Int] = []

    mutating func addNode() -> Int {
        nodes.append(Node())
        return nodes.count - 1
    }

    mutating func join(_ node: Int, to other: Int) { nodes[node].joins.append(other) }

    mutating func addEdge(from node: Int, _ step: RuleStep, _ nearness: Nearness, place: Int?) -> Int {
        let next = addNode()
        nodes[node].edges.append(Edge(step: step, nearness: nearness, place: place, next: next))
        return next
    }

    /// Declares that `rule` runs from `entry` to `end`, once all its edges are there.
    mutating func finish(rule: Int, entry: Int, end: Int) {
        nodes[end].rule = rule
        var open = [entry]
        var seen: Set<Int> = [entry]
        while let node = open.popLast() {
            for edge in nodes[node].edges {
                switch edge.step {
                case .word(let symbol): RuleGraph.insert(entry, into: &byWord[symbol, default: []])
                case .category(let category, _): RuleGraph.insert(entry, into: &byCategory[category, default: []])
                case .nonterminal: RuleGraph.insert(entry, into: &byNonterminal)
                case .skip: break
                case .start, .end: if seen.insert(edge.next).inserted { open.append(edge.next) }
                }
            }
            for other in nodes[node].joins where seen.insert(other).inserted { open.append(other) }
        }
    }

    private static func insert(_ entry: Int, into list: inout [Int]) {
        if list.last != entry { list.append(entry) }
    }

    /// Entries of the rules that can begin with this word, in the order of the rules.
    func entries(for word: Word) -> [Int] {
        var entries = byNonterminal
        for symbol in word.symbols { if let more = byWord[symbol] { entries += more } }
        if !byCategory.isEmpty {
            if word.token.kind == .number {
                for category in RuleBook.Category.ofDigits { if let more = byCategory[category] { entries += more } }
            }
            for tag in word.tags {
                if tag.category == RuleBook.Category.number {
                    for category in numberCategories {
                        if let more = byCategory[category] { entries += more }
                    }
                } else if let more = byCategory[tag.category] {
                    entries += more
                }
            }
        }
        guard entries.count > 1 else { return entries }
        entries.sort()
        var unique: [Int] = []
        unique.reserveCapacity(entries.count)
        for entry in entries where unique.last != entry { unique.append(entry) }
        return unique
    }
}

/// One step of a rule: a word, a category, the match of another rule, or an end of the message.
enum RuleStep: Hashable {
    case word(Int32)
    case category(Int, ClosedRange<Int>)
    case nonterminal(Int)
    case start, end
    /// So many words that may be anything.
    case skip
    /// A comma, or the end of a sentence.
    case pause
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
        /// A hyphen and nothing else.
        case hyphened
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

    /// Where a rule begins, and by what it is found.
    struct Entry {
        var node: Int
        var rule: Int
        var symbols: Set<Int32> = []
        var categories: Set<Int> = []
        /// Rules that it can begin with.
        var nonterminals: Set<Int> = []
    }

    private(set) var nodes: [Node] = []
    private(set) var entries: [Entry] = []

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

    /// Declares that `rule` runs from `node` to `end`, once all its edges are there.
    mutating func finish(rule: Int, from node: Int, end: Int) {
        nodes[end].rule = rule
        var entry = Entry(node: node, rule: rule)
        var open = [node]
        var seen: Set<Int> = [node]
        while let node = open.popLast() {
            for edge in nodes[node].edges {
                switch edge.step {
                case .word(let symbol): entry.symbols.insert(symbol)
                case .category(let category, _): entry.categories.insert(category)
                case .nonterminal(let nonterminal): entry.nonterminals.insert(nonterminal)
                case .skip: break
                case .start, .end, .pause: if seen.insert(edge.next).inserted { open.append(edge.next) }
                }
            }
            for other in nodes[node].joins where seen.insert(other).inserted { open.append(other) }
        }
        entries.append(entry)
    }

    /// The node that one comes to without a choice.
    func destination(of node: Int) -> Int {
        var node = node
        while nodes[node].edges.isEmpty, nodes[node].rule == nil, nodes[node].joins.count == 1 { node = nodes[node].joins[0] }
        return node
    }

    /// The node and all that one is at with it.
    func closure(of node: Int) -> [Int] {
        var members = [node]
        var index = 0
        while index < members.count {
            for other in nodes[members[index]].joins where !members.contains(other) { members.append(other) }
            index += 1
        }
        return members
    }
}

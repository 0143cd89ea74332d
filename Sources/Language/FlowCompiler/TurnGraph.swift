internal import FlowMachine

/// What the bot can do in one turn by itself, from any place on: the graph's moves without the customer, in which a form
/// with an emptied slot is no way through, because it waits.
///
/// A moment is a node with the slots that were emptied on the way and that a form on a circle asks for; elsewhere a node is
/// one moment. Flows that are run are passed in one move where a way through them never waits, so that they come back to
/// where they were run and nowhere else.
struct TurnGraph {
    struct Moment: Hashable {
        let node: Int
        let emptied: UInt16
    }

    /// Of the slots that are both emptied and asked for on one circle of moves, at most so many are told apart, which
    /// bounds the moments of a node at 256. Beyond that a circle may be reported that a ninth slot would break.
    static let mostSlotsApart = 8

    let graph: FlowGraph
    private(set) var moments: [Moment] = []
    /// By moment: where it leads without the customer.
    private(set) var moves: [[Int]] = []
    /// Parallel to `moves`: what is said on the move.
    private(set) var said: [[TextID?]] = []
    /// By node: its moments.
    private(set) var momentsOfNode: [[Int]]
    /// By the first step of a flow that is run: whether a way through it goes back without waiting.
    private(set) var passes: [StepID: Bool] = [:]

    /// - Parameter reached: nodes that conversations can get to; the others are left out.
    init(_ graph: FlowGraph, reached: [Bool]) {
        self.graph = graph
        momentsOfNode = Array(repeating: [], count: graph.nodes.count)
        findPasses()
        let slots = slotsThatBreakCircles(reached)
        var numbers: [Moment: Int] = [:]
        func number(_ moment: Moment, _ moments: inout [Moment], _ byNode: inout [[Int]]) -> Int {
            if moment.emptied == 0, let first = byNode[moment.node].first { return first }
            if moment.emptied != 0, let known = numbers[moment] { return known }
            let number = moments.count
            moments.append(moment)
            byNode[moment.node].append(number)
            if moment.emptied != 0 { numbers[moment] = number }
            return number
        }
        var moments: [Moment] = []
        var byNode = momentsOfNode
        // The first moment of every node is the one with nothing emptied.
        for node in graph.nodes.indices where reached[node] { _ = number(Moment(node: node, emptied: 0), &moments, &byNode) }
        var next = 0
        var moves: [[Int]] = []
        var said: [[TextID?]] = []
        while next < moments.count {
            let moment = moments[next]
            next += 1
            var leads: [Int] = []
            var texts: [TextID?] = []
            let own = slots[components[moment.node]] ?? []
            for move in automaticMoves(from: moment.node) {
                var emptied: UInt16 = 0
                // What was emptied on a circle matters on that circle alone.
                if !own.isEmpty, components[move.to] == components[moment.node] {
                    emptied = moment.emptied
                    if move.isFilling, blocks(moment, own) { continue }
                    for case .slot(let slot) in move.unsets {
                        if let place = own.firstIndex(of: slot) { emptied |= 1 << UInt16(place) }
                    }
                    for case .slot(let slot) in move.sets where !move.isFilling {
                        if let place = own.firstIndex(of: slot) { emptied &= ~(1 << UInt16(place)) }
                    }
                } else if !own.isEmpty, move.isFilling, blocks(moment, own) {
                    continue
                }
                leads.append(number(Moment(node: move.to, emptied: emptied), &moments, &byNode))
                texts.append(move.said)
            }
            moves.append(leads)
            said.append(texts)
        }
        self.moments = moments
        self.moves = moves
        self.said = said
        momentsOfNode = byNode
    }

    /// By node, the number of its strongly connected component in the graph of moves.
    private var components: [Int] = []

    struct Move {
        let to: Int
        let sets: [Path]
        let unsets: [Path]
        let isFilling: Bool
        var said: TextID?
    }

    /// Where a node leads without the customer, whatever is known.
    func automaticMoves(from node: Int) -> [Move] {
        switch graph.instruction(at: node) {
        case .back: []
        case .run(let first):
            [Move(to: graph.entry(of: first), sets: [], unsets: [], isFilling: false)]
                + (passes[first] == true ? [Move(to: node + 1, sets: [], unsets: [], isFilling: false)] : [])
        case .call(_, let branches):
            graph.edges[node].enumerated().map { place, edge in
                Move(
                    to: edge.to, sets: edge.sets, unsets: edge.unsets, isFilling: false,
                    said: branches.indices.contains(place) ? branches[place].text : nil)
            }
        default:
            graph.edges[node].compactMap { edge in
                switch edge.kind {
                case .onward, .outcome, .condition:
                    Move(to: edge.to, sets: edge.sets, unsets: edge.unsets, isFilling: false)
                case .filled: Move(to: edge.to, sets: edge.sets, unsets: edge.unsets, isFilling: true)
                case .message, .tries, .silence: nil
                }
            }
        }
    }

    private func blocks(_ moment: Moment, _ slots: [SlotID]) -> Bool {
        guard moment.emptied != 0, case .fill(let asked)? = graph.instruction(at: moment.node) else { return false }
        return slots.enumerated().contains { place, slot in
            moment.emptied & (1 << UInt16(place)) != 0 && asked.contains(slot) && graph.machine[slot].isSetAfterFill
        }
    }

    /// Flows are looked at until nothing changes: one that runs another passes when that one does.
    private mutating func findPasses() {
        let order = graph.backs.keys.sorted { $0.index < $1.index }
        for first in order { passes[first] = false }
        var changed = true
        while changed {
            changed = false
            for first in order where passes[first] == false {
                var seen: Set<Int> = [graph.entry(of: first)]
                var open = [graph.entry(of: first)]
                while let node = open.popLast() {
                    if graph.instruction(at: node) == .back {
                        passes[first] = true
                        changed = true
                        break
                    }
                    for move in automaticMoves(from: node) {
                        // What a flow runs inside is passed, not looked into.
                        if case .run? = graph.instruction(at: node), move.to != node + 1 { continue }
                        if seen.insert(move.to).inserted { open.append(move.to) }
                    }
                }
            }
        }
    }

    /// By component: the slots that are emptied on it and asked for by a form on it, the first eight of them.
    private mutating func slotsThatBreakCircles(_ reached: [Bool]) -> [Int: [SlotID]] {
        let moves = graph.nodes.indices.map { reached[$0] ? automaticMoves(from: $0).map(\.to) : [] }
        components = Components.of(moves).number
        var emptied: [Int: Set<SlotID>] = [:]
        var asked: [Int: Set<SlotID>] = [:]
        for node in graph.nodes.indices where reached[node] {
            let component = components[node]
            if case .fill(let slots)? = graph.instruction(at: node) {
                asked[component, default: []].formUnion(slots.filter { graph.machine[$0].isSetAfterFill })
            }
            for move in automaticMoves(from: node) where components[move.to] == component {
                for case .slot(let slot) in move.unsets { emptied[component, default: []].insert(slot) }
            }
        }
        var result: [Int: [SlotID]] = [:]
        for (component, slots) in emptied {
            let both = slots.intersection(asked[component] ?? []).sorted { $0.index < $1.index }
            if !both.isEmpty { result[component] = Array(both.prefix(TurnGraph.mostSlotsApart)) }
        }
        return result
    }

    /// Moments on a circle that never waits, in one go round, from the moment that stands first; nil when there is none.
    func circle() -> [Int]? {
        let components = Components.of(moves)
        var sizes: [Int: Int] = [:]
        for number in components.number { sizes[number, default: 0] += 1 }
        func isCircling(_ moment: Int) -> Bool {
            sizes[components.number[moment], default: 0] > 1 || moves[moment].contains(moment)
        }
        let first = moments.indices.filter(isCircling).min {
            (moments[$0].node, moments[$0].emptied) < (moments[$1].node, moments[$1].emptied)
        }
        guard let first else { return nil }
        if moves[first].contains(first) { return [first, first] }
        // The shortest way back to where it began.
        var before: [Int: Int] = [:]
        var open = [first]
        var next = 0
        while next < open.count {
            let moment = open[next]
            next += 1
            for move in moves[moment] where components.number[move] == components.number[first] {
                if move == first {
                    var way = [first, moment]
                    while let last = way.last, last != first, let previous = before[last] { way.append(previous) }
                    return way.reversed()
                }
                if before[move] == nil {
                    before[move] = moment
                    open.append(move)
                }
            }
        }
        return nil
    }

    /// Moments so that each stands after those it leads to; nil when there is a circle.
    func order() -> [Int]? {
        let components = Components.of(moves)
        guard components.count == moments.count, !moves.indices.contains(where: { moves[$0].contains($0) }) else {
            return nil
        }
        return moments.indices.sorted { components.number[$0] < components.number[$1] }
    }
}

/// The strongly connected components of a graph (Tarjan), numbered so that each leads to lower numbers only.
struct Components {
    private(set) var number: [Int]
    private(set) var count = 0

    /// Costs a pass over the graph; deep graphs need no deep call stack.
    static func of(_ next: [[Int]]) -> Components {
        var result = Components(number: Array(repeating: -1, count: next.count))
        var index = Array(repeating: -1, count: next.count)
        var low = index
        var isOpen = Array(repeating: false, count: next.count)
        var stack: [Int] = []
        var counter = 0
        var calls: [(node: Int, edge: Int)] = []
        for root in next.indices where index[root] < 0 {
            calls.append((root, 0))
            while let (node, edge) = calls.last {
                if edge == 0 {
                    index[node] = counter
                    low[node] = counter
                    counter += 1
                    stack.append(node)
                    isOpen[node] = true
                }
                if edge < next[node].count {
                    calls[calls.count - 1].edge += 1
                    let other = next[node][edge]
                    if index[other] < 0 { calls.append((other, 0)) } else if isOpen[other] {
                        low[node] = min(low[node], index[other])
                    }
                    continue
                }
                if low[node] == index[node] {
                    while let member = stack.popLast() {
                        isOpen[member] = false
                        result.number[member] = result.count
                        if member == node { break }
                    }
                    result.count += 1
                }
                calls.removeLast()
                if let (above, _) = calls.last { low[above] = min(low[above], low[node]) }
            }
        }
        return result
    }
}

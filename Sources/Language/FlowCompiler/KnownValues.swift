internal import FlowMachine

/// Where in a flow one value may be unknown: a search over the graph in which every node comes in two states.
struct KnownValue {
    private let graph: FlowGraph
    /// By state (twice the node, plus one when the value is known): the state before it on a shortest way; a root state
    /// has itself, one that is not met -1.
    private var before: [Int]

    /// Costs a pass over the graph.
    init(of path: Path, in graph: FlowGraph) {
        self.graph = graph
        before = Array(repeating: -1, count: graph.nodes.count * 2)
        guard !FlowGraph.factsAlwaysKnown.contains(path) else { return }
        var open: [Int] = []
        func state(_ node: Int, _ isKnown: Bool) -> Int { node * 2 + (isKnown ? 1 : 0) }
        for root in graph.roots {
            before[state(root, false)] = state(root, false)
            open.append(state(root, false))
        }
        // `back` returns to a step that waited, with what was forgotten on the way here.
        let isForgottenBeforeBack = KnownValue.forgottenBeforeBack(in: graph).contains(path)
        var next = 0
        while next < open.count {
            let current = open[next]
            next += 1
            let isKnown = current % 2 == 1
            for edge in graph.edges[current / 2] {
                if let when = edge.when, when.path == path, when.isSet != isKnown { continue }
                var after = isKnown
                if edge.sets.contains(path) { after = true }
                if edge.unsets.contains(path) { after = false }
                let target = state(edge.to, after)
                if before[target] < 0 {
                    before[target] = current
                    open.append(target)
                }
            }
            for form in graph.corrections[current / 2] {
                let target = state(form, isKnown)
                if before[target] < 0 {
                    before[target] = current
                    open.append(target)
                }
            }
            if isForgottenBeforeBack, graph.mayWait(at: current / 2) {
                let target = state(graph.entry(of: graph.nodes[current / 2].step), false)
                if before[target] < 0 {
                    before[target] = current
                    open.append(target)
                }
            }
        }
    }

    /// The steps of a shortest way on which the value is unknown at the node, nil when there is no such way.
    func wayUnknown(at node: Int) -> String? {
        var state = node * 2
        guard before[state] >= 0 else { return nil }
        var way = [node]
        while before[state] != state {
            state = before[state]
            way.append(state / 2)
        }
        return graph.stepNames(way.reversed())
    }

    /// Values that a target empties which leads to a step that goes back.
    static func forgottenBeforeBack(in graph: FlowGraph) -> Set<Path> {
        var result: Set<Path> = []
        for edges in graph.edges {
            for edge in edges where !edge.unsets.isEmpty {
                if graph.machine[graph.nodes[edge.to].step].code.contains(.back) { result.formUnion(edge.unsets) }
            }
        }
        return result
    }
}

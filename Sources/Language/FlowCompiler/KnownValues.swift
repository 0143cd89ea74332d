internal import FlowMachine

/// Where in a flow one value may be unknown: a search over the graph in which every node comes in two states.
struct KnownValue {
    private let graph: FlowGraph
    /// By state (twice the node, plus one when the value is known): the state before it on a shortest way; a root state
    /// has itself.
    private var before: [Int: Int] = [:]

    /// Costs a pass over the graph.
    init(of path: Path, in graph: FlowGraph) {
        self.graph = graph
        guard !FlowGraph.factsAlwaysKnown.contains(path) else { return }
        var open: [Int] = []
        func state(_ node: Int, _ isKnown: Bool) -> Int { node * 2 + (isKnown ? 1 : 0) }
        for root in graph.roots {
            before[state(root, false)] = state(root, false)
            open.append(state(root, false))
        }
        // `back` returns to a step that waited, with what was forgotten on the way here.
        let isForgottenBeforeBack = KnownValue.forgottenBeforeBack(path, in: graph)
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
                if before[target] == nil {
                    before[target] = current
                    open.append(target)
                }
            }
            if isForgottenBeforeBack, graph.mayWait(at: current / 2) {
                let target = state(graph.entry(of: graph.nodes[current / 2].step), false)
                if before[target] == nil {
                    before[target] = current
                    open.append(target)
                }
            }
        }
    }

    /// The steps of a shortest way on which the value is unknown at the node, nil when there is no such way.
    func wayUnknown(at node: Int) -> String? {
        var state = node * 2
        guard before[state] != nil else { return nil }
        var way = [node]
        while let previous = before[state], previous != state {
            state = previous
            way.append(state / 2)
        }
        return graph.stepNames(way.reversed())
    }

    func mayBeKnown(at node: Int) -> Bool { before[node * 2 + 1] != nil }

    /// Whether a target that empties the slot leads to a step that goes back.
    private static func forgottenBeforeBack(_ path: Path, in graph: FlowGraph) -> Bool {
        graph.edges.contains { edges in
            edges.contains { edge in
                edge.unsets.contains(path)
                    && graph.machine[graph.nodes[edge.to].step].code.contains(.back)
            }
        }
    }
}

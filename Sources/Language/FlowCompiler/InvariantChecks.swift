internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

extension GraphChecks {
    /// `never ACTION before STEP`: no way from the beginning reaches the action without having entered the step. The
    /// finding shows the conversation that needs the fewest doings of the customer and the modules.
    mutating func check(never action: Action, before step: StepID, at span: Span, _ transcripts: Transcripts) {
        let ways = ShortestWays(graph, avoiding: graph.entry(of: step))
        let calls = graph.nodes.indices.filter { node in
            if case .call(action, _)? = graph.instruction(at: node) { ways.leads(to: node) } else { false }
        }
        guard let first = calls.min(by: { ways.doings(to: $0) < ways.doings(to: $1) }) else { return }
        findings.reportAbsence(
            .neverViolated, at: span,
            [action.name, machine[step].name, transcripts.text(ways.way(to: first), in: graph, at: span)])
    }

    /// `always reach STEP within N turns`: from every state that waits the customer can get to the step with at most so
    /// many messages, whatever modules answer and conditions decide meanwhile. So many failed tries count as so many
    /// messages, anything said that is handled everywhere as one; silence is no message and leads nowhere here.
    mutating func check(alwaysReach step: StepID, within turns: Int, at span: Span, _ transcripts: Transcripts) {
        let costs = messages(to: graph.entry(of: step))
        var worst: (node: Int, step: StepID, cost: Int?)?
        for node in graph.nodes.indices where graph.mayWait(at: node) && reached[node] {
            let place = graph.nodes[node].step
            guard place != step else { continue }
            let cost = costs.whileWaiting[node]
            if let cost, cost <= turns { continue }
            if worst == nil || (worst?.cost ?? Int.max) < (cost ?? Int.max) { worst = (node, place, cost) }
        }
        guard let worst else { return }
        findings.reportAbsence(
            .reachViolated, at: span,
            [
                machine[worst.step].name, machine[step].name, String(turns),
                worst.cost.map { String($0) } ?? "∞",
                transcripts.text(ShortestWays(graph).way(to: worst.node), in: graph, at: span),
            ])
    }

    /// The fewest messages with which the customer can surely get to a node: the customer chooses the best of their
    /// moves, modules and conditions the worst of theirs. Nil means never. Grows from the target outwards until nothing
    /// changes, at most as often as there are nodes.
    private func messages(to target: Int) -> (onEntering: [Int?], whileWaiting: [Int?]) {
        var entering: [Int?] = Array(repeating: nil, count: graph.nodes.count)
        var waiting = entering
        entering[target] = 0
        var changed = true
        while changed {
            changed = false
            for node in graph.nodes.indices.reversed() where node != target {
                var best: Int?
                var worst: Int? = 0
                var hasForced = false
                for edge in graph.edges[node] {
                    let beyond = entering[edge.to]
                    switch edge.kind {
                    case .onward, .outcome, .condition:
                        hasForced = true
                        worst = worst.flatMap { worst in beyond.map { max(worst, $0) } }
                    case .filled:
                        // The form may have been full already, and then nothing is asked.
                        hasForced = true
                        worst = worst.flatMap { worst in beyond.map { max(worst, $0) } }
                        best = smaller(best, beyond.map { $0 + 1 })
                    case .message: best = smaller(best, beyond.map { $0 + 1 })
                    case .tries(let count): best = smaller(best, beyond.map { $0 + count })
                    case .silence: break
                    }
                }
                let isWaiting = graph.mayWait(at: node)
                let passing = hasForced ? worst : nil
                let onEntering: Int? =
                    if isWaiting && hasForced {
                        // Whether it waits depends on what is known: the worse of both counts.
                        best.flatMap { best in passing.map { max(best, $0) } }
                    } else {
                        isWaiting ? best : passing
                    }
                if waiting[node] != best || entering[node] != onEntering {
                    waiting[node] = best
                    entering[node] = onEntering
                    changed = true
                }
            }
        }
        return (entering, waiting)
    }

    private func smaller(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right else { return left ?? right }
        return min(left, right)
    }
}

internal import FlowDiagnostics
internal import FlowMachine

/// Ways out that are none.
extension GraphChecks {
    /// A flow that is run and never comes back leaves the lines after it undone.
    mutating func checkReturns() {
        guard !findings.contains(.runsItself) else { return }
        for (node, place) in graph.nodes.enumerated() where reached[node] {
            guard case .run(let first)? = graph.instruction(at: node), graph.backs[first]?.isEmpty != false else { continue }
            let span = map.instructions[place.step.index][place.instruction]
            guard isOwn(span) else { continue }
            findings.reportAbsence(.runNeverReturns, at: span, [flowNames[first] ?? machine[first].name])
        }
    }

    /// The way out of a question leads somewhere else than to the same question.
    mutating func checkTries() {
        for (index, step) in machine.steps.enumerated() where isOwn(map.steps[index]) {
            guard let tries = step.tries, let span = map.tries[index] else { continue }
            let waiting = (0...step.code.count).map { graph.node(StepID(index: index), $0) }
                .filter { graph.mayWait(at: $0) && reached[$0] }
            guard !waiting.isEmpty, leadsOnlyTo(Set(waiting), from: graph.entry(of: tries.target.step)) else { continue }
            findings.reportAbsence(.triesLeadBack, at: span, [String(tries.count), step.name])
        }
    }

    /// Whether every way from a node, without the customer, ends by waiting at these places.
    private func leadsOnlyTo(_ places: Set<Int>, from start: Int) -> Bool {
        var seen: Set<Int> = [start]
        var open = [start]
        var found = false
        while let node = open.popLast() {
            if places.contains(node) {
                found = true
                continue
            }
            if graph.mayWait(at: node) || graph.isEnd(node) || graph.instruction(at: node) == .back { return false }
            for edge in graph.edges[node] where seen.insert(edge.to).inserted { open.append(edge.to) }
        }
        return found
    }

    /// Finds a circle of moves the bot makes by itself. What was forgotten on the way belongs to the state, because a form
    /// with an emptied slot waits for it and so breaks the circle.
    mutating func checkCircles(_ turns: TurnGraph) {
        guard !findings.contains(.runsItself), let moments = turns.circle() else { return }
        let circle = moments.map { turns.moments[$0].node }
        let step = circle.map { graph.nodes[$0].step.index }.min() ?? 0
        var shown = graph.stepNames(circle)
        if circle.allSatisfy({ graph.nodes[$0].step.index == step }) {
            shown = "\(machine.steps[step].name) → \(machine.steps[step].name)"
        }
        findings.report(.circle, at: map.steps[step], [shown])
    }

    /// Whether a turn may meet the interpreter's bounds or say more than a message holds.
    mutating func checkCosts(_ count: CostCount, limits: (instructions: Int, calls: Int)) {
        let costs = count.costs
        if costs.instructions > limits.instructions {
            report(.tooManyInstructions, costs.instructions, limits.instructions, on: count.longestWay(.instructions))
        }
        if costs.calls > limits.calls { report(.tooManyCalls, costs.calls, limits.calls, on: count.longestWay(.calls)) }
        // A text that is too long by itself makes every turn too long that says it.
        guard !findings.contains(.textTooLong), !findings.contains(.textMayBeTooLong) else { return }
        for turn in count.longTurns() {
            guard let place = turn.way.last(where: { isOwn(map.steps[graph.nodes[$0].step.index]) }) else { continue }
            let step = graph.nodes[place].step
            findings.report(
                .turnMayBeTooLong, at: map.steps[step.index],
                [
                    machine.languages[turn.language], String(turn.units), String(turn.limit.rawValue),
                    graph.stepNames(turn.way),
                ])
        }
    }

    private mutating func report(_ code: DiagnosticCode, _ count: Int, _ limit: Int, on way: [Int]) {
        guard let first = way.first else { return }
        let names = graph.stepNames(way).split(separator: " → ", maxSplits: 20)
        let shown = names.prefix(20).joined(separator: " → ") + (names.count > 20 ? " → …" : "")
        findings.report(code, at: map.steps[graph.nodes[first].step.index], [String(count), String(limit), shown])
    }
}

internal import FlowDiagnostics
internal import FlowMachine

/// What can only be seen over all ways through a flow: what cannot be reached, read, left or proved. Runs on a machine
/// whose every name is resolved, so that it never repeats an unknown name as an unreachable step.
struct GraphChecks {
    let graph: FlowGraph
    let machine: Machine
    let map: SourceMap
    /// Files from this one on are the library's; its parts raise no warnings.
    let libraryStart: Int
    var findings: Findings
    let reached: [Int: Int]

    init(_ lowering: Lowering) {
        machine = lowering.machine
        map = lowering.map
        graph = FlowGraph(lowering.machine)
        libraryStart = lowering.libraryStart
        findings = lowering.findings
        reached = graph.reach()
    }

    /// A flow that runs itself, directly or through others, would need a memory without bound.
    mutating func checkRuns() {
        guard let way = graph.endlessRun() else { return }
        findings.report(
            .runsItself, at: map.steps[way[0].index], [way.map { machine[$0].name }.joined(separator: " → ")])
    }

    private func isOwn(_ span: Span) -> Bool { span.file < libraryStart }

    // MARK: Reaching and leaving

    mutating func checkUnreachable() {
        for (index, step) in machine.steps.enumerated()
        where isOwn(map.steps[index]) && reached[graph.entry(of: StepID(index: index))] == nil {
            findings.reportAbsence(.unreachableStep, at: map.steps[index], [step.name])
        }
    }

    mutating func checkEscape() {
        var leads = Set(graph.nodes.indices.filter { graph.isEnd($0) })
        var before: [[Int]] = Array(repeating: [], count: graph.nodes.count)
        for (node, edges) in graph.edges.enumerated() { for edge in edges { before[edge.to].append(node) } }
        var open = Array(leads)
        while let node = open.popLast() {
            for earlier in before[node] where leads.insert(earlier).inserted { open.append(earlier) }
        }
        let hasHandOff = machine.handlers.contains { $0.intent == "handoff" }
        for (index, step) in machine.steps.enumerated() {
            let waiting = (0...step.code.count).map { graph.node(StepID(index: index), $0) }
                .filter { graph.mayWait(at: $0) && reached[$0] != nil }
            if waiting.contains(where: { !leads.contains($0) }) {
                findings.reportAbsence(.noEscape, at: map.steps[index], [step.name])
            } else if !hasHandOff, isOwn(map.steps[index]), waiting.contains(where: { lacksWayOut($0, of: step) }) {
                findings.reportAbsence(.noWayOut, at: map.steps[index], [step.name])
            }
        }
    }

    private func lacksWayOut(_ node: Int, of step: Step) -> Bool {
        guard step.tries == nil else { return false }
        if case .fill(let slots)? = graph.instruction(at: node) {
            return slots.contains { machine[$0].tries == nil }
        }
        return true
    }

    /// Finds circles in the graph of moves the bot makes by itself. What was forgotten on the way belongs to the state,
    /// because a form with an emptied slot waits for it and so breaks the circle.
    mutating func checkCircles() {
        struct Moment: Hashable {
            let node: Int
            let forgotten: UInt64
        }
        var next: [Moment: [Moment]] = [:]
        var open = graph.nodes.indices.filter { reached[$0] != nil }.map { Moment(node: $0, forgotten: 0) }
        while let moment = open.popLast() {
            guard next[moment] == nil else { continue }
            let moves = graph.edges[moment.node].compactMap { edge -> Moment? in
                switch edge.kind {
                case .onward, .outcome, .condition: break
                case .filled:
                    if case .fill(let slots)? = graph.instruction(at: moment.node),
                        slots.contains(where: {
                            machine[$0].isSetAfterFill && moment.forgotten & (1 << UInt64($0.index)) != 0
                        })
                    {
                        return nil
                    }
                case .message, .tries, .silence: return nil
                }
                var forgotten = moment.forgotten
                for case .slot(let slot) in edge.unsets { forgotten |= 1 << UInt64(slot.index) }
                return Moment(node: edge.to, forgotten: forgotten)
            }
            next[moment] = moves
            open += moves
        }
        // Taking away moments that lead to none, again and again, leaves the circles and what leads to them.
        var before: [Moment: [Moment]] = [:]
        var ways: [Moment: Int] = [:]
        for (moment, moves) in next {
            ways[moment] = moves.count
            for move in moves { before[move, default: []].append(moment) }
        }
        var ending = ways.filter { $0.value == 0 }.map(\.key)
        while let moment = ending.popLast() {
            for earlier in before[moment] ?? [] {
                ways[earlier, default: 0] -= 1
                if ways[earlier] == 0 { ending.append(earlier) }
            }
        }
        let circling = ways.filter { $0.value > 0 }.map(\.key)
        let first = circling.min { ($0.node, $0.forgotten) < ($1.node, $1.forgotten) }
        guard var moment = first else { return }
        var way: [Moment] = []
        while !way.contains(moment) {
            way.append(moment)
            guard let onward = next[moment]?.first(where: { ways[$0, default: 0] > 0 }) else { return }
            moment = onward
        }
        let circle = way[(way.firstIndex(of: moment) ?? 0)...].map(\.node) + [moment.node]
        let step = circle.map { graph.nodes[$0].step.index }.min() ?? 0
        var shown = graph.stepNames(circle)
        if circle.allSatisfy({ graph.nodes[$0].step.index == step }) {
            shown = "\(machine.steps[step].name) → \(machine.steps[step].name)"
        }
        findings.report(.circle, at: map.steps[step], [shown])
    }

    // MARK: Values

    mutating func checkReads(_ reads: [ValueRead], asWritten written: (Path, Span) -> String) {
        var known: [Path: KnownValue] = [:]
        for read in reads {
            switch read.place {
            case .anywhere:
                if !FlowGraph.factsAlwaysKnown.contains(read.path) {
                    findings.reportAbsence(.readAnywhere, at: read.span, [written(read.path, read.span)])
                }
            case .instruction(let step, let instruction, let also):
                guard !also.contains(read.path) else { continue }
                let node = graph.node(step, instruction)
                let value = known[read.path] ?? KnownValue(of: read.path, in: graph)
                known[read.path] = value
                guard let way = value.wayUnknown(at: node) else { continue }
                if let action = read.action {
                    findings.reportAbsence(
                        .callNeedsSlot, at: read.span, [action.name, written(read.path, read.span), way])
                } else {
                    findings.reportAbsence(.mayBeUnset, at: read.span, [written(read.path, read.span), way])
                }
            }
        }
        checkConditions(known: &known, asWritten: written)
    }

    private mutating func checkConditions(
        known: inout [Path: KnownValue], asWritten written: (Path, Span) -> String
    ) {
        for (index, step) in machine.steps.enumerated() where isOwn(map.steps[index]) {
            for (place, instruction) in step.code.enumerated() {
                guard case .goWhen(let condition, _) = instruction, let (path, _) = FlowGraph.question(condition)
                else { continue }
                let node = graph.node(StepID(index: index), place)
                let value = known[path] ?? KnownValue(of: path, in: graph)
                known[path] = value
                if value.wayUnknown(at: node) == nil, value.mayBeKnown(at: node) {
                    let span = map.instructions[index][place]
                    findings.reportAbsence(.alwaysSet, at: span, [written(path, span)])
                }
            }
        }
    }
}

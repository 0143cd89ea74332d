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
    /// Whether each node can be got to at all.
    let reached: [Bool]
    /// By the step it begins with, the name of a flow.
    let flowNames: [StepID: String]

    init(_ lowering: Lowering) {
        machine = lowering.machine
        map = lowering.map
        graph = FlowGraph(lowering.machine)
        libraryStart = lowering.libraryStart
        findings = lowering.findings
        reached = graph.reach()
        flowNames = lowering.flowNames
    }

    /// A flow that runs itself, directly or through others, would need a memory without bound.
    mutating func checkRuns() {
        guard let way = graph.endlessRun() else { return }
        findings.report(
            .runsItself, at: map.steps[way[0].index], [way.map { machine[$0].name }.joined(separator: " → ")])
    }

    func isOwn(_ span: Span) -> Bool { span.file < libraryStart }

    // MARK: Reaching and leaving

    mutating func checkUnreachable() {
        let lost = machine.steps.indices.filter {
            isOwn(map.steps[$0]) && !reached[graph.entry(of: StepID(index: $0))]
        }
        // Of steps that lead to each other the first is told: the others come back with it.
        var onward: [Int: Set<Int>] = [:]
        for (node, edges) in graph.edges.enumerated() where !reached[node] {
            let step = graph.nodes[node].step.index
            onward[step, default: []].formUnion(edges.map { graph.nodes[$0.to].step.index })
            onward[step]?.remove(step)
        }
        let led = Set(lost.flatMap { onward[$0] ?? [] })
        var told: Set<Int> = []
        for index in lost.filter({ !led.contains($0) }) + lost where !told.contains(index) {
            findings.reportAbsence(.unreachableStep, at: map.steps[index], [machine.steps[index].name])
            var open = [index]
            while let step = open.popLast() {
                if told.insert(step).inserted { open += onward[step] ?? [] }
            }
        }
    }

    mutating func checkEscape() {
        var open = graph.nodes.indices.filter { graph.isEnd($0) }
        var leads = Array(repeating: false, count: graph.nodes.count)
        for node in open { leads[node] = true }
        var before: [[Int]] = Array(repeating: [], count: graph.nodes.count)
        for (node, edges) in graph.edges.enumerated() { for edge in edges { before[edge.to].append(node) } }
        while let node = open.popLast() {
            for earlier in before[node] where !leads[earlier] {
                leads[earlier] = true
                open.append(earlier)
            }
        }
        let hasHandOff = machine.handlers.contains { $0.intent == "handoff" }
        for (index, step) in machine.steps.enumerated() {
            let waiting = (0...step.code.count).map { graph.node(StepID(index: index), $0) }
                .filter { graph.mayWait(at: $0) && reached[$0] }
            if waiting.contains(where: { !leads[$0] }) {
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

    // MARK: Values

    mutating func checkReads(_ reads: [ValueRead], asWritten written: (Path, Span) -> String) {
        var asked: [(path: Path, node: Int, span: Span)] = []
        for (index, step) in machine.steps.enumerated() where isOwn(map.steps[index]) {
            for (place, instruction) in step.code.enumerated() {
                guard case .goWhen(let condition, _) = instruction, let (path, _) = FlowGraph.question(condition)
                else { continue }
                asked.append((path, graph.node(StepID(index: index), place), map.instructions[index][place]))
            }
        }
        let assigned = AssignedValues(of: reads.map(\.path) + asked.map(\.path), in: graph)
        var ways: [Path: KnownValue] = [:]
        for read in reads {
            switch read.place {
            case .anywhere:
                if !FlowGraph.factsAlwaysKnown.contains(read.path) {
                    findings.reportAbsence(.readAnywhere, at: read.span, [written(read.path, read.span)])
                }
            case .instruction(let step, let instruction, let also):
                let node = graph.node(step, instruction)
                guard !also.contains(read.path), assigned.mayBeUnknown(read.path, at: node) else { continue }
                let value = ways[read.path] ?? KnownValue(of: read.path, in: graph)
                ways[read.path] = value
                guard let way = value.wayUnknown(at: node) else { continue }
                if let action = read.action {
                    findings.reportAbsence(
                        .callNeedsSlot, at: read.span, [action.name, written(read.path, read.span), way])
                } else {
                    findings.reportAbsence(.mayBeUnset, at: read.span, [written(read.path, read.span), way])
                }
            }
        }
        for question in asked
        where !assigned.mayBeUnknown(question.path, at: question.node)
            && assigned.mayBeKnown(question.path, at: question.node)
        {
            findings.reportAbsence(.alwaysSet, at: question.span, [written(question.path, question.span)])
        }
    }

    /// Slots that are asked for though nobody ever looks at the answer. The salon's modules look at services, masters, days,
    /// times and visits, the customer's profile at what it remembers, and people at everything once they take over.
    mutating func checkNeverRead(_ read: Set<SlotID>, asWritten written: (Span) -> [String]) {
        var asked: [SlotID: [Int]] = [:]
        for node in graph.nodes.indices where reached[node] {
            guard case .fill(let slots)? = graph.instruction(at: node) else { continue }
            for slot in slots where !read.contains(slot) && isOwn(map.slots[slot.index]) {
                if !machine[slot].type.isCheckedByModules, !machine[slot].isRemembered { asked[slot, default: []].append(node) }
            }
        }
        for (slot, forms) in asked.sorted(by: { $0.key.index < $1.key.index }) {
            guard !forms.contains(where: { mayBeSeenByPeople(after: $0) }) else { continue }
            let span = map.slots[slot.index]
            findings.reportAbsence(.neverRead, at: span, [written(span)[slot.index]])
        }
    }

    /// Whether a human takes over or is told something once the form is filled.
    private func mayBeSeenByPeople(after form: Int) -> Bool {
        var seen: Set<Int> = [form + 1]
        var open = [form + 1]
        while let node = open.popLast() {
            switch graph.instruction(at: node) {
            case .handOff, .tell, .call(.staffNotify, _), .call(.staffHandOff, _): return true
            default: break
            }
            for edge in graph.edges[node] where !edge.isElsewhere {
                if case .tries = edge.kind { continue }
                if seen.insert(edge.to).inserted { open.append(edge.to) }
            }
        }
        return false
    }
}

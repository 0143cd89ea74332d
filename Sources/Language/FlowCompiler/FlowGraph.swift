internal import FlowMachine

/// Every way a conversation can take through a machine, as a graph: a node is the moment before an instruction of a
/// step, and after the last one the moment of waiting for an option.
struct FlowGraph {
    struct Node: Hashable {
        let step: StepID
        /// The instruction that comes next; as many as the step has means that it waits for an option.
        let instruction: Int
    }

    struct Edge {
        let to: Int
        let kind: Kind
        /// What is known after taking the edge.
        var sets: [Path] = []
        /// What is no longer known.
        var unsets: [Path] = []
        /// The edge is taken only when this is known, or only when it is not.
        var when: (path: Path, isSet: Bool)?
        /// The customer turns to something else (a handler, the start of a flow) or is silent: `back` leads to where the
        /// bot waited.
        var isElsewhere = false
    }

    enum Kind {
        /// On to the next instruction, or to a target, without the customer.
        case onward
        /// A module's answer leads here.
        case outcome
        /// A condition leads here or elsewhere.
        case condition
        /// The form is filled. The bot has waited, unless nothing was missing.
        case filled
        /// The customer takes an option, or says something that is handled everywhere.
        case message
        /// So many answers did not help.
        case tries(Int)
        case silence
    }

    /// Facts that follow from the service alone, known as soon as it is.
    static let factsOfService: [Path] = [.fact(.price), .fact(.duration)]
    /// Facts that every conversation can read.
    static let factsAlwaysKnown = Set(Fact.allCases.filter(\.isAlwaysKnown).map { Path.fact($0) })

    let machine: Machine
    private(set) var nodes: [Node] = []
    private(set) var edges: [[Edge]] = []
    /// Where conversations begin: starts of flows, and handlers, which work in a new conversation too.
    private(set) var roots: [Int] = []
    private var firstNode: [Int] = []

    /// Costs a pass over the machine.
    init(_ machine: Machine) {
        self.machine = machine
        for (index, step) in machine.steps.enumerated() {
            firstNode.append(nodes.count)
            for instruction in 0...step.code.count {
                nodes.append(Node(step: StepID(index: index), instruction: instruction))
            }
        }
        edges = Array(repeating: [], count: nodes.count)
        for node in nodes.indices { edges[node] = edges(from: nodes[node], at: node) }
        addReturns()
        var seen: Set<Int> = []
        for entry in (machine.starts + machine.handlers).map({ self.entry(of: $0.target.step) })
        where seen.insert(entry).inserted {
            roots.append(entry)
        }
    }

    /// Leads every `back` that can end a run on to what follows that run. A run inside a run opens further ways, so this
    /// goes on until nothing is added.
    private mutating func addReturns() {
        let runs = nodes.indices.compactMap { node -> (node: Int, entry: Int)? in
            if case .run(let step)? = instruction(at: node) { (node, entry(of: step)) } else { nil }
        }
        guard !runs.isEmpty else { return }
        var known: Set<[Int]> = []
        var changed = true
        while changed {
            changed = false
            for run in runs {
                for node in nodesReached(from: run.entry) where instruction(at: node) == .back {
                    guard known.insert([node, run.node]).inserted else { continue }
                    edges[node].append(Edge(to: run.node + 1, kind: .onward))
                    changed = true
                }
            }
        }
    }

    /// The nodes a run passes. What leads elsewhere comes back to where the bot waited, not to what follows the run.
    private func nodesReached(from start: Int) -> Set<Int> {
        var seen: Set<Int> = [start]
        var open = [start]
        while let node = open.popLast() {
            for edge in edges[node] where !edge.isElsewhere && seen.insert(edge.to).inserted { open.append(edge.to) }
        }
        return seen
    }

    /// The steps with which flows begin that run one another without end, in order; nil when none does.
    func endlessRun() -> [StepID]? {
        var called: [StepID: [StepID]] = [:]
        var open: [StepID] = nodes.indices.compactMap { if case .run(let step)? = instruction(at: $0) { step } else { nil } }
        while let step = open.popLast() {
            guard called[step] == nil else { continue }
            let inner = stepsInside(step)
            called[step] = inner
            open += inner
        }
        for start in called.keys.sorted(by: { $0.index < $1.index }) {
            var way = [start]
            if follow(called, to: start, &way) { return way }
        }
        return nil
    }

    /// The flows that are run on the way through a flow, by their first steps. What customers start by themselves on the
    /// way is another conversation and no part of the run.
    private func stepsInside(_ first: StepID) -> [StepID] {
        var seen: Set<Int> = [entry(of: first)]
        var open = [entry(of: first)]
        var inner: [StepID] = []
        while let node = open.popLast() {
            if case .run(let step)? = instruction(at: node) {
                inner.append(step)
                if seen.insert(node + 1).inserted { open.append(node + 1) }
                continue
            }
            guard instruction(at: node) != .back else { continue }
            for edge in edges[node] where !edge.isElsewhere && seen.insert(edge.to).inserted { open.append(edge.to) }
        }
        return inner
    }

    private func follow(_ called: [StepID: [StepID]], to start: StepID, _ way: inout [StepID]) -> Bool {
        for next in called[way[way.count - 1]] ?? [] {
            if next == start {
                way.append(next)
                return true
            }
            guard !way.contains(next) else { continue }
            way.append(next)
            if follow(called, to: start, &way) { return true }
            way.removeLast()
        }
        return false
    }

    func entry(of step: StepID) -> Int { firstNode[step.index] }
    func node(_ step: StepID, _ instruction: Int) -> Int { firstNode[step.index] + instruction }

    func instruction(at node: Int) -> Instruction? {
        let place = nodes[node]
        let code = machine[place.step].code
        return place.instruction < code.count ? code[place.instruction] : nil
    }

    /// Whether the bot may wait for the customer here.
    func mayWait(at node: Int) -> Bool {
        switch instruction(at: node) {
        case .fill: true
        case nil: !machine[nodes[node].step].options.isEmpty
        default: false
        }
    }

    func isEnd(_ node: Int) -> Bool {
        switch instruction(at: node) {
        case .stop, .handOff: true
        default: false
        }
    }

    // MARK: Edges

    private func edges(from place: Node, at node: Int) -> [Edge] {
        let step = machine[place.step]
        guard place.instruction < step.code.count else {
            guard !step.options.isEmpty else { return [] }
            return step.options.map { edge(to: $0.target, .message) } + edgesWhileWaiting(in: step, triesOf: [])
        }
        let next = node + 1
        switch step.code[place.instruction] {
        case .say, .show, .tell, .speak: return [Edge(to: next, kind: .onward)]
        case .set(let slot, _): return [Edge(to: next, kind: .onward, sets: [.slot(slot)])]
        case .forget(let slots):
            var passing = Edge(to: next, kind: .onward, unsets: slots.map { .slot($0) })
            if slots.contains(where: { machine[$0].type == .service }) { passing.unsets += FlowGraph.factsOfService }
            return [passing]
        case .run(let step): return [Edge(to: entry(of: step), kind: .onward)]
        case .fill(let slots):
            let set = slots.filter { machine[$0].isSetAfterFill }
            let facts = set.contains { machine[$0].type == .service } ? FlowGraph.factsOfService : []
            return [Edge(to: next, kind: .filled, sets: set.map { .slot($0) } + facts)]
                + edgesWhileWaiting(in: step, triesOf: slots)
        case .call(let action, let branches):
            let signature = action.signature
            var result = branches.map { branch in
                var edge = branch.target.map { self.edge(to: $0, .outcome) } ?? Edge(to: next, kind: .outcome)
                // What the target forgets is forgotten after the outcome made it known.
                edge.sets = (signature.provides[branch.outcome] ?? []).map { .fact($0) }.filter {
                    !edge.unsets.contains($0)
                }
                return edge
            }
            let rest = signature.outcomes.filter { outcome in !branches.contains { $0.outcome == outcome } }
            if let first = rest.first {
                let common = rest.dropFirst().reduce(Set(signature.provides[first] ?? [])) {
                    $0.intersection(signature.provides[$1] ?? [])
                }
                result.append(
                    Edge(to: next, kind: .outcome, sets: Fact.allCases.filter(common.contains).map { .fact($0) }))
            }
            return result
        case .goWhen(let condition, let target):
            var taken = edge(to: target, .condition)
            var passed = Edge(to: next, kind: .condition)
            if let (path, isSet) = FlowGraph.question(condition) {
                taken.when = (path, isSet)
                passed.when = (path, !isSet)
            }
            return [taken, passed]
        case .go(let target): return [edge(to: target, .onward)]
        case .handOff, .stop, .back: return []
        }
    }

    /// The ways out of a state that waits, besides what it waits for.
    private func edgesWhileWaiting(in step: Step, triesOf slots: [SlotID]) -> [Edge] {
        var result: [Edge] = []
        for tries in [step.tries] + slots.map({ machine[$0].tries }) {
            if let tries { result.append(edge(to: tries.target, .tries(tries.count))) }
        }
        var away = step.silences.map { edge(to: $0.target, .silence) }
        away += (machine.handlers + machine.starts).map { edge(to: $0.target, .message) }
        for index in away.indices { away[index].isElsewhere = true }
        result += away
        return result
    }

    private func edge(to target: Target, _ kind: Kind) -> Edge {
        let forgetsService = target.forget.contains { machine[$0].type == .service }
        return Edge(
            to: entry(of: target.step), kind: kind,
            unsets: target.forget.map { .slot($0) } + (forgetsService ? FlowGraph.factsOfService : []))
    }

    /// The path whose being known a condition asks about, and the answer that makes it hold.
    static func question(_ condition: Condition) -> (Path, isSet: Bool)? {
        switch condition {
        case .isSet(let path): (path, true)
        case .compare: nil
        case .not(let inner): question(inner).map { ($0.0, !$0.isSet) }
        }
    }

    // MARK: Search

    /// The shortest way to each node that can be got to from the roots, as the node before it (a root has itself).
    /// - Parameter avoiding: nodes that no way may enter.
    func reach(avoiding: Set<Int> = []) -> [Int: Int] {
        var before: [Int: Int] = [:]
        var open: [Int] = []
        for root in roots where !avoiding.contains(root) {
            before[root] = root
            open.append(root)
        }
        var next = 0
        while next < open.count {
            let node = open[next]
            next += 1
            for edge in edges[node] where !avoiding.contains(edge.to) && before[edge.to] == nil {
                before[edge.to] = node
                open.append(edge.to)
            }
        }
        return before
    }

    /// The names of the steps on the way to a node, in order.
    func way(to node: Int, by before: [Int: Int]) -> String {
        var way = [node]
        while let last = way.last, let previous = before[last], previous != last { way.append(previous) }
        return stepNames(way.reversed())
    }

    func stepNames(_ way: [Int]) -> String {
        var result: [String] = []
        for node in way {
            let name = machine[nodes[node].step].name
            if result.last != name { result.append(name) }
        }
        return result.joined(separator: " → ")
    }
}

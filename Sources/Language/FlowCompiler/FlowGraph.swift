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
        /// What somebody does for the edge to be taken, for transcripts; nil where it follows by itself.
        var cause: Cause?
    }

    /// What happens outside of the bot that leads along an edge.
    enum Cause {
        /// The customer takes the option of this place in the step.
        case option(Int)
        /// The customer says something of this intent.
        case intent(String)
        case filled([SlotID])
        case outcome(Action, Outcome)
        case silence(seconds: Int)
        case tries(Int)
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
    /// Where conversations begin: starts of flows, handlers, which work in a new conversation too, and first steps of flows
    /// that conversations of another version begin anew.
    private(set) var roots: [Int] = []
    /// The roots at which conversations of another version begin anew, with what was said in it.
    private(set) var restarted: Set<Int> = []
    /// What a customer says to begin at a root; the first intent that leads there.
    private(set) var rootIntents: [Int: String] = [:]
    /// For each first step of a flow that some step runs: whether a way through it goes back, in the order of nodes.
    private(set) var backs: [StepID: [Int]] = [:]
    private var firstNode: [Int] = []
    /// By node that waits for an option: the forms that a customer may correct there ("нет, лучше в четыре"), which are then
    /// gone through again from the form on. They are no moves anybody must know of, so only what is known follows them.
    private(set) var corrections: [[Int]] = []

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
        addCorrections()
        for beginning in machine.starts + machine.handlers {
            let entry = entry(of: beginning.target.step)
            guard rootIntents[entry] == nil else { continue }
            rootIntents[entry] = beginning.intent
            roots.append(entry)
        }
        for flow in machine.flows where !flow.restarts.isEmpty {
            let entry = entry(of: flow.first)
            restarted.insert(entry)
            if !roots.contains(entry) { roots.append(entry) }
        }
    }

    /// Leads every `back` that can end a run on to what follows that run. A run inside a run opens further ways, so this
    /// goes on until nothing is added: at most as often as flows are run inside one another. Costs a pass over the steps
    /// of each flow that is run.
    private mutating func addReturns() {
        var calls: [StepID: [Int]] = [:]
        for node in nodes.indices { if case .run(let step)? = instruction(at: node) { calls[step, default: []].append(node) } }
        guard !calls.isEmpty else { return }
        let order = calls.keys.sorted { $0.index < $1.index }
        for step in order { backs[step] = [] }
        var changed = true
        while changed {
            changed = false
            for step in order {
                let found = nodesReached(from: entry(of: step)).filter { instruction(at: $0) == .back }.sorted()
                let new = Set(found).subtracting(backs[step] ?? [])
                guard !new.isEmpty else { continue }
                backs[step] = found
                changed = true
                for back in new.sorted() {
                    for call in calls[step] ?? [] { edges[back].append(Edge(to: call + 1, kind: .onward)) }
                }
            }
        }
    }

    /// The form that was entered last is corrected from wherever the conversation goes until another one; what leads
    /// elsewhere has values of its own. Costs, for each form, a pass over the steps up to the next forms.
    private mutating func addCorrections() {
        corrections = Array(repeating: [], count: nodes.count)
        var seen = Array(repeating: -1, count: nodes.count)
        for form in nodes.indices {
            guard case .fill? = instruction(at: form) else { continue }
            var open = [form]
            while let node = open.popLast() {
                for edge in edges[node] where !edge.isElsewhere && seen[edge.to] != form {
                    seen[edge.to] = form
                    if case .fill? = instruction(at: edge.to) { continue }
                    if mayWait(at: edge.to) { corrections[edge.to].append(form) }
                    open.append(edge.to)
                }
            }
        }
    }

    /// The nodes that a run of a flow passes, those of flows it runs in turn left out. What leads elsewhere comes back to
    /// where the bot waited, not to what follows the run.
    private func nodesReached(from start: Int) -> Set<Int> {
        var seen: Set<Int> = [start]
        var open = [start]
        while let node = open.popLast() {
            switch instruction(at: node) {
            case .back: continue
            case .run(let inner):
                if backs[inner]?.isEmpty == false, seen.insert(node + 1).inserted { open.append(node + 1) }
            default:
                for edge in edges[node] where !edge.isElsewhere && seen.insert(edge.to).inserted { open.append(edge.to) }
            }
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
            let chosen = step.options.enumerated().map { edge(to: $1.target, .message, .option($0)) }
            return chosen + edgesWhileWaiting(in: step, triesOf: [])
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
            return [Edge(to: next, kind: .filled, sets: set.map { .slot($0) } + facts, cause: .filled(slots))]
                + edgesWhileWaiting(in: step, triesOf: slots)
        case .call(let action, let branches):
            let signature = action.signature
            var result = branches.map { branch in
                var edge = branch.target.map { self.edge(to: $0, .outcome) } ?? Edge(to: next, kind: .outcome)
                edge.cause = .outcome(action, branch.outcome)
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
                    Edge(
                        to: next, kind: .outcome, sets: Fact.allCases.filter(common.contains).map { .fact($0) },
                        cause: .outcome(action, first)))
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
            if let tries { result.append(edge(to: tries.target, .tries(tries.count), .tries(tries.count))) }
        }
        var away = step.silences.map { edge(to: $0.target, .silence, .silence(seconds: $0.seconds)) }
        away += (machine.handlers + machine.starts).map { edge(to: $0.target, .message, .intent($0.intent)) }
        for index in away.indices { away[index].isElsewhere = true }
        result += away
        return result
    }

    private func edge(to target: Target, _ kind: Kind, _ cause: Cause? = nil) -> Edge {
        let forgetsService = target.forget.contains { machine[$0].type == .service }
        return Edge(
            to: entry(of: target.step), kind: kind,
            unsets: target.forget.map { .slot($0) } + (forgetsService ? FlowGraph.factsOfService : []), cause: cause)
    }

    /// The path whose being known a condition asks about, and the answer that makes it hold.
    static func question(_ condition: Condition) -> (Path, isSet: Bool)? {
        switch condition {
        case .isSet(let path): (path, true)
        case .compare: nil
        case .not(let inner): question(inner).map { ($0.0, !$0.isSet) }
        }
    }

    /// The same graph in which conversations begin with some intents only.
    func beginning(where takes: (String) -> Bool) -> FlowGraph {
        var result = self
        result.roots = roots.filter { root in
            (machine.starts + machine.handlers).contains { takes($0.intent) && entry(of: $0.target.step) == root }
        }
        return result
    }

    // MARK: Search

    /// Whether each node can be got to from the roots.
    func reach() -> [Bool] {
        var isReached = Array(repeating: false, count: nodes.count)
        var open = roots
        for root in roots { isReached[root] = true }
        while let node = open.popLast() {
            for edge in edges[node] where !isReached[edge.to] {
                isReached[edge.to] = true
                open.append(edge.to)
            }
        }
        return isReached
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

/// The shortest ways from the beginnings of conversations to every node, by what has to happen on them: what the bot does
/// by itself counts little, what a customer does much, so that the shortest transcript wins.
struct ShortestWays {
    private let graph: FlowGraph
    /// By node: the edge of the way's last step, as the node it leaves and its place there; a root leaves itself.
    private var before: [(node: Int, edge: Int)?]

    /// Costs a pass over the graph.
    /// - Parameters:
    ///   - avoiding: a node that no way may enter.
    ///   - passes: which edges may be taken.
    init(_ graph: FlowGraph, avoiding: Int? = nil, where passes: (FlowGraph.Edge) -> Bool = { _ in true }) {
        self.graph = graph
        before = Array(repeating: nil, count: graph.nodes.count)
        // Two queues: nodes as near as the current one, and those one doing further away.
        var near: [Int] = []
        for root in graph.roots where root != avoiding {
            before[root] = (root, -1)
            near.append(root)
        }
        var far: [(node: Int, from: Int, edge: Int)] = []
        while !near.isEmpty {
            var next = 0
            while next < near.count {
                let node = near[next]
                next += 1
                for (place, edge) in graph.edges[node].enumerated()
                where edge.to != avoiding && before[edge.to] == nil && passes(edge) {
                    if edge.cause == nil {
                        before[edge.to] = (node, place)
                        near.append(edge.to)
                    } else {
                        far.append((edge.to, node, place))
                    }
                }
            }
            near.removeAll(keepingCapacity: true)
            for step in far where before[step.node] == nil {
                before[step.node] = (step.from, step.edge)
                near.append(step.node)
            }
            far.removeAll(keepingCapacity: true)
        }
    }

    func leads(to node: Int) -> Bool { before[node] != nil }

    /// The nodes of the way, and the edge that leads on from each but the last.
    func way(to node: Int) -> [(node: Int, edge: FlowGraph.Edge?)] {
        var way: [(node: Int, edge: FlowGraph.Edge?)] = [(node, nil)]
        var current = node
        while let (previous, place) = before[current], previous != current || place >= 0 {
            way.append((previous, graph.edges[previous][place]))
            current = previous
        }
        return way.reversed()
    }

    /// How many doings of others the way takes.
    func doings(to node: Int) -> Int { way(to: node).count { $0.edge?.cause != nil } }
}

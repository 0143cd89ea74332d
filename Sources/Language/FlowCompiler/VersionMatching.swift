internal import FlowDiagnostics
internal import FlowMachine

/// Which parts of a bot are which of the live version's: by their names, else by a former one.
struct VersionMatching {
    private let live: Machine
    private let candidate: Machine
    /// By step or slot of the live version, the candidate's.
    private var steps: [Int: Int] = [:]
    private var slots: [Int: Int] = [:]

    init(live: Machine, candidate: Machine) {
        self.live = live
        self.candidate = candidate
        steps = Self.matched(live.steps.map(\.name), candidate.steps.map { ($0.name, $0.formerNames) })
        slots = Self.matched(live.slots.map(\.name), candidate.slots.map { ($0.name, $0.formerNames) })
    }

    private static func matched(_ before: [String], _ now: [(name: String, former: [String])]) -> [Int: Int] {
        var byName: [String: Int] = [:]
        var byFormerName: [String: Int] = [:]
        for (index, part) in now.enumerated() {
            byName[part.name] = index
            for name in part.former where byFormerName[name] == nil { byFormerName[name] = index }
        }
        var result: [Int: Int] = [:]
        for (index, name) in before.enumerated() { result[index] = byName[name] ?? byFormerName[name] }
        return result
    }

    /// What the live version's step is now.
    func step(_ step: StepID) -> StepID? { steps[step.index].map(StepID.init(index:)) }
    func slot(_ slot: SlotID) -> SlotID? { slots[slot.index].map(SlotID.init(index:)) }

    /// What the step of now was in the live version.
    func formerStep(_ step: StepID) -> StepID? {
        steps.filter { $0.value == step.index }.keys.min().map(StepID.init(index:))
    }

    func formerSlot(_ slot: SlotID) -> SlotID? {
        slots.filter { $0.value == slot.index }.keys.min().map(SlotID.init(index:))
    }
}

/// Which new steps are probably steps of the live version under another name: they are in the same flow and wait for the
/// same, most of it at least, or have nearly the same name. A guess that is not clear is none.
struct RenamedSteps {
    private(set) var likely: [StepID: StepID] = [:]

    init(_ gone: [StepID], in checks: VersionChecks) {
        let machine = checks.machine
        let steps = checks.lowering.program.steps
        let new = steps.indices.map(StepID.init(index:)).filter {
            !steps[$0.index].isLibrary && checks.matching.formerStep($0) == nil
        }
        var taken: Set<StepID> = []
        for step in gone {
            let before = Self.awaited(in: step, of: checks.live)
            let flow = checks.live.flows.first { $0.steps.contains(step) }?.name
            let fitting = new.filter { candidate in
                let now = Self.awaited(in: candidate, of: machine)
                let shared = before.intersection(now).count
                guard shared > 0, !taken.contains(candidate) else { return false }
                if Suggestion.near(checks.live[step].name, among: [machine[candidate].name]) != nil { return true }
                let isSameFlow = flow == nil || checks.lowering.program.flowOfStep[machine[candidate].name] == flow
                return isSameFlow && shared * 2 >= before.union(now).count
            }
            guard fitting.count == 1 else { continue }
            likely[step] = fitting[0]
            taken.insert(fitting[0])
        }
    }

    /// The names of the slots and options that a step waits for.
    private static func awaited(in step: StepID, of machine: Machine) -> Set<String> {
        var result = Set(machine[step].options.map { "option \($0.name)" })
        for case .fill(let slots) in machine[step].code { result.formUnion(slots.map { "slot \(machine[$0].name)" }) }
        return result
    }
}

internal import FlowInterpreter
internal import FlowMachine

/// Where in another outline's steps a conversation goes on that waits somewhere in one's.
struct PlaceMatching: Sendable {
    let from: MachineOutline
    let to: MachineOutline
    let names: NameMatching

    enum Landing: Hashable, Sendable {
        case form(FormPlace)
        /// The step's options; first the form before them where something is open in it that was not asked before.
        case options(StepID, newForm: FormPlace?)
    }

    /// Nil where the step is gone, waits for nothing any more, or cannot be gone on with without leaving out or repeating
    /// something it does.
    func landing(of state: WaitingState) -> Landing? {
        guard let step = names.steps[state.step.index] else { return nil }
        switch state {
        case .filling(let place, _):
            if let form = form(for: place) { return .form(form) }
            let options = to[step].options
            return !options.isEmpty && isSafe(place.step, place.instruction, step, to[step].instructions)
                ? .options(step, newForm: nil) : nil
        case .choosing(let old):
            let end = from[old].instructions
            let form = newForm(before: old, in: step)
            if !to[step].options.isEmpty { return .options(step, newForm: form) }
            let waiting = form ?? to[step].fills.map { FormPlace(step: step, instruction: $0.instruction) }.first {
                isSafe(old, end, step, $0.instruction)
            }
            return waiting.map { .form($0) }
        case .running: return nil
        }
    }

    /// The form that a form goes on as. Forms that were gone through before are left out; of the others it is the first, so
    /// that nothing is passed over that the step asks now.
    func form(for place: FormPlace) -> FormPlace? {
        guard let step = names.steps[place.step.index],
            let index = from[place.step].fills.firstIndex(where: { $0.instruction == place.instruction })
        else { return nil }
        let before = from[place.step].fills
        let after = to[step].fills
        func isSafe(_ fill: OutlinedFill) -> Bool { self.isSafe(place.step, place.instruction, step, fill.instruction) }
        var chosen: OutlinedFill?
        if areTheSame(before, after) {
            chosen = isSafe(after[index]) ? after[index] : nil
        } else {
            let passed = before[..<index].reduce(into: Set<SlotID>()) { $0.formUnion(names.slots(of: $1)) }
            let current = names.slots(of: before[index])
            func wasPassed(_ fill: OutlinedFill) -> Bool {
                passed.isSuperset(of: fill.slots) && current.isDisjoint(with: fill.slots)
            }
            // With all of them passed the last is gone on with: nothing is open in it.
            chosen = after.first { !wasPassed($0) && isSafe($0) } ?? after.last { wasPassed($0) && isSafe($0) }
        }
        return chosen.map { FormPlace(step: step, instruction: $0.instruction) }
    }

    /// The instruction behind the `run` of the same flow: of several in a step the one of the same number.
    func placeBehindRun(_ step: StepID, instruction: Int) -> (StepID, instruction: Int)? {
        guard let newStep = names.steps[step.index],
            let run = from[step].runs.first(where: { $0.instruction == instruction })
        else { return nil }
        let same = from[step].runs.filter { $0.first == run.first }
        let counterparts = to[newStep].runs.filter { isSameFlow(run.first, $0.first) }
        guard let number = same.firstIndex(of: run), counterparts.indices.contains(number),
            isSafe(step, instruction, newStep, counterparts[number].instruction)
        else { return nil }
        return (newStep, counterparts[number].instruction + 1)
    }

    /// The flow in which a place that is gone is begun anew: the one of the same name, else the one that its steps are in now.
    func flow(replacing step: StepID) -> Flow? {
        guard let index = from.flow(of: step) else { return nil }
        let old = from.flows[index]
        if let same = to.flows.first(where: { $0.name == old.name }) { return same }
        for step in [old.first] + old.steps {
            if let place = names.steps[step.index].flatMap({ to.flow(of: $0) }) { return to.flows[place] }
        }
        return nil
    }

    /// The flow that says `restart` of the step.
    func flow(restarting step: StepID) -> Flow? {
        to.flows.first { $0.restarts.contains(from[step].name) }
    }

    // MARK: -

    private func isSameFlow(_ old: StepID, _ new: StepID) -> Bool {
        if names.steps[old.index] == new { return true }
        guard let one = from.flow(of: old), let other = to.flow(of: new) else { return false }
        return from.flows[one].name == to.flows[other].name
    }

    /// Whether the steps' forms ask for the same, one by one.
    private func areTheSame(_ before: [OutlinedFill], _ after: [OutlinedFill]) -> Bool {
        before.count == after.count
            && zip(before, after).allSatisfy { $0.slots.map { names.slots[$0.index] } == $1.slots.map(Optional.some) }
    }

    /// The first form of the step that asks for something which none of its forms asked for before.
    private func newForm(before old: StepID, in step: StepID) -> FormPlace? {
        let known = from[old].fills.reduce(into: Set<SlotID>()) { $0.formUnion(names.slots(of: $1)) }
        return to[step].fills.first {
            !known.isSuperset(of: $0.slots) && isSafe(old, from[old].instructions, step, $0.instruction)
        }.map { FormPlace(step: step, instruction: $0.instruction) }
    }

    /// Whether going on from one place at the other neither repeats what the step has done nor leaves out what it has yet to
    /// do. What one of the two steps does not do at all is its owner's decision.
    private func isSafe(_ old: StepID, _ place: Int, _ new: StepID, _ newPlace: Int) -> Bool {
        typealias Counts = [OutlinedDeed.Kind: Int]
        func count(_ deeds: [OutlinedDeed], before place: Int) -> (done: Counts, pending: Counts) {
            var done: Counts = [:]
            var pending: Counts = [:]
            for deed in deeds {
                if deed.instruction < place { done[deed.kind, default: 0] += 1 } else { pending[deed.kind, default: 0] += 1 }
            }
            return (done, pending)
        }
        let was = count(from[old].deeds, before: place)
        let now = count(to[new].deeds, before: newPlace)
        return Set(was.done.keys).union(was.pending.keys).allSatisfy { kind in
            let done = was.done[kind] ?? 0
            let pending = was.pending[kind] ?? 0
            let counted = now.done[kind] ?? 0
            let toCome = now.pending[kind] ?? 0
            let isRepeated = done > counted && toCome > pending
            let isLeftOut = counted > done && pending > toCome
            return !isRepeated && !isLeftOut
        }
    }
}

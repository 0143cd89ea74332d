internal import FlowInterpreter
internal import FlowMachine

/// Says what becomes of the places to wait in.
struct FateJudge: Sendable {
    let from: MachineOutline
    let to: MachineOutline
    let names: NameMatching
    let places: PlaceMatching

    func fate(of state: WaitingState) -> Fate {
        if case .running(let step, let instruction) = state {
            guard let (place, _) = places.placeBehindRun(step, instruction: instruction) else { return withoutPlace(step) }
            return goesOn(step, in: place, asking: [])
        }
        guard let landing = places.landing(of: state) else { return withoutPlace(state.step) }
        let step =
            switch landing {
            case .form(let place): place.step
            case .options(let step, _): step
            }
        return goesOn(state.step, in: step, asking: asked(of: state, landing))
    }

    private func goesOn(_ old: StepID, in new: StepID, asking: [AskedSlot]) -> Fate {
        let name = to[new].name
        return from[old].name == name ? .carriesOn(asking: asking) : .moved(to: name, asking: asking)
    }

    func withoutPlace(_ step: StepID) -> Fate {
        if let flow = places.flow(restarting: step) { return .restarts(flow: flow.name) }
        return .nowhere(beginning: places.flow(replacing: step)?.name)
    }

    /// The slots of the open form and of the forms of the same flow that may have been gone through on the way, as far as
    /// the change of version may bring their question.
    private func asked(of state: WaitingState, _ landing: PlaceMatching.Landing) -> [AskedSlot] {
        var reasons: [SlotID: AskedSlot.Reason] = [:]
        func add(_ form: FormPlace, was old: Set<SlotID>, isOpen: Bool) {
            guard let fill = to[form.step].fills.first(where: { $0.instruction == form.instruction }) else { return }
            for slot in fill.slots where reasons[slot] == nil {
                reasons[slot] = reason(of: slot, wasAskedIn: old, isOpen: isOpen)
            }
        }
        var gone: [AskedSlot] = []
        var open: SlotID?
        if case .filling(let place, let slot) = state {
            open = names.slots[slot.index]
            let known = slots(of: place.step, upTo: place.instruction)
            switch landing {
            case .form(let form):
                add(form, was: known, isOpen: true)
                if !isAsked(open, in: form.step) { gone = [AskedSlot(name: from[slot].name, reason: .gone)] }
            case .options: gone = [AskedSlot(name: from[slot].name, reason: .gone)]
            }
        } else if case .choosing(let step) = state {
            let known = slots(of: step, upTo: from[step].instructions)
            switch landing {
            case .form(let form), .options(_, let form?): add(form, was: known, isOpen: true)
            case .options(_, nil): break
            }
        }
        let flow = from.flow(of: state.step)
        for index in from.steps.indices where from.flow(of: StepID(index: index)) == flow {
            for fill in from.steps[index].fills {
                let place = FormPlace(step: StepID(index: index), instruction: fill.instruction)
                guard let form = places.form(for: place) else { continue }
                add(form, was: Set(names.slots(of: fill)), isOpen: false)
            }
        }
        // The open question is put as it was; there is no answer to it yet.
        if let open, gone.isEmpty { reasons[open] = nil }
        let asked = reasons.sorted { $0.key.index < $1.key.index }.map { AskedSlot(name: to[$0.key].name, reason: $0.value) }
        return gone + asked
    }

    private func isAsked(_ slot: SlotID?, in step: StepID) -> Bool {
        guard let slot else { return false }
        return to[step].fills.contains { $0.slots.contains(slot) }
    }

    /// What the step's forms asked for, the one at that place included, as the slots that they are now.
    private func slots(of step: StepID, upTo place: Int) -> Set<SlotID> {
        from[step].fills.filter { $0.instruction <= place }.reduce(into: []) { $0.formUnion(names.slots(of: $1)) }
    }

    /// Why the question of a form's slot may come although it would not have come before; nil where nothing changed about it.
    /// - Parameter isOpen: the form is the one that waits; one that was gone through is led back to only for what it needs.
    func reason(of slot: SlotID, wasAskedIn known: Set<SlotID>, isOpen: Bool) -> AskedSlot.Reason? {
        let now = to[slot]
        for source in names.sources[slot.index] {
            let before = from[source]
            if !before.type.goesInto(now.type) { return .typeChanged(from: before.type, to: now.type) }
            let gone = zip(before.choices, names.choices[source.index]).filter { $1 == nil }.map(\.0.name)
            if before.type == .choice, now.type == .choice, !gone.isEmpty { return .optionsGone(gone) }
            if before.isOptional, !now.isOptional { return .required }
        }
        let wasAsked = known.contains(slot) && names.sources[slot.index].contains { from[$0].isAsked }
        if !wasAsked, now.isAsked, isOpen || !now.isOptional { return .added }
        return nil
    }
}

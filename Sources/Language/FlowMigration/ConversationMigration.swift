internal import CivilTime
internal import FlowInterpreter
internal import FlowMachine

/// Moves one conversation by a plan.
struct ConversationMigration {
    let plan: MigrationPlan
    let before: Conversation
    /// The conversation as it becomes; its slots first, since where it goes on hangs on what is known.
    private(set) var after: Conversation
    private(set) var fate = Fate.carriesOn(asking: [])
    private(set) var asked: [AskedSlot] = []

    private var from: MachineOutline { plan.from }
    private var to: MachineOutline { plan.to }
    private var names: NameMatching { plan.names }
    private let values: ValueMoving

    /// - Precondition: the conversation fits the outline that is left.
    init(_ plan: MigrationPlan, _ conversation: Conversation) {
        self.plan = plan
        before = conversation
        after = conversation
        values = ValueMoving(from: plan.from, to: plan.to, names: plan.names)
        after.language = names.language(conversation.language)
        after.slots = slots(conversation.slots)
        after.facts = values.facts(conversation.facts)
        after.excluded = values.excluded(conversation.excluded)
        let around = Surroundings(
            form: conversation.form, forms: conversation.forms, slots: after.slots,
            hasBooked: hasBooked(conversation.facts, conversation.slots))
        let open = settle(conversation.position, around, in: conversation.slots)
        take(open)
        after.interrupted = conversation.interrupted.compactMap { interruption($0) }
        finish(open)
    }

    // MARK: - What is known

    private func slots(_ old: [SlotState]) -> [SlotState] {
        to.slots.indices.map { index in
            let new = SlotID(index: index)
            var empty: SlotState?
            for source in names.sources[index] {
                var state = old[source.index]
                guard let value = state.value else {
                    if empty.map({ state.isSettled && !$0.isSettled }) ?? true { empty = state }
                    continue
                }
                guard let kept = values.value(value, of: source, in: new, language: before.language) else { continue }
                state.value = kept
                // Another type is another question to the modules.
                if from[source].type != to[new].type { state.isChecked = false }
                return state
            }
            return empty ?? SlotState()
        }
    }

    /// Whether the slot held something, or was passed over, that is not so any more.
    private func isLost(_ slot: SlotID, _ old: [SlotState], _ new: [SlotState]) -> Bool {
        guard new[slot.index].value == nil else { return false }
        return names.sources[slot.index].contains { old[$0.index].value != nil }
    }

    private func needsAsking(_ slot: SlotID, _ states: [SlotState]) -> Bool {
        states[slot.index].value == nil && to[slot].isAsked
            && !(to[slot].isOptional && states[slot.index].isSettled)
    }

    private func slots(of form: FormPlace) -> [SlotID] {
        to[form.step].fills.first { $0.instruction == form.instruction }?.slots ?? []
    }

    // MARK: - Where it goes on

    /// What stands beside a position: the forms that led there and what was known.
    private struct Surroundings {
        var form: FormPlace?
        var forms: [FormPlace]
        /// As the other version holds them.
        var slots: [SlotState]
        var hasBooked: Bool
    }

    /// Whether a visit was booked, which going back would book once more. The number of a visit that the customer chose is
    /// known as well, but what is done to that one (moved, called off) is done once however often it is said.
    private func hasBooked(_ facts: [FactValue], _ old: [SlotState]) -> Bool {
        facts.contains { $0.fact == .bookingNumber }
            && !from.slots.indices.contains { from.slots[$0].type == .booking && old[$0].value != nil }
    }

    /// A position as it becomes.
    fileprivate struct Settled {
        var position: Position
        var form: FormPlace?
        var forms: [FormPlace]
        var fate: Fate
        /// Whether the customer is asked the very same as before.
        var isSameQuestion: Bool
    }

    private func settle(_ position: Position, _ around: Surroundings, in old: [SlotState]) -> Settled {
        let forms = moved(around.forms)
        let form = around.form.flatMap { plan.places.form(for: $0) }
        func unchanged(_ position: Position) -> Settled {
            Settled(position: position, form: form, forms: forms, fate: .carriesOn(asking: []), isSameQuestion: true)
        }
        switch position {
        case .idle, .handedOff: return unchanged(position)
        case .filling(let place, let slot):
            return waiting(.filling(place, slot), around, in: old)
        case .choosing(let step):
            // Without options a step waits for nothing that could be said; only silence leads on.
            guard !from[step].options.isEmpty else {
                guard let new = names.steps[step.index], to[new].options.isEmpty else {
                    return waiting(.choosing(step), around, in: old)
                }
                return unchanged(.choosing(new))
            }
            return waiting(.choosing(step), around, in: old)
        case .resuming(let step, let instruction):
            if let fill = from[step].fills.first(where: { $0.instruction == instruction }) {
                let place = FormPlace(step: step, instruction: instruction)
                return waiting(.filling(place, fill.slots[0]), around, in: old, isAsked: false)
            }
            // A flow that is yet to be begun, or a place behind a `run`.
            if let new = names.steps[step.index] {
                if instruction == 0 { return unchanged(.resuming(new, instruction: 0)) }
                if let (place, next) = plan.places.placeBehindRun(step, instruction: instruction - 1) {
                    return unchanged(.resuming(place, instruction: next))
                }
            }
            return begun(step, FateJudge(plan).withoutPlace(step), forms)
        }
    }

    /// - Parameter isAsked: the question of the state is open; else its form is gone on with, whatever is missing in it.
    private func waiting(
        _ state: WaitingState, _ around: Surroundings, in old: [SlotState], isAsked: Bool = true
    ) -> Settled {
        let planned = plan.fate(of: state)
        guard let landing = plan.places.landing(of: state) else { return begun(state.step, planned, moved(around.forms)) }
        var settled = Settled(position: .idle, form: nil, forms: [], fate: planned, isSameQuestion: false)
        let missing: FormPlace?
        switch landing {
        case .form(let form):
            settled.enter(form, after: moved(around.forms))
            settled.position = position(in: form, asking: isAsked ? state : nil, around.slots, old)
            if isAsked, case .filling(let place, let slot) = state, case .filling(_, let new) = settled.position {
                settled.isSameQuestion = isSameQuestion(slot, new) && plan.places.form(for: place) == form
            }
            missing = formToGoBackTo(from: state, before: form, around, in: old)
        case .options(let step, let newForm):
            settled.position = .choosing(step)
            settled.forms = moved(around.forms)
            settled.form = around.form.flatMap { plan.places.form(for: $0) } ?? settled.forms.last
            settled.isSameQuestion = isSameChoice(state, step)
            missing =
                formToGoBackTo(from: state, before: newForm, around, in: old)
                ?? newForm.flatMap { form in
                    slots(of: form).contains { !to[$0].isOptional && needsAsking($0, around.slots) } ? form : nil
                }
        }
        if let missing {
            settled.enter(missing, after: moved(around.forms))
            settled.position = position(in: missing, asking: nil, around.slots, old)
            settled.isSameQuestion = false
        }
        settled.fate = planned.asking(asked(planned, of: state, in: settled, around, old, isAsked: isAsked))
        return settled
    }

    /// The earliest form on the way that lacks what it did not lack before: one that was gone through is complete, so the
    /// conversation goes back to it. Not where something was done since that would be done again.
    private func formToGoBackTo(
        from state: WaitingState, before open: FormPlace?, _ around: Surroundings, in old: [SlotState]
    ) -> FormPlace? {
        guard !around.hasBooked else { return nil }
        let flow = from.flow(of: state.step)
        for place in around.forms where from.flow(of: place.step) == flow {
            guard let form = plan.places.form(for: place) else { continue }
            // The open form and those behind it come by themselves.
            if form == open { return nil }
            let known = Set(from[place.step].fills.first { $0.instruction == place.instruction }.map(names.slots(of:)) ?? [])
            let lacks = slots(of: form).contains { slot in
                needsAsking(slot, around.slots)
                    && (isLost(slot, old, around.slots) || (!to[slot].isOptional && isNew(slot, known, old)))
            }
            if lacks { return form }
        }
        return nil
    }

    /// Whether a form that was gone through could be so without this slot.
    private func isNew(_ slot: SlotID, _ known: Set<SlotID>, _ old: [SlotState]) -> Bool {
        let sources = names.sources[slot.index]
        return !known.contains(slot) || sources.allSatisfy { from[$0].isOptional }
    }

    /// What is asked in a form: the open question where it is still open, else what is missing next, else nothing.
    private func position(
        in form: FormPlace, asking state: WaitingState?, _ states: [SlotState], _ old: [SlotState]
    ) -> Position {
        let slots = slots(of: form)
        // Where a place is come back to, what it asks for may be known meanwhile: that is the interpreter's to see.
        if case .filling(_, let slot)? = state, let same = names.slots[slot.index], slots.contains(same),
            states[same.index].value == nil || old[slot.index].value != nil
        {
            return .filling(form, same)
        }
        if let next = slots.first(where: { needsAsking($0, states) }) { return .filling(form, next) }
        return .resuming(form.step, instruction: form.instruction)
    }

    /// Of the slots that the plan names those that this conversation is asked for, and would not have been.
    private func asked(
        _ planned: Fate, of state: WaitingState, in settled: Settled, _ around: Surroundings, _ old: [SlotState], isAsked: Bool
    ) -> [AskedSlot] {
        let forms = settled.forms + (settled.form.map { [$0] } ?? [])
        let open: Set<SlotID>
        if case .choosing = settled.position { open = [] } else { open = Set(forms.flatMap(slots(of:))) }
        var places = around.forms
        if case .filling(let place, _) = state { places.append(place) }
        // What a form on the way would have asked for in any case.
        let coming = Set(places.flatMap { place in
            from[place.step].fills.first { $0.instruction == place.instruction }?.slots ?? []
        }.filter { old[$0.index].value == nil && from[$0].isAsked && !(from[$0].isOptional && old[$0.index].isSettled) })
        return planned.asking.filter { asked in
            if asked.reason == .gone { return isAsked }
            guard let slot = to.slot(named: asked.name), open.contains(slot), needsAsking(slot, around.slots) else { return false }
            return coming.isDisjoint(with: names.sources[slot.index])
        }
    }

    private func isSameQuestion(_ old: SlotID, _ new: SlotID) -> Bool {
        names.slots[old.index] == new && from[old].type == to[new].type
            && names.choices[old.index].elementsEqual(to[new].choices.indices.map(Optional.some))
    }

    private func isSameChoice(_ state: WaitingState, _ step: StepID) -> Bool {
        guard case .choosing(let old) = state else { return false }
        return names.options[old.index].elementsEqual(to[step].options.indices.map(Optional.some))
    }

    /// The flow begun anew that the fate names; idle where there is none.
    private func begun(_ step: StepID, _ fate: Fate, _ forms: [FormPlace]) -> Settled {
        let name: String? =
            switch fate {
            case .restarts(let flow): flow
            case .nowhere(let flow): flow
            case .carriesOn, .moved: nil
            }
        let others = before.forms.filter { from.flow(of: $0.step) != from.flow(of: step) }
        guard let flow = to.flows.first(where: { $0.name == name }) else {
            return Settled(position: .idle, form: nil, forms: moved(others), fate: fate, isSameQuestion: false)
        }
        return Settled(
            position: .resuming(flow.first, instruction: 0), form: nil, forms: moved(others), fate: fate, isSameQuestion: false)
    }

    /// Two forms may have become one.
    private func moved(_ forms: [FormPlace]) -> [FormPlace] {
        var result: [FormPlace] = []
        for form in forms.compactMap(plan.places.form(for:)) where !result.contains(form) { result.append(form) }
        return result
    }

    // MARK: - What it comes back to

    private func interruption(_ old: Interruption) -> Interruption? {
        let kept = old.values.map { values -> KeptValues in
            var values = values
            values.slots = slots(values.slots)
            values.facts = self.values.facts(values.facts)
            values.forms = moved(values.forms)
            return values
        }
        switch old.place {
        case .waiting(let position):
            let known = old.values?.slots ?? before.slots
            var forms = old.values?.forms ?? before.forms
            if let form = old.form, let last = forms.firstIndex(of: form) { forms.removeSubrange((last + 1)...) }
            let around = Surroundings(
                form: old.form, forms: forms, slots: kept?.slots ?? slots(known),
                hasBooked: hasBooked(old.values?.facts ?? before.facts, known))
            let settled = settle(position, around, in: known)
            guard settled.position != .idle else { return nil }
            return Interruption(.waiting(settled.position), form: settled.form, values: kept)
        case .running(let step, let next):
            if let (place, instruction) = plan.places.placeBehindRun(step, instruction: next - 1) {
                return Interruption(
                    .running(place, instruction: instruction), form: old.form.flatMap(plan.places.form(for:)), values: kept)
            }
            let settled = begun(step, plan.fate(of: .running(step, instruction: next - 1)), [])
            guard settled.position != .idle else { return nil }
            return Interruption(.waiting(settled.position), form: nil, values: kept)
        }
    }

    // MARK: - The whole

    private mutating func take(_ open: Settled) {
        after.position = open.position
        after.form = open.form
        after.forms = open.forms
        fate = open.fate
        asked = open.fate.asking
        if open.isSameQuestion {
            after.offered = values.offered(before.offered)
        } else {
            after.offered = []
            after.skipped = 0
            after.failedTries = 0
        }
    }

    private mutating func finish(_ open: Settled) {
        for interruption in before.interrupted { fate = fate.graver(of: fateOf(interruption)) }
        if case .idle = after.position, before.position != .idle { comeBack() }
        if case .restarts = open.fate { beginAnew() }
        if case .nowhere = open.fate, case .resuming = after.position { beginAnew() }
        switch after.position {
        case .idle:
            after.wakeAt = nil
            if before.position != .idle { after.silencesFollowed = 0 }
        case .handedOff: break
        case .filling, .choosing, .resuming: after.silencesFollowed = silencesFollowed()
        }
    }

    private func fateOf(_ interruption: Interruption) -> Fate {
        switch interruption.place {
        case .running(let step, let next): plan.fate(of: .running(step, instruction: next - 1))
        case .waiting(.filling(let place, let slot)): plan.fate(of: .filling(place, slot))
        case .waiting(.choosing(let step)): plan.fate(of: .choosing(step))
        case .waiting: .carriesOn(asking: [])
        }
    }

    /// The flow that was open is gone, and there is something else that the customer was at.
    private mutating func comeBack() {
        guard let place = after.interrupted.popLast() else {
            // Nothing is open: nothing is known either.
            after.slots = Array(repeating: SlotState(), count: to.slots.count)
            after.facts = []
            after.dates = nil
            after.times = nil
            after.excluded = Exclusions()
            after.form = nil
            after.forms = []
            return
        }
        switch place.place {
        case .waiting(let position): after.position = position
        case .running(let step, let instruction): after.position = .resuming(step, instruction: instruction)
        }
        if let values = place.values {
            after.slots = values.slots
            after.facts = values.facts
            after.dates = values.dates
            after.times = values.times
            after.forms = values.forms
        }
        after.form = place.form
        let kept = place.form.flatMap { after.forms.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        after.forms.removeSubrange(kept...)
    }

    /// What the customer said is not asked again, but looked at anew; what was done already is not begun with again.
    private mutating func beginAnew() {
        for index in after.slots.indices { after.slots[index].isChecked = false }
        guard hasBooked(before.facts, before.slots), after.interrupted.isEmpty else { return }
        after.slots = Array(repeating: SlotState(), count: to.slots.count)
        after.facts = []
        after.dates = nil
        after.times = nil
    }

    /// The silences of the step that goes on which are no longer than those that were followed.
    private func silencesFollowed() -> Int {
        func silences(_ position: Position, of outline: MachineOutline) -> [Int] {
            switch position {
            case .filling(let place, _): outline[place.step].silences
            case .choosing(let step), .resuming(let step, _): outline[step].silences
            case .idle, .handedOff: []
            }
        }
        let old = silences(before.position, of: from)
        let new = silences(after.position, of: to)
        guard old != new else { return before.silencesFollowed }
        guard before.silencesFollowed > 0, !old.isEmpty else { return 0 }
        let longest = old[min(before.silencesFollowed, old.count) - 1]
        return new.count { $0 <= longest }
    }
}

extension ConversationMigration.Settled {
    /// The form is the last that was entered.
    mutating func enter(_ form: FormPlace, after forms: [FormPlace]) {
        self.form = form
        if let place = forms.firstIndex(of: form) {
            self.forms = Array(forms[...place])
        } else {
            self.forms = forms.suffix(Limits.forms - 1) + [form]
        }
    }
}

extension Fate {
    /// The same, for a conversation that is asked for these.
    fileprivate func asking(_ slots: [AskedSlot]) -> Fate {
        switch self {
        case .carriesOn: .carriesOn(asking: slots)
        case .moved(let step, _): .moved(to: step, asking: slots)
        case .restarts, .nowhere: self
        }
    }

    private var gravity: Int {
        switch self {
        case .carriesOn(let asking): asking.isEmpty ? 0 : 2
        case .moved(_, let asking): asking.isEmpty ? 1 : 2
        case .restarts: 3
        case .nowhere: 4
        }
    }

    fileprivate func graver(of other: Fate) -> Fate { other.gravity > gravity ? other : self }
}

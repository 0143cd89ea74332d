import CivilTime
import FlowInterpreter
import FlowMachine
import FlowMigration
import Testing

/// What must be true of every conversation that goes from one version to another, looked at without the plan's own means.
struct MigrationLaws {
    /// What failures name.
    var place = ""

    /// A tap goes through the plan, as the caller of a turn has it do.
    static func translated(_ event: Event, by plan: MigrationPlan) -> Event {
        guard case .tapped(let id, let title) = event, let (version, choice) = ChoiceID.read(id) else { return event }
        return .tapped(id: plan.translate(choice).text(version: version), title: title)
    }

    func check(_ plan: MigrationPlan) {
        for (state, fate) in plan.states {
            let old = plan.from[state.step].name
            switch fate {
            case .carriesOn: #expect(plan.to.step(named: old) != nil, "\(place): \(old) carries on, and is gone")
            case .moved(let new, _):
                #expect(new != old && plan.to.step(named: old) == nil, "\(place): \(old) is there, and moves to \(new)")
                #expect(plan.to.step(named: new) != nil, "\(place): \(old) moves to \(new), which there is not")
            case .restarts(let flow):
                #expect(
                    plan.to.flows.contains { $0.name == flow && $0.restarts.contains(old) }, "\(place): \(old) restarts \(flow)")
            case .nowhere(let flow):
                #expect(!plan.to.flows.contains { $0.restarts.contains(old) }, "\(place): \(old) is restarted")
                if let flow { #expect(plan.to.flows.contains { $0.name == flow }, "\(place): \(flow) is begun") }
            }
        }
    }

    /// Moves the conversation, looks at it, and at what is answered to the next that happens. Returns it.
    func check(_ walk: VersionWalk, _ plan: MigrationPlan, _ older: Program, _ newer: Program) throws -> Conversation {
        let before = walk.conversation
        let migrated = plan.migrate(before, now: walk.now)
        let after = migrated.conversation
        let stored = try Conversation(encoded: after.encoded, for: newer.machine)
        #expect(stored == after, "\(place)")
        #expect(after.turns == before.turns && after.quietSince == before.quietSince, "\(place)")
        #expect(after.waitlistOffer == before.waitlistOffer, "\(place)")
        #expect(after.interrupted.count <= before.interrupted.count && after.forms.count <= Limits.forms, "\(place)")
        checkPosition(before, migrated, plan, older.machine, newer.machine)
        checkValues(before, after, plan, older.machine, newer.machine)
        checkQuestion(before, migrated, plan, older.machine, newer.machine)
        try checkNext(walk, after, plan, newer)
        return after
    }

    // MARK: - Where it stands

    private func state(_ position: Position) -> WaitingState? {
        switch position {
        case .filling(let form, let slot): .filling(form, slot)
        case .choosing(let step): .choosing(step)
        case .idle, .handedOff, .resuming: nil
        }
    }

    private func checkPosition(
        _ before: Conversation, _ migrated: MigratedConversation, _ plan: MigrationPlan, _ old: Machine, _ new: Machine
    ) {
        let after = migrated.conversation
        let fate = state(before.position).map(plan.fate(of:)) ?? .carriesOn(asking: [])
        switch after.position {
        case .filling(let form, let slot):
            guard case .fill(let slots) = new[form.step].code[form.instruction] else {
                Issue.record("\(place): no form is open")
                return
            }
            #expect(slots.contains(slot) && after.slots[slot.index].value == nil, "\(place): what is known is not asked for")
            #expect(after.form == form && after.forms.last == form, "\(place)")
        case .choosing(let step):
            guard case .choosing(let was) = before.position else {
                #expect(!new[step].options.isEmpty, "\(place): nothing to choose from")
                break
            }
            #expect(!new[step].options.isEmpty || old[was].options.isEmpty, "\(place): nothing to choose from")
        case .resuming: break
        case .handedOff: #expect(after.position == before.position, "\(place)")
        case .idle:
            #expect(after.slots.allSatisfy { $0.value == nil } && after.wakeAt == nil, "\(place)")
            let ends = before.position == .idle || fate == .nowhere(beginning: nil)
            let isUnplanned = if case .resuming = before.position { true } else { false }
            #expect(ends || isUnplanned, "\(place): ends, though \(fate)")
        }
        switch before.position {
        case .handedOff, .idle: #expect(after.position == before.position, "\(place)")
        case .filling, .choosing, .resuming: break
        }
        switch fate {
        case .restarts(let name), .nowhere(let name?):
            let first = new.flows.first { $0.name == name }?.first
            #expect(after.position == first.map { .resuming($0, instruction: 0) }, "\(place): \(name) begins anew")
            #expect(after.form == nil && after.offered.isEmpty && after.failedTries == 0, "\(place)")
        case .moved(let name, let asking) where migrated.asked.isEmpty:
            #expect(asking.isEmpty || step(of: after.position) == new.step(named: name), "\(place)")
        case .carriesOn, .moved, .nowhere(nil): break
        }
    }

    private func step(of position: Position) -> StepID? {
        switch position {
        case .filling(let form, _): form.step
        case .choosing(let step), .resuming(let step, _): step
        case .idle, .handedOff: nil
        }
    }

    // MARK: - What it knows

    /// A slot of the same name and type keeps its value; of a choice the one of the same name, in the version's words.
    private func checkValues(
        _ before: Conversation, _ after: Conversation, _ plan: MigrationPlan, _ old: Machine, _ new: Machine
    ) {
        // Back at something else that was open, or begun anew after a booking: that knows other things.
        let fate = state(before.position).map(plan.fate(of:)) ?? .carriesOn(asking: [])
        if case .nowhere = fate { return }
        if case .restarts = fate { return }
        if after.position == .idle || step(of: before.position) == nil { return }
        if case .resuming = before.position { return }
        for (index, slot) in old.slots.enumerated() {
            guard let value = before.slots[index].value, let same = new.slot(named: slot.name), new[same].type == slot.type
            else { continue }
            let kept = after.slots[same.index].value
            guard slot.type == .choice, case .choice(let choice) = value else {
                #expect(kept == inOrder(value, old.languages, new.languages), "\(place): \(slot.name)")
                continue
            }
            guard let answer = new[same].choices.first(where: { $0.name == choice.id }) else { continue }
            let names = new[answer.label].templates.map(\.literals)
            #expect(kept == .choice(Choice(id: choice.id, names: names)), "\(place): \(slot.name)")
        }
    }

    private func inOrder(_ value: Value, _ old: [String], _ new: [String]) -> Value {
        guard case .choice(let choice) = value else { return value }
        return .choice(Choice(id: choice.id, names: new.map { code in choice.names[old.firstIndex(of: code) ?? 0] }))
    }

    // MARK: - What is asked

    /// A question other than the one that was open comes only where the plan says so, or where the form would have put it
    /// anyway.
    private func checkQuestion(
        _ before: Conversation, _ migrated: MigratedConversation, _ plan: MigrationPlan, _ old: Machine, _ new: Machine
    ) {
        guard let state = state(before.position) else { return }
        let fate = plan.fate(of: state)
        for asked in migrated.asked {
            #expect(fate.asking.contains(asked), "\(place): \(asked.name) is asked for, \(asked.reason), and not planned")
        }
        if case .nowhere = fate { return }
        if case .restarts = fate { return }
        switch (state, migrated.conversation.position) {
        case (.filling(let form, let slot), .filling(_, let open)):
            let isSame = new[open].isSame(as: old[slot])
            guard !isSame, case .fill(let slots) = old[form.step].code[form.instruction] else { return }
            let wouldCome = slots.contains { new[open].isSame(as: old[$0]) && before.slots[$0.index].value == nil }
            let isPlanned = migrated.asked.contains { $0.name == new[open].name || $0.reason == .gone }
            #expect(isPlanned || wouldCome, "\(place): \(new[open].name) is asked for instead of \(old[slot].name)")
        case (.choosing, .filling(_, let open)):
            #expect(
                migrated.asked.contains { $0.name == new[open].name }, "\(place): \(new[open].name) is asked for out of the blue")
        case (.choosing(let step), .choosing(let now)):
            #expect(new[now].isSame(as: old[step]), "\(place): \(new[now].name) asks instead of \(old[step].name)")
        case (.filling(_, let slot), .choosing), (.filling(_, let slot), .resuming):
            // Nothing of it is open: then its own slot is gone, or stands elsewhere.
            let gone = migrated.asked.contains(AskedSlot(name: old[slot].name, reason: .gone))
            let known = new.slots.contains { $0.isSame(as: old[slot]) }
            #expect(gone || known, "\(place): \(old[slot].name) is passed over")
        case (.choosing, .resuming), (.choosing, .idle), (.choosing, .handedOff), (.filling, .idle), (.filling, .handedOff),
            (.running, _):
            Issue.record("\(place): \(old[state.step].name) does not wait any more, though \(fate)")
        }
    }

    // MARK: - What comes next

    private func checkNext(_ walk: VersionWalk, _ after: Conversation, _ plan: MigrationPlan, _ newer: Program) throws {
        var events = [VersionWalk.gibberish]
        if let choice = walk.shown.last { events.append(.tapped(id: choice.id, title: choice.label)) }
        var next = VersionWalk(newer, after, from: walk)
        let restated = Interpreter.restate(newer, after, now: walk.now) { question in
            if case .call(let action, _) = question, action.signature.changesSomething {
                Issue.record("\(place): to restate a question \(action.name) is called")
            }
            return .offers([], more: false)
        }
        let isOpen = state(after.position) != nil
        #expect(!isOpen || restated != nil, "\(place): nothing is asked in \(after.position)")
        for event in events {
            var one = next
            try one.take(MigrationLaws.translated(event, by: plan))
            if case .handedOff = after.position { continue }
            let isTaken = one.wasAnswered || one.last?.trace.isEmpty == false
            #expect(isTaken, "\(place): nothing comes of \(event) in \(after.position)")
            if case .resuming = one.conversation.position { Issue.record("\(place): it does not go on after \(event)") }
        }
        if let wake = after.wakeAt {
            next.now = max(walk.now, wake)
            try next.take(.silence)
        }
    }
}

extension Slot {
    /// By its name or a former one of either, or as the only one of a type that modules know.
    fileprivate func isSame(as other: Slot) -> Bool {
        name == other.name || formerNames.contains(other.name) || other.formerNames.contains(name)
            || !Set(formerNames).isDisjoint(with: other.formerNames) || (type == other.type && type.isCheckedByModules)
    }
}

extension Step {
    fileprivate func isSame(as other: Step) -> Bool {
        name == other.name || formerNames.contains(other.name) || other.formerNames.contains(name)
            || !Set(formerNames).isDisjoint(with: other.formerNames)
    }
}

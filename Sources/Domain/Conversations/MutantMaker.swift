internal import FlowDiagnostics
internal import FlowMachine

/// Breaks a machine in every way that one wrong line would.
struct MutantMaker {
    let machine: Machine
    let places: MachinePlaces
    private(set) var mutants: [FlowMutant] = []
    private var seen: Set<[UInt8]>

    init(machine: Machine, places: MachinePlaces) {
        self.machine = machine
        self.places = places
        seen = [machine.encoded]
    }

    mutating func make() {
        let own = machine.steps.indices.map(StepID.init(index:)).filter(places.steps.contains)
        for step in own {
            breakOptions(of: step)
            breakCode(of: step)
            breakWaiting(of: step)
        }
        swapTexts(own)
        for slot in machine.slots.indices.map(SlotID.init(index:)) where places.slots.contains(slot) { breakSlot(slot) }
        breakIntents()
    }

    /// Keeps a variant, unless it is no variant or one that is known.
    private mutating func add(_ change: FlowMutant.Change, at place: Span?, _ edit: (inout Machine) -> Void) {
        guard let place else { return }
        var broken = machine
        edit(&broken)
        guard seen.insert(broken.encoded).inserted else { return }
        mutants.append(FlowMutant(change: change, span: place, machine: broken))
    }

    private func span(_ place: StatementPlace) -> Span? { places.statements[place] }

    /// A wrong step to lead to: another step that the same step knows, else the next one of the bot's own.
    private func wrong(insteadOf target: StepID, in step: StepID) -> StepID? {
        let known = targets(of: step).map(\.step)
        if let other = known.first(where: { $0 != target && $0 != step }) { return other }
        let own = machine.steps.indices.map(StepID.init(index:)).filter { places.steps.contains($0) && $0 != target }
        return own.first { $0.index > step.index } ?? own.first
    }

    private func targets(of step: StepID) -> [Target] {
        let step = machine[step]
        var result = step.options.map(\.target) + [step.tries?.target].compactMap { $0 } + step.silences.map(\.target)
        for instruction in step.code {
            switch instruction {
            case .call(_, let branches): result += branches.compactMap(\.target)
            case .run(let first): result.append(Target(step: first))
            case .goWhen(_, let target), .go(let target): result.append(target)
            default: break
            }
        }
        return result
    }

    // MARK: Options

    private mutating func breakOptions(of step: StepID) {
        for (index, option) in machine[step].options.enumerated() {
            let place = span(.option(step, index))
            let target = option.target
            if let other = wrong(insteadOf: target.step, in: step) {
                add(.optionLeads(label: option.label, from: target.step, to: other), at: place) {
                    $0.steps[step.index].options[index].target = Target(step: other)
                }
            }
            if !target.forget.isEmpty {
                add(.forgetMissing(target.forget), at: place) {
                    $0.steps[step.index].options[index].target.forget = []
                }
            }
            if machine[step].options.count > 1 {
                add(.optionMissing(label: option.label), at: place) { $0.steps[step.index].options.remove(at: index) }
            }
        }
    }

    // MARK: Instructions

    private mutating func breakCode(of step: StepID) {
        for (index, instruction) in machine[step].code.enumerated() {
            let place = span(.instruction(step, index))
            func replace(_ new: Instruction) -> (inout Machine) -> Void { { $0.steps[step.index].code[index] = new } }
            let remove: (inout Machine) -> Void = { $0.steps[step.index].code.remove(at: index) }
            switch instruction {
            case .say(let text): add(.stepIsSilent(text), at: place, remove)
            case .fill(let slots):
                for slot in slots where slots.count > 1 {
                    add(.slotNotAsked(slot), at: place, replace(.fill(slots.filter { $0 != slot })))
                }
            case .call(let action, let branches):
                add(.callMissing(action), at: place, remove)
                for (number, branch) in branches.enumerated() { breakBranch(branch, number, of: branches, action, step, index) }
            case .goWhen(let condition, let target):
                let turned: Condition = if case .not(let inner) = condition { inner } else { .not(condition) }
                add(.conditionTurned(target.step), at: place, replace(.goWhen(turned, target)))
                add(.conditionMissing(target.step), at: place, remove)
            case .go(let target):
                if let other = wrong(insteadOf: target.step, in: step) {
                    add(.nextLeads(from: target.step, to: other), at: place, replace(.go(Target(step: other))))
                }
                if !target.forget.isEmpty {
                    add(.forgetMissing(target.forget), at: place, replace(.go(Target(step: target.step))))
                }
            case .forget(let slots): add(.forgetMissing(slots), at: place, remove)
            case .run: add(.statementMissing("run"), at: place, remove)
            case .set: add(.statementMissing("set"), at: place, remove)
            case .show: add(.statementMissing("show"), at: place, remove)
            case .tell: add(.statementMissing("tell"), at: place, remove)
            case .speak: add(.statementMissing("speak"), at: place, remove)
            // Without its last statement a step would not end: the checker does not let that slip through.
            case .handOff, .stop, .back: break
            }
        }
    }

    private mutating func breakBranch(
        _ branch: Branch, _ number: Int, of branches: [Branch], _ action: Action, _ step: StepID, _ index: Int
    ) {
        let place = span(.branch(step, index, branch.outcome))
        func edit(_ change: @escaping (inout [Branch]) -> Void) -> (inout Machine) -> Void {
            { machine in
                var edited = branches
                change(&edited)
                machine.steps[step.index].code[index] = .call(action, edited)
            }
        }
        if let target = branch.target {
            if let other = wrong(insteadOf: target.step, in: step) {
                add(
                    .outcomeLeads(branch.outcome, from: target.step, to: other), at: place,
                    edit { $0[number].target = Target(step: other) })
            }
            if !target.forget.isEmpty {
                add(.forgetMissing(target.forget), at: place, edit { $0[number].target = Target(step: target.step) })
            }
        }
        if branch.text != nil { add(.outcomeIsSilent(branch.outcome), at: place, edit { $0[number].text = nil }) }
        // An outcome that must be handled cannot be left out: the checker would say so.
        if !action.signature.mustHandle.contains(branch.outcome) {
            add(.outcomeMissing(branch.outcome), at: place, edit { $0.remove(at: number) })
        }
    }

    // MARK: Tries and silences

    private mutating func breakWaiting(of step: StepID) {
        if let tries = machine[step].tries {
            let place = span(.tries(step))
            add(.triesCount(from: tries.count, to: tries.count + 1), at: place) { $0.steps[step.index].tries?.count += 1 }
            if tries.count > 1 {
                add(.triesCount(from: tries.count, to: tries.count - 1), at: place) { $0.steps[step.index].tries?.count -= 1 }
            }
            if let other = wrong(insteadOf: tries.target.step, in: step) {
                add(.triesLead(from: tries.target.step, to: other), at: place) {
                    $0.steps[step.index].tries?.target = Target(step: other)
                }
            }
        }
        for (index, silence) in machine[step].silences.enumerated() {
            let place = span(.silence(step, index))
            let longer = silence.seconds * 2
            add(.silenceLasts(from: silence.seconds, to: longer), at: place) { machine in
                machine.steps[step.index].silences[index].seconds = longer
                machine.steps[step.index].silences.sort { $0.seconds < $1.seconds }
            }
            if let other = wrong(insteadOf: silence.target.step, in: step) {
                add(.silenceLeads(from: silence.target.step, to: other), at: place) {
                    $0.steps[step.index].silences[index].target = Target(step: other)
                }
            }
            add(.silenceMissing(silence.seconds), at: place) { $0.steps[step.index].silences.remove(at: index) }
        }
    }

    // MARK: Texts

    /// The first text of a step in place of the next step's, and the other way round.
    private mutating func swapTexts(_ steps: [StepID]) {
        var said: [(step: StepID, index: Int, text: TextID)] = []
        for step in steps {
            for (index, instruction) in machine[step].code.enumerated() {
                if case .say(let text) = instruction {
                    said.append((step, index, text))
                    break
                }
            }
        }
        for (one, other) in zip(said, said.dropFirst()) {
            add(.textsSwapped(one.text, other.text), at: span(.instruction(one.step, one.index))) {
                $0.steps[one.step.index].code[one.index] = .say(other.text)
                $0.steps[other.step.index].code[other.index] = .say(one.text)
            }
        }
    }

    // MARK: Slots

    private mutating func breakSlot(_ slot: SlotID) {
        let place = span(.slot(slot))
        let declared = machine[slot]
        let next = machine.slots.indices.map(SlotID.init(index:)).first { $0.index > slot.index && places.slots.contains($0) }
        if let next {
            let question = machine[next].ask
            add(.questionsSwapped(slot, next), at: place) { machine in
                machine.slots[slot.index].ask = question
                machine.slots[next.index].ask = declared.ask
            }
        }
        // An optional slot that offers choices is asked for as well: there the change would make next to no difference.
        if declared.offer == nil {
            add(declared.isOptional ? .slotRequired(slot) : .slotOptional(slot), at: place) {
                $0.slots[slot.index].isOptional.toggle()
            }
        }
        if declared.offer != nil {
            add(.offerMissing(slot), at: span(.offer(slot)) ?? place) { $0.slots[slot.index].offer = nil }
        }
        if let tries = declared.tries {
            let place = span(.slotTries(slot)) ?? place
            add(.triesCount(from: tries.count, to: tries.count + 1), at: place) { $0.slots[slot.index].tries?.count += 1 }
            add(.triesMissing, at: place) { $0.slots[slot.index].tries = nil }
        }
    }

    // MARK: Intents

    private mutating func breakIntents() {
        for (index, start) in machine.starts.enumerated() {
            add(.startMissing(start.intent), at: places.starts[start.intent]) { $0.starts.remove(at: index) }
        }
        for (index, handler) in machine.handlers.enumerated() {
            let place = places.handlers[handler.intent]
            add(.handlerMissing(handler.intent), at: place) { $0.handlers.remove(at: index) }
            let target = handler.target.step
            let other = machine.handlers.map(\.target.step).first { $0 != target }
            if let other = other ?? wrong(insteadOf: target, in: target) {
                add(.handlerLeads(handler.intent, from: target, to: other), at: place) {
                    $0.handlers[index].target = Target(step: other)
                }
            }
        }
        let own = machine.answers.indices.filter { places.answers[machine.answers[$0].intent] != nil }
        for index in own {
            let intent = machine.answers[index].intent
            add(.answerMissing(intent), at: places.answers[intent]) { $0.answers.remove(at: index) }
        }
        for (one, other) in zip(own, own.dropFirst()) {
            let (first, second) = (machine.answers[one], machine.answers[other])
            add(.answersSwapped(first.intent, second.intent), at: places.answers[first.intent]) {
                $0.answers[one].text = second.text
                $0.answers[other].text = first.text
            }
        }
    }
}

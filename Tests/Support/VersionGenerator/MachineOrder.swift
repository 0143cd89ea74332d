package import FlowMachine

extension Machine {
    /// The same machine with steps and slots in another order; each list names the old places in the new order.
    package func reordered(steps: [Int], slots: [Int]) -> Machine {
        func step(_ id: StepID) -> StepID { StepID(index: steps.firstIndex(of: id.index) ?? 0) }
        func slot(_ id: SlotID) -> SlotID { SlotID(index: slots.firstIndex(of: id.index) ?? 0) }
        func target(_ target: Target) -> Target { Target(step: step(target.step), forget: target.forget.map(slot)) }
        func path(_ path: Path) -> Path { if case .slot(let id) = path { .slot(slot(id)) } else { path } }
        func condition(_ all: Condition) -> Condition {
            switch all {
            case .isSet(let one): .isSet(path(one))
            case .compare(let one, let comparison, let literal): .compare(path(one), comparison, literal)
            case .not(let inner): .not(condition(inner))
            }
        }
        func instruction(_ instruction: Instruction) -> Instruction {
            switch instruction {
            case .fill(let all): .fill(all.map(slot))
            case .forget(let all): .forget(all.map(slot))
            case .go(let one): .go(target(one))
            case .goWhen(let one, let other): .goWhen(condition(one), target(other))
            case .run(let first): .run(step(first))
            case .set(let one, var expression):
                .set(slot(one), {
                    if case .path(let one) = expression.operand { expression.operand = .path(path(one)) }
                    return expression
                }())
            case .call(let action, let branches):
                .call(action, branches.map { Branch(outcome: $0.outcome, text: $0.text, target: $0.target.map(target)) })
            case .show(var showing):
                .show({
                    if case .path(let one)? = showing.source { showing.source = .path(path(one)) }
                    return showing
                }())
            case .say, .handOff, .stop, .back, .tell, .speak: instruction
            }
        }
        var machine = self
        machine.steps = steps.map { index in
            var one = self.steps[index]
            one.code = one.code.map(instruction)
            for option in one.options.indices { one.options[option].target = target(one.options[option].target) }
            for silence in one.silences.indices { one.silences[silence].target = target(one.silences[silence].target) }
            if let tries = one.tries { one.tries = Tries(count: tries.count, target: target(tries.target)) }
            return one
        }
        machine.slots = slots.map { index in
            var one = self.slots[index]
            if let tries = one.tries { one.tries = Tries(count: tries.count, target: target(tries.target)) }
            return one
        }
        for index in machine.texts.indices {
            machine.texts[index].templates = machine.texts[index].templates.map { template in
                template.map { segment in
                    switch segment {
                    case .literal: segment
                    case .value(let one, let format): .value(path(one), format)
                    case .plural(let one, let forms): .plural(path(one), forms)
                    }
                }
            }
        }
        machine.starts = starts.map { IntentTarget(intent: $0.intent, target: target($0.target)) }
        machine.handlers = handlers.map { IntentTarget(intent: $0.intent, target: target($0.target)) }
        machine.flows = flows.map {
            Flow(
                name: $0.name, first: step($0.first), steps: $0.steps.map(step).sorted { $0.index < $1.index },
                restarts: $0.restarts)
        }
        return machine
    }
}

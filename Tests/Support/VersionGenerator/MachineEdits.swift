internal import FlowMachine

/// Changes of a machine that touch all of it.
extension Machine {
    /// Whatever led to one step leads to the other.
    mutating func redirect(_ index: Int, to heir: Int) {
        let old = StepID(index: index)
        let new = StepID(index: heir)
        func target(_ target: Target) -> Target { target.step == old ? Target(step: new, forget: target.forget) : target }
        for step in steps.indices {
            steps[step].code = steps[step].code.map { instruction in
                switch instruction {
                case .go(let one): .go(target(one))
                case .goWhen(let condition, let one): .goWhen(condition, target(one))
                case .run(let first): .run(first == old ? new : first)
                case .call(let action, let branches):
                    .call(action, branches.map { Branch(outcome: $0.outcome, text: $0.text, target: $0.target.map(target)) })
                case .say, .fill, .handOff, .stop, .back, .set, .forget, .show, .tell, .speak: instruction
                }
            }
            for option in steps[step].options.indices {
                steps[step].options[option].target = target(steps[step].options[option].target)
            }
            for silence in steps[step].silences.indices {
                steps[step].silences[silence].target = target(steps[step].silences[silence].target)
            }
            if let tries = steps[step].tries { steps[step].tries = Tries(count: tries.count, target: target(tries.target)) }
        }
        for slot in slots.indices {
            if let tries = slots[slot].tries { slots[slot].tries = Tries(count: tries.count, target: target(tries.target)) }
        }
        starts = starts.map { IntentTarget(intent: $0.intent, target: target($0.target)) }
        handlers = handlers.map { IntentTarget(intent: $0.intent, target: target($0.target)) }
    }

    /// The slot is read, asked for and filled nowhere any more; forms that asked for it alone are gone.
    mutating func forgetSlot(_ index: Int) {
        let slot = SlotID(index: index)
        func reads(_ condition: Condition) -> Bool {
            switch condition {
            case .isSet(let path), .compare(let path, _, _): path == .slot(slot)
            case .not(let inner): reads(inner)
            }
        }
        func target(_ target: Target) -> Target { Target(step: target.step, forget: target.forget.filter { $0 != slot }) }
        for step in steps.indices {
            steps[step].code = steps[step].code.compactMap { instruction in
                switch instruction {
                case .fill(let all):
                    let rest = all.filter { $0 != slot }
                    return rest.isEmpty ? nil : .fill(rest)
                case .forget(let all): return .forget(all.filter { $0 != slot })
                case .goWhen(let condition, let one): return reads(condition) ? nil : .goWhen(condition, target(one))
                case .go(let one): return .go(target(one))
                case .set(let one, let expression):
                    return one == slot || expression.operand == .path(.slot(slot)) ? nil : instruction
                case .call(let action, let branches):
                    return .call(
                        action, branches.map { Branch(outcome: $0.outcome, text: $0.text, target: $0.target.map(target)) })
                case .show(let showing): return showing.source == .path(.slot(slot)) ? nil : instruction
                case .say, .handOff, .stop, .back, .run, .tell, .speak: return instruction
                }
            }
            for option in steps[step].options.indices {
                steps[step].options[option].target = target(steps[step].options[option].target)
            }
            for silence in steps[step].silences.indices {
                steps[step].silences[silence].target = target(steps[step].silences[silence].target)
            }
            if let tries = steps[step].tries { steps[step].tries = Tries(count: tries.count, target: target(tries.target)) }
        }
        for other in slots.indices {
            if let tries = slots[other].tries { slots[other].tries = Tries(count: tries.count, target: target(tries.target)) }
        }
        for text in texts.indices {
            texts[text].templates = texts[text].templates.map { template in
                template.map { segment in
                    switch segment {
                    case .value(.slot(slot), _), .plural(.slot(slot), _): .literal("…")
                    case .literal, .value, .plural: segment
                    }
                }
            }
        }
        starts = starts.map { IntentTarget(intent: $0.intent, target: target($0.target)) }
        handlers = handlers.map { IntentTarget(intent: $0.intent, target: target($0.target)) }
        self = reordered(steps: Array(steps.indices), slots: slots.indices.filter { $0 != index })
    }

    /// Other languages: the old places in the new order, and the codes they have now.
    mutating func speak(_ order: [Int], codes: [String]) {
        wordings = order.map { wordings[$0] }
        texts = texts.map { text in Text(templates: order.map { text.templates[$0] }) }
        for step in steps.indices {
            steps[step].code = steps[step].code.compactMap { instruction in
                guard case .speak(let language) = instruction else { return instruction }
                return order.firstIndex(of: language).map { .speak($0) }
            }
        }
        languages = codes
    }
}

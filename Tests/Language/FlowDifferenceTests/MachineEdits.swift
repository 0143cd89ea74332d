import FlowDiagnostics
import FlowMachine

enum MessageLanguages: CaseIterable {
    case russian, english

    var value: MessageLanguage { self == .russian ? .russian : .english }
}

/// Ways to change one thing of a machine.
enum MachineEdits {
    /// Each text, name, number, flag and reference of it changed by itself.
    static func all(of machine: Machine) -> [(String, Machine)] {
        var edits: [(String, Machine)] = []
        func edit(_ what: String, _ change: (inout Machine) -> Void) {
            var edited = machine
            change(&edited)
            edits.append((what, edited))
        }
        edit("bot") { $0.bot += "-2" }
        edit("a language less") { removeLastLanguage(of: &$0) }
        for language in machine.languages.indices {
            edit("wording \(language)") { $0.wordings[language].dayPattern += "!" }
            for text in machine.texts.indices where isUsed(TextID(index: text), in: machine) {
                edit("text \(text) in \(language)") { $0.texts[text].templates[language].append(.literal("!")) }
            }
        }
        for slot in machine.slots.indices {
            edit("slot \(slot) type") { $0.slots[slot].type = machine.slots[slot].type == .text ? .name : .text }
            edit("slot \(slot) optional") { $0.slots[slot].isOptional.toggle() }
            edit("slot \(slot) remember") { $0.slots[slot].isRemembered.toggle() }
            edit("slot \(slot) offer") { $0.slots[slot].offer = machine.slots[slot].offer == .services ? .masters : .services }
            edit("slot \(slot) was") { $0.slots[slot].formerNames.append("aforetime") }
            edit("slot \(slot) name") { $0.slots[slot].name += "-2" }
            edit("slot \(slot) gone by name") { $0.slots[slot].name = "another" }
            edit("slot \(slot) tries") { $0.slots[slot].tries = Tries(count: 77, target: Target(step: StepID(index: 0))) }
            if !machine.slots[slot].wrong.isEmpty { edit("slot \(slot) wrong") { $0.slots[slot].wrong.removeFirst() } }
            for choice in machine.slots[slot].choices.indices {
                edit("choice \(choice) of \(slot)") { $0.slots[slot].choices.remove(at: choice) }
                edit("choice \(choice) of \(slot) was") { $0.slots[slot].choices[choice].formerNames.append("aforetime") }
            }
            if machine.slots[slot].choices.count > 1 { edit("choices of \(slot)") { $0.slots[slot].choices.reverse() } }
        }
        for step in machine.steps.indices {
            let name = machine.steps[step].name
            edit("step \(name) name") { $0.steps[step].name += "-2" }
            edit("step \(name) was") { $0.steps[step].formerNames.append("aforetime") }
            edit("step \(name) tries") { $0.steps[step].tries = Tries(count: 77, target: Target(step: StepID(index: step))) }
            edit("step \(name) silence") {
                $0.steps[step].silences.append(Silence(seconds: 999_999, target: Target(step: StepID(index: step))))
            }
            for place in machine.steps[step].code.indices {
                edit("step \(name) without \(place)") { $0.steps[step].code.remove(at: place) }
                edit("step \(name) with a statement at \(place)") { $0.steps[step].code.insert(.forget([SlotID(index: 0)]), at: place) }
            }
            if machine.steps[step].options.count > 1 {
                edit("step \(name) options in another order") { $0.steps[step].options.reverse() }
            }
            for option in machine.steps[step].options.indices {
                edit("option \(option) of \(name)") { $0.steps[step].options[option].name += "-2" }
                edit("option \(option) of \(name) was") { $0.steps[step].options[option].formerNames.append("aforetime") }
                edit("option \(option) of \(name) forgets") {
                    $0.steps[step].options[option].target.forget.append(SlotID(index: machine.slots.count - 1))
                }
            }
        }
        for intent in machine.intents.indices {
            edit("intent \(intent)") { $0.intents.remove(at: intent) }
            for phrase in machine.intents[intent].phrases.indices {
                edit("phrase \(phrase) of \(intent)") { $0.intents[intent].phrases.remove(at: phrase) }
                edit("phrase \(phrase) of \(intent) excludes") { $0.intents[intent].phrases[phrase].isExclusion.toggle() }
            }
        }
        for flow in machine.flows.indices {
            edit("flow \(flow)") { $0.flows.remove(at: flow) }
            edit("flow \(flow) first") { $0.flows[flow].first = StepID(index: machine.flows[flow].first.index == 0 ? 1 : 0) }
            edit("flow \(flow) restarts") { $0.flows[flow].restarts.append("aforetime") }
        }
        return edits
    }

    static func removeLastLanguage(of machine: inout Machine) {
        machine.languages.removeLast()
        machine.wordings.removeLast()
        for index in machine.texts.indices { machine.texts[index].templates.removeLast() }
        for index in machine.steps.indices {
            machine.steps[index].code.removeAll { $0 == .speak(machine.languages.count) }
        }
    }

    private static func isUsed(_ text: TextID, in machine: Machine) -> Bool {
        var isFound = false
        var copy = machine
        renumber(&copy, text: { isFound = isFound || $0 == text; return $0 }, slot: { $0 }, step: { $0 })
        return isFound
    }

    /// Passes every reference of the machine through the functions.
    static func renumber(
        _ machine: inout Machine, text: (TextID) -> TextID, slot: (SlotID) -> SlotID, step: (StepID) -> StepID
    ) {
        func moved(_ path: Path) -> Path { if case .slot(let id) = path { .slot(slot(id)) } else { path } }
        func moved(_ target: Target) -> Target { Target(step: step(target.step), forget: target.forget.map(slot)) }
        func moved(_ tries: Tries?) -> Tries? { tries.map { Tries(count: $0.count, target: moved($0.target)) } }
        func moved(_ condition: Condition) -> Condition {
            switch condition {
            case .isSet(let path): .isSet(moved(path))
            case .compare(let path, let comparison, let literal): .compare(moved(path), comparison, literal)
            case .not(let inner): .not(moved(inner))
            }
        }
        func moved(_ expression: Expression) -> Expression {
            guard case .path(let path) = expression.operand else { return expression }
            return Expression(operand: .path(moved(path)), addition: expression.addition)
        }
        func moved(_ showing: Showing) -> Showing {
            var source = showing.source
            if case .path(let path)? = source { source = .path(moved(path)) }
            return Showing(kind: showing.kind, source: source, caption: showing.caption.map(text))
        }
        func moved(_ instruction: Instruction) -> Instruction {
            switch instruction {
            case .say(let id): .say(text(id))
            case .fill(let slots): .fill(slots.map(slot))
            case .call(let action, let branches):
                .call(
                    action,
                    branches.map { Branch(outcome: $0.outcome, text: $0.text.map(text), target: $0.target.map { moved($0) }) })
            case .goWhen(let condition, let target): .goWhen(moved(condition), moved(target))
            case .go(let target): .go(moved(target))
            case .run(let id): .run(step(id))
            case .set(let id, let expression): .set(slot(id), moved(expression))
            case .forget(let slots): .forget(slots.map(slot))
            case .show(let showing): .show(moved(showing))
            case .tell(let recipient, let id): .tell(recipient, text(id))
            case .handOff, .stop, .back, .speak: instruction
            }
        }
        for index in machine.texts.indices {
            for language in machine.texts[index].templates.indices {
                machine.texts[index].templates[language] = machine.texts[index].templates[language].map { segment in
                    switch segment {
                    case .literal: segment
                    case .value(let path, let format): .value(moved(path), format)
                    case .plural(let path, let forms): .plural(moved(path), forms)
                    }
                }
            }
        }
        machine.systemTexts = machine.systemTexts.map(text)
        for index in machine.slots.indices {
            machine.slots[index].ask = text(machine.slots[index].ask)
            machine.slots[index].wrong = machine.slots[index].wrong.map { WrongText(reason: $0.reason, text: text($0.text)) }
            machine.slots[index].tries = moved(machine.slots[index].tries)
            for choice in machine.slots[index].choices.indices {
                machine.slots[index].choices[choice].label = text(machine.slots[index].choices[choice].label)
            }
        }
        for index in machine.steps.indices {
            machine.steps[index].code = machine.steps[index].code.map { moved($0) }
            machine.steps[index].tries = moved(machine.steps[index].tries)
            for option in machine.steps[index].options.indices {
                machine.steps[index].options[option].label = text(machine.steps[index].options[option].label)
                machine.steps[index].options[option].target = moved(machine.steps[index].options[option].target)
            }
            machine.steps[index].silences = machine.steps[index].silences.map {
                Silence(seconds: $0.seconds, target: moved($0.target))
            }
        }
        machine.starts = machine.starts.map { IntentTarget(intent: $0.intent, target: moved($0.target)) }
        machine.handlers = machine.handlers.map { IntentTarget(intent: $0.intent, target: moved($0.target)) }
        machine.answers = machine.answers.map { IntentAnswer(intent: $0.intent, text: text($0.text)) }
        for index in machine.flows.indices {
            machine.flows[index].first = step(machine.flows[index].first)
            machine.flows[index].steps = machine.flows[index].steps.map(step)
        }
    }
}

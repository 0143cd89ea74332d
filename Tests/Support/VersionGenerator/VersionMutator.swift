internal import FlowGenerator
package import FlowMachine

/// Makes another version of a machine, as an owner might between two publishes: steps, slots, options, languages and flows
/// come, go and change their names. What comes out is well formed, but nobody has checked that it makes sense.
package struct VersionMutator {
    package private(set) var machine: Machine
    package private(set) var changes: [String] = []
    var random: SeededGenerator
    private var fresh = 0

    package init(_ machine: Machine, seed: UInt64) {
        self.machine = machine
        random = SeededGenerator(seed: seed)
    }

    /// Changes after which a conversation can come back as it was: renamings with `was`, and another order.
    package mutating func mutateWithoutLoss(_ count: Int) {
        for _ in 0..<count {
            switch random.number(0...4) {
            case 0: renameStep(withWas: true)
            case 1: renameSlot(withWas: true)
            case 2: renameOption(withWas: true)
            case 3: renameChoice(withWas: true)
            default: reorder()
            }
        }
    }

    package mutating func mutate(_ count: Int) {
        for _ in 0..<count {
            let withWas = random.chance(50)
            switch random.number(0...20) {
            case 0, 1: removeStep()
            case 2, 3: renameStep(withWas: withWas)
            case 4: renameSlot(withWas: withWas)
            case 5, 6: retypeSlot()
            case 7: removeSlot()
            case 8: renameOption(withWas: withWas)
            case 9: removeOption()
            case 10: addOption()
            case 11: renameChoice(withWas: withWas)
            case 12: removeChoice()
            case 13: reorder()
            case 14: changeLanguages()
            case 15: widenForm()
            case 16: narrowForm()
            case 17: renameFlow()
            case 18: removeRun()
            case 19: insertInstruction()
            default: turnOptional()
            }
        }
    }

    // MARK: - Steps

    private mutating func renameStep(withWas: Bool) {
        let index = random.number(0...(machine.steps.count - 1))
        let old = machine.steps[index].name
        machine.steps[index].name = newName("step")
        machine.steps[index].formerNames = withWas ? machine.steps[index].formerNames + [old] : []
        changes.append("step \(old) is \(machine.steps[index].name)\(withWas ? ", was" : "")")
        if !withWas { maybeRestart(old) }
    }

    private mutating func removeStep() {
        guard machine.steps.count > 3 else { return }
        let index = random.number(0...(machine.steps.count - 1))
        let old = machine.steps[index].name
        let flow = machine.flows.first { $0.steps.contains(StepID(index: index)) }
        let others = (flow?.steps ?? []).filter { $0.index != index }
        let heir = others.isEmpty ? (index + 1) % machine.steps.count : random.pick(others).index
        machine.redirect(index, to: heir)
        let kept = machine.steps.indices.filter { $0 != index }
        for place in machine.flows.indices {
            machine.flows[place].steps.removeAll { $0.index == index }
            if machine.flows[place].first.index == index {
                machine.flows[place].first = machine.flows[place].steps.first ?? StepID(index: heir)
            }
        }
        machine.flows.removeAll(where: \.steps.isEmpty)
        machine = machine.reordered(steps: kept, slots: Array(machine.slots.indices))
        changes.append("step \(old) is gone")
        maybeRestart(old)
    }

    private mutating func maybeRestart(_ step: String) {
        guard random.chance(40), !machine.flows.isEmpty else { return }
        let index = random.number(0...(machine.flows.count - 1))
        machine.flows[index].restarts.append(step)
        changes.append("flow \(machine.flows[index].name) restarts \(step)")
    }

    private mutating func reorder() {
        machine = machine.reordered(
            steps: machine.steps.indices.shuffled(using: &random), slots: machine.slots.indices.shuffled(using: &random))
        changes.append("another order")
    }

    private mutating func insertInstruction() {
        let index = random.number(0...(machine.steps.count - 1))
        let text = text("inserted")
        let all: [Instruction] = [.say(text), .call(.customerRemember, []), .tell(.owner, text)]
        let place = random.chance(50) ? 0 : random.number(0...machine.steps[index].code.count)
        machine.steps[index].code.insert(random.pick(all), at: place)
        changes.append("another instruction \(place) in \(machine.steps[index].name)")
    }

    private mutating func removeRun() {
        for index in machine.steps.indices.shuffled(using: &random) {
            let place = machine.steps[index].code.firstIndex { if case .run = $0 { true } else { false } }
            guard let place else { continue }
            machine.steps[index].code.remove(at: place)
            changes.append("no run in \(machine.steps[index].name)")
            return
        }
    }

    private mutating func renameFlow() {
        guard !machine.flows.isEmpty else { return }
        let index = random.number(0...(machine.flows.count - 1))
        let old = machine.flows[index].name
        machine.flows[index].name = newName("flow")
        changes.append("flow \(old) is \(machine.flows[index].name)")
    }

    // MARK: - Options

    private var stepsWithOptions: [Int] { machine.steps.indices.filter { !machine.steps[$0].options.isEmpty } }

    private mutating func renameOption(withWas: Bool) {
        guard let index = stepsWithOptions.randomElement(using: &random) else { return }
        let place = random.number(0...(machine.steps[index].options.count - 1))
        let old = machine.steps[index].options[place].name
        machine.steps[index].options[place].name = newName("option")
        machine.steps[index].options[place].formerNames =
            withWas ? machine.steps[index].options[place].formerNames + [old] : []
        changes.append("option \(old) of \(machine.steps[index].name) has another name\(withWas ? ", was" : "")")
    }

    private mutating func removeOption() {
        guard let index = stepsWithOptions.randomElement(using: &random) else { return }
        let removed = machine.steps[index].options.remove(at: random.number(0...(machine.steps[index].options.count - 1)))
        if machine.steps[index].options.isEmpty { machine.steps[index].code.append(.go(removed.target)) }
        changes.append("option \(removed.name) of \(machine.steps[index].name) is gone")
    }

    private mutating func addOption() {
        guard let index = stepsWithOptions.randomElement(using: &random) else { return }
        let option = Option(
            name: newName("option"), label: text("new"),
            target: Target(step: StepID(index: random.number(0...(machine.steps.count - 1)))))
        machine.steps[index].options.insert(option, at: random.number(0...machine.steps[index].options.count))
        changes.append("another option of \(machine.steps[index].name)")
    }

    // MARK: - Slots

    private mutating func renameSlot(withWas: Bool) {
        let index = random.number(0...(machine.slots.count - 1))
        let old = machine.slots[index].name
        machine.slots[index].name = newName("slot")
        machine.slots[index].formerNames = withWas ? machine.slots[index].formerNames + [old] : []
        changes.append("slot \(old) is \(machine.slots[index].name)\(withWas ? ", was" : "")")
    }

    private mutating func retypeSlot() {
        let index = random.number(0...(machine.slots.count - 1))
        let type = random.pick([SlotType.text, .text, .number, .yesNo, .choice, .name, .phone])
        changes.append("slot \(machine.slots[index].name) is \(type.name), was \(machine.slots[index].type.name)")
        machine.slots[index].type = type
        machine.slots[index].offer = nil
        machine.slots[index].choices = []
        guard type == .choice else { return }
        machine.slots[index].choices = (0..<3).map { SlotChoice(name: "answer\($0)", label: text("answer \($0)")) }
    }

    private mutating func removeSlot() {
        guard machine.slots.count > 2 else { return }
        let index = random.number(0...(machine.slots.count - 1))
        changes.append("slot \(machine.slots[index].name) is gone")
        machine.forgetSlot(index)
    }

    private mutating func turnOptional() {
        let index = random.number(0...(machine.slots.count - 1))
        machine.slots[index].isOptional.toggle()
        changes.append("slot \(machine.slots[index].name) is \(machine.slots[index].isOptional ? "optional" : "needed")")
    }

    private var slotsWithChoices: [Int] { machine.slots.indices.filter { !machine.slots[$0].choices.isEmpty } }

    private mutating func renameChoice(withWas: Bool) {
        guard let index = slotsWithChoices.randomElement(using: &random) else { return }
        let place = random.number(0...(machine.slots[index].choices.count - 1))
        let old = machine.slots[index].choices[place].name
        machine.slots[index].choices[place].name = newName("answer")
        machine.slots[index].choices[place].formerNames =
            withWas ? machine.slots[index].choices[place].formerNames + [old] : []
        changes.append("answer \(old) of \(machine.slots[index].name) has another name\(withWas ? ", was" : "")")
    }

    private mutating func removeChoice() {
        guard let index = slotsWithChoices.randomElement(using: &random), machine.slots[index].choices.count > 1 else { return }
        let removed = machine.slots[index].choices.remove(at: random.number(0...(machine.slots[index].choices.count - 1)))
        changes.append("answer \(removed.name) of \(machine.slots[index].name) is gone")
    }

    // MARK: - Forms

    private var forms: [(Int, Int, [SlotID])] {
        machine.steps.indices.flatMap { step in
            machine.steps[step].code.enumerated().compactMap { place, instruction in
                if case .fill(let slots) = instruction { (step, place, slots) } else { nil }
            }
        }
    }

    private mutating func widenForm() {
        guard let (step, place, slots) = forms.randomElement(using: &random) else { return }
        var slot = SlotID(index: random.number(0...(machine.slots.count - 1)))
        if random.chance(60) {
            machine.slots.append(
                Slot(
                    name: newName("slot"), type: random.pick([.text, .number, .phone]), isOptional: random.chance(40),
                    ask: text("new?"), offer: nil, wrong: [], tries: nil))
            slot = SlotID(index: machine.slots.count - 1)
        }
        guard !slots.contains(slot) else { return }
        var wider = slots
        wider.insert(slot, at: random.number(0...slots.count))
        machine.steps[step].code[place] = .fill(wider)
        changes.append("the form of \(machine.steps[step].name) asks for \(machine[slot].name)")
    }

    private mutating func narrowForm() {
        guard let (step, place, slots) = forms.filter({ $0.2.count > 1 }).randomElement(using: &random) else { return }
        let gone = random.pick(slots)
        let rest = slots.filter { $0 != gone }
        if random.chance(40) {
            machine.steps[step].code[place] = .fill(rest)
            machine.steps[step].code.insert(.fill([gone]), at: random.chance(50) ? place : place + 1)
            changes.append("the form of \(machine.steps[step].name) asks for \(machine[gone].name) by itself")
        } else {
            machine.steps[step].code[place] = .fill(rest)
            changes.append("the form of \(machine.steps[step].name) does not ask for \(machine[gone].name)")
        }
    }

    // MARK: - Languages

    private mutating func changeLanguages() {
        var order = machine.languages.indices.shuffled(using: &random)
        if order.count > 1, random.chance(40) { order.removeLast() }
        var codes = order.map { machine.languages[$0] }
        if random.chance(40), !codes.contains("kk") {
            order.append(order[0])
            codes.append("kk")
        }
        machine.speak(order, codes: codes)
        changes.append("speaks \(codes)")
    }

    // MARK: - Names

    private mutating func newName(_ kind: String) -> String {
        fresh += 1
        return "\(kind)-\(random.number(0...9999))-\(fresh)"
    }

    private mutating func text(_ words: String) -> TextID {
        fresh += 1
        machine.texts.append(Text(templates: machine.languages.map { [.literal("\(words) \(fresh) \($0)")] }))
        return TextID(index: machine.texts.count - 1)
    }
}

internal import FlowMachine

/// Compares two machines part by part.
struct DifferenceFinder {
    let old: Machine
    let new: Machine
    let before: MachineNaming
    let after: MachineNaming
    private let stepMatching: NameMatching
    private let slotMatching: NameMatching
    private(set) var parts: [ChangedPart] = []

    init(from old: Machine, to new: Machine) {
        self.old = old
        self.new = new
        stepMatching = NameMatching(
            old.steps.map { .init(name: $0.name, formerNames: $0.formerNames) },
            new.steps.map { .init(name: $0.name, formerNames: $0.formerNames) })
        slotMatching = NameMatching(
            old.slots.map { .init(name: $0.name, formerNames: $0.formerNames) },
            new.slots.map { .init(name: $0.name, formerNames: $0.formerNames) })
        var choices: [Int: NameMatching] = [:]
        for (index, slot) in old.slots.enumerated() where !slot.choices.isEmpty {
            guard let other = new.slots.first(where: { [slotMatching] in $0.name == slotMatching.pairs[slot.name] }) else {
                continue
            }
            choices[index] = NameMatching(
                slot.choices.map { .init(name: $0.name, formerNames: $0.formerNames) },
                other.choices.map { .init(name: $0.name, formerNames: $0.formerNames) })
        }
        // A language that only one of them speaks is told once; texts are compared in the others.
        let common = Set(old.languages).intersection(new.languages)
        before = MachineNaming(old, languages: common, steps: stepMatching, slots: slotMatching, choices: choices)
        after = MachineNaming(new, languages: common)
    }

    mutating func compare() {
        add(.bot, botChanges())
        compareFlows()
        compareSlots()
        compareSteps()
        compareIntents()
        for text in SystemText.allCases {
            add(.systemText(text), [reworded(.system, before.text(old.systemText(text)), after.text(new.systemText(text)))])
        }
    }

    private mutating func add(_ place: ChangedPart.Place, _ changes: [Change?]) {
        parts.append(ChangedPart(place: place, changes: changes.compactMap { $0 }))
    }

    // MARK: The bot and its flows

    private func botChanges() -> [Change?] {
        var changes: [Change?] = []
        if old.bot != new.bot { changes.append(.bot(from: old.bot, to: new.bot)) }
        for language in new.languages where !old.languages.contains(language) { changes.append(.languageAdded(language)) }
        for language in old.languages where !new.languages.contains(language) {
            changes.append(.languageRemoved(language, texts: old.texts.count))
        }
        if let from = old.languages.first, let to = new.languages.first, from != to {
            changes.append(.defaultLanguage(from: from, to: to))
        }
        for (language, wording) in zip(new.languages, new.wordings) {
            if let index = old.languages.firstIndex(of: language), old.wordings[index] != wording {
                changes.append(.wording(language: language))
            }
        }
        return changes
    }

    /// Machines of the formats before 4 do not know their flows: then nothing is said of them.
    private var knowFlows: Bool { !old.flows.isEmpty && !new.flows.isEmpty }

    private mutating func compareFlows() {
        guard knowFlows else { return }
        let oldFlows = Dictionary(old.flows.map { ($0.name, $0) }) { first, _ in first }
        for flow in unique(new.flows, by: \.name) {
            guard let other = oldFlows[flow.name] else {
                add(.flow(flow.name), [.added(PartSummary())])
                continue
            }
            var changes: [Change?] = []
            let (from, to) = (before.name(other.first), after.name(flow.first))
            if from != to { changes.append(.first(from: from, to: to)) }
            let restarts = (Set(other.restarts).sorted(), Set(flow.restarts).sorted())
            if restarts.0 != restarts.1 { changes.append(.restarts(from: restarts.0, to: restarts.1)) }
            add(.flow(flow.name), changes)
        }
        let names = Set(new.flows.map(\.name))
        for flow in unique(old.flows, by: \.name) where !names.contains(flow.name) {
            add(.flow(flow.name), [.removed(PartSummary())])
        }
    }

    private func flowNames(_ machine: Machine) -> [Int: String] {
        var names: [Int: String] = [:]
        for flow in machine.flows { for step in flow.steps where names[step.index] == nil { names[step.index] = flow.name } }
        return names
    }

    // MARK: Slots

    private mutating func compareSlots() {
        let oldSlots = Dictionary(old.slots.map { (slotMatching.pairs[$0.name], $0) }) { first, _ in first }
        for slot in unique(new.slots, by: \.name) {
            if let other = oldSlots[slot.name] {
                add(.slot(slot.name), changes(from: other, to: slot))
            } else {
                add(.slot(slot.name), [.added(PartSummary(text: after.text(slot.ask), options: slot.choices.map(after.option)))])
            }
        }
        for slot in unique(old.slots, by: \.name) where slotMatching.pairs[slot.name] == nil {
            let gone = PartSummary(text: before.text(slot.ask), options: slot.choices.map(before.option))
            add(.slot(slot.name), [slotMatching.joined[slot.name].map(Change.replaced) ?? .removed(gone)])
        }
    }

    private func changes(from old: Slot, to new: Slot) -> [Change?] {
        var changes = nameChanges(
            from: (old.name, old.formerNames), to: (new.name, new.formerNames))
        if old.type != new.type { changes.append(.type(from: old.type, to: new.type)) }
        if old.isOptional != new.isOptional { changes.append(.isOptional(new.isOptional)) }
        if old.isRemembered != new.isRemembered { changes.append(.isRemembered(new.isRemembered)) }
        changes.append(reworded(.question, before.text(old.ask), after.text(new.ask)))
        if old.offer != new.offer { changes.append(.offer(from: old.offer, to: new.offer)) }
        changes += optionChanges(from: old.choices.map(before.option), to: new.choices.map(after.option))
        for reason in WrongReason.allCases {
            changes.append(
                text(
                    .wrong(reason), from: old.wrong.first { $0.reason == reason }.map { before.text($0.text) },
                    to: new.wrong.first { $0.reason == reason }.map { after.text($0.text) }))
        }
        changes.append(triesChange(from: old.tries.map(before.tries), to: new.tries.map(after.tries)))
        return changes
    }

    // MARK: Steps

    private mutating func compareSteps() {
        let (oldFlows, newFlows) = (flowNames(old), flowNames(new))
        var oldSteps: [String: Int] = [:]
        for (index, step) in old.steps.enumerated() {
            if let name = stepMatching.pairs[step.name], oldSteps[name] == nil { oldSteps[name] = index }
        }
        var seen: Set<String> = []
        for (index, step) in new.steps.enumerated() where seen.insert(step.name).inserted {
            let place = ChangedPart.Place.step(step.name, flow: newFlows[index])
            guard let other = oldSteps[step.name] else {
                add(place, [.added(summary(of: step, after))])
                continue
            }
            var changes = stepChanges(from: old.steps[other], to: step)
            if knowFlows, oldFlows[other] != newFlows[index] {
                changes.append(.flow(from: oldFlows[other], to: newFlows[index]))
            }
            add(place, changes)
        }
        seen = []
        for (index, step) in old.steps.enumerated() where stepMatching.pairs[step.name] == nil && seen.insert(step.name).inserted {
            add(
                .step(step.name, flow: oldFlows[index]),
                [stepMatching.joined[step.name].map(Change.replaced) ?? .removed(summary(of: step, before))])
        }
    }

    private func summary(of step: Step, _ naming: MachineNaming) -> PartSummary {
        for instruction in step.code {
            if case .say(let text) = instruction {
                return PartSummary(text: naming.text(text), options: step.options.map(naming.option))
            }
        }
        return PartSummary(options: step.options.map(naming.option))
    }

    private func stepChanges(from old: Step, to new: Step) -> [Change?] {
        var changes = nameChanges(from: (old.name, old.formerNames), to: (new.name, new.formerNames))
        changes += CodeComparison(old.code.map(before.statement), new.code.map(after.statement)).changes
        changes += optionChanges(from: old.options.map(before.option), to: new.options.map(after.option))
        changes.append(triesChange(from: old.tries.map(before.tries), to: new.tries.map(after.tries)))
        changes += silenceChanges(from: old.silences.map(before.silence), to: new.silences.map(after.silence))
        return changes
    }

    // MARK: Intents

    private mutating func compareIntents() {
        let names =
            new.intents.map(\.name) + new.starts.map(\.intent) + new.handlers.map(\.intent) + new.answers.map(\.intent)
            + old.intents.map(\.name) + old.starts.map(\.intent) + old.handlers.map(\.intent) + old.answers.map(\.intent)
        for name in unique(names, by: \.self) {
            var changes = phraseChanges(
                from: old.intents.first { $0.name == name }, to: new.intents.first { $0.name == name })
            changes.append(leads(.start, target(of: name, in: old.starts, before), target(of: name, in: new.starts, after)))
            changes.append(
                leads(.handler, target(of: name, in: old.handlers, before), target(of: name, in: new.handlers, after)))
            changes.append(
                text(
                    .answer, from: old.answers.first { $0.intent == name }.map { before.text($0.text) },
                    to: new.answers.first { $0.intent == name }.map { after.text($0.text) }))
            add(.intent(name), changes)
        }
    }

    private func target(of intent: String, in list: [IntentTarget], _ naming: MachineNaming) -> NamedTarget? {
        list.first { $0.intent == intent }.map { naming.target($0.target) }
    }

    private func leads(_ way: Way, _ from: NamedTarget?, _ to: NamedTarget?) -> Change? {
        from == to ? nil : .leads(way, from: from, to: to)
    }

    private func phraseChanges(from old: Intent?, to new: Intent?) -> [Change?] {
        if old != nil, new == nil { return [.removed(PartSummary())] }
        guard let new else { return [] }
        let known = Set(old?.phrases ?? [])
        let present = Set(new.phrases)
        return (old == nil ? [.added(PartSummary())] : [])
            + unique(new.phrases, by: \.self).filter { !known.contains($0) }.map(Change.phraseAdded)
            + unique(old?.phrases ?? [], by: \.self).filter { !present.contains($0) }.map(Change.phraseRemoved)
    }

    /// The first of each name, in order.
    private func unique<Element, Name: Hashable>(_ elements: [Element], by name: (Element) -> Name) -> [Element] {
        var seen: Set<Name> = []
        return elements.filter { seen.insert(name($0)).inserted }
    }
}

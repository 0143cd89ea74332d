internal import FlowDiagnostics
internal import FlowMachine
internal import FlowMigration
internal import FlowSyntax

/// What this bot would do to the conversations under way in the version that is live, and that version to this one's, should
/// it be taken back. What becomes of a conversation is the migration plan's to say; here it gets its place and its words.
struct VersionChecks {
    let lowering: Lowering
    let live: Machine
    var findings: Findings
    /// The first of the bot's languages where they are declared.
    private let languagesAt: Name?
    let matching: VersionMatching
    private let forward: MigrationPlan
    private let backward: MigrationPlan

    var machine: Machine { lowering.machine }
    var names: BuiltinNames { lowering.names }

    /// Costs two migration plans.
    init(_ lowering: Lowering, live: Machine, languagesAt: Name?) {
        self.lowering = lowering
        self.live = live
        self.languagesAt = languagesAt
        findings = lowering.findings
        matching = VersionMatching(live: live, candidate: lowering.machine)
        forward = MigrationPlan(from: live, to: lowering.machine)
        backward = MigrationPlan(from: lowering.machine, to: live)
    }

    mutating func check() {
        checkLanguages()
        let renamed = checkStranded()
        checkAskedAgain()
        checkOptionsGone()
        checkFormerNames()
        checkRollback(leavingOut: renamed)
        checkTranslations()
    }

    // MARK: Places

    /// A flow's line among the bot's own; where it is the library's alone, the first line of the bot's flows.
    func place(ofFlow name: String?) -> Span {
        let own = lowering.program.ownFlows
        return (own.first { $0.name == name } ?? own.first)?.declaration.span ?? Span(file: 0, start: 0, end: 0)
    }

    func place(of step: StepID) -> Span {
        let entry = lowering.program.steps[step.index]
        return entry.isLibrary ? place(ofFlow: lowering.program.flowOfStep[entry.name]) : entry.declaration.name.span
    }

    private func place(of slot: SlotID) -> Span {
        let entry = lowering.program.slots[slot.index]
        return entry.isLibrary ? place(ofFlow: nil) : entry.declaration.name.span
    }

    /// The line of the flow that took the place of the live version's flow of a step: the one of its name, else the one that
    /// begins on the same wish.
    private func placeOfFlow(ofLive step: StepID) -> Span {
        guard let flow = live.flows.first(where: { $0.steps.contains(step) }) else { return place(ofFlow: nil) }
        if lowering.program.ownFlows.contains(where: { $0.name == flow.name }) { return place(ofFlow: flow.name) }
        let intents = Set(live.starts.filter { $0.target.step == flow.first }.map(\.intent))
        let start = machine.starts.first { intents.contains($0.intent) }
        return place(ofFlow: start.flatMap { lowering.program.flowOfStep[machine[$0.target.step].name] })
    }

    // MARK: Nowhere to go

    /// - Returns: the new steps that are probably those that are gone.
    private mutating func checkStranded() -> Set<StepID> {
        var stranded: [StepID] = []
        for state in forward.blocking where !stranded.contains(state.step) { stranded.append(state.step) }
        let renamed = RenamedSteps(stranded, in: self)
        var missing: [(place: Span, names: [String])] = []
        for step in stranded {
            let name = live[step].name
            if let now = matching.step(step) {
                let place = place(of: now)
                findings.reportAbsence(.waitsNoMore, at: place, [names.written(name, .name, at: place)])
            } else if let likely = renamed.likely[step] {
                let declaration = lowering.program.steps[likely.index].declaration
                let written = names.written(name, .name, at: declaration.name.span)
                let fix = declaration.statements.map(\.span.start).min().map { start in
                    insertion(of: written, at: Span(file: declaration.name.span.file, start: start, end: start), indent: 4)
                }
                findings.reportAbsence(.nowhereToGo, at: declaration.name.span, [written, written], fix: fix)
            } else {
                let place = placeOfFlow(ofLive: step)
                let written = names.written(name, .name, at: place)
                if let index = missing.firstIndex(where: { $0.place == place }) {
                    missing[index].names.append(written)
                } else {
                    missing.append((place, [written]))
                }
            }
        }
        // What one flow lost is one finding: one line of it may name them all.
        for (place, names) in missing {
            findings.reportAbsence(
                .nowhereToGo, at: place, [names.joined(separator: ", "), names.count == 1 ? names[0] : "…"])
        }
        return Set(renamed.likely.values)
    }

    /// A line `was NAME` before the line that begins at a place.
    private func insertion(of name: String, at place: Span, indent: Int) -> Diagnostic.Fix {
        let line = "\(names.written("was", .statement, at: place)) \(name)\n" + String(repeating: " ", count: indent)
        return Diagnostic.Fix(span: place, replacement: line)
    }

    // MARK: Asked again

    private mutating func checkAskedAgain() {
        var seen: Set<AskedSlot> = []
        for (_, fate) in forward.states {
            for asked in fate.asking where seen.insert(asked).inserted {
                guard let slot = machine.slot(named: asked.name) else { continue }
                let place = place(of: slot)
                let name = names.written(asked.name, .type, at: place)
                switch asked.reason {
                case .typeChanged(let from, let to):
                    findings.reportAbsence(
                        .slotTypeChanged, at: place,
                        [
                            name, names.written(from.name, .type, at: place), names.written(to.name, .type, at: place),
                            question(of: slot),
                        ])
                case .optionsGone(let options):
                    reportChoicesGone(options, of: slot, named: name)
                // What was not asked before is a question, and none that comes again.
                case .gone, .added, .required: break
                }
            }
        }
    }

    private mutating func reportChoicesGone(_ options: [String], of slot: SlotID, named name: String) {
        let entry = lowering.program.slots[slot.index]
        let place = place(of: slot)
        let before = matching.formerSlot(slot).map { live[$0].choices } ?? []
        let new = machine[slot].choices.indices.filter { index in
            let choice = machine[slot].choices[index]
            return !before.contains { $0.name == choice.name || choice.formerNames.contains($0.name) }
        }
        let fix = options.compactMap { option -> Diagnostic.Fix? in
            guard !entry.isLibrary, let gone = before.first(where: { $0.name == option }) else { return nil }
            let likely = new.filter {
                isLikely(machine[slot].choices[$0].name, for: option, label: machine[slot].choices[$0].label, before: gone.label)
            }
            return sole(likely).flatMap {
                insertion(of: names.written(option, .option, at: place), above: entry.declaration.choices[$0].label)
            }
        }.first
        findings.reportAbsence(
            .choiceGone, at: place, [name, names.list(options, .option, at: place), question(of: slot)], fix: fix)
    }

    /// The question as its first language puts it, on one line.
    private func question(of slot: SlotID) -> String {
        let lines = lowering.program.slots[slot.index].declaration.ask?.lines
        guard let line = lines?.first(where: { $0.language.value == lowering.program.languages.first }) ?? lines?.first else {
            return lowering.program.slots[slot.index].declaration.name.value
        }
        let text = line.parts.map { part in
            switch part {
            case .literal(let literal): literal
            case .placeholder(let name, _, _): "{\(name.value)}"
            }
        }
        return VersionTexts.shortened(text.joined())
    }

    // MARK: Buttons

    /// Buttons that customers still see on their phones, of steps that still offer something.
    private mutating func checkOptionsGone() {
        for index in live.steps.indices {
            let before = live.steps[index].options
            guard !before.isEmpty, let step = matching.step(StepID(index: index)), !machine[step].options.isEmpty
            else { continue }
            let options = machine[step].options
            let gone = before.filter { old in !options.contains { $0.name == old.name || $0.formerNames.contains(old.name) } }
            let new = options.filter { option in
                !before.contains { $0.name == option.name || option.formerNames.contains($0.name) }
            }
            let place = place(of: step)
            guard !gone.isEmpty else { continue }
            let fix = gone.compactMap { option -> Diagnostic.Fix? in
                let likely = sole(new.filter { isLikely($0.name, for: option.name, label: $0.label, before: option.label) })
                return likely.flatMap { label(ofOption: $0.name, in: step) }
                    .flatMap { insertion(of: names.written(option.name, .option, at: place), above: $0) }
            }.first
            findings.report(
                .optionGone, at: place,
                [
                    names.written(machine[step].name, .name, at: place),
                    names.list(gone.map(\.name), .option, at: place),
                ], fix: fix)
        }
    }

    private func label(ofOption name: String, in step: StepID) -> LocalizedText? {
        let entry = lowering.program.steps[step.index]
        guard !entry.isLibrary else { return nil }
        for case .option(let option, _, let label) in entry.declaration.statements.map(\.kind)
        where names.settled(option, .option) == name { return label }
        return nil
    }

    private func insertion(of name: String, above label: LocalizedText) -> Diagnostic.Fix? {
        label.lines.first.map { line in
            let start = line.language.span.start
            return insertion(of: name, at: Span(file: line.span.file, start: start, end: start), indent: 6)
        }
    }

    /// Whether an answer is probably the one of before under another name: its name is near, or it says the same.
    private func isLikely(_ name: String, for former: String, label: TextID, before: TextID) -> Bool {
        if Suggestion.near(former, among: [name]) != nil { return true }
        return machine.languages.indices.contains { index in
            guard let other = live.languages.firstIndex(of: machine.languages[index]) else { return false }
            return VersionTexts.words(machine[label].templates[index], machine)
                == VersionTexts.words(live[before].templates[other], live)
        }
    }

    private func sole<Element>(_ list: [Element]) -> Element? { list.count == 1 ? list[0] : nil }

    // MARK: Languages

    private mutating func checkLanguages() {
        guard let place = languagesAt?.span, let first = machine.languages.first else { return }
        for language in live.languages where !machine.languages.contains(language) {
            findings.report(.languageDropped, at: place, [language, first])
        }
    }

    // MARK: The way back

    /// - Parameter renamed: steps whose own finding offers a change after which they have a way back as well.
    private mutating func checkRollback(leavingOut renamed: Set<StepID>) {
        struct Group {
            let place: Span
            let isGone: Bool
            var flows: [String] = []
            var steps: [String] = []
        }
        var groups: [Group] = []
        var seen: Set<StepID> = []
        for (state, fate) in backward.states {
            guard case .nowhere(let beginning) = fate, !renamed.contains(state.step), seen.insert(state.step).inserted
            else { continue }
            let step = machine[state.step].name
            let flow = beginning ?? lowering.program.flowOfStep[step] ?? step
            let isGone = beginning == nil
            let known = groups.firstIndex { $0.flows.contains(flow) && $0.isGone == isGone }
            let place = place(of: state.step)
            let index = known ?? groups.firstIndex { $0.place == place && $0.isGone == isGone } ?? groups.count
            if index == groups.count { groups.append(Group(place: place, isGone: isGone)) }
            if known == nil { groups[index].flows.append(flow) }
            groups[index].steps.append(step)
        }
        for group in groups {
            let rest = group.steps.count > BuiltinNames.mostListed ? ", …" : ""
            findings.report(
                group.isGone ? .rollbackEnds : .rollbackBeginsAnew, at: group.place,
                [
                    names.list(group.flows, .name, at: group.place),
                    names.list(group.steps, .name, at: group.place) + rest,
                ])
        }
    }
}

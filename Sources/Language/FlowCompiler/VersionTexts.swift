internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// Words of two versions side by side.
enum VersionTexts {
    /// What a text says, without what a change of leaves the meaning as it is: punctuation, case, blanks and pictures.
    static func words(_ template: [Segment], _ machine: Machine) -> String {
        let parts = template.map { segment in
            switch segment {
            case .literal(let literal): literal.lowercased().filter { $0.isLetter || $0.isNumber }
            case .value(let path, let format): "{\(name(of: path, in: machine)):\(format.name)}"
            case .plural(let path, let forms): "{\(name(of: path, in: machine)):\(forms.joined(separator: ","))}"
            }
        }
        return parts.joined()
    }

    static func shown(_ template: [Segment], _ machine: Machine) -> String {
        let parts = template.map { segment in
            switch segment {
            case .literal(let literal): literal
            case .value(let path, _), .plural(let path, _): "{\(name(of: path, in: machine))}"
            }
        }
        return shortened(parts.joined())
    }

    private static func name(of path: Path, in machine: Machine) -> String {
        switch path {
        case .slot(let slot): machine[slot].name
        case .fact(let fact): fact.name
        }
    }

    /// The most characters of a text that a finding shows.
    private static let shownAtMost = 80

    /// On one line, cut where it gets long.
    static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count <= shownAtMost ? line : line.prefix(shownAtMost - 1) + "…"
    }

    /// The texts of both versions that are said in the same place.
    static func pairs(_ live: Machine, _ candidate: Machine, _ matching: VersionMatching) -> [(before: TextID, now: TextID)] {
        var pairs: [(before: TextID, now: TextID)] = Array(zip(live.systemTexts, candidate.systemTexts).map { ($0, $1) })
        for index in live.slots.indices {
            guard let slot = matching.slot(SlotID(index: index)) else { continue }
            let before = live.slots[index]
            let now = candidate[slot]
            pairs.append((before.ask, now.ask))
            for wrong in now.wrong {
                if let other = before.wrong.first(where: { $0.reason == wrong.reason }) { pairs.append((other.text, wrong.text)) }
            }
            for choice in now.choices {
                let other = before.choices.first { $0.name == choice.name || choice.formerNames.contains($0.name) }
                if let other { pairs.append((other.label, choice.label)) }
            }
        }
        for index in live.steps.indices {
            guard let step = matching.step(StepID(index: index)) else { continue }
            let before = live.steps[index]
            let now = candidate[step]
            for option in now.options {
                let other = before.options.first { $0.name == option.name || option.formerNames.contains($0.name) }
                if let other { pairs.append((other.label, option.label)) }
            }
            let texts = placedTexts(of: before)
            for (place, text) in placedTexts(of: now) { if let other = texts[place] { pairs.append((other, text)) } }
        }
        for answer in candidate.answers {
            if let other = live.answers.first(where: { $0.intent == answer.intent }) { pairs.append((other.text, answer.text)) }
        }
        return pairs.sorted { ($0.now.index, $0.before.index) < ($1.now.index, $1.before.index) }
    }

    /// The texts that a step says, by where. Of several of a kind the places are only known while there are as many.
    private static func placedTexts(of step: Step) -> [String: TextID] {
        var says: [TextID] = []
        var tells: [TextID] = []
        var captions: [TextID] = []
        var result: [String: TextID] = [:]
        for instruction in step.code {
            switch instruction {
            case .say(let text): says.append(text)
            case .tell(_, let text): tells.append(text)
            case .show(let showing): if let caption = showing.caption { captions.append(caption) }
            case .call(let action, let branches):
                for branch in branches { if let text = branch.text { result["\(action.name) \(branch.outcome.name)"] = text } }
            default: break
            }
        }
        for (kind, texts) in [("say", says), ("tell", tells), ("show", captions)] {
            for (index, text) in texts.enumerated() { result["\(kind) \(index) of \(texts.count)"] = text }
        }
        return result
    }
}

extension VersionChecks {
    /// Texts that were reworded in one language and not in another since the live version.
    mutating func checkTranslations() {
        var seen: Set<TextID> = []
        let shared = machine.languages.indices.compactMap { now in
            live.languages.firstIndex(of: machine.languages[now]).map { (now: now, before: $0) }
        }
        guard shared.count > 1 else { return }
        for (before, now) in VersionTexts.pairs(live, machine, matching) {
            let changed = shared.filter {
                VersionTexts.words(machine[now].templates[$0.now], machine)
                    != VersionTexts.words(live[before].templates[$0.before], live)
            }
            guard let first = changed.first, changed.count < shared.count, seen.insert(now).inserted else { continue }
            let stale = shared.filter { language in !changed.contains { $0.now == language.now } }
                .map { machine.languages[$0.now] }
            let lines = lowering.textLines.indices.contains(now.index) ? lowering.textLines[now.index] : [:]
            guard let place = lines[stale[0]], place.file < lowering.libraryStart else { continue }
            findings.report(
                .translationStale, at: place,
                [
                    changed.map { machine.languages[$0.now] }.joined(separator: ", "), stale.joined(separator: ", "),
                    VersionTexts.shown(live[before].templates[first.before], live),
                ])
        }
    }
}

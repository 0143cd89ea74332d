internal import FlowMachine

/// What is compared the same way in slots, steps and statements.
extension DifferenceFinder {
    func nameChanges(
        from old: (name: String, formerNames: [String]), to new: (name: String, formerNames: [String])
    ) -> [Change?] {
        var changes: [Change?] = []
        if old.name != new.name { changes.append(.renamed(from: old.name)) }
        // A renaming brings its `was` with it; what is told is what else became of the former names.
        let from = Set(old.formerNames).subtracting([new.name]).sorted()
        let to = Set(new.formerNames).subtracting([old.name]).sorted()
        if from != to { changes.append(.formerNames(from: from, to: to)) }
        return changes
    }

    func reworded(_ role: TextRole, _ old: NamedText, _ new: NamedText) -> Change? {
        old == new ? nil : .reworded(role, from: old, to: new)
    }

    func text(_ role: TextRole, from old: NamedText?, to new: NamedText?) -> Change? { textChange(role, from: old, to: new) }

    func triesChange(from old: NamedTries?, to new: NamedTries?) -> Change? {
        guard old != new else { return nil }
        if let old, let new, old.count == new.count { return .leads(.tries, from: old.target, to: new.target) }
        return .tries(from: old, to: new)
    }

    func silenceChanges(from old: [NamedSilence], to new: [NamedSilence]) -> [Change?] {
        var gone = old.filter { !new.contains($0) }
        var come = new.filter { !old.contains($0) }
        var changes: [Change?] = []
        // The same delay leads elsewhere, or the same target is reached after another delay.
        for silence in gone {
            guard let place = come.firstIndex(where: { $0.seconds == silence.seconds }) else { continue }
            changes.append(.leads(.silence(seconds: silence.seconds), from: silence.target, to: come[place].target))
            come.remove(at: place)
            gone.removeAll { $0 == silence }
        }
        for silence in gone {
            guard let place = come.firstIndex(where: { $0.target == silence.target }) else { continue }
            changes.append(.silence(from: silence, to: come[place]))
            come.remove(at: place)
            gone.removeAll { $0 == silence }
        }
        return changes + come.map { .silence(from: nil, to: $0) } + gone.map { .silence(from: $0, to: nil) }
    }

    func optionChanges(from old: [NamedOption], to new: [NamedOption]) -> [Change?] {
        let matching = NameMatching(
            old.map { .init(name: $0.name, formerNames: $0.formerNames) },
            new.map { .init(name: $0.name, formerNames: $0.formerNames) })
        let known = Dictionary(old.map { (matching.pairs[$0.name], $0) }) { first, _ in first }
        var changes: [Change?] = []
        for option in new {
            guard let other = known[option.name] else {
                changes.append(.optionAdded(option))
                continue
            }
            for change in nameChanges(from: (other.name, other.formerNames), to: (option.name, option.formerNames)) {
                switch change {
                case .renamed(let from): changes.append(.optionRenamed(from: from, option))
                case .formerNames(let from, _): changes.append(.optionFormerNames(option, from: from))
                default: break
                }
            }
            changes.append(reworded(.label(option: option.name), other.label, option.label))
            if other.target != option.target {
                changes.append(
                    .leads(.option(name: option.name, label: option.label), from: other.target, to: option.target))
            }
        }
        for option in old where matching.pairs[option.name] == nil { changes.append(.optionRemoved(option)) }
        let names = Set(new.map(\.name))
        let oldOrder = old.compactMap { matching.pairs[$0.name] }.filter(names.contains)
        let newOrder = new.map(\.name).filter { known[$0] != nil }
        if oldOrder != newOrder { changes.append(.optionsReordered(new)) }
        return changes
    }
}

func textChange(_ role: TextRole, from old: NamedText?, to new: NamedText?) -> Change? {
    switch (old, new) {
    case (nil, nil): nil
    case (let old?, nil): .textRemoved(role, old)
    case (nil, let new?): .textAdded(role, new)
    case (let old?, let new?): old == new ? nil : .reworded(role, from: old, to: new)
    }
}

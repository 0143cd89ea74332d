internal import FlowMachine

/// What became of a step's statements: those that stayed are found by a longest common subsequence, and of those between
/// them the likest are taken for one statement that was changed.
struct CodeComparison {
    private let old: [Statement]
    private let new: [Statement]

    init(_ old: [Statement], _ new: [Statement]) {
        self.old = old
        self.new = new
    }

    /// In the order of the new statements; what is gone stands where it was.
    var changes: [Change] {
        var found: [(place: Int, change: Change)] = []
        var removed: [(place: Int, statement: Statement)] = []
        var added: [(place: Int, statement: Statement)] = []
        for gap in Alignment.gaps(old, new) {
            var goneHere = Array(gap.removed)
            var newHere = Array(gap.added)
            for likeness in 0...1 {
                for place in goneHere {
                    guard let other = newHere.first(where: { old[place].likeness(to: new[$0]) == likeness }) else { continue }
                    found += differences(old[place], new[other]).map { (other, $0) }
                    goneHere.removeAll { $0 == place }
                    newHere.removeAll { $0 == other }
                }
            }
            removed += goneHere.map { (gap.added.lowerBound, old[$0]) }
            added += newHere.map { ($0, new[$0]) }
        }
        for (place, statement) in removed {
            if let again = added.firstIndex(where: { $0.statement == statement }) {
                found.append((added[again].place, .statementMoved(statement)))
                added.remove(at: again)
            } else {
                found.append((place, .statementRemoved(statement)))
            }
        }
        found += added.map { ($0.place, .statementAdded($0.statement)) }
        // Sorted by hand where places are equal: the order in which changes were found is kept.
        return found.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
            .map(\.element.change)
    }

    /// What is otherwise in a statement; never empty.
    private func differences(_ old: Statement, _ new: Statement) -> [Change] {
        var changes: [Change?] = []
        switch (old, new) {
        case (.say(let from), .say(let to)): changes = [textChange(.said, from: from, to: to)]
        case (.tell(let recipient, let from), .tell(_, let to)): changes = [textChange(.told(recipient), from: from, to: to)]
        case (.fill(let from), .fill(let to)): changes = [.asks(from: from, to: to)]
        case (.call(let action, let from), .call(_, let to)): changes = branchChanges(action, from, to)
        case (.goWhen(let oldCondition, let from), .goWhen(let condition, let to)):
            changes =
                oldCondition == condition
                ? [.leads(.condition(condition), from: from, to: to)]
                : [.condition(target: to, from: oldCondition, to: condition)]
        case (.go(let from), .go(let to)): changes = [.leads(.next, from: from, to: to)]
        case (.run(let from), .run(let to)):
            changes = [
                .leads(.through, from: NamedTarget(step: from, forget: []), to: NamedTarget(step: to, forget: []))
            ]
        case (.set(let slot, let from), .set(_, let to)): changes = [.sets(slot: slot, from: from, to: to)]
        case (.show(let kind, let from, let oldCaption), .show(_, let to, let caption)):
            if from != to { changes.append(.shows(kind, from: from, to: to)) }
            changes.append(textChange(.caption(kind), from: oldCaption, to: caption))
        default: break
        }
        let told = changes.compactMap { $0 }
        return told.isEmpty ? [.statementRemoved(old), .statementAdded(new)] : told
    }

    private func branchChanges(_ action: Action, _ old: [NamedBranch], _ new: [NamedBranch]) -> [Change?] {
        var changes: [Change?] = []
        for branch in new {
            guard let other = old.first(where: { $0.outcome == branch.outcome }) else {
                changes.append(.outcomeAdded(action, branch))
                continue
            }
            changes.append(textChange(.outcome(action, branch.outcome), from: other.text, to: branch.text))
            if other.target != branch.target {
                changes.append(.leads(.outcome(action, branch.outcome), from: other.target, to: branch.target))
            }
        }
        for branch in old where !new.contains(where: { $0.outcome == branch.outcome }) {
            changes.append(.outcomeRemoved(action, branch))
        }
        return changes
    }
}

extension Statement {
    /// 0 for what is surely the same statement changed, 1 for what may be, nil for different things.
    fileprivate func likeness(to other: Statement) -> Int? {
        switch (self, other) {
        // A text that stayed as it was in one of its languages.
        case (.say(let one), .say(let two)): one.templates.contains { two.templates[$0.key] == $0.value } ? 0 : 1
        case (.fill(let one), .fill(let two)): Set(one).isDisjoint(with: two) ? 1 : 0
        case (.call(let one, _), .call(let two, _)): one == two ? 0 : nil
        case (.goWhen(let one, let from), .goWhen(let two, let to)): one == two ? 0 : from == to ? 1 : nil
        case (.go, .go), (.run, .run): 0
        case (.set(let one, _), .set(let two, _)): one == two ? 0 : nil
        case (.show(let one, _, _), .show(let two, _, _)): one == two ? 0 : nil
        case (.tell(let one, _), .tell(let two, _)): one == two ? 0 : nil
        default: nil
        }
    }
}

internal import FlowInterpreter
internal import FlowMachine

/// Which things of one outline are which of another: by name, else by the former names of either.
struct NameMatching: Sendable {
    /// Parallel to the steps of the outline that is left.
    let steps: [StepID?]
    /// Parallel to the slots of the outline that is left. Several may have become one.
    let slots: [SlotID?]
    /// Parallel to the languages of the outline that goes on: the one of the other with the same code.
    let languages: [Int?]
    /// Parallel to the slots of the outline that goes on: what they were, the one of the same name first.
    let sources: [[SlotID]]
    /// Parallel to the slots of the outline that is left: what its fixed answers are where the slot goes on.
    let choices: [[Int?]]
    /// Parallel to the steps of the outline that is left: what its options are where the step goes on.
    let options: [[Int?]]

    init(from: MachineOutline, to: MachineOutline) {
        let steps = matches(from.steps, to.steps).map { $0.map(StepID.init(index:)) }
        self.steps = steps
        let slots = matchedByType(matches(from.slots, to.slots), from.slots, to.slots).map { $0.map(SlotID.init(index:)) }
        self.slots = slots
        languages = to.languages.map { from.languages.firstIndex(of: $0) }
        sources = to.slots.indices.map { index in
            let sources = from.slots.indices.filter { slots[$0]?.index == index }
            let same = sources.filter { from.slots[$0].name == to.slots[index].name }
            return (same + sources.filter { !same.contains($0) }).map(SlotID.init(index:))
        }
        choices = from.slots.indices.map { index in
            guard let slot = slots[index] else { return from.slots[index].choices.map { _ in nil } }
            return matches(from.slots[index].choices, to[slot].choices)
        }
        options = from.steps.indices.map { index in
            guard let step = steps[index] else { return from.steps[index].options.map { _ in nil } }
            return matches(from.steps[index].options, to[step].options)
        }
    }

    func slots(of fill: OutlinedFill) -> Set<SlotID> { Set(fill.slots.compactMap { slots[$0.index] }) }

    /// The language with the same code, else the default.
    func language(_ index: Int) -> Int { languages.firstIndex(of: index) ?? 0 }
}

/// Something that keeps its identity by its name, over renamings by `was`.
private protocol Renamable {
    var name: String { get }
    var formerNames: [String] { get }
}

extension OutlinedSlot: Renamable {}
extension OutlinedChoice: Renamable {}
extension OutlinedStep: Renamable {}
extension OutlinedOption: Renamable {}

/// For each of the old things the new one that it is. In this order: the one of its name, one that was called so, one that
/// it was called once (in a rollback the old thing is the newer one), one that was once called the same.
private func matches<Thing: Renamable>(_ old: [Thing], _ new: [Thing]) -> [Int?] {
    var found = old.map { thing in new.firstIndex { $0.name == thing.name } }
    var taken = Set(found.compactMap(\.self))
    func look(_ isSame: (Thing, Thing) -> Bool, sharing: Bool) {
        for index in old.indices where found[index] == nil {
            guard let place = new.indices.first(where: { (sharing || !taken.contains($0)) && isSame(old[index], new[$0]) })
            else { continue }
            found[index] = place
        }
        taken.formUnion(found.compactMap(\.self))
    }
    // Two things may have become one, whose `was` names the other; and one that was split is put together again.
    look({ $1.formerNames.contains($0.name) }, sharing: true)
    look({ $0.formerNames.contains($1.name) }, sharing: true)
    look({ !Set($0.formerNames).isDisjoint(with: $1.formerNames) }, sharing: false)
    return found
}

/// Of the types that modules know a bot has one slot each: whatever it is called, it holds the same.
private func matchedByType(_ found: [Int?], _ old: [OutlinedSlot], _ new: [OutlinedSlot]) -> [Int?] {
    func only(_ type: SlotType, of slots: [OutlinedSlot]) -> Int? {
        let places = slots.indices.filter { slots[$0].type == type }
        return places.count == 1 ? places[0] : nil
    }
    var found = found
    for type in SlotType.allCases where type.isCheckedByModules {
        guard let source = only(type, of: old), let place = only(type, of: new), found[source] == nil,
            !found.contains(place)
        else { continue }
        found[source] = place
    }
    return found
}

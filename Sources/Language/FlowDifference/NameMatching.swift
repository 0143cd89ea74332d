internal import FlowMachine

/// Which names of two machines stand for the same thing: equal names, else those that a `was` of either side ties together.
struct NameMatching {
    /// From the old name to the new one; one to one.
    private(set) var pairs: [String: String] = [:]
    /// Old names that a `was` ties to a new one that another old name has already.
    private(set) var joined: [String: String] = [:]

    struct Named {
        var name: String
        var formerNames: [String]
    }

    init(_ old: [Named], _ new: [Named]) {
        let newNames = Set(new.map(\.name))
        var taken: Set<String> = []
        for thing in old where newNames.contains(thing.name) {
            pairs[thing.name] = thing.name
            taken.insert(thing.name)
        }
        // Forward a `was` stands on the new side, on the way back on the old one.
        var successors: [String: String] = [:]
        for thing in new { for former in thing.formerNames where successors[former] == nil { successors[former] = thing.name } }
        for thing in old where pairs[thing.name] == nil {
            let back = thing.formerNames.first { newNames.contains($0) }
            guard let successor = successors[thing.name] ?? back else { continue }
            if taken.insert(successor).inserted { pairs[thing.name] = successor } else { joined[thing.name] = successor }
        }
    }

    /// The new name of what was called so; the name itself where nothing took its place.
    func current(_ old: String) -> String { pairs[old] ?? joined[old] ?? old }
}

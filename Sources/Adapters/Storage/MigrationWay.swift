package import CivilTime
package import FlowInterpreter
package import FlowMachine
package import FlowMigration

/// How conversations get from one version of a salon's flow to another: the plans of all moves in between, one after the
/// other, so that a `was` need stand in the flow for no longer than one publish.
package struct MigrationWay: Sendable {
    package let plans: [MigrationPlan]
    /// Where it begins.
    package let from: MachineOutline

    /// Along the moves that were made since `from` was live; straight to a version that is not.
    ///
    /// - Throws: what the database throws, and `MachineDamaged` where of a version on the way neither outline nor machine can
    ///   be read.
    package init(from: Int, to: Int, versions: FlowVersions) throws {
        var path = try versions.path(from: from)
        if path.last != to { path = from == to ? [] : [to] }
        self.from = try versions.outline(from)
        var outlines = [self.from]
        for number in path { outlines.append(try versions.outline(number)) }
        plans = zip(outlines, outlines.dropFirst()).map { MigrationPlan(from: $0, to: $1) }
    }

    package init(_ plans: [MigrationPlan], from: MachineOutline) {
        self.plans = plans
        self.from = from
    }

    /// A conversation as the last version goes on with it, with what each move made of it.
    package func migrate(_ conversation: Conversation, now: Instant) -> (conversation: Conversation, hops: [MigratedConversation]) {
        var current = conversation
        var hops: [MigratedConversation] = []
        for plan in plans {
            let hop = plan.migrate(current, now: now)
            current = hop.conversation
            hops.append(hop)
        }
        return (current, hops)
    }

    /// What an id on a button of the first version means in the last one.
    package func translate(_ id: ChoiceID) -> ChoiceID { plans.reduce(id) { $1.translate($0) } }
}

extension FlowVersions {
    /// All that a migration plan needs of a version, also of one whose machine is damaged.
    package func outline(_ number: Int) throws -> MachineOutline {
        if let bytes = try outlineBytes(number), let outline = try? MachineOutline(encoded: bytes) { return outline }
        return MachineOutline(try machine(number).read())
    }
}

extension StoredMachine {
    /// - Throws: `MachineDamaged` when the bytes do not have their hash, and `ByteError` for a format of another release.
    package func read() throws -> Machine {
        guard ContentHash(of: machine).bytes == hash else { throw MachineDamaged(version: number) }
        return try Machine(encoded: machine)
    }
}

/// A published machine whose bytes no longer have their hash.
package struct MachineDamaged: Error, CustomStringConvertible {
    package var version: Int
    package init(version: Int) { self.version = version }
    package var description: String {
        "Version \(version) of this salon's flow is damaged in the database: its bytes do not have their hash. Publish the flow again."
    }
}

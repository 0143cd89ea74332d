package import Conversations
internal import CivilTime
package import FlowMachine
package import Postgres
package import Salon
package import Storage
internal import Synchronization
package import TimeZones
package import Understanding

/// Keeps bots ready, keyed by what they are made of: a new version or a changed catalogue is another key, so nothing here
/// is ever stale and every process serves a new version at its next turn.
package final class BotCache: Sendable {
    private struct Key: Hashable {
        var tenant: TenantID
        var location: LocationID
        var version: Int
        var revision: Int64
    }

    private struct State {
        var bots: [Key: (bot: Bot, used: UInt64)] = [:]
        /// Salons with the same flow share one program.
        var programs: [ContentHash: Program] = [:]
        var clock: UInt64 = 0
    }

    private let understander: Understander
    private let zones: TimeZoneDatabase
    private let most: Int
    private let state = Mutex(State())

    /// - Parameter most: bots kept at the same time; the least recently used makes room.
    package init(understander: Understander, zones: TimeZoneDatabase, most: Int = 2_000) {
        self.understander = understander
        self.zones = zones
        self.most = most
    }

    /// The bot of a version, loaded in the transaction of `connection` when it is not at hand.
    package func bot(
        tenant: TenantID, location: LocationID, version: Int, revision: Int64, on connection: Connection
    ) throws -> Bot {
        let key = Key(tenant: tenant, location: location, version: version, revision: revision)
        let kept = state.withLock { state -> Bot? in
            state.clock += 1
            state.bots[key]?.used = state.clock
            return state.bots[key]?.bot
        }
        if let kept { return kept }
        let stored = try FlowVersions(connection).machine(version)
        let catalogue = try SalonCatalogueStore(connection).load(location) { try zones.zone(named: $0) }
        let bot = try Bot(program: try program(stored), catalogue: catalogue, understander: understander)
        state.withLock { state in
            state.bots[key] = (bot, state.clock)
            if state.bots.count > most, let oldest = state.bots.min(by: { $0.value.used < $1.value.used }) {
                state.bots[oldest.key] = nil
            }
        }
        return bot
    }

    private func program(_ stored: StoredMachine) throws -> Program {
        let hash = ContentHash(of: stored.machine)
        guard hash.bytes == stored.hash else { throw MachineDamaged(version: stored.number) }
        if let program = state.withLock({ $0.programs[hash] }) { return program }
        let program = Program(try Machine(encoded: stored.machine), hash: hash)
        state.withLock { state in
            state.programs[hash] = program
            if state.programs.count > most { state.programs = [hash: program] }
        }
        return program
    }
}

/// A published machine whose bytes no longer have their hash.
package struct MachineDamaged: Error, CustomStringConvertible {
    package var version: Int
    package var description: String {
        "Version \(version) of this salon's flow is damaged in the database: its bytes do not have their hash. Publish the flow again."
    }
}

package import Conversations
internal import CivilTime
internal import FlowInterpreter
internal import FlowMachine
internal import FlowMigration
package import Postgres
package import Salon
internal import Storage
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

    private struct LocationKey: Hashable {
        var tenant: TenantID
        var location: LocationID
        var revision: Int64
    }

    private struct WayKey: Hashable {
        var tenant: TenantID
        var from: Int
        var to: Int
        var lastMove: Int64
    }

    private struct VersionKey: Hashable {
        var tenant: TenantID
        var version: Int
    }

    private struct VersionsKey: Hashable {
        var tenant: TenantID
        var lastMove: Int64
    }

    private struct State {
        var bots: [Key: (bot: Bot, used: UInt64)] = [:]
        /// Salons with the same flow share one program.
        var programs: [ContentHash: Program] = [:]
        /// By the moves they go along; a new move is another key.
        var ways: [WayKey: MigrationWay] = [:]
        /// The numbers of a salon's versions by what stands in the ids of their buttons.
        var versions: [VersionsKey: [String: Int]] = [:]
        /// The machines of versions whose bytes have been seen to have their hash.
        var intact: [VersionKey: ContentHash] = [:]
        /// Of each location as it is now, a bot: what the next version understands is mostly the same.
        var neighbours: [LocationKey: Bot] = [:]
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
        let program = try program(of: version, tenant, on: connection)
        let place = LocationKey(tenant: tenant, location: location, revision: revision)
        let bot: Bot
        if let neighbour = state.withLock({ $0.neighbours[place] }), neighbour.program.machine.intents == program.machine.intents {
            bot = neighbour.running(program)
        } else {
            let catalogue = try SalonCatalogueStore(connection).load(location) { try zones.zone(named: $0) }
            bot = try Bot(program: program, catalogue: catalogue, understander: understander)
        }
        state.withLock { state in
            state.bots[key] = (bot, state.clock)
            if state.neighbours.count >= most { state.neighbours.removeAll(keepingCapacity: true) }
            state.neighbours[place] = bot
            if state.bots.count > most, let oldest = state.bots.min(by: { $0.value.used < $1.value.used }) {
                state.bots[oldest.key] = nil
            }
        }
        return bot
    }

    /// Whether the machine of a version has the bytes that its hash was made of; read once, and again after a failure.
    func isIntact(_ version: Int, of tenant: TenantID, on connection: Connection) throws -> Bool {
        if state.withLock({ $0.intact[VersionKey(tenant: tenant, version: version)] != nil }) { return true }
        do { _ = try program(of: version, tenant, on: connection) } catch is MachineDamaged { return false }
        return true
    }

    private func program(of version: Int, _ tenant: TenantID, on connection: Connection) throws -> Program {
        let key = VersionKey(tenant: tenant, version: version)
        if let program = state.withLock({ state in state.intact[key].flatMap { state.programs[$0] } }) { return program }
        let program = try program(try FlowVersions(connection).machine(version))
        state.withLock { state in
            if state.intact.count >= 100 * most { state.intact.removeAll() }
            state.intact[key] = program.hash
        }
        return program
    }

    /// How conversations get from one version to another: along the moves that were made since the first was live.
    ///
    /// - Parameter lastMove: the salon's latest move, of which everything kept here holds.
    func way(
        tenant: TenantID, from: Int, to: Int, lastMove: Int64, on connection: Connection
    ) throws -> MigrationWay {
        let key = WayKey(tenant: tenant, from: from, to: to, lastMove: lastMove)
        if let kept = state.withLock({ $0.ways[key] }) { return kept }
        let way = try MigrationWay(from: from, to: to, versions: FlowVersions(connection))
        state.withLock { state in
            if state.ways.count >= most { state.ways.removeAll(keepingCapacity: true) }
            state.ways[key] = way
        }
        return way
    }

    /// The number of the salon's version whose buttons carry this; nil when it has none such.
    func version(
        ofButtons short: String, tenant: TenantID, lastMove: Int64, on connection: Connection
    ) throws -> Int? {
        let key = VersionsKey(tenant: tenant, lastMove: lastMove)
        if let kept = state.withLock({ $0.versions[key] }) { return kept[short] }
        let versions = try FlowVersions(connection).list().reduce(into: [String: Int]()) { known, line in
            // The latest first: of versions with the same machine the one that conversations left last.
            guard let hash = ContentHash(bytes: line.machineHash), known[hash.short] == nil else { return }
            known[hash.short] = line.number
        }
        state.withLock { state in
            if state.versions.count >= most { state.versions.removeAll(keepingCapacity: true) }
            state.versions[key] = versions
        }
        return versions[short]
    }

    private func program(_ stored: StoredMachine) throws -> Program {
        // The hash is of bytes that were just read: what is kept is not taken for what is damaged.
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


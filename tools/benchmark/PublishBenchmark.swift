internal import BotFiles
internal import CivilTime
internal import Conversations
internal import FlowDiagnostics
internal import FlowInterpreter
internal import FlowMachine
internal import FlowMigration
internal import Foundation
internal import Logging
internal import Postgres
internal import PrivateCluster
internal import Publishing
internal import Salon
internal import SalonFiles
internal import StandIn
internal import Storage
internal import Workers

/// Moving what is live in a salon with ten thousand conversations under way, the first turn after it, and what versions take
/// in the database.
enum PublishBenchmark {
    private static let conversations = 10_000
    private static let versions = 50
    private static let salons = 1_000

    static func run() async throws {
        let installation = try await BenchmarkInstallation()
        do {
            try installation.makeSalons(1)
            try await moves(installation)
            try await firstTurns(installation)
            try storage(installation)
        } catch {
            await installation.remove()
            throw error
        }
        await installation.remove()
    }

    // MARK: Moves

    /// Publish and rollback in turn, everything included that the command does but starting the program: reading and
    /// compiling the files, the plan, every open conversation counted by its fate, the question before and after, the move.
    private static func moves(_ installation: BenchmarkInstallation) async throws {
        let fixture = installation.fixture
        let toolchain = fixture.toolchain
        let connection = try Connection(installation.cluster.serverAddress)
        let tenant = try tenant(installation, connection)
        try fill(installation, tenant)
        var publishes: [Double] = []
        var rollbacks: [Double] = []
        var counted = 0
        for round in 1...5 {
            let start = ContinuousClock.now
            let checked = toolchain.check(renamed(fixture.folder.sources, round: round), catalogue: fixture.salon.catalogue)
            guard let flow = checked.compiled else { throw BenchmarkFault("the changed flow does not compile") }
            let version = CompiledVersion(
                flow, sources: renamed(fixture.folder.sources, round: round), in: fixture.folder.path, toolchain: toolchain)
            let forecast = try move(tenant, fixture, to: version.machine, connection) { versions, now in
                _ = try versions.publish(version.published(by: "benchmark", message: "round \(round)"), at: now)
            }
            publishes.append((ContinuousClock.now - start).inSeconds * 1000)
            counted = forecast.count.total
            guard counted == conversations else { throw BenchmarkFault("\(counted) conversations are under way") }
            let second = ContinuousClock.now
            let stored = try connection.asTenant(tenant) { try FlowVersions(connection).machine(1) }
            _ = try move(tenant, fixture, to: try stored.read(), connection) { versions, now in
                try versions.move(to: 1, FlowMove(kind: .rollback, by: "benchmark", reason: ""), at: now)
            }
            rollbacks.append((ContinuousClock.now - second).inSeconds * 1000)
        }
        report("conversations under way", "\(counted)")
        report("publish, compiled, planned, counted and moved, ms", Spread(publishes), aim: "< 1000")
        report("rollback, planned, counted and moved, ms", Spread(rollbacks), aim: "< 1000")
    }

    private static func move(
        _ tenant: TenantID, _ fixture: Fixture, to machine: Machine, _ connection: Connection,
        _ act: (FlowVersions, Instant) throws -> Void
    ) throws -> MoveForecast {
        try connection.asTenant(tenant) {
            let now = BenchmarkInstallation.now
            let versions = FlowVersions(connection)
            guard let live = try versions.live() else { throw BenchmarkFault("nothing is live") }
            try versions.lock(expecting: .version(live.number))
            let catalogue = fixture.salon.catalogue
            let bots = (
                live: try fixture.toolchain.bot(try live.read(), catalogue: catalogue),
                candidate: try fixture.toolchain.bot(machine, catalogue: catalogue)
            )
            let forecast = try Forecaster(connection, now: now).forecast(MachineOutline(machine), bots: bots)
            try act(versions, now)
            return forecast
        }
    }

    /// Another text each round, and a slot that is asked for another thing: half of the customers notice.
    private static func renamed(_ sources: [SourceFile], round: Int) -> [SourceFile] {
        sources.map { source in
            let text = String(decoding: source.bytes, as: UTF8.self)
                .replacingOccurrences(of: "На какой день вас записать?", with: "На какой день вас записать? (\(round))")
            return SourceFile(name: source.name, bytes: Array(text.utf8))
        }
    }

    /// Conversations in two places: one asks for the day, the other waits for a yes.
    private static func fill(_ installation: BenchmarkInstallation, _ tenant: TenantID) throws {
        let states = try ["запишите меня на маникюр к Ане", "маникюр к Ане через 20 дней в 15:00"].map { text in
            var rehearsal = Rehearsal(bot: installation.fixture.bot, now: BenchmarkInstallation.now)
            _ = try rehearsal.receive(.text(text))
            guard let state = rehearsal.conversation, state.position.isOpen else { throw BenchmarkFault("“\(text)” opens nothing") }
            return hex(state.encoded)
        }
        let administrator = try Connection(installation.cluster.bootstrapAddress)
        try administrator.runScript(
            trusted: """
                SET app.tenant_id = '\(tenant.number)';
                INSERT INTO customer (name, phone, created_at)
                    SELECT 'Customer ' || number, (77060000000 + number)::text, now() FROM generate_series(1, \(conversations)) AS number;
                INSERT INTO customer_identity (channel, user_id, customer_id, created_at)
                    SELECT 'whatsapp', customer.phone, customer.id, now() FROM customer WHERE tenant_id = \(tenant.number);
                INSERT INTO conversation
                    (channel_account_id, customer_id, reply_phone, state, flow_version, turn_number, talk, created_at)
                    SELECT (SELECT id FROM channel_account WHERE tenant_id = \(tenant.number)), id, phone,
                        decode(CASE WHEN id % 2 = 0 THEN '\(states[0])' ELSE '\(states[1])' END, 'hex'), 1, 1, 1, now()
                    FROM customer WHERE tenant_id = \(tenant.number);
                ANALYZE;
                """)
    }

    private static func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

    private static func tenant(_ installation: BenchmarkInstallation, _ connection: Connection) throws -> TenantID {
        let account = BenchmarkInstallation.number(0).phoneNumberID
        guard let route = try TenantDirectory.routes(channel: "whatsapp", accounts: [account], on: connection)[account] else {
            throw BenchmarkFault("no salon")
        }
        return route.tenant
    }

    // MARK: First turns

    /// A turn in a process that has just started serving a version, against one in a process that has served it before; and a
    /// conversation's first turn on a version that the process knows.
    private static func firstTurns(_ installation: BenchmarkInstallation) async throws {
        let connection = try Connection(installation.cluster.serverAddress)
        let tenant = try tenant(installation, connection)
        let pool = try Pool(installation.cluster.serverAddress, Pool.Configuration(size: 1, waitLimit: .seconds(5)))
        let clock = MovableClock { BenchmarkInstallation.now }
        var logger = Logger(label: "benchmark") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let worker = TurnWorker(
            pool: pool, news: NewsBoard(), outgoing: NewsBoard(),
            bots: BotCache(understander: installation.fixture.toolchain.understander, zones: installation.fixture.toolchain.zones),
            clock: clock, logger: logger)
        var serial = 0
        /// Milliseconds of a turn of that customer.
        func turn(of customer: Int) async throws -> Double {
            serial += 1
            let number = serial
            let message = InboundMessage(
                account: BenchmarkInstallation.number(0).phoneNumberID, providerID: "wamid.first.\(number)",
                sender: Sender(userID: nil, phone: "\(77_060_000_000 + customer)", name: nil), sentAt: clock.now,
                content: .text("а сколько стоит?"), raw: [1])
            _ = try Intake(connection, channel: "whatsapp").accept(
                [InboundBatch(messages: [message], reports: [], others: [])], at: clock.now)
            let start = ContinuousClock.now
            let done = try await worker.work(for: tenant)
            guard done.turns == 1 else { throw BenchmarkFault("\(done.turns) turns") }
            return (ContinuousClock.now - start).inSeconds * 1000
        }
        var usual: [Double] = []
        var first: [Double] = []
        var moved: [Double] = []
        var next = 1
        for customer in 1...40 {
            _ = try await turn(of: customer)
            usual.append(try await turn(of: customer))
        }
        for round in 1...12 {
            let sources = renamed(installation.fixture.folder.sources, round: 100 + round)
            guard
                let flow = installation.fixture.toolchain.check(sources, catalogue: installation.fixture.salon.catalogue).compiled
            else { throw BenchmarkFault("the changed flow does not compile") }
            let version = CompiledVersion(
                flow, sources: sources, in: installation.fixture.folder.path, toolchain: installation.fixture.toolchain)
            try connection.asTenant(tenant) {
                _ = try FlowVersions(connection).publish(version.published(by: "benchmark", message: ""), at: clock.now)
            }
            next = 100 * round
            first.append(try await turn(of: next))
            for customer in (next + 1)..<(next + 20) { moved.append(try await turn(of: customer)) }
        }
        await pool.close()
        let usualTurn = Spread(usual).median
        report("a usual turn, ms", Spread(usual))
        report("a conversation's first turn on a new version, ms more", String(format: "%.2f", Spread(moved).median - usualTurn), aim: "< 5")
        report("a process's first turn on a new version, ms more", String(format: "%.2f", Spread(first).median - usualTurn), aim: "< 5")
    }

    // MARK: Storage

    /// The same fifty versions in every salon.
    private static func storage(_ installation: BenchmarkInstallation) throws {
        let connection = try Connection(installation.cluster.serverAddress)
        let administrator = try Connection(installation.cluster.bootstrapAddress)
        func number(_ sql: String) throws -> Int64 {
            try administrator.execute(Statement(name: sql, trusted: sql))[0].int64(0)
        }
        let contents = "SELECT count(*) FROM flow_content"
        let bytes = "SELECT sum(octet_length(content)) FROM flow_content"
        let before = (try number(contents), try number(bytes))
        let flows = try (0..<versions).map { round in
            let sources = renamed(installation.fixture.folder.sources, round: 1_000 + round)
            guard let flow = installation.fixture.toolchain.check(sources, proves: false).compiled else {
                throw BenchmarkFault("the changed flow does not compile")
            }
            return CompiledVersion(
                flow, sources: sources, in: installation.fixture.folder.path, toolchain: installation.fixture.toolchain
            ).published(by: "benchmark", message: "")
        }
        let start = ContinuousClock.now
        for _ in 0..<salons {
            try TenantDirectory.create(
                name: LocalizedName(["en": "Salon"]), now: BenchmarkInstallation.now, on: connection
            ) { _ in
                let store = FlowVersions(connection)
                for flow in flows { _ = try store.store(flow, at: BenchmarkInstallation.now) }
            }
        }
        let seconds = (ContinuousClock.now - start).inSeconds
        let stored = try number("SELECT count(*) FROM flow_version")
        report("versions stored, \(versions) each in \(salons) salons", "\(stored)")
        report("contents stored for them", "\(try number(contents) - before.0), \((try number(bytes) - before.1) / 1024) kB")
        report(
            "rows of versions on disk, MB",
            String(format: "%.1f", Double(try number("SELECT pg_total_relation_size('flow_version')")) / 1_048_576))
        report("versions stored a second, one connection", String(format: "%.0f", Double(versions * salons) / seconds))
    }
}

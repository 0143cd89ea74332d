import BotFiles
import CivilTime
import Conversations
import DemoSalon
import FlowCompiler
import FlowDiagnostics
import FlowInterpreter
import FlowMachine
import Foundation
import HTTPTransfer
import Logging
import Postgres
import Publishing
import PostgresTestSupport
import Salon
import SalonFiles
import Sealing
import StandIn
import Storage
import Synchronization
import TimeZones
import WhatsApp
import Workers

/// The nail studio in a real database, with a worker and a sender that tests drive step by step.
final class Workshop: Sendable {
    /// 10 March 2026, a Tuesday, 09:00 in Almaty.
    static let morning = Instant(seconds: 1_773_115_200)
    static let key = InstallationKey()
    static let account = DemoSalon.number.phoneNumberID

    /// What every test starts from: compiled once a process.
    struct Bench: Sendable {
        var toolchain: Toolchain
        var folder: BotFolder
        var flow: CompiledFlow
        var salon: SalonFile
    }

    static let bench = Result { () throws -> Bench in
        let toolchain = try Toolchain()
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = try BotFolder(
            path: root.appending(path: "flows/nail-studio").path(percentEncoded: false), zones: toolchain.zones)
        guard let salon = folder.salon, let flow = toolchain.check(folder.sources, catalogue: salon.catalogue).compiled
        else { throw Missing("the nail studio does not compile") }
        return Bench(toolchain: toolchain, folder: folder, flow: flow, salon: salon)
    }

    let bench: Bench
    let database: TestDatabase
    let pool: Pool
    let clock: MovableClock
    let news = NewsBoard<TenantID>()
    let outgoing = NewsBoard<TenantID>()
    let freed = NewsBoard<TenantID>()
    let log = LogRecorder()
    let tenant: TenantID
    private let serial = Atomic(0)

    private init() async throws {
        bench = try Self.bench.get()
        database = try await TestCluster.shared().database(template: "workers") { database in
            try Migrator(SchemaMigrations.all).migrate(Connection(database.ownerAddress))
            let bench = try Self.bench.get()
            try DemoSalon.prepare(
                Connection(database.serverAddress),
                version: CompiledVersion(bench.flow, folder: bench.folder, toolchain: bench.toolchain), salon: bench.salon,
                key: Self.key, now: Self.morning)
        }
        pool = try Pool(database.serverAddress, Pool.Configuration(size: 8, waitLimit: .seconds(30)))
        clock = MovableClock { Self.morning }
        let address = database.serverAddress
        tenant = try await onThread {
            let routes = try TenantDirectory.routes(
                channel: "whatsapp", accounts: [Self.account], on: Connection(address))
            guard let route = routes[Self.account] else { throw Missing("the salon") }
            return route.tenant
        }
    }

    static func run(_ body: (Workshop) async throws -> Void) async throws {
        let shop = try await Workshop()
        let result: Result<Void, any Error>
        do { result = .success(try await body(shop)) } catch { result = .failure(error) }
        shop.news.close()
        shop.outgoing.close()
        await shop.pool.close()
        try result.get()
    }

    var logger: Logger {
        let log = log
        return Logger(label: "workers") { _ in log }
    }

    func worker() -> TurnWorker {
        TurnWorker(
            pool: pool, news: news, outgoing: outgoing,
            bots: BotCache(understander: bench.toolchain.understander, zones: bench.toolchain.zones), clock: clock,
            logger: logger)
    }

    /// Looks at freed times until none is due now; how many offers were made.
    @discardableResult
    func offer() async throws -> Int {
        let worker = WaitlistWorker(
            pool: pool, freed: freed, news: news,
            bots: BotCache(understander: bench.toolchain.understander, zones: bench.toolchain.zones), clock: clock,
            logger: logger)
        var offers = 0
        while true {
            let done = try await worker.work(for: tenant)
            offers += done.offers
            if !done.mayHaveMore { return offers }
        }
    }

    func poller() -> NewsPoller {
        NewsPoller(pool: pool, news: news, outgoing: outgoing, freed: freed, clock: clock, logger: logger)
    }

    // MARK: What customers do

    /// One message as a channel adapter hands it over; its id is new unless given.
    func message(_ content: InboundContent, from phone: String, id: String? = nil, at: Instant? = nil) -> InboundMessage {
        let number = serial.add(1, ordering: .relaxed).newValue
        return InboundMessage(
            account: Self.account, providerID: id ?? "wamid.\(number)",
            sender: Sender(userID: nil, phone: phone, name: "Ира"), sentAt: at ?? clock.now, content: content, raw: [1])
    }

    func receive(_ messages: [InboundMessage]) async throws {
        let now = clock.now
        _ = try await pool.withConnection { connection in
            try Intake(connection, channel: "whatsapp").accept(
                [InboundBatch(messages: messages, reports: [], others: [])], at: now)
        }
    }

    func say(_ text: String, from phone: String = "77051234567") async throws {
        try await receive([message(.text(text), from: phone)])
    }

    /// Turns until nothing waits that is due now; how many there were.
    @discardableResult
    func work() async throws -> Int {
        let worker = worker()
        var turns = 0
        while true {
            let done = try await worker.work(for: tenant)
            turns += done.turns
            if done.turns == 0 && !done.mayHaveMore { return turns }
        }
    }

    /// Says it and lets the bot answer.
    func talk(_ text: String, from phone: String = "77051234567") async throws {
        try await say(text, from: phone)
        _ = try await work()
    }

    func tap(_ choice: MessageChoice, from phone: String = "77051234567") async throws {
        try await receive([message(.tap(id: choice.id, title: choice.label), from: phone)])
        _ = try await work()
    }

    // MARK: What is stored

    func words(_ sql: String) async throws -> [String] {
        let address = database.bootstrapAddress
        return try await onThread {
            try Connection(address).execute(Statement(name: sql, trusted: sql)).map { try $0.optionalText(0) ?? "-" }
        }
    }

    /// Runs a script as the administrator, to bring about what no code of ours does.
    func damage(_ sql: String) async throws {
        let address = database.bootstrapAddress
        try await onThread { try Connection(address).runScript(trusted: sql) }
    }

    func outbox() async throws -> [String] { try await words("SELECT state FROM outbox ORDER BY id") }

    /// The text that was said last.
    func answer(to phone: String = "77051234567") async throws -> String {
        guard case .message(let message)? = try await said(to: phone).last else { throw Missing("an answer") }
        return message.text
    }

    /// What was said to one customer so far, oldest first.
    func said(to phone: String = "77051234567") async throws -> [OutboundContent] {
        let address = database.bootstrapAddress
        return try await onThread {
            try Connection(address).execute(saidStatement, [.text(phone)]).map { try OutboundContent(encoded: try $0.bytes(0)) }
        }
    }
}

private let saidStatement = Statement(
    "test.said",
    """
    SELECT body FROM outbox JOIN conversation ON conversation.id = conversation_id
    WHERE reply_phone = $1 ORDER BY outbox.turn_number, ordinal
    """)

struct Missing: Error, CustomStringConvertible {
    var description: String
    init(_ what: String) { description = what }
}

/// Waits for what other tasks bring about, without a pause of its own; false when it takes too long.
func eventually(_ limit: Duration = .seconds(30), _ condition: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        await Task.yield()
    }
    return false
}

/// Keeps what is logged, to look for what must be there and for what must never be.
final class LogRecorder: LogHandler, Sendable {
    private let kept = Mutex<[(level: Logger.Level, line: String)]>([])

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .info }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        let details = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        kept.withLock { $0.append((event.level, "\(event.message) \(details)")) }
    }

    var lines: [String] { kept.withLock { $0.map(\.line) } }
}

extension Workshop {
    func rollBack(to version: Int) async throws {
        let now = clock.now
        try await pool.asTenant(tenant) { connection in
            try FlowVersions(connection).move(
                to: version, FlowMove(kind: .rollback, by: "maria", reason: "typo"), at: now)
        }
    }

    /// Publishes the nail studio's flow with a change to its text.
    func publish(_ change: (String) -> String) async throws {
        let version = try changed(change)
        let now = clock.now
        try await pool.asTenant(tenant) { connection in
            _ = try FlowVersions(connection).publish(version.published(by: "maria", message: "changed"), at: now)
        }
    }

    /// Puts the nail studio's flow with a change to its text on trial; the number of its version.
    @discardableResult
    func startCanary(share: Int, talks: Int = 200, _ change: (String) -> String) async throws -> Int {
        let version = try changed(change)
        let now = clock.now
        return try await pool.asTenant(tenant) { connection in
            let number = try FlowVersions(connection).store(version.published(by: "maria", message: "on trial"), at: now)
            let canary = NewCanary(version: number, share: share, plannedTalks: talks, author: "maria", reason: "shorter")
            return try FlowCanaries(connection).start(canary, at: now).version
        }
    }

    private func changed(_ change: (String) -> String) throws -> CompiledVersion {
        let sources = bench.folder.sources.map { source in
            SourceFile(name: source.name, bytes: Array(change(String(decoding: source.bytes, as: UTF8.self)).utf8))
        }
        let checked = bench.toolchain.check(sources, catalogue: bench.salon.catalogue)
        guard let flow = checked.compiled else { throw Missing("the changed flow does not compile") }
        return CompiledVersion(flow, sources: sources, in: bench.folder.path, toolchain: bench.toolchain)
    }
}

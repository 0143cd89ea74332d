import CivilTime
import Conversations
import HTTPTransfer
import Hummingbird
import Logging
import Postgres
import PostgresTestSupport
import Salon
import Server
import Storage
import Synchronization
import Webhook
import WhatsApp
import Workers

/// The real webhook on a free loopback port, before a real database with the two salons of the samples.
final class WebhookStage: Sendable {
    static let appSecret = "salonflow-test-app-secret"
    static let verifyToken = "verify-token-of-the-test"
    static let accounts = ["400200300400501", "400200300400502"]
    /// 21 November 2026, 09:00 UTC, the day of the samples.
    static let now = Instant(seconds: 1_795_251_600)

    let database: TestDatabase
    let port: Int
    let client = HTTPTransfer.Client(.init(concurrentRequests: 64))
    let log: LogRecorder
    let secret: AppSecret
    private let pool: Pool
    private let server: Task<Void, any Error>

    private init(patience: Duration) async throws {
        guard let secret = AppSecret(Self.appSecret) else { throw StageError.noSecret }
        self.secret = secret
        database = try await TestCluster.shared().database(template: "webhook") { try Self.prepare($0) }
        let log = LogRecorder()
        self.log = log
        var logger = Logger(label: "webhook") { _ in log }
        logger.logLevel = .info
        pool = try Pool(
            database.serverAddress,
            Pool.Configuration(name: "intake", size: 2, waitLimit: patience, longestReconnectPause: .milliseconds(50)))
        let intake = DatabaseIntake(
            pool: pool, channel: "whatsapp", news: NewsBoard<TenantID>(), clock: MovableClock { Self.now }, logger: logger)
        let router = Router()
        WebhookRoutes(
            settings: WebhookSettings(appSecret: secret, verifyToken: Self.verifyToken), intake: intake, logger: logger
        ).add(to: router)
        let (ports, readiness) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in readiness.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        server = Task {
            defer { readiness.finish() }
            try await application.run()
        }
        var port = 0
        for await ready in ports {
            port = ready
            break
        }
        self.port = port
    }

    /// Runs `body` on a stage of its own and takes it down, whatever happens.
    ///
    /// - Parameter patience: how long a delivery waits for the database.
    static func run(patience: Duration = .seconds(30), _ body: (WebhookStage) async throws -> Void) async throws {
        let stage = try await WebhookStage(patience: patience)
        let result: Result<Void, any Error>
        do { result = .success(try await body(stage)) } catch { result = .failure(error) }
        stage.server.cancel()
        _ = await stage.server.result
        await stage.pool.close()
        await stage.client.close(within: .zero)
        try result.get()
    }

    private static func prepare(_ database: TestDatabase) throws {
        try Migrator(SchemaMigrations.all).migrate(Connection(database.ownerAddress))
        let connection = try Connection(database.serverAddress)
        for account in accounts {
            let name = LocalizedName(["ru": "Салон \(account)"])
            try TenantDirectory.create(name: name, now: now, on: connection) { _ in
                let location = try SalonCatalogueStore(connection).save(
                    SalonCatalogue(
                        revision: 0, salonName: name, address: name,
                        zone: Zone(name: "Asia/Almaty", initialOffset: 5 * 3600, transitions: []), services: [],
                        masters: [], rules: BookingRules(), closures: []))
                _ = try ChannelAccounts(connection).register(
                    NewChannelAccount(
                        channel: "whatsapp", externalID: account, externalOwnerID: nil, location: location,
                        displayNumber: nil, sealedAccessToken: [1]), now: now)
            }
        }
    }

    // MARK: Requests

    var url: String { "http://127.0.0.1:\(port)/webhook/whatsapp" }

    func call(
        _ method: HTTPTransfer.Method, _ query: String = "", headers: [Header] = [], body: [UInt8] = []
    ) async throws -> HTTPTransfer.Response {
        try await client.send(HTTPTransfer.Request(method, url + query, headers: headers, body: body))
    }

    enum Signing {
        case rightly, not
        case with(String)
    }

    /// Posts a body as the channel does.
    func post(_ body: [UInt8], signed: Signing = .rightly) async throws -> HTTPTransfer.Response {
        let value: String? =
            switch signed {
            case .rightly: Signature.header(for: body, secret: secret)
            case .not: nil
            case .with(let given): given
            }
        var headers = [Header("Content-Type", "application/json")]
        if let value { headers.append(Header("X-Hub-Signature-256", value)) }
        return try await call(.post, headers: headers, body: body)
    }

    func post(_ text: String) async throws -> HTTPTransfer.Response { try await post(Array(text.utf8)) }

    // MARK: What is stored

    func rows() async throws -> ExpectedRows {
        try await look { connection in
            var rows = ExpectedRows()
            rows.inbox = Set(
                try connection.words(
                    """
                    SELECT external_id || ' ' || provider_message_id
                    FROM inbox JOIN channel_account ON channel_account.id = channel_account_id
                        AND channel_account.tenant_id = inbox.tenant_id
                    """))
            rows.reports = Set(
                try connection.words(
                    """
                    SELECT external_id || ' ' || provider_message_id || ' ' || status
                    FROM delivery_report AS report JOIN channel_account ON channel_account.id = channel_account_id
                        AND channel_account.tenant_id = report.tenant_id
                    """))
            rows.deadLetters = try connection.words("SELECT 'x' FROM dead_letter").count
            return rows
        }
    }

    func words(_ sql: String) async throws -> [String] { try await look { try $0.words(sql) } }

    /// Asks as a role that sees every salon.
    func look<R: Sendable>(_ body: @escaping @Sendable (Connection) throws -> R) async throws -> R {
        let address = database.bootstrapAddress
        return try await onThread { try body(Connection(address)) }
    }
}

private enum StageError: Error { case noSecret }

extension Connection {
    /// The first column of every row of a text made up by a test.
    func words(_ sql: String) throws -> [String] {
        try execute(Statement(name: sql, trusted: sql)).map { try $0.text(0) }
    }
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
    func lines(_ level: Logger.Level) -> [String] { kept.withLock { $0.filter { $0.level == level }.map(\.line) } }
}

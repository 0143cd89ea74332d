internal import BotFiles
internal import CivilTime
internal import Conversations
internal import DemoSalon
internal import Foundation
internal import Logging
internal import Postgres
internal import Publishing
internal import PrivateCluster
internal import Salon
internal import Sealing
internal import Server
internal import StandIn
internal import Storage
internal import Webhook
internal import WhatsApp

/// A private PostgreSQL as the demo has it, durable commits included, with salons in it.
struct BenchmarkInstallation: Sendable {
    static let secret = "benchmark-app-secret"

    let folder: String
    let cluster: PrivateCluster
    let key = InstallationKey()
    let fixture: Fixture

    init() async throws {
        folder = "/tmp/salonflow-benchmark-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        cluster = try await PrivateCluster.start(PrivateCluster.Configuration(stateFolder: folder))
        fixture = try Fixture()
        _ = try Migrator(SchemaMigrations.all).migrate(try Connection(cluster.ownerAddress))
    }

    func remove() async {
        await cluster.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Salons with the demo's flow, numbered from 0.
    func makeSalons(_ count: Int) throws {
        guard let flow = fixture.checked.compiled else { throw BenchmarkFault("no flow") }
        let connection = try Connection(cluster.serverAddress)
        for salon in 0..<count {
            try DemoSalon.prepare(
                connection, version: CompiledVersion(flow, folder: fixture.folder, toolchain: fixture.toolchain),
                salon: fixture.salon, key: key,
                number: Self.number(salon), now: Self.now)
        }
    }

    static func number(_ salon: Int) -> StandInSettings.Number {
        StandInSettings.Number(
            phoneNumberID: "\(500_000_000_000_000 + salon)", wabaID: "300100200300401", displayNumber: "\(77_010_000_000 + salon)",
            token: "token-\(salon)", name: "Salon \(salon)")
    }

    static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    func configuration() throws -> SalonflowServer.Configuration {
        guard let secret = AppSecret(Self.secret) else { throw BenchmarkFault("no secret") }
        // Nobody listens at the Graph address: messages stay in the outbox, which is where the measured way ends.
        var configuration = SalonflowServer.Configuration(
            port: 0, database: cluster.serverAddress, webhook: WebhookSettings(appSecret: secret, verifyToken: "token"),
            graph: GraphClient.Configuration(baseURL: "http://127.0.0.1:9"), installationKey: key, claimant: "benchmark")
        configuration.senders = 0
        return configuration
    }

    func server(_ configuration: SalonflowServer.Configuration) -> SalonflowServer {
        var logger = Logger(label: "benchmark") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        return SalonflowServer(
            configuration, understander: fixture.toolchain.understander, zones: fixture.toolchain.zones,
            clock: MovableClock { Self.now }, logger: logger)
    }

    /// A webhook delivery as the channel sends it, signed.
    static func delivery(_ text: String?, tap: String? = nil, customer: Int, message: Int, salon: Int = 0) -> [UInt8] {
        let number = number(salon)
        let digits = 77_050_000_000 + customer
        let content =
            if let tap {
                #""type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"\#(tap)","title":"Book"}}"#
            } else {
                #""type":"text","text":{"body":"\#(escaped(text ?? ""))"}"#
            }
        let body = #"""
            {"object":"whatsapp_business_account","entry":[{"id":"300100200300401","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"\#(number.displayNumber)","phone_number_id":"\#(number.phoneNumberID)"},"contacts":[{"profile":{"name":"\#(escaped("Анна"))"},"wa_id":"\#(digits)","user_id":"KZ.\#(digits)"}],"messages":[{"from":"\#(digits)","from_user_id":"KZ.\#(digits)","id":"wamid.\#(digits).\#(message)","timestamp":"\#(now.seconds)",\#(content)}]},"field":"messages"}]}]}
            """#
        let bytes = Array(body.utf8)
        guard let secret = AppSecret(secret) else { return [] }
        return LoadGenerator.post(
            "/webhook/whatsapp", body: bytes,
            headers: [("X-Hub-Signature-256", Signature.header(for: bytes, secret: secret))])
    }

    private static func escaped(_ text: String) -> String {
        text.utf16.map { $0 < 128 ? String(UnicodeScalar(UInt8($0))) : "\\u" + String(format: "%04x", $0) }.joined()
    }
}

/// Runs the server while `body` works, and stops it gracefully afterwards.
func withServer<R: Sendable>(
    _ server: SalonflowServer, _ body: @escaping @Sendable (_ port: Int) async throws -> R
) async throws -> R {
    try await withThrowingTaskGroup(of: R?.self) { group in
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        group.addTask {
            do { try await server.run { continuation.yield($0) } } catch is CancellationError {}
            continuation.finish()
            return nil
        }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else { throw BenchmarkFault("the server did not start") }
        let result = try await body(port)
        group.cancelAll()
        while let _ = try await group.next() {}
        return result
    }
}

/// Blocking work on a thread of its own, away from the tasks of the server that is measured.
func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try body() }) }.start()
    }
}

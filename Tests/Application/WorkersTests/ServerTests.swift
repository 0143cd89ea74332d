import BotFiles
import CivilTime
import Conversations
import DemoSalon
import FlowCompiler
import FlowDiagnostics
import FlowInterpreter
import FlowMachine
import Foundation
import Logging
import Postgres
import PostgresTestSupport
import Salon
import SalonFiles
import Sealing
import Server
import ServiceLifecycle
import StandIn
import Storage
import Testing
import TimeZones
import Webhook
import WhatsApp
import Workers

/// The whole server in this process, before the stand-in and a real database.
@Suite("The server", .serialized, .timeLimit(.minutes(3)))
struct ServerTests {
    private static let realClock = MovableClock {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    private struct Serving {
        var group: ServiceGroup
        var task: Task<Void, any Error>
        var port: Int
    }

    private func serve(_ shop: Workshop, _ network: RunningStandIn, claimant: String) async throws -> Serving {
        let secret = try #require(AppSecret(DemoSalon.appSecret))
        let configuration = SalonflowServer.Configuration(
            port: 0, database: shop.database.serverAddress,
            webhook: WebhookSettings(appSecret: secret, verifyToken: DemoSalon.verifyToken), graph: network.graph(),
            installationKey: Workshop.key, claimant: claimant)
        let (ports, readiness) = AsyncStream<Int>.makeStream()
        let server = SalonflowServer(
            configuration, understander: shop.bench.toolchain.understander, zones: shop.bench.toolchain.zones,
            clock: Self.realClock, logger: shop.logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: Running { try await server.run { readiness.yield($0) } })], logger: shop.logger))
        let task = Task {
            defer { readiness.finish() }
            try await group.run()
        }
        var port = 0
        for await ready in ports {
            port = ready
            break
        }
        guard port != 0 else {
            try await task.value
            throw Missing("a port")
        }
        network.standIn.setWebhookURL("http://127.0.0.1:\(port)/webhook/whatsapp")
        return Serving(group: group, task: task, port: port)
    }

    @Test("A message goes in and its answer comes out, and the handshake is answered")
    func wholeWay() async throws {
        try await Workshop.run { (shop) async throws in
            try await RunningStandIn.run(clock: Self.realClock) { (network) async throws in
                let serving = try await serve(shop, network, claimant: "one")
                #expect(await network.standIn.handshake().isVerified)
                _ = try network.standIn.write(from: "77051234567", .text("запишите меня на маникюр"))
                let isAnswered = await eventually {
                    network.standIn.transcript("77051234567").contains { $0.author == .business && $0.state == .read }
                }
                #expect(isAnswered)
                // Statuses came back and were given to their message.
                let isReported = try await eventually {
                    try await shop.words("SELECT state || ' ' || COALESCE(delivery_status, 0) FROM outbox") == ["sent 4"]
                }
                #expect(isReported)
                await serving.group.triggerGracefulShutdown()
                try await serving.task.value
            }
        }
    }

    @Test("A graceful stop in the middle finishes what was begun; what was acknowledged is there for the next process")
    func gracefulStop() async throws {
        try await Workshop.run { (shop) async throws in
            try await RunningStandIn.run(clock: Self.realClock) { (network) async throws in
                let people = (0..<50).map { "770500000\($0 + 10)" }
                let first = try await serve(shop, network, claimant: "first")
                let ids = try network.standIn.write(
                    all: people.map { (waID: $0, phoneNumberID: nil, message: .text("запишите меня на маникюр")) })
                #expect(ids.count == 50)
                let hasBegun = try await eventually {
                    try await shop.words("SELECT 'x' FROM inbox").count >= 5
                }
                #expect(hasBegun)
                await first.group.triggerGracefulShutdown()
                try await first.task.value

                // Whatever got its 200 is stored; no claim and no connection is left behind.
                let acknowledged = Set(network.standIn.deliveries().filter(\.isAcknowledged).flatMap(\.updates))
                let stored = Set(try await shop.words("SELECT provider_message_id FROM inbox"))
                #expect(acknowledged.intersection(ids).isSubset(of: stored))
                #expect(try await shop.words("SELECT 'x' FROM outbox WHERE state = 'sending'").isEmpty)
                let name = shop.database.name
                let isClosed = try await eventually {
                    try await shop.words(
                        "SELECT 'x' FROM pg_stat_activity WHERE datname = '\(name)' AND usename LIKE '%server%' AND pid <> pg_backend_pid()"
                    ).isEmpty
                }
                #expect(isClosed)

                let second = try await serve(shop, network, claimant: "second")
                let isDone = try await eventually(.seconds(90)) {
                    let done = try await shop.words("SELECT 'x' FROM inbox WHERE processed_at IS NOT NULL").count
                    let states = try await Set(shop.outbox())
                    return done == 50 && states == ["sent"]
                }
                #expect(isDone)
                await second.group.triggerGracefulShutdown()
                try await second.task.value
                let answered = Set(network.standIn.acceptedMessages().map(\.waID))
                #expect(answered == Set(people))
                #expect(network.standIn.callbackCounts().values.allSatisfy { $0.accepted == 1 })
                #expect(try await shop.words("SELECT count(*)::text FROM turn") == ["50"])
            }
        }
    }

    @Test("A role that could see every salon is refused before a port is opened")
    func privilegedRole() async throws {
        try await Workshop.run { (shop) async throws in
            let secret = try #require(AppSecret(DemoSalon.appSecret))
            let configuration = SalonflowServer.Configuration(
                port: 0, database: shop.database.ownerAddress,
                webhook: WebhookSettings(appSecret: secret, verifyToken: "x"), graph: GraphClient.Configuration(),
                installationKey: Workshop.key, claimant: "owner")
            let server = SalonflowServer(
                configuration, understander: shop.bench.toolchain.understander, zones: shop.bench.toolchain.zones,
                clock: Self.realClock, logger: shop.logger)
            await #expect(throws: ServerRoleProblem.self) {
                try await server.run { _ in Issue.record("it serves") }
            }
        }
    }
}

/// A service made of a function.
private struct Running: ServiceLifecycle.Service {
    let body: @Sendable () async throws -> Void

    init(_ body: @escaping @Sendable () async throws -> Void) { self.body = body }

    func run() async throws { try await body() }
}

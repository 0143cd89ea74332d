import BotFiles
import CivilTime
import Conversations
import DemoSalon
import FlowCompiler
import FlowDiagnostics
import FlowInterpreter
import FlowMachine
import HTTPTransfer
import Logging
import Postgres
import Salon
import SalonFiles
import Sealing
import StandIn
import Storage
import TimeZones
import WhatsApp
import Workers

/// The stand-in of the WhatsApp Cloud API on a free loopback port, by the shop's clock.
final class RunningStandIn: Sendable {
    let standIn: StandIn
    let port: Int
    private let server: Task<Void, any Error>

    private init(clock: MovableClock, _ edit: (inout StandInSettings) -> Void) async throws {
        var settings = DemoSalon.standInSettings(webhookURL: "", bookingsURL: nil, zone: try Workshop.bench.get().salon.catalogue.zone)
        settings.statusDelays = .init(sent: 0, delivered: 0, read: 0)
        settings.retryScale = 0.001
        settings.throughputPerSecond = 100_000
        edit(&settings)
        var logger = Logger(label: "stand-in")
        logger.logLevel = .critical
        let standIn = StandIn(settings: settings, clock: { clock.now.milliseconds }, logger: logger)
        let (ports, readiness) = AsyncStream<Int>.makeStream()
        server = Task {
            defer { readiness.finish() }
            try await standIn.run(port: 0) { readiness.yield($0) }
        }
        var port = 0
        for await ready in ports {
            port = ready
            break
        }
        self.standIn = standIn
        self.port = port
    }

    static func run(
        clock: MovableClock, _ edit: (inout StandInSettings) -> Void = { _ in }, _ body: (RunningStandIn) async throws -> Void
    ) async throws {
        let running = try await RunningStandIn(clock: clock, edit)
        let result: Result<Void, any Error>
        do { result = .success(try await body(running)) } catch { result = .failure(error) }
        running.server.cancel()
        _ = await running.server.result
        try result.get()
    }

    func graph(limit: Duration = .seconds(30)) -> GraphClient.Configuration {
        GraphClient.Configuration(
            baseURL: "http://127.0.0.1:\(port)", version: "v26.0",
            limits: RequestLimits(totalTimeout: limit, responseBytes: 1 << 20))
    }
}

/// A shop, a stand-in and a sender between them.
struct PostOffice: Sendable {
    let shop: Workshop
    let network: RunningStandIn
    let client: HTTPTransfer.Client
    let accounts: SendingAccounts

    var standIn: StandIn { network.standIn }

    static func run(
        _ edit: (inout StandInSettings) -> Void = { _ in }, _ body: (PostOffice) async throws -> Void
    ) async throws {
        try await Workshop.run { (shop) async throws in
            try await RunningStandIn.run(clock: shop.clock, edit) { (network) async throws in
                let office = PostOffice(
                    shop: shop, network: network, client: HTTPTransfer.Client(),
                    accounts: SendingAccounts(pool: shop.pool, installationKey: Workshop.key))
                let result: Result<Void, any Error>
                do { result = .success(try await body(office)) } catch { result = .failure(error) }
                await office.client.close(within: .zero)
                try result.get()
            }
        }
    }

    func sender(_ graph: GraphClient.Configuration? = nil, claimant: String = "test") -> OutboxSender {
        OutboxSender(
            pool: shop.pool, outgoing: shop.outgoing, accounts: accounts,
            client: GraphClient(graph ?? network.graph(), client: client), rate: SendRate(perSecond: 1000),
            clock: shop.clock, claimant: claimant, logger: shop.logger)
    }

    /// Sends until nothing is due; how many attempts that took.
    @discardableResult
    func send(_ graph: GraphClient.Configuration? = nil) async throws -> Int {
        let sender = sender(graph)
        var attempts = 0
        while true {
            let claimed = try await sender.send(for: shop.tenant)
            if claimed == 0 { return attempts }
            attempts += claimed
        }
    }

    /// The customer writes in the network too, which opens the window there; the shop gets it by its own way.
    func talk(_ text: String, from phone: String = "77051234567") async throws {
        _ = try standIn.write(from: phone, .text(text))
        try await shop.talk(text, from: phone)
    }

    func fail(_ kinds: Faults.SendFault.Kind..., times: Int = 1, to waID: String? = nil) {
        var faults = Faults()
        faults.sends = kinds.map { Faults.SendFault($0, times: times, holdMilliseconds: 5_000, waID: waID) }
        standIn.setFaults(faults)
    }

    var accepted: [String] { standIn.acceptedMessages().map(\.entry.content.body) }

    /// Nothing that was accepted was accepted twice.
    var sentOnce: Bool { standIn.callbackCounts().values.allSatisfy { $0.accepted == 1 } }
}

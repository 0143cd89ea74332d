package import Conversations
internal import CivilTime
internal import HTTPTransfer
package import Hummingbird
package import Logging
package import Postgres
internal import Salon
package import Sealing
internal import ServiceLifecycle
internal import Storage
package import TimeZones
package import Understanding
package import Webhook
package import WhatsApp
internal import Workers

/// The server of all salons, put together: the webhook takes messages in, workers give conversations their turns, senders
/// bring the answers out, and a poller finds whatever was overlooked.
///
/// Any number of these processes may share one database; PostgreSQL's locks are all that coordinates them.
package struct SalonflowServer: Sendable {
    package struct Configuration: Sendable {
        package var host = "127.0.0.1"
        /// 0 takes a free port.
        package var port: Int
        /// Connected as the server's role; a role that could bypass row-level security is refused.
        package var database: DatabaseAddress
        package var webhook: WebhookSettings
        package var graph: GraphClient.Configuration
        package var installationKey: InstallationKey
        package var turnWorkers = 4
        package var senders = 2
        package var messagesPerSecond = 80
        /// How long a claimed send may be unsettled before it counts as lost with its process. Must be longer than any send
        /// may take, or messages that are merely slow are given up.
        package var staleSendSeconds = NewsPoller.staleAfterSeconds
        /// Names this process on the rows it claims; unique among the processes of one database.
        package var claimant: String

        package init(
            port: Int, database: DatabaseAddress, webhook: WebhookSettings, graph: GraphClient.Configuration,
            installationKey: InstallationKey, claimant: String
        ) {
            self.port = port
            self.database = database
            self.webhook = webhook
            self.graph = graph
            self.installationKey = installationKey
            self.claimant = claimant
        }
    }

    private let configuration: Configuration
    private let understander: Understander
    private let zones: TimeZoneDatabase
    private let clock: MovableClock
    private let logger: Logger
    /// For what the host program adds, such as the demo's page of bookings.
    private let addRoutes: @Sendable (Router<BasicRequestContext>) -> Void

    package init(
        _ configuration: Configuration, understander: Understander, zones: TimeZoneDatabase, clock: MovableClock,
        logger: Logger, addRoutes: @escaping @Sendable (Router<BasicRequestContext>) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.understander = understander
        self.zones = zones
        self.clock = clock
        self.logger = logger
        self.addRoutes = addRoutes
    }

    /// Serves until told to shut down gracefully or cancelled; what was begun is finished first.
    ///
    /// - Parameter onReady: told the port once deliveries are taken.
    /// - Throws: `PostgresError`, `ServerRoleProblem`, or what binding the port throws.
    package func run(onReady: @escaping @Sendable (Int) -> Void) async throws {
        // The webhook's answer must not wait for turns, so its connections are its own.
        let intakePool = try Pool(configuration.database, Pool.Configuration(size: 2))
        let workPool = try Pool(configuration.database, Pool.Configuration(size: configuration.turnWorkers + 4))
        let client = HTTPTransfer.Client()
        do {
            try await intakePool.withConnection { try ServerRoleCheck.run(on: $0) }
            await warnOfZones(workPool)
            try await services(intakePool, workPool, client, onReady: onReady).run()
        } catch {
            await close(intakePool, workPool, client)
            throw error
        }
        await close(intakePool, workPool, client)
    }

    /// Salons are served all the same: instants are made by our zones only. Whoever runs the server should know, though.
    private func warnOfZones(_ pool: Pool) async {
        let (zones, now) = (zones, clock.now)
        do {
            let differences = try await pool.withConnection { connection in
                try ZoneComparison.zonesInUse(on: connection).keys.sorted().compactMap { name -> String? in
                    let zone: Zone
                    do { zone = try zones.zone(named: name) } catch { return "\(name): \(error)" }
                    return try ZoneComparison.difference(of: zone, from: now, on: connection)?.text(in: "en")
                }
            }
            for difference in differences { logger.warning("a time zone differs", metadata: ["zone": "\(difference)"]) }
        } catch {
            logger.warning("time zones could not be compared", metadata: ["error": "\(error)"])
        }
    }

    private func close(_ intakePool: Pool, _ workPool: Pool, _ client: HTTPTransfer.Client) async {
        await intakePool.close()
        await workPool.close()
        await client.close()
    }

    private func services(
        _ intakePool: Pool, _ workPool: Pool, _ client: HTTPTransfer.Client, onReady: @escaping @Sendable (Int) -> Void
    ) -> ServiceGroup {
        let news = NewsBoard<TenantID>()
        let outgoing = NewsBoard<TenantID>()
        let freed = NewsBoard<TenantID>()
        let bots = BotCache(understander: understander, zones: zones)
        let intake = DatabaseIntake(
            pool: intakePool, channel: "whatsapp", news: news, clock: clock, logger: logger)
        let turns = TurnWorker(
            pool: workPool, news: news, outgoing: outgoing, bots: bots, clock: clock, logger: logger)
        let waitlist = WaitlistWorker(
            pool: workPool, freed: freed, news: news, bots: bots, clock: clock, logger: logger)
        let sender = OutboxSender(
            pool: workPool, outgoing: outgoing,
            accounts: SendingAccounts(pool: workPool, installationKey: configuration.installationKey),
            client: GraphClient(configuration.graph, client: client),
            rate: SendRate(perSecond: configuration.messagesPerSecond), clock: clock,
            claimant: configuration.claimant, logger: logger)
        let poller = NewsPoller(
            pool: workPool, news: news, outgoing: outgoing, freed: freed, clock: clock,
            staleAfterSeconds: configuration.staleSendSeconds, logger: logger)
        let listener = NewsListener(
            database: configuration.database, news: news, logger: logger)

        let router = Router()
        router.get("/healthz") { _, _ in HTTPResponse.Status.ok }
        WebhookRoutes(settings: configuration.webhook, intake: intake, logger: logger).add(to: router)
        addRoutes(router)
        let http = Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "salonflow"),
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? configuration.port) }, logger: logger)

        let turnWorkers = configuration.turnWorkers
        let senders = configuration.senders
        // Shut down in the reverse order: first nothing more comes in, then turns end, then what they said is sent.
        return ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: Crew(board: outgoing, size: senders) { await sender.run() }),
                    .init(service: Crew(board: news, size: turnWorkers) { await turns.run() }),
                    .init(service: Crew(board: freed, size: 1) { await waitlist.run() }),
                    .init(service: Lookout { await poller.run() }),
                    .init(service: Lookout { await listener.run() }),
                    .init(service: http),
                ], logger: logger))
    }
}

/// Equal workers at one board. They are let go when the board closes, and each finishes what it began.
private struct Crew: ServiceLifecycle.Service {
    let board: NewsBoard<TenantID>
    let size: Int
    let work: @Sendable () async -> Void

    func run() async throws {
        guard size > 0 else { return try await gracefulShutdown() }
        await withTaskCancellationOrGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<size { group.addTask { await work() } }
            }
        } onCancelOrGracefulShutdown: {
            board.close()
        }
    }
}

/// Something that only watches, and may be dropped at any moment.
private struct Lookout: ServiceLifecycle.Service {
    let watch: @Sendable () async -> Void

    func run() async throws { await cancelWhenGracefulShutdown { await watch() } }
}

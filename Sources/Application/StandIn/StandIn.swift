internal import HTTPTransfer
internal import Hummingbird
internal import JSON
package import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// Behaves as Meta's Cloud API does towards one server: takes sends, signs and posts webhooks, reports statuses, and
/// goes wrong when told to. People write to it from a page, from a terminal, or through the methods here.
///
/// The methods equal the control interface over HTTP; both act on one `StandInNetwork` under a lock.
package struct StandIn: Sendable {
    let core: StandInCore
    private let deliverer: WebhookDeliverer
    private let client: HTTPTransfer.Client
    private let logger: Logger

    /// Where the host program wants its clock to go.
    package enum ClockMove: Hashable, Sendable {
        case by(milliseconds: Int64)
        case to(milliseconds: Int64)
    }

    /// `clock` gives milliseconds since the epoch. `moveClock` moves the clock of the whole system; without it the
    /// phone page offers none to move.
    package init(
        settings: StandInSettings, clock: @escaping @Sendable () -> Int64, logger: Logger,
        moveClock: (@Sendable (ClockMove) async throws -> Void)? = nil
    ) {
        core = StandInCore(settings: settings, clock: clock, moveClock: moveClock)
        client = HTTPTransfer.Client(.init(concurrentRequests: max(4, settings.concurrentDeliveries * 2)))
        deliverer = WebhookDeliverer(
            core: core, client: client, concurrency: max(1, settings.concurrentDeliveries), logger: logger)
        self.logger = logger
    }

    /// Serves until cancelled or told to shut down gracefully. Port 0 takes a free one; `onReady` is told which.
    /// Throws when the port is taken.
    package func run(
        port: Int, host: String = "127.0.0.1", onReady: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws {
        let router = Router(context: StandInContext.self)
        GraphRoutes(core: core).add(to: router)
        let local = router.group().add(middleware: LoopbackGate())
        ControlRoutes(core: core, handshake: handshake).add(to: local)
        PhoneRoutes(core: core).add(to: local)
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "stand-in"),
            services: [deliverer],
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? port) },
            logger: logger)
        try await application.run()
    }

    /// Calls the webhook's `GET` the way Meta does when an address is set, and says whether it echoed the challenge.
    package func handshake() async -> HandshakeResult {
        await deliverer.handshake()
    }

    package struct HandshakeResult: Hashable, Sendable {
        package var status: Int?
        package var isVerified: Bool
        package var trouble: String?
    }

    // MARK: The control interface

    package func write(
        from waID: String, to phoneNumberID: String? = nil, _ message: CustomerMessage
    ) throws(ControlError) -> String {
        try core.change { network, now throws(ControlError) in
            try network.write(from: waID, to: phoneNumberID, message, now: now)
        }
    }

    /// Many people at once, for load. Writes all or, when one is refused, those before it.
    package func write(
        all messages: [(waID: String, phoneNumberID: String?, message: CustomerMessage)]
    ) throws(ControlError) -> [String] {
        try core.change { network, now throws(ControlError) in
            var ids: [String] = []
            for message in messages {
                ids.append(
                    try network.write(from: message.waID, to: message.phoneNumberID, message.message, now: now))
            }
            return ids
        }
    }

    package func transcript(_ waID: String, at phoneNumberID: String? = nil, after revision: Int = 0) -> [ChatEntry] {
        core.read { network, _ in network.transcript(waID, at: phoneNumberID, after: revision) }
    }

    package func acceptedMessages() -> [AcceptedMessage] { core.read { network, _ in network.acceptedMessages() } }

    package func callbackCounts() -> [String: CallbackCount] { core.read { network, _ in network.callbackCounts() } }

    package func deliveries() -> [DeliveryRecord] { core.read { network, _ in network.deliveries() } }

    /// Nothing is planned, waiting, in flight or to be repeated.
    package var isIdle: Bool { core.read { network, _ in network.isIdle } }

    package var faults: Faults { core.read { network, _ in network.faults } }

    package func setFaults(_ faults: Faults) { core.change { network, _ in network.faults = faults } }

    /// Updates that were waiting for an address go there now.
    package func setWebhookURL(_ url: String) { core.change { network, _ in network.settings.webhookURL = url } }

    /// The host program's page of bookings, once its address is known.
    package func setBookingsURL(_ url: String) { core.change { network, _ in network.settings.bookingsURL = url } }

    package func setCustomer(_ customer: Customer) { core.change { network, _ in network.setCustomer(customer) } }

    package func setTemplate(
        _ name: String, language: String, _ status: StandInSettings.Template.Status
    ) throws(ControlError) {
        try core.change { network, now throws(ControlError) in
            try network.setTemplate(name, language: language, status, now: now)
        }
    }

    /// All chats as text, for a host that wants them back after a restart; see `restore`.
    package func snapshot() -> [UInt8] { core.read { network, _ in network.snapshot().bytes() } }

    /// Takes back what `snapshot` gave. Answers of before the restart can then be tapped, and windows stay open.
    package func restore(_ snapshot: [UInt8]) throws(ControlError) {
        try core.change { network, _ throws(ControlError) in try network.restore(snapshot) }
    }
}

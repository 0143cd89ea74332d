internal import ArgumentParser
internal import DemoSalon
internal import BotFiles
internal import CivilTime
internal import Conversations
internal import Foundation
internal import Hummingbird
internal import Logging
internal import Postgres
internal import Publishing
internal import Salon
internal import SalonFiles
internal import Sealing
internal import Server
internal import ServiceLifecycle
internal import StandIn
internal import Storage
internal import UnixSignals
internal import Webhook
internal import WhatsApp

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Starts a whole salon on this machine: database, server, and a WhatsApp stand-in.",
        discussion: """
            Nothing to set up: a private PostgreSQL is started in the state folder, a nail studio is put into it, its flow \
            is published, and a page shows two phones that can write to it. Ctrl-C stops everything; started again, it \
            goes on where it was.
            """)

    @OptionGroup var database: DatabaseArguments
    @OptionGroup var speech: LanguageOption

    @Option(help: "The bot's folder, with its flow and salon.yaml.")
    var bot = "flows/nail-studio"

    @Option(help: "The server's port; 0 takes a free one.")
    var port = 8080

    @Option(help: "The stand-in's port; 0 takes a free one.")
    var standInPort = 8081

    @Option(
        help: ArgumentHelp(
            "Use a stand-in that runs already, instead of starting one.", valueName: "address"))
    var standIn: String?

    @Option(help: "Messages a second and number, at most. The channel allows 80.")
    var messagesPerSecond = 80

    @Option(help: "How much is logged to standard error: error, warning, info, debug.")
    var logLevel = LogDetail.error

    // For trials that kill the program: nobody waits a minute and a half for what a dead process had in hand.
    @Option(help: .hidden)
    var staleAfter = 90

    func run() async throws {
        let console = speech.console
        let opened = try await database.open(console)
        do {
            try await serve(opened, console)
        } catch {
            await opened.close()
            throw Self.explained(error, console)
        }
        await opened.close()
        console.talk(console.words(ru: "Остановлено.", en: "Stopped."))
    }

    private func serve(_ database: Database, _ console: Console) async throws {
        _ = try database.migrate()
        let toolchain = try Toolchain()
        var arguments = BotArguments()
        arguments.path = bot
        arguments.speech = speech
        let (folder, flow) = try arguments.compiled(toolchain)
        guard let salon = folder.salon else {
            throw arguments.salonMissing
        }
        let key = try database.folder.installationKey()
        let clock = MovableClock(offsetMilliseconds: DemoMemory.clockOffset(in: database.folder)) {
            Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        }
        try DemoSalon.prepare(
            try Connection(database.server), version: CompiledVersion(flow, folder: folder, toolchain: toolchain), salon: salon,
            key: key, now: clock.now)

        let logger = Logger(label: "salonflow", detail: logLevel)
        let ready = ReadyPorts()
        let folderOfState = database.folder
        guard let secret = AppSecret(DemoSalon.appSecret) else {
            throw OutsideFailure("The demo's app secret is empty.")
        }
        @Sendable func serveWebhook(graph: String) async throws {
            let server = SalonflowServer(
                configuration(database, key, secret, graph: graph), understander: toolchain.understander,
                zones: toolchain.zones, clock: clock, logger: logger,
                addRoutes: BookingsPage(database: database.server, clock: clock).add(to:))
            try await server.run { port in ready.set(server: port) }
        }
        var services: [any ServiceLifecycle.Service] = []
        if standIn == nil {
            let phones = StandIn(
                settings: DemoSalon.standInSettings(
                    webhookURL: "", bookingsURL: nil, zone: salon.catalogue.zone),
                clock: { clock.now.milliseconds }, logger: logger,
                moveClock: { move in
                    let now = clock.now.milliseconds
                    let distance =
                        switch move {
                        case .by(let milliseconds): milliseconds
                        case .to(let moment): moment - now
                        }
                    guard distance >= 0 else { throw ClockGoesForward() }
                    clock.advance(milliseconds: distance)
                    try DemoMemory.keep(clockOffset: clock.offsetMilliseconds, in: folderOfState)
                })
            DemoMemory.restore(phones, from: database.folder, logger: logger)
            let standInPort = standInPort
            services.append(
                BlockService { try await phones.run(port: standInPort) { port in ready.set(standIn: port) } })
            services.append(
                BlockService {
                    guard let ports = await ready.both() else { return }
                    phones.setWebhookURL("http://127.0.0.1:\(ports.server)/webhook/whatsapp")
                    phones.setBookingsURL("http://127.0.0.1:\(ports.server)/bookings")
                    announce(ports, console)
                    await DemoMemory.keepUpToDate(phones, in: folderOfState, logger: logger)
                })
            if console.isInteractive {
                services.append(
                    BlockService {
                        guard let ports = await ready.both() else { return }
                        await TerminalChat(
                            address: "http://127.0.0.1:\(ports.standIn)", waID: DemoSalon.phones[0].waID, console: console
                        ).run()
                    })
            }
        } else {
            services.append(
                BlockService {
                    guard let port = await ready.server() else { return }
                    console.data("salonflow http://127.0.0.1:\(port)/webhook/whatsapp")
                    await untilShutdown()
                })
        }
        let given = standIn
        services.append(
            BlockService {
                if let given { return try await serveWebhook(graph: given) }
                // The stand-in's port may be one the system chooses, so it is asked for when there is one.
                guard let port = await ready.standIn() else { return }
                try await serveWebhook(graph: "http://127.0.0.1:\(port)")
            })
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0, successTerminationBehavior: .ignore) },
                gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
        ).run()
    }

    private func configuration(
        _ database: Database, _ key: InstallationKey, _ secret: AppSecret, graph: String
    ) -> SalonflowServer.Configuration {
        var configuration = SalonflowServer.Configuration(
            port: port, database: database.server,
            webhook: WebhookSettings(appSecret: secret, verifyToken: DemoSalon.verifyToken),
            graph: GraphClient.Configuration(baseURL: graph), installationKey: key,
            claimant: "demo-\(ProcessInfo.processInfo.processIdentifier)")
        configuration.messagesPerSecond = messagesPerSecond
        configuration.staleSendSeconds = staleAfter
        return configuration
    }

    private func announce(_ ports: ReadyPorts.Both, _ console: Console) {
        let page = "http://127.0.0.1:\(ports.standIn)/"
        console.data(
            console.words(
                ru: """
                    Готово.
                      Телефоны клиентов: \(page)
                      Записи салона:     http://127.0.0.1:\(ports.server)/bookings
                      То же в терминале: salonflow phone --stand-in \(page)
                    Напишите, например: хочу на маникюр завтра в 3 к Ане
                    Ctrl-C — остановить.
                    """,
                en: """
                    Ready.
                      The customers' phones: \(page)
                      The salon's bookings:  http://127.0.0.1:\(ports.server)/bookings
                      The same in a terminal: salonflow phone --stand-in \(page)
                    Write, for instance: book me a manicure tomorrow at 3 with Anna
                    Ctrl-C stops it.
                    """))
    }

    /// What went wrong outside, in words that say what to do.
    static func explained(_ error: any Error, _ console: Console) -> any Error {
        if error is ExitCode || error is OutsideFailure { return error }
        let words = "\(error)"
        if words.contains("Address already in use") || words.contains("errno: 98") {
            return OutsideFailure(
                console.words(
                    ru: "Порт занят другой программой (возможно, демо уже запущено). Остановите её или выберите порты: --port, --stand-in-port.",
                    en: "The port is in use by another program (perhaps the demo runs already). Stop it, or choose ports with --port and --stand-in-port."))
        }
        return OutsideFailure(error)
    }
}

private struct ClockGoesForward: Error, CustomStringConvertible {
    var description: String { "the clock only goes forward" }
}


internal import ArgumentParser
internal import BotFiles
internal import CivilTime
internal import Conversations
internal import Foundation
internal import Logging
internal import Server
internal import ServiceLifecycle
internal import UnixSignals
internal import Webhook
internal import WhatsApp

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Runs the server of all salons.",
        discussion: """
            WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN come from the environment; the database is DATABASE_URL (the \
            server's role), else the private PostgreSQL of the state folder. Any number of servers may share a database.
            """)

    @OptionGroup var database: DatabaseArguments
    @OptionGroup var speech: LanguageOption

    @Option(help: "The address to listen at.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 takes a free one.")
    var port = 8080

    @Option(help: "The Graph API's address.")
    var graph = "https://graph.facebook.com"

    @Option(help: "The Graph API's version.")
    var graphVersion = "v26.0"

    @Option(help: "How much is logged to standard error: error, warning, info, debug.")
    var logLevel = LogDetail.info

    func run() async throws {
        let console = speech.console
        let environment = ProcessInfo.processInfo.environment
        func required(_ name: String) throws -> String {
            guard let value = environment[name], !value.isEmpty else {
                throw OutsideFailure(
                    "\(name) is not set. It is in the app's dashboard at Meta (the secret) or of your own choice (the verify token).")
            }
            return value
        }
        guard let secret = AppSecret(try required("WHATSAPP_APP_SECRET")) else {
            throw OutsideFailure("WHATSAPP_APP_SECRET is empty.")
        }
        let webhook = WebhookSettings(appSecret: secret, verifyToken: try required("WHATSAPP_VERIFY_TOKEN"))
        let opened = try await database.open(console)
        do {
            if opened.cluster != nil { _ = try opened.migrate() }
            try await serve(opened, webhook, console)
        } catch {
            await opened.close()
            throw DemoCommand.explained(error, console)
        }
        await opened.close()
    }

    private func serve(_ database: Database, _ webhook: WebhookSettings, _ console: Console) async throws {
        let toolchain = try Toolchain()
        let logger = Logger(label: "salonflow", detail: logLevel)
        var configuration = SalonflowServer.Configuration(
            port: port, database: database.server, webhook: webhook,
            graph: GraphClient.Configuration(baseURL: graph, version: graphVersion),
            installationKey: try database.folder.installationKey(),
            claimant: "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)")
        configuration.host = host
        let server = SalonflowServer(
            configuration, understander: toolchain.understander, zones: toolchain.zones,
            clock: MovableClock { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }, logger: logger)
        let host = host
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: BlockService {
                            try await server.run { port in
                                console.data("salonflow http://\(host):\(port)/webhook/whatsapp")
                            }
                        })
                ], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
        ).run()
    }
}

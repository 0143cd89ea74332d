internal import ArgumentParser
internal import DemoSalon
internal import CivilTime
internal import Foundation
internal import Logging
internal import StandIn

struct StandInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stand-in", abstract: "Runs the WhatsApp stand-in alone, as a process of its own.",
        discussion: """
            It behaves as the Cloud API does, errors included, and can be told over its control interface to duplicate, \
            delay, reorder, fail and limit. It carries the demo's number.
            """)

    @OptionGroup var speech: LanguageOption

    @Option(help: "The port; 0 takes a free one.")
    var port = 8081

    @Option(help: "Where webhooks are posted.")
    var webhook = "http://127.0.0.1:8080/webhook/whatsapp"

    @Option(help: "Messages a second and number, in and out together.")
    var throughput = 80

    func run() async throws {
        let console = speech.console
        var settings = DemoSalon.standInSettings(webhookURL: webhook, bookingsURL: nil, zone: .utc)
        settings.throughputPerSecond = throughput
        let logger = Logger(label: "stand-in", detail: .error)
        let standIn = StandIn(
            settings: settings, clock: { Int64(Date().timeIntervalSince1970 * 1000) }, logger: logger)
        do {
            try await standIn.run(port: port) { port in console.data("stand-in http://127.0.0.1:\(port)") }
        } catch {
            throw DemoCommand.explained(error, console)
        }
    }
}

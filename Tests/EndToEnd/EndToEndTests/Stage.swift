import CivilTime
import DemoSalon
import Foundation
import HTTPTransfer
import JSON
import Logging
import Postgres
import PrivateCluster
import StandIn
import Synchronization
import TimeZones

/// One test's world: a stand-in in this process that plays Meta and the customers, a state folder, and the program under
/// test, which can be stopped, killed and started again.
final class Stage: Sendable {
    let standIn: StandIn
    /// Where the stand-in is, without a slash at the end.
    let address: String
    let zone: Zone
    let folder: TestFolder
    let client = HTTPTransfer.Client()
    private let serving: Task<Void, any Error>
    private let clock: StageClock
    private let running = Mutex<RunningProgram?>(nil)
    private let serverAddress = Mutex("")

    var state: String { folder.path + "/state" }
    var program: RunningProgram? { running.withLock { $0 } }
    /// Where the program serves, without a slash at the end.
    var server: String { serverAddress.withLock { $0 } }

    /// Runs a test with a stage whose program has started, and puts everything away however the test ends.
    static func with(_ body: (Stage) async throws -> Void) async throws {
        let stage = try await Stage()
        do {
            try await stage.start()
            try await body(stage)
        } catch {
            await stage.close()
            throw error
        }
        await stage.close()
    }

    private init() async throws {
        let clock = StageClock()
        self.clock = clock
        zone = try TimeZoneDatabase().zone(named: "Asia/Almaty")
        var settings = DemoSalon.standInSettings(webhookURL: "", bookingsURL: nil, zone: zone)
        settings.throughputPerSecond = 100_000
        settings.statusDelays = StandInSettings.StatusDelays(sent: 5, delivered: 10, read: 20)
        settings.retryScale = 0.02
        settings.concurrentDeliveries = 32
        var logger = Logger(label: "stand-in") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        let standIn = StandIn(
            settings: settings, clock: { clock.now.milliseconds }, logger: logger)
        let (ports, readiness) = AsyncStream<Int>.makeStream()
        let serving = Task {
            defer { readiness.finish() }
            try await standIn.run(port: 0) { readiness.yield($0) }
        }
        self.serving = serving
        self.standIn = standIn
        guard let port = await ports.first(where: { _ in true }) else {
            try await serving.value
            throw RunningProgram.Unfulfilled(description: "the stand-in did not start")
        }
        address = "http://127.0.0.1:\(port)"
        folder = try TestFolder()
    }

    /// Seconds after which a send that a killed program had in hand counts as lost.
    static let staleAfter = 3

    func start() async throws {
        let program = try await Salonflow.start([
            "demo", "--state", state, "--port", "0", "--stand-in", address, "--messages-per-second", "100000",
            "--stale-after", String(Stage.staleAfter), "--lang", "en",
        ])
        running.withLock { $0 = program }
        let line = try await program.line(beginning: "salonflow ")
        let webhook = String(line.dropFirst("salonflow ".count))
        serverAddress.withLock { $0 = String(webhook.dropLast("/webhook/whatsapp".count)) }
        standIn.setWebhookURL(webhook)
    }

    /// Asks the program to stop, as Ctrl-C does.
    func stop() async throws -> RunningProgram.Ending {
        guard let program else { throw RunningProgram.Unfulfilled(description: "nothing runs") }
        program.kill(SIGTERM)
        return try await program.ending()
    }

    var now: Instant { clock.now }

    /// Stops the program and starts it with a clock that is so much later, the network's as well: time passed meanwhile.
    func pass(minutes: Int) async throws {
        _ = try await stop()
        clock.advance(minutes: minutes)
        try Data("\(clock.ahead)\n".utf8).write(to: URL(filePath: state + "/demo-clock"))
        try await start()
    }

    /// Lets the night pass, in which salons write to nobody: the clock is at ten at the earliest and well before evening.
    func untilDay() async throws {
        let minutes = zone.civil(at: now).time.minutes
        guard !(600..<1080).contains(minutes) else { return }
        try await pass(minutes: (600 - minutes + 1440) % 1440)
    }

    /// `kill -9`; returns when the program is gone. Its PostgreSQL goes down by itself, and the next start waits for that.
    func kill() async throws {
        guard let program else { throw RunningProgram.Unfulfilled(description: "nothing runs") }
        program.kill(SIGKILL)
        _ = try await program.ending()
    }

    /// Waits until something is so, as long as the program runs.
    func until(
        _ what: String, within seconds: Double = 30, every pause: Double = 0.005,
        _ isSo: @escaping @Sendable () throws -> Bool
    ) async throws {
        guard let program else { throw RunningProgram.Unfulfilled(description: "nothing runs") }
        try await program.until(what, within: seconds, every: pause, isSo)
    }

    private func close() async {
        let database = databaseProcess
        if let program, !program.hasEnded {
            program.kill(SIGTERM)
            // A program that does not stop is killed by `ending`; what it said matters to the tests of stopping only.
            _ = try? await program.ending(within: 20)
        }
        if let database {
            // The folder is removed under nobody's feet.
            _ = try? await onThread { Stage.waitForEnd(of: database, upTo: 20) }
        }
        serving.cancel()
        _ = await serving.result
        await client.close()
    }

    // MARK: The database

    /// Connected as the role that sees all salons, which the server's role must not.
    func database() throws -> Connection {
        let names = PrivateCluster.Names()
        return try Connection(
            DatabaseAddress(
                socketDirectory: state + "/run", port: 5432, user: names.bootstrapRole, database: names.database))
    }

    /// The process of the private PostgreSQL, by the lock file it keeps while it runs.
    var databaseProcess: pid_t? { Stage.databaseProcess(in: state) }

    static func databaseProcess(in state: String) -> pid_t? {
        let file = FileManager.default.contents(atPath: state + "/postgres/postmaster.pid")
        return file.flatMap { String(decoding: $0, as: UTF8.self).split(separator: "\n").first.flatMap { pid_t($0) } }
    }

    /// Whether the process ended in time. A process that is no child of ours can only be asked after.
    static func waitForEnd(of process: pid_t, upTo seconds: Double) -> Bool {
        let condition = NSCondition()
        let deadline = Date().addingTimeInterval(seconds)
        condition.lock()
        defer { condition.unlock() }
        while Foundation.kill(process, 0) == 0 {
            if Date() > deadline { return false }
            _ = condition.wait(until: Date().addingTimeInterval(0.01))
        }
        return true
    }

    /// What `salonflow bookings --json` prints, parsed.
    func listedBookings() async throws -> [JSONValue] {
        let ending = try await Salonflow.run(["bookings", "--state", state, "--json", "--lang", "en"])
        guard ending.code == 0 else { throw RunningProgram.Unfulfilled(description: "bookings: \(ending)") }
        return try ending.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    // MARK: One customer

    func write(_ text: String, from waID: String) throws { _ = try standIn.write(from: waID, .text(text)) }

    /// Taps the choice of that title on a message.
    func tap(_ title: String, on message: ChatEntry, from waID: String) throws {
        guard let choice = message.content.choices.first(where: { $0.title == title }) else {
            throw RunningProgram.Unfulfilled(
                description: "no choice “\(title)” among \(message.content.choices.map(\.title)) of “\(message.content.body)”")
        }
        _ = try standIn.write(from: waID, .tap(messageID: message.id, choiceID: choice.id))
    }

    /// The salon's messages on a phone, once there are as many.
    func messages(to waID: String, count: Int) async throws -> [ChatEntry] {
        @Sendable func shown() -> [ChatEntry] {
            answers(to: waID).filter(\.isShown)
        }
        try await until("\(count) messages to \(waID)") { shown().count >= count }
        return shown()
    }

    /// All the salon wrote to a phone, without reminders, which depend on the hour the tests run at.
    func answers(to waID: String) -> [ChatEntry] {
        standIn.transcript(waID).filter { $0.author == .business && $0.content.kind != .template }
    }

    /// A chat as text, for the account of what went wrong.
    func talk(with waID: String) -> String {
        standIn.transcript(waID).map { entry in
            let choices = entry.content.choices.map { "[\($0.title)]" }.joined(separator: " ")
            return "\(entry.author): \(entry.content.body) \(choices)"
        }.joined(separator: "\n")
    }

    /// Nothing is under way any more: every webhook is delivered, every message processed, everything sent.
    func untilQuiet(within seconds: Double = 30) async throws {
        try await until("nothing is under way", within: seconds, every: 0.05) { [self] in try isQuiet() }
    }

    func isQuiet() throws -> Bool {
        guard standIn.isIdle else { return false }
        let open = try database().execute(LedgerStatements.open)[0]
        // Looked at again: what was sent since the first look has statuses to come.
        return try open.int(0) == 0 && open.int(1) == 0 && standIn.isIdle
    }
}

/// The machine's clock and what a test adds to it.
private final class StageClock: Sendable {
    private let added = Mutex<Int64>(0)

    /// Milliseconds.
    var ahead: Int64 { added.withLock { $0 } }
    var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000) + ahead) }

    func advance(minutes: Int) { added.withLock { $0 += Int64(minutes) * 60_000 } }
}

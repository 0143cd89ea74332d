internal import ArgumentParser
internal import BotFiles
internal import CivilTime
internal import Conversations
internal import FlowMachine
internal import FlowMigration
internal import FlowSyntax
internal import JSON
internal import Postgres
internal import Publishing
internal import Salon
internal import Storage
internal import TimeZones

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Makes an earlier version live again, while customers go on talking.",
        discussion: """
            Without VERSION it is the one that was live before. Whoever is in the middle of talking goes on with it from the \
            next message on; where it has no place for what a customer was asked, the flow begins anew with what they said, or \
            the conversation ends where the flow is gone as well. Bookings stay as they are. What happens to the conversations \
            is told; with --dry-run nothing else happens.
            """)

    @Argument(help: "The number of a version, as salonflow versions lists them.")
    var version: Int?

    @OptionGroup var salon: SalonArguments
    @OptionGroup var author: AuthorArguments

    @ArgumentParser.Option(help: "Why, for those who read the list of moves.")
    var reason = ""

    @Flag(help: "The version names services or masters that the salon no longer has, and it is meant all the same.")
    var anyway = false

    @Flag(help: "Only tells what would happen.")
    var dryRun = false

    func run() async throws {
        let console = salon.speech.console
        let toolchain = try Toolchain()
        try await salon.withSalon { access in
            let before = try await access.transaction { connection in
                let versions = FlowVersions(connection)
                let live = try versions.live()
                return Before(
                    live: live, target: try versions.machine(try number(live: live?.number, versions, console)),
                    catalogue: try SalonCatalogueStore(connection).catalogue(preferring: nil, toolchain.zones))
            }
            let (live, target, catalogue) = (before.live, before.target, before.catalogue)
            let machine = try salon.read(target)
            if !anyway { try salon.checkNames(of: machine, in: catalogue, of: target.number) }
            var bots: (live: Bot, candidate: Bot)?
            if let live, let before = try? live.read() {
                bots = (try toolchain.bot(before, catalogue: catalogue), try toolchain.bot(machine, catalogue: catalogue))
            }
            let outcome = try await access.transaction { connection in
                try roll(back: target.number, from: live?.number, machine, bots, connection)
            }
            switch outcome {
            case .success(let forecast): report(target.number, forecast, console)
            case .failure(let moved):
                console.talk(moved.words(console, in: catalogue.zone))
                throw ExitCode(ExitStatus.findings)
            }
        }
    }

    private struct Before: Sendable {
        var live: StoredMachine?
        var target: StoredMachine
        var catalogue: SalonCatalogue
    }

    private func number(live: Int?, _ versions: FlowVersions, _ console: Console) throws -> Int {
        func refuse(_ russian: String, _ english: String) -> ExitCode {
            console.talk(console.words(ru: russian, en: english))
            return ExitCode(ExitStatus.findings)
        }
        guard let live else {
            throw refuse(
                "У этого салона ещё нет ни одной версии. Опубликуйте бота: salonflow publish.",
                "This salon has no version yet. Publish a bot: salonflow publish.")
        }
        guard let version else {
            guard let before = try versions.liveBefore().first else {
                throw refuse(
                    "Возвращаться некуда: версия \(live) — первая.", "There is nothing to go back to: version \(live) is the first.")
            }
            return before
        }
        if version == live {
            throw refuse("Версия \(version) и так действует.", "Version \(version) is live already.")
        }
        guard try versions.line(version) != nil else {
            let latest = try versions.list().first?.number ?? live
            throw refuse(
                "Версии \(version) нет: есть от 1 до \(latest). Список: salonflow versions.",
                "There is no version \(version): there are those from 1 to \(latest). salonflow versions lists them.")
        }
        return version
    }

    private func roll(
        back number: Int, from live: Int?, _ machine: Machine, _ bots: (live: Bot, candidate: Bot)?, _ connection: Connection
    ) throws -> Result<MoveForecast, LiveVersionMoved> {
        let now = Instant.present
        let versions = FlowVersions(connection)
        do {
            try versions.lock(expecting: .version(live))
            let forecast = try Forecaster(connection, now: now).forecast(MachineOutline(machine), bots: bots)
            if !dryRun {
                try versions.move(to: number, FlowMove(kind: .rollback, by: author.name, reason: reason), at: now)
            }
            return .success(forecast)
        } catch let moved as LiveVersionMoved {
            return .failure(moved)
        }
    }

    private func report(_ number: Int, _ forecast: MoveForecast, _ console: Console) {
        if salon.json {
            var object = JSONObject()
            object["version"] = .number(JSONNumber(number))
            object["moved"] = .bool(!dryRun)
            object["from"] = forecast.live.map { .number(JSONNumber($0)) } ?? .null
            object["conversations"] = ForecastReport(forecast: forecast, console: console).json
            return console.data(bytes: JSONValue.object(object).bytes() + [UInt8(ascii: "\n")])
        }
        ForecastReport(forecast: forecast, console: console).write()
        if dryRun {
            return console.talk(console.words(ru: "Это только проба: ничего не изменилось.", en: "This was a dry run: nothing changed."))
        }
        let before = forecast.live.map(String.init) ?? "?"
        console.data(
            console.words(
                ru: "Действует версия \(number), до этого была \(before).", en: "Version \(number) is live; it was \(before) before."))
    }
}

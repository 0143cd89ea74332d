internal import ArgumentParser
internal import BotFiles
internal import CivilTime
internal import Conversations
internal import FlowCompiler
internal import FlowDiagnostics
internal import FlowMachine
internal import FlowMigration
internal import JSON
internal import Postgres
internal import Publishing
internal import Salon
internal import SalonFiles
internal import Storage
internal import TimeZones

struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Makes a bot live in a salon, while its customers go on talking.",
        discussion: """
            The bot is checked first; whatever is an error, or would leave customers who are talking without a way on, stops \
            it, and nothing changes. Then what happens to the conversations that are under way is told, and the version is \
            live: the next message of every customer is answered by it. `salonflow rollback` takes it back. The last talks \
            are replayed on it as well, and with --threshold nothing is published that would have lost more of them. Ends \
            with 0 when the version is live (or was already), 1 when something is wrong with it, the threshold is exceeded \
            or somebody else published meanwhile.
            """)

    @Argument(help: "A bot's folder (flow files and a salon.yaml) or a single flow file.")
    var path: String

    @OptionGroup var salon: SalonArguments
    @OptionGroup var author: AuthorArguments

    @ArgumentParser.Option(help: "What is new, for those who read the list of versions.")
    var message = ""

    @ArgumentParser.Option(help: "Publish only if this version is live: what was looked at before still holds.")
    var expect: Int?

    @ArgumentParser.Option(help: "How many of the last talks are replayed on it first; 0 for none.")
    var replay = 200

    @ArgumentParser.Option(
        help: ArgumentHelp(
            "Of the replayed talks that achieved something, the share that may lose it, in percent; more, or a new error, "
                + "and nothing is published.",
            valueName: "percent"))
    var threshold: Double?

    @Flag(help: "The folder's salon.yaml names another salon, and it is meant all the same.")
    var otherSalon = false

    @Flag(help: "Only tells what would happen.")
    var dryRun = false

    func validate() throws {
        guard (0...100_000).contains(replay) else { throw ValidationError("--replay is a number from 0 to 100000.") }
        if let threshold, !(0...100).contains(threshold) { throw ValidationError("--threshold is a percentage from 0 to 100.") }
        if threshold != nil, replay == 0 { throw ValidationError("--threshold needs talks to replay: --replay 200.") }
    }

    func run() async throws {
        let console = salon.speech.console
        let toolchain = try Toolchain()
        var bot = BotArguments()
        bot.path = path
        bot.speech = salon.speech
        let folder = try bot.read(toolchain)
        try await salon.withSalon { access in
            let before = try await access.transaction { connection in
                let versions = FlowVersions(connection)
                return Before(
                    live: try versions.live(), lastMove: try versions.moves(limit: 1).first,
                    catalogue: try SalonCatalogueStore(connection).catalogue(
                        preferring: folder.salon?.catalogue.slug, toolchain.zones))
            }
            // What is looked at from here on is what was live just now; that it still is is seen again under the lock.
            if let expect, expect != before.live?.number {
                return try report(.overtaken(before.moved(from: expect)), before.catalogue.zone, console)
            }
            try salon.check(folder, at: path, belongsTo: before.catalogue, otherSalon: otherSalon)
            let running = try? before.live?.read()
            let flow = try salon.compiled(folder, for: before.catalogue, against: running, toolchain)
            let version = CompiledVersion(flow, folder: folder, toolchain: toolchain)
            let bots = try before.bots(with: version.machine, toolchain)
            let review = try await VersionReview(
                from: running, to: version.machine, replaying: replay, access: access, toolchain: toolchain)
            if !salon.json { review.write(console) }
            if let refusal = threshold.flatMap({ review.refusal(atMost: $0, console) }) {
                console.talk(refusal)
                throw ExitCode(ExitStatus.findings)
            }
            let outcome = try await access.transaction { connection in
                try publish(version, expecting: before.live?.number, bots, connection)
            }
            try report(outcome, before.catalogue.zone, console)
        }
    }

    /// What was there when the command began.
    private struct Before: Sendable {
        var live: StoredMachine?
        var lastMove: FlowMoveLine?
        var catalogue: SalonCatalogue

        func moved(from expected: Int) -> LiveVersionMoved {
            LiveVersionMoved(expected: expected, found: live?.number, lastMove: lastMove)
        }

        /// Nil where nothing is live, or what is cannot be read.
        func bots(with candidate: Machine, _ toolchain: Toolchain) throws -> (live: Bot, candidate: Bot)? {
            guard let live, let machine = try? live.read() else { return nil }
            return (try toolchain.bot(machine, catalogue: catalogue), try toolchain.bot(candidate, catalogue: catalogue))
        }
    }

    private enum Outcome: Sendable {
        case published(Publication, MoveForecast)
        case wouldPublish(MoveForecast)
        case blocked(MoveForecast)
        case overtaken(LiveVersionMoved)
    }

    private func publish(
        _ version: CompiledVersion, expecting expected: Int?, _ bots: (live: Bot, candidate: Bot)?, _ connection: Connection
    ) throws -> Outcome {
        let now = Instant.present
        let versions = FlowVersions(connection)
        do {
            try versions.lock(expecting: .version(expected))
            let forecast = try Forecaster(connection, now: now).forecast(MachineOutline(version.machine), bots: bots)
            guard forecast.blocking.isEmpty else { return .blocked(forecast) }
            if dryRun { return .wouldPublish(forecast) }
            let publication = try versions.publish(version.published(by: author.name, message: message), at: now)
            return .published(publication, forecast)
        } catch let moved as LiveVersionMoved {
            return .overtaken(moved)
        }
    }

    // MARK: Telling

    private func report(_ outcome: Outcome, _ zone: Zone, _ console: Console) throws {
        switch outcome {
        case .published(let publication, let forecast):
            if salon.json { return tell(["version": .number(JSONNumber(publication.number)), "published": .bool(publication.isNew)], forecast, console) }
            guard publication.isNew else {
                return console.talk(
                    console.words(
                        ru: "Ничего не изменилось: эти файлы уже действуют, это версия \(publication.number).",
                        en: "Nothing changed: these files are live already, as version \(publication.number)."))
            }
            ForecastReport(forecast: forecast, console: console).write()
            console.data(
                console.words(
                    ru: "Действует версия \(publication.number). Вернуть прежнюю: salonflow rollback.",
                    en: "Version \(publication.number) is live. To take it back: salonflow rollback."))
        case .wouldPublish(let forecast):
            if salon.json { return tell(["version": .null, "published": .bool(false)], forecast, console) }
            ForecastReport(forecast: forecast, console: console).write()
            console.talk(console.words(ru: "Это только проба: ничего не опубликовано.", en: "This was a dry run: nothing was published."))
        case .blocked(let forecast):
            if salon.json { tell(["version": .null, "published": .bool(false)], forecast, console) }
            tellBlocked(forecast, console)
            throw ExitCode(ExitStatus.findings)
        case .overtaken(let moved):
            console.talk(moved.words(console, in: zone))
            throw ExitCode(ExitStatus.findings)
        }
    }

    private func tellBlocked(_ forecast: MoveForecast, _ console: Console) {
        guard let plan = forecast.plan else { return }
        let words = MigrationWords(plan, language: console.messageLanguage)
        console.talk(
            console.words(
                ru: "Ничего не опубликовано: клиентам, которые ждут в этих местах, в новой версии нечего ответить.",
                en: "Nothing was published: customers who wait in these places would have nowhere to go on in the new version."))
        for state in forecast.blocking { console.talk("  " + words.line(state, plan.fate(of: state))) }
        console.talk(
            console.words(
                ru: "Если шаг переименован, напишите в новом `was СТАРОЕ-ИМЯ`; если он больше не нужен, напишите в сценарии "
                    + "`restart СТАРОЕ-ИМЯ`. Подробно: salonflow lint \(path) --against live.",
                en: "If a step was renamed, write `was OLD-NAME` in the new one; if it is not needed any more, write "
                    + "`restart OLD-NAME` in the flow. In detail: salonflow lint \(path) --against live."))
    }

    private func tell(_ members: KeyValuePairs<String, JSONValue>, _ forecast: MoveForecast, _ console: Console) {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        object["from"] = forecast.live.map { .number(JSONNumber($0)) } ?? .null
        object["conversations"] = ForecastReport(forecast: forecast, console: console).json
        object["blocking"] = .array(
            forecast.blocking.map { state in forecast.plan.map { .string($0.from[state.step].name) } ?? .null })
        console.data(bytes: JSONValue.object(object).bytes() + [UInt8(ascii: "\n")])
    }
}

extension LiveVersionMoved {
    /// - Parameter zone: the salon's, for the moment of the move that came in between.
    func words(_ console: Console, in zone: Zone) -> String {
        func name(_ version: Int?) -> String {
            version.map { console.words(ru: "версия \($0)", en: "version \($0)") } ?? console.words(ru: "ничего", en: "nothing")
        }
        let who = lastMove.map { " (\($0.move.author), \(zone.civil(at: $0.at).iso))" } ?? ""
        return console.words(
            ru: "Ничего не опубликовано: ожидалось, что действует \(name(expected)), а действует \(name(found))\(who). "
                + "Посмотрите, что изменилось: salonflow diff live, и опубликуйте ещё раз.",
            en: "Nothing was published: \(name(expected)) was expected to be live, and \(name(found)) is\(who). "
                + "See what changed with salonflow diff live, and publish again.")
    }
}

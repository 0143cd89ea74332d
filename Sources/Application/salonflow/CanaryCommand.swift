internal import ArgumentParser
internal import BotFiles
internal import CivilTime
internal import FlowMachine
internal import FlowMigration
internal import Foundation
internal import JSON
internal import Postgres
internal import Publishing
internal import Salon
internal import SalonFiles
internal import Storage
internal import Versions

struct CanaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "canary",
        abstract: "Tries a version on a share of new talks, beside the one that is live.",
        discussion: """
            The server compares how talks end on either: how many customers got it done, were handed to a person, were not \
            understood, or met an error. A version that is worse is rolled back by itself and the owner is told why; one that \
            is as good at the planned number of talks becomes live. flows/canary.md says what counts as worse.
            """,
        subcommands: [Start.self, Status.self, Stop.self, Promote.self])
}

extension CanaryCommand {
    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a version a share of new talks; talks that are under way stay on the live one.")

        @Argument(help: ArgumentHelp("A bot's folder or flow file, or the number of a version that is stored.", valueName: "bot|version"))
        var target: String

        @OptionGroup var salon: SalonArguments
        @OptionGroup var author: AuthorArguments

        @ArgumentParser.Option(help: "Percent of new talks, 1 to 90. The less, the longer it takes; above 50 the live one has few to compare with.")
        var share: Int

        @ArgumentParser.Option(help: "After how many of its talks it is decided, 20 to 10000.")
        var talks: Int = 200

        @ArgumentParser.Option(help: "Why, for those who read the list of moves.")
        var message: String

        @Flag(help: "The folder's salon.yaml names another salon, and it is meant all the same.")
        var otherSalon = false

        @Flag(help: "The version names services or masters that the salon no longer has, and it is meant all the same.")
        var anyway = false

        @Flag(help: "Only tells what would happen.")
        var dryRun = false

        func validate() throws {
            guard CanaryTest.shares.contains(share) else {
                throw ValidationError("--share is a percentage from \(CanaryTest.shares.lowerBound) to \(CanaryTest.shares.upperBound).")
            }
            guard CanaryTest.plannedTalks.contains(talks) else {
                throw ValidationError(
                    "--talks is a number from \(CanaryTest.plannedTalks.lowerBound) to \(CanaryTest.plannedTalks.upperBound).")
            }
            guard message.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--message says why, in a few words.") }
        }

        /// What is to be tried: stored already, or compiled just now.
        private enum Candidate: Sendable {
            case stored(Int, Machine)
            case new(CompiledVersion)

            var machine: Machine {
                switch self {
                case .stored(_, let machine): machine
                case .new(let version): version.machine
                }
            }
        }

        private enum Outcome: Sendable {
            /// The number is nil where nothing was stored.
            case started(version: Int?, against: Int?, MoveForecast)
            case blocked(MoveForecast)
            case refused(CanaryRefused)
            case same(Int)
        }

        func run() async throws {
            let console = salon.speech.console
            let toolchain = try Toolchain()
            let number = FileManager.default.fileExists(atPath: target) ? nil : Int(target)
            var bot = BotArguments()
            bot.path = target
            bot.speech = salon.speech
            let folder = try number == nil ? bot.read(toolchain) : nil
            try await salon.withSalon { access in
                let (catalogue, live, stored) = try await access.transaction { connection in
                    let versions = FlowVersions(connection)
                    let line = try number.flatMap { try versions.line($0) }
                    return (
                        try SalonCatalogueStore(connection).catalogue(preferring: folder?.salon?.catalogue.slug, toolchain.zones),
                        try versions.live(), try line.map { try versions.machine($0.number) }
                    )
                }
                let candidate: Candidate
                if let folder {
                    try salon.check(folder, at: target, belongsTo: catalogue, otherSalon: otherSalon)
                    // It may become live by itself: the customers of the live version have to go on in it.
                    let flow = try salon.compiled(folder, for: catalogue, against: try? live?.read(), toolchain)
                    candidate = .new(CompiledVersion(flow, folder: folder, toolchain: toolchain))
                } else if let number, let stored {
                    let machine = try salon.read(stored)
                    if !anyway { try salon.checkNames(of: machine, in: catalogue, of: number) }
                    candidate = .stored(number, machine)
                } else {
                    throw refusal(.noSuchVersion(number ?? 0), console)
                }
                let outcome = try await access.transaction { try start(candidate, on: $0) }
                try report(outcome, console)
            }
        }

        private func start(_ candidate: Candidate, on connection: Connection) throws -> Outcome {
            let now = Instant.present
            let versions = FlowVersions(connection)
            let canaries = FlowCanaries(connection)
            try canaries.lock()
            var new = NewCanary(version: 0, share: share, plannedTalks: talks, author: author.name, reason: message)
            var isStored = false
            if case .stored(let number, _) = candidate { (new.version, isStored) = (number, true) }
            do { try canaries.check(new, isStored: isStored) } catch let refused as CanaryRefused { return .refused(refused) }
            if let live = try versions.live(), live.hash == ContentHash(of: candidate.machine.encoded).bytes { return .same(live.number) }
            let forecast = try Forecaster(connection, now: now).forecast(MachineOutline(candidate.machine))
            guard forecast.blocking.isEmpty else { return .blocked(forecast) }
            if dryRun { return .started(version: isStored ? new.version : nil, against: forecast.live, forecast) }
            if case .new(let version) = candidate {
                new.version = try versions.store(version.published(by: author.name, message: message), at: now)
            }
            let canary = try canaries.start(new, at: now)
            return .started(version: canary.version, against: canary.against, forecast)
        }

        private func report(_ outcome: Outcome, _ console: Console) throws {
            switch outcome {
            case .refused(let refused): throw refusal(refused, console)
            case .same(let live):
                console.talk(
                    console.words(
                        ru: "Пробовать нечего: бот ведёт себя так же, как действующая версия \(live).",
                        en: "There is nothing to try: the bot does the same as version \(live), which is live."))
                throw ExitCode(ExitStatus.findings)
            case .blocked(let forecast):
                if let plan = forecast.plan {
                    let words = MigrationWords(plan, language: console.messageLanguage)
                    console.talk(
                        console.words(
                            ru: "Пробный запуск не начат: если версия станет действующей, клиентам, которые ждут в этих местах, "
                                + "нечего будет ответить. Добавьте `раньше` или `начать заново`.",
                            en: "The trial run was not started: if the version became live, customers who wait in these places "
                                + "would have nowhere to go on. Add `was` or `restart`."))
                    for state in forecast.blocking { console.talk("  " + words.line(state, plan.fate(of: state))) }
                }
                throw ExitCode(ExitStatus.findings)
            case .started(let version, let against, let forecast):
                if salon.json {
                    let object: JSONValue = [
                        "started": .bool(!dryRun), "version": number(version), "against": number(against),
                        "share": .number(JSONNumber(share)), "talks": .number(JSONNumber(talks)),
                        "conversations": ForecastReport(forecast: forecast, console: console).json,
                    ]
                    return console.data(bytes: object.bytes() + [UInt8(ascii: "\n")])
                }
                let name = version.map { console.words(ru: "Версия \($0)", en: "Version \($0)") }
                    ?? console.words(ru: "Новая версия", en: "The new version")
                if dryRun {
                    return console.talk(
                        console.words(
                            ru: "\(name) получила бы \(share) % новых бесед. Это только проба: ничего не изменилось.",
                            en: "\(name) would get \(share)% of new talks. This was a dry run: nothing changed."))
                }
                console.data(
                    console.words(
                        ru: "\(name) получает \(share) % новых бесед; решится после \(talks). Как идёт: salonflow canary status.",
                        en: "\(name) gets \(share)% of new talks; after \(talks) it is decided. How it goes: salonflow canary status."))
            }
        }

        private func number(_ value: Int?) -> JSONValue { value.map { .number(JSONNumber($0)) } ?? .null }

        private func refusal(_ refused: CanaryRefused, _ console: Console) -> ExitCode {
            console.talk(refused.words(console))
            return ExitCode(ExitStatus.findings)
        }
    }
}

extension CanaryRefused {
    func words(_ console: Console) -> String {
        switch self {
        case .share(let share):
            console.words(
                ru: "Доля \(share) % не годится: от \(CanaryTest.shares.lowerBound) до \(CanaryTest.shares.upperBound).",
                en: "A share of \(share)% will not do: it is from \(CanaryTest.shares.lowerBound) to \(CanaryTest.shares.upperBound).")
        case .plannedTalks(let talks):
            console.words(
                ru: "Число бесед \(talks) не годится: от \(CanaryTest.plannedTalks.lowerBound) до \(CanaryTest.plannedTalks.upperBound).",
                en: "\(talks) talks will not do: it is from \(CanaryTest.plannedTalks.lowerBound) to \(CanaryTest.plannedTalks.upperBound).")
        case .nothingLive:
            console.words(
                ru: "У этого салона ещё нет действующей версии: сравнивать не с чем. Опубликуйте бота: salonflow publish.",
                en: "This salon has no live version yet, so there is nothing to compare with. Publish a bot: salonflow publish.")
        case .open(let canary):
            console.words(
                ru: "Уже идёт пробный запуск версии \(canary.version) (начал \(canary.startedBy)). "
                    + "Дождитесь его конца или остановите: salonflow canary stop.",
                en: "A trial run of version \(canary.version) is under way (\(canary.startedBy) began it). "
                    + "Wait for its end, or stop it: salonflow canary stop.")
        case .isLive(let version):
            console.words(
                ru: "Версия \(version) и так действует.", en: "Version \(version) is live already.")
        case .noSuchVersion(let version):
            console.words(
                ru: "Версии \(version) нет. Список: salonflow versions.",
                en: "There is no version \(version). salonflow versions lists them.")
        }
    }
}

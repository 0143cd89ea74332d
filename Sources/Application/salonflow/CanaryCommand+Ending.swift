internal import ArgumentParser
internal import CivilTime
internal import JSON
internal import Postgres
internal import Salon
internal import Storage
internal import TimeZones
internal import Versions

extension CanaryCommand {
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows how the trial run goes that is open, or how the last one ended.")

        @OptionGroup var salon: SalonArguments

        func run() async throws {
            let console = salon.speech.console
            let shown = try await salon.withSalon { access in
                try await access.transaction { connection -> ShownCanary? in
                    let canaries = FlowCanaries(connection)
                    guard let canary = try canaries.latest() else { return nil }
                    let counts = try canaries.counts(of: canary, now: .present)
                    let zone = try SalonCatalogueStore(connection).catalogue(preferring: nil, TimeZoneDatabase()).zone
                    return ShownCanary(canary: canary, onTrial: counts.canary, live: counts.live, zone: zone)
                }
            }
            guard let shown else {
                return console.talk(
                    console.words(
                        ru: "Пробных запусков ещё не было: salonflow canary start.",
                        en: "There was no trial run yet: salonflow canary start."))
            }
            if salon.json { return console.data(bytes: shown.json.bytes() + [UInt8(ascii: "\n")]) }
            for line in shown.lines(console) { console.data(line) }
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends the trial run; its talks go on with the live version from their next message on.")

        @OptionGroup var salon: SalonArguments
        @OptionGroup var author: AuthorArguments

        @ArgumentParser.Option(help: "Why, for those who read the list of moves.")
        var reason = ""

        @Flag(help: "Only tells what would happen.")
        var dryRun = false

        func run() async throws {
            try await salon.endCanary(
                .stopped, isDryRun: dryRun,
                ru: { "Пробный запуск версии \($0.version) остановлен: все беседы ведёт версия \($0.against)." },
                en: { "The trial run of version \($0.version) is stopped: version \($0.against) has all talks." }
            ) { canary, connection in
                try FlowCanaries(connection).end(canary, .stopped, by: author.name, verdict: reason, at: .present)
            }
        }
    }

    struct Promote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the version on trial live without waiting for the end, for all talks.")

        @OptionGroup var salon: SalonArguments
        @OptionGroup var author: AuthorArguments

        @ArgumentParser.Option(help: "Why, for those who read the list of moves.")
        var reason = ""

        @Flag(help: "Only tells what would happen.")
        var dryRun = false

        func run() async throws {
            try await salon.endCanary(
                .promoted, isDryRun: dryRun,
                ru: { "Действует версия \($0.version), до этого была \($0.against). Вернуть: salonflow rollback." },
                en: { "Version \($0.version) is live; it was \($0.against) before. To take it back: salonflow rollback." }
            ) { canary, connection in
                try FlowVersions(connection).move(
                    to: canary.version, expecting: .version(canary.against),
                    FlowMove(kind: .promotion, by: author.name, reason: reason), at: .present)
            }
        }
    }
}

extension SalonArguments {
    /// Ends the canary that is open by `body` and says so; ends with 1 where none is.
    fileprivate func endCanary(
        _ outcome: FlowCanary.Outcome, isDryRun: Bool, ru russian: (FlowCanary) -> String, en english: (FlowCanary) -> String,
        _ body: (FlowCanary, Connection) throws -> Void
    ) async throws {
        let console = speech.console
        let ended = try await withSalon { access in
            try await access.transaction { connection -> FlowCanary? in
                try FlowCanaries(connection).lock()
                guard let canary = try FlowCanaries(connection).open() else { return nil }
                if !isDryRun { try body(canary, connection) }
                return canary
            }
        }
        guard let ended else {
            console.talk(console.words(ru: "Пробного запуска сейчас нет.", en: "No trial run is under way."))
            throw ExitCode(ExitStatus.findings)
        }
        if json {
            let object: JSONValue = [
                "version": .number(JSONNumber(ended.version)), "against": .number(JSONNumber(ended.against)),
                "outcome": isDryRun ? .null : .string(outcome.rawValue),
            ]
            return console.data(bytes: object.bytes() + [UInt8(ascii: "\n")])
        }
        let words = console.words(ru: russian(ended), en: english(ended))
        guard isDryRun else { return console.data(words) }
        console.talk(
            console.words(
                ru: "Было бы так: \(words) Это только проба: ничего не изменилось.",
                en: "This would be said: \(words) This was a dry run: nothing changed."))
    }
}

/// A canary with its figures, for eyes and for programs.
private struct ShownCanary: Sendable {
    var canary: FlowCanary
    var onTrial: TalkCounts
    var live: TalkCounts
    var zone: Zone

    func lines(_ console: Console) -> [String] {
        let words = CanaryWords(language: console.language.rawValue)
        let since = zone.civil(at: canary.startedAt).iso
        var lines = [
            console.words(
                ru: "Версия \(canary.version) рядом с действующей \(canary.against): \(canary.share) % новых бесед с \(since), "
                    + "\(onTrial.talks) из \(canary.plannedTalks) (\(canary.startedBy): \(canary.reason))",
                en: "Version \(canary.version) beside version \(canary.against): \(canary.share)% of new talks since \(since), "
                    + "\(onTrial.talks) of \(canary.plannedTalks) (\(canary.startedBy): \(canary.reason))")
        ]
        for rate in CanaryRate.allCases {
            lines.append(
                console.words(
                    ru: "  \(words.name(rate)): \(words.share(rate, onTrial)); версия \(canary.against): \(words.share(rate, live))",
                    en: "  \(words.name(rate)): \(words.share(rate, onTrial)); version \(canary.against): \(words.share(rate, live))"))
        }
        guard let end = canary.end else { return lines }
        let outcome =
            switch end.outcome {
            case .promoted: console.words(ru: "Стала действующей", en: "It became live")
            case .rolledBack: console.words(ru: "Откачена", en: "It was rolled back")
            case .stopped: console.words(ru: "Остановлена", en: "It was stopped")
            }
        lines.append("\(outcome) \(zone.civil(at: end.at).iso), \(end.by)\(end.verdict.isEmpty ? "" : ": \(end.verdict)")")
        return lines
    }

    var json: JSONValue {
        [
            "version": .number(JSONNumber(canary.version)), "against": .number(JSONNumber(canary.against)),
            "share": .number(JSONNumber(canary.share)), "talks": .number(JSONNumber(canary.plannedTalks)),
            "startedAt": .string(zone.rfc3339(canary.startedAt)), "startedBy": .string(canary.startedBy),
            "reason": .string(canary.reason), "outcome": canary.end.map { .string($0.outcome.rawValue) } ?? .null,
            "endedAt": canary.end.map { .string(zone.rfc3339($0.at)) } ?? .null,
            "endedBy": canary.end.map { .string($0.by) } ?? .null, "verdict": canary.end.map { .string($0.verdict) } ?? .null,
            "canary": Self.json(onTrial), "live": Self.json(live),
        ]
    }

    private static func json(_ counts: TalkCounts) -> JSONValue {
        [
            "talks": .number(JSONNumber(counts.talks)), "completed": .number(JSONNumber(counts.completed)),
            "handedOff": .number(JSONNumber(counts.handedOff)), "notUnderstood": .number(JSONNumber(counts.notUnderstood)),
            "failed": .number(JSONNumber(counts.failed)),
        ]
    }
}

internal import ArgumentParser
internal import CivilTime
internal import FlowMachine
internal import JSON
internal import Salon
internal import Storage
internal import TimeZones

struct VersionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions", abstract: "Lists the versions of a salon's bot, and who made which live, when and why.",
        discussion: "Every publish, rollback, trial run and promotion is kept: --moves lists them.")

    @OptionGroup var salon: SalonArguments

    @Flag(help: "The moves of what is live instead of the versions.")
    var moves = false

    @ArgumentParser.Option(help: "How many, the latest first.")
    var last = 50

    func validate() throws {
        guard last > 0 else { throw ValidationError("--last counts from 1.") }
    }

    func run() async throws {
        let console = salon.speech.console
        let zones = TimeZoneDatabase()
        try await salon.withSalon { access in
            let (versions, trail, zone) = try await access.transaction { connection in
                let flows = FlowVersions(connection)
                return (
                    try flows.list().prefix(last), try flows.moves(limit: last),
                    try SalonCatalogueStore(connection).catalogue(preferring: nil, zones).zone
                )
            }
            if moves {
                for line in trail { write(line.json(in: zone), line.text(console, in: zone), console) }
            } else {
                for line in versions { write(line.json(in: zone), line.text(console, in: zone), console) }
            }
            if versions.isEmpty {
                console.talk(
                    console.words(
                        ru: "Ещё ничего не опубликовано: salonflow publish.", en: "Nothing was published yet: salonflow publish."))
            }
        }
    }

    private func write(_ json: JSONValue, _ text: String, _ console: Console) {
        guard salon.json else { return console.data(text) }
        console.data(bytes: json.bytes() + [UInt8(ascii: "\n")])
    }
}

extension VersionLine {
    fileprivate func text(_ console: Console, in zone: Zone) -> String {
        let mark = isLive ? console.words(ru: "действует", en: "live") : ""
        let width = console.words(ru: "действует", en: "live").count
        let short = ContentHash(bytes: machineHash)?.short ?? "?"
        return "\(padded(number, 4))  \(mark)\(String(repeating: " ", count: width - mark.count))  "
            + "\(zone.civil(at: publishedAt).iso)  \(short)  \(author)\(message.isEmpty ? "" : ": \(message)")"
    }

    fileprivate func json(in zone: Zone) -> JSONValue {
        [
            "version": .number(JSONNumber(number)), "live": .bool(isLive),
            "hash": .string(ContentHash(bytes: machineHash)?.hex ?? ""), "language": .number(JSONNumber(languageVersion)),
            "compiler": .string(compilerVersion), "author": .string(author), "message": .string(message),
            "publishedAt": .string(zone.rfc3339(publishedAt)),
        ]
    }
}

extension FlowMoveLine {
    fileprivate func text(_ console: Console, in zone: Zone) -> String {
        let from = from.map(String.init) ?? "–"
        return "\(zone.civil(at: at).iso)  \(move.kind.words(console))  \(from) → \(to)  "
            + "\(move.author)\(move.reason.isEmpty ? "" : ": \(move.reason)")"
    }

    fileprivate func json(in zone: Zone) -> JSONValue {
        [
            "kind": .string(move.kind.rawValue), "from": from.map { .number(JSONNumber($0)) } ?? .null,
            "to": .number(JSONNumber(to)), "at": .string(zone.rfc3339(at)), "by": .string(move.author),
            "reason": .string(move.reason),
        ]
    }
}

extension FlowMove.Kind {
    func words(_ console: Console) -> String {
        switch self {
        case .publish: console.words(ru: "опубликована", en: "published")
        case .rollback: console.words(ru: "откат", en: "rolled back")
        case .promotion: console.words(ru: "принята после пробы", en: "promoted")
        case .canaryStart: console.words(ru: "пробный запуск", en: "trial run began")
        case .canaryEnd: console.words(ru: "пробный запуск закончен", en: "trial run ended")
        }
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: " ", count: max(0, width - text.count)) + text
}

internal import ArgumentParser
internal import Booking
internal import BotFiles
internal import CivilTime
internal import JSON
internal import Postgres
internal import Salon
internal import SalonFiles
internal import Storage
internal import TimeZones

/// What a salon offers: brought in, written out, shown, and changed.
struct SalonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "salon", abstract: "What a salon offers: import, export, show and change it.",
        subcommands: [
            SalonImportCommand.self, SalonExportCommand.self, SalonShowCommand.self, SalonTimeOffCommand.self,
            SalonCloseCommand.self,
        ])
}

/// Which location's catalogue, and how it is spoken of.
struct CatalogueArguments: ParsableArguments {
    @OptionGroup var database: DatabaseArguments
    @OptionGroup var speech: LanguageOption

    @ArgumentParser.Option(help: "The salon's number.")
    var salon: Int64 = 1

    @ArgumentParser.Option(help: "The location's id, as in its salon.yaml. Default: the only one.")
    var location: String?

    var console: Console { speech.console }

    /// Opens the database, brings a private one up to date, and closes it, whatever happens.
    func withDatabase(_ body: (Database, Connection) throws -> Void) async throws {
        let database = try await database.open(console)
        do {
            if database.cluster != nil { _ = try database.migrate() }
            try body(database, try Connection(database.server))
        } catch {
            await database.close()
            throw explained(error)
        }
        await database.close()
    }

    /// Runs `body` as the salon; one that is not there is told.
    func asSalon<R>(_ connection: Connection, _ body: (SalonCatalogueStore) throws -> R) throws -> R {
        try connection.asTenant(TenantID(salon)) {
            let store = SalonCatalogueStore(connection)
            guard try store.exists() else {
                throw OutsideFailure.noSalon(salon, console)
            }
            return try body(store)
        }
    }

    /// The location that was asked for, else the only one.
    func locationID(_ store: SalonCatalogueStore) throws -> LocationID {
        let locations = try store.locations()
        if let location, let id = locations[location] { return id }
        if location == nil, locations.count == 1, let id = locations.values.first { return id }
        let known = locations.keys.sorted().joined(separator: ", ")
        guard let location else {
            throw ValidationError(
                console.words(
                    ru: "Укажите филиал: --location. Есть: \(known).", en: "Say which location: --location. There are: \(known)."))
        }
        throw ValidationError(
            console.words(
                ru: "Филиала «\(location)» нет. Есть: \(known).", en: "There is no location `\(location)`. There are: \(known)."))
    }

    /// Findings about the salon's data are told and end with 1; what else went wrong is outside of us.
    private func explained(_ error: any Error) -> any Error {
        let language = console.language.rawValue
        switch error {
        case let refusal as CatalogueRefusal: for problem in refusal.problems { console.talk(problem.text(in: language)) }
        case let refusal as CatalogueEditError: console.talk(refusal.text(in: language))
        case let refusal as BookingsInTheWay:
            for affected in refusal.affected { console.talk(affected.text(in: language)) }
            console.talk(
                console.words(
                    ru: "Ничего не изменено. Перенесите или отмените эти записи, либо оставьте их как есть: --leave-bookings.",
                    en: "Nothing was changed. Move or cancel these bookings, or leave them as they are: --leave-bookings."))
        case is ValidationError, is ExitCode, is OutsideFailure: return error
        default: return OutsideFailure(error)
        }
        return ExitCode(ExitStatus.findings)
    }
}

/// How a change is tried and told; common to all that change something.
struct ChangeArguments: ParsableArguments {
    @Flag(help: "Only tells what would change.")
    var dryRun = false

    @Flag(help: "Lets services and masters go although they are booked; the bookings stay as they are.")
    var leaveBookings = false

    @Flag(help: "One object, for programs.")
    var json = false

    /// Makes the change, unless it is only to be told, and tells it.
    func change(
        _ store: SalonCatalogueStore, to catalogue: SalonCatalogue, zones: TimeZoneDatabase
    ) throws -> CatalogueComparison {
        let now = Instant.present
        if dryRun { return try store.compare(catalogue, now: now) { try zones.zone(named: $0) } }
        return try store.change(to: catalogue, leavingBookings: leaveBookings, now: now) { try zones.zone(named: $0) }
    }

    func tell(_ comparison: CatalogueComparison, salon: Int64, location: String, on console: Console) {
        let language = console.language.rawValue
        if json {
            let object = comparison.json(salon: salon, location: location, isSaved: !dryRun && !comparison.difference.isEmpty)
            console.data(bytes: object.bytes() + [UInt8(ascii: "\n")])
            return
        }
        for change in comparison.difference.changes { console.data(change.text(in: language)) }
        for shared in comparison.shared { console.talk(shared.text(in: language)) }
        for affected in comparison.affected { console.talk(affected.text(in: language)) }
        if comparison.difference.isEmpty {
            console.talk(console.words(ru: "Ничего не изменилось.", en: "Nothing changed."))
        } else if dryRun {
            console.talk(
                console.words(ru: "Это только проба: ничего не записано.", en: "This was a dry run: nothing was written."))
        } else {
            console.talk(
                console.words(
                    ru: "Записано: салон № \(salon), филиал \(location).",
                    en: "Saved: salon no. \(salon), location \(location)."))
        }
    }
}

extension CatalogueComparison {
    fileprivate func json(salon: Int64, location: String, isSaved: Bool) -> JSONValue {
        [
            "salon": .number(JSONNumber(Int(salon))), "location": .string(location), "saved": .bool(isSaved),
            "changes": .array(difference.changes.map(\.json)),
            "affected": .array(
                affected.map {
                    [
                        "reason": .string($0.reason.rawValue), "name": .string($0.name.text(in: "en")),
                        "bookings": .array($0.bookings.map { .string($0.number) }),
                        "last": .string($0.bookings.map(\.wall).max()?.iso ?? ""), "text": .string($0.text(in: "en")),
                    ]
                }),
            "shared": .array(shared.map { .string($0.text(in: "en")) }),
        ]
    }
}

extension SalonChange {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        switch part {
        case .salon: object["part"] = "salon"
        case .service(let slug): (object["part"], object["id"]) = ("service", .string(slug))
        case .master(let slug): (object["part"], object["id"]) = ("master", .string(slug))
        case .resource(let slug): (object["part"], object["id"]) = ("resource", .string(slug))
        }
        switch kind {
        case .added: object["kind"] = "added"
        case .retired: object["kind"] = "retired"
        case .reordered: object["kind"] = "reordered"
        case .changed(let aspect, let before, let after):
            object["kind"] = "changed"
            object["what"] = .string(aspect.key)
            object["from"] = before.map { .string($0.text(in: "en")) } ?? .null
            object["to"] = after.map { .string($0.text(in: "en")) } ?? .null
        }
        object["text"] = .string(text(in: "en"))
        return .object(object)
    }
}

internal import CivilTime
internal import ArgumentParser
internal import Booking
internal import Foundation
internal import Postgres
internal import Salon
internal import SalonFiles
internal import Sealing
internal import Storage
internal import TimeZones

struct SalonImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Brings a location to what its salon.yaml says, and tells what changed.",
        discussion: """
            A location is found by the file's `id` (`main` where it has none), a service, a master and a resource by theirs; \
            one with a new id is made. What the file leaves out is retired. All of it or nothing is written, and the same \
            file again changes nothing. Agreed bookings keep their price and length.
            """)

    @Argument(help: "A salon.yaml, or a folder with one.")
    var file: String

    @OptionGroup var target: CatalogueArguments
    @OptionGroup var changing: ChangeArguments

    @Flag(help: "Makes a new salon for it and tells its number.")
    var new = false

    func run() async throws {
        let console = target.console
        let zones = TimeZoneDatabase()
        var catalogue = try read(zones, console)
        if let location = target.location { catalogue.slug = location }
        let given = catalogue
        try await target.withDatabase { database, connection in
            if new {
                try create(given, database, connection)
            } else {
                let comparison = try target.asSalon(connection) { try changing.change($0, to: given, zones: zones) }
                changing.tell(comparison, salon: target.salon, location: given.slug, on: console)
            }
        }
    }

    private func read(_ zones: TimeZoneDatabase, _ console: Console) throws -> SalonCatalogue {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        let path = isFolder.boolValue ? (file as NSString).appendingPathComponent("salon.yaml") : file
        guard exists, let data = FileManager.default.contents(atPath: path) else {
            throw OutsideFailure(
                console.words(
                    ru: "Файл `\(path)` не читается. Укажите salon.yaml или папку с ним, например flows/nail-studio.",
                    en: "There is no readable file `\(path)`. Name a salon.yaml or a folder with one, "
                        + "such as flows/nail-studio."))
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            console.talk(
                console.words(
                    ru: "`\(path)` — не текст в UTF-8. Сохраните его как UTF-8.",
                    en: "`\(path)` is not UTF-8 text; save it as UTF-8."))
            throw ExitCode(ExitStatus.findings)
        }
        do {
            return try SalonFile(text, name: path) { try zones.zone(named: $0) }.catalogue
        } catch {
            console.talk("\(error)")
            throw ExitCode(ExitStatus.findings)
        }
    }

    private func create(_ catalogue: SalonCatalogue, _ database: Database, _ connection: Connection) throws {
        let comparison = CatalogueComparison(from: nil, to: catalogue, booked: [])
        if changing.dryRun {
            changing.tell(comparison, salon: 0, location: catalogue.slug, on: target.console)
            return
        }
        let key = try database.folder.installationKey()
        let now = Instant.present
        let tenant = try TenantDirectory.create(name: catalogue.salonName, now: now, on: connection) { tenant in
            try SalonCatalogueStore(connection).save(catalogue)
            try TenantKeys(connection).store(try key.newTenantKey(tenant: tenant.number).bytes, now: now)
            return tenant
        }
        changing.tell(comparison, salon: tenant.number, location: catalogue.slug, on: target.console)
    }
}

internal import ArgumentParser
internal import CivilTime
internal import Postgres
internal import Salon
internal import SalonFiles
internal import Storage
internal import TimeZones

struct SalonTimeOffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "time-off", abstract: "Notes when a master is away.",
        discussion: "For instance: salonflow salon time-off anna 2026-12-24..2026-12-26")

    @Argument(help: "The master's id, as in salon.yaml.")
    var master: String

    @Argument(help: "A date, 2026-07-01..2026-07-14, or 2026-07-01 12:00..15:00 (in quotation marks).")
    var when: String

    @Flag(help: "Takes it back.")
    var remove = false

    @OptionGroup var target: CatalogueArguments
    @OptionGroup var changing: ChangeArguments

    func validate() throws {
        guard SalonFile.timeOff(written: when) != nil else {
            throw ValidationError(
                "`\(when)` is no time away; write 2026-12-24, 2026-07-01..2026-07-14 or \"2026-07-01 12:00..15:00\".")
        }
    }

    func run() async throws {
        guard let timeOff = SalonFile.timeOff(written: when) else { return }
        try await target.edit([.editMaster(master, remove ? .removeTimeOff(timeOff) : .addTimeOff(timeOff))], changing)
    }
}

struct SalonCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Closes a location on a date.")

    @Argument(help: "A date, such as 2026-12-31.")
    var date: String

    @Flag(help: "Opens it again.")
    var remove = false

    @OptionGroup var target: CatalogueArguments
    @OptionGroup var changing: ChangeArguments

    func validate() throws {
        guard CivilDate(iso: date) != nil else { throw ValidationError("`\(date)` is no date; write it as 2026-12-31.") }
    }

    func run() async throws {
        guard let date = CivilDate(iso: date) else { return }
        try await target.edit([remove ? .removeClosure(date) : .addClosure(date)], changing)
    }
}

extension CatalogueArguments {
    /// Makes the edits in one transaction and tells what changed.
    fileprivate func edit(_ edits: [CatalogueEdit], _ changing: ChangeArguments) async throws {
        let zones = TimeZoneDatabase()
        try await withDatabase { _, connection in
            let (slug, comparison) = try asSalon(connection) { store in
                let catalogue = try store.load(try locationID(store)) { try zones.zone(named: $0) }.applying(edits)
                return (catalogue.slug, try changing.change(store, to: catalogue, zones: zones))
            }
            changing.tell(comparison, salon: salon, location: slug, on: console)
        }
    }
}

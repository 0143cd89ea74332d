internal import ArgumentParser
internal import Postgres
internal import Salon
internal import Storage
internal import TimeZones

/// A salon's rows, for commands that look more than once: each look is a transaction of the salon.
struct SalonAccess {
    let tenant: TenantID
    let connection: Connection

    /// Runs `body` in a transaction of the salon, again after a conflict with another one.
    func transaction<R: Sendable>(_ body: (Connection) throws -> R) async throws -> R {
        let retry = Retry(attempts: 8) { failures in .milliseconds(5 << failures) }
        return try await retry.run { try connection.asTenant(tenant) { try body(connection) } }
    }
}

extension SalonArguments {
    /// As the database does it, for the salon that was named.
    func withSalon<R: Sendable>(_ body: (SalonAccess) async throws -> R) async throws -> R {
        try await database.withSalon(salon, speech.console, body)
    }
}

extension DatabaseArguments {
    /// Opens the database for `body`, brings a private one up to date, and closes it however it ends. An `ExitCode` and wrong
    /// usage come out as they are, everything else as a failure outside the program; a salon that is not there is told.
    func withSalon<R: Sendable>(
        _ salon: Int64, _ console: Console, _ body: (SalonAccess) async throws -> R
    ) async throws -> R {
        let database = try await open(console)
        do {
            if database.cluster != nil { _ = try database.migrate() }
            let access = SalonAccess(tenant: TenantID(salon), connection: try Connection(database.server))
            guard try await access.transaction({ try SalonCatalogueStore($0).exists() }) else {
                throw OutsideFailure.noSalon(salon, console)
            }
            let result = try await body(access)
            await database.close()
            return result
        } catch {
            await database.close()
            if error is ExitCode || error is OutsideFailure || error is ValidationError { throw error }
            throw OutsideFailure(error)
        }
    }
}

/// Who does it and why, for the trail that every change of what is live leaves.
struct AuthorArguments: ParsableArguments {
    @Option(help: "Who does it. Default: the name you are logged in with.")
    var author: String?

    var name: String { author.flatMap { $0.isEmpty ? nil : $0 } ?? SystemUser.name }
}

extension SalonCatalogueStore {
    /// The location of that id, else the first one.
    func catalogue(preferring slug: String?, _ zones: TimeZoneDatabase) throws -> SalonCatalogue {
        let locations = try locations()
        let wanted = slug.flatMap { locations[$0] } ?? locations.min { $0.key < $1.key }?.value
        guard let wanted else { throw StorageError.missing(what: "location", id: slug ?? "main") }
        return try load(wanted) { try zones.zone(named: $0) }
    }
}

extension OutsideFailure {
    static func noSalon(_ salon: Int64, _ console: Console) -> OutsideFailure {
        OutsideFailure(
            console.words(
                ru: "Салона № \(salon) нет. Укажите другой: --salon, или создайте: salonflow salon import FILE --new.",
                en: "There is no salon no. \(salon). Name another with --salon, or make one: "
                    + "salonflow salon import FILE --new."))
    }
}

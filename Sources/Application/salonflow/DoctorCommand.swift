internal import ArgumentParser
internal import Booking
internal import CivilTime
internal import Foundation
internal import JSON
internal import Postgres
internal import Salon
internal import Storage
internal import TimeZones

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Checks the installation: database, schema, role, time zones, and bookings they displace.",
        discussion: """
            When a country changes its clocks, bookings keep the time that was said to their customers, and their instants are \
            wrong until they are moved: --retime does that, a salon at a time, and tells what is in conflict and stays.
            """)

    @OptionGroup var database: DatabaseArguments
    @OptionGroup var speech: LanguageOption

    @Flag(help: "Moves bookings to the instants that their times now mean.")
    var retime = false

    @Flag(help: "One object, for programs.")
    var json = false

    func run() async throws {
        let console = speech.console
        let opened = try await database.open(console)
        var report = DoctorReport()
        do {
            if opened.cluster != nil { _ = try opened.migrate() }
            try Examination(database: opened, console: console, retime: retime).run(into: &report)
        } catch {
            await opened.close()
            throw (error as? OutsideFailure) ?? OutsideFailure(error)
        }
        await opened.close()
        if json {
            console.data(bytes: report.json.bytes() + [UInt8(ascii: "\n")])
        } else {
            for check in report.checks { console.data("\(check.state.sign) \(check.text)") }
            for displaced in report.displaced { console.data(displaced.text(console)) }
        }
        if report.hasFindings { throw ExitCode(ExitStatus.findings) }
    }
}

/// What the doctor found.
private struct DoctorReport {
    enum State: String {
        case fine, unknown, wrong
        var sign: String {
            switch self {
            case .fine: "✓"
            case .unknown: "?"
            case .wrong: "✗"
            }
        }
    }

    struct Check {
        var name: String
        var state: State
        var text: String
    }

    struct Displaced {
        var salon: TenantID
        var booking: DisplacedBooking
        /// Nil when nothing was to be moved.
        var isMoved: Bool?

        func text(_ console: Console) -> String {
            let moments = [booking.stored, booking.meant].map { "\(Zone.utc.civil(at: $0).iso)Z" }
            let fate =
                switch isMoved {
                case nil: console.words(ru: "время сдвинулось", en: "its instant is off")
                case true?: console.words(ru: "перенесено", en: "moved")
                case false?:
                    console.words(
                        ru: "занято другой записью, осталось как было", en: "in conflict with another booking, left where it was")
                }
            return "  " + console.words(ru: "салон", en: "salon") + " \(salon.number)  \(booking.number)  "
                + "\(booking.wall.iso) \(booking.zone)  \(moments[0]) → \(moments[1])  \(fate)"
        }
    }

    var checks: [Check] = []
    var displaced: [Displaced] = []

    /// What was moved is no finding any more.
    var hasFindings: Bool { checks.contains { $0.state == .wrong } }

    var json: JSONValue {
        [
            "checks": .array(
                checks.map { ["name": .string($0.name), "state": .string($0.state.rawValue), "text": .string($0.text)] }),
            "displaced": .array(
                displaced.map { item in
                    [
                        "salon": .number(JSONNumber(Int(item.salon.number))), "number": .string(item.booking.number),
                        "wall": .string(item.booking.wall.iso), "zone": .string(item.booking.zone),
                        "stored": .string("\(Zone.utc.civil(at: item.booking.stored).iso)Z"),
                        "meant": .string("\(Zone.utc.civil(at: item.booking.meant).iso)Z"),
                        "moved": item.isMoved.map(JSONValue.bool) ?? .null,
                    ]
                }),
        ]
    }
}

/// The checks, in an order in which each needs only those before it.
private struct Examination {
    let database: Database
    let console: Console
    let retime: Bool
    let zones = TimeZoneDatabase()

    func run(into report: inout DoctorReport) throws {
        let connection = try Connection(database.server)
        report.checks.append(
            .init(name: "database", state: .fine, text: console.words(ru: "База данных отвечает.", en: "The database answers.")))
        report.checks.append(migrations())
        report.checks.append(role(connection))
        let inUse: [String: [TenantID]]
        do {
            inUse = try ZoneComparison.zonesInUse(on: connection)
        } catch let error as PostgresError where error.serverError != nil {
            // Without its schema there is nothing more to look at; the check of migrations says what to do.
            return
        }
        let now = Instant.present
        for name in inUse.keys.sorted() { report.checks.append(try zone(name, now, connection)) }
        try bookings(of: Set(inUse.values.joined()).sorted(), now, connection, into: &report)
    }

    private func migrations() -> DoctorReport.Check {
        guard let owner = database.owner else {
            return .init(
                name: "migrations", state: .unknown,
                text: console.words(
                    ru: "Схема не проверена: укажите DATABASE_OWNER_URL.",
                    en: "The schema was not checked: set DATABASE_OWNER_URL."))
        }
        do {
            let pending = try Migrator(SchemaMigrations.all).pending(try Connection(owner))
            if pending.isEmpty {
                return .init(
                    name: "migrations", state: .fine,
                    text: console.words(ru: "Схема актуальна.", en: "The schema is up to date."))
            }
            let names = pending.map(\.name).joined(separator: ", ")
            return .init(
                name: "migrations", state: .wrong,
                text: console.words(
                    ru: "Схема устарела, не хватает: \(names). Выполните salonflow migrate.",
                    en: "The schema is out of date, without: \(names). Run salonflow migrate."))
        } catch { return .init(name: "migrations", state: .wrong, text: "\(error)") }
    }

    private func role(_ connection: Connection) -> DoctorReport.Check {
        do {
            try ServerRoleCheck.run(on: connection)
            return .init(
                name: "role", state: .fine,
                text: console.words(
                    ru: "Роль сервера видит только данные своего салона.", en: "The server's role sees one salon's data only."))
        } catch { return .init(name: "role", state: .wrong, text: "\(error)") }
    }

    private func zone(_ name: String, _ now: Instant, _ connection: Connection) throws -> DoctorReport.Check {
        let zone: Zone
        do { zone = try zones.zone(named: name) } catch {
            return .init(name: "zone \(name)", state: .wrong, text: "\(name): \(error)")
        }
        if let difference = try ZoneComparison.difference(of: zone, from: now, on: connection) {
            return .init(name: "zone \(name)", state: .wrong, text: difference.text(in: console.language.rawValue))
        }
        return .init(
            name: "zone \(name)", state: .fine,
            text: console.words(
                ru: "\(name): как у PostgreSQL на два года вперёд.", en: "\(name): as in PostgreSQL for two years ahead."))
    }

    private func bookings(
        of salons: [TenantID], _ now: Instant, _ connection: Connection, into report: inout DoctorReport
    ) throws {
        var left = 0
        var unknown: Set<String> = []
        for salon in salons {
            let found = try connection.asTenant(salon) { () throws -> [DoctorReport.Displaced] in
                let store = DisplacedBookings(connection)
                let displaced = try store.find(after: now) { name in
                    do { return try zones.zone(named: name) } catch {
                        unknown.insert(name)
                        // Told as a finding of its own; by no rules at all nothing is displaced.
                        return nil
                    }
                }
                guard retime else { return displaced.map { .init(salon: salon, booking: $0, isMoved: nil) } }
                return try store.retime(displaced, origin: "doctor", at: now).map {
                    .init(salon: salon, booking: $0.booking, isMoved: $0.isMoved)
                }
            }
            report.displaced += found
            left += found.count { $0.isMoved != true }
        }
        for name in unknown.sorted() {
            report.checks.append(
                .init(
                    name: "zone \(name)", state: .wrong,
                    text: console.words(
                        ru: "\(name): такого пояса нет в tzdata; записи в нём не проверены. Обновите tzdata.",
                        en: "\(name): tzdata has no such zone; its bookings were not checked. Update tzdata.")))
        }
        report.checks.append(verdict(of: report.displaced.count, left: left))
    }

    private func verdict(of displaced: Int, left: Int) -> DoctorReport.Check {
        let text: String
        switch (displaced, left) {
        case (0, _): text = console.words(ru: "Время всех записей верно.", en: "All bookings are at the times that were said.")
        case (_, 0): text = console.words(ru: "Перенесено записей: \(displaced).", en: "Bookings moved: \(displaced).")
        case _ where retime:
            text = console.words(
                ru: "Перенесено записей: \(displaced - left), осталось в конфликте: \(left). Перенесите их вручную.",
                en: "Bookings moved: \(displaced - left), left in conflict: \(left). Move those by hand.")
        default:
            text = console.words(
                ru: "Правила пояса изменились, записей не на своём месте: \(left). Исправить: salonflow doctor --retime.",
                en: "A zone's rules changed, bookings at the wrong instant: \(left). To move them: salonflow doctor --retime.")
        }
        return .init(name: "bookings", state: left == 0 ? .fine : .wrong, text: text)
    }
}

internal import ArgumentParser
internal import CivilTime
internal import FlowMachine
internal import Foundation
internal import JSON
internal import Postgres
internal import Salon
internal import Storage

struct BookingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bookings",
        abstract: "A salon's bookings: lists them, shows one, and does what the salon's people do with it.",
        subcommands: [
            List.self, Show.self, Confirm.self, Start.self, Complete.self, NoShow.self, Cancel.self, Move.self,
        ], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the bookings from now on.")

        @OptionGroup var salon: SalonArguments

        func run() async throws {
            let console = salon.speech.console
            let lines = try await salon.inSalon { connection in
                try BookingList.upcoming(after: .present, on: connection)
            }
            for line in lines {
                if salon.json {
                    console.data(bytes: line.json.bytes() + [UInt8(ascii: "\n")])
                } else {
                    console.data(line.text(in: console.language.rawValue))
                }
            }
            if lines.isEmpty { console.talk(console.words(ru: "Записей нет.", en: "No bookings.")) }
        }
    }
}

/// Which salon, where its database is, and how to answer.
struct SalonArguments: ParsableArguments {
    @OptionGroup var database: DatabaseArguments
    @OptionGroup var speech: LanguageOption

    @ArgumentParser.Option(help: "The salon's number.")
    var salon: Int64 = 1

    @Flag(help: "An object a line, for programs.")
    var json = false

    /// As `DatabaseArguments.inSalon`, with the salon and the console of these arguments.
    func inSalon<R: Sendable>(_ body: (Connection) throws -> R) async throws -> R {
        try await database.inSalon(salon, console: speech.console, body)
    }
}

extension DatabaseArguments {
    /// Runs `body` in a transaction of the salon, again after a conflict with another one, and closes the database however it
    /// ends. An `ExitCode` comes out as it is, everything else as a failure outside the program.
    func inSalon<R: Sendable>(
        _ salon: Int64, console: Console, _ body: (Connection) throws -> R
    ) async throws -> R {
        let database = try await open(console)
        do {
            let connection = try Connection(database.server)
            let retry = Retry(attempts: 8) { failures in .milliseconds(5 << failures) }
            let result = try await retry.run { try connection.asTenant(TenantID(salon)) { try body(connection) } }
            await database.close()
            return result
        } catch {
            await database.close()
            if error is ExitCode || error is OutsideFailure { throw error }
            throw OutsideFailure(error)
        }
    }
}

extension Instant {
    /// The clock's now.
    static var present: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}

extension BookingLine {
    func text(in language: String) -> String {
        let customer = [customerName, customerPhone.map { "+\($0)" }].compactMap { $0 }.joined(separator: " ")
        return "\(number)  \(wall.iso)  \(service.text(in: language)), \(master.text(in: language))  \(customer)  \(status)"
    }

    var json: JSONValue {
        [
            "number": .string(number), "status": .string(status), "date": .string(wall.date.iso),
            "time": .string(wall.time.iso), "zone": .string(zone), "service": .string(service.text(in: "en")),
            "master": .string(master.text(in: "en")), "price": .number(JSONNumber(price.minorUnits)),
            "currency": .string(price.currency), "customer": customerName.map(JSONValue.string) ?? .null,
            "phone": customerPhone.map(JSONValue.string) ?? .null,
        ]
    }
}

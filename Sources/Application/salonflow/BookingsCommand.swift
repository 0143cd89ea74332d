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
        commandName: "bookings", abstract: "Lists a salon's bookings from now on.")

    @OptionGroup var database: DatabaseArguments
    @OptionGroup var speech: LanguageOption

    @ArgumentParser.Option(help: "The salon's number.")
    var salon: Int64 = 1

    @Flag(help: "An object a line, for programs.")
    var json = false

    func run() async throws {
        let console = speech.console
        let database = try await database.open(console)
        do {
            let lines = try list(database)
            for line in lines {
                if json {
                    console.data(bytes: line.json.bytes() + [UInt8(ascii: "\n")])
                } else {
                    console.data(line.text(in: console.language.rawValue))
                }
            }
            if lines.isEmpty { console.talk(console.words(ru: "Записей нет.", en: "No bookings.")) }
        } catch {
            await database.close()
            throw (error as? OutsideFailure) ?? OutsideFailure(error)
        }
        await database.close()
    }

    private func list(_ database: Database) throws -> [BookingLine] {
        let connection = try Connection(database.server)
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        return try connection.asTenant(TenantID(salon)) {
            try BookingList.upcoming(after: now, on: connection)
        }
    }
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

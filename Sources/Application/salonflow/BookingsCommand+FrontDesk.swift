internal import ArgumentParser
internal import Booking
internal import CivilTime
internal import FlowMachine
internal import Foundation
internal import JSON
internal import Postgres
internal import Salon
internal import Storage
internal import TimeZones

extension BookingsCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows all of one booking, with its history.")

        @OptionGroup var one: OneBooking

        func run() async throws {
            let console = one.salon.speech.console
            let shown = try await one.atDesk { desk, catalogue -> ShownBooking? in
                try desk.find(one.number).map { found in
                    ShownBooking(booking: found.booking, history: found.history, catalogue: catalogue)
                }
            }
            guard let shown else { throw one.refused(console, .unknownNumber, nil) }
            if one.salon.json {
                console.data(bytes: shown.json.bytes() + [UInt8(ascii: "\n")])
            } else {
                console.data(shown.text(console))
            }
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Accepts a booking that waits for the salon's word.")
        @OptionGroup var one: OneBooking
        func run() async throws { try await one.change { desk, _ in try desk.confirm(one.number) } }
    }

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The customer is there.")
        @OptionGroup var one: OneBooking
        func run() async throws { try await one.change { desk, _ in try desk.start(one.number) } }
    }

    struct Complete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The visit is done.")
        @OptionGroup var one: OneBooking
        func run() async throws { try await one.change { desk, _ in try desk.complete(one.number) } }
    }

    struct NoShow: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "no-show", abstract: "Nobody came.")
        @OptionGroup var one: OneBooking
        func run() async throws { try await one.change { desk, _ in try desk.markNoShow(one.number) } }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Calls a booking off; its time is free again.")
        @OptionGroup var one: OneBooking

        @ArgumentParser.Option(help: "Why, for the salon's own people.")
        var reason: String?

        func run() async throws {
            let reason = reason.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
            try await one.change { desk, _ in try desk.cancel(one.number, reason: reason) }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Moves a booking to another time, or to another master; its number stays.")
        @OptionGroup var one: OneBooking

        @Argument(help: "As 2026-03-12, on the salon's calendar.")
        var date: String

        @Argument(help: "As 15:00, on the salon's clock.")
        var time: String

        @ArgumentParser.Option(help: "The master's name, or the id from salon.yaml. Default: who has the booking.")
        var master: String?

        func validate() throws {
            guard CivilDate(iso: date) != nil else { throw ValidationError("DATE is written as 2026-03-12.") }
            guard ClockTime(iso: time) != nil else { throw ValidationError("TIME is written as 15:00.") }
        }

        func run() async throws {
            guard let date = CivilDate(iso: date), let time = ClockTime(iso: time) else { return }
            let console = one.salon.speech.console
            try await one.change { desk, catalogue in
                let wish = try master.map { wish in
                    guard let found = catalogue.masters.first(where: { $0.isCalled(wish) }) else {
                        let names = catalogue.masters.filter(\.isActive).map { $0.name.text(in: console.language.rawValue) }
                        console.talk(
                            console.words(
                                ru: "Мастера «\(wish)» нет. Есть: \(names.joined(separator: ", ")).",
                                en: "There is no master “\(wish)”. There are: \(names.joined(separator: ", "))."))
                        throw ExitCode(ExitStatus.wrongUsage)
                    }
                    return found.id
                }
                return try desk.move(one.number, to: CivilMoment(date: date, time: time), master: wish)
            }
        }
    }
}

extension Master {
    fileprivate func isCalled(_ word: String) -> Bool {
        let word = word.lowercased()
        return slug.lowercased() == word || (Array(name.byLanguage.values) + aliases).contains { $0.lowercased() == word }
    }
}

/// A booking by its number, and the desk at which something is done with it.
struct OneBooking: ParsableArguments {
    @OptionGroup var salon: SalonArguments

    @Argument(help: "The booking's number, as the customer says it.")
    var number: String

    /// Nil when nobody has the number.
    func atDesk<R: Sendable>(_ body: (FrontDesk, SalonCatalogue) throws -> R?) async throws -> R? {
        let zones = TimeZoneDatabase()
        return try await salon.inSalon { connection in
            guard let location = try BookingPlace.location(ofNumber: number, on: connection) else { return nil }
            let catalogue = try SalonCatalogueStore(connection).load(location) { try zones.zone(named: $0) }
            let now = Instant.present
            let desk = FrontDesk(
                catalogue: catalogue, store: BookingRows(connection, location: location), now: now,
                origin: "command \(ProcessInfo.processInfo.processIdentifier) \(now.milliseconds)")
            return try body(desk, catalogue)
        }
    }

    /// Does it and says how it ended; what the salon's rules do not allow ends with 1.
    func change(_ body: (FrontDesk, SalonCatalogue) throws -> FrontDeskAnswer) async throws {
        let console = salon.speech.console
        let done = try await atDesk { desk, catalogue -> (FrontDeskAnswer, ShownBooking?)? in
            let answer = try body(desk, catalogue)
            let shown = try answer.booking.map { booking in
                ShownBooking(
                    booking: booking, history: try desk.find(number)?.history ?? [], catalogue: catalogue)
            }
            return (answer, shown)
        }
        let (answer, shown) = done ?? (.unknownNumber, nil)
        guard answer.isGood, let shown else { throw refused(console, answer, shown) }
        console.talk(answer.words(console, number, shown))
        if salon.json {
            console.data(bytes: shown.json.bytes() + [UInt8(ascii: "\n")])
        } else {
            console.data(shown.line(console))
        }
    }

    /// Says why not; for programs the booking as it is and the outcome's name.
    func refused(_ console: Console, _ answer: FrontDeskAnswer, _ shown: ShownBooking?) -> ExitCode {
        console.talk(answer.words(console, number, shown))
        if salon.json {
            var nearest: [FreeStart] = []
            if case .notFree(_, _, let starts) = answer { nearest = starts }
            let line: JSONValue = [
                "number": .string(number), "refused": .string(answer.name),
                "status": shown.map { .string($0.booking.booking.status.rawValue) } ?? .null,
                "nearest": .array(nearest.map { .string($0.moment.iso) }),
            ]
            console.data(bytes: line.bytes() + [UInt8(ascii: "\n")])
        }
        return ExitCode(ExitStatus.findings)
    }
}

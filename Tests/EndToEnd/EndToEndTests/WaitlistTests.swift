import CivilTime
import DemoSalon
import Foundation
import JSON
import Postgres
import StandIn
import Testing

extension EndToEnd {
    @Suite("A time comes free") struct WaitlistTests {
        private static let (first, second) = (DemoSalon.phones[0].waID, DemoSalon.phones[1].waID)

        /// The first phone has Anna's afternoon of the day after tomorrow, the second waits for it.
        private static func prepare(_ stage: Stage) async throws {
            try await stage.untilDay()
            try stage.write("хочу на маникюр послезавтра в 3 к Ане", from: first)
            try stage.tap("Записать", on: try await stage.messages(to: first, count: 1)[0], from: first)
            _ = try await stage.messages(to: first, count: 2)
            try stage.write("запишите меня в лист ожидания на маникюр к Ане", from: second)
            let joined = try await stage.messages(to: second, count: 1)[0]
            #expect(joined.content.body.contains("лист ожидания"))
        }

        private static func cancel(_ stage: Stage) async throws {
            let before = stage.answers(to: first).filter(\.isShown).count
            try stage.write("отмените мою запись", from: first)
            _ = try await stage.messages(to: first, count: before + 1)
            try stage.write("да", from: first)
            _ = try await stage.messages(to: first, count: before + 2)
        }

        private static func listed(_ stage: Stage) async throws -> [JSONValue] {
            let ending = try await Salonflow.run(["waitlist", "--state", stage.state, "--json", "--lang", "en"])
            guard ending.code == 0 else { throw RunningProgram.Unfulfilled(description: "waitlist: \(ending)") }
            return try ending.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        }

        @Test("called off by one, offered to the other, taken with a tap")
        func taken() async throws {
            try await Stage.with { stage in
                try await Self.prepare(stage)
                let waiting = try await Self.listed(stage)
                #expect(waiting.map { $0["kind"]?.string } == ["waiting"])
                #expect(waiting.first?["phone"]?.string == Self.second)
                try await Self.cancel(stage)
                let offer = try await stage.messages(to: Self.second, count: 2)[1]
                #expect(offer.content.kind == .buttons)
                #expect(offer.content.body.hasPrefix("Освободилось время: Маникюр, Анна, "))
                #expect(offer.content.choices.map(\.title) == ["Да", "Нет"])
                try stage.tap("Да", on: offer, from: Self.second)
                let answer = try await stage.messages(to: Self.second, count: 3)[2]
                let number = try #require(answer.content.body.digits(after: "Номер записи "))
                let bookings = try await stage.listedBookings()
                #expect(bookings.map { $0["number"]?.string } == [number])
                #expect(bookings.first?["phone"]?.string == Self.second && bookings.first?["time"]?.string == "15:00")
                let offers = try await Self.listed(stage)
                #expect(offers.map { $0["state"]?.string } == ["accepted"] && offers.first?["number"]?.string == number)
                try await stage.untilQuiet()
                // Who is offered something has a turn without a message.
                let contradictions = try Ledger(try stage.database()).contradictions(with: stage.standIn)
                #expect(contradictions == ["\(Self.second): 2 messages, 3 turns, the last of number 3"])
            }
        }

        @Test("a day after the last word the offer comes as a template, whose button counts as well")
        func template() async throws {
            try await Stage.with { stage in
                try await Self.prepare(stage)
                try await stage.untilQuiet()
                try await stage.pass(minutes: 24 * 60)
                try await Self.cancel(stage)
                let standIn = stage.standIn
                @Sendable func offers() -> [ChatEntry] {
                    standIn.transcript(Self.second).filter { entry in
                        entry.author == .business && entry.isShown && entry.content.body.contains("свободилось время")
                    }
                }
                try await stage.until("the offer has come") { !offers().isEmpty }
                let offer = try #require(offers().first)
                #expect(offer.content.kind == .template)
                try stage.tap("Да", on: offer, from: Self.second)
                let answer = try await stage.messages(to: Self.second, count: 2)[1]
                #expect(answer.content.body.contains("Номер записи "))
                #expect(try await stage.listedBookings().first?["phone"]?.string == Self.second)
            }
        }

        @Test("who opted out hears nothing")
        func optedOut() async throws {
            try await Stage.with { stage in
                try await Self.prepare(stage)
                try stage.write("стоп", from: Self.second)
                _ = try await stage.messages(to: Self.second, count: 2)
                try await Self.cancel(stage)
                try await stage.until("the freed time was looked at") {
                    try stage.database().execute(LedgerStatements.freedTimes)[0].int(0) == 0
                }
                try await stage.untilQuiet()
                #expect(stage.answers(to: Self.second).count == 2)
                #expect(try await Self.listed(stage).filter { $0["kind"]?.string == "offer" }.isEmpty)
            }
        }
    }
}

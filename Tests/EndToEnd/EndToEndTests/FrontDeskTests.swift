import CivilTime
import DemoSalon
import Foundation
import JSON
import StandIn
import Testing

extension EndToEnd {
    @Suite("The salon's people and a booking") struct FrontDeskTests {
        @Test("what a customer booked is shown, moved and called off by its number, while the server runs")
        func commands() async throws {
            try await Stage.with { stage in
                let customer = DemoSalon.phones[0].waID
                try stage.write("book me a manicure tomorrow at 3 with Anna", from: customer)
                let question = try await stage.messages(to: customer, count: 1)[0]
                try stage.tap("Book it", on: question, from: customer)
                let answer = try await stage.messages(to: customer, count: 2)[1]
                let number = try #require(answer.content.body.digits(after: "Your number is "))
                let tomorrow = stage.today.adding(days: 1)

                func bookings(_ arguments: [String], code: Int32 = 0) async throws -> JSONValue {
                    let ending = try await Salonflow.run(
                        ["bookings"] + arguments + ["--state", stage.state, "--json", "--lang", "en"])
                    #expect(ending.code == code, "\(arguments): \(ending)")
                    return try JSONValue(parsing: ending.output.trimmingCharacters(in: .whitespacesAndNewlines))
                }
                func kinds(_ booking: JSONValue) -> [String] {
                    booking["history"]?.array?.compactMap { $0["kind"]?.string } ?? []
                }
                let shown = try await bookings(["show", number])
                #expect(shown["status"]?.string == "confirmed" && shown["time"]?.string == "15:00")
                #expect(shown["master"]?.string == "Anna" && shown["phone"]?.string == customer)
                #expect(kinds(shown) == ["booked"])
                // It was confirmed by the bot already, and is still to come.
                #expect(try await kinds(bookings(["confirm", number])) == ["booked"])
                for early in ["start", "complete", "no-show"] {
                    #expect(try await bookings([early, number], code: 1)["refused"]?.string == "too_early")
                }
                let closed = try await bookings(["move", number, tomorrow.iso, "03:00"], code: 1)
                #expect(closed["refused"]?.string == "not_free" && closed["nearest"]?.array?.count == 3)
                let moved = try await bookings(["move", number, tomorrow.iso, "12:00"])
                #expect(moved["time"]?.string == "12:00" && moved["number"]?.string == number)
                #expect(try await stage.listedBookings().first?["time"]?.string == "12:00")
                let off = try await bookings(["cancel", number, "--reason", "the master is ill"])
                #expect(off["status"]?.string == "cancelled" && off["cancelled_by"]?.string == "salon")
                #expect(off["reason"]?.string == "the master is ill")
                #expect(kinds(off) == ["booked", "moved", "cancelled"])
                #expect(try await stage.listedBookings().isEmpty)
                #expect(try await bookings(["move", number, tomorrow.iso, "16:00"], code: 1)["refused"]?.string == "not_open")
                #expect(try await bookings(["show", "00000"], code: 1)["refused"]?.string == "unknown_number")

                // The same in words, in the language that is asked for.
                let words = try await Salonflow.run(["bookings", "show", number, "--state", stage.state, "--lang", "ru"])
                #expect(words.code == 0 && words.output.contains("отменена салоном") && words.output.contains("перенесена"))
                for wrong in [["move", number, "tomorrow", "12:00"], ["move", number, tomorrow.iso, "25:00"]] {
                    let ending = try await Salonflow.run(["bookings"] + wrong + ["--state", stage.state])
                    #expect(ending.code == 2 && ending.errors.contains("is written as"), "\(ending)")
                }
                // The time is the customer's to have again.
                try stage.write("book me a manicure tomorrow at 12 with Anna", from: customer)
                let again = try await stage.messages(to: customer, count: 3)[2]
                #expect(again.content.choices.map(\.title).contains("Book it"), "\(again.content.body)")
            }
        }
    }
}

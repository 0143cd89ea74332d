import CivilTime
import Conversations
import Postgres
import Testing
import Workers

@Suite("The poller and the clock of bookings")
struct BookingClockTests {
    private static let minute: Int64 = 60_000

    @Test("A visit begins and ends by itself, with an event each; a look when nothing is due changes nothing")
    func visit() async throws {
        try await Workshop.run { shop in
            try await shop.talk("хочу на маникюр завтра в 3 к Анне")
            try await shop.talk("да")
            let events = "SELECT kind || ' ' || actor FROM booking_event ORDER BY revision"
            func status() async throws -> [String] { try await shop.words("SELECT status FROM booking") }
            #expect(try await status() == ["confirmed"])
            // It is nine now, and the visit is tomorrow at three.
            shop.clock.advance(milliseconds: (30 * 60 - 1) * Self.minute)
            try await shop.poller().look()
            #expect(try await status() == ["confirmed"])
            shop.clock.advance(milliseconds: Self.minute)
            try await shop.poller().look()
            try await shop.poller().look()
            #expect(try await status() == ["in_progress"])
            shop.clock.advance(milliseconds: 24 * 60 * Self.minute)
            try await shop.poller().look()
            #expect(try await status() == ["completed"])
            #expect(try await shop.words(events) == ["booked customer", "started system", "completed system"])
        }
    }

    @Test("A program that slept through visit and end makes up for both at once")
    func late() async throws {
        try await Workshop.run { shop in
            try await shop.talk("хочу на маникюр завтра в 3 к Анне")
            try await shop.talk("да")
            shop.clock.advance(milliseconds: 5 * 24 * 60 * Self.minute)
            try await shop.poller().look()
            #expect(try await shop.words("SELECT status FROM booking") == ["completed"])
            // The customer cannot call off any more what is over.
            try await shop.talk("отмените запись")
            #expect(try await shop.words("SELECT status FROM booking") == ["completed"])
        }
    }
}

import Booking
import CivilTime
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

@Suite("What the clock does to bookings")
struct BookingClockTests {
    @Test("Holds expire, visits begin and end, each at its time and with its event, and then nothing is due")
    func pass() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try BusySalon.create(on: server)
            let nine = BusySalon.nine
            try salon.inside(server) { (store) throws in
                let held = salon.new(salon.tanning, salon.customers[0], origin: "h")
                _ = try store.hold(held, until: BusySalon.now.adding(minutes: 10))
                _ = try store.create(salon.new(salon.manicure, salon.customers[1], master: 1, origin: "b"))
            }
            func work(_ now: Instant) throws -> Bool {
                try TenantDirectory.work(now: now, staleBefore: now, on: server).contains(where: \.hasDueBookings)
            }
            func pass(_ now: Instant, limit: Int = 10) throws -> Int {
                try server.asTenant(salon.tenant) { try BookingClock.pass(to: now, limit: limit, on: server) }
            }
            let administrator = try database.administrator()
            func events() throws -> [String] {
                try administrator.words(
                    """
                    SELECT kind || ' ' || actor || ' ' || origin
                    FROM booking_event
                    WHERE revision > 1
                    ORDER BY happened_at, booking_id, revision
                    """)
            }
            #expect(try !work(BusySalon.now.adding(minutes: 9)) && pass(BusySalon.now.adding(minutes: 9)) == 0)
            #expect(try work(BusySalon.now.adding(minutes: 10)) && pass(BusySalon.now.adding(minutes: 10)) == 1)
            #expect(try events() == ["released system clock"])
            #expect(try administrator.number("SELECT count(*) FROM booking_resource") == 0)
            #expect(try !work(nine.adding(seconds: -1)) && work(nine) && pass(nine) == 1)
            #expect(try events() == ["released system clock", "started system clock"])
            #expect(try !work(nine.adding(minutes: 59)) && pass(nine.adding(minutes: 60)) == 1)
            #expect(try administrator.words("SELECT status FROM booking ORDER BY id") == ["released", "completed"])
            #expect(try !work(nine.adding(minutes: 100_000)))
            #expect(try BookingLaws.broken(administrator) == [])
        }
    }

    @Test("A long absence is made up for in steps, two for each visit")
    func steps() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try BusySalon.create(on: server)
            try salon.inside(server) { (store) throws in
                for place in 0..<7 {
                    _ = try store.create(salon.new(salon.manicure, salon.customers[0], at: place * 70, origin: "\(place)"))
                }
            }
            let later = BusySalon.nine.adding(minutes: 5000)
            var steps: [Int] = []
            while steps.last != 0 {
                steps.append(try server.asTenant(salon.tenant) { try BookingClock.pass(to: later, limit: 5, on: server) })
            }
            // Five begin, the same five end, the other two begin and end.
            #expect(steps == [5, 5, 2, 2, 0])
            let administrator = try database.administrator()
            #expect(try administrator.words("SELECT DISTINCT status FROM booking") == ["completed"])
            #expect(try BookingLaws.broken(administrator) == [])
        }
    }
}

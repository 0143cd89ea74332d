import Booking
import CivilTime
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

/// A salon in a database with one customer, who has a booking with the first master tomorrow at nine.
struct BookedSalon: Sendable {
    static let nine = TestSalon.morning.adding(minutes: 24 * 60)

    var salon: TestSalon
    var catalogue: SalonCatalogue
    var customer: CustomerID
    var other: CustomerID
    var booking: CreatedBooking

    static func create(on server: Connection) throws -> BookedSalon {
        let salon = try TestSalon.create("one", on: server)
        let catalogue = try salon.catalogue(server)
        _ = try server.accept(
            .messages([
                salon.message("hello", from: "ira", phone: "77000000001"),
                salon.message("hi", from: "zoya", phone: "77000000002"),
            ]))
        return try server.asTenant(salon.tenant) { () throws in
            let claimed = try WorkQueue(server).claim(limit: 2, now: TestSalon.morning).conversations
            let customers = claimed.map(\.customer)
            let made = try BookingRows(server, location: salon.location).create(
                newBooking(catalogue, customers[0], origin: "c1.t1"))
            guard case .created(let booking) = made else { throw UnexpectedAnswer() }
            return BookedSalon(
                salon: salon, catalogue: catalogue, customer: customers[0], other: customers[1], booking: booking)
        }
    }

    static func newBooking(
        _ catalogue: SalonCatalogue, _ customer: CustomerID, master: Int = 0, at minutes: Int = 0, origin: String,
        now: Instant = TestSalon.morning
    ) -> NewBooking {
        let start = nine.adding(minutes: minutes)
        return NewBooking(
            customer: customer, service: catalogue.services[0], master: catalogue.masters[master].id, start: start,
            wall: TestSalon.almaty.civil(at: start), zone: "Asia/Almaty", origin: origin, bookedAt: now)
    }

    func new(_ customer: CustomerID, master: Int = 0, at minutes: Int = 0, origin: String, now: Instant = TestSalon.morning)
        -> NewBooking
    { Self.newBooking(catalogue, customer, master: master, at: minutes, origin: origin, now: now) }

    func change(_ origin: String, by customer: CustomerID? = nil) -> BookingChange {
        BookingChange(
            booking: booking.id, customer: customer ?? self.customer, origin: origin, at: TestSalon.morning)
    }

    func cancellation(_ origin: String, by customer: CustomerID? = nil) -> BookingCancellation {
        BookingCancellation(change(origin, by: customer), start: Self.nine, rules: catalogue.rules)
    }

    func move(
        _ store: BookingRows, master: Int = 0, at minutes: Int, origin: String = "c1.t2", by customer: CustomerID? = nil
    ) throws -> MoveResult {
        guard let booking = try store.booking(booking.id, of: self.customer) else { throw UnexpectedAnswer() }
        let start = Self.nine.adding(minutes: minutes)
        return try store.move(
            BookingMove(
                change: change(origin, by: customer), booking: booking, master: catalogue.masters[master].id, start: start,
                wall: TestSalon.almaty.civil(at: start), zone: "Asia/Almaty"))
    }

    /// What happened to the booking, and because of what.
    func events(_ database: TestDatabase) throws -> [String] {
        let sql = """
            SELECT kind || ' ' || origin FROM booking_event WHERE booking_id = \(booking.id.number) ORDER BY revision
            """
        return try database.administrator().words(sql)
    }

    /// Runs `body` in one transaction of the salon.
    func inside<R>(_ server: Connection, _ body: (BookingRows) throws -> R) throws -> R {
        try server.asTenant(salon.tenant) { try body(BookingRows(server, location: salon.location)) }
    }
}

@Suite("Visits in the database")
struct VisitRowsTests {
    @Test("A visit comes back as it was agreed, for its customer alone")
    func read() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            try booked.inside(server) { (store) throws in
                let visits = try store.upcoming(of: booked.customer, now: BookedSalon.nine, limit: 5)
                let visit = try #require(visits.first)
                #expect(visits.count == 1 && visit.id == booked.booking.id && visit.number == booked.booking.number)
                var service = booked.catalogue.services[0]
                service.aliases = []
                #expect(visit.service == service && visit.status == .confirmed && !visit.wantsReminder)
                #expect(visit.masterName?.text(in: "ru") == "Аня" && visit.wall.iso == "2026-03-11 09:00")
                #expect(try store.booking(visit.id, of: booked.customer) == visit)
                #expect(try store.booking(visit.id, of: booked.other) == nil)
                #expect(try store.upcoming(of: booked.other, now: BookedSalon.nine, limit: 5).isEmpty)
                let end = BookedSalon.nine.adding(minutes: 60)
                #expect(try store.upcoming(of: booked.customer, now: end, limit: 5).isEmpty)
                #expect(try store.upcoming(of: booked.customer, now: BookedSalon.nine, limit: 0).isEmpty)
            }
        }
    }

    @Test(
        "Moving: the constraint decides, and id and number stay",
        arguments: [
            ("later", 0, 120, MoveResult.moved), ("into its own time", 0, 30, .moved), ("to the other master", 1, 0, .moved),
            ("onto another's visit", 0, 240, .taken), ("into another's buffer", 0, 170, .taken),
            ("just before another's buffer", 0, 165, .moved),
        ])
    func move(name: String, master: Int, minutes: Int, result: MoveResult) async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            try booked.inside(server) { (store) throws in
                _ = try store.create(booked.new(booked.other, at: 240, origin: "other"))
                #expect(try booked.move(store, master: master, at: minutes) == result)
                // The transaction goes on, whatever the answer was.
                let visit = try #require(try store.booking(booked.booking.id, of: booked.customer))
                #expect(visit.number == booked.booking.number)
                let moved = result == .moved
                #expect(visit.start == BookedSalon.nine.adding(minutes: moved ? minutes : 0))
                #expect(visit.master == booked.catalogue.masters[moved ? master : 0].id)
                #expect(visit.wall == TestSalon.almaty.civil(at: visit.start))
            }
            let changes = try booked.events(database)
            let move = minutes == 0 ? "reassigned c1.t2" : "moved c1.t2"
            #expect(changes == ["booked c1.t1"] + (result == .moved ? [move] : []))
        }
    }

    @Test("What is called off is free again, cannot be moved, confirmed or called off once more, and is recorded once")
    func cancel() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            try booked.inside(server) { (store) throws in
                #expect(try !store.cancel(booked.cancellation("x", by: booked.other)), "another's")
                #expect(try store.confirm(booked.change("c1.t2")))
                #expect(try store.booking(booked.booking.id, of: booked.customer)?.confirmedAt == TestSalon.morning)
                #expect(try store.cancel(booked.cancellation("c1.t3")))
                #expect(try !store.cancel(booked.cancellation("c1.t4")))
                #expect(try !store.confirm(booked.change("c1.t4")))
                #expect(try booked.move(store, at: 60) == .notOpen)
                #expect(try store.booking(booked.booking.id, of: booked.customer)?.status == .cancelled)
                #expect(try store.upcoming(of: booked.customer, now: TestSalon.morning, limit: 5).isEmpty)
                #expect(try store.create(booked.new(booked.other, origin: "other")) != .taken)
            }
            let changes = try booked.events(database)
            #expect(changes == ["booked c1.t1", "confirmed c1.t2", "cancelled c1.t3"])
        }
    }

    @Test("A hold keeps others away until it ends; its customer books it, and holds one time only")
    func hold() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            let end = TestSalon.morning.adding(minutes: 10)
            try booked.inside(server) { (store) throws in
                func busy(_ customer: CustomerID, at now: Instant = TestSalon.morning) throws -> Int {
                    let noon = BookedSalon.nine.adding(minutes: 180)
                    return try store.busy(
                        masters: [booked.catalogue.masters[0].id], resources: [], from: noon, to: noon.adding(minutes: 1),
                        for: CalendarView(now: now, customer: customer)
                    ).count
                }
                let own = booked.new(booked.customer, at: 180, origin: "c1.t2")
                #expect(try store.hold(booked.new(booked.other, at: 30, origin: "z"), until: end) == .taken)
                #expect(try store.hold(own, until: end) == .held)
                #expect(try store.hold(own, until: end) == .held, "the same turn again")
                #expect(
                    [try busy(booked.other), try busy(booked.customer), try busy(booked.other, at: end)] == [1, 0, 0])
                #expect(try store.create(booked.new(booked.other, at: 200, origin: "z")) == .taken)
                #expect(try store.hold(booked.new(booked.other, at: 200, origin: "z"), until: end) == .taken)
                guard case .created(let created) = try store.create(own) else { throw UnexpectedAnswer() }
                #expect(try store.created(by: "c1.t2") == created)
                #expect(try store.hold(booked.new(booked.other, at: 300, origin: "z"), until: end) == .held)
                #expect(try store.hold(booked.new(booked.other, at: 400, origin: "z"), until: end) == .held)
                #expect(try store.create(booked.new(booked.customer, at: 300, origin: "c1.t3")) != .taken, "let go")
                let late = booked.new(booked.customer, at: 400, origin: "c1.t4", now: end)
                #expect(try store.create(late) != .taken, "expired")
            }
            let states = try database.administrator().words(
                "SELECT status || ' ' || count(*) FROM booking GROUP BY status ORDER BY status")
            #expect(states == ["confirmed 4", "released 4"])
        }
    }

    @Test("Two visits that swap places through many connections: no overlap, no deadlock reaches anyone")
    func swaps() async throws {
        let database = try await StorageDatabase.empty()
        let booked = try await onThread { () -> BookedSalon in
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            try booked.inside(server) { (store) throws in _ = try store.create(booked.new(booked.other, master: 1, origin: "other")) }
            return booked
        }
        let results = try await withThrowingTaskGroup(of: [MoveResult].self) { group in
            for number in 0..<8 {
                group.addTask {
                    try await onThread {
                        let server = try database.server()
                        return try (0..<10).map { round in
                            while true {
                                do {
                                    return try booked.inside(server) { (store) throws in
                                        try booked.move(
                                            store, master: (number + round) % 2, at: (number * 10 + round) % 6 * 40,
                                            origin: "m \(number) \(round)")
                                    }
                                } catch let error as PostgresError where error.isConflict { continue }
                            }
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(results.count == 80 && results.contains(.moved) && !results.contains(.notOpen))
        let overlaps = try await onThread {
            try database.administrator().number(
                """
                SELECT count(*) FROM booking AS one JOIN booking AS two
                ON one.id < two.id AND one.master_id = two.master_id AND one.occupied && two.occupied
                """)
        }
        #expect(overlaps == 0)
    }

    @Test("The waiting list: once for each wish, also when many say it at once")
    func waitlist() async throws {
        let database = try await StorageDatabase.empty()
        let booked = try await onThread { try BookedSalon.create(on: try database.server()) }
        let day = CivilDate(iso: "2026-03-12")
        @Sendable func wish(_ origin: String, master: MasterID? = nil, dates: DateWindow? = nil) -> WaitlistWish {
            WaitlistWish(
                customer: booked.customer, service: booked.catalogue.services[0].id, master: master, dates: dates,
                times: TimeWindow(from: ClockTime(hour: 10, minute: 0), to: nil), origin: origin, at: TestSalon.morning)
        }
        let results = try await withThrowingTaskGroup(of: JoinResult.self) { group in
            for number in 0..<8 {
                group.addTask {
                    try await onThread {
                        let server = try database.server()
                        return try booked.inside(server) { try $0.joinWaitlist(wish("turn \(number)")) }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { $0 == .joined } == 1)
        try await onThread {
            let server = try database.server()
            try booked.inside(server) { (store) throws in
                let dated = wish("c1.t9", dates: DateWindow(from: day, to: day))
                #expect(try store.joinWaitlist(dated) == .joined)
                #expect(try store.joinWaitlist(dated) == .joined, "the same turn again")
                #expect(try store.joinWaitlist(wish("c1.t10", dates: DateWindow(from: day, to: day))) == .already)
                #expect(try store.joinWaitlist(wish("c1.t9", master: booked.catalogue.masters[1].id)) == .joined)
                try store.leaveWaitlist(booked.other)
            }
            #expect(try database.administrator().number("SELECT count(*) FROM waitlist_entry") == 3)
            try booked.inside(server) { try $0.leaveWaitlist(booked.customer) }
            #expect(try database.administrator().number("SELECT count(*) FROM waitlist_entry") == 0)
        }
    }
}

import Booking
import CivilTime
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

@Suite("Bookings in the database")
struct BookingRowsTests {
    private static let nine = TestSalon.morning.adding(minutes: 24 * 60)

    private static func customer(_ salon: TestSalon, _ server: Connection) throws -> CustomerID {
        _ = try server.accept(.messages([salon.message("hello", from: "ira", phone: "77000000001")]))
        return try server.asTenant(salon.tenant) {
            try WorkQueue(server).claim(limit: 1, now: TestSalon.morning).conversations[0].customer
        }
    }

    private static func booking(
        _ catalogue: SalonCatalogue, _ customer: CustomerID, master: Int = 0, at minutes: Int = 0, origin: String
    ) -> NewBooking {
        let start = nine.adding(minutes: minutes)
        return NewBooking(
            customer: customer, service: catalogue.services[0], master: catalogue.masters[master].id, start: start,
            wall: TestSalon.almaty.civil(at: start), zone: "Asia/Almaty", origin: origin, bookedAt: TestSalon.morning)
    }

    @Test("A booking is written with all that was agreed, listed, and keeps its master busy with its buffers")
    func create() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            let catalogue = try salon.catalogue(server)
            let customer = try Self.customer(salon, server)
            try server.asTenant(salon.tenant) {
                let store = BookingRows(server, location: salon.location)
                let wanted = Self.booking(catalogue, customer, origin: "c1.t1")
                guard case .created(let created) = try store.create(wanted) else { throw UnexpectedAnswer() }
                #expect(created.number.utf8.count == 5 && Int(created.number) != nil)
                #expect(try store.create(wanted) == .created(created), "the same cause again is the same booking")
                let masters = catalogue.masters.map(\.id)
                #expect(wanted.busy.from == Self.nine.adding(minutes: -5) && wanted.busy.to == Self.nine.adding(minutes: 70))
                var busy = [wanted.busy]
                busy[0].booking = created.id
                let view = CalendarView(now: Self.nine, customer: customer)
                #expect(
                    try store.busy(masters: masters, resources: [], from: Self.nine, to: Self.nine.adding(minutes: 1), for: view) == busy)
                #expect(
                    try store.busy(
                        masters: [masters[1]], resources: [], from: Self.nine, to: Self.nine.adding(minutes: 1), for: view
                    ).isEmpty)
                #expect(
                    try store.busy(
                        masters: masters, resources: [], from: Self.nine.adding(minutes: 70), to: Self.nine.adding(minutes: 90),
                        for: view
                    )
                    .isEmpty, "the range ends before its last moment")
                let line = try BookingList.upcoming(after: Self.nine, location: salon.location, on: server)
                #expect(line.map(\.number) == [created.number] && line[0].wall.iso == "2026-03-11 09:00")
                #expect(line[0].service.text(in: "en") == "Manicure" && line[0].master.text(in: "ru") == "Аня")
                #expect(line[0].customerName == "Ира" && line[0].price.minorUnits == 700_000)
                #expect(try BookingList.upcoming(after: Self.nine.adding(minutes: 60), on: server).isEmpty)
            }
        }
    }

    @Test(
        "Bookings of one master conflict when their occupied ranges overlap (R7)",
        arguments: [(0, false), (30, false), (74, false), (75, true), (-75, true), (-74, false)])
    func overlap(minutes: Int, isFree: Bool) async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            let catalogue = try salon.catalogue(server)
            let customer = try Self.customer(salon, server)
            try server.asTenant(salon.tenant) {
                let store = BookingRows(server, location: salon.location)
                _ = try store.create(Self.booking(catalogue, customer, origin: "first"))
                let second = try store.create(Self.booking(catalogue, customer, at: minutes, origin: "second"))
                #expect((second != .taken) == isFree)
                #expect(
                    try store.create(Self.booking(catalogue, customer, master: 1, at: minutes, origin: "third"))
                        != .taken,
                    "another master is free")
            }
        }
    }

    @Test("Thirty-two connections at one time of one master: one gets it")
    func rush() async throws {
        let database = try await StorageDatabase.empty()
        let (salon, catalogue, customer) = try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            return (salon, try salon.catalogue(server), try Self.customer(salon, server))
        }
        let results = try await withThrowingTaskGroup(of: CreateResult.self) { group in
            for number in 0..<32 {
                group.addTask {
                    try await onThread {
                        let server = try database.server()
                        while true {
                            do {
                                return try server.asTenant(salon.tenant) {
                                    try BookingRows(server, location: salon.location).create(
                                        Self.booking(catalogue, customer, at: number % 3 * 10, origin: "rush \(number)")
                                    )
                                }
                            } catch let error as PostgresError where error.isConflict { continue }
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 32 && results.filter { $0 != .taken }.count == 1)
        #expect(try await onThread { try database.administrator().number("SELECT count(*) FROM booking") } == 1)
    }

    @Test("The same cause by sixteen connections at once is one booking")
    func sameOrigin() async throws {
        let database = try await StorageDatabase.empty()
        let (salon, catalogue, customer) = try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            return (salon, try salon.catalogue(server), try Self.customer(salon, server))
        }
        let results = try await withThrowingTaskGroup(of: CreateResult.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await onThread {
                        let server = try database.server()
                        return try server.asTenant(salon.tenant) {
                            try BookingRows(server, location: salon.location)
                                .create(Self.booking(catalogue, customer, origin: "once"))
                        }
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(results.count == 1 && !results.contains(.taken))
    }

    @Test("A salon with thousands of bookings still finds short numbers, all different")
    func numbers() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            let catalogue = try salon.catalogue(server)
            let customer = try Self.customer(salon, server)
            var numbers: Set<String> = []
            try server.asTenant(salon.tenant) {
                let store = BookingRows(server, location: salon.location)
                for day in 0..<2000 {
                    let booking = Self.booking(catalogue, customer, at: day * 75, origin: "origin \(day)")
                    if case .created(let created) = try store.create(booking) { numbers.insert(created.number) }
                }
            }
            #expect(numbers.count == 2000 && numbers.allSatisfy { $0.utf8.count == 5 })
        }
    }

    @Test("A booking whose range does not cover its service is refused by the database")
    func constraint() async throws {
        let database = try await StorageDatabase.withTwoSalons()
        let constraint = try await onThread { () -> String? in
            let administrator = try database.administrator()
            do throws(PostgresError) {
                try administrator.runScript(
                    trusted: "UPDATE booking SET occupied_to = ends_at - interval '1 minute' WHERE tenant_id = 1")
                return nil
            } catch { return error.constraint }
        }
        #expect(constraint == "booking_occupies_its_time_and_buffers")
    }
}

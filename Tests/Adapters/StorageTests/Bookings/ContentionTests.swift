import Booking
import CivilTime
import FlowMachine
import Foundation
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Synchronization
import Testing

/// Many at once, each through a connection of the server's own pool and with the retries of its workers.
@Suite("Bookings under contention", .serialized)
struct ContentionTests {
    private static func setting(_ name: String, default value: Double) -> Double {
        ProcessInfo.processInfo.environment[name].flatMap(Double.init) ?? value
    }

    /// Runs `body` with a salon and a pool of 32 connections.
    private static func with(
        masters: Int, customers: Int, _ body: (BusySalon, Pool, TestDatabase) async throws -> Void
    ) async throws {
        let database = try await StorageDatabase.empty()
        let salon = try await onThread {
            try BusySalon.create(masters: masters, customers: customers, on: try database.server())
        }
        let pool = try Pool(database.serverAddress, Pool.Configuration(size: 32, waitLimit: .seconds(60)))
        let result: Result<Void, any Error>
        do { result = .success(try await body(salon, pool, database)) } catch { result = .failure(error) }
        await pool.close()
        try result.get()
    }

    @Test("Two hundred customers want one time: one gets it, the others are told so and get the nearest that are free")
    func rush() async throws {
        try await Self.with(masters: 1, customers: 200) { salon, pool, database in
            let catalogue = try salon.catalogue()
            let wish = Known(
                booking: nil, service: Choice(id: "\(salon.manicure.id.number)", names: []), master: nil,
                date: CivilDate(iso: "2026-03-11"), time: ClockTime(iso: "12:00"))
            let answers = try await withThrowingTaskGroup(of: (Answer?, Answer?).self) { group in
                for (place, customer) in salon.customers.enumerated() {
                    group.addTask {
                        try await salon.inside(pool) { (store) throws in
                            let desk = BookingDesk(
                                catalogue: catalogue, store: store, languages: ["en"], now: BusySalon.now, customer: customer,
                                origin: "rush/\(place)")
                            let booked = try desk.answer(.call(.bookingCreate, wish))
                            guard case .outcome(.taken, _) = booked else { return (booked, nil) }
                            return (booked, try desk.answer(.check(.time, wish)))
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let winners = answers.count { if case .outcome(.booked, _)? = $0.0 { true } else { false } }
            let losers = answers.filter { if case .outcome(.taken, _)? = $0.0 { true } else { false } }
            #expect(winners == 1 && losers.count == 199)
            for loser in losers {
                guard case .wrong(.full, let instead)? = loser.1 else {
                    Issue.record("a loser was told \(String(describing: loser.1))")
                    continue
                }
                let times = instead.map { offered in
                    offered.values.compactMap { if case .time(let time) = $0.value { time.iso } else { nil } }.joined()
                }
                #expect(times == ["10:30", "13:30", "10:00"])
            }
            let broken = try await onThread { try BookingLaws.broken(database.administrator()) }
            #expect(broken == [])
        }
    }

    @Test("Two hundred connections' worth of bare inserts of one time: one is made, and a group gets its three")
    func bareRush() async throws {
        try await Self.with(masters: 2, customers: 200) { salon, pool, database in
            let results = try await withThrowingTaskGroup(of: (Bool, CreateResult).self) { group in
                for (place, customer) in salon.customers.enumerated() {
                    group.addTask {
                        let isGroup = place % 2 == 0
                        let wanted = salon.new(
                            isGroup ? salon.yoga : salon.manicure, customer, master: isGroup ? 0 : 1, origin: "bare \(place)")
                        return (isGroup, try await salon.inside(pool) { try $0.create(wanted) })
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count { $0.0 && $0.1 != .taken } == 3)
            #expect(results.count { !$0.0 && $0.1 != .taken } == 1)
            let broken = try await onThread { try BookingLaws.broken(database.administrator()) }
            #expect(broken == [])
        }
    }

    /// What one customer was told of one of their bookings.
    private struct Told: Hashable {
        var status: String
        var master: MasterID
        var start: Instant
    }

    private struct Tally {
        var told: [BookingID: Told] = [:]
        var operations: [String: Int] = [:]
        var milliseconds: [Double] = []
        var failures: [String] = []
    }

    /// `SALONFLOW_CONTENTION_SECONDS` (3) and `SALONFLOW_CONTENTION_SEED` (1) make it longer and another.
    @Test("32 connections that book, hold, move, confirm and call off, with groups, resources and holds that expire")
    func mixture() async throws {
        let seconds = Self.setting("SALONFLOW_CONTENTION_SECONDS", default: 3)
        let seed = UInt64(Self.setting("SALONFLOW_CONTENTION_SEED", default: 1))
        try await Self.with(masters: 3, customers: 32) { salon, pool, database in
            let begun = ContinuousClock.now
            let tallies = await withTaskGroup(of: Tally.self) { group in
                for (place, customer) in salon.customers.enumerated() {
                    group.addTask {
                        await Self.customer(
                            customer, salon, pool, Random(seed: seed &* 1000 &+ UInt64(place)), name: "c\(place)",
                            from: begun, for: .milliseconds(Int64(seconds * 1000)))
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(tallies.flatMap(\.failures) == [], "seed \(seed)")
            let times = tallies.flatMap(\.milliseconds).sorted()
            var operations: [String: Int] = [:]
            for tally in tallies { operations.merge(tally.operations) { $0 + $1 } }
            let deadlocks = try await onThread {
                try database.administrator().number(
                    "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            }
            print(
                "contention: seed \(seed), \(times.count) operations, p50 \(times[times.count / 2]) ms, "
                    + "p99 \(times[times.count * 99 / 100]) ms, \(deadlocks) deadlocks, "
                    + operations.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
            #expect(operations["create made", default: 0] > 0 && operations["create taken", default: 0] > 0)
            try await onThread {
                let administrator = try database.administrator()
                #expect(try BookingLaws.broken(administrator) == [], "seed \(seed)")
                var rows: [BookingID: Told] = [:]
                for row in try administrator.execute(
                    Statement(
                        "told",
                        """
                        SELECT id, status, master_id, (extract(epoch FROM starts_at) * 1000)::bigint
                        FROM booking
                        WHERE status NOT IN ('hold', 'released')
                        """))
                {
                    rows[BookingID(try row.int64(0))] = Told(
                        status: try row.text(1), master: MasterID(try row.int64(2)),
                        start: Instant(milliseconds: try row.int64(3)))
                }
                var told: [BookingID: Told] = [:]
                for tally in tallies { told.merge(tally.told) { first, _ in first } }
                #expect(rows == told, "seed \(seed): what customers were told is what is written, and nothing else is")
            }
        }
    }

    private static func customer(
        _ customer: CustomerID, _ salon: BusySalon, _ pool: Pool, _ random: Random, name: String,
        from begun: ContinuousClock.Instant, for duration: Duration
    ) async -> Tally {
        var random = random
        var tally = Tally()
        var turn = 0
        while ContinuousClock.now - begun < duration {
            turn += 1
            let origin = "\(name)/\(turn)"
            // A second of the clock is a minute of the salon's.
            let now = BusySalon.now.adding(seconds: Int((ContinuousClock.now - begun) / .milliseconds(1)) * 60 / 1000)
            let master = Int.random(in: 0..<3, using: &random)
            let start = Int.random(in: 0..<16, using: &random) * 30
            let service = salon.services[Int.random(in: 0..<3, using: &random)]
            let wanted = salon.new(service, customer, master: master, at: start, origin: origin, now: now)
            let open = tally.told.filter { $0.value.status == "confirmed" }.keys.sorted { $0.number < $1.number }
            let own = open.randomElement(using: &random)
            let change = own.map { BookingChange(booking: $0, customer: customer, origin: origin, at: now) }
            let action = Int.random(in: 0..<100, using: &random)
            let began = ContinuousClock.now
            do {
                switch (action, change) {
                case (0..<20, let change?):
                    let cancelled = try await salon.inside(pool) { store in
                        try store.cancel(BookingCancellation(change, start: wanted.start, rules: BookingRules()))
                    }
                    if cancelled { tally.told[change.booking]?.status = "cancelled" }
                    tally.operations["cancel \(cancelled)", default: 0] += 1
                case (20..<45, let change?):
                    let result = try await salon.inside(pool) { (store) throws -> MoveResult in
                        guard let booking = try store.booking(change.booking, of: customer) else { return .notOpen }
                        return try store.move(
                            BookingMove(
                                change: change, booking: booking, master: wanted.master, start: wanted.start,
                                wall: wanted.wall, zone: wanted.zone))
                    }
                    if result == .moved {
                        tally.told[change.booking]?.master = wanted.master
                        tally.told[change.booking]?.start = wanted.start
                    }
                    tally.operations["move \(result)", default: 0] += 1
                case (45..<50, let change?):
                    let confirmed = try await salon.inside(pool) { try $0.confirm(change) }
                    tally.operations["confirm \(confirmed)", default: 0] += 1
                case (50..<65, _):
                    let end = now.adding(seconds: 30)
                    let result = try await salon.inside(pool) { try $0.hold(wanted, until: end) }
                    tally.operations["hold \(result)", default: 0] += 1
                case (65..<70, _):
                    let tenant = salon.tenant
                    _ = try await pool.asTenant(tenant, retry: Retry(attempts: 5) { _ in .milliseconds(10) }) { connection in
                        try BookingClock.pass(to: now, limit: 20, on: connection)
                    }
                    tally.operations["clock", default: 0] += 1
                case (70..<73, _):
                    try await salon.inside(pool) { try $0.release(heldBy: customer, origin: origin, at: now) }
                    tally.operations["release", default: 0] += 1
                default:
                    switch try await salon.inside(pool, { try $0.create(wanted) }) {
                    case .created(let booking):
                        tally.told[booking.id] = Told(status: "confirmed", master: wanted.master, start: wanted.start)
                        tally.operations["create made", default: 0] += 1
                    case .taken: tally.operations["create taken", default: 0] += 1
                    }
                }
                tally.milliseconds.append((ContinuousClock.now - began) / .milliseconds(1))
            } catch {
                tally.failures.append("\(origin): \(error)")
            }
        }
        return tally
    }
}

import Booking
import CivilTime
import Foundation
import Postgres
import PostgresTestSupport
import PrivateCluster
import Salon
import Storage
import Synchronization
import Testing

/// PostgreSQL killed without warning while bookings are made, moved and called off, with commits as durable as in earnest.
@Suite("The database killed under load", .serialized)
struct CrashTests {
    private static func setting(_ name: String, default value: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? value
    }

    /// What one customer was told of one booking, by what caused it.
    private struct Told: Hashable {
        var id: BookingID
        var status: String
        var master: MasterID
        var start: Instant
    }

    private struct Tally {
        var told: [String: Told] = [:]
        var answered = 0
        var repeated = 0
        var failures: [String] = []
    }

    /// `SALONFLOW_CRASHES` (3) and `SALONFLOW_CRASH_SEED` (1) make it longer and another.
    @Test("Nothing that was acknowledged is lost, and nothing is done twice")
    func crashes() async throws {
        let crashes = Self.setting("SALONFLOW_CRASHES", default: 3)
        let seed = UInt64(Self.setting("SALONFLOW_CRASH_SEED", default: 1))
        let folder = "/tmp/salonflow-crash-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let configuration = PrivateCluster.Configuration(stateFolder: folder)
        var cluster = try await PrivateCluster.start(configuration)
        let address = cluster.serverAddress
        let (owner, administrator) = (cluster.ownerAddress, cluster.bootstrapAddress)
        let salon = try await onThread {
            try Migrator(SchemaMigrations.all).migrate(Connection(owner))
            return try BusySalon.create(masters: 3, customers: 12, on: Connection(address))
        }
        let pool = try Pool(address, Pool.Configuration(size: 12, waitLimit: .seconds(60)))
        let isOver = Flag()
        var tallies: [Tally] = []
        try await withThrowingTaskGroup(of: Tally.self) { group in
            for (place, customer) in salon.customers.enumerated() {
                group.addTask {
                    await Self.customer(customer, salon, pool, Random(seed: seed &* 1000 &+ UInt64(place)), name: "c\(place)", until: isOver)
                }
            }
            for crash in 1...crashes {
                // Between two crashes some hundred changes are committed: the next one hits work, not a recovery.
                try await Self.waitForBookings(crash * 40, at: administrator)
                kill(cluster.process, SIGKILL)
                cluster = try await Self.restarted(configuration)
            }
            isOver.set()
            for try await tally in group { tallies.append(tally) }
        }
        await pool.close()
        #expect(tallies.flatMap(\.failures) == [], "seed \(seed)")
        var told: [String: Told] = [:]
        for tally in tallies { told.merge(tally.told) { first, _ in first } }
        let (rows, broken) = try await onThread {
            let connection = try Connection(administrator)
            return (try Self.rows(connection), try BookingLaws.broken(connection))
        }
        await cluster.stop()
        #expect(broken == [], "seed \(seed)")
        #expect(told.count > crashes * 30)
        #expect(rows == told, "seed \(seed): what customers were told is what is written, and nothing else is")
        print(
            "crashes: seed \(seed), \(crashes) kills, \(tallies.map(\.answered).reduce(0, +)) operations, "
                + "\(tallies.map(\.repeated).reduce(0, +)) asked again, \(told.count) bookings, 0 lost, 0 twice")
    }

    private static func rows(_ connection: Connection) throws -> [String: Told] {
        var rows: [String: Told] = [:]
        for row in try connection.execute(
            Statement(
                "crash.told",
                """
                SELECT origin, id, status, master_id, (extract(epoch FROM starts_at) * 1000)::bigint
                FROM booking WHERE status NOT IN ('hold', 'released')
                """))
        {
            rows[try row.text(0)] = Told(
                id: BookingID(try row.int64(1)), status: try row.text(2), master: MasterID(try row.int64(3)),
                start: Instant(milliseconds: try row.int64(4)))
        }
        return rows
    }

    private static func waitForBookings(_ count: Int, at address: DatabaseAddress) async throws {
        try await onThread {
            let connection = try Connection(address)
            while try connection.number("SELECT count(*) FROM booking") < count {
                _ = try connection.execute(Statement("crash.pause", "SELECT pg_sleep(0.02)"))
            }
        }
    }

    /// The killed server's processes leave one by one; until the last is gone no other may start on their data.
    private static func restarted(_ configuration: PrivateCluster.Configuration) async throws -> PrivateCluster {
        let begun = ContinuousClock.now
        while true {
            do { return try await PrivateCluster.start(configuration) } catch {
                if ContinuousClock.now - begun > .seconds(60) { throw error }
            }
        }
    }

    /// Books, moves and calls off until told to stop; an operation that got no answer is asked again until it has one, with
    /// the same origin, as a worker does with a message that was not acknowledged.
    private static func customer(
        _ customer: CustomerID, _ salon: BusySalon, _ pool: Pool, _ random: Random, name: String, until isOver: Flag
    ) async -> Tally {
        var random = random
        var tally = Tally()
        var turn = 0
        while !isOver.isSet {
            turn += 1
            let origin = "\(name)/\(turn)"
            let service = salon.services[Int.random(in: 0..<3, using: &random)]
            let wanted = salon.new(
                service, customer, master: Int.random(in: 0..<3, using: &random),
                at: Int.random(in: 0..<2000, using: &random) * 30, origin: origin)
            let open = tally.told.filter { $0.value.status == "confirmed" }.sorted { $0.key < $1.key }.randomElement(using: &random)
            let action = Int.random(in: 0..<10, using: &random)
            do {
                if let open, action < 5 {
                    let change = BookingChange(booking: open.value.id, customer: customer, origin: origin, at: BusySalon.now)
                    let isCancelled = action < 2
                    let now = try await answered(&tally) {
                        try await salon.inside(pool) { (store) throws -> CustomerBooking? in
                            guard let booking = try store.booking(change.booking, of: customer) else { return nil }
                            if isCancelled {
                                _ = try store.cancel(BookingCancellation(change, start: booking.start, rules: BookingRules()))
                            } else {
                                _ = try store.move(
                                    BookingMove(
                                        change: change, booking: booking, master: wanted.master, start: wanted.start,
                                        wall: wanted.wall, zone: wanted.zone))
                            }
                            // What it is after this is what the customer is told.
                            return try store.booking(change.booking, of: customer)
                        }
                    }
                    guard let now else {
                        tally.failures.append("\(origin): the booking \(open.value.id.number) is gone")
                        continue
                    }
                    tally.told[open.key] = Told(id: now.id, status: now.status.rawValue, master: now.master, start: now.start)
                } else {
                    let result = try await answered(&tally) { try await salon.inside(pool) { try $0.create(wanted) } }
                    if case .created(let booking) = result {
                        tally.told[origin] = Told(
                            id: booking.id, status: "confirmed", master: wanted.master, start: wanted.start)
                    }
                }
                tally.answered += 1
            } catch {
                tally.failures.append("\(origin): \(error)")
            }
        }
        return tally
    }

    private static func answered<R>(_ tally: inout Tally, _ body: () async throws -> R) async throws -> R {
        let begun = ContinuousClock.now
        while true {
            do { return try await body() } catch let error as PostgresError where error.isOutage {
                if ContinuousClock.now - begun > .seconds(60) { throw error }
                tally.repeated += 1
                await Task.yield()
            }
        }
    }
}

extension PostgresError {
    /// The database is away, starting or recovering.
    fileprivate var isOutage: Bool {
        if isConnectionLoss { return true }
        return switch self {
        case .server(let error): error.state.conditionClass == "57"
        case .poolBusy: true
        default: false
        }
    }
}

/// Set once, read by many.
private final class Flag: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}

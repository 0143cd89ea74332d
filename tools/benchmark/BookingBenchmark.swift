internal import Booking
internal import CivilTime
internal import FlowMachine
internal import Foundation
internal import Postgres
internal import PrivateCluster
internal import Salon
internal import Storage
internal import Synchronization

/// Bookings against a real PostgreSQL with durable commits: making them while many want the same times, beside pgbench that
/// does the bare insert into the same table; and finding the nearest free times among a year of them.
enum BookingBenchmark {
    private static let connections = 16
    private static let attempts = 8_000
    /// Days that are booked into: 10 masters, 20 half hours a day, so that of all attempts every third finds its time taken.
    private static let days = 45
    private static let year = 365

    static func run() async throws {
        let installation = try await BenchmarkInstallation()
        do {
            try installation.makeSalons(1)
            let salon = try BookedSalon(installation)
            // A salon has a past, and PostgreSQL statistics of it.
            try Connection(installation.cluster.bootstrapAddress).runScript(trusted: salon.yearOfBookings(year), name: "a year")
            try nearest(installation, salon)
            try await creation(installation, salon)
        } catch {
            await installation.remove()
            throw error
        }
        await installation.remove()
    }

    // MARK: Making bookings

    private static func creation(_ installation: BenchmarkInstallation, _ salon: BookedSalon) async throws {
        let pool = try Pool(installation.cluster.serverAddress, Pool.Configuration(size: connections))
        var rates: [Double] = []
        var latencies: [Double] = []
        var bare: [Double] = []
        var framed: [Double] = []
        var alone: [Double] = []
        for round in 0..<3 {
            // Each round in days of its own, after the year that is booked; what pgbench books lies years later.
            let first = salon.today.adding(days: year + 10 + round * days)
            let tally = Tally()
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<connections {
                    group.addTask {
                        for number in 0..<attempts / connections {
                            let wanted = salon.booking(place: mixed(round, worker, number), from: first, origin: "b\(round).\(worker).\(number)")
                            let begun = ContinuousClock.now
                            let result = try await pool.asTenant(salon.tenant, retry: Retry(attempts: 5) { .milliseconds(5 << $0) }) { connection in
                                try BookingRows(connection, location: salon.location).create(wanted)
                            }
                            let took = (ContinuousClock.now - begun).inSeconds * 1000
                            tally.add(took, isBooked: result != .taken)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let time = (ContinuousClock.now - start).inSeconds
            let (milliseconds, booked) = tally.counted
            guard booked > attempts / 2, booked < attempts else { throw BenchmarkFault("\(booked) of \(attempts) booked") }
            rates.append(Double(attempts) / time)
            latencies.append(milliseconds.sorted()[attempts * 99 / 100])
            let bootstrap = installation.cluster.bootstrapAddress
            bare.append(try await pgbench(installation, salon.insert(into: "booking", year: 2040 + round, days: days), at: bootstrap))
            framed.append(
                try await pgbench(
                    installation, salon.insert(into: "booking", year: 2050 + round, days: days, asServer: true),
                    at: installation.cluster.serverAddress))
            alone.append(
                try await pgbench(
                    installation, salon.insert(into: "benchmark_booking", year: 2040 + round, days: days), at: bootstrap))
        }
        await pool.close()
        report("bookings tried a second, \(connections) connections, a third taken", Spread(rates))
        report("the slowest of a hundred, ms", Spread(latencies), aim: "< 50")
        report("pgbench, the bare insert into the same table by an administrator, a second", Spread(bare))
        report("salonflow / pgbench", String(format: "%.2f", Spread(rates).median / Spread(bare).median), aim: "≥ 0.7")
        report("pgbench, the same as the server's role, in a transaction of the salon", Spread(framed))
        report("salonflow / that", String(format: "%.2f", Spread(rates).median / Spread(framed).median))
        report("pgbench, into a table with the constraint and nothing else", Spread(alone))
        report("salonflow / that", String(format: "%.2f", Spread(rates).median / Spread(alone).median))
        let overlaps = try Connection(installation.cluster.bootstrapAddress).execute(
            Statement(
                "benchmark.overlaps",
                """
                SELECT count(*) FROM (
                    SELECT occupied_from < max(occupied_to) OVER (
                        PARTITION BY master_id ORDER BY occupied_from, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS is_late
                    FROM booking) AS visit
                WHERE is_late
                """))[0].int64(0)
        guard overlaps == 0 else { throw BenchmarkFault("\(overlaps) overlapping pairs") }
    }

    private static func pgbench(
        _ installation: BenchmarkInstallation, _ script: String, at address: DatabaseAddress
    ) async throws -> Double {
        let path = installation.folder + "/booking.pgbench"
        try script.write(toFile: path, atomically: true, encoding: .utf8)
        return try await onThread {
            try Pgbench.rate(script: path, connections: connections, transactions: attempts / connections, at: address)
        }
    }

    /// A number that looks like chance and is the same in every run.
    private static func mixed(_ round: Int, _ worker: Int, _ number: Int) -> Int {
        var state = UInt64(round * 1_000_003 + worker * 7_919 + number * 104_729) &+ 0x9E37_79B9_7F4A_7C15
        state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((state ^ (state >> 31)) % UInt64(days * 200))
    }

    // MARK: Finding free times

    private static func nearest(_ installation: BenchmarkInstallation, _ salon: BookedSalon) throws {
        let administrator = try Connection(installation.cluster.bootstrapAddress)
        let server = try Connection(installation.cluster.serverAddress)
        var times: [Double] = []
        for number in 0..<300 {
            let date = salon.today.adding(days: 10 + number % (year - 20))
            let begun = ContinuousClock.now
            let answer = try server.asTenant(salon.tenant) {
                try BookingDesk(
                    catalogue: salon.catalogue, store: BookingRows(server, location: salon.location), languages: ["ru", "en"],
                    now: salon.now, customer: salon.customer, origin: "n\(number)"
                ).answer(
                    .check(
                        .time,
                        Known(
                            service: Choice(salon.service, languages: ["ru", "en"]), date: date,
                            time: ClockTime(minutes: 10 * 60))))
            }
            guard case .wrong(.full, let instead)? = answer, instead.count == 3 else {
                throw BenchmarkFault("\(date.iso) 10:00 is not taken, or has no three others: \(String(describing: answer))")
            }
            times.append((ContinuousClock.now - begun).inSeconds * 1000)
        }
        times.sort()
        let count = try administrator.execute(Statement("benchmark.count", "SELECT count(*) FROM booking"))[0].int64(0)
        report("nearest 3 for a taken time, \(count) bookings in the table, ms: median", String(format: "%.2f", times[150]), aim: "< 5")
        report("the slowest of a hundred", String(format: "%.2f", times[297]))
        for line in try salon.plan(of: DurableTurn.busy, on: server) { say("    \(line)") }
    }
}

/// What the connections did, counted together.
private final class Tally: Sendable {
    private let state = Mutex<(milliseconds: [Double], booked: Int)>(([], 0))

    func add(_ milliseconds: Double, isBooked: Bool) {
        state.withLock { state in
            state.milliseconds.append(milliseconds)
            if isBooked { state.booked += 1 }
        }
    }

    var counted: (milliseconds: [Double], booked: Int) { state.withLock { $0 } }
}

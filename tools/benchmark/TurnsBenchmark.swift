internal import CivilTime
internal import Conversations
internal import FlowMachine
internal import Foundation
internal import Postgres
internal import PrivateCluster
internal import Salon
internal import Server
internal import Storage

/// Durable turns a second, from the webhook to the committed state, journal, booking and outbox, against pgbench that runs
/// the same statements, one turn a transaction, over as many connections. Both have the same two sides of every booking:
/// the message that asks for a time, and the tap that books it.
enum TurnsBenchmark {
    private static let salons = 24
    /// As many as one master has times for in nineteen days, so that nobody's wish meets another's.
    private static let customersOfSalon = 114
    private static let customers = salons * customersOfSalon
    /// More than fit into one commit: the rate of a durable server is its disk's, times what shares a flush.
    private static let connections = 256

    static func run() async throws {
        let installation = try await BenchmarkInstallation()
        do {
            try installation.makeSalons(salons)
            try await measure(installation)
        } catch {
            await installation.remove()
            throw error
        }
        await installation.remove()
    }

    private static func measure(_ installation: BenchmarkInstallation) async throws {
        let configuration = try installation.configuration()
        let program = installation.fixture.bot.program
        let tap = "o.\(program.version).confirm.yes"
        let address = installation.cluster.bootstrapAddress
        let rounds = 3
        let rates = try await withServer(installation.server(configuration)) { port in
            // Everybody is known and has a conversation before anything is measured.
            var done = 0
            _ = try await play((0..<customers).map { .init(customer: $0, text: "привет") }, port, address, &done)
            var rates: [Double] = []
            for round in 0..<rounds {
                let asks = (0..<customers).map { Said(customer: $0, text: wish(of: $0, round: round)) }
                let asked = try await play(asks, port, address, &done)
                let booked = try await play((0..<customers).map { .init(customer: $0, tap: tap) }, port, address, &done)
                rates.append(Double(2 * customers) / (asked + booked))
            }
            return rates
        }
        let connection = try Connection(address)
        func count(_ statement: Statement) throws -> Int64 { try connection.execute(statement)[0].int64(0) }
        let turns = try count(Statement("benchmark.turns", "SELECT count(*) FROM turn"))
        let bookings = try count(Statement("benchmark.bookings", "SELECT count(*) FROM booking"))
        let outbox = try count(Statement("benchmark.outbox", "SELECT count(*) FROM outbox"))
        guard turns == Int64((2 * rounds + 1) * customers), bookings == Int64(rounds * customers) else {
            throw BenchmarkFault("\(turns) turns and \(bookings) bookings of \(rounds * customers)")
        }
        report("turns a second, webhook in to commit", Spread(rates))
        report("turns, bookings, answers in the outbox", "\(turns), \(bookings), \(outbox)")

        let pgbench = try await PgbenchTurn(installation).run(
            connections: 2 + configuration.turnWorkers, turns: 15_000, runs: 3)
        report("the same statements by pgbench, turns a second", Spread(pgbench))
        report("salonflow / pgbench", String(format: "%.2f", Spread(rates).median / Spread(pgbench).median), aim: "≥ 0.6")
    }

    private struct Said: Sendable {
        var customer: Int
        var text: String?
        var tap: String?

        init(customer: Int, text: String) {
            self.customer = customer
            self.text = text
        }

        init(customer: Int, tap: String) {
            self.customer = customer
            self.tap = tap
        }
    }

    /// A time of its own for everybody: Anna works every day, and a visit takes her an hour and ten minutes.
    private static func wish(of customer: Int, round: Int) -> String {
        let place = customer / salons
        let day = 1 + round * 19 + place / 6
        let time = ["10:00", "11:30", "13:00", "14:30", "16:00", "17:30"][place % 6]
        return "маникюр через \(day) дней в \(time) к Ане"
    }

    /// Sends everything and waits until every message has had its turn; the seconds from the first byte to the last commit.
    private static func play(
        _ said: [Said], _ port: Int, _ address: DatabaseAddress, _ done: inout Int
    ) async throws -> Double {
        let first = done
        let load = said.enumerated().map { place, said in
            BenchmarkInstallation.delivery(said.text, tap: said.tap, customer: said.customer, message: first + place,
                salon: said.customer % salons)
        }
        done += said.count
        let target = Int64(done)
        return try await onThread {
            let start = ContinuousClock.now
            let result = LoadGenerator.run(load, port: port, connections: connections)
            guard result.refused == 0 else { throw BenchmarkFault("\(result.refused) deliveries refused") }
            let connection = try Connection(address)
            let waiting = Statement(
                "benchmark.waiting", "SELECT count(*) FROM inbox WHERE processed_at IS NULL")
            let all = Statement("benchmark.all", "SELECT count(*) FROM inbox")
            while try connection.execute(waiting)[0].int64(0) > 0 { usleep(2_000) }
            let time = (ContinuousClock.now - start).inSeconds
            let stored = try connection.execute(all)[0].int64(0)
            guard stored == target else { throw BenchmarkFault("\(stored) of \(target) messages stored") }
            return time
        }
    }
}

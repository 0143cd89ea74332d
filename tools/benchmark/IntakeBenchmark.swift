internal import Foundation
internal import Hummingbird
internal import Postgres
internal import PrivateCluster
internal import Salon
internal import Server

/// The webhook's intake (verify, decode, store durably, 200) against the bare server that echoes the same body, under the
/// same load generator, in turns.
enum IntakeBenchmark {
    /// More than fit into one commit: the rate of a durable server is its disk's, times what shares a flush.
    private static let connections = 256
    private static let requests = 12_000

    static func run() async throws {
        let installation = try await BenchmarkInstallation()
        do {
            try installation.makeSalons(1)
            try await measure(installation)
        } catch {
            await installation.remove()
            throw error
        }
        await installation.remove()
    }

    private static func measure(_ installation: BenchmarkInstallation) async throws {
        // Nobody works the messages off: only the way in is measured.
        var configuration = try installation.configuration()
        configuration.turnWorkers = 0
        try await withServer(installation.server(configuration)) { port in
            try await withEcho { echo in
                var ratios: [Double] = []
                var intakes: [LoadGenerator.Result] = []
                var echoes: [LoadGenerator.Result] = []
                for round in 0..<4 {
                    let load = (0..<requests).map {
                        BenchmarkInstallation.delivery(
                            "хочу на маникюр завтра в 3 к Ане", customer: $0 % 500, message: round * requests + $0)
                    }
                    let bare = try await onThread { LoadGenerator.run(load, port: echo, connections: connections) }
                    let intake = try await onThread { LoadGenerator.run(load, port: port, connections: connections) }
                    guard bare.refused == 0, intake.refused == 0 else {
                        throw BenchmarkFault("refused: \(intake.refused) of the intake's, \(bare.refused) of the echo's")
                    }
                    // The first round warms up caches, connections and the table.
                    guard round > 0 else { continue }
                    intakes.append(intake)
                    echoes.append(bare)
                    ratios.append(intake.rate / bare.rate)
                }
                report("stored durably and acknowledged, a second", Spread(intakes.map(\.rate)))
                report("echoed by the bare server, a second", Spread(echoes.map(\.rate)))
                report("intake / echo", Spread(ratios), aim: "≥ 0.5")
                report("acknowledged within, ms, median", Spread(intakes.map { $0.percentile(0.5) * 1000 }))
                report("acknowledged within, ms, 99 of 100", Spread(intakes.map { $0.percentile(0.99) * 1000 }))
            }
        }
        let stored = try Connection(installation.cluster.bootstrapAddress)
            .execute(Statement("benchmark.stored", "SELECT count(*) FROM inbox"))[0].int64(0)
        guard stored == Int64(4 * requests) else { throw BenchmarkFault("\(stored) rows for \(4 * requests) messages") }
        report("rows found afterwards", "\(stored) of \(4 * requests)")
    }

    private static func withEcho(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let router = Router()
        router.post("/webhook/whatsapp") { request, _ in
            let body = try await request.body.collect(upTo: 3_145_728)
            return Response(status: .ok, body: ResponseBody(byteBuffer: body))
        }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { do { try await application.run() } catch is CancellationError {} }
            var iterator = ports.makeAsyncIterator()
            try await body(await iterator.next() ?? 0)
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}

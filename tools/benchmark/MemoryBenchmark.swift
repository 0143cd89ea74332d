internal import Foundation
internal import Postgres
internal import PrivateCluster

/// Memory of the server's process: with one salon idle, and after a thousand salons have all had a conversation.
enum MemoryBenchmark {
    private static let salons = 1_000

    static func run() async throws {
        let installation = try await BenchmarkInstallation()
        do {
            try installation.makeSalons(salons)
            let address = installation.cluster.bootstrapAddress
            try await withServer(installation.server(try installation.configuration())) { port in
                let process = ProcessInfo.processInfo.processIdentifier
                let idle = residentMegabytes(of: process)
                let load = (0..<salons).map {
                    BenchmarkInstallation.delivery("маникюр завтра в 3 к Ане", customer: $0, message: $0, salon: $0)
                }
                try await onThread {
                    _ = LoadGenerator.run(load, port: port, connections: 16)
                    let connection = try Connection(address)
                    let waiting = Statement("benchmark.waiting", "SELECT count(*) FROM inbox WHERE processed_at IS NULL")
                    while try connection.execute(waiting)[0].int64(0) > 0 { usleep(20_000) }
                }
                let busy = residentMegabytes(of: process)
                report("idle, MB (this process, with the tool chain loaded)", String(format: "%.0f", idle))
                report("after a turn at each of \(salons) salons, MB", String(format: "%.0f", busy))
                report("a salon's share, kB", String(format: "%.0f", (busy - idle) * 1024 / Double(salons)))
            }
        } catch {
            await installation.remove()
            throw error
        }
        await installation.remove()
    }
}

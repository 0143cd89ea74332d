internal import Foundation
internal import Postgres

/// PostgreSQL's own load generator.
enum Pgbench {
    /// Transactions a second that it reports for a script. Counted, not timed: pgbench ends a timed run by an alarm, which a
    /// program started from a Swift process never hears.
    ///
    /// - Parameter transactions: of each connection.
    static func rate(script path: String, connections: Int, transactions: Int, at address: DatabaseAddress) throws -> Double {
        let output = try output(
            of: "pgbench",
            [
                "--no-vacuum", "--protocol=prepared", "--client=\(connections)", "--jobs=2", "--transactions=\(transactions)",
                "--file=\(path)", "--host=\(address.hosts ?? "")", "--port=\(address.ports ?? "5432")",
                "--username=\(address.user ?? "")", address.database ?? "",
            ])
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = line.dropFirst(6).split(separator: " ").first.flatMap({ Double($0) })
        else { throw BenchmarkFault("pgbench said: \(output.suffix(2000))") }
        return rate
    }

    private static func output(of command: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [command] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}

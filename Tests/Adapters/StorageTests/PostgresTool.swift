import Foundation
import Postgres

/// PostgreSQL's own programs, for what only they can do.
enum PostgresTool {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Runs one with the connection's settings and returns what it printed; its complaints are not an error.
    static func run(
        _ name: String, _ arguments: [String], _ address: DatabaseAddress, input: String = ""
    ) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try path(name))
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["PGHOST"] = address.hosts
        environment["PGPORT"] = address.ports
        environment["PGUSER"] = address.user
        environment["PGDATABASE"] = address.database
        process.environment = environment
        let (standardInput, standardOutput) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The scripts are smaller than a pipe, so this does not wait for the reader.
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    private static func path(_ name: String) throws -> String {
        let files = FileManager.default
        let root = "/usr/lib/postgresql"
        let versions = (try? files.contentsOfDirectory(atPath: root)) ?? []
        let folders =
            versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
            + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        guard let folder = folders.first(where: { files.isExecutableFile(atPath: "\($0)/\(name)") }) else {
            throw Failure(description: "\(name) was not found; it comes with PostgreSQL's client programs")
        }
        return "\(folder)/\(name)"
    }
}

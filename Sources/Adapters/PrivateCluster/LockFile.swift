internal import Foundation

/// What a running server tells about itself in `postmaster.pid`: a line each, in a fixed order (`pidfile.h`).
struct LockFile: Sendable, Equatable {
    var process: pid_t
    var port: Int
    var socketDirectory: String

    /// Nil when the folder has no such file. A file without a readable first line tells of no process.
    static func read(in dataFolder: String) -> LockFile? {
        let path = path(in: dataFolder)
        guard access(path, F_OK) == 0 else { return nil }
        let lines = Command.contents(of: path).split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        return LockFile(
            process: lines.first.flatMap { pid_t($0) } ?? 0, port: lines.count > 3 ? Int(lines[3]) ?? 5432 : 5432,
            socketDirectory: lines.count > 4 ? lines[4] : "")
    }

    static func path(in dataFolder: String) -> String { "\(dataFolder)/postmaster.pid" }

    /// Whether that process lives and is a PostgreSQL server, not one that got the number later.
    var isServerAlive: Bool {
        guard process > 0, kill(process, 0) == 0 || errno == EPERM else { return false }
        let name = Command.contents(of: "/proc/\(process)/comm").trimmingCharacters(in: .whitespacesAndNewlines)
        return name == "postgres" || name == "postmaster"
    }
}

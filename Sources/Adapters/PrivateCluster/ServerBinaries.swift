internal import Foundation

/// The folder with `initdb` and `postgres`, and their major version.
struct ServerBinaries: Sendable, Equatable {
    static let oldestMajorVersion = 15

    var folder: String
    var majorVersion: Int

    /// Looks in the explicit folder if there is one, else where `pg_config` points, in Debian's folders from the highest
    /// version down, and in PATH.
    static func find(explicitFolder: String?) throws(ClusterError) -> ServerBinaries {
        var lookedIn: [String] = []
        var tooOld: ClusterError?
        for folder in candidates(explicitFolder) where !lookedIn.contains(folder) {
            lookedIn.append(folder)
            guard ["initdb", "postgres"].allSatisfy({ isExecutable("\(folder)/\($0)") }),
                let version = version(of: "\(folder)/postgres")
            else { continue }
            if let major = Int(version.prefix { $0.isNumber }), major >= oldestMajorVersion {
                return ServerBinaries(folder: folder, majorVersion: major)
            }
            tooOld = tooOld ?? .postgresTooOld(version: version, folder: folder)
        }
        throw tooOld ?? .postgresMissing(lookedIn: lookedIn)
    }

    private static func candidates(_ explicitFolder: String?) -> [String] {
        if let explicitFolder { return [explicitFolder] }
        var folders: [String] = []
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
            .split(separator: ":").map(String.init)
        if let configure = path.map({ "\($0)/pg_config" }).first(where: isExecutable),
            let output = Command.output(of: [configure, "--bindir"])
        {
            folders.append(output.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        let debian = "/usr/lib/postgresql"
        // An unreadable or missing folder simply offers no candidate.
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        folders += versions.compactMap(Int.init).sorted(by: >).map { "\(debian)/\($0)/bin" }
        return folders + path
    }

    private static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// `15.4` out of `postgres (PostgreSQL) 15.4 (Debian …)`.
    private static func version(of program: String) -> String? {
        guard let output = Command.output(of: [program, "--version"]),
            let word = output.split(separator: ")").dropFirst().first?.split(separator: " ").first
        else { return nil }
        return word.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

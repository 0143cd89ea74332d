import Foundation
import PrivateCluster
import Synchronization

/// A folder of one test, gone with it, where a cluster may keep its state.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/salonflow-cluster-\(UUID().uuidString.prefix(8))"
        // Passable by the account a server of root runs as.
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    }

    deinit {
        // What stays behind is in /tmp and harmless.
        try? FileManager.default.removeItem(atPath: path)
    }

    func configuration(_ log: EventLog? = nil) -> PrivateCluster.Configuration { Self.configuration(path, log) }

    static func configuration(_ path: String, _ log: EventLog?) -> PrivateCluster.Configuration {
        PrivateCluster.Configuration(
            stateFolder: path + "/state", serverSettings: ["fsync": "off", "shared_buffers": "16MB"],
            report: { event in log?.append(event) })
    }

    /// The error a start ends with; a start that succeeds is stopped again and gives nil.
    func failure(_ change: (inout PrivateCluster.Configuration) -> Void) async -> ClusterError? {
        var configuration = configuration()
        change(&configuration)
        do {
            await (try PrivateCluster.start(configuration)).stop()
            return nil
        } catch {
            return error as? ClusterError
        }
    }

    /// A folder with an `initdb` and a `postgres` that only pretend.
    func fakeBinaries(version: String, initdb: String) throws -> String {
        let folder = path + "/bin"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, body) in [("initdb", initdb), ("postgres", "echo 'postgres (PostgreSQL) \(version) (Debian)'")] {
            let file = "\(folder)/\(name)"
            try "#!/bin/sh\n\(body)\n".write(toFile: file, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
        }
        return folder
    }
}

/// What a start reported, in order.
final class EventLog: Sendable {
    private let list = Mutex<[PrivateCluster.Event]>([])

    func append(_ event: PrivateCluster.Event) { list.withLock { $0.append(event) } }

    var events: [PrivateCluster.Event] { list.withLock { $0 } }
}

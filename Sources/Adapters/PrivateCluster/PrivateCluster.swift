internal import Foundation
package import Postgres

/// A PostgreSQL server of the program's own, in its state folder, so that a newcomer sets up no database.
///
/// It listens on a socket in a folder that only its account (and root) can enter. That folder is the authentication:
/// the socket says `trust`, because whoever can enter could read the data files beside it as well, and a password stored
/// next to them would protect nothing. There is no network listener.
///
/// The server ends with the program: by `stop()`, or by a signal from the kernel when the program is killed. A second
/// program on the same state folder uses the first one's server (`isOwner` is false) and does not stop it.
package final class PrivateCluster: Sendable {
    package struct Configuration: Sendable {
        /// The folder the data, the socket and the log are kept in.
        package var stateFolder: String
        /// The folder with `initdb` and `postgres`; nil to search.
        package var binaries: String?
        /// The folder of the socket; nil for `run` in the state folder, or a short one in /tmp when that path is too long.
        package var socketFolder: String?
        package var names: Names
        /// Further settings of the server, such as `fsync=off` for tests.
        package var serverSettings: [String: String]
        /// How long the server may take until it answers, recovery included.
        package var startLimit: Duration
        /// Told what happens, for a person who waits.
        package var report: @Sendable (Event) -> Void

        package init(
            stateFolder: String, binaries: String? = nil, socketFolder: String? = nil, names: Names = Names(),
            serverSettings: [String: String] = [:], startLimit: Duration = .seconds(60),
            report: @escaping @Sendable (Event) -> Void = { _ in }
        ) {
            self.stateFolder = (stateFolder as NSString).standardizingPath
            self.binaries = binaries
            self.socketFolder = socketFolder
            self.names = names
            self.serverSettings = serverSettings
            self.startLimit = startLimit
            self.report = report
        }
    }

    /// The roles and the database that are made.
    package struct Names: Sendable, Equatable {
        /// Superuser; used to set up and by nobody else.
        package var bootstrapRole: String
        /// Owns the database and its tables; migrations run as it. Bound by forced row-level security.
        package var ownerRole: String
        /// What the server connects as: owns nothing, bypasses nothing.
        package var serverRole: String
        package var database: String

        package init(
            bootstrapRole: String = "salonflow_bootstrap", ownerRole: String = "salonflow_owner",
            serverRole: String = "salonflow_server", database: String = "salonflow"
        ) {
            self.bootstrapRole = bootstrapRole
            self.ownerRole = ownerRole
            self.serverRole = serverRole
            self.database = database
        }
    }

    package enum Event: Sendable, Equatable {
        /// The first run: takes about a second.
        case creating(folder: String)
        case starting
        /// A server of another running program was found and is used.
        case adopted(process: Int32)
        /// A lock file of a server that no longer runs was found; the data are recovered.
        case staleLock(process: Int32)
        /// The server of a program that was killed is still shutting down.
        case waitingForShutdown(process: Int32)
        case ready
    }

    package let bootstrapAddress: DatabaseAddress
    package let ownerAddress: DatabaseAddress
    package let serverAddress: DatabaseAddress
    package let names: Names
    /// The server's log: errors of statements, recovery, shutdown.
    package let logPath: String
    private let server: ServerProcess?
    package let process: Int32

    /// True when this program started the server and will stop it.
    package var isOwner: Bool { server != nil }

    private init(_ address: DatabaseAddress, names: Names, logPath: String, server: ServerProcess?, process: Int32) {
        bootstrapAddress = address.with(database: names.database)
        ownerAddress = bootstrapAddress.asking(as: names.ownerRole)
        serverAddress = bootstrapAddress.asking(as: names.serverRole)
        self.names = names
        self.logPath = logPath
        self.server = server
        self.process = process
    }

    /// Finds, creates, starts and prepares, or adopts; returns once the server answers. Blocks the thread: about a second
    /// on the first run, a tenth of one afterwards.
    package static func startBlocking(_ configuration: Configuration) throws(ClusterError) -> PrivateCluster {
        let binaries = try ServerBinaries.find(explicitFolder: configuration.binaries)
        let start = try ClusterStart(configuration, binaries)
        let found = try start.runningServer()
        let cluster = PrivateCluster(
            found.address, names: configuration.names, logPath: start.logPath, server: found.server,
            process: found.process)
        do throws(ClusterError) {
            try ClusterRoles(names: configuration.names).prepare(found.address)
        } catch {
            cluster.stopBlocking()
            throw error
        }
        configuration.report(.ready)
        return cluster
    }

    /// As `startBlocking`, on a thread of its own.
    package static func start(_ configuration: Configuration) async throws -> PrivateCluster {
        try await withCheckedThrowingContinuation { continuation in
            do throws(PostgresError) {
                let thread = try OwnedThread(name: "cluster-start") {
                    continuation.resume(with: Result { () throws(ClusterError) in try startBlocking(configuration) }.mapError { $0 })
                }
                thread.detach()
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Ends the server if this program started it: connections are cut, everything committed is on disk afterwards.
    package func stopBlocking() { server?.stop() }

    /// As `stopBlocking`, on a thread of its own.
    package func stop() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            do throws(PostgresError) {
                let thread = try OwnedThread(name: "cluster-stop") { [self] in
                    stopBlocking()
                    continuation.resume()
                }
                thread.detach()
            } catch {
                // Without a thread to spare the caller's has to wait.
                stopBlocking()
                continuation.resume()
            }
        }
    }
}

internal import Foundation
internal import Postgres

/// One start: from whatever lies in the state folder to a server that answers.
struct ClusterStart {
    private let configuration: PrivateCluster.Configuration
    private let binaries: ServerBinaries
    private let account: ServerAccount
    private let dataFolder: String
    private let socketFolder: String
    let logPath: String

    /// The port is only a part of the socket's name.
    private static let port = 5432
    /// `sun_path` holds 108 bytes, the last one zero.
    private static let longestSocketPath = 107

    init(_ configuration: PrivateCluster.Configuration, _ binaries: ServerBinaries) throws(ClusterError) {
        self.configuration = configuration
        self.binaries = binaries
        account = ServerAccount.choose()
        dataFolder = "\(configuration.stateFolder)/postgres"
        logPath = "\(configuration.stateFolder)/postgres.log"
        socketFolder = try Self.socketFolder(configuration)
    }

    struct Running {
        var address: DatabaseAddress
        /// Nil for an adopted one.
        var server: ServerProcess?
        var process: Int32
    }

    /// Adopts the server that runs on the data, or starts one.
    func runningServer() throws(ClusterError) -> Running {
        try makeStateFolder()
        // Two programs that start at once take turns: the second finds the first one's server.
        let lock = try StartLock("\(configuration.stateFolder)/postgres.lock", account)
        defer { lock.release() }
        if let adopted = try adoptOrClear() { return adopted }
        try account.makePrivateFolder(socketFolder)
        try createIfAbsent()
        return try start()
    }

    // What is there already

    private func adoptOrClear() throws(ClusterError) -> Running? {
        guard let file = LockFile.read(in: dataFolder) else { return nil }
        let address = address(in: file.socketDirectory, port: file.port)
        let end = Date().addingTimeInterval(configuration.startLimit.timeInterval)
        var toldToWait = false
        while file.isServerAlive, LockFile.read(in: dataFolder)?.process == file.process {
            switch answer(of: address) {
            case .ready:
                configuration.report(.adopted(process: file.process))
                return Running(address: address, server: nil, process: file.process)
            case .comingOrGoing:
                if !toldToWait { configuration.report(.waitingForShutdown(process: file.process)) }
                toldToWait = true
            case .silent:
                throw .heldByAnotherServer(folder: dataFolder, process: file.process)
            }
            if Date() > end { throw .heldByAnotherServer(folder: dataFolder, process: file.process) }
            usleep(10_000)
        }
        // A server that shut down in good order has taken its file away.
        if LockFile.read(in: dataFolder) == file {
            configuration.report(.staleLock(process: file.process))
            // PostgreSQL would trust the number if an unrelated process of the same account has it now.
            unlink(LockFile.path(in: dataFolder))
        }
        return nil
    }

    private enum Answer { case ready, comingOrGoing, silent }

    private func answer(of address: DatabaseAddress) -> Answer {
        guard let socket = address.hosts, socket.hasPrefix("/") else { return .silent }
        do throws(PostgresError) {
            let connection = try Connection(address)
            let folder = try connection.execute(Self.dataDirectory).first?.text(0)
            return folder.map { Self.realPath($0) } == Self.realPath(dataFolder) ? .ready : .silent
        } catch {
            if case .unreachable(let reason) = error {
                // Starting up, shutting down, in recovery (57P03), or between closing its socket and ending.
                if ["starting up", "shutting down", "recovery", "not yet accepting", "Connection refused", "No such file"]
                    .contains(where: reason.contains)
                {
                    return isShortlyStarted ? .comingOrGoing : .silentOrGoing(reason)
                }
            }
            return error.isConnectionLoss && error.state != nil ? .comingOrGoing : .silent
        }
    }
}

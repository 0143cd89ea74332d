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
        let endOfSilence = Date().addingTimeInterval(min(5, configuration.startLimit.timeInterval))
        var toldToWait = false
        while file.isServerAlive, LockFile.read(in: dataFolder)?.process == file.process {
            switch answer(of: address) {
            case .ready:
                configuration.report(.adopted(process: file.process))
                return Running(address: address, server: nil, process: file.process)
            case .comingOrGoing where Date() < end, .silent where Date() < endOfSilence:
                if !toldToWait { configuration.report(.waitingForShutdown(process: file.process)) }
                toldToWait = true
                usleep(Self.pollMicroseconds)
            default:
                throw .heldByAnotherServer(folder: dataFolder, process: file.process)
            }
        }
        // A server that shut down in good order has taken its file away.
        if LockFile.read(in: dataFolder) == file {
            configuration.report(.staleLock(process: file.process))
            // PostgreSQL would trust the number if an unrelated process of the same account has it now.
            unlink(LockFile.path(in: dataFolder))
        }
        return nil
    }

    private enum Answer {
        case ready
        /// Says that it starts, recovers or shuts down (57P03).
        case comingOrGoing
        /// Its socket is not there (yet, or any more).
        case silent
        /// It is not ours.
        case foreign
    }

    private func answer(of address: DatabaseAddress) -> Answer {
        guard address.hosts?.hasPrefix("/") == true else { return .silent }
        do throws(PostgresError) {
            let folder = try Connection(address).execute(Self.dataDirectory).first?.text(0)
            return folder.map(Self.realPath) == Self.realPath(dataFolder) ? .ready : .foreign
        } catch .unreachable(let reason) {
            // libpq 15 gives no SQLSTATE for a refused connection; the server's words are English by `lc_messages`.
            if reason.contains("the database system is") { return .comingOrGoing }
            let ofTheSocket = ["No such file", "Connection refused", "server closed the connection"]
            return ofTheSocket.contains(where: reason.contains) ? .silent : .foreign
        } catch {
            return error.isConnectionLoss ? .comingOrGoing : .foreign
        }
    }

    private static let dataDirectory = Statement("cluster.data_directory", "SELECT current_setting('data_directory')")

    // Creating

    private func makeStateFolder() throws(ClusterError) {
        let folder = configuration.stateFolder
        if access(folder, F_OK) == 0 { return }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw refusal(at: folder, ServerAccount.reason(error))
        }
        // Another account has to pass through on its way to its own folder.
        if chmod(folder, account.isOther ? 0o711 : 0o700) != 0 {
            throw refusal(at: folder, String(cString: strerror(errno)))
        }
    }

    /// Creates the data beside their place and moves them there whole, so that a start that was cut off leaves nothing
    /// that looks finished.
    private func createIfAbsent() throws(ClusterError) {
        let version = Command.contents(of: "\(dataFolder)/PG_VERSION").trimmingCharacters(in: .whitespacesAndNewlines)
        if !version.isEmpty {
            guard version == String(binaries.majorVersion) else {
                throw .wrongDataVersion(
                    folder: dataFolder, found: version, needed: String(binaries.majorVersion))
            }
            return
        }
        configuration.report(.creating(folder: dataFolder))
        let draft = "\(configuration.stateFolder)/postgres.new"
        removeTree(draft)
        try account.makePrivateFolder(draft)
        let log = "\(configuration.stateFolder)/initdb.log"
        let words =
            account.prefix(diesWithParent: false) + [
                "\(binaries.folder)/initdb", "-D", draft, "-U", configuration.names.bootstrapRole, "-E", "UTF8",
                "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject",
            ]
        let ending: Command.Ending
        do throws(SystemError) {
            ending = try Command.run(words, log: log)
        } catch {
            throw error.code == ENOSPC
                ? .diskFull(folder: dataFolder) : .notCreated(log: ["\(error.subject): \(error.reason)"])
        }
        guard ending.code == 0 else {
            removeTree(draft)
            let lines = Command.lastLines(of: log)
            // On a full disk the log itself may have stayed empty.
            throw recognised(ending.output) ?? (hasNoRoom ? .diskFull(folder: dataFolder) : .notCreated(log: lines))
        }
        unlink(log)
        guard rename(draft, dataFolder) == 0 else { throw refusal(at: dataFolder, String(cString: strerror(errno))) }
    }

    private func removeTree(_ path: String) {
        // What cannot be removed makes the next step fail with a reason of its own.
        try? FileManager.default.removeItem(atPath: path)
    }

    // Starting

    private func start() throws(ClusterError) -> Running {
        configuration.report(.starting)
        keepOneOldLog()
        let fixed = [
            "listen_addresses": "", "unix_socket_directories": socketFolder, "port": String(Self.port),
            "lc_messages": "C", "timezone": "UTC", "log_timezone": "UTC", "logging_collector": "off",
            "log_destination": "stderr",
        ]
        let settings = configuration.serverSettings.merging(fixed) { _, ours in ours }
        let words =
            account.prefix(diesWithParent: true) + ["\(binaries.folder)/postgres", "-D", dataFolder]
            + settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        let server = try ServerProcess(words, log: logPath)
        let address = address(in: socketFolder, port: Self.port)
        let end = Date().addingTimeInterval(configuration.startLimit.timeInterval)
        while true {
            if case .ready = answer(of: address) {
                return Running(address: address, server: server, process: server.process)
            }
            if server.hasEnded || Date() > end {
                server.stop()
                let log = Command.contents(of: logPath)
                throw recognised(log)
                    ?? (hasNoRoom ? .diskFull(folder: dataFolder) : .didNotStart(log: Command.lastLines(of: logPath)))
            }
            usleep(Self.pollMicroseconds)
        }
    }

    /// The log of the run before stays as `postgres.log.1`; more would only grow.
    private func keepOneOldLog() {
        rename(logPath, logPath + ".1")
    }

    private static let pollMicroseconds: UInt32 = 5_000

    // Words of PostgreSQL that mean a kind of their own

    private func recognised(_ log: String) -> ClusterError? {
        if log.contains("No space left on device") || log.contains("Disk quota exceeded") {
            return .diskFull(folder: dataFolder)
        }
        for words in ["Permission denied", "Read-only file system"] where log.contains(words) {
            return .notWritable(folder: dataFolder, account: account.name, reason: words)
        }
        if log.contains("is too long (maximum") { return .socketPathTooLong(path: Self.socketPath(socketFolder)) }
        return nil
    }

    private func refusal(at folder: String, _ reason: String) -> ClusterError {
        hasNoRoom ? .diskFull(folder: folder) : .notWritable(folder: folder, account: account.name, reason: reason)
    }

    /// Less than a megabyte left where the data go.
    private var hasNoRoom: Bool {
        var status = statvfs()
        guard statvfs(configuration.stateFolder, &status) == 0 else { return false }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize) < 1 << 20
    }

    // Places

    private func address(in folder: String, port: Int) -> DatabaseAddress {
        DatabaseAddress(
            socketDirectory: folder, port: port, user: configuration.names.bootstrapRole, database: "postgres")
    }

    private static func socketFolder(_ configuration: PrivateCluster.Configuration) throws(ClusterError) -> String {
        func fits(_ folder: String) -> Bool { socketPath(folder).utf8.count <= longestSocketPath }
        if let explicit = configuration.socketFolder {
            guard fits(explicit) else { throw .socketPathTooLong(path: socketPath(explicit)) }
            return explicit
        }
        let beside = "\(configuration.stateFolder)/run"
        if fits(beside) { return beside }
        return "/tmp/salonflow-\(geteuid())-\(String(fingerprint(configuration.stateFolder), radix: 36))"
    }

    private static func socketPath(_ folder: String) -> String { "\(folder)/.s.PGSQL.\(port)" }

    /// FNV-1a: the same folder gives the same short name in every run, which `Hasher` would not.
    private static func fingerprint(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    private static func realPath(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

/// Holds a file's lock for as long as one program starts; the kernel releases it when the program dies.
struct StartLock {
    private let file: Int32

    init(_ path: String, _ account: ServerAccount) throws(ClusterError) {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let reason = String(cString: strerror(errno))
            throw errno == ENOSPC
                ? .diskFull(folder: path) : .notWritable(folder: path, account: account.name, reason: reason)
        }
        while flock(file, LOCK_EX) != 0, errno == EINTR {}
    }

    func release() { close(file) }
}

extension Duration {
    var timeInterval: TimeInterval {
        let (seconds, attoseconds) = components
        return TimeInterval(seconds) + TimeInterval(attoseconds) / 1e18
    }
}

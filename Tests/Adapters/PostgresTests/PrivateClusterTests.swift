import Foundation
import Postgres
import PostgresTestSupport
import PrivateCluster
import Testing

/// Real servers in folders of their own. Serialized, for each start takes a second of the processor.
@Suite("Private cluster", .serialized, .timeLimit(.minutes(3)))
struct PrivateClusterTests {
    private static let create = "CREATE TABLE note (text text); INSERT INTO note VALUES ('kept')"
    private static let read = Statement("note.read", "SELECT text FROM note")

    @Test("A first start creates, a restart keeps the data, and both leave no process behind")
    func restartKeepsData() async throws {
        let folder = try TemporaryFolder()
        let first = EventLog()
        let cluster = try await PrivateCluster.start(folder.configuration(first))
        #expect(cluster.isOwner)
        #expect(first.events == [.creating(folder: folder.path + "/state/postgres"), .starting, .ready])
        try await onThread { try Connection(cluster.ownerAddress).runScript(trusted: "CREATE SCHEMA s; " + Self.create) }
        await cluster.stop()
        #expect(kill(cluster.process, 0) != 0)
        await cluster.stop()

        let second = EventLog()
        let again = try await PrivateCluster.start(folder.configuration(second))
        #expect(second.events == [.starting, .ready])
        #expect(try await onThread { try Connection(again.ownerAddress).execute(Self.read)[0].text(0) } == "kept")
        await again.stop()
    }

    @Test("Roles cannot bypass anything, there is no network listener, and folders are private")
    func roles() async throws {
        let folder = try TemporaryFolder()
        let cluster = try await PrivateCluster.start(folder.configuration())
        try await onThread {
            let query = Statement(
                "test.role",
                """
                SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication, rolcanlogin,
                       current_setting('listen_addresses'),
                       (SELECT datdba = pg_roles.oid FROM pg_database WHERE datname = current_database())
                FROM pg_roles WHERE rolname = current_user
                """)
            for (address, owns) in [(cluster.ownerAddress, true), (cluster.serverAddress, false)] {
                let row = try Connection(address).execute(query)[0]
                #expect(try row.bool(0) == false)
                #expect(try row.bool(1))
                #expect(try row.text(2) == "")
                #expect(try row.bool(3) == owns)
            }
            // The owner may make the extension that the guard against double booking needs.
            try Connection(cluster.ownerAddress).runScript(trusted: "CREATE EXTENSION btree_gist")
            let refused = postgresError { try Connection(cluster.serverAddress).runScript(trusted: "CREATE TABLE x ()") }
            #expect(refused?.state == .insufficientPrivilege)
        }
        for name in ["postgres", "run"] {
            var status = stat()
            #expect(stat("\(folder.path)/state/\(name)", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o700)
        }
        await cluster.stop()
    }

    @Test("A second start on the same folder uses the running server and does not stop it")
    func runTwice() async throws {
        let folder = try TemporaryFolder()
        let first = try await PrivateCluster.start(folder.configuration())
        let log = EventLog()
        let second = try await PrivateCluster.start(folder.configuration(log))
        #expect(!second.isOwner)
        #expect(log.events == [.adopted(process: first.process), .ready])
        await second.stop()
        #expect(try await onThread { try Connection(first.serverAddress).execute(Queries.one)[0].int(0) } == 1)
        await first.stop()
    }

    @Test("Two programs that start at once share one server")
    func startedAtOnce() async throws {
        let folder = try TemporaryFolder()
        async let one = PrivateCluster.start(folder.configuration())
        async let two = PrivateCluster.start(folder.configuration())
        let clusters = try await [one, two]
        #expect(clusters.filter(\.isOwner).count == 1)
        #expect(clusters[0].process == clusters[1].process)
        for cluster in clusters { await cluster.stop() }
    }

    @Test("A lock file of a server that was killed is told and cleared, and committed data are there")
    func staleLock() async throws {
        let folder = try TemporaryFolder()
        let cluster = try await PrivateCluster.start(folder.configuration())
        try await onThread { try Connection(cluster.ownerAddress).runScript(trusted: Self.create) }
        let lock = try String(contentsOfFile: "\(folder.path)/state/postgres/postmaster.pid", encoding: .utf8)
        await cluster.stop()
        try lock.write(toFile: "\(folder.path)/state/postgres/postmaster.pid", atomically: false, encoding: .utf8)
        let log = EventLog()
        let again = try await PrivateCluster.start(folder.configuration(log))
        #expect(log.events == [.staleLock(process: cluster.process), .starting, .ready])
        #expect(try await onThread { try Connection(again.ownerAddress).execute(Self.read)[0].text(0) } == "kept")
        await again.stop()
    }

    @Test("A lock file whose number now belongs to another program does not keep the server from starting")
    func recycledNumber() async throws {
        let folder = try TemporaryFolder()
        let cluster = try await PrivateCluster.start(folder.configuration())
        await cluster.stop()
        try "\(getpid())\n".write(
            toFile: "\(folder.path)/state/postgres/postmaster.pid", atomically: false, encoding: .utf8)
        let log = EventLog()
        let again = try await PrivateCluster.start(folder.configuration(log))
        #expect(log.events.first == .staleLock(process: getpid()))
        await again.stop()
    }

    @Test("A program killed with its server running loses nothing and starts again")
    func killedProgram() async throws {
        let folder = try TemporaryFolder()
        let path: String = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let cluster = try await PrivateCluster.start(TemporaryFolder.configuration(path, nil))
            try Connection(cluster.ownerAddress).runScript(trusted: Self.create)
            kill(getpid(), SIGKILL)
        }
        let again = try await PrivateCluster.start(folder.configuration())
        // The old server was told to stop by the kernel, so this one is ours.
        #expect(again.isOwner)
        #expect(try await onThread { try Connection(again.ownerAddress).execute(Self.read)[0].text(0) } == "kept")
        await again.stop()
    }

    @Test("A state folder too deep for a socket gets a short socket folder elsewhere")
    func deepFolder() async throws {
        let folder = try TemporaryFolder()
        var configuration = folder.configuration()
        configuration.stateFolder += "/" + String(repeating: "deep", count: 30)
        let cluster = try await PrivateCluster.start(configuration)
        let socketFolder = try #require(cluster.serverAddress.hosts)
        #expect(socketFolder.hasPrefix("/tmp/"))
        #expect(try await onThread { try Connection(cluster.serverAddress).execute(Queries.one)[0].int(0) } == 1)
        await cluster.stop()
        try FileManager.default.removeItem(atPath: socketFolder)
    }
}

@Suite("Private cluster: what can be wrong", .timeLimit(.minutes(2)))
struct PrivateClusterFailureTests {
    @Test("PostgreSQL is not installed")
    func missing() async throws {
        let folder = try TemporaryFolder()
        let error = await folder.failure { $0.binaries = folder.path + "/nothing" }
        #expect(error == .postgresMissing(lookedIn: [folder.path + "/nothing"]))
        #expect(error?.english.action.contains("apt-get install postgresql") == true)
        #expect(error?.russian.action.contains("apt-get install postgresql") == true)
    }

    @Test("PostgreSQL is too old")
    func tooOld() async throws {
        let folder = try TemporaryFolder()
        let binaries = try folder.fakeBinaries(version: "13.4", initdb: "exit 0")
        let error = await folder.failure { $0.binaries = binaries }
        #expect(error == .postgresTooOld(version: "13.4", folder: binaries))
    }

    @Test("The data belong to another version")
    func wrongDataVersion() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path + "/state/postgres"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try "14\n".write(toFile: data + "/PG_VERSION", atomically: false, encoding: .utf8)
        let binaries = try folder.fakeBinaries(version: "15.4", initdb: "exit 0")
        let error = await folder.failure { $0.binaries = binaries }
        #expect(error == .wrongDataVersion(folder: data, found: "14", needed: "15"))
    }

    @Test("The disk is full while creating, by initdb's words")
    func diskFullByWords() async throws {
        let folder = try TemporaryFolder()
        let binaries = try folder.fakeBinaries(
            version: "15.4",
            initdb: "echo 'initdb: error: could not write to file \"x\": No space left on device' >&2; exit 1")
        let error = await folder.failure { $0.binaries = binaries }
        #expect(error == .diskFull(folder: folder.path + "/state/postgres"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/state/postgres.new"))
    }

    @Test("The disk is full while creating, on a real disk of one megabyte", .enabled(if: geteuid() == 0))
    func diskFull() async throws {
        let folder = try TemporaryFolder()
        let state = folder.path + "/state"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        guard mount("tmpfs", state, "tmpfs", 0, "size=1m,mode=0711") == 0 else { return }
        defer { umount2(state, Int32(MNT_DETACH)) }
        let error = await folder.failure { _ in }
        #expect(error == .diskFull(folder: state + "/postgres"))
    }

    @Test("The state folder cannot be made")
    func notWritable() async throws {
        let folder = try TemporaryFolder()
        try "a file".write(toFile: folder.path + "/state", atomically: false, encoding: .utf8)
        let error = await folder.failure { $0.stateFolder += "/below" }
        guard case .notWritable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("The account PostgreSQL runs as may not pass through a folder above", .enabled(if: geteuid() == 0))
    func notReachable() async throws {
        let folder = try TemporaryFolder()
        let closed = folder.path + "/closed"
        try FileManager.default.createDirectory(
            atPath: closed, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let error = await folder.failure { $0.stateFolder = closed + "/state" }
        guard case .notWritable(_, let account, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(account != "root")
        #expect(reason.contains(closed))
    }

    @Test("The socket's path is too long")
    func socketPath() async throws {
        let folder = try TemporaryFolder()
        let long = folder.path + "/" + String(repeating: "x", count: 100)
        let error = await folder.failure { $0.socketFolder = long }
        #expect(error == .socketPathTooLong(path: long + "/.s.PGSQL.5432"))
    }

    @Test("A live server that does not answer holds the data")
    func heldByAnother() async throws {
        let folder = try TemporaryFolder()
        // The server of these tests lives, and what it answers is of another folder.
        let other = try await TestCluster.shared().cluster
        let data = folder.path + "/state/postgres"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let socket = try #require(other.bootstrapAddress.hosts)
        try "\(other.process)\n\(data)\n0\n5432\n\(socket)\n\n0\nready\n".write(
            toFile: data + "/postmaster.pid", atomically: false, encoding: .utf8)
        let error = await folder.failure { _ in }
        #expect(error == .heldByAnotherServer(folder: data, process: other.process))
        #expect(error?.english.action.contains("\(other.process)") == true)
    }

    @Test("The server ends at once: its last words are told")
    func didNotStart() async throws {
        let folder = try TemporaryFolder()
        let error = await folder.failure { $0.serverSettings["shared_buffers"] = "nonsense" }
        guard case .didNotStart(let log) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(log.contains { $0.contains("shared_buffers") })
        #expect(error?.russian.why.contains("shared_buffers") == true)
    }

    @Test("initdb fails for its own reason: its last words are told, and nothing half-made stays")
    func notCreated() async throws {
        let folder = try TemporaryFolder()
        let binaries = try folder.fakeBinaries(version: "16.1", initdb: "echo 'initdb: error: invalid locale'; exit 1")
        let error = await folder.failure { $0.binaries = binaries }
        #expect(error == .notCreated(log: ["initdb: error: invalid locale"]))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/state/postgres"))
    }
}

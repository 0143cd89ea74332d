internal import Foundation
package import Postgres
package import PrivateCluster

/// The one PostgreSQL server of a test process, started by the first test that asks and stopped when the process ends.
///
/// It runs without fsync in a temporary folder. Every suite, or test, takes a database of its own.
package actor TestCluster {
    /// Starts the server on first use.
    package static func shared() async throws -> TestCluster { try await started.value }

    package nonisolated let cluster: PrivateCluster
    private var databases = 0
    private var templates: [String: Task<String, any Error>] = [:]

    private init(_ cluster: PrivateCluster) { self.cluster = cluster }

    // One server per process, shared by suites that know nothing of one another: hence a task of its own.
    private static let started = Task {
        let folder = try temporaryFolder()
        let cluster = try await PrivateCluster.start(
            PrivateCluster.Configuration(
                stateFolder: folder,
                serverSettings: [
                    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "400",
                    "shared_buffers": "64MB",
                ]))
        AtExit.stop(cluster, removing: folder)
        return TestCluster(cluster)
    }

    /// A new, empty database, owned by the owner role.
    package func database() async throws -> TestDatabase {
        try await create(from: "template1")
    }

    /// A new database like one that `prepare` made once for this `template`: the migrations run once a process, and each
    /// copy takes some 30 ms. `prepare` gets the owner's address of the template, and has closed its connections when it
    /// returns.
    package func database(
        template: String, preparedBy prepare: @escaping @Sendable (TestDatabase) async throws -> Void
    ) async throws -> TestDatabase {
        let task: Task<String, any Error>
        if let known = templates[template] {
            task = known
        } else {
            // Kept, so that suites that ask at once wait for the same preparation.
            task = Task {
                let database = try await self.create(from: "template1")
                try await prepare(database)
                return database.name
            }
            templates[template] = task
        }
        return try await create(from: try await task.value)
    }

    private func create(from template: String) async throws -> TestDatabase {
        databases += 1
        let name = "test_\(databases)"
        let administrator = cluster.bootstrapAddress
        let owner = SQLIdentifier(cluster.names.ownerRole)
        let server = SQLIdentifier(cluster.names.serverRole)
        try await onThread {
            // A copy takes as long as the disk does when all suites begin at once; written as files it does not go through the
            // log as well.
            let connection = try Connection(
                administrator,
                options: .init(connectTimeoutSeconds: 60, statementTimeoutMilliseconds: 0, lockTimeoutMilliseconds: 0))
            try connection.runScript(
                trusted: """
                    CREATE DATABASE \(SQLIdentifier(name)) OWNER \(owner) TEMPLATE \(SQLIdentifier(template)) STRATEGY FILE_COPY
                    """)
            try connection.runScript(trusted: "GRANT CONNECT ON DATABASE \(SQLIdentifier(name)) TO \(server)")
        }
        return try TestDatabase(name: name, cluster: cluster)
    }

    /// A folder of this process; those of processes that were killed are removed on the way.
    private static func temporaryFolder() throws -> String {
        let prefix = "salonflow-test-"
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: "/tmp") where name.hasPrefix(prefix) {
            guard let process = pid_t(name.dropFirst(prefix.count)), kill(process, 0) != 0, errno == ESRCH else { continue }
            // Another test process may be removing the same one.
            try? files.removeItem(atPath: "/tmp/\(name)")
        }
        return "/tmp/\(prefix)\(getpid())"
    }
}

/// A database of one suite or test, with the address of each role.
package struct TestDatabase: Sendable {
    package let name: String
    package let bootstrapAddress: DatabaseAddress
    package let ownerAddress: DatabaseAddress
    package let serverAddress: DatabaseAddress

    fileprivate init(name: String, cluster: PrivateCluster) throws {
        self.name = name
        bootstrapAddress = try patient(cluster.bootstrapAddress.with(database: name))
        ownerAddress = try patient(cluster.ownerAddress.with(database: name))
        serverAddress = try patient(cluster.serverAddress.with(database: name))
    }
}

/// The same address with a minute to connect: all suites at once can keep a small machine busy for longer than a server
/// may take to answer.
private func patient(_ address: DatabaseAddress) throws -> DatabaseAddress {
    try DatabaseAddress(
        """
        host='\(address.hosts ?? "")' port='\(address.ports ?? "")' user='\(address.user ?? "")' \
        dbname='\(address.database ?? "")' connect_timeout=60
        """)
}

/// Runs blocking work on a thread of its own, apart from Swift's.
package func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
        do throws(PostgresError) {
            let thread = try OwnedThread(name: "test") { continuation.resume(with: Result { try body() }) }
            thread.detach()
        } catch {
            continuation.resume(throwing: error)
        }
    }
}

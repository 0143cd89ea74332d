import Postgres
import PostgresTestSupport
import Storage

/// Databases for tests: the migrations are run once a process, and each test gets a copy.
enum StorageDatabase {
    /// The schema with nothing in it.
    static func empty() async throws -> TestDatabase {
        try await TestCluster.shared().database(template: "storage") { try migrate($0) }
    }

    /// The schema with the two salons of the isolation matrix.
    static func withTwoSalons() async throws -> TestDatabase {
        try await TestCluster.shared().database(template: "storage with two salons") { database in
            try migrate(database)
            try TwoSalons.seed(Connection(database.bootstrapAddress))
        }
    }

    private static func migrate(_ database: TestDatabase) throws {
        try Migrator(SchemaMigrations.all).migrate(Connection(database.ownerAddress))
    }
}

extension TestDatabase {
    /// A connection of the role that serves.
    func server() throws -> Connection { try Connection(serverAddress) }
    /// A connection that sees everything, to look at what the program did.
    func administrator() throws -> Connection { try Connection(bootstrapAddress) }
}

extension Connection {
    /// The first column of the first row of a text made up by a test.
    func number(_ sql: String) throws -> Int {
        try execute(Statement(name: sql, trusted: sql))[0].int(0)
    }

    func words(_ sql: String) throws -> [String] {
        try execute(Statement(name: sql, trusted: sql)).map { try $0.text(0) }
    }
}

/// Ends a test whose later steps would have no sense.
struct UnexpectedAnswer: Error {}

import Postgres
import PostgresTestSupport

/// Runs `body` with a connection of its own to a new, empty database.
func withSession<R: Sendable>(_ body: @escaping @Sendable (Connection) throws -> R) async throws -> R {
    let database = try await TestCluster.shared().database()
    return try await onThread { try body(Connection(database.ownerAddress)) }
}

/// The error a piece of work throws, nil when it throws none of this kind.
func postgresError(_ body: () throws -> Void) -> PostgresError? {
    do {
        try body()
        return nil
    } catch {
        return error as? PostgresError
    }
}

/// The same for work that suspends.
func postgresError(_ body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? PostgresError
    }
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

enum Queries {
    static let one = Statement("test.one", "SELECT 1")
    static let serverProcess = Statement("test.pid", "SELECT pg_backend_pid()")
    static let terminate = Statement("test.terminate", "SELECT pg_terminate_backend($1::int4)")
}

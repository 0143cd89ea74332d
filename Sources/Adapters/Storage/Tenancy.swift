package import Postgres
package import Salon

/// Whose rows a transaction may see.
package enum Tenancy {
    static let enterStatement = Statement("tenant.enter", "SELECT set_config('app.tenant_id', $1, true)")

    /// The first call of every transaction that touches a salon's rows: it holds to the transaction's end. Goes into
    /// the preamble of `Connection.transaction`, where it costs no round trip of its own.
    package static func enter(_ tenant: TenantID) -> Call { enterStatement(.text(String(tenant.number))) }
}

extension Connection {
    /// Runs `body` in a transaction that sees this salon and no other.
    package func asTenant<R>(_ tenant: TenantID, _ body: () throws -> R) throws -> R {
        try transaction(preamble: [Tenancy.enter(tenant)]) { _ in try body() }
    }
}

extension Pool {
    /// As `Connection.asTenant`, on a connection of the pool, again after a conflict as `retry` allows.
    package func asTenant<R: Sendable>(
        _ tenant: TenantID, retry: Retry = .never, _ body: @escaping @Sendable (Connection) throws -> R
    ) async throws -> R {
        try await withTransaction(preamble: [Tenancy.enter(tenant)], retry: retry) { connection, _ in
            try body(connection)
        }
    }
}

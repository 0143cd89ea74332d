package import CivilTime
package import Postgres

/// The salon's own key, sealed; opening it takes the installation's key.
package struct TenantKeys {
    private let connection: Connection

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection) { self.connection = connection }

    /// Once per salon; a second key would leave sealed secrets that nothing opens, and is refused by the primary key.
    package func store(_ sealedKey: [UInt8], now: Instant) throws {
        _ = try connection.execute(TenantKeyStatements.store, [.bytes(sealedKey), .instant(now)])
    }

    package func load() throws -> [UInt8] {
        guard let row = try connection.execute(TenantKeyStatements.load).first else {
            throw StorageError.missing(what: "key", id: "of the salon")
        }
        return try row.bytes(0)
    }
}

private enum TenantKeyStatements {
    static let store = Statement(
        "tenant_key.store", "INSERT INTO tenant_key (sealed_key, created_at) VALUES ($1, $2)")
    static let load = Statement("tenant_key.load", "SELECT sealed_key FROM tenant_key")
}

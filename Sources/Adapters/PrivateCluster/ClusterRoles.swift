internal import Postgres

/// The roles and the database, made if absent and set right if present.
struct ClusterRoles {
    var names: PrivateCluster.Names

    /// Takes the bootstrap role's address of the database `postgres`.
    func prepare(_ address: DatabaseAddress) throws(ClusterError) {
        do throws(PostgresError) {
            let connection = try Connection(address)
            // Two programs that adopt the same server prepare it one after the other.
            _ = try connection.execute(Self.lock)
            for role in [names.ownerRole, names.serverRole] { try prepare(role, connection) }
            let owner = SQLIdentifier(names.ownerRole)
            let server = SQLIdentifier(names.serverRole)
            let database = SQLIdentifier(names.database)
            if try connection.execute(Self.findDatabase, [.text(names.database)]).isEmpty {
                try connection.runScript(trusted: "CREATE DATABASE \(database) OWNER \(owner)", name: "cluster.database")
            }
            try connection.runScript(
                trusted: """
                    REVOKE ALL ON DATABASE \(database) FROM PUBLIC;
                    GRANT CONNECT ON DATABASE \(database) TO \(server);
                    """, name: "cluster.grants")
        } catch {
            throw .notPrepared(reason: error.description)
        }
    }

    private func prepare(_ role: String, _ connection: Connection) throws(PostgresError) {
        let identifier = SQLIdentifier(role)
        if try connection.execute(Self.findRole, [.text(role)]).isEmpty {
            try connection.runScript(trusted: "CREATE ROLE \(identifier)", name: "cluster.create_role")
        }
        try connection.runScript(
            trusted: """
                ALTER ROLE \(identifier) LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT
                """, name: "cluster.role")
    }

    private static let lock = Statement("cluster.lock", "SELECT pg_advisory_lock(7310597)")
    private static let findRole = Statement("cluster.find_role", "SELECT 1 FROM pg_roles WHERE rolname = $1")
    private static let findDatabase = Statement("cluster.find_database", "SELECT 1 FROM pg_database WHERE datname = $1")
}

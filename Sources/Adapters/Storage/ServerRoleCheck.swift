package import Postgres

/// Refuses to serve as a role that could get past row-level security: then only the program's care would keep salons
/// apart.
package enum ServerRoleCheck {
    /// Throws `ServerRoleProblem` with everything that is wrong with the role of this connection. One query.
    package static func run(on connection: Connection) throws {
        let row = try connection.execute(statement)[0]
        var faults: [ServerRoleProblem.Fault] = []
        // A superuser is a member of everything: the rest would say nothing more.
        if try row.bool(1) { throw ServerRoleProblem(role: try row.text(0), faults: [.superuser]) }
        if try row.bool(2) { faults.append(.bypassesRowSecurity) }
        if try row.bool(3) { faults.append(.createsRoles) }
        if try row.bool(4) { faults.append(.owner) }
        if try row.bool(5) { faults.append(.memberOfMore) }
        if !faults.isEmpty { throw ServerRoleProblem(role: try row.text(0), faults: faults) }
    }

    private static let statement = Statement(
        "server_role.check",
        """
        SELECT
            session_user::text,
            bool_or(role.rolsuper),
            bool_or(role.rolbypassrls),
            bool_or(role.rolcreaterole),
            EXISTS (
                SELECT FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND pg_has_role(session_user, relowner, 'MEMBER'))
            OR EXISTS (
                SELECT FROM pg_database
                WHERE datname = current_database() AND pg_has_role(session_user, datdba, 'MEMBER')),
            bool_or(role.rolname IN (
                'pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files',
                'pg_execute_server_program'))
        FROM pg_roles AS role
        WHERE pg_has_role(session_user, role.oid, 'MEMBER')
        """)
}

/// Why a role may not serve.
package struct ServerRoleProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Fault: Hashable, Sendable {
        case superuser, bypassesRowSecurity, createsRoles, owner, memberOfMore
    }

    package var role: String
    package var faults: [Fault]

    package init(role: String, faults: [Fault]) {
        self.role = role
        self.faults = faults
    }

    package var description: String {
        let words = faults.map { fault in
            switch fault {
            case .superuser: "it is a superuser"
            case .bypassesRowSecurity: "it may bypass row-level security (BYPASSRLS)"
            case .createsRoles: "it may create roles (CREATEROLE)"
            case .owner: "it owns the database or its tables, and could switch row-level security off"
            case .memberOfMore: "it may read or write all data or the server's files"
            }
        }
        return """
            The database role \(role) must not serve salons: \(words.joined(separator: "; ")). It, or a role it is a \
            member of, could see the data of every salon. Connect as salonflow_server (CREATE ROLE salonflow_server \
            LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE), and run `salonflow migrate` as the owner.
            """
    }
}

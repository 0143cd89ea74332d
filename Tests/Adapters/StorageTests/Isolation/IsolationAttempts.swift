import Postgres

/// Tries, on every table, to reach a foreign salon's rows. All attempts are undone.
struct IsolationAttempts {
    let catalogue: SchemaCatalogue
    let administrator: Connection
    let asking: Int
    let foreign: Int

    // What a role may reach

    func asRole(_ role: IsolationMatrix.Role, _ connection: Connection) throws -> [Finding] {
        var findings: [Finding] = []
        for table in catalogue.tenantTables {
            let subject = "\(role.rawValue) of salon \(asking), \(table.name)"
            let seeded = try administrator.number(
                "SELECT count(*) FROM \(table.name) WHERE tenant_id = \(foreign)")
            findings.append(Finding(subject, holds: seeded > 0, else: "the fixture has no row of salon \(foreign)"))
            // The owner may read the tables that routing looks into; nothing else distinguishes it.
            let mayReadAll = role == .owner && IsolationLaws.routedTables.contains(table.name)
            do {
                if !mayReadAll { findings += try reading(table, subject, connection) }
            } catch let error as PostgresError where error.state == .insufficientPrivilege {
                findings.append(Finding("\(subject), select", nil))
            }
            findings += [
                try writing(subject, "insert", connection, insertForeign(table)),
                try writing(subject, "delete", connection, "DELETE FROM \(table.name) WHERE tenant_id = \(foreign)"),
                try writing(
                    subject, "take over", connection,
                    "UPDATE \(table.name) SET tenant_id = \(asking) WHERE tenant_id = \(foreign)"),
                try writing(
                    subject, "give away", connection,
                    "UPDATE \(table.name) SET tenant_id = \(foreign) WHERE tenant_id = \(asking)"),
            ]
            for column in table.columns where column.serverMayUpdate || role == .owner {
                if column.isComputed || column.isIdentity || column.name == "tenant_id" { continue }
                findings.append(
                    try writing(
                        subject, "update \(column.name)", connection,
                        "UPDATE \(table.name) SET \(column.name) = \(column.name) WHERE tenant_id = \(foreign)"))
            }
        }
        for view in catalogue.views { findings += try viewing(view, role, connection) }
        return findings
    }

    private func reading(_ table: SchemaCatalogue.Table, _ subject: String, _ connection: Connection) throws
        -> [Finding]
    {
        let own = try administrator.number("SELECT count(*) FROM \(table.name) WHERE tenant_id = \(asking)")
        let counts = "SELECT count(*), count(*) FILTER (WHERE tenant_id <> \(asking)) FROM \(table.name)"
        var findings: [Finding] = []
        try inside(connection, tenant: asking) {
            let row = try connection.execute(Statement(name: counts, trusted: counts))[0]
            findings.append(
                Finding("\(subject), select", holds: try row.int(1) == 0, else: "shows rows of another salon"))
            findings.append(
                Finding(
                    "\(subject), select", holds: try row.int(0) == own && own > 0, else: "hides the salon's own rows"))
        }
        try inside(connection, tenant: asking) {
            let named = "SELECT count(*) FROM \(table.name) WHERE tenant_id = \(foreign)"
            findings.append(
                Finding("\(subject), select", holds: try connection.number(named) == 0, else: "shows what is asked for")
            )
        }
        try inside(connection, tenant: asking) {
            let joined = """
                SELECT count(*) FROM \(table.name) AS own FULL JOIN \(table.name) AS other
                ON other.tenant_id = own.tenant_id + (\(foreign) - \(asking)) WHERE other.tenant_id = \(foreign)
                """
            // Equality alone can be joined fully; a planner's refusal is no leak.
            findings.append(
                Finding(
                    "\(subject), join", holds: try connection.number(joined) == 0, else: "shows rows of another salon"))
        }
        try inside(connection, tenant: nil) {
            findings.append(
                Finding(
                    "\(subject), select", holds: try connection.number("SELECT count(*) FROM \(table.name)") == 0,
                    else: "shows rows without a salon"))
        }
        return findings
    }

    private func viewing(
        _ view: String, _ role: IsolationMatrix.Role, _ connection: Connection
    ) throws -> [Finding] {
        var findings: [Finding] = []
        let subject = "\(role.rawValue) of salon \(asking), view \(view)"
        do {
            try inside(connection, tenant: asking) {
                let others = "SELECT count(*) FROM \(view) WHERE tenant_id <> \(asking)"
                findings.append(
                    Finding(subject, holds: try connection.number(others) == 0, else: "shows rows of another salon"))
            }
            try inside(connection, tenant: asking) {
                let all = "SELECT count(*) FROM \(view)"
                findings.append(
                    Finding(
                        subject, holds: try connection.number(all) > 0, else: "shows nothing: the fixture has no row"))
            }
            try inside(connection, tenant: nil) {
                let all = "SELECT count(*) FROM \(view)"
                findings.append(
                    Finding(subject, holds: try connection.number(all) == 0, else: "shows rows without a salon"))
            }
        } catch let error as PostgresError where error.state == .insufficientPrivilege {
            findings.append(Finding(subject, nil))
        } catch let error as PostgresError where error.serverError != nil {
            findings.append(Finding(subject, "cannot be judged: \(error)"))
        }
        return findings
    }

    /// Nothing may change: refused for want of a right or by row-level security, or no row was there to change. A
    /// refusal by a record's trigger is one too, but it comes for every row: only where the statement would have found
    /// none.
    private func writing(
        _ subject: String, _ what: String, _ connection: Connection, _ sql: String
    ) throws -> Finding {
        let name = "\(subject), \(what)"
        do {
            var affected = 0
            try inside(connection, tenant: asking) {
                affected = try connection.execute(Statement(name: sql, trusted: sql)).affected
            }
            return Finding(name, holds: affected == 0, else: "reached \(affected) rows of another salon")
        } catch let error as PostgresError {
            switch error.state?.code {
            case "42501": return Finding(name, nil)
            // Statement triggers of records refuse before any row is looked for.
            case "23001" where !what.hasPrefix("insert"): return Finding(name, nil)
            default: return Finding(name, "was not stopped by isolation but by: \(error)")
            }
        }
    }

    private func insertForeign(_ table: SchemaCatalogue.Table) throws -> String {
        let columns = table.columns.filter { !$0.isComputed }.map(\.name).joined(separator: ", ")
        return """
            INSERT INTO \(table.name) (\(columns)) OVERRIDING SYSTEM VALUE
            SELECT \(columns) FROM jsonb_populate_record(NULL::\(table.name), '\(try row(of: foreign, in: table))')
            """
    }

    private func row(of tenant: Int, in table: SchemaCatalogue.Table) throws -> String {
        // Without a row the matrix is red already; an empty one keeps it going.
        try administrator.words(
            "SELECT to_jsonb(item)::text FROM \(table.name) AS item WHERE tenant_id = \(tenant) ORDER BY item LIMIT 1"
        ).first?.replacing("'", with: "''") ?? "{\"tenant_id\": \(tenant)}"
    }

    private func inside(_ connection: Connection, tenant: Int?, _ body: () throws -> Void) throws {
        struct Undo: Error {}
        do {
            try connection.withTransaction {
                if let tenant {
                    let enter = "SELECT set_config('app.tenant_id', '\(tenant)', true)"
                    _ = try connection.execute(Statement(name: enter, trusted: enter))
                }
                try body()
                throw Undo()
            }
        } catch is Undo {}
    }

    // What the constraints let through, for a writer whom no policy binds

    func constraints() throws -> [Finding] {
        var findings: [Finding] = []
        for table in catalogue.tenantTables { findings.append(try sameKeys(table)) }
        for key in catalogue.foreignKeys
        where key.columns != ["tenant_id"] && IsolationLaws.sharedTables[key.target] == nil {
            findings.append(try pointing(key))
        }
        return findings
    }

    /// A salon may use every name and number that another has used: no key may notice.
    private func sameKeys(_ table: SchemaCatalogue.Table) throws -> Finding {
        let subject = "unique keys of \(table.name), salon \(asking)"
        let columns = table.columns.filter { !$0.isComputed }.map(\.name)
        let values = columns.map { $0 == "tenant_id" ? "\(asking)" : $0 }
        let sql = """
            INSERT INTO \(table.name) (\(columns.joined(separator: ", "))) OVERRIDING SYSTEM VALUE
            SELECT \(values.joined(separator: ", "))
            FROM jsonb_populate_record(NULL::\(table.name), '\(try row(of: foreign, in: table))')
            """
        do {
            try inside(administrator, tenant: asking) {
                _ = try administrator.execute(Statement(name: sql, trusted: sql))
            }
        } catch let error as PostgresError where [.uniqueViolation, .exclusionViolation].contains(error.state) {
            let constraint = error.constraint ?? "?"
            // One row a salon: its own is there already. And the one key that is the same for all.
            let key = catalogue.keys.first { $0.name == constraint }
            let isExpected =
                key?.columns == ["tenant_id"] || constraint == "channel_account_routes_to_one_salon"
            return Finding(subject, holds: isExpected, else: "\(constraint) notices the keys of another salon")
        } catch let error as PostgresError
            where [.foreignKeyViolation, .notNullViolation].contains(error.state)
        {
            // The keys let it through: what it points at is the other salon's; or there was no row, which is red
            // already.
        }
        return Finding(subject, nil)
    }

    /// A row must not point at a row of another salon.
    private func pointing(_ key: SchemaCatalogue.ForeignKey) throws -> Finding {
        let subject = "foreign key \(key.name) of \(key.table), salon \(asking)"
        guard let table = catalogue.tables.first(where: { $0.name == key.table }) else { return Finding(subject, "?") }
        let pairs = zip(key.columns, key.targetColumns).filter { $0.0 != "tenant_id" }
        let sql: String
        let isReferenced = catalogue.foreignKeys.contains { other in
            other.target == key.table && pairs.contains { other.targetColumns.contains($0.0) }
        }
        if isReferenced {
            let columns = table.columns.filter { !$0.isComputed && !$0.isIdentity }.map(\.name)
            let values = columns.map { column in
                pairs.first { $0.0 == column }.map { "target.\($0.1)" } ?? "item.\(column)"
            }
            sql = """
                INSERT INTO \(key.table) (\(columns.joined(separator: ", ")))
                SELECT \(values.joined(separator: ", ")) FROM \(key.table) AS item, \(key.target) AS target
                WHERE item.tenant_id = \(asking) AND target.tenant_id = \(foreign)
                LIMIT 1
                """
        } else {
            let changes = pairs.map { "\($0.0) = target.\($0.1)" }.joined(separator: ", ")
            sql = """
                UPDATE \(key.table) AS item SET \(changes)
                FROM (SELECT * FROM \(key.target) WHERE tenant_id = \(foreign) LIMIT 1) AS target
                WHERE item.tenant_id = \(asking)
                """
        }
        do {
            try inside(administrator, tenant: asking) {
                // Records refuse every change; the question here is the key.
                try administrator.runScript(trusted: "ALTER TABLE \(key.table) DISABLE TRIGGER USER")
                _ = try administrator.execute(Statement(name: sql, trusted: sql))
            }
            return Finding(subject, "lets a row point at another salon's")
        } catch let error as PostgresError where error.state == .foreignKeyViolation {
            return Finding(subject, nil)
        } catch let error as PostgresError where error.serverError != nil {
            return Finding(subject, "cannot be judged: \(error)")
        }
    }
}

/// Brings a database to the newest schema: every migration once, in order, each in a transaction of its own.
///
/// Programs that start together take turns by an advisory lock, and the later ones find nothing left to do. What was
/// applied stands in `schema_migration` with the SHA-256 of its text, so an edited file is found.
package struct Migrator: Sendable {
    private let migrations: [Migration]
    private let schema: SQLIdentifier

    /// `schema` holds the bookkeeping table and nothing else. Throws when the numbers are not 1, 2, 3, …
    package init(_ migrations: [Migration], schema: String = "schema_history") throws(MigrationError) {
        self.migrations = migrations.sorted { $0.number < $1.number }
        self.schema = SQLIdentifier(schema)
        for (index, migration) in self.migrations.enumerated() where migration.number != index + 1 {
            if index > 0, self.migrations[index - 1].number == migration.number {
                throw .duplicateNumber(fileName: migration.fileName, other: self.migrations[index - 1].fileName)
            }
            throw .gap(expected: index + 1, fileName: migration.fileName)
        }
    }

    /// Applies what is missing and returns it; empty when the schema was up to date. Blocks, and waits for another
    /// program that migrates the same database.
    ///
    /// The connection belongs to the owner of the schema and should be one without a statement timeout.
    @discardableResult
    package func migrate(_ connection: Connection) throws(MigrationError) -> [Migration] {
        try bookkeeping { () throws(PostgresError) in
            // Lock and timeouts live as long as the session: an index on a large table takes its time.
            try connection.runScript(
                trusted: "SET statement_timeout = 0; SET lock_timeout = 0", name: "migration.timeouts")
            _ = try connection.execute(Self.lock)
        }
        defer {
            // When the connection is gone the server has released the lock itself.
            _ = try? connection.execute(Self.unlock)
        }
        let applied = try bookkeeping { () throws(PostgresError) in
            try connection.runScript(trusted: createBookkeeping, name: "migration.create_bookkeeping")
            return try self.applied(connection)
        }
        let pending = try missing(after: applied, connection)
        for (migration, checksum) in pending { try apply(migration, checksum, connection) }
        return pending.map(\.migration)
    }

    /// What `migrate` would apply. Reads only; throws as `migrate` does when the database and the files disagree.
    package func pending(_ connection: Connection) throws(MigrationError) -> [Migration] {
        let applied: [Applied]
        do throws(PostgresError) {
            applied = try self.applied(connection)
        } catch where error.state == .undefinedTable || error.state == SQLState("3F000") {
            applied = []
        } catch {
            throw .bookkeeping(error)
        }
        return try missing(after: applied, connection).map(\.migration)
    }

    private struct Applied {
        var number: Int
        var name: String
        var checksum: String
    }

    private func applied(_ connection: Connection) throws(PostgresError) -> [Applied] {
        let select = Statement(
            name: "migration.applied \(schema)",
            trusted: "SELECT number, name, checksum FROM \(schema).schema_migration ORDER BY number")
        var applied: [Applied] = []
        for row in try connection.execute(select) {
            applied.append(Applied(number: try row.int(0), name: try row.text(1), checksum: try row.text(2)))
        }
        return applied
    }

    private func missing(
        after applied: [Applied], _ connection: Connection
    ) throws(MigrationError) -> [(migration: Migration, checksum: String)] {
        let checksums = try bookkeeping { () throws(PostgresError) in try self.checksums(connection) }
        for (index, done) in applied.enumerated() {
            guard index < migrations.count, done.number == index + 1 else {
                throw .databaseIsNewer(
                    fileName: Migration.fileName(number: done.number, name: done.name), newestKnown: migrations.count)
            }
            if done.checksum != checksums[index] { throw .edited(fileName: migrations[index].fileName) }
        }
        return Array(zip(migrations, checksums).dropFirst(applied.count)).map { ($0, $1) }
    }

    private func checksums(_ connection: Connection) throws(PostgresError) -> [String] {
        var checksums: [String] = []
        for row in try connection.execute(Self.checksum, [.texts(migrations.map(\.sql))]) {
            checksums.append(try row.text(0))
        }
        return checksums
    }

    private func apply(_ migration: Migration, _ checksum: String, _ connection: Connection) throws(MigrationError) {
        let insert = Statement(
            name: "migration.insert \(schema)",
            trusted: "INSERT INTO \(schema).schema_migration (number, name, checksum) VALUES ($1, $2, $3)")
        do {
            try connection.withTransaction {
                do throws(PostgresError) {
                    try connection.runScript(trusted: migration.sql, name: migration.fileName)
                } catch {
                    throw MigrationError.refused(
                        fileName: migration.fileName, line: line(of: error, in: migration.sql), error: error)
                }
                guard connection.transactionStatus == .inTransaction else {
                    throw MigrationError.endsTransaction(fileName: migration.fileName)
                }
                _ = try connection.execute(
                    insert, [.int(migration.number), .text(migration.name), .text(checksum)])
            }
        } catch let error as MigrationError {
            throw error
        } catch let error as PostgresError {
            // Deferred constraints are checked by COMMIT.
            throw .refused(fileName: migration.fileName, line: nil, error: error)
        } catch {
            throw .refused(fileName: migration.fileName, line: nil, error: .commitRefused)
        }
    }

    private func line(of error: PostgresError, in sql: String) -> Int? {
        guard let position = error.serverError?.position else { return nil }
        // PostgreSQL counts code points.
        return sql.unicodeScalars.prefix(position - 1).count { $0 == "\n" } + 1
    }

    private func bookkeeping<R>(_ body: () throws(PostgresError) -> R) throws(MigrationError) -> R {
        do throws(PostgresError) { return try body() } catch { throw .bookkeeping(error) }
    }

    private var createBookkeeping: String {
        """
        CREATE SCHEMA IF NOT EXISTS \(schema);
        CREATE TABLE IF NOT EXISTS \(schema).schema_migration (
            number integer PRIMARY KEY CHECK (number > 0),
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        """
    }

    // Locks of one database are told apart by this number only; it spells nothing.
    private static let lock = Statement("migration.lock", "SELECT pg_advisory_lock(4720618853)")
    private static let unlock = Statement("migration.unlock", "SELECT pg_advisory_unlock(4720618853)")
    private static let checksum = Statement(
        "migration.checksum",
        """
        SELECT encode(sha256(convert_to(file.sql, 'UTF8')), 'hex')
        FROM unnest($1) WITH ORDINALITY AS file (sql, place) ORDER BY file.place
        """)
}

import Postgres
import PostgresTestSupport
import Testing

@Suite("Migrator", .timeLimit(.minutes(1)))
struct MigratorTests {
    private static let files = [
        Migration(number: 1, name: "salons", sql: "CREATE TABLE salon (id int8 PRIMARY KEY);"),
        Migration(number: 2, name: "masters", sql: "CREATE TABLE master (id int8);\nINSERT INTO master VALUES (1);"),
        Migration(number: 3, name: "notes", sql: "-- заметки\nCREATE TABLE note (id int8);\n"),
    ]
    private static let masters = Statement("test.masters", "SELECT count(*) FROM master")

    @Test("Every migration is applied once, in order, and a second run finds nothing to do")
    func appliesOnce() async throws {
        try await withSession { connection in
            let first = try Migrator(Array(Self.files[..<2]))
            #expect(try first.pending(connection).map(\.number) == [1, 2])
            #expect(try first.migrate(connection).map(\.number) == [1, 2])
            #expect(try first.migrate(connection).isEmpty)
            let second = try Migrator(Self.files.reversed())
            #expect(try second.pending(connection).map(\.fileName) == ["0003_notes.sql"])
            #expect(try second.migrate(connection).map(\.number) == [3])
            #expect(try second.pending(connection).isEmpty)
            #expect(try connection.execute(Self.masters)[0].int(0) == 1)
        }
    }

    @Test("Programs that migrate at once apply each migration once together")
    func together() async throws {
        let database = try await TestCluster.shared().database()
        let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try await onThread {
                        try Migrator(Self.files).migrate(Connection(database.ownerAddress)).map(\.number)
                    }
                }
            }
            return try await group.reduce(into: [Int]()) { $0 += $1 }
        }
        #expect(applied.sorted() == [1, 2, 3])
        let count = try await onThread { try Connection(database.ownerAddress).execute(Self.masters)[0].int(0) }
        #expect(count == 1)
    }

    @Test("A file changed after it was applied is named, and nothing is applied")
    func edited() async throws {
        try await withSession { connection in
            _ = try Migrator(Array(Self.files[..<2])).migrate(connection)
            var files = Self.files
            files[1].sql += " "
            let migrator = try Migrator(files)
            #expect(throws: MigrationError.edited(fileName: "0002_masters.sql")) { try migrator.migrate(connection) }
            #expect(throws: MigrationError.edited(fileName: "0002_masters.sql")) { try migrator.pending(connection) }
            #expect(try Migrator(Self.files).pending(connection).map(\.number) == [3])
        }
    }

    @Test("A database with a migration the program does not know is newer than it")
    func newer() async throws {
        try await withSession { connection in
            _ = try Migrator(Self.files).migrate(connection)
            let older = try Migrator(Array(Self.files[..<1]))
            #expect(throws: MigrationError.databaseIsNewer(fileName: "0002_masters.sql", newestKnown: 1)) {
                try older.migrate(connection)
            }
        }
    }

    @Test("A gap, a wrong start and a number used twice are found before any database is asked")
    func numbering() throws {
        let files = Self.files
        #expect(throws: MigrationError.gap(expected: 2, fileName: "0003_notes.sql")) { try Migrator([files[0], files[2]]) }
        #expect(throws: MigrationError.gap(expected: 1, fileName: "0002_masters.sql")) { try Migrator([files[1]]) }
        var twin = files[0]
        twin.name = "twin"
        #expect(throws: MigrationError.duplicateNumber(fileName: "0001_twin.sql", other: "0001_salons.sql")) {
            try Migrator([files[0], twin])
        }
    }

    @Test("A refused migration names file and line, leaves nothing of itself, and those before it stay")
    func refused() async throws {
        try await withSession { connection in
            let broken = Migration(
                number: 3, name: "broken", sql: "CREATE TABLE half (id int8);\n-- шаг два\nSELECT 1;\nCREATE TABEL x ();")
            do {
                try Migrator(Self.files[..<2] + [broken]).migrate(connection)
                Issue.record("the broken file was applied")
            } catch MigrationError.refused(let file, let line, let error) {
                #expect(file == "0003_broken.sql")
                #expect(line == 4)
                #expect(error.state == SQLState("42601"))
            }
            let exists = Statement("test.half", "SELECT to_regclass('half') IS NULL, to_regclass('master') IS NOT NULL")
            let row = try connection.execute(exists)[0]
            #expect(try [row.bool(0), row.bool(1)] == [true, true])
            // The lock is free again: the mended file goes through on the same connection and on another.
            let mended = try Migrator(Self.files).migrate(connection)
            #expect(mended.map(\.number) == [3])
        }
    }

    @Test("A file that ends its own transaction is refused", arguments: ["COMMIT;", "SELECT 1; ROLLBACK;"])
    func endsTransaction(sql: String) async throws {
        try await withSession { connection in
            let file = Migration(number: 1, name: "sly", sql: sql)
            #expect(throws: MigrationError.endsTransaction(fileName: "0001_sly.sql")) {
                try Migrator([file]).migrate(connection)
            }
            let pending = try Migrator([file]).pending(connection)
            #expect(pending == [file])
        }
    }
}

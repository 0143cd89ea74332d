import Foundation
import Postgres
import PostgresTestSupport
import Storage
import Testing

@Suite("The schema")
struct SchemaTests {
    /// All migrations on an empty database must give the schema in the corpus. `SALONFLOW_RECORD=1` writes it anew, and
    /// fails all the same, so that nobody approves a change without reading it.
    @Test("All migrations together give the recorded schema")
    func golden() async throws {
        let database = try await StorageDatabase.empty()
        let dump = try await onThread {
            try PostgresTool.run(
                "pg_dump", ["--schema-only", "--schema=public", "--no-comments"], database.ownerAddress)
        }
        let schema = Self.normalised(dump)
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Corpus/schema/schema.sql").standardizedFileURL
        if ProcessInfo.processInfo.environment["SALONFLOW_RECORD"] != nil {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(schema.utf8).write(to: file)
            Issue.record("recorded \(file.path); read the difference and run again without SALONFLOW_RECORD")
            return
        }
        let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let difference = Self.lines(schema).difference(from: Self.lines(recorded)).map { change in
            switch change {
            case .insert(_, let line, _): "+ \(line)"
            case .remove(_, let line, _): "- \(line)"
            }
        }
        #expect(
            difference.isEmpty,
            "the schema differs from Tests/Corpus/schema/schema.sql:\n\(difference.joined(separator: "\n"))")
    }

    @Test("A second run of the migrations finds nothing to do")
    func again() async throws {
        let database = try await StorageDatabase.empty()
        let applied = try await onThread {
            try Migrator(SchemaMigrations.all).migrate(Connection(database.ownerAddress))
        }
        #expect(applied.isEmpty)
    }

    @Test("Every migration opens by saying why", arguments: SchemaMigrations.all)
    func opening(_ migration: Migration) {
        let opening = migration.sql.split(separator: "\n", omittingEmptySubsequences: false).prefix {
            $0.hasPrefix("--")
        }
        #expect(opening.count >= 2 && opening.joined().count > 150, "\(migration.fileName)")
    }

    @Test(
        "Records are never changed or removed, not even by the owner",
        arguments: ["turn", "flow_version", "flow_move"])
    func records(_ table: String) async throws {
        let database = try await StorageDatabase.withTwoSalons()
        let states = try await onThread { () -> [String?] in
            let owner = try Connection(database.ownerAddress)
            return ["UPDATE \(table) SET tenant_id = tenant_id", "DELETE FROM \(table)", "TRUNCATE \(table) CASCADE"]
                .map { sql -> String? in
                    do throws(PostgresError) {
                        try owner.runScript(trusted: sql)
                        return nil
                    } catch { return error.state?.code }
                }
        }
        #expect(states == ["23001", "23001", "23001"])
    }

    /// What `pg_dump` says of itself and of the session is left out; the rest is kept as it comes.
    private static func normalised(_ dump: String) -> String {
        let kept = lines(dump).filter { line in
            !line.isEmpty && !line.hasPrefix("--") && !line.hasPrefix("SET ") && !line.hasPrefix("SELECT pg_catalog.")
                && !line.hasPrefix("\\")
        }
        return kept.joined(separator: "\n") + "\n"
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}

import Foundation
import PostgresTestSupport

/// COPY in both directions, by `psql`: the wrapper around libpq offers none.
enum CopyAttempts {
    static func run(_ catalogue: SchemaCatalogue, _ database: TestDatabase) throws -> [Finding] {
        var findings: [Finding] = []
        for (asking, foreign) in [(1, 2), (2, 1)] {
            var script = "SET app.tenant_id = '\(asking)';\n"
            for table in catalogue.tenantTables {
                script += "\\echo table \(table.name)\nCOPY \(table.name) (tenant_id) TO STDOUT;\n"
                script +=
                    "\\echo into \(table.name)\nCOPY \(table.name) FROM STDIN;\n\\.\n"
                script += "\\echo state :LAST_ERROR_SQLSTATE\n"
            }
            let output = try PostgresTool.run(
                "psql", ["-X", "-q", "-A", "-t", "-f", "-"], database.serverAddress, input: script)
            for table in catalogue.tenantTables {
                let subject = "salonflow_server of salon \(asking), copy \(table.name)"
                let rows = section("table \(table.name)", of: output).prefix { $0 != "into \(table.name)" }
                findings.append(
                    Finding(subject, holds: !rows.contains("\(foreign)"), else: "brings out rows of another salon"))
                findings.append(
                    Finding(subject, holds: rows.contains("\(asking)"), else: "hides the salon's own rows: \(rows)"))
                // PostgreSQL refuses COPY FROM where row-level security is on (0A000), and to who may not write (42501).
                let state = section("into \(table.name)", of: output).first ?? "none"
                findings.append(
                    Finding("\(subject) from outside", holds: ["state 0A000", "state 42501"].contains(state), else: "was not refused: \(state)")
                )
            }
        }
        return findings
    }

    private static func section(_ title: String, of output: String) -> [String] {
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let start = lines.firstIndex(of: title) else { return [] }
        return Array(lines[(start + 1)...])
    }
}

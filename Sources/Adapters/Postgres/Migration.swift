/// One step of the schema, kept in a numbered file that never changes once it has shipped.
package struct Migration: Sendable, Equatable {
    /// 1, 2, 3, … without gaps.
    package var number: Int
    /// The file's name without number and ending, such as `bookings`.
    package var name: String
    package var sql: String

    package init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// How people know it: `0003_bookings.sql`.
    package var fileName: String { Self.fileName(number: number, name: name) }

    static func fileName(number: Int, name: String) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + (name.isEmpty ? "" : "_\(name)") + ".sql"
    }
}

/// Why the schema could not be brought up to date. Nothing of the migration named has been applied.
package enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Two files have one number.
    case duplicateNumber(fileName: String, other: String)
    /// The files do not count 1, 2, 3, …
    case gap(expected: Int, fileName: String)
    /// A file was changed after it had been applied.
    case edited(fileName: String)
    /// The database has a migration this program does not know.
    case databaseIsNewer(fileName: String, newestKnown: Int)
    /// The file's SQL was refused, at this line.
    case refused(fileName: String, line: Int?, error: PostgresError)
    /// The file ends its own transaction (COMMIT, ROLLBACK), so that it would not be applied whole.
    case endsTransaction(fileName: String)
    /// The bookkeeping itself failed.
    case bookkeeping(PostgresError)

    package var description: String {
        switch self {
        case .duplicateNumber(let file, let other):
            "The migrations \(other) and \(file) have the same number: give the newer one the next free number."
        case .gap(let expected, let file):
            "The migration \(file) should have number \(expected): migrations count 1, 2, 3, … without gaps."
        case .edited(let file):
            """
            The migration \(file) was changed after it had been applied to this database: restore its text, and put the \
            change into a new migration.
            """
        case .databaseIsNewer(let file, let newest):
            """
            The database has the migration \(file), and this program knows none after number \(newest): start the newer \
            program.
            """
        case .refused(let file, let line, let error):
            "The migration \(file)\(line.map { ", line \($0)," } ?? "") was not applied. \(error)"
        case .endsTransaction(let file):
            "The migration \(file) ends its transaction itself: remove its COMMIT or ROLLBACK."
        case .bookkeeping(let error):
            "The table of applied migrations could not be read or written. \(error)"
        }
    }
}

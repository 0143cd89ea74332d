/// What can go wrong between this program and its database.
///
/// `description` is fit for a log: it never contains a bound value. Messages and details of the server that may quote
/// one (`invalid input syntax for type integer: "…"`, `Key (phone)=(…) already exists`) are kept in `ServerError` for
/// code that must read them.
package enum PostgresError: Error, Sendable, Equatable {
    /// The connection string cannot be read.
    case badAddress
    /// No connection could be made; the reason is libpq's and holds no password.
    case unreachable(reason: String)
    /// The connection broke while it was in use. Whether the statement took effect is unknown.
    case connectionLost(reason: String, statement: String?)
    /// The server refused a statement.
    case server(ServerError)
    /// A column does not hold what the caller asked for.
    case column(ColumnError)
    /// A parameter cannot be sent: a moment PostgreSQL cannot hold, or a value over a gigabyte.
    case unencodableParameter(number: Int, reason: String)
    /// Two statements share one name, or one statement was called with other parameter types than at first.
    case statementMismatch(statement: String, reason: String)
    /// COMMIT was answered with ROLLBACK: the transaction had failed and its body went on as if it had not.
    case commitRefused
    /// A transaction was begun inside another one.
    case nestedTransaction
    /// Every connection of the pool stayed busy, or none could be made, for as long as the caller may wait.
    case poolBusy(waitedMilliseconds: Int64, lastFailure: String?)
    /// More callers are waiting than the pool allows.
    case poolQueueFull(waiting: Int)
    /// The pool was closed before the work could begin.
    case poolClosed
    /// The operating system gave no thread or descriptor.
    case systemResource(reason: String)
}

/// A refusal by the server, as it worded it, with the SQLSTATE that code decides by.
package struct ServerError: Sendable, Equatable {
    package var state: SQLState
    /// The primary message. May quote a bound value in the classes `description` withholds.
    package var message: String
    /// May quote bound values: never log it.
    package var detail: String?
    package var hint: String?
    package var schema: String?
    package var table: String?
    package var column: String?
    package var constraint: String?
    /// The name of the `Statement`; nil for a script.
    package var statement: String?
    /// Which call of a pipeline was refused, counted from 0; the calls after it did not run.
    package var pipelineIndex: Int?
    /// Where in the text the error is, in characters counted from 1.
    package var position: Int?

    /// Everything the server said, bound values included. For a person at a terminal, never for a log.
    package var unredacted: String {
        let parts = [message, detail, hint.map { "hint: \($0)" }].compactMap(\.self)
        return parts.joined(separator: "; ")
    }
}

/// The five-character code of PostgreSQL's appendix A.
package struct SQLState: Sendable, Hashable, CustomStringConvertible {
    package var code: String

    package init(_ code: String) { self.code = code }

    package var description: String { code }

    /// The first two characters: the family of conditions.
    package var conditionClass: String { String(code.prefix(2)) }

    package static let uniqueViolation = SQLState("23505")
    package static let foreignKeyViolation = SQLState("23503")
    package static let checkViolation = SQLState("23514")
    package static let notNullViolation = SQLState("23502")
    package static let exclusionViolation = SQLState("23P01")
    package static let insufficientPrivilege = SQLState("42501")
    package static let serializationFailure = SQLState("40001")
    package static let deadlockDetected = SQLState("40P01")
    package static let lockNotAvailable = SQLState("55P03")
    package static let queryCanceled = SQLState("57014")
    package static let adminShutdown = SQLState("57P01")
    package static let cannotConnectNow = SQLState("57P03")
    package static let featureNotSupported = SQLState("0A000")
    package static let undefinedTable = SQLState("42P01")
}

/// A column that does not hold what was asked of it: a defect of the query or of the code that reads it.
package struct ColumnError: Error, Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        case null
        case missing
        /// The OID of the type that came (`pg_type`).
        case wrongType(oid: UInt32, wanted: String)
        case malformed(wanted: String)
    }

    package var index: Int
    package var name: String?
    package var reason: Reason
}

extension PostgresError {
    package var serverError: ServerError? {
        if case .server(let error) = self { error } else { nil }
    }

    /// The server's code, nil when the failure is not the server's.
    package var state: SQLState? { serverError?.state }

    /// The constraint the statement ran into.
    package var constraint: String? { serverError?.constraint }

    /// A conflict between transactions that running the whole transaction again resolves (40001, 40P01).
    package var isConflict: Bool { state == .serializationFailure || state == .deadlockDetected }

    /// The connection is gone, or the server is going: another connection may succeed.
    package var isConnectionLoss: Bool {
        switch self {
        case .unreachable, .connectionLost: true
        case .server(let error):
            error.state.conditionClass == "08" || ["57P01", "57P02", "57P03"].contains(error.state.code)
        default: false
        }
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        switch self {
        case .badAddress:
            """
            The database address cannot be read: write postgresql://user:password@host:5432/database, with special \
            characters percent-encoded, or host=… port=… user=… dbname=….
            """
        case .unreachable(let reason): "No connection to PostgreSQL: \(reason)"
        case .connectionLost(let reason, let statement):
            "The connection to PostgreSQL broke\(statement.map { " during \($0)" } ?? ""): \(reason)"
        case .server(let error): error.description
        case .column(let error): error.description
        case .unencodableParameter(let number, let reason): "Parameter $\(number) cannot be sent: \(reason)."
        case .statementMismatch(let statement, let reason): "The statement \(statement) is misused: \(reason)."
        case .commitRefused: "The transaction had failed before COMMIT; PostgreSQL rolled it back."
        case .nestedTransaction: "A transaction was begun inside another one on the same connection."
        case .poolBusy(let waited, let failure):
            "No database connection became free within \(waited) ms\(failure.map { "; the last attempt: \($0)" } ?? "")."
        case .poolQueueFull(let waiting): "\(waiting) callers already wait for a database connection; try again later."
        case .poolClosed: "The database connections are closed."
        case .systemResource(let reason): "The operating system refused: \(reason)."
        }
    }

    package var debugDescription: String { description }
}

extension ServerError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        var text = "PostgreSQL refused"
        if let statement { text += " \(statement)" }
        if let pipelineIndex { text += " (call \(pipelineIndex) of a pipeline)" }
        text += ": \(state)"
        if Self.classesWithoutValues.contains(state.conditionClass) { text += " \(message)" }
        let place = [
            table.map { "table \($0)" }, column.map { "column \($0)" }, constraint.map { "constraint \($0)" },
        ].compactMap(\.self)
        if !place.isEmpty { text += " (\(place.joined(separator: ", ")))" }
        return text
    }

    package var debugDescription: String { description }

    /// Families whose primary messages name objects only. Class 22 quotes input, P0 whatever a trigger raises.
    private static let classesWithoutValues: Set<String> = [
        "08", "0A", "23", "25", "26", "28", "2B", "3D", "3F", "40", "42", "53", "54", "55", "57", "58", "XX",
    ]
}

extension ServerError: CustomReflectable {
    /// Keeps `dump` and test failures from showing the fields that may quote a bound value.
    package var customMirror: Mirror { Mirror(self, children: ["error": description]) }
}

extension ColumnError: CustomStringConvertible {
    package var description: String {
        let column = "Column \(index)\(name.map { " (\($0))" } ?? "")"
        return switch reason {
        case .null: "\(column) is null where a value was expected."
        case .missing: "\(column) does not exist in the result."
        case .wrongType(let oid, let wanted): "\(column) has the type with OID \(oid), not \(wanted)."
        case .malformed(let wanted): "\(column) does not hold a readable \(wanted)."
        }
    }
}

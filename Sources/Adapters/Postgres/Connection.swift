internal import CPostgres
internal import Glibc

/// One connection to PostgreSQL, used by the one thread that owns it; every call blocks that thread.
///
/// Values travel in binary, statements are prepared on first use and kept. A connection that broke stays broken
/// (`isUsable`); the pool replaces it.
@safe package final class Connection {
    let handle: OpaquePointer
    private var plans: [String: Plan] = [:]
    private var plansMade = 0
    /// Set when the exchange is in a state that libpq's own status does not show.
    private var isSpoiled = false

    /// What the server keeps for a statement.
    struct Plan {
        /// Short: the server tells names apart by their first 63 bytes only.
        var serverName: String
        var sql: String
        var types: [UInt32]
    }

    /// Connects, trying the address's hosts in turn, and sets the session up. Blocks up to the connect timeout per host.
    package init(_ address: DatabaseAddress, options: ConnectionOptions = ConnectionOptions()) throws(PostgresError) {
        var settings = address.settings
        settings["client_encoding"] = "UTF8"
        settings["fallback_application_name"] = options.applicationName
        for (keyword, value) in [
            ("connect_timeout", String(options.connectTimeoutSeconds)),
            ("tcp_user_timeout", String(options.deadPeerTimeoutMilliseconds)),
        ] where settings[keyword] == nil {
            settings[keyword] = value
        }
        guard let handle = unsafe Self.open(settings) else { throw .systemResource(reason: "no memory for a connection") }
        guard unsafe PQstatus(handle) == CONNECTION_OK else {
            let reason = unsafe Self.message(of: handle)
            unsafe PQfinish(handle)
            throw .unreachable(reason: reason)
        }
        unsafe self.handle = unsafe handle
        // libpq would print notices to stderr.
        _ = unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
        _ = try execute(
            Self.configureSession,
            [
                .text(String(options.statementTimeoutMilliseconds)), .text(String(options.lockTimeoutMilliseconds)),
            ])
    }

    deinit { unsafe PQfinish(handle) }

    private static let configureSession = Statement(
        "connection.configure",
        """
        SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
               set_config('timezone', 'UTC', false)
        """)

    /// Runs a statement and returns all of its rows. The first use on a connection prepares it: one more round trip.
    package func execute(_ statement: Statement, _ parameters: [Parameter] = []) throws(PostgresError) -> Rows {
        let encoded = try EncodedParameters(parameters)
        let plan = try preparedPlan(for: statement, types: encoded.types)
        let result = unsafe encoded.withPointers { count, values, lengths, formats in
            unsafe PQexecPrepared(handle, plan.serverName, count, values, lengths, formats, 1)
        }
        return try unsafe rows(from: result, statement.name)
    }

    package func execute(_ call: Call) throws(PostgresError) -> Rows {
        try execute(call.statement, call.parameters)
    }

    /// Runs a text of any number of statements by the simple protocol; for migrations and for commands that take no
    /// parameters. The caller vouches that nothing from outside is in it but what `SQLIdentifier` quoted.
    package func runScript(trusted sql: String, name: String? = nil) throws(PostgresError) {
        _ = try unsafe rows(from: PQexec(handle, sql), name)
    }

    /// Where the session stands between BEGIN and COMMIT.
    package enum TransactionStatus: Sendable {
        case idle, active, inTransaction, inFailedTransaction, unknown
    }

    package var transactionStatus: TransactionStatus {
        switch unsafe PQtransactionStatus(handle) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_ACTIVE: .active
        case PQTRANS_INTRANS: .inTransaction
        case PQTRANS_INERROR: .inFailedTransaction
        default: .unknown
        }
    }

    /// False once the connection broke, or was left in a state that cannot be trusted.
    package var isUsable: Bool { unsafe !isSpoiled && PQstatus(handle) == CONNECTION_OK }

    /// The server process behind the connection, as `pg_stat_activity.pid` shows it.
    package var serverProcess: Int32 { unsafe PQbackendPID(handle) }

    /// The server's version, as 150004 for 15.4.
    package var serverVersion: Int { unsafe Int(PQserverVersion(handle)) }

    /// Whether an idle connection is still there. About 1 µs.
    ///
    /// A server has nothing to say between statements but its last words (or, rarely, a changed setting): a connection
    /// with something to read is not worth asking whether it survives.
    func isAliveWhileIdle() -> Bool {
        guard isUsable, transactionStatus == .idle else { return false }
        var descriptor = unsafe pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        return unsafe poll(&descriptor, 1, 0) == 0
    }

    func spoil() { isSpoiled = true }

    // Plans

    /// A plan made earlier for the same text and types; nil when there is none yet.
    func knownPlan(for statement: Statement, types: [UInt32]) throws(PostgresError) -> Plan? {
        guard let plan = plans[statement.name] else { return nil }
        guard plan.sql == statement.sql else {
            throw .statementMismatch(statement: statement.name, reason: "another statement has this name")
        }
        guard plan.types == types else {
            throw .statementMismatch(
                statement: statement.name, reason: "it was called with other parameter types than at first")
        }
        return plan
    }

    func newPlan(for statement: Statement, types: [UInt32]) -> Plan {
        plansMade += 1
        return Plan(serverName: "s\(plansMade)", sql: statement.sql, types: types)
    }

    func remember(_ plan: Plan, for statement: Statement) { plans[statement.name] = plan }

    private func preparedPlan(for statement: Statement, types: [UInt32]) throws(PostgresError) -> Plan {
        if let plan = try knownPlan(for: statement, types: types) { return plan }
        let plan = newPlan(for: statement, types: types)
        let result = unsafe PQprepare(handle, plan.serverName, plan.sql, Int32(types.count), types)
        _ = try unsafe rows(from: result, statement.name)
        remember(plan, for: statement)
        return plan
    }

    // Answers

    /// Takes over a result and turns it into rows or an error.
    func rows(from result: OpaquePointer?, _ statement: String?) throws(PostgresError) -> Rows {
        guard let result = unsafe result else { throw lost(statement) }
        switch unsafe PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            return unsafe Rows(owning: result)
        case PGRES_FATAL_ERROR, PGRES_NONFATAL_ERROR, PGRES_BAD_RESPONSE:
            defer { unsafe PQclear(result) }
            guard let error = unsafe ServerError(result, statement: statement) else { throw lost(statement) }
            // A plan that outlived a change of its tables is refused for good: a new connection makes a new one.
            if error.state == .featureNotSupported { spoil() }
            throw .server(error)
        default:
            // COPY and replication answers, which nothing here asks for.
            unsafe PQclear(result)
            spoil()
            throw lost(statement)
        }
    }

    func lost(_ statement: String?) -> PostgresError {
        spoil()
        return .connectionLost(reason: unsafe Self.message(of: handle), statement: statement)
    }

    /// libpq's last message, which names hosts, roles and causes but no password.
    private static func message(of handle: OpaquePointer) -> String {
        guard let message = unsafe PQerrorMessage(handle) else { return "no reason given" }
        let text = unsafe String(cString: message)
        let lines = text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
        return lines.isEmpty ? "no reason given" : lines.joined(separator: "; ")
    }

    private static func open(_ settings: [String: String]) -> OpaquePointer? {
        let pairs = settings.sorted { $0.key < $1.key }
        let keywords = unsafe pairs.map { unsafe strdup($0.key) }
        let values = unsafe pairs.map { unsafe strdup($0.value) }
        defer {
            for unsafe pointer in unsafe keywords + values { unsafe free(pointer) }
        }
        let keywordList = unsafe keywords.map { unsafe UnsafePointer<CChar>($0) } + [nil]
        let valueList = unsafe values.map { unsafe UnsafePointer<CChar>($0) } + [nil]
        return unsafe PQconnectdbParams(keywordList, valueList, 0)
    }
}

/// The thread that owns a connection is the only one that may touch it.
@available(*, unavailable)
extension Connection: Sendable {}

extension ServerError {
    /// The fields of an error the server sent; nil for one that libpq made up because the connection broke.
    init?(_ result: OpaquePointer, statement: String?) {
        func field(_ code: Character) -> String? {
            guard let ascii = code.asciiValue, let text = unsafe PQresultErrorField(result, Int32(ascii)) else {
                return nil
            }
            return unsafe String(cString: text)
        }
        // Field codes of the protocol's ErrorResponse (PostgreSQL 55.8), which PG_DIAG_* repeat.
        guard let code = field("C") else { return nil }
        self.init(
            state: SQLState(code), message: field("M") ?? "", detail: field("D"), hint: field("H"),
            schema: field("s"), table: field("t"), column: field("c"), constraint: field("n"), statement: statement,
            pipelineIndex: nil, position: field("P").flatMap { Int($0) })
    }
}

extension Connection {
    package enum Isolation: Sendable {
        case readCommitted, repeatableRead, serializable
        /// Sees one state of the database and can neither write nor fail with a conflict; may wait to begin.
        case serializableReadOnlyDeferrable

        fileprivate var begin: Statement {
            switch self {
            case .readCommitted: TransactionCommands.beginReadCommitted
            case .repeatableRead: TransactionCommands.beginRepeatableRead
            case .serializable: TransactionCommands.beginSerializable
            case .serializableReadOnlyDeferrable: TransactionCommands.beginSnapshot
            }
        }
    }

    /// Runs `body` between BEGIN and COMMIT; what it throws rolls back and comes out.
    ///
    /// A body that goes on after a refused statement cannot commit: `.commitRefused`.
    package func withTransaction<R>(isolation: Isolation = .readCommitted, _ body: () throws -> R) throws -> R {
        try transaction(isolation: isolation, preamble: []) { _ in try body() }
    }

    /// As `withTransaction`, with BEGIN and the preamble in one round trip: the tenant's setting and the first look-ups.
    /// `body` receives the preamble's answers in order. A refusal's `pipelineIndex` counts the preamble's calls from 0.
    package func transaction<R>(
        isolation: Isolation = .readCommitted, preamble: [Call], _ body: ([Rows]) throws -> R
    ) throws -> R {
        guard transactionStatus == .idle else {
            throw isUsable ? PostgresError.nestedTransaction : lost(isolation.begin.name)
        }
        do {
            let value = try body(begin(isolation, preamble))
            let tag = try execute(TransactionCommands.commit).commandTag
            guard tag == "COMMIT" else { throw PostgresError.commitRefused }
            return value
        } catch {
            rollBackIfOpen()
            throw error
        }
    }

    /// Runs `body` so that a failure undoes its own work only and leaves the transaction usable. Two round trips.
    package func withSavepoint<R>(_ body: () throws -> R) throws -> R {
        _ = try execute(TransactionCommands.savepoint)
        do {
            let value = try body()
            _ = try execute(TransactionCommands.release)
            return value
        } catch {
            if isUsable, transactionStatus != .idle {
                // When even this fails the connection is broken, and the first error says more.
                do { _ = try pipeline([Call(TransactionCommands.rollbackToSavepoint), Call(TransactionCommands.release)]) } catch {
                    spoil()
                }
            }
            throw error
        }
    }

    private func begin(_ isolation: Isolation, _ preamble: [Call]) throws(PostgresError) -> [Rows] {
        if preamble.isEmpty {
            _ = try execute(isolation.begin)
            return []
        }
        do throws(PostgresError) {
            return Array(try pipeline([Call(isolation.begin)] + preamble).dropFirst())
        } catch .server(var error) {
            error.pipelineIndex = error.pipelineIndex.flatMap { $0 == 0 ? nil : $0 - 1 }
            throw .server(error)
        }
    }

    private func rollBackIfOpen() {
        guard isUsable, transactionStatus != .idle else { return }
        do { _ = try execute(TransactionCommands.rollback) } catch { spoil() }
    }
}

private enum TransactionCommands {
    static let beginReadCommitted = Statement("transaction.begin", "BEGIN ISOLATION LEVEL READ COMMITTED")
    static let beginRepeatableRead = Statement(
        "transaction.begin_repeatable_read", "BEGIN ISOLATION LEVEL REPEATABLE READ")
    static let beginSerializable = Statement("transaction.begin_serializable", "BEGIN ISOLATION LEVEL SERIALIZABLE")
    static let beginSnapshot = Statement(
        "transaction.begin_snapshot", "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE")
    static let commit = Statement("transaction.commit", "COMMIT")
    static let rollback = Statement("transaction.rollback", "ROLLBACK")
    // Equal names nest: each command means the innermost one.
    static let savepoint = Statement("transaction.savepoint", "SAVEPOINT inner_work")
    static let release = Statement("transaction.release", "RELEASE SAVEPOINT inner_work")
    static let rollbackToSavepoint = Statement("transaction.undo", "ROLLBACK TO SAVEPOINT inner_work")
}

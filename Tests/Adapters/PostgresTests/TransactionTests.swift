import Postgres
import PostgresTestSupport
import Testing

@Suite("Pipelines and transactions", .timeLimit(.minutes(1)))
struct TransactionTests {
    private static let create = "CREATE TABLE kept (value int8 PRIMARY KEY)"
    private static let insert = Statement("kept.insert", "INSERT INTO kept VALUES ($1)")
    private static let count = Statement("kept.count", "SELECT count(*) FROM kept")
    private static let setTenant = Statement("tenant.set", "SELECT set_config('app.tenant_id', $1, true)")
    private static let tenant = Statement("tenant.get", "SELECT current_setting('app.tenant_id', true)")

    private struct Stop: Error, Equatable {}

    @Test("A pipeline answers each call in order, new and known statements mixed")
    func pipeline() async throws {
        try await withSession { connection in
            try connection.runScript(trusted: Self.create)
            for round in 0..<3 {
                let calls = (0..<50).map { Self.insert(.int(round * 50 + $0)) } + [Self.count(), Queries.one()]
                let answers = try connection.pipeline(calls)
                #expect(answers.count == 52)
                #expect(answers[..<50].allSatisfy { $0.affected == 1 })
                #expect(try answers[50][0].int(0) == (round + 1) * 50)
            }
            #expect(try connection.pipeline([]).isEmpty)
        }
    }

    @Test("A refusal in a pipeline says which call it was, undoes the others, and leaves the connection usable")
    func pipelineError() async throws {
        try await withSession { connection in
            try connection.runScript(trusted: Self.create)
            let error = postgresError {
                _ = try connection.pipeline([Self.insert(.int(1)), Self.insert(.int(2)), Self.insert(.int(1)), Self.insert(.int(3))])
            }
            #expect(error?.state == .uniqueViolation)
            #expect(error?.serverError?.pipelineIndex == 2)
            #expect(error?.serverError?.statement == "kept.insert")
            #expect(try connection.execute(Self.count)[0].int(0) == 0)
            // A statement whose preparation was skipped or refused can be prepared later.
            let broken = Statement("kept.broken", "SELECT nothing FROM nowhere")
            let second = postgresError { _ = try connection.pipeline([Queries.one(), Call(broken), Queries.serverProcess()]) }
            #expect(second?.serverError?.pipelineIndex == 1)
            #expect(try connection.pipeline([Queries.one(), Queries.serverProcess()]).count == 2)
        }
    }

    @Test("A pipeline whose questions and answers exceed every buffer does not stall")
    func largePipeline() async throws {
        try await withSession { connection in
            let echo = Statement("echo.large", "SELECT $1")
            let text = String(repeating: "x", count: 200_000)
            let answers = try connection.pipeline((0..<60).map { _ in echo(.text(text)) })
            #expect(try answers.allSatisfy { try $0[0].text(0) == text })
        }
    }

    @Test("A setting made in a pipeline outside a transaction holds to its end and not longer")
    func implicitTransaction() async throws {
        try await withSession { connection in
            let answers = try connection.pipeline([Self.setTenant(.text("7")), Self.tenant()])
            #expect(try answers[1][0].text(0) == "7")
            #expect(try connection.execute(Self.tenant)[0].optionalText(0) == "")
        }
    }

    @Test("A transaction commits what its body did, with the preamble's answers at hand")
    func commits() async throws {
        try await withSession { connection in
            try connection.runScript(trusted: Self.create)
            let tenant = try connection.transaction(preamble: [Self.setTenant(.text("42")), Self.count()]) { answers in
                #expect(try answers[1][0].int(0) == 0)
                _ = try connection.execute(Self.insert, [.int(1)])
                return try connection.execute(Self.tenant)[0].text(0)
            }
            #expect(tenant == "42")
            #expect(try connection.execute(Self.count)[0].int(0) == 1)
            #expect(connection.transactionStatus == .idle)
        }
    }

    @Test("What the body throws rolls back and comes out as it is")
    func rollsBack() async throws {
        try await withSession { connection in
            try connection.runScript(trusted: Self.create)
            #expect(throws: Stop()) {
                try connection.withTransaction {
                    _ = try connection.execute(Self.insert, [.int(1)])
                    throw Stop()
                }
            }
            #expect(try connection.execute(Self.count)[0].int(0) == 0)
        }
    }

    @Test("A body that hides a refusal cannot commit")
    func hiddenRefusal() async throws {
        try await withSession { connection in
            try connection.runScript(trusted: Self.create)
            let error = postgresError {
                try connection.withTransaction {
                    _ = try connection.execute(Self.insert, [.int(1)])
                    #expect(postgresError { _ = try connection.execute(Self.insert, [.int(1)]) } != nil)
                }
            }
            #expect(error == .commitRefused)
            #expect(connection.transactionStatus == .idle)
            #expect(try connection.execute(Self.count)[0].int(0) == 0)
        }
    }

    @Test("A refusal in the preamble counts from the preamble's first call, and rolls back")
    func preambleError() async throws {
        try await withSession { connection in
            try connection.runScript(trusted: Self.create)
            let error = postgresError {
                try connection.transaction(preamble: [Self.insert(.int(1)), Self.insert(.int(1))]) { _ in
                    _ = Issue.record("the body must not run")
                }
            }
            #expect(error?.serverError?.pipelineIndex == 1)
            #expect(connection.transactionStatus == .idle)
        }
    }

    @Test("A transaction inside a transaction is refused, and the outer one goes on")
    func nested() async throws {
        try await withSession { connection in
            try connection.withTransaction {
                #expect(throws: PostgresError.nestedTransaction) { try connection.withTransaction {} }
                _ = try connection.execute(Queries.one)
            }
        }
    }

    @Test("A savepoint undoes its own work only, also one inside another")
    func savepoints() async throws {
        try await withSession { connection in
            try connection.runScript(trusted: Self.create)
            try connection.withTransaction {
                _ = try connection.execute(Self.insert, [.int(1)])
                try connection.withSavepoint {
                    _ = try connection.execute(Self.insert, [.int(2)])
                    let error = postgresError {
                        try connection.withSavepoint {
                            _ = try connection.execute(Self.insert, [.int(3)])
                            _ = try connection.execute(Self.insert, [.int(2)])
                        }
                    }
                    #expect(error?.state == .uniqueViolation)
                }
            }
            let select = Statement("kept.all", "SELECT value FROM kept ORDER BY value")
            #expect(try connection.execute(select).map { try $0.int(0) } == [1, 2])
        }
    }

    @Test("Transactions that conflict are run again until each has its turn")
    func conflictsAreRetried() async throws {
        let database = try await TestCluster.shared().database()
        let pool = try Pool(database.ownerAddress, Pool.Configuration(size: 4))
        try await pool.withConnection { connection in
            try connection.runScript(trusted: "CREATE TABLE counter (value int8); INSERT INTO counter VALUES (0)")
        }
        let read = Statement("counter.read", "SELECT value FROM counter")
        let write = Statement("counter.write", "UPDATE counter SET value = $1")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await pool.withTransaction(
                        isolation: .serializable, retry: Retry(attempts: 200) { _ in .milliseconds(1) }
                    ) { connection, _ in
                        let value = try connection.execute(read)[0].int64(0)
                        _ = try connection.execute(write, [.int64(value + 1)])
                    }
                }
            }
            try await group.waitForAll()
        }
        let total = try await pool.withConnection { try $0.execute(read)[0].int64(0) }
        #expect(total == 16)
        await pool.close()
    }

    @Test("Retrying ends after the attempts allowed, pauses as told, and leaves other errors alone")
    func retryIsBounded() async throws {
        let conflict = PostgresError.server(
            ServerError(state: .serializationFailure, message: ""))
        let pauses = Counter()
        let retry = Retry(attempts: 3) { failures in
            pauses.append(failures)
            return .zero
        }
        let attempts = Counter()
        let error = await postgresError {
            try await retry.run {
                attempts.append(0)
                throw conflict
            }
        }
        #expect(error == conflict)
        #expect(attempts.values.count == 3)
        #expect(pauses.values == [1, 2])
        await #expect(throws: PostgresError.commitRefused) { try await retry.run { throw PostgresError.commitRefused } }
        #expect(pauses.values == [1, 2])
    }
}

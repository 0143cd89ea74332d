import Foundation
import Postgres
import PostgresTestSupport
import Testing

@Suite("Pool", .timeLimit(.minutes(1)))
struct PoolTests {
    @Test("32 tasks share 4 connections and each gets its own answer")
    func manyTasks() async throws {
        let pool = try await pool(size: 4)
        let echo = Statement("test.echo", "SELECT $1, pg_backend_pid()")
        let processes = try await withThrowingTaskGroup(of: Set<Int>.self) { group in
            for task in 0..<32 {
                group.addTask {
                    var processes: Set<Int> = []
                    for round in 0..<25 {
                        let value = task * 1000 + round
                        let (answer, process) = try await pool.withConnection { connection in
                            let row = try connection.execute(echo, [.int(value)])[0]
                            return (try row.int(0), try row.int(1))
                        }
                        #expect(answer == value)
                        processes.insert(process)
                    }
                    return processes
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.formUnion($1) }
        }
        #expect(processes.count <= 4 && !processes.isEmpty)
        await pool.close()
    }

    @Test("What the work throws comes out, and the connection serves the next")
    func errorsComeOut() async throws {
        let pool = try await pool(size: 1)
        let error = await postgresError {
            try await pool.withConnection { _ = try $0.execute(Statement("test.bad", "SELECT 1 / 0")) }
        }
        #expect(error?.state == SQLState("22012"))
        #expect(try await pool.withConnection { try $0.execute(Queries.one)[0].int(0) } == 1)
        await pool.close()
    }

    @Test("A connection killed while idle is replaced unseen")
    func killedWhileIdle() async throws {
        let database = try await TestCluster.shared().database()
        let pool = try Pool(database.serverAddress, Pool.Configuration(size: 1))
        let before = try await pool.withConnection { try $0.execute(Queries.serverProcess)[0].int64(0) }
        try await kill(before, of: database)
        let after = try await pool.withConnection { try $0.execute(Queries.serverProcess)[0].int64(0) }
        #expect(after != before)
        await pool.close()
    }

    @Test("A connection killed during work fails that work only")
    func killedDuringWork() async throws {
        let database = try await TestCluster.shared().database()
        let pool = try Pool(database.serverAddress, Pool.Configuration(size: 1))
        let error = await postgresError {
            try await pool.withTransaction { connection, _ in
                let killer = try Connection(database.bootstrapAddress)
                _ = try killer.execute(Queries.terminate, [.int64(Int64(connection.serverProcess))])
                _ = try connection.execute(Statement("test.sleep", "SELECT pg_sleep(60)"))
            }
        }
        #expect(error?.isConnectionLoss == true)
        #expect(try await pool.withConnection { try $0.execute(Queries.one)[0].int(0) } == 1)
        await pool.close()
    }

    @Test("Work that leaves a transaction open does not hand it to the next")
    func leftTransaction() async throws {
        let pool = try await pool(size: 1)
        try await pool.withConnection { try $0.runScript(trusted: "BEGIN") }
        let status = try await pool.withConnection { $0.transactionStatus }
        #expect(status == .idle)
        await pool.close()
    }

    @Test("A caller that waits too long is told so, and its work never runs")
    func waitIsBounded() async throws {
        let pool = try await pool(size: 1, waitLimit: .milliseconds(500))
        // The first connection may take longer than the limit on a busy machine; that is not what is asked here.
        while await postgresError({ try await pool.withConnection { _ in } }) != nil {}
        try await occupying(pool) {
            let ran = Counter()
            let error = await postgresError { try await pool.withConnection { _ in ran.append(1) } }
            guard case .poolBusy(let waited, nil) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(waited >= 500)
            #expect(ran.values.isEmpty)
        }
        await pool.close()
    }

    @Test("A full queue refuses at once")
    func queueIsBounded() async throws {
        let pool = try await pool(size: 1, queueLimit: 0)
        try await occupying(pool) {
            await #expect(throws: PostgresError.poolQueueFull(waiting: 0)) { try await pool.withConnection { _ in } }
        }
        await pool.close()
    }

    @Test("A task cancelled while waiting leaves the queue, and its work never runs")
    func cancellation() async throws {
        let pool = try await pool(size: 1)
        let ran = Counter()
        try await occupying(pool) {
            let waiting = Task { try await pool.withConnection { _ in ran.append(1) } }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        try await pool.withConnection { _ in ran.append(2) }
        #expect(ran.values == [2])
        await pool.close()
    }

    @Test("A task that was cancelled before it asked gets nothing")
    func cancelledBefore() async throws {
        let pool = try await pool(size: 1)
        let ran = Counter()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await pool.withConnection { _ in ran.append(1) }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ran.values.isEmpty)
        await pool.close()
    }

    @Test("Without a server the caller learns why within its limit, and closing does not hang")
    func noServer() async throws {
        let address = DatabaseAddress(socketDirectory: "/nonexistent", port: 1, user: "nobody", database: "none")
        let pool = try Pool(address, Pool.Configuration(size: 2, waitLimit: .milliseconds(80)))
        let error = await postgresError { try await pool.withConnection { _ in } }
        guard case .poolBusy(_, let failure?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.contains("/nonexistent"))
        let patient = try Pool(address, Pool.Configuration(size: 2, waitLimit: .seconds(3600)))
        async let refused = postgresError { try await patient.withConnection { _ in } }
        await pool.close()
        await patient.close()
        let last = await refused
        #expect(last == .poolClosed || last?.isConnectionLoss == true)
    }

    @Test("Closing lets accepted work finish, refuses more, and leaves no thread and no session behind")
    func closing() async throws {
        let database = try await TestCluster.shared().database()
        let pool = try Pool(database.serverAddress, Pool.Configuration(name: "closing", size: 3))
        let results = Counter()
        await withTaskGroup(of: Void.self) { group in
            let begun = AsyncStream.makeStream(of: Void.self)
            for number in 0..<30 {
                group.addTask {
                    do {
                        try await pool.withConnection { connection in
                            begun.continuation.yield()
                            _ = try connection.execute(Statement("test.short", "SELECT pg_sleep(0.002)"))
                            results.append(number)
                        }
                    } catch {
                        // Those that came after the close were refused; the count below would show a loss.
                        if error as? PostgresError == .poolClosed { results.append(-1) }
                    }
                }
            }
            for await _ in begun.stream { break }
            // Work has begun, so at least one thread has named itself; the count below can therefore fail.
            #expect(((try? threadNames()) ?? []).contains { $0.hasPrefix("closing-") })
            await pool.close()
        }
        #expect(results.values.count == 30)
        #expect(results.values.contains { $0 >= 0 })
        await #expect(throws: PostgresError.poolClosed) { try await pool.withConnection { _ in } }
        await pool.close()
        #expect(try threadNames().filter { $0.hasPrefix("closing-") } == [])
        let sessions = Statement("test.sessions", "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND usename = $2")
        try await onThread {
            let connection = try Connection(database.bootstrapAddress)
            // A server process outlives its closed socket by a moment; each look is a round trip to the server.
            let deadline = ContinuousClock.now + .seconds(10)
            var left = Int.max
            while left > 0, ContinuousClock.now < deadline {
                left = try connection.execute(sessions, [.text(database.name), .text("salonflow_server")])[0].int(0)
            }
            #expect(left == 0)
        }
    }

    // Means

    private func pool(
        size: Int, waitLimit: Duration = .seconds(30), queueLimit: Int = 10_000
    ) async throws -> Pool {
        let database = try await TestCluster.shared().database()
        return try Pool(
            database.serverAddress, Pool.Configuration(size: size, waitLimit: waitLimit, queueLimit: queueLimit))
    }

    /// Runs `body` while the pool's only connection is held by a piece of work.
    private func occupying(_ pool: Pool, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let begun = AsyncStream.makeStream(of: Void.self)
        let release = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // When the pool refuses, the wait below must not be for ever.
                defer { begun.continuation.finish() }
                try await pool.withConnection { _ in
                    begun.continuation.yield()
                    release.wait()
                }
            }
            var hasBegun = false
            for await _ in begun.stream {
                hasBegun = true
                break
            }
            defer { release.signal() }
            try #require(hasBegun, "the pool refused the work that should hold its connection")
            try await body()
        }
    }

    private func kill(_ process: Int64, of database: TestDatabase) async throws {
        try await onThread {
            let connection = try Connection(database.bootstrapAddress)
            _ = try connection.execute(Queries.terminate, [.int64(process)])
            let alive = Statement("test.alive", "SELECT count(*) FROM pg_stat_activity WHERE pid = $1")
            let deadline = ContinuousClock.now + .seconds(10)
            while try connection.execute(alive, [.int64(process)])[0].int(0) > 0, ContinuousClock.now < deadline {}
        }
    }

    private func threadNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap { thread in
            // A thread may end between the two looks.
            try? String(contentsOfFile: "/proc/self/task/\(thread)/comm", encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }
}

/// Connections, each with a thread of its own that runs the callers' work one piece after another.
///
/// The work is a synchronous closure: no await inside a transaction, and no hop per query. Connections are made on
/// first need, checked before each piece of work, and replaced with growing pauses when they break.
/// Call `close()` when done; a pool that is merely dropped ends its threads too, without waiting for them.
package final class Pool: Sendable {
    package struct Configuration: Sendable {
        /// Connections and threads; at least 1.
        package var size: Int
        /// The longest a caller waits for a connection.
        package var waitLimit: Duration
        /// Callers that may wait at once; the next one is refused.
        package var queueLimit: Int
        /// The pause after the first failed attempt to connect; it doubles with each further one …
        package var firstReconnectPause: Duration
        /// … up to this.
        package var longestReconnectPause: Duration
        package var connection: ConnectionOptions

        package init(
            size: Int = 8, waitLimit: Duration = .seconds(5), queueLimit: Int = 10_000,
            firstReconnectPause: Duration = .milliseconds(20), longestReconnectPause: Duration = .seconds(2),
            connection: ConnectionOptions = ConnectionOptions()
        ) {
            precondition(size >= 1 && queueLimit >= 0, "a pool has connections")
            self.size = size
            self.waitLimit = waitLimit
            self.queueLimit = queueLimit
            self.firstReconnectPause = firstReconnectPause
            self.longestReconnectPause = longestReconnectPause
            self.connection = connection
        }
    }

    private let queue: PoolQueue
    private let threads: [OwnedThread]
    private let configuration: Configuration

    /// Starts the threads; connects to nothing yet. Throws when the system gives no thread.
    package init(_ address: DatabaseAddress, _ configuration: Configuration = Configuration()) throws(PostgresError) {
        let queue = PoolQueue(workers: configuration.size)
        self.queue = queue
        self.configuration = configuration
        var threads: [OwnedThread] = []
        do throws(PostgresError) {
            for number in 0..<configuration.size {
                let worker = PoolWorker(queue: queue, address: address, configuration: configuration)
                threads.append(try OwnedThread(name: "postgres-\(number)") { worker.run() })
            }
            threads.append(try OwnedThread(name: "postgres-clock") { queue.expireOverdueJobs() })
        } catch {
            queue.close()
            for thread in threads { thread.join() }
            throw error
        }
        self.threads = threads
    }

    deinit {
        if queue.close() {
            for thread in threads { thread.detach() }
        }
    }

    /// Runs `body` on a connection's thread and returns its value.
    ///
    /// Throws what `body` throws; `.poolBusy` when no connection came free in time, `.poolQueueFull`, `.poolClosed`;
    /// `CancellationError` when the task was cancelled before the work began. Work that has begun is not interrupted.
    package func withConnection<R: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> R
    ) async throws -> R {
        let ticket = PoolQueue.Ticket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let now = monotonicNanoseconds()
                let job = PoolQueue.Job(
                    ticket: ticket, added: now, deadline: now + configuration.waitLimit.nanoseconds,
                    run: { connection in continuation.resume(with: Result { try body(connection) }) },
                    fail: { error in continuation.resume(throwing: error) })
                queue.add(job, limits: configuration)
            }
        } onCancel: {
            queue.cancel(ticket)
        }
    }

    /// Runs `body` in a transaction, again after a conflict as `retry` allows; the connection is free during the pauses.
    ///
    /// `preamble` travels with BEGIN in one round trip, and its answers are given to `body`.
    package func withTransaction<R: Sendable>(
        isolation: Connection.Isolation = .readCommitted, preamble: [Call] = [], retry: Retry = .never,
        _ body: @escaping @Sendable (Connection, [Rows]) throws -> R
    ) async throws -> R {
        try await retry.run {
            try await self.withConnection { connection in
                try connection.transaction(isolation: isolation, preamble: preamble) { try body(connection, $0) }
            }
        }
    }

    /// Refuses new work, lets what was accepted finish, closes the connections and ends the threads. Once closed, it
    /// returns at once.
    package func close() async {
        guard queue.close() else { return }
        await queue.untilWorkersEnded()
        // They have left their loops, so this waits for their last instructions only.
        for thread in threads { thread.join() }
    }
}

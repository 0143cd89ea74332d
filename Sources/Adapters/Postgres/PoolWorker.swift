/// One thread's loop: keeps a connection, takes jobs.
struct PoolWorker: Sendable {
    var queue: PoolQueue
    var address: DatabaseAddress
    var configuration: Pool.Configuration

    func run() {
        var connection: Connection?
        var failures = 0
        loop: while true {
            switch queue.nextOrder(hasConnection: connection != nil) {
            case .end: break loop
            case .connect:
                do throws(PostgresError) {
                    connection = try Connection(address, options: configuration.connection)
                    failures = 0
                    queue.connected()
                } catch {
                    queue.pauseAfterFailure(error, for: pause(afterFailures: failures))
                    failures += 1
                }
            case .run(let job):
                guard let current = connection, current.isAliveWhileIdle() else {
                    connection = nil
                    queue.giveBack(job)
                    continue
                }
                job.run(current)
                // Work that left a transaction open, or broke the connection, does not pass it on.
                if !current.isUsable || current.transactionStatus != .idle { connection = nil }
            }
        }
        connection = nil
        queue.workerEnded()
    }

    private func pause(afterFailures failures: Int) -> Duration {
        min(configuration.firstReconnectPause * (1 << min(failures, 16)), configuration.longestReconnectPause)
    }
}

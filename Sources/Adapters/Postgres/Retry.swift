/// How often a transaction that lost against another one is run again, and how long to wait before each time.
package struct Retry: Sendable {
    /// All attempts together, the first included; at least 1.
    package var attempts: Int
    /// The pause before the next attempt, given how many have failed (1, 2, …).
    package var pause: @Sendable (_ failures: Int) -> Duration

    package init(attempts: Int, pause: @escaping @Sendable (_ failures: Int) -> Duration) {
        precondition(attempts >= 1, "at least one attempt")
        self.attempts = attempts
        self.pause = pause
    }

    package static let never = Retry(attempts: 1) { _ in .zero }

    /// Runs `body` until it ends without a conflict (40001, 40P01), at most `attempts` times; the last conflict comes out.
    package func run<R: Sendable>(_ body: () async throws -> R) async throws -> R {
        var failures = 0
        while true {
            do {
                return try await body()
            } catch let error as PostgresError where error.isConflict {
                failures += 1
                if failures >= attempts { throw error }
                try await Task.sleep(for: pause(failures))
            }
        }
    }
}

internal import Foundation
internal import Postgres
internal import Synchronization

/// A server we started. One thread starts it and waits for its end.
///
/// The kernel sends the parent-death signal when the *thread* that made the child ends, so that thread has to live as
/// long as the server.
final class ServerProcess: Sendable {
    private struct State: Sendable {
        var process: pid_t?
        var failure: SystemError?
        var hasEnded = false
    }

    private let state: NSCondition
    private let value = Mutex(State())

    init(_ words: [String], log: String) throws(ClusterError) {
        let state = NSCondition()
        self.state = state
        do throws(PostgresError) {
            let thread = try OwnedThread(name: "postgres-keeper") { [self] in keep(words, log) }
            thread.detach()
        } catch {
            throw .didNotStart(log: [error.description])
        }
        state.lock()
        defer { state.unlock() }
        while value.withLock({ $0.process == nil && $0.failure == nil }) { state.wait() }
        if let failure = value.withLock({ $0.failure }) {
            throw .didNotStart(log: ["\(failure.subject): \(failure.reason)"])
        }
    }

    var hasEnded: Bool { value.withLock { $0.hasEnded } }

    var process: pid_t { value.withLock { $0.process ?? 0 } }

    /// Fast shutdown: clients are cut off, everything committed is written. After `patience` seconds immediate shutdown
    /// (recovery runs at the next start), after as long again the process is killed.
    func stop(patience: TimeInterval = 20) {
        for signal in [SIGINT, SIGQUIT, SIGKILL] {
            // Never signal a number that may have passed to another process.
            value.withLock { state in
                if !state.hasEnded, let process = state.process { _ = kill(process, signal) }
            }
            if waitUntilEnded(until: Date().addingTimeInterval(patience)) { return }
        }
    }

    private func waitUntilEnded(until deadline: Date) -> Bool {
        state.lock()
        defer { state.unlock() }
        while !hasEnded {
            if !state.wait(until: deadline) { return hasEnded }
        }
        return true
    }

    private func keep(_ words: [String], _ log: String) {
        do throws(SystemError) {
            let process = try Command.start(words, log: log, append: true)
            change { $0.process = process }
            _ = awaitExit(of: process)
            // Reaped under the lock: until then the number is ours and safe to signal.
            change {
                _ = Command.wait(for: process)
                $0.hasEnded = true
            }
        } catch {
            change { $0.failure = error }
        }
    }

    /// Blocks until the process has ended but leaves it unreaped.
    private func awaitExit(of process: pid_t) -> Bool {
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 {
            if errno != EINTR { return false }
        }
        return true
    }

    private func change(_ body: (inout State) -> Void) {
        state.lock()
        defer { state.unlock() }
        value.withLock { body(&$0) }
        state.broadcast()
    }
}

internal import Synchronization

/// The work that waits for a connection, in order of arrival.
final class PoolQueue: Sendable {
    /// Ties a waiting caller to its job, so that a cancelled task can leave the queue.
    final class Ticket: Sendable {
        fileprivate let isCancelled = Atomic(false)
    }

    struct Job: Sendable {
        var ticket: Ticket
        /// The moment of `monotonicNanoseconds` when the caller came.
        var added: Int64
        /// The moment of `monotonicNanoseconds` after which the caller no longer waits.
        var deadline: Int64
        var run: @Sendable (Connection) -> Void
        var fail: @Sendable (any Error) -> Void
    }

    private struct State: Sendable {
        var jobs: [Job] = []
        /// Jobs before this index are gone; the array is cut when half of it is.
        var head = 0
        var idleWorkers = 0
        /// Workers on their way to a connection; each will take one job.
        var connecting = 0
        var clockSleepsForever = false
        var isClosed = false
        var workersAlive: Int
        var clockAlive = true
        var lastFailure: String?
        var whenEnded: [CheckedContinuation<Void, Never>] = []

        var waiting: Int { jobs.count - head }
        var hasEnded: Bool { workersAlive == 0 && !clockAlive }

        mutating func takeFirst() -> Job? {
            guard head < jobs.count else { return nil }
            let job = jobs[head]
            head += 1
            if head > 64, head * 2 > jobs.count {
                jobs.removeFirst(head)
                head = 0
            }
            return job
        }
    }

    private enum Waiter {
        static let worker = 0
        static let clock = 1
        static let pausing = 2
    }

    private let monitor: Monitor<State>

    init(workers: Int) {
        monitor = Monitor(State(workersAlive: workers), conditions: 3)
    }

    // The callers' side

    func add(_ job: Job, limits: Pool.Configuration) {
        enum Verdict { case refused(any Error), queued(wakeClock: Bool) }
        let verdict: Verdict = monitor.withLock { state in
            if job.ticket.isCancelled.load(ordering: .relaxed) { return .refused(CancellationError()) }
            if state.isClosed { return .refused(PostgresError.poolClosed) }
            if state.waiting >= limits.queueLimit + state.idleWorkers {
                return .refused(PostgresError.poolQueueFull(waiting: state.waiting))
            }
            state.jobs.append(job)
            // While a worker is free the job begins at once; and a clock that already sleeps until some deadline will
            // look again then. So the clock is woken about once per wait limit, not per job.
            let wakeClock = state.clockSleepsForever && state.waiting > state.idleWorkers
            if wakeClock { state.clockSleepsForever = false }
            return .queued(wakeClock: wakeClock)
        }
        switch verdict {
        case .refused(let error): job.fail(error)
        case .queued(let wakeClock):
            monitor.signal(Waiter.worker)
            if wakeClock { monitor.signal(Waiter.clock) }
        }
    }

    /// Takes a waiting job out; one that has begun goes on.
    func cancel(_ ticket: Ticket) {
        let job: Job? = monitor.withLock { state in
            // Marked under the lock, for a job that is not there yet or that comes back.
            ticket.isCancelled.store(true, ordering: .relaxed)
            return state.jobs[state.head...].firstIndex { $0.ticket === ticket }.map { state.jobs.remove(at: $0) }
        }
        job?.fail(CancellationError())
    }

    /// True for the first call.
    @discardableResult
    func close() -> Bool {
        let first = monitor.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        monitor.signalAll()
        return first
    }

    func untilWorkersEnded() async {
        await withCheckedContinuation { continuation in
            let ended = monitor.withLock { state in
                if !state.hasEnded { state.whenEnded.append(continuation) }
                return state.hasEnded
            }
            if ended { continuation.resume() }
        }
    }

    // The threads' side

    enum Order {
        case run(Job)
        case connect
        case end
    }

    /// Blocks until there is something to do. Without a connection a worker is told to make one when work waits.
    func nextOrder(hasConnection: Bool) -> Order {
        monitor.withLock { state in state.idleWorkers += 1 }
        let order: Order = monitor.wait(on: Waiter.worker) { state in
            let order: Order?
            if state.waiting == 0 {
                order = state.isClosed ? .end : nil
            } else if hasConnection {
                order = state.takeFirst().map { .run($0) }
            } else if state.waiting > state.connecting {
                order = .connect
                state.connecting += 1
            } else {
                order = nil
            }
            guard let order else { return .wait }
            state.idleWorkers -= 1
            return .done(order)
        }
        if case .connect = order {
            // Connecting takes time: another worker may be ready for the job, and its caller's wait is on.
            monitor.signal(Waiter.worker)
            monitor.signal(Waiter.clock)
        }
        return order
    }

    /// Puts a job back to the front because the connection meant for it is gone.
    func giveBack(_ job: Job) {
        let isCancelled = monitor.withLock { state in
            if job.ticket.isCancelled.load(ordering: .relaxed) { return true }
            state.jobs.insert(job, at: state.head)
            return false
        }
        if isCancelled { job.fail(CancellationError()) }
        monitor.signal(Waiter.worker)
        monitor.signal(Waiter.clock)
    }

    /// Notes that no connection could be made, and sleeps for the pause or until the pool closes. A pool that is closing
    /// gives up the jobs that wait.
    func pauseAfterFailure(_ error: PostgresError, for pause: Duration) {
        let end = monotonicNanoseconds() + pause.nanoseconds
        monitor.withLock { state in
            state.connecting -= 1
            state.lastFailure = error.description
        }
        let abandoned: [Job] = monitor.wait(on: Waiter.pausing) { state in
            if state.isClosed {
                let jobs = Array(state.jobs[state.head...])
                state.jobs = []
                state.head = 0
                return .done(jobs)
            }
            return monotonicNanoseconds() >= end ? .done([]) : .waitUntil(end)
        }
        for job in abandoned { job.fail(error) }
    }

    func connected() {
        monitor.withLock { state in
            state.connecting -= 1
            state.lastFailure = nil
        }
    }

    func workerEnded() {
        end { state in state.workersAlive -= 1 }
    }

    /// The clock's thread: refuses jobs whose callers have waited long enough, until the pool ends.
    func expireOverdueJobs() {
        while true {
            let expired: (jobs: [Job], now: Int64, lastFailure: String?)? = monitor.wait(on: Waiter.clock) { state in
                if state.isClosed, state.workersAlive == 0 { return .done(nil) }
                let now = monotonicNanoseconds()
                var jobs: [Job] = []
                // All jobs wait equally long, so the first is the first to expire.
                while state.waiting > 0, state.jobs[state.head].deadline <= now {
                    if let job = state.takeFirst() { jobs.append(job) }
                }
                if !jobs.isEmpty { return .done((jobs, now, state.lastFailure)) }
                if state.waiting > 0 { return .waitUntil(state.jobs[state.head].deadline) }
                state.clockSleepsForever = true
                return .wait
            }
            guard let expired else { break }
            for job in expired.jobs {
                let waited = (expired.now - job.added) / 1_000_000
                job.fail(PostgresError.poolBusy(waitedMilliseconds: waited, lastFailure: expired.lastFailure))
            }
        }
        end { state in state.clockAlive = false }
    }

    private func end(_ note: (inout State) -> Void) {
        let continuations = monitor.withLock { state in
            note(&state)
            defer { if state.hasEnded { state.whenEnded = [] } }
            return state.hasEnded ? state.whenEnded : []
        }
        monitor.signal(Waiter.clock)
        for continuation in continuations { continuation.resume() }
    }
}

internal import CCurl
internal import Glibc
internal import Synchronization

/// The thread that runs all transfers of a client, and the mailbox through which tasks reach it.
final class Engine: Sendable {
    typealias Outcome = Result<Response, TransferError>

    struct Job: Sendable {
        let id: UInt64
        let request: Request
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Outcome, Never>

        func fail(_ fate: TransferError.Fate, _ cause: TransferError.Cause, _ detail: String) {
            continuation.resume(returning: .failure(TransferError(fate, cause, detail)))
        }
    }

    private enum Phase {
        case running
        case closing(deadline: ContinuousClock.Instant)
        case ended
    }

    private struct Mailbox {
        var phase = Phase.running
        var nextID: UInt64 = 0
        var waiting: [Job] = []
        /// Requests whose tasks were cancelled and that are not among the waiting: on the wire, or not yet handed in.
        var cancelled: Set<UInt64> = []
        var closers: [CheckedContinuation<Void, Never>] = []
        /// Address of the multi handle while the thread has one: the only handle another thread may use, and only to
        /// wake it.
        var multi: UInt = 0

        func wake() {
            guard let handle = unsafe UnsafeMutableRawPointer(bitPattern: multi) else { return }
            _ = unsafe curl_multi_wakeup(handle)
        }
    }

    /// What the thread has to do next, taken from the mailbox in one go.
    struct Orders {
        var starting: [Job] = []
        var cancelled: Set<UInt64> = []
        var closing: ContinuousClock.Instant?
    }

    let configuration: Client.Configuration
    private let mailbox = Mutex(Mailbox())

    init(_ configuration: Client.Configuration) { self.configuration = configuration }

    // MARK: From any task

    func send(_ request: Request) async -> Outcome {
        if let reason = request.flaw { return .failure(TransferError(.notSent, .invalidRequest, reason)) }
        let id = mailbox.withLock { mailbox in
            mailbox.nextID += 1
            return mailbox.nextID
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let deadline = ContinuousClock.now + request.limits.totalTimeout
                hand(in: Job(id: id, request: request, deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
        mailbox.withLock { _ = $0.cancelled.remove(id) }
        return outcome
    }

    private func hand(in job: Job) {
        let refusal: TransferError? = mailbox.withLock { mailbox in
            guard case .running = mailbox.phase else {
                return TransferError(.notSent, .closed, "the HTTP client is closed")
            }
            if mailbox.cancelled.remove(job.id) != nil {
                return TransferError(.notSent, .cancelled, "the waiting task was cancelled")
            }
            guard mailbox.waiting.count < configuration.waitingRequests else {
                return TransferError(.notSent, .overloaded, "\(mailbox.waiting.count) requests wait already")
            }
            mailbox.waiting.append(job)
            mailbox.wake()
            return nil
        }
        if let refusal { job.continuation.resume(returning: .failure(refusal)) }
    }

    private func cancel(_ id: UInt64) {
        let job: Job? = mailbox.withLock { mailbox in
            if let place = mailbox.waiting.firstIndex(where: { $0.id == id }) {
                return mailbox.waiting.remove(at: place)
            }
            mailbox.cancelled.insert(id)
            mailbox.wake()
            return nil
        }
        job?.fail(.notSent, .cancelled, "the waiting task was cancelled")
    }

    func beginClosing(within grace: Duration) {
        let abandoned: [Job] = mailbox.withLock { mailbox in
            let deadline = ContinuousClock.now + grace
            switch mailbox.phase {
            case .running: mailbox.phase = .closing(deadline: deadline)
            case .closing(let earlier): mailbox.phase = .closing(deadline: min(earlier, deadline))
            case .ended: return []
            }
            mailbox.wake()
            defer { mailbox.waiting = [] }
            return mailbox.waiting
        }
        for job in abandoned { job.fail(.notSent, .closed, "the HTTP client is closing") }
    }

    func ended() async {
        await withCheckedContinuation { continuation in
            let isOver = mailbox.withLock { mailbox in
                if case .ended = mailbox.phase { return true }
                mailbox.closers.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    // MARK: From the thread

    func start() {
        initialiseLibrary
        let retained = unsafe Unmanaged.passRetained(self)
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Engine>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, retained.toOpaque())
        guard result == 0 else {
            unsafe retained.release()
            end()
            return
        }
        _ = pthread_detach(thread)
    }

    private func run() {
        // A connection that breaks while TLS writes raises SIGPIPE in this thread, and libcurl leaves signals alone.
        var every = sigset_t()
        _ = unsafe sigfillset(&every)
        _ = unsafe pthread_sigmask(SIG_BLOCK, &every, nil)
        if var loop = TransferLoop(configuration) {
            let address = loop.address
            mailbox.withLock { $0.multi = address }
            loop.run(for: self)
            mailbox.withLock { $0.multi = 0 }
        }
        end()
    }

    /// What came in since the last call: at most `room` new requests.
    func takeOrders(room: Int) -> Orders {
        mailbox.withLock { mailbox in
            var orders = Orders()
            if !mailbox.cancelled.isEmpty {
                orders.cancelled = mailbox.cancelled
            }
            if case .closing(let deadline) = mailbox.phase { orders.closing = deadline }
            let count = min(room, mailbox.waiting.count)
            if count > 0 {
                orders.starting = Array(mailbox.waiting[..<count])
                mailbox.waiting.removeFirst(count)
            }
            return orders
        }
    }

    private func end() {
        let (abandoned, closers) = mailbox.withLock { mailbox in
            mailbox.phase = .ended
            defer {
                mailbox.waiting = []
                mailbox.closers = []
            }
            return (mailbox.waiting, mailbox.closers)
        }
        for job in abandoned { job.fail(.notSent, .closed, "the HTTP client could not run") }
        for closer in closers { closer.resume() }
    }
}

/// libcurl's process-wide set-up, done once before the first handle.
private let initialiseLibrary: Void = { _ = curl_global_init(Int(CURL_GLOBAL_ALL)) }()

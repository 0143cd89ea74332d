internal import Glibc

/// A value behind a lock, with conditions that threads can wait for.
///
/// `Synchronization.Mutex` has no condition variable, and threads that own connections must sleep until there is work.
@safe final class Monitor<State: Sendable>: @unchecked Sendable {  // every access to `state` holds `mutex`
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let conditions: UnsafeMutablePointer<pthread_cond_t>
    private let conditionCount: Int
    private var state: State

    /// `conditions`: how many kinds of waiters there are; they are numbered from 0.
    init(_ state: State, conditions count: Int = 1) {
        self.state = state
        conditionCount = count
        unsafe mutex = .allocate(capacity: 1)
        unsafe conditions = .allocate(capacity: count)
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        for index in 0..<count { unsafe pthread_cond_init(conditions + index, &attributes) }
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        for index in 0..<conditionCount { unsafe pthread_cond_destroy(conditions + index) }
        unsafe pthread_mutex_destroy(mutex)
        unsafe conditions.deallocate()
        unsafe mutex.deallocate()
    }

    func withLock<R>(_ body: (inout State) -> R) -> R {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// What a waiter decides each time it looks at the state.
    enum Look<R> {
        case done(R)
        case wait
        /// Look again at this moment of `monotonicNanoseconds` if nobody signals before.
        case waitUntil(Int64)
    }

    /// Blocks the thread until `body` is done; it looks at once and after each signal to `condition`.
    func wait<R>(on condition: Int, _ body: (inout State) -> Look<R>) -> R {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            switch body(&state) {
            case .done(let value): return value
            case .wait: unsafe pthread_cond_wait(conditions + condition, mutex)
            case .waitUntil(let moment):
                var time = timespec(tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
                unsafe pthread_cond_timedwait(conditions + condition, mutex, &time)
            }
        }
    }

    func signal(_ condition: Int) { unsafe pthread_cond_signal(conditions + condition) }

    func signalAll() {
        for index in 0..<conditionCount { unsafe pthread_cond_broadcast(conditions + index) }
    }
}

/// The clock that never jumps, for waits and deadlines inside this module.
func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

extension Duration {
    /// Whole nanoseconds; durations here are seconds, never centuries.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

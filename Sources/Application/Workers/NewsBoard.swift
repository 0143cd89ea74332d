internal import Synchronization

/// Says which salons have something to do, to workers that wait for it. First come, first served, and a salon that is
/// posted again before anyone took it stands there once: one salon's flood cannot push the others back.
package final class NewsBoard<Key: Hashable & Sendable>: Sendable {
    private struct State {
        var order: [Key] = []
        var head = 0
        var posted: Set<Key> = []
        var waiting: [(id: Int, continuation: CheckedContinuation<Key?, Never>)] = []
        var nextID = 0
        var isClosed = false

        mutating func take() -> Key? {
            guard head < order.count else { return nil }
            let key = order[head]
            head += 1
            if head > 1024, head * 2 > order.count {
                order.removeFirst(head)
                head = 0
            }
            posted.remove(key)
            return key
        }
    }

    private let state = Mutex(State())

    package init() {}

    package func post(_ keys: some Sequence<Key>) {
        let woken = state.withLock { state -> [(CheckedContinuation<Key?, Never>, Key)] in
            guard !state.isClosed else { return [] }
            for key in keys where state.posted.insert(key).inserted { state.order.append(key) }
            var woken: [(CheckedContinuation<Key?, Never>, Key)] = []
            while !state.waiting.isEmpty, let key = state.take() { woken.append((state.waiting.removeFirst().continuation, key)) }
            return woken
        }
        for (continuation, key) in woken { continuation.resume(returning: key) }
    }

    /// The next salon with news; waits for one. Nil once the board is closed or the task is cancelled.
    package func next() async -> Key? {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Key?? in
                    if state.isClosed || Task.isCancelled { return .some(nil) }
                    if let key = state.take() { return .some(key) }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let abandoned = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).continuation }
            }
            abandoned?.resume(returning: nil)
        }
    }

    /// Whether a worker sleeps here: only then is waking one worth anything.
    package var hasWaiting: Bool { state.withLock { !$0.waiting.isEmpty } }

    /// Lets every waiting worker go, and all that come.
    package func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.continuation.resume(returning: nil) }
    }
}

import Synchronization

/// Remembers what happened, in order, from any thread.
final class Counter: Sendable {
    private let list = Mutex<[Int]>([])

    func append(_ value: Int) { list.withLock { $0.append(value) } }

    var values: [Int] { list.withLock { $0 } }
}

/// Things to be done at a moment, soonest first; those of the same moment in the order they were put in.
///
/// A binary heap: putting and taking cost the logarithm of the length.
struct DueQueue<Item: Sendable>: Sendable {
    private struct Entry: Sendable {
        var due: Int64
        var order: UInt64
        var item: Item

        func precedes(_ other: Entry) -> Bool { (due, order) < (other.due, other.order) }
    }

    private var heap: [Entry] = []
    private var nextOrder: UInt64 = 0

    var count: Int { heap.count }
    var nextDue: Int64? { heap.first?.due }

    mutating func put(_ item: Item, due: Int64) {
        heap.append(Entry(due: due, order: nextOrder, item: item))
        nextOrder += 1
        var child = heap.count - 1
        while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The first item whose moment has come, taken out.
    mutating func take(now: Int64) -> Item? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.item }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].precedes(heap[least]) { least = child }
            }
            guard least != parent else { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return first.item
    }

    /// Moves every moment by the same amount, when the clock itself was moved.
    mutating func shift(by milliseconds: Int64) {
        for index in heap.indices { heap[index].due += milliseconds }
    }
}

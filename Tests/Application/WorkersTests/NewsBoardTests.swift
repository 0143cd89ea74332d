import Synchronization
import Testing
import Workers

@Suite("The board of news", .timeLimit(.minutes(1)))
struct NewsBoardTests {
    @Test("First come, first served; what is posted again before it was taken stands there once")
    func order() async {
        let board = NewsBoard<Int>()
        board.post([3, 1])
        board.post([1, 2, 3])
        board.post([])
        var taken: [Int?] = []
        for _ in 0..<3 { taken.append(await board.next()) }
        #expect(taken == [3, 1, 2])
        board.post([3])
        #expect(await board.next() == 3)
    }

    @Test("One salon's flood does not push the others back")
    func fairness() async {
        let board = NewsBoard<Int>()
        board.post([0])
        board.post(1...50)
        var taken: [Int] = []
        for _ in 0..<102 {
            guard let key = await board.next() else { break }
            taken.append(key)
            // Salon 0 has news again each time it was served.
            board.post([0])
            if key != 0 { board.post([key]) }
        }
        // Between two turns of the flood all others have had theirs.
        let places = taken.indices.filter { taken[$0] == 0 }
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= 50 })
        for key in 1...50 { #expect(taken.count { $0 == key } >= 1) }
    }

    @Test("Closing lets those who wait go, and all that come; what is posted afterwards is nobody's")
    func closing() async {
        let board = NewsBoard<Int>()
        let waiting = (0..<5).map { _ in Task { await board.next() } }
        while !board.hasWaiting { await Task.yield() }
        board.post([7])
        board.close()
        board.post([8])
        var ends: [Int?] = []
        for task in waiting { ends.append(await task.value) }
        #expect(ends.compactMap(\.self) == [7])
        #expect(await board.next() == nil)
        #expect(!board.hasWaiting)
        board.close()
    }

    @Test("A worker that is cancelled goes, and takes nothing with it")
    func cancelling() async {
        let board = NewsBoard<Int>()
        let cancelled = Task { await board.next() }
        while !board.hasWaiting { await Task.yield() }
        cancelled.cancel()
        #expect(await cancelled.value == nil)
        #expect(!board.hasWaiting)
        board.post([1])
        #expect(await board.next() == 1)
        let before = Task {
            while !Task.isCancelled { await Task.yield() }
            return await board.next()
        }
        before.cancel()
        #expect(await before.value == nil)
    }

    /// Posts and takers meet in all orders; a lost wake-up would leave somebody waiting beside a full board.
    @Test("Under stress every post is taken and nobody sleeps through it", arguments: 0..<8)
    func stress(round: Int) async {
        let board = NewsBoard<Int>()
        let takers = 1 + round
        let keys = 20
        let posts = 300
        let ledger = Ledger(keys: keys)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<takers {
                group.addTask {
                    while let key = await board.next() {
                        // Whoever takes a key sees all that was noted before its last post.
                        ledger.noteSeen(key)
                    }
                }
            }
            await withTaskGroup(of: Void.self) { posters in
                for poster in 0..<4 {
                    posters.addTask {
                        for number in 0..<posts {
                            let key = (number * 7 + poster) % keys
                            ledger.notePosted(key)
                            board.post([key])
                            if number % 13 == poster { await Task.yield() }
                        }
                    }
                }
            }
            let deadline = ContinuousClock.now + .seconds(20)
            while !ledger.isEven, ContinuousClock.now < deadline { await Task.yield() }
            #expect(ledger.isEven)
            board.close()
        }
    }
}

/// How often each key was posted, and how much of that whoever took it last could know.
private final class Ledger: Sendable {
    private let counts: Mutex<(posted: [Int], seen: [Int])>

    init(keys: Int) {
        counts = Mutex((Array(repeating: 0, count: keys), Array(repeating: 0, count: keys)))
    }

    func notePosted(_ key: Int) { counts.withLock { $0.posted[key] += 1 } }
    func noteSeen(_ key: Int) { counts.withLock { $0.seen[key] = $0.posted[key] } }
    var isEven: Bool { counts.withLock { $0.posted == $0.seen } }
}

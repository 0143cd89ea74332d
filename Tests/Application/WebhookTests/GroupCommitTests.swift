import Synchronization
import Testing
import Webhook

@Suite("Shared commits", .timeLimit(.minutes(1)))
struct GroupCommitTests {
    private struct Refused: Error, Equatable { var commit: Int }

    /// What went into each commit, and a gate that holds the first one until it is opened.
    private final class Ledger: Sendable {
        private struct State {
            var commits: [[Int]] = []
            var running = 0
            var mostRunning = 0
            var isOpen: Bool
            var held: [CheckedContinuation<Void, Never>] = []
        }
        private let state: Mutex<State>

        init(isOpen: Bool = true) { state = Mutex(State(isOpen: isOpen)) }

        var commits: [[Int]] { state.withLock { $0.commits } }
        var mostRunning: Int { state.withLock { $0.mostRunning } }

        /// The number of this commit, from 1.
        func enter(_ items: [Int]) async -> Int {
            let number = state.withLock { state in
                state.commits.append(items)
                state.running += 1
                state.mostRunning = max(state.mostRunning, state.running)
                return state.commits.count
            }
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if !state.isOpen { state.held.append(continuation) }
                    return state.isOpen
                }
                if goesOn { continuation.resume() }
            }
            await Task.yield()
            state.withLock { $0.running -= 1 }
            return number
        }

        func open() {
            let held = state.withLock { state in
                state.isOpen = true
                defer { state.held = [] }
                return state.held
            }
            for continuation in held { continuation.resume() }
        }
    }

    private final class Counter: Sendable {
        private let state = Mutex(0)
        var count: Int { state.withLock { $0 } }
        func increase() { state.withLock { $0 += 1 } }
    }

    /// Waits for something that other tasks bring about; gives up loudly.
    private func until(_ condition: () -> Bool, _ what: Comment) async {
        let deadline = ContinuousClock.now + .seconds(20)
        while !condition(), ContinuousClock.now < deadline { await Task.yield() }
        #expect(condition(), what)
    }

    @Test("Alone, a request commits at once and by itself")
    func alone() async throws {
        let ledger = Ledger()
        let group = GroupCommit<Int, String>(concurrent: 2, most: 8) { items in
            _ = await ledger.enter(items)
            return items.map { "stored \($0)" }
        }
        for item in 0..<5 { #expect(try await group.submit(item) == "stored \(item)") }
        #expect(ledger.commits == [[0], [1], [2], [3], [4]])
    }

    @Test("Those who come during a commit share the next one, each with its own outcome")
    func shared() async throws {
        let ledger = Ledger(isOpen: false)
        let come = Counter()
        let group = GroupCommit<Int, Int>(concurrent: 1, most: 1000) { items in
            _ = await ledger.enter(items)
            return items.map { $0 * 10 }
        }
        try await withThrowingTaskGroup(of: (Int, Int).self) { tasks in
            tasks.addTask { (0, try await group.submit(0)) }
            await until({ ledger.commits.count == 1 }, "the first one commits without waiting for others")
            for item in 1...40 {
                tasks.addTask {
                    come.increase()
                    return (item, try await group.submit(item))
                }
            }
            await until({ come.count == 40 }, "all others have come")
            ledger.open()
            for try await (item, outcome) in tasks { #expect(outcome == item * 10) }
        }
        #expect(ledger.commits.first == [0])
        #expect(ledger.commits.flatMap(\.self).sorted() == Array(0...40))
        #expect(ledger.commits.count <= 41)
        #expect(ledger.mostRunning == 1)
    }

    @Test("A commit that fails fails for those in it, and for nobody else")
    func failure() async throws {
        let ledger = Ledger()
        let group = GroupCommit<Int, Int>(concurrent: 3, most: 7) { items in
            let number = await ledger.enter(items)
            if number.isMultiple(of: 3) { throw Refused(commit: number) }
            return items.map { _ in number }
        }
        let ends = await withTaskGroup(of: (Int, Result<Int, any Error>).self) { tasks in
            for item in 0..<300 {
                tasks.addTask {
                    do { return (item, .success(try await group.submit(item))) } catch { return (item, .failure(error)) }
                }
            }
            return await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(ends.count == 300)
        let commits = ledger.commits
        #expect(commits.count >= 3)
        for (index, items) in commits.enumerated() {
            for item in items {
                switch ends[item] {
                case .success(let number)?:
                    #expect(number == index + 1 && !number.isMultiple(of: 3))
                case .failure(let error)?:
                    #expect((error as? Refused) == Refused(commit: index + 1))
                    #expect((index + 1).isMultiple(of: 3))
                case nil: Issue.record("item \(item) has no end")
                }
            }
        }
    }

    @Test("Five hundred at once: each is stored once and answered, within the bounds", arguments: [(1, 1), (1, 16), (2, 128), (8, 3)])
    func stress(concurrent: Int, most: Int) async throws {
        for round in 0..<5 {
            let ledger = Ledger()
            let group = GroupCommit<Int, Int>(concurrent: concurrent, most: most) { items in
                _ = await ledger.enter(items)
                return items
            }
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { tasks in
                for item in 0..<500 { tasks.addTask { try await group.submit(item) == item } }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count == 500 && outcomes.allSatisfy(\.self), "round \(round)")
            #expect(ledger.commits.flatMap(\.self).sorted() == Array(0..<500))
            #expect(ledger.commits.allSatisfy { (1...most).contains($0.count) })
            #expect(ledger.mostRunning <= concurrent)
        }
    }
}

internal import Synchronization

/// Lets requests of one moment share one commit: whoever comes while a commit is under way waits, and all who wait go into
/// the next one. Alone, a request commits at once and waits for nobody.
///
/// A durable commit costs far more than the rows in it, so under load the rate rises with the size of the sets while the
/// wait stays below two commits.
package final class GroupCommit<Item: Sendable, Outcome: Sendable>: Sendable {
    private enum Signal {
        case lead
        case done(Result<Outcome, any Error>)
    }

    private struct State {
        var running = 0
        var waiting: [(item: Item, continuation: CheckedContinuation<Signal, Never>)] = []
    }

    private let state = Mutex(State())
    private let concurrent: Int
    private let most: Int
    private let commit: @Sendable ([Item]) async throws -> [Outcome]

    /// - Parameters:
    ///   - concurrent: commits under way at the same time, at most; one connection each.
    ///   - most: items in one commit, at most.
    ///   - commit: stores the items durably and answers one outcome each, in order.
    package init(concurrent: Int, most: Int, commit: @escaping @Sendable ([Item]) async throws -> [Outcome]) {
        self.concurrent = concurrent
        self.most = most
        self.commit = commit
    }

    /// Returns when the item is durable; throws what the commit threw, to everybody whose item was in it.
    package func submit(_ item: Item) async throws -> Outcome {
        let signal = await withCheckedContinuation { continuation in
            let leads = state.withLock { state in
                guard state.running < concurrent else {
                    state.waiting.append((item, continuation))
                    return false
                }
                state.running += 1
                return true
            }
            if leads { continuation.resume(returning: .lead) }
        }
        switch signal {
        case .done(let result): return try result.get()
        case .lead: return try await lead(item)
        }
    }

    private func lead(_ own: Item) async throws -> Outcome {
        let followers = state.withLock { state in
            let taken = Array(state.waiting.prefix(most - 1))
            state.waiting.removeFirst(taken.count)
            return taken
        }
        let result: Result<[Outcome], any Error>
        do {
            let outcomes = try await commit([own] + followers.map(\.item))
            precondition(outcomes.count == followers.count + 1, "a commit answers each of its items")
            result = .success(outcomes)
        } catch {
            result = .failure(error)
        }
        passOn()
        for (index, follower) in followers.enumerated() {
            follower.continuation.resume(returning: .done(result.map { $0[index + 1] }))
        }
        return try result.get()[0]
    }

    /// The one who has waited longest leads the next commit, together with its own item.
    private func passOn() {
        let next = state.withLock { state -> (Item, CheckedContinuation<Signal, Never>)? in
            guard !state.waiting.isEmpty else {
                state.running -= 1
                return nil
            }
            let first = state.waiting.removeFirst()
            return (first.item, first.continuation)
        }
        next?.1.resume(returning: .lead)
    }
}

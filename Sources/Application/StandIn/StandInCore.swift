internal import Synchronization

/// The network under its lock, the clock, and those who want to know of changes.
final class StandInCore: Sendable {
    let clock: @Sendable () -> Int64
    let moveClock: (@Sendable (StandIn.ClockMove) async throws -> Void)?
    let changes = ChangeFeed()
    /// Wakes the deliverer.
    let wake = WakeSignal()
    private let network: Mutex<StandInNetwork>

    init(
        settings: StandInSettings, clock: @escaping @Sendable () -> Int64,
        moveClock: (@Sendable (StandIn.ClockMove) async throws -> Void)?
    ) {
        self.clock = clock
        self.moveClock = moveClock
        network = Mutex(StandInNetwork(settings: settings))
    }

    func read<Value: Sendable>(_ body: (StandInNetwork, Int64) -> Value) -> Value {
        let now = clock()
        return network.withLock { body($0, now) }
    }

    /// The deliverer's own step: pages hear of what changed, but nothing rings, or it would never rest.
    func takeDeliveries(room: Int) -> [OutgoingWebhook] {
        let now = clock()
        let (webhooks, changed) = network.withLock { network in
            (network.takeDeliveries(now: now, room: room), network.takeChanges())
        }
        changes.announce(changed)
        return webhooks
    }

    /// Changes the network, then, outside the lock, tells the pages and wakes the deliverer.
    @discardableResult
    func change<Value: Sendable, Failure: Error>(
        _ body: (inout StandInNetwork, Int64) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let now = clock()
        let (result, changed) = network.withLock { network -> (Result<Value, Failure>, Set<String>) in
            let result: Result<Value, Failure>
            do throws(Failure) {
                result = .success(try body(&network, now))
            } catch {
                result = .failure(error)
            }
            return (result, network.takeChanges())
        }
        changes.announce(changed)
        wake.ring()
        return try result.get()
    }
}

/// How many webhooks may still go out; shared by the tasks that post them.
final class Room: Sendable {
    private let places: Mutex<Int>

    init(_ places: Int) { self.places = Mutex(places) }

    var free: Int { places.withLock { $0 } }
    func take(_ count: Int) { places.withLock { $0 -= count } }
    func give() { places.withLock { $0 += 1 } }
}

/// Tells the open pages of a person that the chat changed.
final class ChangeFeed: Sendable {
    private struct Listeners {
        var isClosed = false
        var next = 0
        var byPerson: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
    }

    private let listeners = Mutex(Listeners())

    /// The stream ends when the stand-in stops. Changes that come while nobody takes them count as one.
    func listen(_ waID: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = listeners.withLock { listeners -> Int? in
            guard !listeners.isClosed else { return nil }
            listeners.next += 1
            listeners.byPerson[waID, default: [:]][listeners.next] = continuation
            return listeners.next
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.withLock { listeners in
                listeners.byPerson[waID]?[id] = nil
                if listeners.byPerson[waID]?.isEmpty == true { listeners.byPerson[waID] = nil }
            }
        }
        return stream
    }

    func announce(_ people: Set<String>) {
        guard !people.isEmpty else { return }
        let continuations = listeners.withLock { listeners in
            people.flatMap { person in listeners.byPerson[person].map { Array($0.values) } ?? [] }
        }
        for continuation in continuations { continuation.yield() }
    }

    func close() {
        let continuations = listeners.withLock { listeners in
            listeners.isClosed = true
            return listeners.byPerson.values.flatMap { Array($0.values) }
        }
        for continuation in continuations { continuation.finish() }
    }
}

/// Rings however often; the one who listens hears it at least once after the last.
final class WakeSignal: Sendable {
    private let continuation = Mutex<AsyncStream<Void>.Continuation?>(nil)

    func listen() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.continuation.withLock { $0 = continuation }
        continuation.yield()
        return stream
    }

    func ring() { _ = continuation.withLock { $0?.yield() } }

    func end() { continuation.withLock { $0?.finish() } }
}

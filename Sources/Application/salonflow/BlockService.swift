internal import Hummingbird
internal import ServiceLifecycle
internal import Synchronization

/// A service made of a function.
struct BlockService: Service {
    private let body: @Sendable () async throws -> Void

    init(_ body: @escaping @Sendable () async throws -> Void) { self.body = body }

    func run() async throws { try await body() }
}

/// Returns when a graceful shutdown begins.
func untilShutdown() async { try? await gracefulShutdown() }

/// The ports that servers were given, for those who wait to hear them.
final class ReadyPorts: Sendable {
    struct Both: Sendable {
        var server: Int
        var standIn: Int
    }

    private let serverPort = Port()
    private let standInPort = Port()

    func set(server port: Int) { serverPort.set(port) }
    func set(standIn port: Int) { standInPort.set(port) }

    // Each is nil when the program ends before the port is known: a server that finds its port in use never says one, and
    // who waits for it must not hold up the end.
    func server() async -> Int? { await serverPort.value() }
    func standIn() async -> Int? { await standInPort.value() }
    func both() async -> Both? {
        guard let server = await server(), let standIn = await standIn() else { return nil }
        return Both(server: server, standIn: standIn)
    }

    private final class Port: Sendable {
        private struct State {
            var port: Int?
            var waiting: [AsyncStream<Int>.Continuation] = []
        }
        private let state = Mutex(State())

        func set(_ port: Int) {
            let waiting = state.withLock { state in
                state.port = port
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.yield(port) }
        }

        func value() async -> Int? {
            let (ports, continuation) = AsyncStream<Int>.makeStream()
            let known = state.withLock { state in
                if state.port == nil { state.waiting.append(continuation) }
                return state.port
            }
            if let known { return known }
            return await cancelWhenGracefulShutdown { await ports.first { _ in true } }
        }
    }
}

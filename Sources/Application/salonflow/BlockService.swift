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
    func server() async -> Int { await serverPort.value() }
    func both() async -> Both { Both(server: await serverPort.value(), standIn: await standInPort.value()) }

    private final class Port: Sendable {
        private struct State {
            var port: Int?
            var waiting: [CheckedContinuation<Int, Never>] = []
        }
        private let state = Mutex(State())

        func set(_ port: Int) {
            let waiting = state.withLock { state in
                state.port = port
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume(returning: port) }
        }

        func value() async -> Int {
            await withCheckedContinuation { continuation in
                let port = state.withLock { state -> Int? in
                    if state.port == nil { state.waiting.append(continuation) }
                    return state.port
                }
                if let port { continuation.resume(returning: port) }
            }
        }
    }
}

import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import StandIn
import Synchronization

/// A server that takes webhooks, answers what it is told, and keeps what it got.
final class WebhookReceiver: Sendable {
    struct Post: Sendable {
        var body: [UInt8]
        var signature: String?
    }

    /// Every POST as it arrives; taking from it waits for the next.
    let posts: AsyncStream<Post>
    let port: Int
    private let state: State
    private let server: Task<Void, any Error>

    private final class State: Sendable {
        let answers = Mutex<[Int]>([])
        let verifyToken: String

        init(verifyToken: String) { self.verifyToken = verifyToken }
    }

    /// Answers the next POSTs with these statuses, then 200.
    func answer(_ statuses: [Int]) { state.answers.withLock { $0 = statuses } }

    init(verifyToken: String = Samples.settings().verifyToken) async throws {
        let state = State(verifyToken: verifyToken)
        let (posts, continuation) = AsyncStream<Post>.makeStream()
        let router = Router()
        router.post("webhook") { request, _ -> Response in
            let body = try await request.body.collect(upTo: 3 << 20)
            let name = HTTPField.Name("X-Hub-Signature-256")
            let status = state.answers.withLock { $0.isEmpty ? 200 : $0.removeFirst() }
            continuation.yield(
                Post(body: Array(body.readableBytesView), signature: name.flatMap { request.headers[$0] }))
            return Response(status: .init(code: status))
        }
        router.get("webhook") { request, _ -> Response in
            let query = request.uri.queryParameters
            guard query["hub.mode"] == "subscribe", query["hub.verify_token"].map(String.init) == state.verifyToken,
                let challenge = query["hub.challenge"]
            else { return Response(status: .forbidden) }
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: String(challenge))))
        }
        let (ports, readiness) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "receiver")
        logger.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in readiness.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        server = Task {
            defer { readiness.finish() }
            try await application.run()
        }
        var port = 0
        for await ready in ports {
            port = ready
            break
        }
        self.port = port
        self.posts = posts
        self.state = state
    }

    var url: String { "http://127.0.0.1:\(port)/webhook" }

    func stop() async {
        server.cancel()
        _ = await server.result
    }
}

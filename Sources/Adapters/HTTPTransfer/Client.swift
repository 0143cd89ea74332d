/// Sends HTTP requests over kept-alive connections, many at a time, from any task.
///
/// One thread of its own runs libcurl's multi interface for all of them. HTTP/1.1 on purpose: a request then has its
/// connection to itself, so what became of it is decided by that connection alone. Nothing is ever sent twice: where
/// libcurl would repeat a request on a fresh connection it is stopped, and the caller learns that the fate is unknown.
package final class Client: Sendable {
    package struct Configuration: Hashable, Sendable {
        /// Requests on the wire at the same time, and idle connections kept.
        package var concurrentRequests: Int
        /// Requests that may wait for a place; the next one fails at once.
        package var waitingRequests: Int
        /// Idle connections older than this are not used again: servers close them without saying so.
        package var idleConnectionAge: Duration
        package var userAgent: String

        package init(
            concurrentRequests: Int = 64, waitingRequests: Int = 10_000, idleConnectionAge: Duration = .seconds(30),
            userAgent: String = "salonflow"
        ) {
            self.concurrentRequests = concurrentRequests
            self.waitingRequests = waitingRequests
            self.idleConnectionAge = idleConnectionAge
            self.userAgent = userAgent
        }
    }

    private let engine: Engine

    package init(_ configuration: Configuration = Configuration()) {
        engine = Engine(configuration)
        engine.start()
    }

    /// Ends what still runs; use `close` to let it finish.
    deinit { engine.beginClosing(within: .zero) }

    /// The answer to a request, whatever its status.
    ///
    /// Cancelling the waiting task gives the request up at once, with a fate like any other failure. Cost beside the
    /// network: one hop to the client's thread and back.
    package func send(_ request: Request) async throws(TransferError) -> Response {
        try await engine.send(request).get()
    }

    /// Takes no more requests, fails those that wait for a place as not sent, gives those on the wire the time named,
    /// and returns when the thread has ended. May be called more than once.
    package func close(within grace: Duration = .seconds(10)) async {
        engine.beginClosing(within: grace)
        await engine.ended()
    }
}

internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import NIOCore

/// A request's context that keeps its connection, because some faults end it without an answer.
struct StandInContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Control and phone pages act for people: only this computer may call them, and no other site's page in its browser.
struct LoopbackGate: RouterMiddleware {
    func handle(
        _ request: Request, context: StandInContext,
        next: @concurrent (Request, StandInContext) async throws -> Response
    ) async throws -> Response {
        let address = context.channel.remoteAddress?.ipAddress ?? ""
        let isLocal = address.hasPrefix("127.") || address == "::1" || address == "::ffff:127.0.0.1"
        guard isLocal else {
            return .words(.forbidden, "The stand-in's control interface answers this computer only.")
        }
        if let origin = request.headers[.origin], origin != "http://\(request.head.authority ?? "")" {
            return .words(.forbidden, "Another site may not use the stand-in.")
        }
        return try await next(request, context)
    }
}

extension Response {
    static func json(_ status: HTTPResponse.Status, _ value: JSONValue) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.bytes())))
    }

    static func words(_ status: HTTPResponse.Status, _ words: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: words)))
    }

    static func refusal(_ error: ControlError) -> Response {
        let status: HTTPResponse.Status =
            switch error {
            case .unknownNumber, .unknownMessage, .unknownChoice: .notFound
            case .invalid: .badRequest
            }
        return .json(status, .members(["error": .string(error.words)]))
    }
}

extension Request {
    /// The body as JSON; nil when it is none.
    func jsonBody(upTo bytes: Int = 4 << 20) async throws -> JSONValue? {
        let buffer = try await body.collect(upTo: bytes)
        do throws(JSONError) {
            return try JSONValue(parsing: Array(buffer.readableBytesView))
        } catch {
            return nil
        }
    }
}

internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import NIOCore

/// The side of the stand-in that the server under test calls: `https://graph.facebook.com` in life.
struct GraphRoutes {
    let core: StandInCore

    func add(to router: Router<StandInContext>) {
        router.post("{version}/{phone_number_id}/messages") { request, context -> Response in
            let id = try context.parameters.require("phone_number_id")
            let authorization = request.headers[.authorization]
            let body = try await request.jsonBody()
            let reply = core.change { network, now in
                network.post(to: id, authorization: authorization, body: body, now: now)
            }
            return try await answer(reply, context)
        }
        router.get("{version}/{phone_number_id}") { request, context -> Response in
            let id = try context.parameters.require("phone_number_id")
            let authorization = request.headers[.authorization]
            return try await answer(core.read { network, _ in network.get(id, authorization: authorization) }, context)
        }
    }

    private func answer(_ reply: GraphReply, _ context: StandInContext) async throws -> Response {
        switch reply {
        case .json(let status, let value, let usage):
            var response = Response.json(HTTPResponse.Status(code: status), value)
            if let usage, let name = HTTPField.Name("X-Business-Use-Case-Usage") { response.headers[name] = usage }
            return response
        case .html(let status):
            return Response(
                status: HTTPResponse.Status(code: status), headers: [.contentType: "text/html; charset=utf-8"],
                body: ResponseBody(
                    byteBuffer: ByteBuffer(
                        string: "<!DOCTYPE html><html><head><title>Error</title></head>"
                            + "<body><h1>Sorry, something went wrong.</h1></body></html>")))
        case .hang(let milliseconds):
            try await Task.sleep(for: .milliseconds(milliseconds))
            fallthrough
        case .close:
            try? await context.channel.close()
            // The connection is gone: what is returned here reaches nobody.
            return Response(status: .serviceUnavailable)
        }
    }
}

package import Conversations
package import Hummingbird
package import Logging
internal import NIOCore
package import WhatsApp

/// The addresses that WhatsApp calls: the handshake, and the deliveries.
///
/// A delivery is verified over its raw bytes before anything of it is read, decoded, stored durably, and only then answered
/// with 200; everything else happens later. Any other answer makes the sender try again for days, so 200 is also the
/// answer to what is unknown to us: it is kept, and nobody is helped by a second copy.
package struct WebhookRoutes: Sendable {
    private let settings: WebhookSettings
    private let intake: any DeliveryIntake
    private let logger: Logger

    package init(settings: WebhookSettings, intake: any DeliveryIntake, logger: Logger) {
        self.settings = settings
        self.intake = intake
        self.logger = logger
    }

    package func add(to router: Router<some RequestContext>) {
        router.get("/webhook/whatsapp") { request, _ in shakeHands(request) }
        router.post("/webhook/whatsapp") { request, _ in try await takeDelivery(request) }
    }

    private func shakeHands(_ request: Request) -> Response {
        let query = request.uri.queryParameters.map { (key: $0.key, value: $0.value) }
        let challenge = Handshake.challenge(query: query, verifyToken: settings.verifyToken)
        guard let challenge else { return answer(.forbidden, "The verify token is not the one of this installation.") }
        return Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: challenge)))
    }

    private func takeDelivery(_ request: Request) async throws -> Response {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > WebhookSettings.bodyLimit {
            return tooLarge
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: WebhookSettings.bodyLimit)
        } catch is NIOTooManyBytesError {
            return tooLarge
        }
        let body = Array(buffer.readableBytesView)
        guard Signature.verify(header: request.headers[.signature], body: body, secret: settings.appSecret) else {
            logger.warning("delivery refused: signature missing or wrong", metadata: ["bytes": "\(body.count)"])
            return answer(.unauthorized, "X-Hub-Signature-256 is missing or does not match the body.")
        }
        let batch: InboundBatch
        do {
            batch = try WebhookDecoder.decode(body)
        } catch {
            // It is signed, so it is the sender's own; whatever it means, it must not be lost.
            let reason = String(describing: error)
            logger.error("delivery cannot be read", metadata: ["reason": "\(reason)"])
            let other = OtherEvent(account: nil, kind: "unreadable", reason: reason, raw: body)
            guard await store(InboundBatch(messages: [], reports: [], others: [other])) else { return notNow }
            return answer(.badRequest, reason)
        }
        guard await store(batch) else { return notNow }
        return Response(status: .ok)
    }

    private func store(_ batch: InboundBatch) async -> Bool {
        do {
            try await intake.accept(batch)
            return true
        } catch {
            logger.error("delivery not stored; the sender will repeat it", metadata: ["error": "\(error)"])
            return false
        }
    }

    private var tooLarge: Response {
        answer(.contentTooLarge, "A delivery has at most \(WebhookSettings.bodyLimit) bytes.")
    }

    private var notNow: Response { answer(.serviceUnavailable, "The delivery could not be stored; send it again.") }

    private func answer(_ status: HTTPResponse.Status, _ words: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: words + "\n")))
    }
}

package struct WebhookSettings: Sendable {
    /// Under which deliveries are signed; one for all salons of the app.
    package var appSecret: AppSecret
    /// Ours, told to the channel when the webhook is set up.
    package var verifyToken: String

    /// What the channel may send at once (facts, section 11), in bytes.
    package static let bodyLimit = 3_145_728

    package init(appSecret: AppSecret, verifyToken: String) {
        self.appSecret = appSecret
        self.verifyToken = verifyToken
    }
}

/// Where deliveries go.
package protocol DeliveryIntake: Sendable {
    /// Returns when every element of the batch is stored durably.
    func accept(_ batch: InboundBatch) async throws
}

extension HTTPField.Name {
    /// The channel's signature over the raw body (facts, section 3).
    // The literal is a valid field name.
    fileprivate static let signature = Self("X-Hub-Signature-256")!
}

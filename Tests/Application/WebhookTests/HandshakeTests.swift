import HTTPTransfer
import Testing

@Suite("The webhook's handshake", .timeLimit(.minutes(1)))
struct HandshakeTests {
    @Test(
        "The challenge comes back to whoever knows the token, and to nobody else",
        arguments: [
            ("right", "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=\(WebhookStage.verifyToken)", 200),
            ("other order", "?hub.verify_token=\(WebhookStage.verifyToken)&hub.challenge=7&hub.mode=subscribe", 200),
            ("wrong token", "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=guess", 403),
            ("no token", "?hub.mode=subscribe&hub.challenge=1158201444", 403),
            ("no challenge", "?hub.mode=subscribe&hub.verify_token=\(WebhookStage.verifyToken)", 403),
            ("other mode", "?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=\(WebhookStage.verifyToken)", 403),
            (
                "token twice",
                "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=guess&hub.verify_token=\(WebhookStage.verifyToken)", 403
            ),
            (
                "challenge twice",
                "?hub.mode=subscribe&hub.challenge=1&hub.challenge=2&hub.verify_token=\(WebhookStage.verifyToken)", 403
            ),
            ("no query", "", 403),
            (
                "a page for a challenge",
                "?hub.mode=subscribe&hub.challenge=%3Cb%3E&hub.verify_token=\(WebhookStage.verifyToken)", 403
            ),
        ])
    func handshake(name: String, query: String, status: Int) async throws {
        try await WebhookStage.run { (stage) async throws in
            // Meta asks again whenever the address is set; the second answer is the first one's equal.
            for _ in 0..<2 {
                let answer = try await stage.call(.get, query)
                #expect(answer.status == status, "\(name)")
                #expect(answer.header("content-type") == "text/plain; charset=utf-8")
                let body = String(decoding: answer.body, as: UTF8.self)
                #expect(status == 200 ? ["1158201444", "7"].contains(body) : body.contains("verify token"))
            }
        }
    }

    @Test("Other methods find nothing there, and store nothing", arguments: ["PUT", "PATCH", "DELETE", "OPTIONS"])
    func methods(_ method: String) async throws {
        try await WebhookStage.run { (stage) async throws in
            let head = "\(method) /webhook/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
            let status = try await RawConnection.status(port: stage.port, sending: [Array(head.utf8)])
            #expect(status == 404 || status == 405)
            #expect(try await stage.rows() == ExpectedRows())
        }
    }
}

import HTTPTransfer
import Testing

@Suite("HTTP transfer", .timeLimit(.minutes(1)))
struct HTTPTransferTests {
    /// Runs with a server and a client of its own and ends both.
    private func with(
        _ configuration: Client.Configuration = Client.Configuration(),
        _ body: (ScriptedServer, Client) async throws -> Void
    ) async throws {
        let server = try ScriptedServer()
        let client = Client(configuration)
        defer { server.stop() }
        do {
            try await body(server, client)
        } catch {
            await client.close(within: .zero)
            throw error
        }
        await client.close(within: .zero)
    }

    private func failure(
        _ client: Client, _ request: Request, sourceLocation: SourceLocation = #_sourceLocation
    ) async -> TransferError? {
        do throws(TransferError) {
            let response = try await client.send(request)
            Issue.record("got \(response.status)", sourceLocation: sourceLocation)
            return nil
        } catch {
            return error
        }
    }

    @Test("an answer comes whole, with its headers by any spelling")
    func answer() async throws {
        try await with { server, client in
            let response = try await client.send(Request(.get, server.url("/ok")))
            #expect(response.status == 200)
            #expect(response.body == Array("{\"ok\":true}".utf8))
            #expect(response.header("X-MIXED-case") == "spaced")
            #expect(response.header("X-Absent") == nil)
            #expect(response.headers.first?.name == "content-type")
        }
    }

    @Test("any status is an answer", arguments: [204, 301, 400, 404, 429, 500, 503])
    func statuses(status: Int) async throws {
        try await with { server, client in
            let response = try await client.send(Request(.post, server.url("/status/\(status)"), body: [1]))
            #expect(response.status == status)
        }
    }

    @Test(
        "the method, the body, the headers and the token arrive as given",
        arguments: [Method.post, .put, .patch, .delete])
    func methods(method: Method) async throws {
        try await with { server, client in
            let request = Request(
                method, server.url("/echo?a=b%20c"),
                headers: [Header("Content-Type", "application/json"), Header("X-Empty", "")],
                bearerToken: BearerToken("s3cret"), body: Array("тело".utf8))
            let response = try await client.send(request)
            #expect(String(decoding: response.body, as: UTF8.self) == "\(method.rawValue) тело")
            let seen = try #require(server.seen.requests.first)
            #expect(seen.line == "\(method.rawValue) /echo?a=b%20c HTTP/1.1")
            let headers = seen.headers.split(separator: "\n").map { $0.lowercased() }
            #expect(headers.contains("authorization: bearer s3cret"))
            #expect(headers.contains("content-type: application/json"))
            #expect(headers.contains { $0.hasPrefix("x-empty:") })
            #expect(!headers.contains { $0.hasPrefix("expect:") })
        }
    }

    @Test("requests without a body", arguments: [Method.get, .head, .delete, .post])
    func bodyless(method: Method) async throws {
        try await with { server, client in
            let path = method == .head ? "/head" : "/echo"
            for _ in 0..<2 {
                let response = try await client.send(Request(method, server.url(path)))
                #expect(response.status == 200)
                #expect(response.body == (method == .head ? [] : Array("\(method.rawValue) ".utf8)))
            }
        }
    }

    @Test("a body larger than any buffer arrives whole, both ways")
    func largeBodies() async throws {
        try await with { server, client in
            let body = [UInt8](repeating: UInt8(ascii: "y"), count: 3_000_000)
            let response = try await client.send(Request(.post, server.url("/echo"), body: body))
            #expect(response.body == Array("POST ".utf8) + body)
        }
    }

    @Test("nobody listens: not sent")
    func refused() async throws {
        let port = try freePort()
        let client = Client()
        let error = await failure(client, Request(.post, "http://127.0.0.1:\(port)/", body: [1]))
        #expect(error?.fate == .notSent)
        #expect(error?.cause == .connectionFailed)
        #expect(error?.detail.contains("http://127.0.0.1:\(port)") == true)
        await client.close()
    }

    @Test("an address libcurl refuses: not sent")
    func malformed() async throws {
        let client = Client()
        let error = await failure(client, Request(.post, "http://127.0.0.1:99999/", body: [1]))
        #expect(error?.fate == .notSent)
        #expect(error?.cause == .invalidRequest)
        await client.close()
    }

    @Test("TLS against a server without it: not sent")
    func notSecure() async throws {
        try await with { server, client in
            let url = "https://127.0.0.1:\(server.port)/ok"
            let limits = RequestLimits(connectTimeout: .milliseconds(500), totalTimeout: .seconds(5))
            let error = await failure(client, Request(.post, url, body: [1], limits: limits))
            #expect(error?.fate == .notSent)
            #expect(server.seen.requests.isEmpty)
        }
    }

    @Test("a server that reads and never answers: unknown after the total timeout")
    func slow() async throws {
        try await with { server, client in
            let limits = RequestLimits(totalTimeout: .milliseconds(200))
            let error = await failure(client, Request(.post, server.url("/never"), body: [1], limits: limits))
            #expect(error == TransferError(.unknown, .timeout, error?.detail ?? ""))
            #expect(server.seen.requests.count == 1)
        }
    }

    @Test(
        "a server that breaks off: unknown", arguments: ["/close", "/partial"], [Method.post, .get])
    func closed(path: String, method: Method) async throws {
        try await with { server, client in
            let error = await failure(client, Request(method, server.url(path), body: method == .post ? [1] : []))
            #expect(error?.fate == .unknown)
            #expect(error?.cause == .connectionLost)
            #expect(server.seen.requests.count == 1)
        }
    }

    @Test("an answer that is no HTTP: unknown")
    func garbage() async throws {
        try await with { server, client in
            let error = await failure(client, Request(.post, server.url("/garbage"), body: [1]))
            #expect(error?.fate == .unknown)
        }
    }

    @Test("a kept connection that dies under a POST does not make a second POST", arguments: [[UInt8(1)], []])
    func noSilentRepeat(body: [UInt8]) async throws {
        try await with { server, client in
            let url = server.url("/dies-when-reused")
            let first = try await client.send(Request(.post, url, body: [1]))
            #expect(!first.reusedConnection)
            let request = Request(.post, url, body: body)
            if body.isEmpty {
                // Goes over a connection of its own, where libcurl never repeats.
                let second = try await client.send(request)
                #expect(!second.reusedConnection)
            } else {
                // At once and by that cause: not the end of a second try.
                let error = await failure(client, request)
                #expect(error?.fate == .unknown)
                #expect(error?.cause == .connectionLost)
            }
            #expect(server.seen.requests.count == 2)
        }
    }

    @Test("an answer beyond the bound is given up; one at the bound is not")
    func bound() async throws {
        try await with { server, client in
            let limits = RequestLimits(responseBytes: 100_000)
            let whole = try await client.send(Request(.get, server.url("/big/100000"), limits: limits))
            #expect(whole.body.count == 100_000)
            let error = await failure(client, Request(.get, server.url("/big/100001"), limits: limits))
            #expect(error?.cause == .responseTooLarge)
            #expect(error?.fate == .unknown)
        }
    }

    @Test("redirects are answers unless they are asked for")
    func redirects() async throws {
        try await with { server, client in
            let response = try await client.send(Request(.get, server.url("/redirect")))
            #expect(response.status == 302)
            #expect(response.header("location") == "/ok")
            let limits = RequestLimits(redirects: 1)
            let followed = try await client.send(Request(.get, server.url("/redirect"), limits: limits))
            #expect(followed.status == 200)
            #expect(followed.header("location") == nil)
        }
    }

    @Test("an interim answer is not the answer")
    func interim() async throws {
        try await with { server, client in
            let response = try await client.send(Request(.get, server.url("/interim")))
            #expect(response.status == 200)
            #expect(response.header("x-early") == nil)
            #expect(response.body == Array("late".utf8))
        }
    }

    @Test("one connection serves request after request")
    func keepAlive() async throws {
        try await with { server, client in
            for number in 0..<20 {
                let response = try await client.send(Request(.post, server.url("/ok"), body: [1]))
                #expect(response.reusedConnection == (number > 0))
            }
            #expect(server.seen.connections == 1)
            #expect(server.seen.requests.count == 20)
        }
    }

    @Test("a hundred at once share a bounded number of connections")
    func parallel() async throws {
        try await with(Client.Configuration(concurrentRequests: 8)) { server, client in
            let url = server.url("/echo")
            let bodies = await withTaskGroup(of: String?.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let response = try? await client.send(Request(.post, url, body: Array("\(number)".utf8)))
                        return response.map { String(decoding: $0.body, as: UTF8.self) }
                    }
                }
                return await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(bodies == Set((0..<100).map { "POST \($0)" }))
            #expect(server.seen.connections <= 8)
            #expect(server.seen.requests.count == 100)
        }
    }

    @Test("one request too many is refused at once, and a request may wait for a place only as long as it may last")
    func overload() async throws {
        try await with(Client.Configuration(concurrentRequests: 1, waitingRequests: 1)) { server, client in
            let url = server.url("/never")
            async let blocking = failure(
                client, Request(.post, url, body: [1], limits: RequestLimits(totalTimeout: .milliseconds(800))))
            while server.seen.requests.isEmpty { await Task.yield() }
            async let waiting = failure(
                client, Request(.post, url, body: [2], limits: RequestLimits(totalTimeout: .milliseconds(100))))
            // Whichever of two comes first waits; the other is refused.
            async let other = failure(
                client, Request(.post, url, body: [3], limits: RequestLimits(totalTimeout: .milliseconds(100))))
            let both = await [waiting, other]
            #expect(Set(both.map { $0?.cause }) == [.timeout, .overloaded])
            #expect(both.allSatisfy { $0?.fate == .notSent })
            #expect(await blocking?.fate == .unknown)
            #expect(server.seen.requests.count == 1)
        }
    }

    @Test("cancelling gives up at once: unknown on the wire, not sent while waiting or before")
    func cancellation() async throws {
        try await with(Client.Configuration(concurrentRequests: 1)) { server, client in
            let url = server.url("/never")
            let onTheWire = Task { await failure(client, Request(.post, url, body: [1])) }
            while server.seen.requests.isEmpty { await Task.yield() }
            let waiting = Task { await failure(client, Request(.post, url, body: [2])) }
            waiting.cancel()
            let waited = await waiting.value
            #expect(waited?.fate == .notSent)
            #expect(waited?.cause == .cancelled)
            onTheWire.cancel()
            let sent = await onTheWire.value
            #expect(sent?.fate == .unknown)
            #expect(sent?.cause == .cancelled)
            let next = try await client.send(Request(.get, server.url("/ok")))
            #expect(next.status == 200)
            #expect(server.seen.requests.map(\.body) == ["\u{1}", ""])
        }
    }

    @Test("closing lets what is on the wire finish, and refuses the rest as not sent")
    func closing() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        let client = Client(Client.Configuration(concurrentRequests: 1))
        let url = server.url("/never")
        let limits = RequestLimits(totalTimeout: .milliseconds(300))
        let onTheWire = Task { await failure(client, Request(.post, url, body: [1], limits: limits)) }
        while server.seen.requests.isEmpty { await Task.yield() }
        let waiting = Task { await failure(client, Request(.post, url, body: [2])) }
        await client.close(within: .seconds(30))
        // Its own timeout ended it, not the closing: it was let finish.
        #expect(await onTheWire.value?.cause == .timeout)
        let waited = await waiting.value
        #expect(waited?.fate == .notSent)
        #expect(waited?.cause == .closed)
        let late = await failure(client, Request(.get, server.url("/ok")))
        #expect(late?.cause == .closed)
        #expect(late?.fate == .notSent)
        await client.close()
        #expect(server.seen.requests.count == 1)
    }

    @Test("closing without grace ends what is on the wire as unknown")
    func abandoning() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        let client = Client()
        let url = server.url("/never")
        let onTheWire = Task { await failure(client, Request(.post, url, body: [1])) }
        while server.seen.requests.isEmpty { await Task.yield() }
        await client.close(within: .zero)
        let error = await onTheWire.value
        #expect(error?.fate == .unknown)
        #expect(error?.cause == .closed)
    }

    struct Flawed: Sendable, CustomTestStringConvertible {
        let name: String
        let request: Request
        var testDescription: String { name }
    }

    static let flawed = [
        Flawed(name: "no scheme", request: Request(.get, "127.0.0.1/ok")),
        Flawed(name: "another protocol", request: Request(.get, "file:///etc/hostname")),
        Flawed(name: "space in the address", request: Request(.get, "http://127.0.0.1/a b")),
        Flawed(name: "line break in the address", request: Request(.get, "http://127.0.0.1/a\r\nX: y")),
        Flawed(name: "Cyrillic in the address", request: Request(.get, "http://127.0.0.1/ы")),
        Flawed(
            name: "line break in a header",
            request: Request(.get, "http://127.0.0.1/", headers: [Header("A", "b\r\nC: d")])),
        Flawed(name: "NUL in a header", request: Request(.get, "http://127.0.0.1/", headers: [Header("A", "b\u{0}")])),
        Flawed(
            name: "colon in a name", request: Request(.get, "http://127.0.0.1/", headers: [Header("A:", "b")])),
        Flawed(name: "nameless header", request: Request(.get, "http://127.0.0.1/", headers: [Header("", "b")])),
        Flawed(
            name: "line break in the token",
            request: Request(.get, "http://127.0.0.1/", bearerToken: BearerToken("a\nb"))),
        Flawed(name: "empty token", request: Request(.get, "http://127.0.0.1/", bearerToken: BearerToken(""))),
        Flawed(name: "HEAD with a body", request: Request(.head, "http://127.0.0.1/", body: [1])),
    ]

    @Test("what cannot be sent as it stands is refused before the network", arguments: flawed)
    func flaws(_ flawed: Flawed) async {
        let client = Client()
        let error = await failure(client, flawed.request)
        #expect(error?.fate == .notSent)
        #expect(error?.cause == .invalidRequest)
        await client.close()
    }

    @Test("no description shows a token, a header's value, a path or a body")
    func secrets() {
        let token = BearerToken("s3cret")
        let request = Request(
            .post, "https://user:s3cret@example.test:8443/v1/s3cret?q=s3cret", headers: [Header("X-Key", "s3cret")],
            bearerToken: token, body: Array("s3cret".utf8))
        var dumped = ""
        dump(request, to: &dumped)
        dump(token, to: &dumped)
        dump(Header("X-Key", "s3cret"), to: &dumped)
        let shown = [
            "\(request)", String(reflecting: request), "\(token)", String(reflecting: token),
            "\(Header("X-Key", "s3cret"))", String(reflecting: [Header("X-Key", "s3cret")]), dumped,
        ]
        #expect(shown.allSatisfy { !$0.contains("s3cret") })
        #expect("\(request)" == "POST https://example.test:8443")
    }
}

import HTTPTransfer
import JSON
import Logging
import StandIn
import Synchronization
import Testing

/// A stand-in, a receiver of its webhooks, and a client, all on this computer and stopped at the end.
private final class Stage: Sendable {
    let standIn: StandIn
    let receiver: WebhookReceiver
    let client = Client()
    let address: String
    private let server: Task<Void, any Error>

    init(_ edit: (inout StandInSettings) -> Void = { _ in }) async throws {
        let receiver = try await WebhookReceiver()
        var settings = Samples.settings(webhookURL: receiver.url)
        edit(&settings)
        let clock = SteppingClock()
        var logger = Logger(label: "stand-in")
        logger.logLevel = .critical
        let standIn = StandIn(
            settings: settings, clock: clock.read, logger: logger,
            moveClock: { move in clock.move(move) })
        let (ports, readiness) = AsyncStream<Int>.makeStream()
        server = Task {
            defer { readiness.finish() }
            try await standIn.run(port: 0) { readiness.yield($0) }
        }
        var port = 0
        for await ready in ports {
            port = ready
            break
        }
        self.standIn = standIn
        self.receiver = receiver
        address = "http://127.0.0.1:\(port)"
    }

    func stop() async {
        await client.close()
        server.cancel()
        _ = await server.result
        await receiver.stop()
    }

    func call(_ method: HTTPTransfer.Method, _ path: String, _ body: JSONValue? = nil, headers: [Header] = [])
        async throws -> Response
    {
        try await client.send(
            Request(method, address + path, headers: headers, body: body?.bytes() ?? []))
    }

    func json(_ method: HTTPTransfer.Method, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        try JSONValue(parsing: try await call(method, path, body).body)
    }

    func send(_ body: JSONValue) async throws(TransferError) -> Response {
        try await client.send(
            Request(
                .post, "\(address)/v25.0/\(Samples.lilia.phoneNumberID)/messages",
                bearerToken: BearerToken(Samples.lilia.token), body: body.bytes()))
    }

    /// The next `count` webhooks, parsed; each signature is checked on the way.
    func webhooks(_ count: Int) async throws -> [JSONValue] {
        var bodies: [JSONValue] = []
        for await post in receiver.posts {
            #expect(post.signature == WebhookSignature.header(body: post.body, secret: Samples.secret))
            bodies.append(try JSONValue(parsing: post.body))
            if bodies.count == count { break }
        }
        return bodies
    }
}

/// A clock that goes a millisecond further with every look: nothing has to wait, and all tests see the same time.
private final class SteppingClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_795_251_600_000)

    @Sendable func read() -> Int64 {
        milliseconds.withLock { now in
            now += 1
            return now
        }
    }

    func move(_ move: StandIn.ClockMove) {
        milliseconds.withLock { now in
            switch move {
            case .by(let step): now += step
            case .to(let moment): now = moment
            }
        }
    }
}

private func staged(
    _ edit: (inout StandInSettings) -> Void = { _ in }, _ body: (Stage) async throws -> Void
) async throws {
    let stage = try await Stage { settings in
        settings.statusDelays = .init(sent: 0, delivered: 1, read: 2)
        settings.retryScale = 0.001
        edit(&settings)
    }
    do {
        try await body(stage)
    } catch {
        await stage.stop()
        throw error
    }
    await stage.stop()
}

@Suite("The stand-in over HTTP", .timeLimit(.minutes(1)))
struct ServerTests {
    @Test("a message goes to the webhook, the answer to the phone, its statuses back")
    func conversation() async throws {
        try await staged { stage in
            let written = try await stage.json(
                .post, "/control/customers/\(Samples.anna)/messages", ["text": "Хочу на маникюр / завтра 💅"])
            let inbound = try await stage.webhooks(1)
            #expect(inbound[0].message?["id"] == written["id"])
            #expect(inbound[0].message?["text"]?["body"] == "Хочу на маникюр / завтра 💅")

            let answer = try await stage.send(textBody("Записала!", to: Samples.anna, callback: "outbox:1"))
            #expect(answer.status == 200)
            #expect(answer.header("X-Business-Use-Case-Usage")?.contains(Samples.lilia.wabaID) == true)
            let statuses = try await stage.webhooks(3)
            #expect(statuses.compactMap { $0.report?["status"]?.string } == ["sent", "delivered", "read"])

            let record = try await stage.json(.get, "/control/messages")
            #expect(record["by_callback"]?["outbox:1"] == ["accepted": 1, "shown": 1])
            let transcript = try await stage.json(.get, "/control/customers/\(Samples.anna)/transcript")
            #expect(transcript["entries"]?.array?.compactMap { $0["author"]?.string } == ["customer", "business"])
        }
    }

    @Test("the handshake sends mode, challenge and token, and believes only the bare challenge")
    func handshake() async throws {
        try await staged { stage in
            let good = await stage.standIn.handshake()
            #expect(good.isVerified)
            #expect(good.status == 200)
        }
        try await staged({ $0.verifyToken = "another" }) { stage in
            let answer = try await stage.json(.post, "/control/handshake", [:])
            #expect(answer["verified"] == false)
            #expect(answer["status"] == 403)
        }
    }

    @Test("a webhook answered with 500 comes again, byte for byte")
    func repeats() async throws {
        try await staged { stage in
            stage.receiver.answer([500, 503])
            let id = try stage.standIn.write(from: Samples.anna, .text("Есть кто?"))
            let bodies = try await stage.webhooks(3)
            #expect(Set(bodies).count == 1)
            #expect(bodies[0].message?["id"]?.string == id)
            // The next update shows that the third attempt ended the repeats.
            _ = try stage.standIn.write(from: Samples.erzhan, .text("Привет"))
            #expect(try await stage.webhooks(1)[0].message?["from"]?.string == Samples.erzhan)
            let deliveries = try await stage.json(.get, "/control/deliveries")
            #expect(deliveries["deliveries"]?[0]?["attempts"]?.array?.map { $0["status"]?.integer } == [500, 503, 200])
            #expect(deliveries["deliveries"]?[0]?["acknowledged"] == true)
        }
    }

    @Test("faults are set over HTTP: an error, a page of HTML, a lost answer, a lost request, then peace")
    func faults() async throws {
        try await staged { stage in
            _ = try stage.standIn.write(from: Samples.anna, .text("Да"))
            _ = try await stage.webhooks(1)
            let set = try await stage.call(
                .post, "/control/faults",
                [
                    "sends": [
                        ["kind": "error", "code": 131016], ["kind": "html", "status": 502],
                        ["kind": "close_after_accepting"], ["kind": "close_before_accepting"],
                        ["kind": "timeout", "hold_milliseconds": 1],
                    ]
                ])
            #expect(set.status == 200)
            let unavailable = try await stage.send(textBody("1", to: Samples.anna, callback: "1"))
            #expect(unavailable.status == 500)
            #expect(try JSONValue(parsing: unavailable.body)["error"]?["code"] == 131016)
            let html = try await stage.send(textBody("2", to: Samples.anna, callback: "2"))
            #expect(html.status == 502)
            #expect(html.header("content-type")?.hasPrefix("text/html") == true)
            for callback in ["3", "4", "5"] {
                let failure = await #expect(throws: TransferError.self) {
                    try await stage.send(textBody(callback, to: Samples.anna, callback: callback))
                }
                #expect(failure?.fate == .unknown, "\(callback)")
            }
            #expect(try await stage.send(textBody("6", to: Samples.anna, callback: "6")).status == 200)
            _ = try await stage.webhooks(6)
            #expect(
                stage.standIn.callbackCounts() == [
                    "3": CallbackCount(accepted: 1, shown: 1), "6": CallbackCount(accepted: 1, shown: 1),
                ])
            #expect(stage.standIn.faults == Faults())
        }
    }

    @Test("duplicates and batches of a load that is written at once")
    func load() async throws {
        try await staged { stage in
            var faults = Faults()
            faults.webhooks.batch = 50
            faults.webhooks.duplicates = 1
            stage.standIn.setFaults(faults)
            let messages = (0..<200).map { person -> JSONValue in
                ["from": .string("7705100\(1000 + person)"), "text": "Здравствуйте"]
            }
            let written = try await stage.json(.post, "/control/messages", ["messages": .array(messages)])
            let ids = Set(try #require(written["ids"]?.array).compactMap(\.string))
            #expect(ids.count == 200)
            var seen: [String: Int] = [:]
            for await post in stage.receiver.posts {
                let body = try JSONValue(parsing: post.body)
                for message in body.value?["messages"]?.array ?? [] {
                    seen[message["id"]?.string ?? "", default: 0] += 1
                }
                if seen.values.reduce(0, +) == 400 { break }
            }
            #expect(Set(seen.keys) == ids)
            #expect(seen.values.allSatisfy { $0 == 2 })
        }
    }

    @Test("the control interface refuses what it does not understand, and says why")
    func refusals() async throws {
        try await staged { stage in
            let cases: [(String, JSONValue, Int)] = [
                ("/control/customers/\(Samples.anna)/messages", ["number": "1", "text": "Да"], 404),
                ("/control/customers/\(Samples.anna)/messages", ["tap": ["message": "x", "choice": "y"]], 404),
                ("/control/customers/\(Samples.anna)/messages", ["media": "poem"], 400),
                ("/control/customers/Anna/messages", ["text": "Да"], 400),
                ("/control/customers/\(Samples.anna)", ["script": "never"], 400),
                ("/control/faults", ["sends": [["kind": "explode"]]], 400),
                ("/control/faults", ["webhooks": ["batch": 1001]], 400),
                ("/control/clock", ["set": "tomorrow"], 400),
                ("/control/templates/hello_world/en_US", ["status": "SAD"], 400),
            ]
            for (path, body, status) in cases {
                let answer = try await stage.call(.post, path, body)
                #expect(answer.status == status, "\(path) \(body.text())")
                #expect(try JSONValue(parsing: answer.body)["error"]?.string?.isEmpty == false)
            }
            let foreign = try await stage.call(
                .post, "/control/faults", [:], headers: [Header("Origin", "https://example.com")])
            #expect(foreign.status == 403)
        }
    }

    @Test("the clock of the whole system is moved through the host")
    func clock() async throws {
        try await staged { stage in
            let before = try #require(try await stage.json(.get, "/control/clock")["milliseconds"]?.integer)
            let after = try await stage.json(.post, "/control/clock", ["advance_seconds": 3600])
            #expect(try #require(after["milliseconds"]?.integer) - before >= 3_600_000)
            let set = try await stage.json(.post, "/control/clock", ["set": "2026-03-10 09:00"])
            #expect(set["local"] == "2026-03-10 09:00")
        }
    }

    // MARK: The page

    @Test("the page escapes what people write, offers the answers, and works by forms alone")
    func page() async throws {
        try await staged { stage in
            let form = try await stage.client.send(
                Request(
                    .post, "\(stage.address)/phone/\(Samples.anna)/send?number=\(Samples.lilia.phoneNumberID)&lang=ru",
                    headers: [Header("Content-Type", "application/x-www-form-urlencoded")],
                    body: Array("text=%3Cb%3E%D0%94%D0%B0%3C%2Fb%3E+%26+%22%D0%BD%D0%B5%D1%82%22%0D%0A2".utf8)))
            #expect(form.status == 303)
            #expect(try await stage.webhooks(1)[0].message?["text"]?["body"] == "<b>Да</b> & \"нет\"\n2")
            let list = try await stage.send(try Samples.json("rq-list"))
            let id = try #require(try JSONValue(parsing: list.body)["messages"]?[0]?["id"]?.string)
            _ = try await stage.webhooks(3)

            let page = try await stage.call(.get, try #require(form.header("Location")))
            let html = String(decoding: page.body, as: UTF8.self)
            #expect(html.contains("<html lang=\"ru\">"))
            #expect(html.contains("&lt;b&gt;Да&lt;/b&gt; &amp; &quot;нет&quot;\n2"))
            #expect(!html.contains("<b>"))
            #expect(html.contains("<summary class=\"tap\">Показать время</summary>"))
            #expect(html.contains("value=\"slot:1300\""))
            #expect(html.contains("✓✓"))
            #expect(page.header("Content-Security-Policy")?.contains("default-src 'none'") == true)
            #expect(html.firstRange(of: "onclick") == nil && html.firstRange(of: "style=") == nil)

            let tap = try await stage.client.send(
                Request(
                    .post, "\(stage.address)/phone/\(Samples.anna)/tap?number=\(Samples.lilia.phoneNumberID)",
                    body: Array(
                        "message=\(id.replacing("=", with: "%3D").replacing("+", with: "%2B"))&choice=slot%3A1300".utf8)
                ))
            #expect(tap.status == 303)
            #expect(try await stage.webhooks(1)[0].message?["interactive"]?["list_reply"]?["id"] == "slot:1300")
        }
    }

    @Test(
        "the reader's language",
        arguments: [("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("de, en;q=0.5", "en"), ("kk,ru", "ru")])
    func language(accepted: String, shown: String) async throws {
        try await staged { stage in
            let page = try await stage.call(.get, "/", headers: [Header("Accept-Language", accepted)])
            #expect(page.status == 200)
            #expect(String(decoding: page.body, as: UTF8.self).contains("<html lang=\"\(shown)\">"))
        }
    }

    @Test("style and script are served, and no phone but of digits exists")
    func assets() async throws {
        try await staged { stage in
            for (path, type) in [("phone.css", "text/css"), ("phone.js", "text/javascript")] {
                let answer = try await stage.call(.get, "/page/\(path)")
                #expect(answer.status == 200 && answer.header("content-type")?.hasPrefix(type) == true)
                #expect(answer.body.count > 1000)
            }
            #expect(try await stage.call(.get, "/phone/%3Cscript%3E").status == 404)
        }
    }

    @Test("the terminal phone types, taps and prints what is new once")
    func terminal() async throws {
        try await staged { stage in
            let phone = TerminalPhone(address: stage.address, waID: Samples.anna, language: "ru")
            try await phone.type("Хочу на маникюр")
            #expect(try await stage.webhooks(1)[0].message?["text"]?["body"] == "Хочу на маникюр")
            _ = try await stage.send(try Samples.json("rq-buttons"))
            _ = try await stage.webhooks(3)
            let lines = try await phone.news()
            #expect(lines.last == "    [3] Отменить")
            #expect(try await phone.news().isEmpty)
            try await phone.type("/1")
            #expect(
                try await stage.webhooks(1)[0].message?["interactive"]?["button_reply"]?["id"] == "bk:confirm:8f3a")
            await #expect(throws: TerminalPhone.Trouble(words: "Такого ответа нет: выберите от 1 до 3.")) {
                try await phone.type("/9")
            }
            await phone.close()
        }
    }

    @Test("a port that is taken is an error, not a silence")
    func takenPort() async throws {
        try await staged { stage in
            let port = try #require(Int(stage.address.split(separator: ":").last ?? ""))
            let other = StandIn(
                settings: Samples.settings(), clock: { 0 }, logger: Logger(label: "other"))
            await #expect(throws: (any Error).self) { try await other.run(port: port) }
        }
    }
}

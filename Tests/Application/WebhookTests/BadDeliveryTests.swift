import HTTPTransfer
import JSON
import Logging
import Testing
import Webhook
import WhatsApp

/// Bad input gets a clear answer and loses nothing.
@Suite("Bad deliveries", .timeLimit(.minutes(2)))
struct BadDeliveryTests {
    static let good = Bodies.one(Bodies.text("wamid.good"))

    @Test("A signature that is missing, malformed or another's: 401, and nothing is stored")
    func signatures() async throws {
        let right = Signature.header(for: Self.good, secret: try #require(AppSecret(WebhookStage.appSecret)))
        let foreign = Signature.header(for: Self.good, secret: try #require(AppSecret("another app's secret")))
        let others = Signature.header(for: Bodies.one(Bodies.text("x")), secret: try #require(AppSecret(WebhookStage.appSecret)))
        let digits = String(right.dropFirst("sha256=".count))
        let cases: [(String, String?)] = [
            ("missing", nil), ("empty", ""), ("another app's", foreign), ("of another body", others),
            ("capitals", "sha256=" + digits.uppercased()), ("no prefix", digits), ("other algorithm", "sha1=" + digits),
            ("a digit short", String(right.dropLast())), ("a digit more", right + "0"), ("twice", "\(right), \(right)"),
            ("all zeros", "sha256=" + String(repeating: "0", count: 64)), ("no digits", "sha256="),
        ]
        try await WebhookStage.run { (stage) async throws in
            for (name, signature) in cases {
                let answer = try await stage.post(Self.good, signed: signature.map { .with($0) } ?? .not)
                #expect(answer.status == 401, "\(name)")
                #expect(String(decoding: answer.body, as: UTF8.self).contains("X-Hub-Signature-256"))
            }
            #expect(try await stage.rows() == ExpectedRows())
            #expect(stage.log.lines(.warning).count == cases.count)
            #expect(try await stage.post(Self.good, signed: .with(right)).status == 200)
        }
    }

    @Test("A body at the limit is taken, one byte more is not, with its length told beforehand or not")
    func size() async throws {
        let limit = WebhookSettings.bodyLimit
        let secret = try #require(AppSecret(WebhookStage.appSecret))
        let atLimit = Bodies.padded("wamid.limit", to: limit)
        let over = Bodies.padded("wamid.over", to: limit + 1)
        try await WebhookStage.run { (stage) async throws in
            func chunked(_ body: [UInt8]) async throws -> Int? {
                let head =
                    "POST /webhook/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
                    + "X-Hub-Signature-256: \(Signature.header(for: body, secret: secret))\r\n\r\n"
                var parts: [[UInt8]] = [Array(head.utf8)]
                for start in stride(from: 0, to: body.count, by: 60_000) {
                    let chunk = body[start..<min(start + 60_000, body.count)]
                    parts.append(Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + [0x0D, 0x0A])
                }
                parts.append(Array("0\r\n\r\n".utf8))
                return try await RawConnection.status(port: stage.port, sending: parts)
            }
            #expect(atLimit.count == limit)
            #expect(try await stage.post(atLimit).status == 200)
            #expect(try await stage.rows().inbox.count == 1)
            #expect(try await chunked(Bodies.padded("wamid.chunked", to: limit)) == 200)
            #expect(try await stage.rows().inbox.count == 2)

            let refused = try await stage.post(over)
            #expect(refused.status == 413)
            #expect(String(decoding: refused.body, as: UTF8.self).contains("\(limit)"))
            #expect(try await chunked(over) == 413)
            // A length that is told and not kept to: the words count, and nothing is waited for.
            let head = "POST /webhook/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n{"
            #expect(try await RawConnection.status(port: stage.port, sending: [Array(head.utf8)]) == 413)
            #expect(try await stage.rows().inbox.count == 2)
            // The next delivery finds the server well.
            #expect(try await stage.post(Self.good).status == 200)
        }
    }

    @Test("A connection that ends in the middle of a body stores nothing and disturbs nobody")
    func halfABody() async throws {
        try await WebhookStage.run { (stage) async throws in
            let head = "POST /webhook/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\n{\"object\":"
            let status = try await RawConnection.status(port: stage.port, sending: [Array(head.utf8)], thenClose: true)
            #expect(status == nil || status.map { (400...599).contains($0) } == true)
            #expect(try await stage.rows() == ExpectedRows())
            #expect(try await stage.post(Self.good).status == 200)
        }
    }

    static let unreadableBodies: [(String, [UInt8])] = [
        ("empty", []), ("not JSON", Array("hello".utf8)), ("truncated", Array(good.dropLast(7))),
        ("not UTF-8", Array(#"{"object":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)),
        ("100 levels deep", Array((String(repeating: "[", count: 100) + String(repeating: "]", count: 100)).utf8)),
        (
            "100 levels deep inside",
            Array(
                (#"{"object":"whatsapp_business_account","entry":"# + String(repeating: "[", count: 100)
                    + String(repeating: "]", count: 100) + "}").utf8)
        ),
        ("half a million levels", Array(String(repeating: "[", count: 500_000).utf8)),
        ("a list", Array("[1,2]".utf8)), ("another object", Array(#"{"object":"instagram","entry":[]}"#.utf8)),
        ("no object", Array(#"{"entry":[]}"#.utf8)), ("two values", good + good),
    ]

    @Test("A signed body that cannot be read: 400, and kept as it came", arguments: unreadableBodies)
    func unreadable(name: String, body: [UInt8]) async throws {
        try await WebhookStage.run { (stage) async throws in
            let answer = try await stage.post(body)
            #expect(answer.status == 400)
            #expect(!answer.body.isEmpty)
            #expect(
                try await stage.words("SELECT encode(raw, 'hex') FROM dead_letter WHERE kind = 'unreadable'")
                    == [body.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()])
            #expect(try await stage.rows().inbox.isEmpty)
            #expect(stage.log.lines(.error).count == 1)
        }
    }

    @Test(
        "A part that misses what it must have is set aside, and the parts beside it are stored",
        arguments: [
            ("no id", #"{"from":"1234567","timestamp":"1795251600","type":"text","text":{"body":"x"}}"#),
            ("no sender", #"{"id":"wamid.x","timestamp":"1795251600","type":"text","text":{"body":"x"}}"#),
            ("no time", #"{"from":"1234567","id":"wamid.x","type":"text","text":{"body":"x"}}"#),
            ("a time of another unit", #"{"from":"1","id":"wamid.x","timestamp":"1795251600000000","type":"text","text":{"body":"x"}}"#),
            ("a text without words", #"{"from":"1234567","id":"wamid.x","timestamp":"1795251600","type":"text"}"#),
            ("a number", "7"), ("nothing", "null"), ("a list", "[]"),
        ])
    func broken(name: String, element: String) async throws {
        try await WebhookStage.run { (stage) async throws in
            let broken = try JSONValue(parsing: Array(element.utf8))
            let change = Bodies.change(
                to: WebhookStage.accounts[0], messages: [Bodies.text("wamid.1"), broken, Bodies.text("wamid.2")])
            #expect(try await stage.post(Bodies.delivery([Bodies.entry([change])])).status == 200)
            let rows = try await stage.rows()
            #expect(rows.inbox.map { String($0.suffix(7)) }.sorted() == ["wamid.1", "wamid.2"])
            #expect(rows.deadLetters == 1)
        }
    }

    @Test("A number nobody has: 200, a dead letter with the whole message, and a warning")
    func unknownNumber() async throws {
        try await WebhookStage.run { (stage) async throws in
            let body = Bodies.one(Bodies.text("wamid.lost", "кому-нибудь"), to: "999999999999999")
            #expect(try await stage.post(body).status == 200)
            #expect(
                try await stage.words("SELECT account || ': ' || reason FROM dead_letter")
                    == ["999999999999999: no salon has this account"])
            let raw = try await stage.words("SELECT convert_from(raw, 'UTF8') FROM dead_letter")
            #expect(raw.allSatisfy { $0.contains("wamid.lost") && $0.contains("кому-нибудь") })
            #expect(stage.log.lines(.warning).count == 1)
            #expect(!stage.log.lines.contains { $0.contains("кому-нибудь") })
        }
    }

    static let texts: [(String, String, String?)] = [
        ("emoji", "💅👩🏽‍🦰🇰🇿 на завтра", nil), ("right to left", "\u{202E}שלום עליכם\u{202C} مرحبا", nil),
        ("4,096 characters", String(repeating: "я", count: 4096), nil),
        ("100,000 characters", String(repeating: "ы💅", count: 50_000), nil),
        ("a zero character", "a\0b", "a\u{FFFD}b"), ("only a zero character", "\0", "\u{FFFD}"),
        ("control characters", "\u{1}\u{7F}\u{9}\u{1B}[31m", nil), ("empty", "", nil),
        ("combining marks", "e" + String(repeating: "\u{301}", count: 500), nil),
        ("SQL", "'; DROP TABLE inbox; --", nil), ("not characters", "\u{FFFE}\u{FFFF}\u{10FFFF}", nil),
    ]

    @Test("Any text is stored as it is", arguments: texts)
    func anyText(name: String, text: String, stored: String?) async throws {
        try await WebhookStage.run { (stage) async throws in
            let answer = try await stage.post(Bodies.one(Bodies.text("wamid.\u{1F485}", text)))
            #expect(answer.status == 200)
            #expect(try await stage.words("SELECT words FROM inbox") == [stored ?? text])
            #expect(try await stage.rows().deadLetters == 0)
        }
    }
}

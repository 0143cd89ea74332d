import HTTPTransfer
import JSON
import Testing

/// Real input: every inbound sample through the real webhook into the real tables.
@Suite("Sample deliveries", .serialized, .timeLimit(.minutes(3)))
struct SampleDeliveryTests {
    @Test("The corpus is there")
    func corpus() {
        #expect(Corpus.samples("in-").count == 32)
        #expect(Corpus.samples("st-").count == 15)
        #expect(Corpus.samples("ac-").count == 22)
    }

    /// The reading of the tree by which the tables are judged, held against counts made by hand.
    @Test(
        "The samples hold what is expected of them",
        arguments: [
            ("in-text.json", 1, 0, 0), ("in-batch-two-messages-one-change.json", 2, 0, 0),
            ("in-batch-two-tenants.json", 2, 1, 0), ("in-value-errors.json", 0, 0, 1),
            ("st-batch-out-of-order.json", 0, 3, 0), ("ac-security.json", 0, 0, 1),
        ])
    func reading(name: String, messages: Int, statuses: Int, others: Int) throws {
        let rows = try ExpectedRows(reading: try Corpus.bytes(name), knownAccounts: Set(WebhookStage.accounts))
        #expect([rows.inbox.count, rows.reports.count, rows.deadLetters] == [messages, statuses, others])
    }

    @Test("A sample is answered with 200 and stored whole", arguments: Corpus.samples("in-", "st-", "ac-"))
    func sample(name: String) async throws {
        let body = try Corpus.bytes(name)
        let expected = try ExpectedRows(reading: body, knownAccounts: Set(WebhookStage.accounts))
        #expect(expected != ExpectedRows(), "the sample holds something")
        try await WebhookStage.run { (stage) async throws in
            let answer = try await stage.post(body)
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
            #expect(try await stage.rows() == expected)
            // Each part is kept as it came, byte for byte.
            let text = String(decoding: body, as: UTF8.self)
            let kept = try await stage.words(
                "SELECT convert_from(raw, 'UTF8') FROM inbox UNION ALL SELECT convert_from(raw, 'UTF8') FROM dead_letter")
            #expect(kept.count == expected.inbox.count + expected.deadLetters)
            #expect(kept.allSatisfy { text.contains($0) })
            // Nothing of what people are called or wrote is in the log.
            for word in ["Анна", "Мария", "77051234567", "KZ.1349", "маникюр"] {
                #expect(!stage.log.lines.contains { $0.contains(word) }, "\(word)")
            }
            // The same again, as after a lost answer: nothing more. A dead letter has no id to know it by.
            #expect(try await stage.post(body).status == 200)
            let again = try await stage.rows()
            #expect(again.inbox == expected.inbox && again.reports == expected.reports)
        }
    }

    @Test(
        "Recorded signatures hold on the exact bytes, and on no others",
        arguments: ["text-cyrillic", "image-url-slashes", "two-tenants", "status-failed", "template-approved"])
    func wire(name: String) async throws {
        let body = try Corpus.bytes("wire/\(name).raw.json")
        let signatures = try Corpus.json("wire/signatures.json")
        let signature = try #require(signatures["files"]?["\(name).raw.json"]?.string)
        #expect(signatures["app_secret"]?.string == WebhookStage.appSecret)
        let expected = try ExpectedRows(reading: body, knownAccounts: Set(WebhookStage.accounts))
        let respelt = try JSONValue(parsing: body).bytes()
        // Only this one has nothing that could be spelt in two ways.
        #expect((respelt == body) == (name == "template-approved"))
        try await WebhookStage.run { (stage) async throws in
            var generator = SeededGenerator(seed: 1)
            let places = [0, body.count - 1] + (0..<6).map { _ in Int.random(in: 0..<body.count, using: &generator) }
            for place in places {
                var flipped = body
                flipped[place] ^= 1
                let answer = try await stage.post(flipped, signed: .with(signature))
                #expect(answer.status == 401, "byte \(place)")
            }
            #expect(try await stage.post(Array(body.dropLast()), signed: .with(signature)).status == 401)
            #expect(try await stage.post(body + [0x0A], signed: .with(signature)).status == 401)
            // The same JSON in another spelling is another text.
            if respelt != body { #expect(try await stage.post(respelt, signed: .with(signature)).status == 401) }
            #expect(try await stage.rows() == ExpectedRows())

            #expect(try await stage.post(body, signed: .with(signature)).status == 200)
            #expect(try await stage.rows() == expected)
        }
    }
}

import HTTPTransfer
import JSON
import Logging
import Postgres
import PostgresTestSupport
import Testing

@Suite("Deliveries", .timeLimit(.minutes(2)))
struct DeliveryTests {
    @Test("Messages that come one to five times, in any order and at the same time, are stored once each")
    func duplicates() async throws {
        var generator = SeededGenerator(seed: 7)
        var bodies: [[UInt8]] = []
        for number in 0..<60 {
            let body = Bodies.one(
                Bodies.text("wamid.\(number)", from: "7705000\(1000 + number % 9)"), to: WebhookStage.accounts[number % 2])
            bodies += Array(repeating: body, count: Int.random(in: 1...5, using: &generator))
        }
        bodies.shuffle(using: &generator)
        try await WebhookStage.run { (stage) async throws in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for body in bodies { group.addTask { try await stage.post(body).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: bodies.count))
            #expect(try await stage.rows().inbox.count == 60)
            #expect(try await stage.words("SELECT count(*)::text FROM inbox") == ["60"])
            // Those of one moment share commits: rows of one transaction carry one number.
            let commits = try #require(Int(try await stage.words("SELECT count(DISTINCT xmin::text)::text FROM inbox")[0]))
            #expect((1...60).contains(commits))
        }
    }

    @Test("One delivery of many salons, entries, changes and kinds is stored part by part")
    func mixed() async throws {
        let known = WebhookStage.accounts
        let status: JSONValue = [
            "field": "messages",
            "value": [
                "metadata": ["phone_number_id": .string(known[1])],
                "messages": [Bodies.text("wamid.beside", from: "77000000001")],
                "statuses": [["id": "wamid.out", "status": "read", "timestamp": "1795251600"]],
                "errors": [["code": 130429, "title": "Rate limit hit"]],
            ],
        ]
        let entries = [
            Bodies.entry([
                Bodies.change(to: known[0], messages: (0..<5).map { Bodies.text("wamid.a\($0)") }),
                Bodies.change(to: known[1], messages: [Bodies.text("wamid.b")]),
                Bodies.change(to: "unknown", messages: [Bodies.text("wamid.c"), Bodies.text("wamid.d")]),
                ["field": "something_new", "value": ["x": [1, 2, 3]]],
            ]),
            Bodies.entry([status, Bodies.change(to: known[0], messages: [Bodies.text("wamid.a0"), Bodies.text("wamid.e")])]),
            ["id": "no changes"],
            Bodies.entry([["value": ["x": 1]]]),
        ]
        try await WebhookStage.run { (stage) async throws in
            let answer = try await stage.post(Bodies.delivery(entries))
            #expect(answer.status == 200)
            let rows = try await stage.rows()
            #expect(
                rows.inbox
                    == Set(
                        ["a0", "a1", "a2", "a3", "a4", "e"].map { "\(known[0]) wamid.\($0)" }
                            + ["b", "beside"].map { "\(known[1]) wamid.\($0)" }))
            #expect(rows.reports == ["\(known[1]) wamid.out 4"])
            // Two of the unknown number, the new field, the channel's error, the entry and the change without contents.
            #expect(rows.deadLetters == 6)
        }
    }

    @Test("A thousand messages in one delivery are one commit")
    func thousand() async throws {
        try await WebhookStage.run { (stage) async throws in
            let messages = (0..<1000).map { Bodies.text("wamid.\($0)", "запись \($0)", from: "770500\(10_000 + $0 % 50)") }
            let body = Bodies.delivery([Bodies.entry([Bodies.change(to: WebhookStage.accounts[0], messages: messages)])])
            #expect(try await stage.post(body).status == 200)
            #expect(
                try await stage.words("SELECT count(*) || ' in ' || count(DISTINCT xmin::text) FROM inbox") == ["1000 in 1"])
        }
    }

    @Test("While the database is away: 503; what is repeated afterwards is stored")
    func databaseAway() async throws {
        try await WebhookStage.run(patience: .milliseconds(500)) { (stage) async throws in
            #expect(try await stage.post(Bodies.one(Bodies.text("wamid.before"))).status == 200)
            try await stage.allowConnections(false)
            let body = Bodies.one(Bodies.text("wamid.meanwhile"))
            let refused = try await stage.post(body)
            #expect(refused.status == 503)
            #expect(String(decoding: refused.body, as: UTF8.self).contains("send it again"))
            // What cannot be read must not be lost either.
            #expect(try await stage.post(Array("not JSON".utf8)).status == 503)
            #expect(try await stage.post(body, signed: .not).status == 401)
            #expect(stage.log.lines(.error).count >= 2)
            try await stage.allowConnections(true)
            let deadline = ContinuousClock.now + .seconds(20)
            var status = 503
            while status == 503, ContinuousClock.now < deadline { status = try await stage.post(body).status }
            #expect(status == 200)
            #expect(
                try await stage.rows().inbox.sorted() == [
                    "\(WebhookStage.accounts[0]) wamid.before", "\(WebhookStage.accounts[0]) wamid.meanwhile",
                ])
            #expect(try await stage.rows().deadLetters == 0)
        }
    }

    /// The word to other processes is a hint: a delivery that is stored is acknowledged without it.
    @Test("A delivery that is stored is acknowledged even when nobody can be told of it")
    func unannounced() async throws {
        try await WebhookStage.run { (stage) async throws in
            try await stage.look { connection in
                try connection.runScript(trusted: "REVOKE EXECUTE ON FUNCTION pg_notify(text, text) FROM PUBLIC")
            }
            #expect(try await stage.post(Bodies.one(Bodies.text("wamid.1"))).status == 200)
            #expect(try await stage.rows().inbox.count == 1)
            #expect(stage.log.lines(.warning).contains { $0.hasPrefix("news not announced") })
        }
    }
}

extension WebhookStage {
    /// Shuts the test's database to everybody and ends the connections to it, or opens it again.
    fileprivate func allowConnections(_ allowed: Bool) async throws {
        let name = database.name
        let elsewhere = database.bootstrapAddress.with(database: "postgres")
        try await onThread {
            let connection = try Connection(elsewhere)
            try connection.runScript(
                trusted: "ALTER DATABASE \(SQLIdentifier(name)) ALLOW_CONNECTIONS \(SQLIdentifier(allowed ? "true" : "false"))")
            if !allowed {
                _ = try connection.words(
                    "SELECT pg_terminate_backend(pid, 5000)::text FROM pg_stat_activity WHERE datname = '\(name)'")
            }
        }
    }
}

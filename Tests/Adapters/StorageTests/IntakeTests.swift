import CivilTime
import Conversations
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

@Suite("Intake")
struct IntakeTests {
    @Test("A thousand messages of fifty salons are one commit, each once")
    func manySalons() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salons = try (0..<50).map { try TestSalon.create("s\($0)", on: server) }
            let messages = (0..<1000).map { salons[$0 % 50].message("wamid.\($0)", from: "user-\($0 % 200)", at: $0) }
            let administrator = try database.administrator()
            let receipt = try server.accept(.messages(messages))
            #expect(receipt.fresh.count == 1000)
            #expect(receipt.tenantsWithNews == Set(salons.map(\.tenant)))
            #expect(receipt.duplicates == 0 && receipt.deadLetters == 0)
            #expect(try administrator.number("SELECT count(*) FROM inbox") == 1000)
            // Rows of one transaction carry one number.
            #expect(try administrator.number("SELECT count(DISTINCT xmin::text) FROM inbox") == 1)
            let again = try server.accept(.messages(messages), .messages([salons[0].message("new", from: "user-1")]))
            #expect(again.duplicates == 1000 && again.fresh.count == 1)
            #expect(again.tenantsWithNews == [salons[0].tenant])
        }
    }

    @Test("What belongs to no salon becomes a dead letter, whole")
    func deadLetters() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            var stranger = salon.message("wamid.1", from: "user")
            stranger.account = "phone-of-nobody"
            var lost = salon.report("wamid.2", .read)
            lost.account = "phone-of-nobody"
            let receipt = try server.accept(
                InboundBatch(
                    messages: [stranger, salon.message("wamid.3", from: "user")], reports: [lost],
                    others: [
                        OtherEvent(account: nil, kind: "account_update", reason: "not about messages", raw: [0, 255])
                    ]))
            #expect(receipt.deadLetters == 3 && receipt.fresh.count == 1)
            let administrator = try database.administrator()
            #expect(
                try administrator.words("SELECT kind || ': ' || reason FROM dead_letter ORDER BY kind") == [
                    "account_update: not about messages", "message: no salon has this account",
                    "report: no salon has this account",
                ])
            #expect(
                try administrator.words("SELECT encode(raw, 'hex') FROM dead_letter WHERE kind = 'account_update'") == [
                    "00ff"
                ])
        }
    }

    @Test("A message that names nobody is kept, and nobody is woken for it")
    func nameless() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            var message = salon.message("wamid.1", from: "")
            message.sender = Sender(userID: nil, phone: nil, name: nil)
            let receipt = try server.accept(.messages([message]))
            #expect(receipt.fresh.count == 1 && receipt.tenantsWithNews.isEmpty)
            #expect(
                try database.administrator().words("SELECT failed_reason FROM inbox") == ["the message names no sender"]
            )
        }
    }

    @Test("A zero character, which PostgreSQL cannot hold, costs neither the message nor its neighbours")
    func zeroCharacter() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            let receipt = try server.accept(
                .messages([
                    salon.message("wamid.1", from: "user", .text("a\0b")), salon.message("wamid.2", from: "user"),
                ]))
            #expect(receipt.fresh.count == 2)
            #expect(
                try database.administrator().words("SELECT words FROM inbox ORDER BY id") == ["a\u{FFFD}b", "Привет"])
        }
    }

    /// An empty id breaks a rule of the inbox, and with it the common commit: all others must be stored all the same.
    @Test("One refused message loses no other, in its salon or elsewhere")
    func oneRefused() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salons = try (0..<3).map { try TestSalon.create("s\($0)", on: server) }
            let good = salons.flatMap { salon in (0..<4).map { salon.message("wamid.\($0)", from: "user") } }
            let receipt = try server.accept(
                .messages(good + [salons[1].message("", from: "user")]),
                InboundBatch(
                    messages: [], reports: [],
                    others: [OtherEvent(account: nil, kind: "other", reason: "unknown", raw: [1])]))
            #expect(receipt.fresh.count == 12 && receipt.deadLetters == 2)
            #expect(receipt.tenantsWithNews.count == 3)
            let administrator = try database.administrator()
            #expect(try administrator.number("SELECT count(*) FROM inbox") == 12)
            #expect(
                try administrator.number("SELECT count(*) FROM dead_letter WHERE reason LIKE '%inbox%check%'") == 1)
        }
    }

    @Test("The same deliveries by sixteen connections at once are stored once")
    func concurrentDuplicates() async throws {
        let database = try await StorageDatabase.empty()
        let salons = try await onThread {
            let server = try database.server()
            return try (0..<4).map { try TestSalon.create("s\($0)", on: server) }
        }
        let messages = (0..<200).map { salons[$0 % 4].message("wamid.\($0)", from: "user-\($0 % 10)", at: $0) }
        let fresh = try await withThrowingTaskGroup(of: Int.self) { group in
            for shift in 0..<16 {
                group.addTask {
                    try await onThread {
                        let rotated = Array(messages[(shift * 12)...] + messages[..<(shift * 12)])
                        return try database.server().accept(.messages(rotated)).fresh.count
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(fresh == 200)
        #expect(try await onThread { try database.administrator().number("SELECT count(*) FROM inbox") } == 200)
    }
}

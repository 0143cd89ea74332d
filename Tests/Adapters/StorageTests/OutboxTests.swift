import CivilTime
import Conversations
import Conversations
import FlowInterpreter
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

@Suite("Outbox")
struct OutboxTests {
    private static let now = TestSalon.morning.adding(minutes: 60)

    /// A salon whose customers have written and been answered: `messages` answers of one turn each per person.
    private static func salon(
        people: Int = 1, messages: Int = 1, on server: Connection
    ) throws -> TestSalon {
        let salon = try TestSalon.create("one", on: server)
        _ = try server.accept(
            .messages(
                (0..<people).flatMap { person in
                    (0..<messages).map {
                        salon.message("p\(person).m\($0)", from: "user-\(person)", at: $0, phone: "7700000000\(person)")
                    }
                }))
        try server.asTenant(salon.tenant) {
            let claim = try WorkQueue(server).claim(limit: 100, now: now)
            try TurnStore(server).write(claim.conversations.map { $0.answered(at: now) }, now: now)
        }
        return salon
    }

    private static func claim(
        _ salon: TestSalon, _ server: Connection, limit: Int = 10, at moment: Instant = now,
        claimant: String = "process 1"
    ) throws -> [ClaimedMessage] {
        try server.asTenant(salon.tenant) {
            try OutboxStore(server).claim(account: salon.account, limit: limit, claimant: claimant, now: moment)
        }
    }

    private static func settle(
        _ id: OutboxID, _ end: SendResult.End, _ salon: TestSalon, _ server: Connection
    ) throws {
        try server.asTenant(salon.tenant) {
            try OutboxStore(server).settle([SendResult(id: id, end: end)], now: now)
        }
    }

    @Test("The next message of a conversation waits until the one before was accepted")
    func headOfLine() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try Self.salon(people: 2, messages: 3, on: server)
            try server.asTenant(salon.tenant) {
                let due = try OutboxStore(server).dueAccounts(now: Self.now)
                #expect(due.map(\.account) == [salon.account] && due.map(\.messages) == [6])
                #expect(try OutboxStore(server).nextDue() == Self.now)
            }
            let first = try Self.claim(salon, server)
            #expect(first.count == 2 && Set(first.map(\.conversation)).count == 2)
            #expect(first[0].recipientUserID == "user-0" && first[0].recipientPhone == "77000000000")
            #expect(first[0].lastInboundAt == TestSalon.morning.adding(seconds: 2) && first[0].attempts == 1)
            #expect(try Self.claim(salon, server).isEmpty)
            try Self.settle(first[0].id, .accepted(providerID: "wamid.1"), salon, server)
            let second = try Self.claim(salon, server)
            #expect(second.map(\.conversation) == [first[0].conversation])
            guard case .message(let message) = second.first?.content else { throw UnexpectedAnswer() }
            #expect(message.text.hasSuffix("m1"))
            try Self.settle(
                second[0].id, .retry(at: Self.now.adding(minutes: 1), code: 131_056, reason: "too many"), salon, server)
            #expect(try Self.claim(salon, server).isEmpty, "the message to be tried again holds back the third")
            #expect(try Self.claim(salon, server, at: Self.now.adding(minutes: 1)).map(\.attempts) == [2])
        }
    }

    @Test("Claimers at once never get the same message, nor two of one conversation", arguments: 0..<4)
    func concurrentClaims(seed: Int) async throws {
        let database = try await StorageDatabase.empty()
        let salon = try await onThread { try Self.salon(people: 9, messages: 4, on: database.server()) }
        let sent = try await withThrowingTaskGroup(of: [OutboxID].self) { group in
            for claimant in 0..<6 {
                group.addTask {
                    try await onThread {
                        let server = try database.server()
                        var random = Random(seed: UInt64(seed * 10 + claimant))
                        var mine: [OutboxID] = []
                        while try server.asTenant(
                            salon.tenant,
                            {
                                try server.number("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')")
                            }) > 0
                        {
                            let claimed = try Self.claim(
                                salon, server, limit: Int(random.next() % 5) + 1, claimant: "process \(claimant)")
                            #expect(Set(claimed.map(\.conversation)).count == claimed.count)
                            mine += claimed.map(\.id)
                            for message in claimed.shuffled(using: &random) {
                                try Self.settle(
                                    message.id, .accepted(providerID: "wamid.\(message.id.number)"), salon, server)
                            }
                        }
                        return mine
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(sent.count == 36 && Set(sent).count == 36)
    }

    @Test("What a dead process was sending becomes unknown, is never claimed again, and a report settles it")
    func recovery() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try Self.salon(people: 2, on: server)
            let claimed = try Self.claim(salon, server)
            let later = Self.now.adding(minutes: 5)
            let work = try TenantDirectory.work(now: later, staleBefore: later.adding(minutes: -2), on: server)
            #expect(work.map(\.hasStaleSends) == [true])
            try server.asTenant(salon.tenant) {
                let unknown = try OutboxStore(server).recover(staleBefore: later.adding(minutes: -2), now: later)
                #expect(unknown == claimed.map(\.id))
            }
            #expect(try Self.claim(salon, server, at: later).isEmpty)
            _ = try server.accept(.reports([salon.report("wamid.9", callback: claimed[0].id.callback, .delivered)]))
            // The other one's sender was only slow.
            try Self.settle(claimed[1].id, .accepted(providerID: "wamid.8"), salon, server)
            #expect(
                try database.administrator().words(
                    "SELECT concat_ws(' ', state, provider_message_id, delivery_status) FROM outbox ORDER BY id")
                    == ["sent wamid.9 3", "sent wamid.8"])
        }
    }

    @Test(
        "Reports in any order leave the message with the highest",
        arguments: [
            [DeliveryStatus.sent, .delivered, .read], [.read, .delivered, .sent], [.delivered, .read, .sent],
            [.delivered, .sent, .read, .read],
        ], ["before the answer", "after the answer", "around the answer"])
    func reports(_ order: [DeliveryStatus], _ moment: String) async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try Self.salon(on: server)
            let claimed = try Self.claim(salon, server)[0]
            let early = moment == "before the answer" ? order.count : moment == "after the answer" ? 0 : 1
            // No callback: they are known by the provider's id only, which we learn from the answer.
            for status in order.prefix(early) { _ = try server.accept(.reports([salon.report("wamid.1", status)])) }
            try Self.settle(claimed.id, .accepted(providerID: "wamid.1"), salon, server)
            for status in order.dropFirst(early) { _ = try server.accept(.reports([salon.report("wamid.1", status)])) }
            let administrator = try database.administrator()
            #expect(try administrator.words("SELECT state || ' ' || delivery_status FROM outbox") == ["sent 4"])
            #expect(try administrator.number("SELECT count(*) FROM delivery_report") == 0)
        }
    }

    @Test("A report by callback overtakes the answer to the send, which then changes nothing")
    func reportFirst() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try Self.salon(on: server)
            let claimed = try Self.claim(salon, server)[0]
            _ = try server.accept(
                .reports([
                    salon.report("wamid.1", callback: claimed.id.callback, .sent),
                    salon.report("wamid.1", callback: claimed.id.callback, .failed, at: 1),
                ]))
            try Self.settle(claimed.id, .unknown(reason: "no answer"), salon, server)
            #expect(
                try database.administrator().words(
                    "SELECT concat_ws(' ', state, provider_message_id, delivery_status, error_code) FROM outbox")
                    == ["sent wamid.1 2 131026"])
        }
    }

    @Test("Refused and withdrawn messages say so, and do not hold back the next")
    func refused() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try Self.salon(messages: 3, on: server)
            let claimed = try Self.claim(salon, server)[0]
            try Self.settle(claimed.id, .refused(code: 131_047, reason: "window closed"), salon, server)
            #expect(try Self.claim(salon, server).count == 1)
            try server.asTenant(salon.tenant) { () throws in
                #expect(try OutboxStore(server).cancelPending(of: #require(claimed.conversation), now: Self.now) == 1)
            }
            #expect(
                try database.administrator().words("SELECT concat_ws(' ', state, error_code) FROM outbox ORDER BY id")
                    == ["failed 131047", "sending", "cancelled"])
        }
    }

    @Test("Reports of messages that are not ours are kept for a while and forgotten")
    func foreignReports() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try Self.salon(on: server)
            _ = try server.accept(.reports([salon.report("wamid.of.another.program", callback: "abc", .sent)]))
            try server.asTenant(salon.tenant) { () throws in
                #expect(try DeliveryReports.forget(before: Self.now, on: server) == 1)
            }
        }
    }

    @Test("Every kind of body comes back as it was written")
    func bodies() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try Self.salon(on: server)
            let bodies: [OutboundContent] = [
                .message(
                    Message(
                        text: "Какое время? 💅",
                        choices: [
                            MessageChoice(id: "1", label: "15:00", description: "у Ани"),
                            MessageChoice(id: "2", label: "16:00", description: nil),
                        ], menuLabel: "Выбрать")),
                .template(TemplateMessage(name: "reminder", language: "ru", parameters: ["Аня", "15:00"])),
            ]
            _ = try server.accept(.messages([salon.message("again", from: "user-0", at: 90)]))
            try server.asTenant(salon.tenant) {
                var written = try WorkQueue(server).claim(limit: 1, now: Self.now).conversations[0].answered(at: Self.now)
                written.turns[0].outgoing = bodies.map { OutboundMessage(content: $0, dueAt: Self.now) }
                try TurnStore(server).write([written], now: Self.now)
            }
            var seen: [OutboundContent] = []
            for round in 0..<3 {
                let claimed = try Self.claim(salon, server)[0]
                seen.append(claimed.content)
                try Self.settle(claimed.id, .accepted(providerID: "wamid.\(round)"), salon, server)
            }
            #expect(Array(seen.dropFirst()) == bodies)
        }
    }
}

import CivilTime
import Conversations
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Synchronization
import Testing

@Suite("Work queue")
struct WorkQueueTests {
    private static let now = TestSalon.morning.adding(minutes: 60)

    @Test("A claim brings the conversation with its messages in the order they were sent")
    func claim() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            _ = try server.accept(
                .messages([
                    salon.message("second", from: "ira", .tap(id: "t1", title: "Да"), at: 2, phone: "77000000001"),
                    salon.message("first", from: "ira", .media(kind: "image", id: ""), at: 1),
                    salon.message("other", from: "oleg", at: 3),
                ]))
            try server.asTenant(salon.tenant) {
                let claim = try WorkQueue(server).claim(limit: 10, now: Self.now)
                #expect(claim.liveVersion == 1 && claim.liveHash == TestSalon.flow("bot of one").machineHash)
                #expect(claim.catalogueRevision > 0)
                #expect(claim.conversations.map { $0.messages.map(\.providerID) } == [["first", "second"], ["other"]])
                let ira = claim.conversations[0]
                #expect(ira.messages.map(\.content) == [.media(kind: "image", id: ""), .tap(id: "t1", title: "Да")])
                #expect(ira.customerName == "Ира" && ira.location == salon.location && ira.state == nil)
                try TurnStore(server).write(claim.conversations.map { $0.answered(at: Self.now) }, now: Self.now)
            }
            try server.asTenant(salon.tenant) { () throws in
                #expect(try WorkQueue(server).claim(limit: 10, now: Self.now).conversations.isEmpty)
            }
            let administrator = try database.administrator()
            #expect(try administrator.number("SELECT count(*) FROM turn") == 3)
            #expect(try administrator.number("SELECT count(*) FROM outbox WHERE state = 'pending'") == 3)
            #expect(try administrator.number("SELECT count(*) FROM inbox WHERE processed_at IS NULL") == 0)
            #expect(
                try administrator.words("SELECT user_id FROM customer_identity ORDER BY user_id")
                    == ["77000000001", "ira", "oleg"])
            #expect(try administrator.words("SELECT phone FROM customer WHERE phone IS NOT NULL") == ["77000000001"])
        }
    }

    @Test("A claim that is not committed is given back")
    func undone() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            _ = try server.accept(.messages([salon.message("m", from: "ira")]))
            let held = try server.undone(salon.tenant) {
                try WorkQueue(server).claim(limit: 1, now: Self.now).conversations.count
            }
            #expect(held == 1)
            try server.asTenant(salon.tenant) { () throws in
                #expect(try WorkQueue(server).claim(limit: 1, now: Self.now).conversations.count == 1)
            }
        }
    }

    @Test("What one worker holds another passes over, older and newer messages of the same person too")
    func held() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let (first, second) = (try database.server(), try database.server())
            let salon = try TestSalon.create("one", on: first)
            _ = try first.accept(.messages([salon.message("m0", from: "ira")]))
            try first.asTenant(salon.tenant) {
                let claim = try WorkQueue(first).claim(limit: 5, now: Self.now)
                try TurnStore(first).write(claim.conversations.map { $0.answered(at: Self.now) }, now: Self.now)
            }
            _ = try first.accept(.messages([salon.message("m5", from: "ira", at: 5)]))
            try first.asTenant(salon.tenant) {
                #expect(try WorkQueue(first).claim(limit: 5, now: Self.now).conversations.count == 1)
                _ = try second.accept(
                    .messages([salon.message("m1", from: "ira", at: 1), salon.message("m9", from: "ira", at: 9)]))
                try second.asTenant(salon.tenant) { () throws in
                    #expect(try WorkQueue(second).claim(limit: 5, now: Self.now).conversations.isEmpty)
                }
            }
        }
    }

    /// Several workers, many people, many seeds: each worker claims, answers and commits, or now and then gives up,
    /// until nothing waits. Every message must have had exactly one turn, and every conversation its turns in the order
    /// sent.
    @Test("Workers at once never share a conversation and keep its order", .serialized, arguments: 0..<12)
    func concurrent(seed: Int) async throws {
        let database = try await StorageDatabase.empty()
        let salon = try await onThread { try TestSalon.create("one", on: database.server()) }
        let people = 12
        let perPerson = 6
        try await onThread {
            let server = try database.server()
            // Half is there at the start, half arrives in between, in an order given by the seed.
            _ = try server.accept(.messages(Self.messages(salon, people, 0..<(perPerson / 2), seed)))
        }
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await onThread {
                    let server = try database.server()
                    for message in Self.messages(salon, people, (perPerson / 2)..<perPerson, seed) {
                        _ = try server.accept(.messages([message]))
                    }
                    progress.arrived.withLock { $0 = true }
                }
            }
            for worker in 0..<6 {
                group.addTask {
                    try await onThread {
                        let server = try database.server()
                        var random = Random(seed: UInt64(seed * 100 + worker))
                        while true {
                            let isLast = progress.arrived.withLock { $0 }
                            let limit = Int(random.next() % 4) + 1
                            if random.next() % 8 == 0 {
                                _ = try server.undone(salon.tenant) {
                                    try? WorkQueue(server).claim(limit: limit, now: Self.now)
                                }
                                continue
                            }
                            do {
                                try server.asTenant(salon.tenant) {
                                    let claim = try WorkQueue(server).claim(limit: limit, now: Self.now)
                                    let ids = claim.conversations.map(\.id)
                                    let shared = progress.held.withLock { held in
                                        defer { held.formUnion(ids) }
                                        return held.intersection(ids)
                                    }
                                    #expect(shared.isEmpty, "held twice: \(shared)")
                                    try TurnStore(server).write(
                                        claim.conversations.map { $0.answered(at: Self.now) }, now: Self.now)
                                    progress.held.withLock { $0.subtract(ids) }
                                }
                            } catch let error as PostgresError where error.isConflict { continue }
                            let waiting = try server.asTenant(salon.tenant) {
                                try server.number("SELECT count(*) FROM inbox WHERE processed_at IS NULL")
                            }
                            if isLast && waiting == 0 { return }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        try await onThread {
            let administrator = try database.administrator()
            #expect(try administrator.number("SELECT count(*) FROM conversation") == people)
            #expect(try administrator.number("SELECT count(*) FROM customer") == people)
            #expect(try administrator.number("SELECT count(*) FROM turn") == people * perPerson)
            #expect(
                try administrator.number("SELECT count(DISTINCT convert_from(event, 'UTF8')) FROM turn")
                    == people * perPerson)
            // Turns count 1, 2, 3 … in each conversation, and messages of one arrival keep their order.
            #expect(
                try administrator.number("SELECT count(*) FROM conversation WHERE turn_number <> \(perPerson)") == 0)
            let inverted = try administrator.number(
                """
                SELECT count(*)
                FROM turn AS early JOIN turn AS late USING (tenant_id, conversation_id)
                    JOIN inbox AS first ON first.provider_message_id = convert_from(early.event, 'UTF8')
                    JOIN inbox AS second ON second.provider_message_id = convert_from(late.event, 'UTF8')
                WHERE early.number < late.number AND first.sent_at > second.sent_at AND first.id > second.id
                """)
            #expect(inverted == 0)
        }
    }

    /// What the workers of one test tell one another.
    private final class Progress: Sendable {
        let arrived = Mutex(false)
        let held = Mutex<Set<ConversationID>>([])
    }

    private static func messages(_ salon: TestSalon, _ people: Int, _ numbers: Range<Int>, _ seed: Int)
        -> [InboundMessage]
    {
        var random = Random(seed: UInt64(seed + 1))
        var all = (0..<people).flatMap { person in
            numbers.map { salon.message("p\(person).m\($0)", from: "user-\(person)", at: $0) }
        }
        for index in all.indices.dropFirst() { all.swapAt(index, Int(random.next() % UInt64(index + 1))) }
        return all
    }

    @Test("A failed turn waits for its next try, holds back what follows, and is given up in the end")
    func failed() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            _ = try server.accept(
                .messages([salon.message("m1", from: "ira", at: 1), salon.message("m2", from: "ira", at: 2)]))
            func claimed(_ minutes: Int) throws -> [PendingMessage] {
                try server.asTenant(salon.tenant) {
                    try WorkQueue(server).claim(limit: 5, now: Self.now.adding(minutes: minutes)).conversations
                        .flatMap(\.messages)
                }
            }
            let first = try claimed(0)[0]
            try server.asTenant(salon.tenant) {
                try WorkQueue(server).markFailed(
                    [first.id], reason: "module failed", retryAt: Self.now.adding(minutes: 5), now: Self.now)
            }
            #expect(try claimed(1).isEmpty)
            #expect(try claimed(6).map(\.providerID) == ["m1", "m2"])
            #expect(try claimed(6)[0].attempts == 1)
            try server.asTenant(salon.tenant) {
                try WorkQueue(server).markFailed([first.id], reason: "module failed", retryAt: nil, now: Self.now)
            }
            #expect(try claimed(6).map(\.providerID) == ["m2"])
            #expect(
                try database.administrator().words("SELECT failed_reason FROM inbox WHERE failed_reason IS NOT NULL")
                    == ["module failed"])
        }
    }

    @Test("A silence that has lasted is claimed, a message before it, and the directory knows of both")
    func wakes() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            _ = try TestSalon.create("idle", on: server)
            _ = try server.accept(.messages([salon.message("m1", from: "ira")]))
            func work(_ minutes: Int) throws -> [TenantID] {
                let moment = Self.now.adding(minutes: minutes)
                return try TenantDirectory.work(now: moment, staleBefore: moment.adding(minutes: -5), on: server)
                    .filter(\.hasTurns).map(\.tenant)
            }
            #expect(try work(0) == [salon.tenant])
            try server.asTenant(salon.tenant) {
                let claim = try WorkQueue(server).claim(limit: 5, now: Self.now)
                var written = claim.conversations[0].answered(at: Self.now)
                written.wakeAt = Self.now.adding(minutes: 30)
                try TurnStore(server).write([written], now: Self.now)
            }
            #expect(try work(29).isEmpty)
            #expect(try work(30) == [salon.tenant])
            try server.asTenant(salon.tenant) {
                #expect(try WorkQueue(server).nextWake() == Self.now.adding(minutes: 30))
                let claim = try WorkQueue(server).claim(limit: 5, now: Self.now.adding(minutes: 30))
                #expect(claim.conversations.map(\.isWakeDue) == [true])
                #expect(claim.conversations[0].messages.isEmpty && claim.conversations[0].state == [7])
            }
            _ = try server.accept(.messages([salon.message("m2", from: "ira", at: 60)]))
            try server.asTenant(salon.tenant) {
                let claim = try WorkQueue(server).claim(limit: 5, now: Self.now.adding(minutes: 31))
                #expect(claim.conversations.map { $0.messages.map(\.providerID) } == [["m2"]])
                #expect(claim.conversations[0].isWakeDue)
            }
        }
    }

    @Test("Two customers who turn out to be one are folded into the earlier")
    func merger() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            func turn(_ message: InboundMessage) throws -> ClaimedConversation? {
                _ = try server.accept(.messages([message]))
                return try server.asTenant(salon.tenant) {
                    let claim = try WorkQueue(server).claim(limit: 5, now: Self.now)
                    try TurnStore(server).write(claim.conversations.map { $0.answered(at: Self.now) }, now: Self.now)
                    return claim.conversations.first
                }
            }
            var byPhone = salon.message("m1", from: "", phone: "77000000001")
            byPhone.sender.userID = nil
            let first = try turn(byPhone)
            let second = try turn(salon.message("m2", from: "KZ.1"))
            #expect(first?.customer != second?.customer)
            let both = try turn(salon.message("m3", from: "KZ.1", phone: "77000000001"))
            #expect(both?.customer == first?.customer && both?.id == first?.id)
            let later = try turn(salon.message("m4", from: "KZ.1"))
            #expect(later?.id == first?.id && later?.turnNumber == 2)
            let administrator = try database.administrator()
            #expect(try administrator.number("SELECT count(*) FROM customer WHERE merged_into IS NOT NULL") == 1)
            #expect(try administrator.number("SELECT count(DISTINCT customer_id) FROM customer_identity") == 1)
        }
    }
}

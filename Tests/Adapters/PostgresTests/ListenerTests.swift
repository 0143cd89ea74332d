import Postgres
import PostgresTestSupport
import Testing

@Suite("Listener", .timeLimit(.minutes(1)))
struct ListenerTests {
    private static let notify = Statement("test.notify", "SELECT pg_notify($1, $2)")

    @Test("Notifications arrive in order, from the channels asked for, whatever their names")
    func arrives() async throws {
        let database = try await TestCluster.shared().database()
        let listener = try Listener(database.serverAddress, channels: ["outbox", "Odd \"name\""])
        var events = listener.events.makeAsyncIterator()
        #expect(await events.next() == .listening)
        try await onThread {
            let connection = try Connection(database.serverAddress)
            for (channel, payload) in [("outbox", "1"), ("elsewhere", "2"), ("Odd \"name\"", "три"), ("outbox", "")] {
                _ = try connection.execute(Self.notify, [.text(channel), .text(payload)])
            }
        }
        #expect(await events.next() == .notification(channel: "outbox", payload: "1"))
        #expect(await events.next() == .notification(channel: "Odd \"name\"", payload: "три"))
        #expect(await events.next() == .notification(channel: "outbox", payload: ""))
        await listener.stop()
        #expect(await events.next() == nil)
    }

    @Test("After its connection was killed it says so, connects again, and hears on")
    func reconnects() async throws {
        let database = try await TestCluster.shared().database()
        let listener = try Listener(database.serverAddress, channels: ["outbox"])
        var events = listener.events.makeAsyncIterator()
        #expect(await events.next() == .listening)
        try await onThread {
            let connection = try Connection(database.bootstrapAddress)
            try connection.runScript(
                trusted: """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = 'salonflow listener'
                    """)
        }
        guard case .interrupted(let error) = await events.next() else {
            Issue.record("the interruption was not told")
            return
        }
        #expect(error.isConnectionLoss)
        #expect(await events.next() == .listening)
        try await onThread {
            _ = try Connection(database.serverAddress).execute(Self.notify, [.text("outbox"), .text("again")])
        }
        #expect(await events.next() == .notification(channel: "outbox", payload: "again"))
        await listener.stop()
    }

    @Test("Without a server it keeps trying, and stops at once when told")
    func stopsWhileTrying() async throws {
        let address = DatabaseAddress(socketDirectory: "/nonexistent", port: 1, user: "nobody", database: "none")
        let listener = try Listener(
            address, channels: ["outbox"],
            Listener.Configuration(firstReconnectPause: .seconds(3600), longestReconnectPause: .seconds(3600)))
        var events = listener.events.makeAsyncIterator()
        guard case .interrupted(.unreachable) = await events.next() else {
            Issue.record("the failure was not told")
            return
        }
        await listener.stop()
        #expect(await events.next() == nil)
    }

    @Test("A listener that is dropped ends its stream")
    func dropped() async throws {
        let database = try await TestCluster.shared().database()
        var listener: Listener? = try Listener(database.serverAddress, channels: ["outbox"])
        let stream = try #require(listener).events
        listener = nil
        // `.listening` may or may not have come before the end; what counts is that the stream ends.
        for await event in stream { #expect(event == .listening) }
    }
}

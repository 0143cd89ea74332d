package import Logging
package import Postgres
package import Salon
internal import Synchronization

/// What processes of one database tell each other: "these salons have news". A hint only; the poller finds what it misses.
enum NewsNotice {
    static let channel = "salonflow_news"
    /// PostgreSQL takes 8,000 bytes; beyond so many salons the notice just says "look".
    static let most = 300

    static func payload(_ tenants: Set<TenantID>) -> String {
        tenants.count > most ? "" : tenants.map { String($0.number) }.joined(separator: ",")
    }

    static func tenants(_ payload: String) -> [TenantID] {
        payload.split(separator: ",").compactMap { Int64($0).map(TenantID.init) }
    }
}

/// Sends notices, at most one in fifty milliseconds: a backlog that was announced a moment ago needs no second word.
package final class NewsNotifier: Sendable {
    private static let gap = Duration.milliseconds(50)

    private let pool: Pool
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    package init(pool: Pool) { self.pool = pool }

    package func announce(_ tenants: Set<TenantID>) async throws {
        let now = ContinuousClock.now
        let isDue = last.withLock { last in
            if let last, now - last < Self.gap { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let payload = NewsNotice.payload(tenants)
        try await pool.withConnection { connection in
            _ = try connection.execute(notify, [.text(NewsNotice.channel), .text(payload)])
        }
    }
}

private let notify = Statement("news.notify", "SELECT pg_notify($1, $2)")

/// Hears notices of other processes and posts them on this one's board.
package struct NewsListener: Sendable {
    private let database: DatabaseAddress
    private let news: NewsBoard<TenantID>
    private let logger: Logger

    package init(database: DatabaseAddress, news: NewsBoard<TenantID>, logger: Logger) {
        self.database = database
        self.news = news
        self.logger = logger
    }

    /// Runs until cancelled.
    package func run() async {
        let listener: Listener
        do { listener = try Listener(database, channels: [NewsNotice.channel]) } catch {
            // Without it news of other processes are found by the poller, up to a second later.
            logger.warning("not listening for news of other processes", metadata: ["error": "\(error)"])
            return
        }
        for await event in listener.events {
            switch event {
            case .notification(_, let payload): news.post(NewsNotice.tenants(payload))
            case .interrupted(let error): logger.debug("listening interrupted", metadata: ["error": "\(error)"])
            case .listening: break
            }
        }
        await listener.stop()
    }
}

package import Conversations
internal import CivilTime
package import Logging
package import Postgres
package import Salon
internal import Storage

/// The backstop of all wake-ups: looks every second for salons with something to do, whatever notice was lost, and for
/// what no notice announces, such as a silence that has lasted or a reminder that is due.
package struct NewsPoller: Sendable {
    /// How long a claimed send may be unsettled before its process counts as dead. Longer than any send may take.
    package static let staleAfterSeconds = 90

    /// Bookings that the clock changes in one transaction.
    private static let bookingsPerTransaction = 200

    private let pool: Pool
    private let news: NewsBoard<TenantID>
    private let outgoing: NewsBoard<TenantID>
    private let freed: NewsBoard<TenantID>
    private let canaries: CanaryWatch
    private let clock: MovableClock
    private let pause: Duration
    private let staleAfterSeconds: Int
    private let logger: Logger

    package init(
        pool: Pool, news: NewsBoard<TenantID>, outgoing: NewsBoard<TenantID>, freed: NewsBoard<TenantID>,
        clock: MovableClock, pause: Duration = .seconds(1), staleAfterSeconds: Int = Self.staleAfterSeconds, logger: Logger
    ) {
        self.pool = pool
        self.news = news
        self.outgoing = outgoing
        self.freed = freed
        self.clock = clock
        canaries = CanaryWatch(pool: pool, clock: clock, logger: logger)
        self.pause = pause
        self.staleAfterSeconds = staleAfterSeconds
        self.logger = logger
    }

    /// Runs until cancelled.
    package func run() async {
        while !Task.isCancelled {
            do {
                try await look()
            } catch is CancellationError {
                return
            } catch {
                logger.warning("looking for work failed; trying again", metadata: ["error": "\(error)"])
            }
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// One look. Also called at once when the clock is moved.
    package func look() async throws {
        let now = clock.now
        let staleBefore = now.adding(seconds: -staleAfterSeconds)
        let work = try await pool.withConnection { connection in
            try TenantDirectory.work(now: now, staleBefore: staleBefore, on: connection)
        }
        for tenant in work where tenant.hasStaleSends {
            let lost = try await pool.asTenant(tenant.tenant) { connection in
                try OutboxStore(connection).recover(staleBefore: staleBefore, now: now)
            }
            for id in lost {
                logger.warning(
                    "the fate of a message is unknown; it is not sent again, a status may still settle it",
                    metadata: ["tenant": "\(tenant.tenant.number)", "message": "\(id.number)"])
            }
        }
        news.post(work.filter(\.hasTurns).map(\.tenant))
        outgoing.post(work.filter(\.hasMessages).map(\.tenant))
        freed.post(work.filter(\.hasFreedTimes).map(\.tenant))
        for tenant in work where tenant.hasCanaryLook {
            do { if try await canaries.look(at: tenant.tenant) { outgoing.post([tenant.tenant]) } } catch let error as PostgresError {
                if error.isConnectionLoss { throw error }
                logger.error(
                    "a canary could not be looked at; tried again at the next look",
                    metadata: ["tenant": "\(tenant.tenant.number)", "error": "\(error)"])
            }
        }
        for tenant in work where tenant.hasDueBookings {
            // One salon's failure must not keep the bookings of those after it from their clock, at this look and every next.
            do { try await pass(to: now, of: tenant.tenant) } catch let error as PostgresError {
                if error.isConnectionLoss { throw error }
                logger.error(
                    "the clock could not change a salon's bookings; tried again at the next look",
                    metadata: ["tenant": "\(tenant.tenant.number)", "error": "\(error)"])
            }
        }
    }

    /// Holds expire, visits begin and end. In steps, each a transaction of its own, until none is due.
    private func pass(to now: Instant, of tenant: TenantID) async throws {
        let limit = Self.bookingsPerTransaction
        let retry = Retry(attempts: 5) { failures in .milliseconds(5 << failures) }
        while try await pool.asTenant(
            tenant, retry: retry, { try BookingClock.pass(to: now, limit: limit, on: $0) }) > 0
        {}
    }
}

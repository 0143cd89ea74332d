internal import CivilTime
package import Conversations
package import Logging
package import Postgres
package import Salon
internal import Storage
internal import Webhook
package import Workers

/// Stores deliveries in the database, many in one commit, and wakes whoever sleeps.
package struct DatabaseIntake: DeliveryIntake {
    /// Deliveries in one commit. More would only make the first of them wait.
    private static let deliveriesPerCommit = 128

    private let commits: GroupCommit<InboundBatch, Void>

    package init(
        pool: Pool, channel: String, news: NewsBoard<TenantID>, clock: MovableClock, logger: Logger
    ) {
        let notifier = NewsNotifier(pool: pool)
        commits = GroupCommit(concurrent: 2, most: Self.deliveriesPerCommit) { batches in
            let now = clock.now
            let receipt = try await pool.withConnection { connection in
                try Intake(connection, channel: channel).accept(batches, at: now)
            }
            if receipt.deadLetters > 0 {
                logger.warning("something arrived that belongs to no salon", metadata: ["letters": "\(receipt.deadLetters)"])
            }
            let tenants = receipt.tenantsWithNews
            if !tenants.isEmpty {
                let sleeps = news.hasWaiting
                news.post(tenants)
                // With nobody free here, another process may have a worker that sleeps. A NOTIFY takes a lock that all
                // commits of the database share, so it is sent only then, and never in an intake's own transaction.
                if !sleeps {
                    do { try await notifier.announce(tenants) } catch {
                        // The deliveries are durable: they are acknowledged, and the poller finds what nobody announced.
                        logger.warning("news not announced", metadata: ["error": "\(error)"])
                    }
                }
            }
            return Array(repeating: (), count: batches.count)
        }
    }

    package func accept(_ batch: InboundBatch) async throws {
        _ = try await commits.submit(batch)
    }
}

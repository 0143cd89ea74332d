internal import Booking
internal import CivilTime
package import Conversations
package import Logging
package import Postgres
package import Salon
internal import Storage

/// Takes salons where a time came free from the board and offers it to those who wait: one freed time a transaction, with
/// the offers it led to. The customers are told by turns of their conversations, which the news board is told of.
package struct WaitlistWorker: Sendable {
    private let pool: Pool
    private let freed: NewsBoard<TenantID>
    private let news: NewsBoard<TenantID>
    private let bots: BotCache
    private let clock: MovableClock
    private let logger: Logger

    package init(
        pool: Pool, freed: NewsBoard<TenantID>, news: NewsBoard<TenantID>, bots: BotCache, clock: MovableClock,
        logger: Logger
    ) {
        self.pool = pool
        self.freed = freed
        self.news = news
        self.bots = bots
        self.clock = clock
        self.logger = logger
    }

    /// Works until the board is closed; a transaction that has begun is finished.
    package func run() async {
        while let tenant = await freed.next() {
            do {
                let done = try await work(for: tenant)
                if done.offers > 0 { news.post([tenant]) }
                if done.mayHaveMore { freed.post([tenant]) }
            } catch {
                // The rows are as they were; the poller will find them again.
                logger.error("a freed time is not offered", metadata: ["tenant": "\(tenant.number)", "error": "\(error)"])
            }
        }
    }

    package struct Done: Hashable, Sendable {
        package var offers = 0
        package var mayHaveMore = false
    }

    /// Looks at one freed time.
    package func work(for tenant: TenantID) async throws -> Done {
        let now = clock.now
        let retry = Retry(attempts: 5) { failures in .milliseconds(5 << failures) }
        return try await pool.asTenant(tenant, retry: retry) { connection in
            let rows = WaitlistRows(connection)
            guard let taken = try rows.takeFreedTime(now: now) else { return Done() }
            return Done(offers: try offer(taken, rows, of: tenant, now: now, on: connection), mayHaveMore: true)
        }
    }

    private func offer(
        _ taken: TakenFreedTime, _ rows: WaitlistRows, of tenant: TenantID, now: Instant, on connection: Connection
    ) throws -> Int {
        let salon = try WorkQueue(connection).salon()
        guard taken.freed.to > now, let live = salon.liveVersion else {
            // It is over, or nobody could be told.
            try rows.remove(taken)
            return 0
        }
        let bot = try bots.bot(
            tenant: tenant, location: taken.location, version: live, revision: salon.catalogueRevision, on: connection)
        let catalogue = bot.catalogue
        let morning = QuietHours.end(for: now, in: catalogue.zone)
        guard morning == now else {
            try rows.putOff(taken, until: morning)
            return 0
        }
        try rows.tidy(taken.location, today: catalogue.zone.civil(at: now).date, now: now)
        let waiting = try rows.waiting(
            at: taken.location, services: catalogue.services.map(\.id), around: taken.freed, now: now)
        let bookings = BookingRows(connection, location: taken.location)
        // Nobody's hold is their own here: who holds a time has no need of an offer.
        let view = CalendarView(now: now, customer: CustomerID(0))
        let found = try FreedTimeMatching(catalogue: catalogue, now: now).offers(
            of: taken.freed, to: waiting.map(\.customer)
        ) { service, masters, from, to in
            try bookings.busy(masters: masters.map(\.id), resources: service.resources, from: from, to: to, for: view)
        }
        let offers = found.offers.map { offer in
            let entry = waiting[offer.place]
            return (conversation: entry.conversation, customer: entry.customer.wish.customer, offer: offer)
        }
        let made = try rows.make(offers, at: taken.location, now: now)
        if let again = found.lookAgainAt { try rows.putOff(taken, until: again) } else { try rows.remove(taken) }
        return made
    }
}

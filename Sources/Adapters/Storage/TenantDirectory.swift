package import CivilTime
package import Postgres
package import Salon

/// The only questions that are asked without a tenant, and the beginnings of one. Each goes through one function of the
/// database that answers with ids (migration 0010).
package enum TenantDirectory {
    /// Which salons the channel's accounts belong to; an account nobody has is missing from the answer.
    package static func routes(
        channel: String, accounts: Set<String>, on connection: Connection
    ) throws -> [String: ChannelRoute] {
        if accounts.isEmpty { return [:] }
        let rows = try connection.execute(
            TenantDirectoryStatements.routes, [.foreignText(channel), .foreignTexts(accounts.sorted())])
        var routes: [String: ChannelRoute] = [:]
        for row in rows {
            routes[try row.text(0)] = ChannelRoute(
                tenant: TenantID(try row.int64(1)), account: ChannelAccountID(try row.int64(2)),
                location: LocationID(try row.int64(3)))
        }
        return routes
    }

    /// Salons that have something to do at `now`: messages to answer, silences to notice, customers to tell of an offer,
    /// messages to send, sends that were claimed before `staleBefore` and never settled, bookings that the clock changes, freed
    /// times to look at, or a canary to look at. Costs a look-up for each in an index that holds open work only.
    package static func work(now: Instant, staleBefore: Instant, on connection: Connection) throws -> [TenantWork] {
        try connection.execute(TenantDirectoryStatements.work, [.instant(now), .instant(staleBefore)]).map { row in
            TenantWork(
                tenant: TenantID(try row.int64(0)), hasTurns: try row.bool(1), hasMessages: try row.bool(2),
                hasStaleSends: try row.bool(3), hasDueBookings: try row.bool(4), hasFreedTimes: try row.bool(5),
                hasCanaryLook: try row.bool(6))
        }
    }

    /// Creates a salon, in a transaction of its own that then is that salon's; `body` fills it, all or nothing.
    package static func create<R>(
        name: LocalizedName, now: Instant, on connection: Connection, _ body: (TenantID) throws -> R
    ) throws -> R {
        try connection.transaction(preamble: [TenantDirectoryStatements.enterNew()]) { answers in
            let tenant = TenantID(try answers[0][0].int64(0))
            _ = try connection.execute(
                TenantDirectoryStatements.create, [.int64(tenant.number)] + name.parameters + [.instant(now)])
            return try body(tenant)
        }
    }
}

/// What waits for a worker at one salon.
package struct TenantWork: Hashable, Sendable {
    package var tenant: TenantID
    package var hasTurns: Bool
    package var hasMessages: Bool
    package var hasStaleSends: Bool
    package var hasDueBookings: Bool
    package var hasFreedTimes: Bool
    package var hasCanaryLook: Bool

    package init(
        tenant: TenantID, hasTurns: Bool, hasMessages: Bool, hasStaleSends: Bool, hasDueBookings: Bool = false,
        hasFreedTimes: Bool = false, hasCanaryLook: Bool = false
    ) {
        self.hasCanaryLook = hasCanaryLook
        self.hasFreedTimes = hasFreedTimes
        self.tenant = tenant
        self.hasTurns = hasTurns
        self.hasMessages = hasMessages
        self.hasStaleSends = hasStaleSends
        self.hasDueBookings = hasDueBookings
    }
}

private enum TenantDirectoryStatements {
    static let routes = Statement(
        "directory.routes",
        """
        SELECT external_id, tenant_id, channel_account_id, location_id
        FROM find_channel_accounts($1, $2)
        """)

    static let work = Statement(
        "directory.work",
        """
        SELECT tenant_id, has_turns, has_messages, has_stale_sends, has_due_bookings, has_freed_times, has_canary_look
        FROM tenants_with_work($1, $2)
        """)

    /// Draws the new salon's number and makes it the transaction's tenant: row-level security lets nobody write
    /// another's.
    static let enterNew = Statement(
        "directory.enter_new",
        """
        SELECT set_config('app.tenant_id', nextval('tenant_tenant_id_seq')::text, true)::bigint
        """)

    static let create = Statement(
        "directory.create",
        """
        INSERT INTO tenant (tenant_id, name, created_at)
        VALUES ($1, jsonb_object($2, $3), $4)
        """)
}

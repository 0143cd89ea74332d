/// How a connection behaves, apart from where it goes.
package struct ConnectionOptions: Sendable, Equatable {
    /// Shown in `pg_stat_activity`.
    package var applicationName: String
    /// How long one host may take to answer, in seconds; libpq raises 1 to 2. An address that says its own wins.
    package var connectTimeoutSeconds: Int
    /// The longest a statement may run, in milliseconds; 0 for no bound.
    package var statementTimeoutMilliseconds: Int
    /// The longest a statement may wait for a lock, in milliseconds; 0 for no bound.
    package var lockTimeoutMilliseconds: Int
    /// How long sent data may stay unacknowledged before a TCP connection counts as dead, in milliseconds.
    package var deadPeerTimeoutMilliseconds: Int

    package init(
        applicationName: String = "salonflow", connectTimeoutSeconds: Int = 5,
        statementTimeoutMilliseconds: Int = 30_000, lockTimeoutMilliseconds: Int = 10_000,
        deadPeerTimeoutMilliseconds: Int = 15_000
    ) {
        self.applicationName = applicationName
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.statementTimeoutMilliseconds = statementTimeoutMilliseconds
        self.lockTimeoutMilliseconds = lockTimeoutMilliseconds
        self.deadPeerTimeoutMilliseconds = deadPeerTimeoutMilliseconds
    }
}

internal import CivilTime
package import Conversations
internal import FlowMachine
package import Logging
package import Postgres
package import Salon
internal import Storage
internal import Versions

/// Looks at open canaries and ends those that are decided: what is worse is rolled back, what is as good becomes live, and
/// the owner is told why.
///
/// A look and what follows from it are one transaction, under the lock that publishing takes: several processes look one
/// after the other, and whoever comes second finds it decided.
package struct CanaryWatch: Sendable {
    /// Between two looks at the same canary, in seconds; a turn that fails brings the next one at once.
    package static let pauseSeconds = 30
    /// Who is on record as having promoted or rolled back what nobody decided by hand.
    package static let author = "canary"

    private let pool: Pool
    private let clock: MovableClock
    private let logger: Logger

    package init(pool: Pool, clock: MovableClock, logger: Logger) {
        self.pool = pool
        self.clock = clock
        self.logger = logger
    }

    /// - Returns: whether it ended, and so there is something to send.
    package func look(at tenant: TenantID) async throws -> Bool {
        let now = clock.now
        let retry = Retry(attempts: 5) { failures in .milliseconds(5 << failures) }
        let verdict = try await pool.asTenant(tenant, retry: retry) { try look(now: now, on: $0) }
        if let verdict {
            logger.notice("a canary has ended", metadata: ["tenant": "\(tenant.number)", "verdict": "\(verdict)"])
        }
        return verdict != nil
    }

    private func look(now: Instant, on connection: Connection) throws -> String? {
        let canaries = FlowCanaries(connection)
        try canaries.lock()
        guard let canary = try canaries.open() else { return nil }
        let counts = try canaries.counts(of: canary, now: now)
        let decision = CanaryTest.look(
            canary: counts.canary, live: counts.live, planned: canary.plannedTalks, looked: canary.lookedAt)
        let language = decision == .goOn ? nil : try Self.staffLanguage(connection)
        guard let language, let verdict = CanaryWords(language: language).verdict(
                decision, version: canary.version, live: canary.against, canary: counts.canary),
            let notice = CanaryWords(language: language).notice(
                decision, version: canary.version, live: canary.against, canary: counts.canary)
        else {
            try canaries.noteLook(
                at: canary, talks: max(counts.canary.talks, canary.lookedAt), next: now.adding(seconds: Self.pauseSeconds))
            return nil
        }
        if decision == .asGood {
            try FlowVersions(connection).move(
                to: canary.version, expecting: .version(canary.against),
                FlowMove(kind: .promotion, by: Self.author, reason: verdict), at: now)
        } else {
            try canaries.end(canary, .rolledBack, by: Self.author, verdict: verdict, at: now)
        }
        try StaffNotices.tellOwner(notice, language: language, now: now, on: connection)
        return verdict
    }

    /// Ends a canary whose machine cannot be read any more, and tells the owner; one that has ended meanwhile stays as it is.
    static func rollBackDamaged(_ canary: Int64, now: Instant, on connection: Connection) throws {
        let canaries = FlowCanaries(connection)
        try canaries.lock()
        guard let open = try canaries.open(), open.id == canary else { return }
        let language = try staffLanguage(connection)
        let words = CanaryWords(language: language)
        try canaries.end(open, .rolledBack, by: author, verdict: words.damaged(open.version), at: now)
        try StaffNotices.tellOwner(
            words.noticeOfRollback(live: open.against, because: words.damaged(open.version)), language: language, now: now,
            on: connection)
    }

    /// The bot's first language; a machine that cannot be read must not keep a canary from its end.
    private static func staffLanguage(_ connection: Connection) throws -> String {
        let live = try FlowVersions(connection).live()
        return live.flatMap { try? Machine(encoded: $0.machine) }?.languages.first ?? "en"
    }
}

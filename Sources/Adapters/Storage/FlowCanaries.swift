package import CivilTime
package import Postgres
package import Versions

/// The canaries of a salon: a version on trial for a share of new talks, at most one at a time.
///
/// The database ends an open one itself when what is live moves (migration 0021).
package struct FlowCanaries {
    /// How long after a turn a talk that nobody goes on with counts as over.
    package static let silenceSeconds = 3_600

    private let connection: Connection

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection) { self.connection = connection }

    /// Waits for whoever publishes, moves what is live or looks at a canary, and keeps them away to the transaction's end.
    package func lock() throws { try FlowVersions(connection).lock(expecting: .any) }

    /// Nil while none is open.
    package func open() throws -> FlowCanary? {
        try connection.execute(FlowCanaryStatements.open).first.map(FlowCanary.init)
    }

    /// The one that began last, open or not; nil when there never was one.
    package func latest() throws -> FlowCanary? {
        try connection.execute(FlowCanaryStatements.latest).first.map(FlowCanary.init)
    }

    /// Gives a version that is stored a share of new talks from now on.
    ///
    /// - Throws: `CanaryRefused`, and nothing has happened.
    package func start(_ new: NewCanary, at now: Instant) throws -> FlowCanary {
        try lock()
        try check(new)
        let row = try connection.execute(
            FlowCanaryStatements.insert,
            [
                .int(new.version), .int(new.share), .int(new.plannedTalks), .instant(now), .foreignText(new.author),
                .foreignText(new.reason),
            ])[0]
        return try FlowCanary(row)
    }

    /// Whether a canary could start as it is asked for.
    ///
    /// - Parameter isStored: false for a version that is still to be stored, whose number is of no matter.
    /// - Throws: `CanaryRefused` when it could not.
    package func check(_ new: NewCanary, isStored: Bool = true) throws {
        guard CanaryTest.shares.contains(new.share) else { throw CanaryRefused.share(new.share) }
        guard CanaryTest.plannedTalks.contains(new.plannedTalks) else { throw CanaryRefused.plannedTalks(new.plannedTalks) }
        guard let live = try FlowVersions(connection).liveNumber() else { throw CanaryRefused.nothingLive }
        if let open = try open() { throw CanaryRefused.open(open) }
        guard isStored else { return }
        if live == new.version { throw CanaryRefused.isLive(new.version) }
        if try FlowVersions(connection).line(new.version) == nil { throw CanaryRefused.noSuchVersion(new.version) }
    }

    /// What became of the talks that began while it was open, on the canary's version and on the live one. Reads every turn of them.
    package func counts(of canary: FlowCanary, now: Instant) throws -> (canary: TalkCounts, live: TalkCounts) {
        var counts = (canary: TalkCounts(), live: TalkCounts())
        let rows = try connection.execute(
            FlowCanaryStatements.counts,
            [.int64(canary.id), .instant(now.adding(seconds: -Self.silenceSeconds))])
        for row in rows {
            let found = TalkCounts(
                talks: try row.int(1), completed: try row.int(2), handedOff: try row.int(3), notUnderstood: try row.int(4),
                failed: try row.int(5))
            if try row.int(0) == canary.version { counts.canary = found } else { counts.live = found }
        }
        return counts
    }

    /// Notes a look that ended nothing.
    package func noteLook(at canary: FlowCanary, talks: Int, next: Instant) throws {
        _ = try connection.execute(FlowCanaryStatements.look, [.int64(canary.id), .int(talks), .instant(next)])
    }

    /// Takes its share away again; its talks go on with the version that is live. The caller holds `lock`.
    ///
    /// - Parameter outcome: promoting is not among them: `FlowVersions.move` to the canary's version does that.
    package func end(
        _ canary: FlowCanary, _ outcome: CanaryEnd, by author: String, verdict: String, at now: Instant
    ) throws {
        _ = try connection.execute(
            FlowCanaryStatements.end,
            [.int64(canary.id), .instant(now), .foreignText(author), .text(outcome.rawValue), .foreignText(verdict)])
    }

    /// Notes a talk in which a turn could not be done at all, when it was on the version of an open canary or on the live
    /// one beside it, and asks for a look at once.
    package func noteFailure(of failure: FailedTalk, at now: Instant) throws {
        _ = try connection.execute(
            FlowCanaryStatements.failure,
            [.int(failure.version), .int64(failure.conversation.number), .int64(failure.talk), .instant(now)])
    }
}

/// A talk in which a turn threw.
package struct FailedTalk: Hashable, Sendable {
    /// Which the turn was to run on.
    package var version: Int
    /// May be one that was never written down.
    package var conversation: ConversationID
    /// The number of the turn that the talk began with, or would have.
    package var talk: Int64

    package init(version: Int, conversation: ConversationID, talk: Int64) {
        self.version = version
        self.conversation = conversation
        self.talk = talk
    }
}

package struct NewCanary: Hashable, Sendable {
    package var version: Int
    /// Percent of new talks.
    package var share: Int
    /// The canary's ended talks at which it is decided.
    package var plannedTalks: Int
    package var author: String
    package var reason: String

    package init(version: Int, share: Int, plannedTalks: Int, author: String, reason: String) {
        self.version = version
        self.share = share
        self.plannedTalks = plannedTalks
        self.author = author
        self.reason = reason
    }
}

package enum CanaryRefused: Error, Hashable, Sendable {
    case share(Int)
    case plannedTalks(Int)
    case nothingLive
    case open(FlowCanary)
    case isLive(Int)
    case noSuchVersion(Int)
}

/// How a canary ends that its version does not become live by.
package enum CanaryEnd: String, Hashable, Sendable {
    case rolledBack = "rolled_back"
    case stopped
}

/// One canary, open or ended.
package struct FlowCanary: Hashable, Sendable {
    package enum Outcome: String, Hashable, Sendable {
        case promoted, stopped
        case rolledBack = "rolled_back"
    }

    package struct End: Hashable, Sendable {
        package var outcome: Outcome
        package var at: Instant
        package var by: String
        /// Why, in the words of whoever ended it.
        package var verdict: String
    }

    package var id: Int64
    package var version: Int
    /// What was live when it began.
    package var against: Int
    package var share: Int
    package var plannedTalks: Int
    package var startedAt: Instant
    package var startedBy: String
    package var reason: String
    /// Its ended talks at the last look.
    package var lookedAt: Int
    /// Nil while it is open.
    package var end: End?

    fileprivate init(_ row: Row) throws {
        id = try row.int64(0)
        version = try row.int(1)
        against = try row.int(2)
        share = try row.int(3)
        plannedTalks = try row.int(4)
        startedAt = try row.instant(5)
        startedBy = try row.text(6)
        reason = try row.text(7)
        lookedAt = try row.int(8)
        if let word = try row.optionalText(9) {
            guard let outcome = Outcome(rawValue: word) else {
                throw StorageError.unknownWord(column: "flow_canary.outcome", word: word)
            }
            end = End(outcome: outcome, at: try row.instant(10), by: try row.text(11), verdict: try row.text(12))
        }
    }
}

private enum FlowCanaryStatements {
    private static let columns =
        "id, version, against, share, planned_talks, started_at, started_by, reason, looked_at, outcome, ended_at, ended_by,"
        + " verdict"

    static let open = Statement(
        name: "canary.open", trusted: "SELECT \(columns) FROM flow_canary WHERE ended_at IS NULL")

    static let latest = Statement(
        name: "canary.latest", trusted: "SELECT \(columns) FROM flow_canary ORDER BY id DESC LIMIT 1")

    static let insert = Statement(
        name: "canary.insert", trusted:
        """
        INSERT INTO flow_canary
            (version, against, share, planned_talks, started_at, started_by, reason, next_look)
        SELECT $1, flow_live.version, $2, $3, $4, $5, $6, $4 FROM flow_live
        RETURNING \(columns)
        """)

    /// Of each of the two versions: talks that are over, and in how many of them what happened. A talk with an error in it is
    /// decided: it does not wait for its end.
    static let counts = Statement(
        "canary.counts",
        """
        WITH canary AS MATERIALIZED (
            SELECT id, version, against, started_at, ended_at FROM flow_canary WHERE id = $1
        ), begun AS (
            SELECT first.conversation_id, first.number, first.flow_version
            FROM canary
                JOIN turn AS first
                    ON first.happened_at BETWEEN canary.started_at AND COALESCE(canary.ended_at, 'infinity')
                    AND first.number = first.talk
                    AND first.flow_version IN (canary.version, canary.against)
        ), taken AS (
            SELECT
                begun.flow_version AS version, begun.conversation_id, begun.number AS talk,
                bool_or(turn.achieved IS NOT NULL) AS completed, bool_or(turn.hands_off) AS handed_off,
                bool_or(turn.not_understood) AS not_understood, bool_or(turn.failed) AS failed,
                bool_or(turn.ends_talk) OR max(turn.happened_at) <= $2 AS ended
            FROM begun
                JOIN turn
                    ON turn.conversation_id = begun.conversation_id AND turn.number >= begun.number
                    AND turn.talk = begun.number
            GROUP BY begun.flow_version, begun.conversation_id, begun.number
        ), known AS (
            SELECT
                version, COALESCE(completed, false) AS completed, COALESCE(handed_off, false) AS handed_off,
                COALESCE(not_understood, false) AS not_understood, COALESCE(failed, false) OR failure.is_one IS NOT NULL AS failed,
                COALESCE(ended, true) AS ended
            FROM taken
                FULL JOIN (
                    SELECT version, conversation_id, talk, true AS is_one FROM flow_canary_failure WHERE canary_id = $1
                ) AS failure USING (version, conversation_id, talk)
        )
        SELECT
            version, count(*), count(*) FILTER (WHERE completed), count(*) FILTER (WHERE handed_off),
            count(*) FILTER (WHERE not_understood), count(*) FILTER (WHERE failed)
        FROM known
        WHERE ended OR failed
        GROUP BY version
        """)

    static let look = Statement(
        "canary.look", "UPDATE flow_canary SET looked_at = $2, next_look = $3 WHERE id = $1 AND ended_at IS NULL")

    static let end = Statement(
        "canary.end",
        """
        UPDATE flow_canary
        SET ended_at = $2, ended_by = $3, outcome = $4, verdict = $5, next_look = NULL
        WHERE id = $1
        """)

    static let failure = Statement(
        "canary.failure",
        """
        WITH noted AS (
            INSERT INTO flow_canary_failure (canary_id, version, conversation_id, talk, failed_at)
            SELECT id, $1, $2, $3, $4 FROM flow_canary WHERE ended_at IS NULL AND $1 IN (version, against)
            ON CONFLICT DO NOTHING
            RETURNING canary_id
        )
        UPDATE flow_canary SET next_look = $4 FROM noted WHERE flow_canary.id = noted.canary_id AND ended_at IS NULL
        """)
}

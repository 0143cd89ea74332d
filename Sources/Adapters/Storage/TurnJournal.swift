package import CivilTime
package import Conversations
package import Postgres

/// The turns that were taken, as they were written down: with the machines they ran on they can be run again.
package struct TurnJournal {
    private let connection: Connection

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection) { self.connection = connection }

    /// The talks that began last, the latest first, each with all its turns in order. Talks from before talks were told
    /// apart are not among them.
    ///
    /// - Parameters:
    ///   - count: the most talks.
    ///   - end: only talks that began before.
    package func talks(last count: Int, before end: Instant? = nil) throws -> [[StoredTurn]] {
        let rows = try connection.execute(TurnJournalStatements.talks, [.int(count), .instant(end)])
        var talks: [[StoredTurn]] = []
        for row in rows {
            let turn = try StoredTurn(row)
            if let last = talks.last?.last, last.conversation == turn.conversation, last.talk == turn.talk {
                talks[talks.count - 1].append(turn)
            } else {
                talks.append([turn])
            }
        }
        return talks
    }

    /// The turns of a conversation up to one of them, from the latest before it (or that one itself) on that has the state
    /// before it. The first of them begins a new conversation where no turn has one. Empty when there is no such turn.
    package func turns(upTo number: Int64, of conversation: ConversationID) throws -> [StoredTurn] {
        try connection.execute(
            TurnJournalStatements.upTo, [.int64(conversation.number), .int64(number)]
        ).map(StoredTurn.init)
    }
}

/// A turn as it stands in the journal.
package struct StoredTurn: Hashable, Sendable {
    package var conversation: ConversationID
    package var number: Int64
    /// The number of the turn that its talk began with; nil for turns from before talks were told apart.
    package var talk: Int64?
    /// Whose version of the salon's flow it ran on.
    package var flowVersion: Int
    /// `JournalRecord`'s bytes.
    package var event: [UInt8]
    package var answers: [UInt8]
    package var happenedAt: Instant
    /// The conversation before, where it is not what the turn before left.
    package var stateBefore: [UInt8]?
    package var migratedFrom: Int?
    package var marks: TurnMarks

    fileprivate init(_ row: Row) throws {
        conversation = ConversationID(try row.int64(0))
        number = try row.int64(1)
        talk = try row.optionalInt64(2)
        flowVersion = try row.int(3)
        event = try row.bytes(4)
        answers = try row.bytes(5)
        happenedAt = try row.instant(6)
        stateBefore = try row.optionalBytes(7)
        migratedFrom = try row.optionalInt(8)
        let achieved = try row.optionalText(9)
        let achievement = achieved.flatMap(Achievement.init(rawValue:))
        if let achieved, achievement == nil { throw StorageError.unknownWord(column: "turn.achieved", word: achieved) }
        marks = TurnMarks(
            achievement: achievement, endsTalk: try row.bool(10), handsOff: try row.bool(11),
            notUnderstood: try row.bool(12), failed: try row.bool(13))
    }
}

private enum TurnJournalStatements {
    private static let columns =
        "turn.conversation_id, turn.number, turn.talk, turn.flow_version, turn.event, turn.answers, turn.happened_at,"
        + " turn.state_before, turn.migrated_from, turn.achieved, turn.ends_talk, turn.hands_off, turn.not_understood,"
        + " turn.failed"

    static let talks = Statement(
        name: "turn.talks", trusted:
        """
        SELECT \(columns)
        FROM (
            SELECT conversation_id, number, happened_at
            FROM turn
            WHERE number = talk AND ($2::timestamptz IS NULL OR happened_at < $2)
            ORDER BY happened_at DESC, conversation_id DESC, number DESC
            LIMIT $1
        ) AS first
            JOIN turn
                ON turn.conversation_id = first.conversation_id AND turn.number >= first.number AND turn.talk = first.number
        ORDER BY first.happened_at DESC, first.conversation_id DESC, first.number DESC, turn.number
        """)

    static let upTo = Statement(
        name: "turn.up_to", trusted:
        """
        SELECT \(columns)
        FROM turn
        WHERE conversation_id = $1 AND number <= $2
            AND number >= COALESCE(
                (SELECT max(number) FROM turn WHERE conversation_id = $1 AND number <= $2 AND state_before IS NOT NULL), 1)
            AND EXISTS (SELECT FROM turn WHERE conversation_id = $1 AND number = $2)
        ORDER BY number
        """)
}

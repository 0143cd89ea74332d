package import CivilTime
package import Conversations
package import FlowInterpreter
package import Salon

/// A talk as it was recorded: with the machines that its turns ran on it can be run again, turn by turn.
package struct JournalledTalk: Hashable, Sendable {
    /// Whose catalogue it went by.
    package var location: LocationID
    /// In order; the first has the state before it. Never empty.
    package var turns: [JournalledTurn]

    /// Nil where there is no turn, or the first does not say what was before it.
    package init?(location: LocationID, turns: [JournalledTurn]) {
        guard turns.first?.stateBefore != nil else { return nil }
        self.location = location
        self.turns = turns
    }

    /// When its first turn happened.
    package var began: Instant { turns[0].record.now }
}

/// One turn of a recorded talk.
package struct JournalledTurn: Hashable, Sendable {
    package var record: JournalRecord
    /// The conversation's bytes where they are not what the turn before left: at the beginning, and after the move to
    /// another version.
    package var stateBefore: [UInt8]?
    /// What the turn came to when it happened.
    package var marks: TurnMarks

    package init(record: JournalRecord, stateBefore: [UInt8]?, marks: TurnMarks) {
        self.record = record
        self.stateBefore = stateBefore
        self.marks = marks
    }
}

/// Where a recorded talk does not run again as it ran: a defect of the program or of the record, never of a candidate.
package struct TalkDefect: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The machine that the turn ran on is not at hand, or is damaged.
        case machineMissing
        /// The conversation's bytes do not fit the machine.
        case stateUnreadable
        /// The turn asks the modules for more or for less than was answered.
        case otherQuestions
        /// The turn comes to something else than was written down.
        case otherMarks
    }

    package var kind: Kind
    /// The turn, counted from 0 within the talk.
    package var turn: Int

    package init(kind: Kind, turn: Int) {
        self.kind = kind
        self.turn = turn
    }
}

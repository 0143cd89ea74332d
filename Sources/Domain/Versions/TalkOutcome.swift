package import Conversations

/// How a talk ended, from the salon's side.
package enum TalkOutcome: Hashable, Sendable {
    /// The customer got what they came for; of several things the last.
    case achieved(Achievement)
    /// It ended with nothing open: a question was answered, a wish was called off.
    case answered
    /// A person took over.
    case handedOff
    /// It ended in silence, with a question unanswered, or without a word that was understood.
    case lost
    /// A module failed, or a bound of the interpreter was met, and nothing was achieved.
    case failed

    /// Every outcome, in the order in which they are listed for people.
    package static let all: [TalkOutcome] =
        Achievement.allCases.map(TalkOutcome.achieved) + [.answered, .handedOff, .lost, .failed]

    package var isAchieved: Bool { if case .achieved = self { true } else { false } }

    /// The higher, the better for the salon. Waiting for a time is less than having one.
    var rank: Int {
        switch self {
        case .achieved(.joined): 4
        case .achieved: 5
        case .answered: 3
        case .handedOff: 2
        case .lost: 1
        case .failed: 0
        }
    }
}

/// What a talk came to, as replays count it.
package struct TalkResult: Hashable, Sendable {
    package var outcome: TalkOutcome
    /// Turns that the bot took, silences included.
    package var turns: Int
    /// Turns in which the bot did not understand.
    package var notUnderstood: Int

    package init(outcome: TalkOutcome, turns: Int, notUnderstood: Int) {
        self.outcome = outcome
        self.turns = turns
        self.notUnderstood = notUnderstood
    }
}

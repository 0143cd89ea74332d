package import CivilTime
internal import Conversations
internal import FlowInterpreter
internal import FlowMachine

/// One recorded talk beside the same talk on a candidate.
package struct TalkComparison: Hashable, Sendable {
    package enum Change: String, CaseIterable, Hashable, Sendable {
        case worse, better
        /// It came to the same, with other words or by another way.
        case texts
        case same
    }

    /// Counted from 1 in the order in which the talks were given.
    package var number: Int
    package var began: Instant
    package var before: TalkResult
    package var after: TalkResult
    package var change: Change
    /// Answers of modules that are not in the record.
    package var assumed: Int
    /// The slot or step that the candidate waits at first of all that the record knows no answer to; nil where there is none,
    /// or the outcome is no worse.
    package var newQuestion: String?
    /// The candidate fails where the version did not, and not for want of an answer in the record.
    package var isNewFailure: Bool
    /// Empty where nothing is different.
    package var transcript: [TranscriptRow]

    /// Whether what the customer got then is not got on the candidate.
    package var losesAchievement: Bool { before.outcome.isAchieved && after.outcome != before.outcome && change == .worse }

    init(number: Int, recorded: RecordedRun, candidate: CandidateRun) {
        self.number = number
        began = recorded.turns[0].now
        var tally = TalkTally()
        for turn in recorded.turns { tally.count(turn.event, turn.marks) }
        before = tally.result(at: recorded.end)
        after = candidate.result
        assumed = candidate.assumed
        newQuestion = nil
        isNewFailure = after.outcome == .failed && before.outcome != .failed && !candidate.assumedFailure
        transcript = []
        if before == after, TalkComparison.areAlike(recorded, candidate) {
            change = .same
            return
        }
        change = TalkComparison.change(before, after)
        if after.outcome.rank < before.outcome.rank { newQuestion = candidate.newQuestion(beside: recorded) }
        transcript = TranscriptRow.rows(recorded, candidate)
    }

    private static func change(_ before: TalkResult, _ after: TalkResult) -> Change {
        if after.outcome.rank != before.outcome.rank { return after.outcome.rank < before.outcome.rank ? .worse : .better }
        // Another thing than the customer came for.
        if after.outcome != before.outcome { return .worse }
        if after.notUnderstood != before.notUnderstood {
            return after.notUnderstood > before.notUnderstood ? .worse : .better
        }
        return .texts
    }

    /// Whether every turn said the same; ids of buttons name the version and so are never the same.
    private static func areAlike(_ recorded: RecordedRun, _ candidate: CandidateRun) -> Bool {
        guard recorded.turns.count == candidate.turns.count else { return false }
        for (place, turn) in candidate.turns.enumerated() {
            guard turn.recorded == place else { return false }
            let said = recorded.turns[place].effects
            guard said.count == turn.effects.count, zip(said, turn.effects).allSatisfy({ $0.isAlike($1) }) else {
                return false
            }
        }
        return true
    }
}

extension Effect {
    fileprivate func isAlike(_ other: Effect) -> Bool {
        switch (self, other) {
        case (.send(let message), .send(let other)):
            message.text == other.text && message.choices.count == other.choices.count
                && zip(message.choices, other.choices).allSatisfy { $0.label == $1.label && $0.description == $1.description }
                && (message.choices.isEmpty || message.menuLabel == other.menuLabel)
        case (.tell(let recipient, let master, let text), .tell(let otherRecipient, let otherMaster, let otherText)):
            recipient == otherRecipient && master?.id == otherMaster?.id && text == otherText
        // What a profile keeps is nothing that is said.
        case (.remember, .remember): true
        default: self == other
        }
    }
}

extension CandidateRun {
    /// The first place at which the candidate waits and the record never did.
    fileprivate func newQuestion(beside recorded: RecordedRun) -> String? {
        var known: Set<String> = []
        for turn in recorded.turns { known.formUnion(turn.program.names(of: turn.after.position)) }
        for turn in turns {
            let names = program.names(of: turn.after)
            if let name = names.first, known.isDisjoint(with: names) { return name }
        }
        return nil
    }
}

extension Program {
    /// The name of the open question and those it had before; empty where nothing is open.
    fileprivate func names(of position: Position) -> [String] {
        switch position {
        case .idle, .handedOff: []
        case .filling(_, let slot): [self[slot].name] + self[slot].formerNames
        case .choosing(let step), .resuming(let step, _): [self[step].name] + self[step].formerNames
        }
    }
}

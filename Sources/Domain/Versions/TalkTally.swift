internal import Conversations
internal import FlowInterpreter

/// Counts the turns of one talk, and says what it came to.
struct TalkTally {
    private var achieved: Achievement?
    private var turns = 0
    private var notUnderstood = 0
    /// Turns with something that the customer did.
    private var customers = 0
    private var hasFailed = false
    private var handsOff = false
    private var endsInSilence = false

    mutating func count(_ event: Event, _ marks: TurnMarks) {
        turns += 1
        if event.isCustomers { customers += 1 }
        if let achievement = marks.achievement { achieved = achievement }
        if marks.notUnderstood { notUnderstood += 1 }
        hasFailed = hasFailed || marks.failed
        // What ended the talk last counts: a talk that a person had may be given back and go on.
        if marks.endsTalk { handsOff = marks.handsOff }
        endsInSilence = marks.endsTalk && event == .silence
    }

    /// - Parameter end: where the talk stands after its last turn.
    func result(at end: Position) -> TalkResult {
        let outcome: TalkOutcome
        if let achieved {
            outcome = .achieved(achieved)
        } else if hasFailed {
            outcome = .failed
        } else if case .handedOff = end {
            outcome = .handedOff
        } else if handsOff {
            outcome = .handedOff
        } else if end != .idle || endsInSilence || (customers > 0 && notUnderstood >= customers) {
            outcome = .lost
        } else {
            outcome = .answered
        }
        return TalkResult(outcome: outcome, turns: turns, notUnderstood: notUnderstood)
    }
}

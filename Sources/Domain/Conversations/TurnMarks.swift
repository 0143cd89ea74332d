package import FlowInterpreter
internal import FlowMachine

/// What a turn came to, as it is counted: replays compare it, a canary is judged by it.
package struct TurnMarks: Hashable, Sendable {
    package var achievement: Achievement?
    /// Nothing is open any more.
    package var endsTalk: Bool
    package var handsOff: Bool
    package var notUnderstood: Bool
    /// A module failed, or a bound of the interpreter was met.
    package var failed: Bool

    package init(
        achievement: Achievement? = nil, endsTalk: Bool = false, handsOff: Bool = false, notUnderstood: Bool = false,
        failed: Bool = false
    ) {
        self.achievement = achievement
        self.endsTalk = endsTalk
        self.handsOff = handsOff
        self.notUnderstood = notUnderstood
        self.failed = failed
    }

    /// Of a turn by what it did, and where the conversation stands after it.
    package init(trace: [TraceEntry], position: Position) {
        self.init()
        for entry in trace {
            switch entry {
            case .called(let action, let outcome):
                if let achieved = Achievement(action, outcome) { achievement = achieved }
                failed = failed || outcome == .failed
            case .answeredWaitlist(.booked): achievement = .booked
            case .notUnderstood: notUnderstood = true
            case .limitMet: failed = true
            default: break
            }
        }
        switch position {
        case .idle: endsTalk = true
        case .handedOff:
            endsTalk = true
            handsOff = true
        case .filling, .choosing, .resuming: break
        }
    }
}

/// What a conversation is for, from the salon's side.
package enum Achievement: String, CaseIterable, Hashable, Sendable {
    case booked, rescheduled, cancelled, confirmed, joined

    init?(_ action: Action, _ outcome: Outcome) {
        switch (action, outcome) {
        case (.bookingCreate, .booked): self = .booked
        case (.bookingReschedule, .moved): self = .rescheduled
        case (.bookingCancel, .cancelled): self = .cancelled
        case (.bookingConfirm, .confirmed): self = .confirmed
        case (.bookingJoinWaitlist, .joined): self = .joined
        default: return nil
        }
    }
}

package import FlowInterpreter
package import FlowMachine

/// A place in which a conversation can stand between two turns, by the outline it belongs to.
package enum WaitingState: Hashable, Sendable {
    /// The form asks for this slot.
    case filling(FormPlace, SlotID)
    /// The step waits for one of its options.
    case choosing(StepID)
    /// Another flow was run from this instruction and is to come back.
    case running(StepID, instruction: Int)

    package var step: StepID {
        switch self {
        case .filling(let place, _): place.step
        case .choosing(let step), .running(let step, _): step
        }
    }
}

extension MachineOutline {
    /// All places to wait in, in the order of the steps and of what they do.
    package var waitingStates: [WaitingState] {
        steps.indices.flatMap { index in
            let step = StepID(index: index)
            let forms: [(Int, [WaitingState])] = steps[index].fills.map { fill in
                let place = FormPlace(step: step, instruction: fill.instruction)
                return (fill.instruction, fill.slots.map { .filling(place, $0) })
            }
            let runs: [(Int, [WaitingState])] = steps[index].runs.map { run in
                (run.instruction, [.running(step, instruction: run.instruction)])
            }
            let options: [WaitingState] = steps[index].options.isEmpty ? [] : [.choosing(step)]
            return (forms + runs).sorted { $0.0 < $1.0 }.flatMap(\.1) + options
        }
    }
}

/// What becomes of a conversation that waits in a place of one version when another version goes on with it.
package enum Fate: Hashable, Sendable {
    /// It goes on where it is. The slots are those whose question may be put although it was answered, or was not asked
    /// there before; empty where nothing changes for the customer.
    case carriesOn(asking: [AskedSlot])
    /// The step was renamed with `was`; it goes on in the step of that name.
    case moved(to: String, asking: [AskedSlot])
    /// The flow says `restart` of the step: it begins anew with what it knows.
    case restarts(flow: String)
    /// The version has no place for it and says nothing of it: that blocks publishing. Where it has to be moved all the
    /// same, it begins the flow of that name anew, or ends where that is gone as well.
    case nowhere(beginning: String?)

    package var blocksPublishing: Bool {
        if case .nowhere = self { true } else { false }
    }

    /// Slots that are asked for by this fate, beside the question that is open.
    package var asking: [AskedSlot] {
        switch self {
        case .carriesOn(let asking), .moved(_, let asking): asking
        case .restarts, .nowhere: []
        }
    }

    /// Whether the customer notices nothing.
    package var isUnnoticed: Bool { self == .carriesOn(asking: []) }
}

/// A slot whose question comes by the change of version.
package struct AskedSlot: Hashable, Sendable {
    /// Its name in the version that goes on, or in the one before where it is gone.
    package var name: String
    package var reason: Reason

    package init(name: String, reason: Reason) {
        self.name = name
        self.reason = reason
    }

    package enum Reason: Hashable, Sendable {
        /// It takes less than it did: what was said does not fit its type.
        case typeChanged(from: SlotType, to: SlotType)
        /// These answers are gone; who gave one of them is asked again.
        case optionsGone([String])
        /// The slot that was asked for is gone: the form's next question comes instead.
        case gone
        /// The form did not ask for it before.
        case added
        /// It could be passed over, and no longer can be.
        case required
    }
}

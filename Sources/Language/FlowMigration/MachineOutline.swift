internal import FlowInterpreter
package import FlowMachine

/// What a machine's conversations can be moved by: its languages, slots, places to wait in and flows, without its texts.
///
/// A fraction of the machine's size, and stored beside it: conversations of a machine that cannot be read any more are
/// moved to another by the outline alone.
package struct MachineOutline: Hashable, Sendable {
    /// Language codes, the default first. Never empty.
    package var languages: [String]
    package var slots: [OutlinedSlot]
    package var steps: [OutlinedStep]
    /// Empty where the machine's format knows no flows; all steps count as one flow then.
    package var flows: [Flow]

    package init(languages: [String], slots: [OutlinedSlot], steps: [OutlinedStep], flows: [Flow]) {
        self.languages = languages
        self.slots = slots
        self.steps = steps
        self.flows = flows
    }

    package init(_ machine: Machine) {
        self.init(
            languages: machine.languages, slots: machine.slots.map { OutlinedSlot($0, in: machine) },
            steps: machine.steps.map(OutlinedStep.init), flows: machine.flows)
    }

    package subscript(slot: SlotID) -> OutlinedSlot { slots[slot.index] }
    package subscript(step: StepID) -> OutlinedStep { steps[step.index] }

    package func step(named name: String) -> StepID? { steps.firstIndex { $0.name == name }.map(StepID.init(index:)) }
    package func slot(named name: String) -> SlotID? { slots.firstIndex { $0.name == name }.map(SlotID.init(index:)) }

    /// The flow that a step belongs to, by its place in `flows`.
    package func flow(of step: StepID) -> Int? { flows.firstIndex { $0.steps.contains(step) } }
}

/// A slot without its words.
package struct OutlinedSlot: Hashable, Sendable {
    package var name: String
    package var type: SlotType
    package var isOptional: Bool
    /// Whether a form puts its question when nothing was said of it; of an optional slot that modules check only where it
    /// has something to offer.
    package var isAsked: Bool
    package var choices: [OutlinedChoice]
    package var formerNames: [String]

    package init(
        name: String, type: SlotType, isOptional: Bool = false, isAsked: Bool = true, choices: [OutlinedChoice] = [],
        formerNames: [String] = []
    ) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.isAsked = isAsked
        self.choices = choices
        self.formerNames = formerNames
    }

    init(_ slot: Slot, in machine: Machine) {
        self.init(
            name: slot.name, type: slot.type, isOptional: slot.isOptional, isAsked: slot.isAsked,
            choices: slot.choices.map { choice in
                OutlinedChoice(
                    name: choice.name, names: machine[choice.label].templates.map(\.literals), formerNames: choice.formerNames)
            },
            formerNames: slot.formerNames)
    }
}

/// One of the fixed answers of a slot, by its name and by what stands on its button.
package struct OutlinedChoice: Hashable, Sendable {
    package var name: String
    /// Parallel to `MachineOutline.languages`, as in the values that conversations hold.
    package var names: [String]
    package var formerNames: [String]

    package init(name: String, names: [String], formerNames: [String] = []) {
        self.name = name
        self.names = names
        self.formerNames = formerNames
    }
}

/// A step by the places in it where a conversation can stand.
package struct OutlinedStep: Hashable, Sendable {
    package var name: String
    package var formerNames: [String]
    package var options: [OutlinedOption]
    package var fills: [OutlinedFill]
    package var runs: [OutlinedRun]
    /// What the step does that must neither be left out nor be done twice.
    package var deeds: [OutlinedDeed]
    /// Seconds, rising.
    package var silences: [Int]
    /// How many there are; places count among them.
    package var instructions: Int

    package init(
        name: String, formerNames: [String] = [], options: [OutlinedOption] = [], fills: [OutlinedFill] = [],
        runs: [OutlinedRun] = [], deeds: [OutlinedDeed] = [], silences: [Int] = [], instructions: Int
    ) {
        self.name = name
        self.formerNames = formerNames
        self.options = options
        self.fills = fills
        self.runs = runs
        self.deeds = deeds
        self.silences = silences
        self.instructions = instructions
    }

    init(_ step: Step) {
        self.init(
            name: step.name, formerNames: step.formerNames,
            options: step.options.map { OutlinedOption(name: $0.name, formerNames: $0.formerNames) },
            silences: step.silences.map(\.seconds), instructions: step.code.count)
        for (place, instruction) in step.code.enumerated() {
            switch instruction {
            case .fill(let slots): fills.append(OutlinedFill(instruction: place, slots: slots))
            case .run(let first): runs.append(OutlinedRun(instruction: place, first: first))
            case .call(let action, _):
                if action.signature.changesSomething { deeds.append(OutlinedDeed(instruction: place, kind: .call(action))) }
            case .tell(let recipient, _): deeds.append(OutlinedDeed(instruction: place, kind: .tell(recipient)))
            case .say, .goWhen, .go, .handOff, .stop, .back, .set, .forget, .show, .speak: break
            }
        }
    }

    /// Whether a conversation can stay in it: it asks for a slot or offers options.
    package var waits: Bool { !options.isEmpty || !fills.isEmpty }
}

package struct OutlinedOption: Hashable, Sendable {
    package var name: String
    package var formerNames: [String]
    package init(name: String, formerNames: [String] = []) {
        self.name = name
        self.formerNames = formerNames
    }
}

/// A form, by its place among the step's instructions.
package struct OutlinedFill: Hashable, Sendable {
    package var instruction: Int
    package var slots: [SlotID]
    package init(instruction: Int, slots: [SlotID]) {
        self.instruction = instruction
        self.slots = slots
    }
}

/// A place that another flow is gone through from, by the step where that one begins.
package struct OutlinedRun: Hashable, Sendable {
    package var instruction: Int
    package var first: StepID
    package init(instruction: Int, first: StepID) {
        self.instruction = instruction
        self.first = first
    }
}

/// Something done to the world outside the conversation: a booking made, a message to the salon's people.
package struct OutlinedDeed: Hashable, Sendable {
    package var instruction: Int
    package var kind: Kind

    package init(instruction: Int, kind: Kind) {
        self.instruction = instruction
        self.kind = kind
    }

    package enum Kind: Hashable, Sendable {
        case call(Action)
        case tell(StaffRecipient)
    }
}

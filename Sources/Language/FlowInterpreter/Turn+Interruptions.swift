internal import FlowMachine

/// Turning to something else and coming back to what was open.
extension Turn {
    /// Remembers the open place, for `back`; with `keeping`, what is known there too, and begins with nothing known.
    mutating func interrupt(keeping: Bool = false) {
        guard openStep != nil else { return }
        let values = keeping ? KeptValues(conversation) : nil
        remember(Interruption(.waiting(conversation.position), form: conversation.form, values: values))
        guard keeping else { return }
        conversation.slots = Array(repeating: SlotState(), count: machine.slots.count)
        conversation.facts = []
        conversation.dates = nil
        conversation.times = nil
        conversation.form = nil
        conversation.forms = []
        recall()
    }

    mutating func remember(_ place: Interruption) {
        guard conversation.interrupted.last != place else { return }
        if conversation.interrupted.count >= Limits.interruptions { conversation.interrupted.removeFirst() }
        conversation.interrupted.append(place)
    }

    /// Knows again what was known before another flow; what the customer's profile keeps is known from there too.
    mutating func takeBack(_ values: KeptValues) {
        let learnt = conversation.slots
        conversation.slots = values.slots
        conversation.facts = values.facts
        conversation.dates = values.dates
        conversation.times = values.times
        conversation.forms = values.forms
        for index in machine.slots.indices where machine.slots[index].isRemembered && learnt[index].value != nil {
            conversation.slots[index] = learnt[index]
        }
    }
}

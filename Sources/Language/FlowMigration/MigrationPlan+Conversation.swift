package import CivilTime
package import FlowInterpreter
internal import FlowMachine

extension MigrationPlan {
    /// The conversation as the other machine goes on with it, in a place that this has, whatever became of its own; between
    /// equal machines the very same. Costs some microseconds and asks nobody.
    ///
    /// A conversation that stands in no place of the machine that is left begins afresh.
    /// - Parameter now: when a conversation that begins afresh begins.
    package func migrate(_ conversation: Conversation, now: Instant) -> MigratedConversation {
        if from == to { return MigratedConversation(conversation: conversation, fate: .carriesOn(asking: []), asked: []) }
        guard conversation.fits(from) else {
            var afresh = Conversation(slots: to.slots.count, at: now)
            afresh.turns = conversation.turns
            return MigratedConversation(conversation: afresh, fate: .nowhere(beginning: nil), asked: [])
        }
        let migration = ConversationMigration(self, conversation)
        return MigratedConversation(conversation: migration.after, fate: migration.fate, asked: migration.asked)
    }

    /// What stands on a button of the other version, in the names of this one: a tap on it does what it would do, or is
    /// answered with the open question.
    package func translate(_ id: ChoiceID) -> ChoiceID {
        switch id {
        case .waitlist: return id
        case .option(let stepName, let name):
            guard let step = from.step(named: stepName), let new = names.steps[step.index] else { return id }
            let option = from[step].options.firstIndex { $0.name == name }.flatMap { names.options[step.index][$0] }
            return .option(step: to[new].name, name: option.map { to[new].options[$0].name } ?? name)
        case .more(let slotName, let skipped):
            guard let slot = from.slot(named: slotName), let new = names.slots[slot.index] else { return id }
            return .more(slot: to[new].name, skipped: skipped)
        case .values(let slotName, let values):
            guard let slot = from.slot(named: slotName), let new = names.slots[slot.index] else { return id }
            return .values(slot: to[new].name, values.map { translate($0, for: slot, in: new) })
        }
    }

    private func translate(_ chosen: ChoiceID.ChosenValue, for slot: SlotID, in new: SlotID) -> ChoiceID.ChosenValue {
        guard chosen.type == .choice, case .catalogue(let name) = chosen.content,
            let place = from[slot].choices.firstIndex(where: { $0.name == name }),
            let choice = names.choices[slot.index][place]
        else { return chosen }
        return ChoiceID.ChosenValue(type: .choice, content: .catalogue(to[new].choices[choice].name))
    }
}

extension FateJudge {
    init(_ plan: MigrationPlan) { self.init(from: plan.from, to: plan.to, names: plan.names, places: plan.places) }
}

internal import FlowInterpreter
internal import FlowMachine

/// Finds for each value of a conversation the turn and the words that it came from.
struct ValueSources {
    private let turns: [ToldTurn]

    init(_ turns: [ToldTurn]) { self.turns = turns }

    var values: [ExplainedValue] {
        guard let last = turns.last else { return [] }
        // A conversation that is over keeps nothing: then what its last turn knew is told.
        let after = last.retraced.result.conversation
        return after.slots.indices.compactMap { index in
            let slot = SlotID(index: index)
            guard let value = after.slots[index].value ?? filled(slot, in: last) ?? last.before.slots[index].value else {
                return nil
            }
            return explained(slot, value)
        }
    }

    private func filled(_ slot: SlotID, in turn: ToldTurn) -> Value? {
        for case .filled(slot, let value) in turn.retraced.result.trace.reversed() { return value }
        return nil
    }

    private func explained(_ slot: SlotID, _ value: Value) -> ExplainedValue {
        for turn in turns.reversed() where turn.before.slots[slot.index].value != value {
            return ExplainedValue(slot: slot, value: value, source: source(of: slot, value, in: turn), turn: turn.turn.number)
        }
        return ExplainedValue(slot: slot, value: value, source: .earlier, turn: nil)
    }

    private func source(of slot: SlotID, _ value: Value, in turn: ToldTurn) -> ExplainedValue.Source {
        let program = turn.turn.program
        for entry in turn.retraced.path.reversed() {
            guard case .instruction(let step, let place) = entry.place, case .set(slot, _) = program[step].code[place] else {
                continue
            }
            return .computed(step, instruction: place)
        }
        let isRemembered = turn.turn.record.profile.contains { $0.slot == program[slot].name && $0.value == value }
        switch turn.turn.record.event {
        case .said(let understood):
            if let mention = mention(of: value, program.type(of: slot), in: understood) {
                return .words(message: understood.text, span: mention.span)
            }
            if isRemembered { return .profile }
            return wasSaid(slot, value, in: turn) ? .message(understood.text) : .module
        case .tapped(_, let title): return isRemembered ? .profile : .tap(title: title)
        case .media(let kind, _): return .sent(kind: kind)
        case .silence, .released, .waitlistOffer, .waitlistLost: return isRemembered ? .profile : .module
        }
    }

    /// The words that say the value, else the only ones that say anything of its kind.
    private func mention(of value: Value, _ type: SlotType, in understood: Understood) -> Mention? {
        let ofType = understood.mentions.filter { $0.type == type }
        let exact = ofType.first { mention in
            switch mention.meaning {
            case .value(let said): said == value
            case .oneOf(let several): several.contains(value)
            case .dates, .times, .except, .impossible: false
            }
        }
        if let exact { return exact }
        return ofType.first { if case .except = $0.meaning { false } else { true } }
    }

    /// Whether the slot was filled from the event, and not in the wake of a module's answer.
    private func wasSaid(_ slot: SlotID, _ value: Value, in turn: ToldTurn) -> Bool {
        turn.retraced.result.trace.contains(.filled(slot, value))
    }
}

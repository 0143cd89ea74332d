internal import CivilTime
internal import FlowMachine

/// Values that `set` computes, and everything known as modules see it.
extension Turn {
    /// `set SLOT to …`: a value that is unknown or does not fit leaves the slot empty.
    mutating func compute(_ expression: Expression, into slot: SlotID) throws(Failure) {
        guard let value = try value(of: expression, for: slot), machine.type(of: slot).takes(value) else {
            return forget(slot)
        }
        set(slot, value)
    }

    private mutating func value(of expression: Expression, for slot: SlotID) throws(Failure) -> Value? {
        let operand: Value?
        switch expression.operand {
        case .path(let path): operand = value(at: path)
        case .literal(let literal): operand = try value(of: literal, for: slot)
        }
        guard let addition = expression.addition else { return operand }
        return operand?.adding(addition)
    }

    private mutating func value(of literal: Literal, for slot: SlotID) throws(Failure) -> Value? {
        switch literal {
        case .anyone: return .anyone
        case .date(let date): return .date(date)
        case .time(let time): return .time(time)
        case .flag(let flag): return .flag(flag)
        case .number(let number): return .number(number)
        case .weekday: return nil
        case .name(let name):
            switch machine.type(of: slot) {
            case .choice: return machine.slots[slot.index].choices.first { $0.name == name }.map { .choice(value(of: $0)) }
            case .service, .master:
                let wanted = name.lowercased()
                for offered in try everything(of: machine.type(of: slot)) {
                    for item in offered.values where item.type == machine.type(of: slot) {
                        if case .choice(let choice) = item.value,
                            choice.names.contains(where: { $0.lowercased() == wanted })
                        {
                            return item.value
                        }
                    }
                }
                return nil
            default: return .text(name)
            }
        }
    }

    func value(withID id: String, of type: SlotType, in offered: [Offered]) -> Value? {
        for item in offered {
            for value in item.values where value.type == type {
                if case .choice(let choice) = value.value, choice.id == id { return value.value }
            }
        }
        return nil
    }

    /// Everything known, as modules see it.
    func known() -> Known {
        var known = Known(dates: conversation.dates, times: conversation.times, excluded: conversation.excluded)
        // By index, since taking a slot out of its list would copy all of it.
        for index in machine.slots.indices {
            guard let value = conversation.slots[index].value else { continue }
            switch (machine.slotTypes[index], value) {
            case (.booking, .choice(let choice)): known.booking = choice
            case (.service, .choice(let choice)): known.service = choice
            case (.master, let value): known.master = value
            case (.date, .date(let date)): known.date = date
            case (.time, .time(let time)): known.time = time
            default: break
            }
            if machine.slots[index].isRemembered {
                known.remembered.append(RememberedValue(slot: machine.slots[index].name, value: value))
            }
        }
        return known
    }

    /// The master of the visit that is spoken of.
    var masterInQuestion: Choice? {
        if case .choice(let master)? = known().master { return master }
        if case .choice(let master)? = value(at: .fact(.bookingMaster)) { return master }
        return nil
    }
}

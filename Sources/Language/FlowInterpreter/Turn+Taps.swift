internal import CivilTime
internal import FlowMachine

/// Taps on buttons and rows: what an id from a phone means now.
extension Turn {
    mutating func takeTap(id: String, title: String) throws(Failure) {
        guard let (_, choice) = ChoiceID.read(id) else { return try outdated() }
        switch choice {
        case .option(let stepName, let name):
            guard case .choosing(let step) = conversation.position, machine[step].isNamed(stepName),
                let option = machine.steps[step.index].options.first(where: { $0.name == name })
                    ?? machine.steps[step.index].options.first(where: { $0.formerNames.contains(name) })
            else { return try outdated() }
            try take(option, of: step)
        case .waitlist(let offer, let accepts):
            if try !answerWaitlist(offer, accepts: accepts) { try outdated() }
        case .more(let slotName, let skipped):
            guard case .filling(let place, let slot) = conversation.position, machine[slot].isNamed(slotName),
                openSlot(of: place) == slot
            else { return try outdated() }
            conversation.skipped = skipped
            conversation.failedTries = 0
            try ask(for: slot, at: place)
        case .values(let slotName, let values):
            guard conversation.position != .idle, conversation.form != nil || isResuming,
                let tapped = machine.slots.firstIndex(where: { $0.isNamed(slotName) })
            else { return try outdated() }
            var news: [News] = []
            for value in values {
                guard let meant = try resolve(value, for: SlotID(index: tapped)) else { return try outdated() }
                let mention = Mention(type: value.type, meaning: .value(meant), span: 0..<0)
                // Of the types that several slots have, the button says which one it is for.
                guard machine.slotTypes[tapped] == value.type else {
                    news += self.news(in: [mention])
                    continue
                }
                if conversation.slots[tapped].value != meant {
                    news.append(News(slot: SlotID(index: tapped), mention: mention))
                }
            }
            if news.isEmpty { return try askAgain(progress: true) }
            try takeUp(news)
        }
    }

    /// A tap on a menu that no longer means anything: said politely, and the open question is put again.
    private mutating func outdated() throws(Failure) {
        // The question behind the menu went with the version that put it: the next one is answer enough.
        if isResuming { return try askAgain(progress: true) }
        say(.menuOutdated)
        try askAgain(progress: false)
    }

    /// The value behind an id; a choice of the catalogue is looked up among what was offered, else asked for, so that a
    /// made-up id is refused.
    private mutating func resolve(_ chosen: ChoiceID.ChosenValue, for slot: SlotID) throws(Failure) -> Value? {
        switch chosen.content {
        case .flag(let flag): return .flag(flag)
        case .catalogue(let name) where chosen.type == .choice:
            let choice =
                machine.slots[slot.index].choices.first { $0.name == name }
                ?? machine.slots[slot.index].choices.first { $0.formerNames.contains(name) }
            return choice.map { .choice(value(of: $0)) }
        case .date(let date): return .date(date)
        case .time(let time): return .time(time)
        case .anyone: return chosen.type == .master ? .anyone : nil
        case .catalogue(let id):
            if let value = value(withID: id, of: chosen.type, in: conversation.offered) { return value }
            return value(withID: id, of: chosen.type, in: try everything(of: chosen.type))
        }
    }

    /// All that the salon has of a type, whatever else is known.
    mutating func everything(of type: SlotType) throws(Failure) -> [Offered] {
        let offer: Offer
        switch type {
        case .booking: offer = .myBookings
        case .service: offer = .services
        case .master: offer = .masters
        default: return []
        }
        var known = known()
        known.master = nil
        guard case .offers(let all, _) = try ask(.offer(offer, known, skip: 0, limit: Int(Int16.max))) else { return [] }
        return all
    }
}

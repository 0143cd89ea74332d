internal import CivilTime
internal import FlowMachine

/// Filling slots: taking up what a customer said, checking it with the modules, and asking for what is missing.
extension Turn {
    /// A mention that would change something, with the slot it is for.
    struct News {
        var slot: SlotID
        var mention: Mention
    }

    /// The mentions that say something new. One that repeats a slot's value is no news, so "да, к Ане" is a plain yes.
    func news(in mentions: [Mention]) -> [News] {
        mentions.compactMap { mention in
            guard let slot = slot(for: mention.type) else { return nil }
            let state = conversation.slots[slot.index]
            switch mention.meaning {
            case .value(let value): return state.value == value ? nil : News(slot: slot, mention: mention)
            case .oneOf(let values):
                return values.contains { $0 == state.value } ? nil : News(slot: slot, mention: mention)
            case .dates(let window):
                if case .date(let date)? = state.value, window.contains(date) { return nil }
                return News(slot: slot, mention: mention)
            case .times(let window):
                if case .time(let time)? = state.value, window.contains(time) { return nil }
                return News(slot: slot, mention: mention)
            case .except(let excluded):
                let takesBack = state.value.map { excluded.ruleOut($0, as: mention.type) } ?? false
                return takesBack || !conversation.excluded.cover(excluded) ? News(slot: slot, mention: mention) : nil
            case .impossible: return News(slot: slot, mention: mention)
            }
        }
    }

    /// The slot that is being asked for if it takes this type, else one of the open form that does, else any.
    private func slot(for type: SlotType) -> SlotID? {
        if let (_, open) = openSlot, machine.type(of: open) == type { return open }
        return formSlots.first { machine.type(of: $0) == type }
            ?? machine.slots.firstIndex { $0.type == type }.map(SlotID.init(index:))
    }

    private var formSlots: [SlotID] { conversation.form.map(slots(of:)) ?? [] }

    private func slots(of form: FormPlace) -> [SlotID] {
        guard case .fill(let slots) = machine[form.step].code[form.instruction] else { return [] }
        return slots
    }

    /// The slot that the form asks for next; nil when nothing is missing.
    func openSlot(of form: FormPlace) -> SlotID? { slots(of: form).first(where: needsAsking) }

    /// True when the message speaks only of what is known already ("к Ане", and it is Anna).
    func mentionsOnlyWhatIsKnown(_ said: Understood) -> Bool {
        conversation.form != nil
            && said.mentions.contains { if case .impossible = $0.meaning { false } else { true } }
    }

    /// Whether a form on the way here asks for what cannot be as it was wished; of what no form asks for nothing is said.
    func canBeTold(_ news: News) -> Bool {
        guard case .impossible = news.mention.meaning else { return true }
        return formSlots.contains(news.slot) || conversation.forms.contains { slots(of: $0).contains(news.slot) }
    }

    /// Takes up news in the middle of a conversation: the form is gone through again, wherever the conversation stands
    /// after it, and what still holds is kept.
    mutating func takeUp(_ news: [News]) throws(Failure) {
        guard let form = form(for: news) else {
            guard isResuming else { return try failTry() }
            adopt(news)
            return try askAgain(progress: true)
        }
        let offered = conversation.offered
        adopt(news)
        // Words that fit the same several once more are no answer to which of them was meant.
        let isAnswer = ambiguous.count + impossible.count < news.count
        if !isAnswer, impossible.isEmpty, ambiguous.allSatisfy({ $0.candidates == offered }) { return try failTry() }
        if isAnswer {
            conversation.failedTries = 0
        } else if !impossible.isEmpty, try leaveAfterFailedTry() {
            return
        }
        conversation.offered = []
        conversation.skipped = 0
        try run(form.step, from: form.instruction)
    }

    /// Where news are taken up: in the open form, or in the earliest of those on the way here that has a slot the open one
    /// lacks, so that it is checked again and the way from there on is taken anew.
    private func form(for news: [News]) -> FormPlace? {
        guard let open = conversation.form else { return nil }
        let known = slots(of: open)
        let elsewhere = news.map(\.slot).filter { !known.contains($0) }
        guard !elsewhere.isEmpty else { return open }
        return conversation.forms.first { place in slots(of: place).contains { elsewhere.contains($0) } } ?? open
    }

    mutating func adopt(_ news: [News]) {
        for item in news {
            hasNews = true
            switch item.mention.meaning {
            case .value(let value): set(item.slot, value)
            case .oneOf(let all):
                let type = machine.type(of: item.slot)
                let values = all.filter { !conversation.excluded.ruleOut($0, as: type) }
                if values.count == 1, all.count > 1 {
                    set(item.slot, values[0])
                    continue
                }
                forget(item.slot)
                let candidates = values.prefix(Limits.choicesPerMessage).map {
                    Offered(values: [OfferedValue(type: machine.type(of: item.slot), value: $0)])
                }
                if !candidates.isEmpty { ambiguous.append(Ambiguity(slot: item.slot, candidates: candidates)) }
            case .dates(let window):
                forget(item.slot)
                conversation.dates = window
            case .times(let window):
                forget(item.slot)
                conversation.times = window
            case .except(let excluded):
                conversation.excluded.add(excluded, most: Limits.exclusions)
                if let value = conversation.slots[item.slot.index].value,
                    excluded.ruleOut(value, as: machine.type(of: item.slot))
                {
                    forget(item.slot)
                } else {
                    recheck(from: machine.type(of: item.slot))
                }
            case .impossible(let reason):
                forget(item.slot)
                impossible.append(ImpossibleWish(slot: item.slot, reason: reason))
            }
        }
    }

    mutating func set(_ slot: SlotID, _ value: Value) {
        conversation.slots[slot.index].value = value
        conversation.slots[slot.index].isSettled = true
        conversation.slots[slot.index].turn = conversation.turns
        conversation.excluded.allow(value, as: machine.type(of: slot))
        recheck(from: machine.type(of: slot))
        switch machine.type(of: slot) {
        case .date: conversation.dates = nil
        case .time: conversation.times = nil
        default: break
        }
    }

    mutating func forget(_ slot: SlotID) {
        conversation.slots[slot.index] = SlotState()
        recheck(from: machine.type(of: slot))
    }

    /// A changed slot puts in doubt itself and those that depend on it; slot types are declared in that order.
    private mutating func recheck(from type: SlotType) {
        guard type.isCheckedByModules else { return }
        for index in machine.slots.indices
        where machine.slotTypes[index].rawValue >= type.rawValue && machine.slotTypes[index].isCheckedByModules {
            conversation.slots[index].isChecked = false
        }
    }

    /// Goes through the form: checks what was given and says what cannot be, asks for what is missing. True when everything
    /// is there and holds.
    mutating func fill(_ slots: [SlotID], at place: FormPlace) throws(Failure) -> Bool {
        let unclear = ambiguous.filter { slots.contains($0.slot) }
        if let first = unclear.min(by: { machine.type(of: $0.slot).rawValue < machine.type(of: $1.slot).rawValue }) {
            ambiguous = []
            say(.whichOne)
            conversation.offered = first.candidates
            show(first.candidates, for: first.slot, more: false)
            conversation.position = .filling(place, first.slot)
            return false
        }
        // In the order of their types, since one depends on another.
        let isNew = slots.contains { conversation.slots[$0.index].value != nil && !conversation.slots[$0.index].isChecked }
        for type in isNew || !impossible.isEmpty ? SlotType.allCases : [] {
            if let wish = impossible.first(where: { slots.contains($0.slot) && machine.type(of: $0.slot) == type }) {
                try refuse(wish, at: place)
                return false
            }
            for slot in slots where machine.type(of: slot) == type {
                guard let value = conversation.slots[slot.index].value, !conversation.slots[slot.index].isChecked else {
                    continue
                }
                // A time is checked on its date, so a date with a time needs no question of its own.
                if type == .date, slots.contains(where: { isFilled($0, .time) }) { continue }
                guard type.isCheckedByModules else {
                    conversation.slots[slot.index].isChecked = true
                    noteFilled(slot, value)
                    continue
                }
                guard try check(slot, value, at: place) else { return false }
            }
        }
        for slot in slots where needsAsking(slot) {
            try ask(for: slot, at: place)
            return false
        }
        return true
    }

    private func isFilled(_ slot: SlotID, _ type: SlotType) -> Bool {
        machine.type(of: slot) == type && conversation.slots[slot.index].value != nil
    }

    private func needsAsking(_ slot: SlotID) -> Bool {
        let state = conversation.slots[slot.index]
        if state.value != nil { return false }
        return machine.slots[slot.index].isAsked && !(machine.slots[slot.index].isOptional && state.isSettled)
    }

    private mutating func noteFilled(_ slot: SlotID, _ value: Value) {
        trace.append(.filled(slot, value))
        guard machine.slots[slot.index].isRemembered else { return }
        let name = machine.slots[slot.index].name
        toRemember.removeAll { $0.slot == name }
        toRemember.append(RememberedValue(slot: name, value: value))
    }

    private mutating func check(_ slot: SlotID, _ value: Value, at place: FormPlace) throws(Failure) -> Bool {
        switch try ask(.check(machine.type(of: slot), known())) {
        case .holds(let facts):
            adopt(facts)
            conversation.slots[slot.index].isChecked = true
            if machine.type(of: slot) == .time {
                for other in machine.slots.indices where machine.slotTypes[other] == .date {
                    conversation.slots[other].isChecked = true
                }
            }
            noteFilled(slot, value)
            return true
        case .wrong(let reason, let all):
            // "Вчера в три" is wrong about the day: the time is kept, and another day is asked for.
            if machine.type(of: slot) == .time, reason.mayConcernTheDay, let (day, date) = filledDate,
                try !check(day, date, at: place)
            {
                return false
            }
            let instead = Array(all.prefix(Limits.choicesPerMessage))
            refuse(slot, reason)
            conversation.position = .filling(place, slot)
            conversation.offered = instead
            conversation.skipped = 0
            if instead.isEmpty {
                try askWithNothing(insteadOf: slot, at: place)
            } else {
                show(instead, for: slot, more: false)
            }
            return false
        case .offers, .outcome:
            // Our own fault; the conversation must not pretend that the value holds.
            say(.moduleFailed)
            forget(slot)
            conversation.position = .filling(place, slot)
            return false
        }
    }

    private var filledDate: (SlotID, Value)? {
        for index in machine.slots.indices where machine.slotTypes[index] == .date {
            if let value = conversation.slots[index].value { return (SlotID(index: index), value) }
        }
        return nil
    }

    /// Puts a slot's question with its choices, and waits for the answer.
    mutating func ask(for slot: SlotID, at place: FormPlace) throws(Failure) {
        conversation.position = .filling(place, slot)
        if let answers = fixedAnswers(of: slot) {
            say(machine.slots[slot.index].ask)
            return show(answers, for: slot, more: false)
        }
        guard let offer = machine.slots[slot.index].offer ?? offerForWish(of: slot) else { return say(machine.slots[slot.index].ask) }
        try offerChoices(of: offer, for: slot, at: place)
    }

    /// A wish such as "на следующей неделе" or "после обеда" is met with what is free then, also where the flow offers
    /// nothing of itself: what a customer said is not asked again.
    private func offerForWish(of slot: SlotID) -> Offer? {
        switch machine.type(of: slot) {
        case .date: conversation.dates == nil ? nil : .freeDays
        case .time: conversation.times == nil ? nil : .freeTimes
        default: nil
        }
    }

    /// The answers that the flow itself gives a slot.
    private func fixedAnswers(of slot: SlotID) -> [Offered]? {
        switch machine.type(of: slot) {
        case .choice:
            machine.slots[slot.index].choices.map { choice in
                Offered(values: [OfferedValue(type: .choice, value: .choice(value(of: choice)))])
            }
        case .yesNo: [true, false].map { Offered(values: [OfferedValue(type: .yesNo, value: .flag($0))]) }
        default: nil
        }
    }

    /// One of a slot's fixed answers as a value: by its name, and by its label in every language.
    func value(of choice: SlotChoice) -> Choice {
        Choice(
            id: choice.name,
            names: machine.languages.indices.map { program.template(choice.label, language: $0).literals })
    }

    /// An answer in words to a slot with fixed answers. The words of an answer may look like a service or a master ("маска
    /// для волос"), so of what is said beside it only days and times are taken up; a yes beside other news is none.
    mutating func answerWithOption(_ said: Understood, beside news: [News]) throws(Failure) -> Bool {
        guard let (place, slot) = openSlot else { return false }
        let value: Value?
        switch machine.type(of: slot) {
        case .choice:
            let chosen = machine.slots[slot.index].choices.first { choice in
                said.options.contains { $0 == choice.name || choice.formerNames.contains($0) }
            }
            value = chosen.map { .choice(self.value(of: $0)) }
        case .yesNo:
            guard news.isEmpty else { return false }
            let isYes = said.options.first == "yes" || said.intents.contains("confirm")
            let isNo = said.options.first == "no" || said.intents.contains("deny")
            value = isYes != isNo ? .flag(isYes) : nil
        default: return false
        }
        guard let value else { return false }
        adopt(news.filter { machine.type(of: $0.slot) == .date || machine.type(of: $0.slot) == .time })
        set(slot, value)
        conversation.failedTries = 0
        try answerQuestions(said)
        try run(place.step, from: place.instruction)
        return true
    }

    private mutating func offerChoices(of offer: Offer, for slot: SlotID, at place: FormPlace) throws(Failure) {
        let reply = try ask(
            .offer(offer, known(), skip: conversation.skipped, limit: Limits.choicesPerMessage))
        guard case .offers(let offered, let more) = reply, !offered.isEmpty else {
            // A page that is no longer there: what was offered there has gone meanwhile.
            if conversation.skipped > 0 {
                conversation.skipped = 0
                return try offerChoices(of: offer, for: slot, at: place)
            }
            return try offerNothing(for: slot, at: place)
        }
        // Of one visit alone there is nothing to choose, unless it has just been refused.
        if offer == .myBookings, !more, offered.count == 1, conversation.skipped == 0, !wasRefused(slot),
            let value = offered[0].values.first?.value
        {
            set(slot, value)
            return try run(place.step, from: place.instruction)
        }
        say(machine.slots[slot.index].ask)
        // With more to come, the last row leads to the next page.
        let shown = Array(offered.prefix(Limits.choicesPerMessage - (more ? 1 : 0)))
        conversation.offered = shown
        show(shown, for: slot, more: more)
    }

    /// Says that a wish cannot be, and offers what can. Of several only the first is told: the others are asked for anyway.
    private mutating func refuse(_ wish: ImpossibleWish, at place: FormPlace) throws(Failure) {
        impossible = []
        refuse(wish.slot, wish.reason)
        conversation.position = .filling(place, wish.slot)
        conversation.skipped = 0
        guard let offer = usualOffer(of: wish.slot),
            case .offers(let all, let more) = try ask(
                .offer(offer, known(), skip: 0, limit: Limits.choicesPerMessage)),
            !all.isEmpty
        else { return try askWithNothing(insteadOf: wish.slot, at: place) }
        // Further pages are those of the question that comes next.
        let isNext = openSlot(of: place) == wish.slot
        let shown = Array(all.prefix(Limits.choicesPerMessage - (more && isNext ? 1 : 0)))
        conversation.offered = shown
        show(shown, for: wish.slot, more: more && isNext)
    }

    /// Goes on after a refusal that has nothing to choose from: the words before it may have promised a list.
    private mutating func askWithNothing(insteadOf slot: SlotID, at place: FormPlace) throws(Failure) {
        let next = openSlot(of: place) ?? slot
        if next != slot, [.date, .time].contains(machine.type(of: slot)) { sayNothingToOffer() }
        try ask(for: next, at: place)
    }

    private mutating func sayNothingToOffer() {
        guard !saidNothingToOffer else { return }
        saidNothingToOffer = true
        say(.nothingToOffer)
    }

    /// What a slot is chosen from, also where the flow offers nothing of itself.
    private func usualOffer(of slot: SlotID) -> Offer? {
        if let own = machine.slots[slot.index].offer { return own }
        return switch machine.type(of: slot) {
        case .service: .services
        case .master: .masters
        case .date: .freeDays
        case .time: .freeTimes
        default: nil
        }
    }

    private func wasRefused(_ slot: SlotID) -> Bool {
        trace.contains { if case .refused(slot, _) = $0 { true } else { false } }
    }

    /// A day on which the last time has just gone is refused as full, and another is asked for; nothing else can be done
    /// about an empty offer than to say so.
    private mutating func offerNothing(for slot: SlotID, at place: FormPlace) throws(Failure) {
        guard machine.type(of: slot) == .time, let (day, _) = filledDate, slots(of: place).contains(day) else {
            // Right behind its refusal the question would part the words from what they speak of.
            if !wasRefused(slot) { say(machine.slots[slot.index].ask) }
            return sayNothingToOffer()
        }
        refuse(day, .full)
        try ask(for: openSlot(of: place) ?? day, at: place)
    }

    /// Empties a slot whose value cannot be had, and says why.
    private mutating func refuse(_ slot: SlotID, _ reason: WrongReason) {
        trace.append(.refused(slot, reason))
        if let own = machine.slots[slot.index].wrong.first(where: { $0.reason == reason }) {
            say(own.text)
        } else {
            say(SystemText.wrong(reason))
        }
        forget(slot)
    }

    private mutating func show(_ offered: [Offered], for slot: SlotID, more: Bool) {
        let name = machine.slots[slot.index].name
        choices.removeAll()
        for item in offered {
            guard let id = ChoiceID.taking(item, for: name)?.text(version: program.version) else { continue }
            choices.append(MessageChoice(id: id, label: label(of: item), description: nil))
        }
        if more {
            let next = ChoiceID.more(slot: name, skipped: conversation.skipped + offered.count)
            choices.append(
                MessageChoice(id: next.text(version: program.version), label: render(.moreLabel), description: nil))
        }
    }

    /// "No matter" to an optional question, said without naming anything: it is settled and the form goes on.
    mutating func settleWithoutMention(_ said: Understood) throws(Failure) -> Bool {
        guard case .filling(let place, let slot) = conversation.position, machine.slots[slot.index].isOptional,
            said.intents.contains("deny")
        else { return false }
        if machine.type(of: slot) == .master { set(slot, .anyone) }
        conversation.slots[slot.index].isSettled = true
        conversation.failedTries = 0
        try answerQuestions(said)
        try run(place.step, from: place.instruction)
        return true
    }
}

extension WrongReason {
    /// Whether the day alone may be what is wrong about a time on it.
    fileprivate var mayConcernTheDay: Bool {
        switch self {
        case .past, .closed, .tooFar: true
        case .unknown, .full, .tooSoon: false
        }
    }
}

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
            }
        }
    }

    /// The slot that is being asked for if it takes this type, else one of the open form that does, else any.
    private func slot(for type: SlotType) -> SlotID? {
        if let (_, open) = openSlot, machine[open].type == type { return open }
        return formSlots.first { machine[$0].type == type }
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
    func mentionsOnlyWhatIsKnown(_ said: Understood) -> Bool { conversation.form != nil && !said.mentions.isEmpty }

    /// Takes up news in the middle of a conversation: the form is gone through again, wherever the conversation stands
    /// after it, and what still holds is kept.
    mutating func takeUp(_ news: [News]) throws(Failure) {
        guard let form = form(for: news) else { return try failTry() }
        let offered = conversation.offered
        adopt(news)
        // Words that fit the same several once more are no answer to which of them was meant.
        let isAnswer = ambiguous.count < news.count
        if !isAnswer, ambiguous.allSatisfy({ $0.candidates == offered }) { return try failTry() }
        if isAnswer { conversation.failedTries = 0 }
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
            case .oneOf(let values):
                forget(item.slot)
                let candidates = values.prefix(Limits.choicesPerMessage).map {
                    Offered(values: [OfferedValue(type: machine[item.slot].type, value: $0)])
                }
                if !candidates.isEmpty { ambiguous.append(Ambiguity(slot: item.slot, candidates: candidates)) }
            case .dates(let window):
                forget(item.slot)
                conversation.dates = window
            case .times(let window):
                forget(item.slot)
                conversation.times = window
            }
        }
    }

    mutating func set(_ slot: SlotID, _ value: Value) {
        conversation.slots[slot.index].value = value
        conversation.slots[slot.index].isSettled = true
        conversation.slots[slot.index].turn = conversation.turns
        recheck(from: machine[slot].type)
        switch machine[slot].type {
        case .date: conversation.dates = nil
        case .time: conversation.times = nil
        default: break
        }
    }

    mutating func forget(_ slot: SlotID) {
        conversation.slots[slot.index] = SlotState()
        recheck(from: machine[slot].type)
    }

    /// A changed slot puts in doubt itself and those that depend on it; slot types are declared in that order.
    private mutating func recheck(from type: SlotType) {
        guard type.isCheckedByModules else { return }
        for index in machine.slots.indices
        where machine.slots[index].type.rawValue >= type.rawValue && machine.slots[index].type.isCheckedByModules {
            conversation.slots[index].isChecked = false
        }
    }

    /// Goes through the form: checks what was given, asks for what is missing. True when everything is there and holds.
    mutating func fill(_ slots: [SlotID], at place: FormPlace) throws(Failure) -> Bool {
        let unclear = ambiguous.filter { slots.contains($0.slot) }
        if let first = unclear.min(by: { machine[$0.slot].type.rawValue < machine[$1.slot].type.rawValue }) {
            ambiguous = []
            say(.whichOne)
            conversation.offered = first.candidates
            show(first.candidates, for: first.slot, more: false)
            conversation.position = .filling(place, first.slot)
            return false
        }
        // In the order of their types, since one depends on another.
        for type in SlotType.allCases {
            for slot in slots where machine[slot].type == type {
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
        machine[slot].type == type && conversation.slots[slot.index].value != nil
    }

    private func needsAsking(_ slot: SlotID) -> Bool {
        let state = conversation.slots[slot.index]
        if state.value != nil { return false }
        guard machine[slot].isOptional else { return true }
        return !state.isSettled && (machine[slot].offer != nil || !machine[slot].type.isCheckedByModules)
    }

    private mutating func noteFilled(_ slot: SlotID, _ value: Value) {
        trace.append(.filled(slot, value))
        guard machine[slot].isRemembered else { return }
        let name = machine[slot].name
        toRemember.removeAll { $0.slot == name }
        toRemember.append(RememberedValue(slot: name, value: value))
    }

    private mutating func check(_ slot: SlotID, _ value: Value, at place: FormPlace) throws(Failure) -> Bool {
        switch try ask(.check(machine[slot].type, known())) {
        case .holds(let facts):
            adopt(facts)
            conversation.slots[slot.index].isChecked = true
            if machine[slot].type == .time {
                for other in machine.slots.indices where machine.slots[other].type == .date {
                    conversation.slots[other].isChecked = true
                }
            }
            noteFilled(slot, value)
            return true
        case .wrong(let reason, let all):
            // "Вчера в три" is wrong about the day: the time is kept, and another day is asked for.
            if machine[slot].type == .time, reason.mayConcernTheDay, let (day, date) = filledDate,
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
                try ask(for: openSlot(of: place) ?? slot, at: place)
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
        for index in machine.slots.indices where machine.slots[index].type == .date {
            if let value = conversation.slots[index].value { return (SlotID(index: index), value) }
        }
        return nil
    }

    /// Puts a slot's question with its choices, and waits for the answer.
    mutating func ask(for slot: SlotID, at place: FormPlace) throws(Failure) {
        conversation.position = .filling(place, slot)
        if let answers = fixedAnswers(of: slot) {
            say(machine[slot].ask)
            return show(answers, for: slot, more: false)
        }
        guard let offer = machine[slot].offer ?? offerForWish(of: slot) else { return say(machine[slot].ask) }
        try offerChoices(of: offer, for: slot, at: place)
    }

    /// A wish such as "на следующей неделе" or "после обеда" is met with what is free then, also where the flow offers
    /// nothing of itself: what a customer said is not asked again.
    private func offerForWish(of slot: SlotID) -> Offer? {
        switch machine[slot].type {
        case .date: conversation.dates == nil ? nil : .freeDays
        case .time: conversation.times == nil ? nil : .freeTimes
        default: nil
        }
    }

    /// The answers that the flow itself gives a slot.
    private func fixedAnswers(of slot: SlotID) -> [Offered]? {
        switch machine[slot].type {
        case .choice:
            machine[slot].choices.map { choice in
                Offered(values: [OfferedValue(type: .choice, value: .choice(value(of: choice)))])
            }
        case .yesNo: [true, false].map { Offered(values: [OfferedValue(type: .yesNo, value: .flag($0))]) }
        default: nil
        }
    }

    /// One of a slot's fixed answers as a value: by its name, and by its label in every language.
    private func value(of choice: SlotChoice) -> Choice {
        Choice(
            id: choice.name,
            names: machine.languages.indices.map { plain(program.template(choice.label, language: $0)) })
    }

    private func plain(_ template: [Segment]) -> String {
        template.reduce(into: "") { if case .literal(let literal) = $1 { $0 += literal } }
    }

    /// An answer in words to a slot with fixed answers. The words of an answer may look like a service or a master ("маска
    /// для волос"), so of what is said beside it only days and times are taken up; a yes beside other news is none.
    mutating func answerWithOption(_ said: Understood, beside news: [News]) throws(Failure) -> Bool {
        guard let (place, slot) = openSlot else { return false }
        let value: Value?
        switch machine[slot].type {
        case .choice:
            let chosen = machine[slot].choices.first { choice in
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
        adopt(news.filter { machine[$0.slot].type == .date || machine[$0.slot].type == .time })
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
        say(machine[slot].ask)
        // With more to come, the last row leads to the next page.
        let shown = Array(offered.prefix(Limits.choicesPerMessage - (more ? 1 : 0)))
        conversation.offered = shown
        show(shown, for: slot, more: more)
    }

    private func wasRefused(_ slot: SlotID) -> Bool {
        trace.contains { if case .refused(slot, _) = $0 { true } else { false } }
    }

    /// A day on which the last time has just gone is refused as full, and another is asked for; nothing else can be done
    /// about an empty offer than to say so.
    private mutating func offerNothing(for slot: SlotID, at place: FormPlace) throws(Failure) {
        guard machine[slot].type == .time, let (day, _) = filledDate, slots(of: place).contains(day) else {
            say(machine[slot].ask)
            return say(.nothingToOffer)
        }
        refuse(day, .full)
        try ask(for: openSlot(of: place) ?? day, at: place)
    }

    /// Empties a slot whose value cannot be had, and says why.
    private mutating func refuse(_ slot: SlotID, _ reason: WrongReason) {
        trace.append(.refused(slot, reason))
        if let own = machine[slot].wrong.first(where: { $0.reason == reason }) {
            say(own.text)
        } else {
            say(SystemText.wrong(reason))
        }
        forget(slot)
    }

    private mutating func show(_ offered: [Offered], for slot: SlotID, more: Bool) {
        let name = machine[slot].name
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
        guard case .filling(let place, let slot) = conversation.position, machine[slot].isOptional,
            said.intents.contains("deny")
        else { return false }
        if machine[slot].type == .master { set(slot, .anyone) }
        conversation.slots[slot.index].isSettled = true
        conversation.failedTries = 0
        try answerQuestions(said)
        try run(place.step, from: place.instruction)
        return true
    }

    // MARK: - Taps

    mutating func takeTap(id: String, title: String) throws(Failure) {
        guard let (_, choice) = ChoiceID.read(id) else { return try outdated() }
        switch choice {
        case .option(let stepName, let name):
            guard case .choosing(let step) = conversation.position, machine[step].isNamed(stepName),
                let option = machine[step].options.first(where: { $0.name == name })
                    ?? machine[step].options.first(where: { $0.formerNames.contains(name) })
            else { return try outdated() }
            try take(option, of: step)
        case .more(let slotName, let skipped):
            guard case .filling(let place, let slot) = conversation.position, machine[slot].isNamed(slotName),
                openSlot(of: place) == slot
            else { return try outdated() }
            conversation.skipped = skipped
            conversation.failedTries = 0
            try ask(for: slot, at: place)
        case .values(let slotName, let values):
            guard conversation.position != .idle, conversation.form != nil,
                let tapped = machine.slots.firstIndex(where: { $0.isNamed(slotName) })
            else { return try outdated() }
            var news: [News] = []
            for value in values {
                guard let meant = try resolve(value, for: SlotID(index: tapped)) else { return try outdated() }
                let mention = Mention(type: value.type, meaning: .value(meant), span: 0..<0)
                // Of the types that several slots have, the button says which one it is for.
                guard machine.slots[tapped].type == value.type else {
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
                machine[slot].choices.first { $0.name == name }
                ?? machine[slot].choices.first { $0.formerNames.contains(name) }
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
    private mutating func everything(of type: SlotType) throws(Failure) -> [Offered] {
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

    // MARK: - Computed values

    /// `set SLOT to …`: a value that is unknown or does not fit leaves the slot empty.
    mutating func compute(_ expression: Expression, into slot: SlotID) throws(Failure) {
        guard let value = try value(of: expression, for: slot), machine[slot].type.takes(value) else {
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
            switch machine[slot].type {
            case .choice: return machine[slot].choices.first { $0.name == name }.map { .choice(value(of: $0)) }
            case .service, .master:
                let wanted = name.lowercased()
                for offered in try everything(of: machine[slot].type) {
                    for item in offered.values where item.type == machine[slot].type {
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

    private func value(withID id: String, of type: SlotType, in offered: [Offered]) -> Value? {
        for item in offered {
            for value in item.values where value.type == type {
                if case .choice(let choice) = value.value, choice.id == id { return value.value }
            }
        }
        return nil
    }

    /// Everything known, as modules see it.
    func known() -> Known {
        var known = Known(dates: conversation.dates, times: conversation.times)
        for (slot, state) in zip(machine.slots, conversation.slots) {
            switch (slot.type, state.value) {
            case (.booking, .choice(let choice)?): known.booking = choice
            case (.service, .choice(let choice)?): known.service = choice
            case (.master, let value?): known.master = value
            case (.date, .date(let date)?): known.date = date
            case (.time, .time(let time)?): known.time = time
            default: break
            }
            if slot.isRemembered, let value = state.value {
                known.remembered.append(RememberedValue(slot: slot.name, value: value))
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

extension DateWindow {
    func contains(_ date: CivilDate) -> Bool { (from.map { $0 <= date } ?? true) && (to.map { date <= $0 } ?? true) }
}

extension TimeWindow {
    func contains(_ time: ClockTime) -> Bool { (from.map { $0 <= time } ?? true) && (to.map { time <= $0 } ?? true) }
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

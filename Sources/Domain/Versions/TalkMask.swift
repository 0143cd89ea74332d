internal import FlowInterpreter
internal import FlowMachine

/// What is personal in one recorded talk, and the talk without it: names, telephone numbers, addresses of electronic mail,
/// long numbers, and the channel's ids of what was sent. Event, profile, surroundings and state are masked alike.
///
/// A name of somebody else that is in no lexicon and written in small letters, or first in its sentence, cannot be told from
/// other words and stays.
struct TalkMask {
    private var words = PersonalWords()
    private let isName: (String) -> Bool

    /// - Parameter isName: whether a word is a name that people bear.
    init(_ talk: JournalledTalk, _ run: RecordedRun, isName: @escaping (String) -> Bool) {
        self.isName = isName
        for (turn, ran) in zip(talk.turns, run.turns) {
            for fact in turn.record.surroundings {
                if fact.fact == .customerName, case .text(let name) = fact.value { words.learn(name: name) }
            }
            for value in turn.record.profile { learn(value.value, type(of: value.slot, in: ran.program)) }
            switch turn.record.event {
            case .said(let understood):
                for mention in understood.mentions {
                    if case .value(let value) = mention.meaning { learn(value, mention.type) }
                }
                words.learn(text: understood.text, besides: TalkMask.spans(understood), isName: isName)
            case .media(_, let id): words.learn(identifier: id)
            case .tapped, .silence, .released, .waitlistOffer, .waitlistLost: break
            }
            if turn.stateBefore != nil {
                for (state, slot) in TalkMask.slots(ran.before, ran.program) {
                    if let value = state.value { learn(value, slot.type) }
                }
            }
        }
    }

    private mutating func learn(_ value: Value, _ type: SlotType) {
        switch (type, value) {
        case (.name, .text(let name)): words.learn(name: name)
        case (_, .text(let text)): words.learn(text: text, besides: [], isName: isName)
        case (_, .media(_, let id)): words.learn(identifier: id)
        case (_, .number(let number)): words.learn(text: String(number.magnitude), besides: [], isName: isName)
        default: break
        }
    }

    /// A profile may be of another version's slots; what is not known is taken for a text.
    private func type(of slot: String, in program: Program) -> SlotType {
        program.slots.first { $0.name == slot || $0.formerNames.contains(slot) }?.type ?? .text
    }

    /// What was understood to be something of the salon's or of the calendar's.
    private static func spans(_ understood: Understood) -> [Range<Int>] {
        understood.mentions.filter { mention in
            switch mention.type {
            case .name, .phone, .text, .number: false
            case .booking, .service, .master, .date, .time, .yesNo, .choice, .photo, .money: true
            }
        }.map(\.span)
    }

    private static func slots(_ conversation: Conversation, _ program: Program) -> [(SlotState, Slot)] {
        let kept = conversation.interrupted.compactMap(\.values).map(\.slots)
        return ([conversation.slots] + kept).flatMap { Array(zip($0, program.slots)) }
    }

    // MARK: -

    func masked(_ talk: JournalledTalk, _ run: RecordedRun) -> JournalledTalk {
        var result = talk
        for (place, ran) in run.turns.enumerated() {
            let record = talk.turns[place].record
            result.turns[place].record.event = masked(record.event)
            result.turns[place].record.surroundings = record.surroundings.map(masked)
            result.turns[place].record.profile = record.profile.map { value in
                RememberedValue(slot: value.slot, value: masked(value.value, type(of: value.slot, in: ran.program)))
            }
            if talk.turns[place].stateBefore != nil {
                result.turns[place].stateBefore = masked(ran.before, ran.program).encoded
            }
        }
        return result
    }

    private func masked(_ fact: FactValue) -> FactValue {
        guard fact.fact == .customerName, case .text(let name) = fact.value else { return fact }
        return FactValue(fact: fact.fact, value: .text(words.masked(name: name)))
    }

    private func masked(_ event: Event) -> Event {
        switch event {
        case .said(let understood):
            var result = understood
            result.text = words.masked(
                text: understood.text, besides: TalkMask.spans(understood),
                holdsName: understood.mentions.contains { $0.type == .name })
            for place in result.mentions.indices {
                guard case .value(let value) = result.mentions[place].meaning else { continue }
                result.mentions[place].meaning = .value(masked(value, result.mentions[place].type))
            }
            return .said(result)
        case .tapped(let id, let title): return .tapped(id: id, title: words.masked(text: title, besides: []))
        case .media(let kind, let id): return .media(kind: kind, id: words.masked(identifier: id))
        case .silence, .released, .waitlistOffer, .waitlistLost: return event
        }
    }

    private func masked(_ value: Value, _ type: SlotType) -> Value {
        switch (type, value) {
        case (.name, .text(let name)): return .text(words.masked(name: name))
        case (_, .text(let text)): return .text(words.masked(text: text, besides: []))
        case (_, .media(let kind, let id)): return .media(kind: kind, id: words.masked(identifier: id))
        case (_, .number(let number)):
            let digits = words.masked(text: String(number.magnitude), besides: [])
            return Int(digits).map { .number(number < 0 ? -$0 : $0) } ?? value
        default: return value
        }
    }

    private func masked(_ conversation: Conversation, _ program: Program) -> Conversation {
        func masked(_ states: [SlotState]) -> [SlotState] {
            zip(states, program.slots).map { state, slot in
                var result = state
                result.value = state.value.map { self.masked($0, slot.type) }
                return result
            }
        }
        var result = conversation
        result.slots = masked(conversation.slots)
        for place in result.interrupted.indices {
            if let slots = result.interrupted[place].values?.slots {
                result.interrupted[place].values?.slots = masked(slots)
            }
        }
        return result
    }
}

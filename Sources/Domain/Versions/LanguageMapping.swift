internal import FlowInterpreter
internal import FlowMachine

/// What was recorded in a machine's languages, as another machine with other languages has it: names of choices stand in the
/// order of the languages.
struct LanguageMapping: Sendable {
    /// For each language of the new machine its place in the old one's.
    private let places: [Int?]
    /// Whether both have the same languages in the same order; nothing is to be done then.
    let isNone: Bool

    init(from old: [String], to new: [String]) {
        isNone = old == new
        places = new.map { old.firstIndex(of: $0) }
    }

    /// The place of a language in the new machine; the default one where that has it not.
    func language(_ old: Int) -> Int { places.firstIndex(of: old) ?? 0 }

    func choice(_ choice: Choice) -> Choice {
        Choice(
            id: choice.id,
            names: places.map { place in
                if let place, choice.names.indices.contains(place) { choice.names[place] } else { choice.names.first ?? "" }
            })
    }

    func value(_ value: Value) -> Value {
        switch value {
        case .choice(let choice): .choice(self.choice(choice))
        case .list(let values): .list(values.map(self.value))
        case .anyone, .date, .time, .text, .number, .money, .flag, .media: value
        }
    }

    func facts(_ facts: [FactValue]) -> [FactValue] {
        facts.map { FactValue(fact: $0.fact, value: value($0.value)) }
    }

    func profile(_ values: [RememberedValue]) -> [RememberedValue] {
        values.map { RememberedValue(slot: $0.slot, value: value($0.value)) }
    }

    func event(_ event: Event) -> Event {
        switch event {
        case .waitlistOffer(let id, let facts): .waitlistOffer(id: id, self.facts(facts))
        case .waitlistLost(let id, let facts): .waitlistLost(id: id, self.facts(facts))
        case .said, .tapped, .media, .silence, .released: event
        }
    }

    func asked(_ asked: RecordedRun.AskedAndAnswered) -> RecordedRun.AskedAndAnswered {
        RecordedRun.AskedAndAnswered(question: question(asked.question), answer: answer(asked.answer))
    }

    private func question(_ question: Question) -> Question {
        switch question {
        case .offer(let offer, let known, let skip, let limit):
            .offer(offer, self.known(known), skip: skip, limit: limit)
        case .check(let type, let known): .check(type, self.known(known))
        case .call(let action, let known): .call(action, self.known(known))
        case .answerWaitlist(let offer, let accepts, let known):
            .answerWaitlist(offer: offer, accepts: accepts, self.known(known))
        }
    }

    private func answer(_ answer: Answer) -> Answer {
        switch answer {
        case .offers(let offered, let more): .offers(offered.map(self.offered), more: more)
        case .holds(let facts): .holds(self.facts(facts))
        case .wrong(let reason, let instead): .wrong(reason, instead: instead.map(self.offered))
        case .outcome(let outcome, let facts): .outcome(outcome, self.facts(facts))
        }
    }

    private func offered(_ offered: Offered) -> Offered {
        Offered(values: offered.values.map { OfferedValue(type: $0.type, value: value($0.value)) })
    }

    private func known(_ known: Known) -> Known {
        var result = known
        result.booking = known.booking.map(choice)
        result.service = known.service.map(choice)
        result.master = known.master.map(value)
        result.excluded.masters = known.excluded.masters.map(choice)
        result.remembered = profile(known.remembered)
        return result
    }
}

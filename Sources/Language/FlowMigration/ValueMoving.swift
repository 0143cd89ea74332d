internal import CivilTime
internal import FlowInterpreter
internal import FlowMachine

/// Values of one machine's conversations as another's hold them.
struct ValueMoving: Sendable {
    let from: MachineOutline
    let to: MachineOutline
    let names: NameMatching

    /// Nil where the slot does not take it: its type is another, or the answer is gone.
    /// - Parameter language: of the conversation, by its place in the machine that is left; a choice that becomes a text is
    ///   written in it.
    func value(_ value: Value, of old: SlotID, in new: SlotID, language: Int) -> Value? {
        let type = to[new].type
        guard from[old].type.goesInto(type) else { return nil }
        if from[old].type != type, type == .text { return text(of: value, language: language).map(Value.text) }
        guard type.takes(value) else { return nil }
        guard type == .choice, case .choice(let choice) = value else { return self.value(value) }
        guard let place = from[old].choices.firstIndex(where: { $0.name == choice.id }),
            let answer = names.choices[old.index][place]
        else { return nil }
        let now = to[new].choices[answer]
        return .choice(Choice(id: now.name, names: now.names))
    }

    /// The same value, its names in the order of the other machine's languages.
    func value(_ value: Value) -> Value {
        switch value {
        case .choice(let choice): .choice(self.choice(choice))
        case .list(let values): .list(values.map { self.value($0) })
        case .anyone, .date, .time, .text, .number, .money, .flag, .media: value
        }
    }

    func choice(_ choice: Choice) -> Choice {
        let words = names.languages.map { place in
            place.flatMap { choice.names.indices.contains($0) ? choice.names[$0] : nil } ?? choice.names.first ?? ""
        }
        return Choice(id: choice.id, names: words)
    }

    func facts(_ facts: [FactValue]) -> [FactValue] { facts.map { FactValue(fact: $0.fact, value: value($0.value)) } }

    func excluded(_ excluded: Exclusions) -> Exclusions {
        Exclusions(masters: excluded.masters.map(choice), dates: excluded.dates, times: excluded.times)
    }

    func offered(_ offered: [Offered]) -> [Offered] {
        offered.map { offer in
            Offered(values: offer.values.map { OfferedValue(type: $0.type, value: value($0.value)) })
        }
    }

    private func text(of value: Value, language: Int) -> String? {
        switch value {
        case .text(let text): text
        case .number(let number): String(number)
        case .time(let time): time.iso
        case .choice(let choice): choice.names.indices.contains(language) ? choice.names[language] : choice.names.first
        case .anyone, .date, .money, .flag, .media, .list: nil
        }
    }
}

extension SlotType {
    /// Whether every value of this type can be kept in a slot of the other. A free text takes what can be said in words of
    /// any language; a day or an amount of money is written otherwise in each, and is asked for again.
    func goesInto(_ other: SlotType) -> Bool {
        if self == other { return true }
        guard other == .text else { return false }
        return switch self {
        case .name, .phone, .number, .time, .service, .choice, .booking: true
        // "Anyone" is no text.
        case .master, .date, .money, .yesNo, .photo, .text: false
        }
    }
}

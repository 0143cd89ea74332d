internal import CivilTime
internal import FlowInterpreter
internal import FlowMachine
internal import Understanding

/// What a customer will not have, and what no salon's calendar can give.
extension Bot {
    /// Nil for what leaves nothing out of an offer: a refused service is one that was not asked for.
    func exception(_ found: Found<Excluded>) -> Mention? {
        let (type, excluded): (SlotType, Exclusions)
        switch found.content {
        case .service: return nil
        case .master(let reference): (type, excluded) = (.master, Exclusions(masters: choices(of: reference)))
        case .date(let date): (type, excluded) = (.date, Exclusions(dates: windows(of: date)))
        case .time(let time): (type, excluded) = (.time, Exclusions(times: [window(of: time)].compactMap(\.self)))
        }
        return excluded.isEmpty ? nil : Mention(type: type, meaning: .except(excluded), span: found.span)
    }

    /// A visit that is to come again and again ("каждую среду в 5"), where nothing else is asked and no day is named: who
    /// says "хожу каждый месяц, запишите на пятницу" wants one.
    func wantsRecurring(_ meaning: Meaning, _ intents: [String]) -> Bool {
        meaning.recurrence != nil && meaning.dates.isEmpty
            && intents.allSatisfy { ["book", "greeting", "confirm", "deny", "thanks"].contains($0) }
    }

    private func choices(of reference: MasterReference) -> [Choice] {
        let ids: [String] =
            switch reference {
            case .one(let id): [id]
            // Who is refused by a name that two bear is not to be either of them.
            case .oneOf(let ids): ids
            case .anyone: []
            }
        return ids.compactMap { if case .choice(let choice)? = master($0) { choice } else { nil } }
    }

    private func windows(of date: DateMeaning) -> [DateWindow] {
        switch date {
        case .day(let day): [DateWindow(from: day, to: day)]
        case .oneOf(let days): days.map { DateWindow(from: $0, to: $0) }
        case .window(let from?, let to?): [DateWindow(from: from, to: to)]
        // "Не после пятницы" leaves Friday.
        case .window(let from?, nil): [DateWindow(from: from.adding(days: 1), to: nil)]
        case .window(nil, let to?): [DateWindow(from: nil, to: to.adding(days: -1))]
        case .window(nil, nil), .soonest: []
        }
    }

    private func window(of time: TimeMeaning) -> TimeWindow? {
        func minutes(_ time: ClockTime, _ change: Int) -> ClockTime? { ClockTime(minutes: time.minutes + change) }
        return switch time {
        case .at(let clock): TimeWindow(from: clock, to: clock)
        case .window(let from?, let to?): TimeWindow(from: from, to: minutes(to, -1))
        case .window(let from?, nil): TimeWindow(from: minutes(from, 1), to: nil)
        case .window(nil, let to?): minutes(to, -1).map { TimeWindow(from: nil, to: $0) }
        case .window(nil, nil): nil
        // What comes before nine is morning too.
        case .part(.morning): TimeWindow(from: nil, to: minutes(PartOfDay.morning.to, -1))
        case .part(let part): TimeWindow(from: part.from, to: minutes(part.to, -1))
        }
    }
}

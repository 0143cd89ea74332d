package import CivilTime
package import JSON
package import Understanding

/// What of a meaning goes into an answer: the contract's intents, and slots with one value each. What fits several things
/// equally well fills nothing, for it has to be asked.
package struct FilledSlots: Hashable, Sendable {
    package enum Day: Hashable, Sendable {
        case one(CivilDate)
        case list([CivilDate])
        case window(from: CivilDate?, to: CivilDate?)
    }

    package enum Time: Hashable, Sendable {
        case at(ClockTime)
        case window(from: ClockTime?, to: ClockTime?)
        case part(PartOfDay)
    }

    /// The intents that an answer may name; a flow's own are nobody else's business.
    package static let contractIntents: Set<String> = [
        "book", "cancel", "reschedule", "confirm", "deny", "greeting", "ask_services", "ask_price", "ask_hours",
        "ask_address", "my_bookings", "handoff", "opt_out", "thanks",
    ]

    /// The main one first; `none` alone where there is none.
    package let intents: [String]
    package let services: [String]
    /// An identity or `any`.
    package let master: String?
    package let day: Day?
    package let time: Time?

    package init(_ meaning: Meaning) {
        var intents: [String] = []
        for intent in meaning.intents.map(\.content)
        where FilledSlots.contractIntents.contains(intent) && !intents.contains(intent) {
            intents.append(intent)
        }
        self.intents = intents.isEmpty ? ["none"] : intents
        var services: [String] = []
        for case .one(let id) in meaning.services.map(\.content) where !services.contains(id) { services.append(id) }
        self.services = services
        master = FilledSlots.master(meaning.masters.map(\.content))
        day = FilledSlots.day(meaning.dates.map(\.content))
        time = FilledSlots.time(meaning.times.map(\.content))
    }

    /// One master, or anyone; between two somebody has to choose.
    private static func master(_ found: [MasterReference]) -> String? {
        var named: Set<String> = []
        for case .one(let id) in found { named.insert(id) }
        if named.isEmpty { return found.contains(.anyone) ? "any" : nil }
        return named.count == 1 ? named.first : nil
    }

    /// Days are a list; with a window among them everything is the window that holds them all.
    private static func day(_ found: [DateMeaning]) -> Day? {
        var days: Set<CivilDate> = []
        var windows: [(from: CivilDate?, to: CivilDate?)] = []
        for date in found {
            switch date {
            case .day(let day): days.insert(day)
            case .oneOf(let several): days.formUnion(several)
            case .window(let from, let to): windows.append((from, to))
            case .soonest: break
            }
        }
        let sorted = days.sorted()
        guard !windows.isEmpty else {
            return sorted.count > 1 ? .list(sorted) : sorted.first.map { .one($0) }
        }
        return joined(windows + sorted.map { ($0, $0) }).map { .window(from: $0.from, to: $0.to) }
    }

    /// Two alternative times are the window between them, which is all that one slot can say (understanding contract, 12).
    private static func time(_ found: [TimeMeaning]) -> Time? {
        guard let first = found.first else { return nil }
        guard found.contains(where: { $0 != first }) else {
            return switch first {
            case .at(let time): .at(time)
            case .part(let part): .part(part)
            case .window(let from, let to): .window(from: from, to: to)
            }
        }
        let windows: [(from: ClockTime?, to: ClockTime?)] = found.map { time in
            switch time {
            case .at(let time): (time, time)
            case .part(let part): (part.from, part.to)
            case .window(let from, let to): (from, to)
            }
        }
        return joined(windows).map { .window(from: $0.from, to: $0.to) }
    }

    /// The window from the first to the last; a side that is open in one is open. "From … on" and "until …" said apart are
    /// the two sides of one window. Nil where nothing bounds it.
    private static func joined<Value: Comparable>(_ windows: [(from: Value?, to: Value?)]) -> (from: Value?, to: Value?)? {
        if windows.count == 2,
            let from = windows.first(where: { $0.from != nil && $0.to == nil })?.from,
            let to = windows.first(where: { $0.from == nil && $0.to != nil })?.to, from <= to
        {
            return (from, to)
        }
        let isOpen = (from: windows.contains { $0.from == nil }, to: windows.contains { $0.to == nil })
        let from = isOpen.from ? nil : windows.compactMap(\.from).min()
        let to = isOpen.to ? nil : windows.compactMap(\.to).max()
        return from == nil && to == nil ? nil : (from, to)
    }

    /// The member `slots` of an answer.
    package var json: JSONValue {
        var slots = JSONObject()
        if !services.isEmpty {
            slots["service"] = services.count == 1 ? .string(services[0]) : .array(services.map { .string($0) })
        }
        slots["master"] = master.map { .string($0) }
        slots["date"] = day?.json
        slots["time"] = time?.json
        return .object(slots)
    }
}

extension FilledSlots.Day {
    package var json: JSONValue {
        switch self {
        case .one(let day): .string(day.iso)
        case .list(let days): .array(days.map { .string($0.iso) })
        case .window(let from, let to): FilledSlots.window(from: from?.iso, to: to?.iso)
        }
    }
}

extension FilledSlots.Time {
    package var json: JSONValue {
        switch self {
        case .at(let time): return .string(time.iso)
        case .window(let from, let to): return FilledSlots.window(from: from?.iso, to: to?.iso)
        case .part(let part):
            return ["part": .string(part.rawValue), "from": .string(part.from.iso), "to": .string(part.to.iso)]
        }
    }
}

extension FilledSlots {
    fileprivate static func window(from: String?, to: String?) -> JSONValue {
        var sides = JSONObject()
        sides["from"] = from.map { .string($0) }
        sides["to"] = to.map { .string($0) }
        return .object(sides)
    }
}

internal import CivilTime
internal import FlowMachine
package import Salon

/// Salons without problems, made by seed: everything a catalogue can say is said by some of them.
package struct RandomCatalogue {
    private var generator: SeededGenerator

    package init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    package mutating func catalogue() -> SalonCatalogue {
        let resources = (0..<number(0...3)).map { resource($0) }
        let services = (0..<number(0...6)).map { service($0, resources: resources) }
        return SalonCatalogue(
            revision: 0, slug: chance(2) ? SalonCatalogue.mainSlug : "place \(number(1...9))", salonName: name("Салон"),
            address: name("Улица"), zone: Zone(name: "Asia/Almaty", initialOffset: 18_000, transitions: []),
            services: services, masters: (0..<number(0...4)).map { master($0, services: services) }, resources: resources,
            rules: BookingRules(
                granularityMinutes: number(1...1440), minimumNoticeMinutes: number(0...5000), horizonDays: number(0...731),
                cancelNoticeMinutes: chance(2) ? 0 : number(1...5000), assignment: chance(2) ? .first : .leastLoaded),
            closures: Set((0..<number(0...3)).map { _ in date() }), contact: contact())
    }

    private mutating func contact() -> SalonContact {
        SalonContact(
            phone: phone(), ownerPhone: phone(),
            place: chance(2)
                ? nil
                : Coordinates(
                    latitudeMillionths: number(-90_000_000...90_000_000), longitudeMillionths: number(-180_000_000...180_000_000)),
            portfolio: link())
    }

    private mutating func service(_ index: Int, resources: [Resource]) -> Service {
        let from = chance(3) ? date() : nil
        let weekdays = Weekday.allCases.filter { _ in chance(2) }
        return Service(
            id: ServiceID(Int64(index + 1)), slug: slug("service", index), name: name("Услуга \(index)"), aliases: words(),
            category: chance(2) ? LocalizedName([:]) : name("Раздел"), picture: link(), durationMinutes: number(1...1440),
            bufferBeforeMinutes: chance(2) ? 0 : number(1...1440), bufferAfterMinutes: chance(2) ? 0 : number(1...1440),
            price: Money(
                minorUnits: chance(2) ? number(0...90_000) * 100 : number(0...9_000_000), currency: chance(4) ? "EUR" : "KZT"),
            availableFrom: from, availableTo: chance(3) ? (from ?? date()).adding(days: number(0...90)) : nil,
            weekdays: weekdays.isEmpty || chance(2) ? Set(Weekday.allCases) : Set(weekdays),
            capacity: chance(2) ? 1 : number(1...1000), resources: Set(resources.map(\.id).filter { _ in chance(2) }))
    }

    private mutating func resource(_ index: Int) -> Resource {
        Resource(
            id: ResourceID(Int64(index + 1)), slug: slug("thing", index), name: name("Вещь \(index)"), count: number(1...1000))
    }

    private mutating func master(_ index: Int, services: [Service]) -> Master {
        var hours: [Weekday: [WorkingInterval]] = [:]
        let usual = spans(within: 0...1380)
        for weekday in Weekday.allCases where !chance(3) { hours[weekday] = chance(3) ? spans(within: 0...1380) : usual }
        // Only the last of the week runs overnight here, into a Monday that then is free.
        if chance(3) {
            hours[.sunday] = [interval(1390, 1440 + number(0...600))]
            hours[.monday] = nil
        }
        var breaks: [Break] = []
        for weekday in Weekday.allCases where chance(2) {
            for working in hours[weekday] ?? [] where working.to.minutes - working.from.minutes > 20 {
                let from = working.from.minutes + number(0...10)
                breaks.append(Break(weekdays: [weekday], interval: interval(from, from + number(1...10))))
            }
        }
        var overrides: [CivilDate: [WorkingInterval]] = [:]
        for _ in 0..<number(0...3) { overrides[date()] = chance(2) ? [] : spans(within: 0...1500) }
        return Master(
            id: MasterID(Int64(index + 1)), slug: slug("master", index), name: name("Мастер"), aliases: words(),
            isActive: !chance(5), services: Set(services.map(\.id).filter { _ in chance(2) }), hours: hours, breaks: breaks,
            overrides: overrides, timeOff: (0..<number(0...3)).map { _ in timeOff() }, phone: phone(), portfolio: link())
    }

    private mutating func timeOff() -> TimeOff {
        let first = date()
        if chance(2) { return .days(first, first.adding(days: chance(2) ? 0 : number(1...60))) }
        let from = number(0...1439)
        let to = chance(2) ? CivilMoment(date: first, time: clock(number(from + 1...1440))) : nil
        return .moments(
            CivilMoment(date: first, time: clock(from)),
            to ?? CivilMoment(date: first.adding(days: number(1...9)), time: clock(number(0...1440))))
    }

    /// One to three spans that lie apart or touch; ends beyond 1440 are on the next day.
    private mutating func spans(within range: ClosedRange<Int>) -> [WorkingInterval] {
        var found: [WorkingInterval] = []
        var from = range.lowerBound + number(0...600)
        for _ in 0..<number(1...3) {
            let to = min(from + number(1...400), range.upperBound)
            guard from < 1440, to > from else { break }
            found.append(interval(from, to))
            from = to + (chance(3) ? 0 : number(1...200))
        }
        return found.isEmpty ? [interval(600, 1200)] : found
    }

    private func interval(_ from: Int, _ to: Int) -> WorkingInterval {
        WorkingInterval(from: clock(from), to: clock(to > 1440 ? to - 1440 : to))
    }

    private func clock(_ minutes: Int) -> ClockTime { ClockTime(minutes: minutes) ?? .midnight }

    /// Words as owners write them, and such as YAML might take for something else.
    private mutating func name(_ beginning: String) -> LocalizedName {
        var names = [chance(4) ? "en" : "ru": "\(beginning) \(word())"]
        if chance(2) { names["en"] = "\(beginning) \(word())" }
        if chance(8) { names["kk"] = "\(word()) \(beginning)" }
        return LocalizedName(names)
    }

    private mutating func words() -> [String] { (0..<number(0...3)).map { _ in word() } }

    private mutating func word() -> String {
        let words = [
            "ногти", "gel polish", "Лак и Шпилька", "«Ромашка»", "true", "null", "~", "12", "0x1F", "1e3", "a: b", "c #d", "- e", "[f]",
            "{g}", "h, i", "\"j\"", "it's", "k\\l", "m\nn", "tab\tin", " blank ", "two  blanks", "*o", "&p", "!q", "%r", "@s", "|", ">",
            "?", "ё", "қ", "💅🏽", "e\u{301}", "\u{A0}", "\u{2028}", "=", "<<", "2026-12-31", "10:00", "no", "closed", "all", "-", "…",
            String(repeating: "long ", count: 60) + "end",
        ]
        return words[number(0...words.count - 1)]
    }

    private mutating func slug(_ beginning: String, _ index: Int) -> String {
        chance(5) ? "\(word())\(index)" : "\(beginning)-\(index)"
    }

    private mutating func phone() -> String? { chance(2) ? nil : "7701\(number(1_000_000...9_999_999))" }

    private mutating func link() -> String? { chance(3) ? "https://salon.example/\(number(1...99))?a=b&c=#d" : nil }

    private mutating func date() -> CivilDate { CivilDate(daysSinceEpoch: number(20_000...21_000)) }

    private mutating func chance(_ oneIn: Int) -> Bool { number(1...oneIn) == 1 }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
}

/// Small, and the same everywhere for a seed, so that a failure can be repeated (Steele, Lea and Flood's SplitMix64).
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

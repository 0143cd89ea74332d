import Booking
import CivilTime
import FlowMachine
import Foundation
import Salon
import Synchronization
import Testing
import TimeZones

/// The engine and the minute-by-minute reference must agree on random small salons around nights on which clocks
/// change.
///
/// `SALONFLOW_SEED=123 swift test --filter ReferenceComparisonTests` runs that one salon again.
@Suite("The engine against the minute-by-minute reference")
struct ReferenceComparisonTests {
    static let places: [(zone: String, date: String)] = [
        ("Europe/Berlin", "2025-03-30"), ("Europe/Berlin", "2025-10-26"), ("Asia/Almaty", "2024-03-01"),
        ("Asia/Almaty", "2026-11-21"), ("America/Sao_Paulo", "2017-10-15"), ("America/Sao_Paulo", "2018-02-18"),
        ("America/Santiago", "2025-04-06"), ("America/Santiago", "2025-09-07"), ("America/St_Johns", "2010-11-07"),
        ("America/St_Johns", "2010-03-14"), ("Australia/Lord_Howe", "2025-04-06"),
        ("Australia/Lord_Howe", "2025-10-05"),
        ("Pacific/Apia", "2011-12-30"), ("Africa/Casablanca", "2025-02-23"), ("Asia/Kathmandu", "2025-12-31"),
        ("Antarctica/Troll", "2025-03-30"), ("Antarctica/Troll", "2025-10-26"), ("Europe/Dublin", "2090-03-26"),
        ("America/New_York", "2025-11-02"), ("UTC", "2024-02-29"),
    ]

    static let tables = Mutex<[Int: MinuteTable]>([:])

    static func table(_ index: Int) throws -> MinuteTable {
        if let table = tables.withLock({ $0[index] }) { return table }
        let place = places[index]
        let table = MinuteTable(
            zone: try Given.zones.zone(named: place.zone), date: try Given.date(place.date), days: 9)
        tables.withLock { $0[index] = table }
        return table
    }

    static let seedsPerGroup = 100
    static var groups: [Int] { ProcessInfo.processInfo.environment["SALONFLOW_SEED"] == nil ? Array(0..<12) : [-1] }

    @Test("random salons", arguments: groups)
    func agree(group: Int) throws {
        var starts = 0
        let seeds: [UInt64]
        if group < 0 {
            seeds = [try #require(ProcessInfo.processInfo.environment["SALONFLOW_SEED"].flatMap(UInt64.init))]
        } else {
            seeds = (0..<Self.seedsPerGroup).map { UInt64(group * Self.seedsPerGroup + $0) }
        }
        for seed in seeds {
            let disagreement = try compare(seed: seed, starts: &starts)
            if let disagreement {
                Issue.record("seed \(seed): \(disagreement). Run it again with SALONFLOW_SEED=\(seed).")
                return
            }
        }
        // A comparison of nothing with nothing would prove nothing.
        if group >= 0 { #expect(starts > 1_000) }
    }

    private func compare(seed: UInt64, starts: inout Int) throws -> String? {
        var random = SeededGenerator(seed: seed)
        let table = try Self.table(Int(seed) % Self.places.count)
        let salon = RandomSalon(table: table, random: &random)
        let reference = MinuteReference(
            table: table, catalogue: salon.catalogue, now: salon.now, service: salon.service, wish: salon.wish,
            busy: salon.busy)
        let engine = Availability(catalogue: salon.catalogue, now: salon.now)
        let masters = engine.candidates(for: salon.service.id, wish: salon.wish)
        let all = reference.starts()
        starts += all.count

        // Each day by itself, with only the bookings that the engine says it needs; and days outside the horizon.
        for day in -2...(salon.catalogue.rules.horizonDays + 2) {
            let date = engine.today.adding(days: day)
            let needed = engine.bookingsNeeded(on: date...date, for: salon.service)
            let busy = salon.busy.filter { $0.from < needed.to && needed.from < $0.to }
            let found = engine.freeStarts(service: salon.service, masters: masters, date: date, busy: busy)
            let expected = all.filter { $0.moment.date == date }
            if found != expected { return "\(date.iso): \(difference(found, expected))" }
            for start in expected
            where engine.assign(start: start.instant, among: start.masters, busy: busy)
                != reference.assigned(start)
            {
                return "\(start.moment.iso) is assigned to another master"
            }
        }
        let whole = engine.today.adding(days: -1)...engine.lastDate.adding(days: 1)
        let together = engine.freeStarts(service: salon.service, masters: masters, dates: whole, busy: salon.busy)
        if together != all { return "all days together: \(difference(together, all))" }
        let days = engine.freeDays(service: salon.service, masters: masters, dates: whole, busy: salon.busy)
        if days != Set(all.map(\.moment.date)).sorted() { return "free days are \(days.map(\.iso))" }

        for _ in 0..<6 {
            let target = engine.now.adding(minutes: Int.random(in: -2_000...6_000, using: &random))
            let count = Int.random(in: 1...6, using: &random)
            let found = engine.nearest(
                to: target, count: count, service: salon.service, masters: masters, busy: salon.busy)
            let expected = reference.nearest(to: target, count: count, among: all)
            if found != expected { return "nearest \(count) to \(target): \(difference(found, expected))" }
        }
        let first = table.minute(of: salon.now)
        for step in 0..<60 {
            let minute = first - 120 + step * 97
            let found = engine.verdict(
                for: table.instant(of: minute), service: salon.service, masters: masters, busy: salon.busy)
            let expected = reference.verdict(at: minute)
            if found != expected { return "verdict at \(table.moments[minute].iso): \(found), not \(expected)" }
        }
        for start in all.prefix(5)
        where engine.verdict(for: start.instant, service: salon.service, masters: masters, busy: salon.busy)
            != .free(start.masters)
        {
            return "verdict at \(start.moment.iso) is not free"
        }
        return nil
    }

    private func difference(_ found: [FreeStart], _ expected: [FreeStart]) -> String {
        let extra = found.filter { !expected.contains($0) }.prefix(3).map {
            "\($0.moment.iso) \($0.masters.map(\.number))"
        }
        let missing = expected.filter { !found.contains($0) }.prefix(3).map {
            "\($0.moment.iso) \($0.masters.map(\.number))"
        }
        return "too many \(extra), missing \(missing), \(found.count) found for \(expected.count)"
    }
}

/// A small salon with everything the rules speak of, from a seed.
struct RandomSalon {
    var catalogue: SalonCatalogue
    var now: Instant
    var service: Service
    var wish: MasterID?
    var busy: [Busy]

    init(table: MinuteTable, random: inout SeededGenerator) {
        func pick<Element>(_ choices: [Element], _ fallback: Element) -> Element {
            choices.randomElement(using: &random) ?? fallback
        }
        func clock(_ minutes: Int) -> ClockTime { ClockTime(minutes: minutes) ?? .midnight }
        let service = Given.service(
            1, minutes: pick([15, 30, 45, 60, 90, 120, 240, 600], 60), before: pick([0, 0, 0, 10, 30], 0),
            after: pick([0, 0, 15, 45], 0))
        let around = table.date
        func someDate() -> CivilDate { around.adding(days: Int.random(in: -2...3, using: &random)) }
        func interval() -> WorkingInterval {
            let kind = Int.random(in: 0..<10, using: &random)
            let from = Int.random(in: 0..<96, using: &random) * 15
            switch kind {
            case 0: return WorkingInterval(from: clock(from), to: .endOfDay)
            case 1: return WorkingInterval(from: .midnight, to: clock(max(15, from)))
            case 2...4:  // overnight
                let evening = Int.random(in: 64..<96, using: &random) * 15
                return WorkingInterval(from: clock(evening), to: clock(Int.random(in: 0..<40, using: &random) * 15))
            default:
                let morning = Int.random(in: 0..<60, using: &random) * 15
                let length = Int.random(in: 1..<50, using: &random) * 15
                return WorkingInterval(from: clock(morning), to: clock(min(1440, morning + length)))
            }
        }
        var masters: [Master] = []
        for number in 1...Int64.random(in: 1...3, using: &random) {
            var hours: [Weekday: [WorkingInterval]] = [:]
            for day in Weekday.allCases where Int.random(in: 0..<5, using: &random) > 0 {
                hours[day] = (0..<Int.random(in: 1...2, using: &random)).map { _ in interval() }
                // Now and then a second interval that touches the first.
                if Int.random(in: 0..<4, using: &random) == 0, let first = hours[day]?.first, first.to < clock(1380) {
                    hours[day]?.append(WorkingInterval(from: first.to, to: clock(first.to.minutes + 60)))
                }
            }
            let off = Int.random(in: 0..<4, using: &random) == 0 ? [someDate()] : []
            masters.append(
                Master(
                    id: MasterID(number), name: LocalizedName(["en": "Master \(number)"]), aliases: [],
                    isActive: Int.random(in: 0..<12, using: &random) > 0,
                    services: Int.random(in: 0..<12, using: &random) > 0 ? [service.id] : [], hours: hours,
                    timeOff: off.map { .days($0, $0) }))
        }
        let rules = BookingRules(
            granularityMinutes: pick([5, 10, 15, 20, 30, 45, 60, 90], 30),
            minimumNoticeMinutes: pick([0, 30, 60, 180, 1440], 60), horizonDays: Int.random(in: 0...3, using: &random))
        let today = around.adding(days: Int.random(in: -2...1, using: &random))
        let morning = table.zone.instant(of: CivilMoment(date: today, time: .midnight))
        now = Instant(
            milliseconds: morning.adding(minutes: Int.random(in: 0..<1440, using: &random)).milliseconds
                + pick([0, 0, 30_000, 59_999], 0))
        var busy: [Busy] = []
        for master in masters {
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                let start = morning.adding(minutes: Int.random(in: -300...5_000, using: &random) / 5 * 5)
                let end = start.adding(minutes: pick([15, 45, 60, 150], 60))
                busy.append(
                    Busy(
                        service: service.id, master: master.id, from: start.adding(minutes: -pick([0, 0, 20], 0)),
                        to: end.adding(minutes: pick([0, 0, 10, 60], 0)), start: start, end: end))
            }
        }
        self.busy = busy
        self.service = service
        wish = Int.random(in: 0..<3, using: &random) == 0 ? masters.randomElement(using: &random)?.id : nil
        catalogue = SalonCatalogue(
            revision: 1, salonName: LocalizedName(["en": "Random"]), address: LocalizedName([:]), zone: table.zone,
            services: [service], masters: masters, rules: rules,
            closures: Int.random(in: 0..<4, using: &random) == 0 ? [someDate()] : [])
    }
}

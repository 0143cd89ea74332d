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

    static let seedsPerGroup = 500
    static var groups: [Int] { ProcessInfo.processInfo.environment["SALONFLOW_SEED"] == nil ? Array(0..<20) : [-1] }

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
            table: table, catalogue: salon.catalogue, now: salon.now, parts: salon.parts, wish: salon.wish,
            busy: salon.busy)
        let engine = Availability(catalogue: salon.catalogue, now: salon.now)
        let service = try #require(Service(chain: salon.parts))
        let masters = engine.candidates(for: service.id, wish: salon.wish).filter { master in
            salon.parts.allSatisfy { master.services.contains($0.id) }
        }
        let all = reference.starts()
        starts += all.count

        // Each day by itself, with only the bookings that the engine says it needs; and days outside the horizon.
        for day in -2...(salon.catalogue.rules.horizonDays + 2) {
            let date = engine.today.adding(days: day)
            let needed = engine.bookingsNeeded(on: date...date, for: service)
            let busy = salon.busy.filter { $0.from < needed.to && needed.from < $0.to }
            let found = engine.freeStarts(service: service, masters: masters, date: date, busy: busy)
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
        let together = engine.freeStarts(service: service, masters: masters, dates: whole, busy: salon.busy)
        if together != all { return "all days together: \(difference(together, all))" }
        let days = engine.freeDays(service: service, masters: masters, dates: whole, busy: salon.busy)
        if days != Set(all.map(\.moment.date)).sorted() { return "free days are \(days.map(\.iso))" }

        for _ in 0..<6 {
            let target = engine.now.adding(minutes: Int.random(in: -2_000...6_000, using: &random))
            let count = Int.random(in: 1...6, using: &random)
            let found = engine.nearest(
                to: target, count: count, service: service, masters: masters, busy: salon.busy)
            let expected = reference.nearest(to: target, count: count, among: all)
            if found != expected { return "nearest \(count) to \(target): \(difference(found, expected))" }
        }
        let first = table.minute(of: salon.now)
        for step in 0..<60 {
            let minute = first - 120 + step * 97
            let found = engine.verdict(
                for: table.instant(of: minute), service: service, masters: masters, busy: salon.busy)
            let expected = reference.verdict(at: minute)
            if found != expected { return "verdict at \(table.moments[minute].iso): \(found), not \(expected)" }
        }
        for start in all.prefix(5)
        where engine.verdict(for: start.instant, service: service, masters: masters, busy: salon.busy)
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

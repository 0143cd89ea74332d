import Booking
import CivilTime
import FlowMachine
import Salon
import TimeZones

/// What the cases of this suite are written with: short ways to say dates, times, hours and salons.
enum Given {
    static let zones = TimeZoneDatabase()

    static func date(_ text: String) throws -> CivilDate {
        guard let date = CivilDate(iso: text) else { throw NotReadable(text: text) }
        return date
    }

    static func time(_ text: String) throws -> ClockTime {
        guard let time = ClockTime(iso: text) else { throw NotReadable(text: text) }
        return time
    }

    /// `2025-03-30 02:30` in the zone; a trailing ` +N` is N minutes of elapsed time later.
    static func instant(_ text: String, in zone: Zone) throws -> Instant {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count >= 2 else { throw NotReadable(text: text) }
        let moment = CivilMoment(date: try date(parts[0]), time: try time(parts[1]))
        return zone.instant(of: moment).adding(minutes: parts.count > 2 ? Int(parts[2]) ?? 0 : 0)
    }

    /// `09:00-13:00 14:00-18:00`
    static func hours(_ text: String) throws -> [WorkingInterval] {
        try text.split(separator: " ").map { part in
            let ends = part.split(separator: "-").map(String.init)
            guard ends.count == 2 else { throw NotReadable(text: text) }
            return WorkingInterval(from: try time(ends[0]), to: try time(ends[1]))
        }
    }

    static func week(_ text: String) throws -> [Weekday: [WorkingInterval]] {
        let day = try hours(text)
        return Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, day) })
    }

    static func service(
        _ number: Int64, _ russian: String = "Маникюр", _ english: String = "Manicure", minutes: Int = 60,
        before: Int = 0,
        after: Int = 0, price: Int = 250_000
    ) -> Service {
        Service(
            id: ServiceID(number), name: LocalizedName(["ru": russian, "en": english]), aliases: [],
            durationMinutes: minutes,
            bufferBeforeMinutes: before, bufferAfterMinutes: after, price: Money(minorUnits: price, currency: "KZT"))
    }

    static func master(
        _ number: Int64, _ russian: String, _ english: String, services: Set<Int64> = [1],
        hours: String = "09:00-18:00",
        off: [String] = [], isActive: Bool = true
    ) throws -> Master {
        Master(
            id: MasterID(number), name: LocalizedName(["ru": russian, "en": english]), aliases: [], isActive: isActive,
            services: Set(services.map { ServiceID($0) }), hours: try week(hours), timeOff: try off.map(date).map { .days($0, $0) })
    }

    static func catalogue(
        zone: String = "Asia/Almaty", services: [Service] = [service(1)], masters: [Master],
        rules: BookingRules = BookingRules(granularityMinutes: 60, minimumNoticeMinutes: 60, horizonDays: 14),
        closures: [String] = []
    ) throws -> SalonCatalogue {
        SalonCatalogue(
            revision: 1, salonName: LocalizedName(["ru": "Ромашка", "en": "Romashka"]),
            address: LocalizedName(["ru": "ул. Абая, 1", "en": "1 Abay St"]), zone: try zones.zone(named: zone),
            services: services, masters: masters, rules: rules, closures: Set(try closures.map(date)))
    }

    struct NotReadable: Error { var text: String }
}

/// A small generator with a seed (SplitMix64), so that a failing run can be had again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

internal import Booking
internal import CivilTime
internal import FlowMachine
internal import Foundation
internal import Salon
internal import TimeZones

/// The engine alone: what is free in a busy salon of ten masters over two weeks, on one core.
enum SlotsBenchmark {
    static func run() throws {
        let salon = try BusySalon(zone: TimeZoneDatabase().zone(named: "Europe/Berlin"))
        for (name, day) in [("", "2026-05-20"), (", with a change of clocks", "2026-10-20")] {
            guard let today = CivilDate(iso: day) else { throw BenchmarkFault("no date") }
            let now = salon.catalogue.zone.instant(of: CivilMoment(date: today, time: ClockTime(minutes: 480) ?? .midnight))
            let engine = Availability(catalogue: salon.catalogue, now: now)
            let busy = salon.bookings(from: today)
            let service = salon.catalogue.services[0]
            let masters = engine.candidates(for: service.id)
            let dates = today...today.adding(days: 13)
            var found = 0
            let slots = try microseconds { found = engine.freeStarts(service: service, masters: masters, dates: dates, busy: busy).count }
            guard found > 100 else { throw BenchmarkFault("\(found) starts; the salon is not what it should be") }
            report(
                "slots of \(masters.count) masters, 14 days, \(busy.count) bookings\(name) (\(found) starts), µs", Spread(slots),
                aim: "< 200")
            let target = now.adding(minutes: 5 * 1440 + 200)
            let nearest = try microseconds {
                found = engine.nearest(to: target, count: 3, service: service, masters: masters, busy: busy).count
            }
            guard found == 3 else { throw BenchmarkFault("\(found) nearest") }
            report("nearest 3 of them\(name), µs", Spread(nearest))
        }
    }

    private static func microseconds(_ body: () throws -> Void) throws -> [Double] {
        try (0..<9).map { _ in try processorMicroseconds { for _ in 0..<500 { try body() } } / 500 }
    }
}

/// Ten masters with breaks and absences, twenty services, and forty bookings for each master in two weeks.
struct BusySalon {
    let catalogue: SalonCatalogue

    init(zone: Zone) throws {
        func time(_ text: String) throws -> ClockTime {
            guard let time = ClockTime(iso: text) else { throw BenchmarkFault("no time \(text)") }
            return time
        }
        let services = (1...20).map { number in
            Service(
                id: ServiceID(Int64(number)), slug: "service-\(number)", name: LocalizedName(["en": "Service \(number)"]), aliases: [],
                durationMinutes: 30 * (1 + number % 4), bufferBeforeMinutes: number % 3 == 0 ? 10 : 0,
                bufferAfterMinutes: number % 2 == 0 ? 15 : 0, price: Money(minorUnits: 1000, currency: "EUR"))
        }
        let day = WorkingInterval(from: try time("09:00"), to: try time("19:00"))
        let hours = Dictionary(uniqueKeysWithValues: Weekday.allCases.filter { $0 != .sunday }.map { ($0, [day]) })
        let lunch = Break(weekdays: Set(Weekday.allCases), interval: WorkingInterval(from: try time("13:00"), to: try time("14:00")))
        let masters = (1...10).map { number in
            Master(
                id: MasterID(Int64(number)), slug: "master-\(number)", name: LocalizedName(["en": "Master \(number)"]), aliases: [],
                isActive: true, services: Set(services.map(\.id)), hours: hours, breaks: [lunch])
        }
        catalogue = SalonCatalogue(
            revision: 1, salonName: LocalizedName(["en": "Busy"]), address: LocalizedName(["en": "Here"]), zone: zone,
            services: services, masters: masters,
            rules: BookingRules(granularityMinutes: 15, minimumNoticeMinutes: 60, horizonDays: 60), closures: [])
    }

    func bookings(from first: CivilDate) -> [Busy] {
        var bookings: [Busy] = []
        for (place, master) in catalogue.masters.enumerated() {
            for number in 0..<40 {
                let date = first.adding(days: number / 3)
                let minutes = 540 + number % 3 * 190 + place * 5
                let start = catalogue.zone.instant(of: CivilMoment(date: date, time: ClockTime(minutes: minutes) ?? .midnight))
                let end = start.adding(minutes: 60)
                bookings.append(
                    Busy(
                        booking: BookingID(Int64(bookings.count)), service: ServiceID(2), master: master.id, from: start,
                        to: end.adding(minutes: 15), start: start, end: end))
            }
        }
        return bookings
    }
}

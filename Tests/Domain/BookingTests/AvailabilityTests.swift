import Booking
import CivilTime
import FlowMachine
import Salon
import Testing
import TimeZones

@Suite("What is free, case by case")
struct AvailabilityTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var zone = "Asia/Almaty"
        var now = "2026-03-10 06:00"
        var date = "2026-03-11"
        var hours = "09:00-12:00"
        var minutes = 60
        var before = 0
        var after = 0
        var step = 60
        var notice = 60
        var horizon = 14
        var closures: [String] = []
        var off: [String] = []
        /// Occupied ranges, `from/to` in the form of `Given.instant`.
        var busy: [String] = []
        /// Wall-clock starts.
        var expected: String
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "hours, the last start ends with them", expected: "09:00 10:00 11:00"),
        Case(name: "touching intervals join", hours: "09:00-10:30 10:30-12:00", expected: "09:00 10:00 11:00"),
        Case(name: "a break between intervals", hours: "09:00-10:30 11:00-13:00", expected: "09:00 11:00 12:00"),
        Case(name: "a service longer than the day has no start", minutes: 840, expected: ""),
        Case(name: "steps count from midnight, not from opening", hours: "09:10-12:00", expected: "10:00 11:00"),
        Case(name: "steps of 45 minutes", hours: "09:00-12:00", step: 45, expected: "09:00 09:45 10:30"),
        Case(name: "a closure", closures: ["2026-03-11"], expected: ""),
        Case(name: "another day's closure", closures: ["2026-03-12"], expected: "09:00 10:00 11:00"),
        Case(name: "a day off", off: ["2026-03-11"], expected: ""),
        Case(name: "a booking takes its range", busy: ["2026-03-11 10:00/2026-03-11 11:00"], expected: "09:00 11:00"),
        Case(
            name: "a booking's own buffer counts", hours: "09:00-12:15", step: 15,
            busy: ["2026-03-11 10:00/2026-03-11 11:15"], expected: "09:00 11:15"),
        Case(
            name: "buffers add up with the booking's", minutes: 30, before: 15, after: 15, step: 15,
            busy: ["2026-03-11 10:00/2026-03-11 11:00"], expected: "09:00 09:15 11:15 11:30"),
        Case(name: "buffers may lie outside hours", before: 30, after: 30, expected: "09:00 10:00 11:00"),
        Case(name: "notice: to the minute", now: "2026-03-11 09:00", expected: "10:00 11:00"),
        Case(name: "notice: a minute too late", now: "2026-03-11 09:01", expected: "11:00"),
        Case(name: "no notice", now: "2026-03-11 09:00", notice: 0, expected: "09:00 10:00 11:00"),
        Case(name: "the past", now: "2026-03-12 00:00", expected: ""),
        Case(name: "the last day of the horizon", now: "2026-03-10 23:59", horizon: 1, expected: "09:00 10:00 11:00"),
        Case(name: "the day after the horizon", now: "2026-03-09 23:59", horizon: 1, expected: ""),
        Case(
            name: "the salon's day is not the UTC day", now: "2026-03-11 02:00", horizon: 0,
            expected: "09:00 10:00 11:00"),
        Case(name: "the evening's shift to 24:00", hours: "22:00-24:00", expected: "22:00 23:00"),
        Case(name: "an overnight shift: tail and beginning", hours: "22:00-02:00", expected: "00:00 01:00 22:00 23:00"),
        Case(
            name: "an overnight shift: a closure takes the calendar day, tail included", hours: "22:00-02:00",
            closures: ["2026-03-11"], expected: ""),
        Case(
            name: "an overnight shift: the night before a closed day ends at midnight", hours: "22:00-02:00",
            closures: ["2026-03-12"], expected: "00:00 01:00 22:00 23:00"),
        Case(
            name: "an overnight shift: after a closed day its tail remains", hours: "22:00-02:00",
            closures: ["2026-03-10"], expected: "00:00 01:00 22:00 23:00"),
        Case(
            name: "an interval that ends when it begins lasts a whole day", hours: "10:00-10:00", step: 360,
            expected: "00:00 06:00 12:00 18:00"),
        Case(name: "round the clock", hours: "00:00-24:00", minutes: 720, step: 720, expected: "00:00 12:00"),
        Case(
            name: "spring forward in Berlin: the skipped hour has no starts", zone: "Europe/Berlin",
            now: "2025-03-29 06:00",
            date: "2025-03-30", hours: "00:00-06:00", minutes: 30, step: 30,
            expected: "00:00 00:30 01:00 01:30 03:00 03:30 04:00 04:30 05:00 05:30"),
        Case(
            name: "spring forward: hours that begin in the gap begin after it", zone: "Europe/Berlin",
            now: "2025-03-29 06:00",
            date: "2025-03-30", hours: "02:30-05:00", minutes: 30, step: 30, expected: "03:30 04:00 04:30"),
        Case(
            name: "spring forward: an hour that spans the gap ends an hour later by the clock", zone: "Europe/Berlin",
            now: "2025-03-29 06:00", date: "2025-03-30", hours: "01:00-04:00", expected: "01:00 03:00"),
        Case(
            name: "fall back in Berlin: the repeated hour has its starts twice", zone: "Europe/Berlin",
            now: "2025-10-25 06:00",
            date: "2025-10-26", hours: "01:00-04:00", expected: "01:00 02:00 02:00 03:00"),
        Case(
            name: "fall back: hours that end at a repeated time end at its first", zone: "Europe/Berlin",
            now: "2025-10-25 06:00", date: "2025-10-26", hours: "01:00-02:30", minutes: 30, step: 30,
            expected: "01:00 01:30 02:00"),
        Case(
            name: "fall back: notice is elapsed time", zone: "Europe/Berlin", now: "2025-10-26 01:30",
            date: "2025-10-26",
            hours: "00:00-06:00", notice: 120, expected: "03:00 04:00 05:00"),
        Case(
            name: "Almaty on the night its clocks went back an hour", now: "2024-02-29 12:00", date: "2024-02-29",
            hours: "22:00-24:00", expected: "22:00 23:00 23:00"),
        Case(
            name: "midnight that does not exist", zone: "America/Sao_Paulo", now: "2017-10-14 12:00",
            date: "2017-10-15",
            hours: "00:00-03:00", expected: "01:00 02:00"),
        Case(
            name: "a day that a zone skipped", zone: "Pacific/Apia", now: "2011-12-29 08:00", date: "2011-12-30",
            expected: ""),
    ]

    @Test("starts of a day", arguments: cases)
    func starts(case given: Case) throws {
        let catalogue = try Given.catalogue(
            zone: given.zone,
            services: [Given.service(1, minutes: given.minutes, before: given.before, after: given.after)],
            masters: [try Given.master(1, "Аня", "Anya", hours: given.hours, off: given.off)],
            rules: BookingRules(
                granularityMinutes: given.step, minimumNoticeMinutes: given.notice, horizonDays: given.horizon),
            closures: given.closures)
        let busy = try given.busy.map { text in
            let ends = text.split(separator: "/").map(String.init)
            let from = try Given.instant(ends[0], in: catalogue.zone)
            let to = try Given.instant(ends[1], in: catalogue.zone)
            return Busy(service: ServiceID(1), master: MasterID(1), from: from, to: to, start: from, end: to)
        }
        let engine = Availability(catalogue: catalogue, now: try Given.instant(given.now, in: catalogue.zone))
        let found = engine.freeStarts(
            service: catalogue.services[0], masters: catalogue.masters, date: try Given.date(given.date), busy: busy)
        #expect(found.map(\.moment.time.iso).joined(separator: " ") == given.expected)
        #expect(found.map(\.instant) == found.map(\.instant).sorted())
        #expect(
            found.allSatisfy { $0.moment.date.iso == given.date && catalogue.zone.civil(at: $0.instant) == $0.moment })
    }

    @Test("candidates: only active masters who offer the service, in listed order")
    func candidates() throws {
        let catalogue = try Given.catalogue(
            services: [Given.service(1), Given.service(2)],
            masters: [
                try Given.master(3, "Оля", "Olya"), try Given.master(1, "Аня", "Anya", isActive: false),
                try Given.master(2, "Вера", "Vera", services: [2]),
                try Given.master(4, "Юля", "Julia", services: [1, 2]),
            ])
        let engine = Availability(catalogue: catalogue, now: Instant(seconds: 0))
        #expect(engine.candidates(for: ServiceID(1)).map(\.id.number) == [3, 4])
        #expect(engine.candidates(for: ServiceID(2), wish: MasterID(4)).map(\.id.number) == [4])
        #expect(engine.candidates(for: ServiceID(1), wish: MasterID(1)).isEmpty)
        #expect(engine.candidates(for: ServiceID(1), wish: MasterID(2)).isEmpty)
    }

    struct Work: Sendable {
        var master: Int64
        var from: String
        var minutes: Int
        init(_ master: Int64, _ from: String, _ minutes: Int) {
            (self.master, self.from, self.minutes) = (master, from, minutes)
        }
    }

    static let loads: [(name: String, busy: [Work], expected: [Int64])] = [
        ("nobody has anything", [], [1, 2]),
        ("the first has an hour", [Work(1, "2026-03-11 09:00", 60)], [2, 1]),
        ("the same load", [Work(1, "2026-03-11 09:00", 60), Work(2, "2026-03-11 16:00", 60)], [1, 2]),
        ("another day's work does not count", [Work(1, "2026-03-12 09:00", 300)], [1, 2]),
        ("last night's work after midnight counts", [Work(1, "2026-03-10 23:00", 120)], [2, 1]),
        (
            "minutes count, not bookings",
            [Work(1, "2026-03-11 09:00", 90), Work(2, "2026-03-11 09:00", 30), Work(2, "2026-03-11 11:00", 30)], [2, 1]
        ),
    ]

    @Test("the least loaded master of the day, ties by listed order", arguments: loads)
    func leastLoaded(name: String, busy: [Work], expected: [Int64]) throws {
        let catalogue = try Given.catalogue(
            masters: [try Given.master(1, "Аня", "Anya"), try Given.master(2, "Оля", "Olya")])
        let engine = Availability(catalogue: catalogue, now: try Given.instant("2026-03-10 06:00", in: catalogue.zone))
        let start = try Given.instant("2026-03-11 14:00", in: catalogue.zone)
        let busy = try busy.map { work in
            let from = try Given.instant(work.from, in: catalogue.zone)
            let end = from.adding(minutes: work.minutes)
            // The second master's bookings have a buffer of an hour, which must not be counted.
            return Busy(
                service: ServiceID(1), master: MasterID(work.master), from: from, to: end.adding(minutes: work.master == 2 ? 60 : 0),
                start: from,
                end: end)
        }
        let both = [MasterID(1), MasterID(2)]
        #expect(engine.preference(start: start, among: both, busy: busy).map(\.number) == expected)
        #expect(engine.assign(start: start, among: both, busy: busy)?.number == expected[0])
        #expect(engine.assign(start: start, among: both, policy: .first, busy: busy)?.number == 1)
        #expect(engine.assign(start: start, among: [], busy: busy) == nil)
    }

    @Test("a horizon or a notice without end does not make the engine search without end")
    func bounded() throws {
        var catalogue = try Given.catalogue(masters: [try Given.master(1, "Аня", "Anya", hours: "09:00-09:30")])
        catalogue.rules = BookingRules(granularityMinutes: 60, minimumNoticeMinutes: .max, horizonDays: .max)
        let engine = Availability(catalogue: catalogue, now: Instant(seconds: 1_773_000_000))
        #expect(engine.lastDate == engine.today.adding(days: BookingRules.longestHorizonDays))
        #expect(
            engine.nearest(
                to: engine.now, count: 3, service: catalogue.services[0], masters: catalogue.masters, busy: []
            ).isEmpty)
        catalogue.rules = BookingRules(granularityMinutes: 0, minimumNoticeMinutes: -5, horizonDays: -5)
        let other = Availability(catalogue: catalogue, now: Instant(seconds: 1_773_000_000))
        #expect(other.lastDate == other.today && other.earliest == other.now)
    }

    @Test("a service without length cannot be booked", arguments: [0, -60])
    func noLength(minutes: Int) throws {
        let catalogue = try Given.catalogue(
            services: [Given.service(1, minutes: minutes)], masters: [try Given.master(1, "Аня", "Anya")])
        let engine = Availability(catalogue: catalogue, now: try Given.instant("2026-03-10 06:00", in: catalogue.zone))
        #expect(
            engine.freeStarts(
                service: catalogue.services[0], masters: catalogue.masters, date: try Given.date("2026-03-11"), busy: []
            ).isEmpty)
        let ten = try Given.instant("2026-03-11 10:00", in: catalogue.zone)
        #expect(
            engine.verdict(for: ten, service: catalogue.services[0], masters: catalogue.masters, busy: [])
                == .wrong(.closed))
    }
}

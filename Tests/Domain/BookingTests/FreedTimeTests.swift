import Booking
import CivilTime
import FlowMachine
import Salon
import Testing
import TimeZones

/// The studio of `BookingDeskTests`, hourly starts from 10:00 to 14:00, on Tuesday 10 March 2026, 09:00. Anya's visit of
/// Wednesday 11:00 was called off.
@Suite("Who is offered a freed time")
struct FreedTimeTests {
    private let catalogue: SalonCatalogue
    private let store = MemoryBookingStore()

    init() throws { catalogue = try BookingDeskTests.catalogue() }

    private func freed(_ place: String = "2026-03-11 11:00", master: Int64 = 1, minutes: Int = 60) throws -> FreedTime {
        let start = try Given.instant(place, in: catalogue.zone)
        return FreedTime(
            master: MasterID(master), service: ServiceID(1), start: start, from: start, to: start.adding(minutes: minutes))
    }

    private func waiting(
        _ customer: Int64 = 1, service: Int64 = 1, master: Int64? = nil, dates: String = "..", times: String = "..",
        visits: [String] = [], offered: [String] = [], openUntil: String? = nil
    ) throws -> WaitingCustomer {
        func sides(_ text: String) -> [String] {
            text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
        }
        let (days, clock) = (sides(dates), sides(times))
        return WaitingCustomer(
            wish: WaitlistWish(
                customer: CustomerID(customer), service: ServiceID(service), master: master.map { MasterID($0) },
                dates: DateWindow(from: CivilDate(iso: days[0]), to: CivilDate(iso: days[1])),
                times: TimeWindow(from: ClockTime(iso: clock[0]), to: ClockTime(iso: clock[1])), origin: "c\(customer)/1",
                at: Instant(seconds: 0)),
            visits: try visits.map { visit in
                let start = try Given.instant(visit, in: catalogue.zone)
                return start..<start.adding(minutes: 60)
            }, offered: Set(try offered.map { try Given.instant($0, in: catalogue.zone) }),
            openOfferUntil: try openUntil.map { try Given.instant($0, in: catalogue.zone) })
    }

    private func match(
        _ freed: FreedTime, _ waiting: [WaitingCustomer], now: String = BookingDeskTests.now
    ) throws -> FreedTimeMatching.Found {
        let now = try Given.instant(now, in: catalogue.zone)
        return FreedTimeMatching(catalogue: catalogue, now: now).offers(of: freed, to: waiting) { service, masters, from, to in
            store.busy(
                masters: masters.map(\.id), resources: service.resources, from: from, to: to,
                for: CalendarView(now: now, customer: CustomerID(0)))
        }
    }

    /// `0: 11:00/1` — the first of the waiting, the time and the master.
    private func written(_ found: FreedTimeMatching.Found) -> String {
        found.offers.map { "\($0.place): \($0.wall.time.iso)/\($0.master.number)" }.joined(separator: "; ")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var offers: String
        var freed = "2026-03-11 11:00"
        var minutes = 60
        var taken = ""
        var now = BookingDeskTests.now
        var waiting: @Sendable (FreedTimeTests) throws -> WaitingCustomer
    }

    static let cases: [Case] = [
        Case(testDescription: "any wish for the service", offers: "0: 11:00/1") { try $0.waiting() },
        Case(testDescription: "of that master", offers: "0: 11:00/1") { try $0.waiting(master: 1) },
        Case(testDescription: "of another master", offers: "") { try $0.waiting(master: 2) },
        Case(testDescription: "a service that the master does not do", offers: "") { try $0.waiting(service: 3) },
        Case(testDescription: "a service that is gone", offers: "") { try $0.waiting(service: 9) },
        Case(testDescription: "on that day", offers: "0: 11:00/1") { try $0.waiting(dates: "2026-03-11..2026-03-11") },
        Case(testDescription: "until the day before", offers: "") { try $0.waiting(dates: "..2026-03-10") },
        Case(testDescription: "from the day after", offers: "") { try $0.waiting(dates: "2026-03-12..") },
        Case(testDescription: "at that time", offers: "0: 11:00/1") { try $0.waiting(times: "11:00..11:00") },
        Case(testDescription: "at another time", offers: "") { try $0.waiting(times: "12:00..12:00") },
        Case(testDescription: "in a window over midnight", offers: "") { try $0.waiting(times: "12:00..10:00") },
        Case(testDescription: "at the salon already", offers: "") { try $0.waiting(visits: ["2026-03-11 10:30"]) },
        Case(testDescription: "at the salon right before", offers: "0: 11:00/1") { try $0.waiting(visits: ["2026-03-11 10:00"]) },
        Case(testDescription: "was offered it before", offers: "") { try $0.waiting(offered: ["2026-03-11 11:00"]) },
        Case(testDescription: "was offered another before", offers: "0: 11:00/1") { try $0.waiting(offered: ["2026-03-11 12:00"]) },
        Case(testDescription: "somebody was quicker", offers: "", taken: "1/2026-03-11 11:00") { try $0.waiting() },
        Case(testDescription: "two hours, with the free hour after it", offers: "0: 11:00/1") { try $0.waiting(service: 2) },
        Case(testDescription: "two hours, with the free hour before it", offers: "0: 10:00/1", taken: "1/2026-03-11 12:00") {
            try $0.waiting(service: 2)
        },
        Case(testDescription: "two hours between others", offers: "", taken: "1/2026-03-11 10:00;1/2026-03-11 12:00") {
            try $0.waiting(service: 2)
        },
        Case(testDescription: "sooner than the salon's notice", offers: "", now: "2026-03-11 10:30") { try $0.waiting() },
        Case(testDescription: "just within the salon's notice", offers: "0: 11:00/1", now: "2026-03-11 10:00") { try $0.waiting() },
        Case(testDescription: "partly gone by", offers: "0: 13:00/1", minutes: 180, now: "2026-03-11 11:30") { try $0.waiting() },
        Case(testDescription: "beyond the horizon", offers: "", freed: "2026-03-25 11:00") { try $0.waiting() },
        Case(testDescription: "on a day off", offers: "", freed: "2026-03-13 11:00") { try $0.waiting() },
    ]

    @Test("a freed time goes to those whom it fits", arguments: cases)
    func fits(_ item: Case) throws {
        try BookingDeskTests.take(item.taken, in: store, catalogue)
        let found = try match(try freed(item.freed, minutes: item.minutes), [try item.waiting(self)], now: item.now)
        #expect(written(found) == item.offers)
        #expect(found.lookAgainAt == nil)
    }

    @Test("all who wait are asked at once, in the order of waiting and once each")
    func order() throws {
        let found = try match(
            try freed(), [try waiting(3), try waiting(1, master: 2), try waiting(3, service: 2), try waiting(2)])
        #expect(written(found) == "0: 11:00/1; 3: 11:00/1")
    }

    @Test("an offer is open for three hours, or until the time is too near to be booked")
    func expiry() throws {
        let morning = try Given.instant(BookingDeskTests.now, in: catalogue.zone)
        #expect(try match(try freed(), [try waiting()]).offers[0].expiresAt == morning.adding(minutes: 180))
        let near = try match(try freed(), [try waiting()], now: "2026-03-11 09:00")
        #expect(near.offers[0].expiresAt == (try Given.instant("2026-03-11 10:00", in: catalogue.zone)))
    }

    @Test("who has another offer to answer is not asked, and the time is looked at again then")
    func open() throws {
        let until = "2026-03-10 10:30"
        let found = try match(try freed(), [try waiting(1, openUntil: until), try waiting(2)])
        #expect(written(found) == "1: 11:00/1")
        #expect(found.lookAgainAt == (try Given.instant(until, in: catalogue.zone)))
        let over = try match(try freed(), [try waiting(1, openUntil: "2026-03-11 12:00")])
        #expect(over.offers.isEmpty && over.lookAgainAt == nil, "the time will be over by then")
    }

    @Test("so many are asked at once, the others when these have let it go by")
    func limit() throws {
        let most = FreedTimeMatching.mostOffers
        let all = try (1...Int64(most + 5)).map { try waiting($0) }
        let found = try match(try freed(), all)
        #expect(found.offers.map(\.place) == Array(0..<most))
        #expect(found.lookAgainAt == found.offers[0].expiresAt)
        #expect(try match(try freed(), Array(all.prefix(most))).lookAgainAt == nil)
    }

    @Test("a thing that both need makes room with another master")
    func resources() throws {
        var catalogue = catalogue
        for index in catalogue.services.indices { catalogue.services[index].resources = [ResourceID(7)] }
        let now = try Given.instant(BookingDeskTests.now, in: catalogue.zone)
        let found = FreedTimeMatching(catalogue: catalogue, now: now).offers(
            of: try freed(), to: [try waiting(1, master: 2)]) { _, _, _, _ in [] }
        #expect(written(found) == "0: 11:00/2")
    }

    @Test(
        "the salon is quiet from nine to nine",
        arguments: [
            ("2026-03-10 08:59", "2026-03-10 09:00"), ("2026-03-10 09:00", "2026-03-10 09:00"),
            ("2026-03-10 20:59", "2026-03-10 20:59"), ("2026-03-10 21:00", "2026-03-11 09:00"),
            ("2026-03-10 23:30", "2026-03-11 09:00"), ("2026-03-11 00:00", "2026-03-11 09:00"),
        ])
    func quiet(_ now: String, _ end: String) throws {
        let zone = catalogue.zone
        #expect(QuietHours.end(for: try Given.instant(now, in: zone), in: zone) == (try Given.instant(end, in: zone)))
    }

    @Test("quiet hours end by the salon's clock when it is put forward in the night")
    func quietOverChange() throws {
        let berlin = try Given.zones.zone(named: "Europe/Berlin")
        let end = QuietHours.end(for: try Given.instant("2026-03-28 23:00", in: berlin), in: berlin)
        #expect(end == (try Given.instant("2026-03-29 09:00", in: berlin)))
    }
}

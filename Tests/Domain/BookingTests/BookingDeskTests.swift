import Booking
import CivilTime
import FlowMachine
import Salon
import Testing

/// A nail studio in Almaty on Tuesday 10 March 2026, 09:00. Anya and Olya work 10:00–14:00 every day, in steps of an
/// hour; Anya is off on the 13th, the studio is closed on the 15th; the horizon is the 24th.
///
/// Questions and answers are written as text: `date 2026-03-11, time 10:00` for values, `; ` between offers.
@Suite("The booking desk")
struct BookingDeskTests {
    static let now = "2026-03-10 09:00"

    static func catalogue() throws -> SalonCatalogue {
        try Given.catalogue(
            services: [
                Given.service(1), Given.service(2, "Педикюр", "Pedicure", minutes: 120, price: 400_000),
                Given.service(3, "Массаж", "Massage", minutes: 30),
                Given.service(4, "Наращивание", "Extension", minutes: 840),
            ],
            masters: [
                try Given.master(1, "Аня", "Anya", services: [1, 2, 4], hours: "10:00-14:00", off: ["2026-03-13"]),
                try Given.master(2, "Оля", "Olya", services: [1], hours: "10:00-14:00"),
                try Given.master(3, "Ира", "Ira", services: [3], isActive: false),
            ],
            closures: ["2026-03-15"])
    }

    static func desk(
        _ catalogue: SalonCatalogue, _ store: any BookingStore, now: String = now, customer: Int64 = 1,
        origin: String = "c1:1"
    ) throws -> BookingDesk {
        BookingDesk(
            catalogue: catalogue, store: store, languages: ["ru", "en"],
            now: try Given.instant(now, in: catalogue.zone),
            customer: CustomerID(customer), origin: origin)
    }

    /// `2/2026-03-11 10:00`: that master's hour is taken.
    static func take(_ places: String, in store: MemoryBookingStore, _ catalogue: SalonCatalogue, minutes: Int = 60)
        throws
    {
        for place in places.split(separator: ";").map({ $0.split(separator: "/").map(String.init) })
        where place.count == 2 {
            let start = try Given.instant(place[1], in: catalogue.zone)
            let booking = NewBooking(
                customer: CustomerID(99), service: Given.service(1, minutes: minutes),
                master: MasterID(Int64(place[0]) ?? 0),
                start: start, wall: catalogue.zone.civil(at: start), zone: catalogue.zone.name,
                origin: "other:\(place)", bookedAt: Instant(seconds: 0))
            guard case .created = store.create(booking) else { throw Given.NotReadable(text: "overlap: \(place)") }
        }
    }

    /// Reads `service 1, master 2|anyone, date …, time …, dates from..to, times from..to`; a side of a window may be
    /// empty. `no-master 1`, `no-dates …`, `no-times …` are ruled out.
    static func known(_ text: String) throws -> Known {
        var known = Known()
        for part in text.split(separator: ",") {
            let words = part.split(separator: " ").map(String.init)
            guard words.count == 2 else { throw Given.NotReadable(text: text) }
            let value = words[1]
            let ends = value.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            switch words[0] {
            case "service": known.service = Choice(id: value, names: [])
            case "master": known.master = value == "anyone" ? .anyone : .choice(Choice(id: value, names: []))
            case "date": known.date = try Given.date(value)
            case "time": known.time = try Given.time(value)
            case "dates":
                known.dates = DateWindow(from: CivilDate(iso: ends[0]), to: CivilDate(iso: ends[ends.count - 1]))
            case "times":
                known.times = TimeWindow(from: ClockTime(iso: ends[0]), to: ClockTime(iso: ends[ends.count - 1]))
            case "no-master": known.excluded.masters.append(Choice(id: value, names: []))
            case "no-dates":
                known.excluded.dates.append(DateWindow(from: CivilDate(iso: ends[0]), to: CivilDate(iso: ends[ends.count - 1])))
            case "no-times":
                known.excluded.times.append(TimeWindow(from: ClockTime(iso: ends[0]), to: ClockTime(iso: ends[ends.count - 1])))
            default: throw Given.NotReadable(text: text)
            }
        }
        return known
    }

    static func written(_ offers: [Offered]) -> String {
        offers.map { offer in offer.values.map { written($0.value) }.joined(separator: " ") }.joined(separator: "; ")
    }

    static func written(_ value: Value) -> String {
        switch value {
        case .choice(let choice): "#\(choice.id) \(choice.names.joined(separator: "/"))"
        case .anyone: "anyone"
        case .date(let date): String(date.iso.dropFirst(8))
        case .time(let time): time.iso
        case .text(let text): text
        case .number(let number): "\(number)"
        case .money(let money): "\(money.minorUnits) \(money.currency)"
        case .flag(let flag): "\(flag)"
        case .media(let kind, let id): "\(kind) \(id)"
        case .list(let values): "[" + values.map(written).joined(separator: "; ") + "]"
        }
    }

    static func written(_ answer: Answer?) -> String {
        switch answer {
        case .offers(let offers, let more): written(offers) + (more ? "; …" : "")
        case .holds(let facts): "holds" + facts.map { " \($0.fact.name)=\(written($0.value))" }.joined()
        case .wrong(let reason, let instead): "\(reason): \(written(instead))"
        case .outcome(let outcome, let facts):
            "\(outcome.name)" + facts.map { " \($0.fact.name)=\(written($0.value))" }.joined()
        case nil: "nothing"
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var question: Kind
        var known: String
        var taken: String
        var answer: String
        enum Kind: Sendable {
            case offer(Offer, skip: Int = 0, limit: Int = 5)
            case check(SlotType)
        }
        init(_ name: String, _ question: Kind, _ known: String, taken: String = "", _ answer: String) {
            (testDescription, self.question, self.known, self.taken, self.answer) = (
                name, question, known, taken, answer
            )
        }
    }

    static let offers: [Case] = [
        Case(
            "services that someone active offers", .offer(.services), "",
            "#1 Маникюр/Manicure; #2 Педикюр/Pedicure; #4 Наращивание/Extension"),
        Case("services of a master", .offer(.services), "master 2", "#1 Маникюр/Manicure"),
        Case("services, second page", .offer(.services, skip: 1, limit: 1), "", "#2 Педикюр/Pedicure; …"),
        Case("services, last page", .offer(.services, skip: 2, limit: 1), "", "#4 Наращивание/Extension"),
        Case("services beyond the last", .offer(.services, skip: 9, limit: 5), "", ""),
        Case("masters of a service", .offer(.masters), "service 2", "#1 Аня/Anya"),
        Case("services, a master ruled out", .offer(.services), "no-master 1", "#1 Маникюр/Manicure"),
        Case("masters, one ruled out", .offer(.mastersOrAnyone), "service 1, no-master 1", "anyone; #2 Оля/Olya"),
        Case("masters, all ruled out", .offer(.mastersOrAnyone), "service 2, no-master 1", ""),
        Case("days, some ruled out", .offer(.freeDays, limit: 3), "service 1, no-dates 2026-03-11..2026-03-12", "10; 13; 14; …"),
        Case("days of the others alone", .offer(.freeDays, limit: 3), "service 1, no-master 2", "10; 11; 12; …"),
        Case(
            "days around the wished ones, some ruled out", .offer(.freeDays, limit: 2),
            "service 1, dates 2026-03-11..2026-03-11, no-dates 2026-03-10..2026-03-12", "13; 14; …"),
        Case("times, some ruled out", .offer(.freeTimes), "service 1, date 2026-03-11, no-times ..10:59", "11:00; 12:00; 13:00"),
        Case(
            "times of any day, some ruled out", .offer(.freeTimes, limit: 2),
            "service 1, dates 2026-03-11..2026-03-12, no-dates 2026-03-11..2026-03-11, no-times 10:00..11:30", "12 12:00; 12 13:00"),
        Case(
            "a time that only who is ruled out has", .check(.time), "service 1, date 2026-03-11, time 10:00, no-master 2",
            taken: "1/2026-03-11 10:00", "full: 11 11:00; 11 12:00; 11 13:00"),
        Case("masters, service not known", .offer(.masters), "", "#1 Аня/Anya; #2 Оля/Olya"),
        Case("masters of a service nobody offers", .offer(.mastersOrAnyone), "service 3", ""),
        Case("anyone comes first", .offer(.mastersOrAnyone), "service 1", "anyone; #1 Аня/Anya; #2 Оля/Olya"),
        Case("masters on a day", .offer(.masters), "service 1, date 2026-03-13", "#2 Оля/Olya"),
        Case(
            "masters at a time", .offer(.masters), "service 1, date 2026-03-11, time 11:00",
            taken: "2/2026-03-11 11:00", "#1 Аня/Anya"),
        Case(
            "masters on a day when nobody is free: all", .offer(.masters), "service 1, date 2026-03-15",
            "#1 Аня/Anya; #2 Оля/Olya"),
        Case("days: today if something is left", .offer(.freeDays), "service 1", "10; 11; 12; 13; 14; …"),
        Case(
            "days: closed and off are left out", .offer(.freeDays, skip: 2), "service 1, master 1",
            "12; 14; 16; 17; 18; …"),
        Case("days: to the horizon", .offer(.freeDays, skip: 12), "service 1", "23; 24"),
        Case("days: within the wish", .offer(.freeDays), "service 1, dates 2026-03-14..2026-03-16", "14; 16"),
        Case(
            "days: the wish has none, the nearest outside", .offer(.freeDays),
            "service 1, dates 2026-03-15..2026-03-15", "14; 16; 13"),
        Case(
            "days: on which the time is free", .offer(.freeDays, limit: 2), "service 1, time 12:00",
            taken: "1/2026-03-10 12:00;2/2026-03-10 12:00", "11; 12; …"),
        Case(
            "days: within the wished times", .offer(.freeDays, limit: 2), "service 1, times 12:30..",
            taken: "1/2026-03-10 13:00;2/2026-03-10 13:00", "11; 12; …"),
        Case("days: a time that never is", .offer(.freeDays, limit: 2), "service 1, time 20:00", "10; 11; …"),
        Case("days: wished times that never are", .offer(.freeDays, limit: 2), "service 1, times 20:00..", "10; 11; …"),
        Case("days for a service longer than any day", .offer(.freeDays), "service 4", ""),
        Case("times of a day", .offer(.freeTimes), "service 1, date 2026-03-11", "10:00; 11:00; 12:00; 13:00"),
        Case("times of a longer service", .offer(.freeTimes), "service 2, date 2026-03-11", "10:00; 11:00; 12:00"),
        Case(
            "times: one of two is taken", .offer(.freeTimes), "service 1, date 2026-03-11", taken: "1/2026-03-11 11:00",
            "10:00; 11:00; 12:00; 13:00"),
        Case(
            "times: both are taken", .offer(.freeTimes), "service 1, date 2026-03-11",
            taken: "1/2026-03-11 11:00;2/2026-03-11 11:00", "10:00; 12:00; 13:00"),
        Case(
            "times: of a master", .offer(.freeTimes), "service 1, master 1, date 2026-03-11",
            taken: "1/2026-03-11 11:00", "10:00; 12:00; 13:00"),
        Case("times: pages", .offer(.freeTimes, skip: 1, limit: 2), "service 1, date 2026-03-11", "11:00; 12:00; …"),
        Case("times: within the wish", .offer(.freeTimes), "service 1, date 2026-03-11, times 12:00..", "12:00; 13:00"),
        Case("times: until the wish", .offer(.freeTimes), "service 1, date 2026-03-11, times ..11:00", "10:00; 11:00"),
        Case(
            "times: none within the wish, the others by nearness", .offer(.freeTimes),
            "service 1, date 2026-03-11, times 17:00..", "13:00; 12:00; 11:00; 10:00"),
        Case(
            "times: nearest to the one asked", .offer(.freeTimes), "service 1, date 2026-03-11, time 12:00",
            taken: "1/2026-03-11 12:00;2/2026-03-11 12:00", "11:00; 13:00; 10:00"),
        Case("times of a closed day", .offer(.freeTimes), "service 1, date 2026-03-15", ""),
        Case(
            "times without a day", .offer(.freeTimes, limit: 5), "service 1",
            "10 10:00; 10 11:00; 10 12:00; 10 13:00; 11 10:00; …"),
        Case(
            "times without a day, within wishes", .offer(.freeTimes, limit: 2),
            "service 1, dates 2026-03-14..2026-03-20, times 13:00..", "14 13:00; 16 13:00; …"),
        Case(
            "times without a day: no such time on the wished days", .offer(.freeTimes),
            "service 1, master 1, dates 2026-03-13..2026-03-13, times 13:00..", "12 13:00; 14 13:00; 11 13:00"),
        Case("times, nothing known", .offer(.freeTimes, limit: 2), "date 2026-03-11", "10:00; 11:00; …"),
        Case("times of a service that is gone", .offer(.freeTimes), "service 77, date 2026-03-11", ""),
        Case("times of a service whose id is no number", .offer(.freeTimes), "service маникюр, date 2026-03-11", ""),
    ]

    static let checks: [Case] = [
        Case(
            "a service, with price and duration", .check(.service), "service 2", "holds price=400000 KZT duration=120"),
        Case(
            "a service nobody offers", .check(.service), "service 3",
            "unknown: #1 Маникюр/Manicure; #2 Педикюр/Pedicure; #4 Наращивание/Extension"),
        Case(
            "a service that is gone", .check(.service), "service 77",
            "unknown: #1 Маникюр/Manicure; #2 Педикюр/Pedicure; #4 Наращивание/Extension"),
        Case("a master", .check(.master), "master 2", "holds"),
        Case("a master of the service", .check(.master), "service 2, master 1", "holds"),
        Case("a master without that service", .check(.master), "service 2, master 2", "unknown: #1 Аня/Anya"),
        Case("a master who left", .check(.master), "service 1, master 3", "unknown: #1 Аня/Anya; #2 Оля/Olya"),
        Case("an unknown master", .check(.master), "master 77", "unknown: #1 Аня/Anya; #2 Оля/Olya"),
        Case("anyone", .check(.master), "service 1, master anyone", "holds"),
        Case("anyone for a service nobody offers", .check(.master), "service 3, master anyone", "unknown: "),
        Case("a day", .check(.date), "service 1, date 2026-03-11", "holds"),
        Case("a day, nothing else known", .check(.date), "date 2026-03-11", "holds"),
        Case("yesterday", .check(.date), "service 1, date 2026-03-09", "past: 10; 11; 12"),
        Case("a day of another century", .check(.date), "service 1, date 1926-03-09", "past: 10; 11; 12"),
        Case("beyond the horizon", .check(.date), "service 1, date 2026-03-25", "tooFar: 24; 23; 22"),
        Case("in a thousand years", .check(.date), "service 1, date 3026-03-25", "tooFar: 24; 23; 22"),
        Case("a closed day", .check(.date), "service 1, date 2026-03-15", "closed: 14; 16; 13"),
        Case("the master's day off", .check(.date), "service 1, master 1, date 2026-03-13", "closed: 12; 14; 11"),
        Case("another master's day off", .check(.date), "service 1, date 2026-03-13", "holds"),
        Case(
            "a full day", .check(.date), "service 1, master 2, date 2026-03-12",
            taken: "2/2026-03-12 10:00;2/2026-03-12 11:00;2/2026-03-12 12:00;2/2026-03-12 13:00", "full: 11; 13; 10"),
        Case(
            "a day full at the wished times", .check(.date), "service 1, master 2, date 2026-03-12, times 13:00..",
            taken: "2/2026-03-12 13:00", "full: 11; 13; 10"),
        Case(
            "never open at the wished times", .check(.date), "service 1, date 2026-03-12, times 19:00..",
            "closed: 12; 11; 13"),
        Case("a service longer than any day", .check(.date), "service 4, date 2026-03-12", "closed: "),
        Case("a time", .check(.time), "service 1, date 2026-03-11, time 11:00", "holds"),
        Case(
            "a time of a master", .check(.time), "service 1, master 2, date 2026-03-11, time 11:00",
            taken: "1/2026-03-11 11:00", "holds"),
        Case(
            "a time taken", .check(.time), "service 1, master 1, date 2026-03-11, time 11:00",
            taken: "1/2026-03-11 11:00", "full: 11 10:00; 11 12:00; 11 13:00"),
        Case(
            "a time taken, anyone", .check(.time), "service 1, master anyone, date 2026-03-11, time 11:00",
            taken: "1/2026-03-11 11:00", "holds"),
        Case(
            "taken, the nearest are on other days", .check(.time), "service 1, master 1, date 2026-03-11, time 13:00",
            taken: "1/2026-03-11 10:00;1/2026-03-11 11:00;1/2026-03-11 12:00;1/2026-03-11 13:00",
            "full: 12 10:00; 12 11:00; 12 12:00"),
        Case(
            "before opening", .check(.time), "service 1, date 2026-03-11, time 07:00",
            "closed: 11 10:00; 11 11:00; 11 12:00"),
        Case(
            "would end after closing", .check(.time), "service 2, date 2026-03-11, time 13:00",
            "closed: 11 12:00; 11 11:00; 11 10:00"),
        Case(
            "between the steps", .check(.time), "service 1, date 2026-03-11, time 11:20",
            "full: 11 11:00; 11 12:00; 11 10:00"),
        Case("gone by", .check(.time), "service 1, date 2026-03-10, time 08:00", "past: 10 10:00; 10 11:00; 10 12:00"),
        Case(
            "on a closed day", .check(.time), "service 1, date 2026-03-15, time 11:00",
            "closed: 14 13:00; 14 12:00; 16 10:00"),
        Case(
            "too far", .check(.time), "service 1, date 2026-03-30, time 11:00", "tooFar: 24 13:00; 24 12:00; 24 11:00"),
        Case("a time on any day", .check(.time), "service 1, time 12:00", "holds"),
        Case("a time on no day", .check(.time), "service 1, time 21:00", "closed: 10 13:00; 10 12:00; 10 11:00"),
        Case(
            "a time on none of the wished days", .check(.time), "service 1, time 12:00, dates 2026-03-15..2026-03-15",
            "closed: 16 10:00; 14 13:00; 16 11:00"),
        Case(
            "a time, wished days taken", .check(.time), "service 1, master 2, time 12:00, dates 2026-03-12..2026-03-12",
            taken: "2/2026-03-12 12:00", "full: 12 11:00; 12 13:00; 12 10:00"),
        Case(
            "a time, wished days gone by", .check(.time), "service 1, time 12:00, dates 2026-03-01..2026-03-02",
            "past: 10 12:00; 10 11:00; 10 13:00"),
        Case(
            "a time, wished days too far", .check(.time), "service 1, time 12:00, dates 2026-04-01..",
            "tooFar: 24 13:00; 24 12:00; 24 11:00"),
    ]

    @Test("what is offered and whether a wish holds", arguments: offers + checks)
    func answers(case given: Case) throws {
        let catalogue = try Self.catalogue()
        let store = MemoryBookingStore()
        try Self.take(given.taken, in: store, catalogue)
        let known = try Self.known(given.known)
        let question: Question =
            switch given.question {
            case .offer(let offer, let skip, let limit): .offer(offer, known, skip: skip, limit: limit)
            case .check(let type): .check(type, known)
            }
        let answer = try Self.desk(catalogue, store).answer(question)
        #expect(Self.written(answer) == given.answer)
    }

    @Test("too soon: inside the notice, with what comes after it")
    func tooSoon() throws {
        let catalogue = try Self.catalogue()
        let desk = try Self.desk(catalogue, MemoryBookingStore(), now: "2026-03-10 10:30")
        #expect(
            Self.written(try desk.answer(.check(.time, Self.known("service 1, date 2026-03-10, time 11:00"))))
                == "tooSoon: 10 12:00; 10 13:00; 11 10:00")
        let late = try Self.desk(catalogue, MemoryBookingStore(), now: "2026-03-10 12:30")
        #expect(
            Self.written(try late.answer(.check(.date, Self.known("service 1, date 2026-03-10"))))
                == "tooSoon: 11; 12; 13")
        let closing = try Self.desk(catalogue, MemoryBookingStore(), now: "2026-03-10 18:00")
        #expect(
            Self.written(try closing.answer(.check(.date, Self.known("service 1, date 2026-03-10"))))
                == "closed: 11; 12; 13")
    }

    @Test("pages without end or before the beginning are no trouble")
    func oddPages() throws {
        let desk = try Self.desk(try Self.catalogue(), MemoryBookingStore())
        _ = try desk.answer(.call(.bookingCreate, try Self.known("service 1, date 2026-03-11, time 11:00")))
        for offer in Offer.allCases {
            let known = try Self.known("service 1")
            let all = try desk.answer(.offer(offer, known, skip: -3, limit: .max))
            guard case .offers(let offers, let more) = all else {
                Issue.record("\(offer)")
                continue
            }
            #expect(!offers.isEmpty && !more)
            #expect(try desk.answer(.offer(offer, known, skip: .max, limit: .max)) == .offers([], more: false))
            #expect(try desk.answer(.offer(offer, known, skip: 0, limit: -1)) == .offers([], more: true))
        }
    }

    @Test("a salon without masters offers nothing and refuses kindly")
    func noMasters() throws {
        var catalogue = try Self.catalogue()
        catalogue.masters = []
        let desk = try Self.desk(catalogue, MemoryBookingStore())
        let known = try Self.known("service 1, master anyone, date 2026-03-11, time 11:00")
        for offer in Offer.allCases {
            #expect(try desk.answer(.offer(offer, known, skip: 0, limit: 5)) == .offers([], more: false))
        }
        for type in [SlotType.service, .master, .date, .time] {
            #expect(try desk.answer(.check(type, known)) == .wrong(.unknown, instead: []))
        }
        #expect(try desk.answer(.call(.bookingCreate, known)) == .outcome(.failed, []))
    }

    @Test(
        "questions of other modules are left to them",
        arguments: [Action.remindersSchedule, .customerOptOut, .customerOptIn])
    func others(action: Action) throws {
        #expect(try Self.desk(try Self.catalogue(), MemoryBookingStore()).answer(.call(action, Known())) == nil)
    }

    @Test("a repeated hour is offered once and means its first occurrence; a skipped time is on no clock")
    func clockChanges() throws {
        let service = Given.service(1)
        let catalogue = try Given.catalogue(
            zone: "Europe/Berlin", services: [service],
            masters: [try Given.master(1, "Аня", "Anya", hours: "00:00-06:00")])
        let store = MemoryBookingStore()
        let autumn = try Self.desk(catalogue, store, now: "2025-10-25 12:00")
        let repeated = try Self.known("service 1, date 2025-10-26")
        #expect(
            Self.written(try autumn.answer(.offer(.freeTimes, repeated, skip: 0, limit: 9)))
                == "00:00; 01:00; 02:00; 03:00; 04:00; 05:00")
        let two = try Self.known("service 1, date 2025-10-26, time 02:00")
        #expect(
            Self.written(try autumn.answer(.call(.bookingCreate, two))) == "booked booking.number=101 price=250000 KZT")
        #expect(store.bookings.map(\.booking.start.seconds) == [1_761_436_800])
        // The second 02:00 is still free, but nobody could ask for it.
        #expect(
            Self.written(try autumn.answer(.check(.time, two))) == "full: 26 01:00; 26 00:00; 26 03:00")
        let spring = try Self.desk(catalogue, store, now: "2025-03-29 12:00")
        let skipped = try Self.known("service 1, date 2025-03-30, time 02:00")
        #expect(Self.written(try spring.answer(.check(.time, skipped))) == "closed: 30 03:00; 30 01:00; 30 04:00")
    }
}

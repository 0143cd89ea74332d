import Booking
import CivilTime
import FlowMachine
import Salon
import Testing

/// What becomes of a customer's own visits. The studio of `BookingDeskTests`: Tuesday 10 March 2026, 09:00; customer 1 has a
/// manicure with Anya on the 11th at 11:00, number 101, price 2,500; a visit may be changed up to two hours before.
@Suite("A customer's visits")
struct VisitTests {
    let catalogue: SalonCatalogue
    let store = MemoryBookingStore()

    init() throws {
        var catalogue = try BookingDeskTests.catalogue()
        catalogue.rules.cancelNoticeMinutes = 120
        self.catalogue = catalogue
        let known = try BookingDeskTests.known("service 1, master 1, date 2026-03-11, time 11:00")
        #expect(try ask(.bookingCreate, known, origin: "made:1") == "booked booking.number=101 price=250000 KZT")
    }

    private func ask(
        _ action: Action, _ known: Known, now: String = BookingDeskTests.now, customer: Int64 = 1, origin: String = "c1:2",
        in store: (any BookingStore)? = nil
    ) throws -> String {
        let desk = try BookingDeskTests.desk(catalogue, store ?? self.store, now: now, customer: customer, origin: origin)
        return BookingDeskTests.written(try desk.answer(.call(action, known)))
    }

    private func known(_ text: String, booking: String? = "1") throws -> Known {
        var known = try BookingDeskTests.known(text)
        known.booking = booking.map { Choice(id: $0, names: []) }
        return known
    }

    private var places: [String] {
        store.bookings.map { "\($0.created.number) \($0.booking.master.number)/\($0.booking.wall.iso)" }
    }

    private func facts(_ moment: String, master: String = "#1 Аня/Anya") -> String {
        " booking.number=101 booking.service=#1 Маникюр/Manicure booking.master=\(master)"
            + " booking.date=\(moment.split(separator: " ")[0]) booking.time=\(moment.split(separator: " ")[1])"
            + " price=250000 KZT"
    }

    struct Moving: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var known: String
        var taken = ""
        var now = BookingDeskTests.now
        var customer: Int64 = 1
        var outcome: String
        var place: String
    }

    static let moves = [
        Moving(
            testDescription: "to a free time: number and master stay", known: "date 2026-03-12, time 12:00",
            outcome: "moved", place: "101 1/2026-03-12 12:00"),
        Moving(
            testDescription: "to where it stands: nothing happens", known: "date 2026-03-11, time 11:00",
            outcome: "moved", place: "101 1/2026-03-11 11:00"),
        Moving(
            testDescription: "its own time does not stand in its way", known: "date 2026-03-11, time 12:00",
            taken: "1/2026-03-11 13:00", outcome: "moved", place: "101 1/2026-03-11 12:00"),
        Moving(
            testDescription: "without a wish its own master only", known: "date 2026-03-12, time 12:00",
            taken: "1/2026-03-12 12:00", outcome: "taken", place: "101 1/2026-03-11 11:00"),
        Moving(
            testDescription: "anyone: its own master where they are free", known: "master anyone, date 2026-03-12, time 12:00",
            taken: "1/2026-03-12 10:00", outcome: "moved", place: "101 1/2026-03-12 12:00"),
        Moving(
            testDescription: "anyone: another where they are not", known: "master anyone, date 2026-03-12, time 12:00",
            taken: "1/2026-03-12 12:00", outcome: "moved", place: "101 2/2026-03-12 12:00"),
        Moving(
            testDescription: "to a wished master at the same time", known: "master 2, date 2026-03-11, time 11:00",
            outcome: "moved", place: "101 2/2026-03-11 11:00"),
        Moving(
            testDescription: "to a master who does not do it", known: "master 3, date 2026-03-12, time 11:00",
            outcome: "failed", place: "101 1/2026-03-11 11:00"),
        Moving(
            testDescription: "to a closed day", known: "date 2026-03-15, time 11:00", outcome: "taken",
            place: "101 1/2026-03-11 11:00"),
        Moving(
            testDescription: "two hours before is in time", known: "date 2026-03-12, time 12:00",
            now: "2026-03-11 09:00", outcome: "moved", place: "101 1/2026-03-12 12:00"),
        Moving(
            testDescription: "a minute later is too late", known: "date 2026-03-12, time 12:00", now: "2026-03-11 09:01",
            outcome: "too-late", place: "101 1/2026-03-11 11:00"),
        Moving(
            testDescription: "another's visit", known: "date 2026-03-12, time 12:00", customer: 2, outcome: "failed",
            place: "101 1/2026-03-11 11:00"),
        Moving(
            testDescription: "without a time", known: "date 2026-03-12", outcome: "failed",
            place: "101 1/2026-03-11 11:00"),
    ]

    @Test("moving", arguments: moves)
    func move(_ item: Moving) throws {
        try BookingDeskTests.take(item.taken, in: store, catalogue)
        let answer = try ask(.bookingReschedule, try known(item.known), now: item.now, customer: item.customer)
        #expect(answer.split(separator: " ").first.map(String.init) == item.outcome)
        #expect(places.first == item.place)
        #expect(store.bookings.first?.created == CreatedBooking(id: BookingID(1), number: "101"))
    }

    @Test("a move tells the visit as it stands now, and the same turn again tells the same")
    func movedFacts() throws {
        let wish = try known("date 2026-03-12, time 12:00")
        for _ in 0..<2 {
            #expect(try ask(.bookingReschedule, wish) == "moved" + facts("12 12:00"))
        }
        #expect(places == ["101 1/2026-03-12 12:00"])
    }

    @Test("a time that another takes in between is taken, and the visit stays")
    func raced() throws {
        let start = try Given.instant("2026-03-12 12:00", in: catalogue.zone)
        let quick = NewBooking(
            customer: CustomerID(99), service: catalogue.services[0], master: MasterID(1), start: start,
            wall: catalogue.zone.civil(at: start), zone: "Asia/Almaty", origin: "quick", bookedAt: start)
        let racing = BookingCreationTests.Racing(store, quick: [quick])
        #expect(try ask(.bookingReschedule, try known("date 2026-03-12, time 12:00"), in: racing) == "taken")
        #expect(places.first == "101 1/2026-03-11 11:00")
    }

    @Test("a moved visit keeps the length and the price that were agreed")
    func agreed() throws {
        var dearer = catalogue
        dearer.services[0].durationMinutes = 180
        dearer.services[0].price.minorUnits = 900_000
        let desk = try BookingDeskTests.desk(dearer, store, origin: "c1:2")
        let answer = try desk.answer(.call(.bookingReschedule, try known("date 2026-03-12, time 13:00")))
        #expect(BookingDeskTests.written(answer) == "moved" + facts("12 13:00"))
        #expect(store.bookings[0].booking.service.durationMinutes == 60)
    }

    @Test(
        "calling off",
        arguments: [
            ("in time", "2026-03-11 09:00", 1, "cancelled"), ("too late", "2026-03-11 09:01", 1, "too-late"),
            ("while it goes on", "2026-03-11 11:30", 1, "too-late"), ("another's", BookingDeskTests.now, 2, "failed"),
        ])
    func cancel(name: String, now: String, customer: Int64, outcome: String) throws {
        let answer = try ask(.bookingCancel, try known(""), now: now, customer: customer)
        #expect(answer == outcome + (outcome == "failed" ? "" : facts("11 11:00")))
        #expect(store.bookings.isEmpty == (outcome == "cancelled"))
        let eleven = try BookingDeskTests.known("service 1, master 1, date 2026-03-11, time 11:00")
        #expect(
            try ask(.bookingCreate, eleven, customer: 3, origin: "c3:1").hasPrefix(outcome == "cancelled" ? "booked" : "taken"),
            "what was called off is free again")
        #expect(try ask(.bookingCancel, try known(""), now: now, customer: customer) == answer, "once more is no more")
    }

    @Test("a salon without a rule: up to the start, and not after it")
    func noRule() throws {
        var free = catalogue
        free.rules.cancelNoticeMinutes = 0
        for (now, outcome) in [("2026-03-11 11:00", "too-late"), ("2026-03-11 10:59", "cancelled")] {
            let desk = try BookingDeskTests.desk(free, store, now: now, origin: "c1:2")
            #expect(BookingDeskTests.written(try desk.answer(.call(.bookingCancel, try known("")))).hasPrefix(outcome))
        }
    }

    @Test("confirming: the named visit or the next one; a move takes it back")
    func confirm() throws {
        #expect(try ask(.bookingConfirm, Known()) == "confirmed" + facts("11 11:00"))
        #expect(store.bookings[0].confirmedAt == (try Given.instant(BookingDeskTests.now, in: catalogue.zone)))
        #expect(try ask(.bookingReschedule, try known("date 2026-03-12, time 12:00")).hasPrefix("moved"))
        #expect(store.bookings[0].confirmedAt == nil)
        #expect(try ask(.bookingConfirm, try known("")) == "confirmed" + facts("12 12:00"))
        #expect(try ask(.bookingConfirm, try known(""), customer: 2) == "none")
        #expect(try ask(.bookingConfirm, Known(), customer: 2) == "none")
        #expect(try ask(.bookingConfirm, Known(), now: "2026-03-12 12:30") == "none", "what goes on needs no word")
        #expect(try ask(.bookingConfirm, try known("", booking: "77")) == "none")
    }

    @Test("the list, and the choices: by start, without what is over, called off or another's")
    func list() throws {
        let more = ["service 2, master 1, date 2026-03-10, time 10:00", "service 1, master 2, date 2026-03-24, time 13:00"]
        for (place, text) in more.enumerated() {
            #expect(try ask(.bookingCreate, try BookingDeskTests.known(text), origin: "more:\(place)").hasPrefix("booked"))
        }
        #expect(
            try ask(.bookingList, Known()) == """
                found bookings=[#2 2026-03-10 10:00 — Педикюр, Аня (102)/2026-03-10 10:00 — Pedicure, Anya (102); \
                #1 2026-03-11 11:00 — Маникюр, Аня (101)/2026-03-11 11:00 — Manicure, Anya (101); \
                #3 2026-03-24 13:00 — Маникюр, Оля (103)/2026-03-24 13:00 — Manicure, Olya (103)] booking.count=3
                """)
        #expect(try ask(.bookingList, Known(), customer: 2) == "none")
        #expect(try ask(.bookingCancel, try known("", booking: "3")).hasPrefix("cancelled"))
        let desk = try BookingDeskTests.desk(catalogue, store, now: "2026-03-10 12:00")
        let offers = BookingDeskTests.written(try desk.answer(.offer(.myBookings, Known(), skip: 0, limit: 5)))
        #expect(offers == "#1 2026-03-11 11:00 Маникюр, Аня/2026-03-11 11:00 Manicure, Anya")
    }

    @Test("in a language's own words, what tells visits apart comes first")
    func words() throws {
        let wording = Wording(
            months: Array(repeating: "-", count: 2) + ["марта"] + Array(repeating: "-", count: 9),
            weekdays: Array(repeating: "", count: 7), shortWeekdays: Array(repeating: "", count: 7),
            dayPattern: "{day} {month}", digitSeparator: " ", moneyPattern: "{amount} {currency}", datePattern: "",
            weekdayNames: Array(repeating: "", count: 7), listPattern: "", plurals: [])
        let desk = BookingDesk(
            catalogue: catalogue, store: store, languages: ["ru"], wordings: [wording],
            now: try Given.instant(BookingDeskTests.now, in: catalogue.zone), customer: CustomerID(1), origin: "x")
        #expect(
            BookingDeskTests.written(try desk.answer(.offer(.myBookings, Known(), skip: 0, limit: 1)))
                == "#1 11 мар 11:00 Маникюр, Аня")
    }

    @Test("a visit that was chosen holds with what is known of it; another's does not, and the own ones are offered")
    func check() throws {
        let desk = try BookingDeskTests.desk(catalogue, store)
        #expect(BookingDeskTests.written(try desk.answer(.check(.booking, try known("")))) == "holds" + facts("11 11:00"))
        let others = try known("", booking: "77")
        #expect(
            BookingDeskTests.written(try desk.answer(.check(.booking, others)))
                == "unknown: #1 2026-03-11 11:00 Маникюр, Аня/2026-03-11 11:00 Manicure, Anya")
        let later = try BookingDeskTests.desk(catalogue, store, now: "2026-03-11 12:00")
        #expect(BookingDeskTests.written(try later.answer(.check(.booking, try known("")))) == "unknown: ")
    }

    @Test("days and times of a visit that is moved: its own master and length, and it is not in its own way")
    func movingOffers() throws {
        try BookingDeskTests.take("1/2026-03-11 12:00;1/2026-03-11 13:00", in: store, catalogue)
        let desk = try BookingDeskTests.desk(catalogue, store)
        let day = try known("date 2026-03-11")
        #expect(BookingDeskTests.written(try desk.answer(.offer(.freeTimes, day, skip: 0, limit: 9))) == "10:00; 11:00")
        #expect(BookingDeskTests.written(try desk.answer(.check(.time, try known("date 2026-03-11, time 11:00")))) == "holds")
        #expect(
            BookingDeskTests.written(try desk.answer(.check(.time, try known("date 2026-03-11, time 12:00"))))
                .hasPrefix("full: "))
        #expect(
            BookingDeskTests.written(
                try desk.answer(.check(.time, try known("master anyone, date 2026-03-11, time 12:00")))) == "holds")
        #expect(
            BookingDeskTests.written(try desk.answer(.offer(.masters, day, skip: 0, limit: 9)))
                == "#1 Аня/Anya; #2 Оля/Olya")
        let withService = try known("service 1, master 1, date 2026-03-11")
        #expect(
            BookingDeskTests.written(try desk.answer(.offer(.freeTimes, withService, skip: 0, limit: 9))) == "10:00",
            "a service makes it a new visit, and the old one is busy")
    }

    @Test(
        "finding",
        arguments: [
            ("service 1", "", "found nearest.date=10 nearest.time=10:00"),
            ("service 1, date 2026-03-12", "", "found nearest.date=12 nearest.time=10:00"),
            ("service 1, date 2026-03-12, time 12:00", "", "found nearest.date=12 nearest.time=12:00"),
            (
                "service 1, master 1, date 2026-03-12, time 12:00", "1/2026-03-12 12:00",
                "found nearest.date=12 nearest.time=11:00"
            ),
            ("service 1, date 2026-03-15", "", "found nearest.date=14 nearest.time=13:00"),
            ("service 1, times 13:00..", "", "found nearest.date=10 nearest.time=13:00"),
            ("service 4", "", "none"), ("service 77", "", "failed"), ("", "", "failed"),
        ])
    func find(text: String, taken: String, answer: String) throws {
        try BookingDeskTests.take(taken, in: store, catalogue)
        #expect(try ask(.bookingFind, try BookingDeskTests.known(text)) == answer)
    }

    @Test("a hold keeps the time for its customer, lets go after ten minutes, and each has one")
    func hold() throws {
        let noon = try BookingDeskTests.known("service 1, master 1, date 2026-03-11, time 12:00")
        let one = try BookingDeskTests.known("service 1, master 1, date 2026-03-11, time 13:00")
        #expect(try ask(.bookingHold, noon, customer: 5, origin: "c5:1") == "held price=250000 KZT")
        #expect(try ask(.bookingHold, noon, customer: 5, origin: "c5:1") == "held price=250000 KZT")
        #expect(try ask(.bookingHold, noon, customer: 6, origin: "c6:1") == "taken")
        #expect(try ask(.bookingCreate, noon, customer: 6, origin: "c6:1") == "taken")
        #expect(try ask(.bookingCreate, noon, now: "2026-03-10 09:09", customer: 6, origin: "c6:2") == "taken")
        #expect(try ask(.bookingHold, one, customer: 5, origin: "c5:2").hasPrefix("held"))
        #expect(try ask(.bookingCreate, noon, customer: 6, origin: "c6:3").hasPrefix("booked"), "5 holds another time now")
        #expect(try ask(.bookingCreate, one, now: "2026-03-10 09:10", customer: 7, origin: "c7:1").hasPrefix("booked"))
        #expect(store.bookings.map(\.created.number) == ["101", "102", "103"])
        #expect(try ask(.bookingHold, try BookingDeskTests.known("service 1"), origin: "c1:3") == "failed")
    }

    @Test("who holds a time books it, in the same turn too")
    func holdThenCreate() throws {
        let noon = try BookingDeskTests.known("service 1, master 1, date 2026-03-11, time 12:00")
        #expect(try ask(.bookingHold, noon, customer: 5, origin: "c5:1").hasPrefix("held"))
        #expect(try ask(.bookingCreate, noon, customer: 5, origin: "c5:1") == "booked booking.number=102 price=250000 KZT")
        #expect(store.bookings.count == 2)
    }

    @Test("waiting: once for each wish")
    func wait() throws {
        let wish = try BookingDeskTests.known("service 1, date 2026-03-11, times 10:00..12:00")
        #expect(try ask(.bookingJoinWaitlist, wish) == "joined")
        #expect(try ask(.bookingJoinWaitlist, wish) == "joined", "the same turn again")
        #expect(try ask(.bookingJoinWaitlist, wish, origin: "c1:9") == "already")
        #expect(try ask(.bookingJoinWaitlist, wish, customer: 2, origin: "c2:1") == "joined")
        let others = try ["service 1", "service 2", "service 1, master 2, date 2026-03-11, times 10:00..12:00"]
            .map(BookingDeskTests.known)
        for other in others { #expect(try ask(.bookingJoinWaitlist, other, origin: "c1:9") == "joined") }
        for gone in ["service 3", "service 1, date 2026-03-09", "service 1, dates 2026-03-12..2026-03-11", ""] {
            #expect(try ask(.bookingJoinWaitlist, try BookingDeskTests.known(gone), origin: "c1:9") == "failed")
        }
        #expect(store.wishes.count == 5)
        store.leaveWaitlist(CustomerID(1))
        #expect(store.wishes.map(\.customer) == [CustomerID(2)])
    }
}

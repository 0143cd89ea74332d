import Booking
import CivilTime
import FlowMachine
import Salon
import Synchronization
import Testing

@Suite("Making a booking")
struct BookingCreationTests {
    let catalogue: SalonCatalogue
    let store = MemoryBookingStore()
    let known: Known

    init() throws {
        catalogue = try BookingDeskTests.catalogue()
        known = try BookingDeskTests.known("service 1, date 2026-03-11, time 11:00")
    }

    private func create(
        _ known: Known, origin: String, in store: (any BookingStore)? = nil, now: String = BookingDeskTests.now
    ) throws -> String {
        let desk = try BookingDeskTests.desk(catalogue, store ?? self.store, now: now, customer: 7, origin: origin)
        return BookingDeskTests.written(try desk.answer(.call(.bookingCreate, known)))
    }

    @Test("the booking is kept with everything it was made with")
    func kept() throws {
        #expect(try create(known, origin: "c1:1") == "booked booking.number=101 price=250000 KZT")
        let booking = try #require(store.bookings.first?.booking)
        #expect(booking.customer == CustomerID(7))
        #expect(booking.service == catalogue.services[0])
        #expect(booking.master == MasterID(1))
        #expect(booking.start == (try Given.instant("2026-03-11 11:00", in: catalogue.zone)))
        #expect(booking.wall.iso == "2026-03-11 11:00")
        #expect(booking.zone == "Asia/Almaty")
        #expect(booking.origin == "c1:1")
        #expect(booking.bookedAt == (try Given.instant(BookingDeskTests.now, in: catalogue.zone)))
    }

    @Test("anyone: the least loaded takes it, then the other, then nobody")
    func anyone() throws {
        try BookingDeskTests.take("1/2026-03-11 13:00", in: store, catalogue)
        #expect(try create(known, origin: "c1:1").hasPrefix("booked"))
        #expect(try create(known, origin: "c2:1").hasPrefix("booked"))
        #expect(store.bookings.map(\.booking.master.number) == [1, 2, 1])
        #expect(try create(known, origin: "c3:1") == "taken")
        #expect(store.bookings.count == 3)
    }

    @Test("a wished master and no other")
    func wished() throws {
        let anya = try BookingDeskTests.known("service 1, master 1, date 2026-03-11, time 11:00")
        #expect(try create(anya, origin: "c1:1").hasPrefix("booked"))
        #expect(try create(anya, origin: "c2:1") == "taken")
        #expect(store.bookings.map(\.booking.master.number) == [1])
    }

    @Test("the same turn again gets its own booking back, with a wished master and with anyone")
    func repeated() throws {
        let anya = try BookingDeskTests.known("service 1, master 1, date 2026-03-11, time 11:00")
        let first = try create(anya, origin: "c1:1")
        #expect(try create(anya, origin: "c1:1") == first)
        let second = try create(known, origin: "c2:1")
        #expect(try create(known, origin: "c2:1") == second)
        #expect(first != second)
        #expect(store.bookings.count == 2)
    }

    @Test(
        "what cannot be had any more is taken, what is not there fails",
        arguments: [
            ("between the steps", "service 1, date 2026-03-11, time 11:10", "taken"),
            ("closed", "service 1, date 2026-03-15, time 11:00", "taken"),
            ("gone by while the customer thought", "service 1, date 2026-03-10, time 08:00", "taken"),
            ("inside the notice", "service 1, date 2026-03-10, time 09:30", "taken"),
            ("too far", "service 1, date 2026-09-10, time 11:00", "taken"),
            ("no date", "service 1, time 11:00", "failed"), ("no time", "service 1, date 2026-03-11", "failed"),
            ("no service", "date 2026-03-11, time 11:00", "failed"),
            ("a service that is gone", "service 77, date 2026-03-11, time 11:00", "failed"),
            ("a service nobody offers", "service 3, date 2026-03-11, time 11:00", "failed"),
            ("a master without the service", "service 2, master 2, date 2026-03-11, time 11:00", "failed"),
        ])
    func refused(name: String, known: String, outcome: String) throws {
        #expect(try create(try BookingDeskTests.known(known), origin: "c1:1") == outcome)
        #expect(store.bookings.isEmpty)
    }

    /// Another customer gets in between the look and the booking.
    final class Racing: BookingStore {
        let inner: MemoryBookingStore
        let quick: Mutex<[NewBooking]>
        init(_ inner: MemoryBookingStore, quick: [NewBooking]) {
            self.inner = inner
            self.quick = Mutex(quick)
        }
        func busy(masters: [MasterID], resources: Set<ResourceID>, from: Instant, to: Instant, for view: CalendarView) -> [Busy] {
            inner.busy(masters: masters, resources: resources, from: from, to: to, for: view)
        }
        func hold(_ booking: NewBooking, until end: Instant) -> HoldResult { inner.hold(booking, until: end) }
        func upcoming(of customer: CustomerID, now: Instant, limit: Int) -> [CustomerBooking] {
            inner.upcoming(of: customer, now: now, limit: limit)
        }
        func booking(_ id: BookingID, of customer: CustomerID) -> CustomerBooking? { inner.booking(id, of: customer) }
        func cancel(_ cancellation: BookingCancellation) -> Bool { inner.cancel(cancellation) }
        func release(heldBy customer: CustomerID, origin: String, at now: Instant) {
            inner.release(heldBy: customer, origin: origin, at: now)
        }
        func confirm(_ change: BookingChange) -> Bool { inner.confirm(change) }
        func wantReminder(_ id: BookingID, of customer: CustomerID) { inner.wantReminder(id, of: customer) }
        func joinWaitlist(_ wish: WaitlistWish) -> JoinResult { inner.joinWaitlist(wish) }
        func leaveWaitlist(_ customer: CustomerID) { inner.leaveWaitlist(customer) }
        func move(_ move: BookingMove) -> MoveResult {
            quicken()
            return inner.move(move)
        }
        func created(by origin: String) -> CreatedBooking? { inner.created(by: origin) }
        func create(_ booking: NewBooking) -> CreateResult {
            quicken()
            return inner.create(booking)
        }
        private func quicken() {
            for other in quick.withLock({ quick in
                defer { quick = [] }
                return quick
            }) { _ = inner.create(other) }
        }
    }

    @Test("anyone: when the chosen master is taken in between, the next one does it", arguments: [1, 2])
    func raced(others: Int) throws {
        let start = try Given.instant("2026-03-11 11:00", in: catalogue.zone)
        let quick = (1...Int64(others)).map { master in
            NewBooking(
                customer: CustomerID(99), service: catalogue.services[0], master: MasterID(master), start: start,
                wall: catalogue.zone.civil(at: start), zone: "Asia/Almaty", origin: "quick:\(master)", bookedAt: start)
        }
        let answer = try create(known, origin: "c1:1", in: Racing(store, quick: quick))
        #expect(answer.hasPrefix(others == 1 ? "booked" : "taken"))
        #expect(store.bookings.map(\.booking.master.number) == [1, 2])
    }

    /// 200 customers at once want the same hour of two masters: two get it, and the store has no overlap.
    @Test("many at once, two masters: two bookings")
    func crowd() async throws {
        let store = store
        let catalogue = catalogue
        let known = known
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for customer in 0..<200 {
                group.addTask {
                    let desk = try BookingDeskTests.desk(
                        catalogue, store, customer: Int64(customer), origin: "c\(customer):1")
                    return BookingDeskTests.written(try desk.answer(.call(.bookingCreate, known)))
                }
            }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(answers.filter { $0.hasPrefix("booked") }.count == 2)
        #expect(answers.filter { $0 == "taken" }.count == 198)
        #expect(Set(store.bookings.map(\.booking.master.number)) == [1, 2])
    }

    @Test("the store: touching ranges fit, buffers and other masters are told apart, numbers are unique")
    func memoryStore() throws {
        func booking(_ start: String, master: Int64 = 1, before: Int = 0, after: Int = 0, origin: String) throws
            -> NewBooking
        {
            let start = try Given.instant("2026-03-11 \(start)", in: catalogue.zone)
            return NewBooking(
                customer: CustomerID(1), service: Given.service(1, before: before, after: after),
                master: MasterID(master),
                start: start, wall: catalogue.zone.civil(at: start), zone: "Asia/Almaty", origin: origin,
                bookedAt: start)
        }
        let results = try [
            booking("10:00", origin: "a"), booking("11:00", origin: "b"), booking("10:30", origin: "c"),
            booking("10:30", master: 2, origin: "d"), booking("12:00", before: 5, origin: "e"),
            booking("12:00", origin: "f"),
            booking("09:00", after: 1, origin: "g"), booking("10:00", origin: "a"),
        ].map { store.create($0) }
        let made = results.map { result -> String in
            if case .created(let created) = result { created.number } else { "-" }
        }
        #expect(made == ["101", "102", "-", "103", "-", "104", "-", "101"])
        #expect(store.created(by: "f")?.number == "104")
        #expect(store.created(by: "c") == nil)
        let ten = try Given.instant("2026-03-11 10:00", in: catalogue.zone)
        let view = CalendarView(now: ten, customer: CustomerID(1))
        #expect(store.busy(masters: [MasterID(1)], resources: [], from: ten, to: ten.adding(minutes: 60), for: view).count == 1)
        #expect(
            store.busy(masters: [MasterID(1), MasterID(2)], resources: [], from: ten, to: ten.adding(minutes: 61), for: view).count == 3)
        #expect(store.busy(masters: [MasterID(3)], resources: [], from: ten, to: ten.adding(minutes: 600), for: view).isEmpty)
    }
}

import Booking
import CivilTime
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

/// What every store promises, asked of the one in the database and of the one in memory alike.
@Suite("Both stores of bookings")
struct BookingStoreTests {
    enum Kind: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case database, memory
        var testDescription: String { rawValue }
    }

    /// Runs `body` with an empty store of that kind.
    private static func with(
        _ kind: Kind, masters: Int = 3, _ body: @escaping @Sendable (BusySalon, any SalonBookingStore) throws -> Void
    ) async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try BusySalon.create(masters: masters, on: server)
            switch kind {
            case .memory: try body(salon, MemoryBookingStore(resources: [salon.solarium]))
            case .database:
                try salon.inside(server) { try body(salon, $0) }
                #expect(try BookingLaws.broken(database.administrator()) == [])
            }
        }
    }

    private static func made(_ result: CreateResult) throws -> CreatedBooking {
        guard case .created(let booking) = result else { throw UnexpectedAnswer() }
        return booking
    }

    @Test("A group has its seats and no more, at one start; a seat that is freed is had again", arguments: Kind.allCases)
    func group(_ kind: Kind) async throws {
        try await Self.with(kind) { salon, store in
            let seats = try (0..<3).map { place in
                try Self.made(store.create(salon.new(salon.yoga, salon.customers[place], origin: "seat \(place)")))
            }
            #expect(try store.create(salon.new(salon.yoga, salon.customers[3], origin: "fourth")) == .taken)
            #expect(try store.hold(salon.new(salon.yoga, salon.customers[3], origin: "fourth"), until: BusySalon.nine) == .taken)
            #expect(try store.create(salon.new(salon.yoga, salon.customers[3], at: 30, origin: "later")) == .taken)
            #expect(try store.create(salon.new(salon.manicure, salon.customers[3], origin: "other")) == .taken)
            #expect(try store.create(salon.new(salon.yoga, salon.customers[3], master: 1, origin: "elsewhere")) != .taken)
            let view = CalendarView(now: BusySalon.now, customer: salon.customers[3])
            let busy = try store.busy(
                masters: [salon.masters[0]], resources: [], from: BusySalon.nine, to: BusySalon.nine.adding(minutes: 1),
                for: view)
            #expect(busy.count == 3 && Set(busy.map(\.service)) == [salon.yoga.id] && Set(busy.map(\.start)) == [BusySalon.nine])
            let change = BookingChange(
                booking: seats[1].id, customer: salon.customers[1], origin: "off", at: BusySalon.now)
            #expect(try store.cancel(BookingCancellation(change, start: BusySalon.nine, rules: BookingRules())))
            #expect(try store.create(salon.new(salon.yoga, salon.customers[3], origin: "fifth")) != .taken)
            let seen = try #require(try store.booking(seats[0].id, of: salon.customers[0]))
            #expect(seen.service == salon.yoga)
        }
    }

    @Test("A held seat counts until it expires, and its customer takes it with the booking", arguments: Kind.allCases)
    func heldSeat(_ kind: Kind) async throws {
        try await Self.with(kind) { salon, store in
            let end = BusySalon.now.adding(minutes: 10)
            for place in 0..<3 {
                let seat = salon.new(salon.yoga, salon.customers[place], origin: "hold \(place)")
                #expect(try store.hold(seat, until: end) == .held)
            }
            #expect(try store.create(salon.new(salon.yoga, salon.customers[3], origin: "early")) == .taken)
            #expect(try store.create(salon.new(salon.yoga, salon.customers[0], origin: "own")) != .taken)
            #expect(try store.create(salon.new(salon.yoga, salon.customers[3], origin: "early")) == .taken)
            let late = try store.create(salon.new(salon.yoga, salon.customers[3], origin: "late", now: end))
            #expect(late != .taken)
        }
    }

    @Test("Of a resource each instant uses as many as there are, whoever works there", arguments: Kind.allCases)
    func resources(_ kind: Kind) async throws {
        try await Self.with(kind) { salon, store in
            let ids = salon.customers
            let first = try Self.made(store.create(salon.new(salon.tanning, ids[0], master: 0, at: 0, origin: "1")))
            _ = try Self.made(store.create(salon.new(salon.tanning, ids[1], master: 1, at: 15, origin: "2")))
            #expect(try store.create(salon.new(salon.tanning, ids[2], master: 2, at: 20, origin: "3")) == .taken)
            let third = salon.new(salon.tanning, ids[2], master: 2, at: 20, origin: "3")
            #expect(try store.hold(third, until: BusySalon.nine) == .taken)
            // The transaction goes on after a refusal.
            #expect(try store.create(salon.new(salon.tanning, ids[2], master: 2, at: 30, origin: "4")) != .taken)
            #expect(try store.create(salon.new(salon.manicure, ids[3], master: 2, at: 60, origin: "5")) != .taken, "needs none")
            let view = CalendarView(now: BusySalon.now, customer: ids[3])
            func holding(_ masters: [MasterID], _ resources: Set<ResourceID>) throws -> [Busy] {
                try store.busy(
                    masters: masters, resources: resources, from: BusySalon.nine, to: BusySalon.nine.adding(minutes: 30),
                    for: view)
            }
            #expect(try holding([salon.masters[2]], []).isEmpty)
            let others = try holding([salon.masters[2]], salon.tanning.resources)
            #expect(Set(others.map(\.master)) == [salon.masters[0], salon.masters[1]])
            #expect(others.allSatisfy { $0.resources == salon.tanning.resources })
            #expect(try holding(salon.masters, salon.tanning.resources).count == 2, "each once")
            // A move takes what it needs where it goes, and frees it where it was.
            let visit = try #require(try store.booking(first.id, of: ids[0]))
            #expect(visit.service == salon.tanning)
            func move(at minutes: Int, _ origin: String) throws -> MoveResult {
                let start = BusySalon.nine.adding(minutes: minutes)
                return try store.move(
                    BookingMove(
                        change: BookingChange(booking: first.id, customer: ids[0], origin: origin, at: BusySalon.now),
                        booking: visit, master: salon.masters[0], start: start, wall: TestSalon.almaty.civil(at: start),
                        zone: "Asia/Almaty"))
            }
            #expect(try move(at: 31, "m1") == .taken)
            #expect(try move(at: 60, "m2") == .moved)
            #expect(try store.create(salon.new(salon.tanning, ids[3], master: 2, at: 0, origin: "6")) != .taken)
        }
    }

    @Test("A turn that is played again holds, books, moves, confirms and calls off nothing twice", arguments: Kind.allCases)
    func replays(_ kind: Kind) async throws {
        try await Self.with(kind) { salon, store in
            let customer = salon.customers[0]
            let wanted = salon.new(salon.manicure, customer, origin: "c1/1")
            for _ in 0..<2 { #expect(try store.hold(wanted, until: BusySalon.nine) == .held) }
            let booking = try Self.made(store.create(wanted))
            #expect(try store.create(wanted) == .created(booking))
            let visit = try #require(try store.booking(booking.id, of: customer))
            func move(at minutes: Int, _ origin: String) throws -> MoveResult {
                let start = BusySalon.nine.adding(minutes: minutes)
                return try store.move(
                    BookingMove(
                        change: BookingChange(booking: booking.id, customer: customer, origin: origin, at: BusySalon.now),
                        booking: visit, master: salon.masters[0], start: start, wall: TestSalon.almaty.civil(at: start),
                        zone: "Asia/Almaty"))
            }
            #expect(try move(at: 60, "c1/2") == .moved && move(at: 60, "c1/2") == .moved)
            #expect(try move(at: 120, "c1/3") == .moved)
            #expect(try move(at: 60, "c1/2") == .moved, "it was moved there, and is elsewhere by now")
            #expect(try store.booking(booking.id, of: customer)?.start == BusySalon.nine.adding(minutes: 120))
            #expect(try move(at: 120, "c1/9") == .moved, "it stands there")
            let confirming = BookingChange(booking: booking.id, customer: customer, origin: "c1/4", at: BusySalon.now)
            #expect(try store.confirm(confirming) && store.confirm(confirming))
            var atOnce = confirming
            atOnce.origin = "c1/4b"
            #expect(try store.confirm(atOnce), "two messages answered at one moment")
            var off = confirming
            off.origin = "c1/5"
            let cancelling = BookingCancellation(off, start: BusySalon.nine, rules: BookingRules())
            #expect(try store.cancel(cancelling) && store.cancel(cancelling))
            off.origin = "c1/6"
            #expect(try !store.cancel(BookingCancellation(off, start: BusySalon.nine, rules: BookingRules())))
            #expect(
                try store.history(of: booking.id).map { "\($0.kind.rawValue) \($0.origin)" }
                    == ["booked c1/1", "moved c1/2", "moved c1/3", "confirmed c1/4", "cancelled c1/5"])
        }
    }

    @Test("Whoever books or ends their conversation lets go of what they held, and of that alone", arguments: Kind.allCases)
    func release(_ kind: Kind) async throws {
        try await Self.with(kind) { salon, store in
            let end = BusySalon.nine
            let (one, other) = (salon.customers[0], salon.customers[1])
            func held(by customer: CustomerID) throws -> Int {
                try store.busy(
                    masters: salon.masters, resources: [], from: BusySalon.nine, to: BusySalon.nine.adding(minutes: 600),
                    for: CalendarView(now: BusySalon.now, customer: salon.customers[3])
                ).count
            }
            #expect(try store.hold(salon.new(salon.manicure, one, at: 0, origin: "a/1"), until: end) == .held)
            #expect(try store.hold(salon.new(salon.manicure, other, at: 120, origin: "b/1"), until: end) == .held)
            #expect(try store.hold(salon.new(salon.manicure, one, at: 240, origin: "a/2"), until: end) == .held)
            #expect(try held(by: one) == 2)
            try store.release(heldBy: one, origin: "a/3", at: BusySalon.now)
            try store.release(heldBy: one, origin: "a/3", at: BusySalon.now)
            #expect(try held(by: other) == 1)
            #expect(try store.create(salon.new(salon.manicure, other, master: 1, at: 0, origin: "b/2")) != .taken)
            #expect(try held(by: other) == 1, "the booking, and no hold")
        }
    }

    @Test("At the front desk: what the salon's people may do, and what each number's history says", arguments: Kind.allCases)
    func frontDesk(_ kind: Kind) async throws {
        try await Self.with(kind) { salon, store in
            let customer = salon.customers[0]
            let catalogue = try salon.catalogue()
            let one = try Self.made(store.create(salon.new(salon.manicure, customer, origin: "c1/1")))
            let two = try Self.made(store.create(salon.new(salon.manicure, salon.customers[1], at: 120, origin: "c2/1")))
            func desk(_ command: String, at now: Instant = BusySalon.now) -> FrontDesk {
                FrontDesk(catalogue: catalogue, store: store, now: now, origin: command)
            }
            func status(_ answer: FrontDeskAnswer) -> CustomerBooking.Status? {
                if case .done(let found) = answer { found.booking.status } else { nil }
            }
            func moment(_ text: String) throws -> CivilMoment {
                let parts = text.split(separator: " ").map(String.init)
                return CivilMoment(
                    date: try #require(CivilDate(iso: parts[0])), time: try #require(ClockTime(iso: parts[1])))
            }
            #expect(try desk("0").confirm("none") == .unknownNumber)
            guard case .already = try desk("1").confirm(one.number), case .tooEarly = try desk("1").start(one.number),
                case .tooEarly = try desk("1").complete(one.number), case .tooEarly = try desk("1").markNoShow(one.number)
            else { throw UnexpectedAnswer() }
            func move(_ text: String, master: MasterID? = nil) throws -> FrontDeskAnswer {
                try desk("2").move(one.number, to: moment(text), master: master)
            }
            guard case .notFree(_, .full, let nearest) = try move("2026-03-11 11:00"), nearest.count == 3,
                case .notFree(_, .closed, _) = try move("2026-03-11 20:00"),
                case .notFree(_, .past, _) = try move("2026-03-09 11:00"),
                case .unknownMaster = try move("2026-03-11 14:00", master: MasterID(999))
            else { throw UnexpectedAnswer() }
            guard case .done(let moved) = try desk("3").move(one.number, to: moment("2026-03-11 14:00"), master: salon.masters[1])
            else { throw UnexpectedAnswer() }
            #expect(moved.booking.number == one.number && moved.booking.master == salon.masters[1] && moved.customer == customer)
            let there = BusySalon.nine.adding(minutes: 5 * 60)
            #expect(status(try desk("4", at: there.adding(minutes: -10)).start(one.number)) == .inProgress)
            guard case .notOpen = try desk("5", at: there).cancel(one.number, reason: nil) else { throw UnexpectedAnswer() }
            #expect(status(try desk("6", at: there.adding(minutes: 60)).complete(one.number)) == .completed)
            #expect(status(try desk("7", at: there.adding(minutes: 90)).markNoShow(one.number)) == .noShow)
            let history = try #require(try desk("8").find(one.number)).history
            #expect(history.map(\.kind) == [.booked, .moved, .started, .completed, .noShow])
            #expect(history.map(\.actor) == [.customer, .salon, .salon, .salon, .salon])
            // Two hours are late, whatever the salon's own notice is.
            let start = BusySalon.nine.adding(minutes: 120)
            let last = desk("9", at: start.adding(minutes: -120))
            guard case .done(let off) = try last.cancel(two.number, reason: "the master is ill") else {
                throw UnexpectedAnswer()
            }
            #expect(off.cancellation?.isLate == true && off.cancellation?.reason == "the master is ill")
            #expect(off.cancellation?.change.actor == .salon)
            guard case .already = try desk("10").cancel(two.number, reason: nil) else { throw UnexpectedAnswer() }
        }
    }

    @Test("Late is less than six hours of elapsed time before the visit, or within the salon's notice")
    func late() {
        let change = BookingChange(booking: BookingID(1), customer: CustomerID(1), origin: "x", at: BusySalon.now)
        func isLate(_ milliseconds: Int64, notice: Int = 0) -> Bool {
            let start = Instant(milliseconds: BusySalon.now.milliseconds + milliseconds)
            return BookingCancellation(change, start: start, rules: BookingRules(cancelNoticeMinutes: notice)).isLate
        }
        let six: Int64 = 6 * 3600 * 1000
        #expect(!isLate(six) && isLate(six - 1000) && !isLate(six, notice: 60))
        #expect(isLate(six, notice: 720) && !isLate(2 * six, notice: 720) && isLate(-1000))
    }
}

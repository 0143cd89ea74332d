import Booking
import CivilTime
import FlowMachine
import Foundation
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Synchronization
import Testing

@Suite("Parallel histories against a serial model")
struct HistoryTests {
    typealias Place = BookingOperation.Place

    private static let threads = 4
    private static let operations = 6

    /// `SALONFLOW_HISTORIES` (40) of them from `SALONFLOW_HISTORY_SEED` (1) on. A failing one names its seed: with that and
    /// one history the same operations are played again.
    @Test("What several threads are answered at once, a salon that does one thing after another could have answered")
    func linearizable() async throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["SALONFLOW_HISTORIES"].flatMap(Int.init) ?? 40
        let first = environment["SALONFLOW_HISTORY_SEED"].flatMap(UInt64.init) ?? 1
        let database = try await StorageDatabase.empty()
        let salon = try await onThread { try BusySalon.create(masters: 2, customers: Self.threads, on: try database.server()) }
        let tick = Tick()
        var answers: [BookingOperation.Answer: Int] = [:]
        var together = 0
        for number in 0..<count {
            let seed = first + UInt64(number)
            let history = try await withThrowingTaskGroup(of: [BookingOperation].self) { group in
                for thread in 0..<Self.threads {
                    group.addTask {
                        try await onThread {
                            try Self.play(thread, seed: seed, day: number, salon, on: try database.server(), tick)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            for operation in history { answers[operation.answer, default: 0] += 1 }
            together += history.count { one in
                history.contains { $0.thread != one.thread && $0.began < one.ended && one.began < $0.ended }
            }
            #expect(
                SerialSearch.explains(history),
                "SALONFLOW_HISTORY_SEED=\(seed): \(history.sorted { $0.began < $1.began }.map { "\($0)\n" })")
        }
        print("histories: \(count) from seed \(first), answers \(answers), \(together) operations met another one")
        // A test of nothing if they never met, or were all refused.
        #expect(together > count && answers[.done, default: 0] > count && answers[.taken, default: 0] > count)
        let broken = try await onThread { try BookingLaws.broken(database.administrator()) }
        #expect(broken == [])
    }

    private final class Tick: Sendable {
        private let value = Atomic(0)
        func next() -> Int { value.add(1, ordering: .sequentiallyConsistent).newValue }
    }

    private static func play(
        _ thread: Int, seed: UInt64, day: Int, _ salon: BusySalon, on server: Connection, _ tick: Tick
    ) throws -> [BookingOperation] {
        var random = Random(seed: seed &* 31 &+ UInt64(thread))
        var history: [BookingOperation] = []
        var made: [Int: BookingID] = [:]
        let customer = salon.customers[thread]
        for number in 0..<operations {
            var place = Place(
                service: Int.random(in: 0..<3, using: &random), master: Int.random(in: 0..<2, using: &random),
                slot: Int.random(in: 0..<4, using: &random))
            let chance = Int.random(in: 0..<10, using: &random)
            let own = made.keys.sorted().randomElement(using: &random)
            // A visit that moves keeps its service.
            if case (2..<5, let own?) = (chance, own), case .create(let before) = history[own].act {
                place.service = before.service
            }
            let act: BookingOperation.Act
            switch (chance, own) {
            case (0..<2, let own?): act = .cancel(own)
            case (2..<5, let own?): act = .move(own, place)
            case (5..<6, _): act = .hold(place)
            default: act = .create(place)
            }
            let wanted = salon.new(
                salon.services[place.service], customer, master: place.master, at: day * 24 * 60 + place.slot * 30,
                origin: "\(seed)/\(thread)/\(number)")
            let began = tick.next()
            let answer = try answer(act, wanted, made, salon, on: server)
            history.append(
                BookingOperation(
                    thread: thread, number: number, act: act, answer: answer.0, began: began, ended: tick.next()))
            if let booking = answer.1 { made[number] = booking }
        }
        return history
    }

    private static func answer(
        _ act: BookingOperation.Act, _ wanted: NewBooking, _ made: [Int: BookingID], _ salon: BusySalon, on server: Connection
    ) throws -> (BookingOperation.Answer, BookingID?) {
        func change(_ number: Int) throws -> BookingChange {
            guard let booking = made[number] else { throw UnexpectedAnswer() }
            return BookingChange(booking: booking, customer: wanted.customer, origin: wanted.origin, at: BusySalon.now)
        }
        while true {
            do {
                return try salon.inside(server) { (store) throws -> (BookingOperation.Answer, BookingID?) in
                    switch act {
                    case .create:
                        guard case .created(let booking) = try store.create(wanted) else { return (.taken, nil) }
                        return (.done, booking.id)
                    case .hold:
                        let end = wanted.start
                        return (try store.hold(wanted, until: end) == .held ? .done : .taken, nil)
                    case .cancel(let number):
                        let cancellation = BookingCancellation(
                            try change(number), start: wanted.start, rules: BookingRules())
                        return (try store.cancel(cancellation) ? .done : .notOpen, nil)
                    case .move(let number, _):
                        let change = try change(number)
                        guard let booking = try store.booking(change.booking, of: wanted.customer) else {
                            throw UnexpectedAnswer()
                        }
                        let move = BookingMove(
                            change: change, booking: booking, master: wanted.master, start: wanted.start, wall: wanted.wall,
                            zone: wanted.zone)
                        return switch try store.move(move) {
                        case .moved: (.done, nil)
                        case .taken: (.taken, nil)
                        case .notOpen: (.notOpen, nil)
                        }
                    }
                }
            } catch let error as PostgresError where error.isConflict { continue }
        }
    }

    // MARK: The model itself

    private static func operation(
        _ thread: Int, _ number: Int, _ act: BookingOperation.Act, _ answer: BookingOperation.Answer, _ began: Int, _ ended: Int
    ) -> BookingOperation {
        BookingOperation(thread: thread, number: number, act: act, answer: answer, began: began, ended: ended)
    }

    private static let place = Place(service: 0, master: 0, slot: 0)

    @Test("The search finds an order where there is one, and none where there is none")
    func search() {
        let create = BookingOperation.Act.create(Self.place)
        let first = Self.operation(0, 0, create, .done, 1, 4)
        #expect(SerialSearch.explains([first, Self.operation(1, 0, create, .taken, 2, 3)]))
        #expect(!SerialSearch.explains([first, Self.operation(1, 0, create, .done, 2, 3)]), "both got it")
        #expect(!SerialSearch.explains([first, Self.operation(1, 0, create, .taken, -2, -1)]), "refused when all was free")
        let cancel = Self.operation(0, 1, .cancel(0), .done, 5, 8)
        #expect(SerialSearch.explains([first, cancel, Self.operation(1, 0, create, .taken, 6, 7)]))
        #expect(SerialSearch.explains([first, cancel, Self.operation(1, 0, create, .done, 6, 7)]))
        #expect(!SerialSearch.explains([first, cancel, Self.operation(1, 0, create, .taken, 9, 10)]))
        let seats = (0..<4).map { Self.operation($0, 0, .create(Place(service: 1, master: 0, slot: 0)), .done, 1, 9) }
        #expect(SerialSearch.explains(Array(seats.prefix(3))) && !SerialSearch.explains(seats))
        let units = (0..<3).map { Self.operation($0, 0, .create(Place(service: 2, master: $0, slot: 0)), .done, 1, 9) }
        #expect(SerialSearch.explains(Array(units.prefix(2))) && !SerialSearch.explains(units))
        let hold = Self.operation(2, 0, .hold(Self.place), .done, 1, 2)
        let elsewhere = Self.operation(2, 1, .create(Place(service: 0, master: 1, slot: 0)), .done, 5, 6)
        #expect(SerialSearch.explains([hold, elsewhere, Self.operation(1, 0, create, .done, 7, 8)]), "the hold was let go")
        #expect(!SerialSearch.explains([hold, Self.operation(1, 0, create, .done, 7, 8)]))
    }
}

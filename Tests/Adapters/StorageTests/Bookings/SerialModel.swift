/// One operation of a history: what was asked and answered, and between which two ticks of one clock.
struct BookingOperation: Hashable {
    enum Act: Hashable {
        /// A place is told by the service's, the master's and the slot's number.
        case create(Place)
        case hold(Place)
        /// Of the thread's own booking that its operation of that number has made.
        case move(Int, Place)
        case cancel(Int)
    }

    struct Place: Hashable {
        var service: Int
        var master: Int
        /// Half an hour each.
        var slot: Int
    }

    enum Answer: Hashable { case done, taken, notOpen }

    var thread: Int
    var number: Int
    var act: Act
    var answer: Answer
    var began: Int
    var ended: Int
}

/// A salon that does one thing after another, written from the rules alone: what the real one must look like from outside.
///
/// Service 0 takes 70 minutes of its master, 1 takes 90 and has three seats, 2 takes 30 and one of two units.
struct SerialSalon: Hashable {
    private struct Kept: Hashable {
        var thread: Int
        var number: Int
        var place: BookingOperation.Place
        var isHold: Bool
    }

    private var kept: Set<Kept> = []

    private static let minutes = [70, 90, 30]

    private func isFree(_ place: BookingOperation.Place, without own: Kept? = nil) -> Bool {
        let from = place.slot * 30
        let to = from + Self.minutes[place.service]
        let near = kept.filter { other in
            other != own && other.place.slot * 30 < to && from < other.place.slot * 30 + Self.minutes[other.place.service]
        }
        let here = near.filter { $0.place.master == place.master }
        if place.service == 1 {
            guard here.allSatisfy({ $0.place == place }), here.count < 3 else { return false }
        } else if !here.isEmpty {
            return false
        }
        guard place.service == 2 else { return true }
        let using = near.filter { $0.place.service == 2 }
        let moments = Set(using.map { max($0.place.slot * 30, from) } + [from])
        return moments.allSatisfy { moment in
            using.count { $0.place.slot * 30 <= moment && moment < $0.place.slot * 30 + 30 } < 2
        }
    }

    mutating func answer(_ operation: BookingOperation) -> BookingOperation.Answer {
        switch operation.act {
        case .create(let place), .hold(let place):
            letGo(operation.thread)
            guard isFree(place) else { return .taken }
            var isHold = false
            if case .hold = operation.act { isHold = true }
            kept.insert(Kept(thread: operation.thread, number: operation.number, place: place, isHold: isHold))
            return .done
        case .move(let number, let place):
            letGo(operation.thread)
            guard let own = booking(operation.thread, number) else { return .notOpen }
            guard isFree(place, without: own) else { return .taken }
            kept.remove(own)
            kept.insert(Kept(thread: own.thread, number: own.number, place: place, isHold: false))
            return .done
        case .cancel(let number):
            guard let own = booking(operation.thread, number) else { return .notOpen }
            kept.remove(own)
            return .done
        }
    }

    private mutating func letGo(_ thread: Int) { kept = kept.filter { !($0.isHold && $0.thread == thread) } }

    private func booking(_ thread: Int, _ number: Int) -> Kept? {
        kept.first { $0.thread == thread && $0.number == number && !$0.isHold }
    }
}

/// Looks for an order in which a salon that does one thing after another would have answered the same: what ended before
/// something else began comes before it.
struct SerialSearch {
    private let threads: [[BookingOperation]]
    private var seen: Set<Position> = []

    private struct Position: Hashable {
        var next: [Int]
        var salon: SerialSalon
    }

    init(_ history: [BookingOperation]) {
        threads = Dictionary(grouping: history, by: \.thread).sorted { $0.key < $1.key }
            .map { $0.value.sorted { $0.number < $1.number } }
    }

    static func explains(_ history: [BookingOperation]) -> Bool {
        var search = SerialSearch(history)
        return search.goesOn(Position(next: search.threads.map { _ in 0 }, salon: SerialSalon()))
    }

    private mutating func goesOn(_ position: Position) -> Bool {
        guard seen.insert(position).inserted else { return false }
        let waiting = threads.indices.compactMap { thread in
            position.next[thread] < threads[thread].count ? threads[thread][position.next[thread]] : nil
        }
        if waiting.isEmpty { return true }
        // Nothing may come before what had ended when it began.
        let earliestEnd = waiting.map(\.ended).min() ?? 0
        for operation in waiting where operation.began <= earliestEnd {
            var following = position
            guard following.salon.answer(operation) == operation.answer,
                let thread = threads.firstIndex(where: { $0.first?.thread == operation.thread })
            else { continue }
            following.next[thread] += 1
            if goesOn(following) { return true }
        }
        return false
    }
}

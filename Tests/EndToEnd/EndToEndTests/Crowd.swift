import CivilTime
import Foundation
import StandIn

/// Customers who each want an appointment and answer the bot as people do: they tap “book”, and when their time is taken,
/// the first of the times offered.
struct Crowd {
    /// One person with a wish.
    struct Customer {
        var waID: String
        var wish: String
        /// What they ask for when that day has filled up.
        var secondWish: String
        /// What the salon said the booking's number is.
        var number: String?
        /// Had to write again because an answer never came.
        var repeats = 0
        /// Answers that are neither a question with choices nor a number.
        var strange: [String] = []
    }

    private(set) var customers: [String: Customer] = [:]
    private var order: [String] = []
    /// Messages already reacted to.
    private var seen: Set<String> = []

    var isDone: Bool { customers.values.allSatisfy { $0.number != nil } }
    var unfinished: [Customer] { order.compactMap { customers[$0] }.filter { $0.number == nil } }
    var all: [Customer] { order.compactMap { customers[$0] } }

    /// Adds customers whose wishes spread over days and hours, so that about every fifth meets a time another one wants.
    mutating func add(_ count: Int, today: CivilDate) -> [Customer] {
        let first = order.count
        let added = (first..<first + count).map { index in
            let wanted = index % 5 == 4 ? index - 4 : index
            return Customer(
                waID: String(77_050_000_000 + index), wish: Crowd.wish(index, day: 2 + wanted % 45, place: wanted / 45, today),
                secondWish: Crowd.wish(index, day: 47 + index / 5 % 12, place: index / 60, today))
        }
        for customer in added {
            customers[customer.waID] = customer
            order.append(customer.waID)
        }
        return added
    }

    /// The first four places of a day are Anna's (from ten to seven, an hour and ten minutes a manicure), the next four
    /// Olga's (a pedicure takes an hour and a half of her ten to two and three to eight), the last four Maria's, who does
    /// not work on Mondays.
    private static func wish(_ index: Int, day: Int, place: Int, _ today: CivilDate) -> String {
        let day = today.adding(days: day)
        let (service, dative, english, name, hours) = [
            ("маникюр", "Ане", "manicure", "Anna", [10, 12, 14, 16]),
            ("педикюр", "Ольге", "pedicure", "Olga", [10, 12, 15, 17]),
            ("маникюр", "Марии", "manicure", "Maria", [11, 13, 15, 17]),
        ][place / 4 % 3]
        let hour = hours[place % 4]
        let months = [
            "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
            "декабря",
        ]
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
            "December",
        ]
        return index % 2 == 0
            ? "хочу на \(service) \(day.day) \(months[day.month - 1]) в \(hour):00 к \(dative)"
            : "\(english) with \(name) on \(names[day.month - 1]) \(day.day) at \(hour):00 please"
    }

    /// Everyone says what they want.
    func begin(_ customers: [Customer], at standIn: StandIn) throws {
        _ = try standIn.write(all: customers.map { ($0.waID, nil, .text($0.wish)) })
    }

    /// Reacts to all that phones show and nobody has reacted to; says whether there was any.
    @discardableResult
    mutating func react(at standIn: StandIn) throws -> Bool {
        let before = seen.count
        for message in standIn.acceptedMessages() where message.entry.isShown && !seen.contains(message.entry.id) {
            seen.insert(message.entry.id)
            try react(to: message, at: standIn)
        }
        return seen.count > before
    }

    private mutating func react(to message: AcceptedMessage, at standIn: StandIn) throws {
        guard var customer = customers[message.waID], message.entry.content.kind != .template else { return }
        defer { customers[message.waID] = customer }
        let content = message.entry.content
        if let match = content.body.firstMatch(of: /(?:Номер записи|number is) (\d+)/) {
            customer.number = String(match.1)
        } else if let choice = content.choices.first(where: { ["Записать", "Book it"].contains($0.title) })
            ?? content.choices.first
        {
            _ = try standIn.write(from: message.waID, .tap(messageID: message.entry.id, choiceID: choice.id))
        } else if ["свободного времени пока нет", "nothing free"].contains(where: content.body.contains) {
            _ = try standIn.write(from: message.waID, .text(customer.secondWish))
        } else {
            customer.strange.append(content.body)
        }
    }

    /// Those who never got an answer write again, as people do.
    mutating func repeatWishes(at standIn: StandIn) throws {
        for customer in unfinished {
            customers[customer.waID]?.repeats += 1
            _ = try standIn.write(from: customer.waID, .text(customer.wish))
        }
    }
}

/// Reproducible numbers (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

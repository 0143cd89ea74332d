internal import Booking
internal import CivilTime
internal import FlowInterpreter
internal import FlowMachine
package import FlowSyntax
internal import Salon

/// A recorded talk, written down as a `test` of the flow language in the bot's own dialect: what was done, what the bot
/// said to it, where the conversation then stood and what had changed.
package struct TalkAsTest {
    /// In order, without the margin.
    package private(set) var lines: [Line] = []
    private let spelling: Spelling
    private let talk: RecordedTalk

    package struct Line: Hashable, Sendable {
        package var text: String
        /// Whether it says what is expected, and so may be left out.
        package var isExpectation: Bool
    }

    package init(_ talk: RecordedTalk, title: String, spelling: Spelling) {
        self.talk = talk
        self.spelling = spelling
        let title = TalkAsTest.oneLine(title)
        lines.append(Line(text: "\(statement("test")) \(title)", isExpectation: false))
        lines.append(Line(text: "\(statement("now")) \(civil(talk.start).iso)", isExpectation: false))
        for index in talk.exchanges.indices { write(at: index) }
    }

    /// Ends with a line feed.
    package var text: String {
        lines.enumerated().map { ($0.offset == 0 ? "" : "  ") + $0.element.text + "\n" }.joined()
    }

    /// The same test without the expectation at this place of `lines`.
    package mutating func leaveOut(_ place: Int) { lines.remove(at: place) }

    private var machine: Machine { talk.bot.program.machine }

    private func civil(_ instant: Instant) -> CivilMoment { talk.bot.catalogue.zone.civil(at: instant) }
    private func statement(_ canonical: String) -> String { spelling(canonical, .statement) }

    private mutating func write(at index: Int) {
        let exchange = talk.exchanges[index]
        let action =
            switch exchange.action {
            case .writes(let text): "\(statement("customer")): \(TalkAsTest.oneLine(text))"
            case .taps(let choice): "\(statement("customer taps")) \(name(of: choice))"
            case .sends(let kind): "\(statement("customer sends")) \(spelling(kind, .media))"
            case .waits(let seconds): "\(statement("silent")) \(duration(seconds))"
            case .now(let moment): "\(statement("now")) \(moment.iso)"
            case .operatorHandsBack: statement("operator hands back")
            }
        lines.append(Line(text: action, isExpectation: false))
        // A message's first line is what it is known by; the rest may hold choices that depend on the day.
        let first = exchange.said.last?.text.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) }
        if let first {
            lines.append(Line(text: "\(statement("bot")): \(TalkAsTest.oneLine(String(first)))", isExpectation: true))
        }
        // Every turn is counted in the conversation: where nothing is otherwise, nothing happened.
        let expectations = exchange.before == exchange.after ? [] : expectations(of: exchange)
        if !expectations.isEmpty {
            lines.append(
                Line(text: "\(statement("expect")) \(expectations.joined(separator: ", "))", isExpectation: true))
        }
        let booked = booking(at: index)
        if !booked.isEmpty {
            lines.append(
                Line(
                    text: "\(statement("expect")) \(spelling("booking", .subject)) \(booked.joined(separator: ", "))",
                    isExpectation: true))
        }
    }

    private func name(of choice: MessageChoice) -> String {
        if case .option(_, let name)? = ChoiceID.read(choice.id)?.id { return spelling(name, .option) }
        return choice.label
    }

    // MARK: Expectations

    private func expectations(of exchange: RecordedTalk.Exchange) -> [String] {
        var result: [String] = []
        if let step = step(after: exchange) {
            result.append("\(spelling("step", .subject)) \(spelling(machine[step].name, .name))")
        }
        for case .called(_, let outcome) in exchange.lastTrace.suffix(while: { !$0.isEntry }) {
            result.append("\(spelling("outcome", .subject)) \(spelling(outcome.name, .outcome))")
        }
        // A conversation that ended has emptied everything.
        guard let after = exchange.after, after.position != .idle else { return result }
        for (index, slot) in machine.slots.enumerated() {
            let value = after.slots[index].value
            guard value != exchange.before?.slots[index].value else { continue }
            if let words = words(value) { result.append("\(spelling(slot.name, .type)) \(words)") }
        }
        return result
    }

    private func step(after exchange: RecordedTalk.Exchange) -> StepID? {
        switch exchange.after?.position ?? .idle {
        case .filling(let place, _): return place.step
        case .choosing(let step), .resuming(let step, _): return step
        case .idle, .handedOff:
            for case .entered(let step) in exchange.lastTrace.reversed() { return step }
            return nil
        }
    }

    /// What the booking was that the exchange made.
    private func booking(at index: Int) -> [String] {
        let made = talk.rehearsal.bookings.bookings
        let before = talk.exchanges[index].bookingsBefore
        let after = talk.exchanges.dropFirst(index + 1).first?.bookingsBefore ?? made.count
        guard after > before, let booking = made.prefix(after).last?.booking else { return [] }
        var result: [String] = []
        func add(_ type: String, _ words: String?) {
            if let words { result.append("\(spelling(type, .type)) \(words)") }
        }
        add("service", words(.choice(talk.bot.choice(of: booking.service))))
        add("master", talk.bot.catalogue.master(booking.master).flatMap { words(.choice(talk.bot.choice(of: $0))) })
        add("date", booking.wall.date.iso)
        add("time", booking.wall.time.iso)
        return result
    }

    /// As a test writes the value; nil where it cannot.
    private func words(_ value: Value?) -> String? {
        switch value {
        case nil: spelling("none", .value)
        // A comma would end the expectation.
        case .choice(let choice)?: choice.names.first { !$0.isEmpty && !$0.contains(",") && !$0.contains("->") }
        case .anyone?: spelling("any", .value)
        case .date(let date)?: date.iso
        case .time(let time)?: time.iso
        case .number(let number)?: String(number)
        case .flag(let flag)?: spelling(flag ? "yes" : "no", .option)
        case .text(let text)? where !text.contains(",") && !text.contains(where: \.isNewline): text
        default: nil
        }
    }

    // MARK: Words

    private func duration(_ seconds: Int) -> String {
        let units = [("days", 86_400), ("hours", 3_600), ("minutes", 60)]
        for (name, size) in units where seconds % size == 0 { return "\(seconds / size) \(spelling(name, .unit))" }
        return "\(seconds) \(spelling("seconds", .unit))"
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension TraceEntry {
    fileprivate var isEntry: Bool {
        if case .entered = self { true } else { false }
    }
}

extension Array {
    /// The longest end of which every element fulfils the condition.
    fileprivate func suffix(while holds: (Element) -> Bool) -> ArraySlice<Element> {
        var start = endIndex
        while start > startIndex, holds(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}

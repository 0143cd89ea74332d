internal import Booking
package import CivilTime
package import FlowCompiler
package import FlowDiagnostics
package import FlowInterpreter
internal import FlowMachine
internal import Salon

/// A flow's `test` block, played through the real bot: the same understanding, the same turns and the same booking rules as
/// on the server, with bookings in memory and the clock where the test puts it.
package struct FlowTestRun: Sendable {
    package let title: String
    /// The conversation as it went, up to the failure.
    package private(set) var transcript: [TranscriptLine] = []
    /// The lines of the test that were played, the one that failed included, with what the bot said to each.
    package private(set) var played: [PlayedLine] = []
    /// What all turns did.
    package private(set) var trace: [TraceEntry] = []
    /// What was expected and did not happen; nil when the test passed.
    package private(set) var failure: Failure?

    package struct TranscriptLine: Hashable, Sendable {
        package var speaker: Speaker
        package var text: String
    }

    /// A line of the test, by its place, and the bot's messages that followed it.
    package struct PlayedLine: Hashable, Sendable {
        package var span: Span
        package var said: [String]
    }

    package enum Speaker: Hashable, Sendable {
        case customer, tap, bot, clock
    }

    package struct Failure: Hashable, Sendable {
        /// The line of the test that failed.
        package var span: Span
        package var expected: String
        package var found: String
        /// For a text that the bot did not say: what it said that is nearest, word by word.
        package var difference: [TextDifference.Piece]?
    }

    /// Where the clock stands for a test that does not say: a Monday morning, so that "завтра" is a working day.
    package static let defaultMoment = CivilMoment(
        date: CivilDate(daysSinceEpoch: 20_521), time: ClockTime(hour: 9, minute: 0) ?? .midnight)

    package init(_ test: FlowTest, bot: Bot) throws {
        title = test.title
        let zone = bot.catalogue.zone
        var play = Play(rehearsal: Rehearsal(bot: bot, now: zone.instant(of: FlowTestRun.defaultMoment)))
        for line in test.lines {
            do {
                let heard = try play.take(line)
                transcript += heard
                played.append(PlayedLine(span: line.span, said: heard.filter { $0.speaker == .bot }.map(\.text)))
                trace = play.rehearsal.trace
            } catch let mismatch as Mismatch {
                played.append(PlayedLine(span: line.span, said: []))
                failure = Failure(
                    span: line.span, expected: mismatch.expected, found: mismatch.found,
                    difference: mismatch.text.map { TextDifference.nearest(to: $0, in: mismatch.found) })
                return
            }
        }
    }
}

private struct Mismatch: Error {
    var expected: String
    var found: String
    /// The text that was expected, when it was one.
    var text: String?
}

private struct Play {
    var rehearsal: Rehearsal
    var last: [Message] = []
    /// The choices of the latest message that had any: a menu stays on the phone when something is said after it.
    var menu: [MessageChoice] = []
    var lastOutcome: Outcome?

    private var machine: Machine { rehearsal.bot.program.machine }
    private var zone: Zone { rehearsal.bot.catalogue.zone }

    mutating func take(_ line: FlowTest.Line) throws -> [FlowTestRun.TranscriptLine] {
        switch line.kind {
        case .now(let moment):
            let target = zone.instant(of: moment)
            guard target >= rehearsal.now || rehearsal.conversation == nil else {
                throw Mismatch(expected: "now \(moment.iso)", found: "\(zone.civil(at: rehearsal.now).iso): time never goes back")
            }
            if rehearsal.conversation == nil {
                rehearsal.now = target
                return []
            }
            let seconds = Int((target.milliseconds - rehearsal.now.milliseconds) / 1000)
            return try answers([.init(speaker: .clock, text: moment.iso)]) { try $0.pass(seconds: seconds) }
        case .customer(let text):
            return try answers([.init(speaker: .customer, text: text)]) { try $0.receive(.text(text)) }
        case .taps(let tap):
            let choice = try choice(for: tap)
            return try answers([.init(speaker: .tap, text: choice.label)]) {
                try $0.receive(.tap(id: choice.id, title: choice.label))
            }
        case .sends(let media):
            let kind = InboundContent.mediaKind(named: media)
            return try answers([.init(speaker: .customer, text: "[\(media)]")]) {
                try $0.receive(.media(kind: kind, id: "1"))
            }
        case .handsBack: return try answers([.init(speaker: .clock, text: "operator hands back")]) { try $0.release() }
        case .silent(let seconds):
            return try answers([.init(speaker: .clock, text: "+\(seconds / 60) min")]) { try $0.pass(seconds: seconds) }
        case .bot(let text):
            let said = last.map(\.text).joined(separator: "\n\n")
            guard said.folded.contains(text.folded) else {
                throw Mismatch(expected: "bot: \(text)", found: said.isEmpty ? "—" : said, text: said.isEmpty ? nil : text)
            }
        case .expect(let expectations): for expectation in expectations { try check(expectation) }
        case .answers(let action, let outcome): rehearsal.staged[action] = outcome
        }
        return []
    }

    private mutating func answers(
        _ lines: [FlowTestRun.TranscriptLine], _ event: (inout Rehearsal) throws -> [Message]
    ) throws -> [FlowTestRun.TranscriptLine] {
        last = try event(&rehearsal)
        if let choices = last.last(where: { !$0.choices.isEmpty })?.choices { menu = choices }
        for case .called(_, let outcome) in rehearsal.lastTrace { lastOutcome = outcome }
        return lines + last.map { message in
            let choices = message.choices.map { "[\($0.label)]" }.joined(separator: " ")
            return .init(speaker: .bot, text: choices.isEmpty ? message.text : "\(message.text)\n\(choices)")
        }
    }

    private func choice(for tap: FlowTest.Tap) throws -> MessageChoice {
        let offered = menu
        let found: MessageChoice?
        let wanted: String
        switch tap {
        case .option(let name):
            wanted = name
            found = offered.first {
                if case .option(_, let option)? = ChoiceID.read($0.id)?.id { option == name } else { false }
            }
        case .choice(let label):
            wanted = label
            found = offered.first { $0.label.folded == label.folded }
        }
        guard let found else {
            let labels = offered.map(\.label).joined(separator: ", ")
            throw Mismatch(expected: wanted, found: labels.isEmpty ? "—" : labels)
        }
        return found
    }

    private func check(_ expectation: FlowTest.Expectation) throws {
        switch expectation {
        case .step(let step):
            let position = rehearsal.conversation?.position ?? .idle
            let current: StepID? =
                switch position {
                case .filling(let place, _): place.step
                case .choosing(let open), .resuming(let open, _): open
                case .idle, .handedOff: nil
                }
            // A step that ends the conversation is left at once; having entered it last is being in it.
            let last = rehearsal.lastTrace.reversed().lazy.compactMap { entry -> StepID? in
                if case .entered(let step) = entry { step } else { nil }
            }.first
            guard (current ?? last) == step else {
                throw Mismatch(
                    expected: "step \(machine[step].name)", found: (current ?? last).map { machine[$0].name } ?? "—")
            }
        case .outcome(let outcome):
            guard lastOutcome == outcome else {
                throw Mismatch(expected: "outcome \(outcome.name)", found: lastOutcome?.name ?? "—")
            }
        case .slot(let slot, let expected):
            let value = rehearsal.conversation?.slots[slot.index].value
            guard matches(value, expected) else {
                throw Mismatch(expected: "\(machine[slot].name) \(words(expected))", found: words(value))
            }
        case .language(let language):
            let spoken = rehearsal.conversation?.language ?? 0
            guard spoken == language else {
                throw Mismatch(
                    expected: "language \(machine.languages[language])", found: machine.languages[spoken])
            }
        case .noBooking:
            guard let booking = rehearsal.bookings.bookings.last else { return }
            throw Mismatch(expected: "booking none", found: "booking \(booking.created.number)")
        case .booking(let type, let expected):
            guard let booking = rehearsal.bookings.bookings.last?.booking else {
                throw Mismatch(expected: "booking \(words(expected))", found: "—")
            }
            let bot = rehearsal.bot
            let value: Value? =
                switch type {
                case .service: .choice(bot.choice(of: booking.service))
                case .master: bot.catalogue.master(booking.master).map { .choice(bot.choice(of: $0)) }
                case .date: .date(booking.wall.date)
                case .time: .time(booking.wall.time)
                default: nil
                }
            guard matches(value, expected) else {
                throw Mismatch(expected: "booking \(words(expected))", found: words(value))
            }
        }
    }

    private func matches(_ value: Value?, _ expected: FlowTest.Expected) -> Bool {
        switch (value, expected) {
        case (nil, .nothing): true
        case (.choice(let choice)?, .name(let name)):
            choice.id == name || choice.names.contains { $0.folded == name.folded }
        case (.text(let text)?, .name(let name)): text.folded == name.folded
        case (.number(let number)?, .number(let wanted)): number == wanted
        case (.money(let money)?, .number(let wanted)): money.minorUnits == wanted * 100
        case (.flag(let flag)?, .flag(let wanted)): flag == wanted
        case (.media?, .photo): true
        case (.date(let date)?, .date(let wanted)): date == wanted
        case (.date(let date)?, .weekday(let weekday)): date.weekday == weekday
        case (.time(let time)?, .time(let wanted)): time == wanted
        case (.anyone?, .anyone): true
        default: false
        }
    }

    private func words(_ value: Value?) -> String {
        switch value {
        case nil: "—"
        case .choice(let choice)?: choice.names.first ?? choice.id
        case .anyone?: "any"
        case .date(let date)?: date.iso
        case .time(let time)?: time.iso
        case .text(let text)?: text
        case .number(let number)?: String(number)
        case .money(let money)?: String(money.minorUnits)
        case .flag(let flag)?: flag ? "yes" : "no"
        case .media(let kind, _)?: kind
        case .list(let values)?: values.map { words($0) }.joined(separator: ", ")
        }
    }

    private func words(_ expected: FlowTest.Expected) -> String {
        switch expected {
        case .name(let name): name
        case .date(let date): date.iso
        case .weekday(let weekday): "\(weekday)"
        case .time(let time): time.iso
        case .anyone: "any"
        case .number(let number): String(number)
        case .flag(let flag): flag ? "yes" : "no"
        case .photo: "photo"
        case .nothing: "none"
        }
    }
}

extension String {
    /// Without regard to case and to the kind and number of blanks, as people compare what was said.
    fileprivate var folded: String { split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased() }
}

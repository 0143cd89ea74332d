internal import Booking
package import CivilTime
package import FlowInterpreter
internal import FlowMachine
internal import Salon

/// A rehearsal that remembers what was done in it, so that the last thing can be taken back, the talk begun again, and
/// the whole written down as a test.
package struct RecordedTalk {
    package let bot: Bot
    package private(set) var rehearsal: Rehearsal
    package private(set) var exchanges: [Exchange] = []
    /// A full minute of the salon's clock, since tests count in those.
    package let start: Instant

    /// Something that the customer, the clock or the operator does.
    package enum Action: Hashable, Sendable {
        case writes(String)
        case taps(MessageChoice)
        /// Something that is no text, by the flow language's English name of its kind.
        case sends(String)
        case waits(seconds: Int)
        /// The clock moves on to this moment of the salon's zone.
        case now(CivilMoment)
        case operatorHandsBack
    }

    /// An action and what came of it.
    package struct Exchange: Hashable, Sendable {
        package var action: Action
        package var said: [Message]
        package var before: Conversation?
        package var after: Conversation?
        package var lastTrace: [TraceEntry]
        /// Bookings there were before.
        package var bookingsBefore: Int
    }

    package init(bot: Bot, start: Instant) {
        self.bot = bot
        self.start = bot.catalogue.zone.instant(of: bot.catalogue.zone.civil(at: start))
        rehearsal = Rehearsal(bot: bot, now: self.start)
    }

    /// Nothing is remembered of an action that throws.
    @discardableResult
    package mutating func perform(_ action: Action) throws -> [Message] {
        let before = rehearsal.conversation
        let bookings = rehearsal.bookings.bookings.count
        let said: [Message]
        switch action {
        case .writes(let text): said = try rehearsal.receive(.text(text))
        case .taps(let choice): said = try rehearsal.receive(.tap(id: choice.id, title: choice.label))
        case .sends(let kind): said = try rehearsal.receive(.media(kind: InboundContent.mediaKind(named: kind), id: "1"))
        case .waits(let seconds): said = try rehearsal.pass(seconds: seconds)
        case .now(let moment):
            let target = bot.catalogue.zone.instant(of: moment)
            let seconds = Int((target.milliseconds - rehearsal.now.milliseconds) / 1000)
            guard seconds >= 0 else { throw TimeNeverGoesBack(now: bot.catalogue.zone.civil(at: rehearsal.now)) }
            said = try rehearsal.pass(seconds: seconds)
        case .operatorHandsBack: said = try rehearsal.release()
        }
        exchanges.append(
            Exchange(
                action: action, said: said, before: before, after: rehearsal.conversation, lastTrace: rehearsal.lastTrace,
                bookingsBefore: bookings))
        return said
    }

    package struct TimeNeverGoesBack: Error, Hashable, Sendable {
        /// Where the clock stands.
        package var now: CivilMoment
    }

    /// Takes back the last action, by doing all others again; false when there is none.
    package mutating func undo() throws -> Bool {
        guard !exchanges.isEmpty else { return false }
        var again = RecordedTalk(bot: bot, start: start)
        for exchange in exchanges.dropLast() { try again.perform(exchange.action) }
        self = again
        return true
    }

    /// Begins again with a new customer and no bookings, where the clock stood at first.
    package mutating func restart() { self = RecordedTalk(bot: bot, start: start) }

    /// What can be tapped: the choices of the latest message that had any.
    package var choices: [MessageChoice] {
        for exchange in exchanges.reversed() {
            if let choices = exchange.said.last(where: { !$0.choices.isEmpty })?.choices { return choices }
        }
        return []
    }
}

extension InboundContent {
    /// Channels and the flow language name kinds differently: a voice note is `audio` to a channel.
    package static func mediaKind(named name: String) -> String {
        switch name {
        case "photo": "image"
        case "voice": "audio"
        case "contact": "contacts"
        default: name
        }
    }
}

/// Where a slot's value came from.
package enum SlotOrigin: Hashable, Sendable {
    /// A message, and the part of it that was read as the value; nil when the value followed from the whole.
    case said(String, words: String?)
    case tapped(String)
    case other
}

extension Rehearsal {
    /// Where the value that a slot holds now came from; nil when it holds none.
    package func origin(ofSlotAt index: Int) -> SlotOrigin? {
        guard let conversation, conversation.slots.indices.contains(index), conversation.slots[index].value != nil else {
            return nil
        }
        let state = conversation.slots[index]
        guard let record = journal.last(where: { $0.turn == state.turn }) else { return .other }
        switch record.event {
        case .tapped(_, let title): return .tapped(title)
        case .said(let understood):
            let type = bot.program.slots[index].type
            let bytes = Array(understood.text.utf8)
            let span = understood.mentions.first { $0.type == type }?.span
            let words = span.flatMap { span -> String? in
                guard span.lowerBound >= 0, span.upperBound <= bytes.count, !span.isEmpty else { return nil }
                return String(decoding: bytes[span], as: UTF8.self)
            }
            return .said(understood.text, words: words)
        default: return .other
        }
    }
}

package import Booking
package import CivilTime
package import Conversations
package import FlowInterpreter
internal import FlowMachine
package import Salon
package import Versions

/// A rehearsal whose turns are written down as the server's are, talk by talk.
package struct TalkRecorder {
    package private(set) var rehearsal: Rehearsal
    package private(set) var talks: [JournalledTalk] = []
    /// The choices of everything that was said.
    package private(set) var shown: [MessageChoice] = []
    private var open: [JournalledTurn] = []
    private let location: LocationID

    package init(
        bot: Bot, bookings: MemoryBookingStore? = nil, now: Instant, customer: CustomerID = CustomerID(1),
        customerName: String? = nil, location: LocationID = LocationID(1)
    ) {
        rehearsal = Rehearsal(bot: bot, bookings: bookings, now: now, customer: customer, customerName: customerName)
        self.location = location
    }

    /// All talks, also one that is still open.
    package var all: [JournalledTalk] { talks + openTalk }

    private var openTalk: [JournalledTalk] { JournalledTalk(location: location, turns: open).map { [$0] } ?? [] }

    @discardableResult
    package mutating func receive(_ content: InboundContent) throws -> [Message] {
        try taking { try $0.receive(content) }
    }

    package mutating func release() throws { try taking { try $0.release() } }

    /// Every silence on the way is a turn of its own.
    package mutating func pass(seconds: Int) throws {
        let end = rehearsal.now.adding(seconds: seconds)
        while let wake = rehearsal.conversation?.wakeAt, wake <= end {
            let wait = Int((max(wake, rehearsal.now).milliseconds - rehearsal.now.milliseconds + 999) / 1000)
            let turns = rehearsal.journal.count
            try taking { try $0.pass(seconds: wait) }
            if rehearsal.journal.count == turns { break }
        }
        let rest = Int((end.milliseconds - rehearsal.now.milliseconds) / 1000)
        if rest > 0 { try taking { try $0.pass(seconds: rest) } }
    }

    @discardableResult
    private mutating func taking(_ act: (inout Rehearsal) throws -> [Message]) throws -> [Message] {
        let turns = rehearsal.journal.count
        let before =
            rehearsal.conversation ?? Conversation(rehearsal.bot.program.machine, at: rehearsal.now)
        let said = try act(&rehearsal)
        shown += said.flatMap(\.choices)
        guard let record = rehearsal.journal.last, let after = rehearsal.conversation, rehearsal.journal.count > turns else {
            return said
        }
        precondition(rehearsal.journal.count == turns + 1, "one event is one turn")
        let marks = TurnMarks(trace: rehearsal.lastTrace, position: after.position)
        // A person has the conversation, and keeps it: that is no talk of the bot's.
        if before.position.isHandedOff, after.position.isHandedOff { return said }
        open.append(JournalledTurn(record: record, stateBefore: open.isEmpty ? before.encoded : nil, marks: marks))
        if marks.endsTalk {
            talks += openTalk
            open = []
        }
        return said
    }
}

extension Position {
    fileprivate var isHandedOff: Bool { if case .handedOff = self { true } else { false } }
}

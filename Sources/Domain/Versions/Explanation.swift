package import Conversations
package import FlowInterpreter
package import FlowMachine
package import Salon
package import Understanding

/// A turn of the journal with the machine it ran on, for looking at it once more.
package struct RecordedTurn: Sendable {
    package var number: Int64
    package var program: Program
    package var record: JournalRecord
    /// The conversation's bytes where they are not what the turn before left.
    package var stateBefore: [UInt8]?
    /// What the turn came to when it happened.
    package var marks: TurnMarks

    package init(number: Int64, program: Program, record: JournalRecord, stateBefore: [UInt8]?, marks: TurnMarks) {
        self.number = number
        self.program = program
        self.record = record
        self.stateBefore = stateBefore
        self.marks = marks
    }
}

/// Why a turn went as it did: run again from the journal, with the way it took and where each value came from.
package struct TurnExplanation: Sendable {
    package let number: Int64
    package let program: Program
    package let record: JournalRecord
    /// The conversation before the turn.
    package let before: Conversation
    package let result: TurnResult
    /// What it passed, in order.
    package let path: [Moment]
    /// The slots that are filled after the turn, in the machine's order. Where the turn ended the conversation, those that
    /// were filled before its end.
    package let values: [ExplainedValue]
    /// What modules were asked, and what they answered.
    package let exchanges: [Exchange]
    /// Turns that came to something else than was written down; none, in a sound journal.
    package let otherwise: [Int64]

    package struct Exchange: Hashable, Sendable {
        package let question: Question
        package let answer: Answer
    }

    /// A step of the way through the flow.
    package enum Moment: Hashable, Sendable {
        case traced(TraceEntry)
        case instruction(StepID, Int)
        case text(TextID)
    }

    /// Runs the turns again, one after the other, and explains the last.
    ///
    /// - Parameter turns: up to the one that is asked about, from one that has the state before it on; the very first turn of
    ///   a conversation needs none. Never empty.
    package init(_ turns: [RecordedTurn]) throws(ExplanationFailure) {
        var conversation: Conversation?
        var told: [ToldTurn] = []
        var otherwise: [Int64] = []
        for turn in turns {
            let before = try TurnExplanation.state(before: turn, after: conversation)
            let retraced: RetracedTurn
            do { retraced = try turn.record.retrace(turn.program, from: before) } catch {
                throw ExplanationFailure(turn: turn.number, kind: error == .otherMachine ? .machine : .otherQuestions)
            }
            let marks = TurnMarks(trace: retraced.result.trace, position: retraced.result.conversation.position)
            if marks != turn.marks { otherwise.append(turn.number) }
            conversation = retraced.result.conversation
            told.append(ToldTurn(turn: turn, before: before, retraced: retraced))
        }
        guard let last = told.last else { throw ExplanationFailure(turn: 0, kind: .state) }
        number = last.turn.number
        program = last.turn.program
        record = last.turn.record
        before = last.before
        result = last.retraced.result
        path = last.moments
        values = ValueSources(told).values
        exchanges = zip(last.retraced.questions, last.turn.record.answers).map { Exchange(question: $0, answer: $1) }
        self.otherwise = otherwise
    }

    private static func state(
        before turn: RecordedTurn, after conversation: Conversation?
    ) throws(ExplanationFailure) -> Conversation {
        if let bytes = turn.stateBefore {
            guard let state = try? Conversation(encoded: bytes, for: turn.program.machine) else {
                throw ExplanationFailure(turn: turn.number, kind: .state)
            }
            return state
        }
        let state = conversation ?? Conversation(turn.program.machine, at: turn.record.now)
        guard state.fits(turn.program.machine) else { throw ExplanationFailure(turn: turn.number, kind: .state) }
        return state
    }

    /// The same turns without personal data, for showing; nil where they would go another way without them, or cannot be run
    /// again.
    ///
    /// - Parameter understander: knows the names that people bear.
    package static func masked(
        _ turns: [RecordedTurn], at location: LocationID, understander: Understander
    ) -> [RecordedTurn]? {
        guard var first = turns.first, let before = try? state(before: first, after: nil) else { return nil }
        first.stateBefore = before.encoded
        let whole = [first] + turns.dropFirst()
        let programs = Dictionary(turns.map { ($0.program.hash, $0.program) }) { first, _ in first }
        let talk = JournalledTalk(
            location: location,
            turns: whole.map { JournalledTurn(record: $0.record, stateBefore: $0.stateBefore, marks: $0.marks) })
        guard let talk, let masked = try? MaskedTalk(masking: talk, programs: programs, understander: understander) else { return nil }
        return zip(whole, masked.talk.turns).map { turn, masked in
            RecordedTurn(
                number: turn.number, program: turn.program, record: masked.record, stateBefore: masked.stateBefore,
                marks: masked.marks)
        }
    }

    /// Whether the turn says again what is stored of it.
    ///
    /// - Parameters:
    ///   - messages: as they stand in the outbox; nil for one whose words were erased.
    ///   - state: the conversation's bytes after the turn, where it is the latest; nil for others.
    package func agreement(
        with messages: [OutboundContent?], state: [UInt8]?, replies: [OutboundContent]
    ) -> Agreement {
        var agreement = Agreement(otherwise: otherwise)
        agreement.messages =
            messages.contains(nil) ? .unknown : messages.compactMap(\.self) == replies ? .same : .different
        if let state { agreement.state = result.conversation.encoded == state ? .same : .different }
        return agreement
    }
}

/// How a turn that was run again compares with what was stored of it.
package struct Agreement: Hashable, Sendable {
    package enum Comparison: String, Hashable, Sendable { case same, different, unknown }

    package var messages = Comparison.unknown
    /// Known of the latest turn alone.
    package var state = Comparison.unknown
    /// Turns that came to something else than was written down.
    package var otherwise: [Int64]

    package init(otherwise: [Int64]) { self.otherwise = otherwise }

    package var isComplete: Bool { messages != .different && state != .different && otherwise.isEmpty }
}

/// Why a turn cannot be run again.
package struct ExplanationFailure: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The machine is not the one that the turn ran on.
        case machine
        /// The conversation before is damaged, or of a format that is no longer read.
        case state
        /// The turn asks modules for more or for less than was answered: the program has changed since.
        case otherQuestions
    }

    package var turn: Int64
    package var kind: Kind

    package init(turn: Int64, kind: Kind) {
        self.turn = turn
        self.kind = kind
    }
}

/// A filled slot and what filled it.
package struct ExplainedValue: Hashable, Sendable {
    package var slot: SlotID
    package var value: Value
    package var source: Source
    /// The turn that filled it; nil when that was before what was run again.
    package var turn: Int64?

    package enum Source: Hashable, Sendable {
        /// Words of a message, with their place in it in UTF-8 bytes.
        case words(message: String, span: Range<Int>)
        /// A message that was understood as a whole.
        case message(String)
        case tap(title: String)
        /// A picture or another thing that is no text.
        case sent(kind: String)
        /// What the salon remembers of the customer.
        case profile
        /// A `set` line of the flow.
        case computed(StepID, instruction: Int)
        /// It followed from a module's answer.
        case module
        /// Known before what was run again.
        case earlier
    }
}

struct ToldTurn {
    let turn: RecordedTurn
    let before: Conversation
    let retraced: RetracedTurn

    /// The trace with what lies between its entries.
    var moments: [TurnExplanation.Moment] {
        var moments: [TurnExplanation.Moment] = []
        let trace = retraced.result.trace
        var next = 0
        for entry in retraced.path {
            while next < min(entry.traced, trace.count) {
                moments.append(.traced(trace[next]))
                next += 1
            }
            switch entry.place {
            case .instruction(let step, let place): moments.append(.instruction(step, place))
            case .text(let text): moments.append(.text(text))
            }
        }
        return moments + trace[next...].map { .traced($0) }
    }
}

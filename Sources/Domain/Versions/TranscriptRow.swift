package import CivilTime
internal import FlowInterpreter
internal import FlowMachine

/// One thing that happened in a talk, with what was said to it then and what the candidate says.
package struct TranscriptRow: Hashable, Sendable {
    package enum Act: Hashable, Sendable {
        case wrote(String)
        /// The words that stood on the button.
        case tapped(String)
        /// Something that is no text, by its kind.
        case sent(kind: String)
        case silence
        /// A person gave the conversation back.
        case released
        case waitlistOffer, waitlistLost
    }

    package var at: Instant
    package var act: Act
    /// Nil where it did not happen then.
    package var before: [SaidLine]?
    /// Nil where it does not happen on the candidate.
    package var after: [SaidLine]?
    /// Whether an answer of a module on the candidate is not in the record.
    package var isAssumed: Bool

    package var isSame: Bool { before == after }

    static func rows(_ recorded: RecordedRun, _ candidate: CandidateRun) -> [TranscriptRow] {
        var rows: [TranscriptRow] = []
        var next = 0
        func addMissing(upTo end: Int) {
            for place in next..<max(next, end) {
                let turn = recorded.turns[place]
                rows.append(
                    TranscriptRow(
                        at: turn.now, act: Act(turn.event), before: turn.effects.compactMap(SaidLine.init), after: nil,
                        isAssumed: false))
            }
            next = max(next, end)
        }
        for turn in candidate.turns {
            let place = turn.recorded
            addMissing(upTo: place ?? recorded.turns.firstIndex { $0.now > turn.now } ?? recorded.turns.count)
            rows.append(
                TranscriptRow(
                    at: turn.now, act: Act(place.map { recorded.turns[$0].event } ?? turn.event),
                    before: place.map { recorded.turns[$0].effects.compactMap(SaidLine.init) },
                    after: turn.effects.compactMap(SaidLine.init), isAssumed: turn.assumed > 0))
            if let place { next = place + 1 }
        }
        addMissing(upTo: recorded.turns.count)
        return rows
    }
}

/// Something that the bot said, showed or passed on.
package struct SaidLine: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case message
        case picture, document, place, contact
        /// To the salon's people.
        case toStaff
        case handOff
    }

    package var kind: Kind
    package var text: String
    /// The words on the buttons.
    package var choices: [String]

    init(kind: Kind, text: String, choices: [String] = []) {
        self.kind = kind
        self.text = text
        self.choices = choices
    }

    /// Nil for what nobody reads.
    init?(_ effect: Effect) {
        switch effect {
        case .send(let message):
            self.init(kind: .message, text: message.text, choices: message.choices.map(\.label))
        case .show(.picture(let link, let caption)): self.init(kind: .picture, text: "\(link) \(caption)")
        case .show(.document(let link, let caption)): self.init(kind: .document, text: "\(link) \(caption)")
        case .show(.place(let caption)): self.init(kind: .place, text: caption)
        case .show(.contact(let caption)): self.init(kind: .contact, text: caption)
        case .tell(_, _, let text): self.init(kind: .toStaff, text: text)
        case .handOff: self.init(kind: .handOff, text: "")
        case .remember: return nil
        }
    }
}

extension TranscriptRow.Act {
    init(_ event: Event) {
        switch event {
        case .said(let understood): self = .wrote(understood.text)
        case .tapped(_, let title): self = .tapped(title)
        case .media(let kind, _): self = .sent(kind: kind)
        case .silence: self = .silence
        case .released: self = .released
        case .waitlistOffer: self = .waitlistOffer
        case .waitlistLost: self = .waitlistLost
        }
    }
}

internal import FlowInterpreter
internal import FlowMachine

/// The modules' answers in the record of one talk, given once more to whoever asks the same.
struct AnswerBook {
    private let asked: [RecordedRun.AskedAndAnswered]
    /// For each turn of the record where its questions begin in `asked`, and one past the last.
    private let starts: [Int]
    private var isUsed: [Bool]

    init(_ recorded: RecordedRun, _ mappings: [LanguageMapping]) {
        var asked: [RecordedRun.AskedAndAnswered] = []
        var starts = [0]
        starts.reserveCapacity(recorded.turns.count + 1)
        for (turn, mapping) in zip(recorded.turns, mappings) {
            asked += mapping.isNone ? turn.asked : turn.asked.map(mapping.asked)
            starts.append(asked.count)
        }
        self.asked = asked
        self.starts = starts
        isUsed = Array(repeating: false, count: asked.count)
    }

    /// A turn of the record that went as it went: its answers are given.
    mutating func take(turn: Int) { for place in starts[turn]..<starts[turn + 1] { isUsed[place] = true } }

    /// What was answered to the question: in the same turn, else anywhere in the talk where it was not given yet. What only
    /// tells and changes nothing is told again as often as it is asked.
    mutating func answer(to question: Question, in turn: Int) -> Answer? {
        let own = starts[turn]..<starts[turn + 1]
        if let place = own.first(where: { !isUsed[$0] && asked[$0].question == question })
            ?? asked.indices.first(where: { !isUsed[$0] && asked[$0].question == question })
        {
            isUsed[place] = true
            return asked[place].answer
        }
        guard question.onlyAsks else { return nil }
        return asked.last { $0.question == question }?.answer
    }

    /// What became of the same visit when it was spoken of in other words: the closest there is to an answer.
    mutating func similarAnswer(to question: Question) -> Answer? {
        guard case .call(let action, let known) = question, let visit = known.booking,
            let place = asked.indices.first(where: { place in
                guard !isUsed[place], case .call(action, let other) = asked[place].question else { return false }
                return other.booking?.id == visit.id
            })
        else { return nil }
        isUsed[place] = true
        return asked[place].answer
    }
}

extension Question {
    /// Whether nothing changes by it.
    fileprivate var onlyAsks: Bool {
        switch self {
        case .offer, .check: true
        case .call(let action, _): !action.signature.changesSomething
        case .answerWaitlist: false
        }
    }
}

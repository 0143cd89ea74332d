internal import FlowInterpreter
internal import FlowMachine

/// The most that one turn of a bot can take, whatever customers say and modules answer: proved over all ways through it,
/// never less than what happens.
///
/// A conversation has no such bound: a customer may ask questions for as long as they like.
package struct Costs: Hashable, Sendable {
    /// Instructions executed in a row.
    package var instructions: Int
    /// Questions to modules: offers, checks and actions.
    package var calls: Int
    /// Steps entered.
    package var steps: Int
    /// Messages to the customer: one with all that is said, and one for each thing that is shown.
    package var messages: Int
    /// Messages to the salon's own people.
    package var staffMessages: Int
    /// By language of the machine: UTF-16 units of the one message with all that is said.
    package var units: [Int]
    /// Messages the bot sends one after the other while the customer says nothing.
    package var unanswered: Int

    /// As lines to read, a figure each.
    package func text(languages: [String]) -> String {
        var lines = [
            "turn instructions \(instructions)", "turn calls \(calls)", "turn steps \(steps)", "turn messages \(messages)",
            "turn staff-messages \(staffMessages)",
        ]
        for (language, units) in zip(languages, units) { lines.append("turn units \(language) \(units)") }
        lines.append("conversation unanswered-messages \(unanswered)")
        return lines.map { $0 + "\n" }.joined()
    }
}

/// Counts what turns take, over the moments of a `TurnGraph`.
struct CostCount {
    /// What is counted, in this order; then units by language.
    enum Measure: Int, CaseIterable {
        case instructions, calls, steps, shown, staffMessages
    }

    private let turns: TurnGraph
    private let graph: FlowGraph
    private let machine: Machine
    private let sizes: TextSizes
    private let isReached: [Bool]
    private let width: Int
    /// By moment and measure: the most from the moment on, wherever the turn ends.
    private var most: [Int] = []
    /// By moment and measure: the most from the moment to a `back`; negative where no way leads to one.
    private var toBack: [Int] = []
    private var order: [Int] = []
    /// By text and language.
    private var lengths: [[Int]] = []

    /// Nil when the bot can go in a circle without waiting. Costs a pass over the moments.
    init?(_ turns: TurnGraph, sizes: TextSizes, reached: [Bool]) {
        guard let order = turns.order() else { return nil }
        self.turns = turns
        self.order = order
        self.sizes = sizes
        graph = turns.graph
        machine = turns.graph.machine
        isReached = reached
        width = Measure.allCases.count + machine.languages.count
        lengths = machine.texts.map { text in
            text.templates.enumerated().map { sizes.longest($0.element, language: $0.offset).units }
        }
        most = Array(repeating: 0, count: turns.moments.count * width)
        toBack = Array(repeating: -1, count: turns.moments.count * width)
        for moment in order { count(moment) }
    }

    private mutating func count(_ moment: Int) {
        let node = turns.moments[moment].node
        let instruction = graph.instruction(at: node)
        let own = cost(of: instruction, at: node)
        let isBack = instruction == .back
        for measure in 0..<width {
            var best = atEnd(of: instruction, measure)
            var back = isBack ? 0 : -1
            for (place, move) in turns.moves[moment].enumerated() {
                var extra = 0
                let target = turns.moments[move].node
                if measure == Measure.steps.rawValue, graph.nodes[target].instruction == 0 { extra = 1 }
                if let text = turns.said[moment][place] { extra += units(of: text, measure) }
                if case .run(let first)? = instruction, target == node + 1 {
                    // The flow that was run, from its first step to where it goes back.
                    guard let inner = turns.momentsOfNode[graph.entry(of: first)].first else { continue }
                    extra = max(0, toBack[inner * width + measure]) + (measure == Measure.steps.rawValue ? 1 : 0)
                    best = max(best, extra + most[move * width + measure])
                    if toBack[move * width + measure] >= 0 { back = max(back, extra + toBack[move * width + measure]) }
                    continue
                }
                best = max(best, extra + most[move * width + measure])
                // What goes back inside a flow that is run comes back to the run.
                if case .run? = instruction { continue }
                if toBack[move * width + measure] >= 0 { back = max(back, extra + toBack[move * width + measure]) }
            }
            most[moment * width + measure] = own[measure] + best
            toBack[moment * width + measure] = back < 0 ? -1 : own[measure] + back
        }
    }

    private func units(of text: TextID, _ measure: Int) -> Int {
        let language = measure - Measure.allCases.count
        guard language >= 0 else { return 0 }
        let length = lengths[text.index][language]
        // The empty line between two texts of one message.
        return length == 0 ? 0 : length + 2
    }

    /// What the instruction takes whichever way the turn goes on.
    private func cost(of instruction: Instruction?, at node: Int) -> [Int] {
        var result = Array(repeating: 0, count: width)
        guard let instruction else { return result }
        result[Measure.instructions.rawValue] = 1
        switch instruction {
        case .say(let text):
            for language in machine.languages.indices {
                let measure = Measure.allCases.count + language
                result[measure] = units(of: text, measure)
            }
        case .fill(let slots):
            let checked = slots.filter { machine[$0].type.isCheckedByModules }
            // A time that is refused may put its day in question as well.
            result[Measure.calls.rawValue] = checked.count + (checked.contains { machine[$0].type == .time } ? 1 : 0)
        case .call: result[Measure.calls.rawValue] = 1
        case .set(let slot, let expression):
            if case .literal(.name) = expression.operand, [.service, .master].contains(machine[slot].type) {
                result[Measure.calls.rawValue] = 1
            }
        case .show: result[Measure.shown.rawValue] = 1
        case .tell: result[Measure.staffMessages.rawValue] = 1
        case .goWhen, .go, .handOff, .stop, .back, .run, .forget, .speak: break
        }
        return result
    }

    /// What a turn that ends here takes besides: a form's question with what was refused before it.
    private func atEnd(of instruction: Instruction?, _ measure: Int) -> Int {
        guard case .fill(let slots)? = instruction else { return 0 }
        // Two pages: one that is no longer there, and the first.
        if measure == Measure.calls.rawValue { return 2 }
        guard measure >= Measure.allCases.count else { return 0 }
        func longest(_ texts: [TextID]) -> Int { texts.map { units(of: $0, measure) }.max() ?? 0 }
        let asked = longest(slots.map { machine[$0].ask })
        let refused = longest(
            slots.flatMap { slot in machine[slot].wrong.map(\.text) }
                + [.wrongUnknown, .wrongPast, .wrongClosed, .wrongFull, .wrongTooSoon, .wrongTooFar, .moduleFailed, .whichOne]
                    .map(machine.systemText))
        return asked + refused + longest([machine.systemText(.nothingToOffer)])
    }

    // MARK: Results

    /// What the interpreter may add before and after the way: answers to every question in one message, an apology, the
    /// open question once more after each `back`.
    private func whole(_ measure: Int) -> Int {
        var waiting = 0
        var waitingToBack = -1
        var onTheWay = 0
        var onTheWayToBack = -1
        for moment in turns.moments.indices where turns.moments[moment].emptied == 0 {
            let value = most[moment * width + measure]
            let back = toBack[moment * width + measure]
            onTheWay = max(onTheWay, value)
            onTheWayToBack = max(onTheWayToBack, back)
            let node = turns.moments[moment].node
            guard graph.mayWait(at: node) else { continue }
            waiting = max(waiting, value + repeated(at: node, measure))
            if back >= 0 { waitingToBack = max(waitingToBack, back) }
        }
        // `back` leads to the place that waited, whose form may go on at once, and so on for all places that wait.
        var again = waiting
        if waitingToBack >= 0 { again = waiting + (Limits.interruptions - 1) * waitingToBack }
        var result = max(onTheWay, onTheWayToBack < 0 ? 0 : onTheWayToBack + again)
        // An answer that helps nothing has the open question asked again.
        result = max(result, waiting)
        // A message may ask everything at once: each question's flow is gone through beside it.
        for start in machine.starts {
            guard let aside = Aside(from: start.target.step, in: machine), aside.isQuestion,
                let moment = turns.momentsOfNode[graph.entry(of: aside.first)].first
            else { continue }
            result += most[moment * width + measure] + (measure == Measure.steps.rawValue ? 1 : 0)
        }
        switch measure {
        // Two for a message that names things, one for a yes or a no that may be meant for a waitlist offer.
        case Measure.calls.rawValue: result += 3
        case Measure.steps.rawValue: result += 1
        case Measure.shown.rawValue: result += 1
        case let text where text >= Measure.allCases.count:
            result += machine.answers.reduce(0) { $0 + units(of: $1.text, text) }
            // With the offer that is answered goes the nearest other time.
            let nearest = units(of: machine.systemText(.waitlistNearest), text)
            result += max(
                [.notUnderstood, .mediaNotRead, .menuOutdated, .moduleFailed].map { units(of: machine.systemText($0), text) }
                    .max() ?? 0,
                [.waitlistOffer, .waitlistBooked, .waitlistTaken, .waitlistLost, .waitlistDeclined, .waitlistOver]
                    .map { units(of: machine.systemText($0), text) + nearest }.max() ?? 0,
                machine.slots.flatMap(\.wrong).map { units(of: $0.text, text) }.max() ?? 0)
        default: break
        }
        return result
    }

    /// A step's own texts, said again where it waits for an option.
    private func repeated(at node: Int, _ measure: Int) -> Int {
        guard graph.instruction(at: node) == nil else { return 0 }
        return machine[graph.nodes[node].step].code.reduce(0) { total, instruction in
            if case .say(let text) = instruction { total + units(of: text, measure) } else { total }
        }
    }

    var costs: Costs {
        let languages = machine.languages.indices.map { whole(Measure.allCases.count + $0) }
        return Costs(
            instructions: whole(Measure.instructions.rawValue), calls: whole(Measure.calls.rawValue),
            steps: whole(Measure.steps.rawValue), messages: whole(Measure.shown.rawValue),
            staffMessages: whole(Measure.staffMessages.rawValue), units: languages,
            // Each silence is longer than the one before it, for they all begin with the customer's last message.
            unanswered: Set(machine.steps.flatMap(\.silences).map(\.seconds)).count)
    }

    /// The nodes of the way that takes most of a measure.
    func longestWay(_ measure: Measure) -> [Int] {
        let first = turns.moments.indices.max { most[$0 * width + measure.rawValue] < most[$1 * width + measure.rawValue] }
        guard var moment = first else { return [] }
        var way = [turns.moments[moment].node]
        while let next = turns.moves[moment].max(by: {
            most[$0 * width + measure.rawValue] < most[$1 * width + measure.rawValue]
        }), most[next * width + measure.rawValue] > 0 {
            moment = next
            way.append(turns.moments[moment].node)
        }
        return way
    }

    /// A turn's message that gets too long, by the node where the turn ends.
    struct LongTurn {
        let language: Int
        let units: Int
        let limit: TextLimit
        let way: [Int]
    }

    /// For each place where a turn ends, the longest message a turn can have said by then in each language, where it goes
    /// over what one message holds. Answers to questions that a customer asks beside are not counted: they are asked one at
    /// a time, and a message that holds several may well come in parts.
    func longTurns() -> [LongTurn] {
        var result: [LongTurn] = []
        for language in machine.languages.indices {
            let measure = Measure.allCases.count + language
            var said = Array(repeating: 0, count: turns.moments.count)
            var before = Array(repeating: -1, count: turns.moments.count)
            var own = said
            for moment in turns.moments.indices {
                let node = turns.moments[moment].node
                if case .say(let text)? = graph.instruction(at: node) { own[moment] = units(of: text, measure) }
            }
            var longest: [Int: (units: Int, moment: Int, limit: TextLimit)] = [:]
            for moment in order.reversed() {
                let node = turns.moments[moment].node
                let total = said[moment] + own[moment]
                for (place, move) in turns.moves[moment].enumerated() {
                    let text = turns.said[moment][place].map { units(of: $0, measure) } ?? 0
                    if total + text > said[move] {
                        said[move] = total + text
                        before[move] = moment
                    }
                }
                guard let (added, limit) = ending(at: node, measure) else { continue }
                let length = total + added - 2
                if length > limit.rawValue, length > longest[node]?.units ?? 0 { longest[node] = (length, moment, limit) }
            }
            for (_, found) in longest.sorted(by: { $0.key < $1.key }) {
                var way = [found.moment]
                while let last = way.last, before[last] >= 0 { way.append(before[last]) }
                result.append(
                    LongTurn(
                        language: language, units: found.units, limit: found.limit,
                        way: way.reversed().map { turns.moments[$0].node }))
            }
        }
        return result
    }

    /// What a turn that ends at the node says at last, and how much its message holds; nil where no turn ends.
    private func ending(at node: Int, _ measure: Int) -> (added: Int, limit: TextLimit)? {
        switch graph.instruction(at: node) {
        case .fill(let slots)?:
            let asked = slots.map { slot in
                (
                    units(of: machine[slot].ask, measure),
                    machine[slot].offer != nil || machine[slot].type == .choice || machine[slot].type == .yesNo
                )
            }
            // The question with the least room left.
            let choices = asked.filter(\.1).map(\.0).max()
            let plain = asked.filter { !$0.1 }.map(\.0).max()
            if let choices { return (choices, .choiceMessage) }
            return plain.map { ($0, .message) }
        case .stop?, .handOff?, .back?: return (0, .message)
        case nil: return machine[graph.nodes[node].step].options.isEmpty ? nil : (0, .choiceMessage)
        default: return nil
        }
    }
}

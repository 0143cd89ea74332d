internal import CivilTime
internal import FlowDiagnostics
internal import FlowMachine

/// Which values a comparison can meet: for each value that is compared, what every way to each place leaves possible.
///
/// What a customer may change is known only until the bot waits: after that anything may have been corrected. So a
/// condition is called needless only where the same turn has settled it.
struct PossibleValues {
    /// Ranges of the value that its comparisons tell apart, a bit each; the lowest bit stands for "not known".
    typealias Cells = UInt64

    private static let unknown: Cells = 1

    private let graph: FlowGraph
    private let path: Path
    private let points: [Point]
    private let everything: Cells
    /// By node: what is possible there.
    private(set) var possible: [Cells] = []

    /// What one bit stands for.
    private enum Point: Equatable {
        /// Numbers between two constants, or a constant itself.
        case range(above: Int?, below: Int?)
        case exactly(Int)
        case weekday(Weekday)
        case flag(Bool)
        case name(String)
        /// A name that no comparison mentions.
        case otherName
    }

    /// Nil when the comparisons of the value cannot be told apart exactly. Costs a few passes over the graph.
    /// - Parameter options: the names of a `choice`, all there are.
    init?(of path: Path, comparedWith literals: [Literal], options: [String]?, isExclusive: Bool, in graph: FlowGraph) {
        self.graph = graph
        self.path = path
        guard let points = PossibleValues.points(literals, options: options, isExclusive: isExclusive), points.count < 63
        else { return nil }
        self.points = points
        everything = (0..<points.count).reduce(PossibleValues.unknown) { $0 | (1 << Cells($1 + 1)) }
        spread()
    }

    private static func points(_ literals: [Literal], options: [String]?, isExclusive: Bool) -> [Point]? {
        var numbers: Set<Int> = []
        var weekdays = false
        var flags = false
        var texts: Set<String> = []
        for literal in literals {
            switch literal {
            case .number(let number): numbers.insert(number)
            case .time(let time): numbers.insert(time.minutes)
            case .date(let date): numbers.insert(date.daysSinceEpoch)
            case .weekday: weekdays = true
            case .flag: flags = true
            case .name(let name): texts.insert(name.lowercased())
            case .anyone: return nil
            }
        }
        switch (numbers.isEmpty, weekdays, flags, texts.isEmpty) {
        case (false, false, false, true):
            let sorted = numbers.sorted()
            var points: [Point] = [.range(above: nil, below: sorted[0])]
            for (place, number) in sorted.enumerated() {
                points.append(.exactly(number))
                let next = place + 1 < sorted.count ? sorted[place + 1] : nil
                if next.map({ $0 - number > 1 }) ?? true { points.append(.range(above: number, below: next)) }
            }
            return points
        case (true, true, false, true): return Weekday.allCases.map { .weekday($0) }
        case (true, false, true, true): return [.flag(true), .flag(false)]
        case (true, false, false, false):
            if let options { return options.isEmpty ? nil : options.map { .name($0.lowercased()) } }
            // One thing may have several names, so only a single one can be told from the rest.
            guard isExclusive || texts.count == 1 else { return nil }
            return texts.sorted().map { .name($0) } + [.otherName]
        default: return nil
        }
    }

    /// The cells in which a condition over the value holds; nil when it is about something else.
    func holding(_ condition: Condition) -> Cells? {
        switch condition {
        case .isSet(let other): other == path ? everything & ~PossibleValues.unknown : nil
        case .not(let inner): holding(inner).map { everything & ~$0 }
        case .compare(let other, let comparison, let literal):
            other == path
                ? points.enumerated().reduce(0) { cells, point in
                    holds(point.element, comparison, literal) ? cells | (1 << Cells(point.offset + 1)) : cells
                } : nil
        }
    }

    private func holds(_ point: Point, _ comparison: Comparison, _ literal: Literal) -> Bool {
        let number: Int
        switch literal {
        case .number(let bound): number = bound
        case .time(let time): number = time.minutes
        case .date(let date): number = date.daysSinceEpoch
        case .weekday(let weekday): return point == .weekday(weekday)
        case .flag(let flag): return point == .flag(flag)
        case .name(let name): return point == .name(name.lowercased())
        case .anyone: return false
        }
        switch point {
        case .exactly(let value):
            switch comparison {
            case .equal: return value == number
            case .less: return value < number
            case .lessOrEqual: return value <= number
            case .greater: return value > number
            case .greaterOrEqual: return value >= number
            }
        case .range(let above, let below):
            switch comparison {
            case .equal: return false
            case .less, .lessOrEqual: return below.map { $0 <= number } ?? false
            case .greater, .greaterOrEqual: return above.map { $0 >= number } ?? false
            }
        case .weekday, .flag, .name, .otherName: return false
        }
    }

    private mutating func spread() {
        possible = Array(repeating: 0, count: graph.nodes.count)
        var open: [Int] = []
        for root in graph.roots {
            possible[root] = everything
            open.append(root)
        }
        while let node = open.popLast() {
            let here = possible[node]
            let instruction = graph.instruction(at: node)
            let changes = mayChange(instruction)
            for (place, edge) in graph.edges[node].enumerated() {
                var after = here
                switch edge.kind {
                // The customer has spoken, or much later the clock: anything may be known by now.
                case .message, .tries, .silence, .filled: after = everything
                case .outcome: if changes || edge.sets.contains(path) { after = everything }
                case .condition:
                    if case .goWhen(let condition, _)? = instruction, let cells = holding(condition) {
                        after &= place == 0 ? cells : ~cells
                    }
                case .onward: if changes { after = everything }
                }
                if edge.sets.contains(path) { after = everything }
                if edge.unsets.contains(path) { after = PossibleValues.unknown }
                guard after & ~possible[edge.to] != 0 else { continue }
                possible[edge.to] |= after
                open.append(edge.to)
            }
        }
    }

    /// Whether an instruction can give the value another content. A changed service has another price, and what modules
    /// find is theirs to say.
    private func mayChange(_ instruction: Instruction?) -> Bool {
        switch instruction {
        case .set(let slot, _): path == .slot(slot) || isFact
        case .forget(let slots): slots.contains { path == .slot($0) }
        case .call: isFact
        case .run, .back: true
        default: false
        }
    }

    private var isFact: Bool {
        if case .fact = path { true } else { false }
    }
}

extension GraphChecks {
    /// Conditions that always hold or never do.
    mutating func checkComparisons(_ conditions: [LoweredCondition]) {
        var literals: [Path: [Literal]] = [:]
        for condition in conditions {
            if case .compare(let path, _, let literal) = condition.condition.innermost {
                literals[path, default: []].append(literal)
            }
        }
        var values: [Path: PossibleValues?] = [:]
        for condition in conditions where condition.span.file < libraryStart {
            let path = condition.condition.path
            guard let compared = literals[path] else { continue }
            // A question whether a value is known is a matter of `checkConditions`.
            guard case .compare = condition.condition.innermost else { continue }
            let possible =
                values[path]
                ?? PossibleValues(
                    of: path, comparedWith: compared, options: options(of: path), isExclusive: isText(path), in: graph)
            values[path] = possible
            guard let possible, let holding = possible.holding(condition.condition) else { continue }
            let here = possible.possible[graph.node(condition.step, condition.instruction)]
            guard here != 0 else { continue }
            if here & ~holding == 0 {
                findings.reportAbsence(.alwaysHolds, at: condition.span, [condition.written])
            } else if here & holding == 0 {
                findings.reportAbsence(.neverHolds, at: condition.span, [condition.written, condition.target])
            }
        }
    }

    private func options(of path: Path) -> [String]? {
        guard case .slot(let slot) = path, machine[slot].type == .choice else { return nil }
        return machine[slot].choices.map(\.name)
    }

    private func isText(_ path: Path) -> Bool {
        switch path {
        case .slot(let slot): machine[slot].type.kind == .text
        case .fact(let fact): fact.kind == .text
        }
    }
}

/// A condition with where it stands and how it is written.
struct LoweredCondition {
    let condition: Condition
    let step: StepID
    let instruction: Int
    let span: Span
    /// `price > 5000`
    let written: String
    /// The step it leads to.
    let target: String
}

extension Condition {
    var innermost: Condition {
        if case .not(let inner) = self { inner.innermost } else { self }
    }

    var path: Path {
        switch self {
        case .isSet(let path), .compare(let path, _, _): path
        case .not(let inner): inner.path
        }
    }
}

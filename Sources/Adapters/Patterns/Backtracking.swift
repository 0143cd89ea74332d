/// How much work a pattern can cost in the worst case, told from the pattern alone.
///
/// The pattern becomes an automaton without empty moves (Glushkov's), which counts in how many ways one position follows
/// another. A position that leads back to itself in two ways over the same text doubles the work with every round; two
/// loops one after the other over the same text cost a power of its length (Weideman et al., “Analyzing Matching Time
/// Behavior of Backtracking Regular Expression Matchers”, 2016).
package enum Backtracking: Hashable, Sendable {
    /// No finding: the work is in proportion to the text, or the pattern is beyond this analysis.
    case modest
    /// Doubles with every round; the text that shows it, up to where it goes on so.
    case exponential(witness: String)
    /// Grows as a power of the length.
    case polynomial(witness: String)

    /// Patterns with more positions are left to the limits of matching: the analysis takes the square of them.
    package static let mostPositions = 120
    /// Steps of one search; a pattern that would take more is left to the limits of matching too.
    static let mostSteps = 1_000_000
    /// For powers, whose analysis takes the cube.
    static let mostLoopPositions = 24

    /// - Parameter source: a pattern that PCRE2 accepts.
    package static func analyse(_ source: String) -> Backtracking {
        guard let syntax = PatternSyntax(source) else { return .modest }
        var automaton = Automaton()
        guard let ends = automaton.add(syntax), automaton.sets.count <= mostPositions else { return .modest }
        if let word = automaton.doublingWord() { return .exponential(witness: repeated(word)) }
        if let word = automaton.powerWord(ending: ends.last) { return .polynomial(witness: repeated(word)) }
        return .modest
    }

    private static func repeated(_ word: String) -> String {
        String(repeating: word, count: max(1, 24 / max(1, word.count))) + "…"
    }
}

extension Pattern {
    /// Texts that a pattern is meant for, at most `limit`, made from the pattern; to be tried, not to be trusted.
    package static func samples(of source: String, limit: Int) -> [String] {
        (PatternSyntax(source)?.samples(limit: limit) ?? []).filter { !$0.isEmpty && $0.utf8.count <= 400 }
    }
}

/// Positions of a pattern's scalars, and in how many ways each follows another.
private struct Automaton {
    struct Ends {
        var isNullable: Bool
        var first: [Int]
        var last: [Int]
    }

    private(set) var sets: [ScalarRanges] = []
    /// By position: those that can follow, with the number of ways, two standing for more.
    private(set) var next: [[Int: Int]] = []
    private var parts = 0

    /// Nil when there are too many positions.
    mutating func add(_ syntax: PatternSyntax) -> Ends? {
        parts += 1
        guard parts <= 50 * Backtracking.mostPositions else { return nil }
        switch syntax {
        case .empty: return Ends(isNullable: true, first: [], last: [])
        case .scalars(let set):
            guard sets.count <= Backtracking.mostPositions else { return nil }
            sets.append(set)
            next.append([:])
            return Ends(isNullable: false, first: [sets.count - 1], last: [sets.count - 1])
        case .sequence(let parts):
            var ends = Ends(isNullable: true, first: [], last: [])
            for part in parts {
                guard let inner = add(part) else { return nil }
                ends = join(ends, inner)
            }
            return ends
        case .alternatives(let parts):
            var ends = Ends(isNullable: false, first: [], last: [])
            for part in parts {
                guard let inner = add(part) else { return nil }
                ends.isNullable = ends.isNullable || inner.isNullable
                ends.first += inner.first
                ends.last += inner.last
            }
            return ends
        case .repeated(let part, let least, let most):
            // Copies as far as the count goes; what is repeated without end leads back to itself.
            let copies = min(most.map { max($0, 1) } ?? max(least, 1), Backtracking.mostPositions + 1)
            guard most != 0 else { return Ends(isNullable: true, first: [], last: []) }
            var ends = Ends(isNullable: true, first: [], last: [])
            for copy in 0..<copies {
                guard var inner = add(part) else { return nil }
                if copy >= least { inner.isNullable = true }
                if most == nil, copy == copies - 1 { connect(inner.last, inner.first) }
                ends = join(ends, inner)
            }
            if least == 0 { ends.isNullable = true }
            return ends
        }
    }

    private mutating func join(_ left: Ends, _ right: Ends) -> Ends {
        connect(left.last, right.first)
        return Ends(
            isNullable: left.isNullable && right.isNullable,
            first: left.first + (left.isNullable ? right.first : []),
            last: right.last + (right.isNullable ? left.last : []))
    }

    private mutating func connect(_ last: [Int], _ first: [Int]) {
        for from in last { for to in first { next[from][to] = min(2, next[from][to, default: 0] + 1) } }
    }

    // MARK: Doubling

    /// A text on which a position leads back to itself in two ways; nil when none does.
    func doublingWord() -> String? {
        for from in next.indices {
            for (to, ways) in next[from].sorted(by: { $0.key < $1.key }) where ways > 1 {
                if let way = way(from: to, to: from) { return word(way) }
            }
        }
        // Two ways that part and meet again: pairs of positions over the same text.
        var steps = Backtracking.mostSteps
        for start in next.indices where steps > 0 {
            if let word = parting(from: start, steps: &steps) { return word }
        }
        return nil
    }

    /// The positions from one to another, both included.
    private func way(from start: Int, to end: Int) -> [Int]? {
        var before: [Int: Int] = [start: start]
        var open = [start]
        var place = 0
        while place < open.count {
            let position = open[place]
            place += 1
            if position == end {
                var way = [position]
                while let last = way.last, let previous = before[last], previous != last { way.append(previous) }
                return way.reversed()
            }
            for to in next[position].keys.sorted() where before[to] == nil {
                before[to] = position
                open.append(to)
            }
        }
        return nil
    }

    private func word(_ way: [Int]) -> String {
        var word = ""
        for position in way { word.unicodeScalars.append(sets[position].sample) }
        return word
    }

    private struct Pair: Hashable {
        let left: Int
        let right: Int
        let hasParted: Bool
    }

    private func parting(from start: Int, steps: inout Int) -> String? {
        let root = Pair(left: start, right: start, hasParted: false)
        var before: [Pair: (Pair, Unicode.Scalar)] = [:]
        var seen: Set<Pair> = [root]
        var open = [root]
        var place = 0
        while place < open.count {
            let pair = open[place]
            place += 1
            for left in next[pair.left].keys.sorted() {
                for right in next[pair.right].keys.sorted() {
                    steps -= 1
                    guard steps > 0 else { return nil }
                    // The order of two ways means nothing until they have parted.
                    if !pair.hasParted, left > right { continue }
                    guard let scalar = sets[left].common(sets[right]) else { continue }
                    let target = Pair(left: left, right: right, hasParted: pair.hasParted || left != right)
                    if target.hasParted, left == start, right == start {
                        var word = String(Character(scalar))
                        var current = pair
                        while let (previous, symbol) = before[current] {
                            word = String(Character(symbol)) + word
                            current = previous
                        }
                        return word
                    }
                    guard seen.insert(target).inserted else { continue }
                    before[target] = (pair, scalar)
                    open.append(target)
                }
            }
        }
        return nil
    }

    // MARK: Powers

    private struct Triple: Hashable {
        let first: Int
        let second: Int
        let third: Int
    }

    /// A text that one loop takes, that leads from it to another loop, and that the other takes as well. A loop that may end
    /// the pattern gives nothing back.
    func powerWord(ending: [Int]) -> String? {
        let loops = next.indices.filter { position in
            next[position].keys.contains { way(from: $0, to: position) != nil }
        }
        guard loops.count <= Backtracking.mostLoopPositions else { return nil }
        var steps = Backtracking.mostSteps
        for first in loops {
            for other in loops where other != first && !ending.contains(other) && steps > 0 {
                guard sets[first].intersects(sets[other]), way(from: first, to: other) != nil,
                    way(from: other, to: first) == nil, let word = shared(first, other, steps: &steps)
                else { continue }
                return word
            }
        }
        return nil
    }

    private func shared(_ loop: Int, _ other: Int, steps: inout Int) -> String? {
        let root = Triple(first: loop, second: loop, third: other)
        let goal = Triple(first: loop, second: other, third: other)
        var before: [Triple: (Triple, Unicode.Scalar)] = [:]
        var seen: Set<Triple> = [root]
        var open = [root]
        var place = 0
        while place < open.count {
            let triple = open[place]
            place += 1
            for first in next[triple.first].keys.sorted() {
                for second in next[triple.second].keys.sorted() where sets[first].intersects(sets[second]) {
                    for third in next[triple.third].keys.sorted() {
                        steps -= 1
                        guard steps > 0 else { return nil }
                        // A scalar of all three.
                        guard let scalar = common(first, second, third) else { continue }
                        let target = Triple(first: first, second: second, third: third)
                        guard seen.insert(target).inserted else { continue }
                        before[target] = (triple, scalar)
                        if target == goal {
                            var word = ""
                            var current = target
                            while let (previous, symbol) = before[current] {
                                word = String(Character(symbol)) + word
                                current = previous
                            }
                            return word
                        }
                        open.append(target)
                    }
                }
            }
        }
        return nil
    }

    private func common(_ first: Int, _ second: Int, _ third: Int) -> Unicode.Scalar? {
        for left in sets[first].ranges {
            for right in sets[second].ranges where left.overlaps(right) {
                let both = ScalarRanges([left.clamped(to: right)])
                if let scalar = both.common(sets[third]) { return scalar }
            }
        }
        return nil
    }
}

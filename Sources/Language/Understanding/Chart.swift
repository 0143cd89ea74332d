/// A token with what the lexicons know of it.
struct Word {
    var token: Token
    var symbols: [Int32] = []
    var tags: [Tag] = []
}

/// What a rule matched: tokens up to `end`.
struct ChartMatch {
    var end: Int
    var value: ChartValue
    var rule: Int
}

/// The matches of all rules over one message, each computed once and when first asked for.
///
/// Rules stand on rules above them only, so this ends; `budget` bounds the steps for a message made to be hard.
struct Chart {
    /// Matches kept of one rule name at one place; a message a person writes has one or two.
    static let maximumMatches = 6

    let book: RuleBook
    let words: [Word]
    let surroundings: Surroundings
    /// The language whose neutral rules (numeric dates) hold.
    let language: Int
    private var found: [[ChartMatch]?]
    private var budget: Int

    init(book: RuleBook, words: [Word], surroundings: Surroundings, language: Int) {
        self.book = book
        self.words = words
        self.surroundings = surroundings
        self.language = language
        found = Array(repeating: nil, count: book.graphs.count * (words.count + 1))
        budget = 10_000 + 500 * words.count
    }

    /// Enters matches that come from outside the rules: the names of the salon.
    mutating func enter(_ matches: [ChartMatch], of nonterminal: Int, at position: Int) {
        found[nonterminal * (words.count + 1) + position] = matches
    }

    /// Matches of the rules that yield `nonterminal`, beginning at the token `position`; at most one for each end.
    mutating func matches(of nonterminal: Int, at position: Int) -> [ChartMatch] {
        let cell = nonterminal * (words.count + 1) + position
        if let known = found[cell] { return known }
        var matches: [ChartMatch] = []
        if position < words.count {
            let graph = book.graphs[nonterminal]
            var values: [(place: Int, value: ChartValue)] = []
            for entry in graph.entries(for: words[position]) {
                walk(graph, node: entry, position: position, isFirst: true, values: &values) { chart, rule, end, values in
                    chart.accept(rule, end: end, values: values, into: &matches)
                }
            }
        }
        found[cell] = matches
        return matches
    }

    /// Intent rules that match at `position`, with where they end.
    mutating func intents(at position: Int) -> [(intent: Int, end: Int)] {
        var matches: [(intent: Int, end: Int)] = []
        var values: [(place: Int, value: ChartValue)] = []
        for entry in book.intentGraph.entries(for: words[position]) {
            walk(book.intentGraph, node: entry, position: position, isFirst: true, values: &values) { _, rule, end, _ in
                if let index = matches.firstIndex(where: { $0.intent == rule }) {
                    matches[index].end = max(matches[index].end, end)
                } else {
                    matches.append((rule, end))
                }
            }
        }
        return matches
    }

    private mutating func accept(
        _ number: Int, end: Int, values: [(place: Int, value: ChartValue)], into matches: inout [ChartMatch]
    ) {
        let rule = book.rules[number]
        if rule.isNeutral, rule.language != language { return }
        var ordered = Array(repeating: ChartValue.missing, count: rule.valueCount)
        for (place, value) in values { ordered[place] = value }
        let arguments = rule.arguments.map { argument in
            switch argument {
            case .value(let index): ordered[index]
            case .constant(let number): ChartValue.number(number, isPadded: false)
            }
        }
        let isDayFirst = book.languages[rule.language].isDayFirst
        guard let value = rule.operation.evaluate(arguments, isDayFirst: isDayFirst, in: surroundings) else { return }
        if let index = matches.firstIndex(where: { $0.end == end }) {
            // Of two rules over the same words the one that stands first in the lexicon holds.
            if number < matches[index].rule { matches[index] = ChartMatch(end: end, value: value, rule: number) }
        } else if matches.count < Chart.maximumMatches {
            matches.append(ChartMatch(end: end, value: value, rule: number))
        }
    }

    private mutating func walk(
        _ graph: RuleGraph, node: Int, position: Int, isFirst: Bool, values: inout [(place: Int, value: ChartValue)],
        accept: (inout Chart, Int, Int, [(place: Int, value: ChartValue)]) -> Void
    ) {
        budget -= 1
        guard budget > 0 else { return }
        if let rule = graph.nodes[node].rule { accept(&self, rule, position, values) }
        for other in graph.nodes[node].joins {
            walk(graph, node: other, position: position, isFirst: isFirst, values: &values, accept: accept)
        }
        for edge in graph.nodes[node].edges {
            switch edge.step {
            case .start:
                guard position == 0 else { continue }
                walk(graph, node: edge.next, position: position, isFirst: isFirst, values: &values, accept: accept)
            case .end:
                guard position == words.count else { continue }
                walk(graph, node: edge.next, position: position, isFirst: isFirst, values: &values, accept: accept)
            case .word(let symbol):
                guard canStep(to: position, isFirst: isFirst, isGlued: edge.isGlued),
                    words[position].symbols.contains(symbol)
                else { continue }
                walk(graph, node: edge.next, position: position + 1, isFirst: false, values: &values, accept: accept)
            case .category(let category, let range):
                guard canStep(to: position, isFirst: isFirst, isGlued: edge.isGlued) else { continue }
                for (end, value) in readings(of: category, at: position) {
                    guard let number = value.number, range.contains(number) else { continue }
                    if let place = edge.place { values.append((place, value)) }
                    walk(graph, node: edge.next, position: end, isFirst: false, values: &values, accept: accept)
                    if edge.place != nil { values.removeLast() }
                }
            case .nonterminal(let nonterminal):
                guard canStep(to: position, isFirst: isFirst, isGlued: edge.isGlued) else { continue }
                for match in matches(of: nonterminal, at: position) {
                    if let place = edge.place { values.append((place, match.value)) }
                    walk(graph, node: edge.next, position: match.end, isFirst: false, values: &values, accept: accept)
                    if edge.place != nil { values.removeLast() }
                }
            }
        }
    }

    /// A rule does not run over the end of a sentence.
    private func canStep(to position: Int, isFirst: Bool, isGlued: Bool) -> Bool {
        guard position < words.count else { return false }
        return isFirst || (words[position].token.separation != .sentence && (!isGlued || words[position].token.isGlued))
    }

    /// Readings of a token (or of two, "двадцать пять") as a word of a category.
    private func readings(of category: Int, at position: Int) -> [(end: Int, value: ChartValue)] {
        let word = words[position]
        let token = word.token
        if token.kind == .number {
            let isPadded = token.digits > 1 && token.text.utf8.first == 0x30
            switch category {
            case RuleBook.Category.number where token.digits <= 2 || (token.digits <= 6 && !isPadded),
                RuleBook.Category.minutes where token.digits == 2 && token.number < 60,
                RuleBook.Category.year where token.digits == 4 && (2000...2100).contains(token.number),
                RuleBook.Category.year where token.digits == 2 && token.isGlued,
                RuleBook.Category.digits:
                return [(position + 1, .number(min(token.number, Int(Int32.max)), isPadded: isPadded))]
            default: return []
            }
        }
        switch category {
        case RuleBook.Category.minutes:
            return readings(of: RuleBook.Category.number, at: position).filter { (10...59).contains($0.value.number ?? 0) }
        case RuleBook.Category.year, RuleBook.Category.digits:
            return []
        case RuleBook.Category.number, RuleBook.Category.ordinal, RuleBook.Category.ordinalOf:
            var readings: [(end: Int, value: ChartValue)] = []
            let next = position + 1
            if let tens = value(of: RuleBook.Category.number, in: word), (20...90).contains(tens), tens % 10 == 0,
                next < words.count, words[next].token.separation == .none,
                let units = value(of: category, in: words[next]), (1...9).contains(units)
            {
                readings.append((next + 1, .number(tens + units, isPadded: false)))
            }
            if let value = value(of: category, in: word) { readings.append((next, .number(value, isPadded: false))) }
            return readings
        default:
            return word.tags.filter { $0.category == category }
                .map { (position + 1, .number($0.value, isPadded: false)) }
        }
    }

    private func value(of category: Int, in word: Word) -> Int? {
        word.tags.first { $0.category == category }?.value
    }
}

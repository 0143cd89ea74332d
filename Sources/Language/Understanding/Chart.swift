/// A token with what the lexicons know of it.
struct Word {
    var token: Token
    var symbols: [Int32] = []
    var tags: [Tag] = []
    /// The language it is a word of; nil for numbers, marks and what nobody knows.
    var language: Int?
    /// A word of everyday talk that no rule asks for.
    var isOrdinary = false

    /// An everyday word, which alone is no part of a longer name.
    var isCommon: Bool {
        if isOrdinary { return true }
        var isThing = false
        for tag in tags {
            if tag.category != RuleBook.Category.thing { return true }
            isThing = true
        }
        return !isThing && !symbols.isEmpty
    }
}

/// What a rule matched: tokens up to `end`.
struct ChartMatch {
    var end: Int
    var value: ChartValue
    var rule: Int
    /// The languages whose words it stands on, a bit each.
    var languages: UInt32 = 0
}

/// The matches of all rules over one message, each computed once and when first asked for.
///
/// Rules stand on rules above them only, so this ends; `budget` bounds the steps for a message made to be hard.
struct Chart {
    /// Matches kept of one rule name at one place; a message a person writes has one or two.
    static let maximumMatches = 6

    /// Words that `..` passes over.
    static let maximumSkip = 4

    let book: RuleBook
    let words: [Word]
    let surroundings: Surroundings
    /// The language whose neutral rules (numeric dates) hold.
    let language: Int
    private var found: [[ChartMatch]?]
    private var budget: Int
    /// What an earlier rule over the same words kept from being a match; nil unless somebody wants to know.
    var overruled: [(start: Int, match: ChartMatch, by: Int)]?

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
                walk(graph, node: entry, position: position, isFirst: true, languages: 0, values: &values) { chart, rule, end, languages, values in
                    chart.accept(rule, start: position, end: end, languages: languages, values: values, into: &matches)
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
            walk(book.intentGraph, node: entry, position: position, isFirst: true, languages: 0, values: &values) { _, rule, end, _, _ in
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
        _ number: Int, start: Int, end: Int, languages: UInt32, values: [(place: Int, value: ChartValue)],
        into matches: inout [ChartMatch]
    ) {
        let rule = book.rules[number]
        // What is said in no language's words ("5/6", "friday 12" by way of categories) holds in the message's own only.
        if rule.language != language, languages & 1 << UInt32(rule.language) == 0 { return }
        var ordered = Array(repeating: ChartValue.missing, count: rule.valueCount)
        for (place, value) in values { ordered[place] = value }
        let arguments = rule.arguments.map { argument in
            switch argument {
            case .value(let index): ordered[index]
            case .constant(let number): ChartValue.number(number, isPadded: false)
            }
        }
        let isDayFirst = book.languages[rule.language].isDayFirst || surroundings.isDayFirst ?? false
        guard let value = rule.operation.evaluate(arguments, isDayFirst: isDayFirst, in: surroundings) else { return }
        if let index = matches.firstIndex(where: { $0.end == end }) {
            // Of two rules over the same words the one that stands first in the lexicon holds.
            let match = ChartMatch(end: end, value: value, rule: number, languages: languages)
            if overruled != nil, value != matches[index].value {
                let loser = number < matches[index].rule ? matches[index] : match
                overruled?.append((start, loser, min(number, matches[index].rule)))
            }
            if number < matches[index].rule { matches[index] = match }
        } else if matches.count < Chart.maximumMatches {
            matches.append(ChartMatch(end: end, value: value, rule: number, languages: languages))
        }
    }

    private mutating func walk(
        _ graph: RuleGraph, node: Int, position: Int, isFirst: Bool, languages: UInt32,
        values: inout [(place: Int, value: ChartValue)],
        accept: (inout Chart, Int, Int, UInt32, [(place: Int, value: ChartValue)]) -> Void
    ) {
        budget -= 1
        guard budget > 0 else { return }
        if let rule = graph.nodes[node].rule { accept(&self, rule, position, languages, values) }
        for other in graph.nodes[node].joins {
            walk(graph, node: other, position: position, isFirst: isFirst, languages: languages, values: &values, accept: accept)
        }
        for edge in graph.nodes[node].edges {
            switch edge.step {
            case .start:
                guard position == 0 else { continue }
                walk(graph, node: edge.next, position: position, isFirst: isFirst, languages: languages, values: &values, accept: accept)
            case .end:
                guard position == words.count else { continue }
                walk(graph, node: edge.next, position: position, isFirst: isFirst, languages: languages, values: &values, accept: accept)
            case .skip:
                guard !isFirst else { continue }
                for skipped in 0...Chart.maximumSkip {
                    if skipped > 0 {
                        let passed = position + skipped - 1
                        guard passed < words.count, words[passed].token.separation != .sentence else { break }
                    }
                    walk(graph, node: edge.next, position: position + skipped, isFirst: false, languages: languages, values: &values,
                        accept: accept)
                }
            case .word(let symbol):
                guard canStep(to: position, isFirst: isFirst, edge.nearness),
                    words[position].symbols.contains(symbol)
                else { continue }
                walk(
                    graph, node: edge.next, position: position + 1, isFirst: false,
                    languages: languages | bit(of: words[position]), values: &values, accept: accept)
            case .category(let category, let range):
                guard canStep(to: position, isFirst: isFirst, edge.nearness) else { continue }
                for (end, value) in readings(of: category, at: position) {
                    guard let number = value.number, range.contains(number) else { continue }
                    if let place = edge.place { values.append((place, value)) }
                    walk(
                        graph, node: edge.next, position: end, isFirst: false,
                        languages: languages | bit(of: words[position]), values: &values, accept: accept)
                    if edge.place != nil { values.removeLast() }
                }
            case .nonterminal(let nonterminal):
                guard canStep(to: position, isFirst: isFirst, edge.nearness) else { continue }
                for match in matches(of: nonterminal, at: position) {
                    if let place = edge.place { values.append((place, match.value)) }
                    walk(
                        graph, node: edge.next, position: match.end, isFirst: false, languages: languages | match.languages,
                        values: &values, accept: accept)
                    if edge.place != nil { values.removeLast() }
                }
            }
        }
    }

    private func bit(of word: Word) -> UInt32 { word.language.map { 1 << UInt32($0) } ?? 0 }

    /// A rule does not run over the end of a sentence.
    private func canStep(to position: Int, isFirst: Bool, _ nearness: RuleGraph.Nearness) -> Bool {
        guard position < words.count else { return false }
        if isFirst { return true }
        let token = words[position].token
        return switch nearness {
        case .glued: token.isGlued
        case .sameClause: token.separation == .none
        case .sameSentence: token.separation != .sentence
        }
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
        case _ where book.composed.contains(category):
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

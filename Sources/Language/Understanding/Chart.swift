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

    /// What a walk needs of a token, side by side in memory.
    private struct Place {
        var symbols: Range<Int32>
        var tags: Range<Int32>
        /// What rules find it by.
        var keys: Range<Int32>
        var separation: Token.Break
        var isGlued: Bool
        var isHyphened: Bool
        var isNumber: Bool
        var digits: UInt8
        var isPadded: Bool
        var number: Int32
        /// The bit of the language it is a word of.
        var language: UInt32
    }

    private let rules: CompiledRules
    private let surroundings: Surroundings
    /// The language whose rules hold where nothing said is of any language.
    private let language: Int
    /// The languages whose rules can hold: the message's and those of its words.
    private var languages: UInt32
    private let isDayFirst: Bool?
    private let count: Int
    private var places: [Place] = []
    private var symbols: [Int32] = []
    private var tags: [Tag] = []
    private var keys: [Int32] = []
    /// For each token, the graphs that can begin with it: `CompiledRules.setWidth` numbers, a bit a graph.
    private var beginnings: [UInt64]
    /// For each rule name and token, the cell of `cells` with its matches; 0 while they are not known, -1 for none.
    private var known: [Int32]
    private var cells: [Range<Int32>] = [0..<0]
    private var found: [ChartMatch] = []
    /// Nodes that were walked from, of all graphs that are being walked.
    private var begun: [Int32] = []
    private var budget: Int
    private let limit: Int
    /// Where the rule begins that is being walked.
    private var start = 0
    /// What an earlier rule over the same words kept from being a match; nil unless somebody wants to know.
    var overruled: [(start: Int, match: ChartMatch, by: Int)]?
    private var values: [(place: Int8, value: ChartValue)] = []

    /// Steps taken so far, and those refused because the budget was spent.
    var steps: Int { limit - budget }

    init(book: RuleBook, words: [Word], surroundings: Surroundings, language: Int, isDayFirst: Bool? = nil) {
        rules = book.compiled
        self.surroundings = surroundings
        self.language = language
        languages = 1 << UInt32(language)
        self.isDayFirst = isDayFirst
        count = words.count
        known = Array(repeating: 0, count: book.graphCount * (words.count + 1))
        beginnings = Array(repeating: 0, count: rules.setWidth * words.count)
        limit = 20_000 + 1_000 * words.count
        budget = limit
        places.reserveCapacity(count)
        for word in words { add(word) }
    }

    private mutating func add(_ word: Word) {
        let (firstSymbol, firstTag, firstKey) = (Int32(symbols.count), Int32(tags.count), Int32(keys.count))
        let token = word.token
        symbols += word.symbols
        tags += word.tags
        keys += word.symbols
        if token.kind == .number { keys += rules.digitKeys }
        for tag in word.tags {
            if tag.category == RuleBook.Category.number {
                for key in rules.numberKeys { add(key, after: Int(firstKey)) }
            } else {
                add(rules.key(ofCategory: tag.category), after: Int(firstKey))
            }
        }
        let place = Place(
            symbols: firstSymbol..<Int32(symbols.count), tags: firstTag..<Int32(tags.count),
            keys: firstKey..<Int32(keys.count),
            separation: token.separation, isGlued: token.isGlued, isHyphened: token.isHyphened,
            isNumber: token.kind == .number,
            digits: UInt8(clamping: token.digits), isPadded: token.digits > 1 && token.text.utf8.first == 0x30,
            number: Int32(clamping: token.number), language: word.language.map { 1 << UInt32($0) } ?? 0)
        for key in place.keys { begin(rules.graphs(ofKey: keys[Int(key)]), at: places.count) }
        places.append(place)
        languages |= place.language
    }

    private mutating func add(_ key: Int32, after first: Int) {
        if !keys[first...].contains(key) { keys.append(key) }
    }

    private mutating func begin(_ graphs: ArraySlice<UInt64>, at position: Int) {
        let first = position * rules.setWidth - graphs.startIndex
        for index in graphs.indices { beginnings[first + index] |= graphs[index] }
    }

    private func canBegin(_ graph: Int, at position: Int) -> Bool {
        beginnings[position * rules.setWidth + graph / 64] & 1 << UInt64(graph % 64) != 0
    }

    /// The open entries of a graph, where any of them can begin with this token.
    private func openEntries(of graph: Int, at position: Int) -> Range<Int> {
        let first = Int(rules.openEntryStarts[graph])
        let all = first..<Int(rules.openEntryStarts[graph + 1])
        guard !all.isEmpty, let needed = rules.openNeeds[graph] else { return all }
        let here = position * rules.setWidth
        return needed.indices.contains { needed[$0] & beginnings[here + $0] != 0 } ? all : first..<first
    }

    /// Enters matches that come from outside the rules: the names of the salon.
    mutating func enter(_ matches: [ChartMatch], of nonterminal: Int, at position: Int) {
        if !matches.isEmpty { begin(rules.graphs(beginningWith: nonterminal), at: position) }
        keep(matches, at: nonterminal * (count + 1) + position)
    }

    private mutating func keep(_ matches: [ChartMatch], at place: Int) {
        if matches.isEmpty {
            known[place] = -1
        } else {
            known[place] = Int32(cells.count)
            cells.append(Int32(found.count)..<Int32(found.count + matches.count))
            found += matches
        }
    }

    /// Matches of the rules that yield `nonterminal`, beginning at the token `position`; at most one for each end.
    mutating func matches(of nonterminal: Int, at position: Int) -> [ChartMatch] {
        let cell = cell(of: nonterminal, at: position)
        return cell.isEmpty ? [] : Array(found[Int(cell.lowerBound)..<Int(cell.upperBound)])
    }

    /// Where in `found` the matches of a rule name are.
    private mutating func cell(of nonterminal: Int, at position: Int) -> Range<Int32> {
        let place = nonterminal * (count + 1) + position
        let cell = known[place]
        if cell != 0 { return cell < 0 ? 0..<0 : cells[Int(cell)] }
        var matches: [ChartMatch] = []
        let outer = start
        start = position
        walk(graph: nonterminal, at: position, isIntent: false, into: &matches)
        start = outer
        keep(matches, at: place)
        return matches.isEmpty ? 0..<0 : cells[cells.count - 1]
    }

    /// Intent rules that match at `position`, with where they end.
    mutating func intents(at position: Int) -> [(intent: Int, end: Int)] {
        var matches: [ChartMatch] = []
        walk(graph: rules.graphCount - 1, at: position, isIntent: true, into: &matches)
        return matches.map { ($0.rule, $0.end) }
    }

    /// Walks from each node at which a rule of the graph can begin with this token, once from each.
    private mutating func walk(graph: Int, at position: Int, isIntent: Bool, into matches: inout [ChartMatch]) {
        guard position < count, canBegin(graph, at: position) else { return }
        let first = begun.count
        func begin(_ chart: inout Chart, _ node: Int32, into matches: inout [ChartMatch]) {
            guard !chart.begun[first...].contains(node) else { return }
            chart.begun.append(node)
            chart.walk(node, position: position, isFirst: true, languages: 0, isIntent: isIntent, into: &matches)
        }
        for index in openEntries(of: graph, at: position) {
            let entry = rules.openEntries[index]
            guard entry.languages & languages != 0 else { continue }
            if entry.needs.isEmpty || entry.needs.contains(where: { canBegin(Int(rules.needs[Int($0)]), at: position) }) {
                begin(&self, entry.node, into: &matches)
            }
        }
        for index in places[position].keys {
            let key = Int(keys[Int(index)])
            var low = Int(rules.entryStarts[key])
            let end = Int(rules.entryStarts[key + 1])
            var high = end
            while low < high {
                let middle = (low + high) / 2
                if rules.entries[middle].graph < graph { low = middle + 1 } else { high = middle }
            }
            while low < end, rules.entries[low].graph == graph {
                let entry = rules.entries[low]
                low += 1
                guard entry.languages & languages != 0, !entry.isAtStart || position == 0 else { continue }
                switch entry.kind {
                case .node: begin(&self, entry.node, into: &matches)
                case .word:
                    walk(
                        entry.target, position: position + 1, isFirst: false, languages: places[position].language,
                        isIntent: isIntent, into: &matches)
                case .category:
                    walkReadings(
                        of: rules.edges[Int(entry.target)], at: position, languages: 0, isIntent: isIntent, into: &matches)
                }
            }
        }
        begun.removeSubrange(first...)
    }

    private mutating func accept(
        _ number: Int, end: Int, languages: UInt32, isIntent: Bool, into matches: inout [ChartMatch]
    ) {
        if isIntent {
            if let index = matches.firstIndex(where: { $0.rule == number }) {
                matches[index].end = max(matches[index].end, end)
            } else {
                matches.append(ChartMatch(end: end, value: .nothing, rule: number))
            }
            return
        }
        let rule = rules.rules[number]
        // What is said in no language's words ("5/6", "friday 12" by way of categories) holds in the message's own only.
        if rule.language != language, languages & 1 << UInt32(rule.language) == 0 { return }
        let same = matches.firstIndex { $0.end == end }
        // Of two rules over the same words the one that stands first in the lexicon holds.
        if let same, number >= matches[same].rule, overruled == nil { return }
        guard same != nil || matches.count < Chart.maximumMatches else { return }
        var value: ChartValue? = .nothing
        if rule.operation != .nothing {
            let arguments = rule.arguments.map { argument in
                switch argument {
                case .value(let index): values.last { $0.place == index }?.value ?? .missing
                case .constant(let number): ChartValue.number(number, isPadded: false)
                }
            }
            value = rule.operation.evaluate(
                arguments, isDayFirst: rule.isDayFirst || isDayFirst ?? false, in: surroundings)
        }
        guard let value else { return }
        let match = ChartMatch(end: end, value: value, rule: number, languages: languages)
        guard let same else { return matches.append(match) }
        if overruled != nil, value != matches[same].value {
            let loser = number < matches[same].rule ? matches[same] : match
            overruled?.append((start, loser, min(number, matches[same].rule)))
        }
        if number < matches[same].rule { matches[same] = match }
    }

    private mutating func walk(
        _ node: Int32, position: Int, isFirst: Bool, languages: UInt32, isIntent: Bool,
        into matches: inout [ChartMatch]
    ) {
        budget -= 1
        guard budget > 0 else { return }
        let here = rules.nodes[Int(node)]
        for index in here.accepted {
            accept(Int(rules.accepted[Int(index)]), end: position, languages: languages, isIntent: isIntent, into: &matches)
        }
        guard here.words.lowerBound < here.words.upperBound || here.others.lowerBound < here.others.upperBound else { return }
        if position < count, !here.words.isEmpty {
            let place = places[position]
            for index in place.symbols {
                let symbol = symbols[Int(index)]
                var low = Int(here.words.lowerBound)
                var high = Int(here.words.upperBound)
                while low < high {
                    let middle = (low + high) / 2
                    if rules.wordEdges[middle].symbol < symbol { low = middle + 1 } else { high = middle }
                }
                while low < Int(here.words.upperBound), rules.wordEdges[low].symbol == symbol {
                    let edge = rules.wordEdges[low]
                    if isFirst || isNear(place, edge.nearness) {
                        walk(
                            edge.next, position: position + 1, isFirst: false, languages: languages | place.language,
                            isIntent: isIntent, into: &matches)
                    }
                    low += 1
                }
            }
        }
        for index in here.others {
            let edge = rules.edges[Int(index)]
            switch edge.kind {
            case .start:
                guard position == 0 else { continue }
                walk(edge.next, position: position, isFirst: isFirst, languages: languages, isIntent: isIntent, into: &matches)
            case .end:
                guard position == count else { continue }
                walk(edge.next, position: position, isFirst: isFirst, languages: languages, isIntent: isIntent, into: &matches)
            case .pause:
                guard position >= count || places[position].separation != .none else { continue }
                walk(edge.next, position: position, isFirst: isFirst, languages: languages, isIntent: isIntent, into: &matches)
            case .skip:
                guard !isFirst else { continue }
                for skipped in 0...Chart.maximumSkip {
                    if skipped > 0 {
                        let passed = position + skipped - 1
                        guard passed < count, places[passed].separation != .sentence else { break }
                    }
                    walk(
                        edge.next, position: position + skipped, isFirst: false, languages: languages, isIntent: isIntent,
                        into: &matches)
                }
            case .category:
                guard position < count, isFirst || isNear(places[position], edge.nearness) else { continue }
                walkReadings(of: edge, at: position, languages: languages, isIntent: isIntent, into: &matches)
            case .nonterminal:
                guard position < count, isFirst || isNear(places[position], edge.nearness) else { continue }
                for number in cell(of: Int(edge.index), at: position) {
                    let match = found[Int(number)]
                    if edge.place >= 0 { values.append((edge.place, match.value)) }
                    walk(
                        edge.next, position: match.end, isFirst: false, languages: languages | match.languages,
                        isIntent: isIntent, into: &matches)
                    if edge.place >= 0 { values.removeLast() }
                }
            }
        }
    }

    private func isNear(_ place: Place, _ nearness: RuleGraph.Nearness) -> Bool {
        switch nearness {
        case .glued: place.isGlued
        case .hyphened: place.isHyphened
        case .sameClause: place.separation == .none
        // A rule does not run over the end of a sentence.
        case .sameSentence: place.separation != .sentence
        }
    }

    /// Goes on with each reading of a token (or of two, "двадцать пять") as a word of the edge's category.
    private mutating func walkReadings(
        of edge: CompiledRules.Edge, at position: Int, languages: UInt32, isIntent: Bool, into matches: inout [ChartMatch]
    ) {
        let place = places[position]
        let category = Int(edge.index)
        func step(_ chart: inout Chart, _ number: Int32, isPadded: Bool, end: Int, into matches: inout [ChartMatch]) {
            guard number >= edge.low, number <= edge.high else { return }
            if edge.place >= 0 { chart.values.append((edge.place, .number(Int(number), isPadded: isPadded))) }
            chart.walk(
                edge.next, position: end, isFirst: false, languages: languages | place.language, isIntent: isIntent,
                into: &matches)
            if edge.place >= 0 { chart.values.removeLast() }
        }
        if place.isNumber {
            let number = place.number
            let fits =
                switch category {
                case RuleBook.Category.number: place.digits <= 2 || (place.digits <= 6 && !place.isPadded)
                case RuleBook.Category.minutes: place.digits == 2 && number < 60
                case RuleBook.Category.year:
                    (place.digits == 4 && (2000...2100).contains(number)) || (place.digits == 2 && place.isGlued)
                case RuleBook.Category.digits: true
                default: false
                }
            if fits { step(&self, number, isPadded: place.isPadded, end: position + 1, into: &matches) }
            return
        }
        switch category {
        case RuleBook.Category.year, RuleBook.Category.digits: return
        case RuleBook.Category.minutes:
            let (both, one) = numbers(of: RuleBook.Category.number, at: position)
            if let both, (10...59).contains(both) { step(&self, both, isPadded: false, end: position + 2, into: &matches) }
            if let one, (10...59).contains(one) { step(&self, one, isPadded: false, end: position + 1, into: &matches) }
        case _ where rules.isComposed[category]:
            let (both, one) = numbers(of: category, at: position)
            if let both { step(&self, both, isPadded: false, end: position + 2, into: &matches) }
            if let one { step(&self, one, isPadded: false, end: position + 1, into: &matches) }
        default:
            for index in place.tags where tags[Int(index)].category == category {
                step(&self, Int32(tags[Int(index)].value), isPadded: false, end: position + 1, into: &matches)
            }
        }
    }

    /// A number in words: of two words, where the first says tens and the second fits, and of one.
    private func numbers(of category: Int, at position: Int) -> (both: Int32?, one: Int32?) {
        let one = value(of: category, at: position)
        let next = position + 1
        guard next < count, places[next].separation == .none,
            let tens = value(of: RuleBook.Category.number, at: position), (20...90).contains(tens), tens % 10 == 0
        else { return (nil, one) }
        let units = value(of: category, at: next)
        let both = units.flatMap { (1...9).contains($0) ? tens + $0 : nil }
        // "twenty first" is no twenty.
        let isOther = places[next].tags.contains { index in
            let tag = tags[Int(index)]
            return rules.isComposed[tag.category] && tag.category != RuleBook.Category.number && (1...9).contains(tag.value)
        }
        return (both, isOther ? nil : one)
    }

    private func value(of category: Int, at position: Int) -> Int32? {
        for index in places[position].tags where tags[Int(index)].category == category { return Int32(tags[Int(index)].value) }
        return nil
    }
}

/// One step of a rule: a word, a category, the match of another rule, or an end of the message.
enum RuleStep: Hashable {
    case word(Int32)
    case category(Int, ClosedRange<Int>, keeps: Bool)
    case nonterminal(Int)
    case start, end
}

struct GluableStep: Hashable {
    var step: RuleStep
    var isGlued: Bool
}

/// All rules that yield one thing, sharing their beginnings: matching walks down from the root.
struct RuleTree {
    struct Accept {
        var rule: Int
        /// For each value kept on the way, its place among the values of the pattern.
        var places: [Int]
    }

    struct Node {
        var words: [Int32: Int] = [:]
        var others: [(step: GluableStep, node: Int)] = []
        var accepts: [Accept] = []
    }

    private(set) var nodes = [Node()]

    mutating func add(_ steps: [(step: GluableStep, place: Int?)], rule: Int) {
        var node = 0
        for (step, _) in steps {
            if case .word(let symbol) = step.step, !step.isGlued {
                if let next = nodes[node].words[symbol] {
                    node = next
                } else {
                    nodes.append(Node())
                    nodes[node].words[symbol] = nodes.count - 1
                    node = nodes.count - 1
                }
            } else if let next = nodes[node].others.first(where: { $0.step == step }) {
                node = next.node
            } else {
                nodes.append(Node())
                nodes[node].others.append((step, nodes.count - 1))
                node = nodes.count - 1
            }
        }
        nodes[node].accepts.append(Accept(rule: rule, places: steps.compactMap(\.place)))
    }
}

/// The rules and words of all lexicons, ready to match.
struct RuleBook {
    enum Argument {
        case value(Int)
        case constant(Int)
    }

    struct Rule {
        var name: String
        var language: Int
        var operation: Operation
        var arguments: [Argument]
        var valueCount: Int
        /// No word of any language in it (`<number>:<minutes>`): it holds in its own language only.
        var isNeutral: Bool
    }

    struct Intent {
        var name: String
        /// Nil for an exclusion.
        var weight: Int?
        var rule: String
    }

    /// Categories the engine knows beside those of the lexicons' words.
    enum Category {
        static let number = 0, ordinal = 1, minutes = 2, year = 3, digits = 4
        static let names = ["number", "ordinal", "minutes", "year", "digits"]
    }

    /// Rules of these names have matches from the salon's own vocabulary.
    static let serviceRule = "service"
    static let masterRule = "master"

    private(set) var languages: [WordIndex] = []
    private(set) var trees: [RuleTree] = []
    private(set) var rules: [Rule] = []
    private(set) var intentTree = RuleTree()
    private(set) var intents: [Intent] = []
    private(set) var keptSymbols: Set<UInt32> = []
    private var nonterminals: [String: Int] = [:]
    private var categories: [String: Int] = [:]
    private var symbolCount: Int32 = 0

    init(_ lexicons: [Lexicon], wordForms: WordForms) throws(LexiconError) {
        for (index, name) in Category.names.enumerated() { categories[name] = index }
        for name in [RuleBook.serviceRule, RuleBook.masterRule] { _ = nonterminal(named: name) }
        for lexicon in lexicons {
            keptSymbols.formUnion(lexicon.symbols)
            languages.append(WordIndex(lexicon))
            for word in lexicon.words where categories[word.category] == nil {
                categories[word.category] = categories.count
            }
        }
        for (language, lexicon) in lexicons.enumerated() {
            try add(lexicon, language: language, wordForms: wordForms)
        }
        for language in languages.indices { languages[language].finish() }
    }

    /// The number of the rules that yield `name`; nil when no lexicon has any.
    func number(ofRule name: String) -> Int? { nonterminals[name] }

    func number(ofCategory name: String) -> Int? { categories[name] }

    private mutating func nonterminal(named name: String) -> Int {
        if let number = nonterminals[name] { return number }
        nonterminals[name] = trees.count
        trees.append(RuleTree())
        return trees.count - 1
    }

    private mutating func add(_ lexicon: Lexicon, language: Int, wordForms: WordForms) throws(LexiconError) {
        for word in lexicon.words {
            guard let category = categories[word.category] else { continue }
            let entry = WordEntry(tags: [Tag(category: category, value: word.value)])
            for form in word.forms {
                if form.hasSuffix("~") {
                    let stem = wordForms.stem(String(form.dropLast()), lexicon.stemmer)
                    languages[language].add(stem: stem, entry)
                } else {
                    languages[language].add(form: form, entry)
                }
            }
        }
        // What a rule yields is numbered when it first appears, and a rule may use lower numbers only: so no rule can
        // come to stand on itself, not even by way of another language.
        for rule in lexicon.rules {
            let pattern = try RulePattern.parse(rule.pattern, at: rule.place)
            let (operation, arguments) = try build(rule.build, at: rule.place)
            var count = 0
            let tree = nonterminal(named: rule.yields)
            let expansions = try expand(
                pattern, language: language, limit: tree, count: &count, wordForms: wordForms, at: rule.place)
            for case .value(let index) in arguments where index >= count {
                throw rule.place.error("`$\(index + 1)` is more than the \(count) values of the pattern")
            }
            let number = rules.count
            rules.append(
                Rule(
                    name: "\(lexicon.language).\(rule.yields).\(rule.name)", language: language, operation: operation,
                    arguments: arguments, valueCount: count, isNeutral: RuleBook.isNeutral(pattern)))
            for steps in expansions { trees[tree].add(steps, rule: number) }
        }
        for intent in lexicon.intents {
            let pattern = try RulePattern.parse(intent.pattern, at: intent.place)
            var count = 0
            let expansions = try expand(
                pattern, language: language, limit: trees.count, count: &count, wordForms: wordForms, at: intent.place)
            for steps in expansions { intentTree.add(steps, rule: intents.count) }
            intents.append(
                Intent(
                    name: intent.name, weight: intent.weight,
                    rule: "\(lexicon.language).intent.\(intent.name): \(intent.pattern)"))
        }
    }

    private func build(_ text: String, at place: Lexicon.Place) throws(LexiconError) -> (Operation, [Argument]) {
        let parts = text.split(separator: " ")
        guard let name = parts.first, let operation = Operation(rawValue: String(name)) else {
            let known = Operation.allCases.map(\.rawValue).joined(separator: ", ")
            throw place.error("`\(text)` does not begin with an operation; there are \(known)")
        }
        var arguments: [Argument] = []
        for part in parts.dropFirst() {
            if part.hasPrefix("$"), let index = Int(part.dropFirst()), index > 0 {
                arguments.append(.value(index - 1))
            } else if let number = Int(part) {
                arguments.append(.constant(number))
            } else {
                throw place.error("`\(part)` is neither a number nor a value such as `$1`")
            }
        }
        return (operation, arguments)
    }

    /// Most sequences that one pattern may stand for; more is a slip in the lexicon.
    private static let maximumExpansions = 2000

    /// All sequences of steps that the pattern stands for, each kept value with its place in the order of writing.
    private mutating func expand(
        _ pattern: RulePattern, language: Int, limit: Int, count: inout Int, wordForms: WordForms,
        at place: Lexicon.Place
    ) throws(LexiconError) -> [[(step: GluableStep, place: Int?)]] {
        func one(_ step: RuleStep, place: Int? = nil) -> [[(step: GluableStep, place: Int?)]] {
            [[(GluableStep(step: step, isGlued: false), place)]]
        }
        switch pattern {
        case .form(let text):
            symbolCount += 1
            let symbol = languages[language].forms[text]?.symbols.first ?? symbolCount
            languages[language].add(form: text, WordEntry(symbols: [symbol]))
            return one(.word(symbol))
        case .stem(let text):
            symbolCount += 1
            let stem = wordForms.stem(text, languages[language].stemmer)
            let symbol = languages[language].stems[stem]?.symbols.first ?? symbolCount
            languages[language].add(stem: stem, WordEntry(symbols: [symbol]))
            return one(.word(symbol))
        case .prefix(let text):
            symbolCount += 1
            languages[language].add(prefix: text, symbol: symbolCount)
            return one(.word(symbolCount))
        case .category(let name, let range, let keeps):
            guard let category = categories[name] else { throw place.error("no word has the category `\(name)`") }
            guard keeps else { return one(.category(category, range, keeps: false)) }
            count += 1
            return one(.category(category, range, keeps: true), place: count - 1)
        case .nonterminal(let name):
            guard let number = nonterminals[name], number < limit else {
                throw place.error("`{\(name)}` is no rule that stands above this one; put rules below those they use")
            }
            count += 1
            return one(.nonterminal(number), place: count - 1)
        case .start: return one(.start)
        case .end: return one(.end)
        case .glued(let inner):
            return try expand(inner, language: language, limit: limit, count: &count, wordForms: wordForms, at: place)
                .map { steps in
                    var steps = steps
                    if !steps.isEmpty { steps[0].step.isGlued = true }
                    return steps
                }
        case .optional(let inner):
            return [[]]
                + (try expand(inner, language: language, limit: limit, count: &count, wordForms: wordForms, at: place))
        case .alternatives(let alternatives):
            var all: [[(step: GluableStep, place: Int?)]] = []
            for alternative in alternatives {
                all += try expand(
                    alternative, language: language, limit: limit, count: &count, wordForms: wordForms, at: place)
            }
            return all
        case .sequence(let items):
            var all: [[(step: GluableStep, place: Int?)]] = [[]]
            for item in items {
                let next = try expand(
                    item, language: language, limit: limit, count: &count, wordForms: wordForms, at: place)
                guard all.count * next.count <= RuleBook.maximumExpansions else {
                    throw place.error("the pattern stands for more than \(RuleBook.maximumExpansions) phrases; split it")
                }
                all = all.flatMap { head in next.map { head + $0 } }
            }
            return all
        }
    }

    private static func isNeutral(_ pattern: RulePattern) -> Bool {
        switch pattern {
        case .form(let text): classify(text.unicodeScalars.first?.value ?? 0).isMark
        case .stem, .prefix, .nonterminal: false
        case .category, .start, .end: true
        case .glued(let inner), .optional(let inner): isNeutral(inner)
        case .sequence(let items), .alternatives(let items): items.allSatisfy(isNeutral)
        }
    }
}

extension ScalarClass {
    var isMark: Bool {
        if case .mark = self { return true }
        return false
    }
}

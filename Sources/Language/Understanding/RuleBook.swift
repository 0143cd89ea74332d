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
        static let number = 0, ordinal = 1, minutes = 2, year = 3, digits = 4, ordinalOf = 5
        static let names = ["number", "ordinal", "minutes", "year", "digits", "ordinalof"]
        /// What a token of digits may be.
        static let ofDigits = [number, minutes, year, digits]
        /// What a number in words may begin: "двадцать пять", "двадцать пятое".
        static let ofNumberWords = [number, ordinal, ordinalOf, minutes]
    }

    /// Rules of these names have matches from the salon's own vocabulary.
    static let serviceRule = "service"
    static let masterRule = "master"

    private(set) var languages: [WordIndex] = []
    private(set) var graphs: [RuleGraph] = []
    private(set) var rules: [Rule] = []
    private(set) var intentGraph = RuleGraph()
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
        nonterminals[name] = graphs.count
        graphs.append(RuleGraph())
        return graphs.count - 1
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
            let number = rules.count
            let yielded = nonterminal(named: rule.yields)
            var builder = RuleBuilder(graph: graphs[yielded], language: language, limit: yielded, place: rule.place)
            try add(pattern, rule: number, to: &builder, wordForms: wordForms)
            graphs[yielded] = builder.graph
            let count = builder.valueCount
            for case .value(let index) in arguments where index >= count {
                throw rule.place.error("`$\(index + 1)` is more than the \(count) values of the pattern")
            }
            rules.append(
                Rule(
                    name: "\(lexicon.language).\(rule.yields).\(rule.name)", language: language, operation: operation,
                    arguments: arguments, valueCount: count, isNeutral: RuleBook.isNeutral(pattern)))
        }
        for intent in lexicon.intents {
            let pattern = try RulePattern.parse(intent.pattern, at: intent.place)
            var builder = RuleBuilder(graph: intentGraph, language: language, limit: graphs.count, place: intent.place)
            try add(pattern, rule: intents.count, to: &builder, wordForms: wordForms)
            intentGraph = builder.graph
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

    /// The graph being added to, and what holds for the rule being added.
    private struct RuleBuilder {
        var graph: RuleGraph
        let language: Int
        /// Rules with lower numbers may be used.
        let limit: Int
        let place: Lexicon.Place
        var valueCount = 0
    }

    private mutating func add(
        _ pattern: RulePattern, rule: Int, to builder: inout RuleBuilder, wordForms: WordForms
    ) throws(LexiconError) {
        let entry = builder.graph.addNode()
        let end = try extend(pattern, from: entry, isGlued: false, &builder, wordForms)
        builder.graph.finish(rule: rule, entry: entry, end: end)
    }

    /// Adds the pattern after `node`; the node where it ends.
    private mutating func extend(
        _ pattern: RulePattern, from node: Int, isGlued: Bool, _ builder: inout RuleBuilder, _ wordForms: WordForms
    ) throws(LexiconError) -> Int {
        let language = builder.language
        switch pattern {
        case .form(let text):
            let symbol = languages[language].forms[text]?.symbols.first ?? nextSymbol()
            languages[language].add(form: text, WordEntry(symbols: [symbol]))
            return builder.graph.addEdge(from: node, .word(symbol), isGlued: isGlued, place: nil)
        case .stem(let text):
            let stem = wordForms.stem(text, languages[language].stemmer)
            let symbol = languages[language].stems[stem]?.symbols.first ?? nextSymbol()
            languages[language].add(stem: stem, WordEntry(symbols: [symbol]))
            return builder.graph.addEdge(from: node, .word(symbol), isGlued: isGlued, place: nil)
        case .prefix(let text):
            let symbol = nextSymbol()
            languages[language].add(prefix: text, symbol: symbol)
            return builder.graph.addEdge(from: node, .word(symbol), isGlued: isGlued, place: nil)
        case .category(let name, let range, let keeps):
            guard let category = categories[name] else {
                throw builder.place.error("no word has the category `\(name)`")
            }
            if keeps { builder.valueCount += 1 }
            return builder.graph.addEdge(
                from: node, .category(category, range), isGlued: isGlued, place: keeps ? builder.valueCount - 1 : nil)
        case .nonterminal(let name):
            guard let number = nonterminals[name], number < builder.limit else {
                throw builder.place.error(
                    "`{\(name)}` is no rule that stands above this one; put rules below those they use")
            }
            builder.valueCount += 1
            return builder.graph.addEdge(
                from: node, .nonterminal(number), isGlued: isGlued, place: builder.valueCount - 1)
        case .start: return builder.graph.addEdge(from: node, .start, isGlued: false, place: nil)
        case .end: return builder.graph.addEdge(from: node, .end, isGlued: false, place: nil)
        case .glued(let inner):
            return try extend(inner, from: node, isGlued: true, &builder, wordForms)
        case .optional(let inner):
            let end = try extend(inner, from: node, isGlued: isGlued, &builder, wordForms)
            let after = builder.graph.addNode()
            builder.graph.join(end, to: after)
            builder.graph.join(node, to: after)
            return after
        case .alternatives(let alternatives):
            let after = builder.graph.addNode()
            for alternative in alternatives {
                let end = try extend(alternative, from: node, isGlued: isGlued, &builder, wordForms)
                builder.graph.join(end, to: after)
            }
            return after
        case .sequence(let items):
            var current = node
            for (index, item) in items.enumerated() {
                current = try extend(item, from: current, isGlued: isGlued && index == 0, &builder, wordForms)
            }
            return current
        }
    }

    private mutating func nextSymbol() -> Int32 {
        symbolCount += 1
        return symbolCount
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

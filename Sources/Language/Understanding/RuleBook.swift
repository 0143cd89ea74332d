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
    }

    /// A keyboard that was on by mistake: what was typed, and what was meant by it.
    struct Layout {
        var keys: [UInt32: UInt32]
        var isTypedInLatin: Bool
        /// The language that was meant.
        var language: String
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
        /// What a word names, whatever a catalogue calls it; see `Lexicon.Thing`.
        static let thing = 6
        /// What goes without saying in a name.
        static let obvious = 7
        static let names = ["number", "ordinal", "minutes", "year", "digits", "ordinalof", "thing", "obvious"]
        /// What a token of digits may be.
        static let ofDigits = [number, minutes, year, digits]
    }

    /// Rules of these names have matches from the salon's own vocabulary.
    static let serviceRule = "service"
    static let masterRule = "master"
    /// And this one from people's names that are none of the salon's.
    static let strangerRule = "stranger"

    private(set) var languages: [WordIndex] = []
    /// The words of each language while rules are read.
    private var lists: [WordList] = []
    private var stemmers: [String] = []
    private var graphs: [RuleGraph] = []
    private(set) var rules: [Rule] = []
    private var intentGraph = RuleGraph()
    private(set) var intents: [Intent] = []
    private(set) var keptSymbols: Set<UInt32> = []
    /// Keyboards under which a message may have been typed by mistake: keys to letters, and letters to keys.
    private(set) var layouts: [Layout] = []
    /// The language that people write with Latin letters when they lack its keyboard.
    private(set) var transliterated: Int?
    /// Numbers of the things that tell others apart and are none alone.
    private(set) var details: Set<Int> = []
    private var things: [String: Int] = [:]
    private(set) var compiled = CompiledRules([], rules: [], symbolCount: 0, categoryCount: 0, composed: [])
    private(set) var graphCount = 0
    private var homes: (latin: Int?, other: Int?)
    private var nonterminals: [String: Int] = [:]
    private var categories: [String: Int] = [:]
    private var symbolCount: Int32 = 0
    /// Which rules stand on which, and where that is written.
    private var uses: [(yields: Int, used: Int, place: Lexicon.Place)] = []

    init(_ lexicons: [Lexicon], wordForms: WordForms) throws(LexiconError) {
        for (index, name) in Category.names.enumerated() { categories[name] = index }
        for name in [RuleBook.serviceRule, RuleBook.masterRule, RuleBook.strangerRule] { _ = nonterminal(named: name) }
        for lexicon in lexicons {
            keptSymbols.formUnion(lexicon.symbols)
            lists.append(WordList())
            stemmers.append(lexicon.stemmer)
            for word in lexicon.words where categories[word.category] == nil {
                categories[word.category] = categories.count
            }
        }
        for rule in lexicons.lazy.flatMap(\.rules) { _ = nonterminal(named: rule.yields) }
        for (language, lexicon) in lexicons.enumerated() {
            try add(lexicon, language: language, wordForms: wordForms)
        }
        try refuseCircles()
        // Words of these follow tens: "двадцать пятого".
        let composed = Set(categories.filter { $0.key.hasPrefix("ordinal") || $0.value == Category.number }.map(\.value))
        graphCount = graphs.count
        compiled = CompiledRules(
            graphs + [intentGraph],
            rules: rules.map { rule in
                CompiledRules.Rule(
                    language: rule.language, isDayFirst: lexicons[rule.language].isDayFirst, operation: rule.operation,
                    arguments: rule.arguments)
            },
            symbolCount: Int(symbolCount), categoryCount: categories.count, composed: composed)
        graphs = []
        intentGraph = RuleGraph()
        languages = zip(lexicons, lists).map { WordIndex($0, $1) }
        lists = []
        transliterated = languages.firstIndex { !$0.transliteration.isEmpty }
        homes = (languages.firstIndex { $0.script == .latin }, languages.firstIndex { $0.script != .latin })
        for language in languages where !language.keys.isEmpty {
            var reversed: [UInt32: UInt32] = [:]
            // Under two keys lies the same letter where ё is е: the key of a letter is the one that was typed.
            for (key, letter) in language.keys.sorted(by: { $0.key < $1.key }) {
                if case .letter = classify(key) { reversed[letter] = key } else if reversed[letter] == nil { reversed[letter] = key }
            }
            layouts.append(Layout(keys: language.keys, isTypedInLatin: true, language: language.language))
            if let latin = homes.latin {
                layouts.append(Layout(keys: reversed, isTypedInLatin: false, language: languages[latin].language))
            }
        }
    }

    /// The first language written so.
    func home(isLatin: Bool) -> Int? { isLatin ? homes.latin : homes.other }

    /// A rule that stood on itself, by whatever way and language, would never end.
    private func refuseCircles() throws(LexiconError) {
        var below: [Int: [Int]] = [:]
        for use in uses { below[use.yields, default: []].append(use.used) }
        for use in uses {
            var seen: Set<Int> = []
            var open = [use.used]
            while let rule = open.popLast() {
                guard rule != use.yields else {
                    throw use.place.error("this rule stands on itself by way of others; take one use out of the circle")
                }
                for next in below[rule] ?? [] where seen.insert(next).inserted { open.append(next) }
            }
        }
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
                    lists[language].add(stem: stem, entry)
                } else {
                    lists[language].add(form: form, entry)
                }
            }
        }
        for thing in lexicon.things {
            let number = things[thing.name] ?? things.count
            things[thing.name] = number
            if thing.isDetail { details.insert(number) }
            let entry = WordEntry(tags: [Tag(category: Category.thing, value: number)])
            for form in thing.forms {
                if form.hasSuffix("~") {
                    lists[language].add(stem: wordForms.stem(String(form.dropLast()), lexicon.stemmer), entry)
                } else if form.hasSuffix("*") {
                    lists[language].add(prefix: String(form.dropLast()), entry)
                } else {
                    lists[language].add(form: form, entry)
                }
            }
        }
        for rule in lexicon.rules {
            let pattern = try RulePattern.parse(rule.pattern, at: rule.place)
            let (operation, arguments) = try build(rule.build, at: rule.place)
            let number = rules.count
            let yielded = nonterminal(named: rule.yields)
            var builder = RuleBuilder(graph: graphs[yielded], language: language, yields: yielded, place: rule.place)
            // Taken out, so that it is not copied for each rule.
            graphs[yielded] = RuleGraph()
            try add(pattern, rule: number, to: &builder, wordForms: wordForms)
            graphs[yielded] = builder.graph
            let count = builder.valueCount
            for case .value(let index) in arguments where index >= count {
                throw rule.place.error("`$\(index + 1)` is more than the \(count) values of the pattern")
            }
            rules.append(
                Rule(
                    name: "\(lexicon.language).\(rule.yields).\(rule.name)", language: language, operation: operation,
                    arguments: arguments, valueCount: count))
        }
        for intent in lexicon.intents {
            let pattern = try RulePattern.parse(intent.pattern, at: intent.place)
            var builder = RuleBuilder(graph: intentGraph, language: language, yields: nil, place: intent.place)
            intentGraph = RuleGraph()
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
        /// What the rule yields; nil for an intent's.
        let yields: Int?
        let place: Lexicon.Place
        var valueCount = 0
    }

    private mutating func add(
        _ pattern: RulePattern, rule: Int, to builder: inout RuleBuilder, wordForms: WordForms
    ) throws(LexiconError) {
        let entry = builder.graph.addNode()
        let end = try extend(pattern, from: entry, .sameSentence, &builder, wordForms)
        builder.graph.finish(rule: rule, from: entry, end: end)
    }

    /// Adds the pattern after `node`; the node where it ends.
    private mutating func extend(
        _ pattern: RulePattern, from node: Int, _ nearness: RuleGraph.Nearness, _ builder: inout RuleBuilder, _ wordForms: WordForms
    ) throws(LexiconError) -> Int {
        let language = builder.language
        switch pattern {
        case .form(let text):
            let symbol = lists[language].forms[text]?.symbols.first ?? nextSymbol()
            lists[language].add(form: text, WordEntry(symbols: [symbol]))
            return builder.graph.addEdge(from: node, .word(symbol), nearness, place: nil)
        case .stem(let text):
            let stem = wordForms.stem(text, stemmers[language])
            let symbol = lists[language].stems[stem]?.symbols.first ?? nextSymbol()
            lists[language].add(stem: stem, WordEntry(symbols: [symbol]))
            return builder.graph.addEdge(from: node, .word(symbol), nearness, place: nil)
        case .prefix(let text):
            let symbol = nextSymbol()
            lists[language].add(prefix: text, WordEntry(symbols: [symbol]))
            return builder.graph.addEdge(from: node, .word(symbol), nearness, place: nil)
        case .category(let name, let range, let keeps):
            guard let category = categories[name] else {
                throw builder.place.error("no word has the category `\(name)`")
            }
            if keeps { builder.valueCount += 1 }
            return builder.graph.addEdge(
                from: node, .category(category, range), nearness, place: keeps ? builder.valueCount - 1 : nil)
        case .nonterminal(let name):
            guard let number = nonterminals[name] else {
                throw builder.place.error("`{\(name)}` is no rule of this lexicon or another; write one that yields it")
            }
            if let yields = builder.yields { uses.append((yields, number, builder.place)) }
            builder.valueCount += 1
            return builder.graph.addEdge(
                from: node, .nonterminal(number), nearness, place: builder.valueCount - 1)
        case .start: return builder.graph.addEdge(from: node, .start, .sameSentence, place: nil)
        case .end: return builder.graph.addEdge(from: node, .end, .sameSentence, place: nil)
        case .skip: return builder.graph.addEdge(from: node, .skip, .sameSentence, place: nil)
        case .glued(let inner):
            return try extend(inner, from: node, .glued, &builder, wordForms)
        case .pause: return builder.graph.addEdge(from: node, .pause, .sameSentence, place: nil)
        case .hyphened(let inner):
            return try extend(inner, from: node, .hyphened, &builder, wordForms)
        case .sameClause(let inner):
            return try extend(inner, from: node, .sameClause, &builder, wordForms)
        case .optional(let inner):
            let end = try extend(inner, from: node, nearness, &builder, wordForms)
            let after = builder.graph.addNode()
            builder.graph.join(end, to: after)
            builder.graph.join(node, to: after)
            return after
        case .alternatives(let alternatives):
            let after = builder.graph.addNode()
            for alternative in alternatives {
                let end = try extend(alternative, from: node, nearness, &builder, wordForms)
                builder.graph.join(end, to: after)
            }
            return after
        case .sequence(let items):
            var current = node
            for (index, item) in items.enumerated() {
                current = try extend(item, from: current, index == 0 ? nearness : .sameSentence, &builder, wordForms)
            }
            return current
        }
    }

    private mutating func nextSymbol() -> Int32 {
        symbolCount += 1
        return symbolCount
    }
}

extension ScalarClass {
    var isMark: Bool {
        if case .mark = self { return true }
        return false
    }
}

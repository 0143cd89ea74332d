/// The phrases of a flow's intents, compiled: words are numbers, so that matching compares integers.
struct Phrases: Sendable {
    indirect enum Step: Sendable {
        case word(Int)
        case prefix(String)
        case gap(PhraseRule.Gap)
        case sequence([Step])
        case alternatives([Step])
        case optional(Step)
    }

    struct Phrase: Sendable {
        var intent: Int
        var isExclusion: Bool
        var step: Step
        /// The words it can begin with; nil when it can begin otherwise.
        var beginnings: Set<Int>?
    }

    var intents: [String] = []
    var phrases: [Phrase] = []
    var expressions: [(intent: Int, isExclusion: Bool, source: String, pattern: CompiledPattern)] = []
    /// Numbers of phrase words by their stems.
    var words = SpellingMap<Int>()
    private(set) var near = NearestWords()
    /// Phrases that can begin with anything, and for each word those that can begin with it.
    private var openPhrases: [Int] = []
    private var phrasesByWord: [[Int]] = []

    /// Numbers of the phrases that can match where tokens are these words, in order.
    func phrases(beginningIn words: [[Int]]) -> [Int] {
        var numbers = openPhrases
        for token in words { for word in token { numbers += phrasesByWord[word] } }
        return Phrases.unique(numbers)
    }

    /// Makes the indexes that depend on all phrases.
    mutating func finish() {
        for stem in words.words.sorted() { near.add(stem) }
        phrasesByWord = Array(repeating: [], count: words.count)
        for (number, phrase) in phrases.enumerated() {
            guard let beginnings = phrase.beginnings else {
                openPhrases.append(number)
                continue
            }
            for word in beginnings { phrasesByWord[word].append(number) }
        }
    }

    /// Where phrases end that begin at a position; gaps are answered by `gapEnds`.
    func ends(
        of step: Step, from positions: [Int], words: [[Int]], tokens: [Word],
        gapEnds: (PhraseRule.Gap, Int) -> [Int]
    ) -> [Int] {
        switch step {
        case .word(let word):
            return positions.compactMap { $0 < words.count && words[$0].contains(word) ? $0 + 1 : nil }
        case .prefix(let prefix):
            return positions.compactMap { $0 < tokens.count && tokens[$0].token.text.hasPrefix(prefix) ? $0 + 1 : nil }
        case .gap(let gap):
            return Phrases.unique(positions.flatMap { gapEnds(gap, $0) })
        case .optional(let inner):
            return Phrases.unique(
                positions + ends(of: inner, from: positions, words: words, tokens: tokens, gapEnds: gapEnds))
        case .alternatives(let alternatives):
            return Phrases.unique(
                alternatives.flatMap {
                    ends(of: $0, from: positions, words: words, tokens: tokens, gapEnds: gapEnds)
                })
        case .sequence(let steps):
            // Nothing may be skipped before something has matched.
            let beginnings = Set(positions)
            var current = positions
            for step in steps {
                var starts = current
                for position in current where !beginnings.contains(position) {
                    for skip in 1...PhraseRule.maximumSkip
                    where position + skip < tokens.count && tokens[position + skip].token.separation != .sentence {
                        starts.append(position + skip)
                    }
                }
                current = ends(
                    of: step, from: Phrases.unique(starts), words: words, tokens: tokens, gapEnds: gapEnds)
                if current.isEmpty { return [] }
            }
            return current
        }
    }

    private static func unique(_ positions: [Int]) -> [Int] {
        positions.count < 2 ? positions : Array(Set(positions)).sorted()
    }
}

extension Understander {
    func phrases(_ rules: [IntentRule]) throws -> Phrases {
        var phrases = Phrases()
        for rule in rules {
            let intent = phrases.intents.firstIndex(of: rule.name) ?? phrases.intents.count
            if intent == phrases.intents.count { phrases.intents.append(rule.name) }
            for phrase in rule.phrases {
                guard let language = book.languages.first(where: { $0.language == phrase.language }) else {
                    throw VocabularyError(
                        intent: rule.name, reason: "there is no lexicon for the language `\(phrase.language)`")
                }
                if case .expression(let source) = phrase.pattern {
                    do {
                        let pattern = try patterns.compile(source)
                        phrases.expressions.append((intent, phrase.isExclusion, source, pattern))
                    } catch {
                        throw VocabularyError(intent: rule.name, reason: "the pattern `/\(source)/`: \(error)")
                    }
                    continue
                }
                let step = try compile(phrase.pattern, of: rule.name, language: language, into: &phrases)
                let (beginnings, mayBeEmpty) = Understander.beginnings(of: step)
                if mayBeEmpty {
                    throw VocabularyError(
                        intent: rule.name, reason: "a phrase of optional words only matches everything; make one required")
                }
                phrases.phrases.append(
                    Phrases.Phrase(
                        intent: intent, isExclusion: phrase.isExclusion, step: step, beginnings: beginnings))
            }
        }
        phrases.finish()
        return phrases
    }

    private func compile(
        _ pattern: PhraseRule.Pattern, of intent: String, language: WordIndex, into phrases: inout Phrases
    ) throws -> Phrases.Step {
        switch pattern {
        case .word(let text):
            // A written word may be several ("гель-лак"); marks in it say nothing.
            let steps = Tokens(text, kept: book.keptSymbols).list.filter { $0.kind != .mark }.map { token in
                let stem = wordForms.stem(token.text, language.stemmer)
                let number = phrases.words[stem] ?? phrases.words.count
                phrases.words[stem, default: number] = number
                return Phrases.Step.word(number)
            }
            guard let first = steps.first else {
                throw VocabularyError(intent: intent, reason: "`\(text)` has no letters to match")
            }
            return steps.count == 1 ? first : .sequence(steps)
        case .prefix(let text):
            guard let token = Tokens(text, kept: book.keptSymbols).list.first else {
                throw VocabularyError(intent: intent, reason: "`\(text)*` has no letters to match")
            }
            return .prefix(token.text)
        case .gap(let gap): return .gap(gap)
        case .sequence(let patterns):
            return .sequence(try patterns.map { try compile($0, of: intent, language: language, into: &phrases) })
        case .alternatives(let patterns):
            return .alternatives(try patterns.map { try compile($0, of: intent, language: language, into: &phrases) })
        case .optional(let pattern):
            return .optional(try compile(pattern, of: intent, language: language, into: &phrases))
        case .expression(let source):
            throw VocabularyError(intent: intent, reason: "the pattern `/\(source)/` must stand alone on its line")
        }
    }

    /// The words a step can begin with, nil for any, and whether it can match nothing.
    private static func beginnings(of step: Phrases.Step) -> (words: Set<Int>?, mayBeEmpty: Bool) {
        switch step {
        case .word(let word): return ([word], false)
        case .prefix, .gap: return (nil, false)
        case .optional(let inner): return (beginnings(of: inner).words, true)
        case .alternatives(let alternatives):
            var words: Set<Int>? = []
            var mayBeEmpty = alternatives.isEmpty
            for alternative in alternatives {
                let next = beginnings(of: alternative)
                if let more = next.words, let known = words { words = known.union(more) } else { words = nil }
                mayBeEmpty = mayBeEmpty || next.mayBeEmpty
            }
            return (words, mayBeEmpty)
        case .sequence(let steps):
            var words: Set<Int>? = []
            for step in steps {
                let next = beginnings(of: step)
                if let more = next.words, let known = words { words = known.union(more) } else { words = nil }
                if !next.mayBeEmpty { return (words, false) }
            }
            return (words, true)
        }
    }
}

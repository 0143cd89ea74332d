/// Why a message means what it was understood to mean: how each word was read, and what else it might have meant.
package struct Explanation: Hashable, Sendable {
    package var meaning: Meaning
    /// What the message was read as an answer to: as given with it, or as the bot's last message asks.
    package var expecting: Expecting?
    package var words: [WordReading]
    /// By the span of each day and time: the rules that its own rule stands on and that read the same in its words, the
    /// outermost first.
    package var foundations: [Range<Int>: [String]]
    /// In the order of the message. What only repeats a part of what was taken is not among them.
    package var rejected: [Rejected]
}

/// How one word, number or sign of a message was read.
package struct WordReading: Hashable, Sendable {
    package enum Manner: Hashable, Sendable {
        case number
        /// A word of this language.
        case known(language: String)
        /// Probably meant as one of these words of a language.
        case typo(of: [String], language: String)
        /// A word of a language in the letters of another.
        case transliterated(String, language: String)
        /// A word by which the salon calls these of its services and masters.
        case named(Name, ids: [String])
        case unknown
    }

    /// How near a word is to the name it is one of.
    package enum Name: Hashable, Sendable {
        case exact, otherForm, cutShort, mistyped
    }

    /// UTF-8 byte offsets in the message.
    package var span: Range<Int>
    /// In small letters, and in the letters that were meant where the keyboard was set to another language.
    package var text: String
    package var isWrongLayout: Bool
    package var manner: Manner
}

/// A reading of some words that was possible and was not taken.
package struct Rejected: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case intent(String)
        case service(Reference)
        case master(Reference)
        case date(DateMeaning)
        case time(TimeMeaning)
    }

    package enum Reason: Hashable, Sendable {
        /// Another reading explains more of the message with fewer pieces, or as much more surely.
        case betterCover(by: String)
        /// A rule that stands before this one in the lexicon reads the same words.
        case earlierRule(String)
        /// The words lie in what is neither day nor time: a price, an age, a phone number.
        case ignored(by: String)
        /// The number is a part of a service's name.
        case insideServiceName
        /// Named only to be ruled out ("только не Ольга").
        case refused
        /// Something said later replaces it ("нет, лучше в пятницу").
        case corrected
        /// Where a visit is now, in a wish to move it.
        case movedFrom
        /// It only narrows what stands beside it ("в 8 вечера").
        case merged
        /// Other words say that this is not meant.
        case ruledOut(by: String)
        /// The message wants something else that comes before it.
        case gaveWay(to: String, weight: Int, other: Int?)
        /// The message as a whole is of another kind, such as a complaint, and asks for nothing.
        case wholeMessage(String)
    }

    package var content: Content
    /// UTF-8 byte offsets in the message.
    package var span: Range<Int>
    package var rule: String
    package var reason: Reason
}

extension Understander {
    /// Understands as `understand` does, and says why. Costs several times as much; for people who ask, not for turns.
    package func explain(_ text: String, vocabulary: Vocabulary, context: Context) -> Explanation {
        var explanation: Explanation?
        let (meaning, _) = understand(text, vocabulary: vocabulary, context: context) { trace in
            var collector = RejectionCollector(trace, understander: self)
            collector.collect()
            explanation = Explanation(
                meaning: trace.meaning, expecting: trace.context.expecting,
                words: trace.wordReadings(understander: self),
                foundations: trace.foundations(book: book), rejected: collector.rejected)
        }
        return explanation
            ?? Explanation(meaning: meaning, expecting: context.expecting, words: [], foundations: [:], rejected: [])
    }
}

/// What was between a message and its meaning.
struct UnderstandingTrace {
    let text: String
    let context: Context
    let vocabulary: Vocabulary
    let surroundings: Surroundings
    let reading: MessageReading
    let chart: Chart
    /// Everything that was named, before corrections and negations had their part.
    let unsettled: Findings
    let settled: Findings
    let intents: MessageIntents
    let meaning: Meaning
}

extension UnderstandingTrace {
    func foundations(book: RuleBook) -> [Range<Int>: [String]] {
        var chart = chart
        var found: [Range<Int>: [String]] = [:]
        for piece in unsettled.cover?.pieces ?? [] {
            let own = book.rules[piece.match.rule].name
            var names: [String] = []
            for start in piece.tokens {
                for nonterminal in 0..<book.graphCount {
                    for match in chart.matches(of: nonterminal, at: start) where match.value == piece.match.value {
                        guard match.end <= piece.tokens.upperBound, match.end > start else { continue }
                        let name = book.rules[match.rule].name
                        // What only a question would make of the words is no part of why they are so read.
                        if name != own, !name.contains("-when-"), !names.contains(name) { names.append(name) }
                    }
                }
            }
            if !names.isEmpty { found[reading.span(of: piece.tokens)] = names }
        }
        return found
    }

    func wordReadings(understander: Understander) -> [WordReading] {
        let asTyped = Tokens(text, kept: understander.book.keptSymbols).list
        let isRetyped = !asTyped.elementsEqual(reading.words) { $0.text == $1.token.text }
        return reading.words.indices.compactMap { position in
            let token = reading.words[position].token
            guard token.kind != .mark else { return nil }
            return WordReading(
                span: token.span, text: token.text, isWrongLayout: isRetyped && token.kind == .word,
                manner: manner(at: position, understander: understander))
        }
    }

    private func manner(at position: Int, understander: Understander) -> WordReading.Manner {
        let word = reading.words[position]
        let token = word.token
        if token.kind == .number { return .number }
        let (services, masters) = (reading.serviceHits[position], reading.masterHits[position])
        if let surest = (services + masters).map(\.quality).min() {
            let name: WordReading.Name =
                switch surest {
                case .exact: .exact
                case .related: .otherForm
                case .shortened: .cutShort
                case .mistyped: .mistyped
                }
            let ids = vocabulary.services.ids(of: services.filter { $0.quality == surest })
            return .named(name, ids: ids + vocabulary.masters.ids(of: masters.filter { $0.quality == surest }))
        }
        guard let number = word.language else {
            guard word.isOrdinary, let home = understander.book.home(isLatin: token.isLatin) else { return .unknown }
            return .known(language: understander.book.languages[home].language)
        }
        let language = understander.book.languages[number]
        if token.isSign || language.entry(for: token.text, stem: { understander.stem(token.text, number) }) != nil {
            return .known(language: language.language)
        }
        var typed = token.text
        if token.isLatin, language.script != .latin {
            for text in [language.transliteration.transliterate(typed), language.transliteration.transliterateElse(typed)] {
                guard let text, language.isKnown(transliterated: text, stem: understander.stem(text, number)) else { continue }
                return .transliterated(text, language: language.language)
            }
            typed = language.transliteration.transliterate(typed)
        }
        let near = language.words(near: typed, length: token.length, stem: { understander.stem($0, number) })
        return .typo(of: near?.words.sorted() ?? [], language: language.language)
    }
}

extension WordIndex {
    fileprivate func isKnown(transliterated word: String, stem: String) -> Bool {
        entry(
            forTransliterated: word, blurred: transliteration.blur(word), blurredStem: transliteration.blur(stem)) != nil
    }
}

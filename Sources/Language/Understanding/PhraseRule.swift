/// A meaning that a flow declares for itself. It may carry the name of a built-in intent, and then adds phrases to it.
package struct IntentRule: Hashable, Sendable {
    package var name: String
    package var phrases: [PhraseRule]

    package init(name: String, phrases: [PhraseRule]) {
        self.name = name
        self.phrases = phrases
    }
}

/// One phrase of an intent, in one language.
package struct PhraseRule: Hashable, Sendable {
    package var language: String
    /// Where an exclusion matches, the intent is not meant, whatever else matches.
    package var isExclusion: Bool
    package var pattern: Pattern

    package init(language: String, isExclusion: Bool, pattern: Pattern) {
        self.language = language
        self.isExclusion = isExclusion
        self.pattern = pattern
    }

    package indirect enum Pattern: Hashable, Sendable {
        /// Matched by stem, with typos forgiven by the word's length.
        case word(String)
        /// Any word that begins so.
        case prefix(String)
        /// A thing of this kind, whichever it is.
        case gap(Gap)
        /// One after another; up to `maximumSkip` other words may stand between two.
        case sequence([Pattern])
        case alternatives([Pattern])
        case optional(Pattern)
        /// A pattern of the engine over the message in lower case.
        case expression(String)
    }

    package enum Gap: String, Hashable, Sendable {
        case service, master, date, time
    }

    /// Words that may stand between two parts of a sequence ("где [можно] припарковаться").
    package static let maximumSkip = 2
}

/// What cannot be compiled in a salon's names or a flow's phrases.
package struct VocabularyError: Error, Hashable, Sendable, CustomStringConvertible {
    package var intent: String
    package var reason: String

    package var description: String { "intent `\(intent)`: \(reason)" }
}

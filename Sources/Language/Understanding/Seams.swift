/// Takes endings off words. `language` is the name a lexicon gives in its `stemmer` line (Snowball's, such as `russian`).
///
/// Given from outside, so that this module holds no C; the answer for one word must always be the same.
package struct WordForms: Sendable {
    package var stem: @Sendable (_ word: String, _ language: String) -> String

    package init(stem: @escaping @Sendable (_ word: String, _ language: String) -> String) { self.stem = stem }
}

/// Compiles the patterns that flows write between slashes.
package struct PatternEngine: Sendable {
    package var compile: @Sendable (_ source: String) throws -> CompiledPattern

    package init(compile: @escaping @Sendable (_ source: String) throws -> CompiledPattern) { self.compile = compile }
}

/// A pattern ready to match UTF-8 text, any number of times, in any thread.
package struct CompiledPattern: Sendable {
    /// The range of the first match and of its groups, nil when there is none. Throws when the match would take too long.
    package var firstMatch: @Sendable (_ text: [UInt8]) throws -> [Range<Int>?]?

    package init(firstMatch: @escaping @Sendable (_ text: [UInt8]) throws -> [Range<Int>?]?) {
        self.firstMatch = firstMatch
    }
}

/// Keeps what the lexicons say of words met before: people write the same few thousand words.
///
/// Facts follow from the word alone, so that remembering them changes no answer. Given from outside, since whoever keeps
/// anything for many threads needs a lock.
package struct WordMemory: Sendable {
    /// The facts of each word, nil where they are not known; as many as there are words.
    package var recall: @Sendable (_ words: [String]) -> [WordFacts?]
    package var keep: @Sendable (_ facts: [(word: String, facts: WordFacts)]) -> Void

    package init(
        recall: @escaping @Sendable ([String]) -> [WordFacts?],
        keep: @escaping @Sendable ([(word: String, facts: WordFacts)]) -> Void
    ) {
        self.recall = recall
        self.keep = keep
    }

    /// Remembers nothing.
    package static let none = WordMemory(recall: { Array(repeating: nil, count: $0.count) }, keep: { _ in })
}

internal import Patterns
internal import Stemming
package import Understanding

/// The engines behind the understanding, as the values of functions it takes (no C reaches the language).

extension PatternEngine {
    static let pcre2 = PatternEngine { source in
        let pattern = try Pattern(source)
        return CompiledPattern { text in try pattern.firstMatch(in: text) }
    }
}

extension WordForms {
    /// - Parameter languages: Snowball's names; a word of another language is its own stem.
    static func snowball(_ languages: [String]) throws -> WordForms {
        var stemmers: [String: Stemmer] = [:]
        for language in languages { stemmers[language] = try Stemmer(language: language) }
        let ready = stemmers
        return WordForms { word, language in ready[language]?.stem(word) ?? word }
    }
}

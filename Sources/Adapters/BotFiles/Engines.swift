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

internal import Grammar
internal import Patterns
internal import Remembering
internal import Stemming
package import Understanding

extension Understander {
    /// An understander of the project's own lexicons and what may be given beside them, with the stemmer and the patterns
    /// that the server uses.
    package init(languages: [String], beside others: [Lexicon] = [], remembering: Int = 16_000) throws {
        let stemmers = ["russian": try Stemmer(language: "russian"), "english": try Stemmer(language: "english")]
        try self.init(
            lexicons: languages.map { language in
                try Lexicon(files: LexiconFiles.files(of: language).map { LexiconFile(name: $0.name, bytes: $0.bytes) })
            } + others,
            wordForms: WordForms { word, language in stemmers[language]?.stem(word) ?? word },
            patterns: PatternEngine { source in
                let pattern = try Pattern(source)
                return CompiledPattern { try pattern.firstMatch(in: $0) }
            }, memory: .bounded(remembering))
    }
}

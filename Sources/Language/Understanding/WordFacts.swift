/// What the lexicons know of one word, whatever message it stands in.
package final class WordFacts: Sendable {
    /// A Latin word as one of a language that people write with Latin letters when they lack its keyboard.
    final class Sound: Sendable {
        let text: String
        let stem: String
        /// Both as `Transliteration.blur` has them.
        let blurred: String
        let blurredStem: String
        let entry: WordEntry?
        /// By the other way to read an ambiguous letter ("nogtej", "massaj").
        let otherBlurredStem: String?
        /// What it may be an endearment of, in the language's own letters.
        let origins: [String]

        init(_ word: String, by language: WordIndex, endearments: Endearments, stem stemmed: (String) -> String) {
            let letters = language.transliteration
            text = letters.transliterate(word)
            stem = stemmed(text)
            blurred = letters.blur(text)
            blurredStem = letters.blur(stem)
            origins = endearments.origins(of: text, isLatin: false)
            if let entry = language.entry(forTransliterated: text, blurred: blurred, blurredStem: blurredStem) {
                self.entry = entry
                otherBlurredStem = nil
            } else if let other = letters.transliterateElse(word) {
                let otherStem = letters.blur(stemmed(other))
                entry = language.entry(forTransliterated: other, blurred: letters.blur(other), blurredStem: otherStem)
                otherBlurredStem = otherStem
            } else {
                entry = nil
                otherBlurredStem = nil
            }
        }
    }

    /// By the first language of the word's script.
    let stem: String
    /// A word of everyday talk, which is a typo of nothing.
    let isOrdinary: Bool
    let entries: [(language: Int, entry: WordEntry)]
    /// The languages that alone have one of its letters, a bit each.
    let ownLetters: UInt32
    /// The languages that it speaks for by being a word of theirs, a bit each.
    let voting: UInt32
    let sound: Sound?
    /// What it may be an endearment of, where no lexicon knows it as a word.
    let origins: [String]

    init(_ token: Token, understander: Understander) {
        let languages = understander.book.languages
        let home = understander.book.home(isLatin: token.isLatin)
        let stem = understander.stem(token.text, isLatin: token.isLatin)
        self.stem = stem
        var isOrdinary = false
        var entries: [(language: Int, entry: WordEntry)] = []
        var ownLetters: UInt32 = 0
        var voting: UInt32 = 0
        for (index, language) in languages.enumerated()
        where token.isSign || (language.script == .latin) == token.isLatin {
            let bit: UInt32 = 1 << UInt32(index)
            if language.hasOwnLetter(token.text) { ownLetters |= bit }
            let isCommon = language.isOrdinary(token.text)
            if isCommon { isOrdinary = true }
            let found = language.entry(
                for: token.text, stem: { index == home ? stem : understander.stem(token.text, index) })
            guard let found else {
                if isCommon { voting |= bit }
                continue
            }
            entries.append((index, found))
            if !token.isSign, !found.tags.contains(where: { $0.category == understander.numbers.international }) {
                voting |= bit
            }
        }
        self.isOrdinary = isOrdinary
        self.entries = entries
        self.ownLetters = ownLetters
        self.voting = voting
        origins =
            entries.isEmpty && !isOrdinary && !token.isSign
            ? understander.endearments.origins(of: token.text, isLatin: token.isLatin) : []
        if token.isLatin, let transliterated = understander.book.transliterated {
            sound = Sound(token.text, by: languages[transliterated], endearments: understander.endearments) { understander.stem($0, transliterated) }
        } else {
            sound = nil
        }
    }
}

extension Understander {
    /// What the lexicons know of each token; nil for those that are no words.
    func facts(of tokens: [Token]) -> [WordFacts?] {
        // Of figures, such as customers' telephone numbers, nothing is kept.
        let words = tokens.indices.filter { tokens[$0].kind == .word }
        var facts = [WordFacts?](repeating: nil, count: tokens.count)
        for (position, known) in zip(words, memory.recall(words.map { tokens[$0].text })) { facts[position] = known }
        var learned: [(word: String, facts: WordFacts)] = []
        for position in words where facts[position] == nil {
            let token = tokens[position]
            let known = learned.first { $0.word.utf8.elementsEqual(token.text.utf8) }
            let found = known?.facts ?? WordFacts(token, understander: self)
            if known == nil, learned.count < 64 { learned.append((token.text, found)) }
            facts[position] = found
        }
        if !learned.isEmpty { memory.keep(learned) }
        return facts
    }
}

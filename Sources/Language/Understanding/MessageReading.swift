/// A message cut into words, each with what the lexicons and the salon's vocabulary know of it, and the language it is in.
///
/// A message whose words nobody knows is read once more as typed in the wrong keyboard layout ("ghbdtn").
struct MessageReading {
    private(set) var words: [Word]
    /// Index of the language in the rule book; nil when nothing tells.
    private(set) var language: Int?
    private(set) var serviceHits: [[Names.Hit]]
    private(set) var masterHits: [[Names.Hit]]
    /// Numbers of the words of flow phrases that each token is a form of.
    private(set) var phraseWords: [[Int]]
    /// Stems by the script's first language, for options.
    private(set) var stems: [String]
    /// Words, without numbers, and how many of them something knows.
    private var counted = 0
    private var known = 0

    init(_ text: String, vocabulary: Vocabulary, context: Context, understander: Understander) {
        let kept = understander.book.keptSymbols
        self.init(
            Tokens(text, kept: kept), vocabulary: vocabulary, preferred: context.language, understander: understander)
        guard known == 0, counted > 0 else { return }
        for language in understander.book.languages where !language.keys.isEmpty {
            var reversed: [UInt32: UInt32] = [:]
            for (key, letter) in language.keys { reversed[letter] = key }
            for keys in [language.keys, reversed] {
                let other = MessageReading(
                    Tokens(text, kept: kept, keys: keys), vocabulary: vocabulary, preferred: context.language,
                    understander: understander)
                // Words known by chance are short and few.
                if other.known > 0, 2 * other.known >= other.counted {
                    self = other
                    return
                }
            }
        }
    }

    private init(_ tokens: Tokens, vocabulary: Vocabulary, preferred: String?, understander: Understander) {
        let list = tokens.list
        let languages = understander.book.languages
        let transliterated = languages.firstIndex { !$0.transliteration.isEmpty }
        words = list.map { Word(token: $0) }
        serviceHits = Array(repeating: [], count: list.count)
        masterHits = serviceHits
        phraseWords = Array(repeating: [], count: list.count)
        stems = Array(repeating: "", count: list.count)
        var votes = Array(repeating: 0, count: languages.count)
        // A Latin word that the transliterated language knows and no Latin one does.
        var soundings: [(position: Int, entry: WordEntry, isUnknown: Bool)] = []
        var latinVotes = 0
        var soundVotes = 0

        for (position, token) in list.enumerated() {
            if token.kind == .mark {
                for language in languages { if let entry = language.forms[token.text] { take(entry, at: position) } }
                continue
            }
            if token.kind == .number {
                stems[position] = token.text
                serviceHits[position] = vocabulary.services.exactHits(token.text) ?? []
                continue
            }
            if token.length > 1 || !token.isLatin { counted += 1 }
            let stem = understander.stem(token.text, isLatin: token.isLatin)
            stems[position] = stem
            var isKnown = false
            for (index, language) in languages.enumerated() where (language.script == .latin) == token.isLatin {
                let stemmer = language.stemmer
                guard let entry = language.entry(
                    for: token.text, stem: { index == 0 ? stem : understander.wordForms.stem(token.text, stemmer) })
                else { continue }
                isKnown = true
                take(entry, at: position)
                guard !token.isSign,
                    !entry.tags.contains(where: { $0.category == understander.numbers.international })
                else { continue }
                votes[index] += token.length > 2 ? 3 : 1
                if token.isLatin { latinVotes += token.length > 2 ? 3 : 1 }
            }
            var sound: String?
            if token.isLatin, let transliterated {
                let language = languages[transliterated]
                let text = language.transliteration.transliterate(token.text)
                let soundStem = understander.wordForms.stem(text, language.stemmer)
                sound = soundStem
                if let entry = language.entry(forTransliterated: text, stem: { soundStem }) {
                    soundings.append((position, entry, !isKnown))
                    if !isKnown { soundVotes += token.length > 2 ? 3 : 1 }
                }
                findNames(
                    at: position, token: token, stem: stem, sound: (text, soundStem), isKnown: isKnown,
                    vocabulary: vocabulary, understander: understander)
            } else {
                findNames(
                    at: position, token: token, stem: stem, sound: nil, isKnown: isKnown, vocabulary: vocabulary,
                    understander: understander)
            }
            var isNamed = !serviceHits[position].isEmpty || !masterHits[position].isEmpty
            findPhraseWords(at: position, token: token, stem: stem, sound: sound, vocabulary: vocabulary)
            isNamed = isNamed || !phraseWords[position].isEmpty
            if !isKnown, !isNamed, soundings.last?.position != position {
                for (index, language) in languages.enumerated() where (language.script == .latin) == token.isLatin {
                    guard let entry = language.entry(near: token.text, length: token.length, stem: { stem }) else { continue }
                    isKnown = true
                    take(entry, at: position)
                    votes[index] += 2
                    if token.isLatin { latinVotes += 2 }
                }
                if !token.isLatin, !isKnown, token.length > 2,
                    let first = languages.firstIndex(where: { $0.script == .cyrillic })
                {
                    votes[first] += 1
                }
            }
            if isKnown || isNamed || soundings.last?.position == position { known += 1 }
        }
        if soundVotes > latinVotes, let transliterated {
            for sounding in soundings { replace(sounding.entry, at: sounding.position) }
            votes[transliterated] += soundVotes
        } else if latinVotes == 0, let transliterated {
            votes[transliterated] += soundVotes
        }
        var best: Int?
        for (index, count) in votes.enumerated() where count > 0 {
            if let chosen = best, votes[chosen] > count { continue }
            if let chosen = best, votes[chosen] == count, languages[index].language != preferred { continue }
            best = index
        }
        language = best
    }

    private mutating func take(_ entry: WordEntry, at position: Int) {
        words[position].symbols += entry.symbols
        for tag in entry.tags where !words[position].tags.contains(tag) { words[position].tags.append(tag) }
    }

    private mutating func replace(_ entry: WordEntry, at position: Int) {
        words[position].symbols = entry.symbols
        words[position].tags = entry.tags
    }

    private mutating func findNames(
        at position: Int, token: Token, stem: String, sound: (text: String, stem: String)?, isKnown: Bool,
        vocabulary: Vocabulary, understander: Understander
    ) {
        serviceHits[position] = vocabulary.services.exactHits(stem) ?? []
        masterHits[position] = vocabulary.masters.exactHits(token.text) ?? []
        if let sound {
            // "gel manicure" names "Маникюр с гель-лаком" also in a salon that wrote one English name and not the other.
            serviceHits[position] += vocabulary.services.blurredExactHits(understander.blur(sound.stem)) ?? []
            if masterHits[position].isEmpty, serviceHits[position].isEmpty, !isKnown {
                masterHits[position] = vocabulary.masters.blurredExactHits(understander.blur(sound.text)) ?? []
            }
        }
        guard !isKnown, masterHits[position].isEmpty else { return }
        if !serviceHits[position].isEmpty {
            serviceHits[position] += vocabulary.services.shortenedHits(token.text)
            return
        }
        serviceHits[position] = vocabulary.services.looseHits(
            stem, word: token.text, length: token.length, isBlurred: false)
        masterHits[position] = vocabulary.masters.looseHits(
            token.text, word: token.text, length: token.length, isBlurred: false)
        if let sound {
            if serviceHits[position].isEmpty {
                serviceHits[position] = vocabulary.services.looseHits(
                    understander.blur(sound.stem), word: sound.text, length: token.length, isBlurred: true)
            }
            if masterHits[position].isEmpty {
                masterHits[position] = vocabulary.masters.looseHits(
                    understander.blur(sound.text), word: sound.text, length: token.length, isBlurred: true)
            }
        }
    }

    private mutating func findPhraseWords(
        at position: Int, token: Token, stem: String, sound: String?, vocabulary: Vocabulary
    ) {
        let phrases = vocabulary.phrases
        guard !phrases.words.isEmpty else { return }
        if let word = phrases.words[stem] { phraseWords[position].append(word) }
        if let sound, let word = phrases.words[sound], !phraseWords[position].contains(word) {
            phraseWords[position].append(word)
        }
        guard phraseWords[position].isEmpty, words[position].symbols.isEmpty, words[position].tags.isEmpty,
            serviceHits[position].isEmpty, masterHits[position].isEmpty
        else { return }
        let allowed = NearestWords.allowedTypos(length: token.length)
        guard allowed > 0, let found = phrases.near.nearest(to: stem, within: allowed) else { return }
        phraseWords[position] = found.words.compactMap { phrases.words[$0] }
    }

    /// Bytes of the message from the first to the last of these tokens.
    func span(of tokens: Range<Int>) -> Range<Int> {
        words[tokens.lowerBound].token.span.lowerBound..<words[tokens.upperBound - 1].token.span.upperBound
    }
}

/// A message cut into words, each with what the lexicons and the salon's vocabulary know of it, and the language it is in.
///
/// A message whose words nobody knows is read once more as typed in the wrong keyboard layout ("ghbdtn").
struct MessageReading {
    private(set) var words: [Word]
    /// Index of the language in the rule book; nil when nothing tells.
    private(set) var language: Int?
    private(set) var serviceHits: [[Names.Hit]]
    private(set) var masterHits: [[Names.Hit]]
    /// Whether each token is the name of a person, and of nobody and nothing that the salon has.
    private(set) var isStranger: [Bool]
    /// Numbers of the words of flow phrases that each token is a form of.
    private(set) var phraseWords: [[Int]]
    /// Stems by the script's first language, for options.
    private(set) var stems: [String]
    /// Letters of the words, how many of them are Latin, and how many are of words that are surely known: not by a typo, and
    /// not a single Latin letter, as which any key may be typed.
    private var letters = 0
    private var latinLetters = 0
    private var sureLetters = 0
    /// Unknown words so far; what they may be typos of is looked for only among the first `maximumUnknown`.
    private var unknown = 0
    /// A message of more unknown words is none that a person wrote, and each costs a search through all words.
    private static let maximumUnknown = 100

    init(_ text: String, vocabulary: Vocabulary, context: Context, understander: Understander) {
        let kept = understander.book.keptSymbols
        self.init(Tokens(text, kept: kept), vocabulary: vocabulary, context: context, understander: understander)
        guard sureLetters < letters else { return }
        for layout in understander.book.layouts where layout.isTypedInLatin == (2 * latinLetters > letters) {
            let isExpected = context.language == layout.language
            guard isExpected || 2 * sureLetters < letters else { continue }
            let other = MessageReading(
                Tokens(text, kept: kept, keys: layout.keys), vocabulary: vocabulary, context: context,
                understander: understander)
            // Words known by chance are short and few; the language of the conversation needs less to be told by.
            let isClear = letters > 2 && 2 * other.sureLetters >= other.letters && other.sureLetters > 2 * sureLetters
            let isWhole = (isExpected || sureLetters == 0 && letters > 1) && other.sureLetters == other.letters && other.sureLetters > sureLetters
            if isClear || isWhole {
                self = other
                return
            }
        }
    }

    private init(_ tokens: Tokens, vocabulary: Vocabulary, context: Context, understander: Understander) {
        let list = tokens.list
        let languages = understander.book.languages
        words = list.map { Word(token: $0) }
        serviceHits = Array(repeating: [], count: list.count)
        masterHits = serviceHits
        isStranger = Array(repeating: false, count: list.count)
        phraseWords = Array(repeating: [], count: list.count)
        stems = Array(repeating: "", count: list.count)

        var looked = LookedUp(list, understander: understander)
        let order = looked.choose(context: context, languages: languages)
        for (position, token) in list.enumerated() {
            stems[position] = looked.stem(at: position) ?? token.text
            if token.kind == .mark {
                takeSign(at: position, languages: languages)
                continue
            }
            if token.kind == .number {
                takeSign(at: position, languages: languages)
                serviceHits[position] = vocabulary.services.exactHits(token.text) ?? []
                continue
            }
            letters += token.length
            if token.isLatin { latinLetters += token.length }
            let entry = looked.entry(at: position, order: order, isLatin: token.isLatin)
            words[position].isOrdinary = looked.isOrdinary(at: position)
            let isKnown = entry != nil || looked.isOrdinary(at: position)
            if let entry { take(entry.entry, of: entry.language, at: position) }
            let sound = looked.sound(at: position)
            let isSounding = sound?.entry != nil
            findNames(
                at: position, token: token, stem: stems[position], sound: sound, origins: looked.origins(at: position),
                isKnown: isKnown && !(looked.isTransliterated && !isSounding), vocabulary: vocabulary,
                understander: understander)
            findPhraseWords(at: position, token: token, stem: stems[position], sound: sound?.stem, vocabulary: vocabulary)
            let isNamed =
                !serviceHits[position].isEmpty || !masterHits[position].isEmpty || !phraseWords[position].isEmpty
            // Before typos are looked for: a name is a typo of nothing here.
            isStranger[position] =
                !isKnown && !isNamed
                && (understander.isGivenName(token.text) || sound.map { understander.isGivenName($0.text) } ?? false)
            if !isKnown, !isNamed, !isSounding, unknown < MessageReading.maximumUnknown {
                findTypo(at: position, token: token, sound: sound, order: order, looked: &looked, understander)
            }
            if entry == nil { unknown += 1 }
            if entry != nil || isNamed || isSounding || words[position].isOrdinary, token.length > 1 || !token.isLatin {
                sureLetters += token.length
            }
        }
        language = looked.language(preferred: context.language, languages: languages)
    }

    /// Takes what an unknown word is probably a typo of.
    private mutating func findTypo(
        at position: Int, token: Token, sound: WordFacts.Sound?, order: [Int], looked: inout LookedUp,
        _ understander: Understander
    ) {
        let languages = understander.book.languages
        for index in order where (languages[index].script == .latin) == token.isLatin {
            let language = languages[index]
            guard
                let entry = language.entry(
                    near: token.text, length: token.length, stem: { understander.stem($0, index) })
            else { continue }
            take(entry, of: index, at: position)
            looked.vote(for: index, 2)
            return
        }
        if looked.isTransliterated, let sound, let index = understander.book.transliterated {
            guard
                let entry = languages[index].entry(near: sound.text, length: token.length, stem: { understander.stem($0, index) })
            else { return }
            take(entry, of: index, at: position)
            return
        }
        if !token.isLatin, token.length > 2, let first = order.first(where: { languages[$0].script == .cyrillic }) {
            looked.vote(for: first, 1)
        }
    }

    /// Marks and numbers are words where a lexicon lists them, in every language that does.
    private mutating func takeSign(at position: Int, languages: [WordIndex]) {
        for (index, language) in languages.enumerated() {
            if let entry = language.entry(ofForm: words[position].token.text) { take(entry, of: index, at: position) }
        }
        words[position].language = nil
    }

    private mutating func take(_ entry: WordEntry, of language: Int, at position: Int) {
        words[position].language = language
        words[position].symbols += entry.symbols
        for tag in entry.tags where !words[position].tags.contains(tag) { words[position].tags.append(tag) }
    }

    private mutating func findNames(
        at position: Int, token: Token, stem: String, sound: WordFacts.Sound?, origins: [String], isKnown: Bool,
        vocabulary: Vocabulary, understander: Understander
    ) {
        serviceHits[position] = vocabulary.services.exactHits(stem) ?? []
        masterHits[position] = vocabulary.masters.exactHits(token.text) ?? []
        if let sound {
            // "gel manicure" names "Маникюр с гель-лаком" also in a salon that wrote one English name and not the other.
            serviceHits[position] += vocabulary.services.blurredExactHits(sound.blurredStem) ?? []
            if serviceHits[position].isEmpty, let other = sound.otherBlurredStem {
                serviceHits[position] = vocabulary.services.blurredExactHits(other) ?? []
            }
            if masterHits[position].isEmpty, serviceHits[position].isEmpty, !isKnown {
                masterHits[position] = vocabulary.masters.blurredExactHits(sound.blurred) ?? []
            }
        }
        if !isKnown, serviceHits[position].isEmpty, masterHits[position].isEmpty {
            findOrigins(at: position, origins, sound: sound, vocabulary: vocabulary, understander: understander)
        }
        for tag in words[position].tags where tag.category == RuleBook.Category.thing {
            for hit in vocabulary.services.hits(ofThing: tag.value)
            where !serviceHits[position].contains(where: { $0.name == hit.name && $0.bits == hit.bits }) {
                serviceHits[position].append(hit)
            }
        }
        guard !isKnown, unknown < MessageReading.maximumUnknown, masterHits[position].isEmpty,
            !understander.isPersonName(token.text)
        else { return }
        if !serviceHits[position].isEmpty {
            serviceHits[position] += vocabulary.services.shortenedHits(token.text)
            return
        }
        serviceHits[position] = vocabulary.services.looseHits(
            stem, word: token.text, length: token.length, isBlurred: false)
        if serviceHits[position].isEmpty, stem != token.text {
            serviceHits[position] = vocabulary.services.looseHits(
                token.text, word: token.text, length: token.length, isBlurred: false)
        }
        masterHits[position] = vocabulary.masters.looseHits(
            token.text, word: token.text, length: token.length, isBlurred: false)
        if let sound {
            if serviceHits[position].isEmpty {
                serviceHits[position] = vocabulary.services.looseHits(
                    sound.blurredStem, word: sound.text, length: token.length, isBlurred: true)
            }
            if masterHits[position].isEmpty {
                masterHits[position] = vocabulary.masters.looseHits(
                    sound.blurred, word: sound.text, length: token.length, isBlurred: true)
            }
        }
    }

    /// What a word names as an endearment: "к Мариночке", "кератинчик".
    private mutating func findOrigins(
        at position: Int, _ origins: [String], sound: WordFacts.Sound?, vocabulary: Vocabulary, understander: Understander
    ) {
        let isLatin = words[position].token.isLatin
        for origin in origins {
            masterHits[position] += vocabulary.masters.endearmentHits(origin)
            serviceHits[position] += vocabulary.services.endearmentHits(understander.stem(origin, isLatin: isLatin))
        }
        guard masterHits[position].isEmpty, serviceHits[position].isEmpty else { return }
        for origin in sound?.origins ?? [] {
            masterHits[position] += vocabulary.masters.blurredExactHits(understander.blur(origin)) ?? []
            serviceHits[position] +=
                vocabulary.services.blurredExactHits(understander.blur(understander.stem(origin, isLatin: false))) ?? []
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
        guard allowed > 0, unknown < MessageReading.maximumUnknown, let found = phrases.near.nearest(to: stem, within: allowed) else { return }
        phraseWords[position] = found.words.compactMap { phrases.words[$0] }
    }

    /// Bytes of the message from the first to the last of these tokens.
    func span(of tokens: Range<Int>) -> Range<Int> {
        words[tokens.lowerBound].token.span.lowerBound..<words[tokens.upperBound - 1].token.span.upperBound
    }
}

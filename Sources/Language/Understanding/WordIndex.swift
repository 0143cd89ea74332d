/// A word of a category with its value: `среду` is `weekday` 2.
struct Tag: Hashable {
    var category: Int
    var value: Int
}

/// What one lexicon knows about a written word.
struct WordEntry {
    /// Numbers under which rules know the word or its stem.
    var symbols: [Int32] = []
    var tags: [Tag] = []

    mutating func merge(_ other: WordEntry) {
        for symbol in other.symbols where !symbols.contains(symbol) { symbols.append(symbol) }
        for tag in other.tags where !tags.contains(tag) { tags.append(tag) }
    }
}

/// The words of one language as they are gathered, before they are indexed.
struct WordList {
    private(set) var forms = SpellingMap<WordEntry>()
    private(set) var stems = SpellingMap<WordEntry>()
    fileprivate var prefixes = Beginnings()

    mutating func add(form: String, _ entry: WordEntry) { forms[form, default: WordEntry()].merge(entry) }

    mutating func add(stem: String, _ entry: WordEntry) { stems[stem, default: WordEntry()].merge(entry) }

    mutating func add(prefix: String, _ entry: WordEntry) { prefixes.add(prefix, entry) }

    fileprivate mutating func finish() {
        forms.finish()
        stems.finish()
    }
}

/// The words of one language: by form, by stem, by how they sound when transliterated, and by what they may be a typo of.
final class WordIndex: Sendable {
    let language: String
    let stemmer: String
    let script: Lexicon.Script
    let transliteration: Transliteration
    let keys: [UInt32: UInt32]
    /// Letters that no other language of the script has.
    private let ownLetters: Set<UInt32>
    private let knownWords: SpellingMap<Void>
    private let list: WordList
    private let blurredForms: SpellingMap<WordEntry>
    private let blurredStems: SpellingMap<WordEntry>
    private let nearForms: NearestWords
    private let nearStems: NearestWords

    /// Indexes the words in order, so that the answer for a typo is always the same.
    init(_ lexicon: Lexicon, _ words: WordList) {
        language = lexicon.language
        stemmer = lexicon.stemmer
        script = lexicon.script
        let transliteration = Transliteration(letters: lexicon.letters, others: lexicon.otherLetters, blurs: lexicon.blurs)
        self.transliteration = transliteration
        keys = lexicon.keys
        ownLetters = lexicon.ownLetters
        var knownWords = SpellingMap<Void>()
        for word in lexicon.knownWords { knownWords[word, default: ()] = () }
        knownWords.finish()
        self.knownWords = knownWords
        var list = words
        list.finish()
        self.list = list
        func indexed(_ words: SpellingMap<WordEntry>) -> (near: NearestWords, blurred: SpellingMap<WordEntry>) {
            var near = NearestWords()
            var blurred = SpellingMap<WordEntry>()
            for word in words.words.sorted() {
                near.add(word)
                guard !transliteration.isEmpty, let entry = words[word] else { continue }
                blurred[transliteration.blur(word), default: WordEntry()].merge(entry)
            }
            blurred.finish()
            return (near, blurred)
        }
        (nearForms, blurredForms) = indexed(list.forms)
        (nearStems, blurredStems) = indexed(list.stems)
    }

    /// What the lexicon says of just this form.
    func entry(ofForm word: String) -> WordEntry? { list.forms[word] }

    /// Whether the word is one of everyday talk that no rule asks for.
    func isOrdinary(_ word: String) -> Bool { knownWords.contains(word) }

    func hasOwnLetter(_ word: String) -> Bool {
        !ownLetters.isEmpty && word.unicodeScalars.contains { ownLetters.contains($0.value) }
    }

    /// What is known about a word of this language's script; nil for an unknown word. `stem` is computed when asked.
    func entry(for word: String, stem: () -> String) -> WordEntry? {
        let form = list.forms[word]
        let stemmed = list.stems.isEmpty ? nil : list.stems[stem()]
        guard var entry = form ?? stemmed else { return withPrefixes(nil, of: word) }
        if form != nil, let stemmed { entry.merge(stemmed) }
        return withPrefixes(entry, of: word)
    }

    /// What a transliterated word may be; the word is already in this language's letters.
    func entry(forTransliterated word: String, blurred: String, blurredStem: String) -> WordEntry? {
        let form = blurredForms[blurred]
        let stemmed = blurredStems[blurredStem]
        guard var entry = form ?? stemmed else { return withPrefixes(nil, of: word) }
        if form != nil, let stemmed { entry.merge(stemmed) }
        return withPrefixes(entry, of: word)
    }

    /// What an unknown word is probably a typo of: the nearest forms, else the nearest stems.
    ///
    /// - Parameter stem: the stem of a word; asked for what was typed and for what it may have been meant to be.
    func entry(near word: String, length: Int, stem: (String) -> String) -> WordEntry? {
        guard let near = words(near: word, length: length, stem: stem) else { return nil }
        var entry = WordEntry()
        for word in near.words {
            let known = near.areStems ? list.stems[word] : self.entry(for: word, stem: { stem(word) })
            if let known { entry.merge(known) }
        }
        return entry
    }

    /// The words that an unknown one is probably a typo of; nil where there are none.
    func words(near word: String, length: Int, stem: (String) -> String) -> (words: [String], areStems: Bool)? {
        let allowed = NearestWords.allowedTypos(length: length)
        guard allowed > 0 else { return nil }
        if let found = nearForms.nearest(to: word, within: allowed) { return (found.words, false) }
        return nearStems.nearest(to: stem(word), within: allowed).map { ($0.words, true) }
    }

    private func withPrefixes(_ entry: WordEntry?, of word: String) -> WordEntry? {
        var entry = entry
        list.prefixes.forEach(of: word) { more in
            if entry == nil { entry = more } else { entry?.merge(more) }
        }
        return entry
    }
}

/// What is known of words by how they begin, found by their first bytes.
private struct Beginnings {
    /// Bytes that beginnings are found by; shorter ones are tried on every word.
    private static let keyLength = 4

    private var texts: [[UInt8]] = []
    private var entries: [WordEntry] = []
    /// Numbers of the beginnings by their first bytes, and of those that have fewer, in the order they came.
    private var byKey: [UInt32: [Int32]] = [:]
    private var short: [Int32] = []

    mutating func add(_ text: String, _ entry: WordEntry) {
        let bytes = Array(text.utf8)
        let number = Int32(texts.count)
        if bytes.count < Beginnings.keyLength { short.append(number) } else {
            byKey[Beginnings.key(bytes), default: []].append(number)
        }
        texts.append(bytes)
        entries.append(entry)
    }

    /// Calls `body` with what is known of each beginning of `word`, in the order they came.
    func forEach(of word: String, _ body: (WordEntry) -> Void) {
        var word = word
        word.withUTF8 { bytes in
            var numbers = bytes.count < Beginnings.keyLength ? [] : byKey[Beginnings.key(bytes)] ?? []
            if !short.isEmpty {
                let fitting = short.filter { bytes.starts(with: texts[Int($0)]) }
                if !fitting.isEmpty { numbers = (numbers + fitting).sorted() }
            }
            for number in numbers where bytes.starts(with: texts[Int(number)]) { body(entries[Int(number)]) }
        }
    }

    private static func key(_ bytes: some Collection<UInt8>) -> UInt32 {
        bytes.prefix(keyLength).reduce(0) { $0 << 8 | UInt32($1) }
    }
}

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

/// The words of one language: by form, by stem, by how they sound when transliterated, and by what they may be a typo of.
struct WordIndex {
    let language: String
    let stemmer: String
    let script: Lexicon.Script
    let isDayFirst: Bool
    let transliteration: Transliteration
    let keys: [UInt32: UInt32]
    /// Letters that no other language of the script has.
    private let ownLetters: Set<UInt32>
    private var knownWords = SpellingMap<Void>()
    private(set) var forms = SpellingMap<WordEntry>()
    private(set) var stems = SpellingMap<WordEntry>()
    private var blurredForms = SpellingMap<WordEntry>()
    private var blurredStems = SpellingMap<WordEntry>()
    private var prefixes = Beginnings()
    private var nearForms = NearestWords()
    private var nearStems = NearestWords()

    init(_ lexicon: Lexicon) {
        language = lexicon.language
        stemmer = lexicon.stemmer
        script = lexicon.script
        isDayFirst = lexicon.isDayFirst
        transliteration = Transliteration(letters: lexicon.letters, others: lexicon.otherLetters, blurs: lexicon.blurs)
        keys = lexicon.keys
        ownLetters = lexicon.ownLetters
        for word in lexicon.knownWords { knownWords[word, default: ()] = () }
    }

    /// Whether the word is one of everyday talk that no rule asks for.
    func isOrdinary(_ word: String) -> Bool { knownWords.contains(word) }

    func hasOwnLetter(_ word: String) -> Bool {
        !ownLetters.isEmpty && word.unicodeScalars.contains { ownLetters.contains($0.value) }
    }

    mutating func add(form: String, _ entry: WordEntry) { forms[form, default: WordEntry()].merge(entry) }

    mutating func add(stem: String, _ entry: WordEntry) { stems[stem, default: WordEntry()].merge(entry) }

    mutating func add(prefix: String, _ entry: WordEntry) { prefixes.add(prefix, entry) }

    /// Makes the indexes that depend on all words. Sorted, so that the answer for a typo is always the same.
    mutating func finish() {
        for form in forms.words.sorted() {
            nearForms.add(form)
            guard !transliteration.isEmpty, let entry = forms[form] else { continue }
            blurredForms[transliteration.blur(form), default: WordEntry()].merge(entry)
        }
        for stem in stems.words.sorted() {
            nearStems.add(stem)
            guard !transliteration.isEmpty, let entry = stems[stem] else { continue }
            blurredStems[transliteration.blur(stem), default: WordEntry()].merge(entry)
        }
        forms.finish()
        stems.finish()
        blurredForms.finish()
        blurredStems.finish()
        knownWords.finish()
    }

    /// What is known about a word of this language's script; nil for an unknown word. `stem` is computed when asked.
    func entry(for word: String, stem: () -> String) -> WordEntry? {
        let form = forms[word]
        let stemmed = stems.isEmpty ? nil : stems[stem()]
        guard var entry = form ?? stemmed else { return withPrefixes(nil, of: word) }
        if form != nil, let stemmed { entry.merge(stemmed) }
        return withPrefixes(entry, of: word)
    }

    /// What a transliterated word may be; the word is already in this language's letters.
    func entry(forTransliterated word: String, stem: () -> String) -> WordEntry? {
        let form = blurredForms[transliteration.blur(word)]
        let stemmed = blurredStems[transliteration.blur(stem())]
        guard var entry = form ?? stemmed else { return withPrefixes(nil, of: word) }
        if form != nil, let stemmed { entry.merge(stemmed) }
        return withPrefixes(entry, of: word)
    }

    /// What an unknown word is probably a typo of: the nearest forms, else the nearest stems.
    func entry(near word: String, length: Int, stem: () -> String) -> WordEntry? {
        let allowed = NearestWords.allowedTypos(length: length)
        guard allowed > 0 else { return nil }
        if let found = nearForms.nearest(to: word, within: allowed) {
            var entry = WordEntry()
            for word in found.words { if let known = forms[word] { entry.merge(known) } }
            return entry
        }
        guard let found = nearStems.nearest(to: stem(), within: allowed) else { return nil }
        var entry = WordEntry()
        for word in found.words { if let known = stems[word] { entry.merge(known) } }
        return entry
    }

    private func withPrefixes(_ entry: WordEntry?, of word: String) -> WordEntry? {
        var entry = entry
        prefixes.forEach(of: word) { more in
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

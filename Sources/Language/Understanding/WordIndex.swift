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
    private(set) var forms: [String: WordEntry] = [:]
    private(set) var stems: [String: WordEntry] = [:]
    private(set) var blurredForms: [String: WordEntry] = [:]
    private(set) var blurredStems: [String: WordEntry] = [:]
    private(set) var prefixes: [(text: String, symbol: Int32)] = []
    private var nearForms = NearestWords()
    private var nearStems = NearestWords()

    init(_ lexicon: Lexicon) {
        language = lexicon.language
        stemmer = lexicon.stemmer
        script = lexicon.script
        isDayFirst = lexicon.isDayFirst
        transliteration = Transliteration(letters: lexicon.letters, blurs: lexicon.blurs)
        keys = lexicon.keys
    }

    mutating func add(form: String, _ entry: WordEntry) { forms[form, default: WordEntry()].merge(entry) }

    mutating func add(stem: String, _ entry: WordEntry) { stems[stem, default: WordEntry()].merge(entry) }

    mutating func add(prefix: String, symbol: Int32) { prefixes.append((prefix, symbol)) }

    /// Makes the indexes that depend on all words. Sorted, so that the answer for a typo is always the same.
    mutating func finish() {
        for form in forms.keys.sorted() {
            nearForms.add(form)
            if let entry = forms[form] { blurredForms[transliteration.blur(form), default: WordEntry()].merge(entry) }
        }
        for stem in stems.keys.sorted() {
            nearStems.add(stem)
            if let entry = stems[stem] { blurredStems[transliteration.blur(stem), default: WordEntry()].merge(entry) }
        }
        if transliteration.isEmpty {
            blurredForms = [:]
            blurredStems = [:]
        }
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
        for (text, symbol) in prefixes where word.hasPrefix(text) {
            entry = entry ?? WordEntry()
            entry?.merge(WordEntry(symbols: [symbol]))
        }
        return entry
    }
}

/// How a language is written with Latin letters, from its lexicon's `letters` and `blur` lines.
///
/// Customers transliterate each in their own way ("pedikyur", "pedicure", "ponedelnik"); so both what they wrote and what
/// we know are blurred to how they sound before they are compared.
struct Transliteration {
    private let letters: [String: String]
    private let blurs: [UInt32: String]
    private let longest: Int

    init(letters: [String: String], blurs: [UInt32: String]) {
        self.letters = letters
        self.blurs = blurs
        longest = letters.keys.map { $0.unicodeScalars.count }.max() ?? 0
    }

    var isEmpty: Bool { letters.isEmpty }

    /// The word in the language's own letters, longest sequences first; letters without a rule stay.
    func transliterate(_ word: String) -> String {
        let scalars = Array(word.unicodeScalars)
        var result = ""
        var index = 0
        next: while index < scalars.count {
            var length = min(longest, scalars.count - index)
            while length > 0 {
                var sequence = ""
                sequence.unicodeScalars.append(contentsOf: scalars[index..<(index + length)])
                if let letter = letters[sequence] {
                    result += letter
                    index += length
                    continue next
                }
                length -= 1
            }
            result.unicodeScalars.append(scalars[index])
            index += 1
        }
        return result
    }

    /// The word with letters that sound alike made the same, and doubled ones single.
    func blur(_ word: String) -> String {
        guard !blurs.isEmpty else { return word }
        var result = String.UnicodeScalarView()
        for scalar in word.unicodeScalars {
            if let blurred = blurs[scalar.value] {
                for letter in blurred.unicodeScalars where result.last != letter { result.append(letter) }
            } else if result.last != scalar {
                result.append(scalar)
            }
        }
        return String(result)
    }
}

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
    private let knownWords: Set<String>
    private(set) var forms: [String: WordEntry] = [:]
    private(set) var stems: [String: WordEntry] = [:]
    private(set) var blurredForms: [String: WordEntry] = [:]
    private(set) var blurredStems: [String: WordEntry] = [:]
    private(set) var prefixes: [(text: String, entry: WordEntry)] = []
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
        knownWords = Set(lexicon.knownWords)
    }

    /// Whether the word is one of everyday talk that no rule asks for.
    func isOrdinary(_ word: String) -> Bool { knownWords.contains(word) }

    func hasOwnLetter(_ word: String) -> Bool {
        !ownLetters.isEmpty && word.unicodeScalars.contains { ownLetters.contains($0.value) }
    }

    mutating func add(form: String, _ entry: WordEntry) { forms[form, default: WordEntry()].merge(entry) }

    mutating func add(stem: String, _ entry: WordEntry) { stems[stem, default: WordEntry()].merge(entry) }

    mutating func add(prefix: String, _ entry: WordEntry) { prefixes.append((prefix, entry)) }

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
        guard let near = words(near: word, length: length, stem: stem) else { return nil }
        var entry = WordEntry()
        for word in near.words { if let known = near.areStems ? stems[word] : forms[word] { entry.merge(known) } }
        return entry
    }

    /// The words that an unknown one is probably a typo of; nil where there are none.
    func words(near word: String, length: Int, stem: () -> String) -> (words: [String], areStems: Bool)? {
        let allowed = NearestWords.allowedTypos(length: length)
        guard allowed > 0 else { return nil }
        if let found = nearForms.nearest(to: word, within: allowed) { return (found.words, false) }
        return nearStems.nearest(to: stem(), within: allowed).map { ($0.words, true) }
    }

    private func withPrefixes(_ entry: WordEntry?, of word: String) -> WordEntry? {
        var entry = entry
        for (text, more) in prefixes where word.utf8.starts(with: text.utf8) {
            entry = entry ?? WordEntry()
            entry?.merge(more)
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
    /// With the other readings of ambiguous sequences, and the sequences whose longer forms they then hide.
    private let otherLetters: [String: String]
    private let ambiguous: [String]
    private let blurs: [UInt32: String]
    private let longest: Int

    init(letters: [String: String], others: [String: String], blurs: [UInt32: String]) {
        self.letters = letters
        ambiguous = others.keys.sorted()
        // "ca" is no "ка" where "c" is tried as "ц"; "ch" and "cs" stay what they are.
        otherLetters = letters.filter { letter in
            !others.keys.contains { letter.key.hasPrefix($0) && letter.key.count == 2 && "aeiouklr".contains(letter.key.last ?? " ") }
        }.merging(others) { _, other in other }
        self.blurs = blurs
        longest = letters.keys.map { $0.unicodeScalars.count }.max() ?? 0
    }

    var isEmpty: Bool { letters.isEmpty }

    /// The word in the language's own letters, longest sequences first; letters without a rule stay.
    func transliterate(_ word: String) -> String { transliterate(word, letters) }

    /// The other way to read it; nil where there is only one.
    func transliterateElse(_ word: String) -> String? {
        guard ambiguous.contains(where: word.contains) else { return nil }
        return transliterate(word, otherLetters)
    }

    private func transliterate(_ word: String, _ letters: [String: String]) -> String {
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

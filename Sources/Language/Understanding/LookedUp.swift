/// What the lexicons know of each word of a message, and which languages it is therefore in.
///
/// Languages that share a script share words with different meanings ("час" is an hour in Russian and time in
/// Ukrainian), so a word is read in one language: the message's own, else one that the salon speaks.
struct LookedUp {
    /// A Latin word as one of a language that people write with Latin letters when they lack its keyboard.
    struct Sound {
        var text: String
        var stem: String
        /// Both as `Transliteration.blur` has them.
        var blurred: String
        var blurredStem: String
        var entry: WordEntry?
        /// By the other way to read an ambiguous letter ("nogtej", "massaj").
        var otherBlurredStem: String?
    }

    /// Stems by the first language of the word's script.
    private(set) var stems: [String]
    private(set) var sounds: [Sound?]
    /// Words of everyday talk, which are typos of nothing.
    private(set) var isOrdinary: [Bool]
    /// Whether Latin words are to be read as the transliterated language's.
    private(set) var isTransliterated = false
    private var entries: [[(language: Int, entry: WordEntry)]]
    private var votes: [Int]
    private var soundVotes = 0
    private let transliterated: Int?

    init(_ list: [Token], understander: Understander) {
        let languages = understander.book.languages
        transliterated = understander.book.transliterated
        stems = Array(repeating: "", count: list.count)
        sounds = Array(repeating: nil, count: list.count)
        isOrdinary = Array(repeating: false, count: list.count)
        entries = Array(repeating: [], count: list.count)
        votes = Array(repeating: 0, count: languages.count)
        var latinVotes = 0
        for (position, token) in list.enumerated() {
            guard token.kind == .word else {
                stems[position] = token.text
                continue
            }
            let home = understander.book.home(isLatin: token.isLatin)
            let stem = understander.stem(token.text, isLatin: token.isLatin)
            stems[position] = stem
            let weight = token.length > 2 ? 3 : 1
            for (index, language) in languages.enumerated()
            where token.isSign || (language.script == .latin) == token.isLatin {
                if language.hasOwnLetter(token.text) { votes[index] += 3 }
                let found = language.entry(
                    for: token.text, stem: { index == home ? stem : understander.stem(token.text, index) })
                let isCommon = language.isOrdinary(token.text)
                if isCommon { isOrdinary[position] = true }
                guard let entry = found else {
                    if isCommon {
                        votes[index] += weight
                        if token.isLatin { latinVotes += weight }
                    }
                    continue
                }
                entries[position].append((index, entry))
                guard !token.isSign,
                    !entry.tags.contains(where: { $0.category == understander.numbers.international })
                else { continue }
                votes[index] += weight
                if token.isLatin { latinVotes += weight }
            }
            guard token.isLatin, let transliterated else { continue }
            let language = languages[transliterated]
            let text = language.transliteration.transliterate(token.text)
            let soundStem = understander.stem(text, transliterated)
            var sound = Sound(
                text: text, stem: soundStem, blurred: language.transliteration.blur(text),
                blurredStem: language.transliteration.blur(soundStem))
            var entry = language.entry(forTransliterated: text, blurred: sound.blurred, blurredStem: sound.blurredStem)
            if entry == nil, let other = language.transliteration.transliterateElse(token.text) {
                let otherStem = language.transliteration.blur(understander.stem(other, transliterated))
                entry = language.entry(
                    forTransliterated: other, blurred: language.transliteration.blur(other), blurredStem: otherStem)
                sound.otherBlurredStem = otherStem
            }
            sound.entry = entry
            if entry != nil, entries[position].isEmpty, !isOrdinary[position] { soundVotes += weight }
            sounds[position] = sound
        }
        isTransliterated = soundVotes > latinVotes
    }

    mutating func vote(for language: Int, _ count: Int) { votes[language] += count }

    /// The languages in which words are looked for, the message's own first; of those that the salon does not speak only
    /// one that the message is clearly in.
    mutating func choose(context: Context, languages: [WordIndex]) -> [Int] {
        var spoken = context.languages.compactMap { code in languages.firstIndex { $0.language == code } }
        if spoken.isEmpty {
            for (index, language) in languages.enumerated() where !spoken.contains(where: { languages[$0].script == language.script }) {
                spoken.append(index)
            }
        }
        if let language = context.language, let index = languages.firstIndex(where: { $0.language == language }) {
            spoken.removeAll { $0 == index }
            spoken.insert(index, at: 0)
        }
        let most = votes.indices.max { votes[$0] < votes[$1] }
        var order = spoken.enumerated().sorted { (votes[$1.element], $0.offset) < (votes[$0.element], $1.offset) }.map(\.element)
        if let most, !order.contains(most), votes[most] > order.filter({ languages[$0].script == languages[most].script }).map({ votes[$0] }).max() ?? 0 {
            order.insert(most, at: 0)
        }
        // A script that the salon has no language of is read in the first one written so.
        for (index, language) in languages.enumerated()
        where !order.contains(where: { languages[$0].script == language.script }) {
            order.append(index)
        }
        return order
    }

    /// What a word is, in the first of these languages that knows it.
    func entry(at position: Int, order: [Int], isLatin: Bool) -> (language: Int, entry: WordEntry)? {
        if isTransliterated, let transliterated, let sound = sounds[position]?.entry { return (transliterated, sound) }
        for index in order {
            if let known = entries[position].first(where: { $0.language == index }) { return known }
        }
        // "book me zavtra": one word of the other language among Latin ones.
        guard let transliterated, entries[position].isEmpty, !isOrdinary[position], let sound = sounds[position],
            sound.text.utf8.count > 4, let entry = sound.entry
        else { return nil }
        return (transliterated, entry)
    }

    /// The language that most words are of; nil when nothing tells.
    func language(preferred: String?, languages: [WordIndex]) -> Int? {
        var best: Int?
        for (index, count) in votes.enumerated() {
            let count = index == transliterated ? count + (isTransliterated || votes.allSatisfy { $0 == 0 } ? soundVotes : 0) : count
            guard count > 0 else { continue }
            if let chosen = best {
                let other = chosen == transliterated && isTransliterated ? votes[chosen] + soundVotes : votes[chosen]
                if other > count || (other == count && languages[index].language != preferred) { continue }
            }
            best = index
        }
        return best
    }
}

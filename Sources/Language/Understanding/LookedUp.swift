/// What the lexicons know of each word of a message, and which languages it is therefore in.
///
/// Languages that share a script share words with different meanings ("час" is an hour in Russian and time in
/// Ukrainian), so a word is read in one language: the message's own, else one that the salon speaks.
struct LookedUp {
    /// What the lexicons know of each token; nil for those that are no words.
    private let facts: [WordFacts?]
    /// Whether Latin words are to be read as the transliterated language's.
    private(set) var isTransliterated = false
    private var votes: [Int]
    private var soundVotes = 0
    private let transliterated: Int?

    init(_ list: [Token], understander: Understander) {
        transliterated = understander.book.transliterated
        facts = understander.facts(of: list)
        votes = Array(repeating: 0, count: understander.book.languages.count)
        var latinVotes = 0
        for (position, token) in list.enumerated() {
            guard let facts = facts[position] else { continue }
            let weight = token.length > 2 ? 3 : 1
            for index in votes.indices {
                if facts.ownLetters & 1 << UInt32(index) != 0 { votes[index] += 3 }
                guard facts.voting & 1 << UInt32(index) != 0 else { continue }
                votes[index] += weight
                if token.isLatin { latinVotes += weight }
            }
            if facts.sound?.entry != nil, facts.entries.isEmpty, !facts.isOrdinary { soundVotes += weight }
        }
        isTransliterated = soundVotes > latinVotes
    }

    /// The stem by the first language of the word's script.
    func stem(at position: Int) -> String? { facts[position]?.stem }

    /// Whether it is a word of everyday talk, which is a typo of nothing.
    func isOrdinary(at position: Int) -> Bool { facts[position]?.isOrdinary ?? false }

    /// What it may be an endearment of.
    func origins(at position: Int) -> [String] { facts[position]?.origins ?? [] }

    func sound(at position: Int) -> WordFacts.Sound? { facts[position]?.sound }

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
        if isTransliterated, let transliterated, let sound = facts[position]?.sound?.entry { return (transliterated, sound) }
        for index in order {
            if let known = facts[position]?.entries.first(where: { $0.language == index }) { return known }
        }
        // "book me zavtra": one word of the other language among Latin ones.
        guard let transliterated, let facts = facts[position], facts.entries.isEmpty, !facts.isOrdinary, let sound = facts.sound,
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

/// Turns messages into meanings, by the lexicons of all languages; no model, no network, no chance in it.
///
/// Made once per process (it reads all lexicons) and shared. The same message, vocabulary and context give the same
/// meaning, always.
package struct Understander: Sendable {
    let lexicons: [Lexicon]
    let book: RuleBook
    let wordForms: WordForms
    let patterns: PatternEngine
    let numbers: RuleNumbers

    /// Throws `LexiconError` with the file and line of a rule that makes no sense.
    package init(lexicons: [Lexicon], wordForms: WordForms, patterns: PatternEngine) throws {
        self.lexicons = lexicons
        self.wordForms = wordForms
        self.patterns = patterns
        book = try RuleBook(lexicons, wordForms: wordForms)
        numbers = RuleNumbers(book)
    }

    /// What `text` means, said to this salon in this situation. Any text is accepted; what lies beyond the first thousand
    /// words has no part in the meaning. Costs tens of microseconds for a message as people write them.
    package func understand(_ text: String, vocabulary: Vocabulary, context: Context) -> Meaning {
        let reading = MessageReading(text, vocabulary: vocabulary, context: context, understander: self)
        let surroundings = Surroundings(now: context.now, opens: context.opens, closes: context.closes)
        var chart = Chart(
            book: book, words: reading.words, surroundings: surroundings,
            language: reading.language ?? book.languages.firstIndex { $0.language == context.language } ?? 0)
        var findings = Findings(reading, chart: &chart, understander: self, vocabulary: vocabulary, context: context)
        findings.settle(chart: &chart, surroundings: surroundings)
        let intents = MessageIntents(
            text, reading: reading, findings: findings, chart: &chart, understander: self, vocabulary: vocabulary)
        return intents.meaning(findings, reading: reading, context: context, surroundings: surroundings, understander: self)
    }

    /// The stem of a word by the first language written so.
    func stem(_ word: String, isLatin: Bool) -> String {
        guard let language = book.languages.first(where: { ($0.script == .latin) == isLatin }) else { return word }
        return wordForms.stem(word, language.stemmer)
    }

    /// How a word sounds when transliterated; the same for a word that came in Latin letters and one that did not.
    func blur(_ word: String) -> String {
        guard let language = book.languages.first(where: { !$0.transliteration.isEmpty }) else { return word }
        return language.transliteration.blur(word)
    }
}

/// The numbers of the rule and category names that the engine itself asks for; nil where no lexicon has any.
struct RuleNumbers {
    let service, master: Int
    let date, time, moment, ignore, dateWhenAsked, timeWhenAsked: Int?
    let negator, refuser, corrector, anyone, anyoneWhenAsked: Int?
    let connector, contrast, preposition, international: Int?

    init(_ book: RuleBook) {
        service = book.number(ofRule: RuleBook.serviceRule) ?? 0
        master = book.number(ofRule: RuleBook.masterRule) ?? 1
        date = book.number(ofRule: "date")
        time = book.number(ofRule: "time")
        moment = book.number(ofRule: "moment")
        ignore = book.number(ofRule: "ignore")
        dateWhenAsked = book.number(ofRule: "date-when-asked")
        timeWhenAsked = book.number(ofRule: "time-when-asked")
        negator = book.number(ofRule: "negator")
        refuser = book.number(ofRule: "refuser")
        corrector = book.number(ofRule: "corrector")
        anyone = book.number(ofRule: "anyone")
        anyoneWhenAsked = book.number(ofRule: "anyone-when-asked")
        connector = book.number(ofCategory: "connector")
        contrast = book.number(ofCategory: "contrast")
        preposition = book.number(ofCategory: "preposition")
        international = book.number(ofCategory: "international")
    }

    func isContrast(_ word: Word) -> Bool { word.tags.contains { $0.category == contrast } }

    func isPreposition(_ word: Word) -> Bool { word.tags.contains { $0.category == preposition } }

    /// Whether the word joins two days into alternatives rather than says something between them.
    func isConnector(_ word: Word) -> Bool {
        isPreposition(word) || word.tags.contains { $0.category == connector }
    }
}

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
    /// Names of people in any form: a word that is one is no typo of another.
    private let peopleNames: SpellingMap<Void>
    let endearments: Endearments
    let memory: WordMemory

    /// Codes of the languages it has lexicons of, in the order in which they are tried where a message does not tell.
    package var languages: [String] { lexicons.map(\.language) }

    /// Throws `LexiconError` with the file and line of a rule that makes no sense.
    ///
    /// - Parameter memory: keeps what the lexicons say of words; it changes no answer.
    package init(
        lexicons: [Lexicon], wordForms: WordForms, patterns: PatternEngine, memory: WordMemory = .none
    ) throws {
        self.memory = memory
        self.lexicons = lexicons
        endearments = Endearments(lexicons)
        self.wordForms = wordForms
        self.patterns = patterns
        book = try RuleBook(lexicons, wordForms: wordForms)
        numbers = RuleNumbers(book)
        peopleNames = lexicons.reduce(into: SpellingMap()) { all, lexicon in
            for name in lexicon.peopleNames() { all[name, default: ()] = () }
        }
    }

    /// What `text` means, said to this salon in this situation. Any text is accepted; what lies beyond the first five hundred
    /// words has no part in the meaning. Costs tens of microseconds for a message as people write them.
    package func understand(_ text: String, vocabulary: Vocabulary, context: Context) -> Meaning {
        understandCounting(text, vocabulary: vocabulary, context: context).meaning
    }

    /// The meaning, and what it took: for tests and figures that bound work where a clock would measure the machine.
    package func understandCounting(
        _ text: String, vocabulary: Vocabulary, context: Context
    ) -> (meaning: Meaning, work: (words: Int, steps: Int)) {
        understand(text, vocabulary: vocabulary, context: context, trace: nil)
    }

    /// - Parameter trace: gets what was between the message and its meaning; nil costs nothing.
    func understand(
        _ text: String, vocabulary: Vocabulary, context: Context, trace: ((UnderstandingTrace) -> Void)?
    ) -> (meaning: Meaning, work: (words: Int, steps: Int)) {
        var context = context
        if context.expecting == nil { context.expecting = expecting(from: context, vocabulary: vocabulary) }
        let reading = MessageReading(text, vocabulary: vocabulary, context: context, understander: self)
        let surroundings = Surroundings(now: context.now, opens: context.opens, closes: context.closes, offered: context.offered.time)
        var chart = Chart(
            book: book, words: reading.words, surroundings: surroundings,
            language: reading.language ?? book.languages.firstIndex { $0.language == context.language } ?? 0,
            isDayFirst: context.isDayFirst)
        if trace != nil { chart.overruled = [] }
        var findings = Findings(reading, chart: &chart, understander: self, vocabulary: vocabulary, context: context)
        let unsettled = trace == nil ? nil : findings
        findings.settle(chart: &chart, surroundings: surroundings)
        let intents = MessageIntents(
            text, reading: reading, findings: findings, chart: &chart, understander: self, vocabulary: vocabulary)
        let meaning = intents.meaning(
            findings, reading: reading, context: context, surroundings: surroundings, understander: self)
        if let trace, let unsettled {
            trace(
                UnderstandingTrace(
                    text: text, context: context, vocabulary: vocabulary, surroundings: surroundings, reading: reading, chart: chart,
                    unsettled: unsettled, settled: findings, intents: intents, meaning: meaning))
        }
        return (meaning, (reading.words.count, chart.steps))
    }

    /// What the bot's last message asks for, by the question that stands last in it.
    private func expecting(from context: Context, vocabulary: Vocabulary) -> Expecting? {
        guard let question = context.question, !question.isEmpty else { return nil }
        var bare = context
        bare.question = nil
        let reading = MessageReading(question, vocabulary: vocabulary, context: bare, understander: self)
        var chart = Chart(
            book: book, words: reading.words, surroundings: Surroundings(now: context.now, opens: nil, closes: nil),
            language: reading.language ?? 0)
        for position in reading.words.indices.reversed() {
            for (rule, expecting) in numbers.asked where !chart.matches(of: rule, at: position).isEmpty { return expecting }
        }
        return nil
    }

    /// The stem of a word by the first language written so.
    func stem(_ word: String, isLatin: Bool) -> String {
        guard let language = book.home(isLatin: isLatin) else { return word }
        return stem(word, language)
    }

    func stem(_ word: String, _ language: Int) -> String {
        wordForms.stem(word, book.languages[language].stemmer)
    }

    /// Whether the word is some person's name, of those that the lexicons list or by its making.
    func isPersonName(_ word: String) -> Bool {
        peopleNames.contains(word) || lexicons.contains { $0.isPatronymic(word) }
    }

    /// Whether the word is a name or a short name, in any form, of those that the lexicons list.
    func isGivenName(_ word: String) -> Bool { peopleNames.contains(word) }

    /// How a word sounds when transliterated; the same for a word that came in Latin letters and one that did not.
    func blur(_ word: String) -> String {
        guard let language = book.transliterated else { return word }
        return book.languages[language].transliteration.blur(word)
    }
}

/// The numbers of the rule and category names that the engine itself asks for; nil where no lexicon has any.
struct RuleNumbers {
    let service, master, stranger: Int
    let date, time, moment, ignore, dateWhenAsked, timeWhenAsked: Int?
    let recurrence, beside, numberWhenAsked, nameWhenAsked, timeWhenOffered: Int?
    let asked: [(rule: Int, expecting: Expecting)]
    let noDate, noTime, pastDate, pastDateWhenAsked, unknownMaster, told: Int?
    let negator, negatorFirst, refuser, corrector, correctorAfter, anyone, anyoneWhenAsked: Int?
    let filler, connector, contrast, preposition, international: Int?

    init(_ book: RuleBook) {
        service = book.number(ofRule: RuleBook.serviceRule) ?? 0
        master = book.number(ofRule: RuleBook.masterRule) ?? 1
        stranger = book.number(ofRule: RuleBook.strangerRule) ?? 2
        date = book.number(ofRule: "date")
        time = book.number(ofRule: "time")
        moment = book.number(ofRule: "moment")
        ignore = book.number(ofRule: "ignore")
        dateWhenAsked = book.number(ofRule: "date-when-asked")
        timeWhenAsked = book.number(ofRule: "time-when-asked")
        recurrence = book.number(ofRule: "recurrence")
        beside = book.number(ofRule: "beside")
        numberWhenAsked = book.number(ofRule: "number-when-asked")
        nameWhenAsked = book.number(ofRule: "name-when-asked")
        timeWhenOffered = book.number(ofRule: "time-when-offered")
        let questions: [(String, Expecting)] = [
            ("asks-number", .number), ("asks-name", .name), ("asks-service", .service), ("asks-master", .master),
            ("asks-date", .date), ("asks-time", .time), ("asks-confirmation", .confirmation),
        ]
        asked = questions.compactMap { name, expecting in book.number(ofRule: name).map { ($0, expecting) } }
        noDate = book.number(ofRule: "no-date")
        noTime = book.number(ofRule: "no-time")
        pastDate = book.number(ofRule: "past-date")
        pastDateWhenAsked = book.number(ofRule: "past-date-when-asked")
        unknownMaster = book.number(ofRule: "unknown-master")
        told = book.number(ofRule: "told")
        negator = book.number(ofRule: "negator")
        negatorFirst = book.number(ofRule: "negator-first")
        refuser = book.number(ofRule: "refuser")
        correctorAfter = book.number(ofRule: "corrector-after")
        corrector = book.number(ofRule: "corrector")
        anyone = book.number(ofRule: "anyone")
        anyoneWhenAsked = book.number(ofRule: "anyone-when-asked")
        filler = book.number(ofCategory: "filler")
        connector = book.number(ofCategory: "connector")
        contrast = book.number(ofCategory: "contrast")
        preposition = book.number(ofCategory: "preposition")
        international = book.number(ofCategory: "international")
    }

    /// What a match of these rules cannot be; nil for rules of other names.
    func impossible(ofRule rule: Int) -> Impossible? {
        switch rule {
        case noDate: .date
        case noTime: .time
        case pastDate, pastDateWhenAsked: .pastDate
        case unknownMaster: .master
        default: nil
        }
    }

    func isContrast(_ word: Word) -> Bool { word.tags.contains { $0.category == contrast } }

    /// Whether the word itself says "or", "and" rather than only standing beside such a word.
    func isJoining(_ word: Word) -> Bool { word.tags.contains { $0.category == connector } }

    /// A word that only leads to what follows.
    func isLittle(_ word: Word) -> Bool { isPreposition(word) || word.tags.contains { $0.category == filler } }

    func isPreposition(_ word: Word) -> Bool { word.tags.contains { $0.category == preposition } }

    /// Whether the word joins two days into alternatives rather than says something between them.
    func isConnector(_ word: Word) -> Bool {
        isPreposition(word) || word.tags.contains { $0.category == connector }
    }
}

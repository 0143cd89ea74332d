/// A file of a lexicon, as it lies in `Grammar/lexicon`.
package struct LexiconFile: Hashable, Sendable {
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// Everything that is particular to one language, read from its files and checked for form.
///
/// A file is lines of fields separated by tabs; empty lines and lines that begin with `#` say nothing. The first field
/// says what the line is:
///
/// | line | fields |
/// |---|---|
/// | `language` | code, Snowball stemmer, script (`cyrillic` or `latin`), numeric dates (`day-month` or `month-day`) |
/// | `word` | category, value, forms separated by blanks (`form~` by its stem) |
/// | `rule` | what it yields, rule name, pattern, what to make of it |
/// | `intent` | intent, weight, pattern |
/// | `intent-not` | intent, pattern |
/// | `name` | full names, short forms |
/// | `ending` | ending of a name as it stands alone (`-` for none), endings of its other forms |
/// | `diminutive` | ending of a name (`-` for none), endings that make it an endearment |
/// | `patronymic` | endings of names that come after the first one |
/// | `before-name` | a phrase that people put before their own name |
/// | `trunk` | national prefix of telephone numbers, country code instead of it, digits with the prefix |
/// | `letters` | letter, its transliterations |
/// | `letters-else` | letter, transliterations that are tried as it where they make no known word otherwise |
/// | `blur` | letter, what it sounds like when transliterated (`-` for nothing) |
/// | `known` | everyday words, which are a typo of no other |
/// | `own` | letters that no other language of the script has |
/// | `thing` | name, words for this thing of a salon, whatever a catalogue calls it |
/// | `detail` | name, words that tell things apart and are none alone |
/// | `keys` | keys of a Latin keyboard, letters under them, in the same order |
///
/// What the whole of it means is checked when an `Understander` is made of all lexicons, for rules build on one another.
package struct Lexicon: Sendable {
    enum Script: String, Sendable {
        case cyrillic, latin
    }

    struct Place: Sendable {
        var file: String
        var line: Int

        func error(_ reason: String) -> LexiconError { LexiconError(file: file, line: line, reason: reason) }
    }

    struct Word: Sendable {
        var category: String
        var value: Int
        var forms: [String]
        var place: Place
    }

    /// Words of many languages and kinds for one thing: `стрижка`, `подстричься`, `haircut`.
    struct Thing: Sendable {
        var name: String
        var isDetail: Bool
        var forms: [String]
    }

    /// How a telephone number is written at home: with a prefix where the world has a country code.
    struct Trunk: Sendable {
        var prefix: String
        var countryCode: String
        var digits: Int
    }

    struct Rule: Sendable {
        var yields: String
        var name: String
        var pattern: String
        var build: String
        var place: Place
    }

    struct Intent: Sendable {
        var name: String
        /// Nil for an exclusion.
        var weight: Int?
        var pattern: String
        var place: Place
    }

    package private(set) var language = ""
    package private(set) var stemmer = ""
    private(set) var script = Script.latin
    private(set) var isDayFirst = true
    private(set) var words: [Word] = []
    private(set) var rules: [Rule] = []
    private(set) var intents: [Intent] = []
    /// Full names and their short forms, of people.
    private(set) var names: [(full: [String], short: [String])] = []
    /// Where among `names` each is.
    private var namePlaces = SpellingMap<[Int]>()
    private(set) var endings: [(base: String, others: [String])] = []
    /// How a name becomes an endearment: its ending, and what stands in its place.
    private(set) var diminutives: [(base: String, others: [String])] = []
    /// Endings of names that are nobody's first name: patronymics.
    private(set) var patronymics: [String] = []
    /// Phrases before one's own name, in folded words.
    private(set) var nameOpenings: [[String]] = []
    private(set) var trunks: [Trunk] = []
    private(set) var letters: [String: String] = [:]
    private(set) var otherLetters: [String: String] = [:]
    private(set) var blurs: [UInt32: String] = [:]
    private(set) var keys: [UInt32: UInt32] = [:]
    private(set) var ownLetters: Set<UInt32> = []
    private(set) var things: [Thing] = []
    private(set) var knownWords: [String] = []
    /// Characters that are no letters but words here.
    private(set) var symbols: Set<UInt32> = []
    let origin: Place

    package init(files: [LexiconFile]) throws(LexiconError) {
        origin = Place(file: files.first?.name ?? "lexicon", line: 1)
        for file in files {
            guard let text = String(validating: file.bytes, as: UTF8.self) else {
                throw LexiconError(file: file.name, line: 1, reason: "the file is not UTF-8; save it as UTF-8")
            }
            var number = 0
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                number += 1
                let line = line.hasSuffix("\r") ? line.dropLast() : line
                if line.isEmpty || line.hasPrefix("#") { continue }
                try read(
                    line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init),
                    at: Place(file: file.name, line: number))
            }
        }
        guard !language.isEmpty else { throw origin.error("no `language` line in the files of this lexicon; add one") }
    }

    /// The lines of `names` that have this one.
    func groups(ofName name: String) -> [Int] { namePlaces[name] ?? [] }

    private mutating func read(_ fields: [String], at place: Place) throws(LexiconError) {
        func expect(_ count: Int) throws(LexiconError) {
            guard fields.count == count else {
                throw place.error(
                    "`\(fields[0])` takes \(count - 1) fields after it, separated by tabs; here are \(fields.count - 1)")
            }
        }
        func items(_ field: String) -> [String] { field.split(separator: " ").map(String.init) }
        switch fields[0] {
        case "language":
            try expect(5)
            guard let script = Script(rawValue: fields[3]) else {
                throw place.error("the script is `cyrillic` or `latin`, not `\(fields[3])`")
            }
            guard fields[4] == "day-month" || fields[4] == "month-day" else {
                throw place.error("numeric dates are `day-month` or `month-day`, not `\(fields[4])`")
            }
            (language, stemmer, self.script, isDayFirst) = (fields[1], fields[2], script, fields[4] == "day-month")
        case "word":
            try expect(4)
            guard let value = Int(fields[2]) else { throw place.error("the value of a word is a number, not `\(fields[2])`") }
            let forms = items(fields[3]).map(folded)
            for form in forms { note(symbolsOf: form, inPattern: false) }
            words.append(Word(category: fields[1], value: value, forms: forms, place: place))
        case "rule":
            try expect(5)
            note(symbolsOf: fields[3])
            rules.append(Rule(yields: fields[1], name: fields[2], pattern: fields[3], build: fields[4], place: place))
        case "intent":
            try expect(4)
            guard let weight = Int(fields[2]) else {
                throw place.error("the weight of an intent is a number, not `\(fields[2])`")
            }
            note(symbolsOf: fields[3])
            intents.append(Intent(name: fields[1], weight: weight, pattern: fields[3], place: place))
        case "intent-not":
            try expect(3)
            intents.append(Intent(name: fields[1], weight: nil, pattern: fields[2], place: place))
        case "name":
            try expect(3)
            let (full, short) = (items(fields[1]).map(folded), items(fields[2]).map(folded))
            for name in full + short where namePlaces[name]?.last != names.count {
                namePlaces[name, default: []].append(names.count)
            }
            names.append((full, short))
        case "ending":
            try expect(3)
            endings.append((fields[1] == "-" ? "" : fields[1], items(fields[2]).map { $0 == "-" ? "" : $0 }))
        case "diminutive":
            try expect(3)
            diminutives.append((fields[1] == "-" ? "" : fields[1], items(fields[2]).map { $0 == "-" ? "" : $0 }))
        case "patronymic":
            try expect(2)
            patronymics += items(fields[1])
        case "before-name":
            try expect(2)
            nameOpenings.append(items(fields[1]).map(folded))
        case "trunk":
            try expect(4)
            guard let digits = Int(fields[3]), (7...15).contains(digits) else {
                throw place.error("a telephone number has 7 to 15 digits, not `\(fields[3])`")
            }
            trunks.append(Trunk(prefix: fields[1], countryCode: fields[2], digits: digits))
        case "letters":
            try expect(3)
            for sequence in items(fields[2]) { letters[sequence] = fields[1] == "-" ? "" : fields[1] }
        case "letters-else":
            try expect(3)
            for sequence in items(fields[2]) { otherLetters[sequence] = fields[1] }
        case "blur":
            try expect(3)
            guard let letter = fields[1].unicodeScalars.first else { throw place.error("`blur` needs a letter") }
            blurs[letter.value] = fields[2] == "-" ? "" : fields[2]
        case "own":
            try expect(2)
            ownLetters.formUnion(fields[1].unicodeScalars.map(\.value))
        case "known":
            try expect(2)
            knownWords += items(fields[1]).map(folded)
        case "thing", "detail":
            try expect(3)
            things.append(Thing(name: fields[1], isDetail: fields[0] == "detail", forms: items(fields[2]).map(folded)))
        case "keys":
            try expect(3)
            let (typed, meant) = (Array(fields[1].unicodeScalars), Array(fields[2].unicodeScalars))
            guard typed.count == meant.count else {
                throw place.error("`keys` has \(typed.count) keys and \(meant.count) letters; give each key its letter")
            }
            for (key, letter) in zip(typed, meant) { keys[key.value] = letter.value }
        default:
            throw place.error("`\(fields[0])` is no kind of line; the first field is word, rule, intent or another known one")
        }
    }

    /// Signs that a lexicon names are words of messages. In a pattern ASCII signs have meanings of their own, so `$` or
    /// `@` is a word only where a `word` line lists it.
    private mutating func note(symbolsOf text: String, inPattern: Bool = true) {
        for scalar in text.unicodeScalars where scalar.value > 0x7F || !inPattern {
            if case .other = classify(scalar.value) { symbols.insert(scalar.value) }
        }
    }
}

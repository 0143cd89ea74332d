internal import FlowMachine

/// Makes random bots that are valid by construction: every statement of the language, in places and with values that the
/// compiler accepts.
///
/// The plan of every bot is the same. A booking flow collects values and asks for a confirmation; from there steps lead
/// forward only, or back to the form with something emptied, so that no circle runs by itself and every value that is
/// read is known. Steps that anything may lead to (ways out, nudges, flows that are run) read nothing but what is always
/// known.
package struct BotGenerator {
    var random: SeededGenerator
    var bot = GeneratedBot()
    let size: Int

    var languages: [String] = []
    var usesStandard = false
    var hasSeveralLanguages: Bool { languages.count > 1 }
    private var nameCount = 0

    /// Slots that are known behind the form, and those that may be.
    var known: [PlannedSlot] = []
    var optional: [PlannedSlot] = []
    var choiceOptions: [GeneratedLine.Named] = []
    /// The first step of the booking flow and the one that asks for the confirmation.
    var form: GeneratedLine.Named = .own("")
    var confirmation: GeneratedLine.Named = .own("")
    /// Steps that end the conversation or pass it on.
    var exits: [GeneratedLine.Named] = []
    /// Steps that say something and go back.
    var returns: [GeneratedLine.Named] = []
    var runnable: [GeneratedLine.Named] = []
    var namedTexts: [String] = []
    var options: [GeneratedLine.Named] = []
    var freeIntents: [GeneratedLine.Named] = []

    struct PlannedSlot {
        let name: GeneratedLine.Named
        let type: String
    }

    /// - Parameter size: about how many steps the bot has behind its form, from 1.
    package static func bot(seed: UInt64, size: Int = 6) -> GeneratedBot {
        var generator = BotGenerator(seed: seed, size: size)
        generator.generate()
        return generator.bot
    }

    private init(seed: UInt64, size: Int) {
        random = SeededGenerator(seed: seed)
        self.size = size
    }

    private mutating func generate() {
        languages = random.pick(random.number(1...2), of: ["ru", "en"])
        usesStandard = random.chance(50)
        add(0, [.statement("salonflow"), .number(1)])
        add(0, [.statement("bot"), .own(newName())])
        add(0, [.statement("languages")] + separated(languages.map { .own($0) }))
        if usesStandard { add(0, [.statement("use"), .builtIn("standard", .name)]) }
        addIntents()
        addTexts()
        addWaysOut()
        addRunnableFlows()
        addBookingFlow()
        addRules()
        addTests()
    }

    // MARK: Lines

    mutating func add(_ level: Int, _ parts: [GeneratedLine.Part], isApart: Bool = false) {
        var line = GeneratedLine(level: level, parts: parts, isApart: isApart)
        let isContinuation = if case .continuation? = parts.first { true } else { false }
        if !isContinuation, random.chance(4) {
            line.comments = (0..<random.number(1...2)).map { _ in random.pick([" комментарий", "", "!", " a comment", "# ##"]) }
        }
        bot.lines.append(line)
    }

    func separated(_ parts: [GeneratedLine.Part]) -> [GeneratedLine.Part] {
        parts.enumerated().flatMap { $0.offset == 0 ? [$0.element] : [.comma, $0.element] }
    }

    /// A name that no built-in word has and no other declaration: it ends in a number.
    mutating func newName() -> String {
        nameCount += 1
        let stem = random.pick(["шаг", "step", "имя-шага", "a", "Œuvre", "預約", "ё", "х-1", "no-reply", "да-и-нет", "operator"])
        return "\(stem)-\(nameCount)"
    }

    // MARK: Texts

    private static let words: [String: [String]] = [
        "ru": ["Здравствуйте", "запись", "«Ромашка»", "—", "ждём", "вас!", "Цена:", "100%", "# не", "шаг", "-> сюда", "|"],
        "en": ["Hello", "your visit", "it’s", "–", "see", "you!", "Price:", "50/50", "#1", "step", "-> there", "}", "\"so\""],
    ]

    /// A text in every language of the bot, under a line of the level. Twins show the same values.
    mutating func addText(under level: Int, reads: [Read] = [], isLabel: Int? = nil) {
        let shown = reads.isEmpty ? [] : random.pick(random.number(0...2), of: reads)
        for language in languages {
            if let isLabel {
                let label = language == "ru" ? "Вариант \(isLabel)" : "Option \(isLabel)"
                bot.phrases.append(label)
                add(level + 1, [.language(language), .text([.literal(label)])])
                continue
            }
            var lines: [[GeneratedLine.Piece]] = [sentence(language)]
            for read in shown { lines.append(sentence(language) + [.literal(": "), placeholder(read, in: language)]) }
            if random.chance(60), lines.count > 1 { lines = [lines[0] + [.literal(" ")] + lines.dropFirst().joined(separator: [.literal("; ")])] }
            if random.chance(15) { lines.append([]) }
            if lines.last?.isEmpty == true { lines.append(sentence(language)) }
            let startsBelow = random.chance(8)
            add(level + 1, [.language(language)] + (startsBelow ? [] : [.text(lines[0])]))
            for line in startsBelow ? lines[...] : lines.dropFirst() { add(level + 1, [.continuation(line)]) }
        }
    }

    private mutating func sentence(_ language: String) -> [GeneratedLine.Piece] {
        let words = Self.words[language] ?? []
        let count = random.number(1...5)
        let text = (0..<count).map { _ in random.pick(words) }.joined(separator: random.pick([" ", " ", "  ", "\u{A0}"]))
        return [.literal(text + random.pick(["", ".", "…", " 😀💅🏽", "?"]))]
    }

    /// A value that may be read, and how it may be written.
    struct Read {
        let name: GeneratedLine.Named
        let formats: [String]
        var isCount = false
    }

    func read(_ slot: PlannedSlot) -> Read {
        Read(name: slot.name, formats: Self.formats(slot.type), isCount: slot.type == "number")
    }

    static func formats(_ type: String) -> [String] {
        switch type {
        case "date": ["plain", "day", "weekday", "date", "day-of-week", "short"]
        case "time": ["plain", "time"]
        case "money": ["plain", "money"]
        case "number": ["plain", "number"]
        case "list": ["plain", "list", "lines"]
        default: ["plain"]
        }
    }

    static let alwaysKnown: [Read] = [
        Read(name: .builtIn("salon.name", .fact), formats: []), Read(name: .builtIn("salon.address", .fact), formats: []),
        Read(name: .builtIn("salon.services", .fact), formats: formats("list")),
        Read(name: .builtIn("today", .fact), formats: formats("date")),
    ]

    static func read(_ fact: Fact) -> Read {
        let type =
            switch fact.kind {
            case .date: "date"
            case .time: "time"
            case .money: "money"
            case .number: "number"
            case .list: "list"
            default: "text"
            }
        return Read(name: .builtIn(fact.name, .fact), formats: formats(type), isCount: type == "number")
    }

    private mutating func placeholder(_ read: Read, in language: String) -> GeneratedLine.Piece {
        if read.isCount, random.chance(50) {
            let forms = language == "ru" ? ["запись", "записи", "записей"] : ["visit", "visits"]
            return .placeholder(read.name, format: .forms(forms))
        }
        if !read.formats.isEmpty, random.chance(60) {
            return .placeholder(read.name, format: .named(random.pick(read.formats)))
        }
        return .placeholder(read.name, format: nil)
    }

    /// What may be shown behind the form.
    var knownReads: [Read] {
        known.map { read($0) }.filter { read in !known.contains { $0.type == "photo" && $0.name.isSame(as: read.name) } }
            + [Self.read(.price), Self.read(.duration)] + Self.alwaysKnown
    }
}

extension GeneratedLine.Named {
    func isSame(as other: GeneratedLine.Named) -> Bool {
        switch (self, other) {
        case (.own(let one), .own(let two)): one == two
        case (.builtIn(let one, _), .builtIn(let two, _)): one == two
        default: false
        }
    }
}

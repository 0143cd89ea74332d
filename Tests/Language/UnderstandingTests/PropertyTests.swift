import CivilTime
import MessageGenerator
import Testing
import Understanding

/// What holds for every message of the corpus, right or wrong.
@Suite("Understanding: properties")
struct PropertyTests {
    /// Reads lines once more, changed, and compares with what they mean as they stand. Lines that `unsteady.tsv` lists
    /// for the property, one in a hundred at most, are known to break it.
    private static func compare(
        _ property: String, least: Int, _ isSame: (Answer, Answer) -> Bool, _ change: (Corpus.Understood) -> String?
    ) throws {
        let corpus = try Corpus.whole.get()
        let unsteady = try Corpus.fields(of: "unsteady.tsv").map(\.fields).filter { $0[0] == property }
        var met: Set<[String]> = []
        var count = 0
        var broken: [String] = []
        for plain in try Corpus.understood.get() {
            guard let text = change(plain) else { continue }
            count += 1
            let changed = Answer(try corpus.meaning(of: plain.line, as: text))
            if isSame(plain.answer, changed) { continue }
            if let known = unsteady.first(where: { $0.count == 4 && $0[1] == plain.line.file && $0[2] == plain.line.text }) {
                met.insert(known)
            } else {
                broken.append("\(plain.line.place): \(plain.line.text)\n    \(plain.answer)\n    \(text)\n    \(changed)")
            }
        }
        #expect(count >= least)
        #expect(broken.isEmpty, "\(broken.count) of \(count) mean something else:\n\(broken.joined(separator: "\n"))")
        #expect(unsteady.count * 100 <= count, "one line in a hundred at most may be listed for \(property)")
        for line in unsteady {
            #expect(met.contains(line), "\(line): steady now, or not there, or not four fields; take it off unsteady.tsv")
        }
    }

    @Test("case, ё, spaces, emoji and politeness change nothing")
    func dressing() throws {
        try PropertyTests.compare("dressing", least: 2500, { $0.matches($1) }) { plain in
            // Chosen by the message itself, so that lines added elsewhere change nothing here.
            var dresser = Dresser(seed: plain.line.text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
            return dresser.dress(plain)
        }
    }

    @Test("a message read again means the same, to the span")
    func again() throws {
        let corpus = try Corpus.whole.get()
        for (index, plain) in try Corpus.understood.get().enumerated() where index % 8 == 0 {
            #expect(try plain.meaning == corpus.meaning(of: plain.line), "\(plain.line.place): \(plain.line.text)")
        }
    }

    @Test("a week later, relative days are a week later")
    func aWeekLater() throws {
        let corpus = try Corpus.whole.get()
        let words = CalendarWords()
        var count = 0
        var broken: [String] = []
        for plain in try Corpus.understood.get() {
            let (line, meaning) = (plain.line, plain.meaning)
            guard !meaning.dates.isEmpty, meaning.dates.allSatisfy({ words.isRelative($0, in: line.text) }) else { continue }
            count += 1
            var context = line.context
            context.now.date = context.now.date.adding(days: 7)
            context.offered.date = context.offered.date?.adding(days: 7)
            let later = try corpus.meaning(of: line, context: context)
            let moved = meaning.dates.map { $0.content.adding(days: 7) }
            var (withoutDate, laterWithoutDate) = (plain.answer, Answer(later))
            (withoutDate.date, laterWithoutDate.date) = (nil, nil)
            if later.dates.map(\.content) != moved || withoutDate != laterWithoutDate {
                broken.append("\(line.place): \(line.text)\n    \(plain.answer)\n    \(Answer(later))")
            }
        }
        #expect(count >= 700)
        #expect(broken.isEmpty, "\(broken.count) of \(count) do not move:\n\(broken.joined(separator: "\n"))")
    }

    @Test("Russian typed with Latin keys fills the same slots")
    func latinKeys() throws {
        let keyboard = try Keyboard.russian()
        try PropertyTests.compare("latin-keys", least: 900, { $0.slots == $1.slots }) { plain in
            guard plain.line.language == "ru", Keyboard.isPlain(plain.line.text, isLatin: false) else { return nil }
            return keyboard.typedWithLatinKeys(plain.line.text)
        }
    }

    @Test("English typed with Russian keys fills the same slots")
    func russianKeys() throws {
        let keyboard = try Keyboard.russian()
        try PropertyTests.compare("russian-keys", least: 900, { $0.slots == $1.slots }) { plain in
            guard plain.line.language == "en", Keyboard.isPlain(plain.line.text, isLatin: true) else { return nil }
            return keyboard.typedWithRussianKeys(plain.line.text)
        }
    }
}

/// Writes a message as another customer would, who means the same.
private struct Dresser {
    /// Polite words before and behind a message, by the language of the conversation.
    private static let politeness = [
        "ru": (
            before: ["Пожалуйста, ", "будьте добры, ", "Будьте любезны, "],
            after: [", пожалуйста", " спасибо заранее", ", будьте добры", " пж"]
        ),
        "en": (
            before: ["Please, ", "please "],
            after: [", please", " please", " pls", " thanks in advance", ", thank you in advance!"]
        ),
        "uk": (before: ["Будь ласка, "], after: [", будь ласка", " дякую заздалегідь"]),
        "kk": (before: [""], after: [" өтінемін", ", рахмет"]),
    ]

    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func dress(_ plain: Corpus.Understood) -> String {
        var text = plain.line.text
        // Thanks, greetings, yes and no are politeness themselves.
        let isRequest = !["greeting", "thanks", "confirm", "deny", "none", "opt_out"].contains(plain.answer.intents[0])
        if isRequest, let words = Dresser.politeness[plain.line.language] {
            if Bool.random(using: &generator) { text = (words.before.randomElement(using: &generator) ?? "") + text }
            if Bool.random(using: &generator) { text += words.after.randomElement(using: &generator) ?? "" }
        }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: text = text.uppercased()
        case 1: text = text.lowercased()
        case 2: text = text.prefix(1).uppercased() + text.dropFirst()
        default: break
        }
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: text = text.replacing("ё", with: "е").replacing("Ё", with: "Е")
        case 1: text = text.replacing("е", with: "ё").replacing("Е", with: "Ё")
        default: break
        }
        if Bool.random(using: &generator) {
            text = "  " + text.replacing(" ", with: ["  ", " \u{A0} ", "\u{2009}"].randomElement(using: &generator) ?? " ") + " "
        }
        if Bool.random(using: &generator) { text = "💅 " + text }
        return Bool.random(using: &generator) ? text + " 🌸🌸" : text
    }
}

extension DateMeaning {
    fileprivate func adding(days: Int) -> DateMeaning {
        switch self {
        case .day(let day): .day(day.adding(days: days))
        case .window(let from, let to): .window(from: from?.adding(days: days), to: to?.adding(days: days))
        case .oneOf(let list): .oneOf(list.map { $0.adding(days: days) })
        case .soonest: .soonest
        }
    }
}

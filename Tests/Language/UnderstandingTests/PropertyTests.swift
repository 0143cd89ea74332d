import CivilTime
import Testing
import Understanding

/// What holds for every message of the corpus, right or wrong.
@Suite("Understanding: properties")
struct PropertyTests {
    /// Reads every line once more, changed, and compares with the line as it stands.
    private static func compare(
        _ isSame: (Answer, Answer) -> Bool, of lines: (Corpus.Line) -> Bool = { _ in true },
        least: Int = 2000, _ change: (Corpus.Line) -> String
    ) throws {
        let corpus = try Corpus.whole.get()
        var count = 0
        var broken: [String] = []
        for line in corpus.lines where lines(line) {
            let text = change(line)
            if text == line.text { continue }
            count += 1
            let (plain, changed) = (Answer(try corpus.meaning(of: line)), Answer(try corpus.meaning(of: line, as: text)))
            if !isSame(plain, changed) {
                broken.append("\(line.place): \(line.text)\n    \(plain)\n    \(text)\n    \(changed)")
            }
        }
        #expect(count >= least)
        #expect(broken.isEmpty, "\(broken.count) of \(count) mean something else:\n\(broken.joined(separator: "\n"))")
    }

    private static func hasSameMeaning(_ one: Answer, _ other: Answer) -> Bool { one.matches(other) }

    @Test("capital letters, drawn-out spaces and emoji around a message change nothing")
    func capitals() throws {
        try PropertyTests.compare(PropertyTests.hasSameMeaning) {
            "  💅 " + $0.text.uppercased().replacing(" ", with: " \u{A0} ") + " 🌸  "
        }
    }

    @Test("small letters change nothing")
    func smallLetters() throws {
        try PropertyTests.compare(PropertyTests.hasSameMeaning, least: 700) { $0.text.lowercased() }
    }

    @Test("ё is е, anywhere")
    func yo() throws {
        try PropertyTests.compare(PropertyTests.hasSameMeaning, least: 1000) {
            $0.text.replacing("ё", with: "е").replacing("Ё", with: "Е") == $0.text
                ? $0.text.replacing("е", with: "ё").replacing("Е", with: "Ё")
                : $0.text.replacing("ё", with: "е").replacing("Ё", with: "Е")
        }
    }

    /// Polite words before and behind a message, by the language of the conversation.
    private static let padding = [
        "ru": (before: ["Пожалуйста, ", "будьте добры, ", "Будьте любезны, "], after: [", пожалуйста", " спасибо заранее", ", будьте добры", " пж"]),
        "en": (before: ["Please, ", "please "], after: [", please", " please", " pls", " thanks in advance", ", thank you in advance!"]),
        "uk": (before: ["Будь ласка, "], after: [", будь ласка", " дякую заздалегідь"]),
        "kk": (before: [], after: [" өтінемін", ", рахмет"]),
    ]

    @Test("politeness changes nothing", arguments: [1, 2] as [Int])
    func politeness(round: Int) throws {
        var number = round
        try PropertyTests.compare(PropertyTests.hasSameMeaning, of: { isRequest($0.answer) }, least: 1500) { line in
            guard let padding = PropertyTests.padding[line.language] else { return line.text }
            number += 1
            let before = padding.before.isEmpty || number % 3 == 0 ? "" : padding.before[number % padding.before.count]
            let after = number % 3 == 1 ? "" : padding.after[number / 2 % padding.after.count]
            return before + line.text + after
        }
    }

    /// Not thanks, greetings, yes and no, which are politeness themselves.
    private func isRequest(_ answer: Answer) -> Bool {
        !["greeting", "thanks", "confirm", "deny", "none", "opt_out"].contains(answer.intents[0])
    }

    @Test("a message read again means the same, to the span")
    func again() throws {
        let corpus = try Corpus.whole.get()
        for line in corpus.lines {
            let meaning = try corpus.meaning(of: line)
            #expect(try meaning == corpus.meaning(of: line), "\(line.place): \(line.text)")
        }
    }

    @Test("a week later, relative days are a week later")
    func aWeekLater() throws {
        let corpus = try Corpus.whole.get()
        let words = CalendarWords()
        var count = 0
        var broken: [String] = []
        for line in corpus.lines {
            let meaning = try corpus.meaning(of: line)
            guard !meaning.dates.isEmpty, meaning.dates.allSatisfy({ words.isRelative($0, in: line.text) }) else { continue }
            count += 1
            var context = line.context
            context.now.date = context.now.date.adding(days: 7)
            context.offered.date = context.offered.date?.adding(days: 7)
            var expected = meaning
            for index in expected.dates.indices { expected.dates[index].content = expected.dates[index].content.adding(days: 7) }
            for index in expected.excluded.indices {
                if case .date(let date) = expected.excluded[index].content {
                    expected.excluded[index].content = .date(date.adding(days: 7))
                }
            }
            let later = try corpus.meaning(of: line, context: context)
            if later != expected { broken.append("\(line.place): \(line.text)\n    \(Answer(expected))\n    \(Answer(later))") }
        }
        #expect(count >= 700)
        #expect(broken.isEmpty, "\(broken.count) of \(count) do not move:\n\(broken.joined(separator: "\n"))")
    }

    @Test("Russian typed with Latin keys fills the same slots")
    func latinKeys() throws {
        let keyboard = try Keyboard.russian()
        try PropertyTests.compare({ $0.slots == $1.slots }, of: { $0.language == "ru" && Keyboard.isPlain($0.text, isLatin: false) }, least: 500) {
            keyboard.typedWithLatinKeys($0.text)
        }
    }

    @Test("English typed with Russian keys fills the same slots")
    func russianKeys() throws {
        let keyboard = try Keyboard.russian()
        try PropertyTests.compare({ $0.slots == $1.slots }, of: { $0.language == "en" && Keyboard.isPlain($0.text, isLatin: true) }, least: 500) {
            keyboard.typedWithRussianKeys($0.text)
        }
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

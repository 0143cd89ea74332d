import CivilTime
import Testing
import Understanding

@Suite("Understanding: the corpus")
struct CorpusTests {
    /// Right lines of all lines.
    private struct Score: CustomStringConvertible {
        var right = 0
        var all = 0

        mutating func add(_ isRight: Bool) {
            all += 1
            if isRight { right += 1 }
        }

        var description: String {
            all == 0 ? "none" : "\(right) of \(all), \(right * 100 / all).\(right * 1000 / all % 10) %"
        }
    }

    /// Lines of `not-yet.tsv`, as file and message.
    private static func notYet() throws -> [(file: String, text: String)] {
        try Corpus.fields(of: "not-yet.tsv").map { number, fields in
            try #require(
                fields.count == 3 && !fields[2].isEmpty,
                "Tests/Corpus/understanding/not-yet.tsv:\(number): a line has a file, a message and a reason, separated by tabs")
            return (fields[0], fields[1])
        }
    }

    @Test("understands every line, but for those that are known to be wrong")
    func corpus() throws {
        let understood = try Corpus.understood.get()
        let notYet = try CorpusTests.notYet()
        var wrong: [String] = []
        var met: Set<String> = []
        var excused: [String: Int] = [:]
        var messages: [String: Score] = [:]
        var moments: [String: Score] = [:]
        for (line, found) in understood.lazy.map({ ($0.line, $0.answer) }) {
            let isRight = found.matches(line.answer)
            messages[line.language, default: Score()].add(isRight)
            if line.answer.date != nil || line.answer.time != nil {
                moments[line.language, default: Score()].add(found.date == line.answer.date && found.time == line.answer.time)
            }
            if isRight { continue }
            // The contract's own samples are no matter of patience.
            let isListed = notYet.contains { $0.file == line.file && $0.text == line.text }
            if isListed, !line.file.hasSuffix("/contract.tsv") {
                met.insert("\(line.file)\t\(line.text)")
                excused[line.language, default: 0] += 1
            } else {
                let asked = line.context.expecting.map { " [\($0.rawValue)]" } ?? ""
                wrong.append("\(line.place):\(asked) \(line.text)\n    right: \(line.answer)\n    found: \(found)")
            }
        }
        for language in messages.keys.sorted() {
            print(
                "understanding \(language): dates and times \(moments[language] ?? Score()); whole messages \(messages[language] ?? Score())")
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(understood.count) wrong:\n\(wrong.joined(separator: "\n"))")
        for line in notYet {
            #expect(met.contains("\(line.file)\t\(line.text)"), "\(line.file): \(line.text): right now, or not there; take it off not-yet.tsv")
        }
        for (language, count) in excused {
            let all = messages[language]?.all ?? 0
            #expect(count * 50 <= all, "\(count) of \(all) lines in \(language) are on not-yet.tsv; at most 2 % may be")
        }
    }

    @Test("has enough messages in each language", arguments: [("ru", 600), ("en", 600), ("uk", 80), ("kk", 80)])
    func size(language: String, least: Int) throws {
        let lines = try Corpus.whole.get().lines.filter { $0.language == language }
        #expect(Set(lines.map(\.text)).count >= least)
    }

    @Test("has different salons and the moments where calendars go wrong", arguments: ["ru", "en"])
    func variety(language: String) throws {
        let lines = try Corpus.whole.get().lines.filter { $0.language == language }
        #expect(Set(lines.map(\.catalogue)).count >= 12)
        let moments = Set(lines.map(\.context.now))
        #expect(moments.count >= 20)
        func count(_ condition: (CivilMoment) -> Bool) -> Int { moments.count(where: condition) }
        #expect(count { $0.date.adding(days: 1).day == 1 } >= 2, "month ends")
        #expect(count { $0.date.month == 12 && $0.date.day >= 28 } >= 2, "year ends")
        #expect(count { $0.time.minutes >= 22 * 60 } >= 2, "late evenings")
        #expect(count { CorpusTests.clocksChange(near: $0.date) } >= 2, "days on which clocks change, and those before")
        #expect(Set(moments.map(\.date.weekday)).count == 7, "weekdays")
    }

    /// The last Sunday of March or October (Europe), the second of March or the first of November (America), or the day before.
    private static func clocksChange(near date: CivilDate) -> Bool {
        [date, date.adding(days: 1)].contains { day in
            guard day.weekday == .sunday else { return false }
            let isLast = day.adding(days: 7).month != day.month
            return switch day.month {
            case 3: isLast || (8...14).contains(day.day)
            case 10: isLast
            case 11: day.day <= 7
            default: false
            }
        }
    }
}

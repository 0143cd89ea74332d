internal import CivilTime
internal import Understanding
internal import UnderstandingLines

/// What one message means and why, for eyes.
struct MessagePage {
    private let explanation: Explanation
    private let lines: ExplanationLines
    private let message: String
    private let now: CivilMoment
    private let salon: String?
    private let console: Console

    /// - Parameter salon: the name of the salon it is said to; nil for the example.
    init(_ explanation: Explanation, text: String, now: CivilMoment, salon: String?, console: Console) {
        self.explanation = explanation
        lines = ExplanationLines(explanation, text: text, language: console.language == .russian ? .russian : .english)
        message = text
        self.now = now
        self.salon = salon
        self.console = console
    }

    var text: String {
        var parts = [head, taken]
        parts += [words, rejected].compactMap(\.self)
        return parts.joined(separator: "\n\n")
    }

    private var head: String {
        let language = explanation.meaning.language ?? console.words(ru: "не видно", en: "nothing tells")
        let salon = self.salon ?? console.words(ru: "пример", en: "an example")
        let weekdays = console.words(ru: "пн вт ср чт пт сб вс", en: "Mon Tue Wed Thu Fri Sat Sun").split(separator: " ")
        let moment = "\(weekdays[now.date.weekday.rawValue]) \(now.iso)"
        return console.painted(console.words(ru: "«\(MessagePage.visible(message))»", en: "“\(MessagePage.visible(message))”"), .bold) + "\n"
            + console.painted(
                console.words(
                    ru: "язык: \(language) · сейчас: \(moment) · салон: \(salon)",
                    en: "language: \(language) · now: \(moment) · salon: \(salon)"), .grey)
    }

    private var taken: String {
        guard !lines.taken.isEmpty else {
            return console.words(ru: "намерение  none: ничего знакомого", en: "intent   none: nothing it knows")
        }
        let heads = lines.taken.map { kind($0.kind) }
        let values = lines.taken.map(\.value)
        let quotes = lines.taken.map(quoted)
        return lines.taken.indices.map { index in
            let line = lines.taken[index]
            let value = padded(values[index], to: values)
            return [
                padded(heads[index], to: heads),
                line.fills ? console.painted(value, .green) : console.painted(value, .yellow),
                padded(quotes[index], to: quotes),
                console.painted(line.rule, .grey) + (line.why.map { " — \($0)" } ?? ""),
            ].joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// Words that were not read as they are written; nil where all were.
    private var words: String? {
        let odd = lines.words.filter { !$0.isPlain }
        guard !odd.isEmpty else { return nil }
        let shown = odd.prefix(MessagePage.longestList).map { "  \(MessagePage.visible($0.text)): \($0.how)" }
        return ([console.words(ru: "Слова:", en: "Words:")] + shown + rest(of: odd.count)).joined(separator: "\n")
    }

    private var rejected: String? {
        guard !lines.rejected.isEmpty else { return nil }
        let shown = lines.rejected.prefix(MessagePage.longestList).map { line in
            "  \(kind(line.kind)) \(line.value) \(quoted(line)): \(line.why ?? "") " + console.painted("[\(line.rule)]", .grey)
        }
        return ([console.words(ru: "Отвергнуто:", en: "Rejected:")] + shown + rest(of: lines.rejected.count))
            .joined(separator: "\n")
    }

    /// Entries of a list that a person reads.
    private static let longestList = 20

    private func rest(of count: Int) -> [String] {
        guard count > MessagePage.longestList else { return [] }
        return [console.words(ru: "  … и ещё \(count - MessagePage.longestList)", en: "  … and \(count - MessagePage.longestList) more")]
    }

    private func kind(_ kind: ExplanationLines.Kind) -> String {
        switch kind {
        case .intent: console.words(ru: "намерение", en: "intent")
        case .service: console.words(ru: "услуга", en: "service")
        case .master: console.words(ru: "мастер", en: "master")
        case .date: console.words(ru: "дата", en: "date")
        case .time: console.words(ru: "время", en: "time")
        }
    }

    private func quoted(_ line: ExplanationLines.Line) -> String {
        let text = MessagePage.visible(line.text)
        return console.words(ru: "«\(text)»", en: "“\(text)”")
    }

    private func padded(_ text: String, to column: [String]) -> String {
        text + String(repeating: " ", count: (column.map(\.count).max() ?? 0) - text.count)
    }

    /// On one line, cut where it is long, and without characters that steer a terminal.
    private static func visible(_ text: String) -> String {
        let shown = String(String.UnicodeScalarView(text.unicodeScalars.prefix(400).map { scalar in
            scalar.properties.generalCategory == .control ? " " : scalar
        }))
        return text.unicodeScalars.count > 400 ? shown + "…" : shown
    }
}

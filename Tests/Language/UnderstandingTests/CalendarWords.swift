import Grammar
import Understanding

/// Tells from the lexicons whether the words of a date count from today ("завтра", "on Friday", "in two weeks") or name a
/// day of the calendar ("25 мая", "the 3rd", "new year's eve", "in a month").
struct CalendarWords {
    private var named: Set<String> = []
    private var days: Set<String> = []

    init() {
        for language in LexiconFiles.languages {
            for file in LexiconFiles.files(of: language) {
                for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
                    let fields = line.split(separator: "\t").map(String.init)
                    if fields[0] == "word", fields.count == 4 { read(word: fields) }
                    // The feasts have rules of their own.
                    if fields[0] == "rule", fields.count == 5, fields[4].contains("day-month ") || fields[4].contains("date-to-day ") {
                        named.formUnion(CalendarWords.words(of: fields[3]))
                    }
                }
            }
        }
    }

    private mutating func read(word fields: [String]) {
        let forms = CalendarWords.words(of: fields[3])
        switch (fields[1], fields[2]) {
        case (let category, _) where category.hasPrefix("month") || category.hasPrefix("ordinal") || category == "onday":
            named.formUnion(forms)
        case ("unit", "4"): named.formUnion(forms)
        case ("unit", _): days.formUnion(forms)
        default: break
        }
    }

    /// Runs of letters of more than two: shorter ones ("of", "на") stand beside anything.
    private static func words(of text: some StringProtocol) -> [String] {
        text.lowercased().split { !$0.isLetter }.map { String($0).replacing("ё", with: "е") }.filter { $0.count > 2 && $0 != "the" }
    }

    /// A number is one of days or weeks when such a word stands beside it.
    func isRelative(_ date: Found<DateMeaning>, in text: String) -> Bool {
        let span = String(decoding: Array(text.utf8)[date.span], as: UTF8.self)
        let words = CalendarWords.words(of: span)
        // Mistyped months are months.
        if words.contains(where: { word in named.contains { word == $0 || ($0.count > 3 && word.hasPrefix($0.prefix(4))) } }) {
            return false
        }
        return !span.contains(where: \.isNumber) || words.contains(where: days.contains)
    }
}

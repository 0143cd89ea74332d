internal import CivilTime
package import Salon
internal import Yams

/// The small things that files are made of, each told with its place when it cannot be read.
extension SalonFileReader {
    mutating func phone(_ node: Node?, at place: String) -> String? {
        guard let node else { return nil }
        guard let digits = node.string.flatMap(SalonContact.digits(ofWritten:)) else {
            problem(node, "`\(place)` must be a number with its country code, such as +7 701 700 00 01.")
            return nil
        }
        return digits
    }

    mutating func link(_ node: Node?, at place: String) -> String? {
        guard let node else { return nil }
        guard let link = node.string, SalonContact.isLink(link) else {
            problem(node, "`\(place)` must be an address that begins with https://.")
            return nil
        }
        return link
    }

    mutating func place(_ node: Node?) -> Coordinates? {
        guard let node else { return nil }
        let sides = (node.string ?? "").split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
        guard sides.count == 2, let latitude = Coordinates.millionths(sides[0]),
            let longitude = Coordinates.millionths(sides[1]),
            let place = Coordinates(latitudeMillionths: latitude, longitudeMillionths: longitude)
        else {
            problem(node, "`place` must be latitude and longitude in degrees, such as 43.238949, 76.889709.")
            return nil
        }
        return place
    }

    mutating func problem(_ node: Node?, _ text: String) {
        if let mark = node?.mark { problems.append("line \(mark.line): \(text)") } else { problems.append(text) }
    }

    mutating func allow(_ keys: [String], in node: Node, at place: String) {
        for (key, _) in node.mapping ?? [:] where !keys.contains(key.string ?? "") {
            problem(key, "`\(key.string ?? "?")` means nothing in \(place); known are: \(keys.joined(separator: ", ")).")
        }
    }

    mutating func text(_ node: Node?, at place: String, of parent: Node? = nil) -> String? {
        guard let text = node?.string, !text.isEmpty else {
            problem(node ?? parent, "`\(place)` is missing.")
            return nil
        }
        return text
    }

    mutating func localized(_ node: Node?, at place: String, of parent: Node? = nil) -> LocalizedName {
        var names: [String: String] = [:]
        for (language, name) in node?.mapping ?? [:] {
            guard let language = language.string, let text = name.string else {
                problem(name, "`\(place)`: a language and its text must be plain words, `ru: …`.")
                continue
            }
            if !text.isEmpty { names[language] = text }
        }
        if let plain = node?.string, !plain.isEmpty { names = ["ru": plain, "en": plain] }
        if names.isEmpty {
            problem(node ?? parent, "`\(place)` is missing: write it for each language, `ru: …` and `en: …`.")
        }
        return LocalizedName(names)
    }

    /// An empty list must be written as one, `[]`: a key without anything is rather something forgotten.
    mutating func list(_ node: Node?, at place: String) -> [Node] {
        guard let items = node?.sequence else {
            problem(node, "`\(place)` is missing or empty: write each on a line that begins with `-`, or `\(place): []`.")
            return []
        }
        return Array(items)
    }

    mutating func strings(_ node: Node?, at place: String) -> [String] {
        guard let node else { return [] }
        guard let items = node.sequence else {
            problem(node, "`\(place)` must be a list such as [one, two].")
            return []
        }
        return items.compactMap { item in
            if item.string == nil { problem(item, "`\(place)` must be a list of plain words such as [one, two].") }
            return item.string
        }
    }

    mutating func dates(_ node: Node?, at place: String) -> Set<CivilDate> {
        var result: Set<CivilDate> = []
        for text in strings(node, at: place) {
            if let date = CivilDate(iso: text) { result.insert(date) } else {
                problem(node, "`\(place)`: `\(text)` is no date; write it as 2026-12-31.")
            }
        }
        return result
    }

    mutating func number(
        _ node: Node?, at place: String, _ range: ClosedRange<Int>, of parent: Node? = nil
    ) -> Int? {
        guard let text = node?.string, let number = Int(text), range.contains(number) else {
            problem(
                node ?? parent, "`\(place)` must be a whole number from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return number
    }

    func minorUnits(_ text: String) -> Int? {
        let sides = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = Int(sides[0]), (0...1_000_000_000).contains(whole), sides.count <= 2 else { return nil }
        guard sides.count == 2 else { return whole * 100 }
        guard (1...2).contains(sides[1].count), sides[1].allSatisfy({ ("0"..."9").contains($0) }),
            let fraction = Int(sides[1])
        else { return nil }
        return whole * 100 + (sides[1].count == 1 ? fraction * 10 : fraction)
    }

    // MARK: - Days and times

    mutating func date(_ node: Node?, at place: String) -> CivilDate? {
        guard let node else { return nil }
        guard let date = node.string.flatMap({ CivilDate(iso: $0) }) else {
            problem(node, "`\(place)`: `\(node.string ?? "…")` is no date; write it as 2026-12-31.")
            return nil
        }
        return date
    }

    /// `mon-fri`, or a list of such.
    mutating func days(_ node: Node, at place: String) -> Set<Weekday> {
        var found: Set<Weekday> = []
        for item in node.sequence.map(Array.init) ?? [node] {
            guard let weekdays = weekdays(item.string ?? "") else {
                problem(item, "`\(place)`: `\(item.string ?? "…")` is no day; write mon, tue … sun, mon-fri, or [sat, sun].")
                continue
            }
            found.formUnion(weekdays)
        }
        if node.sequence?.isEmpty == true {
            problem(node, "`\(place)` has no day; write mon, tue … sun, mon-fri, or [sat, sun].")
        }
        return found
    }

    /// Spans of time by weekdays, an entry for each span of each line.
    mutating func weekly(_ node: Node, at place: String) -> [Break] {
        guard let mapping = node.mapping else {
            problem(node, "`\(place)` must be lines of days and times, such as `mon-fri: 13:00-14:00`.")
            return []
        }
        var found: [Break] = []
        for (days, intervals) in mapping {
            guard let weekdays = weekdays(days.string ?? "") else {
                problem(days, "`\(place)`: `\(days.string ?? "")` is no day; write mon, tue … sun, or mon-fri.")
                continue
            }
            // A day with nothing behind it is a day without any.
            if intervals.string == "" { continue }
            for interval in self.intervals(intervals, at: place) {
                found.append(Break(weekdays: Set(weekdays), interval: interval))
            }
        }
        return found
    }

    mutating func overrides(_ node: Node?, at place: String) -> [CivilDate: [WorkingInterval]] {
        guard let node else { return [:] }
        guard let mapping = node.mapping else {
            problem(
                node,
                "`\(place)` must be lines of dates and times, such as `2026-12-31: 10:00-14:00` or `2026-12-30: closed`.")
            return [:]
        }
        var found: [CivilDate: [WorkingInterval]] = [:]
        for (key, value) in mapping {
            guard let date = date(key, at: place) else { continue }
            found[date] = value.string == "closed" ? [] : intervals(value, at: place, or: " or `closed`")
        }
        return found
    }

    mutating func timeOff(_ node: Node?, at place: String) -> [TimeOff] {
        guard let node else { return [] }
        guard let items = node.sequence else {
            problem(node, "`\(place)` must be a list such as [2026-12-24, 2026-07-01..2026-07-14].")
            return []
        }
        return items.compactMap { item in
            guard let timeOff = item.string.flatMap(SalonFile.timeOff(written:)) else {
                problem(
                    item,
                    "`\(place)`: `\(item.string ?? "…")` is no date and no time away; write it as 2026-12-24, "
                        + "2026-07-01..2026-07-14 or 2026-07-01 12:00..2026-07-01 15:00.")
                return nil
            }
            return timeOff
        }
    }

    private mutating func intervals(_ node: Node, at place: String, or other: String = "") -> [WorkingInterval] {
        (node.sequence.map(Array.init) ?? [node]).compactMap { item in
            guard let interval = item.string.flatMap(SalonFile.interval(written:)) else {
                problem(item, "`\(place)`: `\(item.string ?? "…")` is no span of time; write 10:00-20:00\(other).")
                return nil
            }
            return interval
        }
    }

    private func weekdays(_ text: String) -> [Weekday]? {
        let sides = text.split(separator: "-", omittingEmptySubsequences: false).map { side in
            Weekday.allCases.first { $0.short == side }
        }
        switch sides.count {
        case 1: return sides[0].map { [$0] }
        case 2:
            guard let first = sides[0], let last = sides[1], first.rawValue <= last.rawValue else { return nil }
            return (first.rawValue...last.rawValue).compactMap(Weekday.init(rawValue:))
        default: return nil
        }
    }
}

extension SalonFile {
    /// `10:00-20:00`; nil for anything else, and for what has no length.
    package static func interval(written text: String) -> WorkingInterval? {
        let sides = text.split(separator: "-", omittingEmptySubsequences: false).map { ClockTime(iso: $0) }
        guard sides.count == 2, let from = sides[0], let to = sides[1], from != to else { return nil }
        return WorkingInterval(from: from, to: to)
    }

    /// `2026-12-24`, `2026-07-01..2026-07-14`, `2026-07-01 12:00..2026-07-01 15:00`, or with the end's date left out when it
    /// is the same; nil for anything else.
    package static func timeOff(written text: String) -> TimeOff? {
        guard let dots = text.firstRange(of: "..") else { return CivilDate(iso: text).map { .days($0, $0) } }
        let (from, to) = (text[..<dots.lowerBound], text[dots.upperBound...])
        if let first = CivilDate(iso: from), let last = CivilDate(iso: to) { return .days(first, last) }
        guard let begin = moment(from) else { return nil }
        if let time = ClockTime(iso: to) { return .moments(begin, CivilMoment(date: begin.date, time: time)) }
        return moment(to).map { .moments(begin, $0) }
    }

    private static func moment(_ text: Substring) -> CivilMoment? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let date = CivilDate(iso: parts[0]), let time = ClockTime(iso: parts[1]) else { return nil }
        return CivilMoment(date: date, time: time)
    }
}

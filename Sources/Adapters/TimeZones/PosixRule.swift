internal import CivilTime

/// A POSIX TZ rule, such as `CET-1CEST,M3.5.0,M10.5.0/3`: the offsets of a zone for all years to come (POSIX.1 8.3,
/// with RFC 8536's extension of the change times to -167…167 hours).
struct PosixRule: Equatable {
    /// Seconds east of UTC.
    var standardOffset: Int
    var daylight: Daylight?

    struct Daylight: Equatable {
        var offset: Int
        var begins: ChangeDay
        var ends: ChangeDay
    }

    struct ChangeDay: Equatable {
        enum Day: Equatable {
            /// 1 to 365; 29 February is never counted.
            case ordinalWithoutLeapDay(Int)
            /// 0 to 365; 29 February is counted.
            case ordinal(Int)
            /// Week 5 means the last; the weekday counts from Sunday, 0.
            case weekday(month: Int, week: Int, weekday: Int)
        }
        var day: Day
        /// Seconds after local midnight, by the clocks before the change.
        var seconds: Int

        /// The change's local time in `year`, in seconds since the epoch as if local time were UTC.
        func local(in year: Int) -> Int64 {
            Int64(date(in: year).daysSinceEpoch) * 86_400 + Int64(seconds)
        }

        private func date(in year: Int) -> CivilDate {
            let newYear = CivilDate(year: year, month: 1, day: 1) ?? CivilDate(daysSinceEpoch: 0)
            switch day {
            case .ordinalWithoutLeapDay(let ordinal):
                return newYear.adding(days: ordinal - 1 + (CivilDate.isLeap(year) && ordinal >= 60 ? 1 : 0))
            case .ordinal(let ordinal):
                return newYear.adding(days: ordinal)
            case .weekday(let month, let week, let weekday):
                let first = newYear.adding(months: month - 1)
                let sundayBased = (first.weekday.rawValue + 1) % 7
                let offset = (weekday - sundayBased + 7) % 7 + (week - 1) * 7
                let length = CivilDate.daysInMonth(month, of: year)
                return first.adding(days: offset < length ? offset : offset - 7)
            }
        }
    }

    /// All changes from the beginning of `first` to the end of `last`, in order.
    func changes(from first: Int, through last: Int) -> [TimeZoneFile.Change] {
        guard let daylight, first <= last else { return [] }
        var found: [(change: TimeZoneFile.Change, toDaylight: Bool)] = []
        for year in first...last {
            let begins = daylight.begins.local(in: year) - Int64(standardOffset)
            let ends = daylight.ends.local(in: year) - Int64(daylight.offset)
            found.append((.init(at: begins, offset: daylight.offset), true))
            found.append((.init(at: ends, offset: standardOffset), false))
        }
        // Daylight time that ends at the very moment it begins again lasts all year (RFC 8536, 3.3.1): its beginning is
        // sorted last, so that it is what holds.
        found.sort { ($0.change.at, $0.toDaylight ? 1 : 0) < ($1.change.at, $1.toDaylight ? 1 : 0) }
        var changes: [TimeZoneFile.Change] = []
        for (change, _) in found {
            if changes.last?.at == change.at { changes.removeLast() }
            changes.append(change)
        }
        return changes
    }

    /// Reads the whole text, or nothing.
    init?(_ text: String) {
        var scanner = Scanner(rest: Array(text.utf8)[...])
        guard scanner.name(), let west = scanner.time(hours: 24) else { return nil }
        standardOffset = -west
        if scanner.rest.isEmpty { return }
        guard scanner.name() else { return nil }
        var offset = standardOffset + 3600
        if scanner.rest.first != Scanner.comma {
            guard let west = scanner.time(hours: 24) else { return nil }
            offset = -west
        }
        guard scanner.take(Scanner.comma), let begins = scanner.changeDay(), scanner.take(Scanner.comma),
            let ends = scanner.changeDay(), scanner.rest.isEmpty
        else { return nil }
        daylight = Daylight(offset: offset, begins: begins, ends: ends)
    }

    private struct Scanner {
        static let comma = UInt8(ascii: ",")
        var rest: ArraySlice<UInt8>

        mutating func take(_ byte: UInt8) -> Bool {
            guard rest.first == byte else { return false }
            rest.removeFirst()
            return true
        }

        /// An abbreviation: three or more letters, or anything between `<` and `>`.
        mutating func name() -> Bool {
            if take(UInt8(ascii: "<")) {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                rest = rest[(end + 1)...]
                return true
            }
            let letters = rest.prefix { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
            rest = rest[letters.endIndex...]
            return letters.count >= 3
        }

        mutating func number(_ allowed: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...3).contains(digits.count) else { return nil }
            rest = rest[digits.endIndex...]
            let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return allowed.contains(value) ? value : nil
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time(hours: Int) -> Int? {
            let negative = take(UInt8(ascii: "-"))
            if !negative { _ = take(UInt8(ascii: "+")) }
            guard let hour = number(0...hours) else { return nil }
            var seconds = hour * 3600
            for unit in [60, 1] where take(UInt8(ascii: ":")) {
                guard let part = number(0...59) else { return nil }
                seconds += part * unit
            }
            return negative ? -seconds : seconds
        }

        mutating func changeDay() -> ChangeDay? {
            let day: ChangeDay.Day
            if take(UInt8(ascii: "M")) {
                let dot = UInt8(ascii: ".")
                guard let month = number(1...12), take(dot), let week = number(1...5), take(dot),
                    let weekday = number(0...6)
                else { return nil }
                day = .weekday(month: month, week: week, weekday: weekday)
            } else if take(UInt8(ascii: "J")) {
                guard let ordinal = number(1...365) else { return nil }
                day = .ordinalWithoutLeapDay(ordinal)
            } else {
                guard let ordinal = number(0...365) else { return nil }
                day = .ordinal(ordinal)
            }
            guard take(UInt8(ascii: "/")) else { return ChangeDay(day: day, seconds: 2 * 3600) }
            return time(hours: 167).map { ChangeDay(day: day, seconds: $0) }
        }
    }
}

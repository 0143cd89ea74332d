import CivilTime
import Testing

@Suite("The calendar")
struct CalendarTests {
    /// Counts the days one by one from a known Friday, so that nothing of the arithmetic under test is used to check
    /// it.
    @Test("every day from 1900 to 2200 has its components, weekday and text, and is found by them")
    func everyDay() throws {
        var year = 1900
        var month = 1
        var day = 1
        var weekday = 0  // 1900-01-01 was a Monday
        var number = -25_567
        while year <= 2200 {
            let date = CivilDate(daysSinceEpoch: number)
            let parts = date.components
            guard parts.year == year, parts.month == month, parts.day == day else {
                Issue.record("day \(number) is \(parts), not \(year)-\(month)-\(day)")
                return
            }
            guard date.weekday.rawValue == weekday, CivilDate(year: year, month: month, day: day) == date,
                CivilDate(iso: date.iso) == date
            else {
                Issue.record("\(date.iso): weekday \(date.weekday), not \(weekday); or not found by its parts or text")
                return
            }
            let lengths = [
                31, year % 4 == 0 && year % 100 != 0 || year % 400 == 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
                31,
            ]
            number += 1
            weekday = (weekday + 1) % 7
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(number == 84_371)
    }

    @Test(
        "known days",
        arguments: [
            ("1970-01-01", 0, Weekday.thursday), ("2000-02-29", 11_016, .tuesday), ("2024-02-29", 19_782, .thursday),
            ("1969-12-31", -1, .wednesday), ("0001-01-01", -719_162, .monday), ("9999-12-31", 2_932_896, .friday),
        ])
    func knownDays(text: String, number: Int, weekday: Weekday) throws {
        let date = try #require(CivilDate(iso: text))
        #expect(date.daysSinceEpoch == number)
        #expect(date.weekday == weekday)
        #expect(date.iso == text)
    }

    @Test(
        "there is no such day",
        arguments: [
            (2025, 2, 29), (1900, 2, 29), (2025, 4, 31), (2025, 13, 1), (2025, 0, 1), (2025, 1, 0), (2025, 1, 32),
            (2025, -1, 1), (Int.max, 1, 1), (Int.min, 1, 1), (2025, Int.max, 1), (2025, 1, Int.min),
        ])
    func noSuchDay(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(
        "text that is no date",
        arguments: [
            "", "-", "--", "2025", "2025-03", "2025-3-01", "2025-03-1", "25-03-01", "2025-03-01 ", " 2025-03-01",
            "2025-03-01-", "+025-03-01", "2025-+3-01", "2025-03-+1", "2025-03--1", "-025-03-01", "0000-01-01",
            "2025/03/01", "2025-02-29", "2025-13-01", "2025-00-01", "2025-01-00", "٢٠٢٥-٠٣-٠١", "２０２５-03-01",
            "2025-03-0\u{301}1", "20250301", "2025-03-01T00:00", "abcd-ef-gh",
        ])
    func noDate(text: String) { #expect(CivilDate(iso: text) == nil) }

    @Test(
        "text that is no time",
        arguments: [
            "", ":", "9:00", "09:0", "24:01", "25:00", "12:60", "+9:00", "09:+1", "-1:00", "09:00:00", "09.00", "0900",
            " 09:00", "09:00 ", "٠٩:٠٠", "ab:cd", "99:99",
        ])
    func noTime(text: String) { #expect(ClockTime(iso: text) == nil) }

    @Test("every minute of a day has its text and is found by it")
    func everyMinute() throws {
        for minutes in 0...1440 {
            let time = try #require(ClockTime(minutes: minutes))
            #expect(ClockTime(iso: time.iso) == time)
            #expect(ClockTime(hour: time.hour, minute: time.minute) == time)
            #expect(time.iso.utf8.count == 5)
        }
        for beyond in [-1, 1441, Int.min, Int.max] { #expect(ClockTime(minutes: beyond) == nil) }
        for (hour, minute) in [(24, 1), (25, 0), (-1, 0), (0, 60), (0, -1), (Int.max, 0)] {
            #expect(ClockTime(hour: hour, minute: minute) == nil)
        }
        #expect(ClockTime.endOfDay.iso == "24:00")
        #expect(ClockTime.midnight < ClockTime.endOfDay)
    }

    @Test(
        "months later keep the day, or take the month's last",
        arguments: [
            ("2025-01-31", 1, "2025-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2025-01-31", 3, "2025-04-30"),
            ("2025-12-15", 1, "2026-01-15"), ("2025-01-15", -1, "2024-12-15"), ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-29"), ("2025-03-31", -1, "2025-02-28"), ("2025-06-30", 0, "2025-06-30"),
            ("2000-05-31", -1200, "1900-05-31"),
        ])
    func months(from: String, count: Int, to: String) throws {
        #expect(try #require(CivilDate(iso: from)).adding(months: count).iso == to)
    }

    @Test("months there and back: the same month, and the same day up to its 28th")
    func monthsProperty() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<5_000 {
            let date = CivilDate(daysSinceEpoch: Int.random(in: -100_000...100_000, using: &random))
            let count = Int.random(in: -600...600, using: &random)
            let there = date.adding(months: count)
            let back = there.adding(months: -count)
            #expect(back.year == date.year && back.month == date.month)
            #expect((there.year * 12 + there.month) - (date.year * 12 + date.month) == count)
            if date.day <= 28 { #expect(back == date && there.day == date.day) }
            #expect(there.day == min(date.day, CivilDate.daysInMonth(there.month, of: there.year)))
        }
    }

    @Test("a week begins on Monday, at most six days back")
    func weeks() {
        for number in -1_000...1_000 {
            let date = CivilDate(daysSinceEpoch: number)
            let start = date.startOfWeek
            #expect(start.weekday == .monday)
            #expect((0...6).contains(date.daysSinceEpoch - start.daysSinceEpoch))
        }
    }

    @Test("dates are ordered as their texts are")
    func order() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let left = CivilDate(daysSinceEpoch: Int.random(in: -700_000...2_900_000, using: &random))
            let right = CivilDate(daysSinceEpoch: Int.random(in: -700_000...2_900_000, using: &random))
            #expect((left < right) == (left.iso < right.iso))
        }
    }

    @Test("division rounds down on both sides of zero")
    func flooredDivision() {
        for (number, divisor, quotient, remainder) in [
            (7, 3, 2, 1), (-7, 3, -3, 2), (7, -3, -3, -2), (-7, -3, 2, -1), (6, 3, 2, 0), (-6, 3, -2, 0), (0, 5, 0, 0),
        ] {
            #expect(number.flooredQuotient(by: divisor) == quotient)
            #expect(number.flooredRemainder(by: divisor) == remainder)
        }
        #expect(Instant(milliseconds: -1).seconds == -1)
        #expect(Instant(milliseconds: 999).seconds == 0)
        #expect(Instant(seconds: 0).minutes(since: Instant(milliseconds: 1)) == -1)
        #expect(Instant(seconds: 60).minutes(since: Instant(seconds: 0)) == 1)
        #expect(Instant(seconds: 10).adding(minutes: -1).adding(seconds: 50) == Instant(seconds: 0))
    }
}

/// A small generator with a seed (SplitMix64), so that a failing run can be had again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

import CivilTime

/// What can be made of a match. Lexicons name these at the end of a `rule` line, with the values of the pattern as `$1`,
/// `$2`, … and plain numbers as arguments; the languages differ in words only, never in what a date is.
enum Operation: String, CaseIterable {
    /// Matches and means nothing: what it covers is neither date nor time nor name (understanding contract, 13).
    case nothing
    /// The first argument as it is.
    case same

    // Days
    /// So many days from today.
    case relative
    /// A number of a unit from now: days, weeks, months and years give a day, minutes and hours a moment.
    case ahead
    /// The nearest such weekday strictly after today (2).
    case weekday
    /// A weekday in the week so many weeks ahead (3).
    case weekdayInWeek = "weekday-in-week"
    /// Day, month and perhaps year (1).
    case dayMonth = "day-month"
    /// The nearest such day of a month from today on.
    case dayOfMonth = "day-of-month"
    /// Two numbers in the order of the language, and perhaps a year (11).
    case numeric
    /// Year, month, day.
    case iso

    /// Day, month and perhaps year, where no calendar has that day.
    case notDay = "not-day"
    /// Two numbers as for `numeric`, where they are a day that its month does not have.
    case notNumeric = "not-numeric"
    /// Hour and minute that no clock shows.
    case notClock = "not-clock"

    /// A weekday and the day of the month that it is; none when the two do not agree.
    case weekdayOfMonth = "weekday-of-month"
    /// A day so many days after another.
    case daysAfter = "days-after"
    /// A day so many weeks after another.
    case weeksAfter = "weeks-after"
    /// Weekdays in the week so many weeks ahead; for 0 each the nearest.
    case weekdaysInWeek = "weekdays-in-week"
    /// A month and days of it.
    case daysOfMonth = "days-of-month"
    /// The first, second, … or last (-1) such weekday of a month.
    case nthWeekday = "nth-weekday"
    /// The same in the month so many months ahead.
    case nthWeekdayMonth = "nth-weekday-month"
    /// From weekday to weekday in the week so many weeks ahead; for 0 the nearest.
    case weekdaySpan = "weekday-span"
    /// Days of a month, each the nearest such.
    case daysOfMonths = "days-of-months"
    /// Two days of which the second is the next one: "пятница-суббота" is both.
    case neighbours
    /// Up to a day and month.
    case dateToDay = "date-to-day"
    /// A month, the first and the last day of a span in it.
    case monthDays = "month-days"
    /// As soon as can be.
    case soonest

    // Spans of days
    case week
    /// A third of a week: weeks ahead, then 0 for its beginning, 1 for its middle, 2 for its end.
    case weekPart = "week-part"
    case weekend
    /// A month so many months ahead.
    case month
    case monthPart = "month-part"
    /// The nearest such month, by its number.
    case namedMonth = "named-month"
    case namedMonthPart = "named-month-part"
    /// Today and so many days more.
    case within

    /// A month, and a week of it counted from 0: its days 1 to 7, 8 to 14, …
    case namedMonthWeek = "named-month-week"
    /// Monday to Friday of the week so many weeks ahead.
    case workdays

    // Days from days
    /// All days before a span.
    case dateBefore = "date-before"
    case dateFrom = "date-from"
    case dateAfter = "date-after"
    case dateTo = "date-to"
    case dateBetween = "date-between"
    case dateEither = "date-either"

    // Clock
    /// Hour and perhaps minute.
    case clock
    /// Hour and minute with a dash between; "10-12" is no time to the minute but hours.
    case clockDashed = "clock-dashed"
    /// Hour and minute of one figure such as 1530.
    case clockFigure = "clock-figure"
    /// Minutes, then the hour they come after.
    case clockPast = "clock-past"
    /// Minutes, then the hour that is begun: "четверть пятого".
    case clockInto = "clock-into"
    /// Minutes, then the hour they lack to.
    case clockTo = "clock-to"
    /// A clock, then 0 for before noon and 1 for after.
    case meridiem
    /// A clock, then the part of the day it is in: "три часа дня".
    case clockInPart = "clock-in-part"

    // Times
    case timeAt = "time-at"
    case timeFrom = "time-from"
    case timeTo = "time-to"
    case timeBetween = "time-between"
    /// Two hours in digits, the second after the first ("10 to 12"); none for what is a clock ("5 to 3", "20 to 6").
    case timeBetweenDigits = "time-between-digits"
    /// Hour and minute, hour and minute.
    case timeBetweenMinutes = "time-between-minutes"
    /// Two hours, then 0 for before noon and 1 for after: "10-2pm" begins before it.
    case timeBetweenHalf = "time-between-half"
    /// Two clocks, either of which would do: all between them.
    case timeEither = "time-either"
    /// "до обеда", "before lunch"
    case beforeNoon = "before-noon"
    case part

    /// Today in a part of the day: "tonight".
    case todayPart = "today-part"
    /// A day and a clock side by side: "friday 12".
    case dayTime = "day-time"
    /// A clock and then its day.
    case timeDay = "time-day"
    /// An hour of one figure or number, and then its day: "1830 this thurs".
    case figureDay = "figure-day"
    case hourDay = "hour-day"
}

extension Operation {
    /// The value, or nil when there is none (31 April, 25 o'clock): then the rule has not matched.
    func evaluate(_ arguments: [ChartValue], isDayFirst: Bool, in surroundings: Surroundings) -> ChartValue? {
        let today = surroundings.today
        func number(_ index: Int) -> Int? { index < arguments.count ? arguments[index].number : nil }
        // A bare number stands for an hour where a clock is wanted ("10-12").
        func clock(_ index: Int) -> Clock? {
            guard index < arguments.count else { return nil }
            return arguments[index].clock ?? arguments[index].number.flatMap { Clock(hour: $0, minute: 0) }
        }
        func day(_ index: Int) -> CivilDate? { index < arguments.count ? arguments[index].day : nil }
        switch self {
        case .nothing: return .nothing
        case .same: return arguments.first
        case .relative: return number(0).map { .date(.day(today.adding(days: $0))) }
        case .ahead: return ahead(number(0), unit: number(1), in: surroundings)
        case .weekday: return weekday(number(0)).map { .date(.day(today.next($0))) }
        case .weekdayInWeek:
            guard let weeks = number(0), let weekday = number(1) else { return nil }
            return .date(.day(today.startOfWeek.adding(days: 7 * weeks + weekday)))
        case .dayMonth:
            guard let day = number(0), let month = number(1) else { return nil }
            return today.nearest(day: day, month: month, year: number(2)).map { .date(.day($0)) }
        case .dayOfMonth: return number(0).flatMap { today.nearest(day: $0) }.map { .date(.day($0)) }
        case .numeric, .notNumeric:
            guard let first = number(0), let second = number(1) else { return nil }
            // Either order where only one makes sense (11).
            let (day, month) = second <= 12 && (isDayFirst || first > 12) ? (first, second) : (second, first)
            let found = today.nearest(day: day, month: month, year: number(2))
            if self == .notNumeric { return found == nil && (1...12).contains(month) && (1...31).contains(day) ? .nothing : nil }
            return found.map { .date(.day($0)) }
        case .notDay:
            guard let day = number(0), let month = number(1), (1...12).contains(month) else { return nil }
            return today.nearest(day: day, month: month, year: number(2)) == nil ? .nothing : nil
        case .notClock:
            guard let hour = number(0), let minute = number(1) else { return nil }
            return Clock(hour: hour, minute: minute) == nil ? .nothing : nil
        case .weekdayOfMonth:
            guard let weekday = weekday(number(0)), let found = number(1).flatMap({ today.nearest(day: $0) }),
                found.weekday == weekday
            else { return nil }
            return .date(.day(found))
        case .daysAfter, .weeksAfter:
            guard let count = number(0), let day = day(1) else { return nil }
            return .date(.day(day.adding(days: self == .daysAfter ? count : 7 * count)))
        case .weekdaysInWeek:
            guard let weeks = number(0) else { return nil }
            let days = arguments.dropFirst().compactMap { $0.number.flatMap { weekday($0) } }.map { weekday in
                weeks == 0 ? today.next(weekday) : today.startOfWeek.adding(days: 7 * weeks + weekday.rawValue)
            }
            return days.count > 1 ? .date(.oneOf(days)) : nil
        case .daysOfMonth:
            guard let month = number(0) else { return nil }
            let days = arguments.dropFirst().compactMap { argument in
                argument.number.flatMap { today.nearest(day: $0, month: month, year: nil) }
            }
            return days.count == arguments.count - 1 && days.count > 1 ? .date(.oneOf(days)) : nil
        case .daysOfMonths:
            let days = arguments.compactMap { $0.number.flatMap { today.nearest(day: $0) } }
            return days.count > 1 ? .date(.oneOf(days)) : nil
        case .nthWeekday, .nthWeekdayMonth:
            guard let nth = number(0), let weekday = weekday(number(1)), let month = number(2) else { return nil }
            let ahead = self == .nthWeekday ? today.months(to: month) : month
            for months in self == .nthWeekday ? [ahead, ahead + 12] : [ahead] {
                let first = today.adding(days: 1 - today.day).adding(months: months)
                guard let day = first.weekday(weekday, nth: nth) else { return nil }
                if day >= today { return .date(.day(day)) }
            }
            return nil
        case .weekdaySpan:
            guard let weeks = number(0), let first = weekday(number(1)), let last = weekday(number(2)), first != last else { return nil }
            let from = weeks == 0 ? today.next(first) : today.startOfWeek.adding(days: 7 * weeks + first.rawValue)
            return .date(.window(from: from, to: from.next(last)))
        case .neighbours:
            guard let first = day(0), let second = day(1), second == first.adding(days: 1) else { return nil }
            return .date(.oneOf([first, second]))
        case .dateToDay:
            guard let day = number(0), let month = number(1) else { return nil }
            return today.nearest(day: day, month: month, year: nil).map { .date(.window(from: nil, to: $0)) }
        case .monthDays:
            guard let month = number(0), let first = number(1), let last = number(2), first < last,
                let to = today.nearest(day: last, month: month, year: nil),
                let from = CivilDate(year: to.year, month: month, day: first)
            else { return nil }
            return .date(.window(from: max(today, from), to: to))
        case .namedMonthWeek:
            guard let month = number(0), let week = number(1), let last = today.nearest(day: 7 * week + 7, month: month, year: nil) else {
                return nil
            }
            return .date(.window(from: max(today, last.adding(days: -6)), to: last))
        case .workdays:
            guard let weeks = number(0) else { return nil }
            let monday = today.startOfWeek.adding(days: 7 * weeks)
            return .date(.window(from: max(today, monday), to: max(today, monday.adding(days: 4))))
        case .dateBefore:
            guard let first = arguments.first?.date?.first, first > today else { return nil }
            return .date(.window(from: nil, to: first.adding(days: -1)))
        case .soonest: return .date(.soonest)
        case .dayTime, .timeDay, .figureDay, .hourDay:
            let (date, said) = self == .dayTime ? (arguments.first, arguments.last) : (arguments.last, arguments.first)
            let time =
                switch self {
                case .figureDay: number(0).flatMap { Clock(hour: $0 / 100, minute: $0 % 100) }
                case .hourDay: number(0).flatMap { Clock(hour: $0, minute: 0) }
                default: said?.clock
                }
            guard let date = date?.date, let time else { return nil }
            // "sat 14" on the week before a Saturday the 14th is a date and no hour.
            if case .day(let day) = date, time.minutes == day.day * 60, day.day > 12 { return nil }
            return .moment(date, .at(time))
        case .iso:
            guard let year = number(0), let month = number(1), let day = number(2) else { return nil }
            return CivilDate(year: year, month: month, day: day).map { .date(.day($0)) }
        case .week: return number(0).map { .date(today.week($0)) }
        case .weekPart: return number(0).map { .date(today.week($0, third: number(1) ?? 0)) }
        case .weekend: return number(0).map { .date(today.weekend($0)) }
        case .month: return number(0).map { .date(today.month(ahead: $0, third: nil)) }
        case .monthPart: return number(0).map { .date(today.month(ahead: $0, third: number(1))) }
        case .namedMonth: return number(0).map { .date(today.month(ahead: today.months(to: $0), third: nil)) }
        case .namedMonthPart: return number(0).map { .date(today.month(ahead: today.months(to: $0), third: number(1))) }
        case .within: return number(0).map { .date(.window(from: today, to: today.adding(days: $0))) }
        case .dateFrom, .dateAfter, .dateTo: return openSide(arguments.first?.date)
        case .dateBetween:
            guard let from = arguments.first?.date?.first, arguments.count > 1, var to = arguments[1].date?.last else {
                return nil
            }
            // "с пятницы по вторник": the second day is the nearest after the first, not after today.
            while to < from { to = to.adding(days: 7) }
            return .date(.window(from: from, to: to))
        case .dateEither:
            var days: [CivilDate] = []
            for argument in arguments { days += argument.date?.days ?? [] }
            let unique = days.reduce(into: [CivilDate]()) { if !$0.contains($1) { $0.append($1) } }
            return unique.count > 1 ? .date(.oneOf(unique)) : nil
        case .clock:
            guard let hour = number(0) else { return nil }
            if case .number(_, let isPadded) = arguments[0] {
                return Clock(hour: hour, minute: number(1) ?? 0, isPadded: isPadded).map { .clock($0) }
            }
            return nil
        case .clockDashed:
            guard let hour = number(0), let minute = number(1), minute % 5 == 0 else { return nil }
            return Clock(hour: hour, minute: minute).map { .clock($0) }
        case .clockFigure: return number(0).flatMap { Clock(hour: $0 / 100, minute: $0 % 100) }.map { .clock($0) }
        case .clockPast: return hourly(number(1), offset: number(0))
        case .clockInto: return hourly(number(1).map { $0 - 1 }, offset: number(0))
        case .clockTo: return hourly(number(1), offset: number(0).map { -$0 })
        case .meridiem:
            guard let clock = clock(0), let half = number(1), clock.minutes < 13 * 60 else { return nil }
            return .clock(Clock(minutes: clock.minutes % 720 + 720 * half, isBare: false))
        case .clockInPart: return clock(0).flatMap { clock in part(number(1)).map { .clock(clock.within($0)) } }
        case .timeAt: return clock(0).map { .time(.at($0)) }
        case .timeFrom: return clock(0).map { .time(.window(from: $0, to: nil)) }
        case .timeTo: return clock(0).map { .time(.window(from: nil, to: $0)) }
        case .timeBetween:
            guard let from = clock(0), let to = clock(1), from != to else { return nil }
            return .time(.window(from: from, to: to))
        case .timeBetweenDigits:
            guard let from = number(0), let to = number(1), from < to, ![5, 20, 25].contains(from),
                let first = Clock(hour: from, minute: 0), let last = Clock(hour: to, minute: 0)
            else { return nil }
            return .time(.window(from: first, to: last))
        case .timeBetweenMinutes:
            guard let hour = number(0), let minute = number(1), let from = Clock(hour: hour, minute: minute),
                let endHour = number(2), let endMinute = number(3), let to = Clock(hour: endHour, minute: endMinute)
            else { return nil }
            return .time(.window(from: from, to: to))
        case .timeBetweenHalf:
            guard let first = number(0), let last = number(1), let half = number(2) else { return nil }
            let to = Clock(minutes: last % 12 * 60 + 720 * half, isBare: false)
            let from = Clock(minutes: first % 12 * 60 + 720 * half, isBare: false)
            return .time(.window(from: from.minutes < to.minutes ? from : Clock(minutes: first * 60, isBare: false), to: to))
        case .timeEither:
            guard let first = clock(0), let last = clock(1) else { return nil }
            return first.minutes < last.minutes ? .time(.window(from: first, to: last)) : .time(.window(from: last, to: first))
        case .beforeNoon: return .time(.window(from: nil, to: Clock(minutes: 720, isBare: false)))
        case .part: return part(number(0)).map { .time(.part($0)) }
        case .todayPart: return part(number(0)).map { .moment(.day(today), .part($0)) }
        }
    }

    private func weekday(_ number: Int?) -> Weekday? { number.flatMap(Weekday.init(rawValue:)) }

    private func part(_ number: Int?) -> PartOfDay? {
        number.flatMap { PartOfDay.allCases.indices.contains($0) ? PartOfDay.allCases[$0] : nil }
    }

    private func hourly(_ hour: Int?, offset: Int?) -> ChartValue? {
        guard let hour, let offset, (0...12).contains(hour) else { return nil }
        return .clock(Clock(minutes: hour * 60 + offset, isBare: true))
    }

    private func openSide(_ date: DateMeaning?) -> ChartValue? {
        guard let date, let first = date.first, let last = date.last else { return nil }
        switch self {
        case .dateFrom: return .date(.window(from: first, to: nil))
        case .dateAfter: return .date(.window(from: last.adding(days: 1), to: nil))
        default: return .date(.window(from: nil, to: last))
        }
    }

    /// Units are numbered minute 0, hour 1, day 2, week 3, month 4, year 5.
    private func ahead(_ count: Int?, unit: Int?, in surroundings: Surroundings) -> ChartValue? {
        guard let count, let unit, (0...1000).contains(count) else { return nil }
        let today = surroundings.today
        switch unit {
        case 0, 1:
            let minutes = surroundings.now.time.minutes + count * (unit == 0 ? 1 : 60)
            let day = today.adding(days: minutes / 1440)
            return .moment(.day(day), .at(Clock(minutes: minutes % 1440, isBare: false)))
        case 2: return .date(.day(today.adding(days: count)))
        case 3: return .date(.day(today.adding(days: 7 * count)))
        case 4: return .date(.day(today.adding(months: count)))
        case 5: return .date(.day(today.adding(months: 12 * count)))
        default: return nil
        }
    }
}

extension Clock {
    /// The clock as one within a part of the day: 3 of the day is 15:00, 12 of the night midnight.
    func within(_ part: PartOfDay) -> Clock {
        let hour = minutes / 60
        guard isBare || hour <= 12 else { return self }
        let later: Bool
        switch part {
        case .morning: later = false
        case .day: later = (1...6).contains(hour)
        case .evening: later = (3...11).contains(hour)
        case .night: later = (8...11).contains(hour)
        }
        if hour == 0, isBare, part == .day { return Clock(minutes: minutes + 720, isBare: false) }
        if hour == 12, part == .night { return Clock(minutes: minutes - 720, isBare: false) }
        return Clock(minutes: later ? minutes + 720 : minutes, isBare: false)
    }

    /// What the clock means without more being said: 1 to 8 is the afternoon when the salon is open then (6). When it is
    /// open at neither hour it is the afternoon too, for nobody comes at night.
    func resolved(in surroundings: Surroundings) -> ClockTime {
        if isBare, let offered = surroundings.offered, offered.minutes % 720 == minutes % 720 { return offered }
        guard isBare, (0..<540).contains(minutes) else { return ClockTime(minutes: minutes) ?? .midnight }
        let afternoon = minutes + 720
        let opens = surroundings.opens?.minutes ?? 540
        let closes = surroundings.closes.map { $0.minutes > opens ? $0.minutes : 1440 } ?? 1440
        let isOpenEarly = (opens..<closes).contains(minutes)
        let isOpenLate = (opens..<closes).contains(afternoon)
        return ClockTime(minutes: isOpenEarly && !isOpenLate ? minutes : afternoon) ?? .midnight
    }
}

extension DateMeaning {
    var first: CivilDate? {
        switch self {
        case .day(let day): day
        case .window(let from, let to): from ?? to
        case .oneOf(let days): days.min()
        case .soonest: nil
        }
    }

    var last: CivilDate? {
        switch self {
        case .day(let day): day
        case .window(let from, let to): to ?? from
        case .oneOf(let days): days.max()
        case .soonest: nil
        }
    }

    /// The days named one by one; nil for a window.
    var days: [CivilDate]? {
        switch self {
        case .day(let day): [day]
        case .window, .soonest: nil
        case .oneOf(let days): days
        }
    }
}

extension CivilDate {
    /// The nearest such weekday strictly after this day.
    func next(_ weekday: Weekday) -> CivilDate {
        let ahead = (weekday.rawValue - self.weekday.rawValue).flooredRemainder(by: 7)
        return adding(days: ahead == 0 ? 7 : ahead)
    }

    /// The nearest such day and month from this day on; with a year, that very day, which may lie in the past.
    func nearest(day: Int, month: Int, year: Int?) -> CivilDate? {
        if let year { return CivilDate(year: year < 100 ? 2000 + year : year, month: month, day: day) }
        // 29 February can be eight years away (1896 to 1904, 2096 to 2104).
        for ahead in 0...8 {
            if let date = CivilDate(year: self.year + ahead, month: month, day: day), date >= self { return date }
        }
        return nil
    }

    /// The nth such weekday of the month that this day begins; the last for -1.
    func weekday(_ weekday: Weekday, nth: Int) -> CivilDate? {
        let first = adding(days: (weekday.rawValue - self.weekday.rawValue).flooredRemainder(by: 7))
        let length = CivilDate.daysInMonth(month, of: year)
        let all = stride(from: first.day, through: length, by: 7).map { adding(days: $0 - day) }
        return nth == -1 ? all.last : (1...all.count).contains(nth) ? all[nth - 1] : nil
    }

    /// The nearest day of a month with this number, from this day on; short months are passed over.
    func nearest(day: Int) -> CivilDate? {
        let start = adding(days: 1 - self.day)
        for ahead in 0...3 {
            let month = start.adding(months: ahead)
            if let date = CivilDate(year: month.year, month: month.month, day: day), date >= self { return date }
        }
        return nil
    }

    /// Months from this one to the next with that number; 0 for this one.
    func months(to month: Int) -> Int { (month - self.month).flooredRemainder(by: 12) }

    /// The week so many weeks ahead; this week from today on (understanding contract, 4).
    func week(_ ahead: Int) -> DateMeaning {
        let monday = startOfWeek.adding(days: 7 * ahead)
        return .window(from: max(self, monday), to: monday.adding(days: 6))
    }

    /// Monday to Wednesday, Wednesday to Thursday, Friday to Sunday.
    func week(_ ahead: Int, third: Int) -> DateMeaning {
        let monday = startOfWeek.adding(days: 7 * ahead)
        let (first, last) = [(0, 2), (2, 3), (4, 6)][min(max(third, 0), 2)]
        let from = max(self, monday.adding(days: first))
        return .window(from: from, to: max(from, monday.adding(days: last)))
    }

    /// Saturday and Sunday of the week so many weeks ahead; on a Sunday the one that is left.
    func weekend(_ ahead: Int) -> DateMeaning {
        let saturday = startOfWeek.adding(days: 7 * ahead + 5)
        return .window(from: max(self, saturday), to: saturday.adding(days: 1))
    }

    /// A month so many months ahead, or a third of it: to the 10th, to the 20th, to its end. None of it lies in the past.
    func month(ahead: Int, third: Int?) -> DateMeaning {
        let first = adding(days: 1 - day).adding(months: ahead)
        let length = CivilDate.daysInMonth(first.month, of: first.year)
        let bounds = third.map { [(1, 10), (11, 20), (21, length)][min(max($0, 0), 2)] } ?? (1, length)
        let from = max(self, first.adding(days: bounds.0 - 1))
        return .window(from: from, to: max(from, first.adding(days: bounds.1 - 1)))
    }
}

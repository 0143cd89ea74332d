package import CivilTime

/// What cannot be right in the working time of a master.
extension Master {
    /// Weekly hours, breaks, hours of single dates and absences, in that order.
    var workingTimeProblems: [CatalogueProblem.Kind] { hoursProblems + breakProblems + overrideProblems + timeOffProblems }

    /// What stands in the way of somebody's hours here, when they work elsewhere as well.
    ///
    /// - Parameters:
    ///   - hours: the weekly hours at another location.
    ///   - overrides: the hours of single dates there.
    package func problems(
        besides hours: [Weekday: [WorkingInterval]], overrides: [CivilDate: [WorkingInterval]], at location: LocalizedName
    ) -> [CatalogueProblem.Kind] {
        let there = WeekCircle(hours)
        var kinds = WeekCircle(self.hours).entries.flatMap { mine in
            there.entries.filter { mine.meets($0) }.map {
                CatalogueProblem.Kind.overlapElsewhere(mine.day, mine.interval, $0.day, $0.interval, location: location)
            }
        }
        for (date, mine) in self.overrides.sorted(by: { $0.key < $1.key }) {
            for one in mine {
                for other in overrides[date] ?? [] where one.meets(other) {
                    kinds.append(.overrideOverlapElsewhere(date, one, other, location: location))
                }
            }
        }
        return kinds
    }

    /// Of the weekly hours alone: `badTime`, `zeroLength` and `overlap` (R13).
    package var hoursProblems: [CatalogueProblem.Kind] {
        let circle = WeekCircle(hours)
        return circle.startsAtEnd.map { .badTime($0.day, $0.interval) }
            + circle.empty.map { .zeroLength($0.day, $0.interval) }
            + circle.overlaps.map { .overlap($0.day, $0.interval, $1.day, $1.interval) }
    }

    private var breakProblems: [CatalogueProblem.Kind] {
        var weekly: [Weekday: [WorkingInterval]] = [:]
        for pause in breaks { for day in pause.weekdays { weekly[day, default: []].append(pause.interval) } }
        let circle = WeekCircle(weekly)
        let working = WeekCircle(hours).entries
        let outside = circle.entries.filter { pause in !working.contains { $0.meets(pause) } }
        var kinds: [CatalogueProblem.Kind] = breaks.contains(where: \.weekdays.isEmpty) ? [.noWeekdays] : []
        kinds += circle.startsAtEnd.map { .breakBadTime($0.day, $0.interval) }
        kinds += circle.empty.map { .breakZeroLength($0.day, $0.interval) }
        kinds += circle.overlaps.map { .breakOverlap($0.day, $0.interval, $1.day, $1.interval) }
        return kinds + outside.map { .breakOutsideHours($0.day, $0.interval) }
    }

    private var overrideProblems: [CatalogueProblem.Kind] {
        overrides.sorted { $0.key < $1.key }.flatMap { date, intervals in
            var kinds: [CatalogueProblem.Kind] = []
            for (index, one) in intervals.enumerated() {
                if one.from == .endOfDay {
                    kinds.append(.overrideBadTime(date, one))
                } else if one.from == one.to {
                    kinds.append(.overrideZeroLength(date, one))
                } else {
                    kinds += intervals[(index + 1)...].filter { one.meets($0) }.map { .overrideOverlap(date, one, $0) }
                }
            }
            return kinds
        }
    }

    private var timeOffProblems: [CatalogueProblem.Kind] {
        timeOff.compactMap { timeOff in
            switch timeOff {
            case .days(let first, let last): last < first ? .timeOffInWrongOrder(timeOff) : nil
            case .moments(let from, let to):
                from.time == .endOfDay ? .timeOffBadTime(timeOff) : to <= from ? .timeOffInWrongOrder(timeOff) : nil
            }
        }
    }
}

/// Weekly intervals as minutes of the week, which is a circle: Sunday night goes on in Monday's first minutes (R13).
private struct WeekCircle {
    struct Entry {
        var day: Weekday
        var interval: WorkingInterval
        var from: Int
        var to: Int

        func meets(_ other: Entry) -> Bool {
            [-WeekCircle.week, 0, WeekCircle.week].contains { from < other.to + $0 && other.from + $0 < to }
        }
    }

    static let week = 7 * 1440

    /// Those with a beginning and a length.
    var entries: [Entry] = []
    var startsAtEnd: [(day: Weekday, interval: WorkingInterval)] = []
    var empty: [(day: Weekday, interval: WorkingInterval)] = []

    init(_ hours: [Weekday: [WorkingInterval]]) {
        for day in Weekday.allCases {
            for interval in hours[day] ?? [] {
                if interval.from == .endOfDay {
                    startsAtEnd.append((day, interval))
                } else if interval.from == interval.to {
                    empty.append((day, interval))
                } else {
                    let from = day.rawValue * 1440 + interval.from.minutes
                    entries.append(Entry(day: day, interval: interval, from: from, to: from + interval.lengthMinutes))
                }
            }
        }
    }

    var overlaps: [(Entry, Entry)] {
        entries.enumerated().flatMap { index, one in
            entries[(index + 1)...].filter { one.meets($0) }.map { (one, $0) }
        }
    }
}

extension WorkingInterval {
    /// On the clock, from 1 to 1440: an end that is not after the start is on the next day.
    fileprivate var lengthMinutes: Int {
        let length = to.minutes - from.minutes
        return length > 0 ? length : length + 1440
    }

    /// Whether two intervals that begin on one date share time.
    fileprivate func meets(_ other: WorkingInterval) -> Bool {
        from.minutes < other.from.minutes + other.lengthMinutes && other.from.minutes < from.minutes + lengthMinutes
    }
}

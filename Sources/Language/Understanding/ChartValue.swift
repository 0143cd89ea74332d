import CivilTime

/// What a rule made of the words it matched.
enum ChartValue: Hashable {
    /// An optional part of the pattern that the message left out.
    case missing
    /// Matched, and worth nothing by itself.
    case nothing
    /// `isPadded`: written with a leading zero, as in 03:00, which is then no afternoon.
    case number(Int, isPadded: Bool)
    case clock(Clock)
    case date(DateMeaning)
    case time(TimeReading)
    /// A day and a time in one: "через полчаса", "tonight".
    case moment(DateMeaning, TimeReading)

    var number: Int? {
        if case .number(let number, _) = self { return number }
        return nil
    }

    var clock: Clock? {
        if case .clock(let clock) = self { return clock }
        return nil
    }

    var date: DateMeaning? {
        if case .date(let date) = self { return date }
        return nil
    }

    /// The one day it is, where it is one.
    var day: CivilDate? {
        if case .date(.day(let day)) = self { return day }
        return nil
    }
}

/// A time as said, before part of day and opening hours decide what a bare hour means (understanding contract, 6).
struct Clock: Hashable {
    /// Since midnight.
    var minutes: Int
    /// The hour may as well be one of the afternoon.
    var isBare: Bool

    init?(hour: Int, minute: Int, isPadded: Bool = false) {
        guard (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0 else { return nil }
        minutes = (hour % 24) * 60 + minute
        isBare = (1...12).contains(hour) && !isPadded
    }

    init(minutes: Int, isBare: Bool) {
        self.minutes = minutes.flooredRemainder(by: 1440)
        self.isBare = isBare
    }
}

/// A time, times or a part of the day as said.
enum TimeReading: Hashable {
    case at(Clock)
    case window(from: Clock?, to: Clock?)
    case part(PartOfDay)
}

/// What rules need to know of the world around the message.
struct Surroundings {
    var now: CivilMoment
    var opens: ClockTime?
    var closes: ClockTime?
    /// What the bot has just proposed: "half 8" is then that half past seven.
    var offered: ClockTime?

    var today: CivilDate { now.date }
}

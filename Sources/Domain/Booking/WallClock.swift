internal import CivilTime

/// A zone's clocks over some days. Where one offset holds throughout, which is nearly always, wall-clock times become
/// instants by a subtraction.
struct WallClock {
    let zone: Zone
    private let steadyOffset: Int64?

    init(zone: Zone, first: CivilDate, last: CivilDate) {
        self.zone = zone
        // An interval may end on the day after the last.
        steadyOffset = zone.steadyOffset(from: first, to: last.adding(days: 2)).map { Int64($0) }
    }

    func instant(_ date: CivilDate, _ time: ClockTime) -> Instant {
        guard let steadyOffset else { return zone.instant(of: CivilMoment(date: date, time: time)) }
        return Instant(seconds: Int64(date.daysSinceEpoch) * 86_400 + Int64(time.minutes) * 60 - steadyOffset)
    }

    /// As `WorkingInterval` says: an end that is not after the start is on the next day. Nil when clocks pass over all of it.
    func interval(_ date: CivilDate, _ from: ClockTime, _ to: ClockTime) -> Interval? {
        let start = instant(date, from)
        let end = instant(to <= from ? date.adding(days: 1) : date, to)
        return start < end ? Interval(from: start, to: end) : nil
    }

    func stretches(of date: CivilDate) -> [DayStretch] {
        guard let steadyOffset else { return zone.stretches(of: date) }
        let midnight = Int64(date.daysSinceEpoch) * 86_400 - steadyOffset
        return [
            DayStretch(
                from: Instant(seconds: midnight), to: Instant(seconds: midnight + 86_400), offset: Int(steadyOffset))
        ]
    }

    func wholeDay(_ date: CivilDate) -> [Interval] { stretches(of: date).map { Interval(from: $0.from, to: $0.to) } }
}

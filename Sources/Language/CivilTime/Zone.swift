/// A time zone's rules as plain data: every change of its offset from UTC, in order.
///
/// This is the one place where wall-clock time and instants meet (DESIGN, decision 8). The rules come from outside as
/// data (the `TimeZones` adapter reads them from the system's tz database), so the engine stays pure and a replay can
/// pin them.
package struct Zone: Hashable, Sendable {
    package struct Transition: Hashable, Sendable {
        /// The first second, since the epoch, at which `offset` holds.
        package var at: Int64
        /// Seconds east of UTC.
        package var offset: Int

        package init(at: Int64, offset: Int) {
            self.at = at
            self.offset = offset
        }
    }

    /// The IANA name, such as `Asia/Almaty`.
    package let name: String
    /// Seconds east of UTC before the first transition.
    package let initialOffset: Int
    /// Sorted by `at`, without repetition.
    package let transitions: [Transition]

    package init(name: String, initialOffset: Int, transitions: [Transition]) {
        self.name = name
        self.initialOffset = initialOffset
        self.transitions = transitions
    }

    package static let utc = Zone(name: "UTC", initialOffset: 0, transitions: [])

    /// Seconds east of UTC that hold at `instant`. Costs a binary search over the transitions.
    package func offset(at instant: Instant) -> Int { offset(atSecond: instant.seconds) }

    package func civil(at instant: Instant) -> CivilMoment {
        let local = instant.seconds + Int64(offset(at: instant))
        let day = local.flooredQuotient(by: 86_400)
        let minutes = Int((local - day * 86_400) / 60)
        return CivilMoment(date: CivilDate(daysSinceEpoch: Int(day)), time: ClockTime(minutes: minutes) ?? .midnight)
    }

    /// The instant at which the zone's clocks show `moment`, by RFC 5545 3.3.5: inside a gap the offset before the gap
    /// holds, and a repeated time is its first occurrence (availability contract, R2).
    package func instant(of moment: CivilMoment) -> Instant {
        let local = Int64(moment.date.daysSinceEpoch) * 86_400 + Int64(moment.time.minutes) * 60
        var skipped: Int64?
        var index = stretch(atSecond: local - Zone.widestOffset)
        while true {
            let second = local - Int64(offset(ofStretch: index))
            if second < start(ofStretch: index) {
                // Clocks passed over `local` on the way into this stretch. Only a later change back could still show
                // it.
                if skipped == nil { skipped = local - Int64(offset(ofStretch: index - 1)) }
            } else if index == transitions.count || second < transitions[index].at {
                return Instant(seconds: second)
            }
            guard index < transitions.count, transitions[index].at <= local + Zone.widestOffset else {
                return Instant(seconds: skipped ?? second)
            }
            index += 1
        }
    }

    /// Whether the zone's clocks ever show `moment`: false inside a gap.
    package func shows(_ moment: CivilMoment) -> Bool {
        let asked = Int64(moment.date.daysSinceEpoch) * 86_400 + Int64(moment.time.minutes) * 60
        let second = instant(of: moment).seconds
        return second + Int64(offset(atSecond: second)) == asked
    }

    /// Seconds east of UTC when one offset holds from `first`'s midnight by UTC to the end of `last`, and for a day on
    /// either side, so that wall clock and instant are one subtraction apart on all those dates; nil otherwise.
    package func steadyOffset(from first: CivilDate, to last: CivilDate) -> Int? {
        let from = stretch(atSecond: Int64(first.daysSinceEpoch) * 86_400 - Zone.widestOffset)
        let to = stretch(atSecond: (Int64(last.daysSinceEpoch) + 1) * 86_400 + Zone.widestOffset)
        return from == to ? offset(ofStretch: from) : nil
    }

    /// The stretches of time during which the zone's calendar shows `date`, in order, each with one offset.
    ///
    /// Mostly one; two on a day with a change of offset; none for a day that a zone skipped (Samoa, 2011-12-30). When
    /// clocks go back over midnight the stretches of neighbouring days alternate.
    package func stretches(of date: CivilDate) -> [DayStretch] {
        let first = Int64(date.daysSinceEpoch) * 86_400
        let last = first + 86_400
        var found: [DayStretch] = []
        var index = stretch(atSecond: first - Zone.widestOffset)
        while true {
            let offset = Int64(offset(ofStretch: index))
            let from = max(first - offset, start(ofStretch: index))
            let to = index < transitions.count ? min(last - offset, transitions[index].at) : last - offset
            if from < to {
                found.append(DayStretch(from: Instant(seconds: from), to: Instant(seconds: to), offset: Int(offset)))
            }
            guard index < transitions.count, transitions[index].at <= last + Zone.widestOffset else { return found }
            index += 1
        }
    }

    /// More than any offset is away from UTC (RFC 8536, 3.2: at most 26 hours).
    private static let widestOffset: Int64 = 26 * 3600

    private func offset(atSecond second: Int64) -> Int { offset(ofStretch: stretch(atSecond: second)) }

    /// The number of transitions at or before `second`: stretch 0 lies before the first of them.
    private func stretch(atSecond second: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func offset(ofStretch index: Int) -> Int { index <= 0 ? initialOffset : transitions[index - 1].offset }

    private func start(ofStretch index: Int) -> Int64 { index <= 0 ? .min : transitions[index - 1].at }
}

/// Part of a calendar day in a zone, with one offset from UTC throughout: `[from, to)`.
package struct DayStretch: Hashable, Sendable {
    package var from: Instant
    package var to: Instant
    /// Seconds east of UTC.
    package var offset: Int

    package init(from: Instant, to: Instant, offset: Int) {
        self.from = from
        self.to = to
        self.offset = offset
    }
}

/// A date and a time as a wall calendar and a wall clock show them together.
package struct CivilMoment: Hashable, Comparable, Sendable {
    package var date: CivilDate
    package var time: ClockTime

    package init(date: CivilDate, time: ClockTime) {
        self.date = date
        self.time = time
    }

    package static func < (left: CivilMoment, right: CivilMoment) -> Bool {
        (left.date, left.time) < (right.date, right.time)
    }

    package var iso: String { "\(date.iso) \(time.iso)" }
}

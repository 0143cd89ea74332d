/// A time zone's rules as plain data: every change of its offset from UTC, in order.
///
/// This is the one place where wall-clock time and instants meet (DESIGN, decision 8). The rules come from outside as data
/// (the `TimeZones` adapter reads them from the system's tz database), so the engine stays pure and a replay can pin them.
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
        // An offset change moves clocks by less than a day, so the rules a day earlier are those before any change near
        // `local`. Trying them first yields the first of two occurrences, and the old offset inside a gap.
        let before = offset(atSecond: local - 86_400 - Int64(offset(atSecond: local)))
        let early = local - Int64(before)
        if offset(atSecond: early) == before { return Instant(seconds: early) }
        let after = offset(atSecond: early)
        let late = local - Int64(after)
        return Instant(seconds: offset(atSecond: late) == after ? late : early)
    }

    private func offset(atSecond second: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? initialOffset : transitions[low - 1].offset
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

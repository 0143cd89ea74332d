package import CivilTime
package import FlowMachine
package import Salon

/// An instant at which a service can start, what the salon's clock shows then, and who is free to do it.
package struct FreeStart: Hashable, Sendable {
    package var instant: Instant
    package var moment: CivilMoment
    /// Never empty; in listed order.
    package var masters: [MasterID]

    package init(instant: Instant, moment: CivilMoment, masters: [MasterID]) {
        self.instant = instant
        self.moment = moment
        self.masters = masters
    }

    /// Elapsed milliseconds between the start and `target`, never negative.
    func distance(from target: Instant) -> Int64 { abs(instant.milliseconds - target.milliseconds) }

    /// By distance, of two equally far the earlier first.
    func isNearer(to target: Instant, than other: FreeStart) -> Bool {
        (distance(from: target), instant) < (other.distance(from: target), other.instant)
    }
}

/// What became of a wish to start at an instant.
package enum Verdict: Hashable, Sendable {
    /// The masters who are free then, in listed order; never empty.
    case free([MasterID])
    case wrong(WrongReason)
}

/// What became of a wish for a day.
package enum DayVerdict: Hashable, Sendable {
    case free
    case wrong(WrongReason)
}

extension TimeWindow? {
    /// Both ends included; a window whose end is before its start goes over midnight; no window includes everything.
    func includes(_ time: ClockTime) -> Bool {
        guard let window = self else { return true }
        let from = window.from ?? .midnight
        let to = window.to ?? .endOfDay
        return from <= to ? from <= time && time <= to : from <= time || time <= to
    }
}

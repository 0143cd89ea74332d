package import CivilTime

/// Somebody who does what is booked, and when they work, in wall-clock time of the salon's zone.
package struct Master: Hashable, Sendable {
    package var id: MasterID
    /// The stable name by which the salon's own file finds them again; empty where none was given.
    package var slug: String
    package var name: LocalizedName
    package var aliases: [String]
    package var isActive: Bool
    package var services: Set<ServiceID>
    /// Working intervals of each weekday; an interval whose end is not after its start runs overnight and belongs to the
    /// day it starts on (R3).
    package var hours: [Weekday: [WorkingInterval]]
    package var breaks: [Break]
    /// Hours of single dates in place of the weekday's and of that date's breaks; an empty list is a day off (R3, R6).
    package var overrides: [CivilDate: [WorkingInterval]]
    /// Stretches of absence, which beat hours and overrides (R6).
    package var timeOff: [TimeOff]
    /// Where the master is told of things; digits with country code and no plus.
    package var phone: String?
    /// An https address that shows their work.
    package var portfolio: String?

    package init(
        id: MasterID, slug: String = "", name: LocalizedName, aliases: [String], isActive: Bool,
        services: Set<ServiceID>, hours: [Weekday: [WorkingInterval]], breaks: [Break] = [],
        overrides: [CivilDate: [WorkingInterval]] = [:], timeOff: [TimeOff] = [], phone: String? = nil,
        portfolio: String? = nil
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.aliases = aliases
        self.isActive = isActive
        self.services = services
        self.hours = hours
        self.breaks = breaks
        self.overrides = overrides
        self.timeOff = timeOff
        self.phone = phone
        self.portfolio = portfolio
    }

    /// The intervals that begin on this date, before breaks and absences: its override, else its weekday's.
    package func hours(on date: CivilDate) -> [WorkingInterval] { overrides[date] ?? hours[date.weekday] ?? [] }

    /// Whether the whole of this date is taken off.
    package func isAway(on date: CivilDate) -> Bool {
        timeOff.contains { if case .days(let first, let last) = $0 { first <= date && date <= last } else { false } }
    }
}

package struct WorkingInterval: Hashable, Sendable {
    package var from: ClockTime
    /// Not after `from` means on the next day.
    package var to: ClockTime
    package init(from: ClockTime, to: ClockTime) {
        self.from = from
        self.to = to
    }
}

/// A pause that comes back every week, by the calendar date on which it begins.
package struct Break: Hashable, Sendable {
    package var weekdays: Set<Weekday>
    package var interval: WorkingInterval

    package init(weekdays: Set<Weekday>, interval: WorkingInterval) {
        self.weekdays = weekdays
        self.interval = interval
    }
}

/// When somebody is away: whole days, or from one wall-clock moment to another.
package enum TimeOff: Hashable, Sendable {
    /// Both dates included.
    case days(CivilDate, CivilDate)
    /// The end is excluded (R6).
    case moments(CivilMoment, CivilMoment)
}

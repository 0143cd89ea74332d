package import CivilTime

/// Days and times as owners read and write them; the same in problems, differences and `salon.yaml`.

extension Weekday {
    /// `mon`
    package var short: String {
        switch self {
        case .monday: "mon"
        case .tuesday: "tue"
        case .wednesday: "wed"
        case .thursday: "thu"
        case .friday: "fri"
        case .saturday: "sat"
        case .sunday: "sun"
        }
    }

    var russian: String {
        switch self {
        case .monday: "понедельник"
        case .tuesday: "вторник"
        case .wednesday: "среда"
        case .thursday: "четверг"
        case .friday: "пятница"
        case .saturday: "суббота"
        case .sunday: "воскресенье"
        }
    }

    var english: String {
        switch self {
        case .monday: "Monday"
        case .tuesday: "Tuesday"
        case .wednesday: "Wednesday"
        case .thursday: "Thursday"
        case .friday: "Friday"
        case .saturday: "Saturday"
        case .sunday: "Sunday"
        }
    }
}

extension WorkingInterval {
    /// `10:00–19:00`
    package var text: String { "\(from.iso)–\(to.iso)" }
}

extension TimeOff {
    /// `2026-07-01`, `2026-07-01..2026-07-14` or `2026-07-01 12:00..2026-07-01 15:00`.
    package var text: String {
        switch self {
        case .days(let first, let last): first == last ? first.iso : "\(first.iso)..\(last.iso)"
        case .moments(let from, let to): "\(from.iso)..\(to.iso)"
        }
    }
}

internal import CivilTime
internal import JSON

/// Reads and writes the clock in the salon's zone.
enum ClockWords {
    static func local(_ milliseconds: Int64, _ zone: Zone) -> String {
        zone.civil(at: Instant(milliseconds: milliseconds)).iso
    }

    static func read(_ value: JSONValue, zone: Zone) -> StandIn.ClockMove? {
        if let seconds = value["advance_seconds"]?.integer, abs(seconds) <= 400 * 86_400 {
            return .by(milliseconds: Int64(seconds) * 1000)
        }
        if let milliseconds = value["set_milliseconds"]?.integer, milliseconds >= 0 {
            return .to(milliseconds: Int64(milliseconds))
        }
        return value["set"]?.string.flatMap { read($0, zone: zone) }
    }

    /// `2026-03-10 09:00` or, as a browser's field writes it, `2026-03-10T09:00`.
    static func read(_ local: String, zone: Zone) -> StandIn.ClockMove? {
        let parts = local.split { $0 == " " || $0 == "T" }
        guard parts.count == 2, let date = CivilDate(iso: parts[0]), let time = ClockTime(iso: parts[1].prefix(5))
        else {
            return nil
        }
        return .to(milliseconds: zone.instant(of: CivilMoment(date: date, time: time)).milliseconds)
    }
}

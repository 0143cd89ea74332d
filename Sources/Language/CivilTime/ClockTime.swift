/// A time as a clock on the wall shows it, to the minute, without a date or a zone.
///
/// The range is 00:00 to 24:00; 24:00 is the next midnight and only means the end of something (availability contract,
/// R3).
package struct ClockTime: Hashable, Comparable, Sendable {
    /// Minutes since midnight, 0 to 1440.
    package var minutes: Int

    package init?(minutes: Int) {
        guard (0...1440).contains(minutes) else { return nil }
        self.minutes = minutes
    }

    package init?(hour: Int, minute: Int) {
        guard (0...24).contains(hour), (0...59).contains(minute) else { return nil }
        self.init(minutes: hour * 60 + minute)
    }

    /// Reads `HH:MM` and nothing else.
    package init?(iso text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hour = digits(parts[0], count: 2), let minute = digits(parts[1], count: 2)
        else { return nil }
        self.init(hour: hour, minute: minute)
    }

    package static let midnight = ClockTime(unchecked: 0)
    package static let endOfDay = ClockTime(unchecked: 1440)

    private init(unchecked minutes: Int) { self.minutes = minutes }

    package var hour: Int { minutes / 60 }
    package var minute: Int { minutes % 60 }
    package var iso: String { "\(padded(hour, 2)):\(padded(minute, 2))" }

    package static func < (left: ClockTime, right: ClockTime) -> Bool { left.minutes < right.minutes }
}

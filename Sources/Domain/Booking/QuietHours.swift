package import CivilTime

/// When a salon writes to nobody of its own accord: from 21:00 to 09:00 of its own clock. An answer to what a customer
/// writes comes at any hour.
package enum QuietHours {
    /// Minutes of the day.
    package static let from = 21 * 60
    package static let to = 9 * 60

    /// The moment itself, or in quiet hours the moment when they end.
    package static func end(for moment: Instant, in zone: Zone) -> Instant {
        let civil = zone.civil(at: moment)
        guard civil.time.minutes >= from || civil.time.minutes < to, let morning = ClockTime(minutes: to) else {
            return moment
        }
        let date = civil.time.minutes >= from ? civil.date.adding(days: 1) : civil.date
        return zone.instant(of: CivilMoment(date: date, time: morning))
    }
}

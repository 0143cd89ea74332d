/// What a salon decides about booking itself, for all services and masters of a location.
package struct BookingRules: Hashable, Sendable {
    /// Starts lie on wall-clock minutes since midnight that divide by this (R4).
    package var granularityMinutes: Int
    package var minimumNoticeMinutes: Int
    package var horizonDays: Int
    /// How long before a visit its customer may still move it or call it off; 0 up to its start.
    package var cancelNoticeMinutes: Int
    /// Who takes a booking whose customer has no preference.
    package var assignment: AssignmentPolicy

    /// Two years: a horizon beyond it is refused by `SalonCatalogue.problems` and shortened to it by the booking
    /// engine, so that no search goes on without end.
    package static let longestHorizonDays = 731
    /// As long as the longest horizon.
    package static let longestNoticeMinutes = longestHorizonDays * 24 * 60

    package init(
        granularityMinutes: Int = 30, minimumNoticeMinutes: Int = 60, horizonDays: Int = 60,
        cancelNoticeMinutes: Int = 0, assignment: AssignmentPolicy = .leastLoaded
    ) {
        self.granularityMinutes = granularityMinutes
        self.minimumNoticeMinutes = minimumNoticeMinutes
        self.horizonDays = horizonDays
        self.cancelNoticeMinutes = cancelNoticeMinutes
        self.assignment = assignment
    }
}

/// Who takes a booking when the customer has no preference (R14).
package enum AssignmentPolicy: String, Hashable, Sendable, CaseIterable {
    /// Fewest busy service minutes on the start's local date, ties by listed order.
    case leastLoaded = "least_loaded"
    /// Listed order.
    case first
}

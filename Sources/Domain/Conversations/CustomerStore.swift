package import CivilTime
package import FlowMachine
package import Salon

/// Where a customer's standing and what a bot remembers of them are kept. Implemented by the database inside the turn's
/// transaction and in memory for the terminal chat and the tests.
package protocol CustomerStore {
    /// Records that the customer wants no messages of the salon's own accord, or wants them again, reminders included.
    func setOptedOut(_ optedOut: Bool, customer: CustomerID, at now: Instant) throws

    /// Records that the customer wants no reminders from now on; those already planned do not leave.
    func pauseReminders(of customer: CustomerID, at now: Instant) throws

    /// Whether a reminder planned now would leave: neither paused nor opted out.
    func wantsReminders(_ customer: CustomerID) throws -> Bool

    /// Keeps values under the names of their slots, in place of earlier ones.
    func remember(_ values: [RememberedValue], of customer: CustomerID, at now: Instant) throws

    /// What was remembered, in the order of the slots' names. A value that can no longer be read is left out.
    func profile(of customer: CustomerID) throws -> [RememberedValue]

    /// Erases the name, the profile, the words of all conversations and the planned reminders. What bookings need stays:
    /// the number to reach the customer at and the bookings themselves.
    func forget(_ customer: CustomerID, at now: Instant) throws
}

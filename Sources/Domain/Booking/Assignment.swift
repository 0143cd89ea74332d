package import CivilTime
package import Salon

extension Availability {
    /// The one of `free` who takes a booking at `start`; nil when nobody is free.
    package func assign(
        start: Instant, among free: [MasterID], policy: AssignmentPolicy = .leastLoaded, busy: [Busy]
    ) -> MasterID? {
        preference(start: start, among: free, policy: policy, busy: busy).first
    }

    /// `free` in the order in which they are to be tried. `free` must be in listed order and `busy` must hold the whole
    /// local date of `start` (see `bookingsNeeded(on:for:)`).
    package func preference(
        start: Instant, among free: [MasterID], policy: AssignmentPolicy = .leastLoaded, busy: [Busy]
    ) -> [MasterID] {
        guard policy == .leastLoaded else { return free }
        let day = catalogue.zone.stretches(of: catalogue.zone.civil(at: start).date)
        let loads = free.map { master in
            busy.reduce(into: Int64(0)) { load, booking in
                guard booking.master == master else { return }
                for stretch in day {
                    let from = max(booking.start, stretch.from).milliseconds
                    let to = min(booking.end, stretch.to).milliseconds
                    load += max(0, to - from)
                }
            }
        }
        return zip(loads, free).enumerated()
            .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
            .map(\.element.1)
    }
}

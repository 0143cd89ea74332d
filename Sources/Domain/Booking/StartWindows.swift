internal import CivilTime
internal import Salon

/// From when to when a service may start, as half-open intervals of instants, which are whole milliseconds.
///
/// A start s conflicts with an occupied range [from, to) when s − before < to and from < s + duration + after (R7): when it
/// lies strictly between `from − duration − after` and `to + before`.
struct StartWindows {
    private let duration: Int
    private let before: Int
    private let after: Int
    private let service: ServiceID
    private let capacity: Int
    /// Starts at which one of the service's resources would be used beyond its number (R16).
    private let withoutResource: [Interval]

    init(service: Service, resources: [Resource], busy: [Busy]) {
        duration = service.durationMinutes
        before = service.bufferBeforeMinutes
        after = service.bufferAfterMinutes
        self.service = service.id
        capacity = service.capacity
        let (duration, before, after) = (duration, before, after)
        withoutResource =
            service.resources.isEmpty
            ? []
            : service.resources.flatMap { resource in
                ResourceUse(of: resource, in: busy)
                    .full(of: resources.first { $0.id == resource }?.count ?? 0)
                    .map { Self.taken($0, duration: duration, before: before, after: after) }
            }.joined()
    }

    /// Where the whole service lies in `working`, and neither the master's bookings `busy` nor a lack of resources stands in
    /// its way.
    func windows(working: [Interval], busy: [Busy]) -> [Interval] {
        var open: [Interval] = []
        open.reserveCapacity(working.count)
        for interval in working {
            let last = interval.to.adding(minutes: -duration)
            if last >= interval.from {
                open.append(Interval(from: interval.from, to: Instant(milliseconds: last.milliseconds + 1)))
            }
        }
        if open.isEmpty { return [] }
        var taken: [Interval] = []
        taken.reserveCapacity(busy.count)
        for booking in busy { taken.append(self.taken(by: booking)) }
        let free = open.without(taken.joined()).without(withoutResource)
        guard capacity > 1 else { return free }
        let joinable = groups(among: busy).filter { start in
            open.contains { $0.contains(start) } && !withoutResource.contains { $0.contains(start) }
        }
        return (free + joinable.map { Interval(from: $0, to: Instant(milliseconds: $0.milliseconds + 1)) }).joined()
    }

    /// Starts of groups of this service that have a seat left and conflict with nothing but their own seats.
    private func groups(among busy: [Busy]) -> [Instant] {
        var seats: [Instant: Int] = [:]
        for booking in busy where booking.service == service { seats[booking.start, default: 0] += 1 }
        return seats.filter { $0.value < capacity }.keys.filter { start in
            !busy.contains { booking in
                (booking.service != service || booking.start != start) && taken(by: booking).contains(start)
            }
        }
    }

    /// The starts that the booking makes impossible.
    func taken(by booking: Busy) -> Interval {
        Self.taken(
            Interval(from: booking.from, to: booking.to), duration: duration, before: before, after: after)
    }

    private static func taken(_ range: Interval, duration: Int, before: Int, after: Int) -> Interval {
        Interval(
            from: Instant(milliseconds: range.from.adding(minutes: -duration - after).milliseconds + 1),
            to: range.to.adding(minutes: before))
    }
}

/// How many bookings hold one resource, over time.
struct ResourceUse {
    /// In order of time; each holds until the next.
    private var changes: [(at: Instant, by: Int)] = []

    init(of resource: ResourceID, in busy: [Busy]) {
        for booking in busy where booking.resources.contains(resource) && booking.from < booking.to {
            changes.append((booking.from, 1))
            changes.append((booking.to, -1))
        }
        // What ends makes room for what begins at the same instant.
        changes.sort { ($0.at, $0.by) < ($1.at, $1.by) }
    }

    /// Where at least `count` bookings hold it, so that none is left for another.
    func full(of count: Int) -> [Interval] {
        guard count > 0 else {
            return [Interval(from: Instant(milliseconds: .min / 2), to: Instant(milliseconds: .max / 2))]
        }
        var found: [Interval] = []
        var inUse = 0
        var since: Instant?
        for change in changes {
            inUse += change.by
            if inUse >= count, since == nil { since = change.at }
            if inUse < count, let from = since {
                if from < change.at { found.append(Interval(from: from, to: change.at)) }
                since = nil
            }
        }
        return found
    }
}

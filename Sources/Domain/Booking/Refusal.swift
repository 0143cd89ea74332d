package import CivilTime
package import Salon

/// One reason why a service cannot start at an instant.
package enum Refusal: Hashable, Sendable {
    /// It lies before now.
    case past
    /// Sooner than the salon's notice allows; what it allows from.
    case notice(earliest: Instant)
    /// Beyond the last date that can be booked.
    case horizon(CivilDate)
    /// The service is not offered on this date, by its season or its weekdays.
    case season(CivilDate)
    /// The whole salon is closed on this date.
    case closure(CivilDate)
    case timeOff(TimeOff)
    /// The master works on none of the times the service would take, or not on all of them; the hours that begin on the
    /// start's date.
    case hours([WorkingInterval])
    case pause(WorkingInterval)
    /// The service would run into this booking itself.
    case booking(Busy)
    /// The service would run into the time kept free around this booking.
    case buffer(Busy)
    /// The time kept free around the service would run into this booking.
    case ownBuffer(Busy)
    /// All seats of the group that begins then are taken; their number.
    case seats(Int)
    /// None of the resource is left for all of the time.
    case resource(ResourceID)
}

/// A start that nobody can be booked at, with everything that stands in the way.
package struct RefusedStart: Hashable, Sendable {
    package var instant: Instant
    package var moment: CivilMoment
    /// What holds for everybody.
    package var common: [Refusal]
    /// What holds for one master; parallel to the masters that were asked about.
    package var byMaster: [[Refusal]]
}

extension Availability {
    /// The starts of the grid on `dates` at which none of `masters` is free, in order of time, each with all its reasons.
    ///
    /// Costs every start times everything that may stand in its way: for explanations, not for offers.
    package func refusedStarts(
        service: Service, masters: [Master], dates: ClosedRange<CivilDate>, busy: [Busy]
    ) -> [RefusedStart] {
        let free = Set(freeStarts(service: service, masters: masters, dates: dates, busy: busy).map(\.instant))
        let working = WorkingTime(
            catalogue: catalogue, dates: dates.lowerBound...dates.upperBound.adding(days: service.reachDays))
        let days = (dates.lowerBound.daysSinceEpoch...dates.upperBound.daysSinceEpoch)
            .map { CivilDate(daysSinceEpoch: $0) }
        let grid = StartGrid(stepMinutes: catalogue.rules.granularityMinutes, dates: days, clock: working.clock)
        let obstacles = masters.map { Obstacles(of: $0, in: working, busy: busy) }
        let usedUp = service.resources.sorted().map { resource in
            (resource, ResourceUse(of: resource, in: busy).full(of: catalogue.resource(resource)?.count ?? 0))
        }
        var refused: [RefusedStart] = []
        for run in grid.runs {
            for place in 0..<run.count {
                let instant = grid.instant(run, place)
                if free.contains(instant) { continue }
                refused.append(
                    RefusedStart(
                        instant: instant, moment: grid.moment(run, place),
                        common: commonRefusals(of: instant, on: run.date, service, working, usedUp),
                        byMaster: obstacles.map { $0.refusals(of: instant, on: run.date, service) }))
            }
        }
        return refused
    }

    private func commonRefusals(
        of start: Instant, on date: CivilDate, _ service: Service, _ working: WorkingTime,
        _ usedUp: [(resource: ResourceID, full: [Interval])]
    ) -> [Refusal] {
        var found: [Refusal] = []
        if start < now { found.append(.past) } else if start < earliest { found.append(.notice(earliest: earliest)) }
        if date > lastDate { found.append(.horizon(lastDate)) }
        if !service.isOffered(on: date) { found.append(.season(date)) }
        let visit = Interval(from: start, to: start.adding(minutes: service.durationMinutes))
        if let closed = working.closures.first(where: { $0.overlaps(visit) }) {
            found.append(.closure(catalogue.zone.civil(at: max(closed.from, visit.from)).date))
        }
        let occupied = Interval(
            from: visit.from.adding(minutes: -service.bufferBeforeMinutes),
            to: visit.to.adding(minutes: service.bufferAfterMinutes))
        for (resource, full) in usedUp where full.contains(where: { $0.overlaps(occupied) }) {
            found.append(.resource(resource))
        }
        return found
    }
}

/// What may keep one master from a start.
private struct Obstacles {
    let master: Master
    let shifts: [Interval]
    let pauses: [(interval: Interval, wall: WorkingInterval)]
    let absences: [(interval: Interval, timeOff: TimeOff)]
    let busy: [Busy]

    init(of master: Master, in working: WorkingTime, busy: [Busy]) {
        self.master = master
        shifts = working.shifts(of: master)
        pauses = master.breaks.flatMap { pause in
            working.breaks([pause], of: master).map { ($0, pause.interval) }
        }
        absences = master.timeOff.flatMap { absence in working.intervals(of: absence).map { ($0, absence) } }
        self.busy = busy.filter { $0.master == master.id }
    }

    func refusals(of start: Instant, on date: CivilDate, _ service: Service) -> [Refusal] {
        let visit = Interval(from: start, to: start.adding(minutes: service.durationMinutes))
        let occupied = Interval(
            from: visit.from.adding(minutes: -service.bufferBeforeMinutes),
            to: visit.to.adding(minutes: service.bufferAfterMinutes))
        var found: [Refusal] = []
        if !shifts.contains(where: { $0.from <= visit.from && visit.to <= $0.to }) {
            found.append(.hours(master.hours(on: date)))
        }
        found += absences.filter { $0.interval.overlaps(visit) }.prefix(1).map { .timeOff($0.timeOff) }
        found += pauses.filter { $0.interval.overlaps(visit) }.map { .pause($0.wall) }
        let seats = busy.filter { $0.service == service.id && $0.start == start }
        let isOwnGroup = service.capacity > 1 && !seats.isEmpty
        if isOwnGroup, seats.count >= service.capacity { found.append(.seats(service.capacity)) }
        for booking in busy where Interval(from: booking.from, to: booking.to).overlaps(occupied) {
            if isOwnGroup, booking.service == service.id, booking.start == start { continue }
            if Interval(from: booking.start, to: booking.end).overlaps(visit) {
                found.append(.booking(booking))
            } else if Interval(from: booking.from, to: booking.to).overlaps(visit) {
                found.append(.buffer(booking))
            } else {
                found.append(.ownBuffer(booking))
            }
        }
        return found
    }
}

package import CivilTime
package import FlowMachine
package import Salon

/// What the salon's own people do with bookings, by their number, under the same rules by which customers are served.
///
/// One value per command. The salon may do what a customer may not any more (its notices do not bind it), and nothing that
/// the life of a booking does not know or that takes a time twice. Errors of the store pass through untouched.
package struct FrontDesk {
    private let catalogue: SalonCatalogue
    private let store: any SalonBookingStore
    private let now: Instant
    private let origin: String

    /// - Parameters:
    ///   - catalogue: of the location whose bookings these are.
    ///   - origin: what is recorded as the cause of each change; unique for each command.
    package init(catalogue: SalonCatalogue, store: any SalonBookingStore, now: Instant, origin: String) {
        var catalogue = catalogue
        catalogue.rules.minimumNoticeMinutes = 0
        self.catalogue = catalogue
        self.store = store
        self.now = now
        self.origin = origin
    }

    /// The booking with its history; nil for a number that nobody has.
    package func find(_ number: String) throws -> (booking: SalonBooking, history: [BookingEvent])? {
        guard let found = try store.booking(number: number) else { return nil }
        return (found, try store.history(of: found.booking.id))
    }

    /// The salon accepts a booking that waits for that.
    package func confirm(_ number: String) throws -> FrontDeskAnswer { try advance(number, to: .confirmed) }

    /// The customer is there. Not before the day of the visit.
    package func start(_ number: String) throws -> FrontDeskAnswer { try advance(number, to: .inProgress) }

    /// Not before the visit's start.
    package func complete(_ number: String) throws -> FrontDeskAnswer { try advance(number, to: .completed) }

    /// Nobody came. Not before the visit's start; also after the clock took the visit for done.
    package func markNoShow(_ number: String) throws -> FrontDeskAnswer { try advance(number, to: .noShow) }

    private func advance(_ number: String, to status: CustomerBooking.Status) throws -> FrontDeskAnswer {
        guard let found = try store.booking(number: number) else { return .unknownNumber }
        if found.booking.status == status { return .already(found) }
        guard found.booking.status.next.contains(status) else { return .notOpen(found) }
        if isTooEarly(found.booking, for: status) { return .tooEarly(found) }
        return try store.advance(change(of: found), to: status) ? try done(number, found) : .notOpen(found)
    }

    private func isTooEarly(_ booking: CustomerBooking, for status: CustomerBooking.Status) -> Bool {
        switch status {
        case .inProgress: catalogue.zone.civil(at: booking.start).date > catalogue.zone.civil(at: now).date
        case .completed, .noShow: booking.start > now
        default: false
        }
    }

    /// Frees the time, also within the notice that binds customers.
    package func cancel(_ number: String, reason: String?) throws -> FrontDeskAnswer {
        guard let found = try store.booking(number: number) else { return .unknownNumber }
        if found.booking.status == .cancelled { return .already(found) }
        let cancellation = BookingCancellation(
            change(of: found), start: found.booking.start, rules: catalogue.rules, reason: reason)
        return try store.cancel(cancellation) ? try done(number, found) : .notOpen(found)
    }

    /// To another time, and to another master if one is named; id, number and what was agreed stay.
    package func move(_ number: String, to moment: CivilMoment, master: MasterID?) throws -> FrontDeskAnswer {
        guard let found = try store.booking(number: number) else { return .unknownNumber }
        let booking = found.booking
        guard booking.status.isOpen else { return .notOpen(found) }
        let start = catalogue.zone.instant(of: moment)
        if booking.start == start, master.map({ $0 == booking.master }) ?? true { return .already(found) }
        let desk = BookingDesk(
            catalogue: catalogue, store: store, languages: [], now: now, customer: found.customer, origin: origin)
        let wish = master.map { Value.choice(Choice(id: String($0.number), names: [])) }
        guard let visit = desk.visit(of: booking, wish: wish) else { return .unknownMaster(found) }
        if case .wrong(let reason) = try desk.verdict(of: moment, visit) {
            return .notFree(found, reason, nearest: try nearest(to: start, visit, desk))
        }
        return switch try desk.move(booking, to: moment, visit, change: change(of: found)) {
        case .moved: try done(number, found)
        case .taken: .notFree(found, .full, nearest: try nearest(to: start, visit, desk))
        case .notOpen: .notOpen(found)
        }
    }

    private func nearest(to start: Instant, _ visit: Visit, _ desk: BookingDesk) throws -> [FreeStart] {
        guard let dates = desk.bookableDates() else { return [] }
        return try desk.nearest(to: start, count: BookingDesk.alternatives, visit: visit, dates: dates)
    }

    private func change(of found: SalonBooking) -> BookingChange {
        BookingChange(booking: found.booking.id, customer: found.customer, actor: .salon, origin: origin, at: now)
    }

    private func done(_ number: String, _ before: SalonBooking) throws -> FrontDeskAnswer {
        .done(try store.booking(number: number) ?? before)
    }
}

/// How a command at the front desk ended.
package enum FrontDeskAnswer: Hashable, Sendable {
    /// With the booking as it is now.
    case done(SalonBooking)
    /// It was so before; nothing changed.
    case already(SalonBooking)
    case unknownNumber
    /// What the booking is does not become that: called off, over, or not yet accepted.
    case notOpen(SalonBooking)
    /// It is still to come.
    case tooEarly(SalonBooking)
    /// The master is not there any more, or does not do this.
    case unknownMaster(SalonBooking)
    /// The time cannot be had; what can be, nearest first.
    case notFree(SalonBooking, WrongReason, nearest: [FreeStart])
}

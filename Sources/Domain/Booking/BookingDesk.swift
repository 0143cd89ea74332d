package import CivilTime
package import FlowMachine
package import Salon

/// Answers a conversation's questions about booking: what can be offered, whether a wish holds, and the booking itself.
///
/// One value per turn. It reads no clock and keeps nothing: the present instant, the customer and the origin come in,
/// and bookings are read from and written to the store. Errors of the store pass through untouched.
///
/// A wish for "anyone", or none, stands for every active master who offers the service. While the service is not known
/// yet, the shortest one of the masters in question stands for it, without buffers, so that nothing is refused that
/// some service could have.
///
/// | asked | known | answer |
/// |---|---|---|
/// | offer services | – | services that an active master offers, in listed order |
/// | | a master | those this master offers |
/// | offer masters | – | active masters in listed order, of the service if it is known |
/// | | a date | those with a free start that day (within the wished times); if there are none, all |
/// | | a date and a time | those free then; if there are none, all |
/// | offer free days | – | days from today to the horizon with a free start within the wished times |
/// | | wished dates | those of them within; if there are none, the nearest outside |
/// | | a time | only days on which that time is free; if there are none, as without it |
/// | offer free times | a date | that day's starts within the wished times; if none, the others, nearest first |
/// | | a date and a time | that day's starts, nearest to the time first |
/// | | no date | the nearest starts from the wished dates' beginning, or from now; each fills date and time |
/// | offer my bookings | – | the customer's visits to come, by start |
/// | offer anything | ruled out | as above, without those masters, days and times |
/// | check booking | – | holds with what is known of the visit; else `unknown` and the visits to come |
/// | check service | – | holds with price and duration if an active master offers it; else `unknown`, the offers |
/// | check master | – | holds if active and offering the service; else `unknown` and the masters who do |
/// | check date | – | holds with a free start within the wished times; else why not, and the nearest free days |
/// | check time | a date | holds if free then; else why not, and the nearest free starts, which fill date and time |
/// | | no date | holds if free then on any of the wished dates; else `closed` or `full`, the nearest starts |
///
/// With a booking and no service, days and times are those of that visit: its service, length and buffers as they were
/// agreed, its own master unless another is wished for, and it does not stand in its own way (R11).
///
/// A check looks at the value asked about together with what it stands on: master at the service; date at service and
/// master; time at service, master and date. When one of those changes, the check is to be asked again.
package struct BookingDesk {
    private(set) var availability: Availability
    let store: any BookingStore
    /// The machine's languages; names are given in their order.
    let languages: [String]
    /// How they write dates; parallel to `languages`.
    let wordings: [Wording]
    let customer: CustomerID
    let origin: String

    /// How many alternatives a refusal brings along.
    package static let alternatives = 3
    /// How many of a customer's visits are looked at; nobody has more to choose from.
    package static let mostVisits = 50
    /// How long a time is held: as long as a slow customer takes to say yes.
    package static let holdMinutes = 10

    /// - Parameters:
    ///   - languages: language codes, parallel to `Machine.languages`.
    ///   - wordings: parallel to `languages`; dates of a language without one are written as 2026-03-11.
    ///   - origin: the conversation and turn that ask; a booking is made at most once for it.
    package init(
        catalogue: SalonCatalogue, store: any BookingStore, languages: [String], wordings: [Wording] = [], now: Instant,
        customer: CustomerID, origin: String
    ) {
        self.wordings = wordings
        availability = Availability(catalogue: catalogue, now: now)
        self.store = store
        self.languages = languages
        self.customer = customer
        self.origin = origin
    }

    var catalogue: SalonCatalogue { availability.catalogue }
    var zone: Zone { catalogue.zone }

    /// The answer, or nil to a question that is not about booking.
    package func answer(_ question: Question) throws -> Answer? {
        switch question {
        case .offer(let offer, let known, let skip, let limit):
            try without(known.excluded).offer(offer, known, skip: max(0, skip), limit: max(0, limit))
        case .check(let type, let known): try without(known.excluded).check(type, known)
        case .call(let action, let known): try without(known.excluded).call(action, known)
        case .answerWaitlist: nil
        }
    }

    /// The same desk for a customer who ruled something out.
    private func without(_ excluded: Exclusions) -> BookingDesk {
        var desk = self
        desk.availability.excluded = excluded
        return desk
    }

    private func call(_ action: Action, _ known: Known) throws -> Answer? {
        switch action {
        case .bookingFind: try find(known)
        case .bookingHold: try hold(known)
        case .bookingCreate: try create(known)
        case .bookingList: try list()
        case .bookingReschedule: try reschedule(known)
        case .bookingCancel: try cancel(known)
        case .bookingConfirm: try confirm(known)
        case .bookingJoinWaitlist: try joinWaitlist(known)
        default: nil
        }
    }

    // MARK: The booking

    /// `booked` with number and price; `taken` when the time can no longer be had, for whatever reason; `failed` when
    /// what was asked for is incomplete or not in the catalogue, which a checked flow does not do.
    ///
    /// Availability is computed anew. For "anyone" the masters are tried from the least loaded on, for another customer
    /// may take one between the look and the booking.
    private func create(_ known: Known) throws -> Answer {
        guard let wanted = wanted(known) else { return .outcome(.failed, []) }
        for booking in try openings(wanted) {
            if case .created(let created) = try store.create(booking) { return booked(created, wanted.visit.service) }
        }
        guard let earlier = try store.created(by: origin) else { return .outcome(.taken, []) }
        return booked(earlier, wanted.visit.service)
    }

    /// `held` for `holdMinutes`, or `taken`.
    private func hold(_ known: Known) throws -> Answer {
        guard let wanted = wanted(known) else { return .outcome(.failed, []) }
        let end = availability.now.adding(minutes: BookingDesk.holdMinutes)
        for booking in try openings(wanted) where try store.hold(booking, until: end) == .held {
            return .outcome(.held, [FactValue(fact: .price, value: .money(wanted.visit.service.price))])
        }
        return .outcome(.taken, [])
    }

    private struct Wanted {
        var visit: Visit
        var moment: CivilMoment
    }

    /// Nil when something is missing or not in the catalogue.
    private func wanted(_ known: Known) -> Wanted? {
        guard let choice = known.service, let service = self.service(choice), let date = known.date,
            let time = known.time
        else { return nil }
        let masters = candidates(service, known.master)
        return masters.isEmpty
            ? nil
            : Wanted(
                visit: Visit(service: service, masters: masters), moment: CivilMoment(date: date, time: time))
    }

    /// The bookings that may be tried for the wish, the best first; none when nobody is free.
    private func openings(_ wanted: Wanted) throws -> [NewBooking] {
        let visit = wanted.visit
        let start = zone.instant(of: wanted.moment)
        return try free(visit, wanted.moment).map { master in
            NewBooking(
                customer: customer, service: visit.service, master: master, start: start, wall: wanted.moment,
                zone: zone.name, origin: origin, bookedAt: availability.now)
        }
    }

    /// The masters who are free at the moment, in the order in which they are to be tried.
    func free(_ visit: Visit, _ moment: CivilMoment) throws -> [MasterID] {
        let start = zone.instant(of: moment)
        let busy = try bookings(on: moment.date...moment.date, visit)
        guard zone.shows(moment),
            case .free(let free) = availability.verdict(
                for: start, service: visit.service, masters: visit.masters, busy: busy)
        else { return [] }
        return availability.preference(
            start: start, among: free, policy: catalogue.rules.assignment, busy: busy)
    }

    private func booked(_ booking: CreatedBooking, _ service: Service) -> Answer {
        .outcome(
            .booked,
            [
                FactValue(fact: .bookingNumber, value: .text(booking.number)),
                FactValue(fact: .price, value: .money(service.price)),
            ])
    }

    // MARK: What the questions have in common

    func service(_ choice: Choice) -> Service? { Int64(choice.id).flatMap { catalogue.service(ServiceID($0)) } }

    /// Active masters who offer the service and are not ruled out, or only the wished one of them.
    func candidates(_ service: Service, _ wish: Value?) -> [Master] {
        guard let id = masterID(wish) else { return availability.candidates(for: service.id).filter(mayServe) }
        return catalogue.masters(offering: service.id).filter { String($0.id.number) == id }
    }

    /// Whether the customer has not ruled the master out.
    func mayServe(_ master: Master) -> Bool { !availability.excluded.ruleOut(choice(master)) }

    /// The identity of a master who was named; nil for anyone and for nothing said.
    func masterID(_ wish: Value?) -> String? {
        guard case .choice(let choice) = wish else { return nil }
        return choice.id
    }

    /// What is looked for in the calendar: a service and the masters who may do it. Nil when there is nobody.
    func visit(_ known: Known) throws -> Visit? {
        if let choice = known.service {
            guard let service = service(choice) else { return nil }
            let masters = candidates(service, known.master)
            return masters.isEmpty ? nil : Visit(service: service, masters: masters)
        }
        if let choice = known.booking {
            return try booking(choice).flatMap { visit(of: $0, wish: known.master) }
        }
        let masters = catalogue.masters.filter { master in
            master.isActive && masterID(known.master).map { $0 == String(master.id.number) } ?? mayServe(master)
        }
        let offered = catalogue.services.filter { service in masters.contains { $0.services.contains(service.id) } }
        guard var shortest = offered.min(by: { $0.durationMinutes < $1.durationMinutes }) else { return nil }
        shortest.bufferBeforeMinutes = 0
        shortest.bufferAfterMinutes = 0
        shortest.resources = []
        return Visit(service: shortest, masters: masters)
    }

    func bookings(on dates: ClosedRange<CivilDate>, _ visit: Visit) throws -> [Busy] {
        let needed = availability.bookingsNeeded(on: dates, for: visit.service)
        let view = CalendarView(now: availability.now, customer: customer, without: visit.booking)
        return try store.busy(
            masters: visit.masters.map(\.id), resources: visit.service.resources, from: needed.from, to: needed.to,
            for: view)
    }

    func choice(_ service: Service) -> Choice { Choice(service, languages: languages) }

    func choice(_ master: Master) -> Choice { Choice(master, languages: languages) }
}

/// A service and the masters who may do it, in listed order.
struct Visit {
    var service: Service
    var masters: [Master]
    /// The booking that is to be moved, which does not stand in its own way.
    var booking: BookingID?
}

package import Booking
package import CivilTime
internal import FlowMachine
package import Postgres
package import Salon

/// The waiting list in the database: freed times to look at, who waits for one, and the offers that are made.
package struct WaitlistRows: WaitlistOffers {
    /// Wishes that are looked at for one freed time, in the order of waiting.
    package static let mostWaiting = 1000

    private let connection: Connection

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection) { self.connection = connection }

    // MARK: Answers

    package func offer(_ id: WaitlistOfferID, of customer: CustomerID) throws -> WaitlistOffer? {
        try connection.execute(WaitlistStatements.one, [.int64(id.number), .int64(customer.number)]).first.map(Self.offer)
    }

    package func openOffers(of customer: CustomerID, now: Instant) throws -> [WaitlistOffer] {
        try connection.execute(WaitlistStatements.open, [.int64(customer.number), .instant(now)]).map(Self.offer)
    }

    package func settle(
        _ id: WaitlistOfferID, as state: WaitlistOffer.State, booking: BookingID?, at now: Instant
    ) throws {
        _ = try connection.pipeline([
            WaitlistStatements.settle(.int64(id.number), .text(state.rawValue), .int64(booking?.number)),
            WaitlistStatements.lookAgain(.int64(id.number), .instant(now)),
        ])
    }

    // MARK: Freed times

    /// The oldest freed time that is due and that nobody else looks at; it stays locked to the transaction's end, and is
    /// either removed or put off by then.
    package func takeFreedTime(now: Instant) throws -> TakenFreedTime? {
        try connection.execute(WaitlistStatements.take, [.instant(now)]).first.map { row in
            TakenFreedTime(
                id: try row.int64(0), location: LocationID(try row.int64(1)),
                freed: FreedTime(
                    master: MasterID(try row.int64(2)), service: ServiceID(try row.int64(3)), start: try row.instant(4),
                    from: try row.instant(5), to: try row.instant(6)))
        }
    }

    package func remove(_ freed: TakenFreedTime) throws {
        _ = try connection.execute(WaitlistStatements.remove, [.int64(freed.id)])
    }

    package func putOff(_ freed: TakenFreedTime, until moment: Instant) throws {
        _ = try connection.execute(WaitlistStatements.putOff, [.int64(freed.id), .instant(moment)])
    }

    /// Takes off the list whose days are over at `today`, and closes offers that nobody answered in time.
    package func tidy(_ location: LocationID, today: CivilDate, now: Instant) throws {
        _ = try connection.pipeline([
            WaitlistStatements.retire(
                .int64(location.number), .text(today.iso),
                .instant(now.adding(minutes: -FreedTimeMatching.longestWaitDays * 1440))),
            WaitlistStatements.expire(.int64(location.number), .instant(now)),
        ])
    }

    /// Who waits for one of the services, in the order of waiting: customers who may be written to and have a conversation
    /// with the location.
    package func waiting(
        at location: LocationID, services: [ServiceID], around freed: FreedTime, now: Instant
    ) throws -> [WaitingEntry] {
        try connection.execute(
            WaitlistStatements.waiting,
            [
                .int64(location.number), .int64s(services.map { $0.number }), .instant(now), .instant(freed.from),
                .instant(freed.to), .int(Self.mostWaiting),
            ]
        ).map { row in
            let wish = WaitlistWish(
                customer: CustomerID(try row.int64(1)), service: ServiceID(try row.int64(2)),
                master: try row.optionalInt64(3).map { MasterID($0) }, dates: try Self.dates(row, 4, 5),
                times: try Self.times(row, 6, 7), origin: try row.text(8), at: try row.instant(9))
            let starts = try Self.instants(row, 10)
            let ends = try Self.instants(row, 11)
            return WaitingEntry(
                conversation: ConversationID(try row.int64(0)),
                customer: WaitingCustomer(
                    wish: wish, visits: zip(starts, ends).map { $0..<$1 },
                    offered: Set(try Self.instants(row, 12)), openOfferUntil: try row.optionalInstant(13)))
        }
    }

    /// Writes offers, each to be told in its conversation from `tellAt` on. One that cannot be made any more, because its
    /// customer was just offered something else, is left out; the others' count is answered.
    package func make(
        _ offers: [(conversation: ConversationID, customer: CustomerID, offer: FreedTimeMatching.Offer)],
        at location: LocationID, now: Instant
    ) throws -> Int {
        if offers.isEmpty { return 0 }
        // In one order everywhere, so that two that offer to the same customers wait for one another and do not deadlock.
        let sorted = offers.sorted { $0.customer.number < $1.customer.number }
        return try connection.execute(
            WaitlistStatements.make,
            [
                .int64(location.number), .instant(now), .int64s(sorted.map { $0.customer.number }),
                .int64s(sorted.map { $0.conversation.number }), .int64s(sorted.map { $0.offer.service.id.number }),
                .int64s(sorted.map { $0.offer.master.number }), .instants(sorted.map { $0.offer.start }),
                .texts(sorted.map { $0.offer.wall.date.iso }), .texts(sorted.map { $0.offer.wall.time.iso }),
                .instants(sorted.map { $0.offer.occupiedFrom }), .instants(sorted.map { $0.offer.occupiedTo }),
                .instants(sorted.map { $0.offer.expiresAt }),
            ]
        ).affected
    }

    // MARK: News

    /// What the conversation is to hear, taken: asked again it is told nothing twice. `quietUntil` puts off, from quiet
    /// hours to the morning, what is not yet to be told. An offer that is over by now is closed and not told of, and a loss
    /// only to somebody whom the offer has reached.
    package func takeNews(
        of conversation: ConversationID, now: Instant, quietUntil: Instant?
    ) throws -> [WaitlistOffer] {
        if let quietUntil {
            _ = try connection.execute(
                WaitlistStatements.quieten, [.int64(conversation.number), .instant(now), .instant(quietUntil)])
            return []
        }
        return try connection.execute(WaitlistStatements.news, [.int64(conversation.number), .instant(now)])
            .filter { try $0.bool(8) }.map(Self.offer)
    }

    private static func offer(_ row: Row) throws -> WaitlistOffer {
        guard let state = WaitlistOffer.State(rawValue: try row.text(6)) else {
            throw StorageError.unknownWord(column: "waitlist_offer.state", word: try row.text(6))
        }
        guard let date = CivilDate(iso: try row.text(4)), let time = ClockTime(iso: try row.text(5)) else {
            throw StorageError.unknownWord(
                column: "waitlist_offer.wall_date", word: "\(try row.text(4)) \(try row.text(5))")
        }
        return WaitlistOffer(
            id: WaitlistOfferID(try row.int64(0)), service: ServiceID(try row.int64(1)),
            master: MasterID(try row.int64(2)), start: try row.instant(3), wall: CivilMoment(date: date, time: time),
            state: state, expiresAt: try row.instant(7), booking: try row.optionalInt64(9).map { BookingID($0) })
    }

    private static func dates(_ row: Row, _ from: Int, _ to: Int) throws -> DateWindow? {
        let first = try row.optionalText(from).flatMap { CivilDate(iso: $0) }
        let last = try row.optionalText(to).flatMap { CivilDate(iso: $0) }
        return first == nil && last == nil ? nil : DateWindow(from: first, to: last)
    }

    private static func times(_ row: Row, _ from: Int, _ to: Int) throws -> TimeWindow? {
        let first = try row.optionalInt(from).flatMap { ClockTime(minutes: $0) }
        let last = try row.optionalInt(to).flatMap { ClockTime(minutes: $0) }
        return first == nil && last == nil ? nil : TimeWindow(from: first, to: last)
    }

    private static func instants(_ row: Row, _ column: Int) throws -> [Instant] {
        try row.instantsMilliseconds(column).compactMap { $0.map { Instant(milliseconds: $0) } }
    }
}

/// A freed time in a worker's hands.
package struct TakenFreedTime: Hashable, Sendable {
    var id: Int64
    package var location: LocationID
    package var freed: FreedTime
}

/// A wish on the list, with the conversation in which its customer is told.
package struct WaitingEntry: Hashable, Sendable {
    package var conversation: ConversationID
    package var customer: WaitingCustomer
}

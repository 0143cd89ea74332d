import Booking
import CivilTime
import Conversations
import FlowInterpreter
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

/// A salon with a booking at nine of the next day, and somebody who waits for such a time.
struct WaitingSalon: Sendable {
    static let now = TestSalon.morning

    var booked: BookedSalon
    var salon: TestSalon { booked.salon }

    static func create(on server: Connection) throws -> WaitingSalon {
        let booked = try BookedSalon.create(on: server)
        try booked.inside(server) { (store) throws in
            #expect(try store.joinWaitlist(wish(booked, booked.other)) == .joined)
        }
        return WaitingSalon(booked: booked)
    }

    static func wish(
        _ booked: BookedSalon, _ customer: CustomerID, master: MasterID? = nil, dates: DateWindow? = nil,
        times: TimeWindow? = nil
    ) -> WaitlistWish {
        WaitlistWish(
            customer: customer, service: booked.catalogue.services[0].id, master: master, dates: dates, times: times,
            origin: "c\(customer.number)/1", at: now)
    }

    func inside<R>(_ server: Connection, _ body: (WaitlistRows, BookingRows) throws -> R) throws -> R {
        try server.asTenant(salon.tenant) {
            try body(WaitlistRows(server), BookingRows(server, location: salon.location))
        }
    }

    /// Takes the freed time and offers it to all who wait, as the worker does.
    func offer(_ server: Connection, at now: Instant = now) throws -> Int {
        try inside(server) { (rows, bookings) throws in
            guard let taken = try rows.takeFreedTime(now: now) else { return 0 }
            try rows.tidy(taken.location, today: TestSalon.almaty.civil(at: now).date, now: now)
            let waiting = try rows.waiting(
                at: taken.location, services: booked.catalogue.services.map(\.id), around: taken.freed, now: now)
            let found = try FreedTimeMatching(catalogue: booked.catalogue, now: now).offers(
                of: taken.freed, to: waiting.map(\.customer)
            ) { (service, masters, from, to) throws in
                try bookings.busy(
                    masters: masters.map(\.id), resources: [], from: from, to: to,
                    for: CalendarView(now: now, customer: CustomerID(0)))
            }
            let made = try rows.make(
                found.offers.map { (waiting[$0.place].conversation, waiting[$0.place].customer.wish.customer, $0) },
                at: taken.location, now: now)
            if let again = found.lookAgainAt { try rows.putOff(taken, until: again) } else { try rows.remove(taken) }
            return made
        }
    }

    func cancel(_ server: Connection) throws {
        try inside(server) { (_, bookings) throws in #expect(try bookings.cancel(booked.cancellation("c1.t9"))) }
    }

    /// All of the customer's news, taken.
    func hear(_ server: Connection, _ customer: CustomerID, at now: Instant = now, quietUntil: Instant? = nil) throws
        -> [WaitlistOffer]
    {
        let conversation = try conversation(server, customer)
        return try inside(server) { (rows, _) throws in
            try rows.takeNews(of: conversation, now: now, quietUntil: quietUntil)
        }
    }

    func conversation(_ server: Connection, _ customer: CustomerID) throws -> ConversationID {
        try server.asTenant(salon.tenant) { () throws in
            ConversationID(
                Int64(try server.number("SELECT id FROM conversation WHERE customer_id = \(customer.number)")))
        }
    }
}

@Suite("The waiting list in the database")
struct WaitlistRowsTests {
    private static func run(_ body: @escaping @Sendable (WaitingSalon, Connection, Connection) throws -> Void) async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            try body(try WaitingSalon.create(on: server), server, try database.administrator())
        }
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var freed: Int
        var make: @Sendable (WaitingSalon, BookingRows) throws -> Void
    }

    static let changes = [
        Change(testDescription: "called off", freed: 1) { salon, bookings in
            _ = try bookings.cancel(salon.booked.cancellation("c1.t9"))
        },
        Change(testDescription: "moved", freed: 1) { salon, bookings in _ = try salon.booked.move(bookings, at: 120) },
        Change(testDescription: "another master", freed: 1) { salon, bookings in
            _ = try salon.booked.move(bookings, master: 1, at: 0)
        },
        Change(testDescription: "confirmed", freed: 0) { salon, bookings in
            _ = try bookings.confirm(salon.booked.change("c1.t9"))
        },
        Change(testDescription: "nobody waits any more", freed: 0) { salon, bookings in
            try bookings.leaveWaitlist(salon.booked.other)
            _ = try bookings.cancel(salon.booked.cancellation("c1.t9"))
        },
        Change(testDescription: "it was over", freed: 0) { salon, bookings in
            var late = salon.booked.cancellation("c1.t9")
            late.change.at = BookedSalon.nine.adding(minutes: 70)
            _ = try bookings.cancel(late)
        },
    ]

    @Test("A booking that no longer stands in the way is noted, with what it occupied", arguments: changes)
    func freed(_ change: Change) async throws {
        try await Self.run { salon, server, administrator in
            try salon.inside(server) { (_, bookings) throws in try change.make(salon, bookings) }
            #expect(try administrator.number("SELECT count(*) FROM freed_time") == change.freed)
            let taken = try salon.inside(server) { (rows, _) throws in
                try rows.takeFreedTime(now: WaitingSalon.now)
            }
            guard change.freed > 0 else { return }
            #expect(taken?.location == salon.salon.location)
            #expect(taken?.freed.start == BookedSalon.nine)
            #expect(taken?.freed.from == BookedSalon.nine.adding(minutes: -5))
            #expect(taken?.freed.to == BookedSalon.nine.adding(minutes: 70))
            #expect(taken?.freed.master == salon.booked.catalogue.masters[0].id)
            let work = try TenantDirectory.work(now: WaitingSalon.now, staleBefore: WaitingSalon.now, on: server)
            #expect(work.map(\.hasFreedTimes) == [true])
        }
    }

    @Test("A freed time is in one worker's hands at a time, and back when that one ends")
    func takenOnce() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let (first, second) = (try database.server(), try database.server())
            let salon = try WaitingSalon.create(on: first)
            try salon.cancel(first)
            let now = WaitingSalon.now
            try salon.inside(first) { (rows, _) throws in
                #expect(try rows.takeFreedTime(now: now) != nil)
                try salon.inside(second) { (other, _) throws in #expect(try other.takeFreedTime(now: now) == nil) }
            }
            let undone = try first.undone(salon.salon.tenant) { () throws -> Bool? in
                let rows = WaitlistRows(first)
                guard let taken = try rows.takeFreedTime(now: now) else { return nil }
                try rows.remove(taken)
                return true
            }
            #expect(undone == true)
            #expect(try salon.offer(second) == 1, "what was not committed did not happen")
            #expect(try salon.offer(first) == 0)
        }
    }

    @Test("The same time freed twice is offered once, and anew after it was lost to somebody")
    func once() async throws {
        try await Self.run { salon, server, administrator in
            try salon.cancel(server)
            // A second note of the same time, as from a hold that was let go.
            try administrator.runScript(
                trusted: "INSERT INTO freed_time (tenant_id, location_id, master_id, service_id, starts_at, freed_from, freed_to, due_at) SELECT tenant_id, location_id, master_id, service_id, starts_at, freed_from, freed_to, due_at FROM freed_time")
            #expect(try salon.offer(server) == 1)
            #expect(try salon.offer(server) == 0)
            #expect(try salon.hear(server, salon.booked.other).map(\.start) == [BookedSalon.nine])
            #expect(try salon.hear(server, salon.booked.other).isEmpty, "told once")
            // Somebody else takes it and gives it back.
            let third = try salon.booked.inside(server) { (store) throws in
                try store.create(salon.booked.new(salon.booked.customer, origin: "c1.t10"))
            }
            guard case .created(let booking) = third else { throw UnexpectedAnswer() }
            #expect(try administrator.words("SELECT state FROM waitlist_offer") == ["lost"])
            try administrator.runScript(trusted: "DELETE FROM freed_time")
            try salon.inside(server) { (_, bookings) throws in
                var cancellation = salon.booked.cancellation("c1.t11")
                cancellation.change.booking = booking.id
                #expect(try bookings.cancel(cancellation))
            }
            #expect(try salon.offer(server) == 1)
            #expect(try administrator.words("SELECT state FROM waitlist_offer ORDER BY id") == ["lost", "offered"])
        }
    }

    @Test("Nobody is asked two things at once; the other time waits for the answer")
    func oneAtATime() async throws {
        try await Self.run { salon, server, administrator in
            let now = WaitingSalon.now
            let second = try salon.booked.inside(server) { (store) throws in
                try store.create(salon.booked.new(salon.booked.customer, at: 120, origin: "c1.t5"))
            }
            guard case .created(let other) = second else { throw UnexpectedAnswer() }
            try salon.cancel(server)
            #expect(try salon.offer(server) == 1)
            try salon.inside(server) { (_, bookings) throws in
                var cancellation = salon.booked.cancellation("c1.t6")
                cancellation.change.booking = other.id
                #expect(try bookings.cancel(cancellation))
            }
            #expect(try salon.offer(server) == 0)
            let later = now.adding(minutes: FreedTimeMatching.openMinutes)
            #expect(try salon.inside(server) { (rows, _) throws in try rows.takeFreedTime(now: later.adding(seconds: -1)) } == nil)
            #expect(try salon.inside(server) { (rows, _) throws in try rows.takeFreedTime(now: later) } != nil)
            // A no makes room at once.
            let offer = try #require(try salon.hear(server, salon.booked.other).first)
            try salon.inside(server) { (rows, _) throws in try rows.settle(offer.id, as: .declined, booking: nil, at: now) }
            #expect(try salon.offer(server) == 1)
            #expect(try administrator.words("SELECT state FROM waitlist_offer ORDER BY id") == ["declined", "offered"])
        }
    }

    @Test("Opted out, or without a conversation here: not on the list of whom to ask", arguments: [true, false])
    func mayNotBeWritten(optedOut: Bool) async throws {
        try await Self.run { salon, server, administrator in
            if optedOut {
                try salon.inside(server) { (_, _) throws in
                    try CustomerRows(server).setOptedOut(true, customer: salon.booked.other, at: WaitingSalon.now)
                }
            } else {
                try administrator.runScript(
                    trusted: "DELETE FROM conversation WHERE customer_id = \(salon.booked.other.number)")
            }
            try salon.cancel(server)
            #expect(try salon.offer(server) == 0)
            #expect(try administrator.number("SELECT count(*) FROM freed_time") == 0)
        }
    }

    struct Wish: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var leaves: Bool
        var master: Int?
        var dates: DateWindow?
        var times: TimeWindow?
    }

    private static func day(_ day: Int) -> CivilDate? { CivilDate(year: 2026, month: 3, day: day) }
    private static func hour(_ hour: Int) -> ClockTime? { ClockTime(hour: hour, minute: 0) }

    static let wishes = [
        Wish(testDescription: "any", leaves: true),
        Wish(testDescription: "that master", leaves: true, master: 1),
        Wish(testDescription: "another master", leaves: false, master: 0),
        Wish(testDescription: "that day", leaves: true, dates: DateWindow(from: day(11), to: day(11))),
        Wish(testDescription: "the day before", leaves: false, dates: DateWindow(from: nil, to: day(10))),
        Wish(testDescription: "from the day after", leaves: false, dates: DateWindow(from: day(12), to: nil)),
        Wish(testDescription: "that hour", leaves: true, times: TimeWindow(from: hour(9), to: hour(9))),
        Wish(testDescription: "later", leaves: false, times: TimeWindow(from: hour(10), to: nil)),
        Wish(testDescription: "over midnight", leaves: true, times: TimeWindow(from: hour(22), to: hour(9))),
        Wish(testDescription: "over midnight, not so late", leaves: false, times: TimeWindow(from: hour(22), to: hour(8))),
    ]

    @Test("Who books what they waited for leaves the list", arguments: wishes)
    func leaves(_ wish: Wish) async throws {
        try await Self.run { salon, server, administrator in
            let booked = salon.booked
            try booked.inside(server) { (store) throws in
                try store.leaveWaitlist(booked.other)
                _ = try store.joinWaitlist(
                    WaitingSalon.wish(
                        booked, booked.other, master: wish.master.map { booked.catalogue.masters[$0].id }, dates: wish.dates,
                        times: wish.times))
                _ = try store.joinWaitlist(WaitingSalon.wish(booked, booked.customer))
                guard case .created = try store.create(booked.new(booked.other, master: 1, origin: "c2.t3")) else {
                    throw UnexpectedAnswer()
                }
            }
            let left = try administrator.words("SELECT customer_id::text FROM waitlist_entry ORDER BY 1")
            #expect(left.contains("\(booked.other.number)") == !wish.leaves)
            #expect(left.contains("\(booked.customer.number)"), "another's wish stays")
        }
    }

    @Test("Wishes end with their last day, and those without one after a while")
    func ends() async throws {
        try await Self.run { salon, server, administrator in
            let booked = salon.booked
            try booked.inside(server) { (store) throws in
                _ = try store.joinWaitlist(
                    WaitingSalon.wish(booked, booked.customer, dates: DateWindow(from: nil, to: Self.day(10))))
            }
            func left(_ now: Instant) throws -> Int {
                try salon.inside(server) { (rows, _) throws in
                    try rows.tidy(salon.salon.location, today: TestSalon.almaty.civil(at: now).date, now: now)
                }
                return try administrator.number("SELECT count(*) FROM waitlist_entry")
            }
            #expect(try left(WaitingSalon.now) == 2)
            #expect(try left(WaitingSalon.now.adding(minutes: 24 * 60)) == 1)
            let longest = WaitingSalon.now.adding(minutes: FreedTimeMatching.longestWaitDays * 1440)
            #expect(try left(longest) == 1)
            #expect(try left(longest.adding(seconds: 1)) == 0)
        }
    }

    @Test("In quiet hours nothing is told; in the morning what is still true")
    func quiet() async throws {
        try await Self.run { salon, server, _ in
            try salon.cancel(server)
            #expect(try salon.offer(server) == 1)
            let morning = WaitingSalon.now.adding(minutes: 60)
            #expect(try salon.hear(server, salon.booked.other, quietUntil: morning).isEmpty)
            #expect(try salon.hear(server, salon.booked.other).isEmpty)
            #expect(try salon.hear(server, salon.booked.other, at: morning).map(\.state) == [.offered])
        }
        try await Self.run { salon, server, administrator in
            try salon.cancel(server)
            #expect(try salon.offer(server) == 1)
            let late = WaitingSalon.now.adding(minutes: FreedTimeMatching.openMinutes)
            #expect(try salon.hear(server, salon.booked.other, at: late).isEmpty, "an offer that is over is none")
            #expect(try administrator.words("SELECT state FROM waitlist_offer") == ["expired"])
        }
    }

    @Test("That a time is lost is told to those alone whom the offer has reached", arguments: ["pending", "sending", "sent", "failed"])
    func lost(_ state: String) async throws {
        try await Self.run { salon, server, administrator in
            try salon.cancel(server)
            #expect(try salon.offer(server) == 1)
            let offer = try #require(try salon.hear(server, salon.booked.other).first)
            let message = OutboundMessage(
                content: .message(Message(text: "Освободилось", choices: [], menuLabel: "")), dueAt: WaitingSalon.now,
                offer: offer.id)
            let conversation = try salon.conversation(server, salon.booked.other)
            try salon.inside(server) { (_, _) throws in
                let claimed = try WorkQueue(server).claim(limit: 9, now: WaitingSalon.now).conversations
                var written = try #require(claimed.first { $0.id == conversation }).answered(at: WaitingSalon.now)
                written.turns[0].outgoing = [message]
                try TurnStore(server).write([written], now: WaitingSalon.now)
            }
            if state != "pending" {
                let rest = ["sending": "claimed_by = 'p', claimed_at = created_at", "sent": "finished_at = created_at, provider_message_id = 'w'", "failed": "finished_at = created_at, error_text = 'no'"]
                try administrator.runScript(
                    trusted: "UPDATE outbox SET state = '\(state)', \(rest[state] ?? "") WHERE waitlist_offer_id IS NOT NULL")
            }
            try salon.booked.inside(server) { (store) throws in
                guard case .created = try store.create(salon.booked.new(salon.booked.customer, origin: "c1.t10")) else {
                    throw UnexpectedAnswer()
                }
            }
            let heard = try salon.hear(server, salon.booked.other)
            #expect(heard.map(\.state) == (state == "sending" || state == "sent" ? [.lost] : []))
            guard state == "pending" else { return }
            try salon.inside(server) { (_, _) throws in
                let claimed = try OutboxStore(server).claim(
                    account: salon.salon.account, limit: 9, claimant: "p", now: WaitingSalon.now)
                #expect(claimed.isEmpty, "an offer of what is gone does not leave")
            }
            #expect(try administrator.words("SELECT state FROM outbox WHERE waitlist_offer_id IS NOT NULL") == ["cancelled"])
        }
    }

    @Test("A booking by any way takes the offers with it: its customer has the time, the others have not")
    func settled() async throws {
        try await Self.run { salon, server, administrator in
            let booked = salon.booked
            _ = try server.accept(.messages([salon.salon.message("third", from: "dina", phone: "77000000003")]))
            try salon.inside(server) { (_, store) throws in
                let third = try #require(
                    try WorkQueue(server).claim(limit: 9, now: WaitingSalon.now).conversations.map(\.customer)
                        .first { $0 != booked.customer && $0 != booked.other })
                _ = try store.joinWaitlist(WaitingSalon.wish(booked, third))
            }
            try salon.cancel(server)
            #expect(try salon.offer(server) == 2)
            try booked.inside(server) { (store) throws in
                guard case .created = try store.create(booked.new(booked.other, origin: "c2.t4")) else {
                    throw UnexpectedAnswer()
                }
            }
            let states = try administrator.words(
                "SELECT customer_id || ' ' || state || ' ' || (booking_id IS NOT NULL) || ' ' || (news_at IS NULL) FROM waitlist_offer ORDER BY customer_id")
            #expect(states.first == "\(booked.other.number) accepted true true")
            // Nobody had told the third one yet, so there is nothing to take back.
            #expect(states.count == 2 && states.last?.hasSuffix("lost false true") == true)
            #expect(try administrator.number("SELECT count(*) FROM waitlist_entry") == 1)
        }
    }

    @Test("Who has the same start by a newer offer accepts that one, whichever button they tap")
    func sameStart() async throws {
        try await Self.run { salon, server, administrator in
            try salon.cancel(server)
            #expect(try salon.offer(server) == 1)
            let first = try #require(try salon.hear(server, salon.booked.other).first)
            try salon.inside(server) { (rows, _) throws in
                try rows.settle(first.id, as: .lost, booking: nil, at: WaitingSalon.now)
            }
            try administrator.runScript(
                trusted: "INSERT INTO waitlist_offer (tenant_id, location_id, customer_id, conversation_id, service_id, master_id, starts_at, wall_date, wall_time, occupied_from, occupied_to, offered_at, expires_at) SELECT tenant_id, location_id, customer_id, conversation_id, service_id, master_id, starts_at, wall_date, wall_time, occupied_from, occupied_to, offered_at, expires_at FROM waitlist_offer")
            try salon.inside(server) { (rows, store) throws in
                guard case .created(let made) = try store.create(salon.booked.new(salon.booked.other, origin: "c2.t4")) else {
                    throw UnexpectedAnswer()
                }
                try rows.settle(first.id, as: .accepted, booking: made.id, at: WaitingSalon.now)
            }
            #expect(try administrator.words("SELECT state FROM waitlist_offer ORDER BY id") == ["lost", "accepted"])
        }
    }

    @Test("What a salon forgets of a customer holds the waiting list as well; two who are one have one list")
    func forgotten() async throws {
        try await Self.run { salon, server, administrator in
            try salon.cancel(server)
            #expect(try salon.offer(server) == 1)
            try salon.inside(server) { (_, _) throws in
                try CustomerRows(server).forget(salon.booked.other, at: WaitingSalon.now)
            }
            #expect(try administrator.words("SELECT state || (news_at IS NULL) FROM waitlist_offer") == ["declinedtrue"])
        }
        try await Self.run { salon, server, administrator in
            try salon.cancel(server)
            #expect(try salon.offer(server) == 1)
            try salon.inside(server) { (_, _) throws in
                let claimed = try WorkQueue(server).claim(limit: 9, now: WaitingSalon.now).conversations
                try TurnStore(server).write(claimed.map { $0.answered(at: WaitingSalon.now) }, now: WaitingSalon.now)
            }
            // One message names both: the ids of the first under the number of the second.
            _ = try server.accept(.messages([salon.salon.message("both", from: "ira", at: 9, phone: "77000000002")]))
            try salon.inside(server) { (_, _) throws in _ = try WorkQueue(server).claim(limit: 9, now: WaitingSalon.now) }
            // The later customer is folded into the earlier one.
            let (first, second) = (salon.booked.customer.number, salon.booked.other.number)
            let offers = try administrator.words("SELECT customer_id || ' ' || state FROM waitlist_offer")
            #expect(offers == [first < second ? "\(first) expired" : "\(second) offered"], "\(first), \(second)")
        }
    }

    @Test("The lists for people say who waits and what became of what was offered")
    func lists() async throws {
        try await Self.run { salon, server, _ in
            let now = WaitingSalon.now
            let waiting = try server.asTenant(salon.salon.tenant) { () throws in try WaitlistList.waiting(now: now, on: server) }
            #expect(waiting.map { $0.service.text(in: "ru") } == ["Маникюр"])
            #expect(waiting.first?.customerPhone == "77000000002" && waiting.first?.master == nil)
            try salon.cancel(server)
            #expect(try salon.offer(server) == 1)
            func offers(_ now: Instant) throws -> [WaitlistOfferLine] {
                try server.asTenant(salon.salon.tenant) { () throws in try WaitlistList.offers(now: now, on: server) }
            }
            #expect(try offers(now).map(\.state) == ["offered"])
            #expect(try offers(now).map(\.wall.iso) == ["2026-03-11 09:00"])
            #expect(try offers(now.adding(minutes: FreedTimeMatching.openMinutes)).map(\.state) == ["expired"])
        }
    }
}

import Booking
import CivilTime
import Conversations
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

/// Messages that are not answers: reminders, which leave only while they are true, and notices to the salon's people.
@Suite("Planned messages")
struct PlannedMessageTests {
    private static let due = TestSalon.morning.adding(minutes: 60)

    private static func reminder(_ booked: BookedSalon, of start: Instant = BookedSalon.nine) -> OutboundMessage {
        OutboundMessage(
            content: .template(TemplateMessage(name: "booking_reminder", language: "ru", parameters: ["Ира"])), dueAt: due,
            reminder: ReminderSubject(booking: booked.booking.id, start: start))
    }

    /// Gives every waiting conversation a turn that says and tells this.
    private static func turn(
        _ booked: BookedSalon, _ server: Connection, outgoing: [OutboundMessage] = [], notices: [StaffNotice] = []
    ) throws {
        try server.asTenant(booked.salon.tenant) { () throws in
            let claim = try WorkQueue(server).claim(limit: 9, now: TestSalon.morning)
            let written = claim.conversations.filter { $0.customer == booked.customer }.map { conversation in
                var written = conversation.answered(at: TestSalon.morning)
                written.turns[0].outgoing = outgoing
                written.turns[0].notices = notices
                return written
            }
            try TurnStore(server).write(written, now: TestSalon.morning)
        }
    }

    private static func claim(_ booked: BookedSalon, _ server: Connection, at moment: Instant = due) throws
        -> [ClaimedMessage]
    {
        try server.asTenant(booked.salon.tenant) { () throws in
            try OutboxStore(server).claim(account: booked.salon.account, limit: 9, claimant: "process", now: moment)
        }
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var leaves: Bool
        var at = due
        var make: @Sendable (BookedSalon, BookingRows, CustomerRows) throws -> Void = { _, _, _ in }
    }

    static let changes = [
        Change(testDescription: "nothing happened", leaves: true),
        Change(testDescription: "the customer confirmed", leaves: true) { booked, bookings, _ in
            _ = try bookings.confirm(booked.change("c1.t9"))
        },
        Change(testDescription: "the visit was called off", leaves: false) { booked, bookings, _ in
            _ = try bookings.cancel(booked.cancellation("c1.t9"))
        },
        Change(testDescription: "the visit was moved", leaves: false) { booked, bookings, _ in
            _ = try booked.move(bookings, at: 60)
        },
        Change(testDescription: "the visit was moved and moved back", leaves: true) { booked, bookings, _ in
            _ = try booked.move(bookings, at: 60)
            _ = try booked.move(bookings, at: 0)
        },
        Change(testDescription: "reminders were paused", leaves: false) { booked, _, customers in
            try customers.pauseReminders(of: booked.customer, at: TestSalon.morning)
        },
        Change(testDescription: "the customer opted out", leaves: false) { booked, _, customers in
            try customers.setOptedOut(true, customer: booked.customer, at: TestSalon.morning)
        },
        Change(testDescription: "out, and in again", leaves: true) { booked, _, customers in
            try customers.setOptedOut(true, customer: booked.customer, at: TestSalon.morning)
            try customers.setOptedOut(false, customer: booked.customer, at: TestSalon.morning)
        },
        Change(testDescription: "the customer was forgotten", leaves: false) { booked, _, customers in
            try customers.forget(booked.customer, at: TestSalon.morning)
        },
        Change(testDescription: "another opted out", leaves: true) { booked, _, customers in
            try customers.setOptedOut(true, customer: booked.other, at: TestSalon.morning)
        },
        Change(testDescription: "nobody sent it until the visit began", leaves: false, at: BookedSalon.nine),
    ]

    @Test("A planned reminder leaves only while it is true and wanted", arguments: changes)
    func reminder(_ change: Change) async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            try Self.turn(booked, server, outgoing: [Self.reminder(booked)])
            try booked.inside(server) { (store) throws in try change.make(booked, store, CustomerRows(server)) }
            let claimed = try Self.claim(booked, server, at: change.at)
            #expect(claimed.count == (change.leaves ? 1 : 0))
            let states = try database.administrator().words("SELECT state FROM outbox")
            #expect(states == [change.leaves ? "sending" : "cancelled"])
            try server.asTenant(booked.salon.tenant) { () throws in
                #expect(try OutboxStore(server).dueAccounts(now: change.at).isEmpty, "it is not looked for again")
            }
        }
    }

    @Test("A reminder of one start is planned once, of another start anew")
    func once() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            let later = BookedSalon.nine.adding(minutes: 60)
            try Self.turn(
                booked, server,
                outgoing: [Self.reminder(booked), Self.reminder(booked), Self.reminder(booked, of: later)])
            _ = try server.accept(.messages([booked.salon.message("more", from: "ira", at: 5)]))
            try Self.turn(booked, server, outgoing: [Self.reminder(booked)])
            #expect(try database.administrator().number("SELECT count(*) FROM outbox") == 2)
            try booked.inside(server) { (store) throws in #expect(try booked.move(store, at: 60) == .moved) }
            #expect(try Self.claim(booked, server).count == 1)
            #expect(try database.administrator().words("SELECT state FROM outbox ORDER BY booking_starts_at") == ["cancelled", "sending"])
        }
    }

    private static func notice(_ phone: String?, _ text: String = "Клиент ждёт") -> StaffNotice {
        StaffNotice(recipient: .owner, phone: phone, text: text, language: "ru")
    }

    @Test("A notice goes to its own number, is listed with how far it came, and waits to be read without one")
    func notices() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            var master = Self.notice(nil, "Аня, перезвоните")
            master.recipient = .master(booked.catalogue.masters[0].id)
            try Self.turn(booked, server, notices: [Self.notice("77000000099"), master])
            let claimed = try Self.claim(booked, server)
            #expect(claimed.map(\.content) == [.notice(NoticeMessage(text: "Клиент ждёт", language: "ru"))])
            #expect(claimed.map(\.recipientPhone) == ["77000000099"] && claimed[0].recipientUserID == nil)
            #expect(claimed[0].lastInboundAt == nil, "the owner never wrote to this number")
            try server.asTenant(booked.salon.tenant) { () throws in
                try OutboxStore(server).settle(
                    [SendResult(id: claimed[0].id, end: .refused(code: 131_026, reason: "not on the channel"))],
                    now: Self.due)
                let lines = try StaffNotices.recent(on: server)
                #expect(lines.map(\.words) == ["Аня, перезвоните", "Клиент ждёт"])
                #expect(lines.map(\.delivery) == [nil, "failed"] && lines.map(\.recipient) == ["master", "owner"])
                #expect(lines[0].master?.text(in: "ru") == "Аня" && lines[1].master == nil)
                #expect(lines[1].phone == "77000000099" && lines[1].failure == "not on the channel")
                #expect(lines[0].customerPhone == "77000000001" && lines[0].customerName == "Ира")
                #expect(try StaffNotices.recent(limit: 1, on: server).count == 1)
            }
        }
    }

    @Test("A notice that waits holds up no answer, and an answer no notice; the window is the recipient's own")
    func apart() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            let answer = OutboundMessage(
                content: .template(TemplateMessage(name: "a", language: "ru", parameters: [])), dueAt: TestSalon.morning)
            // The owner is the other customer here: they wrote to the salon this morning.
            try server.asTenant(booked.salon.tenant) { () throws in
                let claim = try WorkQueue(server).claim(limit: 9, now: TestSalon.morning)
                try TurnStore(server).write(
                    claim.conversations.map { conversation in
                        var written = conversation.answered(at: TestSalon.morning)
                        written.turns[0].outgoing = conversation.customer == booked.customer ? [answer] : []
                        if conversation.customer == booked.customer {
                            written.turns[0].notices = [Self.notice("77000000002"), Self.notice("77000000003")]
                        }
                        return written
                    }, now: TestSalon.morning)
            }
            let claimed = try Self.claim(booked, server)
            #expect(claimed.map(\.recipientPhone) == ["77000000001", "77000000002", "77000000003"])
            #expect(claimed.map(\.lastInboundAt) == [TestSalon.morning, TestSalon.morning, nil])
        }
    }
}

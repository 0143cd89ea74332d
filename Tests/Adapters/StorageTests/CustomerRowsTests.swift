import Booking
import CivilTime
import Conversations
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

@Suite("Customers in the database")
struct CustomerRowsTests {
    private static let values = [
        RememberedValue(slot: "аллергия", value: .text("нет")), RememberedValue(slot: "age", value: .number(30)),
    ]

    @Test("What is remembered comes back by slot, a later value in place of an earlier one")
    func profile() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            try server.asTenant(booked.salon.tenant) { () throws in
                let store = CustomerRows(server)
                try store.remember(Self.values, of: booked.customer, at: TestSalon.morning)
                try store.remember(
                    [RememberedValue(slot: "age", value: .number(31))], of: booked.customer, at: TestSalon.morning)
                try store.remember([], of: booked.customer, at: TestSalon.morning)
                let profile = try store.profile(of: booked.customer)
                #expect(profile.map(\.slot) == ["age", "аллергия"])
                #expect(profile.map(\.value) == [.number(31), .text("нет")])
                #expect(try store.profile(of: booked.other).isEmpty)
            }
            let owner = try database.administrator()
            try owner.runScript(trusted: "UPDATE customer_profile SET value = 'no value' WHERE slot = 'age'")
            try server.asTenant(booked.salon.tenant) { () throws in
                #expect(try CustomerRows(server).profile(of: booked.customer).map(\.slot) == ["аллергия"])
            }
        }
    }

    @Test("Reminders are wanted until they are paused or the customer opts out, and again when they opt in")
    func standing() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            try server.asTenant(booked.salon.tenant) { () throws in
                let store = CustomerRows(server)
                let customer = booked.customer
                #expect(try store.wantsReminders(customer))
                try store.pauseReminders(of: customer, at: TestSalon.morning)
                #expect(try !store.wantsReminders(customer))
                try store.setOptedOut(false, customer: customer, at: TestSalon.morning)
                #expect(try store.wantsReminders(customer))
                try store.setOptedOut(true, customer: customer, at: TestSalon.morning)
                #expect(try !store.wantsReminders(customer))
                #expect(try store.wantsReminders(booked.other))
                #expect(throws: StorageError.missing(what: "customer", id: "404")) {
                    try store.pauseReminders(of: CustomerID(404), at: TestSalon.morning)
                }
            }
        }
    }

    @Test("Forgetting leaves nothing that the person said, and everything that their bookings need")
    func forget() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            let tenant = booked.salon.tenant
            _ = try server.accept(.messages([booked.salon.message("secret", from: "ira", .text("у меня аллергия"))]))
            try server.asTenant(tenant) { () throws in
                let claim = try WorkQueue(server).claim(limit: 4, now: TestSalon.morning)
                try TurnStore(server).write(
                    claim.conversations.map { conversation in
                        var written = conversation.answered("Секрет", at: TestSalon.morning)
                        written.turns[0].notices = [
                            StaffNotice(recipient: .owner, phone: nil, text: "Ира ждёт", language: "ru")
                        ]
                        written.turns[0].outgoing.append(
                            OutboundMessage(
                                content: .template(TemplateMessage(name: "r", language: "ru", parameters: ["Ира"])),
                                dueAt: BookedSalon.nine,
                                reminder: ReminderSubject(booking: booked.booking.id, start: BookedSalon.nine)))
                        if conversation.customer != booked.customer {
                            written.turns[0].outgoing.removeLast()
                        }
                        return written
                    }, now: TestSalon.morning)
                let account = booked.salon.account
                let store = OutboxStore(server)
                let sent = try store.claim(account: account, limit: 9, claimant: "p", now: TestSalon.morning)
                try store.settle(
                    sent.map { SendResult(id: $0.id, end: .accepted(providerID: "w\($0.id.number)")) },
                    now: TestSalon.morning)
                let customers = CustomerRows(server)
                try customers.remember(Self.values, of: booked.customer, at: TestSalon.morning)
                try BookingRows(server, location: booked.salon.location).wantReminder(
                    booked.booking.id, of: booked.customer)
                _ = try BookingRows(server, location: booked.salon.location).joinWaitlist(
                    WaitlistWish(
                        customer: booked.customer, service: booked.catalogue.services[0].id, master: nil, dates: nil,
                        times: nil, origin: "x", at: TestSalon.morning))
            }
            try server.asTenant(tenant) { try CustomerRows(server).forget(booked.customer, at: TestSalon.morning) }

            let administrator = try database.administrator()
            let who = "customer_id = \(booked.customer.number)"
            let talk = "conversation_id IN (SELECT id FROM conversation WHERE \(who))"
            let nothing = [
                "customer WHERE id = \(booked.customer.number) AND name IS NOT NULL",
                "customer_profile WHERE \(who)", "waitlist_entry WHERE \(who)", "booking WHERE \(who) AND wants_reminder",
                "inbox WHERE sender_user_id = 'ira' AND (words <> '' OR raw <> '' OR sender_name IS NOT NULL)",
                "turn WHERE \(talk) AND (event <> '' OR answers <> '' OR erased_at IS NULL)",
                "outbox WHERE \(talk) AND body <> '' AND state NOT IN ('pending', 'sending')",
                "outbox WHERE \(talk) AND state = 'pending' AND booking_id IS NOT NULL",
                "staff_notice WHERE \(talk) AND words IS NOT NULL",
                "conversation WHERE \(who) AND state IS NOT NULL",
            ]
            for rest in nothing { #expect(try administrator.number("SELECT count(*) FROM \(rest)") == 0, "\(rest)") }
            let kept = [
                "booking WHERE \(who) AND status = 'confirmed'": 1, "customer_identity WHERE \(who)": 2,
                "turn WHERE \(talk)": 2, "inbox WHERE sender_user_id = 'zoya' AND words <> '' AND raw <> ''": 1,
                "turn WHERE event <> '' AND erased_at IS NULL": 1, "staff_notice WHERE words IS NOT NULL": 1,
                "outbox WHERE state = 'sent' AND body <> ''": 1,
            ]
            for (rest, count) in kept { #expect(try administrator.number("SELECT count(*) FROM \(rest)") == count, "\(rest)") }
        }
    }

    @Test("A journal can be emptied once, and in no other way")
    func erasure() async throws {
        let database = try await StorageDatabase.withTwoSalons()
        let refused = try await onThread {
            let owner = try database.administrator()
            return [
                "UPDATE turn SET event = 'other'", "UPDATE turn SET event = ''", "UPDATE turn SET erased_at = now()",
                "UPDATE turn SET event = '', answers = '', erased_at = now(), number = 9", "DELETE FROM turn",
            ].map { sql -> Bool in
                do throws(PostgresError) {
                    try owner.runScript(trusted: sql)
                    return false
                } catch { return error.state?.code == "23001" }
            }
        }
        #expect(refused == [true, true, true, true, true])
        let again = try await onThread { () -> String? in
            let owner = try database.administrator()
            try owner.runScript(trusted: "UPDATE turn SET event = '', answers = '', erased_at = now()")
            do throws(PostgresError) {
                try owner.runScript(trusted: "UPDATE turn SET event = '', answers = '', erased_at = now()")
                return nil
            } catch { return error.state?.code }
        }
        #expect(again == "23001")
    }

    @Test("When two customers turn out to be one, wishes and remembered values follow, each once")
    func merge() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            let catalogue = try salon.catalogue(server)
            _ = try server.accept(
                .messages([
                    salon.message("1", from: "ira"),
                    InboundMessage(
                        account: salon.externalAccount, providerID: "2",
                        sender: Sender(userID: nil, phone: "77000000001", name: "Ира"), sentAt: TestSalon.morning,
                        content: .text("я"), raw: [1]),
                ]))
            try server.asTenant(salon.tenant) { () throws in
                let claim = try WorkQueue(server).claim(limit: 4, now: TestSalon.morning)
                let rows = CustomerRows(server)
                for (place, conversation) in claim.conversations.enumerated() {
                    let customer = conversation.customer
                    try rows.remember(
                        [
                            RememberedValue(slot: "both", value: .number(place)),
                            RememberedValue(slot: "only \(place)", value: .number(place)),
                        ], of: customer, at: TestSalon.morning)
                    for master in [nil, catalogue.masters[place].id] {
                        _ = try BookingRows(server, location: salon.location).joinWaitlist(
                            WaitlistWish(
                                customer: customer, service: catalogue.services[0].id, master: master, dates: nil,
                                times: nil, origin: "\(place)", at: TestSalon.morning))
                    }
                }
                try TurnStore(server).write(
                    claim.conversations.map { $0.answered(at: TestSalon.morning) }, now: TestSalon.morning)
            }
            _ = try server.accept(.messages([salon.message("3", from: "ira", phone: "77000000001")]))
            try server.asTenant(salon.tenant) { () throws in
                let claim = try WorkQueue(server).claim(limit: 4, now: TestSalon.morning)
                let survivor = try #require(claim.conversations.first?.customer)
                let profile = try CustomerRows(server).profile(of: survivor)
                #expect(profile.map(\.slot) == ["both", "only 0", "only 1"] && profile[0].value == .number(0))
            }
        }
    }
}

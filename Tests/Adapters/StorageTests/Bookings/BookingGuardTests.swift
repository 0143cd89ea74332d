import Booking
import CivilTime
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

/// What the database itself refuses: every statement here is typed by hand, as the role that serves.
@Suite("What no statement can do to bookings")
struct BookingGuardTests {
    private static let insert = """
        INSERT INTO booking
            (number, origin, location_id, customer_id, master_id, service_id, status, starts_at, ends_at, wall_date,
             wall_time, zone, occupied_from, occupied_to, service_name, duration_minutes, buffer_before_minutes,
             buffer_after_minutes, price_minor, currency, created_at, expires_at, capacity, seat)
        SELECT '{number}', '{number}', location.id, (SELECT min(id) FROM customer), {master}, service.id, '{status}',
            timestamptz '{start}', timestamptz '{start}' + interval '60 min', '2026-03-12', '11:00', 'Asia/Almaty',
            timestamptz '{start}', timestamptz '{start}' + interval '60 min', service.name, 60, 0, 0, 1, 'KZT',
            '2026-03-10 06:00Z', CASE '{status}' WHEN 'hold' THEN timestamptz '2026-03-10 06:10Z' END, {capacity}, {seat}
        FROM location, service WHERE service.slug = '{service}'
        """

    private static func insert(
        _ number: String, _ salon: BusySalon, service: String = "manicure", master: Int = 0, status: String = "confirmed",
        start: String = "2026-03-12 06:00Z", capacity: Int = 1, seat: Int = 1
    ) -> String {
        insert.replacing("{number}", with: number).replacing("{service}", with: service)
            .replacing("{master}", with: "\(salon.masters[master].number)").replacing("{status}", with: status)
            .replacing("{start}", with: start).replacing("{capacity}", with: "\(capacity)")
            .replacing("{seat}", with: "\(seat)")
    }

    /// The SQLSTATE and the constraint by which it was refused; nil when it went through.
    private static func refusal(_ sql: String, _ tenant: TenantID, on server: Connection) throws -> String? {
        do {
            try server.asTenant(tenant) { _ = try server.execute(Statement(name: sql, trusted: sql)) }
            return nil
        } catch let error as PostgresError {
            return "\(error.state?.code ?? "?") \(error.constraint ?? "")"
        }
    }

    struct Attempt: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// After these went through.
        var before: [@Sendable (BusySalon) -> String] = []
        var sql: @Sendable (BusySalon) -> String
        var refusal: String?
    }

    private static let cause = """
        revision = revision + 1, changed_by = 'salon', change_origin = 'by hand', changed_at = '2026-03-10 07:00Z'
        """

    static let attempts = [
        Attempt(
            testDescription: "an overlap", before: [{ insert("1", $0) }],
            sql: { insert("2", $0, start: "2026-03-12 06:30Z") }, refusal: "23P01 booking_master_is_free"),
        Attempt(
            testDescription: "the same service at the same time, which has one seat", before: [{ insert("1", $0) }],
            sql: { insert("2", $0) }, refusal: "23505 booking_seat_is_free"),
        Attempt(
            testDescription: "the same time with a capacity and a seat made up", before: [{ insert("1", $0) }],
            sql: { insert("2", $0, capacity: 9, seat: 2) }, refusal: "23505 booking_seat_is_free"),
        Attempt(
            testDescription: "a hold in a booking's time", before: [{ insert("1", $0) }],
            sql: { insert("2", $0, status: "hold", start: "2026-03-12 05:30Z") }, refusal: "23P01 booking_master_is_free"),
        Attempt(
            testDescription: "the last seat of a group",
            before: [1, 2].map { number in { insert("\(number)", $0, service: "yoga") } },
            sql: { insert("9", $0, service: "yoga", seat: 1) }, refusal: nil),
        Attempt(
            testDescription: "one seat more than a group has",
            before: [1, 2, 3].map { number in { insert("\(number)", $0, service: "yoga") } },
            sql: { insert("9", $0, service: "yoga", capacity: 10, seat: 7) }, refusal: "23505 booking_seat_is_free"),
        Attempt(
            testDescription: "a group that begins a little later", before: [{ insert("1", $0, service: "yoga") }],
            sql: { insert("2", $0, service: "yoga", start: "2026-03-12 06:30Z") }, refusal: "23P01 booking_master_is_free"),
        Attempt(
            testDescription: "a group that begins a second later", before: [{ insert("1", $0, service: "yoga") }],
            sql: { insert("2", $0, service: "yoga", start: "2026-03-12 06:00:01Z") },
            refusal: "23514 booking_group_starts_on_a_minute"),
        Attempt(
            testDescription: "a third solarium of two",
            before: [{ insert("1", $0, service: "tanning") }, { insert("2", $0, service: "tanning", master: 1) }],
            sql: { insert("3", $0, service: "tanning", master: 2, start: "2026-03-12 06:30Z") },
            refusal: "23P01 booking_resource_is_free"),
        Attempt(
            testDescription: "a booking of another salon",
            sql: { insert("1", $0).replacing("INSERT INTO booking\n    (", with: "INSERT INTO booking\n    (tenant_id, ")
                .replacing("SELECT '1', '1'", with: "SELECT \($0.tenant.number + 1), '1', '1'") }, refusal: "42501 "),
        Attempt(
            testDescription: "a booking that begins as completed", sql: { insert("1", $0, status: "completed") },
            refusal: "23001 booking_moves_are_legal"),
        Attempt(
            testDescription: "a booking whose range does not cover it", before: [{ insert("1", $0) }],
            sql: { _ in "UPDATE booking SET starts_at = starts_at + interval '1 hour', \(cause)" },
            refusal: "23514 booking_ends_by_its_length"),
        Attempt(
            testDescription: "a change without a cause", before: [{ insert("1", $0) }],
            sql: { _ in "UPDATE booking SET status = 'no_show'" }, refusal: "23001 booking_changes_name_their_cause"),
        Attempt(
            testDescription: "a change that is none", before: [{ insert("1", $0) }],
            sql: { _ in "UPDATE booking SET \(cause)" }, refusal: "23001 booking_moves_are_legal"),
        Attempt(
            testDescription: "a status and a time in one change", before: [{ insert("1", $0) }],
            sql: { _ in
                """
                UPDATE booking SET status = 'in_progress', starts_at = starts_at + interval '1 hour',
                    ends_at = ends_at + interval '1 hour', occupied_from = occupied_from + interval '1 hour',
                    occupied_to = occupied_to + interval '1 hour', \(cause)
                """
            }, refusal: "23001 booking_moves_are_legal"),
        Attempt(
            testDescription: "a cancellation by nobody", before: [{ insert("1", $0) }],
            sql: { _ in "UPDATE booking SET status = 'cancelled', \(cause)" },
            refusal: "23514 booking_cancelled_says_by_whom"),
        Attempt(
            testDescription: "another price", before: [{ insert("1", $0) }],
            sql: { _ in "UPDATE booking SET price_minor = 0" }, refusal: "42501 "),
        Attempt(
            testDescription: "another seat", before: [{ insert("1", $0, service: "yoga") }],
            sql: { _ in "UPDATE booking SET seat = 9" }, refusal: "42501 "),
        Attempt(
            testDescription: "a booking removed", before: [{ insert("1", $0) }], sql: { _ in "DELETE FROM booking" },
            refusal: "42501 "),
        Attempt(
            testDescription: "an event made up", before: [{ insert("1", $0) }],
            sql: { _ in
                """
                INSERT INTO booking_event
                SELECT tenant_id, booking_id, 2, kind, actor, origin, happened_at, to_status, to_status, master_id, starts_at
                FROM booking_event
                """
            }, refusal: "42501 "),
        Attempt(
            testDescription: "a unit let go while its booking stands", before: [{ insert("1", $0, service: "tanning") }],
            sql: { _ in "DELETE FROM booking_resource" }, refusal: "42501 "),
    ]

    @Test("Refused, or let through where it is right", arguments: attempts)
    func refused(_ attempt: Attempt) async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try BusySalon.create(masters: 3, on: server)
            for sql in attempt.before { #expect(try Self.refusal(sql(salon), salon.tenant, on: server) == nil) }
            #expect(try Self.refusal(attempt.sql(salon), salon.tenant, on: server) == attempt.refusal)
            #expect(try BookingLaws.broken(database.administrator()) == [])
        }
    }

    /// Every pair of statuses, tried by hand on a booking that is put into the first one past all triggers.
    @Test("The statuses that may follow are those of the domain's table, and no others")
    func pairs() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try BusySalon.create(on: server)
            let administrator = try database.administrator()
            #expect(try Self.refusal(Self.insert("1", salon), salon.tenant, on: server) == nil)
            for from in CustomerBooking.Status.allCases {
                for to in CustomerBooking.Status.allCases where to != from {
                    try administrator.runScript(
                        trusted: """
                            ALTER TABLE booking DISABLE TRIGGER USER;
                            UPDATE booking SET \(Self.columns(of: from));
                            ALTER TABLE booking ENABLE TRIGGER USER
                            """)
                    // An event of that revision may be there from the pair before.
                    let sql = "UPDATE booking SET \(Self.columns(of: to)), \(Self.cause)"
                    let refusal = try Self.refusal(sql, salon.tenant, on: server)
                    #expect(
                        refusal == (from.next.contains(to) ? nil : "23001 booking_moves_are_legal"),
                        "\(from.rawValue) → \(to.rawValue)")
                }
            }
            for (place, status) in CustomerBooking.Status.allCases.enumerated() {
                let sql = Self.insert(
                    "in \(status.rawValue)", salon, status: status.rawValue, start: "2026-04-\(10 + place) 06:00Z")
                let refusal = try Self.refusal(sql, salon.tenant, on: server)
                #expect((refusal == nil) == CustomerBooking.Status.first.contains(status), "\(status.rawValue): \(refusal ?? "")")
            }
        }
    }

    private static func columns(of status: CustomerBooking.Status) -> String {
        let cancelled = status == .cancelled
        return """
            status = '\(status.rawValue)', expires_at = \(status == .hold ? "'2026-03-10 06:10Z'" : "NULL"),
            cancelled_by = \(cancelled ? "'salon'" : "NULL"), cancelled_late = \(cancelled ? "true" : "NULL")
            """
    }

    @Test("What was agreed is not changed by the owner either")
    func agreed() async throws {
        let database = try await StorageDatabase.withTwoSalons()
        try await onThread {
            let owner = try Connection(database.ownerAddress)
            for change in ["price_minor = 0", "duration_minutes = 5", "service_name = '{\"en\": \"Other\"}'", "number = '7'"] {
                #expect(
                    try Self.refusal("UPDATE booking SET \(change)", TenantID(1), on: owner) == "23001 booking_stays_as_agreed")
            }
            for sql in ["UPDATE booking_event SET actor = 'salon'", "DELETE FROM booking_event"] {
                #expect(try Self.refusal(sql, TenantID(1), on: owner) == "23001 ")
            }
        }
    }

    @Test("Units that stand in the way of one another are dealt anew: each instant has room, so the booking fits")
    func dealtAnew() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try BusySalon.create(masters: 4, on: server)
            func book(_ number: String, master: Int, _ time: String) throws {
                let sql = Self.insert(number, salon, service: "tanning", master: master, start: "2026-03-12 \(time)Z")
                #expect(try Self.refusal(sql, salon.tenant, on: server) == nil, "\(number)")
            }
            let units = """
                SELECT booking.number || ' on ' || unit
                FROM booking_resource JOIN booking ON booking.id = booking_id
                ORDER BY 1
                """
            try book("first", master: 0, "06:00")
            try book("second", master: 1, "06:00")
            let gone = "UPDATE booking SET status = 'no_show', \(Self.cause) WHERE number = 'first'"
            #expect(try Self.refusal(gone, salon.tenant, on: server) == nil)
            try book("before", master: 2, "05:00")
            #expect(try database.administrator().words(units) == ["before on 1", "second on 2"])
            try book("across", master: 3, "05:30")
            #expect(try database.administrator().words(units) == ["across on 2", "before on 1", "second on 1"])
            #expect(try BookingLaws.broken(database.administrator()) == [])
        }
    }
}

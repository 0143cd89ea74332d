import CivilTime
import Conversations
import Postgres
import Testing
import Workers

@Suite("The poller and the clock of bookings")
struct BookingClockTests {
    private static let minute: Int64 = 60_000

    @Test("A visit begins and ends by itself, with an event each; a look when nothing is due changes nothing")
    func visit() async throws {
        try await Workshop.run { shop in
            try await shop.talk("хочу на маникюр завтра в 3 к Анне")
            try await shop.talk("да")
            let events = "SELECT kind || ' ' || actor FROM booking_event ORDER BY revision"
            func status() async throws -> [String] { try await shop.words("SELECT status FROM booking") }
            #expect(try await status() == ["confirmed"])
            // It is nine now, and the visit is tomorrow at three.
            shop.clock.advance(milliseconds: (30 * 60 - 1) * Self.minute)
            try await shop.poller().look()
            #expect(try await status() == ["confirmed"])
            shop.clock.advance(milliseconds: Self.minute)
            try await shop.poller().look()
            try await shop.poller().look()
            #expect(try await status() == ["in_progress"])
            shop.clock.advance(milliseconds: 24 * 60 * Self.minute)
            try await shop.poller().look()
            #expect(try await status() == ["completed"])
            #expect(try await shop.words(events) == ["booked customer", "started system", "completed system"])
        }
    }

    @Test("A program that slept through visit and end makes up for both at once")
    func late() async throws {
        try await Workshop.run { shop in
            try await shop.talk("хочу на маникюр завтра в 3 к Анне")
            try await shop.talk("да")
            shop.clock.advance(milliseconds: 5 * 24 * 60 * Self.minute)
            try await shop.poller().look()
            #expect(try await shop.words("SELECT status FROM booking") == ["completed"])
            // The customer cannot call off any more what is over.
            try await shop.talk("отмените запись")
            #expect(try await shop.words("SELECT status FROM booking") == ["completed"])
        }
    }

    @Test("A salon whose bookings cannot be changed does not keep the next one's from their clock")
    func otherSalon() async throws {
        try await Workshop.run { shop in
            try await shop.talk("хочу на маникюр завтра в 3 к Анне")
            try await shop.talk("да")
            let tenant = try #require(try await shop.words("SELECT tenant_id::text FROM booking").first)
            try await shop.damage(Self.otherSalon(damaged: tenant))
            shop.clock.advance(milliseconds: 30 * 60 * Self.minute)
            try await shop.poller().look()
            let statuses = "SELECT status FROM booking ORDER BY tenant_id"
            #expect(try await shop.words(statuses) == ["confirmed", "in_progress"])
        }
    }

    /// A copy of the salon with the same visit, which is looked at after it; and a fault in the first one's bookings.
    private static func otherSalon(damaged tenant: String) -> String {
        """
        SELECT set_config('app.tenant_id', '900', false);
        INSERT INTO tenant SELECT 900, name, created_at FROM tenant;
        INSERT INTO location (slug, name, address, zone, granularity_minutes, minimum_notice_minutes, horizon_days)
            SELECT slug, name, address, zone, granularity_minutes, minimum_notice_minutes, horizon_days
            FROM location WHERE tenant_id = \(tenant);
        INSERT INTO service (slug, name, duration_minutes, buffer_after_minutes, price_minor, currency)
            SELECT slug, name, duration_minutes, buffer_after_minutes, price_minor, currency
            FROM service WHERE tenant_id = \(tenant) AND id = (SELECT service_id FROM booking);
        INSERT INTO master (slug, name) SELECT slug, name FROM master WHERE tenant_id = \(tenant) LIMIT 1;
        INSERT INTO customer (name, created_at) VALUES ('Ира', '2026-03-01 06:00Z');
        INSERT INTO booking
            (number, origin, location_id, customer_id, master_id, service_id, status, starts_at, ends_at, wall_date, wall_time,
             zone, occupied_from, occupied_to, service_name, duration_minutes, buffer_before_minutes, buffer_after_minutes,
             price_minor, currency, created_at)
            SELECT booking.number, booking.origin, location.id, customer.id, master.id, service.id, 'confirmed', starts_at,
                ends_at, wall_date, wall_time, booking.zone, occupied_from, occupied_to, service_name,
                booking.duration_minutes, booking.buffer_before_minutes, booking.buffer_after_minutes, booking.price_minor,
                booking.currency, booking.created_at
            FROM booking, location, service, master, customer
            WHERE booking.tenant_id = \(tenant) AND location.tenant_id = 900 AND service.tenant_id = 900
                AND master.tenant_id = 900 AND customer.tenant_id = 900;
        CREATE FUNCTION damaged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the row is damaged'; END $$;
        CREATE TRIGGER damaged BEFORE UPDATE ON booking
            FOR EACH ROW WHEN (OLD.tenant_id = \(tenant)) EXECUTE FUNCTION damaged();
        """
    }
}

internal import Booking
internal import CivilTime
internal import FlowMachine
internal import Foundation
internal import Postgres
internal import PrivateCluster
internal import Salon
internal import Storage
internal import TimeZones

/// The first salon of an installation with ten masters who work every day from nine to seven, and one service of half an hour.
struct BookedSalon: Sendable {
    let tenant: TenantID
    let location: LocationID
    let customer: CustomerID
    let catalogue: SalonCatalogue
    let service: Service
    let now: Instant
    let today: CivilDate

    init(_ installation: BenchmarkInstallation) throws {
        let administrator = try Connection(installation.cluster.bootstrapAddress)
        try administrator.runScript(trusted: Self.script, name: "ten masters")
        let row = try administrator.execute(
            Statement("benchmark.salon", "SELECT location.tenant_id, location.id, min(customer.id) FROM location JOIN customer USING (tenant_id) GROUP BY 1, 2"))[0]
        tenant = TenantID(try row.int64(0))
        location = LocationID(try row.int64(1))
        customer = CustomerID(try row.int64(2))
        let server = try Connection(installation.cluster.serverAddress)
        let (tenant, location) = (tenant, location)
        catalogue = try server.asTenant(tenant) {
            try SalonCatalogueStore(server).load(location) { try TimeZoneDatabase().zone(named: $0) }
        }
        guard let service = catalogue.services.first, catalogue.masters.count == 10 else {
            throw BenchmarkFault("\(catalogue.masters.count) masters")
        }
        self.service = service
        now = BenchmarkInstallation.now
        today = catalogue.zone.civil(at: now).date
    }

    /// The half hour with this number, from 0: masters first, then times, then days.
    func booking(place: Int, from first: CivilDate, origin: String) -> NewBooking {
        let date = first.adding(days: place / 200)
        let moment = CivilMoment(date: date, time: ClockTime(minutes: 540 + place / 10 % 20 * 30) ?? .midnight)
        return NewBooking(
            customer: CustomerID(customer.number + Int64(place % 1000)), service: service, master: catalogue.masters[place % 10].id, start: catalogue.zone.instant(of: moment),
            wall: moment, zone: catalogue.zone.name, origin: origin, bookedAt: now)
    }

    private static let script = """
        SELECT set_config('app.tenant_id', (SELECT min(tenant_id)::text FROM tenant), false);
        UPDATE location SET horizon_days = 400, minimum_notice_minutes = 0, granularity_minutes = 30;
        DELETE FROM location_service WHERE position > 0;
        UPDATE service SET duration_minutes = 30, buffer_before_minutes = 0, buffer_after_minutes = 0;
        DELETE FROM working_hours;
        DELETE FROM time_off;
        DELETE FROM closure;
        DELETE FROM master_service;
        DELETE FROM master_location;
        UPDATE master SET is_active = false;
        INSERT INTO master (tenant_id, slug, name)
            SELECT tenant.tenant_id, 'busy-' || place, jsonb_build_object('ru', 'Мастер ' || place, 'en', 'Master ' || place)
            FROM tenant, generate_series(0, 9) AS place;
        INSERT INTO master_location (tenant_id, master_id, location_id, position)
            SELECT tenant_id, master.id, location.id, master.id FROM master JOIN location USING (tenant_id) WHERE master.slug LIKE 'busy-%';
        INSERT INTO master_service (tenant_id, master_id, service_id)
            SELECT tenant_id, master.id, service.id FROM master JOIN service USING (tenant_id) WHERE master.slug LIKE 'busy-%';
        INSERT INTO working_hours (tenant_id, master_id, location_id, weekday, from_minute, to_minute)
            SELECT tenant_id, master_id, location_id, weekday, 540, 1140
            FROM master_location, generate_series(0, 6) AS weekday;
        INSERT INTO customer (tenant_id, name, phone, created_at)
            SELECT tenant_id, 'Анна ' || place, 77050000000 + place, now() FROM tenant, generate_series(1, 1000) AS place;
        -- pgbench's one statement needs the tenant of its session: triggers write as the owner.
        DO $$ BEGIN
            EXECUTE format('ALTER ROLE %I SET app.tenant_id = %L', current_user, current_setting('app.tenant_id'));
        END $$;
        CREATE TABLE benchmark_booking (LIKE booking INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING IDENTITY);
        ALTER TABLE benchmark_booking
            ADD EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, occupied WITH &&)
                WHERE (status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed'));
        """

    /// A pgbench script that inserts one booking at a time of chance, by one statement.
    ///
    /// - Parameter asServer: in a transaction that says whose it is first, as row-level security asks of the server's role.
    func insert(into table: String, year: Int, days: Int, asServer: Bool = false) -> String {
        let isCopy = table != "booking"
        // What the table itself fills in where it is the real one.
        let filled = isCopy ? ", revision, change_origin, changed_at" : ""
        let values = isCopy ? ", 1, 'o' || :unique, now()" : ""
        let start = "(timestamptz '\(year)-01-01 04:00Z' + make_interval(days => :place / 200, mins => :place / 10 % 20 * 30))"
        return """
            \\set place random(0, \(days * 200 - 1))
            \\set unique random(1, 9000000000000000000)
            \(asServer ? "BEGIN;\nSELECT set_config('app.tenant_id', '\(tenant.number)', true);" : "")
            INSERT INTO \(table) (tenant_id, number, origin, location_id, customer_id, master_id, service_id, status, starts_at, ends_at, \
            wall_date, wall_time, zone, occupied_from, occupied_to, service_name, duration_minutes, buffer_before_minutes, \
            buffer_after_minutes, price_minor, currency, created_at\(filled)) VALUES (\(tenant.number), 'n' || :unique, 'o' || :unique, \
            \(location.number), \(customer.number) + :place % 1000, \(catalogue.masters[0].id.number) + :place % 10, \(service.id.number), 'confirmed', \
            \(start), \(start) + interval '30 min', '\(year)-01-01', '09:00', 'Asia/Almaty', \(start), \(start) + interval '30 min', \
            '{"ru": "Маникюр"}', 30, 0, 0, 800000, 'KZT', now()\(values)) ON CONFLICT DO NOTHING;
            \(asServer ? "COMMIT;" : "")
            """ + "\n"
    }

    /// Every day's half hours from nine to two of every master, from tomorrow on.
    ///
    /// The first days go by themselves: from then on PostgreSQL has statistics to plan by, as in every salon that is open for
    /// longer than some minutes.
    func yearOfBookings(_ days: Int) -> String { bookings(1...20) + bookings(21...days) }

    private func bookings(_ days: ClosedRange<Int>) -> String {
        """
        INSERT INTO booking (tenant_id, number, origin, location_id, customer_id, master_id, service_id, status, starts_at, ends_at,
            wall_date, wall_time, zone, occupied_from, occupied_to, service_name, duration_minutes, buffer_before_minutes,
            buffer_after_minutes, price_minor, currency, created_at)
        SELECT \(tenant.number), 'y' || master.id || '/' || day || '/' || half, 'y' || master.id || '/' || day || '/' || half,
            \(location.number), \(customer.number) + (day * 10 + half) % 1000, master.id, \(service.id.number), 'confirmed', start, start + interval '30 min',
            (start AT TIME ZONE '\(catalogue.zone.name)')::date, (start AT TIME ZONE '\(catalogue.zone.name)')::time,
            '\(catalogue.zone.name)', start, start + interval '30 min', '{"ru": "Маникюр"}', 30, 0, 0, 800000, 'KZT', now()
        FROM master, generate_series(\(days.lowerBound), \(days.upperBound)) AS day, generate_series(0, 9) AS half,
            LATERAL (SELECT ((date '\(today.iso)' + day::int) + time '09:00' + half * interval '30 min')
                AT TIME ZONE '\(catalogue.zone.name)' AS start) AS at
        WHERE master.slug LIKE 'busy-%'
        ON CONFLICT DO NOTHING;
        ANALYZE;

        """
    }

    /// How PostgreSQL reads two weeks of the masters' bookings, as the server's role in the salon's transaction.
    func plan(of statement: Statement, on server: Connection) throws -> [String] {
        let from = "timestamptz '\(today.adding(days: 100).iso) 00:00Z'"
        let masters = catalogue.masters.map { "\($0.id.number)" }.joined(separator: ",")
        var text = statement.sql
        let values = [
            "ARRAY[\(masters)]::bigint[]", from, "\(from) + interval '5 days'", "now()", "\(customer.number)::bigint", "NULL::bigint",
            "ARRAY[]::bigint[]",
        ]
        for (place, value) in values.enumerated().reversed() { text = text.replacingOccurrences(of: "$\(place + 1)", with: value) }
        return try server.asTenant(tenant) {
            try server.execute(Statement(name: "benchmark.plan", trusted: "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + text))
                .map { try $0.text(0) }
        }
    }
}

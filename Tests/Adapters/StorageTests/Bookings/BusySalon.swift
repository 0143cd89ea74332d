import Booking
import CivilTime
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage

/// A salon where it is hard to keep order: a service for one, a group of three, and one that needs a solarium, of which there
/// are two for all masters. Every master does everything, from nine to six.
struct BusySalon: Sendable {
    static let now = TestSalon.morning
    /// Tomorrow at nine.
    static let nine = now.adding(minutes: 24 * 60)

    var tenant: TenantID
    var location: LocationID
    var masters: [MasterID]
    var customers: [CustomerID]
    var manicure: Service
    var yoga: Service
    var tanning: Service
    var solarium: Resource

    static func create(masters: Int = 2, customers: Int = 4, on server: Connection) throws -> BusySalon {
        let name = LocalizedName(["ru": "Салон", "en": "Salon"])
        return try TenantDirectory.create(name: name, now: now, on: server) { tenant in
            func ids(_ sql: String) throws -> [Int64] {
                try server.execute(Statement(name: sql, trusted: sql)).map { try $0.int64(0) }
            }
            let location = try ids(
                """
                INSERT INTO location
                    (slug, name, address, zone, granularity_minutes, minimum_notice_minutes, horizon_days)
                VALUES ('main', '{"en": "Main"}', '{"en": "1 Abay St"}', 'Asia/Almaty', 30, 60, 60) RETURNING id
                """)[0]
            let services = try ids(
                """
                INSERT INTO service
                    (slug, name, duration_minutes, buffer_after_minutes, price_minor, currency, capacity)
                VALUES ('manicure', '{"en": "Manicure"}', 60, 10, 700000, 'KZT', 1),
                    ('yoga', '{"en": "Yoga"}', 90, 0, 300000, 'KZT', 3),
                    ('tanning', '{"en": "Tanning"}', 30, 0, 200000, 'KZT', 1) RETURNING id
                """)
            let resource = try ids(
                """
                INSERT INTO resource (location_id, slug, position, name, count)
                VALUES (\(location), 'solarium', 0, '{"en": "Solarium"}', 2) RETURNING id
                """)[0]
            _ = try server.execute(
                Statement(
                    name: "needs \(resource)",
                    trusted: "INSERT INTO service_resource (service_id, resource_id) VALUES (\(services[2]), \(resource))"))
            let masters = try ids(
                """
                INSERT INTO master (slug, name)
                SELECT 'master-' || number, jsonb_build_object('en', 'Master ' || number)
                FROM generate_series(1, \(masters)) AS number RETURNING id
                """)
            let customers = try ids(
                """
                INSERT INTO customer (name, created_at)
                SELECT 'Customer ' || number, '2026-03-01 06:00Z' FROM generate_series(1, \(customers)) AS number RETURNING id
                """)
            func service(_ place: Int, _ name: String, _ minutes: Int, after: Int, price: Int, capacity: Int = 1) -> Service {
                Service(
                    id: ServiceID(services[place]), name: LocalizedName(["en": name]), aliases: [], durationMinutes: minutes,
                    bufferBeforeMinutes: 0, bufferAfterMinutes: after, price: Money(minorUnits: price, currency: "KZT"),
                    capacity: capacity)
            }
            var tanning = service(2, "Tanning", 30, after: 0, price: 200_000)
            tanning.resources = [ResourceID(resource)]
            return BusySalon(
                tenant: tenant, location: LocationID(location), masters: masters.map { MasterID($0) },
                customers: customers.map { CustomerID($0) }, manicure: service(0, "Manicure", 60, after: 10, price: 700_000),
                yoga: service(1, "Yoga", 90, after: 0, price: 300_000, capacity: 3), tanning: tanning,
                solarium: Resource(
                    id: ResourceID(resource), slug: "solarium", name: LocalizedName(["en": "Solarium"]), count: 2))
        }
    }

    var services: [Service] { [manicure, yoga, tanning] }

    func catalogue() throws -> SalonCatalogue {
        guard let from = ClockTime(minutes: 540), let to = ClockTime(minutes: 1080) else { throw UnexpectedAnswer() }
        let day = [WorkingInterval(from: from, to: to)]
        return SalonCatalogue(
            revision: 1, salonName: LocalizedName(["en": "Salon"]), address: LocalizedName(["en": "1 Abay St"]),
            zone: TestSalon.almaty, services: services,
            masters: masters.map { id in
                Master(
                    id: id, name: LocalizedName(["en": "Master \(id.number)"]), aliases: [], isActive: true,
                    services: Set(services.map(\.id)),
                    hours: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, day) }))
            }, resources: [solarium], rules: BookingRules(), closures: [])
    }

    func new(
        _ service: Service, _ customer: CustomerID, master: Int = 0, at minutes: Int = 0, origin: String,
        now: Instant = BusySalon.now
    ) -> NewBooking {
        let start = Self.nine.adding(minutes: minutes)
        return NewBooking(
            customer: customer, service: service, master: masters[master], start: start,
            wall: TestSalon.almaty.civil(at: start), zone: "Asia/Almaty", origin: origin, bookedAt: now)
    }

    /// In one transaction of the salon, again after a conflict as the workers do it.
    func inside<R: Sendable>(_ pool: Pool, _ body: @escaping @Sendable (BookingRows) throws -> R) async throws -> R {
        let location = location
        let retry = Retry(attempts: 5) { failures in .milliseconds(5 << failures) }
        return try await pool.asTenant(tenant, retry: retry) { try body(BookingRows($0, location: location)) }
    }

    func inside<R>(_ server: Connection, _ body: (BookingRows) throws -> R) throws -> R {
        try server.asTenant(tenant) { try body(BookingRows(server, location: location)) }
    }
}

/// What must hold of a salon's rows, asked by an administrator and without the operators of the constraints.
enum BookingLaws {
    /// Empty when all hold.
    static func broken(_ administrator: Connection) throws -> [String] {
        try questions.compactMap { name, sql in
            let count = try administrator.number(sql)
            return count == 0 ? nil : "\(name): \(count)"
        }
    }

    private static let blocking = "('hold', 'pending', 'confirmed', 'in_progress', 'completed')"

    private static let questions = [
        (
            "overlapping pairs",
            """
            SELECT count(*)
            FROM booking AS one
                JOIN booking AS two ON two.tenant_id = one.tenant_id AND two.master_id = one.master_id AND two.id > one.id
                JOIN service ON service.tenant_id = one.tenant_id AND service.id = one.service_id
            WHERE one.status IN \(blocking) AND two.status IN \(blocking)
                AND one.occupied_from < two.occupied_to AND two.occupied_from < one.occupied_to
                AND NOT (one.service_id = two.service_id AND one.starts_at = two.starts_at AND service.capacity > 1)
            """
        ),
        (
            "groups with more than their seats",
            """
            SELECT count(*) FROM (
                SELECT booking.service_id
                FROM booking JOIN service USING (tenant_id)
                WHERE service.id = booking.service_id AND booking.status IN \(blocking)
                GROUP BY tenant_id, booking.master_id, booking.service_id, booking.starts_at, service.capacity
                HAVING count(*) > service.capacity) AS sitting
            """
        ),
        (
            "moments at which more of a resource is used than there is",
            """
            SELECT count(*) FROM (
                SELECT begun.id
                FROM booking AS begun
                    JOIN service_resource AS needed
                        ON needed.tenant_id = begun.tenant_id AND needed.service_id = begun.service_id
                    JOIN resource ON resource.tenant_id = needed.tenant_id AND resource.id = needed.resource_id
                    JOIN service_resource AS same
                        ON same.tenant_id = needed.tenant_id AND same.resource_id = needed.resource_id
                    JOIN booking AS going ON going.tenant_id = same.tenant_id AND going.service_id = same.service_id
                WHERE begun.status IN \(blocking) AND going.status IN \(blocking)
                    AND going.occupied_from <= begun.occupied_from AND begun.occupied_from < going.occupied_to
                GROUP BY begun.id, resource.id, resource.count
                HAVING count(*) > resource.count) AS moment
            """
        ),
        (
            "bookings whose units are not what they need",
            """
            SELECT count(*)
            FROM booking
                LEFT JOIN service_resource AS needed
                    ON needed.tenant_id = booking.tenant_id AND needed.service_id = booking.service_id
                    AND booking.status IN \(blocking)
                FULL JOIN booking_resource AS held
                    ON held.tenant_id = booking.tenant_id AND held.booking_id = booking.id
                    AND held.resource_id = needed.resource_id
            WHERE (needed.resource_id IS NULL) <> (held.resource_id IS NULL)
                OR held.occupied_from <> booking.occupied_from OR held.occupied_to <> booking.occupied_to
            """
        ),
        (
            "bookings whose events do not lead to what they are",
            """
            SELECT count(*)
            FROM booking
                LEFT JOIN booking_event AS last
                    ON last.tenant_id = booking.tenant_id AND last.booking_id = booking.id
                    AND last.revision = booking.revision
            WHERE last.to_status IS DISTINCT FROM booking.status OR last.master_id <> booking.master_id
                OR last.starts_at <> booking.starts_at
                OR booking.revision <> (
                    SELECT count(*) FROM booking_event AS event
                    WHERE event.tenant_id = booking.tenant_id AND event.booking_id = booking.id)
            """
        ),
        (
            "events that do not begin where the one before ended",
            """
            SELECT count(*)
            FROM booking_event AS event
                JOIN booking_event AS before
                    ON before.tenant_id = event.tenant_id AND before.booking_id = event.booking_id
                    AND before.revision = event.revision - 1
            WHERE before.to_status <> event.from_status
            """
        ),
    ]
}

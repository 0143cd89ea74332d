import CivilTime
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import SalonGenerator
import Storage
import Testing

/// Runs `body` with a fresh database and a salon in it that has nothing yet.
private func withSalon(_ body: @escaping @Sendable (Connection, TenantID) throws -> Void) async throws {
    let database = try await StorageDatabase.empty()
    try await onThread {
        let server = try database.server()
        let tenant = try TenantDirectory.create(
            name: LocalizedName(["ru": "Ромашка"]), now: TestSalon.morning, on: server
        ) { $0 }
        try body(server, tenant)
    }
}

extension Connection {
    fileprivate func save(_ catalogue: SalonCatalogue, _ tenant: TenantID) throws -> LocationID {
        try asTenant(tenant) { try SalonCatalogueStore(self).save(catalogue) }
    }

    fileprivate func load(_ tenant: TenantID, _ slug: String = SalonCatalogue.mainSlug) throws -> SalonCatalogue {
        try asTenant(tenant) {
            let store = SalonCatalogueStore(self)
            guard let location = try store.locations()[slug] else { throw UnexpectedAnswer() }
            return try store.load(location) { Zone(name: $0, initialOffset: 18_000, transitions: []) }
        }
    }
}

/// A location of a salon in two places: `lake` and `abay` share a master and services.
private func place(_ slug: String, services: [String], masters: [(String, [String], String)]) throws -> SalonCatalogue {
    var catalogue = TestSalon.plan
    catalogue.slug = slug
    catalogue.salonName = LocalizedName(["en": "Salon \(slug)"])
    catalogue.services = services.enumerated().map { index, slug in
        var service = TestSalon.plan.services[0]
        service.id = ServiceID(Int64(index + 1))
        (service.slug, service.name) = (slug, LocalizedName(["en": slug]))
        return service
    }
    catalogue.masters = try masters.enumerated().map { index, master in
        var made = TestSalon.plan.masters[0]
        let ends = master.2.split(separator: "-").map { ClockTime(iso: $0) }
        guard ends.count == 2, let from = ends[0], let to = ends[1] else { throw UnexpectedAnswer() }
        made.id = MasterID(Int64(index + 1))
        (made.slug, made.name, made.timeOff) = (master.0, LocalizedName(["en": master.0]), [])
        made.hours = [.monday: [WorkingInterval(from: from, to: to)]]
        made.services = Set(catalogue.services.filter { master.1.contains($0.slug) }.map(\.id))
        return made
    }
    return catalogue
}

@Suite("The catalogue in the database")
struct CatalogueStoreTests {
    @Test("Whatever a catalogue says is read as it was saved; the same again changes nothing, not even the revision")
    func roundTrip() async throws {
        try await withSalon { server, tenant in
            for seed in 0..<40 as Range<UInt64> {
                var random = RandomCatalogue(seed: seed)
                var catalogue = random.catalogue()
                catalogue.slug = SalonCatalogue.mainSlug
                let location = try server.save(catalogue, tenant)
                let stored = try server.load(tenant)
                #expect(stored.saysTheSame(as: catalogue), "seed \(seed)")
                #expect(try server.save(stored, tenant) == location)
                #expect(try server.save(catalogue, tenant) == location)
                #expect(try server.load(tenant).revision == stored.revision, "seed \(seed)")
            }
        }
    }

    @Test("A second import changes what changed, keeps the ids, retires what is missing, and raises the revision")
    func again() async throws {
        try await withSalon { server, tenant in
            var plan = TestSalon.plan
            plan.resources = [Resource(id: ResourceID(1), slug: "chair", name: LocalizedName(["en": "Chair"]), count: 2)]
            plan.services[0].resources = [ResourceID(1)]
            _ = try server.save(plan, tenant)
            let before = try server.load(tenant)
            plan.services[0].price.minorUnits = 800_000
            plan.services[0].resources = []
            plan.resources = []
            var pedicure = plan.services[0]
            (pedicure.id, pedicure.slug, pedicure.name) = (ServiceID(2), "pedicure", LocalizedName(["ru": "Педикюр"]))
            plan.services.append(pedicure)
            plan.masters.removeLast()
            plan.masters[0].services = [ServiceID(2)]
            _ = try server.save(plan, tenant)
            let after = try server.load(tenant)
            #expect(after.services.map(\.price.minorUnits) == [800_000, 800_000] && after.resources.isEmpty)
            #expect(after.services[0].id == before.services[0].id && after.masters.map(\.id) == [before.masters[0].id])
            #expect(after.masters[0].services == [after.services[1].id] && after.services[0].resources.isEmpty)
            #expect(after.revision > before.revision)
            plan.services.removeFirst()
            _ = try server.save(plan, tenant)
            #expect(try server.load(tenant).services.map(\.slug) == ["pedicure"])
            // What comes back is what it was.
            _ = try server.save(TestSalon.plan, tenant)
            let back = try server.load(tenant)
            #expect(back.services.map(\.id) == before.services.map(\.id) && back.masters.map(\.id) == before.masters.map(\.id))
            #expect(back.saysTheSame(as: TestSalon.plan))
        }
    }

    @Test("What only another location offers stays: its services, its masters' hours, what they do there")
    func twoLocations() async throws {
        try await withSalon { server, tenant in
            let abay = try place(
                "abay", services: ["cut", "colour"], masters: [("vera", ["cut"], "09:00-12:00"), ("lena", ["cut", "colour"], "09:00-12:00")])
            let lake = try place(
                "lake", services: ["cut", "massage"], masters: [("lena", ["massage"], "13:00-19:00"), ("vera", ["cut"], "13:00-14:00")])
            _ = try server.save(abay, tenant)
            _ = try server.save(lake, tenant)
            let revision = try server.load(tenant, "lake").revision
            #expect(try server.load(tenant, "lake").saysTheSame(as: lake))
            var stored = try server.load(tenant, "abay")
            // The last file says what Lena does of what both offer; colouring is none of the lake's business.
            #expect(stored.services.map(\.slug) == ["cut", "colour"] && stored.masters.map(\.slug) == ["vera", "lena"])
            #expect(stored.masters[1].services == [stored.services[1].id])
            stored.services.removeLast()
            stored.masters[1].services = []
            _ = try server.save(stored, tenant)
            #expect(try server.load(tenant, "lake").saysTheSame(as: lake))
            #expect(try server.load(tenant, "lake").revision > revision)
            let inactive = try server.asTenant(tenant) {
                try server.execute(Statement("test.inactive", "SELECT slug FROM service WHERE NOT is_active")).map { try $0.text(0) }
            }
            #expect(inactive == ["colour"], "nobody offers it any more")
        }
    }

    @Test("Nobody works in two places at once, and it is told where")
    func elsewhere() async throws {
        try await withSalon { server, tenant in
            _ = try server.save(try place("abay", services: ["cut"], masters: [("lena", ["cut"], "09:00-14:00")]), tenant)
            var lake = try place("lake", services: ["cut"], masters: [("lena", ["cut"], "13:00-19:00")])
            let refusal = #expect(throws: CatalogueRefusal.self) { try server.save(lake, tenant) }
            #expect(refusal?.problems.map { $0.text(in: "en") }.joined().contains("Salon abay") == true, "\(String(describing: refusal))")
            lake.masters[0].hours = [.tuesday: lake.masters[0].hours[.monday] ?? []]
            let christmas = try #require(CivilDate(iso: "2026-12-25"))
            lake.masters[0].overrides = [christmas: []]
            _ = try server.save(lake, tenant)
            var abay = try server.load(tenant, "abay")
            abay.masters[0].overrides = [christmas: abay.masters[0].hours[.monday] ?? []]
            _ = try server.save(abay, tenant)
            lake.masters[0].overrides = abay.masters[0].overrides
            #expect(throws: CatalogueRefusal.self) { try server.save(lake, tenant) }
        }
    }

    @Test("Nothing invalid is written")
    func refused() async throws {
        try await withSalon { server, tenant in
            var plan = TestSalon.plan
            plan.services[0].price.minorUnits = -1
            plan.masters[1].slug = ""
            let refusal = #expect(throws: CatalogueRefusal.self) { try server.save(plan, tenant) }
            #expect(refusal?.problems.map(\.kind) == [.negativePrice, .noSlug])
            let locations = try server.asTenant(tenant) { try SalonCatalogueStore(server).locations() }
            #expect(locations == [:])
        }
    }

    @Test("Size costs rows and no statements: ten thousand services, fifty locations, no masters")
    func large() async throws {
        try await withSalon { server, tenant in
            var plan = TestSalon.plan
            plan.masters = []
            plan.services = (1...10_000).map { number in
                var service = TestSalon.plan.services[0]
                service.id = ServiceID(Int64(number))
                (service.slug, service.name) = ("service-\(number)", LocalizedName(["ru": "Услуга \(number)"]))
                return service
            }
            _ = try server.save(plan, tenant)
            let small = try server.statements { _ = try server.save(TestSalon.plan, tenant) }
            let large = try server.statements { _ = try server.save(plan, tenant) }
            #expect(large == small && large < 60, "\(large) and \(small) statements")
            let loaded = try server.load(tenant)
            #expect(loaded.services.count == 10_000 && loaded.saysTheSame(as: plan))
            for number in 1...49 {
                var place = TestSalon.plan
                place.slug = "place-\(number)"
                place.masters = []
                _ = try server.save(place, tenant)
            }
            let locations = try server.asTenant(tenant) { try SalonCatalogueStore(server).locations() }
            #expect(locations.count == 50)
            #expect(try server.load(tenant).saysTheSame(as: plan))
        }
    }
}

extension Connection {
    /// How many statements that change rows ran: each raises the revision by one.
    fileprivate func statements(_ body: () throws -> Void) throws -> Int64 {
        let count = Statement("test.revisions", "SELECT COALESCE(sum(revision), 0)::bigint FROM catalogue_revision")
        func revision() throws -> Int64 {
            try asTenant(TenantID(1)) { try execute(count)[0].int64(0) }
        }
        let before = try revision()
        try body()
        return try revision() - before
    }
}

@Suite("What the database itself refuses of a catalogue")
struct CatalogueConstraintTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sql: String
        var constraint: String
        init(_ name: String, _ sql: String, _ constraint: String) { (testDescription, self.sql, self.constraint) = (name, sql, constraint) }
    }

    private static func master(_ table: String, _ columns: String, _ values: String...) -> String {
        "INSERT INTO \(table) (master_id, location_id, \(columns)) SELECT master_id, location_id, given.* FROM "
            + "(SELECT master_id, location_id FROM master_location WHERE position = 0) AS place, "
            + "(VALUES \(values.joined(separator: ", "))) AS given (\(columns))"
    }

    private static func off(_ values: String) -> String {
        "INSERT INTO time_off (master_id, from_day, to_day, from_minute, to_minute) SELECT id, \(values) FROM master WHERE slug = 'anna'"
    }

    static let cases = [
        Case(
            "hours that overlap", master("working_hours", "weekday, from_minute, to_minute", "(2, 600, 700)"),
            "working_hours_do_not_overlap"),
        Case(
            "Sunday night over Monday morning (R13)", master("working_hours", "weekday, from_minute, to_minute", "(6, 1381, 541)"),
            "working_hours_do_not_overlap"),
        Case(
            "hours without a length", master("working_hours", "weekday, from_minute, to_minute", "(2, 100, 100)"),
            "working_hours_have_a_length"),
        Case(
            "hours from 24:00", master("working_hours", "weekday, from_minute, to_minute", "(2, 1440, 100)"),
            "working_hours_from_minute_check"),
        Case(
            "breaks that overlap", master("work_break", "weekday, from_minute, to_minute", "(2, 600, 700)", "(2, 690, 710)"),
            "work_break_do_not_overlap"),
        Case(
            "a break without a length", master("work_break", "weekday, from_minute, to_minute", "(2, 600, 600)"), "work_break_check"),
        Case(
            "hours of a date that overlap",
            master("hours_override", "day, from_minute, to_minute", "(date '2026-12-31', 600, 700)", "(date '2026-12-31', 690, 710)"),
            "hours_override_do_not_overlap"),
        Case(
            "hours of a date that is closed",
            master(
                "hours_override", "day, from_minute, to_minute", "(date '2026-12-31', 600, 700)",
                "(date '2026-12-31', NULL::integer, NULL::integer)"), "hours_override_closed_is_alone"),
        Case(
            "hours of a date without a length", master("hours_override", "day, from_minute, to_minute", "(date '2026-12-31', 600, 600)"),
            "hours_override_is_whole"),
        Case("an absence backwards", off("'2026-07-14', '2026-07-01', NULL, NULL"), "time_off_is_in_order"),
        Case("an absence without a length", off("'2026-07-14', '2026-07-14', 600, 600"), "time_off_is_in_order"),
        Case("half an absence", off("'2026-07-14', '2026-07-15', 600, NULL"), "time_off_is_whole"),
        Case("an absence from 24:00", off("'2026-07-14', '2026-07-15', 1440, 600"), "time_off_from_minute_check"),
        Case(
            "a season backwards", "UPDATE service SET available_from = '2026-09-01', available_to = '2026-06-01'",
            "service_season_is_in_order"),
        Case("no weekday", "UPDATE service SET weekdays = '{}'", "service_weekdays_check"),
        Case("a weekday of no week", "UPDATE service SET weekdays = '{7}'", "service_weekdays_check"),
        Case("no seats", "UPDATE service SET capacity = 0", "service_capacity_check"),
        Case("a price below nothing", "UPDATE service SET price_minor = -1", "service_price_minor_check"),
        Case("a price beyond reason", "UPDATE service SET price_minor = 100000000001", "service_price_is_payable"),
        Case("a picture of another kind", "UPDATE service SET picture = 'http://a'", "service_picture_check"),
        Case("a horizon beyond two years", "UPDATE location SET horizon_days = 732", "location_horizon_days_check"),
        Case("a notice beyond two years", "UPDATE location SET minimum_notice_minutes = 1052641", "location_notices_end"),
        Case("an assignment nobody knows", "UPDATE location SET assignment = 'randomly'", "location_assignment_check"),
        Case(
            "none of a resource",
            "INSERT INTO resource (location_id, slug, position, name, count) SELECT id, 'chair', 0, '{\"en\": \"Chair\"}', 0 FROM location",
            "resource_count_check"),
        Case(
            "one slug for two services",
            "INSERT INTO service (slug, name, duration_minutes, price_minor, currency) SELECT slug, name, 60, 1, 'KZT' FROM service",
            "service_tenant_id_slug_key"),
    ]

    @Test("the same that the catalogue's own check finds", arguments: cases)
    func refuses(given: Case) async throws {
        try await withSalon { server, tenant in
            _ = try server.save(TestSalon.plan, tenant)
            #expect {
                try server.asTenant(tenant) { _ = try server.execute(Statement(name: "test.case", trusted: given.sql)) }
            } throws: {
                let constraint = ($0 as? PostgresError)?.constraint
                if constraint != given.constraint { Issue.record("\($0)") }
                return constraint == given.constraint
            }
        }
    }
}

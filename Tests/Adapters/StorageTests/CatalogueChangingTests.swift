import Booking
import CivilTime
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

@Suite("A catalogue that changes under bookings")
struct CatalogueChangingTests {
    private static func zone(_ name: String) -> Zone { TestSalon.almaty }

    @Test("A new price and a new length hold for new bookings only")
    func agreed() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            var dear = booked.catalogue
            dear.services[0].price.minorUnits = 900_000
            dear.services[0].durationMinutes = 90
            try server.asTenant(booked.salon.tenant) {
                let comparison = try SalonCatalogueStore(server).change(
                    to: dear, leavingBookings: false, now: TestSalon.morning, zone: Self.zone)
                #expect(comparison.difference.changes.count == 2 && comparison.affected.isEmpty)
            }
            let kept = try booked.inside(server) { try $0.booking(booked.booking.id, of: booked.customer) }
            #expect(kept?.service.price.minorUnits == 700_000 && kept?.service.durationMinutes == 60)
            let catalogue = try booked.salon.catalogue(server)
            let made = try booked.inside(server) {
                try $0.create(BookedSalon.newBooking(catalogue, booked.other, at: 240, origin: "c2.t1"))
            }
            guard case .created(let new) = made else { throw UnexpectedAnswer() }
            let later = try booked.inside(server) { try $0.booking(new.id, of: booked.other) }
            #expect(later?.service.price.minorUnits == 900_000 && later?.service.durationMinutes == 90)
        }
    }

    @Test("What is booked does not go unasked; nothing is written then, nor by a comparison")
    func retiring() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            let without = try booked.catalogue.applying([.retireMaster("anna")])
            func change(leaving: Bool) throws -> CatalogueComparison {
                try server.asTenant(booked.salon.tenant) {
                    try SalonCatalogueStore(server).change(
                        to: without, leavingBookings: leaving, now: TestSalon.morning, zone: Self.zone)
                }
            }
            let refusal = #expect(throws: BookingsInTheWay.self) { try change(leaving: false) }
            #expect(refusal?.affected.map(\.reason) == [.masterRetired])
            #expect(refusal?.affected.first?.bookings.map(\.number) == [booked.booking.number])
            try server.asTenant(booked.salon.tenant) {
                let compared = try SalonCatalogueStore(server).compare(without, now: TestSalon.morning, zone: Self.zone)
                #expect(compared.retiring == refusal?.affected)
                let past = try SalonCatalogueStore(server).compare(
                    without, now: TestSalon.morning.adding(minutes: 3 * 24 * 60), zone: Self.zone)
                #expect(past.retiring.isEmpty, "visits of the past are in nobody's way")
            }
            #expect(try booked.salon.catalogue(server) == booked.catalogue)
            #expect(try change(leaving: true).affected == refusal?.affected)
            #expect(try booked.salon.catalogue(server).masters.map(\.slug) == ["olga"])
            #expect(try booked.inside(server) { try $0.booking(booked.booking.id, of: booked.customer) } != nil)
        }
    }

    @Test("A service that other locations offer, too, is told with them")
    func shared() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            var lake = TestSalon.plan
            (lake.slug, lake.salonName, lake.masters) = ("lake", LocalizedName(["ru": "У озера"]), [])
            try server.asTenant(salon.tenant) {
                let store = SalonCatalogueStore(server)
                try store.save(lake)
                lake.services[0].price.minorUnits += 1
                let comparison = try store.compare(lake, now: TestSalon.morning, zone: Self.zone)
                #expect(comparison.shared.map { $0.text(in: "ru") } == ["Маникюр: меняется и в других филиалах: Ромашка."])
            }
        }
    }
}

@Suite("A zone whose rules changed")
struct ZoneChangeTests {
    /// An hour more than the test's salon believes: what was said for nine is an hour earlier.
    private static let changed = Zone(name: "Asia/Almaty", initialOffset: 6 * 3600, transitions: [])

    @Test("Bookings move to what was said, through their own old places; what is in another's way stays and is told")
    func retime() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let booked = try BookedSalon.create(on: server)
            // Nose to tail behind the first, and one by another zone's clock right before the second master's.
            _ = try booked.inside(server) { try $0.create(booked.new(booked.other, at: 75, origin: "c2.t1")) }
            _ = try booked.inside(server) { try $0.create(booked.new(booked.other, master: 1, at: 0, origin: "c2.t2")) }
            var other = booked.new(booked.customer, master: 1, at: -75, origin: "c1.t9")
            other.zone = "UTC"
            other.wall = Zone.utc.civil(at: other.start)
            let inTheWay = other
            _ = try booked.inside(server) { try $0.create(inTheWay) }
            func find(_ zone: Zone) throws -> [DisplacedBooking] {
                try server.asTenant(booked.salon.tenant) {
                    try DisplacedBookings(server).find(after: TestSalon.morning) { $0 == "UTC" ? .utc : zone }
                }
            }
            #expect(try find(TestSalon.almaty).isEmpty)
            let displaced = try find(Self.changed)
            #expect(displaced.count == 3 && displaced.allSatisfy { $0.stored.minutes(since: $0.meant) == 60 })
            let retimed = try server.asTenant(booked.salon.tenant) {
                try DisplacedBookings(server).retime(displaced, origin: "doctor", at: TestSalon.morning)
            }
            #expect(retimed.count(where: \.isMoved) == 2)
            let left = try find(Self.changed)
            #expect(left == retimed.filter { !$0.isMoved }.map(\.booking) && left.count == 1)
            let first = try booked.inside(server) { try $0.booking(booked.booking.id, of: booked.customer) }
            #expect(first?.start == BookedSalon.nine.adding(minutes: -60))
            #expect(first?.wall == TestSalon.almaty.civil(at: BookedSalon.nine), "what was said stays")
            let again = try server.asTenant(booked.salon.tenant) {
                try DisplacedBookings(server).retime(try DisplacedBookings(server).find(after: TestSalon.morning) { _ in nil }, origin: "doctor", at: TestSalon.morning)
            }
            #expect(again.isEmpty, "a zone that nobody knows displaces nothing")
        }
    }

    @Test("PostgreSQL's zones are compared with ours: now, around our changes, and in between")
    func comparison() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            #expect(try ZoneComparison.zonesInUse(on: server) == ["Asia/Almaty": [salon.tenant]])
            func difference(_ zone: Zone) throws -> ZoneDifference? {
                try ZoneComparison.difference(of: zone, from: TestSalon.morning, on: server)
            }
            #expect(try difference(.utc) == nil)
            let wrong = try #require(try difference(Zone(name: "UTC", initialOffset: 3600, transitions: [])))
            #expect(wrong.at == TestSalon.morning && wrong.ours == 3600 && wrong.postgres == 0)
            #expect(wrong.text(in: "en").contains("UTC+1 here and UTC+0 in PostgreSQL") && wrong.text(in: "ru").contains("tzdata"))
            // A change that only we know of, for a second.
            let at = TestSalon.morning.seconds + 100_000
            let second = Zone(name: "UTC", initialOffset: 0, transitions: [.init(at: at, offset: 60), .init(at: at + 1, offset: 0)])
            #expect(try difference(second)?.at.seconds == at)
            // Summers that only PostgreSQL knows of.
            let winter = try #require(try difference(Zone(name: "Europe/Berlin", initialOffset: 3600, transitions: [])))
            #expect(winter.postgres == 7200)
            let unknown = try #require(try difference(Zone(name: "Mars/Olympus", initialOffset: 0, transitions: [])))
            #expect(unknown.postgres == nil && unknown.text(in: "en").contains("does not know"))
            #expect(server.transactionStatus == .idle)
        }
    }
}

import Booking
import CivilTime
import FlowMachine
import Salon
import SalonGenerator
import Testing

/// A salon whose things have slugs.
private func studio() throws -> SalonCatalogue {
    var manicure = Given.service(1, price: 700_000)
    manicure.slug = "manicure"
    var pedicure = Given.service(2, "Педикюр", "Pedicure")
    pedicure.slug = "pedicure"
    var anna = try Given.master(1, "Анна", "Anna", services: [1, 2], hours: "10:00-19:00")
    anna.slug = "anna"
    var olga = try Given.master(2, "Ольга", "Olga", services: [2])
    olga.slug = "olga"
    return try Given.catalogue(services: [manicure, pedicure], masters: [anna, olga])
}

@Suite("Edits of a catalogue")
struct CatalogueEditTests {
    private static let december = "2026-12-31"

    @Test("Whatever an owner changes is changed, and nothing else")
    func edits() throws {
        let before = try studio()
        let day = try Given.date(Self.december)
        var sauna = Given.service(99, "Сауна", "Sauna")
        sauna.slug = "sauna"
        var dear = before.services[0]
        dear.price.minorUnits = 800_000
        dear.id = ServiceID(55)
        let pause = Break(weekdays: [.monday], interval: try Given.hours("13:00-14:00")[0])
        let week: [Weekday: [WorkingInterval]] = [.monday: try Given.hours("12:00-15:00")]
        let after = try before.applying([
            .addService(sauna), .changeService(dear), .editMaster("anna", .setHours(week)), .editMaster("anna", .setBreaks([pause])),
            .editMaster("anna", .setOverride(day, [])), .editMaster("olga", .addTimeOff(.days(day, day))), .addClosure(day),
            .addResource(Resource(id: ResourceID(9), slug: "chair", name: LocalizedName(["en": "Chair"]), count: 2)),
            .retireService("pedicure"), .setName(LocalizedName(["en": "Daisy"])), .setContact(SalonContact(phone: "77010000000")),
            .setRules(BookingRules(granularityMinutes: 15)), .setZone(.utc), .setAddress(LocalizedName(["en": "Here"])),
        ])
        #expect(after.services.map(\.slug) == ["manicure", "sauna"] && after.services[0].id == ServiceID(1))
        #expect(after.services[0].price.minorUnits == 800_000 && Set(after.services.map(\.id)).count == 2)
        #expect(after.masters[0].services == [ServiceID(1)] && after.masters[1].services.isEmpty, "nobody does what is gone")
        #expect(after.masters[0].hours == week && after.masters[0].breaks == [pause] && after.masters[0].overrides == [day: []])
        #expect(after.masters[1].timeOff == [.days(day, day)] && after.masters[1].hours == before.masters[1].hours)
        #expect(after.closures.contains(day) && after.resources.map(\.count) == [2] && after.zone == .utc)
        #expect(after.contact.phone == "77010000000" && after.rules.granularityMinutes == 15 && after.salonName.text(in: "en") == "Daisy")
        let back = try after.applying([
            .editMaster("anna", .setOverride(day, nil)), .editMaster("olga", .removeTimeOff(.days(day, day))), .removeClosure(day),
            .retireResource("chair"), .retireMaster("olga"),
        ])
        #expect(back.masters.map(\.slug) == ["anna"] && back.masters[0].overrides.isEmpty && !back.closures.contains(day))
    }

    @Test("Hours and the breaks in them change together; what they make of it by themselves is no matter")
    func together() throws {
        let lunch = Break(weekdays: [.monday], interval: try Given.hours("13:00-14:00")[0])
        let open = try studio().applying([.editMaster("anna", .setBreaks([lunch]))])
        #expect(throws: CatalogueEditError.self) { try open.applying([.editMaster("anna", .setHours([:]))]) }
        let closed = try open.applying([.editMaster("anna", .setHours([:])), .editMaster("anna", .setBreaks([]))])
        #expect(closed.masters[0].hours.isEmpty && closed.masters[0].breaks.isEmpty)
    }

    @Test("What is not there, and what cannot be right, is refused in both languages")
    func refusals() throws {
        let salon = try studio()
        let day = try Given.date(Self.december)
        var nameless = Given.service(3, "Сауна", "Sauna")
        nameless.slug = "manicure"
        let cases: [(CatalogueEdit, String, String)] = [
            (.retireService("none"), "«none»", "“none”"), (.editMaster("none", .setBreaks([])), "«none»", "“none”"),
            (.retireResource("none"), "«none»", "“none”"), (.removeClosure(day), Self.december, "nothing is to be taken back"),
            (.editMaster("anna", .removeTimeOff(.days(day, day))), "убирать нечего", Self.december),
            (.addService(nameless), "дважды", "twice"),
            (.editMaster("anna", .addTimeOff(.days(day, day.adding(days: -1)))), "Поменяйте", "Swap"),
        ]
        for (edit, russian, english) in cases {
            let error = #expect(throws: CatalogueEditError.self) { try salon.applying([edit]) }
            #expect(error?.text(in: "ru").contains(russian) == true, "\(String(describing: error?.text(in: "ru")))")
            #expect(error?.text(in: "en").contains(english) == true, "\(String(describing: error))")
        }
    }
}

@Suite("What changes from one catalogue to the next")
struct SalonDifferenceTests {
    @Test("Nothing changes exactly when both say the same", arguments: 0..<300)
    func emptiness(seed: UInt64) {
        var random = RandomCatalogue(seed: seed)
        let first = random.catalogue()
        var second = random.catalogue()
        second.slug = first.slug
        #expect(SalonDifference(from: first, to: second).isEmpty == second.saysTheSame(as: first))
        #expect(SalonDifference(from: first, to: first).isEmpty)
        // One thing of the second in the first.
        var mixed = first
        for change in [
            { $0.rules = second.rules }, { $0.contact = second.contact }, { $0.closures = second.closures },
            { $0.salonName = second.salonName }, { $0.services.reverse() }, { $0.masters.reverse() },
            { (salon: inout SalonCatalogue) in
                if !salon.masters.isEmpty, let other = second.masters.first {
                    (salon.masters[0].hours, salon.masters[0].breaks) = (other.hours, other.breaks)
                    (salon.masters[0].overrides, salon.masters[0].timeOff) = (other.overrides, other.timeOff)
                }
            },
            { (salon: inout SalonCatalogue) in
                if !salon.services.isEmpty, let other = second.services.first {
                    let id = salon.services[0].id
                    let slug = salon.services[0].slug
                    salon.services[0] = other
                    (salon.services[0].id, salon.services[0].slug, salon.services[0].resources) = (id, slug, [])
                }
            },
        ] as [(inout SalonCatalogue) -> Void] {
            let before = mixed
            change(&mixed)
            let difference = SalonDifference(from: before, to: mixed)
            #expect(difference.isEmpty == mixed.saysTheSame(as: before), "\(difference.changes.map { $0.text(in: "en") })")
            for language in ["ru", "en"] { #expect(difference.changes.allSatisfy { !$0.text(in: language).isEmpty }) }
        }
    }

    @Test("Changes are told in the owner's words")
    func words() throws {
        let before = try studio()
        let day = try Given.date("2026-12-31")
        var dear = before.services[0]
        dear.price.minorUnits = 800_050
        dear.category = LocalizedName(["ru": "Руки", "en": "Hands"])
        var hours = before.masters[0].hours
        hours[.tuesday] = try Given.hours("10:00-14:00")
        hours[.sunday] = nil
        var tango = Given.service(7, "Танго", "Tango")
        tango.slug = "tango"
        let after = try before.applying([
            .changeService(dear), .editMaster("anna", .setHours(hours)), .editMaster("anna", .setOverride(day, [])),
            .editMaster("anna", .addTimeOff(.days(day, day.adding(days: 3)))), .retireMaster("olga"), .addService(tango), .addClosure(day),
            .setRules(BookingRules(granularityMinutes: 60, minimumNoticeMinutes: 60, horizonDays: 30)),
        ])
        let changes = SalonDifference(from: before, to: after).changes
        func plain(_ language: String) -> [String] {
            changes.map { $0.text(in: language).replacing("\u{A0}", with: " ") }
        }
        #expect(
            plain("ru") == [
                "Салон: запись вперёд на 14 дн. → 30 дн.", "Салон: закрыто нет → 2026-12-31", "Добавлено: услуга «Танго»",
                "Маникюр: раздел нет → Руки (en: Hands)", "Маникюр: цена 7 000 ₸ → 8 000,50 ₸; только для новых записей",
                "Убрано: мастер «Ольга»", "Анна: вторник 10:00–19:00 → 10:00–14:00",
                "Анна: воскресенье 10:00–19:00 → выходной", "Анна: 2026-12-31 нет → выходной",
                "Анна: отсутствие нет → 2026-12-31..2027-01-03",
            ])
        #expect(plain("en").contains("Manicure: price ₸7,000 → ₸8,000.50; for new bookings only"))
        #expect(plain("en").contains("Anna: Tuesday 10:00–19:00 → 10:00–14:00"))
        #expect(SalonDifference(from: nil, to: before).changes.count == 5)
    }

    @Test("Bookings to come are counted by what becomes of them, each once")
    func affected() throws {
        let before = try studio()
        func booked(_ number: Int64, _ master: Int64, _ service: Int64, _ start: String) throws -> BookedTime {
            let from = try Given.instant(start, in: before.zone)
            return BookedTime(
                booking: BookingID(number), number: "\(number)", master: MasterID(master), service: ServiceID(service), start: from,
                end: from.adding(minutes: 60), wall: before.zone.civil(at: from))
        }
        // A Tuesday.
        let bookings = [
            try booked(1, 1, 1, "2026-03-10 10:00"), try booked(2, 1, 1, "2026-03-10 13:30"), try booked(3, 1, 2, "2026-03-10 18:00"),
            try booked(4, 2, 2, "2026-03-11 09:00"),
            // At night, which never was working time.
            try booked(5, 1, 1, "2026-03-10 02:00"),
        ]
        var hours = before.masters[0].hours
        hours[.tuesday] = try Given.hours("10:00-14:00")
        func numbers(_ edits: [CatalogueEdit]) throws -> [String] {
            AffectedBookings.by(changing: before, to: try before.applying(edits), booked: bookings)
                .map { "\($0.reason.rawValue) \($0.name.text(in: "en")): \($0.bookings.map(\.number).joined(separator: " "))" }
        }
        #expect(try numbers([.editMaster("anna", .setHours(hours))]) == ["outsideHours Anna: 2 3"])
        #expect(try numbers([.retireMaster("olga"), .retireService("pedicure")]) == ["serviceRetired Pedicure: 3 4"])
        #expect(try numbers([.retireMaster("olga")]) == ["masterRetired Olga: 4"])
        #expect(try numbers([.addClosure(try Given.date("2026-03-10"))]) == ["outsideHours Anna: 1 2 3"])
        var skilled = before.masters[0]
        skilled.services = [ServiceID(1)]
        #expect(try numbers([.changeMaster(skilled)]) == ["noLongerDone Anna: 3"])
        #expect(try numbers([.setRules(BookingRules())]).isEmpty)
        let told = try #require(
            AffectedBookings.by(changing: before, to: try before.applying([.retireMaster("olga")]), booked: bookings).first)
        #expect(told.text(in: "ru") == "Ольга: мастера больше нет. Предстоящих записей: 1, последняя 2026-03-11 09:00.")
        #expect(told.text(in: "en") == "Olga: no longer at work. Bookings to come: 1, the last 2026-03-11 09:00.")
    }
}

@Suite("Bookings that a change of a zone's rules displaces")
struct DisplacedBookingTests {
    /// Almaty as it was known before 2024, and as it is since.
    private static let old = Zone(name: "Asia/Almaty", initialOffset: 6 * 3600, transitions: [])
    private static let new = Zone(
        name: "Asia/Almaty", initialOffset: 6 * 3600, transitions: [.init(at: 1_709_229_600, offset: 5 * 3600)])

    private func booking(_ number: Int64, _ wall: String, in zone: Zone) throws -> DisplacedBooking? {
        let parts = wall.split(separator: " ").map(String.init)
        let moment = CivilMoment(date: try Given.date(parts[0]), time: try Given.time(parts[1]))
        return DisplacedBooking(
            booking: BookingID(number), number: "\(number)", wall: moment, stored: Self.old.instant(of: moment), zone: zone)
    }

    @Test("A booking is displaced when its time means another instant than it did")
    func found() throws {
        #expect(try booking(1, "2024-04-01 10:00", in: Self.old) == nil)
        #expect(try booking(1, "2024-02-28 10:00", in: Self.new) == nil, "before the change")
        let displaced = try #require(try booking(1, "2024-04-01 10:00", in: Self.new))
        #expect(displaced.meant.minutes(since: displaced.stored) == 60)
    }

    @Test("None moves into the place of one that is still to move")
    func order() throws {
        let found = try ["2024-04-01 10:00", "2024-04-01 12:00", "2024-04-01 11:00"].enumerated().compactMap {
            try booking(Int64($0 + 1), $1, in: Self.new)
        }
        #expect(DisplacedBooking.inOrderOfMoving(found).map(\.number) == ["2", "3", "1"])
        let back = found.compactMap { DisplacedBooking(booking: $0.booking, number: $0.number, wall: $0.wall, stored: $0.meant, zone: Self.old) }
        #expect(DisplacedBooking.inOrderOfMoving(back).map(\.number) == ["1", "3", "2"])
    }
}

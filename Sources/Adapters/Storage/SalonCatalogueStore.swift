package import CivilTime
internal import FlowMachine
package import Postgres
package import Salon

/// The catalogue of a location: read whole, in one round trip, and kept by the caller under its revision.
package struct SalonCatalogueStore {
    let connection: Connection

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection) { self.connection = connection }

    /// The number that rises with every change; what was loaded under another one is stale.
    package func revision() throws -> Int64 {
        try connection.execute(CatalogueStatements.revision)[0].int64(0)
    }

    /// The salon's locations by their slugs.
    package func locations() throws -> [String: LocationID] {
        var locations: [String: LocationID] = [:]
        for row in try connection.execute(CatalogueStatements.locations) {
            locations[try row.text(0)] = LocationID(try row.int64(1))
        }
        return locations
    }

    /// Loads what the location offers, normalized; `zone` gives the rules of a zone by its name and throws for one it
    /// does not know.
    package func load(_ location: LocationID, zone: (String) throws -> Zone) throws -> SalonCatalogue {
        let here: [Parameter] = [.int64(location.number)]
        let answers = try connection.pipeline([
            CatalogueStatements.revision(), Call(CatalogueStatements.location, here),
            Call(CatalogueStatements.services, here), Call(CatalogueStatements.resources, here),
            Call(CatalogueStatements.needs, here), Call(CatalogueStatements.masters, here),
            Call(CatalogueStatements.skills, here), Call(CatalogueStatements.hours, here),
            Call(CatalogueStatements.breaks, here), Call(CatalogueStatements.overrides, here),
            Call(CatalogueStatements.timeOff, here), Call(CatalogueStatements.closures, here),
        ])
        guard let row = answers[1].first else {
            throw StorageError.missing(what: "location", id: "\(location.number)")
        }
        var catalogue = SalonCatalogue(
            revision: try answers[0][0].int64(0), slug: try row.text(14),
            salonName: try row.localizedName(languages: 0, words: 1),
            address: try row.localizedName(languages: 2, words: 3), zone: try zone(try row.text(4)),
            services: try answers[2].map(service), masters: try answers[5].map(master),
            resources: try answers[3].map(resource), rules: try rules(row), closures: [], contact: try contact(row))
        for row in answers[11] { catalogue.closures.insert(try row.date(0)) }
        try hold(answers[4], in: &catalogue)
        try fill(&catalogue, skills: answers[6], hours: answers[7], breaks: answers[8])
        try fill(&catalogue, overrides: answers[9], timeOff: answers[10])
        return catalogue.normalized
    }

    private func rules(_ row: Row) throws -> BookingRules {
        guard let assignment = AssignmentPolicy(rawValue: try row.text(15)) else {
            throw StorageError.unknownWord(column: "location.assignment", word: try row.text(15))
        }
        return BookingRules(
            granularityMinutes: try row.int(5), minimumNoticeMinutes: try row.int(6), horizonDays: try row.int(7),
            cancelNoticeMinutes: try row.int(8), assignment: assignment)
    }

    private func contact(_ row: Row) throws -> SalonContact {
        var contact = SalonContact(
            phone: try row.optionalText(9), ownerPhone: try row.optionalText(10), portfolio: try row.optionalText(13))
        if let latitude = try row.optionalInt(11), let longitude = try row.optionalInt(12) {
            contact.place = Coordinates(latitudeMillionths: latitude, longitudeMillionths: longitude)
        }
        return contact
    }

    private func service(_ row: Row) throws -> Service {
        Service(
            id: ServiceID(try row.int64(0)), slug: try row.text(9), name: try row.localizedName(languages: 1, words: 2),
            aliases: try row.texts(3).compactMap(\.self), category: try row.localizedName(languages: 14, words: 15),
            picture: try row.optionalText(16), durationMinutes: try row.int(4), bufferBeforeMinutes: try row.int(5),
            bufferAfterMinutes: try row.int(6), price: Money(minorUnits: try row.int(7), currency: try row.text(8)),
            availableFrom: try row.optionalDate(10), availableTo: try row.optionalDate(11),
            weekdays: Set(try row.int64s(12).compactMap { $0.flatMap { Weekday(rawValue: Int($0)) } }),
            capacity: try row.int(13))
    }

    private func master(_ row: Row) throws -> Master {
        Master(
            id: MasterID(try row.int64(0)), slug: try row.text(7), name: try row.localizedName(languages: 1, words: 2),
            aliases: try row.texts(3).compactMap(\.self), isActive: try row.bool(4), services: [], hours: [:],
            phone: try row.optionalText(5), portfolio: try row.optionalText(6))
    }

    private func resource(_ row: Row) throws -> Resource {
        Resource(
            id: ResourceID(try row.int64(0)), slug: try row.text(1), name: try row.localizedName(languages: 2, words: 3),
            count: try row.int(4))
    }

    private func hold(_ needs: Rows, in catalogue: inout SalonCatalogue) throws {
        if needs.isEmpty { return }
        let places = Dictionary(uniqueKeysWithValues: catalogue.services.enumerated().map { ($0.element.id, $0.offset) })
        for row in needs {
            guard let place = places[ServiceID(try row.int64(0))] else { continue }
            catalogue.services[place].resources.insert(ResourceID(try row.int64(1)))
        }
    }

    private func fill(_ catalogue: inout SalonCatalogue, skills: Rows, hours: Rows, breaks: Rows) throws {
        let places = catalogue.placesOfMasters
        for row in skills {
            guard let place = places[MasterID(try row.int64(0))] else { continue }
            catalogue.masters[place].services.insert(ServiceID(try row.int64(1)))
        }
        for row in hours {
            guard let place = places[MasterID(try row.int64(0))] else { continue }
            catalogue.masters[place].hours[try row.weekday(1), default: []].append(try row.interval(2, 3))
        }
        for row in breaks {
            guard let place = places[MasterID(try row.int64(0))] else { continue }
            catalogue.masters[place].breaks.append(
                Break(weekdays: [try row.weekday(1)], interval: try row.interval(2, 3)))
        }
    }

    private func fill(_ catalogue: inout SalonCatalogue, overrides: Rows, timeOff: Rows) throws {
        let places = catalogue.placesOfMasters
        for row in overrides {
            guard let place = places[MasterID(try row.int64(0))] else { continue }
            let date = try row.date(1)
            let interval = try row.isNull(2) ? nil : try row.interval(2, 3)
            catalogue.masters[place].overrides[date, default: []] += [interval].compactMap(\.self)
        }
        for row in timeOff {
            guard let place = places[MasterID(try row.int64(0))] else { continue }
            let (first, last) = (try row.date(1), try row.date(2))
            if try row.isNull(3) {
                catalogue.masters[place].timeOff.append(.days(first, last))
            } else {
                catalogue.masters[place].timeOff.append(
                    .moments(
                        CivilMoment(date: first, time: try row.clockTime(3)),
                        CivilMoment(date: last, time: try row.clockTime(4))))
            }
        }
    }
}

extension SalonCatalogue {
    fileprivate var placesOfMasters: [MasterID: Int] {
        Dictionary(uniqueKeysWithValues: masters.enumerated().map { ($0.element.id, $0.offset) })
    }
}

extension Row {
    func weekday(_ column: Int) throws -> Weekday {
        guard let weekday = Weekday(rawValue: try int(column)) else {
            throw StorageError.unknownWord(column: "weekday", word: "\(try int(column))")
        }
        return weekday
    }

    func clockTime(_ column: Int) throws -> ClockTime {
        guard let time = ClockTime(minutes: try int(column)) else {
            throw StorageError.unknownWord(column: "minute", word: "\(try int(column))")
        }
        return time
    }

    func interval(_ from: Int, _ to: Int) throws -> WorkingInterval {
        WorkingInterval(from: try clockTime(from), to: try clockTime(to))
    }

    func optionalDate(_ column: Int) throws(PostgresError) -> CivilDate? {
        try optionalDaysSinceEpoch(column).map { CivilDate(daysSinceEpoch: $0) }
    }
}

private enum CatalogueStatements {
    static let revision = Statement(
        "catalogue.revision", "SELECT COALESCE((SELECT revision FROM catalogue_revision), 0)")

    static let locations = Statement("catalogue.locations", "SELECT slug, id FROM location")

    static let location = Statement(
        "catalogue.location",
        """
        SELECT
            ARRAY(SELECT key FROM jsonb_each_text(name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(name) ORDER BY key),
            ARRAY(SELECT key FROM jsonb_each_text(address) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(address) ORDER BY key),
            zone, granularity_minutes, minimum_notice_minutes, horizon_days, cancel_notice_minutes, phone, owner_phone,
            latitude_millionths, longitude_millionths, portfolio, slug, assignment
        FROM location
        WHERE id = $1
        """)

    static let services = Statement(
        "catalogue.services",
        """
        SELECT
            service.id,
            ARRAY(SELECT key FROM jsonb_each_text(name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(name) ORDER BY key),
            aliases, duration_minutes, buffer_before_minutes, buffer_after_minutes, price_minor, currency, slug,
            available_from, available_to, weekdays, capacity,
            ARRAY(SELECT key FROM jsonb_each_text(category) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(category) ORDER BY key),
            picture
        FROM location_service JOIN service ON service.id = location_service.service_id
        WHERE location_service.location_id = $1
        ORDER BY location_service.position, service.id
        """)

    static let resources = Statement(
        "catalogue.resources",
        """
        SELECT
            id, slug,
            ARRAY(SELECT key FROM jsonb_each_text(name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(name) ORDER BY key),
            count
        FROM resource
        WHERE location_id = $1 AND is_active
        ORDER BY position, id
        """)

    static let needs = Statement(
        "catalogue.needs",
        """
        SELECT service_resource.service_id, service_resource.resource_id
        FROM service_resource JOIN resource ON resource.id = service_resource.resource_id
        WHERE resource.location_id = $1 AND resource.is_active
        """)

    static let masters = Statement(
        "catalogue.masters",
        """
        SELECT
            master.id,
            ARRAY(SELECT key FROM jsonb_each_text(name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(name) ORDER BY key),
            aliases, is_active, phone, portfolio, slug
        FROM master JOIN master_location ON master_location.master_id = master.id
        WHERE master_location.location_id = $1
        ORDER BY master_location.position, master.id
        """)

    static let skills = Statement(
        "catalogue.skills",
        """
        SELECT master_service.master_id, master_service.service_id
        FROM master_service
            JOIN master_location ON master_location.master_id = master_service.master_id
            JOIN location_service
                ON location_service.service_id = master_service.service_id
                AND location_service.location_id = master_location.location_id
        WHERE master_location.location_id = $1
        """)

    static let hours = Statement(
        "catalogue.hours", "SELECT master_id, weekday, from_minute, to_minute FROM working_hours WHERE location_id = $1")

    static let breaks = Statement(
        "catalogue.breaks", "SELECT master_id, weekday, from_minute, to_minute FROM work_break WHERE location_id = $1")

    static let overrides = Statement(
        "catalogue.overrides", "SELECT master_id, day, from_minute, to_minute FROM hours_override WHERE location_id = $1")

    static let timeOff = Statement(
        "catalogue.time_off",
        """
        SELECT time_off.master_id, time_off.from_day, time_off.to_day, time_off.from_minute, time_off.to_minute
        FROM time_off JOIN master_location ON master_location.master_id = time_off.master_id
        WHERE master_location.location_id = $1
        """)

    static let closures = Statement("catalogue.closures", "SELECT day FROM closure WHERE location_id = $1")
}

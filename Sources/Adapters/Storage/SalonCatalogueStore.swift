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

    /// Loads what the location offers; `zone` gives the rules of a zone by its name and throws for one it does not
    /// know.
    package func load(_ location: LocationID, zone: (String) throws -> Zone) throws -> SalonCatalogue {
        let here: [Parameter] = [.int64(location.number)]
        let answers = try connection.pipeline([
            CatalogueStatements.revision(), Call(CatalogueStatements.location, here), CatalogueStatements.services(),
            Call(CatalogueStatements.masters, here), Call(CatalogueStatements.skills, here),
            Call(CatalogueStatements.hours, here), Call(CatalogueStatements.daysOff, here),
            Call(CatalogueStatements.closures, here),
        ])
        guard let row = answers[1].first else {
            throw StorageError.missing(what: "location", id: "\(location.number)")
        }
        var catalogue = SalonCatalogue(
            revision: try answers[0][0].int64(0), salonName: try row.localizedName(languages: 0, words: 1),
            address: try row.localizedName(languages: 2, words: 3), zone: try zone(try row.text(4)),
            services: try answers[2].map(service), masters: try answers[3].map(master),
            rules: BookingRules(
                granularityMinutes: try row.int(5), minimumNoticeMinutes: try row.int(6), horizonDays: try row.int(7),
                cancelNoticeMinutes: try row.int(8)),
            closures: [], contact: try contact(row))
        for row in answers[7] { catalogue.closures.insert(try row.date(0)) }
        let places = Dictionary(uniqueKeysWithValues: catalogue.masters.enumerated().map { ($0.element.id, $0.offset) })
        for row in answers[4] {
            guard let place = places[MasterID(try row.int64(0))] else { continue }
            catalogue.masters[place].services.insert(ServiceID(try row.int64(1)))
        }
        for row in answers[5] {
            guard let place = places[MasterID(try row.int64(0))] else { continue }
            let (weekday, interval) = try workingInterval(row)
            catalogue.masters[place].hours[weekday, default: []].append(interval)
        }
        for row in answers[6] {
            guard let place = places[MasterID(try row.int64(0))] else { continue }
            let day = try row.date(1)
            catalogue.masters[place].timeOff.append(.days(day, day))
        }
        return catalogue
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
            id: ServiceID(try row.int64(0)), name: try row.localizedName(languages: 1, words: 2),
            aliases: try row.texts(3).compactMap(\.self), durationMinutes: try row.int(4),
            bufferBeforeMinutes: try row.int(5), bufferAfterMinutes: try row.int(6),
            price: Money(minorUnits: try row.int(7), currency: try row.text(8)))
    }

    private func master(_ row: Row) throws -> Master {
        Master(
            id: MasterID(try row.int64(0)), name: try row.localizedName(languages: 1, words: 2),
            aliases: try row.texts(3).compactMap(\.self), isActive: try row.bool(4), services: [], hours: [:],
            phone: try row.optionalText(5), portfolio: try row.optionalText(6))
    }

    private func workingInterval(_ row: Row) throws -> (Weekday, WorkingInterval) {
        guard let weekday = Weekday(rawValue: try row.int(1)), let from = ClockTime(minutes: try row.int(2)),
            let to = ClockTime(minutes: try row.int(3))
        else { throw StorageError.unknownWord(column: "working_hours.weekday", word: "\(try row.int(1))") }
        return (weekday, WorkingInterval(from: from, to: to))
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
            latitude_millionths, longitude_millionths, portfolio
        FROM location
        WHERE id = $1
        """)

    static let services = Statement(
        "catalogue.services",
        """
        SELECT
            id,
            ARRAY(SELECT key FROM jsonb_each_text(name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(name) ORDER BY key),
            aliases, duration_minutes, buffer_before_minutes, buffer_after_minutes, price_minor, currency
        FROM service
        WHERE is_active
        ORDER BY position, id
        """)

    static let masters = Statement(
        "catalogue.masters",
        """
        SELECT
            master.id,
            ARRAY(SELECT key FROM jsonb_each_text(name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(name) ORDER BY key),
            aliases, is_active, phone, portfolio
        FROM master JOIN master_location ON master_location.master_id = master.id
        WHERE master_location.location_id = $1
        ORDER BY position, master.id
        """)

    static let skills = Statement(
        "catalogue.skills",
        """
        SELECT master_service.master_id, master_service.service_id
        FROM master_service
            JOIN master_location ON master_location.master_id = master_service.master_id
            JOIN service ON service.id = master_service.service_id
        WHERE master_location.location_id = $1 AND service.is_active
        """)

    static let hours = Statement(
        "catalogue.hours",
        """
        SELECT master_id, weekday, from_minute, to_minute
        FROM working_hours
        WHERE location_id = $1
        ORDER BY master_id, weekday, from_minute
        """)

    static let daysOff = Statement(
        "catalogue.days_off",
        """
        SELECT time_off.master_id, time_off.from_day
        FROM time_off JOIN master_location ON master_location.master_id = time_off.master_id
        WHERE master_location.location_id = $1
        """)

    static let closures = Statement("catalogue.closures", "SELECT day FROM closure WHERE location_id = $1")
}

internal import CivilTime
internal import FlowMachine
internal import Postgres
package import Salon

extension SalonCatalogueStore {
    /// Brings a location to what `salon` says: rows are found again by slug, so ids that bookings point at stay. Throws
    /// `.missing` for a service a master names and the salon has not; overlapping hours are refused by the database.
    package func save(_ salon: SalonImport) throws -> LocationID {
        let location = try connection.execute(
            ImportStatements.location,
            [.foreignText(salon.slug)] + salon.name.parameters + salon.address.parameters + [
                .text(salon.zone), .int(salon.rules.granularityMinutes), .int(salon.rules.minimumNoticeMinutes),
                .int(salon.rules.horizonDays), .int(salon.rules.cancelNoticeMinutes), .text(salon.contact.phone),
                .text(salon.contact.ownerPhone), .int(salon.contact.place?.latitudeMillionths),
                .int(salon.contact.place?.longitudeMillionths), .foreignText(salon.contact.portfolio),
            ])[0].int64(0)
        let services = try saveServices(salon.services)
        let masters = try saveMasters(salon.masters, at: location)
        let here: [Parameter] = [.int64(location)]
        var calls = [Call(ImportStatements.closeNothing, here)]
        if !salon.closures.isEmpty {
            calls.append(ImportStatements.close(.int64(location), .texts(salon.closures.sorted().map { $0.iso })))
        }
        // Hours elsewhere stay: a master may work at several locations.
        calls.append(Call(ImportStatements.clearHours, here))
        calls.append(ImportStatements.clearPlaces(.int64(location), .int64s(masters.map { $0.id })))
        for (master, id) in masters { calls += try details(of: master, id: id, at: location, services: services) }
        _ = try connection.pipeline(calls)
        return LocationID(location)
    }

    private func saveServices(_ services: [ImportedService]) throws -> [String: Int64] {
        var calls = [ImportStatements.retireServices(.foreignTexts(services.map { $0.slug }))]
        for (position, service) in services.enumerated() {
            calls.append(
                Call(
                    ImportStatements.service,
                    [.foreignText(service.slug), .int(position)] + service.name.parameters + [
                        .foreignTexts(service.aliases), .int(service.durationMinutes),
                        .int(service.bufferBeforeMinutes), .int(service.bufferAfterMinutes),
                        .int(service.price.minorUnits), .text(service.price.currency),
                    ]))
        }
        var ids: [String: Int64] = [:]
        for (service, rows) in zip(services, try connection.pipeline(calls).dropFirst()) {
            ids[service.slug] = try rows[0].int64(0)
        }
        return ids
    }

    private func saveMasters(
        _ masters: [ImportedMaster], at location: Int64
    ) throws -> [(master: ImportedMaster, id: Int64)] {
        let calls = masters.enumerated().map { position, master in
            Call(
                ImportStatements.master,
                [.foreignText(master.slug), .int(position), .bool(master.isActive)] + master.name.parameters
                    + [.foreignTexts(master.aliases), .text(master.phone), .foreignText(master.portfolio)])
        }
        let answers = try connection.pipeline(calls)
        return try zip(masters, answers).map { master, rows in (master, try rows[0].int64(0)) }
    }

    private func details(
        of master: ImportedMaster, id: Int64, at location: Int64, services: [String: Int64]
    ) throws -> [Call] {
        let skills = try master.services.sorted().map { slug in
            guard let service = services[slug] else { throw StorageError.missing(what: "service", id: slug) }
            return service
        }
        let hours = master.hours.sorted { $0.key.rawValue < $1.key.rawValue }
            .flatMap { weekday, intervals in intervals.map { (weekday, $0) } }
        return [
            ImportStatements.place(.int64(id), .int64(location)),
            Call(ImportStatements.forgetSkills, [.int64(id)]),
            ImportStatements.skills(.int64(id), .int64s(skills.map { $0 })),
            Call(ImportStatements.forgetDaysOff, [.int64(id)]),
            ImportStatements.daysOff(.int64(id), .texts(master.daysOff.sorted().map { $0.iso })),
            ImportStatements.hours(
                .int64(id), .int64(location), .ints(hours.map { $0.0.rawValue }),
                .ints(hours.map { $0.1.from.minutes }),
                .ints(hours.map { $0.1.to.minutes })),
        ]
    }
}

private enum ImportStatements {
    static let location = Statement(
        "import.location",
        """
        INSERT INTO location
            (slug, name, address, zone, granularity_minutes, minimum_notice_minutes, horizon_days,
             cancel_notice_minutes, phone, owner_phone, latitude_millionths, longitude_millionths, portfolio)
        VALUES ($1, jsonb_object($2, $3), jsonb_object($4, $5), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (tenant_id, slug) DO UPDATE
            SET name = EXCLUDED.name, address = EXCLUDED.address, zone = EXCLUDED.zone,
                granularity_minutes = EXCLUDED.granularity_minutes,
                minimum_notice_minutes = EXCLUDED.minimum_notice_minutes, horizon_days = EXCLUDED.horizon_days,
                cancel_notice_minutes = EXCLUDED.cancel_notice_minutes, phone = EXCLUDED.phone,
                owner_phone = EXCLUDED.owner_phone, latitude_millionths = EXCLUDED.latitude_millionths,
                longitude_millionths = EXCLUDED.longitude_millionths, portfolio = EXCLUDED.portfolio
        RETURNING id
        """)

    static let retireServices = Statement(
        "import.retire_services", "UPDATE service SET is_active = false WHERE is_active AND NOT slug = ANY ($1)")

    static let service = Statement(
        "import.service",
        """
        INSERT INTO service
            (slug, position, name, aliases, duration_minutes, buffer_before_minutes, buffer_after_minutes,
             price_minor, currency)
        VALUES ($1, $2, jsonb_object($3, $4), $5, $6, $7, $8, $9, $10)
        ON CONFLICT (tenant_id, slug) DO UPDATE
            SET position = EXCLUDED.position, is_active = true, name = EXCLUDED.name, aliases = EXCLUDED.aliases,
                duration_minutes = EXCLUDED.duration_minutes,
                buffer_before_minutes = EXCLUDED.buffer_before_minutes,
                buffer_after_minutes = EXCLUDED.buffer_after_minutes,
                price_minor = EXCLUDED.price_minor, currency = EXCLUDED.currency
        RETURNING id
        """)

    static let master = Statement(
        "import.master",
        """
        INSERT INTO master (slug, position, is_active, name, aliases, phone, portfolio)
        VALUES ($1, $2, $3, jsonb_object($4, $5), $6, $7, $8)
        ON CONFLICT (tenant_id, slug) DO UPDATE
            SET position = EXCLUDED.position, is_active = EXCLUDED.is_active, name = EXCLUDED.name,
                aliases = EXCLUDED.aliases, phone = EXCLUDED.phone, portfolio = EXCLUDED.portfolio
        RETURNING id
        """)

    static let closeNothing = Statement("import.close_nothing", "DELETE FROM closure WHERE location_id = $1")

    static let close = Statement(
        "import.close",
        "INSERT INTO closure (location_id, day) SELECT $1, day::date FROM unnest($2::text[]) AS day")

    static let clearHours = Statement("import.clear_hours", "DELETE FROM working_hours WHERE location_id = $1")

    static let clearPlaces = Statement(
        "import.clear_places", "DELETE FROM master_location WHERE location_id = $1 AND NOT master_id = ANY ($2)")

    static let place = Statement(
        "import.place",
        "INSERT INTO master_location (master_id, location_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")

    static let forgetSkills = Statement("import.forget_skills", "DELETE FROM master_service WHERE master_id = $1")

    static let skills = Statement(
        "import.skills",
        "INSERT INTO master_service (master_id, service_id) SELECT $1, service FROM unnest($2::bigint[]) AS service")

    static let forgetDaysOff = Statement("import.forget_days_off", "DELETE FROM time_off WHERE master_id = $1")

    static let daysOff = Statement(
        "import.days_off",
        "INSERT INTO time_off (master_id, from_day, to_day) SELECT $1, day::date, day::date FROM unnest($2::text[]) AS day")

    static let hours = Statement(
        "import.hours",
        """
        INSERT INTO working_hours (master_id, location_id, weekday, from_minute, to_minute)
        SELECT $1, $2, weekday, from_minute, to_minute
        FROM unnest($3::bigint[], $4::bigint[], $5::bigint[]) AS interval_ (weekday, from_minute, to_minute)
        """)
}

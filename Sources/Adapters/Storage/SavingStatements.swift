internal import Postgres

/// The statements that bring a location to what its catalogue says; `SalonCatalogueStore.save` runs them in this order.
/// A table's rows come as one JSON array, so that their number changes nothing about the statements'.
enum SavingStatements {
    static let lock = Statement(
        "saving.lock", "SELECT pg_advisory_xact_lock(hashtextextended('catalogue ' || current_tenant(), 0))")

    static let hoursElsewhere = Statement(
        "saving.hours_elsewhere",
        """
        SELECT
            master.slug, ARRAY(SELECT key FROM jsonb_each_text(location.name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(location.name) ORDER BY key), weekday, from_minute, to_minute
        FROM working_hours
            JOIN master ON master.id = working_hours.master_id
            JOIN location ON location.id = working_hours.location_id
        WHERE master.slug = ANY ($1) AND location.slug <> $2
        ORDER BY working_hours.location_id, weekday, from_minute
        """)

    static let overridesElsewhere = Statement(
        "saving.overrides_elsewhere",
        """
        SELECT
            master.slug, ARRAY(SELECT key FROM jsonb_each_text(location.name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(location.name) ORDER BY key), day, from_minute, to_minute
        FROM hours_override
            JOIN master ON master.id = hours_override.master_id
            JOIN location ON location.id = hours_override.location_id
        WHERE master.slug = ANY ($1) AND location.slug <> $2 AND from_minute IS NOT NULL
        ORDER BY hours_override.location_id, day, from_minute
        """)

    static let location = Statement(
        "saving.location",
        """
        INSERT INTO location
            (slug, name, address, zone, granularity_minutes, minimum_notice_minutes, horizon_days,
             cancel_notice_minutes, phone, owner_phone, latitude_millionths, longitude_millionths, portfolio, assignment)
        VALUES ($1, jsonb_object($2, $3), jsonb_object($4, $5), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        ON CONFLICT (tenant_id, slug) DO UPDATE
            SET name = EXCLUDED.name, address = EXCLUDED.address, zone = EXCLUDED.zone,
                granularity_minutes = EXCLUDED.granularity_minutes,
                minimum_notice_minutes = EXCLUDED.minimum_notice_minutes, horizon_days = EXCLUDED.horizon_days,
                cancel_notice_minutes = EXCLUDED.cancel_notice_minutes, phone = EXCLUDED.phone,
                owner_phone = EXCLUDED.owner_phone, latitude_millionths = EXCLUDED.latitude_millionths,
                longitude_millionths = EXCLUDED.longitude_millionths, portfolio = EXCLUDED.portfolio,
                assignment = EXCLUDED.assignment
        RETURNING id
        """)

    static let retireResources = Statement(
        "saving.retire_resources",
        "UPDATE resource SET is_active = false WHERE location_id = $1 AND is_active AND NOT slug = ANY ($2)")

    static let resources = Statement(
        "saving.resources",
        """
        INSERT INTO resource (location_id, slug, position, name, count)
        SELECT $1, slug, position, name, count
        FROM jsonb_to_recordset($2::jsonb) AS given (slug text, position integer, name jsonb, count integer)
        ON CONFLICT (tenant_id, location_id, slug) DO UPDATE
            SET position = EXCLUDED.position, is_active = true, name = EXCLUDED.name, count = EXCLUDED.count
        """)

    static let services = Statement(
        "saving.services",
        """
        INSERT INTO service
            (slug, name, aliases, duration_minutes, buffer_before_minutes, buffer_after_minutes, price_minor, currency,
             available_from, available_to, weekdays, capacity, category, picture)
        SELECT slug, name, aliases, duration_minutes, buffer_before_minutes, buffer_after_minutes, price_minor, currency,
            available_from, available_to, weekdays, capacity, category, picture
        FROM jsonb_to_recordset($1::jsonb) AS given (
            slug text, name jsonb, aliases text[], duration_minutes integer, buffer_before_minutes integer,
            buffer_after_minutes integer, price_minor bigint, currency text, available_from date, available_to date,
            weekdays smallint[], capacity integer, category jsonb, picture text)
        ON CONFLICT (tenant_id, slug) DO UPDATE
            SET is_active = true, name = EXCLUDED.name, aliases = EXCLUDED.aliases,
                duration_minutes = EXCLUDED.duration_minutes,
                buffer_before_minutes = EXCLUDED.buffer_before_minutes,
                buffer_after_minutes = EXCLUDED.buffer_after_minutes,
                price_minor = EXCLUDED.price_minor, currency = EXCLUDED.currency,
                available_from = EXCLUDED.available_from, available_to = EXCLUDED.available_to,
                weekdays = EXCLUDED.weekdays, capacity = EXCLUDED.capacity, category = EXCLUDED.category,
                picture = EXCLUDED.picture
        """)

    static let forgetOffer = Statement("saving.forget_offer", "DELETE FROM location_service WHERE location_id = $1")

    static let offer = Statement(
        "saving.offer",
        """
        INSERT INTO location_service (location_id, service_id, position)
        SELECT $1, service.id, given.position
        FROM jsonb_to_recordset($2::jsonb) AS given (slug text, position integer)
            JOIN service ON service.slug = given.slug
        """)

    static let retireServices = Statement(
        "saving.retire_services",
        """
        UPDATE service SET is_active = false
        WHERE is_active AND NOT EXISTS (SELECT FROM location_service WHERE service_id = service.id)
        """)

    static let forgetNeeds = Statement(
        "saving.forget_needs",
        """
        DELETE FROM service_resource USING resource
        WHERE resource.id = service_resource.resource_id AND resource.location_id = $1
        """)

    static let needs = Statement(
        "saving.needs",
        """
        INSERT INTO service_resource (service_id, resource_id)
        SELECT service.id, resource.id
        FROM jsonb_to_recordset($2::jsonb) AS given (service text, resources text[])
            JOIN service ON service.slug = given.service
            JOIN resource ON resource.location_id = $1 AND resource.slug = ANY (given.resources)
        """)

    static let masters = Statement(
        "saving.masters",
        """
        INSERT INTO master (slug, is_active, name, aliases, phone, portfolio)
        SELECT slug, is_active, name, aliases, phone, portfolio
        FROM jsonb_to_recordset($1::jsonb) AS given (
            slug text, is_active boolean, name jsonb, aliases text[], phone text, portfolio text)
        ON CONFLICT (tenant_id, slug) DO UPDATE
            SET is_active = EXCLUDED.is_active, name = EXCLUDED.name, aliases = EXCLUDED.aliases,
                phone = EXCLUDED.phone, portfolio = EXCLUDED.portfolio
        """)

    static let forgetHours = Statement("saving.forget_hours", "DELETE FROM working_hours WHERE location_id = $1")
    static let forgetBreaks = Statement("saving.forget_breaks", "DELETE FROM work_break WHERE location_id = $1")
    static let forgetOverrides = Statement(
        "saving.forget_overrides", "DELETE FROM hours_override WHERE location_id = $1")

    static let forgetPlaces = Statement(
        "saving.forget_places",
        """
        DELETE FROM master_location USING master
        WHERE master.id = master_location.master_id AND location_id = $1 AND NOT master.slug = ANY ($2)
        """)

    static let places = Statement(
        "saving.places",
        """
        INSERT INTO master_location (master_id, location_id, position)
        SELECT master.id, $1, given.position
        FROM jsonb_to_recordset($2::jsonb) AS given (slug text, position integer)
            JOIN master ON master.slug = given.slug
        ON CONFLICT (tenant_id, master_id, location_id) DO UPDATE SET position = EXCLUDED.position
        """)

    static let hours = Statement(
        "saving.hours",
        """
        INSERT INTO working_hours (master_id, location_id, weekday, from_minute, to_minute)
        SELECT master.id, $1, weekday, from_minute, to_minute
        FROM jsonb_to_recordset($2::jsonb)
                AS given (master text, weekday smallint, from_minute smallint, to_minute smallint)
            JOIN master ON master.slug = given.master
        """)

    static let breaks = Statement(
        "saving.breaks",
        """
        INSERT INTO work_break (master_id, location_id, weekday, from_minute, to_minute)
        SELECT master.id, $1, weekday, from_minute, to_minute
        FROM jsonb_to_recordset($2::jsonb)
                AS given (master text, weekday smallint, from_minute smallint, to_minute smallint)
            JOIN master ON master.slug = given.master
        """)

    static let overrides = Statement(
        "saving.overrides",
        """
        INSERT INTO hours_override (master_id, location_id, day, from_minute, to_minute)
        SELECT master.id, $1, day, from_minute, to_minute
        FROM jsonb_to_recordset($2::jsonb) AS given (master text, day date, from_minute smallint, to_minute smallint)
            JOIN master ON master.slug = given.master
        """)

    /// What these masters do of what this location offers, and what nobody offers any more; what they do elsewhere only
    /// stays.
    static let forgetSkills = Statement(
        "saving.forget_skills",
        """
        DELETE FROM master_service USING service
        WHERE service.id = master_service.service_id
            AND (NOT service.is_active
                OR EXISTS (SELECT FROM location_service WHERE service_id = service.id AND location_id = $1)
                    AND EXISTS (SELECT FROM master WHERE master.id = master_service.master_id AND master.slug = ANY ($2)))
        """)

    static let skills = Statement(
        "saving.skills",
        """
        INSERT INTO master_service (master_id, service_id)
        SELECT master.id, service.id
        FROM jsonb_to_recordset($1::jsonb) AS given (master text, services text[])
            JOIN master ON master.slug = given.master
            CROSS JOIN unnest(given.services) AS offered (slug)
            JOIN service ON service.slug = offered.slug
        """)

    static let forgetTimeOff = Statement(
        "saving.forget_time_off",
        "DELETE FROM time_off USING master WHERE master.id = time_off.master_id AND master.slug = ANY ($1)")

    static let timeOff = Statement(
        "saving.time_off",
        """
        INSERT INTO time_off (master_id, from_day, to_day, from_minute, to_minute)
        SELECT master.id, from_day, to_day, from_minute, to_minute
        FROM jsonb_to_recordset($1::jsonb)
                AS given (master text, from_day date, to_day date, from_minute smallint, to_minute smallint)
            JOIN master ON master.slug = given.master
        """)

    static let forgetClosures = Statement("saving.forget_closures", "DELETE FROM closure WHERE location_id = $1")

    static let closures = Statement(
        "saving.closures", "INSERT INTO closure (location_id, day) SELECT $1, day::date FROM unnest($2::text[]) AS day")
}

-- What a salon offers: services, masters, who does what, where and when.
--
-- `slug` is the stable name under which an import finds a row again. `position` is the listed order (availability rule
-- R10). Times are wall-clock minutes; only Swift turns them into instants (PostgreSQL takes the second of a repeated
-- time, R2).

CREATE TABLE service (
    tenant_id             bigint NOT NULL DEFAULT current_tenant() REFERENCES tenant,
    id                    bigint GENERATED ALWAYS AS IDENTITY,
    slug                  text NOT NULL CHECK (slug <> ''),
    position              integer NOT NULL,
    is_active             boolean NOT NULL DEFAULT true,
    name                  jsonb NOT NULL CHECK (is_localized_name(name)),
    aliases               text[] NOT NULL DEFAULT '{}',
    duration_minutes      integer NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1440),
    buffer_before_minutes integer NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 1440),
    buffer_after_minutes  integer NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 1440),
    price_minor           bigint NOT NULL CHECK (price_minor >= 0),
    currency              text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
);

CREATE TABLE master (
    tenant_id bigint NOT NULL DEFAULT current_tenant() REFERENCES tenant,
    id        bigint GENERATED ALWAYS AS IDENTITY,
    slug      text NOT NULL CHECK (slug <> ''),
    position  integer NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    name      jsonb NOT NULL CHECK (is_localized_name(name)),
    aliases   text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
);

CREATE TABLE master_service (
    tenant_id  bigint NOT NULL DEFAULT current_tenant(),
    master_id  bigint NOT NULL,
    service_id bigint NOT NULL,
    PRIMARY KEY (tenant_id, master_id, service_id),
    FOREIGN KEY (tenant_id, master_id) REFERENCES master,
    FOREIGN KEY (tenant_id, service_id) REFERENCES service
);
CREATE INDEX master_service_service ON master_service (tenant_id, service_id);

CREATE TABLE master_location (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    master_id   bigint NOT NULL,
    location_id bigint NOT NULL,
    PRIMARY KEY (tenant_id, master_id, location_id),
    FOREIGN KEY (tenant_id, master_id) REFERENCES master,
    FOREIGN KEY (tenant_id, location_id) REFERENCES location
);
CREATE INDEX master_location_location ON master_location (tenant_id, location_id);

CREATE TABLE working_hours (
    tenant_id    bigint NOT NULL DEFAULT current_tenant(),
    master_id    bigint NOT NULL,
    location_id  bigint NOT NULL,
    -- 0 is Monday.
    weekday      smallint NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    from_minute  smallint NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    -- 1440 is the next midnight; an end not after the start runs overnight and belongs to the day it starts on (R3).
    to_minute    smallint NOT NULL CHECK (to_minute BETWEEN 0 AND 1440),
    -- Minutes of the week, which is a circle: Sunday night goes on in Monday's first minutes (R13).
    week_minutes int4multirange NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN to_minute > from_minute
                THEN int4multirange(int4range(weekday * 1440 + from_minute, weekday * 1440 + to_minute))
            WHEN weekday < 6
                THEN int4multirange(int4range(weekday * 1440 + from_minute, (weekday + 1) * 1440 + to_minute))
            ELSE int4multirange(int4range(weekday * 1440 + from_minute, 10080), int4range(0, to_minute))
        END
    ) STORED,
    PRIMARY KEY (tenant_id, master_id, weekday, from_minute),
    FOREIGN KEY (tenant_id, master_id, location_id) REFERENCES master_location,
    -- Nobody works twice at once, in one place or in two.
    CONSTRAINT working_hours_do_not_overlap
        EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, week_minutes WITH &&)
);
CREATE INDEX working_hours_location ON working_hours (tenant_id, location_id);

CREATE TABLE day_off (
    tenant_id bigint NOT NULL DEFAULT current_tenant(),
    master_id bigint NOT NULL,
    day       date NOT NULL,
    PRIMARY KEY (tenant_id, master_id, day),
    FOREIGN KEY (tenant_id, master_id) REFERENCES master
);

CREATE TABLE closure (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    location_id bigint NOT NULL,
    day         date NOT NULL,
    PRIMARY KEY (tenant_id, location_id, day),
    FOREIGN KEY (tenant_id, location_id) REFERENCES location
);

-- Rises with every change of the tables above, so that a cached catalogue is known to be stale by one number.
CREATE TABLE catalogue_revision (
    tenant_id bigint NOT NULL DEFAULT current_tenant() REFERENCES tenant,
    revision  bigint NOT NULL CHECK (revision > 0),
    PRIMARY KEY (tenant_id)
);

CREATE FUNCTION bump_catalogue_revision() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    INSERT INTO catalogue_revision AS kept (tenant_id, revision) VALUES (current_tenant(), 1)
        ON CONFLICT (tenant_id) DO UPDATE SET revision = kept.revision + 1;
    RETURN NULL;
END
$$;

CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON location
    FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON service
    FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON master
    FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON master_service
    FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON master_location
    FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON working_hours
    FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON day_off
    FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON closure
    FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision();

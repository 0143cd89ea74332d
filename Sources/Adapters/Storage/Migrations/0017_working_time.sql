-- What the availability contract asks of a catalogue beyond weekly hours: breaks, absences, hours of single dates,
-- seasons, groups, and things of which there are only so many.

ALTER TABLE service
    -- Local dates on which it may start; a missing side is open.
    ADD COLUMN available_from date,
    ADD COLUMN available_to date,
    -- 0 is Monday.
    ADD COLUMN weekdays smallint[] NOT NULL DEFAULT '{0,1,2,3,4,5,6}'
        CHECK (weekdays <> '{}' AND weekdays <@ '{0,1,2,3,4,5,6}'),
    -- More than one for a group: so many may have it at once from one master.
    ADD COLUMN capacity integer NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 1000),
    -- A heading to list it under; empty when there is none.
    ADD COLUMN category jsonb NOT NULL DEFAULT '{}' CHECK (category = '{}' OR is_localized_name(category)),
    ADD COLUMN picture text CHECK (picture ~ '^https://'),
    ADD CONSTRAINT service_season_is_in_order CHECK (available_from <= available_to),
    -- A billion of the largest unit: what is dearer is a slip of the keyboard.
    ADD CONSTRAINT service_price_is_payable CHECK (price_minor <= 100000000000);

-- Which services a location offers, in its listed order. A service is the whole salon's, its price and length are the same
-- everywhere; one that no location offers any more is switched off.
CREATE TABLE location_service (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    location_id bigint NOT NULL,
    service_id  bigint NOT NULL,
    position    integer NOT NULL,
    PRIMARY KEY (tenant_id, location_id, service_id),
    FOREIGN KEY (tenant_id, location_id) REFERENCES location,
    FOREIGN KEY (tenant_id, service_id) REFERENCES service
);
CREATE INDEX location_service_service ON location_service (tenant_id, service_id);

ALTER TABLE master_location ADD COLUMN position integer NOT NULL DEFAULT 0;

-- Row-level security would show the owner nothing of the rows that are to be moved.
ALTER TABLE service NO FORCE ROW LEVEL SECURITY;
ALTER TABLE location NO FORCE ROW LEVEL SECURITY;
ALTER TABLE master NO FORCE ROW LEVEL SECURITY;
ALTER TABLE master_location NO FORCE ROW LEVEL SECURITY;
ALTER TABLE master_location DISABLE TRIGGER catalogue_changed;
INSERT INTO location_service (tenant_id, location_id, service_id, position)
    SELECT tenant_id, location.id, service.id, service.position
    FROM location JOIN service USING (tenant_id) WHERE service.is_active;
UPDATE master_location SET position = master.position
    FROM master WHERE master.tenant_id = master_location.tenant_id AND master.id = master_location.master_id;
ALTER TABLE master_location ENABLE TRIGGER catalogue_changed;
ALTER TABLE service FORCE ROW LEVEL SECURITY;
ALTER TABLE location FORCE ROW LEVEL SECURITY;
ALTER TABLE master FORCE ROW LEVEL SECURITY;
ALTER TABLE master_location FORCE ROW LEVEL SECURITY;
ALTER TABLE service DROP COLUMN position;
ALTER TABLE master DROP COLUMN position;

CREATE TABLE resource (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    id          bigint GENERATED ALWAYS AS IDENTITY,
    location_id bigint NOT NULL,
    slug        text NOT NULL CHECK (slug <> ''),
    position    integer NOT NULL,
    is_active   boolean NOT NULL DEFAULT true,
    name        jsonb NOT NULL CHECK (is_localized_name(name)),
    -- How many bookings may hold one at the same instant.
    count       integer NOT NULL CHECK (count BETWEEN 1 AND 1000),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, location_id, slug),
    FOREIGN KEY (tenant_id, location_id) REFERENCES location
);

CREATE TABLE service_resource (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    service_id  bigint NOT NULL,
    resource_id bigint NOT NULL,
    PRIMARY KEY (tenant_id, service_id, resource_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES service,
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resource
);
CREATE INDEX service_resource_resource ON service_resource (tenant_id, resource_id);

-- A pause that comes back every week, by the calendar date on which it begins (R5).
CREATE TABLE work_break (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    master_id   bigint NOT NULL,
    location_id bigint NOT NULL,
    weekday     smallint NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    from_minute smallint NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    -- As in working_hours.
    to_minute   smallint NOT NULL CHECK (to_minute BETWEEN 0 AND 1440 AND to_minute <> from_minute),
    week_minutes int4multirange NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN to_minute > from_minute
                THEN int4multirange(int4range(weekday * 1440 + from_minute, weekday * 1440 + to_minute))
            WHEN weekday < 6
                THEN int4multirange(int4range(weekday * 1440 + from_minute, (weekday + 1) * 1440 + to_minute))
            ELSE int4multirange(int4range(weekday * 1440 + from_minute, 10080), int4range(0, to_minute))
        END
    ) STORED,
    PRIMARY KEY (tenant_id, master_id, location_id, weekday, from_minute),
    FOREIGN KEY (tenant_id, master_id, location_id) REFERENCES master_location,
    CONSTRAINT work_break_do_not_overlap
        EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, location_id WITH =, week_minutes WITH &&)
);

ALTER TABLE working_hours ADD CONSTRAINT working_hours_have_a_length CHECK (to_minute <> from_minute);

-- The hours of one date in place of the weekday's and of that date's breaks (R3, R6): a row for each interval, and for a
-- day without any one row without minutes.
CREATE TABLE hours_override (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    master_id   bigint NOT NULL,
    location_id bigint NOT NULL,
    day         date NOT NULL,
    from_minute smallint CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   smallint CHECK (to_minute BETWEEN 0 AND 1440),
    UNIQUE NULLS NOT DISTINCT (tenant_id, master_id, location_id, day, from_minute),
    FOREIGN KEY (tenant_id, master_id, location_id) REFERENCES master_location,
    CONSTRAINT hours_override_is_whole CHECK (
        (from_minute IS NULL) = (to_minute IS NULL) AND (from_minute <> to_minute) IS NOT FALSE),
    -- Nobody works twice at once on one date, in one place or in two. Minutes since that date's midnight.
    CONSTRAINT hours_override_do_not_overlap EXCLUDE USING gist (
        tenant_id WITH =, master_id WITH =, day WITH =,
        int4range(from_minute, CASE WHEN to_minute > from_minute THEN to_minute ELSE to_minute + 1440 END) WITH &&)
        WHERE (from_minute IS NOT NULL),
    -- A day without hours has no others at that place.
    CONSTRAINT hours_override_closed_is_alone EXCLUDE USING gist (
        tenant_id WITH =, master_id WITH =, location_id WITH =, day WITH =,
        int4range(
            COALESCE(from_minute, 0),
            CASE WHEN from_minute IS NULL THEN 2880 WHEN to_minute > from_minute THEN to_minute
                ELSE to_minute + 1440 END) WITH &&)
);

-- Absences: whole days, the last one included, or from one wall-clock moment to another, which is excluded (R6).
CREATE TABLE time_off (
    tenant_id bigint NOT NULL DEFAULT current_tenant(),
    id        bigint GENERATED ALWAYS AS IDENTITY,
    master_id bigint NOT NULL,
    from_day  date NOT NULL,
    to_day    date NOT NULL,
    -- Both or neither.
    from_minute smallint CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute   smallint CHECK (to_minute BETWEEN 0 AND 1440),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, master_id) REFERENCES master,
    CONSTRAINT time_off_is_whole CHECK ((from_minute IS NULL) = (to_minute IS NULL)),
    CONSTRAINT time_off_is_in_order CHECK (
        CASE WHEN from_minute IS NULL THEN from_day <= to_day
            ELSE (from_day, from_minute) < (to_day, to_minute) END)
);
CREATE INDEX time_off_master ON time_off (tenant_id, master_id);

-- Row-level security would show the owner nothing of the table that is to be moved.
ALTER TABLE day_off NO FORCE ROW LEVEL SECURITY;
INSERT INTO time_off (tenant_id, master_id, from_day, to_day) SELECT tenant_id, master_id, day, day FROM day_off;
DROP TABLE day_off;

ALTER TABLE location
    ADD COLUMN assignment text NOT NULL DEFAULT 'least_loaded' CHECK (assignment IN ('least_loaded', 'first')),
    DROP CONSTRAINT location_horizon_days_check,
    ADD CONSTRAINT location_horizon_days_check CHECK (horizon_days BETWEEN 0 AND 731),
    ADD CONSTRAINT location_notices_end CHECK (
        minimum_notice_minutes <= 731 * 1440 AND cancel_notice_minutes <= 731 * 1440);

DO $$
DECLARE
    item regclass;
BEGIN
    FOREACH item IN ARRAY ARRAY[
        'location_service', 'resource', 'service_resource', 'work_break', 'hours_override', 'time_off']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', item);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', item);
        EXECUTE format(
            'CREATE POLICY tenant ON %s'
            ' USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::bigint)'
            ' WITH CHECK (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::bigint)', item);
        EXECUTE format(
            'CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON %s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision()', item);
    END LOOP;
END
$$;

GRANT UPDATE (available_from, available_to, weekdays, capacity, category, picture) ON service TO salonflow_server;
GRANT UPDATE (assignment) ON location TO salonflow_server;
GRANT SELECT, INSERT, UPDATE (position, is_active, name, count) ON resource TO salonflow_server;
GRANT UPDATE (position) ON master_location TO salonflow_server;
GRANT SELECT, INSERT, DELETE ON location_service, service_resource, work_break, hours_override, time_off TO salonflow_server;

-- Which zones are in use, so that an installation can be checked as a whole: the third question asked without a tenant,
-- answered as the two of 0010 are.
CREATE POLICY routing ON location FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION zones_in_use() RETURNS TABLE (tenant_id bigint, zone text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT DISTINCT location.tenant_id, location.zone FROM public.location ORDER BY 1, 2
$$;
GRANT EXECUTE ON FUNCTION zones_in_use() TO salonflow_server;

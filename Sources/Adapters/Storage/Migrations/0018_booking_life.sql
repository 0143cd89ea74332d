-- The life of a booking, guarded where nobody gets past it: which status follows which, who changed what and why, the
-- seats of a group, and things of which there are only so many.
--
-- Whatever statement the serving role types, and whatever defect the program has, these hold: no change without its
-- event, no move that the life does not know, no overlap, no group with more seats than it has, no resource held more
-- often than it is there. What a rule needs is therefore filled in here and not taken from the caller.

-- Functions that run as their owner have their search_path pinned. The others run as the caller, name what they touch with
-- its schema, and are spared the price of that for every booking.

-- Row-level security would show the owner nothing of what is to be filled in.
ALTER TABLE booking NO FORCE ROW LEVEL SECURITY;
ALTER TABLE booking_change NO FORCE ROW LEVEL SECURITY;

-- 1. Who changed it last, and why.

ALTER TABLE booking
    -- Rises by one with every change: a change that does not raise it forgot to say who makes it.
    ADD COLUMN revision integer,
    ADD COLUMN changed_by text NOT NULL DEFAULT 'customer' CHECK (changed_by IN ('customer', 'salon', 'system')),
    -- Conversation and turn, or the command, or the clock.
    ADD COLUMN change_origin text CHECK (change_origin <> ''),
    ADD COLUMN changed_at timestamptz,
    -- Who called it off, and whether so shortly before the visit that the salon wants to know.
    ADD COLUMN cancelled_by text CHECK (cancelled_by IN ('customer', 'salon')),
    ADD COLUMN cancelled_late boolean,
    ADD COLUMN cancelled_reason text CHECK (cancelled_reason <> '');

UPDATE booking
SET revision = 1 + COALESCE(change.count, 0),
    change_origin = COALESCE(change.origin, booking.origin),
    changed_at = COALESCE(change.happened_at, booking.created_at),
    cancelled_by = CASE WHEN booking.status = 'cancelled' THEN 'customer' END,
    cancelled_late = CASE WHEN booking.status = 'cancelled'
        THEN booking.starts_at - COALESCE(change.happened_at, booking.created_at) < interval '6 hours' END
FROM booking AS same
    LEFT JOIN LATERAL (
        SELECT other.origin, other.happened_at, count(*) OVER () AS count
        FROM booking_change AS other
        WHERE other.tenant_id = same.tenant_id AND other.booking_id = same.id
        ORDER BY other.id DESC
        LIMIT 1
    ) AS change ON true
WHERE same.tenant_id = booking.tenant_id AND same.id = booking.id;

ALTER TABLE booking
    ALTER COLUMN revision SET NOT NULL,
    ALTER COLUMN change_origin SET NOT NULL,
    ALTER COLUMN changed_at SET NOT NULL,
    ADD CONSTRAINT booking_revision_counts_from_one CHECK (revision >= 1),
    ADD CONSTRAINT booking_cancelled_says_by_whom CHECK (
        (status = 'cancelled') = (cancelled_by IS NOT NULL) AND (status = 'cancelled') = (cancelled_late IS NOT NULL)
        AND (status = 'cancelled' OR cancelled_reason IS NULL)),
    -- When the clock changes it next: a hold expires, a visit begins, a visit ends.
    ADD COLUMN due_at timestamptz GENERATED ALWAYS AS (
        CASE status
            WHEN 'hold' THEN expires_at
            WHEN 'pending' THEN starts_at
            WHEN 'confirmed' THEN starts_at
            WHEN 'in_progress' THEN ends_at
        END) STORED;
-- By time first, as the wake-ups of conversations.
CREATE INDEX booking_due ON booking (due_at, tenant_id) WHERE due_at IS NOT NULL;
-- Few at any moment; whoever books lets go of what they held.
CREATE INDEX booking_hold ON booking (tenant_id, customer_id) WHERE status = 'hold';

-- 2. What happened to it, from the first day on. Takes the place of booking_change.

CREATE TABLE booking_event (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    booking_id  bigint NOT NULL,
    -- The booking's revision that this event made.
    revision    integer NOT NULL CHECK (revision >= 1),
    kind        text NOT NULL CHECK (kind IN (
        'held', 'released', 'booked', 'confirmed', 'moved', 'reassigned', 'retimed', 'started', 'completed', 'cancelled',
        'no_show', 'merged')),
    actor       text NOT NULL CHECK (actor IN ('customer', 'salon', 'system')),
    origin      text NOT NULL CHECK (origin <> ''),
    happened_at timestamptz NOT NULL,
    -- Missing for the first.
    from_status text,
    to_status   text NOT NULL,
    -- With whom and when it is since then; before it, as the event before says.
    master_id   bigint NOT NULL,
    starts_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, booking_id, revision),
    FOREIGN KEY (tenant_id, booking_id) REFERENCES booking,
    CONSTRAINT booking_event_first_has_no_past CHECK ((revision = 1) = (from_status IS NULL))
);

INSERT INTO booking_event
    (tenant_id, booking_id, revision, kind, actor, origin, happened_at, from_status, to_status, master_id, starts_at)
SELECT
    booking.tenant_id, booking.id, 1, CASE WHEN status IN ('hold', 'released') THEN 'held' ELSE 'booked' END, 'customer',
    booking.origin, booking.created_at, NULL,
    CASE WHEN status IN ('hold', 'released') THEN 'hold' ELSE 'confirmed' END,
    COALESCE(first.from_master_id, booking.master_id), COALESCE(first.from_starts_at, booking.starts_at)
FROM booking
    LEFT JOIN LATERAL (
        SELECT change.from_master_id, change.from_starts_at
        FROM booking_change AS change
        WHERE change.tenant_id = booking.tenant_id AND change.booking_id = booking.id
        ORDER BY change.id
        LIMIT 1
    ) AS first ON true;

INSERT INTO booking_event
    (tenant_id, booking_id, revision, kind, actor, origin, happened_at, from_status, to_status, master_id, starts_at)
SELECT
    change.tenant_id, change.booking_id,
    1 + row_number() OVER (PARTITION BY change.tenant_id, change.booking_id ORDER BY change.id),
    CASE WHEN change.kind = 'moved' AND change.to_starts_at = change.from_starts_at THEN 'reassigned' ELSE change.kind END,
    'customer', change.origin, change.happened_at, 'confirmed',
    CASE change.kind WHEN 'cancelled' THEN 'cancelled' ELSE 'confirmed' END,
    COALESCE(change.to_master_id, change.from_master_id), COALESCE(change.to_starts_at, change.from_starts_at)
FROM booking_change AS change;

DROP TABLE booking_change;

CREATE TRIGGER booking_event_is_a_record BEFORE UPDATE OR DELETE OR TRUNCATE ON booking_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- 3. Seats. Bookings of one service, one master and one start are one sitting; it has so many seats as the service had
--    when they were booked, which is one for most (R16). Two bookings of a master conflict when they overlap and are not
--    of one sitting, or have one seat.

-- What overlaps `[from, to)` ends after `from` and, since none is longer, less than three days after `to`: so an index by
-- the end reads a few rows of a year of them.
ALTER TABLE booking ADD CONSTRAINT booking_occupies_three_days_at_most CHECK (
    duration_minutes <= 1440 AND buffer_before_minutes <= 1440 AND buffer_after_minutes <= 1440);

-- Injective for what can overlap: equal numbers of two services lie five centuries apart.
CREATE FUNCTION sitting_of(service_id bigint, starts_at timestamptz) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN service_id * 268435456
        + (extract(epoch FROM starts_at - timestamptz '2000-01-01 00:00:00+00') / 60)::bigint;

ALTER TABLE booking
    ADD COLUMN capacity integer NOT NULL DEFAULT 1 CHECK (capacity >= 1),
    ADD COLUMN seat integer NOT NULL DEFAULT 1 CHECK (seat >= 1),
    ADD COLUMN sitting bigint NOT NULL GENERATED ALWAYS AS (sitting_of(service_id, starts_at)) STORED,
    -- Whether it held resources when it was booked.
    ADD COLUMN holds_resources boolean NOT NULL DEFAULT false,
    -- A sitting is told by the minute.
    ADD CONSTRAINT booking_group_starts_on_a_minute CHECK (
        capacity = 1 OR extract(epoch FROM starts_at - timestamptz '2000-01-01 00:00:00+00') % 60 = 0),
    DROP CONSTRAINT booking_master_is_free,
    ADD CONSTRAINT booking_master_is_free
        EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, occupied WITH &&, sitting WITH <>)
        WHERE (status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed'));
CREATE UNIQUE INDEX booking_seat_is_free ON booking (tenant_id, master_id, sitting, seat)
    WHERE status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed');

-- The lowest free seat; one that is taken when all are, so that the unique index refuses it. Who wants a seat in a group
-- waits for who is just taking one, and no two try for the same.
CREATE FUNCTION free_seat(
    tenant bigint, master bigint, service bigint, start timestamptz, capacity integer, booking bigint)
    RETURNS integer
    LANGUAGE plpgsql
AS $$
DECLARE
    wanted CONSTANT bigint := public.sitting_of(service, start);
    taken integer[];
BEGIN
    IF capacity > 1 THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('sitting ' || tenant || ' ' || master || ' ' || wanted, 0));
    END IF;
    taken := ARRAY(
        SELECT other.seat
        FROM public.booking AS other
        WHERE other.tenant_id = tenant AND other.master_id = master AND other.sitting = wanted AND other.id <> booking
            -- True of every sitting, and what keeps either index short, whichever a plan has chosen.
            AND other.occupied_to > start AND other.occupied_to <= start + interval '72 hours'
            AND other.status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed'));
    IF cardinality(taken) >= capacity THEN RETURN taken[1]; END IF;
    RETURN (SELECT min(candidate) FROM generate_series(1, capacity) AS candidate WHERE candidate <> ALL (taken));
END
$$;

-- 4. Resources: a row for each unit that a booking holds, kept in step with it. Two rows of one unit never overlap.

CREATE TABLE booking_resource (
    tenant_id     bigint NOT NULL DEFAULT current_tenant(),
    booking_id    bigint NOT NULL,
    resource_id   bigint NOT NULL,
    unit          integer NOT NULL CHECK (unit >= 1),
    -- As in booking.
    occupied_from timestamptz NOT NULL,
    occupied_to   timestamptz NOT NULL,
    occupied      tstzrange NOT NULL GENERATED ALWAYS AS (tstzrange(occupied_from, occupied_to, '[)')) STORED,
    PRIMARY KEY (tenant_id, booking_id, resource_id),
    FOREIGN KEY (tenant_id, booking_id) REFERENCES booking,
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resource,
    -- Looked at when a statement ends: units are dealt anew by one that changes several.
    CONSTRAINT booking_resource_unit_is_free
        EXCLUDE USING gist (tenant_id WITH =, resource_id WITH =, unit WITH =, occupied WITH &&) DEFERRABLE
);
CREATE INDEX booking_resource_busy ON booking_resource (tenant_id, resource_id, occupied_to);

-- What a booking waits for, always in this order and before anything is written that another transaction might wait for:
-- its master, together with all others who book there, but not with one who moves a booking (who takes the same lock
-- alone); then its resources, one by one. Without it an insert and an update that want each other's time would wait for
-- one another.
CREATE FUNCTION lock_for_booking(tenant bigint, master bigint, resources bigint[]) RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    item bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('master ' || tenant || ' ' || master, 0));
    IF resources <> '{}' THEN
        FOR item IN SELECT DISTINCT resource FROM unnest(resources) AS resource ORDER BY resource LOOP
            PERFORM pg_advisory_xact_lock(hashtextextended('resource ' || tenant || ' ' || item, 0));
        END LOOP;
    END IF;
END
$$;

-- Interval colouring by start over all that hangs together with the range: it needs no more units than are used at any one
-- instant. Answers with the new booking's.
CREATE FUNCTION deal_units_anew(
    tenant bigint, wanted bigint, booking bigint, starts timestamptz, ends timestamptz) RETURNS integer
    LANGUAGE plpgsql
AS $$
DECLARE
    low timestamptz := starts;
    high timestamptz := ends;
    first timestamptz;
    last timestamptz;
    item record;
    place integer;
    free_from timestamptz[] := '{}';
    bookings bigint[] := '{}';
    units integer[] := '{}';
BEGIN
    LOOP
        SELECT min(occupied_from), max(occupied_to) INTO first, last
        FROM public.booking_resource AS held
        WHERE held.tenant_id = tenant AND held.resource_id = wanted AND held.occupied_to > low
            AND held.occupied_to < high + interval '72 hours' AND held.occupied_from < high;
        EXIT WHEN first >= low AND last <= high;
        low := LEAST(low, first);
        high := GREATEST(high, last);
    END LOOP;
    FOR item IN
        SELECT held.booking_id, held.occupied_from, held.occupied_to
        FROM public.booking_resource AS held
        WHERE held.tenant_id = tenant AND held.resource_id = wanted AND held.occupied_to > low
            AND held.occupied_to < high + interval '72 hours' AND held.occupied_from < high
        UNION ALL
        SELECT booking, starts, ends
        ORDER BY 2, 1
    LOOP
        place := 1;
        WHILE free_from[place] > item.occupied_from LOOP place := place + 1; END LOOP;
        free_from[place] := item.occupied_to;
        bookings := bookings || item.booking_id;
        units := units || place;
    END LOOP;
    UPDATE public.booking_resource AS held
    SET unit = dealt.unit
    FROM unnest(bookings, units) AS dealt (booking_id, unit)
    WHERE held.tenant_id = tenant AND held.resource_id = wanted AND held.booking_id = dealt.booking_id
        AND held.unit <> dealt.unit;
    RETURN units[array_position(bookings, booking)];
END
$$;

-- Each instant may use as many as there are (R16). Fixed units can stand in the way of that: then they are dealt anew.
CREATE FUNCTION hold_resource(
    tenant bigint, wanted bigint, booking bigint, starts timestamptz, ends timestamptz) RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    available CONSTANT integer := (
        SELECT resource.count FROM public.resource WHERE resource.tenant_id = tenant AND resource.id = wanted);
    used integer;
    free integer;
BEGIN
    SELECT max(instant.used) INTO used
    FROM (
        SELECT count(*) AS used
        FROM (
            SELECT starts AS at
            UNION
            SELECT held.occupied_from
            FROM public.booking_resource AS held
            WHERE held.tenant_id = tenant AND held.resource_id = wanted AND held.occupied_from >= starts
                AND held.occupied_from < ends AND held.occupied_to > starts
                AND held.occupied_to < ends + interval '72 hours'
        ) AS moment
            JOIN public.booking_resource AS held
                ON held.tenant_id = tenant AND held.resource_id = wanted AND held.occupied_from <= moment.at
                AND held.occupied_to > moment.at AND held.occupied_to < moment.at + interval '72 hours'
        GROUP BY moment.at
    ) AS instant;
    IF COALESCE(used, 0) >= available THEN
        RAISE EXCEPTION 'all % of the resource % are held at some moment of the booking', available, wanted
            USING ERRCODE = 'exclusion_violation', SCHEMA = 'public', TABLE = 'booking_resource',
                CONSTRAINT = 'booking_resource_is_free',
                HINT = 'Choose another time, or raise the resource''s count.';
    END IF;
    SELECT min(candidate) INTO free
    FROM generate_series(1, available) AS candidate
    WHERE NOT EXISTS (
        SELECT FROM public.booking_resource AS held
        WHERE held.tenant_id = tenant AND held.resource_id = wanted AND held.unit = candidate
            AND held.occupied_to > starts AND held.occupied_to < ends + interval '72 hours'
            AND held.occupied_from < ends);
    IF free IS NULL THEN free := public.deal_units_anew(tenant, wanted, booking, starts, ends); END IF;
    INSERT INTO public.booking_resource (tenant_id, booking_id, resource_id, unit, occupied_from, occupied_to)
    VALUES (tenant, booking, wanted, free, starts, ends);
END
$$;

-- Runs as the owner: nobody else writes rows of units.
CREATE FUNCTION hold_booking_resources() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    wanted bigint[];
    item bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        wanted := ARRAY(
            SELECT needed.resource_id
            FROM public.service_resource AS needed
                JOIN public.resource ON resource.tenant_id = needed.tenant_id AND resource.id = needed.resource_id
            WHERE needed.tenant_id = NEW.tenant_id AND needed.service_id = NEW.service_id
                AND resource.location_id = NEW.location_id AND resource.is_active
            ORDER BY needed.resource_id);
    ELSE
        wanted := ARRAY(
            SELECT held.resource_id
            FROM public.booking_resource AS held
            WHERE held.tenant_id = NEW.tenant_id AND held.booking_id = NEW.id
            ORDER BY held.resource_id);
        DELETE FROM public.booking_resource AS held WHERE held.tenant_id = NEW.tenant_id AND held.booking_id = NEW.id;
        IF NEW.status NOT IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed') THEN RETURN NULL; END IF;
    END IF;
    FOREACH item IN ARRAY wanted LOOP
        PERFORM public.hold_resource(NEW.tenant_id, item, NEW.id, NEW.occupied_from, NEW.occupied_to);
    END LOOP;
    RETURN NULL;
END
$$;

-- 5. The life itself.

CREATE FUNCTION begin_booking() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    wanted bigint[];
BEGIN
    IF NEW.status NOT IN ('hold', 'pending', 'confirmed') THEN
        RAISE EXCEPTION 'a booking does not begin as %', NEW.status
            USING ERRCODE = 'restrict_violation', SCHEMA = 'public', TABLE = 'booking',
                CONSTRAINT = 'booking_moves_are_legal', HINT = 'It begins as hold, pending or confirmed.';
    END IF;
    NEW.revision := 1;
    NEW.change_origin := COALESCE(NEW.change_origin, NEW.origin);
    NEW.changed_at := COALESCE(NEW.changed_at, NEW.created_at);
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('master ' || NEW.tenant_id || ' ' || NEW.master_id, 0));
    -- One look-up for all: this is what every booking pays. Who is alone at that start has the first seat.
    SELECT
        service.capacity,
        ARRAY(
            SELECT needed.resource_id
            FROM public.service_resource AS needed
                JOIN public.resource ON resource.tenant_id = needed.tenant_id AND resource.id = needed.resource_id
            WHERE needed.tenant_id = NEW.tenant_id AND needed.service_id = NEW.service_id
                AND resource.location_id = NEW.location_id AND resource.is_active),
        COALESCE((
            SELECT other.seat
            FROM public.booking AS other
            WHERE other.tenant_id = NEW.tenant_id AND other.master_id = NEW.master_id
                AND other.sitting = public.sitting_of(NEW.service_id, NEW.starts_at)
                -- As in free_seat: a plan that was made while the table was empty may take the index of busy times.
                AND other.occupied_to > NEW.starts_at AND other.occupied_to <= NEW.starts_at + interval '72 hours'
                AND other.status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed')
            LIMIT 1), 1)
    INTO NEW.capacity, wanted, NEW.seat
    FROM public.service
    WHERE service.tenant_id = NEW.tenant_id AND service.id = NEW.service_id;
    IF NOT FOUND THEN
        -- The foreign key's to refuse.
        NEW.capacity := 1;
        NEW.seat := 1;
        NEW.holds_resources := false;
        RETURN NEW;
    END IF;
    NEW.holds_resources := wanted <> '{}';
    IF NEW.holds_resources THEN PERFORM public.lock_for_booking(NEW.tenant_id, NEW.master_id, wanted); END IF;
    IF NEW.capacity > 1 THEN
        NEW.seat := public.free_seat(
            NEW.tenant_id, NEW.master_id, NEW.service_id, NEW.starts_at, NEW.capacity, NEW.id);
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION change_booking() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    moves CONSTANT boolean :=
        (NEW.master_id, NEW.starts_at, NEW.wall_date, NEW.wall_time, NEW.zone)
        IS DISTINCT FROM (OLD.master_id, OLD.starts_at, OLD.wall_date, OLD.wall_time, OLD.zone);
BEGIN
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('hold', 'pending'), ('hold', 'confirmed'), ('hold', 'released'),
        ('pending', 'confirmed'), ('pending', 'in_progress'), ('pending', 'cancelled'), ('pending', 'no_show'),
        ('confirmed', 'in_progress'), ('confirmed', 'completed'), ('confirmed', 'cancelled'), ('confirmed', 'no_show'),
        ('in_progress', 'completed'), ('in_progress', 'no_show'),
        -- Somebody noticed later that nobody had come.
        ('completed', 'no_show'))
    THEN
        RAISE EXCEPTION 'a booking that is % does not become %', OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation', SCHEMA = 'public', TABLE = 'booking',
                CONSTRAINT = 'booking_moves_are_legal';
    END IF;
    IF moves AND (NEW.status <> OLD.status OR NEW.status NOT IN ('pending', 'confirmed')) THEN
        RAISE EXCEPTION 'a booking that goes from % to % keeps its time and its master', OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation', SCHEMA = 'public', TABLE = 'booking',
                CONSTRAINT = 'booking_moves_are_legal',
                HINT = 'Only pending and confirmed bookings move, by a change of its own.';
    END IF;
    IF NEW.status = OLD.status AND (
        (NEW.cancelled_by, NEW.cancelled_late, NEW.cancelled_reason)
            IS DISTINCT FROM (OLD.cancelled_by, OLD.cancelled_late, OLD.cancelled_reason)
        OR NEW.status <> 'confirmed' AND NEW.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at
        OR NOT moves AND (NEW.customer_id, NEW.expires_at, NEW.confirmed_at)
            IS NOT DISTINCT FROM (OLD.customer_id, OLD.expires_at, OLD.confirmed_at))
    THEN
        RAISE EXCEPTION 'nothing of a booking that is % changes that way', OLD.status
            USING ERRCODE = 'restrict_violation', SCHEMA = 'public', TABLE = 'booking',
                CONSTRAINT = 'booking_moves_are_legal';
    END IF;
    IF NEW.revision <> OLD.revision + 1 THEN
        RAISE EXCEPTION 'a change of a booking says who makes it and why'
            USING ERRCODE = 'restrict_violation', SCHEMA = 'public', TABLE = 'booking',
                CONSTRAINT = 'booking_changes_name_their_cause',
                HINT = 'Set changed_by, change_origin and changed_at, and revision = revision + 1.';
    END IF;
    IF (NEW.master_id, NEW.starts_at) IS DISTINCT FROM (OLD.master_id, OLD.starts_at) THEN
        IF NEW.holds_resources AND NEW.starts_at <> OLD.starts_at THEN
            PERFORM public.lock_for_booking(NEW.tenant_id, NEW.master_id, ARRAY(
                SELECT held.resource_id
                FROM public.booking_resource AS held
                WHERE held.tenant_id = NEW.tenant_id AND held.booking_id = NEW.id));
        END IF;
        NEW.seat := public.free_seat(
            NEW.tenant_id, NEW.master_id, NEW.service_id, NEW.starts_at, NEW.capacity, NEW.id);
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION refuse_change_of_agreement() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'what was agreed of a booking stays as it was: its service, name, length, buffers, price and number'
        USING ERRCODE = 'restrict_violation', SCHEMA = 'public', TABLE = 'booking',
            CONSTRAINT = 'booking_stays_as_agreed';
END
$$;

-- Runs as the owner: nobody else writes events.
CREATE FUNCTION record_booking_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    kind text;
    past text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        kind := CASE NEW.status WHEN 'hold' THEN 'held' ELSE 'booked' END;
    ELSE
        past := OLD.status;
        kind := CASE
            WHEN OLD.status = 'hold' AND NEW.status IN ('pending', 'confirmed') THEN 'booked'
            WHEN NEW.status <> OLD.status THEN CASE NEW.status WHEN 'in_progress' THEN 'started' ELSE NEW.status END
            -- The zone's rules changed, and what was said stays.
            WHEN NEW.starts_at <> OLD.starts_at AND (NEW.wall_date, NEW.wall_time) = (OLD.wall_date, OLD.wall_time)
                AND NEW.master_id = OLD.master_id THEN 'retimed'
            WHEN (NEW.starts_at, NEW.wall_date, NEW.wall_time, NEW.zone)
                <> (OLD.starts_at, OLD.wall_date, OLD.wall_time, OLD.zone) THEN 'moved'
            WHEN NEW.master_id <> OLD.master_id THEN 'reassigned'
            WHEN NEW.customer_id <> OLD.customer_id THEN 'merged'
            WHEN NEW.status = 'hold' THEN 'held'
            ELSE 'confirmed'
        END;
    END IF;
    INSERT INTO public.booking_event
        (tenant_id, booking_id, revision, kind, actor, origin, happened_at, from_status, to_status, master_id, starts_at)
    VALUES (
        NEW.tenant_id, NEW.id, NEW.revision, kind, NEW.changed_by, NEW.change_origin, NEW.changed_at, past, NEW.status,
        NEW.master_id, NEW.starts_at);
    RETURN NULL;
END
$$;

CREATE TRIGGER booking_begins BEFORE INSERT ON booking FOR EACH ROW EXECUTE FUNCTION begin_booking();
-- Whether a customer is to be reminded is no part of the life.
CREATE TRIGGER booking_changes
    BEFORE UPDATE OF customer_id, master_id, status, starts_at, wall_date, wall_time, zone, expires_at, confirmed_at,
        cancelled_by, cancelled_late, cancelled_reason, revision, changed_by, change_origin, changed_at
    ON booking FOR EACH ROW EXECUTE FUNCTION change_booking();
CREATE TRIGGER booking_stays_as_agreed
    BEFORE UPDATE OF number, origin, location_id, service_id, service_name, duration_minutes, buffer_before_minutes,
        buffer_after_minutes, price_minor, currency, created_at, capacity, holds_resources
    ON booking FOR EACH ROW EXECUTE FUNCTION refuse_change_of_agreement();
CREATE TRIGGER booking_has_its_events AFTER INSERT OR UPDATE OF revision ON booking
    FOR EACH ROW EXECUTE FUNCTION record_booking_event();
CREATE TRIGGER booking_holds_resources AFTER INSERT ON booking
    FOR EACH ROW WHEN (NEW.holds_resources) EXECUTE FUNCTION hold_booking_resources();
CREATE TRIGGER booking_keeps_resources AFTER UPDATE OF status, starts_at ON booking
    FOR EACH ROW
    WHEN (OLD.holds_resources AND (OLD.starts_at <> NEW.starts_at
        OR NEW.status <> OLD.status AND NEW.status IN ('released', 'cancelled', 'no_show')))
    EXECUTE FUNCTION hold_booking_resources();

-- 6. Who has something to do: now also those whose bookings the clock changes.

DROP FUNCTION tenants_with_work(timestamptz, timestamptz);
CREATE FUNCTION tenants_with_work(moment timestamptz, stale timestamptz)
    RETURNS TABLE (
        tenant_id bigint, has_turns boolean, has_messages boolean, has_stale_sends boolean, has_due_bookings boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT
        work.tenant_id, bool_or(work.kind = 1), bool_or(work.kind = 2), bool_or(work.kind = 3), bool_or(work.kind = 4)
    FROM (
        SELECT inbox.tenant_id, 1 AS kind FROM public.inbox WHERE processed_at IS NULL AND due_at <= $1
        UNION ALL
        SELECT conversation.tenant_id, 1 FROM public.conversation WHERE wake_at <= $1
        UNION ALL
        SELECT outbox.tenant_id, 2 FROM public.outbox WHERE state = 'pending' AND next_attempt_at <= $1
        UNION ALL
        SELECT outbox.tenant_id, 3 FROM public.outbox WHERE state = 'sending' AND claimed_at < $2
        UNION ALL
        SELECT booking.tenant_id, 4 FROM public.booking WHERE due_at <= $1
    ) AS work
    GROUP BY work.tenant_id
    ORDER BY work.tenant_id
$$;
CREATE POLICY routing ON booking FOR SELECT TO CURRENT_USER USING (true);

ALTER TABLE booking FORCE ROW LEVEL SECURITY;
DO $$
DECLARE
    item regclass;
BEGIN
    FOREACH item IN ARRAY ARRAY['booking_event', 'booking_resource']::regclass[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', item);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', item);
        EXECUTE format(
            'CREATE POLICY tenant ON %s'
            ' USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::bigint)'
            ' WITH CHECK (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::bigint)', item);
    END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION sitting_of(bigint, timestamptz),
    free_seat(bigint, bigint, bigint, timestamptz, integer, bigint), lock_for_booking(bigint, bigint, bigint[]),
    tenants_with_work(timestamptz, timestamptz)
    TO salonflow_server;
GRANT SELECT ON booking_event, booking_resource TO salonflow_server;
GRANT UPDATE (revision, changed_by, change_origin, changed_at, cancelled_by, cancelled_late, cancelled_reason)
    ON booking TO salonflow_server;

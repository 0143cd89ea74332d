CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO pg_database_owner;
CREATE FUNCTION public.allow_erasure_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR NEW.event <> '' OR NEW.answers <> '' THEN
        RAISE EXCEPTION '% is a record of what happened: its rows are never changed, but for being erased once', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
ALTER FUNCTION public.allow_erasure_only() OWNER TO salonflow_owner;
CREATE FUNCTION public.begin_booking() RETURNS trigger
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
ALTER FUNCTION public.begin_booking() OWNER TO salonflow_owner;
CREATE FUNCTION public.bump_catalogue_revision() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO catalogue_revision AS kept (tenant_id, revision) VALUES (current_tenant(), 1)
        ON CONFLICT (tenant_id) DO UPDATE SET revision = kept.revision + 1;
    RETURN NULL;
END
$$;
ALTER FUNCTION public.bump_catalogue_revision() OWNER TO salonflow_owner;
CREATE FUNCTION public.change_booking() RETURNS trigger
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
ALTER FUNCTION public.change_booking() OWNER TO salonflow_owner;
CREATE FUNCTION public.current_tenant() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint;
ALTER FUNCTION public.current_tenant() OWNER TO salonflow_owner;
CREATE FUNCTION public.deal_units_anew(tenant bigint, wanted bigint, booking bigint, starts timestamp with time zone, ends timestamp with time zone) RETURNS integer
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
ALTER FUNCTION public.deal_units_anew(tenant bigint, wanted bigint, booking bigint, starts timestamp with time zone, ends timestamp with time zone) OWNER TO salonflow_owner;
CREATE FUNCTION public.end_flow_canary() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE public.flow_canary
    SET ended_at = NEW.moved_at, ended_by = NEW.moved_by, verdict = NEW.reason, next_look = NULL,
        outcome = CASE WHEN TG_WHEN = 'BEFORE' THEN 'stopped' ELSE 'promoted' END
    WHERE flow_canary.tenant_id = NEW.tenant_id AND flow_canary.ended_at IS NULL
        AND (flow_canary.version = NEW.version) = (TG_WHEN = 'AFTER');
    RETURN NEW;
END
$$;
ALTER FUNCTION public.end_flow_canary() OWNER TO salonflow_owner;
CREATE FUNCTION public.find_channel_accounts(channel text, external_ids text[]) RETURNS TABLE(external_id text, tenant_id bigint, channel_account_id bigint, location_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
    SELECT account.external_id, account.tenant_id, account.id, account.location_id
    FROM public.channel_account AS account
    WHERE account.channel = $1 AND account.external_id = ANY ($2)
$_$;
ALTER FUNCTION public.find_channel_accounts(channel text, external_ids text[]) OWNER TO salonflow_owner;
CREATE FUNCTION public.free_seat(tenant bigint, master bigint, service bigint, start timestamp with time zone, capacity integer, booking bigint) RETURNS integer
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
ALTER FUNCTION public.free_seat(tenant bigint, master bigint, service bigint, start timestamp with time zone, capacity integer, booking bigint) OWNER TO salonflow_owner;
CREATE FUNCTION public.guard_flow_canary() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'canary % has ended', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.outcome = 'promoted' AND NOT EXISTS (
        SELECT FROM public.flow_live
        WHERE flow_live.tenant_id = NEW.tenant_id AND flow_live.version = NEW.version)
    THEN
        RAISE EXCEPTION 'version % is not live: a canary is promoted by making its version live', NEW.version
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
ALTER FUNCTION public.guard_flow_canary() OWNER TO salonflow_owner;
CREATE FUNCTION public.hold_booking_resources() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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
ALTER FUNCTION public.hold_booking_resources() OWNER TO salonflow_owner;
CREATE FUNCTION public.hold_resource(tenant bigint, wanted bigint, booking bigint, starts timestamp with time zone, ends timestamp with time zone) RETURNS void
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
ALTER FUNCTION public.hold_resource(tenant bigint, wanted bigint, booking bigint, starts timestamp with time zone, ends timestamp with time zone) OWNER TO salonflow_owner;
CREATE FUNCTION public.is_localized_name(name jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((jsonb_typeof(name) = 'object'::text) AND (name <> '{}'::jsonb) AND (NOT jsonb_path_exists(name, '$.*?(@.type() != "string" || @ == "")'::jsonpath)));
ALTER FUNCTION public.is_localized_name(name jsonb) OWNER TO salonflow_owner;
CREATE FUNCTION public.keep_flow_content(contents bytea[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
    INSERT INTO public.flow_content (hash, content)
    SELECT DISTINCT ON (sha256(given.content)) sha256(given.content), given.content
    FROM unnest($1) AS given (content)
    ORDER BY sha256(given.content)
    ON CONFLICT (hash) DO UPDATE SET content = EXCLUDED.content
        WHERE sha256(flow_content.content) <> flow_content.hash
$_$;
ALTER FUNCTION public.keep_flow_content(contents bytea[]) OWNER TO salonflow_owner;
CREATE FUNCTION public.keep_flow_files(paths text[], contents bytea[]) RETURNS bytea
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    hash bytea;
BEGIN
    PERFORM public.keep_flow_content(contents);
    SELECT sha256(COALESCE(
        string_agg(convert_to(file.path, 'UTF8') || '\x00' || sha256(file.content), ''::bytea ORDER BY file.path COLLATE "C"), ''))
    INTO hash
    FROM unnest(paths, contents) AS file (path, content);
    INSERT INTO public.flow_file (sources_hash, path, content_hash)
    SELECT hash, file.path, sha256(file.content) FROM unnest(paths, contents) AS file (path, content)
    ON CONFLICT DO NOTHING;
    RETURN hash;
END
$$;
ALTER FUNCTION public.keep_flow_files(paths text[], contents bytea[]) OWNER TO salonflow_owner;
CREATE FUNCTION public.lock_for_booking(tenant bigint, master bigint, resources bigint[]) RETURNS void
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
ALTER FUNCTION public.lock_for_booking(tenant bigint, master bigint, resources bigint[]) OWNER TO salonflow_owner;
CREATE FUNCTION public.note_freed_time() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO public.freed_time
        (tenant_id, location_id, master_id, service_id, starts_at, freed_from, freed_to, due_at)
    SELECT
        OLD.tenant_id, OLD.location_id, OLD.master_id, OLD.service_id, OLD.starts_at, OLD.occupied_from, OLD.occupied_to,
        NEW.changed_at
    WHERE OLD.occupied_to > NEW.changed_at
        AND EXISTS (
            SELECT FROM public.waitlist_entry AS entry
            WHERE entry.tenant_id = OLD.tenant_id AND entry.location_id = OLD.location_id);
    RETURN NULL;
END
$$;
ALTER FUNCTION public.note_freed_time() OWNER TO salonflow_owner;
CREATE FUNCTION public.record_booking_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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
ALTER FUNCTION public.record_booking_event() OWNER TO salonflow_owner;
CREATE FUNCTION public.record_dead_letters(channel text, accounts text[], kinds text[], reasons text[], raws bytea[], arrived_at timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
    INSERT INTO public.dead_letter (channel, account, kind, reason, raw, arrived_at)
    SELECT $1, letter.account, letter.kind, letter.reason, letter.raw, $6
    FROM unnest($2, $3, $4, $5) AS letter (account, kind, reason, raw)
$_$;
ALTER FUNCTION public.record_dead_letters(channel text, accounts text[], kinds text[], reasons text[], raws bytea[], arrived_at timestamp with time zone) OWNER TO salonflow_owner;
CREATE FUNCTION public.record_flow_canary() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.ended_at IS NOT NULL OR NOT EXISTS (
            SELECT FROM public.flow_live
            WHERE flow_live.tenant_id = NEW.tenant_id AND flow_live.version = NEW.against)
        THEN
            RAISE EXCEPTION 'a canary begins open, against the version that is live' USING ERRCODE = 'restrict_violation';
        END IF;
        INSERT INTO public.flow_move (tenant_id, kind, from_version, to_version, moved_at, moved_by, reason)
        VALUES (NEW.tenant_id, 'canary_start', NEW.against, NEW.version, NEW.started_at, NEW.started_by, NEW.reason);
    ELSIF OLD.ended_at IS NULL AND NEW.outcome IN ('rolled_back', 'stopped') THEN
        INSERT INTO public.flow_move (tenant_id, kind, from_version, to_version, moved_at, moved_by, reason)
        VALUES (NEW.tenant_id, 'canary_end', NEW.version, NEW.against, NEW.ended_at, NEW.ended_by, NEW.verdict);
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION public.record_flow_canary() OWNER TO salonflow_owner;
CREATE FUNCTION public.record_flow_move() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
        RAISE EXCEPTION 'version % is live already', NEW.version USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO public.flow_move (tenant_id, kind, from_version, to_version, moved_at, moved_by, reason)
    VALUES (
        NEW.tenant_id, NEW.kind, CASE WHEN TG_OP = 'UPDATE' THEN OLD.version END, NEW.version, NEW.moved_at, NEW.moved_by,
        NEW.reason);
    RETURN NULL;
END
$$;
ALTER FUNCTION public.record_flow_move() OWNER TO salonflow_owner;
CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION '% is a record of what happened: its rows are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
ALTER FUNCTION public.refuse_change() OWNER TO salonflow_owner;
CREATE FUNCTION public.refuse_change_of_agreement() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'what was agreed of a booking stays as it was: its service, name, length, buffers, price and number'
        USING ERRCODE = 'restrict_violation', SCHEMA = 'public', TABLE = 'booking',
            CONSTRAINT = 'booking_stays_as_agreed';
END
$$;
ALTER FUNCTION public.refuse_change_of_agreement() OWNER TO salonflow_owner;
CREATE FUNCTION public.settle_waits() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    minute CONSTANT integer := extract(hour FROM NEW.wall_time) * 60 + extract(minute FROM NEW.wall_time);
BEGIN
    DELETE FROM public.waitlist_entry AS entry
    WHERE entry.tenant_id = NEW.tenant_id AND entry.customer_id = NEW.customer_id
        AND entry.location_id = NEW.location_id AND entry.service_id = NEW.service_id
        AND (entry.master_id IS NULL OR entry.master_id = NEW.master_id)
        AND (entry.dates_from IS NULL OR entry.dates_from <= NEW.wall_date)
        AND (entry.dates_to IS NULL OR entry.dates_to >= NEW.wall_date)
        -- A window that ends before it begins goes over midnight.
        AND CASE WHEN COALESCE(entry.times_from, 0) <= COALESCE(entry.times_to, 1440)
            THEN minute BETWEEN COALESCE(entry.times_from, 0) AND COALESCE(entry.times_to, 1440)
            ELSE minute >= entry.times_from OR minute <= entry.times_to END;
    UPDATE public.waitlist_offer AS offer
    SET state = CASE WHEN offer.customer_id = NEW.customer_id THEN 'accepted' ELSE 'lost' END,
        booking_id = CASE WHEN offer.customer_id = NEW.customer_id THEN NEW.id END,
        -- Who has not heard of the offer yet need not hear that it is gone.
        news_at = CASE WHEN offer.customer_id <> NEW.customer_id AND offer.news_at IS NULL THEN NEW.changed_at END
    FROM (
        SELECT open.id
        FROM public.waitlist_offer AS open
        WHERE open.tenant_id = NEW.tenant_id AND open.master_id = NEW.master_id AND open.state = 'offered'
            AND open.occupied_to > NEW.occupied_from AND open.occupied_from < NEW.occupied_to
            -- A group has other seats; who says yes learns whether there is one left.
            AND (open.customer_id = NEW.customer_id OR NEW.capacity = 1 OR open.service_id <> NEW.service_id
                OR open.starts_at <> NEW.starts_at)
        ORDER BY open.id
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS gone
    WHERE offer.tenant_id = NEW.tenant_id AND offer.id = gone.id;
    RETURN NULL;
END
$$;
ALTER FUNCTION public.settle_waits() OWNER TO salonflow_owner;
CREATE FUNCTION public.sitting_of(service_id bigint, starts_at timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((service_id * 268435456) + ((EXTRACT(epoch FROM (starts_at - '2000-01-01 00:00:00+00'::timestamp with time zone)) / (60)::numeric))::bigint);
ALTER FUNCTION public.sitting_of(service_id bigint, starts_at timestamp with time zone) OWNER TO salonflow_owner;
CREATE FUNCTION public.tenants_with_work(moment timestamp with time zone, stale timestamp with time zone) RETURNS TABLE(tenant_id bigint, has_turns boolean, has_messages boolean, has_stale_sends boolean, has_due_bookings boolean, has_freed_times boolean, has_canary_look boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
    SELECT
        work.tenant_id, bool_or(work.kind = 1), bool_or(work.kind = 2), bool_or(work.kind = 3), bool_or(work.kind = 4),
        bool_or(work.kind = 5), bool_or(work.kind = 6)
    FROM (
        SELECT inbox.tenant_id, 1 AS kind FROM public.inbox WHERE processed_at IS NULL AND due_at <= $1
        UNION ALL
        SELECT conversation.tenant_id, 1 FROM public.conversation WHERE wake_at <= $1
        UNION ALL
        SELECT waitlist_offer.tenant_id, 1 FROM public.waitlist_offer WHERE news_at <= $1
        UNION ALL
        SELECT outbox.tenant_id, 2 FROM public.outbox WHERE state = 'pending' AND next_attempt_at <= $1
        UNION ALL
        SELECT outbox.tenant_id, 3 FROM public.outbox WHERE state = 'sending' AND claimed_at < $2
        UNION ALL
        SELECT booking.tenant_id, 4 FROM public.booking WHERE due_at <= $1
        UNION ALL
        SELECT freed_time.tenant_id, 5 FROM public.freed_time WHERE due_at <= $1
        UNION ALL
        SELECT flow_canary.tenant_id, 6 FROM public.flow_canary WHERE next_look <= $1
    ) AS work
    GROUP BY work.tenant_id
    ORDER BY work.tenant_id
$_$;
ALTER FUNCTION public.tenants_with_work(moment timestamp with time zone, stale timestamp with time zone) OWNER TO salonflow_owner;
CREATE FUNCTION public.zones_in_use() RETURNS TABLE(tenant_id bigint, zone text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT DISTINCT location.tenant_id, location.zone FROM public.location ORDER BY 1, 2
$$;
ALTER FUNCTION public.zones_in_use() OWNER TO salonflow_owner;
CREATE TABLE public.booking (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    number text NOT NULL,
    origin text NOT NULL,
    location_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    master_id bigint NOT NULL,
    service_id bigint NOT NULL,
    status text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    wall_date date NOT NULL,
    wall_time time without time zone NOT NULL,
    zone text NOT NULL,
    occupied_from timestamp with time zone NOT NULL,
    occupied_to timestamp with time zone NOT NULL,
    occupied tstzrange GENERATED ALWAYS AS (tstzrange(occupied_from, occupied_to, '[)'::text)) STORED NOT NULL,
    service_name jsonb NOT NULL,
    duration_minutes integer NOT NULL,
    buffer_before_minutes integer NOT NULL,
    buffer_after_minutes integer NOT NULL,
    price_minor bigint NOT NULL,
    currency text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    wants_reminder boolean DEFAULT false NOT NULL,
    revision integer NOT NULL,
    changed_by text DEFAULT 'customer'::text NOT NULL,
    change_origin text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    cancelled_by text,
    cancelled_late boolean,
    cancelled_reason text,
    due_at timestamp with time zone GENERATED ALWAYS AS (
CASE status
    WHEN 'hold'::text THEN expires_at
    WHEN 'pending'::text THEN starts_at
    WHEN 'confirmed'::text THEN starts_at
    WHEN 'in_progress'::text THEN ends_at
    ELSE NULL::timestamp with time zone
END) STORED,
    capacity integer DEFAULT 1 NOT NULL,
    seat integer DEFAULT 1 NOT NULL,
    sitting bigint GENERATED ALWAYS AS (public.sitting_of(service_id, starts_at)) STORED NOT NULL,
    holds_resources boolean DEFAULT false NOT NULL,
    CONSTRAINT booking_buffer_after_minutes_check CHECK ((buffer_after_minutes >= 0)),
    CONSTRAINT booking_buffer_before_minutes_check CHECK ((buffer_before_minutes >= 0)),
    CONSTRAINT booking_cancelled_by_check CHECK ((cancelled_by = ANY (ARRAY['customer'::text, 'salon'::text]))),
    CONSTRAINT booking_cancelled_reason_check CHECK ((cancelled_reason <> ''::text)),
    CONSTRAINT booking_cancelled_says_by_whom CHECK ((((status = 'cancelled'::text) = (cancelled_by IS NOT NULL)) AND ((status = 'cancelled'::text) = (cancelled_late IS NOT NULL)) AND ((status = 'cancelled'::text) OR (cancelled_reason IS NULL)))),
    CONSTRAINT booking_capacity_check CHECK ((capacity >= 1)),
    CONSTRAINT booking_change_origin_check1 CHECK ((change_origin <> ''::text)),
    CONSTRAINT booking_changed_by_check CHECK ((changed_by = ANY (ARRAY['customer'::text, 'salon'::text, 'system'::text]))),
    CONSTRAINT booking_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT booking_duration_minutes_check CHECK ((duration_minutes > 0)),
    CONSTRAINT booking_ends_by_its_length CHECK ((ends_at = (starts_at + ((duration_minutes)::double precision * '00:01:00'::interval)))),
    CONSTRAINT booking_group_starts_on_a_minute CHECK (((capacity = 1) OR ((EXTRACT(epoch FROM (starts_at - '2000-01-01 00:00:00+00'::timestamp with time zone)) % (60)::numeric) = (0)::numeric))),
    CONSTRAINT booking_hold_expires CHECK (((status = 'hold'::text) = (expires_at IS NOT NULL))),
    CONSTRAINT booking_number_check CHECK ((number <> ''::text)),
    CONSTRAINT booking_occupies_its_time_and_buffers CHECK (((occupied_from = (starts_at - ((buffer_before_minutes)::double precision * '00:01:00'::interval))) AND (occupied_to = (ends_at + ((buffer_after_minutes)::double precision * '00:01:00'::interval))) AND (occupied @> tstzrange(starts_at, ends_at, '[)'::text)))),
    CONSTRAINT booking_occupies_three_days_at_most CHECK (((duration_minutes <= 1440) AND (buffer_before_minutes <= 1440) AND (buffer_after_minutes <= 1440))),
    CONSTRAINT booking_origin_check CHECK ((origin <> ''::text)),
    CONSTRAINT booking_price_minor_check CHECK ((price_minor >= 0)),
    CONSTRAINT booking_revision_counts_from_one CHECK ((revision >= 1)),
    CONSTRAINT booking_seat_check CHECK ((seat >= 1)),
    CONSTRAINT booking_service_name_check CHECK (public.is_localized_name(service_name)),
    CONSTRAINT booking_status_check CHECK ((status = ANY (ARRAY['hold'::text, 'released'::text, 'pending'::text, 'confirmed'::text, 'in_progress'::text, 'completed'::text, 'cancelled'::text, 'no_show'::text])))
);
ALTER TABLE ONLY public.booking FORCE ROW LEVEL SECURITY;
ALTER TABLE public.booking OWNER TO salonflow_owner;
CREATE TABLE public.booking_event (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    booking_id bigint NOT NULL,
    revision integer NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    origin text NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    from_status text,
    to_status text NOT NULL,
    master_id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    CONSTRAINT booking_event_actor_check CHECK ((actor = ANY (ARRAY['customer'::text, 'salon'::text, 'system'::text]))),
    CONSTRAINT booking_event_first_has_no_past CHECK (((revision = 1) = (from_status IS NULL))),
    CONSTRAINT booking_event_kind_check CHECK ((kind = ANY (ARRAY['held'::text, 'released'::text, 'booked'::text, 'confirmed'::text, 'moved'::text, 'reassigned'::text, 'retimed'::text, 'started'::text, 'completed'::text, 'cancelled'::text, 'no_show'::text, 'merged'::text]))),
    CONSTRAINT booking_event_origin_check CHECK ((origin <> ''::text)),
    CONSTRAINT booking_event_revision_check CHECK ((revision >= 1))
);
ALTER TABLE ONLY public.booking_event FORCE ROW LEVEL SECURITY;
ALTER TABLE public.booking_event OWNER TO salonflow_owner;
ALTER TABLE public.booking ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.booking_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.booking_resource (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    booking_id bigint NOT NULL,
    resource_id bigint NOT NULL,
    unit integer NOT NULL,
    occupied_from timestamp with time zone NOT NULL,
    occupied_to timestamp with time zone NOT NULL,
    occupied tstzrange GENERATED ALWAYS AS (tstzrange(occupied_from, occupied_to, '[)'::text)) STORED NOT NULL,
    CONSTRAINT booking_resource_unit_check CHECK ((unit >= 1))
);
ALTER TABLE ONLY public.booking_resource FORCE ROW LEVEL SECURITY;
ALTER TABLE public.booking_resource OWNER TO salonflow_owner;
CREATE TABLE public.catalogue_revision (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT catalogue_revision_revision_check CHECK ((revision > 0))
);
ALTER TABLE ONLY public.catalogue_revision FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalogue_revision OWNER TO salonflow_owner;
CREATE TABLE public.channel_account (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    location_id bigint NOT NULL,
    channel text NOT NULL,
    external_id text NOT NULL,
    external_owner_id text,
    display_number text,
    sealed_access_token bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT channel_account_channel_check CHECK ((channel ~ '^[a-z]+$'::text)),
    CONSTRAINT channel_account_external_id_check CHECK ((external_id <> ''::text))
);
ALTER TABLE ONLY public.channel_account FORCE ROW LEVEL SECURITY;
ALTER TABLE public.channel_account OWNER TO salonflow_owner;
ALTER TABLE public.channel_account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.channel_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closure (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    location_id bigint NOT NULL,
    day date NOT NULL
);
ALTER TABLE ONLY public.closure FORCE ROW LEVEL SECURITY;
ALTER TABLE public.closure OWNER TO salonflow_owner;
CREATE TABLE public.conversation (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    channel_account_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    reply_user_id text,
    reply_phone text,
    state bytea,
    flow_version integer,
    turn_number bigint DEFAULT 0 NOT NULL,
    wake_at timestamp with time zone,
    last_inbound_at timestamp with time zone,
    handed_off_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    talk bigint,
    CONSTRAINT conversation_check CHECK (((state IS NULL) = (flow_version IS NULL))),
    CONSTRAINT conversation_check1 CHECK (((reply_user_id IS NOT NULL) OR (reply_phone IS NOT NULL))),
    CONSTRAINT conversation_talk_check CHECK ((talk > 0)),
    CONSTRAINT conversation_turn_number_check CHECK ((turn_number >= 0))
)
WITH (fillfactor='80');
ALTER TABLE ONLY public.conversation FORCE ROW LEVEL SECURITY;
ALTER TABLE public.conversation OWNER TO salonflow_owner;
ALTER TABLE public.conversation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.conversation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customer (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    name text,
    phone text,
    opted_out_at timestamp with time zone,
    merged_into bigint,
    created_at timestamp with time zone NOT NULL,
    reminders_paused_at timestamp with time zone,
    CONSTRAINT customer_check CHECK ((merged_into <> id)),
    CONSTRAINT customer_phone_check CHECK ((phone ~ '^[0-9]+$'::text))
);
ALTER TABLE ONLY public.customer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.customer OWNER TO salonflow_owner;
ALTER TABLE public.customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customer_identity (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    channel text NOT NULL,
    user_id text NOT NULL,
    customer_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT customer_identity_channel_check CHECK ((channel ~ '^[a-z]+$'::text)),
    CONSTRAINT customer_identity_user_id_check CHECK ((user_id <> ''::text))
);
ALTER TABLE ONLY public.customer_identity FORCE ROW LEVEL SECURITY;
ALTER TABLE public.customer_identity OWNER TO salonflow_owner;
CREATE TABLE public.customer_profile (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    customer_id bigint NOT NULL,
    slot text NOT NULL,
    value bytea NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT customer_profile_slot_check CHECK ((slot <> ''::text))
);
ALTER TABLE ONLY public.customer_profile FORCE ROW LEVEL SECURITY;
ALTER TABLE public.customer_profile OWNER TO salonflow_owner;
CREATE TABLE public.dead_letter (
    id bigint NOT NULL,
    channel text NOT NULL,
    account text,
    kind text NOT NULL,
    reason text NOT NULL,
    raw bytea NOT NULL,
    arrived_at timestamp with time zone NOT NULL
);
ALTER TABLE public.dead_letter OWNER TO salonflow_owner;
ALTER TABLE public.dead_letter ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.dead_letter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.delivery_report (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    channel_account_id bigint NOT NULL,
    provider_message_id text NOT NULL,
    status smallint NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    error_code integer,
    error_text text,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT delivery_report_provider_message_id_check CHECK ((provider_message_id <> ''::text)),
    CONSTRAINT delivery_report_status_check CHECK (((status >= 1) AND (status <= 5)))
);
ALTER TABLE ONLY public.delivery_report FORCE ROW LEVEL SECURITY;
ALTER TABLE public.delivery_report OWNER TO salonflow_owner;
CREATE TABLE public.flow_canary (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    version integer NOT NULL,
    against integer NOT NULL,
    share integer NOT NULL,
    planned_talks integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    started_by text NOT NULL,
    reason text NOT NULL,
    looked_at integer DEFAULT 0 NOT NULL,
    next_look timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by text,
    outcome text,
    verdict text,
    CONSTRAINT flow_canary_check CHECK ((against <> version)),
    CONSTRAINT flow_canary_ended_by_check CHECK ((ended_by <> ''::text)),
    CONSTRAINT flow_canary_is_open_or_ended CHECK ((((next_look IS NOT NULL) AND (num_nulls(ended_at, ended_by, outcome, verdict) = 4)) OR ((next_look IS NULL) AND (num_nulls(ended_at, ended_by, outcome, verdict) = 0)))),
    CONSTRAINT flow_canary_looked_at_check CHECK ((looked_at >= 0)),
    CONSTRAINT flow_canary_outcome_check CHECK ((outcome = ANY (ARRAY['promoted'::text, 'rolled_back'::text, 'stopped'::text]))),
    CONSTRAINT flow_canary_planned_talks_check CHECK (((planned_talks >= 20) AND (planned_talks <= 10000))),
    CONSTRAINT flow_canary_share_check CHECK (((share >= 1) AND (share <= 90))),
    CONSTRAINT flow_canary_started_by_check CHECK ((started_by <> ''::text))
);
ALTER TABLE ONLY public.flow_canary FORCE ROW LEVEL SECURITY;
ALTER TABLE public.flow_canary OWNER TO salonflow_owner;
CREATE TABLE public.flow_canary_failure (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    canary_id bigint NOT NULL,
    version integer NOT NULL,
    conversation_id bigint NOT NULL,
    talk bigint NOT NULL,
    failed_at timestamp with time zone NOT NULL,
    CONSTRAINT flow_canary_failure_talk_check CHECK ((talk > 0))
);
ALTER TABLE ONLY public.flow_canary_failure FORCE ROW LEVEL SECURITY;
ALTER TABLE public.flow_canary_failure OWNER TO salonflow_owner;
ALTER TABLE public.flow_canary ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.flow_canary_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.flow_content (
    hash bytea NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT flow_content_has_its_hash CHECK ((hash = sha256(content)))
);
ALTER TABLE ONLY public.flow_content FORCE ROW LEVEL SECURITY;
ALTER TABLE public.flow_content OWNER TO salonflow_owner;
CREATE TABLE public.flow_file (
    sources_hash bytea NOT NULL,
    path text NOT NULL,
    content_hash bytea NOT NULL,
    CONSTRAINT flow_file_path_check CHECK ((path <> ''::text))
);
ALTER TABLE ONLY public.flow_file FORCE ROW LEVEL SECURITY;
ALTER TABLE public.flow_file OWNER TO salonflow_owner;
CREATE TABLE public.flow_live (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    version integer NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    moved_by text NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT flow_live_kind_check CHECK ((kind = ANY (ARRAY['publish'::text, 'rollback'::text, 'promotion'::text])))
);
ALTER TABLE ONLY public.flow_live FORCE ROW LEVEL SECURITY;
ALTER TABLE public.flow_live OWNER TO salonflow_owner;
CREATE TABLE public.flow_move (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    from_version integer,
    to_version integer NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    moved_by text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT flow_move_kind_check CHECK ((kind = ANY (ARRAY['publish'::text, 'rollback'::text, 'promotion'::text, 'canary_start'::text, 'canary_end'::text]))),
    CONSTRAINT flow_move_moved_by_check CHECK ((moved_by <> ''::text))
);
ALTER TABLE ONLY public.flow_move FORCE ROW LEVEL SECURITY;
ALTER TABLE public.flow_move OWNER TO salonflow_owner;
ALTER TABLE public.flow_move ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.flow_move_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.flow_version (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    number integer NOT NULL,
    machine_hash bytea NOT NULL,
    language_version integer NOT NULL,
    compiler_version text NOT NULL,
    author text NOT NULL,
    message text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sources_hash bytea NOT NULL,
    outline_hash bytea,
    CONSTRAINT flow_version_machine_hash_check CHECK ((octet_length(machine_hash) = 32)),
    CONSTRAINT flow_version_number_check CHECK ((number > 0))
);
ALTER TABLE ONLY public.flow_version FORCE ROW LEVEL SECURITY;
ALTER TABLE public.flow_version OWNER TO salonflow_owner;
CREATE TABLE public.freed_time (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    location_id bigint NOT NULL,
    master_id bigint NOT NULL,
    service_id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    freed_from timestamp with time zone NOT NULL,
    freed_to timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    CONSTRAINT freed_time_is_in_order CHECK ((freed_from < freed_to))
);
ALTER TABLE ONLY public.freed_time FORCE ROW LEVEL SECURITY;
ALTER TABLE public.freed_time OWNER TO salonflow_owner;
ALTER TABLE public.freed_time ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.freed_time_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.hours_override (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    master_id bigint NOT NULL,
    location_id bigint NOT NULL,
    day date NOT NULL,
    from_minute smallint,
    to_minute smallint,
    CONSTRAINT hours_override_from_minute_check CHECK (((from_minute >= 0) AND (from_minute <= 1439))),
    CONSTRAINT hours_override_is_whole CHECK ((((from_minute IS NULL) = (to_minute IS NULL)) AND ((from_minute <> to_minute) IS NOT FALSE))),
    CONSTRAINT hours_override_to_minute_check CHECK (((to_minute >= 0) AND (to_minute <= 1440)))
);
ALTER TABLE ONLY public.hours_override FORCE ROW LEVEL SECURITY;
ALTER TABLE public.hours_override OWNER TO salonflow_owner;
CREATE TABLE public.inbox (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    channel_account_id bigint NOT NULL,
    provider_message_id text NOT NULL,
    sender_key text,
    sender_user_id text,
    sender_phone text,
    sender_name text,
    kind text NOT NULL,
    words text NOT NULL,
    tap_id text,
    raw bytea NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    processed_at timestamp with time zone,
    failed_reason text,
    conversation_id bigint,
    turn_number bigint,
    CONSTRAINT inbox_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT inbox_check CHECK (((kind = 'tap'::text) = (tap_id IS NOT NULL))),
    CONSTRAINT inbox_check1 CHECK (((sender_key IS NOT NULL) OR (failed_reason IS NOT NULL))),
    CONSTRAINT inbox_check2 CHECK (((failed_reason IS NULL) OR (processed_at IS NOT NULL))),
    CONSTRAINT inbox_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'tap'::text, 'media'::text, 'notice'::text]))),
    CONSTRAINT inbox_provider_message_id_check CHECK ((provider_message_id <> ''::text))
);
ALTER TABLE ONLY public.inbox FORCE ROW LEVEL SECURITY;
ALTER TABLE public.inbox OWNER TO salonflow_owner;
ALTER TABLE public.inbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.location (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    slug text NOT NULL,
    name jsonb NOT NULL,
    address jsonb NOT NULL,
    zone text NOT NULL,
    granularity_minutes integer NOT NULL,
    minimum_notice_minutes integer NOT NULL,
    horizon_days integer NOT NULL,
    phone text,
    owner_phone text,
    latitude_millionths integer,
    longitude_millionths integer,
    portfolio text,
    cancel_notice_minutes integer DEFAULT 0 NOT NULL,
    assignment text DEFAULT 'least_loaded'::text NOT NULL,
    CONSTRAINT location_address_check CHECK (public.is_localized_name(address)),
    CONSTRAINT location_assignment_check CHECK ((assignment = ANY (ARRAY['least_loaded'::text, 'first'::text]))),
    CONSTRAINT location_cancel_notice_minutes_check CHECK ((cancel_notice_minutes >= 0)),
    CONSTRAINT location_granularity_minutes_check CHECK (((granularity_minutes >= 1) AND (granularity_minutes <= 1440))),
    CONSTRAINT location_horizon_days_check CHECK (((horizon_days >= 0) AND (horizon_days <= 731))),
    CONSTRAINT location_latitude_millionths_check CHECK (((latitude_millionths >= '-90000000'::integer) AND (latitude_millionths <= 90000000))),
    CONSTRAINT location_longitude_millionths_check CHECK (((longitude_millionths >= '-180000000'::integer) AND (longitude_millionths <= 180000000))),
    CONSTRAINT location_minimum_notice_minutes_check CHECK ((minimum_notice_minutes >= 0)),
    CONSTRAINT location_name_check CHECK (public.is_localized_name(name)),
    CONSTRAINT location_notices_end CHECK (((minimum_notice_minutes <= (731 * 1440)) AND (cancel_notice_minutes <= (731 * 1440)))),
    CONSTRAINT location_owner_phone_check CHECK ((owner_phone ~ '^[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT location_phone_check CHECK ((phone ~ '^[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT location_place_is_whole CHECK (((latitude_millionths IS NULL) = (longitude_millionths IS NULL))),
    CONSTRAINT location_portfolio_check CHECK ((portfolio ~~ 'https://_%'::text)),
    CONSTRAINT location_slug_check CHECK ((slug <> ''::text)),
    CONSTRAINT location_zone_check CHECK ((zone <> ''::text))
);
ALTER TABLE ONLY public.location FORCE ROW LEVEL SECURITY;
ALTER TABLE public.location OWNER TO salonflow_owner;
ALTER TABLE public.location ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.location_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.location_service (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    location_id bigint NOT NULL,
    service_id bigint NOT NULL,
    "position" integer NOT NULL
);
ALTER TABLE ONLY public.location_service FORCE ROW LEVEL SECURITY;
ALTER TABLE public.location_service OWNER TO salonflow_owner;
CREATE TABLE public.master (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    slug text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    name jsonb NOT NULL,
    aliases text[] DEFAULT '{}'::text[] NOT NULL,
    phone text,
    portfolio text,
    CONSTRAINT master_name_check CHECK (public.is_localized_name(name)),
    CONSTRAINT master_phone_check CHECK ((phone ~ '^[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT master_portfolio_check CHECK ((portfolio ~~ 'https://_%'::text)),
    CONSTRAINT master_slug_check CHECK ((slug <> ''::text))
);
ALTER TABLE ONLY public.master FORCE ROW LEVEL SECURITY;
ALTER TABLE public.master OWNER TO salonflow_owner;
ALTER TABLE public.master ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.master_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.master_location (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    master_id bigint NOT NULL,
    location_id bigint NOT NULL,
    "position" integer DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY public.master_location FORCE ROW LEVEL SECURITY;
ALTER TABLE public.master_location OWNER TO salonflow_owner;
CREATE TABLE public.master_service (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    master_id bigint NOT NULL,
    service_id bigint NOT NULL
);
ALTER TABLE ONLY public.master_service FORCE ROW LEVEL SECURITY;
ALTER TABLE public.master_service OWNER TO salonflow_owner;
CREATE TABLE public.outbox (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    conversation_id bigint,
    channel_account_id bigint NOT NULL,
    turn_number bigint,
    ordinal integer NOT NULL,
    kind text NOT NULL,
    body bytea NOT NULL,
    due_at timestamp with time zone NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    claimed_by text,
    claimed_at timestamp with time zone,
    finished_at timestamp with time zone,
    provider_message_id text,
    error_code integer,
    error_text text,
    delivery_status smallint,
    delivery_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    booking_id bigint,
    booking_starts_at timestamp with time zone,
    recipient_phone text,
    waitlist_offer_id bigint,
    CONSTRAINT outbox_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT outbox_claimed_at_while_sending CHECK (((state = 'sending'::text) = (claimed_at IS NOT NULL))),
    CONSTRAINT outbox_claimed_while_sending CHECK (((state = 'sending'::text) = (claimed_by IS NOT NULL))),
    CONSTRAINT outbox_delivery_has_time CHECK (((delivery_status IS NULL) = (delivery_at IS NULL))),
    CONSTRAINT outbox_delivery_status_check CHECK (((delivery_status >= 1) AND (delivery_status <= 5))),
    CONSTRAINT outbox_failed_says_why CHECK (((state <> 'failed'::text) OR (error_text IS NOT NULL))),
    CONSTRAINT outbox_finished_or_not CHECK (((state = ANY (ARRAY['sent'::text, 'unknown'::text, 'failed'::text, 'cancelled'::text])) = (finished_at IS NOT NULL))),
    CONSTRAINT outbox_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'choices'::text, 'template'::text, 'attachment'::text, 'notice'::text, 'offer'::text]))),
    CONSTRAINT outbox_ordinal_check CHECK ((ordinal >= 0)),
    CONSTRAINT outbox_outside_conversations_is_for_staff CHECK (((num_nulls(conversation_id, turn_number) = 0) OR ((num_nulls(conversation_id, turn_number) = 2) AND (kind = 'notice'::text) AND (recipient_phone IS NOT NULL)))),
    CONSTRAINT outbox_recipient_phone_check CHECK ((recipient_phone ~ '^[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT outbox_reminder_is_whole CHECK (((booking_id IS NULL) = (booking_starts_at IS NULL))),
    CONSTRAINT outbox_sent_has_provider_id CHECK (((state <> 'sent'::text) OR (provider_message_id IS NOT NULL))),
    CONSTRAINT outbox_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'unknown'::text, 'failed'::text, 'cancelled'::text])))
)
WITH (fillfactor='80');
ALTER TABLE ONLY public.outbox FORCE ROW LEVEL SECURITY;
ALTER TABLE public.outbox OWNER TO salonflow_owner;
ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.resource (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    location_id bigint NOT NULL,
    slug text NOT NULL,
    "position" integer NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    name jsonb NOT NULL,
    count integer NOT NULL,
    CONSTRAINT resource_count_check CHECK (((count >= 1) AND (count <= 1000))),
    CONSTRAINT resource_name_check CHECK (public.is_localized_name(name)),
    CONSTRAINT resource_slug_check CHECK ((slug <> ''::text))
);
ALTER TABLE ONLY public.resource FORCE ROW LEVEL SECURITY;
ALTER TABLE public.resource OWNER TO salonflow_owner;
ALTER TABLE public.resource ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.resource_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.service (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    slug text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    name jsonb NOT NULL,
    aliases text[] DEFAULT '{}'::text[] NOT NULL,
    duration_minutes integer NOT NULL,
    buffer_before_minutes integer DEFAULT 0 NOT NULL,
    buffer_after_minutes integer DEFAULT 0 NOT NULL,
    price_minor bigint NOT NULL,
    currency text NOT NULL,
    available_from date,
    available_to date,
    weekdays smallint[] DEFAULT '{0,1,2,3,4,5,6}'::smallint[] NOT NULL,
    capacity integer DEFAULT 1 NOT NULL,
    category jsonb DEFAULT '{}'::jsonb NOT NULL,
    picture text,
    CONSTRAINT service_buffer_after_minutes_check CHECK (((buffer_after_minutes >= 0) AND (buffer_after_minutes <= 1440))),
    CONSTRAINT service_buffer_before_minutes_check CHECK (((buffer_before_minutes >= 0) AND (buffer_before_minutes <= 1440))),
    CONSTRAINT service_capacity_check CHECK (((capacity >= 1) AND (capacity <= 1000))),
    CONSTRAINT service_category_check CHECK (((category = '{}'::jsonb) OR public.is_localized_name(category))),
    CONSTRAINT service_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT service_duration_minutes_check CHECK (((duration_minutes >= 1) AND (duration_minutes <= 1440))),
    CONSTRAINT service_name_check CHECK (public.is_localized_name(name)),
    CONSTRAINT service_picture_check CHECK ((picture ~ '^https://'::text)),
    CONSTRAINT service_price_is_payable CHECK ((price_minor <= '100000000000'::bigint)),
    CONSTRAINT service_price_minor_check CHECK ((price_minor >= 0)),
    CONSTRAINT service_season_is_in_order CHECK ((available_from <= available_to)),
    CONSTRAINT service_slug_check CHECK ((slug <> ''::text)),
    CONSTRAINT service_weekdays_check CHECK (((weekdays <> '{}'::smallint[]) AND (weekdays <@ '{0,1,2,3,4,5,6}'::smallint[])))
);
ALTER TABLE ONLY public.service FORCE ROW LEVEL SECURITY;
ALTER TABLE public.service OWNER TO salonflow_owner;
ALTER TABLE public.service ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.service_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.service_resource (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    service_id bigint NOT NULL,
    resource_id bigint NOT NULL
);
ALTER TABLE ONLY public.service_resource FORCE ROW LEVEL SECURITY;
ALTER TABLE public.service_resource OWNER TO salonflow_owner;
CREATE TABLE public.staff_notice (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    conversation_id bigint,
    turn_number bigint,
    ordinal integer,
    recipient text NOT NULL,
    master_id bigint,
    words text,
    created_at timestamp with time zone NOT NULL,
    outbox_id bigint,
    CONSTRAINT staff_notice_check CHECK (((recipient = 'master'::text) = (master_id IS NOT NULL))),
    CONSTRAINT staff_notice_recipient_check CHECK ((recipient = ANY (ARRAY['owner'::text, 'master'::text]))),
    CONSTRAINT staff_notice_stands_in_a_turn_or_by_itself CHECK (((num_nulls(conversation_id, turn_number) = 0) OR (num_nulls(conversation_id, turn_number, ordinal) = 3))),
    CONSTRAINT staff_notice_words_check CHECK ((words <> ''::text))
);
ALTER TABLE ONLY public.staff_notice FORCE ROW LEVEL SECURITY;
ALTER TABLE public.staff_notice OWNER TO salonflow_owner;
ALTER TABLE public.staff_notice ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.staff_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tenant (
    tenant_id bigint NOT NULL,
    name jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT tenant_name_check CHECK (public.is_localized_name(name))
);
ALTER TABLE ONLY public.tenant FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tenant OWNER TO salonflow_owner;
CREATE TABLE public.tenant_key (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    sealed_key bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.tenant_key FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tenant_key OWNER TO salonflow_owner;
ALTER TABLE public.tenant ALTER COLUMN tenant_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tenant_tenant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.time_off (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    master_id bigint NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    from_minute smallint,
    to_minute smallint,
    CONSTRAINT time_off_from_minute_check CHECK (((from_minute >= 0) AND (from_minute <= 1439))),
    CONSTRAINT time_off_is_in_order CHECK (
CASE
    WHEN (from_minute IS NULL) THEN (from_day <= to_day)
    ELSE (ROW(from_day, from_minute) < ROW(to_day, to_minute))
END),
    CONSTRAINT time_off_is_whole CHECK (((from_minute IS NULL) = (to_minute IS NULL))),
    CONSTRAINT time_off_to_minute_check CHECK (((to_minute >= 0) AND (to_minute <= 1440)))
);
ALTER TABLE ONLY public.time_off FORCE ROW LEVEL SECURITY;
ALTER TABLE public.time_off OWNER TO salonflow_owner;
ALTER TABLE public.time_off ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.time_off_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.turn (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    conversation_id bigint NOT NULL,
    number bigint NOT NULL,
    flow_version integer NOT NULL,
    event bytea NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    answers bytea NOT NULL,
    erased_at timestamp with time zone,
    talk bigint,
    state_before bytea,
    migrated_from integer,
    achieved text,
    ends_talk boolean DEFAULT false NOT NULL,
    hands_off boolean DEFAULT false NOT NULL,
    not_understood boolean DEFAULT false NOT NULL,
    failed boolean DEFAULT false NOT NULL,
    CONSTRAINT turn_achieved_check CHECK ((achieved = ANY (ARRAY['booked'::text, 'rescheduled'::text, 'cancelled'::text, 'confirmed'::text, 'joined'::text]))),
    CONSTRAINT turn_check CHECK (((talk >= 1) AND (talk <= number))),
    CONSTRAINT turn_number_check CHECK ((number > 0))
);
ALTER TABLE ONLY public.turn FORCE ROW LEVEL SECURITY;
ALTER TABLE public.turn OWNER TO salonflow_owner;
CREATE VIEW public.upcoming_booking WITH (security_invoker='true') AS
 SELECT booking.tenant_id,
    booking.id,
    booking.number,
    booking.location_id,
    booking.status,
    booking.starts_at,
    booking.ends_at,
    booking.wall_date,
    booking.wall_time,
    booking.zone,
    booking.service_id,
    booking.service_name,
    booking.price_minor,
    booking.currency,
    booking.master_id,
    master.name AS master_name,
    booking.customer_id,
    customer.name AS customer_name,
    customer.phone AS customer_phone
   FROM ((public.booking
     JOIN public.master ON (((master.tenant_id = booking.tenant_id) AND (master.id = booking.master_id))))
     JOIN public.customer ON (((customer.tenant_id = booking.tenant_id) AND (customer.id = booking.customer_id))))
  WHERE (booking.status = ANY (ARRAY['pending'::text, 'confirmed'::text, 'in_progress'::text]));
ALTER TABLE public.upcoming_booking OWNER TO salonflow_owner;
CREATE TABLE public.waitlist_entry (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    location_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    service_id bigint NOT NULL,
    master_id bigint,
    dates_from date,
    dates_to date,
    times_from smallint,
    times_to smallint,
    origin text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT waitlist_dates_are_in_order CHECK ((dates_from <= dates_to)),
    CONSTRAINT waitlist_entry_origin_check CHECK ((origin <> ''::text)),
    CONSTRAINT waitlist_entry_times_from_check CHECK (((times_from >= 0) AND (times_from <= 1440))),
    CONSTRAINT waitlist_entry_times_to_check CHECK (((times_to >= 0) AND (times_to <= 1440)))
);
ALTER TABLE ONLY public.waitlist_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE public.waitlist_entry OWNER TO salonflow_owner;
ALTER TABLE public.waitlist_entry ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.waitlist_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.waitlist_offer (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    id bigint NOT NULL,
    location_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    service_id bigint NOT NULL,
    master_id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    wall_date date NOT NULL,
    wall_time time without time zone NOT NULL,
    occupied_from timestamp with time zone NOT NULL,
    occupied_to timestamp with time zone NOT NULL,
    state text DEFAULT 'offered'::text NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    news_at timestamp with time zone,
    booking_id bigint,
    CONSTRAINT waitlist_offer_accepted_has_booking CHECK (((state = 'accepted'::text) = (booking_id IS NOT NULL))),
    CONSTRAINT waitlist_offer_news_is_of_something CHECK (((news_at IS NULL) OR (state = ANY (ARRAY['offered'::text, 'lost'::text])))),
    CONSTRAINT waitlist_offer_occupies_its_time CHECK (((occupied_from <= starts_at) AND (starts_at < occupied_to))),
    CONSTRAINT waitlist_offer_state_check CHECK ((state = ANY (ARRAY['offered'::text, 'accepted'::text, 'lost'::text, 'declined'::text, 'expired'::text])))
);
ALTER TABLE ONLY public.waitlist_offer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.waitlist_offer OWNER TO salonflow_owner;
ALTER TABLE public.waitlist_offer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.waitlist_offer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.work_break (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    master_id bigint NOT NULL,
    location_id bigint NOT NULL,
    weekday smallint NOT NULL,
    from_minute smallint NOT NULL,
    to_minute smallint NOT NULL,
    week_minutes int4multirange GENERATED ALWAYS AS (
CASE
    WHEN (to_minute > from_minute) THEN int4multirange(int4range(((weekday * 1440) + from_minute), ((weekday * 1440) + to_minute)))
    WHEN (weekday < 6) THEN int4multirange(int4range(((weekday * 1440) + from_minute), (((weekday + 1) * 1440) + to_minute)))
    ELSE int4multirange(VARIADIC ARRAY[int4range(((weekday * 1440) + from_minute), 10080), int4range(0, (to_minute)::integer)])
END) STORED NOT NULL,
    CONSTRAINT work_break_check CHECK ((((to_minute >= 0) AND (to_minute <= 1440)) AND (to_minute <> from_minute))),
    CONSTRAINT work_break_from_minute_check CHECK (((from_minute >= 0) AND (from_minute <= 1439))),
    CONSTRAINT work_break_weekday_check CHECK (((weekday >= 0) AND (weekday <= 6)))
);
ALTER TABLE ONLY public.work_break FORCE ROW LEVEL SECURITY;
ALTER TABLE public.work_break OWNER TO salonflow_owner;
CREATE TABLE public.working_hours (
    tenant_id bigint DEFAULT public.current_tenant() NOT NULL,
    master_id bigint NOT NULL,
    location_id bigint NOT NULL,
    weekday smallint NOT NULL,
    from_minute smallint NOT NULL,
    to_minute smallint NOT NULL,
    week_minutes int4multirange GENERATED ALWAYS AS (
CASE
    WHEN (to_minute > from_minute) THEN int4multirange(int4range(((weekday * 1440) + from_minute), ((weekday * 1440) + to_minute)))
    WHEN (weekday < 6) THEN int4multirange(int4range(((weekday * 1440) + from_minute), (((weekday + 1) * 1440) + to_minute)))
    ELSE int4multirange(VARIADIC ARRAY[int4range(((weekday * 1440) + from_minute), 10080), int4range(0, (to_minute)::integer)])
END) STORED NOT NULL,
    CONSTRAINT working_hours_from_minute_check CHECK (((from_minute >= 0) AND (from_minute <= 1439))),
    CONSTRAINT working_hours_have_a_length CHECK ((to_minute <> from_minute)),
    CONSTRAINT working_hours_to_minute_check CHECK (((to_minute >= 0) AND (to_minute <= 1440))),
    CONSTRAINT working_hours_weekday_check CHECK (((weekday >= 0) AND (weekday <= 6)))
);
ALTER TABLE ONLY public.working_hours FORCE ROW LEVEL SECURITY;
ALTER TABLE public.working_hours OWNER TO salonflow_owner;
ALTER TABLE ONLY public.booking_event
    ADD CONSTRAINT booking_event_pkey PRIMARY KEY (tenant_id, booking_id, revision);
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_master_is_free EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, occupied WITH &&, sitting WITH <>) WHERE ((status = ANY (ARRAY['hold'::text, 'pending'::text, 'confirmed'::text, 'in_progress'::text, 'completed'::text])));
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.booking_resource
    ADD CONSTRAINT booking_resource_pkey PRIMARY KEY (tenant_id, booking_id, resource_id);
ALTER TABLE ONLY public.booking_resource
    ADD CONSTRAINT booking_resource_unit_is_free EXCLUDE USING gist (tenant_id WITH =, resource_id WITH =, unit WITH =, occupied WITH &&) DEFERRABLE;
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_tenant_id_number_key UNIQUE (tenant_id, number);
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_tenant_id_origin_key UNIQUE (tenant_id, origin);
ALTER TABLE ONLY public.catalogue_revision
    ADD CONSTRAINT catalogue_revision_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY public.channel_account
    ADD CONSTRAINT channel_account_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.channel_account
    ADD CONSTRAINT channel_account_routes_to_one_salon UNIQUE (channel, external_id);
ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_pkey PRIMARY KEY (tenant_id, location_id, day);
ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_tenant_id_channel_account_id_customer_id_key UNIQUE (tenant_id, channel_account_id, customer_id);
ALTER TABLE ONLY public.customer_identity
    ADD CONSTRAINT customer_identity_pkey PRIMARY KEY (tenant_id, channel, user_id);
ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.customer_profile
    ADD CONSTRAINT customer_profile_pkey PRIMARY KEY (tenant_id, customer_id, slot);
ALTER TABLE ONLY public.dead_letter
    ADD CONSTRAINT dead_letter_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.delivery_report
    ADD CONSTRAINT delivery_report_pkey PRIMARY KEY (tenant_id, channel_account_id, provider_message_id, status);
ALTER TABLE ONLY public.flow_canary_failure
    ADD CONSTRAINT flow_canary_failure_pkey PRIMARY KEY (tenant_id, canary_id, version, conversation_id, talk);
ALTER TABLE ONLY public.flow_canary
    ADD CONSTRAINT flow_canary_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.flow_content
    ADD CONSTRAINT flow_content_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.flow_file
    ADD CONSTRAINT flow_file_pkey PRIMARY KEY (sources_hash, path);
ALTER TABLE ONLY public.flow_live
    ADD CONSTRAINT flow_live_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY public.flow_move
    ADD CONSTRAINT flow_move_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.flow_version
    ADD CONSTRAINT flow_version_pkey PRIMARY KEY (tenant_id, number);
ALTER TABLE ONLY public.freed_time
    ADD CONSTRAINT freed_time_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.hours_override
    ADD CONSTRAINT hours_override_closed_is_alone EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, location_id WITH =, day WITH =, int4range(COALESCE((from_minute)::integer, 0),
CASE
    WHEN (from_minute IS NULL) THEN 2880
    WHEN (to_minute > from_minute) THEN (to_minute)::integer
    ELSE (to_minute + 1440)
END) WITH &&);
ALTER TABLE ONLY public.hours_override
    ADD CONSTRAINT hours_override_do_not_overlap EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, day WITH =, int4range((from_minute)::integer,
CASE
    WHEN (to_minute > from_minute) THEN (to_minute)::integer
    ELSE (to_minute + 1440)
END) WITH &&) WHERE ((from_minute IS NOT NULL));
ALTER TABLE ONLY public.hours_override
    ADD CONSTRAINT hours_override_tenant_id_master_id_location_id_day_from_min_key UNIQUE NULLS NOT DISTINCT (tenant_id, master_id, location_id, day, from_minute);
ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_tenant_id_channel_account_id_provider_message_id_key UNIQUE (tenant_id, channel_account_id, provider_message_id);
ALTER TABLE ONLY public.location
    ADD CONSTRAINT location_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.location_service
    ADD CONSTRAINT location_service_pkey PRIMARY KEY (tenant_id, location_id, service_id);
ALTER TABLE ONLY public.location
    ADD CONSTRAINT location_tenant_id_slug_key UNIQUE (tenant_id, slug);
ALTER TABLE ONLY public.master_location
    ADD CONSTRAINT master_location_pkey PRIMARY KEY (tenant_id, master_id, location_id);
ALTER TABLE ONLY public.master
    ADD CONSTRAINT master_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.master_service
    ADD CONSTRAINT master_service_pkey PRIMARY KEY (tenant_id, master_id, service_id);
ALTER TABLE ONLY public.master
    ADD CONSTRAINT master_tenant_id_slug_key UNIQUE (tenant_id, slug);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_tenant_id_channel_account_id_provider_message_id_key UNIQUE (tenant_id, channel_account_id, provider_message_id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_tenant_id_conversation_id_turn_number_ordinal_key UNIQUE (tenant_id, conversation_id, turn_number, ordinal);
ALTER TABLE ONLY public.resource
    ADD CONSTRAINT resource_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.resource
    ADD CONSTRAINT resource_tenant_id_location_id_slug_key UNIQUE (tenant_id, location_id, slug);
ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.service_resource
    ADD CONSTRAINT service_resource_pkey PRIMARY KEY (tenant_id, service_id, resource_id);
ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_tenant_id_slug_key UNIQUE (tenant_id, slug);
ALTER TABLE ONLY public.staff_notice
    ADD CONSTRAINT staff_notice_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.staff_notice
    ADD CONSTRAINT staff_notice_tenant_id_conversation_id_turn_number_ordinal_key UNIQUE (tenant_id, conversation_id, turn_number, ordinal);
ALTER TABLE ONLY public.tenant_key
    ADD CONSTRAINT tenant_key_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY public.time_off
    ADD CONSTRAINT time_off_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_pkey PRIMARY KEY (tenant_id, conversation_id, number);
ALTER TABLE ONLY public.waitlist_entry
    ADD CONSTRAINT waitlist_entry_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.waitlist_offer
    ADD CONSTRAINT waitlist_offer_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.work_break
    ADD CONSTRAINT work_break_do_not_overlap EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, location_id WITH =, week_minutes WITH &&);
ALTER TABLE ONLY public.work_break
    ADD CONSTRAINT work_break_pkey PRIMARY KEY (tenant_id, master_id, location_id, weekday, from_minute);
ALTER TABLE ONLY public.working_hours
    ADD CONSTRAINT working_hours_do_not_overlap EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, week_minutes WITH &&);
ALTER TABLE ONLY public.working_hours
    ADD CONSTRAINT working_hours_pkey PRIMARY KEY (tenant_id, master_id, weekday, from_minute);
CREATE INDEX booking_busy ON public.booking USING btree (tenant_id, master_id, occupied_to) WHERE (status = ANY (ARRAY['hold'::text, 'pending'::text, 'confirmed'::text, 'in_progress'::text, 'completed'::text]));
CREATE INDEX booking_customer ON public.booking USING btree (tenant_id, customer_id, starts_at);
CREATE INDEX booking_due ON public.booking USING btree (due_at, tenant_id) WHERE (due_at IS NOT NULL);
CREATE INDEX booking_hold ON public.booking USING btree (tenant_id, customer_id) WHERE (status = 'hold'::text);
CREATE INDEX booking_resource_busy ON public.booking_resource USING btree (tenant_id, resource_id, occupied_to);
CREATE UNIQUE INDEX booking_seat_is_free ON public.booking USING btree (tenant_id, master_id, sitting, seat) WHERE (status = ANY (ARRAY['hold'::text, 'pending'::text, 'confirmed'::text, 'in_progress'::text, 'completed'::text]));
CREATE INDEX booking_start ON public.booking USING btree (tenant_id, location_id, starts_at);
CREATE INDEX channel_account_location ON public.channel_account USING btree (tenant_id, location_id);
CREATE INDEX conversation_customer ON public.conversation USING btree (tenant_id, customer_id);
CREATE INDEX conversation_open ON public.conversation USING btree (tenant_id, flow_version) WHERE (talk IS NOT NULL);
CREATE INDEX conversation_wakes ON public.conversation USING btree (wake_at, tenant_id) WHERE (wake_at IS NOT NULL);
CREATE INDEX customer_identity_customer ON public.customer_identity USING btree (tenant_id, customer_id);
CREATE INDEX dead_letter_arrived ON public.dead_letter USING btree (arrived_at);
CREATE INDEX flow_canary_look ON public.flow_canary USING btree (next_look, tenant_id) WHERE (next_look IS NOT NULL);
CREATE UNIQUE INDEX flow_canary_open ON public.flow_canary USING btree (tenant_id) WHERE (ended_at IS NULL);
CREATE INDEX flow_file_content ON public.flow_file USING btree (content_hash);
CREATE INDEX flow_move_from ON public.flow_move USING btree (tenant_id, from_version, id);
CREATE INDEX flow_version_machine ON public.flow_version USING btree (tenant_id, machine_hash);
CREATE INDEX flow_version_outline ON public.flow_version USING btree (tenant_id, outline_hash);
CREATE INDEX flow_version_sources ON public.flow_version USING btree (tenant_id, sources_hash);
CREATE INDEX freed_time_due ON public.freed_time USING btree (tenant_id, due_at, id);
CREATE INDEX freed_time_due_anywhere ON public.freed_time USING btree (due_at, tenant_id);
CREATE INDEX inbox_due ON public.inbox USING btree (tenant_id, due_at, id) WHERE (processed_at IS NULL);
CREATE INDEX inbox_waiting ON public.inbox USING btree (tenant_id, channel_account_id, sender_key, sent_at, id) WHERE (processed_at IS NULL);
CREATE INDEX location_service_service ON public.location_service USING btree (tenant_id, service_id);
CREATE INDEX master_location_location ON public.master_location USING btree (tenant_id, location_id);
CREATE INDEX master_service_service ON public.master_service USING btree (tenant_id, service_id);
CREATE INDEX outbox_claimed ON public.outbox USING btree (tenant_id, claimed_at) WHERE (state = 'sending'::text);
CREATE INDEX outbox_due ON public.outbox USING btree (tenant_id, channel_account_id, next_attempt_at) WHERE (state = 'pending'::text);
CREATE INDEX outbox_due_anywhere ON public.outbox USING btree (next_attempt_at, tenant_id) WHERE (state = 'pending'::text);
CREATE INDEX outbox_of_offer ON public.outbox USING btree (tenant_id, waitlist_offer_id) WHERE (waitlist_offer_id IS NOT NULL);
CREATE UNIQUE INDEX outbox_one_reminder ON public.outbox USING btree (tenant_id, booking_id, booking_starts_at) WHERE (booking_id IS NOT NULL);
CREATE INDEX outbox_open ON public.outbox USING btree (tenant_id, conversation_id, turn_number, ordinal) WHERE (state = ANY (ARRAY['pending'::text, 'sending'::text]));
CREATE INDEX service_resource_resource ON public.service_resource USING btree (tenant_id, resource_id);
CREATE INDEX staff_notice_created ON public.staff_notice USING btree (tenant_id, created_at);
CREATE INDEX time_off_master ON public.time_off USING btree (tenant_id, master_id);
CREATE INDEX turn_talks ON public.turn USING btree (tenant_id, happened_at) WHERE (number = talk);
CREATE INDEX waitlist_location ON public.waitlist_entry USING btree (tenant_id, location_id, created_at, id);
CREATE INDEX waitlist_offer_conversation ON public.waitlist_offer USING btree (tenant_id, conversation_id) WHERE (news_at IS NOT NULL);
CREATE INDEX waitlist_offer_made ON public.waitlist_offer USING btree (tenant_id, offered_at);
CREATE INDEX waitlist_offer_news ON public.waitlist_offer USING btree (tenant_id, news_at) WHERE (news_at IS NOT NULL);
CREATE INDEX waitlist_offer_news_anywhere ON public.waitlist_offer USING btree (news_at, tenant_id) WHERE (news_at IS NOT NULL);
CREATE UNIQUE INDEX waitlist_offer_once ON public.waitlist_offer USING btree (tenant_id, customer_id, location_id, starts_at) WHERE (state <> 'lost'::text);
CREATE UNIQUE INDEX waitlist_offer_one_open ON public.waitlist_offer USING btree (tenant_id, customer_id, location_id) WHERE (state = 'offered'::text);
CREATE INDEX waitlist_offer_open ON public.waitlist_offer USING btree (tenant_id, master_id, occupied_to) WHERE (state = 'offered'::text);
CREATE UNIQUE INDEX waitlist_one_wish ON public.waitlist_entry USING btree (tenant_id, customer_id, location_id, service_id, master_id, dates_from, dates_to, times_from, times_to) NULLS NOT DISTINCT;
CREATE INDEX waitlist_service ON public.waitlist_entry USING btree (tenant_id, service_id, created_at);
CREATE INDEX working_hours_location ON public.working_hours USING btree (tenant_id, location_id);
CREATE TRIGGER booking_begins BEFORE INSERT ON public.booking FOR EACH ROW EXECUTE FUNCTION public.begin_booking();
CREATE TRIGGER booking_changes BEFORE UPDATE OF customer_id, master_id, status, starts_at, wall_date, wall_time, zone, expires_at, confirmed_at, cancelled_by, cancelled_late, cancelled_reason, revision, changed_by, change_origin, changed_at ON public.booking FOR EACH ROW EXECUTE FUNCTION public.change_booking();
CREATE TRIGGER booking_event_is_a_record BEFORE DELETE OR UPDATE OR TRUNCATE ON public.booking_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER booking_frees_time AFTER UPDATE OF status, master_id, occupied_from, occupied_to ON public.booking FOR EACH ROW WHEN (((old.status = ANY (ARRAY['hold'::text, 'pending'::text, 'confirmed'::text, 'in_progress'::text, 'completed'::text])) AND ((new.status <> ALL (ARRAY['hold'::text, 'pending'::text, 'confirmed'::text, 'in_progress'::text, 'completed'::text])) OR (new.master_id <> old.master_id) OR (new.occupied_from <> old.occupied_from) OR (new.occupied_to <> old.occupied_to)))) EXECUTE FUNCTION public.note_freed_time();
CREATE TRIGGER booking_has_its_events AFTER INSERT OR UPDATE OF revision ON public.booking FOR EACH ROW EXECUTE FUNCTION public.record_booking_event();
CREATE TRIGGER booking_holds_resources AFTER INSERT ON public.booking FOR EACH ROW WHEN (new.holds_resources) EXECUTE FUNCTION public.hold_booking_resources();
CREATE TRIGGER booking_keeps_resources AFTER UPDATE OF status, starts_at ON public.booking FOR EACH ROW WHEN ((old.holds_resources AND ((old.starts_at <> new.starts_at) OR ((new.status <> old.status) AND (new.status = ANY (ARRAY['released'::text, 'cancelled'::text, 'no_show'::text])))))) EXECUTE FUNCTION public.hold_booking_resources();
CREATE TRIGGER booking_settles_waits AFTER INSERT ON public.booking FOR EACH ROW WHEN ((new.status = ANY (ARRAY['pending'::text, 'confirmed'::text]))) EXECUTE FUNCTION public.settle_waits();
CREATE TRIGGER booking_settles_waits_again AFTER UPDATE OF status, master_id, occupied_from, occupied_to ON public.booking FOR EACH ROW WHEN (((new.status = ANY (ARRAY['pending'::text, 'confirmed'::text])) AND ((old.status = 'hold'::text) OR (new.master_id <> old.master_id) OR (new.occupied_from <> old.occupied_from) OR (new.occupied_to <> old.occupied_to)))) EXECUTE FUNCTION public.settle_waits();
CREATE TRIGGER booking_stays_as_agreed BEFORE UPDATE OF number, origin, location_id, service_id, service_name, duration_minutes, buffer_before_minutes, buffer_after_minutes, price_minor, currency, created_at, capacity, holds_resources ON public.booking FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_agreement();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.closure FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.hours_override FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.location FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.location_service FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.master FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.master_location FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.master_service FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.resource FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.service FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.service_resource FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.time_off FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.work_break FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE ON public.working_hours FOR EACH STATEMENT EXECUTE FUNCTION public.bump_catalogue_revision();
CREATE TRIGGER flow_canary_failure_is_a_record BEFORE DELETE OR UPDATE OR TRUNCATE ON public.flow_canary_failure FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER flow_canary_is_guarded BEFORE UPDATE ON public.flow_canary FOR EACH ROW EXECUTE FUNCTION public.guard_flow_canary();
CREATE TRIGGER flow_canary_moves AFTER INSERT OR UPDATE ON public.flow_canary FOR EACH ROW EXECUTE FUNCTION public.record_flow_canary();
CREATE TRIGGER flow_canary_stays BEFORE DELETE OR TRUNCATE ON public.flow_canary FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER flow_content_is_a_record BEFORE DELETE OR TRUNCATE ON public.flow_content FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER flow_content_stays BEFORE UPDATE ON public.flow_content FOR EACH ROW WHEN ((old.hash = sha256(old.content))) EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER flow_file_is_a_record BEFORE DELETE OR UPDATE OR TRUNCATE ON public.flow_file FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER flow_live_moves AFTER INSERT OR UPDATE ON public.flow_live FOR EACH ROW EXECUTE FUNCTION public.record_flow_move();
CREATE TRIGGER flow_live_promotes_canary AFTER UPDATE OF version ON public.flow_live FOR EACH ROW EXECUTE FUNCTION public.end_flow_canary();
CREATE TRIGGER flow_live_stops_canary BEFORE UPDATE OF version ON public.flow_live FOR EACH ROW EXECUTE FUNCTION public.end_flow_canary();
CREATE TRIGGER flow_move_is_a_record BEFORE DELETE OR UPDATE OR TRUNCATE ON public.flow_move FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER flow_version_is_a_record BEFORE DELETE OR UPDATE OR TRUNCATE ON public.flow_version FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER turn_is_a_record BEFORE DELETE OR UPDATE OF tenant_id, conversation_id, number, flow_version, happened_at OR TRUNCATE ON public.turn FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER turn_is_erased_whole BEFORE UPDATE ON public.turn FOR EACH ROW EXECUTE FUNCTION public.allow_erasure_only();
ALTER TABLE ONLY public.booking_event
    ADD CONSTRAINT booking_event_tenant_id_booking_id_fkey FOREIGN KEY (tenant_id, booking_id) REFERENCES public.booking(tenant_id, id);
ALTER TABLE ONLY public.booking_resource
    ADD CONSTRAINT booking_resource_tenant_id_booking_id_fkey FOREIGN KEY (tenant_id, booking_id) REFERENCES public.booking(tenant_id, id);
ALTER TABLE ONLY public.booking_resource
    ADD CONSTRAINT booking_resource_tenant_id_resource_id_fkey FOREIGN KEY (tenant_id, resource_id) REFERENCES public.resource(tenant_id, id);
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customer(tenant_id, id);
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES public.location(tenant_id, id);
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_tenant_id_master_id_fkey FOREIGN KEY (tenant_id, master_id) REFERENCES public.master(tenant_id, id);
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id) REFERENCES public.service(tenant_id, id);
ALTER TABLE ONLY public.catalogue_revision
    ADD CONSTRAINT catalogue_revision_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.channel_account
    ADD CONSTRAINT channel_account_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES public.location(tenant_id, id);
ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES public.location(tenant_id, id);
ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_tenant_id_channel_account_id_fkey FOREIGN KEY (tenant_id, channel_account_id) REFERENCES public.channel_account(tenant_id, id);
ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customer(tenant_id, id);
ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_tenant_id_flow_version_fkey FOREIGN KEY (tenant_id, flow_version) REFERENCES public.flow_version(tenant_id, number);
ALTER TABLE ONLY public.customer_identity
    ADD CONSTRAINT customer_identity_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customer(tenant_id, id);
ALTER TABLE ONLY public.customer_profile
    ADD CONSTRAINT customer_profile_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customer(tenant_id, id);
ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_tenant_id_merged_into_fkey FOREIGN KEY (tenant_id, merged_into) REFERENCES public.customer(tenant_id, id);
ALTER TABLE ONLY public.delivery_report
    ADD CONSTRAINT delivery_report_tenant_id_channel_account_id_fkey FOREIGN KEY (tenant_id, channel_account_id) REFERENCES public.channel_account(tenant_id, id);
ALTER TABLE ONLY public.flow_canary_failure
    ADD CONSTRAINT flow_canary_failure_tenant_id_canary_id_fkey FOREIGN KEY (tenant_id, canary_id) REFERENCES public.flow_canary(tenant_id, id);
ALTER TABLE ONLY public.flow_canary_failure
    ADD CONSTRAINT flow_canary_failure_tenant_id_version_fkey FOREIGN KEY (tenant_id, version) REFERENCES public.flow_version(tenant_id, number);
ALTER TABLE ONLY public.flow_canary
    ADD CONSTRAINT flow_canary_tenant_id_against_fkey FOREIGN KEY (tenant_id, against) REFERENCES public.flow_version(tenant_id, number);
ALTER TABLE ONLY public.flow_canary
    ADD CONSTRAINT flow_canary_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.flow_canary
    ADD CONSTRAINT flow_canary_tenant_id_version_fkey FOREIGN KEY (tenant_id, version) REFERENCES public.flow_version(tenant_id, number);
ALTER TABLE ONLY public.flow_file
    ADD CONSTRAINT flow_file_content_hash_fkey FOREIGN KEY (content_hash) REFERENCES public.flow_content(hash);
ALTER TABLE ONLY public.flow_live
    ADD CONSTRAINT flow_live_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.flow_live
    ADD CONSTRAINT flow_live_tenant_id_version_fkey FOREIGN KEY (tenant_id, version) REFERENCES public.flow_version(tenant_id, number);
ALTER TABLE ONLY public.flow_move
    ADD CONSTRAINT flow_move_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.flow_move
    ADD CONSTRAINT flow_move_tenant_id_from_version_fkey FOREIGN KEY (tenant_id, from_version) REFERENCES public.flow_version(tenant_id, number);
ALTER TABLE ONLY public.flow_move
    ADD CONSTRAINT flow_move_tenant_id_to_version_fkey FOREIGN KEY (tenant_id, to_version) REFERENCES public.flow_version(tenant_id, number);
ALTER TABLE ONLY public.flow_version
    ADD CONSTRAINT flow_version_machine_hash_fkey FOREIGN KEY (machine_hash) REFERENCES public.flow_content(hash);
ALTER TABLE ONLY public.flow_version
    ADD CONSTRAINT flow_version_outline_hash_fkey FOREIGN KEY (outline_hash) REFERENCES public.flow_content(hash);
ALTER TABLE ONLY public.flow_version
    ADD CONSTRAINT flow_version_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.freed_time
    ADD CONSTRAINT freed_time_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES public.location(tenant_id, id);
ALTER TABLE ONLY public.freed_time
    ADD CONSTRAINT freed_time_tenant_id_master_id_fkey FOREIGN KEY (tenant_id, master_id) REFERENCES public.master(tenant_id, id);
ALTER TABLE ONLY public.freed_time
    ADD CONSTRAINT freed_time_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id) REFERENCES public.service(tenant_id, id);
ALTER TABLE ONLY public.hours_override
    ADD CONSTRAINT hours_override_tenant_id_master_id_location_id_fkey FOREIGN KEY (tenant_id, master_id, location_id) REFERENCES public.master_location(tenant_id, master_id, location_id);
ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_tenant_id_channel_account_id_fkey FOREIGN KEY (tenant_id, channel_account_id) REFERENCES public.channel_account(tenant_id, id);
ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_tenant_id_conversation_id_turn_number_fkey FOREIGN KEY (tenant_id, conversation_id, turn_number) REFERENCES public.turn(tenant_id, conversation_id, number);
ALTER TABLE ONLY public.location_service
    ADD CONSTRAINT location_service_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES public.location(tenant_id, id);
ALTER TABLE ONLY public.location_service
    ADD CONSTRAINT location_service_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id) REFERENCES public.service(tenant_id, id);
ALTER TABLE ONLY public.location
    ADD CONSTRAINT location_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.master_location
    ADD CONSTRAINT master_location_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES public.location(tenant_id, id);
ALTER TABLE ONLY public.master_location
    ADD CONSTRAINT master_location_tenant_id_master_id_fkey FOREIGN KEY (tenant_id, master_id) REFERENCES public.master(tenant_id, id);
ALTER TABLE ONLY public.master_service
    ADD CONSTRAINT master_service_tenant_id_master_id_fkey FOREIGN KEY (tenant_id, master_id) REFERENCES public.master(tenant_id, id);
ALTER TABLE ONLY public.master_service
    ADD CONSTRAINT master_service_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id) REFERENCES public.service(tenant_id, id);
ALTER TABLE ONLY public.master
    ADD CONSTRAINT master_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_booking FOREIGN KEY (tenant_id, booking_id) REFERENCES public.booking(tenant_id, id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_tenant_id_channel_account_id_fkey FOREIGN KEY (tenant_id, channel_account_id) REFERENCES public.channel_account(tenant_id, id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES public.conversation(tenant_id, id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_waitlist_offer FOREIGN KEY (tenant_id, waitlist_offer_id) REFERENCES public.waitlist_offer(tenant_id, id);
ALTER TABLE ONLY public.resource
    ADD CONSTRAINT resource_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES public.location(tenant_id, id);
ALTER TABLE ONLY public.service_resource
    ADD CONSTRAINT service_resource_tenant_id_resource_id_fkey FOREIGN KEY (tenant_id, resource_id) REFERENCES public.resource(tenant_id, id);
ALTER TABLE ONLY public.service_resource
    ADD CONSTRAINT service_resource_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id) REFERENCES public.service(tenant_id, id);
ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.staff_notice
    ADD CONSTRAINT staff_notice_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES public.conversation(tenant_id, id);
ALTER TABLE ONLY public.staff_notice
    ADD CONSTRAINT staff_notice_tenant_id_master_id_fkey FOREIGN KEY (tenant_id, master_id) REFERENCES public.master(tenant_id, id);
ALTER TABLE ONLY public.staff_notice
    ADD CONSTRAINT staff_notice_tenant_id_outbox_id_fkey FOREIGN KEY (tenant_id, outbox_id) REFERENCES public.outbox(tenant_id, id);
ALTER TABLE ONLY public.tenant_key
    ADD CONSTRAINT tenant_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.time_off
    ADD CONSTRAINT time_off_tenant_id_master_id_fkey FOREIGN KEY (tenant_id, master_id) REFERENCES public.master(tenant_id, id);
ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES public.conversation(tenant_id, id);
ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_tenant_id_flow_version_fkey FOREIGN KEY (tenant_id, flow_version) REFERENCES public.flow_version(tenant_id, number);
ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_tenant_id_migrated_from_fkey FOREIGN KEY (tenant_id, migrated_from) REFERENCES public.flow_version(tenant_id, number);
ALTER TABLE ONLY public.waitlist_entry
    ADD CONSTRAINT waitlist_entry_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customer(tenant_id, id);
ALTER TABLE ONLY public.waitlist_entry
    ADD CONSTRAINT waitlist_entry_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES public.location(tenant_id, id);
ALTER TABLE ONLY public.waitlist_entry
    ADD CONSTRAINT waitlist_entry_tenant_id_master_id_fkey FOREIGN KEY (tenant_id, master_id) REFERENCES public.master(tenant_id, id);
ALTER TABLE ONLY public.waitlist_entry
    ADD CONSTRAINT waitlist_entry_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id) REFERENCES public.service(tenant_id, id);
ALTER TABLE ONLY public.waitlist_offer
    ADD CONSTRAINT waitlist_offer_tenant_id_booking_id_fkey FOREIGN KEY (tenant_id, booking_id) REFERENCES public.booking(tenant_id, id);
ALTER TABLE ONLY public.waitlist_offer
    ADD CONSTRAINT waitlist_offer_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES public.conversation(tenant_id, id);
ALTER TABLE ONLY public.waitlist_offer
    ADD CONSTRAINT waitlist_offer_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customer(tenant_id, id);
ALTER TABLE ONLY public.waitlist_offer
    ADD CONSTRAINT waitlist_offer_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES public.location(tenant_id, id);
ALTER TABLE ONLY public.waitlist_offer
    ADD CONSTRAINT waitlist_offer_tenant_id_master_id_fkey FOREIGN KEY (tenant_id, master_id) REFERENCES public.master(tenant_id, id);
ALTER TABLE ONLY public.waitlist_offer
    ADD CONSTRAINT waitlist_offer_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id) REFERENCES public.service(tenant_id, id);
ALTER TABLE ONLY public.work_break
    ADD CONSTRAINT work_break_tenant_id_master_id_location_id_fkey FOREIGN KEY (tenant_id, master_id, location_id) REFERENCES public.master_location(tenant_id, master_id, location_id);
ALTER TABLE ONLY public.working_hours
    ADD CONSTRAINT working_hours_tenant_id_master_id_location_id_fkey FOREIGN KEY (tenant_id, master_id, location_id) REFERENCES public.master_location(tenant_id, master_id, location_id);
ALTER TABLE public.booking ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.booking_resource ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalogue_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.channel_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.closure ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.conversation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.customer_identity ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.customer_profile ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.delivery_report ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.flow_canary ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.flow_canary_failure ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.flow_content ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.flow_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.flow_live ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.flow_move ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.flow_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.freed_time ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.hours_override ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.inbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY keeping ON public.flow_content TO salonflow_owner USING (true) WITH CHECK (true);
CREATE POLICY keeping ON public.flow_file TO salonflow_owner USING (true) WITH CHECK (true);
ALTER TABLE public.location ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.location_service ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.master ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.master_location ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.master_service ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.flow_content FOR SELECT USING (((EXISTS ( SELECT
   FROM public.flow_version
  WHERE (flow_version.machine_hash = flow_content.hash))) OR (EXISTS ( SELECT
   FROM public.flow_version
  WHERE (flow_version.outline_hash = flow_content.hash))) OR (EXISTS ( SELECT
   FROM public.flow_file
  WHERE (flow_file.content_hash = flow_content.hash)))));
CREATE POLICY own ON public.flow_file FOR SELECT USING ((EXISTS ( SELECT
   FROM public.flow_version
  WHERE (flow_version.sources_hash = flow_file.sources_hash))));
ALTER TABLE public.resource ENABLE ROW LEVEL SECURITY;
CREATE POLICY routing ON public.booking FOR SELECT TO salonflow_owner USING (true);
CREATE POLICY routing ON public.channel_account FOR SELECT TO salonflow_owner USING (true);
CREATE POLICY routing ON public.conversation FOR SELECT TO salonflow_owner USING (true);
CREATE POLICY routing ON public.flow_canary FOR SELECT TO salonflow_owner USING (true);
CREATE POLICY routing ON public.freed_time FOR SELECT TO salonflow_owner USING (true);
CREATE POLICY routing ON public.inbox FOR SELECT TO salonflow_owner USING (true);
CREATE POLICY routing ON public.location FOR SELECT TO salonflow_owner USING (true);
CREATE POLICY routing ON public.outbox FOR SELECT TO salonflow_owner USING (true);
CREATE POLICY routing ON public.waitlist_offer FOR SELECT TO salonflow_owner USING (true);
ALTER TABLE public.service ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.service_resource ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON public.booking USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.booking_event USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.booking_resource USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.catalogue_revision USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.channel_account USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.closure USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.conversation USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.customer USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.customer_identity USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.customer_profile USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.delivery_report USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.flow_canary USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.flow_canary_failure USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.flow_live USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.flow_move USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.flow_version USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.freed_time USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.hours_override USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.inbox USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.location USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.location_service USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.master USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.master_location USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.master_service USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.outbox USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.resource USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.service USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.service_resource USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.staff_notice USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
ALTER TABLE public.tenant ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON public.tenant USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.tenant_key USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.time_off USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.turn USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.waitlist_entry USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.waitlist_offer USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.work_break USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
CREATE POLICY tenant ON public.working_hours USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)) WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint));
ALTER TABLE public.tenant_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.time_off ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.turn ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.waitlist_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.waitlist_offer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.work_break ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.working_hours ENABLE ROW LEVEL SECURITY;
GRANT USAGE ON SCHEMA public TO salonflow_server;
REVOKE ALL ON FUNCTION public.allow_erasure_only() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.begin_booking() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.bump_catalogue_revision() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.change_booking() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.current_tenant() FROM PUBLIC;
GRANT ALL ON FUNCTION public.current_tenant() TO salonflow_server;
REVOKE ALL ON FUNCTION public.deal_units_anew(tenant bigint, wanted bigint, booking bigint, starts timestamp with time zone, ends timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.end_flow_canary() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.find_channel_accounts(channel text, external_ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_channel_accounts(channel text, external_ids text[]) TO salonflow_server;
REVOKE ALL ON FUNCTION public.free_seat(tenant bigint, master bigint, service bigint, start timestamp with time zone, capacity integer, booking bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.free_seat(tenant bigint, master bigint, service bigint, start timestamp with time zone, capacity integer, booking bigint) TO salonflow_server;
REVOKE ALL ON FUNCTION public.guard_flow_canary() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.hold_booking_resources() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.hold_resource(tenant bigint, wanted bigint, booking bigint, starts timestamp with time zone, ends timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.is_localized_name(name jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.is_localized_name(name jsonb) TO salonflow_server;
REVOKE ALL ON FUNCTION public.keep_flow_content(contents bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.keep_flow_content(contents bytea[]) TO salonflow_server;
REVOKE ALL ON FUNCTION public.keep_flow_files(paths text[], contents bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.keep_flow_files(paths text[], contents bytea[]) TO salonflow_server;
REVOKE ALL ON FUNCTION public.lock_for_booking(tenant bigint, master bigint, resources bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.lock_for_booking(tenant bigint, master bigint, resources bigint[]) TO salonflow_server;
REVOKE ALL ON FUNCTION public.note_freed_time() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.record_booking_event() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.record_dead_letters(channel text, accounts text[], kinds text[], reasons text[], raws bytea[], arrived_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.record_dead_letters(channel text, accounts text[], kinds text[], reasons text[], raws bytea[], arrived_at timestamp with time zone) TO salonflow_server;
REVOKE ALL ON FUNCTION public.record_flow_canary() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.record_flow_move() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.refuse_change_of_agreement() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.settle_waits() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.sitting_of(service_id bigint, starts_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sitting_of(service_id bigint, starts_at timestamp with time zone) TO salonflow_server;
REVOKE ALL ON FUNCTION public.tenants_with_work(moment timestamp with time zone, stale timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenants_with_work(moment timestamp with time zone, stale timestamp with time zone) TO salonflow_server;
REVOKE ALL ON FUNCTION public.zones_in_use() FROM PUBLIC;
GRANT ALL ON FUNCTION public.zones_in_use() TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(customer_id) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(master_id) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(status) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(starts_at) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(ends_at) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(wall_date) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(wall_time) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(zone) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(occupied_from) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(occupied_to) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(expires_at) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(confirmed_at) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(wants_reminder) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(revision) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(changed_by) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(change_origin) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(changed_at) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(cancelled_by) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(cancelled_late) ON TABLE public.booking TO salonflow_server;
GRANT UPDATE(cancelled_reason) ON TABLE public.booking TO salonflow_server;
GRANT SELECT ON TABLE public.booking_event TO salonflow_server;
GRANT SELECT ON TABLE public.booking_resource TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.catalogue_revision TO salonflow_server;
GRANT UPDATE(revision) ON TABLE public.catalogue_revision TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.channel_account TO salonflow_server;
GRANT UPDATE(location_id) ON TABLE public.channel_account TO salonflow_server;
GRANT UPDATE(external_owner_id) ON TABLE public.channel_account TO salonflow_server;
GRANT UPDATE(display_number) ON TABLE public.channel_account TO salonflow_server;
GRANT UPDATE(sealed_access_token) ON TABLE public.channel_account TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.closure TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.conversation TO salonflow_server;
GRANT UPDATE(customer_id) ON TABLE public.conversation TO salonflow_server;
GRANT UPDATE(reply_user_id) ON TABLE public.conversation TO salonflow_server;
GRANT UPDATE(reply_phone) ON TABLE public.conversation TO salonflow_server;
GRANT UPDATE(state) ON TABLE public.conversation TO salonflow_server;
GRANT UPDATE(flow_version) ON TABLE public.conversation TO salonflow_server;
GRANT UPDATE(turn_number) ON TABLE public.conversation TO salonflow_server;
GRANT UPDATE(wake_at) ON TABLE public.conversation TO salonflow_server;
GRANT UPDATE(last_inbound_at) ON TABLE public.conversation TO salonflow_server;
GRANT UPDATE(handed_off_until) ON TABLE public.conversation TO salonflow_server;
GRANT UPDATE(talk) ON TABLE public.conversation TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.customer TO salonflow_server;
GRANT UPDATE(name) ON TABLE public.customer TO salonflow_server;
GRANT UPDATE(phone) ON TABLE public.customer TO salonflow_server;
GRANT UPDATE(opted_out_at) ON TABLE public.customer TO salonflow_server;
GRANT UPDATE(merged_into) ON TABLE public.customer TO salonflow_server;
GRANT UPDATE(reminders_paused_at) ON TABLE public.customer TO salonflow_server;
GRANT USAGE ON SEQUENCE public.customer_id_seq TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.customer_identity TO salonflow_server;
GRANT UPDATE(customer_id) ON TABLE public.customer_identity TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.customer_profile TO salonflow_server;
GRANT UPDATE(customer_id) ON TABLE public.customer_profile TO salonflow_server;
GRANT UPDATE(value) ON TABLE public.customer_profile TO salonflow_server;
GRANT UPDATE(changed_at) ON TABLE public.customer_profile TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.delivery_report TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.flow_canary TO salonflow_server;
GRANT UPDATE(looked_at) ON TABLE public.flow_canary TO salonflow_server;
GRANT UPDATE(next_look) ON TABLE public.flow_canary TO salonflow_server;
GRANT UPDATE(ended_at) ON TABLE public.flow_canary TO salonflow_server;
GRANT UPDATE(ended_by) ON TABLE public.flow_canary TO salonflow_server;
GRANT UPDATE(outcome) ON TABLE public.flow_canary TO salonflow_server;
GRANT UPDATE(verdict) ON TABLE public.flow_canary TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.flow_canary_failure TO salonflow_server;
GRANT SELECT ON TABLE public.flow_content TO salonflow_server;
GRANT SELECT ON TABLE public.flow_file TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.flow_live TO salonflow_server;
GRANT UPDATE(version) ON TABLE public.flow_live TO salonflow_server;
GRANT UPDATE(moved_at) ON TABLE public.flow_live TO salonflow_server;
GRANT UPDATE(moved_by) ON TABLE public.flow_live TO salonflow_server;
GRANT UPDATE(kind) ON TABLE public.flow_live TO salonflow_server;
GRANT UPDATE(reason) ON TABLE public.flow_live TO salonflow_server;
GRANT SELECT ON TABLE public.flow_move TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.flow_version TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.freed_time TO salonflow_server;
GRANT UPDATE(due_at) ON TABLE public.freed_time TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.hours_override TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.inbox TO salonflow_server;
GRANT UPDATE(sender_name) ON TABLE public.inbox TO salonflow_server;
GRANT UPDATE(words) ON TABLE public.inbox TO salonflow_server;
GRANT UPDATE(raw) ON TABLE public.inbox TO salonflow_server;
GRANT UPDATE(due_at) ON TABLE public.inbox TO salonflow_server;
GRANT UPDATE(attempts) ON TABLE public.inbox TO salonflow_server;
GRANT UPDATE(processed_at) ON TABLE public.inbox TO salonflow_server;
GRANT UPDATE(failed_reason) ON TABLE public.inbox TO salonflow_server;
GRANT UPDATE(conversation_id) ON TABLE public.inbox TO salonflow_server;
GRANT UPDATE(turn_number) ON TABLE public.inbox TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.location TO salonflow_server;
GRANT UPDATE(slug) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(name) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(address) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(zone) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(granularity_minutes) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(minimum_notice_minutes) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(horizon_days) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(phone) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(owner_phone) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(latitude_millionths) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(longitude_millionths) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(portfolio) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(cancel_notice_minutes) ON TABLE public.location TO salonflow_server;
GRANT UPDATE(assignment) ON TABLE public.location TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.location_service TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.master TO salonflow_server;
GRANT UPDATE(is_active) ON TABLE public.master TO salonflow_server;
GRANT UPDATE(name) ON TABLE public.master TO salonflow_server;
GRANT UPDATE(aliases) ON TABLE public.master TO salonflow_server;
GRANT UPDATE(phone) ON TABLE public.master TO salonflow_server;
GRANT UPDATE(portfolio) ON TABLE public.master TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.master_location TO salonflow_server;
GRANT UPDATE("position") ON TABLE public.master_location TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.master_service TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(body) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(next_attempt_at) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(state) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(attempts) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(claimed_by) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(claimed_at) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(finished_at) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(provider_message_id) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(error_code) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(error_text) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(delivery_status) ON TABLE public.outbox TO salonflow_server;
GRANT UPDATE(delivery_at) ON TABLE public.outbox TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.resource TO salonflow_server;
GRANT UPDATE("position") ON TABLE public.resource TO salonflow_server;
GRANT UPDATE(is_active) ON TABLE public.resource TO salonflow_server;
GRANT UPDATE(name) ON TABLE public.resource TO salonflow_server;
GRANT UPDATE(count) ON TABLE public.resource TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.service TO salonflow_server;
GRANT UPDATE(is_active) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(name) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(aliases) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(duration_minutes) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(buffer_before_minutes) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(buffer_after_minutes) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(price_minor) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(currency) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(available_from) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(available_to) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(weekdays) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(capacity) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(category) ON TABLE public.service TO salonflow_server;
GRANT UPDATE(picture) ON TABLE public.service TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.service_resource TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.staff_notice TO salonflow_server;
GRANT UPDATE(words) ON TABLE public.staff_notice TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.tenant TO salonflow_server;
GRANT UPDATE(name) ON TABLE public.tenant TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.tenant_key TO salonflow_server;
GRANT USAGE ON SEQUENCE public.tenant_tenant_id_seq TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.time_off TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.turn TO salonflow_server;
GRANT UPDATE(event) ON TABLE public.turn TO salonflow_server;
GRANT UPDATE(answers) ON TABLE public.turn TO salonflow_server;
GRANT UPDATE(erased_at) ON TABLE public.turn TO salonflow_server;
GRANT SELECT ON TABLE public.upcoming_booking TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.waitlist_entry TO salonflow_server;
GRANT UPDATE(customer_id) ON TABLE public.waitlist_entry TO salonflow_server;
GRANT SELECT,INSERT ON TABLE public.waitlist_offer TO salonflow_server;
GRANT UPDATE(customer_id) ON TABLE public.waitlist_offer TO salonflow_server;
GRANT UPDATE(state) ON TABLE public.waitlist_offer TO salonflow_server;
GRANT UPDATE(expires_at) ON TABLE public.waitlist_offer TO salonflow_server;
GRANT UPDATE(news_at) ON TABLE public.waitlist_offer TO salonflow_server;
GRANT UPDATE(booking_id) ON TABLE public.waitlist_offer TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.work_break TO salonflow_server;
GRANT SELECT,INSERT,DELETE ON TABLE public.working_hours TO salonflow_server;

-- A version on trial for a share of new talks, beside the one that is live. What is live does not move when a canary begins
-- or is stopped, so conversations in the middle of a talk stay where they are; that one began and ended is in the trail of
-- moves all the same, since the conversations it had follow from its version to the live one.

CREATE TABLE flow_canary (
    tenant_id     bigint NOT NULL DEFAULT current_tenant() REFERENCES tenant,
    -- Part of the draw that gives talks to it: another canary draws anew.
    id            bigint GENERATED ALWAYS AS IDENTITY,
    version       integer NOT NULL,
    -- What was live when it began, and is as long as it is open.
    against       integer NOT NULL CHECK (against <> version),
    -- Percent of new talks.
    share         integer NOT NULL CHECK (share BETWEEN 1 AND 90),
    -- Its ended talks at which it is decided.
    planned_talks integer NOT NULL CHECK (planned_talks BETWEEN 20 AND 10000),
    started_at    timestamptz NOT NULL,
    started_by    text NOT NULL CHECK (started_by <> ''),
    reason        text NOT NULL,
    -- Its ended talks at the last look: the same talks are not looked at twice.
    looked_at     integer NOT NULL DEFAULT 0 CHECK (looked_at >= 0),
    next_look     timestamptz,
    ended_at      timestamptz,
    ended_by      text CHECK (ended_by <> ''),
    outcome       text CHECK (outcome IN ('promoted', 'rolled_back', 'stopped')),
    -- Why it ended, in the salon's words.
    verdict       text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, version) REFERENCES flow_version (tenant_id, number),
    FOREIGN KEY (tenant_id, against) REFERENCES flow_version (tenant_id, number),
    CONSTRAINT flow_canary_is_open_or_ended CHECK (
        (next_look IS NOT NULL AND num_nulls(ended_at, ended_by, outcome, verdict) = 4)
        OR (next_look IS NULL AND num_nulls(ended_at, ended_by, outcome, verdict) = 0))
);
CREATE UNIQUE INDEX flow_canary_open ON flow_canary (tenant_id) WHERE ended_at IS NULL;
CREATE INDEX flow_canary_look ON flow_canary (next_look, tenant_id) WHERE next_look IS NOT NULL;

-- Talks in which a turn could not be done at all while a canary was open. Such a turn leaves nothing in the journal, and a
-- conversation that it would have opened does not exist, so there is no key to either.
CREATE TABLE flow_canary_failure (
    tenant_id       bigint NOT NULL DEFAULT current_tenant(),
    canary_id       bigint NOT NULL,
    -- The canary's or the live one.
    version         integer NOT NULL,
    conversation_id bigint NOT NULL,
    -- The number of the turn that the talk began with, or would have.
    talk            bigint NOT NULL CHECK (talk > 0),
    failed_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, canary_id, version, conversation_id, talk),
    FOREIGN KEY (tenant_id, canary_id) REFERENCES flow_canary,
    FOREIGN KEY (tenant_id, version) REFERENCES flow_version (tenant_id, number)
);
CREATE TRIGGER flow_canary_failure_is_a_record BEFORE UPDATE OR DELETE OR TRUNCATE ON flow_canary_failure
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What has ended stays as it is, and none is promoted that is not live.
CREATE FUNCTION guard_flow_canary() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER flow_canary_is_guarded BEFORE UPDATE ON flow_canary
    FOR EACH ROW EXECUTE FUNCTION guard_flow_canary();
CREATE TRIGGER flow_canary_stays BEFORE DELETE OR TRUNCATE ON flow_canary
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- It begins open and beside what is live. Its beginning and its end are in the trail; a promotion is there as the move that
-- it is.
CREATE FUNCTION record_flow_canary() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER flow_canary_moves AFTER INSERT OR UPDATE ON flow_canary
    FOR EACH ROW EXECUTE FUNCTION record_flow_canary();

-- Whoever moves what is live ends the canary: what it was compared with is gone. Before the move, so that its conversations
-- first go back to the version it ran beside and from there on with the others; after the move, when it is its own version
-- that became live.
CREATE FUNCTION end_flow_canary() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER flow_live_stops_canary BEFORE UPDATE OF version ON flow_live
    FOR EACH ROW EXECUTE FUNCTION end_flow_canary();
CREATE TRIGGER flow_live_promotes_canary AFTER UPDATE OF version ON flow_live
    FOR EACH ROW EXECUTE FUNCTION end_flow_canary();

-- What a canary's end is told in stands in no conversation.
ALTER TABLE outbox
    ALTER COLUMN conversation_id DROP NOT NULL,
    ALTER COLUMN turn_number DROP NOT NULL,
    ADD CONSTRAINT outbox_outside_conversations_is_for_staff CHECK (
        num_nulls(conversation_id, turn_number) = 0
        OR num_nulls(conversation_id, turn_number) = 2 AND kind = 'notice' AND recipient_phone IS NOT NULL);
ALTER TABLE staff_notice
    ALTER COLUMN conversation_id DROP NOT NULL,
    ALTER COLUMN turn_number DROP NOT NULL,
    -- The message of a notice outside conversations; the others are found by their turn.
    ADD COLUMN outbox_id bigint,
    ADD FOREIGN KEY (tenant_id, outbox_id) REFERENCES outbox (tenant_id, id),
    ADD CONSTRAINT staff_notice_stands_in_a_turn_or_by_itself CHECK (
        num_nulls(conversation_id, turn_number) = 0 OR num_nulls(conversation_id, turn_number, ordinal) = 3);

DROP FUNCTION tenants_with_work(timestamptz, timestamptz);
CREATE FUNCTION tenants_with_work(moment timestamptz, stale timestamptz)
    RETURNS TABLE (
        tenant_id bigint, has_turns boolean, has_messages boolean, has_stale_sends boolean, has_due_bookings boolean,
        has_freed_times boolean, has_canary_look boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
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
$$;
CREATE POLICY routing ON flow_canary FOR SELECT TO CURRENT_USER USING (true);

DO $$
DECLARE
    item regclass;
BEGIN
    FOREACH item IN ARRAY ARRAY['flow_canary', 'flow_canary_failure']::regclass[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', item);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', item);
        EXECUTE format(
            'CREATE POLICY tenant ON %s'
            ' USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::bigint)'
            ' WITH CHECK (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::bigint)', item);
    END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION tenants_with_work(timestamptz, timestamptz) TO salonflow_server;
GRANT SELECT, INSERT, UPDATE (looked_at, next_look, ended_at, ended_by, outcome, verdict) ON flow_canary TO salonflow_server;
GRANT SELECT, INSERT ON flow_canary_failure TO salonflow_server;
REVOKE EXECUTE ON FUNCTION guard_flow_canary(), record_flow_canary(), end_flow_canary() FROM PUBLIC;

-- Versions that can be moved between while people are talking: contents kept once, every move of what is live on record,
-- and a journal that knows where a talk begins.

-- Machines and source files by the hash of their bytes, and lists of files by the hash of what is in them, once over all
-- salons: a thousand salons with the same bot hold it once. Hashes are made here, so no salon can put anything else in
-- another's way, and row-level security shows a salon only what one of its own versions is made of. There is no tenant in
-- them: whose they are says who points at them.
CREATE TABLE flow_content (
    hash    bytea PRIMARY KEY,
    content bytea NOT NULL,
    CONSTRAINT flow_content_has_its_hash CHECK (hash = sha256(content))
);
CREATE TRIGGER flow_content_is_a_record BEFORE DELETE OR TRUNCATE ON flow_content
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Only what a disk has damaged is ever changed: back to what it was.
CREATE TRIGGER flow_content_stays BEFORE UPDATE ON flow_content
    FOR EACH ROW WHEN (OLD.hash = sha256(OLD.content)) EXECUTE FUNCTION refuse_change();

CREATE TABLE flow_file (
    -- Of all paths with the hashes of their contents.
    sources_hash bytea NOT NULL,
    path         text NOT NULL CHECK (path <> ''),
    content_hash bytea NOT NULL REFERENCES flow_content,
    PRIMARY KEY (sources_hash, path)
);
CREATE INDEX flow_file_content ON flow_file (content_hash);
CREATE TRIGGER flow_file_is_a_record BEFORE UPDATE OR DELETE OR TRUNCATE ON flow_file
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Keeps contents under their hashes. What is there already stays as it is, unless it no longer has its hash: publishing the
-- same files again mends what was damaged.
CREATE FUNCTION keep_flow_content(contents bytea[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    INSERT INTO public.flow_content (hash, content)
    SELECT DISTINCT ON (sha256(given.content)) sha256(given.content), given.content
    FROM unnest($1) AS given (content)
    ORDER BY sha256(given.content)
    ON CONFLICT (hash) DO UPDATE SET content = EXCLUDED.content
        WHERE sha256(flow_content.content) <> flow_content.hash
$$;

-- Keeps files with their contents, and names them by the hash of all.
CREATE FUNCTION keep_flow_files(paths text[], contents bytea[]) RETURNS bytea
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
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
REVOKE EXECUTE ON FUNCTION keep_flow_content(bytea[]), keep_flow_files(text[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_flow_content(bytea[]), keep_flow_files(text[], bytea[]) TO salonflow_server;

-- The owner brings over what is there.
ALTER TABLE flow_version NO FORCE ROW LEVEL SECURITY;
ALTER TABLE flow_source NO FORCE ROW LEVEL SECURITY;
ALTER TABLE flow_live NO FORCE ROW LEVEL SECURITY;
ALTER TABLE conversation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE flow_version DISABLE TRIGGER flow_version_is_a_record;

-- The same machine may be published again, with other comments or after others: every publish has a number of its own.
ALTER TABLE flow_version
    DROP CONSTRAINT flow_version_tenant_id_machine_hash_key,
    ADD COLUMN sources_hash bytea,
    -- All a migration plan needs of the machine, so that conversations move on from one that is damaged. Missing for
    -- versions from before there were outlines: theirs is read from the machine.
    ADD COLUMN outline_hash bytea REFERENCES flow_content;
UPDATE flow_version
SET sources_hash = (
    SELECT keep_flow_files(COALESCE(array_agg(path), '{}'), COALESCE(array_agg(content), '{}'))
    FROM flow_source
    WHERE flow_source.tenant_id = flow_version.tenant_id AND flow_source.version = flow_version.number);
SELECT keep_flow_content(ARRAY(SELECT machine FROM flow_version));
ALTER TABLE flow_version
    ALTER COLUMN sources_hash SET NOT NULL,
    DROP COLUMN machine,
    ADD FOREIGN KEY (machine_hash) REFERENCES flow_content;
CREATE INDEX flow_version_machine ON flow_version (tenant_id, machine_hash);
CREATE INDEX flow_version_sources ON flow_version (tenant_id, sources_hash);
CREATE INDEX flow_version_outline ON flow_version (tenant_id, outline_hash);
DROP TABLE flow_source;
ALTER TABLE flow_version ENABLE TRIGGER flow_version_is_a_record;

-- Every move of what is live: who, when and why. Conversations follow them, one after the other.
CREATE TABLE flow_move (
    tenant_id    bigint NOT NULL DEFAULT current_tenant() REFERENCES tenant,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    kind         text NOT NULL CHECK (kind IN ('publish', 'rollback', 'promotion', 'canary_start', 'canary_end')),
    -- Missing for the first version of a salon.
    from_version integer,
    to_version   integer NOT NULL,
    moved_at     timestamptz NOT NULL,
    moved_by     text NOT NULL CHECK (moved_by <> ''),
    reason       text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, from_version) REFERENCES flow_version (tenant_id, number),
    FOREIGN KEY (tenant_id, to_version) REFERENCES flow_version (tenant_id, number)
);
CREATE INDEX flow_move_from ON flow_move (tenant_id, from_version, id);
CREATE TRIGGER flow_move_is_a_record BEFORE UPDATE OR DELETE OR TRUNCATE ON flow_move
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE flow_live
    ADD COLUMN kind text NOT NULL DEFAULT 'publish' CHECK (kind IN ('publish', 'rollback', 'promotion')),
    ADD COLUMN reason text NOT NULL DEFAULT '';
INSERT INTO flow_move (tenant_id, kind, from_version, to_version, moved_at, moved_by, reason)
SELECT tenant_id, 'publish', NULL, version, moved_at, COALESCE(NULLIF(moved_by, ''), '?'), '' FROM flow_live;
ALTER TABLE flow_live ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN reason DROP DEFAULT;

-- Nobody moves the pointer without a record, and nobody writes a record without moving it.
CREATE FUNCTION record_flow_move() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER flow_live_moves AFTER INSERT OR UPDATE ON flow_live
    FOR EACH ROW EXECUTE FUNCTION record_flow_move();

-- The number of the turn that the open talk began with; null while none is open.
ALTER TABLE conversation ADD COLUMN talk bigint CHECK (talk > 0);
UPDATE conversation SET talk = GREATEST(turn_number, 1) WHERE state IS NOT NULL;
CREATE INDEX conversation_open ON conversation (tenant_id, flow_version) WHERE talk IS NOT NULL;

ALTER TABLE turn
    -- The number of the turn that its talk began with; null while a person has the conversation, and for turns from
    -- before talks were told apart.
    ADD COLUMN talk bigint CHECK (talk BETWEEN 1 AND number),
    -- The conversation's bytes where they are not what the turn before left: at a talk's beginning, and after a move to
    -- another version. With them a turn is played again without all that went before.
    ADD COLUMN state_before bytea,
    -- The version that the conversation came from with this turn.
    ADD COLUMN migrated_from integer,
    -- What the turn achieved for the customer.
    ADD COLUMN achieved text CHECK (achieved IN ('booked', 'rescheduled', 'cancelled', 'confirmed', 'joined')),
    ADD COLUMN ends_talk boolean NOT NULL DEFAULT false,
    ADD COLUMN hands_off boolean NOT NULL DEFAULT false,
    ADD COLUMN not_understood boolean NOT NULL DEFAULT false,
    -- A module failed, or a bound of the interpreter was met.
    ADD COLUMN failed boolean NOT NULL DEFAULT false,
    ADD FOREIGN KEY (tenant_id, migrated_from) REFERENCES flow_version (tenant_id, number);
CREATE INDEX turn_talks ON turn (tenant_id, happened_at) WHERE number = talk;

-- Which turn took a message.
ALTER TABLE inbox
    ADD COLUMN conversation_id bigint,
    ADD COLUMN turn_number bigint,
    ADD FOREIGN KEY (tenant_id, conversation_id, turn_number) REFERENCES turn (tenant_id, conversation_id, number);

ALTER TABLE flow_version FORCE ROW LEVEL SECURITY;
ALTER TABLE flow_live FORCE ROW LEVEL SECURITY;
ALTER TABLE conversation FORCE ROW LEVEL SECURITY;

ALTER TABLE flow_move ENABLE ROW LEVEL SECURITY;
ALTER TABLE flow_move FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON flow_move
    USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint);
ALTER TABLE flow_content ENABLE ROW LEVEL SECURITY;
ALTER TABLE flow_content FORCE ROW LEVEL SECURITY;
ALTER TABLE flow_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE flow_file FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON flow_file FOR SELECT
    USING (EXISTS (SELECT FROM flow_version WHERE flow_version.sources_hash = flow_file.sources_hash));
CREATE POLICY own ON flow_content FOR SELECT
    USING (
        EXISTS (SELECT FROM flow_version WHERE flow_version.machine_hash = flow_content.hash)
        OR EXISTS (SELECT FROM flow_version WHERE flow_version.outline_hash = flow_content.hash)
        OR EXISTS (SELECT FROM flow_file WHERE flow_file.content_hash = flow_content.hash));
-- For the functions that keep them, which run as the owner.
CREATE POLICY keeping ON flow_content TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY keeping ON flow_file TO CURRENT_USER USING (true) WITH CHECK (true);

GRANT SELECT ON flow_file TO salonflow_server;
GRANT SELECT ON flow_content TO salonflow_server;
GRANT SELECT ON flow_move TO salonflow_server;
GRANT UPDATE (kind, reason) ON flow_live TO salonflow_server;
GRANT UPDATE (talk) ON conversation TO salonflow_server;
GRANT UPDATE (conversation_id, turn_number) ON inbox TO salonflow_server;
REVOKE EXECUTE ON FUNCTION record_flow_move() FROM PUBLIC;

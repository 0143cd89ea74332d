-- What a bot remembers of a person from one conversation to the next, and how all of it is forgotten.
--
-- Values are the interpreter's own encoding under the name of the slot they came from. Forgetting empties what people
-- wrote in the inbox, in the journal and in what was sent; the rows stay, so that counts, deduplication and the order of
-- turns do. The journal is a record of what happened, so the only change it allows is this one: emptied, once, with the
-- moment it was.

CREATE TABLE customer_profile (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    customer_id bigint NOT NULL,
    slot        text NOT NULL CHECK (slot <> ''),
    value       bytea NOT NULL,
    changed_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, customer_id, slot),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customer
);

ALTER TABLE customer_profile ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer_profile FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON customer_profile
    USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint);

ALTER TABLE turn ADD COLUMN erased_at timestamptz;

CREATE FUNCTION allow_erasure_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR NEW.event <> '' OR NEW.answers <> '' THEN
        RAISE EXCEPTION '% is a record of what happened: its rows are never changed, but for being erased once', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

DROP TRIGGER turn_is_a_record ON turn;
CREATE TRIGGER turn_is_a_record
    BEFORE UPDATE OF tenant_id, conversation_id, number, flow_version, happened_at OR DELETE OR TRUNCATE ON turn
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER turn_is_erased_whole BEFORE UPDATE ON turn
    FOR EACH ROW EXECUTE FUNCTION allow_erasure_only();

GRANT SELECT, INSERT, DELETE, UPDATE (customer_id, value, changed_at) ON customer_profile TO salonflow_server;
GRANT UPDATE (event, answers, erased_at) ON turn TO salonflow_server;
GRANT UPDATE (words, raw, sender_name) ON inbox TO salonflow_server;
GRANT UPDATE (body) ON outbox TO salonflow_server;

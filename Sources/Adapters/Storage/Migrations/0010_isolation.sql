-- Row-level security on every table that has a tenant, the grants, and the two questions that are asked without one.
--
-- A policy compares with the transaction's tenant in USING (what is seen, changed, removed) and in WITH CHECK (what is
-- written). FORCE makes it hold for the owner too. Later migrations that add a table say the same for it; the isolation
-- tests read the catalogue and are red for a table that does not.

DO $$
DECLARE
    item regclass;
BEGIN
    FOR item IN
        SELECT class.oid::regclass
        FROM pg_class AS class
            JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = 'tenant_id'
        WHERE class.relnamespace = 'public'::regnamespace AND class.relkind = 'r'
        ORDER BY class.relname
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', item);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', item);
        EXECUTE format(
            'CREATE POLICY tenant ON %s'
            ' USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::bigint)'
            ' WITH CHECK (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::bigint)', item);
    END LOOP;
END
$$;

-- Asked without a tenant, 1: whose is this account? Asked without a tenant, 2: who has something to do? Both run as the
-- owner, whom FORCE would show nothing. The four policies below let the owner, and nobody else, read the tables these
-- answers come from. That gives the owner nothing: it could switch row-level security off. A routing table of its own
-- would be a second truth, and one row per salon in it would make messages to one salon wait for one another; a third
-- role would have to be created by an administrator in every installation. The serving role reaches the functions only,
-- and they answer with ids only.
CREATE POLICY routing ON channel_account FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY routing ON inbox FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY routing ON conversation FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY routing ON outbox FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION find_channel_accounts(channel text, external_ids text[])
    RETURNS TABLE (external_id text, tenant_id bigint, channel_account_id bigint, location_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT account.external_id, account.tenant_id, account.id, account.location_id
    FROM public.channel_account AS account
    WHERE account.channel = $1 AND account.external_id = ANY ($2)
$$;

-- `stale`: a message claimed before this moment and not settled was left behind by a process that died.
CREATE FUNCTION tenants_with_work(moment timestamptz, stale timestamptz)
    RETURNS TABLE (tenant_id bigint, has_turns boolean, has_messages boolean, has_stale_sends boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT work.tenant_id, bool_or(work.kind = 1), bool_or(work.kind = 2), bool_or(work.kind = 3)
    FROM (
        SELECT inbox.tenant_id, 1 AS kind FROM public.inbox WHERE processed_at IS NULL AND due_at <= $1
        UNION ALL
        SELECT conversation.tenant_id, 1 FROM public.conversation WHERE wake_at <= $1
        UNION ALL
        SELECT outbox.tenant_id, 2 FROM public.outbox WHERE state = 'pending' AND next_attempt_at <= $1
        UNION ALL
        SELECT outbox.tenant_id, 3 FROM public.outbox WHERE state = 'sending' AND claimed_at < $2
    ) AS work
    GROUP BY work.tenant_id
    ORDER BY work.tenant_id
$$;

GRANT EXECUTE ON FUNCTION current_tenant(), is_localized_name(jsonb) TO salonflow_server;
GRANT EXECUTE ON FUNCTION find_channel_accounts(text, text[]), tenants_with_work(timestamptz, timestamptz),
    record_dead_letters(text, text[], text[], text[], bytea[], timestamptz) TO salonflow_server;

-- A sign-up draws its number, takes it as the transaction's tenant, and may then write the row.
GRANT USAGE ON SEQUENCE tenant_tenant_id_seq, customer_id_seq TO salonflow_server;
GRANT SELECT, INSERT, UPDATE (name) ON tenant TO salonflow_server;
GRANT SELECT, INSERT,
    UPDATE (slug, name, address, zone, granularity_minutes, minimum_notice_minutes, horizon_days)
    ON location TO salonflow_server;
GRANT SELECT, INSERT, UPDATE (location_id, external_owner_id, display_number, sealed_access_token)
    ON channel_account TO salonflow_server;

GRANT SELECT, INSERT,
    UPDATE (
        position, is_active, name, aliases, duration_minutes, buffer_before_minutes, buffer_after_minutes, price_minor,
        currency)
    ON service TO salonflow_server;
GRANT SELECT, INSERT, UPDATE (position, is_active, name, aliases) ON master TO salonflow_server;
GRANT SELECT, INSERT, DELETE ON master_service, master_location, working_hours, day_off, closure TO salonflow_server;
GRANT SELECT, INSERT, UPDATE (revision) ON catalogue_revision TO salonflow_server;

GRANT SELECT, INSERT, UPDATE (name, phone, opted_out_at, merged_into) ON customer TO salonflow_server;
GRANT SELECT, INSERT, UPDATE (customer_id) ON customer_identity TO salonflow_server;

GRANT SELECT, INSERT ON flow_version, flow_source TO salonflow_server;
GRANT SELECT, INSERT, UPDATE (version, moved_at, moved_by) ON flow_live TO salonflow_server;

GRANT SELECT, INSERT, UPDATE (due_at, attempts, processed_at, failed_reason) ON inbox TO salonflow_server;
GRANT SELECT, INSERT,
    UPDATE (
        customer_id, reply_user_id, reply_phone, state, flow_version, turn_number, wake_at, last_inbound_at,
        handed_off_until)
    ON conversation TO salonflow_server;
GRANT SELECT, INSERT ON turn TO salonflow_server;

GRANT SELECT, INSERT,
    UPDATE (
        next_attempt_at, state, attempts, claimed_by, claimed_at, finished_at, provider_message_id, error_code,
        error_text, delivery_status, delivery_at)
    ON outbox TO salonflow_server;
GRANT SELECT, INSERT, DELETE ON delivery_report TO salonflow_server;

GRANT SELECT, INSERT, UPDATE (customer_id, status) ON booking TO salonflow_server;
GRANT SELECT ON upcoming_booking TO salonflow_server;

-- What every later migration stands on, and the three rules that keep salons apart.
--
-- 1. The database knows whose transaction it is: app.tenant_id, set for one transaction. Row-level security compares
--    every row with it (0010), so a query that forgets its WHERE finds nothing of others.
-- 2. Foreign keys and unique keys are checked by PostgreSQL past row-level security; they therefore all begin with
--    tenant_id, or one salon could point at, or collide with, a row of another.
-- 3. The role that serves (salonflow_server) owns nothing. What it may do is granted column by column in 0010.
--
-- Migrations run as the role that owns the database. btree_gist is a trusted extension: that role may create it.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'salonflow_server') THEN
        RAISE EXCEPTION 'the role salonflow_server does not exist'
            USING HINT = 'Create it as an administrator: CREATE ROLE salonflow_server LOGIN NOSUPERUSER NOBYPASSRLS;';
    END IF;
    IF EXISTS (
        SELECT FROM pg_roles WHERE rolname = 'salonflow_server' AND (rolsuper OR rolbypassrls OR rolcreaterole)
    ) THEN
        RAISE EXCEPTION 'the role salonflow_server can get past row-level security'
            USING HINT = 'ALTER ROLE salonflow_server NOSUPERUSER NOBYPASSRLS NOCREATEROLE;';
    END IF;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO salonflow_server;

-- Equality of plain types inside GiST, for the exclusion constraints on working hours and bookings.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- A function of ours may be called by whom a migration names, not by everybody, which is PostgreSQL's default.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The salon of this transaction; NULL outside of one. After a transaction the setting reads '' and not NULL, hence
-- NULLIF.
CREATE FUNCTION current_tenant() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('app.tenant_id', true), '')::bigint;

-- For tables that are a record of what was: whoever has the right to change rows still cannot.
CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% is a record of what happened: its rows are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

-- Names in several languages: {"ru": "Маникюр", "en": "Manicure"}, at least one, none of them empty.
CREATE FUNCTION is_localized_name(name jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN jsonb_typeof(name) = 'object' AND name <> '{}'
        AND NOT jsonb_path_exists(name, '$.* ? (@.type() != "string" || @ == "")');

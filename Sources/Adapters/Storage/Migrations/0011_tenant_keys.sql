-- The key under which a salon's secrets are sealed, itself sealed by the installation's key (which is never in a database).
-- In a table of its own, so that reading a salon's row never brings a key along.

CREATE TABLE tenant_key (
    tenant_id  bigint NOT NULL DEFAULT current_tenant() REFERENCES tenant,
    sealed_key bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id)
);

ALTER TABLE tenant_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenant_key
    USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint);

GRANT SELECT, INSERT ON tenant_key TO salonflow_server;

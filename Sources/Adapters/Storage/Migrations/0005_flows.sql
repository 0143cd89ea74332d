-- Published bots. A version never changes: a conversation of last month is replayed by the machine it ran on. Which
-- version is live is one row that moves, forward at a publish and back at a rollback.

CREATE TABLE flow_version (
    tenant_id        bigint NOT NULL DEFAULT current_tenant() REFERENCES tenant,
    -- 1, 2, 3 … within the salon.
    number           integer NOT NULL CHECK (number > 0),
    -- SHA-256 of the machine's canonical bytes: the same meaning published again is the same version.
    machine_hash     bytea NOT NULL CHECK (octet_length(machine_hash) = 32),
    machine          bytea NOT NULL,
    language_version integer NOT NULL,
    compiler_version text NOT NULL,
    author           text NOT NULL,
    message          text NOT NULL,
    created_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, number),
    UNIQUE (tenant_id, machine_hash)
);

-- The files a version was compiled from, byte for byte.
CREATE TABLE flow_source (
    tenant_id bigint NOT NULL DEFAULT current_tenant(),
    version   integer NOT NULL,
    path      text NOT NULL CHECK (path <> ''),
    content   bytea NOT NULL,
    PRIMARY KEY (tenant_id, version, path),
    FOREIGN KEY (tenant_id, version) REFERENCES flow_version (tenant_id, number)
);

CREATE TABLE flow_live (
    tenant_id bigint NOT NULL DEFAULT current_tenant() REFERENCES tenant,
    version   integer NOT NULL,
    moved_at  timestamptz NOT NULL,
    moved_by  text NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, version) REFERENCES flow_version (tenant_id, number)
);

CREATE TRIGGER flow_version_is_a_record BEFORE UPDATE OR DELETE OR TRUNCATE ON flow_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER flow_source_is_a_record BEFORE UPDATE OR DELETE OR TRUNCATE ON flow_source
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

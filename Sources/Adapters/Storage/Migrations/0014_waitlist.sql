-- Who waits for a time that is taken: a service, perhaps a master, and within which days and times of day.
--
-- A side that is missing is open. The same wish of the same person is one row while it lasts. Wishes are erased with
-- what a salon forgets of a person, hence the right to delete.

CREATE TABLE waitlist_entry (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    id          bigint GENERATED ALWAYS AS IDENTITY,
    location_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    service_id  bigint NOT NULL,
    -- Missing when anyone is fine.
    master_id   bigint,
    dates_from  date,
    dates_to    date,
    -- Wall-clock minutes; both ends included.
    times_from  smallint CHECK (times_from BETWEEN 0 AND 1440),
    times_to    smallint CHECK (times_to BETWEEN 0 AND 1440),
    -- What caused it: conversation and turn.
    origin      text NOT NULL CHECK (origin <> ''),
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, location_id) REFERENCES location,
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customer,
    FOREIGN KEY (tenant_id, service_id) REFERENCES service,
    FOREIGN KEY (tenant_id, master_id) REFERENCES master,
    CONSTRAINT waitlist_dates_are_in_order CHECK (dates_from <= dates_to)
);
CREATE UNIQUE INDEX waitlist_one_wish ON waitlist_entry
    (tenant_id, customer_id, location_id, service_id, master_id, dates_from, dates_to, times_from, times_to)
    NULLS NOT DISTINCT;
CREATE INDEX waitlist_service ON waitlist_entry (tenant_id, service_id, created_at);

ALTER TABLE waitlist_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE waitlist_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON waitlist_entry
    USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint);

GRANT SELECT, INSERT, DELETE, UPDATE (customer_id) ON waitlist_entry TO salonflow_server;

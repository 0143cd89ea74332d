-- What becomes of a booking after it was made: held for a while, moved, called off, confirmed by its customer.
--
-- A move keeps the id and the number; the exclusion constraint decides about it as about a new booking. A time that is
-- held blocks its master like a booking until `expires_at`; nothing wakes up then, but who needs the time next releases
-- what has expired before asking. Every change is recorded with what caused it.
--
-- A reminder in the outbox names the booking and the start it speaks of. It may leave only while both are still true
-- and its customer wants it: the claim asks, at the moment of sending (a reminder of a visit that was called off is
-- worse than none).

ALTER TABLE booking
    ADD COLUMN expires_at timestamptz,
    -- When the customer last said that they will come; a move takes it back.
    ADD COLUMN confirmed_at timestamptz,
    -- Whether its customer is to be reminded; a moved visit is reminded of anew.
    ADD COLUMN wants_reminder boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT booking_status_check,
    ADD CONSTRAINT booking_status_check CHECK (
        status IN ('hold', 'released', 'pending', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show')),
    ADD CONSTRAINT booking_hold_expires CHECK ((status = 'hold') = (expires_at IS NOT NULL)),
    DROP CONSTRAINT booking_master_is_free,
    ADD CONSTRAINT booking_master_is_free
        EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, occupied WITH &&)
        WHERE (status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed'));
DROP INDEX booking_busy;
CREATE INDEX booking_busy ON booking (tenant_id, master_id, occupied_to)
    WHERE status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed');

CREATE TABLE booking_change (
    tenant_id      bigint NOT NULL DEFAULT current_tenant(),
    id             bigint GENERATED ALWAYS AS IDENTITY,
    booking_id     bigint NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('moved', 'cancelled', 'confirmed')),
    -- What caused it: conversation and turn.
    origin         text NOT NULL CHECK (origin <> ''),
    happened_at    timestamptz NOT NULL,
    -- As it was, and for a move as it became.
    from_master_id bigint NOT NULL,
    from_starts_at timestamptz NOT NULL,
    to_master_id   bigint,
    to_starts_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, booking_id) REFERENCES booking,
    FOREIGN KEY (tenant_id, from_master_id) REFERENCES master,
    FOREIGN KEY (tenant_id, to_master_id) REFERENCES master,
    CONSTRAINT booking_change_move_has_target CHECK (
        (kind = 'moved') = (to_master_id IS NOT NULL) AND (kind = 'moved') = (to_starts_at IS NOT NULL))
);
CREATE INDEX booking_change_booking ON booking_change (tenant_id, booking_id);
CREATE TRIGGER booking_change_is_a_record BEFORE UPDATE OR DELETE OR TRUNCATE ON booking_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE customer ADD COLUMN reminders_paused_at timestamptz;

ALTER TABLE outbox
    -- For a reminder: the booking and the start it speaks of.
    ADD COLUMN booking_id bigint,
    ADD COLUMN booking_starts_at timestamptz,
    ADD CONSTRAINT outbox_booking FOREIGN KEY (tenant_id, booking_id) REFERENCES booking,
    ADD CONSTRAINT outbox_reminder_is_whole CHECK ((booking_id IS NULL) = (booking_starts_at IS NULL)),
    DROP CONSTRAINT outbox_kind_check,
    ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('text', 'choices', 'template', 'attachment', 'notice'));
-- One reminder of one start, however often it is asked for.
CREATE UNIQUE INDEX outbox_one_reminder ON outbox (tenant_id, booking_id, booking_starts_at)
    WHERE booking_id IS NOT NULL;

ALTER TABLE booking_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE booking_change FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON booking_change
    USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint);

GRANT SELECT, INSERT ON booking_change TO salonflow_server;
GRANT UPDATE (
        master_id, starts_at, ends_at, wall_date, wall_time, zone, occupied_from, occupied_to, expires_at, confirmed_at,
        wants_reminder)
    ON booking TO salonflow_server;
GRANT UPDATE (reminders_paused_at) ON customer TO salonflow_server;

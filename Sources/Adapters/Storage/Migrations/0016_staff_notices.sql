-- What a bot has to say to the salon's own people. Written with the turn that says it; where a number is known, a row in
-- the outbox takes it there, else it waits to be read.
--
-- The outbox row stands in the customer's conversation, under the same turn, and names its recipient itself. A notice
-- that waits for another try must not hold up the customer's messages, nor they it: the claim keeps them apart by the
-- recipient.

CREATE TABLE staff_notice (
    tenant_id       bigint NOT NULL DEFAULT current_tenant(),
    id              bigint GENERATED ALWAYS AS IDENTITY,
    conversation_id bigint NOT NULL,
    turn_number     bigint NOT NULL,
    -- The place of the outbox row in that turn; missing where no number is known.
    ordinal         integer,
    recipient       text NOT NULL CHECK (recipient IN ('owner', 'master')),
    master_id       bigint,
    -- Missing once its customer was forgotten.
    words           text CHECK (words <> ''),
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, conversation_id, turn_number, ordinal),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation,
    FOREIGN KEY (tenant_id, master_id) REFERENCES master,
    CHECK ((recipient = 'master') = (master_id IS NOT NULL))
);
CREATE INDEX staff_notice_created ON staff_notice (tenant_id, created_at);

ALTER TABLE staff_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE staff_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON staff_notice
    USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint);

-- Digits with country code; missing for what goes to the conversation's customer.
ALTER TABLE outbox ADD COLUMN recipient_phone text CHECK (recipient_phone ~ '^[1-9][0-9]{6,14}$');

GRANT SELECT, INSERT, UPDATE (words) ON staff_notice TO salonflow_server;

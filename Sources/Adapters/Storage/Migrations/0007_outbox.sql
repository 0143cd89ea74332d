-- What goes out. A row is written with the turn that caused it, claimed before it is sent, and says how that ended:
--
--   pending ──claim──► sending ──accepted──► sent        delivery reports raise delivery_status from here on
--      ▲                  ├────refused────► failed
--      └───try again──────┤
--                         └─nobody knows──► unknown ──a report arrives──► sent
--
-- `sending` is committed before the first byte leaves, so a crash leaves a mark. A message whose fate is unknown is
-- never sent again: a customer who gets one message twice trusts the next one less than one who gets none.

CREATE TABLE outbox (
    tenant_id           bigint NOT NULL DEFAULT current_tenant(),
    -- Also the callback value sent along: it comes back with every report.
    id                  bigint GENERATED ALWAYS AS IDENTITY,
    conversation_id     bigint NOT NULL,
    channel_account_id  bigint NOT NULL,
    turn_number         bigint NOT NULL,
    ordinal             integer NOT NULL CHECK (ordinal >= 0),
    kind                text NOT NULL CHECK (kind IN ('text', 'choices', 'template')),
    -- The message before a channel gives it a form, in the encoding of Conversations' OutboundContent.
    body                bytea NOT NULL,
    due_at              timestamptz NOT NULL,
    next_attempt_at     timestamptz NOT NULL,
    state               text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'sending', 'sent', 'unknown', 'failed', 'cancelled')),
    attempts            integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    claimed_by          text,
    claimed_at          timestamptz,
    finished_at         timestamptz,
    provider_message_id text,
    error_code          integer,
    error_text          text,
    -- The highest report so far: 1 sent, 2 failed, 3 delivered, 4 read, 5 played. It only rises.
    delivery_status     smallint CHECK (delivery_status BETWEEN 1 AND 5),
    delivery_at         timestamptz,
    created_at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, conversation_id, turn_number, ordinal),
    UNIQUE (tenant_id, channel_account_id, provider_message_id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation,
    FOREIGN KEY (tenant_id, channel_account_id) REFERENCES channel_account,
    CONSTRAINT outbox_claimed_while_sending CHECK ((state = 'sending') = (claimed_by IS NOT NULL)),
    CONSTRAINT outbox_claimed_at_while_sending CHECK ((state = 'sending') = (claimed_at IS NOT NULL)),
    CONSTRAINT outbox_finished_or_not
        CHECK ((state IN ('sent', 'unknown', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
    CONSTRAINT outbox_sent_has_provider_id CHECK (state <> 'sent' OR provider_message_id IS NOT NULL),
    CONSTRAINT outbox_failed_says_why CHECK (state <> 'failed' OR error_text IS NOT NULL),
    CONSTRAINT outbox_delivery_has_time CHECK ((delivery_status IS NULL) = (delivery_at IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX outbox_open ON outbox (tenant_id, conversation_id, turn_number, ordinal)
    WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_due ON outbox (tenant_id, channel_account_id, next_attempt_at) WHERE state = 'pending';
-- For the question which salons have something to send: by time first, since most of what waits is planned for later.
CREATE INDEX outbox_due_anywhere ON outbox (next_attempt_at, tenant_id) WHERE state = 'pending';
CREATE INDEX outbox_claimed ON outbox (tenant_id, claimed_at) WHERE state = 'sending';

-- Reports of messages we do not know yet: one may overtake the answer to the send that it is about.
CREATE TABLE delivery_report (
    tenant_id           bigint NOT NULL DEFAULT current_tenant(),
    channel_account_id  bigint NOT NULL,
    provider_message_id text NOT NULL CHECK (provider_message_id <> ''),
    status              smallint NOT NULL CHECK (status BETWEEN 1 AND 5),
    reported_at         timestamptz NOT NULL,
    error_code          integer,
    error_text          text,
    received_at         timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, channel_account_id, provider_message_id, status),
    FOREIGN KEY (tenant_id, channel_account_id) REFERENCES channel_account
);

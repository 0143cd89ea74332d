-- What came in, where each conversation stands, and the journal of every turn.
--
-- A message is stored under the channel's id before it is answered with 200 and before anything is done with it: the
-- same message again is no second row. A turn's state, journal, bookings and answers commit together.

CREATE TABLE inbox (
    tenant_id           bigint NOT NULL DEFAULT current_tenant(),
    id                  bigint GENERATED ALWAYS AS IDENTITY,
    channel_account_id  bigint NOT NULL,
    provider_message_id text NOT NULL CHECK (provider_message_id <> ''),
    -- Under which messages of one person are put in order; missing only where a message names nobody.
    sender_key          text,
    sender_user_id      text,
    sender_phone        text,
    sender_name         text,
    kind                text NOT NULL CHECK (kind IN ('text', 'tap', 'media', 'notice')),
    -- The text, or the words on what was tapped; for media and notices, their kind.
    words               text NOT NULL,
    tap_id              text,
    raw                 bytea NOT NULL,
    sent_at             timestamptz NOT NULL,
    received_at         timestamptz NOT NULL,
    -- Not before; moves on when a turn failed and will be tried again.
    due_at              timestamptz NOT NULL,
    attempts            integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    processed_at        timestamptz,
    -- Why a message was given up, for people; set only on processed rows.
    failed_reason       text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, channel_account_id, provider_message_id),
    FOREIGN KEY (tenant_id, channel_account_id) REFERENCES channel_account,
    CHECK ((kind = 'tap') = (tap_id IS NOT NULL)),
    CHECK (sender_key IS NOT NULL OR failed_reason IS NOT NULL),
    CHECK (failed_reason IS NULL OR processed_at IS NOT NULL)
);
-- Only what is waiting: both stay small however long the history is.
CREATE INDEX inbox_waiting ON inbox (tenant_id, channel_account_id, sender_key, sent_at, id)
    WHERE processed_at IS NULL;
-- In the order of the claim, so that it reads as many rows as it takes however many wait.
CREATE INDEX inbox_due ON inbox (tenant_id, due_at, id) WHERE processed_at IS NULL;

CREATE TABLE conversation (
    tenant_id          bigint NOT NULL DEFAULT current_tenant(),
    id                 bigint GENERATED ALWAYS AS IDENTITY,
    channel_account_id bigint NOT NULL,
    customer_id        bigint NOT NULL,
    -- Where the channel reaches the customer now: the ids of the message they wrote last.
    reply_user_id      text,
    reply_phone        text,
    -- The interpreter's bytes and the version they belong to; both missing before the first turn.
    state              bytea,
    flow_version       integer,
    turn_number        bigint NOT NULL DEFAULT 0 CHECK (turn_number >= 0),
    -- When silence is to be noticed.
    wake_at            timestamptz,
    last_inbound_at    timestamptz,
    -- While a person has the conversation the bot is silent.
    handed_off_until   timestamptz,
    created_at         timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, channel_account_id, customer_id),
    FOREIGN KEY (tenant_id, channel_account_id) REFERENCES channel_account,
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customer,
    FOREIGN KEY (tenant_id, flow_version) REFERENCES flow_version (tenant_id, number),
    CHECK ((state IS NULL) = (flow_version IS NULL)),
    CHECK (reply_user_id IS NOT NULL OR reply_phone IS NOT NULL)
) WITH (fillfactor = 80); -- room to update a row in its page: every turn does
CREATE INDEX conversation_customer ON conversation (tenant_id, customer_id);
-- By time first: many conversations wait for their silence to last, and few are due at any moment.
CREATE INDEX conversation_wakes ON conversation (wake_at, tenant_id) WHERE wake_at IS NOT NULL;

CREATE TABLE turn (
    tenant_id       bigint NOT NULL DEFAULT current_tenant(),
    conversation_id bigint NOT NULL,
    number          bigint NOT NULL CHECK (number > 0),
    flow_version    integer NOT NULL,
    -- All the turn saw: the event, the moment and the modules' answers. With the machine they give the same turn again.
    event           bytea NOT NULL,
    happened_at     timestamptz NOT NULL,
    answers         bytea NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id, number),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation,
    FOREIGN KEY (tenant_id, flow_version) REFERENCES flow_version (tenant_id, number)
);

CREATE TRIGGER turn_is_a_record BEFORE UPDATE OR DELETE OR TRUNCATE ON turn
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

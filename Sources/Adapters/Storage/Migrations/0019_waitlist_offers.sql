-- What becomes of a wait: times that come free while somebody waits, and the offers that are made of them.
--
-- Whatever frees a time (a customer, the salon, the clock), a trigger notes it in the same transaction; a worker takes the
-- note later and asks the engine what it is good for. An offer holds nothing. Who books the time has it, by the same
-- constraint as every booking; a trigger notes that, too, so that no way of booking leaves an offer standing that is gone.

-- A queue: rows leave it when they were looked at and nobody is left to ask.
CREATE TABLE freed_time (
    tenant_id   bigint NOT NULL DEFAULT current_tenant(),
    id          bigint GENERATED ALWAYS AS IDENTITY,
    location_id bigint NOT NULL,
    master_id   bigint NOT NULL,
    service_id  bigint NOT NULL,
    starts_at   timestamptz NOT NULL,
    -- What the booking occupied, its buffers included.
    freed_from  timestamptz NOT NULL,
    freed_to    timestamptz NOT NULL,
    -- Not before; moves on over quiet hours, and while those for whom it fits have another offer to answer.
    due_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, location_id) REFERENCES location,
    FOREIGN KEY (tenant_id, master_id) REFERENCES master,
    FOREIGN KEY (tenant_id, service_id) REFERENCES service,
    CONSTRAINT freed_time_is_in_order CHECK (freed_from < freed_to)
);
CREATE INDEX freed_time_due ON freed_time (tenant_id, due_at, id);
-- For the question which salons have one: by time first.
CREATE INDEX freed_time_due_anywhere ON freed_time (due_at, tenant_id);

CREATE TABLE waitlist_offer (
    tenant_id       bigint NOT NULL DEFAULT current_tenant(),
    -- What the buttons of its message carry.
    id              bigint GENERATED ALWAYS AS IDENTITY,
    location_id     bigint NOT NULL,
    customer_id     bigint NOT NULL,
    -- In which the customer is told.
    conversation_id bigint NOT NULL,
    service_id      bigint NOT NULL,
    master_id       bigint NOT NULL,
    starts_at       timestamptz NOT NULL,
    wall_date       date NOT NULL,
    wall_time       time NOT NULL,
    -- What a booking of it would occupy.
    occupied_from   timestamptz NOT NULL,
    occupied_to     timestamptz NOT NULL,
    state           text NOT NULL DEFAULT 'offered'
        CHECK (state IN ('offered', 'accepted', 'lost', 'declined', 'expired')),
    offered_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    -- When the customer is to hear of its state; missing once that is done, or where there is nothing to say.
    news_at         timestamptz,
    booking_id      bigint,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, location_id) REFERENCES location,
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customer,
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation,
    FOREIGN KEY (tenant_id, service_id) REFERENCES service,
    FOREIGN KEY (tenant_id, master_id) REFERENCES master,
    FOREIGN KEY (tenant_id, booking_id) REFERENCES booking,
    CONSTRAINT waitlist_offer_accepted_has_booking CHECK ((state = 'accepted') = (booking_id IS NOT NULL)),
    CONSTRAINT waitlist_offer_news_is_of_something CHECK (news_at IS NULL OR state IN ('offered', 'lost')),
    CONSTRAINT waitlist_offer_occupies_its_time CHECK (occupied_from <= starts_at AND starts_at < occupied_to)
);
-- A customer is asked one thing at a time,
CREATE UNIQUE INDEX waitlist_offer_one_open ON waitlist_offer (tenant_id, customer_id, location_id)
    WHERE state = 'offered';
-- and about one start once, unless it was lost to somebody and came free again.
CREATE UNIQUE INDEX waitlist_offer_once ON waitlist_offer (tenant_id, customer_id, location_id, starts_at)
    WHERE state <> 'lost';
CREATE INDEX waitlist_offer_open ON waitlist_offer (tenant_id, master_id, occupied_to) WHERE state = 'offered';
CREATE INDEX waitlist_offer_made ON waitlist_offer (tenant_id, offered_at);
CREATE INDEX waitlist_offer_news ON waitlist_offer (tenant_id, news_at) WHERE news_at IS NOT NULL;
CREATE INDEX waitlist_offer_news_anywhere ON waitlist_offer (news_at, tenant_id) WHERE news_at IS NOT NULL;
CREATE INDEX waitlist_offer_conversation ON waitlist_offer (tenant_id, conversation_id) WHERE news_at IS NOT NULL;

CREATE INDEX waitlist_location ON waitlist_entry (tenant_id, location_id, created_at, id);

ALTER TABLE outbox
    -- For a message that makes an offer; it may leave only while that is open.
    ADD COLUMN waitlist_offer_id bigint,
    ADD CONSTRAINT outbox_waitlist_offer FOREIGN KEY (tenant_id, waitlist_offer_id) REFERENCES waitlist_offer,
    DROP CONSTRAINT outbox_kind_check,
    ADD CONSTRAINT outbox_kind_check CHECK (
        kind IN ('text', 'choices', 'template', 'attachment', 'notice', 'offer'));
CREATE INDEX outbox_of_offer ON outbox (tenant_id, waitlist_offer_id) WHERE waitlist_offer_id IS NOT NULL;

CREATE FUNCTION note_freed_time() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    INSERT INTO public.freed_time
        (tenant_id, location_id, master_id, service_id, starts_at, freed_from, freed_to, due_at)
    SELECT
        OLD.tenant_id, OLD.location_id, OLD.master_id, OLD.service_id, OLD.starts_at, OLD.occupied_from, OLD.occupied_to,
        NEW.changed_at
    WHERE OLD.occupied_to > NEW.changed_at
        AND EXISTS (
            SELECT FROM public.waitlist_entry AS entry
            WHERE entry.tenant_id = OLD.tenant_id AND entry.location_id = OLD.location_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER booking_frees_time AFTER UPDATE OF status, master_id, occupied_from, occupied_to ON booking
    FOR EACH ROW
    WHEN (OLD.status IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed')
        AND (NEW.status NOT IN ('hold', 'pending', 'confirmed', 'in_progress', 'completed')
            OR NEW.master_id <> OLD.master_id OR NEW.occupied_from <> OLD.occupied_from
            OR NEW.occupied_to <> OLD.occupied_to))
    EXECUTE FUNCTION note_freed_time();

-- Who has what they waited for leaves the list, and what they have is offered to nobody any more. Offers that somebody else
-- holds locked are just being answered: their own turn says what became of them.
CREATE FUNCTION settle_waits() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    minute CONSTANT integer := extract(hour FROM NEW.wall_time) * 60 + extract(minute FROM NEW.wall_time);
BEGIN
    DELETE FROM public.waitlist_entry AS entry
    WHERE entry.tenant_id = NEW.tenant_id AND entry.customer_id = NEW.customer_id
        AND entry.location_id = NEW.location_id AND entry.service_id = NEW.service_id
        AND (entry.master_id IS NULL OR entry.master_id = NEW.master_id)
        AND (entry.dates_from IS NULL OR entry.dates_from <= NEW.wall_date)
        AND (entry.dates_to IS NULL OR entry.dates_to >= NEW.wall_date)
        -- A window that ends before it begins goes over midnight.
        AND CASE WHEN COALESCE(entry.times_from, 0) <= COALESCE(entry.times_to, 1440)
            THEN minute BETWEEN COALESCE(entry.times_from, 0) AND COALESCE(entry.times_to, 1440)
            ELSE minute >= entry.times_from OR minute <= entry.times_to END;
    UPDATE public.waitlist_offer AS offer
    SET state = CASE WHEN offer.customer_id = NEW.customer_id THEN 'accepted' ELSE 'lost' END,
        booking_id = CASE WHEN offer.customer_id = NEW.customer_id THEN NEW.id END,
        -- Who has not heard of the offer yet need not hear that it is gone.
        news_at = CASE WHEN offer.customer_id <> NEW.customer_id AND offer.news_at IS NULL THEN NEW.changed_at END
    FROM (
        SELECT open.id
        FROM public.waitlist_offer AS open
        WHERE open.tenant_id = NEW.tenant_id AND open.master_id = NEW.master_id AND open.state = 'offered'
            AND open.occupied_to > NEW.occupied_from AND open.occupied_from < NEW.occupied_to
            -- A group has other seats; who says yes learns whether there is one left.
            AND (open.customer_id = NEW.customer_id OR NEW.capacity = 1 OR open.service_id <> NEW.service_id
                OR open.starts_at <> NEW.starts_at)
        ORDER BY open.id
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS gone
    WHERE offer.tenant_id = NEW.tenant_id AND offer.id = gone.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER booking_settles_waits AFTER INSERT ON booking
    FOR EACH ROW WHEN (NEW.status IN ('pending', 'confirmed')) EXECUTE FUNCTION settle_waits();
CREATE TRIGGER booking_settles_waits_again AFTER UPDATE OF status, master_id, occupied_from, occupied_to ON booking
    FOR EACH ROW
    WHEN (NEW.status IN ('pending', 'confirmed')
        AND (OLD.status = 'hold' OR NEW.master_id <> OLD.master_id OR NEW.occupied_from <> OLD.occupied_from
            OR NEW.occupied_to <> OLD.occupied_to))
    EXECUTE FUNCTION settle_waits();

-- Who has something to do: now also those where a time came free, and those with a customer to tell of an offer.
DROP FUNCTION tenants_with_work(timestamptz, timestamptz);
CREATE FUNCTION tenants_with_work(moment timestamptz, stale timestamptz)
    RETURNS TABLE (
        tenant_id bigint, has_turns boolean, has_messages boolean, has_stale_sends boolean, has_due_bookings boolean,
        has_freed_times boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT
        work.tenant_id, bool_or(work.kind = 1), bool_or(work.kind = 2), bool_or(work.kind = 3), bool_or(work.kind = 4),
        bool_or(work.kind = 5)
    FROM (
        SELECT inbox.tenant_id, 1 AS kind FROM public.inbox WHERE processed_at IS NULL AND due_at <= $1
        UNION ALL
        SELECT conversation.tenant_id, 1 FROM public.conversation WHERE wake_at <= $1
        UNION ALL
        SELECT waitlist_offer.tenant_id, 1 FROM public.waitlist_offer WHERE news_at <= $1
        UNION ALL
        SELECT outbox.tenant_id, 2 FROM public.outbox WHERE state = 'pending' AND next_attempt_at <= $1
        UNION ALL
        SELECT outbox.tenant_id, 3 FROM public.outbox WHERE state = 'sending' AND claimed_at < $2
        UNION ALL
        SELECT booking.tenant_id, 4 FROM public.booking WHERE due_at <= $1
        UNION ALL
        SELECT freed_time.tenant_id, 5 FROM public.freed_time WHERE due_at <= $1
    ) AS work
    GROUP BY work.tenant_id
    ORDER BY work.tenant_id
$$;
CREATE POLICY routing ON freed_time FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY routing ON waitlist_offer FOR SELECT TO CURRENT_USER USING (true);

DO $$
DECLARE
    item regclass;
BEGIN
    FOREACH item IN ARRAY ARRAY['freed_time', 'waitlist_offer']::regclass[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', item);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', item);
        EXECUTE format(
            'CREATE POLICY tenant ON %s'
            ' USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::bigint)'
            ' WITH CHECK (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::bigint)', item);
    END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION tenants_with_work(timestamptz, timestamptz) TO salonflow_server;
GRANT SELECT, INSERT, DELETE, UPDATE (due_at) ON freed_time TO salonflow_server;
GRANT SELECT, INSERT, UPDATE (customer_id, state, expires_at, news_at, booking_id) ON waitlist_offer TO salonflow_server;

-- What arrived and belongs to no salon: an account nobody has, an element that cannot be read. Kept whole, so that
-- nothing acknowledged is lost. There is no tenant here, so the serving role may add rows, through one function, and
-- not read them.

CREATE TABLE dead_letter (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel    text NOT NULL,
    account    text,
    kind       text NOT NULL,
    reason     text NOT NULL,
    raw        bytea NOT NULL,
    arrived_at timestamptz NOT NULL
);
CREATE INDEX dead_letter_arrived ON dead_letter (arrived_at);

CREATE FUNCTION record_dead_letters(
    channel text, accounts text[], kinds text[], reasons text[], raws bytea[], arrived_at timestamptz
) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    INSERT INTO public.dead_letter (channel, account, kind, reason, raw, arrived_at)
    SELECT $1, letter.account, letter.kind, letter.reason, letter.raw, $6
    FROM unnest($2, $3, $4, $5) AS letter (account, kind, reason, raw)
$$;

-- Bookings, and the constraint that makes a double one impossible whatever the program does.
--
-- Two bookings of one master conflict when their occupied ranges overlap: the service with the buffers it was booked
-- with (availability rules R7 and R8). What was agreed (name, price, length) is kept here: a catalogue changes, an
-- agreement not.

CREATE TABLE booking (
    tenant_id             bigint NOT NULL DEFAULT current_tenant(),
    id                    bigint GENERATED ALWAYS AS IDENTITY,
    -- What a customer says on the phone; unique in the salon.
    number                text NOT NULL CHECK (number <> ''),
    -- What caused it; the same cause again is the same booking.
    origin                text NOT NULL CHECK (origin <> ''),
    location_id           bigint NOT NULL,
    customer_id           bigint NOT NULL,
    master_id             bigint NOT NULL,
    service_id            bigint NOT NULL,
    status                text NOT NULL
        CHECK (status IN ('pending', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show')),
    starts_at             timestamptz NOT NULL,
    ends_at               timestamptz NOT NULL,
    -- What was said: it stays true when a country changes its clocks, and shows that the instant no longer is.
    wall_date             date NOT NULL,
    wall_time             time NOT NULL,
    zone                  text NOT NULL,
    -- Plain columns beside the range: row-level security lets an index serve only operators that leak nothing, and
    -- those of ranges are not among them.
    occupied_from         timestamptz NOT NULL,
    occupied_to           timestamptz NOT NULL,
    occupied              tstzrange NOT NULL GENERATED ALWAYS AS (tstzrange(occupied_from, occupied_to, '[)')) STORED,
    service_name          jsonb NOT NULL CHECK (is_localized_name(service_name)),
    duration_minutes      integer NOT NULL CHECK (duration_minutes > 0),
    buffer_before_minutes integer NOT NULL CHECK (buffer_before_minutes >= 0),
    buffer_after_minutes  integer NOT NULL CHECK (buffer_after_minutes >= 0),
    price_minor           bigint NOT NULL CHECK (price_minor >= 0),
    currency              text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    created_at            timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, number),
    UNIQUE (tenant_id, origin),
    FOREIGN KEY (tenant_id, location_id) REFERENCES location,
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customer,
    FOREIGN KEY (tenant_id, master_id) REFERENCES master,
    FOREIGN KEY (tenant_id, service_id) REFERENCES service,
    CONSTRAINT booking_ends_by_its_length CHECK (ends_at = starts_at + duration_minutes * interval '1 minute'),
    CONSTRAINT booking_occupies_its_time_and_buffers CHECK (
        occupied_from = starts_at - buffer_before_minutes * interval '1 minute'
        AND occupied_to = ends_at + buffer_after_minutes * interval '1 minute'
        AND occupied @> tstzrange(starts_at, ends_at, '[)')),
    CONSTRAINT booking_master_is_free
        EXCLUDE USING gist (tenant_id WITH =, master_id WITH =, occupied WITH &&)
        WHERE (status IN ('pending', 'confirmed', 'in_progress', 'completed'))
);
CREATE INDEX booking_busy ON booking (tenant_id, master_id, occupied_to)
    WHERE status IN ('pending', 'confirmed', 'in_progress', 'completed');
CREATE INDEX booking_customer ON booking (tenant_id, customer_id, starts_at);
CREATE INDEX booking_start ON booking (tenant_id, location_id, starts_at);

-- Bookings that are still to happen or going on; who asks says from which moment on (ends_at > …).
CREATE VIEW upcoming_booking WITH (security_invoker = true) AS
    SELECT
        booking.tenant_id, booking.id, booking.number, booking.location_id, booking.status, booking.starts_at,
        booking.ends_at, booking.wall_date, booking.wall_time, booking.zone, booking.service_id, booking.service_name,
        booking.price_minor, booking.currency, booking.master_id, master.name AS master_name, booking.customer_id,
        customer.name AS customer_name, customer.phone AS customer_phone
    FROM booking
        JOIN master ON master.tenant_id = booking.tenant_id AND master.id = booking.master_id
        JOIN customer ON customer.tenant_id = booking.tenant_id AND customer.id = booking.customer_id
    WHERE booking.status IN ('pending', 'confirmed', 'in_progress');

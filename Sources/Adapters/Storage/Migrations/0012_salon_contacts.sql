-- How a salon is found and reached: its number, its place on the map, a link to its work; and where the owner and the
-- masters are told of things. Also how long before a visit its customer may still move it or call it off. All of it is
-- part of the catalogue, so its revision rises with it, by the triggers of 0003.

ALTER TABLE location
    ADD COLUMN phone text CHECK (phone ~ '^[1-9][0-9]{6,14}$'),
    ADD COLUMN owner_phone text CHECK (owner_phone ~ '^[1-9][0-9]{6,14}$'),
    -- Degrees times a million: exact in every encoding.
    ADD COLUMN latitude_millionths integer CHECK (latitude_millionths BETWEEN -90000000 AND 90000000),
    ADD COLUMN longitude_millionths integer CHECK (longitude_millionths BETWEEN -180000000 AND 180000000),
    ADD COLUMN portfolio text CHECK (portfolio LIKE 'https://_%'),
    ADD COLUMN cancel_notice_minutes integer NOT NULL DEFAULT 0 CHECK (cancel_notice_minutes >= 0),
    ADD CONSTRAINT location_place_is_whole CHECK ((latitude_millionths IS NULL) = (longitude_millionths IS NULL));

ALTER TABLE master
    ADD COLUMN phone text CHECK (phone ~ '^[1-9][0-9]{6,14}$'),
    ADD COLUMN portfolio text CHECK (portfolio LIKE 'https://_%');

GRANT UPDATE (phone, owner_phone, latitude_millionths, longitude_millionths, portfolio, cancel_notice_minutes)
    ON location TO salonflow_server;
GRANT UPDATE (phone, portfolio) ON master TO salonflow_server;

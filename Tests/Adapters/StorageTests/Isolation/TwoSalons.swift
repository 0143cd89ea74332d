import Postgres

/// Two salons with a row in every table, nothing of the one equal to anything of the other: what the isolation matrix
/// needs to see a leak. The matrix itself is red when a table has no row here.
enum TwoSalons {
    static let tenants = [1, 2]

    static func seed(_ connection: Connection) throws {
        for tenant in tenants {
            let script = text.replacing("{T}", with: "\(tenant)")
            try connection.runScript(trusted: script, name: "two salons, \(tenant)")
        }
        try connection.runScript(
            trusted: """
                INSERT INTO dead_letter (channel, account, kind, reason, raw, arrived_at)
                VALUES ('whatsapp', 'nobody', 'message', 'no salon has this account', 'x', '2026-03-10 06:00Z')
                """)
    }

    private static let text = """
        BEGIN;
        SELECT set_config('app.tenant_id', '{T}', true);
        INSERT INTO tenant (tenant_id, name, created_at)
            VALUES ({T}, '{"ru": "Салон {T}", "en": "Salon {T}"}', '2026-03-01 06:00Z');
        INSERT INTO tenant_key (sealed_key, created_at) VALUES ('sealed key {T}', '2026-03-01 06:00Z');
        INSERT INTO location (slug, name, address, zone, granularity_minutes, minimum_notice_minutes, horizon_days)
            VALUES ('location-{T}', '{"ru": "Филиал {T}"}', '{"ru": "Улица, {T}"}', 'Asia/Almaty', 30, 60, 60);
        INSERT INTO channel_account (location_id, channel, external_id, sealed_access_token, created_at)
            SELECT id, 'whatsapp', 'account-{T}', 'sealed', '2026-03-01 06:00Z' FROM location WHERE tenant_id = {T};
        INSERT INTO service (slug, name, duration_minutes, price_minor, currency)
            VALUES ('service-{T}', '{"ru": "Маникюр {T}"}', 60, 700000, 'KZT');
        INSERT INTO master (slug, name) VALUES ('master-{T}', '{"ru": "Мастер {T}"}');
        INSERT INTO master_service (master_id, service_id)
            SELECT master.id, service.id FROM master JOIN service USING (tenant_id) WHERE tenant_id = {T};
        INSERT INTO master_location (master_id, location_id)
            SELECT master.id, location.id FROM master JOIN location USING (tenant_id) WHERE tenant_id = {T};
        INSERT INTO working_hours (master_id, location_id, weekday, from_minute, to_minute)
            SELECT master_id, location_id, {T}, 540, 1080 FROM master_location WHERE tenant_id = {T};
        INSERT INTO time_off (master_id, from_day, to_day)
            SELECT id, date '2026-05-0{T}', date '2026-05-0{T}' FROM master WHERE tenant_id = {T};
        INSERT INTO location_service (location_id, service_id, position)
            SELECT location.id, service.id, {T} FROM location JOIN service USING (tenant_id) WHERE tenant_id = {T};
        INSERT INTO work_break (master_id, location_id, weekday, from_minute, to_minute)
            SELECT master_id, location_id, {T}, 780, 840 FROM master_location WHERE tenant_id = {T};
        INSERT INTO hours_override (master_id, location_id, day, from_minute, to_minute)
            SELECT master_id, location_id, date '2026-05-2{T}', 540, 600 FROM master_location WHERE tenant_id = {T};
        INSERT INTO resource (location_id, slug, position, name, count)
            SELECT id, 'chair-{T}', 0, '{"ru": "Кресло {T}"}', 1 FROM location WHERE tenant_id = {T};
        INSERT INTO service_resource (service_id, resource_id)
            SELECT service.id, resource.id FROM service JOIN resource USING (tenant_id) WHERE tenant_id = {T};
        INSERT INTO closure (location_id, day) SELECT id, date '2026-05-1{T}' FROM location WHERE tenant_id = {T};
        INSERT INTO customer (name, phone, created_at) VALUES ('Customer {T}', '770000000{T}', '2026-03-02 06:00Z');
        INSERT INTO customer (name, merged_into, created_at)
            SELECT 'Same person {T}', id, '2026-03-02 06:00Z' FROM customer WHERE tenant_id = {T};
        INSERT INTO customer_identity (channel, user_id, customer_id, created_at)
            SELECT 'whatsapp', 'user-{T}', id, created_at FROM customer WHERE tenant_id = {T} AND merged_into IS NULL;
        SELECT keep_flow_content(ARRAY['machine {T}'::bytea, 'outline {T}'::bytea]);
        INSERT INTO flow_version
            (number, machine_hash, outline_hash, sources_hash, language_version, compiler_version, author, message, created_at)
            VALUES ({T}, sha256('machine {T}'), sha256('outline {T}'), keep_flow_files(ARRAY['bot-{T}.flow'], ARRAY['bot {T}'::bytea]), 1, '1.0', 'owner', 'first',
                '2026-03-02 06:00Z');
        INSERT INTO flow_live (version, moved_at, moved_by, kind, reason)
            VALUES ({T}, '2026-03-02 06:00Z', 'owner', 'publish', 'first');
        INSERT INTO flow_version
            (number, machine_hash, outline_hash, sources_hash, language_version, compiler_version, author, message, created_at)
            VALUES ({T} + 10, sha256('machine {T}'), sha256('outline {T}'), sha256('files {T}'), 1, '1.0', 'owner', 'on trial',
                '2026-03-02 06:00Z');
        INSERT INTO flow_canary
            (version, against, share, planned_talks, started_at, started_by, reason, next_look)
            VALUES ({T} + 10, {T}, 10 * {T}, 100 * {T}, '2026-03-03 06:00Z', 'owner', 'reason {T}', '2026-03-03 06:00Z');
        INSERT INTO flow_canary_failure (canary_id, version, conversation_id, talk, failed_at)
            SELECT id, version, 70 + {T}, {T}, '2026-03-03 07:00Z' FROM flow_canary WHERE tenant_id = {T};
        INSERT INTO inbox
            (channel_account_id, provider_message_id, sender_key, sender_user_id, kind, words, raw, sent_at,
             received_at, due_at)
            SELECT id, 'wamid.{T}', 'user-{T}', 'user-{T}', 'text', 'Привет {T}', 'raw', '2026-03-10 06:00Z',
                '2026-03-10 06:00Z', '2026-03-10 06:00Z'
            FROM channel_account WHERE tenant_id = {T};
        INSERT INTO conversation
            (channel_account_id, customer_id, reply_user_id, state, flow_version, turn_number, wake_at, created_at)
            SELECT account.id, customer.id, 'user-{T}', 'state', {T}, 1, '2026-03-10 07:00Z', '2026-03-10 06:00Z'
            FROM channel_account AS account JOIN customer USING (tenant_id)
            WHERE tenant_id = {T} AND customer.merged_into IS NULL;
        INSERT INTO turn (conversation_id, number, flow_version, event, happened_at, answers)
            SELECT id, 1, {T}, 'event', '2026-03-10 06:00Z', 'answers' FROM conversation WHERE tenant_id = {T};
        INSERT INTO outbox
            (conversation_id, channel_account_id, turn_number, ordinal, kind, body, due_at, next_attempt_at, state,
             finished_at, provider_message_id, created_at)
            SELECT id, channel_account_id, 1, {T}, 'text', 'body', '2026-03-10 06:00Z', '2026-03-10 06:00Z', 'sent',
                '2026-03-10 06:00Z', 'wamid.out.{T}', '2026-03-10 06:00Z'
            FROM conversation WHERE tenant_id = {T};
        INSERT INTO delivery_report (channel_account_id, provider_message_id, status, reported_at, received_at)
            SELECT id, 'wamid.other.{T}', 1, '2026-03-10 06:00Z', '2026-03-10 06:00Z'
            FROM channel_account WHERE tenant_id = {T};
        INSERT INTO booking
            (number, origin, location_id, customer_id, master_id, service_id, status, starts_at, ends_at, wall_date,
             wall_time, zone, occupied_from, occupied_to, service_name, duration_minutes, buffer_before_minutes,
             buffer_after_minutes, price_minor, currency, created_at)
            SELECT '1000{T}', 'origin-{T}', location.id, customer.id, master.id, service.id, 'confirmed',
                '2026-03-11 0{T}:00Z', '2026-03-11 0{T}:30Z', '2026-03-11', '06:00', 'Asia/Almaty',
                '2026-03-11 0{T}:00Z', '2026-03-11 0{T}:30Z', service.name, 30, 0, 0, 700000, 'KZT', '2026-03-10 06:00Z'
            FROM location JOIN customer USING (tenant_id) JOIN master USING (tenant_id) JOIN service USING (tenant_id)
            WHERE tenant_id = {T} AND customer.merged_into IS NULL;
        UPDATE outbox SET booking_id = booking.id, booking_starts_at = booking.starts_at
            FROM booking WHERE outbox.tenant_id = {T} AND booking.tenant_id = {T};
        UPDATE booking SET confirmed_at = '2026-03-10 07:00Z', revision = 2, changed_at = '2026-03-10 07:00Z',
            change_origin = 'change-{T}'
            WHERE tenant_id = {T};
        INSERT INTO waitlist_entry
            (location_id, customer_id, service_id, master_id, dates_from, times_from, origin, created_at)
            SELECT location_id, customer_id, service_id, master_id, date '2026-04-0{T}', 540, 'wish-{T}', '2026-03-10 07:00Z'
            FROM booking WHERE tenant_id = {T};
        INSERT INTO freed_time (location_id, master_id, service_id, starts_at, freed_from, freed_to, due_at)
            SELECT location_id, master_id, service_id, starts_at, occupied_from, occupied_to, '2026-03-10 0{T}:10Z'
            FROM booking WHERE tenant_id = {T};
        INSERT INTO waitlist_offer
            (location_id, customer_id, conversation_id, service_id, master_id, starts_at, wall_date, wall_time,
             occupied_from, occupied_to, state, offered_at, expires_at, booking_id)
            SELECT location_id, booking.customer_id, conversation.id, service_id, master_id, starts_at, wall_date,
                wall_time, occupied_from, occupied_to, 'accepted', '2026-03-10 0{T}:20Z', '2026-03-10 08:00Z', booking.id
            FROM booking JOIN conversation USING (tenant_id) WHERE tenant_id = {T};
        INSERT INTO customer_profile (customer_id, slot, value, changed_at)
            SELECT id, 'slot-{T}', 'value {T}', '2026-03-10 07:00Z'
            FROM customer WHERE tenant_id = {T} AND merged_into IS NULL;
        INSERT INTO staff_notice (conversation_id, turn_number, ordinal, recipient, master_id, words, created_at)
            SELECT outbox.conversation_id, outbox.turn_number, outbox.ordinal, 'master', master.id, 'notice {T}',
                '2026-03-10 07:00Z'
            FROM outbox JOIN master USING (tenant_id) WHERE tenant_id = {T};
        COMMIT;
        """
}

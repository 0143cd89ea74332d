package import Postgres

/// The schema's steps, from the files in `Migrations/`, which are part of the program. Run by the role that owns the
/// database; a step never changes once it has shipped.
package enum SchemaMigrations {
    package static let all: [Migration] = [
        migration(1, "foundation", PackageResources._001_foundation_sql),
        migration(2, "salons", PackageResources._002_salons_sql),
        migration(3, "catalogue", PackageResources._003_catalogue_sql),
        migration(4, "customers", PackageResources._004_customers_sql),
        migration(5, "flows", PackageResources._005_flows_sql),
        migration(6, "conversations", PackageResources._006_conversations_sql),
        migration(7, "outbox", PackageResources._007_outbox_sql),
        migration(8, "bookings", PackageResources._008_bookings_sql),
        migration(9, "dead_letters", PackageResources._009_dead_letters_sql),
        migration(10, "isolation", PackageResources._010_isolation_sql),
        migration(11, "tenant_keys", PackageResources._011_tenant_keys_sql),
        migration(12, "salon_contacts", PackageResources._012_salon_contacts_sql),
        migration(13, "visits", PackageResources._013_visits_sql),
        migration(14, "waitlist", PackageResources._014_waitlist_sql),
        migration(15, "profiles", PackageResources._015_profiles_sql),
        migration(16, "staff_notices", PackageResources._016_staff_notices_sql),
        migration(17, "working_time", PackageResources._017_working_time_sql),
        migration(18, "booking_life", PackageResources._018_booking_life_sql),
        migration(19, "waitlist_offers", PackageResources._019_waitlist_offers_sql),
        migration(20, "versions", PackageResources._020_versions_sql),
        migration(21, "canary", PackageResources._021_canary_sql),
    ]

    private static func migration(_ number: Int, _ name: String, _ bytes: [UInt8]) -> Migration {
        Migration(number: number, name: name, sql: String(decoding: bytes, as: UTF8.self))
    }
}

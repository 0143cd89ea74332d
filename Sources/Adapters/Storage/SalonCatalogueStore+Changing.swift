package import Booking
package import CivilTime
internal import Postgres
package import Salon

extension SalonCatalogueStore {
    /// What saving the catalogue would change. Reads only.
    package func compare(
        _ catalogue: SalonCatalogue, now: Instant, zone: (String) throws -> Zone
    ) throws -> CatalogueComparison {
        guard let location = try locations()[catalogue.slug] else {
            return CatalogueComparison(from: nil, to: catalogue, booked: [])
        }
        let stored = try load(location, zone: zone)
        // Comparing bookings costs days; what is the same already has none to compare.
        let isSame = catalogue.saysTheSame(as: stored)
        let booked = isSame ? [] : try BookedTimeRows(connection).booked(at: location, after: now)
        return CatalogueComparison(from: stored, to: catalogue, booked: booked, offers: try offers(besides: catalogue))
    }

    /// Saves the catalogue and tells what changed by it.
    ///
    /// - Parameter leavingBookings: whether services and masters may go although they are booked; their bookings stay as
    ///   they are.
    /// - Throws: `CatalogueRefusal` for what cannot be right, `BookingsInTheWay` for what is booked.
    package func change(
        to catalogue: SalonCatalogue, leavingBookings: Bool, now: Instant, zone: (String) throws -> Zone
    ) throws -> CatalogueComparison {
        let comparison = try compare(catalogue, now: now, zone: zone)
        if !leavingBookings, !comparison.retiring.isEmpty { throw BookingsInTheWay(affected: comparison.retiring) }
        try save(catalogue)
        return comparison
    }

    /// Whether the salon of the transaction is there at all.
    package func exists() throws -> Bool { try connection.execute(Self.exists)[0].bool(0) }

    private func offers(besides catalogue: SalonCatalogue) throws -> [String: [LocalizedName]] {
        var offers: [String: [LocalizedName]] = [:]
        for row in try connection.execute(Self.offers, [.foreignText(catalogue.slug)]) {
            offers[try row.text(0), default: []].append(try row.localizedName(languages: 1, words: 2))
        }
        return offers
    }

    private static let exists = Statement("changing.exists", "SELECT EXISTS (SELECT FROM tenant)")

    private static let offers = Statement(
        "changing.offers",
        """
        SELECT
            service.slug, ARRAY(SELECT key FROM jsonb_each_text(location.name) ORDER BY key),
            ARRAY(SELECT value FROM jsonb_each_text(location.name) ORDER BY key)
        FROM location_service
            JOIN service ON service.id = location_service.service_id
            JOIN location ON location.id = location_service.location_id
        WHERE location.slug <> $1
            AND EXISTS (
                SELECT FROM location_service AS here JOIN location AS place ON place.id = here.location_id
                WHERE here.service_id = service.id AND place.slug = $1)
        ORDER BY location.id
        """)
}

package import CivilTime
package import Postgres
package import Salon

/// PostgreSQL has a tz database of its own. Instants are made in Swift only, so a difference breaks nothing by itself; but
/// it shows that one of the two is out of date, and ours would be the one that books an hour off.
package enum ZoneComparison {
    /// The zones of all locations of all salons, with the salons.
    package static func zonesInUse(on connection: Connection) throws -> [String: [TenantID]] {
        var zones: [String: [TenantID]] = [:]
        for row in try connection.execute(inUse) {
            zones[try row.text(1), default: []].append(TenantID(try row.int64(0)))
        }
        return zones
    }

    /// The first moment within two years from `now` at which PostgreSQL's offset of the zone is another than ours: now, just
    /// before and at each change by our rules, and once a week for changes that only PostgreSQL knows of. Nil when all
    /// agree. One query; outside of a transaction, for a zone that PostgreSQL does not know is refused.
    package static func difference(
        of zone: Zone, from now: Instant, on connection: Connection
    ) throws -> ZoneDifference? {
        let end = now.seconds + 2 * 366 * 86_400
        var seconds = Array(stride(from: now.seconds, to: end, by: 7 * 86_400))
        for transition in zone.transitions where now.seconds < transition.at && transition.at <= end {
            seconds += [transition.at - 1, transition.at]
        }
        seconds.sort()
        guard let rows = try offsets(of: zone.name, at: seconds, on: connection) else {
            return ZoneDifference(zone: zone.name, at: now, ours: zone.offset(at: now), postgres: nil)
        }
        for row in rows {
            let at = Instant(seconds: try row.int64(0))
            let theirs = try row.int(1)
            if theirs != zone.offset(at: at) {
                return ZoneDifference(zone: zone.name, at: at, ours: zone.offset(at: at), postgres: theirs)
            }
        }
        return nil
    }

    /// Nil for a zone that PostgreSQL does not know.
    private static func offsets(
        of zone: String, at seconds: [Int64], on connection: Connection
    ) throws(PostgresError) -> Rows? {
        do throws(PostgresError) {
            return try connection.execute(offsets, [.text(zone), .int64s(seconds.map { $0 })])
        } catch {
            if error.state == invalidParameter { return nil }
            throw error
        }
    }

    private static let invalidParameter = SQLState("22023")

    private static let inUse = Statement("zones.in_use", "SELECT tenant_id, zone FROM zones_in_use()")

    private static let offsets = Statement(
        "zones.offsets",
        """
        SELECT
            second,
            extract(epoch FROM (to_timestamp(second) AT TIME ZONE $1) - (to_timestamp(second) AT TIME ZONE 'UTC'))::bigint
        FROM unnest($2::bigint[]) WITH ORDINALITY AS asked (second, place)
        ORDER BY place
        """)
}

package struct ZoneDifference: Hashable, Sendable {
    package var zone: String
    package var at: Instant
    /// Seconds east of UTC.
    package var ours: Int
    /// Seconds east of UTC; nil for a zone that PostgreSQL does not know.
    package var postgres: Int?

    /// What differs and what to do; in Russian for `ru`, else in English.
    package func text(in language: String) -> String {
        let moment = "\(Zone.utc.civil(at: at).iso)Z"
        let mine = Self.offset(ours)
        if language == "ru" {
            guard let postgres else {
                return "\(zone): PostgreSQL не знает такого пояса. Обновите tzdata на сервере базы данных."
            }
            return "\(zone): \(moment) у нас UTC\(mine), у PostgreSQL UTC\(Self.offset(postgres)). "
                + "Обновите tzdata там, где он старше, и перезапустите."
        }
        guard let postgres else {
            return "\(zone): PostgreSQL does not know this zone. Update tzdata on the database's machine."
        }
        return "\(zone): at \(moment) it is UTC\(mine) here and UTC\(Self.offset(postgres)) in PostgreSQL. "
            + "Update tzdata where it is older, and restart."
    }

    private static func offset(_ seconds: Int) -> String {
        let (hours, minutes) = (seconds.magnitude / 60).quotientAndRemainder(dividingBy: 60)
        return (seconds < 0 ? "−" : "+") + String(hours)
            + (minutes == 0 ? "" : ":" + (minutes < 10 ? "0" : "") + String(minutes))
    }
}

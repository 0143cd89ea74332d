package import CivilTime
package import FlowMachine
package import Postgres
package import Salon

/// One booking for a list that people read.
package struct BookingLine: Hashable, Sendable {
    package var id: BookingID
    package var number: String
    package var status: String
    package var start: Instant
    package var wall: CivilMoment
    package var zone: String
    package var service: LocalizedName
    package var master: LocalizedName
    package var price: Money
    package var customerName: String?
    package var customerPhone: String?
}

/// The bookings of a salon, for lists.
package enum BookingList {
    /// Bookings that end after `moment` and are neither called off nor over, by start; of all locations when none is
    /// given.
    package static func upcoming(
        after moment: Instant, location: LocationID? = nil, limit: Int = 1000, on connection: Connection
    ) throws -> [BookingLine] {
        try connection.execute(
            BookingStatements.upcoming, [.instant(moment), .int64(location?.number), .int(limit)]
        ).map { row in
            guard let date = CivilDate(iso: try row.text(4)), let time = ClockTime(iso: try row.text(5)) else {
                throw StorageError.unknownWord(
                    column: "booking.wall_date", word: "\(try row.text(4)) \(try row.text(5))")
            }
            return BookingLine(
                id: BookingID(try row.int64(0)), number: try row.text(1), status: try row.text(2),
                start: try row.instant(3), wall: CivilMoment(date: date, time: time), zone: try row.text(6),
                service: try row.localizedName(languages: 7, words: 8),
                master: try row.localizedName(languages: 9, words: 10),
                price: Money(minorUnits: try row.int(11), currency: try row.text(12)),
                customerName: try row.optionalText(13), customerPhone: try row.optionalText(14))
        }
    }
}

internal import Booking
internal import CivilTime
internal import JSONLines
internal import Salon

/// The line's bookings that block (R8), without the one that is to be moved (R11).
struct BookedLines {
    private(set) var busy: [Busy] = []

    private static let example =
        #"{"id":"b1","master":"anna","service":"manicure","start":"2026-05-21T14:00:00+05:00","end":"2026-05-21T15:00:00+05:00","status":"confirmed"}"#

    init(_ field: LineField?, now: Instant, query: LineField?, names: inout SalonNames) throws(LineError) {
        let without = try query?["exclude_booking"]?.text(such: #""exclude_booking":"b1""#)
        for (place, booking) in try (field?.list(such: "[\(Self.example)]") ?? []).enumerated() {
            _ = try booking.object(such: Self.example)
            func required(_ name: String) throws(LineError) -> LineField {
                guard let member = booking[name] else {
                    throw booking.error("its `\(name)` is missing", write: Self.example)
                }
                return member
            }
            func instant(_ field: LineField) throws(LineError) -> Instant {
                try field.read({ Instant(rfc3339: $0) }, as: "instant with an offset", such: Self.example)
            }
            let status = try required("status").read(
                { CustomerBooking.Status(rawValue: $0) }, as: "status",
                such: #""pending", "confirmed", "in_progress", "completed", "cancelled", "no_show" or "hold""#)
            let start = try instant(required("start"))
            let end = try instant(required("end"))
            guard start < end else { throw booking.error("it ends before it has begun", write: Self.example) }
            let id = try booking["id"]?.text(such: #""id":"b1""#)
            let expiry = try booking["expires_at"].map(instant)
            var resources: Set<ResourceID> = []
            for resource in try booking["requires"]?.texts(such: #""requires":["chair"]"#) ?? [] {
                resources.insert(names.resource(resource))
            }
            let before = try booking["buffer_before"]?.integer(0...1_000_000, such: #""buffer_before":10"#) ?? 0
            let after = try booking["buffer_after"]?.integer(0...1_000_000, such: #""buffer_after":10"#) ?? 0
            let master = names.master(try required("master").text(such: #""master":"anna""#))
            let service = names.service(try required("service").text(such: #""service":"manicure""#))
            guard status.blocks, id == nil || id != without else { continue }
            if status == .hold, let expiry, expiry <= now { continue }
            busy.append(
                Busy(
                    booking: BookingID(Int64(place)), service: service, master: master,
                    from: start.adding(minutes: -before), to: end.adding(minutes: after), start: start, end: end,
                    resources: resources))
        }
    }
}

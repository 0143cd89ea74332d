internal import Conversations
internal import DemoSalon
internal import CivilTime
internal import FlowMachine
internal import Hummingbird
internal import Postgres
internal import Salon
internal import StandIn
internal import Storage

/// The demo's page of the salon's bookings: proof that a chat became a row.
struct BookingsPage: Sendable {
    let database: DatabaseAddress
    let clock: MovableClock

    @Sendable func add(to router: Router<BasicRequestContext>) {
        router.get("/bookings") { request, _ in try page(request) }
    }

    private func page(_ request: Request) throws -> Response {
        let language = (request.headers[.acceptLanguage] ?? "").hasPrefix("ru") ? "ru" : "en"
        let now = clock.now
        let connection = try Connection(database)
        let routes = try TenantDirectory.routes(
            channel: "whatsapp", accounts: [DemoSalon.number.phoneNumberID], on: connection)
        var bookings: [BookingLine] = []
        if let tenant = routes[DemoSalon.number.phoneNumberID]?.tenant {
            bookings = try connection.asTenant(tenant) { try BookingList.upcoming(after: now, on: connection) }
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html(bookings, language))))
    }

    private func html(_ bookings: [BookingLine], _ language: String) -> String {
        let russian = language == "ru"
        let heading = russian ? "Записи салона" : "The salon's bookings"
        let columns =
            russian
            ? ["Номер", "Когда", "Услуга", "Мастер", "Клиент", "Состояние"]
            : ["Number", "When", "Service", "Master", "Customer", "Status"]
        let head = columns.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let rows = bookings.map { booking in
            let customer = [booking.customerName, booking.customerPhone.map { "+\($0)" }].compactMap { $0 }
            let cells = [
                booking.number, booking.wall.iso, booking.service.text(in: language), booking.master.text(in: language),
                customer.joined(separator: " "), booking.status,
            ]
            return "<tr>" + cells.map { "<td>\($0.escapedForHTML)</td>" }.joined() + "</tr>"
        }
        let none = "<p>\(russian ? "Пока никто не записан." : "Nobody has booked yet.")</p>"
        let table = "<table><thead><tr>\(head)</tr></thead><tbody>\(rows.joined())</tbody></table>"
        return """
            <!doctype html><html lang="\(language)"><head><meta charset="utf-8"><title>\(heading)</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>
            body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1c1c1e}
            table{border-collapse:collapse;width:100%}th,td{padding:.5rem .75rem;text-align:left;border-bottom:1px solid #ddd}
            th{font-weight:600;color:#555}div{overflow-x:auto}
            </style></head><body><h1>\(heading)</h1><div>\(bookings.isEmpty ? none : table)</div></body></html>
            """
    }
}

extension String {
    fileprivate var escapedForHTML: String {
        var result = ""
        for character in self {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}

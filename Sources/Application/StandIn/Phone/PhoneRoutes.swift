internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import NIOCore
internal import ServiceLifecycle

/// The phone pages. Each form answers with the page again, so everything works without scripts.
struct PhoneRoutes {
    let core: StandInCore

    /// Scripts and styles from here alone, no frames, no inline handlers.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    func add(to router: RouterGroup<StandInContext>) {
        router.get("page/phone.css") { _, _ -> Response in asset(PackageResources.phone_css, "text/css; charset=utf-8")
        }
        router.get("page/phone.js") { _, _ -> Response in
            asset(PackageResources.phone_js, "text/javascript; charset=utf-8")
        }
        router.get("/") { request, _ -> Response in list(words(request)) }
        router.get("phone") { request, _ -> Response in open(request) }
        let phone = router.group("phone/{wa_id}")
        phone.get("/") { request, context -> Response in
            page(request, try context.parameters.require("wa_id"))
        }
        phone.get("events") { request, context -> Response in
            events(try context.parameters.require("wa_id"))
        }
        phone.post("send") { request, context -> Response in
            let form = try await Form(request)
            return try await answer(request, context) { waID, number throws(ControlError) in
                // A browser ends lines of a form with CR LF; a phone with LF.
                let text = (form["text"] ?? "").replacing("\r\n", with: "\n")
                try write(waID, number, .text(text))
            }
        }
        phone.post("tap") { request, context -> Response in
            let form = try await Form(request)
            return try await answer(request, context) { waID, number throws(ControlError) in
                try write(
                    waID, number, .tap(messageID: form["message"] ?? "", choiceID: form["choice"] ?? ""))
            }
        }
        phone.post("clock") { request, context -> Response in
            let form = try await Form(request)
            let zone = core.read { network, _ in network.settings.zone }
            var move: StandIn.ClockMove?
            if let seconds = form["advance"].flatMap({ Int64($0) }), abs(seconds) <= 400 * 86_400 {
                move = .by(milliseconds: seconds * 1000)
            } else {
                move = form["set"].flatMap { ClockWords.read($0, zone: zone) }
            }
            guard let move, let moveClock = core.moveClock else {
                return .refusal(.invalid("The clock was not moved: the time is not one, or this stand-in moves none."))
            }
            try await moveClock(move)
            core.wake.ring()
            return try await answer(request, context) { _, _ in }
        }
    }

    private func write(_ waID: String, _ number: String?, _ message: CustomerMessage) throws(ControlError) {
        _ = try core.change { network, now throws(ControlError) in
            try network.write(from: waID, to: number, message, now: now)
        }
    }

    /// Does what the form asks, then sends the browser back to the page.
    private func answer(
        _ request: Request, _ context: StandInContext,
        _ act: (String, String?) throws(ControlError) -> Void
    ) async throws -> Response {
        let waID = try context.parameters.require("wa_id")
        do throws(ControlError) {
            try act(waID, request.uri.queryParameters["number"].map(String.init))
        } catch {
            return .words(.badRequest, error.words)
        }
        let query = request.uri.query.map { "?\($0)" } ?? ""
        return Response(status: .seeOther, headers: [.location: "/phone/\(waID)\(query)"])
    }

    // MARK: Pages

    private func words(_ request: Request) -> PhoneWords {
        PhoneWords.of(
            acceptLanguage: request.headers[.acceptLanguage],
            chosen: request.uri.queryParameters["lang"].map(String.init))
    }

    private func list(_ words: PhoneWords) -> Response {
        let (cards, settings) = core.read { network, _ in
            let cards = network.people().prefix(200).flatMap { customer in
                network.settings.numbers.prefix(4).map { number in
                    PhoneList.Card(
                        customer: customer, number: number,
                        last: network.transcript(customer.waID, at: number.phoneNumberID).last)
                }
            }
            return (cards, network.settings)
        }
        let list = PhoneList(
            words: words, cards: cards, namesNumber: settings.numbers.count > 1, bookingsURL: settings.bookingsURL)
        return page(title: words.phones, kind: "phones", words, list.html())
    }

    /// Takes a number from the first page's form, and gives it a name.
    private func open(_ request: Request) -> Response {
        let query = request.uri.queryParameters
        let waID = (query["wa_id"] ?? "").filter { $0.isASCII && $0.isNumber }
        guard (5...20).contains(waID.utf8.count) else { return list(words(request)) }
        let name = query["name"].map(String.init) ?? ""
        core.change { network, _ in
            var customer = network.customers[waID] ?? Customer(waID: waID, name: "+\(waID)")
            if !name.isEmpty { customer.name = String(name.prefix(60)) }
            network.setCustomer(customer)
        }
        return Response(
            status: .seeOther, headers: [.location: "/phone/\(waID)?lang=\(words(request).language.rawValue)"])
    }

    private func page(_ request: Request, _ waID: String) -> Response {
        let words = words(request)
        let numberID = request.uri.queryParameters["number"].map(String.init)
        let page = core.read { network, now -> PhonePage? in
            guard (5...20).contains(waID.utf8.count), waID.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = network.number(numberID)
            else { return nil }
            return PhonePage(
                words: words, number: number,
                customer: network.customers[waID] ?? Customer(waID: waID, name: "+\(waID)"),
                entries: network.transcript(waID, at: number.phoneNumberID),
                isTyping: network.isTyping(waID, at: number.phoneNumberID, now: now),
                others: network.people().filter { $0.waID != waID }, now: now, zone: network.settings.zone,
                isClockMovable: core.moveClock != nil, bookingsURL: network.settings.bookingsURL,
                namesNumber: network.settings.numbers.count > 1)
        }
        guard let page else { return .words(.notFound, "There is no such phone: 5 to 20 digits, no plus.") }
        return self.page(
            title: "\(page.customer.name) · \(page.number.name)", kind: "chat", words, page.html())
    }

    private func page(title: String, kind: String, _ words: PhoneWords, _ content: HTML) -> Response {
        let parts = [
            "language": words.language.rawValue, "title": HTML.escaped(title), "kind": "\(kind)",
            "content": content.source, "offline": HTML.escaped(words.offline),
        ]
        let frame = TemplateText(String(decoding: PackageResources.phone_html, as: UTF8.self))
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
            .contentLanguage: words.language.rawValue,
        ]
        if let name = HTTPField.Name("Content-Security-Policy") { headers[name] = PhoneRoutes.policy }
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "same-origin" }
        if let name = HTTPField.Name("X-Content-Type-Options") { headers[name] = "nosniff" }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: frame.filled { parts[$0] ?? "" })))
    }

    private func asset(_ bytes: [UInt8], _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// One line whenever the chat changes; the page then asks for itself again.
    private func events(_ waID: String) -> Response {
        let changes = core.changes.listen(waID)
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
                // A page that stays open must not keep the program from stopping.
                for await _ in changes.cancelOnGracefulShutdown() {
                    try await writer.write(ByteBuffer(string: "data: changed\n\n"))
                }
                try await writer.finish(nil)
            })
    }
}

/// The fields of a form as a browser sends them (`application/x-www-form-urlencoded`).
struct Form {
    private let fields: [String: String]

    init(_ request: Request) async throws {
        let buffer = try await request.body.collect(upTo: 256 << 10)
        self.init(String(decoding: buffer.readableBytesView, as: UTF8.self))
    }

    init(_ text: String) {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[Form.decoded(parts[0])] = parts.count > 1 ? Form.decoded(parts[1]) : ""
        }
        self.fields = fields
    }

    subscript(name: String) -> String? { fields[name] }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

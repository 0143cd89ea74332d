import JSON
import StandIn
import Testing

@Suite("Sends are answered as the Cloud API answers them")
struct SendTests {
    @Test(
        "every documented request is accepted",
        arguments: [
            "rq-text", "rq-buttons", "rq-list", "rq-cta-url", "rq-location-request", "rq-flow", "rq-image-id",
            "rq-image-link", "rq-document-id", "rq-contacts", "rq-location", "rq-reaction", "rq-reaction-remove",
            "rq-template-named-params", "rq-template-no-params", "rq-template-positional-url-button",
            "rq-text-reply-opaque", "rq-text-to-bsuid",
        ])
    func accepts(_ name: String) throws {
        var bench = Bench()
        let reply = bench.post(try Samples.json(name))
        #expect(reply.status == 200, "\(name): \(reply)")
        let sample =
            switch name {
            case "rq-text-to-bsuid": "rs-send-ok-bsuid"
            case _ where name.hasPrefix("rq-template"): "rs-send-ok-template-accepted"
            default: "rs-send-ok"
            }
        #expect(outline(try #require(reply.body)) == outline(try Samples.json(sample)))
    }

    @Test("an id is built as the recorded ones are, and tells the phone")
    func messageIDs() {
        #expect(
            MessageID.make(.outbound, phone: Samples.anna, run: 0x0000_0000, serial: 0x0006_17AF).utf8.count
                == "wamid.HBgLNzcwNTEyMzQ1NjcVAgARGBJBQTAwMDAwMDAwMDA2MTdBRjUA".utf8.count)
        #expect(
            MessageID.make(.outbound, phone: Samples.anna, run: 0, serial: 1)
                .hasPrefix("wamid.HBgLNzcwNTEyMzQ1NjcVAgARGBJBQTAw"))
        #expect(
            MessageID.make(.inbound, phone: Samples.anna, run: 0x9F00_0000, serial: 1)
                .hasPrefix("wamid.HBgLNzcwNTEyMzQ1NjcVAgASGBQzQTAwOUYwMDAw"))
    }

    @Test(
        "a typed number becomes the wa_id it leads to",
        arguments: [
            ("+7 (705) 123-45-67", "77051234567"), ("77051234567", "77051234567"),
            ("87051234567", "787051234567"), ("5511998765432", "551198765432"), ("+5511998765432", "551198765432"),
        ])
    func numbers(typed: String, reached: String) {
        #expect(WhatsAppNumber.waID(typed: typed, business: Samples.lilia.displayNumber) == reached)
    }

    @Test("a wa_id may differ from what was typed")
    func differingID() throws {
        var bench = Bench()
        let reply = bench.post(textBody("Olá", to: "5511998765432"))
        let sample = try Samples.json("rs-send-ok-wa-id-differs")
        #expect(reply.body?["contacts"] == sample["contacts"])
    }

    @Test("marking as read answers success, ticks all earlier messages, and shows typing for 25 seconds")
    func marksRead() throws {
        var bench = Bench()
        let first = try bench.write()
        let last = try bench.write(.text("Есть кто?"))
        let reply = bench.post(try Samples.json("rq-mark-read-typing").with("message_id", .string(last)))
        #expect(reply.body == (try Samples.json("rs-success-true")))
        let states = bench.network.transcript(Samples.anna, at: nil).map(\.state)
        #expect(states == [.read, .read])
        #expect(first != last)
        #expect(bench.network.isTyping(Samples.anna, at: nil, now: bench.now + 24_999))
        #expect(!bench.network.isTyping(Samples.anna, at: nil, now: bench.now + 25_000))
        #expect(bench.post(try Samples.json("rq-mark-read")).code == 131009)
    }

    // MARK: Errors

    struct ErrorCase: CustomTestStringConvertible, Sendable {
        var sample: String
        var provoke: @Sendable (inout Bench) throws -> GraphReply
        var testDescription: String { sample }
    }

    static let natural: [ErrorCase] = [
        ErrorCase(sample: "er-190-token-invalid") { bench in
            bench.network.post(
                to: Samples.lilia.phoneNumberID, authorization: "Bearer nonsense",
                body: textBody("Да", to: Samples.anna), now: bench.now)
        },
        ErrorCase(sample: "er-100-33-object-missing") { bench in
            bench.network.post(
                to: "400200300400999", authorization: "Bearer \(Samples.lilia.token)",
                body: textBody("Да", to: Samples.anna), now: bench.now)
        },
        ErrorCase(sample: "er-100-missing-messaging-product") { bench in
            bench.post(try Samples.json("rq-text").with("messaging_product", nil))
        },
        ErrorCase(sample: "er-100-invalid-parameter") { bench in
            bench.post(
                template("review_request", [imageHeader, body([.members(["type": "text"]), "x"]), urlButton]))
        },
        ErrorCase(sample: "er-130429-throughput") { bench in
            for person in 0..<80 { _ = bench.send(to: "7705000\(1000 + person)") }
            return bench.post(textBody("Да", to: Samples.anna))
        },
        ErrorCase(sample: "er-131008-missing-parameter") { bench in
            bench.post(template("review_request", [imageHeader, body([text("Анна"), text("Ольга")])]))
        },
        ErrorCase(sample: "er-131009-button-title") { bench in
            bench.post(buttons(titles: [String(repeating: "ы", count: 21)]))
        },
        ErrorCase(sample: "er-131009-list-rows") { bench in bench.post(list(rows: [5, 6])) },
        ErrorCase(sample: "er-131009-row-title") { bench in
            bench.post(list(rows: [1], title: String(repeating: "ы", count: 25)))
        },
        ErrorCase(sample: "er-131030-not-in-allowed-list") { bench in
            bench.network.settings.allowedRecipients = [Samples.erzhan]
            return bench.post(textBody("Да", to: Samples.anna))
        },
        ErrorCase(sample: "er-131056-pair-rate") { bench in
            for _ in 0..<45 { _ = bench.send() }
            return bench.post(textBody("Да", to: Samples.anna))
        },
        ErrorCase(sample: "er-132000-param-count") { bench in
            bench.post(template("review_request", [imageHeader, body([text("Анна")]), urlButton]))
        },
        ErrorCase(sample: "er-132001-template-missing") { bench in
            bench.network.settings.templates = []
            return bench.post(template("booking_reminder", []))
        },
        ErrorCase(sample: "er-132012-format") { bench in
            bench.post(template("review_request", [body([text("Анна"), text("Ольга")]), urlButton]))
        },
        ErrorCase(sample: "er-132015-paused") { bench in bench.post(template("paused", [])) },
    ]

    static let injected: [ErrorCase] = [
        ("er-2-service", 2), ("er-4-app-rate", 4), ("er-10-permission", 10), ("er-200-permission", 200),
        ("er-368-policy-block", 368), ("er-80007-waba-rate", 80007), ("er-130497-country", 130497),
        ("er-131000-generic", 131000), ("er-131016-unavailable", 131016), ("er-131031-account-locked", 131031),
        ("er-131042-payment", 131042), ("er-131045-certificate", 131045), ("er-131057-maintenance", 131057),
        ("er-133010-not-registered", 133010),
    ].map { sample, code in
        ErrorCase(sample: sample) { bench in
            bench.network.faults.sends = [.init(.error(code: code))]
            return bench.post(textBody("Да", to: Samples.anna))
        }
    }

    @Test("documented errors have the documented words", arguments: natural + injected)
    func errors(_ item: ErrorCase) throws {
        var bench = Bench()
        let reply = try item.provoke(&bench)
        let accepted = bench.network.acceptedMessages().count
        let expected = try #require(try Samples.json(item.sample)["error"])
        let error = try #require(reply.error, "\(reply)")
        #expect(error.with("fbtrace_id", nil) == reordered(expected.with("fbtrace_id", nil), like: error))
        #expect(error["fbtrace_id"]?.string?.isEmpty == false)
        #expect(outline(error) == outline(expected))
        _ = bench.post(textBody("Да", to: Samples.erzhan))
        #expect(bench.network.acceptedMessages().count >= accepted)
    }

    /// The order of members says nothing, but equality of values sees it.
    private func reordered(_ value: JSONValue, like model: JSONValue) -> JSONValue {
        guard let object = value.object, let model = model.object else { return value }
        var result = JSONObject()
        for member in model.members where member.name != "fbtrace_id" {
            if let found = object[member.name] { result[member.name] = reordered(found, like: member.value) }
        }
        for member in object.members where result[member.name] == nil { result[member.name] = member.value }
        return .object(result)
    }

    struct LimitCase: CustomTestStringConvertible, Sendable {
        var name: String
        /// A body whose measured part has this size.
        var body: @Sendable (Int) -> JSONValue
        var most: Int
        var code = 131009
        var testDescription: String { name }
    }

    static let limits: [LimitCase] = [
        LimitCase(name: "text.body", body: { textBody(ys($0), to: Samples.anna) }, most: 4096),
        LimitCase(name: "callback", body: { textBody("Да", to: Samples.anna, callback: ys($0)) }, most: 512),
        LimitCase(name: "interactive.body", body: { buttons(titles: ["Да"], body: ys($0)) }, most: 1024),
        LimitCase(name: "interactive.header", body: { buttons(titles: ["Да"], header: ys($0)) }, most: 60),
        LimitCase(name: "interactive.footer", body: { buttons(titles: ["Да"], footer: ys($0)) }, most: 60),
        LimitCase(name: "button.title", body: { buttons(titles: [ys($0)]) }, most: 20),
        LimitCase(name: "button.id", body: { buttons(titles: ["Да"], id: ys($0)) }, most: 256),
        LimitCase(name: "buttons", body: { buttons(titles: (0..<$0).map { "\($0)" }) }, most: 3),
        LimitCase(name: "list.button", body: { list(rows: [1], label: ys($0)) }, most: 20),
        LimitCase(name: "list.sections", body: { list(rows: Array(repeating: 1, count: $0)) }, most: 10),
        LimitCase(name: "section.title", body: { list(rows: [1, 1], section: ys($0)) }, most: 24),
        LimitCase(name: "rows in all", body: { list(rows: [1, $0 - 1]) }, most: 10),
        LimitCase(name: "row.id", body: { list(rows: [1], id: ys($0)) }, most: 200),
        LimitCase(name: "row.title", body: { list(rows: [1], title: ys($0)) }, most: 24),
        LimitCase(name: "row.description", body: { list(rows: [1], description: ys($0)) }, most: 72),
        LimitCase(name: "caption", body: { image(caption: ys($0)) }, most: 1024),
        LimitCase(name: "display_text", body: { link(title: ys($0)) }, most: 20),
        LimitCase(
            name: "payload",
            body: { size in
                template(
                    "booking_reminder",
                    [named, quickReply(0, payload: ys(size))])
            }, most: 128),
    ]

    @Test("each limit holds at its value and is refused one past it", arguments: limits)
    func limit(_ item: LimitCase) {
        var bench = Bench()
        #expect(bench.post(item.body(item.most)).status == 200, "\(item.name) at \(item.most)")
        #expect(bench.post(item.body(item.most + 1)).code == item.code, "\(item.name) past \(item.most)")
        #expect(bench.network.acceptedMessages().count == 1)
    }

    @Test("characters are counted in UTF-16 units, so an emoji may count twice")
    func units() {
        var bench = Bench()
        #expect(bench.post(buttons(titles: [String(repeating: "💅", count: 10)])).status == 200)
        #expect(bench.post(buttons(titles: [String(repeating: "💅", count: 11)])).code == 131009)
    }

    struct BadCase: CustomTestStringConvertible, Sendable {
        var name: String
        var body: @Sendable () -> JSONValue
        var code: Int
        var testDescription: String { name }
    }

    static let bad: [BadCase] = [
        BadCase(name: "no recipient", body: { textBody("Да", to: "").with("to", nil) }, code: 100),
        BadCase(name: "recipient of letters", body: { textBody("Да", to: "Анна") }, code: 131009),
        BadCase(name: "the salon itself", body: { textBody("Да", to: Samples.lilia.displayNumber) }, code: 131021),
        BadCase(name: "unknown type", body: { textBody("Да", to: Samples.anna).with("type", "poll") }, code: 100),
        BadCase(name: "no text", body: { textBody("Да", to: Samples.anna).with("text", nil) }, code: 131008),
        BadCase(name: "empty text", body: { textBody("", to: Samples.anna) }, code: 131009),
        BadCase(name: "blank text", body: { textBody(" \n ", to: Samples.anna) }, code: 131009),
        BadCase(name: "equal titles", body: { buttons(titles: ["Да", "Да"]) }, code: 131009),
        BadCase(name: "equal button ids", body: { buttons(titles: ["Да", "Нет"], id: "same") }, code: 131009),
        BadCase(name: "equal row ids", body: { list(rows: [2], id: "same") }, code: 131009),
        BadCase(name: "no section title of two", body: { list(rows: [1, 1], section: nil) }, code: 131008),
        BadCase(name: "no buttons", body: { buttons(titles: []) }, code: 131009),
        BadCase(name: "template pending", body: { template("pending", []) }, code: 132001),
        BadCase(name: "template disabled", body: { template("disabled", []) }, code: 132016),
        BadCase(
            name: "template in another language", body: { template("hello_world", [], language: "en") }, code: 132001),
        BadCase(
            name: "named parameters without names",
            body: { template("booking_reminder", [SendTests.body([text("а"), text("б"), text("в")])]) }, code: 100),
        BadCase(
            name: "a name for a position",
            body: {
                template(
                    "review_request",
                    [imageHeader, SendTests.body([text("а").with("parameter_name", "x"), text("б")]), urlButton])
            }, code: 100),
        BadCase(
            name: "a parameter of two lines",
            body: {
                template("review_request", [imageHeader, SendTests.body([text("а\nб"), text("в")]), urlButton])
            }, code: 132018),
        BadCase(
            name: "a template filled beyond its length",
            body: {
                template("review_request", [imageHeader, SendTests.body([text(ys(1000)), text("в")]), urlButton])
            }, code: 132005),
    ]

    @Test("what is wrong with a body is said by its code, and nothing is accepted", arguments: bad)
    func refuses(_ item: BadCase) {
        var bench = Bench()
        let reply = bench.post(item.body())
        #expect(reply.code == item.code, "\(reply)")
        #expect(bench.network.acceptedMessages().isEmpty)
    }

    @Test("no token, and a body that is no JSON")
    func withoutToken() {
        var bench = Bench()
        let body = textBody("Да", to: Samples.anna)
        #expect(
            bench.network.post(to: Samples.lilia.phoneNumberID, authorization: nil, body: body, now: bench.now).code
                == 104)
        #expect(bench.post(nil).code == 100)
        // One salon's token opens no other salon's number.
        #expect(
            bench.network.post(
                to: Samples.second.phoneNumberID, authorization: "Bearer \(Samples.lilia.token)", body: body,
                now: bench.now
            ).error?["error_subcode"]?.integer == 33)
    }

    // MARK: Rates

    @Test("45 in a burst to one person, then one every six seconds; another person is not concerned")
    func pairRate() {
        var bench = Bench()
        for _ in 0..<45 { #expect(bench.send() != nil) }
        #expect(bench.post(textBody("Да", to: Samples.anna)).code == 131056)
        #expect(bench.send(to: Samples.erzhan) != nil)
        bench.now += 5_999
        #expect(bench.post(textBody("Да", to: Samples.anna)).code == 131056)
        bench.now += 1
        #expect(bench.send() != nil)
        #expect(bench.post(textBody("Да", to: Samples.anna)).code == 131056)
        bench.now += 45 * 6_000
        for _ in 0..<45 { #expect(bench.send() != nil) }
        #expect(bench.post(textBody("Да", to: Samples.anna)).code == 131056)
    }

    @Test("80 within any second of one number, in and out together; another number is not concerned")
    func throughput() throws {
        var bench = Bench()
        for person in 0..<40 { _ = try bench.write(from: "7705000\(1000 + person)") }
        bench.now += 500
        for person in 0..<40 { #expect(bench.send(to: "7705000\(1000 + person)") != nil) }
        #expect(bench.post(textBody("Да", to: Samples.anna)).code == 130429)
        #expect(bench.send(number: Samples.second) != nil)
        bench.now += 499
        #expect(bench.post(textBody("Да", to: Samples.anna)).code == 130429)
        bench.now += 1
        #expect(bench.send() != nil)
    }

    @Test("the usage header names the account and how full the second is")
    func usage() throws {
        var bench = Bench()
        for person in 0..<39 { _ = bench.send(to: "7705000\(1000 + person)") }
        guard case .json(_, _, let usage) = bench.post(textBody("Да", to: Samples.anna)) else {
            Issue.record("no answer")
            return
        }
        let value = try JSONValue(parsing: try #require(usage))
        #expect(value[Samples.lilia.wabaID]?[0]?["call_count"]?.integer == 50)
    }
}

// MARK: Bodies

private func ys(_ count: Int) -> String { String(repeating: "ы", count: count) }

private func message(_ type: String, _ part: JSONValue) -> JSONValue {
    JSONValue.members(["messaging_product": "whatsapp", "to": .string(Samples.anna), "type": .string(type)])
        .with(type, part)
}

private func words(_ text: String) -> JSONValue { .members(["text": .string(text)]) }

private func buttons(
    titles: [String], body: String = "Верно?", header: String? = nil, footer: String? = nil, id: String? = nil
) -> JSONValue {
    message(
        "interactive",
        .members([
            "type": "button",
            "header": header.map { .members(["type": "text", "text": .string($0)]) },
            "body": words(body),
            "footer": footer.map(words),
            "action": .members([
                "buttons": .array(
                    titles.enumerated().map { index, title in
                        .members([
                            "type": "reply",
                            "reply": .members(["id": .string(id ?? "id-\(index)"), "title": .string(title)]),
                        ])
                    })
            ]),
        ]))
}

private func list(
    rows: [Int], label: String = "Выбрать", section: String? = "День", id: String? = nil, title: String = "13:00",
    description: String? = nil
) -> JSONValue {
    var serial = 0
    let sections = rows.map { count -> JSONValue in
        let rows = (0..<count).map { _ -> JSONValue in
            serial += 1
            return .members([
                "id": .string(id ?? "row-\(serial)"), "title": .string(title),
                "description": description.map(JSONValue.string),
            ])
        }
        return .members(["title": section.map(JSONValue.string), "rows": .array(rows)])
    }
    return message(
        "interactive",
        .members([
            "type": "list", "body": words("Когда?"),
            "action": .members(["button": .string(label), "sections": .array(sections)]),
        ]))
}

private func link(title: String) -> JSONValue {
    message(
        "interactive",
        .members([
            "type": "cta_url", "body": words("Оплата"),
            "action": .members([
                "name": "cta_url",
                "parameters": .members(["display_text": .string(title), "url": "https://pay.example.kz/1"]),
            ]),
        ]))
}

private func image(caption: String) -> JSONValue {
    message("image", .members(["link": "https://cdn.example.kz/1.jpg", "caption": .string(caption)]))
}

private func template(_ name: String, _ components: [JSONValue], language: String = "ru") -> JSONValue {
    message(
        "template",
        .members([
            "name": .string(name), "language": .members(["code": .string(language)]), "components": .array(components),
        ]))
}

private func text(_ text: String) -> JSONValue { .members(["type": "text", "text": .string(text)]) }

extension SendTests {
    fileprivate static func body(_ parameters: [JSONValue]) -> JSONValue {
        .members(["type": "body", "parameters": .array(parameters)])
    }

    fileprivate static let imageHeader = JSONValue.members([
        "type": "header",
        "parameters": .array([.members(["type": "image", "image": .members(["id": "2762702990552401"])])]),
    ])

    fileprivate static let urlButton = JSONValue.members([
        "type": "button", "sub_type": "url", "index": "0",
        "parameters": .array([.members(["type": "text", "text": "8f3a"])]),
    ])

    fileprivate static let named = body(
        ["client_name", "service", "when"].map { text("слово").with("parameter_name", .string($0)) })

    fileprivate static func quickReply(_ index: Int, payload: String) -> JSONValue {
        .members([
            "type": "button", "sub_type": "quick_reply", "index": .string("\(index)"),
            "parameters": .array([.members(["type": "payload", "payload": .string(payload)])]),
        ])
    }
}

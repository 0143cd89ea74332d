import JSON
import StandIn
import Testing

@Suite("Webhooks have the documented shapes")
struct WebhookTests {
    // MARK: Messages

    struct WrittenCase: CustomTestStringConvertible, Sendable {
        var sample: String
        var message: CustomerMessage
        var testDescription: String { sample }
    }

    @Test(
        "what a person sends",
        arguments: [
            WrittenCase(sample: "in-text", message: .text("Здравствуйте! Хочу записаться 💅")),
            WrittenCase(sample: "in-image", message: .media(kind: "image", caption: "Хочу такой дизайн")),
            WrittenCase(sample: "in-audio-voice", message: .media(kind: "audio", caption: nil)),
            WrittenCase(sample: "in-video", message: .media(kind: "video", caption: "Вот")),
            WrittenCase(sample: "in-document", message: .media(kind: "document", caption: "Справка")),
            WrittenCase(sample: "in-sticker", message: .media(kind: "sticker", caption: nil)),
        ])
    func written(_ item: WrittenCase) throws {
        var bench = Bench()
        let id = try bench.write(item.message)
        let body = try #require(try bench.pass(0).first)
        let sample = try Samples.json(item.sample)
        #expect(outline(body) == outline(sample))
        #expect(body.message?["id"]?.string == id)
        #expect(body.message?["timestamp"]?.string == "1795251600")
        #expect(body.value?["metadata"] == sample.value?["metadata"])
    }

    @Test("a location, with a name and without")
    func location() throws {
        var bench = Bench()
        _ = try bench.write(.location(latitude: 43.238949, longitude: 76.889709, name: "Дом"))
        let message = try #require(try bench.pass(0).first?.message)
        #expect(
            message["location"] == [
                "latitude": .number(try #require(JSONNumber(43.238949))),
                "longitude": .number(try #require(JSONNumber(76.889709))), "name": "Дом",
            ])
        #expect(throws: ControlError.self) {
            var bench = Bench()
            _ = try bench.write(.location(latitude: 91, longitude: 0, name: nil))
        }
    }

    @Test(
        "who it is from, in all three shapes",
        arguments: [
            ("in-text", Faults.Identity.full), ("in-text-before-bsuid", .before2026),
        ])
    func identities(sample: String, identity: Faults.Identity) throws {
        var bench = Bench()
        bench.network.faults.webhooks.identity = identity
        _ = try bench.write()
        #expect(outline(try #require(try bench.pass(0).first)) == outline(try Samples.json(sample)))
    }

    @Test("a person with a username shows no number, and is reached by the id alone")
    func withoutPhone() throws {
        var bench = Bench()
        var maria = Customer(waID: "77050000001", name: "Мария")
        maria.username = "masha_beauty"
        maria.hidesPhone = true
        bench.network.setCustomer(maria)
        _ = try bench.write(from: maria.waID)
        let body = try #require(try bench.pass(0).first)
        #expect(outline(body) == outline(try Samples.json("in-text-bsuid-no-phone")))
        let userID = try #require(body.message?["from_user_id"])
        #expect(userID.string?.hasPrefix("KZ.") == true)

        let request = try Samples.json("rq-text-to-bsuid").with("recipient", userID)
        let reply = bench.post(request)
        #expect(reply.body?["contacts"]?[0]?["user_id"] == userID)
        let report = try #require(try bench.pass(5_000).first?.report)
        #expect(report["recipient_user_id"] == userID)
        #expect(report["recipient_id"] == nil)
        // Another salon knows the same person under another id.
        _ = try bench.write(from: maria.waID, to: Samples.second)
        #expect(try bench.pass(0).last?.message?["from_user_id"] != userID)
    }

    @Test("a tap on a button, a row and a template's quick reply")
    func taps() throws {
        var bench = Bench()
        _ = try bench.write()
        let buttons = try #require(bench.post(try Samples.json("rq-buttons")).id)
        let list = try #require(bench.post(try Samples.json("rq-list")).id)
        let template = try #require(bench.post(try Samples.json("rq-template-named-params")).id)
        // What the phone does not show yet cannot be tapped.
        #expect(throws: ControlError.unknownMessage(buttons)) {
            try bench.write(.tap(messageID: buttons, choiceID: "bk:confirm:8f3a"))
        }
        _ = try bench.pass(5_000)
        for (id, choice, sample) in [
            (buttons, "bk:confirm:8f3a", "in-interactive-button-reply"),
            (list, "slot:1300", "in-interactive-list-reply"),
            (template, "cancel:8f3a", "in-button-template-quick-reply"),
        ] {
            // Tapped twice, as people do.
            for _ in 0..<2 {
                _ = try bench.write(.tap(messageID: id, choiceID: choice))
                let body = try #require(try bench.pass(0).first)
                #expect(outline(body) == outline(try Samples.json(sample)))
                #expect(body.message?["context"]?["id"]?.string == id)
            }
        }
        #expect(throws: ControlError.unknownChoice("bk:nothing")) {
            try bench.write(.tap(messageID: buttons, choiceID: "bk:nothing"))
        }
        // Another person's phone does not show it.
        #expect(throws: ControlError.unknownMessage(buttons)) {
            try bench.write(.tap(messageID: buttons, choiceID: "bk:confirm:8f3a"), from: Samples.erzhan)
        }
    }

    // MARK: Statuses

    private func statuses(_ bench: inout Bench) throws -> [JSONValue] {
        try bench.pass(5_000).filter { $0.report != nil }
    }

    @Test("sent, delivered, read, each with the callback and the price where it belongs")
    func readScript() throws {
        var bench = Bench()
        _ = try bench.write()
        _ = bench.send(callback: "outbox:01JD3ZK8W4")
        let bodies = try statuses(&bench)
        try #require(bodies.count == 3)
        for (body, sample) in zip(bodies, ["st-sent", "st-delivered", "st-read"]) {
            #expect(outline(body) == outline(try Samples.json(sample)))
            #expect(body.report?["biz_opaque_callback_data"] == "outbox:01JD3ZK8W4")
        }
        #expect(bodies[0].report?["pricing"]?["category"] == "service")
        #expect(bench.network.transcript(Samples.anna, at: nil).last?.isShown == true)
    }

    @Test("read alone when the chat is open")
    func readAtOnce() throws {
        var bench = Bench()
        var anna = Customer(waID: Samples.anna, name: "Анна")
        anna.script = .readAtOnce
        bench.network.setCustomer(anna)
        _ = try bench.write()
        _ = bench.send()
        let bodies = try statuses(&bench)
        #expect(bodies.compactMap { $0.report?["status"]?.string } == ["sent", "read"])
        #expect(outline(try #require(bodies.last)) == outline(try Samples.json("st-read-without-delivered")))
    }

    @Test(
        "other scripts report less",
        arguments: [
            (DeliveryScript.delivered, ["sent", "delivered"], true), (.sent, ["sent"], false), (.silence, [], true),
            (.failed(code: 131049), ["failed"], false),
        ])
    func scripts(script: DeliveryScript, reported: [String], shown: Bool) throws {
        var bench = Bench()
        var anna = Customer(waID: Samples.anna, name: "Анна")
        anna.script = script
        bench.network.setCustomer(anna)
        _ = try bench.write()
        _ = bench.send()
        #expect(try statuses(&bench).compactMap { $0.report?["status"]?.string } == reported)
        #expect(bench.network.transcript(Samples.anna, at: nil).last?.isShown == shown)
    }

    @Test("a reaction is reported as sent and no more")
    func reaction() throws {
        var bench = Bench()
        let id = try bench.write()
        let reaction = try Samples.json("rq-reaction")
        _ = bench.post(reaction.with("reaction", .members(["message_id": .string(id), "emoji": "❤️"])))
        #expect(try statuses(&bench).compactMap { $0.report?["status"]?.string } == ["sent"])
    }

    @Test("before April 2026 a status named the number only")
    func before2026() throws {
        var bench = Bench()
        bench.network.faults.webhooks.identity = .before2026
        _ = try bench.write()
        _ = bench.send()
        #expect(outline(try statuses(&bench)[0]) == outline(try Samples.json("st-sent-before-bsuid")))
    }

    @Test("the window closes 24 hours after the last message, to the millisecond; templates pass")
    func window() throws {
        var bench = Bench()
        _ = try bench.write()
        _ = try bench.pass(24 * 3_600_000)
        _ = bench.send()
        #expect(try statuses(&bench).count == 3)
        bench.now = 1_795_251_600_000 + 24 * 3_600_000 + 1
        _ = bench.send()
        let failed = try statuses(&bench)
        #expect(failed.count == 1)
        let sample = try Samples.json("st-failed-131047-window-closed")
        #expect(outline(failed[0]) == outline(sample))
        #expect(failed[0].report?["errors"] == sample.report?["errors"])
        _ = bench.post(try Samples.json("rq-template-named-params"))
        #expect(try statuses(&bench).compactMap { $0.report?["status"]?.string } == ["sent", "delivered", "read"])
        // A message of the other salon opens no window here.
        _ = try bench.write(to: Samples.second)
        _ = try bench.pass(0)
        _ = bench.send()
        #expect(try statuses(&bench)[0].report?["errors"]?[0]?["code"]?.integer == 131047)
    }

    @Test(
        "a failure after acceptance has the documented words",
        arguments: [
            ("st-failed-131026-undeliverable", 131026), ("st-failed-130472-experiment", 130472),
            ("st-failed-131049-marketing-cap", 131049), ("st-failed-131050-opted-out", 131050),
            ("st-failed-132015-template-paused", 132015),
        ])
    func failures(sample: String, code: Int) throws {
        var settings = Samples.settings()
        if code == 131026 { settings.undeliverable = [Samples.anna] }
        var bench = Bench(settings)
        if code != 131026 {
            var anna = Customer(waID: Samples.anna, name: "Анна")
            anna.script = .failed(code: code)
            bench.network.setCustomer(anna)
        }
        _ = try bench.write()
        #expect(bench.send() != nil)
        let failed = try statuses(&bench)
        #expect(failed.count == 1)
        let expected = try Samples.json(sample)
        #expect(outline(failed[0]) == outline(expected))
        #expect(failed[0].report?["errors"] == expected.report?["errors"])
    }

    @Test("a template that changes its state is told to the app")
    func template() throws {
        var bench = Bench()
        try bench.network.setTemplate("booking_reminder", language: "ru", .paused, now: bench.now)
        let body = try #require(try bench.pass(0).first)
        #expect(body["entry"]?[0]?["changes"]?[0]?["field"] == "message_template_status_update")
        #expect(outline(body) == outline(try JSONValue(parsing: Samples.bytes("wire/template-approved.raw.json"))))
        #expect(bench.post(try Samples.json("rq-template-named-params")).code == 132015)
    }

    // MARK: Signature and batches

    @Test(
        "the signature is over exactly these bytes",
        arguments: [
            "text-cyrillic", "image-url-slashes", "two-tenants",
            "status-failed", "template-approved",
        ])
    func signature(name: String) throws {
        let vectors = try JSONValue(parsing: Samples.bytes("wire/signatures.json"))
        let expected = try #require(vectors["files"]?["\(name).raw.json"]?.string)
        #expect(
            WebhookSignature.header(body: try Samples.bytes("wire/\(name).raw.json"), secret: Samples.secret)
                == expected)
    }

    @Test("bodies are written as Meta writes them: escaped, and signed as written")
    func wire() throws {
        var bench = Bench()
        _ = try bench.write(.text("Да / нет 💅"))
        let webhook = try #require(bench.network.takeDeliveries(now: bench.now, room: 1).first)
        let text = String(decoding: webhook.body, as: UTF8.self)
        #expect(text.contains(#""body":"\u0414\u0430 \/ \u043d\u0435\u0442 \ud83d\udc85""#))
        #expect(webhook.body.allSatisfy { $0 < 0x80 })
        #expect(webhook.signature == WebhookSignature.header(body: webhook.body, secret: Samples.secret))
    }

    @Test("a batch shares entry, change and contact; split, each update has its own entry")
    func batches() throws {
        for (split, sample) in [(false, "in-batch-two-messages-one-change"), (true, "")] {
            var bench = Bench()
            bench.network.faults.webhooks.batch = 2
            bench.network.faults.webhooks.split = split
            _ = try bench.write(.text("Здравствуйте"))
            #expect(try bench.pass(0).isEmpty, "a batch waits for its second update")
            _ = try bench.write(.text("можно на субботу?"))
            let body = try #require(try bench.pass(0).first)
            if split {
                #expect(body["entry"]?.array?.count == 2)
            } else {
                #expect(outline(body) == outline(try Samples.json(sample)))
            }
            _ = try bench.write()
            #expect(try bench.pass(200).count == 1, "it waits no longer than told")
        }
    }

    @Test("updates of two salons in one POST stand in two entries")
    func twoTenants() throws {
        var bench = Bench()
        bench.network.faults.webhooks.batch = 2
        _ = try bench.write()
        _ = try bench.write(from: Samples.erzhan, to: Samples.second)
        let body = try #require(try bench.pass(0).first)
        #expect(body["entry"]?.array?.map { $0["id"]?.string } == [Samples.lilia.wabaID, Samples.second.wabaID])
        let sample = try Samples.json("in-batch-two-tenants")
        #expect(outline(try #require(body["entry"]?[0])) == outline(try #require(sample["entry"]?[0])))
    }

    // MARK: Delivery

    @Test("what is refused is repeated at once, then with growing gaps, and dropped after seven days")
    func repeats() throws {
        var bench = Bench()
        let id = try bench.write()
        #expect(try bench.pass(0, status: 500).count == 1)
        #expect(try bench.pass(0, status: nil).count == 1)
        #expect(try bench.pass(9_999).isEmpty)
        #expect(try bench.pass(1, status: 401).count == 1)
        #expect(try bench.pass(29_999).isEmpty)
        #expect(try bench.pass(1).count == 1)
        let record = try #require(bench.network.deliveries().first)
        #expect(record.updates == [id])
        #expect(record.attempts.map(\.status) == [500, nil, 401, 200])
        #expect(record.isAcknowledged)
        #expect(bench.network.isIdle)

        _ = try bench.write()
        var gaps: [Int64] = []
        var last = bench.now
        while !bench.network.isIdle {
            if try !bench.pass(10_000, status: 503).isEmpty {
                gaps.append(bench.now - last)
                last = bench.now
            }
        }
        #expect(gaps == gaps.sorted(), "gaps grow: \(gaps)")
        let dropped = try #require(bench.network.deliveries().last)
        #expect(dropped.isDropped && !dropped.isAcknowledged)
        let days = Double(try #require(dropped.attempts.last).at - dropped.attempts[0].at) / 86_400_000
        #expect(days > 6 && days <= 7)
    }

    @Test("the second tick of a person's message is the server's acknowledgement")
    func ticks() throws {
        var bench = Bench()
        _ = try bench.write()
        _ = try bench.pass(0, status: 500)
        #expect(bench.network.transcript(Samples.anna, at: nil)[0].state == .accepted)
        _ = try bench.pass(0)
        #expect(bench.network.transcript(Samples.anna, at: nil)[0].state == .delivered)
    }

    @Test("duplicates, a delay, wrong signatures and overtaking, each when asked for")
    func faults() throws {
        var bench = Bench()
        bench.network.faults.webhooks.duplicates = 2
        let id = try bench.write()
        let copies = try bench.pass(0)
        #expect(copies.map { $0.message?["id"]?.string } == [id, id, id])
        #expect(bench.network.deliveries().map(\.copyOf) == [nil, 0, 0])

        bench = Bench()
        bench.network.faults.webhooks.delayMilliseconds = 3_000
        _ = try bench.write()
        #expect(try bench.pass(2_999).isEmpty)
        #expect(try bench.pass(1).count == 1)

        bench = Bench()
        bench.network.faults.webhooks.wrongSignatures = 1
        _ = try bench.write()
        let wrong = try #require(bench.network.takeDeliveries(now: bench.now, room: 1).first)
        #expect(wrong.signature != WebhookSignature.header(body: wrong.body, secret: Samples.secret))
        bench.network.finish(wrong, status: 401, now: bench.now)
        let right = try #require(bench.network.takeDeliveries(now: bench.now, room: 1).first)
        #expect(right.signature == WebhookSignature.header(body: right.body, secret: Samples.secret))

        bench = Bench()
        bench.network.faults.webhooks.reorderMilliseconds = 100
        let first = try bench.write(.text("1"))
        let second = try bench.write(.text("2"))
        #expect(try bench.pass(0).map { $0.message?["id"]?.string } == [second])
        #expect(try bench.pass(100).map { $0.message?["id"]?.string } == [first])
    }

    @Test("one person's updates wait for each other, other people's do not")
    func lanes() throws {
        var bench = Bench()
        let first = try bench.write(.text("1"))
        let second = try bench.write(.text("2"))
        let other = try bench.write(from: Samples.erzhan)
        let flying = bench.network.takeDeliveries(now: bench.now, room: 8)
        let ids = try flying.map { try JSONValue(parsing: $0.body).message?["id"]?.string }
        #expect(ids == [first, other])
        bench.network.finish(flying[0], status: 200, now: bench.now)
        #expect(try bench.pass(0).map { $0.message?["id"]?.string } == [second])
    }

    @Test("a clock that goes back takes the plans with it")
    func clockBack() throws {
        var bench = Bench()
        _ = try bench.write()
        _ = try bench.pass(0)
        _ = bench.send()
        bench.now -= 30 * 86_400_000
        #expect(try bench.pass(0).isEmpty)
        #expect(try bench.pass(5_000).count == 3)
    }

    // MARK: Records

    @Test("a lost answer leaves a message that was accepted and shown once")
    func lostAnswer() throws {
        var bench = Bench()
        _ = try bench.write()
        bench.network.faults.sends = [.init(.closeAfterAccepting), .init(.closeBeforeAccepting)]
        #expect(bench.post(textBody("Да", to: Samples.anna, callback: "outbox:1")) == .close)
        #expect(bench.post(textBody("Да", to: Samples.anna, callback: "outbox:2")) == .close)
        #expect(bench.send(callback: "outbox:3") != nil)
        #expect(bench.send(callback: "outbox:3") != nil)
        _ = try bench.pass(5_000)
        #expect(
            bench.network.callbackCounts() == [
                "outbox:1": CallbackCount(accepted: 1, shown: 1), "outbox:3": CallbackCount(accepted: 2, shown: 2),
            ])
    }

    @Test("a fault for one person or number leaves others alone, and wears out")
    func chosenFaults() throws {
        var bench = Bench()
        bench.network.faults.sends = [
            .init(.html(status: 502), times: 2, waID: Samples.erzhan),
            .init(.timeout, holdMilliseconds: 5, phoneNumberID: Samples.second.phoneNumberID),
        ]
        #expect(bench.send() != nil)
        let toErzhan = textBody("Да", to: Samples.erzhan)
        #expect(bench.post(toErzhan) == .html(status: 502))
        #expect(bench.post(toErzhan, number: Samples.second) == .html(status: 502))
        #expect(bench.post(toErzhan, number: Samples.second) == .hang(milliseconds: 5))
        #expect(bench.post(toErzhan, number: Samples.second).id != nil)
        #expect(bench.network.faults == Faults())
    }

    @Test("chats come back from a snapshot: taps of before work, the window stays open")
    func snapshot() throws {
        var bench = Bench()
        _ = try bench.write()
        let buttons = try #require(bench.post(try Samples.json("rq-buttons")).id)
        _ = try bench.pass(5_000)
        let saved = bench.network.snapshot().bytes()
        var settings = Samples.settings()
        settings.run = 8
        var restarted = Bench(settings)
        restarted.now = bench.now + 1000
        try restarted.network.restore(saved)
        #expect(restarted.network.snapshot() == bench.network.snapshot())
        let tap = try restarted.write(.tap(messageID: buttons, choiceID: "bk:move:8f3a"))
        #expect(bench.network.transcript(Samples.anna, at: nil).allSatisfy { $0.id != tap })
        _ = restarted.send()
        #expect(try statuses(&restarted).count == 3)
        #expect(throws: ControlError.self) { try restarted.network.restore(Array("{}".utf8)) }
    }
}

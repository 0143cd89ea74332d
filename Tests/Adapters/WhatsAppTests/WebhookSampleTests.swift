import CivilTime
import Conversations
import JSON
import Testing
import WhatsApp

/// Every inbound sample through the decoder: each says what it is, and nothing of it is lost.
@Suite("Webhook samples")
struct WebhookSampleTests {
    static let phone = "77051234567"
    static let userID = "KZ.13491208655302741918"

    /// What the first element of a sample becomes. A sample that is missing here fails the test that looks for it.
    static let expected: [String: InboundContent] = [
        "in-text.json": .text("Здравствуйте! Хочу записаться на маникюр завтра после 18:00 💅"),
        "in-text-before-bsuid.json": .text("Есть окошко на сегодня?"),
        "in-text-bsuid-no-phone.json": .text("Добрый день, сколько стоит стрижка?"),
        "in-text-reply-context.json": .text("Да, подходит"),
        "in-text-forwarded.json": .text("Рекомендую этот салон!"),
        "in-interactive-button-reply.json": .tap(id: "bk:confirm:8f3a", title: "Подтвердить"),
        "in-interactive-list-reply.json": .tap(id: "slot:2026-11-21T18:30", title: "18:30, мастер Ольга"),
        "in-interactive-flow-nfm-reply.json": .media(kind: "form", id: ""),
        "in-button-template-quick-reply.json": .tap(id: "cancel:8f3a", title: "Отменить запись"),
        "in-image.json": .media(kind: "image", id: "1003383421387256"),
        "in-audio-voice.json": .media(kind: "audio", id: "1908647269898587"),
        "in-video.json": .media(kind: "video", id: "731675419373506"),
        "in-document.json": .media(kind: "document", id: "1376223850470843"),
        "in-sticker.json": .media(kind: "sticker", id: "1908647269898599"), "in-location.json": .media(kind: "location", id: ""),
        "in-location-after-request.json": .media(kind: "location", id: ""),
        "in-contacts.json": .media(kind: "contacts", id: ""),
        "in-order.json": .media(kind: "order", id: ""), "in-reaction.json": .notice(kind: "reaction"),
        "in-reaction-removed.json": .notice(kind: "reaction"),
        "in-system-user-changed-number.json": .notice(kind: "system"),
        "in-system-user-changed-user-id.json": .notice(kind: "system"),
        "in-system-identity-changed.json": .notice(kind: "system"),
        "in-unsupported-edit.json": .notice(kind: "unsupported"), "in-edit.json": .notice(kind: "edit"),
        "in-revoke.json": .notice(kind: "revoke"), "in-batch-two-messages-one-change.json": .text("Здравствуйте"),
        "in-batch-two-tenants.json": .text("Запишите меня к Ольге"),
    ]

    /// Texts whose words are read from the sample, for what matters there is something else.
    static let anyText: Set = [
        "in-text-referred-product.json", "in-text-referral-ctwa.json", "in-text-identity-hash.json",
    ]

    @Test("the corpus is there")
    func corpus() {
        #expect(Corpus.samples("in-").count == 32)
        #expect(Corpus.samples("st-").count == 15)
        #expect(Corpus.samples("ac-").count == 22)
    }

    /// Elements of a sample by the plain reading of its tree, to compare the decoder's count with.
    private func elements(_ bytes: [UInt8]) throws -> Int {
        var count = 0
        for entry in try #require(try JSONValue(parsing: bytes)["entry"]?.array) {
            for change in try #require(entry["changes"]?.array) {
                let lists = ["messages", "statuses", "errors"].compactMap { change["value"]?[$0]?.array?.count }
                count += change["field"]?.string == "messages" ? lists.reduce(0, +) : 1
            }
        }
        return count
    }

    @Test("nothing is lost", arguments: Corpus.samples("in-", "st-", "ac-"))
    func whole(name: String) throws {
        let bytes = try Corpus.sample(name)
        let batch = try WebhookDecoder.decode(bytes)
        #expect(batch.messages.count + batch.reports.count + batch.others.count == (try elements(bytes)))
        // Each keeps its own part of the text as it came.
        let text = String(decoding: bytes, as: UTF8.self)
        for raw in batch.messages.map(\.raw) + batch.others.map(\.raw) {
            #expect(text.contains(String(decoding: raw, as: UTF8.self)))
            #expect(throws: Never.self) { try JSONDocument(parsing: raw) }
        }
        for message in batch.messages {
            #expect(try JSONValue(parsing: message.raw)["id"]?.string == message.providerID)
        }
    }

    @Test("an inbound sample decodes as its kind", arguments: Corpus.samples("in-"))
    func inbound(name: String) throws {
        let batch = try WebhookDecoder.decode(try Corpus.sample(name))
        guard name != "in-value-errors.json" else {
            #expect(batch.messages.isEmpty)
            #expect(batch.others.map(\.kind) == ["errors"])
            #expect(batch.others.first?.reason.contains("130429") == true)
            #expect(batch.others.first?.account == "400200300400501")
            return
        }
        let first = try #require(batch.messages.first)
        #expect(batch.others.isEmpty)
        #expect(first.account == "400200300400501")
        #expect(first.providerID.hasPrefix("wamid."))
        #expect(first.sentAt == Instant(seconds: 1_795_251_600))
        if Self.anyText.contains(name) {
            guard case .text(let body) = first.content else {
                Issue.record("\(first.content) is no text")
                return
            }
            #expect(!body.isEmpty)
        } else {
            #expect(first.content == Self.expected[name])
        }
    }

    @Test(
        "the sender is found by what there is",
        arguments: [
            ("in-text.json", Sender(userID: userID, phone: phone, name: "Анна Петрова")),
            ("in-text-before-bsuid.json", Sender(userID: nil, phone: phone, name: "Анна Петрова")),
            ("in-text-bsuid-no-phone.json", Sender(userID: userID, phone: nil, name: "Мария")),
            ("in-system-user-changed-number.json", Sender(userID: nil, phone: phone, name: nil)),
            // Its message names the phone only; the contact of that phone names the user id.
            ("in-system-identity-changed.json", Sender(userID: userID, phone: phone, name: "Анна Петрова")),
        ])
    func senders(name: String, sender: Sender) throws {
        #expect(try WebhookDecoder.decode(try Corpus.sample(name)).messages.first?.sender == sender)
    }

    @Test("two salons in one body stay two")
    func tenants() throws {
        let batch = try WebhookDecoder.decode(try Corpus.sample("in-batch-two-tenants.json"))
        #expect(batch.messages.map(\.account) == ["400200300400501", "400200300400502"])
        #expect(batch.reports.map(\.account) == ["400200300400502"])
        #expect(batch.messages.map(\.sender.name) == ["Анна Петрова", "Ержан"])
    }

    static let statuses: [String: [DeliveryStatus]] = [
        "st-batch-out-of-order.json": [.read, .sent, .delivered], "st-delivered.json": [.delivered],
        "st-played-voice.json": [.played], "st-read.json": [.read], "st-read-without-delivered.json": [.read],
        "st-sent.json": [.sent], "st-sent-before-bsuid.json": [.sent], "st-sent-free-entry-point.json": [.sent],
    ]

    @Test("a status sample reports what became of a message", arguments: Corpus.samples("st-"))
    func statuses(name: String) throws {
        let batch = try WebhookDecoder.decode(try Corpus.sample(name))
        #expect(batch.reports.map(\.status) == Self.statuses[name] ?? [.failed])
        #expect(batch.reports.allSatisfy { $0.account == "400200300400501" && $0.providerID.hasPrefix("wamid.") })
        #expect(batch.reports.allSatisfy { $0.at >= Instant(seconds: 1_795_251_600) })
        if name.hasPrefix("st-failed-") {
            let code = try #require(name.split(separator: "-")[2].description as String?)
            #expect(batch.reports.first?.errorCode == Int(code))
            #expect(batch.reports.first?.errorText?.isEmpty == false)
        } else {
            #expect(batch.reports.allSatisfy { $0.errorCode == nil && $0.errorText == nil })
        }
        let callbacks: Set = ["st-sent.json", "st-delivered.json", "st-read.json"]
        #expect(batch.reports.first?.callback == (callbacks.contains(name) ? "outbox:01JD3ZK8W4" : nil))
    }

    @Test("a failure's words are its title and, where they add something, its details")
    func errorWords() throws {
        let failed = try WebhookDecoder.decode(try Corpus.sample("st-failed-131047-window-closed.json")).reports[0]
        #expect(
            failed.errorText == "Re-engagement message: Message failed to send because more than 24 hours have passed "
                + "since the customer last replied to this number.")
    }

    @Test("an account's event is kept under its field", arguments: Corpus.samples("ac-"))
    func accounts(name: String) throws {
        let bytes = try Corpus.sample(name)
        let batch = try WebhookDecoder.decode(bytes)
        let change = try #require(try JSONValue(parsing: bytes)["entry"]?[0]?["changes"]?[0])
        #expect(batch.others.map(\.kind) == [change["field"]?.string])
        #expect(try JSONValue(parsing: batch.others[0].raw) == change)
        let number: Set = [
            "ac-user-id-update.json", "ac-user-preferences-resume.json", "ac-user-preferences-stop.json",
        ]
        #expect(batch.others[0].account == (number.contains(name) ? "400200300400501" : "300100200300401"))
    }

    @Test("the wire's own spelling decodes to the same words")
    func wire() throws {
        let escaped = try WebhookDecoder.decode(try Corpus.bytes("whatsapp-payloads/wire/text-cyrillic.raw.json"))
        let plain = try JSONValue(parsing: try Corpus.bytes("whatsapp-payloads/wire/text-cyrillic.raw.json"))
        let message = try #require(plain["entry"]?[0]?["changes"]?[0]?["value"]?["messages"]?[0])
        #expect(escaped.messages.first?.content == .text(try #require(message["text"]?["body"]?.string)))
        #expect(escaped.messages.first.map { String(decoding: $0.raw, as: UTF8.self).contains(#"\u04"#) } == true)
        for name in ["image-url-slashes", "status-failed", "template-approved", "two-tenants"] {
            let batch = try WebhookDecoder.decode(try Corpus.bytes("whatsapp-payloads/wire/\(name).raw.json"))
            #expect(batch.messages.count + batch.reports.count + batch.others.count > 0)
        }
    }
}

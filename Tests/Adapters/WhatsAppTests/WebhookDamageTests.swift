import Conversations
import JSON
import Testing
import WhatsApp

/// What is wrong with one element stays with it; what is wrong with the whole is said as a whole.
@Suite("Webhooks that are not as they should be")
struct WebhookDamageTests {
    private func decode(_ text: String) throws(WebhookError) -> InboundBatch {
        try WebhookDecoder.decode(Array(text.utf8))
    }

    @Test("a body that is no webhook is a typed error")
    func envelopes() {
        #expect(throws: WebhookError.notAnObject) { try decode("[]") }
        #expect(throws: WebhookError.notAnObject) { try decode("null") }
        #expect(throws: WebhookError.wrongObject(nil)) { try decode("{}") }
        #expect(throws: WebhookError.wrongObject(nil)) { try decode(#"{"object":1,"entry":[]}"#) }
        #expect(throws: WebhookError.wrongObject("page")) { try decode(#"{"object":"page","entry":[]}"#) }
        for text in ["", "{", "<html>", #"{"object":"whatsapp_business_account","entry":["#] {
            let error = #expect(throws: WebhookError.self) { try decode(text) }
            guard case .notJSON = error else {
                Issue.record("\(String(describing: error)) for \(text)")
                continue
            }
        }
    }

    @Test("depth and size are bounded")
    func bounds() {
        let deep = #"{"object":"whatsapp_business_account","x":"# + String(repeating: "[", count: 40)
        let error = #expect(throws: WebhookError.self) { try decode(deep) }
        guard case .notJSON(let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.reason == .tooDeep(limit: 32))
        let long = [UInt8](repeating: 0x20, count: 3_145_729)
        let tooLong = #expect(throws: WebhookError.self) { try WebhookDecoder.decode(long) }
        guard case .notJSON(let reason)? = tooLong else {
            Issue.record("\(String(describing: tooLong))")
            return
        }
        #expect(reason.reason == .tooLarge(limit: 3_145_728))
    }

    @Test("no entries is an empty batch; entries of another form are kept")
    func entries() throws {
        #expect(
            try decode(#"{"object":"whatsapp_business_account","entry":[]}"#)
                == InboundBatch(messages: [], reports: [], others: []))
        let batches = try [
            decode(#"{"object":"whatsapp_business_account"}"#),
            decode(#"{"object":"whatsapp_business_account","entry":{}}"#),
            decode(#"{"object":"whatsapp_business_account","entry":[7]}"#),
            decode(#"{"object":"whatsapp_business_account","entry":[{"id":"1"}]}"#),
            decode(#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[null]}]}"#),
            decode(#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"value":{}}]}]}"#),
            decode(#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages"}]}]}"#),
            decode(
                #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":["#
                    + #"{"field":"messages","value":{"new":[1]}}]}]}"#
            ),
        ]
        #expect(batches.map(\.others.count) == Array(repeating: 1, count: batches.count))
        #expect(batches.allSatisfy { $0.messages.isEmpty && $0.reports.isEmpty })
        #expect(
            batches.map { $0.others[0].kind } == [
                "entry", "entry", "entry", "entry", "change", "change", "messages", "messages",
            ])
    }

    private static let number = #""metadata":{"phone_number_id":"400"}"#

    private func messages(_ elements: String, metadata: String = number, more: String = "") throws -> InboundBatch {
        let fields = [metadata, #""messages":[\#(elements)]"#, more].filter { !$0.isEmpty }.joined(separator: ",")
        return try decode(
            #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":["#
                + #"{"field":"messages","value":{\#(fields)}}]}]}"#
        )
    }

    private static let good = #"{"id":"good","from":"77000000001","timestamp":"1","type":"text","text":{"body":"да"}}"#

    private static let long = String(repeating: "w", count: 257)

    static let bad: [(String, String)] = [
        ("7", "no object"),
        (#"{"from":"77","timestamp":"1","type":"text","text":{"body":"x"}}"#, "no “id”"),
        (#"{"id":"","from":"77","timestamp":"1","type":"text","text":{"body":"x"}}"#, "no “id”"),
        (#"{"id":7,"from":"77","timestamp":"1","type":"text","text":{"body":"x"}}"#, "no “id”"),
        (
            #"{"id":"\#(long)","from":"77","timestamp":"1","type":"text","text":{"body":"x"}}"#,
            "longer"
        ),
        (#"{"id":"a","from":"77","type":"text","text":{"body":"x"}}"#, "timestamp"),
        (#"{"id":"a","from":"77","timestamp":"soon","type":"text","text":{"body":"x"}}"#, "timestamp"),
        (#"{"id":"a","from":"77","timestamp":"99999999999999999999","type":"text","text":{"body":"x"}}"#, "timestamp"),
        (#"{"id":"a","from":"77","timestamp":"1"}"#, "“type”"),
        (#"{"id":"a","timestamp":"1","type":"text","text":{"body":"x"}}"#, "no sender"),
        (#"{"id":"a","from":"nobody","timestamp":"1","type":"text","text":{"body":"x"}}"#, "no sender"),
        (#"{"id":"a","from":"77","timestamp":"1","type":"text"}"#, "text.body"),
        (#"{"id":"a","from":"77","timestamp":"1","type":"text","text":{"body":null}}"#, "text.body"),
        (#"{"id":"a","from":"77","timestamp":"1","type":"interactive"}"#, "interactive.type"),
        (
            #"{"id":"a","from":"77","timestamp":"1","type":"interactive","interactive":{"type":"button_reply"}}"#,
            "no “id”"
        ),
        (#"{"id":"a","from":"77","timestamp":"1","type":"button","button":{}}"#, "neither"),
    ]

    @Test("a bad message is set aside with its reason and costs no other", arguments: bad)
    func badMessages(element: String, reason: String) throws {
        let batch = try messages("\(Self.good),\(element),\(Self.good)")
        #expect(batch.messages.map(\.providerID) == ["good", "good"])
        #expect(batch.others.count == 1)
        #expect(batch.others.first?.reason.contains(reason) == true, "\(batch.others.first?.reason ?? "")")
        #expect(batch.others.first?.account == "400")
        #expect(batch.others.first?.raw == Array(element.utf8))
    }

    @Test("without a number nobody knows whose it is")
    func noNumber() throws {
        let batch = try messages(Self.good, metadata: "")
        #expect(batch.messages.isEmpty)
        #expect(batch.others.map(\.kind) == ["text"])
        #expect(batch.others[0].account == nil)
    }

    static let tolerated: [(String, InboundContent)] = [
        (#""type":"text","text":{"body":""}"#, .text("")),
        (#""type":"hologram","hologram":{}"#, .notice(kind: "hologram")),
        (#""type":"image""#, .media(kind: "image", id: "")),
        (
            #""type":"interactive","interactive":{"type":"call_permission_reply"}"#,
            .notice(kind: "call_permission_reply")
        ),
        (
            #""type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"x"}}"#,
            .tap(id: "x", title: "")
        ),
        (#""type":"button","button":{"text":"Да"}"#, .tap(id: "Да", title: "Да")),
        (#""type":"button","button":{"payload":"p"}"#, .tap(id: "p", title: "p")),
        (#""group_id":"g","type":"text","text":{"body":"всем"}"#, .notice(kind: "group")),
        (#""type":"text","text":{"body":"נ\u202e\ud83d\ude00"}"#, .text("נ\u{202E}😀")),
    ]

    @Test("what is only unusual is understood", arguments: tolerated)
    func unusual(fields: String, content: InboundContent) throws {
        let batch = try messages(#"{"id":"a","from":"+77","timestamp":1,\#(fields)}"#)
        #expect(batch.messages.map(\.content) == [content])
        #expect(batch.messages.first?.sender.phone == "77")
        #expect(batch.others.isEmpty)
    }

    @Test("a long text is not cut")
    func longText() throws {
        let body = String(repeating: "Щ", count: 10_000)
        let batch = try messages(#"{"id":"a","from":"77","timestamp":"1","type":"text","text":{"body":"\#(body)"}}"#)
        #expect(batch.messages.first?.content == .text(body))
    }

    @Test("contacts are paired by identifier, few or many, and a wrong one lends no name")
    func pairing() throws {
        for size in [3, 500] {
            let contacts = (0..<size).reversed().map {
                #"{"wa_id":"7\#($0)","user_id":"KZ.\#($0)","profile":{"name":"n\#($0)"}}"#
            }
            let elements = (0..<size).map {
                #"{"id":"m\#($0)","from":"7\#($0)","timestamp":"1","type":"text","text":{"body":""}}"#
            }
            let stranger = #"{"id":"s","from":"99","timestamp":"1","type":"text","text":{"body":""}}"#
            let batch = try messages(
                (elements + [stranger]).joined(separator: ","),
                more: #""contacts":[\#(contacts.joined(separator: ","))]"#)
            #expect(batch.messages.map(\.sender.name) == (0..<size).map { "n\($0)" } + [nil])
            #expect(batch.messages.map(\.sender.userID) == (0..<size).map { "KZ.\($0)" } + [nil])
        }
    }

    static let badStatuses: [(String, String)] = [
        ("null", "no object"), (#"{"status":"sent","timestamp":"1"}"#, "no “id”"),
        (#"{"id":"a","timestamp":"1"}"#, "no “status”"),
        (#"{"id":"a","status":"teleported","timestamp":"1"}"#, "teleported"),
        (#"{"id":"a","status":"sent"}"#, "timestamp"),
    ]

    @Test("a bad status is set aside and costs no other", arguments: badStatuses)
    func badStatus(element: String, reason: String) throws {
        let good = #"{"id":"good","status":"failed","timestamp":"1"}"#
        let batch = try decode(
            #"{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"#
                + #"\#(Self.number),"statuses":[\#(good),\#(element)]}}]}]}"#
        )
        #expect(batch.reports.map(\.providerID) == ["good"])
        #expect(batch.reports.first?.errorCode == nil)
        #expect(batch.others.map(\.kind) == ["status"])
        #expect(batch.others.first?.reason.contains(reason) == true)
    }

    @Test(
        "no mutation of a sample crashes the decoder or makes elements vanish without a word", arguments: UInt64(1)...4)
    func mutations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let samples = try Corpus.samples("in-", "st-", "ac-").map { try Corpus.sample($0) }
        let splices: [UInt8] = Array("{}[]\",:0a \\".utf8) + [0, 0x80, 0xFF]
        var decoded = 0
        for _ in 0..<800 {
            var bytes = samples[Int.random(in: 0..<samples.count, using: &generator)]
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[place] = splices[Int.random(in: 0..<splices.count, using: &generator)]
                } else {
                    bytes.remove(at: place)
                }
            }
            if let batch = try? WebhookDecoder.decode(bytes) {
                decoded += 1
                #expect(batch.messages.count + batch.reports.count + batch.others.count > 0)
            }
        }
        #expect(decoded > 0)
    }
}

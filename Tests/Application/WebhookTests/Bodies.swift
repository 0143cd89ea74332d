import JSON

/// Deliveries made up by tests, in the shape of the samples.
enum Bodies {
    static func delivery(_ entries: [JSONValue]) -> [UInt8] {
        let root: JSONValue = ["object": "whatsapp_business_account", "entry": .array(entries)]
        return root.bytes()
    }

    static func entry(_ changes: [JSONValue]) -> JSONValue { ["id": "300100200300401", "changes": .array(changes)] }

    static func change(to account: String, messages: [JSONValue]) -> JSONValue {
        [
            "field": "messages",
            "value": [
                "messaging_product": "whatsapp", "metadata": ["phone_number_id": .string(account)],
                "messages": .array(messages),
            ],
        ]
    }

    static func text(_ id: String, _ text: String = "Привет", from phone: String = "77051234567") -> JSONValue {
        [
            "from": .string(phone), "id": .string(id), "timestamp": "1795251600", "type": "text",
            "text": ["body": .string(text)],
        ]
    }

    static func one(_ message: JSONValue, to account: String = WebhookStage.accounts[0]) -> [UInt8] {
        delivery([entry([change(to: account, messages: [message])])])
    }

    /// A delivery of one message, blown up by blanks between its tokens to exactly so many bytes.
    static func padded(_ id: String, to count: Int) -> [UInt8] {
        let body = one(text(id))
        return [body[0]] + Array(repeating: UInt8(ascii: " "), count: count - body.count) + body[1...]
    }
}

/// A small generator with a seed, so that a failure can be repeated (Steele, Lea and Flood's SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

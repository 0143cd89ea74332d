/// One person on the network, as all businesses see them.
package struct Customer: Hashable, Sendable {
    /// Digits with country code and no plus.
    package var waID: String
    /// The profile name: the person's own words, of any length.
    package var name: String
    package var username: String?
    /// The business sees no phone number, only the business-scoped id.
    package var hidesPhone = false
    package var script = DeliveryScript.read

    package init(waID: String, name: String) {
        self.waID = waID
        self.name = name
    }
}

/// What becomes of a message to a person, and which of it is reported.
package enum DeliveryScript: Hashable, Sendable {
    /// sent, delivered, read.
    case read
    /// sent, read: the chat is open on the phone (facts, section 8).
    case readAtOnce
    /// sent, delivered: receipts are switched off.
    case delivered
    /// sent and no more: the phone is off and shows nothing.
    case sent
    /// The phone shows the message, nothing is reported.
    case silence
    /// Accepted, then failed with this code.
    case failed(code: Int)
}

package struct ChatKey: Hashable, Sendable {
    /// Stands for the person behind a business-scoped id that was never given out.
    static let nobody = "nobody"

    package var phoneNumberID: String
    package var waID: String
}

package struct ChatEntry: Hashable, Sendable {
    package enum Author: String, Hashable, Sendable {
        case customer, business
    }

    /// How far a message has come, by the phone's ticks. For a customer's message `delivered` means that the webhook
    /// was acknowledged, and `read` that the business marked it.
    package enum State: String, Hashable, Sendable {
        case accepted, sent, delivered, read, failed
    }

    package var id: String
    package var author: Author
    /// Milliseconds since the epoch, by the stand-in's clock.
    package var at: Int64
    package var content: MessageContent
    package var state = State.accepted
    /// How often the phone showed it; more than once would be the same message twice.
    package var isShown = false
    package var failureCode: Int?
    package var callback: String?
    package var quoted: String?
    /// Grows with every change of the entry, so that a page can fetch what is new.
    package var revision = 0
}

struct Chat: Sendable {
    var entries: [ChatEntry] = []
    /// Opens the 24 hour window (facts, section 14).
    var lastInboundAt: Int64?
    var typingUntil: Int64?
    var pairRate = PairRate()

    func isWindowOpen(now: Int64) -> Bool {
        guard let lastInboundAt else { return false }
        return now - lastInboundAt <= 24 * 3_600_000
    }
}

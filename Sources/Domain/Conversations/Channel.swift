package import CivilTime

/// The port to messengers: what arrives and what leaves, in words that name no messenger (DESIGN, decision 7).

/// One message of a customer, as a channel adapter hands it over.
package struct InboundMessage: Hashable, Sendable {
    /// The channel's id of the salon's account that received it (WhatsApp: the phone number id).
    package var account: String
    /// The channel's id of this message, unique per account; deduplication hangs on it.
    package var providerID: String
    package var sender: Sender
    /// When the customer sent it, by the channel's clock.
    package var sentAt: Instant
    package var content: InboundContent
    /// The message as it came, byte for byte, for the record and for kinds we do not know yet.
    package var raw: [UInt8]

    package init(
        account: String, providerID: String, sender: Sender, sentAt: Instant, content: InboundContent, raw: [UInt8]
    ) {
        self.account = account
        self.providerID = providerID
        self.sender = sender
        self.sentAt = sentAt
        self.content = content
        self.raw = raw
    }
}

/// A customer as the channel knows them. At least one of `userID` and `phone` is there.
package struct Sender: Hashable, Sendable {
    /// The channel's own id of the person (WhatsApp: the business-scoped user id).
    package var userID: String?
    /// Digits with country code and no plus.
    package var phone: String?
    package var name: String?

    package init(userID: String?, phone: String?, name: String?) {
        self.userID = userID
        self.phone = phone
        self.name = name
    }

    /// The key under which messages of one person are put in order. Nil only for a message that names nobody.
    package var key: String? { userID ?? phone }
}

package enum InboundContent: Hashable, Sendable {
    case text(String)
    /// A tap on a button or a row: the id we gave it and the words that stood on it.
    case tap(id: String, title: String)
    /// Something that is no text, by kind: `image`, `audio`, `video`, `document`, `sticker`, `location`, `contacts`, …,
    /// with the channel's id of it, empty where it has none.
    case media(kind: String, id: String)
    /// Something that asks for no answer: a reaction, a notice of the channel, a kind we do not know.
    case notice(kind: String)
}

/// What became of a message we sent.
package struct DeliveryReport: Hashable, Sendable {
    package var account: String
    package var providerID: String
    /// The value we sent along, our own id of the message; it comes back even when the provider's id was never seen.
    package var callback: String?
    package var status: DeliveryStatus
    package var at: Instant
    /// The channel's error code and words, for `failed`.
    package var errorCode: Int?
    package var errorText: String?

    package init(
        account: String, providerID: String, callback: String?, status: DeliveryStatus, at: Instant, errorCode: Int?,
        errorText: String?
    ) {
        self.account = account
        self.providerID = providerID
        self.callback = callback
        self.status = status
        self.at = at
        self.errorCode = errorCode
        self.errorText = errorText
    }
}

/// Ranked: reports arrive in any order and a message only ever moves up (facts, section 8).
package enum DeliveryStatus: Int, Hashable, Comparable, Sendable {
    case sent = 1, failed = 2, delivered = 3, read = 4, played = 5

    package static func < (left: DeliveryStatus, right: DeliveryStatus) -> Bool { left.rawValue < right.rawValue }
}

/// What one webhook delivery brought: every element on its own, so that a failure in one does not lose the others.
package struct InboundBatch: Hashable, Sendable {
    package var messages: [InboundMessage]
    package var reports: [DeliveryReport]
    /// Everything else, kept whole: account notices, unknown fields, elements that miss what they must have.
    package var others: [OtherEvent]

    package init(messages: [InboundMessage], reports: [DeliveryReport], others: [OtherEvent]) {
        self.messages = messages
        self.reports = reports
        self.others = others
    }
}

package struct OtherEvent: Hashable, Sendable {
    /// The channel's account it names, if any.
    package var account: String?
    /// The channel's word for it: the webhook field, or the message type.
    package var kind: String
    /// Why it was set aside, for people who look into the dead letters.
    package var reason: String
    package var raw: [UInt8]

    package init(account: String?, kind: String, reason: String, raw: [UInt8]) {
        self.account = account
        self.kind = kind
        self.reason = reason
        self.raw = raw
    }
}

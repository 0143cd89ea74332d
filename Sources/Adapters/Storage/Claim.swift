package import CivilTime
package import Conversations
package import Salon

/// What a worker got to do, with all it needs to begin.
package struct Claim: Hashable, Sendable {
    /// The version that is live; nil when the salon has published nothing.
    package var liveVersion: Int?
    package var liveHash: [UInt8]?
    /// Against which a cached catalogue is held; 0 when the salon has none.
    package var catalogueRevision: Int64
    /// The latest record of a move of what is live: what is kept of plans holds until it changes. 0 before the first.
    package var lastMove: Int64
    /// The version on trial beside the live one, if there is one.
    package var canary: OpenCanary?
    /// In the order of their ids, which is the order they are locked in.
    package var conversations: [ClaimedConversation]
}

/// What a worker needs of the canary that is open.
package struct OpenCanary: Hashable, Sendable {
    package var id: Int64
    package var version: Int
    /// Percent of new talks.
    package var share: Int
}

package struct ClaimedConversation: Hashable, Sendable {
    package var id: ConversationID
    package var account: ChannelAccountID
    package var location: LocationID
    package var customer: CustomerID
    package var customerName: String?
    /// Digits with country code and no plus.
    package var customerPhone: String?
    package var optedOutAt: Instant?
    /// The interpreter's bytes and the version they belong to; nil before the first turn.
    package var state: [UInt8]?
    package var flowVersion: Int?
    /// The number of the last turn; 0 before the first.
    package var turnNumber: Int64
    /// The number of the turn that the open talk began with; nil while none is open.
    package var talk: Int64?
    package var wakeAt: Instant?
    /// Whether `wakeAt` has come. With messages waiting as well, these come first and may make the wake-up pointless.
    package var isWakeDue: Bool
    /// Whether its customer is to hear of a waitlist offer.
    package var hasWaitlistNews = false
    package var lastInboundAt: Instant?
    package var handedOffUntil: Instant?
    /// Waiting messages, oldest first.
    package var messages: [PendingMessage]
}

package struct PendingMessage: Hashable, Sendable {
    package var id: InboxID
    package var content: InboundContent
    package var sender: Sender
    package var providerID: String
    package var sentAt: Instant
    package var receivedAt: Instant
    /// How often its turn has failed already.
    package var attempts: Int
}

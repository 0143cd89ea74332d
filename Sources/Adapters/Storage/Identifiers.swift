package import Salon

/// A salon's account with a messenger (WhatsApp: one of its phone numbers), as the database numbers it.
package struct ChannelAccountID: Hashable, Sendable, Comparable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The talk of one customer with one channel account; it lasts as long as both do.
package struct ConversationID: Hashable, Sendable, Comparable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A message that came in.
package struct InboxID: Hashable, Sendable, Comparable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A message that goes out. It travels with the message as the callback value and comes back with every report.
package struct OutboxID: Hashable, Sendable, Comparable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    package var callback: String { String(number) }

    /// Nil for a value that is not one of ours: another program may send from the same account.
    package init?(callback: String) {
        guard let number = Int64(callback), number > 0, String(number) == callback else { return nil }
        self.number = number
    }
}

/// A channel account, found by what the channel calls it.
package struct ChannelRoute: Hashable, Sendable {
    package var tenant: TenantID
    package var account: ChannelAccountID
    package var location: LocationID

    package init(tenant: TenantID, account: ChannelAccountID, location: LocationID) {
        self.tenant = tenant
        self.account = account
        self.location = location
    }
}

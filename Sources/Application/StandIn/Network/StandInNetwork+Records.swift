/// A message the network accepted for sending.
package struct AcceptedMessage: Hashable, Sendable {
    package var phoneNumberID: String
    package var waID: String
    package var entry: ChatEntry
}

/// How often one message of the server was accepted and shown, found by its own id for it.
package struct CallbackCount: Hashable, Sendable {
    package var accepted = 0
    package var shown = 0

    package init(accepted: Int = 0, shown: Int = 0) {
        self.accepted = accepted
        self.shown = shown
    }
}

/// A chat as a page lists it.
package struct ChatSummary: Hashable, Sendable {
    package var key: ChatKey
    package var name: String
    package var last: ChatEntry?
}

extension StandInNetwork {
    /// Every message accepted, in order.
    package func acceptedMessages() -> [AcceptedMessage] {
        acceptedIDs.compactMap { id in
            guard let place = places[id], let entry = entry(id) else { return nil }
            return AcceptedMessage(phoneNumberID: place.chat.phoneNumberID, waID: place.chat.waID, entry: entry)
        }
    }

    /// By `biz_opaque_callback_data`: more than one of anything is a message sent twice.
    package func callbackCounts() -> [String: CallbackCount] {
        var counts: [String: CallbackCount] = [:]
        for message in acceptedMessages() {
            guard let callback = message.entry.callback else { continue }
            counts[callback, default: CallbackCount()].accepted += 1
            if message.entry.isShown { counts[callback, default: CallbackCount()].shown += 1 }
        }
        return counts
    }

    package func deliveries() -> [DeliveryRecord] { book.records }

    package func transcript(_ waID: String, at phoneNumberID: String?, after revision: Int = 0) -> [ChatEntry] {
        guard let number = number(phoneNumberID) else { return [] }
        let entries = chats[ChatKey(phoneNumberID: number.phoneNumberID, waID: waID)]?.entries ?? []
        return revision == 0 ? entries : entries.filter { $0.revision > revision }
    }

    package func isTyping(_ waID: String, at phoneNumberID: String?, now: Int64) -> Bool {
        guard let number = number(phoneNumberID) else { return false }
        return chats[ChatKey(phoneNumberID: number.phoneNumberID, waID: waID)]?.typingUntil ?? 0 > now
    }

    /// Everyone with a phone: those of the settings first, then those who wrote or were written to.
    package func people() -> [Customer] {
        let listed = settings.phones.compactMap { customers[$0.waID] }
        let names = Set(listed.map(\.waID))
        return listed + customers.values.filter { !names.contains($0.waID) }.sorted { $0.waID < $1.waID }
    }

    package mutating func setCustomer(_ customer: Customer) {
        customers[customer.waID] = customer
        changed.insert(customer.waID)
    }
}

internal import JSON

/// What the network does wrong on purpose. All fields at their defaults: nothing.
package struct Faults: Hashable, Sendable {
    /// Applied to sends in order; each wears out after its number of times.
    package var sends: [SendFault] = []
    package var webhooks = WebhookFaults()

    package init() {}

    package struct SendFault: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            /// The documented error of this code, nothing accepted.
            case error(code: Int)
            /// A page of HTML with this status, as the edge answers in trouble.
            case html(status: Int)
            /// Nothing is accepted and no answer comes.
            case timeout
            /// The message is accepted and no answer comes.
            case timeoutAfterAccepting
            /// The connection ends without an answer, nothing accepted.
            case closeBeforeAccepting
            /// The message is accepted and the connection ends without an answer: the answer is lost.
            case closeAfterAccepting
        }

        package var kind: Kind
        package var times: Int
        /// How long a timeout keeps the caller waiting before the connection is closed.
        package var holdMilliseconds: Int
        /// Only sends from this number; nil for all.
        package var phoneNumberID: String?
        /// Only sends to this wa_id; nil for all.
        package var waID: String?

        package init(
            _ kind: Kind, times: Int = 1, holdMilliseconds: Int = 60_000, phoneNumberID: String? = nil,
            waID: String? = nil
        ) {
            self.kind = kind
            self.times = times
            self.holdMilliseconds = holdMilliseconds
            self.phoneNumberID = phoneNumberID
            self.waID = waID
        }
    }

    package struct WebhookFaults: Hashable, Sendable {
        /// Further copies of every delivery.
        package var duplicates = 0
        package var delayMilliseconds: Int64 = 0
        /// Every second update comes this much later than it should, so that later ones overtake it.
        package var reorderMilliseconds: Int64 = 0
        /// This many attempts are signed with another secret; their repeats are signed right.
        package var wrongSignatures = 0
        /// Updates in one POST, at most 1000.
        package var batch = 1
        /// How long a batch waits to become full.
        package var batchWaitMilliseconds: Int64 = 200
        /// In a batch each update gets an entry of its own instead of sharing entry, change and contacts.
        package var split = false
        package var identity = Identity.full

        package init() {}
    }

    /// How a customer is named in webhooks.
    package enum Identity: String, CaseIterable, Hashable, Sendable {
        case full
        /// Only the business-scoped id, as for people with a username whom the business does not know.
        case withoutPhone = "without_phone"
        /// The shape of before April 2026: phone number only.
        case before2026 = "before_2026"
    }

    /// Takes the first fault that fits a send, using up one of its times.
    mutating func takeSendFault(phoneNumberID: String, waID: String?) -> SendFault? {
        let index = sends.firstIndex { fault in
            (fault.phoneNumberID == nil || fault.phoneNumberID == phoneNumberID)
                && (fault.waID == nil || fault.waID == waID)
        }
        guard let index else { return nil }
        let fault = sends[index]
        sends[index].times -= 1
        if sends[index].times <= 0 { sends.remove(at: index) }
        return fault
    }
}

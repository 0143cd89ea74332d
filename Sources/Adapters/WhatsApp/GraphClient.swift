package import HTTPTransfer
internal import JSON

/// A salon's number as the API addresses it.
package struct GraphAccount: Hashable, Sendable {
    package let phoneNumberID: String
    package let token: BearerToken

    package init(phoneNumberID: String, token: BearerToken) {
        self.phoneNumberID = phoneNumberID
        self.token = token
    }
}

/// What became of one POST.
package enum SendResult: Hashable, Sendable {
    /// Meta took it and gave it an id; whether it arrives, its statuses tell.
    case accepted(Acceptance)
    /// Meta refused it: it was not sent, and `retry` says whether sending it again can help.
    case refused(GraphError)
    /// It never reached Meta; it may be sent again at any time.
    case notSent(TransferError)
    /// It may have been taken. The API knows no idempotency key, so it must not be sent again before a status under its
    /// callback, or the lack of one, has settled what happened.
    case unknown(reason: String)
}

package struct Acceptance: Hashable, Sendable {
    /// The wamid: it holds the customer's number, so it is personal data in logs.
    package let providerID: String
    /// The number WhatsApp knows the recipient by; may differ from the one sent to.
    package let phone: String?
    package let userID: String?
    /// For templates: `accepted`, `held_for_quality_assessment` or `paused`.
    package let messageStatus: String?

    package init(providerID: String, phone: String?, userID: String?, messageStatus: String?) {
        self.providerID = providerID
        self.phone = phone
        self.userID = userID
        self.messageStatus = messageStatus
    }
}

/// Sends requests to the Graph API and reads its answers.
package struct GraphClient: Sendable {
    package struct Configuration: Hashable, Sendable {
        /// Without a slash at the end.
        package var baseURL: String
        /// A version lives about two years; a dead one is served by another silently (facts, section 1).
        package var version: String
        package var limits: RequestLimits

        package init(
            baseURL: String = "https://graph.facebook.com", version: String = "v26.0",
            limits: RequestLimits = RequestLimits(responseBytes: 1 << 20)
        ) {
            self.baseURL = baseURL
            self.version = version
            self.limits = limits
        }
    }

    package typealias Transfer = @Sendable (Request) async throws(TransferError) -> Response

    private let configuration: Configuration
    private let transfer: Transfer

    /// - Parameter transfer: sends one request; `Client.send` in the program, a script in tests.
    package init(_ configuration: Configuration = Configuration(), transfer: @escaping Transfer) {
        self.configuration = configuration
        self.transfer = transfer
    }

    package init(_ configuration: Configuration = Configuration(), client: Client) {
        self.init(configuration) { request throws(TransferError) in try await client.send(request) }
    }

    /// Sends one message for a salon. Never throws and never sends twice.
    package func send(_ message: MessageRequest, from account: GraphAccount) async -> SendResult {
        guard !account.phoneNumberID.isEmpty, account.phoneNumberID.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            return .notSent(TransferError(.notSent, .invalidRequest, "the account's phone number id is no number"))
        }
        let request = Request(
            .post, "\(configuration.baseURL)/\(configuration.version)/\(account.phoneNumberID)/messages",
            headers: [Header("Content-Type", "application/json"), Header("Accept", "application/json")],
            bearerToken: account.token, body: message.body, limits: configuration.limits)
        do throws(TransferError) {
            return GraphAnswer.read(try await transfer(request))
        } catch {
            switch error.fate {
            case .notSent: return .notSent(error)
            case .unknown: return .unknown(reason: error.description)
            }
        }
    }
}

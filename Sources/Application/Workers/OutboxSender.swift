internal import CivilTime
package import Conversations
internal import FlowInterpreter
internal import HTTPTransfer
package import Logging
package import Postgres
package import Salon
internal import Storage
package import WhatsApp

/// Takes salons with due messages from the board and sends them: claimed and committed as `sending` before the first byte
/// leaves, then settled by what the channel answered (DESIGN, decision 6).
package struct OutboxSender: Sendable {
    /// Messages claimed at once; they are sent side by side.
    package static let messagesPerClaim = 32
    /// Attempts for errors that ask to wait a little (facts, section 12).
    package static let attempts = 5
    /// How long free words may follow the customer's last message: 24 hours less a minute's margin (facts, section 14).
    package static let windowSeconds = 24 * 3600 - 60
    /// Of a notice that goes out in a template, so that the whole stays within its limit.
    package static let noticeCharacters = 700

    private let pool: Pool
    private let outgoing: NewsBoard<TenantID>
    private let accounts: SendingAccounts
    private let client: GraphClient
    private let rate: SendRate
    private let clock: MovableClock
    /// Names this process on the rows it claims.
    private let claimant: String
    private let logger: Logger

    package init(
        pool: Pool, outgoing: NewsBoard<TenantID>, accounts: SendingAccounts, client: GraphClient, rate: SendRate,
        clock: MovableClock, claimant: String, logger: Logger
    ) {
        self.pool = pool
        self.outgoing = outgoing
        self.accounts = accounts
        self.client = client
        self.rate = rate
        self.clock = clock
        self.claimant = claimant
        self.logger = logger
    }

    /// Works until the board is closed; what was claimed is sent and settled.
    package func run() async {
        while let tenant = await outgoing.next() {
            do {
                if try await send(for: tenant) > 0 { outgoing.post([tenant]) }
            } catch {
                logger.error("sending failed", metadata: ["tenant": "\(tenant.number)", "error": "\(error)"])
            }
        }
    }

    /// Claims, sends and settles once; the number of messages that were claimed.
    package func send(for tenant: TenantID) async throws -> Int {
        let now = clock.now
        let claimed = try await pool.asTenant(tenant) { connection in
            let store = OutboxStore(connection)
            var claimed: [ClaimedMessage] = []
            for due in try store.dueAccounts(now: now) {
                claimed += try store.claim(
                    account: due.account, limit: Self.messagesPerClaim, claimant: claimant, now: now)
            }
            return claimed
        }
        if claimed.isEmpty { return 0 }
        let results = await withTaskGroup(of: Storage.SendResult.self) { group in
            for message in claimed { group.addTask { await send(message, of: tenant) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        try await settle(results, of: tenant)
        return claimed.count
    }

    /// What was sent must be known: the database gets several chances before the rows are left to be recovered as unknown.
    private func settle(_ results: [Storage.SendResult], of tenant: TenantID) async throws {
        var pause = Duration.milliseconds(50)
        while true {
            do {
                let now = clock.now
                return try await pool.asTenant(tenant) { connection in
                    try OutboxStore(connection).settle(results, now: now)
                }
            } catch {
                guard pause < .seconds(5) else { throw error }
                logger.warning("results of sending not stored yet", metadata: ["error": "\(error)"])
                try await Task.sleep(for: pause)
                pause *= 3
            }
        }
    }

    private func send(_ message: ClaimedMessage, of tenant: TenantID) async -> Storage.SendResult {
        Storage.SendResult(id: message.id, end: await end(of: message, tenant))
    }

    private func end(of message: ClaimedMessage, _ tenant: TenantID) async -> Storage.SendResult.End {
        guard let recipient = Recipient(userID: message.recipientUserID, phone: message.recipientPhone) else {
            return .refused(code: nil, reason: "the customer has neither a number nor a user id")
        }
        let now = clock.now
        let isOpen = message.lastInboundAt.map { now < $0.adding(seconds: Self.windowSeconds) } ?? false
        switch message.content {
        case .message, .attachment:
            guard isOpen else {
                return .refused(code: nil, reason: "the customer's last message is more than 24 hours old")
            }
        case .template, .notice, .offer: break
        }
        let requests: [MessageRequest]
        do {
            requests = try self.requests(
                for: message.content, to: recipient, callback: message.id.callback, isOpen: isOpen)
        } catch {
            return .refused(code: nil, reason: "\(error)")
        }
        guard !requests.isEmpty else { return .refused(code: nil, reason: "the message says nothing") }
        let account: GraphAccount
        do {
            account = try await accounts.account(message.account, of: tenant, now: now)
        } catch {
            logger.error("no token to send with", metadata: ["tenant": "\(tenant.number)", "error": "\(error)"])
            return .retry(at: now.adding(seconds: 60), code: nil, reason: "\(error)")
        }
        var result = WhatsApp.SendResult.unknown(reason: "nothing to send")
        for (place, request) in requests.enumerated() {
            await rate.wait(for: account.phoneNumberID)
            result = await client.send(request, from: account)
            guard case .accepted = result else {
                // A first part has left already: the whole may not be tried again.
                if place > 0 { return .refused(code: nil, reason: "part \(place + 1) of \(requests.count): \(result)") }
                break
            }
        }
        return end(result, of: message, tenant: tenant)
    }

    private func requests(
        for content: OutboundContent, to recipient: Recipient, callback: String, isOpen: Bool
    ) throws -> [MessageRequest] {
        switch content {
        case .message(let message):
            return try MessageEncoder.requests(for: message, to: recipient, callback: callback, language: "en")
        case .template(let template): return [try request(for: template, to: recipient, callback: callback)]
        case .offer(let offer):
            guard isOpen else {
                return [
                    try request(
                        for: offer.template, buttons: offer.message.choices.map(\.id), to: recipient, callback: callback)
                ]
            }
            return try MessageEncoder.requests(
                for: offer.message, to: recipient, callback: callback, language: offer.template.language)
        case .attachment(let attachment):
            return [try MessageEncoder.request(for: attachment, to: recipient, callback: callback)]
        case .notice(let notice):
            // Whoever has not written for a day can only be reached by a template.
            guard isOpen else {
                let form = WhatsApp.TemplateMessage(
                    name: NoticeMessage.template, language: notice.language,
                    parameters: [WhatsApp.TemplateMessage.Parameter(String(notice.text.prefix(Self.noticeCharacters)))])
                return [try MessageEncoder.request(for: form, to: recipient, callback: callback)]
            }
            let message = Message(text: notice.text, choices: [], menuLabel: "")
            return try MessageEncoder.requests(
                for: message, to: recipient, callback: callback, language: notice.language)
        }
    }

    private func request(
        for template: Conversations.TemplateMessage, buttons: [String] = [], to recipient: Recipient, callback: String
    ) throws -> MessageRequest {
        let form = WhatsApp.TemplateMessage(
            name: template.name, language: template.language,
            parameters: template.parameters.map { WhatsApp.TemplateMessage.Parameter($0) }, buttonPayloads: buttons)
        return try MessageEncoder.request(for: form, to: recipient, callback: callback)
    }

    private func end(
        _ result: WhatsApp.SendResult, of message: ClaimedMessage, tenant: TenantID
    ) -> Storage.SendResult.End {
        let now = clock.now
        switch result {
        case .accepted(let acceptance): return .accepted(providerID: acceptance.providerID)
        case .unknown(let reason):
            logger.warning(
                "nobody knows whether a message was sent; it is not sent again",
                metadata: ["tenant": "\(tenant.number)", "message": "\(message.id.number)", "reason": "\(reason)"])
            return .unknown(reason: reason)
        case .notSent(let error):
            // It surely stayed here, so it is tried until it has lost its sense with the window.
            let seconds = min(60, 1 << min(message.attempts - 1, 6))
            return .retry(at: now.adding(seconds: seconds), code: nil, reason: "\(error)")
        case .refused(let error):
            return refused(error, message, tenant, now)
        }
    }

    private func refused(
        _ error: GraphError, _ message: ClaimedMessage, _ tenant: TenantID, _ now: Instant
    ) -> Storage.SendResult.End {
        let reason = "\(error)"
        let asked = error.wait.map { Int($0.components.seconds) } ?? 0
        if error.scope == .tenant || error.scope == .appOrTenant {
            // The message is fine, the salon's connection is not: parked, and sent once when it is mended.
            accounts.forget(message.account, of: tenant)
            logger.error(
                "the channel refuses this salon", metadata: ["tenant": "\(tenant.number)", "reason": "\(reason)"])
            return .retry(at: now.adding(seconds: max(asked, 300)), code: error.code, reason: reason)
        }
        guard message.attempts < Self.attempts else { return .refused(code: error.code, reason: reason) }
        switch error.retry {
        case .no: return .refused(code: error.code, reason: reason)
        case .backoff:
            let seconds = 1 << (2 * min(message.attempts, 5))
            return .retry(at: now.adding(seconds: max(asked, seconds)), code: error.code, reason: reason)
        case .later: return .retry(at: now.adding(seconds: max(asked, 300)), code: error.code, reason: reason)
        }
    }
}

internal import JSON

/// The whole behaviour of the network as one value: people, chats, rates, faults, statuses and webhooks.
///
/// It reads no clock and does no I/O: every call is given the moment in milliseconds, and what has to be posted is
/// handed out by `takeDeliveries`. The server around it keeps it under a lock.
package struct StandInNetwork: Sendable {
    package var settings: StandInSettings
    package var faults = Faults()
    var customers: [String: Customer] = [:]
    var chats: [ChatKey: Chat] = [:]
    /// Where a message id stands: its chat and its place in it.
    var places: [String: (chat: ChatKey, index: Int)] = [:]
    /// The wa_id behind each business-scoped id handed out so far.
    var personOfUserID: [String: String] = [:]
    var throughput: [String: Throughput] = [:]
    var agenda = DueQueue<AgendaItem>()
    var book: DeliveryBook
    /// Every message accepted for sending, in order; `acceptedIndex` finds one by its id.
    var acceptedIDs: [String] = []
    var revision = 0
    var serial: UInt32 = 0
    /// People whose chats changed since `takeChanges`.
    var changed: Set<String> = []
    private var lastNow: Int64 = .min

    /// Something that happens to a message a while after it was accepted.
    struct AgendaItem: Sendable {
        enum Step: Sendable {
            case show
            case report(ChatEntry.State, GraphError?)
        }

        var messageID: String
        var step: Step
        var template: StandInSettings.Template?
        /// Statuses carry the price once at `sent` and once at the first of `delivered` and `read`.
        var carriesPrice: Bool
        /// The business-scoped id it was addressed to, if it was not a phone number.
        var userID: String?
    }

    package init(settings: StandInSettings) {
        self.settings = settings
        book = DeliveryBook(retryScale: settings.retryScale)
        for phone in settings.phones { customers[phone.waID] = Customer(waID: phone.waID, name: phone.name) }
    }

    /// Does what is due and hands out up to `room` webhooks to post. Call `finish` for each.
    package mutating func takeDeliveries(now: Int64, room: Int) -> [OutgoingWebhook] {
        advance(to: now)
        guard !settings.webhookURL.isEmpty else { return [] }
        return book.take(now: now, room: room, faults: faults.webhooks).map { delivery in
            var isSignedRight = true
            if faults.webhooks.wrongSignatures > 0 {
                faults.webhooks.wrongSignatures -= 1
                isSignedRight = false
            }
            let body = WebhookEnvelope.body(
                delivery.events, split: faults.webhooks.split, seconds: now / 1000
            ).bytes(.asciiOnly)
            return OutgoingWebhook(
                delivery: delivery, url: settings.webhookURL, body: body,
                signature: WebhookSignature.header(
                    body: body, secret: isSignedRight ? settings.appSecret : "not-\(settings.appSecret)"))
        }
    }

    /// Notes the end of an attempt. `status` is nil when there was no answer, with the `trouble` there was.
    package mutating func finish(_ webhook: OutgoingWebhook, status: Int?, trouble: String? = nil, now: Int64) {
        book.finish(webhook.delivery, status: status, now: now, words: trouble)
        guard status == 200 else { return }
        for event in webhook.delivery.events {
            guard let id = event.messageID else { continue }
            change(id) { entry in if entry.state == .accepted { entry.state = .delivered } }
        }
    }

    /// Does everything whose moment has come. A clock that went back takes the plans with it.
    mutating func advance(to now: Int64) {
        if lastNow != .min, now < lastNow - 1000 {
            agenda.shift(by: now - lastNow)
            book.shift(by: now - lastNow)
            throughput = [:]
            for key in chats.keys { chats[key]?.pairRate = PairRate() }
        }
        lastNow = now
        while let item = agenda.take(now: now) { perform(item, now: now) }
    }

    /// Whether nothing is planned, waiting or in flight.
    package var isIdle: Bool { agenda.count == 0 && book.isIdle }

    mutating func takeChanges() -> Set<String> {
        defer { changed = [] }
        return changed
    }

    // MARK: People

    func number(_ phoneNumberID: String?) -> StandInSettings.Number? {
        guard let phoneNumberID else { return settings.numbers.first }
        return settings.numbers.first { $0.phoneNumberID == phoneNumberID }
    }

    mutating func customer(_ waID: String) -> Customer {
        if let customer = customers[waID] { return customer }
        let customer = Customer(waID: waID, name: "+\(waID)")
        customers[waID] = customer
        return customer
    }

    mutating func userID(of waID: String, at number: StandInSettings.Number) -> String {
        let id = BusinessScopedID.make(waID: waID, wabaID: number.wabaID)
        personOfUserID[id] = waID
        return id
    }

    /// How this person is named in webhooks now.
    func identity(of customer: Customer) -> Faults.Identity {
        customer.hidesPhone ? .withoutPhone : faults.webhooks.identity
    }

    mutating func contact(_ customer: Customer, at number: StandInSettings.Number) -> JSONValue {
        let identity = identity(of: customer)
        return .members([
            "profile": .members([
                "name": .string(customer.name),
                "username": identity == .before2026 ? nil : customer.username.map(JSONValue.string),
            ]),
            "wa_id": identity == .withoutPhone ? nil : .string(customer.waID),
            "user_id": identity == .before2026 ? nil : .string(userID(of: customer.waID, at: number)),
        ])
    }

    // MARK: Entries

    mutating func nextSerial() -> UInt32 {
        serial &+= 1
        return serial
    }

    mutating func append(_ entry: ChatEntry, to key: ChatKey) {
        revision += 1
        var entry = entry
        entry.revision = revision
        places[entry.id] = (key, chats[key, default: Chat()].entries.count)
        chats[key, default: Chat()].entries.append(entry)
        changed.insert(key.waID)
    }

    mutating func change(_ id: String, _ edit: (inout ChatEntry) -> Void) {
        guard let place = places[id], var entry = chats[place.chat]?.entries[place.index] else { return }
        let before = entry
        edit(&entry)
        guard entry != before else { return }
        revision += 1
        entry.revision = revision
        chats[place.chat]?.entries[place.index] = entry
        changed.insert(place.chat.waID)
    }

    func entry(_ id: String) -> ChatEntry? {
        places[id].flatMap { chats[$0.chat]?.entries[$0.index] }
    }
}

/// A webhook ready to be posted.
package struct OutgoingWebhook: Sendable {
    var delivery: Delivery
    package var url: String
    package var body: [UInt8]
    /// The value of `X-Hub-Signature-256`.
    package var signature: String
}

package import JSON

/// The answer to a call of the Graph API, as bytes or as the lack of them.
package enum GraphReply: Hashable, Sendable {
    case json(status: Int, JSONValue, usage: String?)
    case html(status: Int)
    /// Nothing is said; the connection ends after that long.
    case hang(milliseconds: Int)
    case close
}

extension StandInNetwork {
    /// `POST /{version}/{phone number id}/messages`.
    ///
    /// Judged in this order: token, number, faults asked for, body, allow-list, throughput, pair rate. What is accepted
    /// gets an id and its statuses later, whatever becomes of the answer.
    package mutating func post(
        to phoneNumberID: String, authorization: String?, body: JSONValue?, now: Int64
    ) -> GraphReply {
        advance(to: now)
        do throws(GraphError) {
            let number = try authorize(phoneNumberID, authorization)
            let rules = SendRules(templates: settings.templates)
            // A fault for one recipient has to know the recipient, so a well-formed body is read first.
            let waID = body.flatMap { recipientHint($0, number) }
            let fault =
                body?["status"] == nil
                ? faults.takeSendFault(phoneNumberID: phoneNumberID, waID: waID) : nil
            switch fault?.kind {
            case .error(let code): throw .documented(code)
            case .html(let status): return .html(status: status)
            case .timeout: return .hang(milliseconds: fault?.holdMilliseconds ?? 0)
            case .closeBeforeAccepting: return .close
            case .timeoutAfterAccepting, .closeAfterAccepting, nil: break
            }
            let answer: JSONValue
            switch try rules.read(body ?? .null) {
            case .receipt(let receipt): answer = try markRead(receipt, at: number, now: now)
            case .send(let request): answer = try accept(request, at: number, now: now)
            }
            switch fault?.kind {
            case .timeoutAfterAccepting: return .hang(milliseconds: fault?.holdMilliseconds ?? 0)
            case .closeAfterAccepting: return .close
            default: return .json(status: 200, answer, usage: usage(number, now: now))
            }
        } catch {
            let trace = "AzStandIn\(MessageID.hexadecimal(nextSerial()))Qn_Bam"
            return .json(
                status: error.httpStatus, error.answer(trace: trace),
                usage: number(phoneNumberID).map { usage($0, now: now) })
        }
    }

    /// `GET /{version}/{phone number id}`.
    package func get(_ phoneNumberID: String, authorization: String?) -> GraphReply {
        do throws(GraphError) {
            let number = try authorize(phoneNumberID, authorization)
            return .json(
                status: 200,
                .members([
                    "verified_name": .string(number.name), "display_phone_number": .string("+\(number.displayNumber)"),
                    "quality_rating": "GREEN", "id": .string(number.phoneNumberID),
                ]), usage: nil)
        } catch {
            return .json(status: error.httpStatus, error.answer(trace: "AzStandInGetQn_Bam"), usage: nil)
        }
    }

    private func authorize(
        _ phoneNumberID: String, _ authorization: String?
    ) throws(GraphError) -> StandInSettings.Number {
        guard let authorization, authorization.hasPrefix("Bearer ") else { throw .documented(104) }
        let token = authorization.dropFirst("Bearer ".count)
        guard settings.numbers.contains(where: { $0.token == token }) else { throw .documented(190) }
        guard let number = settings.numbers.first(where: { $0.phoneNumberID == phoneNumberID && $0.token == token })
        else { throw .noObject(phoneNumberID) }
        return number
    }

    private func recipientHint(_ body: JSONValue, _ number: StandInSettings.Number) -> String? {
        if let typed = body["to"]?.string {
            return WhatsAppNumber.waID(typed: typed, business: number.displayNumber)
        }
        return body["recipient"]?.string.flatMap { personOfUserID[$0] }
    }

    private mutating func accept(
        _ request: SendRequest, at number: StandInSettings.Number, now: Int64
    ) throws(GraphError) -> JSONValue {
        var waID: String?
        let contact: JSONValue
        switch request.recipient {
        case .phone(let typed):
            let reached = WhatsAppNumber.waID(typed: typed, business: number.displayNumber)
            guard reached != number.displayNumber else { throw .documented(131021) }
            if let allowed = settings.allowedRecipients, !allowed.contains(typed) { throw .documented(131030) }
            waID = reached
            contact = .members(["input": .string(typed), "wa_id": .string(reached)])
        case .userID(let userID):
            guard request.template?.category != .authentication else { throw .documented(131062) }
            waID = personOfUserID[userID]
            contact = .members(["input": .string(userID), "user_id": .string(userID)])
        }
        // An id nobody was given leads to nobody; the message is accepted and fails.
        let key = ChatKey(phoneNumberID: number.phoneNumberID, waID: waID ?? ChatKey.nobody)
        guard
            throughput[number.phoneNumberID, default: Throughput(limit: settings.throughputPerSecond)]
                .admit(now: now)
        else { throw .documented(130429) }
        guard chats[key, default: Chat()].pairRate.admit(now: now) else { throw .documented(131056) }

        var userID: String?
        if case .userID(let id) = request.recipient { userID = id }
        let id = MessageID.make(
            .outbound, phone: userID == nil ? waID : nil, run: settings.run, serial: nextSerial())
        var entry = ChatEntry(id: id, author: .business, at: now, content: request.content)
        entry.callback = request.callback
        entry.quoted = request.quoted
        append(entry, to: key)
        acceptedIDs.append(id)
        plan(request, id: id, key: key, isReachable: waID != nil, userID: userID, now: now)
        return .members([
            "messaging_product": "whatsapp",
            "contacts": .array([contact]),
            "messages": .array([
                .members([
                    "id": .string(id), "message_status": request.template == nil ? nil : "accepted",
                ])
            ]),
        ])
    }

    /// Marks the message and all earlier ones of its chat; typing shows until the next answer, 25 seconds at most.
    private mutating func markRead(
        _ receipt: ReadReceipt, at number: StandInSettings.Number, now: Int64
    ) throws(GraphError) -> JSONValue {
        guard let place = places[receipt.messageID], place.chat.phoneNumberID == number.phoneNumberID,
            let entries = chats[place.chat]?.entries, entries[place.index].author == .customer
        else { throw .value("Message ID is not valid: \(receipt.messageID)") }
        for entry in entries[...place.index] where entry.author == .customer {
            change(entry.id) { $0.state = .read }
        }
        if receipt.showsTyping {
            chats[place.chat]?.typingUntil = now + 25_000
            changed.insert(place.chat.waID)
        }
        return .members(["success": true])
    }

    /// The value of `X-Business-Use-Case-Usage`.
    private func usage(_ number: StandInSettings.Number, now: Int64) -> String {
        let used = throughput[number.phoneNumberID]?.usedPercent(now: now) ?? 0
        return JSONValue.members([
            number.wabaID: .array([
                .members([
                    "type": "whatsapp", "call_count": .count(used), "total_cputime": .count(1), "total_time": .count(1),
                    "estimated_time_to_regain_access": .count(0),
                ])
            ])
        ]).text()
    }
}

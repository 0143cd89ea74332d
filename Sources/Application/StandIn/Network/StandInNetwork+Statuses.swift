internal import JSON

extension StandInNetwork {
    /// Decides what becomes of an accepted message and puts it on the agenda.
    ///
    /// Window and reach are decided here and not in the answer: the POST says 200, the failure comes as a status
    /// (facts, section 10).
    mutating func plan(
        _ request: SendRequest, id: String, key: ChatKey, isReachable: Bool, userID: String?, now: Int64
    ) {
        let delays = settings.statusDelays
        func add(_ step: AgendaItem.Step, after delay: Int64, price: Bool = false) {
            agenda.put(
                AgendaItem(
                    messageID: id, step: step, template: request.template, carriesPrice: price, userID: userID),
                due: now + delay)
        }
        let needsWindow = request.template == nil
        if !isReachable || settings.undeliverable.contains(key.waID) {
            return add(.report(.failed, .documented(131026)), after: delays.sent)
        }
        if needsWindow, chats[key]?.isWindowOpen(now: now) != true {
            return add(.report(.failed, .documented(131047)), after: delays.sent)
        }
        let script = customers[key.waID]?.script ?? .read
        if case .failed(let code) = script {
            return add(.report(.failed, .documented(code)), after: delays.sent)
        }
        if script != .silence { add(.report(.sent, nil), after: delays.sent, price: true) }
        switch script {
        case .sent, .failed: return
        case .readAtOnce:
            add(.show, after: delays.delivered)
            if request.content.kind != .reaction { add(.report(.read, nil), after: delays.delivered, price: true) }
        case .silence:
            add(.show, after: delays.delivered)
        case .delivered, .read:
            add(.show, after: delays.delivered)
            // A reaction is reported as sent and no more (facts, section 8).
            guard request.content.kind != .reaction else { return }
            add(.report(.delivered, nil), after: delays.delivered, price: true)
            if script == .read { add(.report(.read, nil), after: delays.read) }
        }
    }

    mutating func perform(_ item: AgendaItem, now: Int64) {
        switch item.step {
        case .show:
            change(item.messageID) { $0.isShown = true }
            if let key = places[item.messageID]?.chat { chats[key]?.typingUntil = nil }
        case .report(let state, let error):
            change(item.messageID) { entry in
                entry.state = state
                entry.failureCode = error?.code
            }
            report(item, state, error, now: now)
        }
    }

    private mutating func report(_ item: AgendaItem, _ state: ChatEntry.State, _ error: GraphError?, now: Int64) {
        guard let place = places[item.messageID], let entry = entry(item.messageID),
            let number = number(place.chat.phoneNumberID)
        else { return }
        let customer = customers[place.chat.waID]
        let identity = customer.map(identity(of:)) ?? .full
        var status = JSONObject()
        status["id"] = .string(entry.id)
        status["status"] = .string(state.rawValue)
        status["timestamp"] = .timestamp(milliseconds: now)
        if identity != .withoutPhone, place.chat.waID != ChatKey.nobody {
            status["recipient_id"] = .string(place.chat.waID)
        }
        // Failures of messages addressed by phone leave the business-scoped id out (facts, section 8).
        if let userID = item.userID {
            status["recipient_user_id"] = .string(userID)
        } else if state != .failed, identity != .before2026, let customer {
            status["recipient_user_id"] = .string(userID(of: customer.waID, at: number))
        }
        if item.carriesPrice {
            status["pricing"] = .members([
                "billable": true, "pricing_model": "PMP", "type": "regular",
                "category": .string(item.template?.category.rawValue.lowercased() ?? "service"),
            ])
        }
        if let callback = entry.callback { status["biz_opaque_callback_data"] = .string(callback) }
        if let error { status["errors"] = .array([error.statusError]) }
        var contact: JSONValue?
        if let customer, state != .failed, identity != .before2026 { contact = self.contact(customer, at: number) }
        book.put(
            WebhookEvent(
                kind: .status, number: number, contact: contact,
                element: .object(status), label: "\(entry.id)/\(state.rawValue)", messageID: nil,
                lane: "\(place.chat.phoneNumberID)/\(place.chat.waID)"),
            now: now, faults: faults.webhooks)
    }

    /// Moves a template to another status and tells the server, as a review or a loss of quality does.
    package mutating func setTemplate(
        _ name: String, language: String, _ status: StandInSettings.Template.Status, now: Int64
    ) throws(ControlError) {
        guard let index = settings.templates.firstIndex(where: { $0.name == name && $0.language == language }),
            let number = settings.numbers.first
        else { throw .invalid("There is no template “\(name)” in “\(language)”.") }
        settings.templates[index].status = status
        let template = settings.templates[index]
        let value = JSONValue.members([
            "event": .string(status.rawValue),
            "message_template_id": .count(1_689_556_908_129_832 + index),
            "message_template_name": .string(name),
            "message_template_language": .string(language),
            "reason": status == .rejected ? "INVALID_FORMAT" : "NONE",
            "message_template_category": .string(template.category.rawValue),
        ])
        book.put(
            WebhookEvent(
                kind: .notice(field: "message_template_status_update"), number: number, contact: nil, element: value,
                label: "template \(name)/\(language) \(status.rawValue)", messageID: nil, lane: "account"),
            now: now, faults: faults.webhooks)
    }
}

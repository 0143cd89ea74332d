internal import CivilTime
internal import Conversations
internal import Salon

/// What came in, put in order by salon; what has none, or names no account of ours, set aside.
struct SortedIntake {
    var parts: [TenantPart]
    var letters: [DeadLetter]

    init(_ batches: [InboundBatch], routes: [String: ChannelRoute]) {
        var byTenant: [TenantID: TenantPart] = [:]
        var letters: [DeadLetter] = []
        for batch in batches {
            for message in batch.messages {
                guard let route = routes[message.account] else {
                    letters.append(DeadLetter(message, reason: DeadLetter.noSuchAccount))
                    continue
                }
                byTenant[route.tenant, default: TenantPart(route: route)].messages.append((route, message))
            }
            for report in batch.reports {
                guard let route = routes[report.account] else {
                    letters.append(DeadLetter(report, reason: DeadLetter.noSuchAccount))
                    continue
                }
                byTenant[route.tenant, default: TenantPart(route: route)].reports.append((route, report))
            }
            letters += batch.others.map(DeadLetter.init)
        }
        // Always in the same order, so that two intakes at once wait for one another and do not deadlock.
        self.parts = byTenant.sorted { $0.key < $1.key }.map { $0.value }
        self.letters = letters
    }
}

/// The elements of one salon, or dead letters of nobody.
struct TenantPart {
    var route: ChannelRoute?
    var messages: [(ChannelRoute, InboundMessage)] = []
    var reports: [(ChannelRoute, DeliveryReport)] = []
    var letters: [DeadLetter] = []

    var tenant: TenantID? { route?.tenant }

    init(route: ChannelRoute) { self.route = route }
    init(letters: [DeadLetter]) { self.letters = letters }

    /// The same, one element each.
    var elements: [TenantPart] {
        var result: [TenantPart] = []
        for (route, message) in messages {
            var part = TenantPart(route: route)
            part.messages = [(route, message)]
            result.append(part)
        }
        for (route, report) in reports {
            var part = TenantPart(route: route)
            part.reports = [(route, report)]
            result.append(part)
        }
        return result + letters.map { TenantPart(letters: [$0]) }
    }

    func asDeadLetters(reason: String) -> TenantPart {
        TenantPart(
            letters: messages.map { DeadLetter($0.1, reason: reason) }
                + reports.map { DeadLetter($0.1, reason: reason) }
                + letters.map { $0.withoutWords(reason: reason) })
    }
}

/// Something that arrived and belongs to no salon, kept for people to look into.
struct DeadLetter {
    var account: String?
    var kind: String
    var reason: String
    var raw: [UInt8]

    static let noSuchAccount = "no salon has this account"

    init(_ event: OtherEvent) {
        (account, kind, reason, raw) = (event.account, event.kind, event.reason, event.raw)
    }

    init(_ message: InboundMessage, reason: String) {
        self.init(OtherEvent(account: message.account, kind: "message", reason: reason, raw: message.raw))
    }

    /// A report has no bytes of its own by now; what it said is written out.
    init(_ report: DeliveryReport, reason: String) {
        let words = [
            "status=\(report.status)", "message=\(report.providerID)", "at=\(report.at.milliseconds)",
            report.callback.map { "callback=\($0)" }, report.errorCode.map { "error=\($0)" }, report.errorText,
        ]
        self.init(
            OtherEvent(
                account: report.account, kind: "report", reason: reason,
                raw: Array(words.compactMap(\.self).joined(separator: " ").utf8)))
    }

    /// A letter that was itself refused keeps its bytes and loses what may have been the cause.
    func withoutWords(reason: String) -> DeadLetter {
        var copy = self
        (copy.account, copy.kind, copy.reason) = (nil, "refused", reason)
        return copy
    }
}

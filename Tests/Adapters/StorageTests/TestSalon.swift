import Booking
import CivilTime
import Conversations
import FlowInterpreter
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage

/// A salon for tests, made by the program's own ways: two masters, one service, one account, one published bot.
struct TestSalon: Sendable {
    /// 10 March 2026, a Tuesday, 09:00 in Almaty.
    static let morning = Instant(seconds: 1_773_115_200)
    static let almaty = Zone(name: "Asia/Almaty", initialOffset: 5 * 3600, transitions: [])

    var tenant: TenantID
    var location: LocationID
    var account: ChannelAccountID
    var externalAccount: String

    static func create(_ name: String, on connection: Connection) throws -> TestSalon {
        try TenantDirectory.create(name: LocalizedName(["ru": name]), now: morning, on: connection) { tenant in
            let location = try SalonCatalogueStore(connection).save(plan)
            let account = try ChannelAccounts(connection).register(
                NewChannelAccount(
                    channel: "whatsapp", externalID: "phone-\(name)", externalOwnerID: "waba-\(name)",
                    location: location, displayNumber: "+7 700 000 00 00", sealedAccessToken: [1, 2, 3]),
                now: morning)
            _ = try FlowVersions(connection).publish(flow("bot of \(name)"), at: morning)
            return TestSalon(
                tenant: tenant, location: location, account: account, externalAccount: "phone-\(name)")
        }
    }

    static let plan = SalonCatalogue(
        revision: 0, salonName: LocalizedName(["ru": "Ромашка", "en": "Romashka"]),
        address: LocalizedName(["ru": "Абая, 1"]), zone: almaty,
        services: [
            Service(
                id: ServiceID(1), slug: "manicure", name: LocalizedName(["ru": "Маникюр", "en": "Manicure"]),
                aliases: ["ногти"], durationMinutes: 60, bufferBeforeMinutes: 5, bufferAfterMinutes: 10,
                price: Money(minorUnits: 700_000, currency: "KZT"))
        ],
        masters: [master(1, "anna", "Аня"), master(2, "olga", "Ольга")], rules: BookingRules(),
        closures: CivilDate(iso: "2026-05-01").map { [$0] } ?? [])

    private static func master(_ number: Int64, _ slug: String, _ name: String) -> Master {
        let day = ClockTime(minutes: 540).flatMap { from in
            ClockTime(minutes: 1080).map { WorkingInterval(from: from, to: $0) }
        }
        let night = ClockTime(minutes: 1320).map { WorkingInterval(from: $0, to: .midnight) }
        var hours: [Weekday: [WorkingInterval]] = [:]
        if let day { for weekday in Weekday.allCases { hours[weekday] = [day] } }
        if let night { hours[.sunday, default: []].append(night) }
        return Master(
            id: MasterID(number), slug: slug, name: LocalizedName(["ru": name]), aliases: [], isActive: true,
            services: [ServiceID(1)], hours: hours,
            timeOff: CivilDate(iso: "2026-03-08").map { [.days($0, $0)] } ?? [])
    }

    static func flow(_ text: String) -> PublishedFlow {
        PublishedFlow(
            sources: [FlowSourceFile(path: "bot.flow", content: Array(text.utf8))], machine: Array(text.utf8),
            machineHash: ContentHash(of: Array(text.utf8)).bytes, languageVersion: 1, compilerVersion: "test",
            author: "maria", message: "first")
    }

    func catalogue(_ connection: Connection) throws -> SalonCatalogue {
        try connection.asTenant(tenant) { try SalonCatalogueStore(connection).load(location) { _ in Self.almaty } }
    }

    func message(
        _ providerID: String, from user: String, _ content: InboundContent = .text("Привет"), at second: Int = 0,
        phone: String? = nil
    ) -> InboundMessage {
        InboundMessage(
            account: externalAccount, providerID: providerID, sender: Sender(userID: user, phone: phone, name: "Ира"),
            sentAt: Self.morning.adding(seconds: second), content: content,
            raw: Array("{\"id\":\"\(providerID)\"}".utf8))
    }

    func report(
        _ providerID: String, callback: String? = nil, _ status: DeliveryStatus, at second: Int = 0
    ) -> DeliveryReport {
        DeliveryReport(
            account: externalAccount, providerID: providerID, callback: callback, status: status,
            at: Self.morning.adding(seconds: second), errorCode: status == .failed ? 131_026 : nil,
            errorText: status == .failed ? "undeliverable" : nil)
    }
}

extension InboundBatch {
    static func messages(_ messages: [InboundMessage]) -> InboundBatch {
        InboundBatch(messages: messages, reports: [], others: [])
    }
    static func reports(_ reports: [DeliveryReport]) -> InboundBatch {
        InboundBatch(messages: [], reports: reports, others: [])
    }
}

/// Takes a test's transaction back.
private struct Undone: Error {}

extension Connection {
    /// Runs `body` as the salon and takes everything back, as a crash would.
    func undone<R>(_ tenant: TenantID, _ body: () throws -> R) throws -> R? {
        var result: R?
        do {
            try asTenant(tenant) {
                result = try body()
                if result != nil { throw Undone() }
            }
        } catch is Undone {}
        return result
    }

    func accept(_ batches: InboundBatch..., at now: Instant = TestSalon.morning) throws -> IntakeReceipt {
        try Intake(self, channel: "whatsapp").accept(batches, at: now)
    }
}

extension ClaimedConversation {
    /// A turn that answers every message with one text, as a worker would write it.
    func answered(_ text: String = "Здравствуйте!", at now: Instant) -> WrittenConversation {
        let turns = messages.enumerated().map { offset, message in
            WrittenTurn(
                number: turnNumber + Int64(offset) + 1, flowVersion: 1, event: Array(message.providerID.utf8),
                happenedAt: now, answers: [],
                outgoing: [
                    OutboundMessage(
                        content: .message(Message(text: "\(text) \(message.providerID)", choices: [], menuLabel: "")),
                        dueAt: now)
                ])
        }
        return WrittenConversation(
            id: id, account: account, state: [7], flowVersion: 1, turnNumber: turnNumber + Int64(turns.count),
            wakeAt: nil, lastInboundAt: messages.last?.sentAt ?? lastInboundAt, handedOffUntil: nil,
            replyUserID: messages.last?.sender.userID, replyPhone: messages.last?.sender.phone, turns: turns,
            processed: messages.enumerated().map { ProcessedMessage($1.id, turn: turnNumber + Int64($0) + 1) })
    }
}

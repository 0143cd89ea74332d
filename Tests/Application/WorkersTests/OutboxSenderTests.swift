import BotFiles
import CivilTime
import Conversations
import DemoSalon
import FlowCompiler
import FlowDiagnostics
import FlowInterpreter
import FlowMachine
import HTTPTransfer
import Postgres
import Salon
import SalonFiles
import Sealing
import StandIn
import Storage
import Testing
import TimeZones
import WhatsApp
import Workers

@Suite("Sending", .serialized, .timeLimit(.minutes(3)))
struct OutboxSenderTests {
    static let hour: Int64 = 3_600_000

    @Test("An answer is accepted once, under the provider's id, with our own id along")
    func accepted() async throws {
        try await PostOffice.run { (office) async throws in
            try await office.talk("запишите меня на маникюр")
            #expect(try await office.send() == 1)
            #expect(try await office.shop.outbox() == ["sent"])
            let sent = try #require(office.standIn.acceptedMessages().first)
            #expect(sent.waID == "77051234567")
            let ids = try await office.shop.words("SELECT id::text FROM outbox")
            #expect(sent.entry.callback == ids[0])
            #expect(try await office.shop.words("SELECT provider_message_id FROM outbox") == [sent.entry.id])
            #expect(try await office.send() == 0)
            #expect(office.accepted.count == 1)
        }
    }

    /// Writes a turn of the salon's only conversation that says and tells this.
    private static func turn(_ office: PostOffice, _ content: [OutboundContent], _ notices: [StaffNotice]) async throws {
        let now = office.shop.clock.now
        try await office.shop.say("ещё")
        try await office.shop.pool.asTenant(office.shop.tenant) { connection in
            let claimed = try WorkQueue(connection).claim(limit: 1, now: now).conversations[0]
            let turn = WrittenTurn(
                number: claimed.turnNumber + 1, flowVersion: 1, event: [], happenedAt: now, answers: [],
                outgoing: content.map { OutboundMessage(content: $0, dueAt: now) }, notices: notices)
            try TurnStore(connection).write(
                [
                    WrittenConversation(
                        id: claimed.id, account: claimed.account, state: claimed.state, flowVersion: claimed.flowVersion,
                        turnNumber: turn.number, wakeAt: nil, lastInboundAt: now, handedOffUntil: nil, replyUserID: nil,
                        replyPhone: claimed.messages.last?.sender.phone, turns: [turn],
                        processed: claimed.messages.map { ProcessedMessage($0.id, turn: turn.number) })
                ], now: now)
        }
    }

    @Test("A notice goes out in free words to whom wrote within a day, and by its template to whom did not")
    func notices() async throws {
        try await PostOffice.run { (office) async throws in
            try await office.talk("маникюр", from: "77079876543")
            try await office.talk("маникюр")
            _ = try await office.send()
            let before = office.accepted.count
            let notices = ["77079876543", "77051119999"].map {
                StaffNotice(recipient: .owner, phone: $0, text: "Ира ждёт", language: "ru")
            }
            try await Self.turn(office, [], notices)
            #expect(try await office.send() == 2)
            let sent = office.standIn.acceptedMessages().dropFirst(before)
            let said = Dictionary(uniqueKeysWithValues: sent.map { ($0.waID, $0.entry.content) })
            #expect(said["77079876543"]?.kind == .text && said["77079876543"]?.body == "Ира ждёт")
            #expect(said["77051119999"]?.kind == .template)
            #expect(said["77051119999"]?.body == "Бот салона сообщает: Ира ждёт\nОтветьте клиенту в его чате.")
            #expect(office.sentOnce)
        }
    }

    @Test("What is shown arrives, in order; a day later it is refused like any free words")
    func attachments() async throws {
        try await PostOffice.run { (office) async throws in
            try await office.talk("маникюр")
            _ = try await office.send()
            let before = office.accepted.count
            let place = try #require(Coordinates(latitudeMillionths: 43_238_949, longitudeMillionths: 76_889_709))
            let shown: [OutboundContent] = [
                .attachment(.picture(link: "https://a.kz/1.jpg", caption: "Работа")),
                .attachment(.document(link: "https://a.kz/p.pdf", filename: "p.pdf", caption: "Прайс")),
                .attachment(.location(place, name: "Студия", address: "Абая, 1")),
                .attachment(.contact(name: "Студия", phone: "77017000001")),
            ]
            try await Self.turn(office, shown, [])
            #expect(try await office.send() == 4)
            let kinds = office.standIn.acceptedMessages().dropFirst(before).map(\.entry.content.kind)
            #expect(kinds == [.image, .document, .location, .contacts])
            try await Self.turn(office, [shown[0]], [])
            office.shop.clock.advance(milliseconds: 24 * Self.hour)
            _ = try await office.send()
            #expect(try await office.shop.outbox().last == "failed")
        }
    }

    @Test("What is refused for good is not tried again, and says why")
    func refused() async throws {
        try await PostOffice.run({ $0.allowedRecipients = [] }) { (office) async throws in
            try await office.talk("маникюр")
            #expect(try await office.send() == 1)
            #expect(try await office.shop.words("SELECT state || ' ' || error_code FROM outbox") == ["failed 131030"])
            office.shop.clock.advance(milliseconds: Self.hour)
            #expect(try await office.send() == 0)
            #expect(office.accepted.isEmpty)
        }
    }

    @Test(
        "An error that asks to wait is tried again after its pause, and sent once",
        arguments: [(130_429, 4), (131_056, 4), (131_016, 4), (4, 300), (80_007, 300), (2, 4)])
    func retried(code: Int, pause: Int64) async throws {
        try await PostOffice.run { (office) async throws in
            try await office.talk("маникюр")
            office.fail(.error(code: code))
            #expect(try await office.send() == 1)
            #expect(try await office.shop.words("SELECT state || ' ' || error_code FROM outbox") == ["pending \(code)"])
            let now = office.shop.clock.now.milliseconds / 1000
            let asked = try await office.shop.words("SELECT (extract(epoch FROM next_attempt_at)::bigint - \(now))::text FROM outbox")
            let wait = try #require(Int64(asked[0]))
            #expect(wait >= pause && wait < 600, "after \(wait) seconds")
            office.shop.clock.advance(milliseconds: wait * 1000 - 1)
            #expect(try await office.send() == 0)
            office.shop.clock.advance(milliseconds: 1)
            #expect(try await office.send() == 1)
            #expect(try await office.shop.outbox() == ["sent"])
            #expect(try await office.shop.words("SELECT COALESCE(error_code::text, 'none') FROM outbox") == ["none"])
            #expect(office.accepted.count == 1)
        }
    }

    @Test("Five attempts with growing pauses, then it is given up")
    func givenUp() async throws {
        try await PostOffice.run { (office) async throws in
            try await office.talk("маникюр")
            office.fail(.error(code: 131_000), times: 10)
            var pauses: [Int64] = []
            for _ in 0..<5 {
                #expect(try await office.send() == 1)
                let now = office.shop.clock.now.milliseconds / 1000
                let asked = try await office.shop.words(
                    "SELECT (extract(epoch FROM next_attempt_at)::bigint - \(now))::text FROM outbox WHERE state = 'pending'")
                guard let wait = asked.first.flatMap(Int64.init) else { break }
                pauses.append(wait)
                office.shop.clock.advance(milliseconds: wait * 1000)
            }
            #expect(pauses == [4, 16, 64, 256])
            #expect(try await office.shop.words("SELECT state || ' ' || error_code || ' ' || attempts FROM outbox") == ["failed 131000 5"])
            #expect(office.accepted.isEmpty)
        }
    }

    @Test("A token the channel no longer takes parks the message; with the new one it is sent, once")
    func renewedToken() async throws {
        try await PostOffice.run({ settings in
            settings.numbers = settings.numbers.map { number in
                var number = number
                number.token = "renewed-token"
                return number
            }
        }) { (office) async throws in
            let shop = office.shop
            try await office.talk("маникюр")
            #expect(try await office.send() == 1)
            #expect(try await shop.words("SELECT state || ' ' || error_code FROM outbox") == ["pending 190"])
            #expect(shop.log.lines.contains { $0.hasPrefix("the channel refuses this salon") })
            // However long it lasts within the window: parked and not given up.
            for _ in 0..<8 {
                shop.clock.advance(milliseconds: 300_000)
                #expect(try await office.send() == 1)
            }
            #expect(try await shop.outbox() == ["pending"])
            let now = shop.clock.now
            let tenant = shop.tenant
            try await shop.pool.asTenant(tenant) { connection in
                let key = try Workshop.key.open(
                    SealedTenantKey(bytes: try TenantKeys(connection).load()), tenant: tenant.number)
                let location = try connection.execute(location)[0].int64(0)
                _ = try ChannelAccounts(connection).register(
                    NewChannelAccount(
                        channel: "whatsapp", externalID: Workshop.account, externalOwnerID: nil,
                        location: LocationID(location), displayNumber: nil,
                        sealedAccessToken: try key.seal("renewed-token", purpose: SecretPurpose.channelToken)), now: now)
            }
            shop.clock.advance(milliseconds: 300_000)
            #expect(try await office.send() == 1)
            #expect(try await shop.outbox() == ["sent"])
            #expect(office.accepted.count == 1)
            #expect(!shop.log.lines.contains { $0.contains("token\u{2D}") || $0.contains("salonflow-demo-token") })
        }
    }

    @Test("A connection that cannot be made sends nothing: tried again, and sent once")
    func unreachable() async throws {
        try await PostOffice.run { (office) async throws in
            try await office.talk("маникюр")
            // Port 9 of this machine belongs to nobody.
            let nowhere = GraphClient.Configuration(baseURL: "http://127.0.0.1:9")
            for _ in 0..<7 {
                #expect(try await office.send(nowhere) == 1)
                #expect(try await office.shop.outbox() == ["pending"])
                office.shop.clock.advance(milliseconds: 60_000)
            }
            #expect(try await office.send() == 1)
            #expect(try await office.shop.outbox() == ["sent"])
            #expect(office.accepted.count == 1)
        }
    }

    @Test(
        "When the answer is lost nobody knows: it is never sent again",
        arguments: [
            ("closed after accepting", Faults.SendFault.Kind.closeAfterAccepting, 1),
            ("no answer after accepting", .timeoutAfterAccepting, 1), ("closed before accepting", .closeBeforeAccepting, 0),
            ("no answer at all", .timeout, 0), ("a page of a proxy", .html(status: 502), 0),
        ])
    func unknown(name: String, fault: Faults.SendFault.Kind, accepted: Int) async throws {
        try await PostOffice.run { (office) async throws in
            let shop = office.shop
            try await office.talk("маникюр")
            office.fail(fault)
            #expect(try await office.send(office.network.graph(limit: .milliseconds(700))) == 1)
            #expect(try await shop.outbox() == ["unknown"])
            #expect(shop.log.lines.contains { $0.hasPrefix("nobody knows whether a message was sent") })
            shop.clock.advance(milliseconds: Self.hour)
            try await shop.poller().look()
            #expect(try await office.send() == 0)
            #expect(office.accepted.count == accepted)
            // A status tells that it had arrived after all, by the id of ours that it carries.
            guard let sent = office.standIn.acceptedMessages().first else { return }
            let report = DeliveryReport(
                account: Workshop.account, providerID: sent.entry.id, callback: sent.entry.callback, status: .delivered,
                at: shop.clock.now, errorCode: nil, errorText: nil)
            let now = shop.clock.now
            _ = try await shop.pool.withConnection { connection in
                try Intake(connection, channel: "whatsapp").accept(
                    [InboundBatch(messages: [], reports: [report], others: [])], at: now)
            }
            #expect(try await shop.words("SELECT state || ' ' || delivery_status FROM outbox") == ["sent 3"])
            #expect(try await shop.words("SELECT provider_message_id FROM outbox") == [sent.entry.id])
        }
    }

    @Test("A refusal of the gateway before the channel is tried again", arguments: [503, 429])
    func gateway(status: Int) async throws {
        try await PostOffice.run { (office) async throws in
            try await office.talk("маникюр")
            office.fail(.html(status: status))
            #expect(try await office.send() == 1)
            #expect(try await office.shop.outbox() == ["pending"])
            office.shop.clock.advance(milliseconds: 600_000)
            #expect(try await office.send() == 1)
            #expect(office.accepted.count == 1)
        }
    }

    @Test("Free words go until a minute before the window of 24 hours ends, and not a moment longer", arguments: [true, false])
    func window(isOpen: Bool) async throws {
        try await PostOffice.run { (office) async throws in
            try await office.talk("маникюр")
            // 23:58:59.999 or 23:59 after the customer's message.
            office.shop.clock.advance(milliseconds: 24 * Self.hour - 60_000 - (isOpen ? 1 : 0))
            #expect(try await office.send() == 1)
            #expect(try await office.shop.outbox() == [isOpen ? "sent" : "failed"])
            #expect(office.accepted.count == (isOpen ? 1 : 0))
            if !isOpen {
                #expect(try await office.shop.words("SELECT error_text FROM outbox") == ["the customer's last message is more than 24 hours old"])
            }
        }
    }

    @Test("A reminder by template is sent when its hour has come, though the window is closed")
    func reminder() async throws {
        try await PostOffice.run { (office) async throws in
            let shop = office.shop
            try await office.talk("хочу на маникюр в пятницу в 15:00 к Анне")
            try await office.talk("да")
            #expect(try await shop.words("SELECT wall_date::text FROM booking") == ["2026-03-13"])
            try await office.send()
            let before = office.accepted.count
            let due = try #require(Int64(try await shop.words("SELECT (extract(epoch FROM due_at) * 1000)::bigint::text FROM outbox WHERE kind = 'template'")[0]))
            #expect(due - shop.clock.now.milliseconds > 24 * Self.hour)
            shop.clock.advance(milliseconds: due - shop.clock.now.milliseconds - 1)
            #expect(try await office.send() == 0)
            shop.clock.advance(milliseconds: 1)
            try await shop.poller().look()
            #expect(await shop.outgoing.next() == shop.tenant)
            #expect(try await office.send() == 1)
            #expect(office.accepted.count == before + 1)
            #expect(office.accepted.last?.contains("15:00") == true)
            #expect(try await shop.words("SELECT DISTINCT state FROM outbox") == ["sent"])
        }
    }

    @Test("Within a conversation messages leave in their order, and one that waits holds back those after it")
    func order() async throws {
        try await PostOffice.run { (office) async throws in
            for text in ["запишите меня на маникюр", "к Анне", "завтра"] { try await office.talk(text) }
            try await office.talk("pedicure please", from: "77079876543")
            // Both conversations' first messages leave at once; the one with more behind it is refused.
            office.fail(.error(code: 130_429), to: "77051234567")
            #expect(try await office.send() == 2)
            #expect(office.accepted.count == 1)
            office.shop.clock.advance(milliseconds: 4_000)
            try await office.send()
            let states = try await office.shop.outbox()
            #expect(states.count >= 4 && Set(states) == ["sent"])
            for phone in ["77051234567", "77079876543"] {
                let heard = office.standIn.acceptedMessages().filter { $0.waID == phone }.compactMap { $0.entry.callback.flatMap(Int.init) }
                #expect(!heard.isEmpty && heard == heard.sorted())
            }
            #expect(office.sentOnce)
        }
    }

    @Test("Senders at once send each message once")
    func parallel() async throws {
        try await PostOffice.run { (office) async throws in
            let shop = office.shop
            let people = (0..<40).map { "770500000\($0 + 10)" }
            for number in 0..<3 {
                try await shop.receive(people.map { shop.message(.text("привет \(number)"), from: $0) })
            }
            try await shop.work()
            let waiting = try await shop.outbox().count
            #expect(waiting >= 120)
            let running = (0..<4).map { number in
                let sender = office.sender(claimant: "process \(number)")
                return Task { await sender.run() }
            }
            let allSent = try await eventually(.seconds(90)) {
                shop.outgoing.post([shop.tenant])
                return try await Set(shop.outbox()) == ["sent"]
            }
            #expect(allSent)
            shop.outgoing.close()
            for task in running { await task.value }
            #expect(office.accepted.count == waiting)
            #expect(office.sentOnce)
        }
    }

    @Test("The poller finds what no notice announced")
    func poller() async throws {
        try await PostOffice.run { (office) async throws in
            let shop = office.shop
            try await office.shop.poller().look()
            try await shop.say("маникюр")
            let poller = shop.poller()
            try await poller.look()
            #expect(await shop.news.next() == shop.tenant)
            try await shop.work()
            try await poller.look()
            #expect(await shop.outgoing.next() == shop.tenant)
            try await office.send()
            // Nothing is left: another salon's news are the first thing on either board.
            try await poller.look()
            shop.news.post([TenantID(999)])
            shop.outgoing.post([TenantID(998)])
            #expect(await shop.news.next() == TenantID(999))
            #expect(await shop.outgoing.next() == TenantID(998))
        }
    }

    @Test("What a process that died had claimed is unknown after a while, is not sent again, and a status settles it")
    func recovery() async throws {
        try await PostOffice.run { (office) async throws in
            let shop = office.shop
            try await office.talk("маникюр")
            let now = shop.clock.now
            let account = ChannelAccountID(try #require(Int64(try await shop.words("SELECT id::text FROM channel_account")[0])))
            let claimed = try await shop.pool.asTenant(shop.tenant) { connection in
                try OutboxStore(connection).claim(account: account, limit: 10, claimant: "one that dies", now: now)
            }
            #expect(claimed.count == 1)
            shop.clock.advance(milliseconds: Int64(NewsPoller.staleAfterSeconds) * 1000)
            try await shop.poller().look()
            #expect(try await shop.outbox() == ["sending"], "it may still be on its way")
            shop.clock.advance(milliseconds: 1)
            try await shop.poller().look()
            #expect(try await shop.outbox() == ["unknown"])
            #expect(shop.log.lines.contains { $0.hasPrefix("the fate of a message is unknown") })
            #expect(try await office.send() == 0)
            #expect(office.accepted.isEmpty)
            let report = DeliveryReport(
                account: Workshop.account, providerID: "wamid.late", callback: claimed[0].id.callback, status: .read,
                at: now, errorCode: nil, errorText: nil)
            _ = try await shop.pool.withConnection { connection in
                try Intake(connection, channel: "whatsapp").accept(
                    [InboundBatch(messages: [], reports: [report], others: [])], at: now)
            }
            #expect(try await shop.words("SELECT state || ' ' || delivery_status FROM outbox") == ["sent 4"])
        }
    }
}

private let location = Statement("test.location", "SELECT id FROM location")

import Booking
import CivilTime
import Conversations
import DemoSalon
import FlowCompiler
import FlowInterpreter
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import StandIn
import Storage
import Testing
import Workers

/// A time that comes free, from the booking that is called off to the yes of somebody who waited, with the nail studio in a
/// real database and the stand-in as the network.
@Suite("Freed times", .serialized, .timeLimit(.minutes(5)))
struct WaitlistWorkerTests {
    private static let first = "77051234567"
    private static let second = "77079876543"
    private static let hour: Int64 = 3_600_000

    /// Anna's three o'clock is booked by the first phone.
    private static func book(_ office: PostOffice) async throws {
        try await office.talk("хочу на маникюр завтра в 3 к Анне", from: first)
        try await office.talk("да", from: first)
        #expect(try await office.shop.words("SELECT status FROM booking WHERE status = 'confirmed'") == ["confirmed"])
    }

    /// The phone joins the waiting list for just that.
    private static func wait(_ office: PostOffice, _ phone: String = second, words: String = "запишите меня в лист ожидания на маникюр завтра к Анне") async throws {
        try await office.talk(words, from: phone)
        _ = try await office.send()
    }

    private static func cancel(_ office: PostOffice) async throws {
        try await office.talk("отмените мою запись", from: first)
        try await office.talk("да", from: first)
        #expect(try await office.shop.words("SELECT status FROM booking WHERE status IN ('confirmed', 'cancelled')") == ["cancelled"])
    }

    /// Everything that is to be done now is done.
    private static func settle(_ office: PostOffice) async throws {
        try await office.shop.offer()
        try await office.shop.work()
        _ = try await office.send()
    }

    private static func shown(_ office: PostOffice, _ phone: String = second) -> [ChatEntry] {
        office.standIn.transcript(phone).filter { $0.author == .business && $0.isShown }
    }

    private static func last(_ office: PostOffice, _ phone: String = second) throws -> ChatEntry {
        try #require(shown(office, phone).last)
    }

    /// The customer taps in the network, and the shop gets it by its own way.
    private static func tap(_ office: PostOffice, _ title: String, on entry: ChatEntry, from phone: String = second) async throws {
        let choice = try #require(entry.content.choices.first { $0.title == title })
        _ = try office.standIn.write(from: phone, .tap(messageID: entry.id, choiceID: choice.id))
        try await office.shop.receive([office.shop.message(.tap(id: choice.id, title: title), from: phone)])
        try await office.shop.work()
        _ = try await office.send()
    }

    @Test("Called off, offered with two buttons, taken with a yes, with a number and a reminder", arguments: [true, false])
    func taken(byTap: Bool) async throws {
        try await PostOffice.run { (office) async throws in
            try await Self.book(office)
            try await Self.wait(office)
            #expect(try Self.last(office).content.body.contains("лист ожидания"))
            try await Self.cancel(office)
            try await Self.settle(office)
            let offer = try Self.last(office)
            #expect(offer.content.kind == .buttons)
            #expect(offer.content.body.hasPrefix("Освободилось время: Маникюр, Анна, 11 марта в 15:00."))
            if byTap {
                try await Self.tap(office, "Да", on: offer)
            } else {
                try await office.talk("да", from: Self.second)
                _ = try await office.send()
            }
            let number = try await office.shop.words("SELECT number FROM booking WHERE status = 'confirmed'")
            #expect(number.count == 1)
            #expect(try Self.last(office).content.body == "Записала: Маникюр, Анна, 11 марта в 15:00. Номер записи \(number[0]).")
            #expect(try await office.shop.words("SELECT count(*)::text FROM waitlist_entry") == ["0"])
            #expect(try await office.shop.words("SELECT state FROM waitlist_offer") == ["accepted"])
            #expect(
                try await office.shop.words(
                    "SELECT count(*)::text FROM outbox JOIN booking ON booking.id = outbox.booking_id WHERE outbox.state = 'pending' AND booking.status = 'confirmed'")
                    == ["1"])
            #expect(office.sentOnce)
        }
    }

    @Test("A day after the customer's last word the offer leaves by its template, whose buttons count as well")
    func template() async throws {
        try await PostOffice.run { (office) async throws in
            try await Self.wait(office, words: "запишите меня в лист ожидания на маникюр послезавтра")
            try await office.talk("хочу на маникюр послезавтра в 3 к Анне", from: Self.first)
            try await office.talk("да", from: Self.first)
            office.shop.clock.advance(milliseconds: 24 * Self.hour)
            let before = Self.shown(office).count
            try await Self.cancel(office)
            try await Self.settle(office)
            let shown = Self.shown(office).dropFirst(before)
            #expect(shown.map(\.content.kind) == [.template])
            let offer = try #require(shown.last)
            #expect(
                offer.content.body
                    == "Здравствуйте, это Студия «Лак и Шпилька». Освободилось время: Маникюр, Анна, 12 марта в 15:00. Записать вас? Время достанется тому, кто ответит первым.")
            try await Self.tap(office, "Да", on: offer)
            #expect(try Self.last(office).content.body.hasPrefix("Записала: Маникюр, Анна, 12 марта в 15:00."))
            #expect(office.sentOnce)
        }
    }

    @Test("Who opted out hears nothing, also when the offer was already on its way", arguments: [true, false])
    func optedOut(before: Bool) async throws {
        try await PostOffice.run { (office) async throws in
            try await Self.book(office)
            try await Self.wait(office)
            if before { try await office.talk("стоп", from: Self.second) }
            try await Self.cancel(office)
            #expect(try await office.shop.offer() == (before ? 0 : 1))
            try await office.shop.work()
            if !before { try await office.talk("стоп", from: Self.second) }
            _ = try await office.send()
            #expect(!Self.shown(office).contains { $0.content.body.contains("Освободилось") })
            #expect(try await office.shop.words("SELECT state FROM outbox WHERE kind = 'offer'") == (before ? [] : ["cancelled"]))
        }
    }

    @Test("At night nobody is written to; in the morning those who wait hear of what is still free")
    func night() async throws {
        try await PostOffice.run { (office) async throws in
            try await Self.book(office)
            office.shop.clock.advance(milliseconds: 13 * Self.hour)
            try await Self.wait(office)
            try await Self.cancel(office)
            let before = Self.shown(office).count
            try await Self.settle(office)
            #expect(Self.shown(office).count == before)
            office.shop.clock.advance(milliseconds: 11 * Self.hour - 1)
            try await Self.settle(office)
            #expect(Self.shown(office).count == before)
            office.shop.clock.advance(milliseconds: 1)
            try await Self.settle(office)
            #expect(try Self.last(office).content.body.hasPrefix("Освободилось время: Маникюр, Анна, 11 марта в 15:00."))
        }
    }

    @Test("The others get a kind no while they may be written to, and nothing that costs a template", arguments: [true, false])
    func others(withinWindow: Bool) async throws {
        try await PostOffice.run { (office) async throws in
            let third = "77051110003"
            try await Self.book(office)
            try await Self.wait(office, third)
            if !withinWindow { office.shop.clock.advance(milliseconds: 24 * Self.hour) }
            try await Self.wait(office, words: "запишите меня в лист ожидания на маникюр 11 марта к Анне")
            try await Self.cancel(office)
            try await Self.settle(office)
            let offer = try Self.last(office)
            let theirs = try Self.last(office, third)
            #expect(theirs.content.body.contains("свободилось время"))
            #expect((theirs.content.kind == .template) == !withinWindow)
            try await Self.tap(office, "Да", on: offer)
            try await Self.settle(office)
            #expect(try Self.last(office).content.body.hasPrefix("Записала:"))
            let told = try Self.last(office, third)
            if withinWindow {
                #expect(told.content.body.hasPrefix("Время 11 марта в 15:00 успели занять раньше. Вы остаётесь в листе ожидания"))
            } else {
                #expect(told.id == theirs.id)
            }
            // Whoever taps later is answered kindly.
            try await Self.tap(office, "Да", on: theirs, from: third)
            #expect(try Self.last(office, third).content.body.hasPrefix("К сожалению, 11 марта в 15:00 уже заняли."))
            #expect(try await office.shop.words("SELECT state FROM waitlist_offer ORDER BY state") == ["accepted", "lost"])
            #expect(try await office.shop.words("SELECT count(*)::text FROM waitlist_entry") == ["1"])
        }
    }

    @Test("A no is thanked for and lets the next freed time come at once")
    func declined() async throws {
        try await PostOffice.run { (office) async throws in
            try await Self.book(office)
            try await Self.wait(office)
            try await Self.cancel(office)
            try await Self.settle(office)
            try await Self.tap(office, "Нет", on: try Self.last(office))
            #expect(try Self.last(office).content.body == "Спасибо, что ответили! Вы остаётесь в листе ожидания.")
            #expect(try await office.shop.words("SELECT state FROM waitlist_offer") == ["declined"])
            #expect(try await office.shop.words("SELECT count(*)::text FROM waitlist_entry") == ["1"])
        }
    }

    @Test("The journal of a conversation with an offer plays again, bit for bit")
    func replay() async throws {
        try await PostOffice.run { (office) async throws in
            try await Self.book(office)
            try await Self.wait(office)
            try await Self.cancel(office)
            try await Self.settle(office)
            try await office.talk("да", from: Self.second)
            let address = office.shop.database.bootstrapAddress
            let rows = try await onThread {
                try Connection(address).execute(journal, [.text(Self.second)]).map {
                    (now: Instant(milliseconds: try $0.int64(0)), event: try $0.bytes(1), answers: try $0.bytes(2))
                }
            }
            let state = try await onThread { try Connection(address).execute(stateOf, [.text(Self.second)])[0].bytes(0) }
            let program = Program(office.shop.bench.flow.machine)
            var conversation = Conversation(program.machine, at: try #require(rows.first).now)
            for (index, row) in rows.enumerated() {
                let record = try JournalRecord(
                    machine: program.hash, turn: index + 1, now: row.now, eventBytes: row.event, answerBytes: row.answers)
                conversation = try record.replay(program, from: conversation).conversation
            }
            #expect(rows.count == 3 && conversation.encoded == state)
        }
    }

    /// Twenty wait for one time, each hears of it, and all say yes at once to workers on connections of their own.
    @Test("Of twenty who say yes at once one has the time, nineteen a kind no, and nothing overlaps", arguments: 0..<3)
    func crowd(_ round: Int) async throws {
        try await Workshop.run { (shop) async throws in
            let phones = (0..<20).map { "7705222\(1000 + $0)" }
            try await shop.talk("хочу на маникюр завтра в 3 к Анне")
            try await shop.talk("да")
            for phone in phones { try await shop.say("запишите меня в лист ожидания на маникюр завтра к Анне", from: phone) }
            try await shop.work()
            try await shop.talk("отмените мою запись")
            try await shop.talk("да")
            #expect(try await shop.offer() == 20)
            try await shop.work()
            // As if all of them had left.
            try await shop.damage(
                "UPDATE outbox SET state = 'sent', finished_at = created_at, provider_message_id = 'wamid.' || id WHERE state = 'pending' AND booking_id IS NULL")
            try await shop.receive(phones.map { shop.message(.text("да"), from: $0) })
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try await shop.work() } }
                try await group.waitForAll()
            }
            try await shop.work()
            #expect(try await shop.words("SELECT count(*)::text FROM booking WHERE status = 'confirmed'") == ["1"])
            #expect(
                try await shop.words("SELECT state || ' ' || count(*) FROM waitlist_offer GROUP BY state ORDER BY 1")
                    == ["accepted 1", "lost 19"])
            var booked = 0
            var late = 0
            for phone in phones {
                let texts = try await shop.said(to: phone).compactMap { content in
                    if case .message(let message) = content { message.text } else { nil }
                }
                booked += texts.count { $0.hasPrefix("Записала: ") }
                // Told once, by their own answer or before it.
                late += texts.contains { $0.hasPrefix("К сожалению, 11 марта в 15:00 уже заняли.") } ? 1 : 0
            }
            #expect(booked == 1 && late == 19)
            #expect(
                try await shop.words(
                    "SELECT count(*)::text FROM booking AS a JOIN booking AS b ON a.master_id = b.master_id AND a.id < b.id AND a.occupied && b.occupied WHERE a.status = 'confirmed' AND b.status = 'confirmed'")
                    == ["0"])
            #expect(try await shop.words("SELECT count(*)::text FROM waitlist_entry") == ["19"])
            #expect(!shop.log.lines.contains { $0.hasPrefix("a turn failed") })
        }
    }

    @Test("What a failing turn was to tell is put off, and told later")
    func failing() async throws {
        try await PostOffice.run { (office) async throws in
            try await Self.book(office)
            try await Self.wait(office)
            try await Self.cancel(office)
            try await office.shop.offer()
            try await office.shop.damage(
                "UPDATE conversation SET state = '\\x04ff' WHERE reply_phone = '\(Self.second)'")
            let done = try await office.shop.worker().work(for: office.shop.tenant)
            #expect(done.turns == 0)
            #expect(
                try await office.shop.words(
                    "SELECT (news_at = timestamptz '2026-03-10 04:00Z' + interval '300 seconds')::text FROM waitlist_offer")
                    == ["true"])
        }
    }
}

private let journal = Statement(
    "test.journal_of",
    """
    SELECT (extract(epoch FROM turn.happened_at) * 1000)::bigint, turn.event, turn.answers
    FROM turn JOIN conversation ON conversation.id = turn.conversation_id
    WHERE conversation.reply_phone = $1 ORDER BY turn.number
    """)

private let stateOf = Statement("test.state_of", "SELECT state FROM conversation WHERE reply_phone = $1")

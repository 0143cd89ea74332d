import Booking
import CivilTime
import Conversations
import FlowInterpreter
import FlowMachine
import Salon
import SalonFiles
import Synchronization
import Testing

/// Whole turns of the nail studio about a freed time: Anna, manicure, Wednesday 11 March, 15:00.
@Suite("Turns about waitlist offers")
struct WaitlistTurnTests {
    /// Offers that live as long as the test.
    final class Offers: WaitlistOffers, Sendable {
        private let kept: Mutex<[WaitlistOffer]>
        init(_ offers: [WaitlistOffer]) { kept = Mutex(offers) }

        var all: [WaitlistOffer] { kept.withLock { $0 } }

        func offer(_ id: WaitlistOfferID, of customer: CustomerID) -> WaitlistOffer? { all.first { $0.id == id } }

        func openOffers(of customer: CustomerID, now: Instant) -> [WaitlistOffer] {
            all.filter { $0.state == .offered && $0.expiresAt > now }
        }

        func settle(_ id: WaitlistOfferID, as state: WaitlistOffer.State, booking: BookingID?, at now: Instant) {
            kept.withLock { offers in
                for index in offers.indices where offers[index].id == id {
                    offers[index].state = state
                    offers[index].booking = booking
                }
            }
        }
    }

    static let now = SalonModulesTests.now
    static let wall = CivilMoment(date: CivilDate(iso: "2026-03-11") ?? CivilDate(daysSinceEpoch: 0), time: ClockTime(minutes: 900) ?? .midnight)

    let bot: Bot
    let bookings = MemoryBookingStore()
    let customers = MemoryCustomers()
    let offers: Offers

    init() throws {
        bot = try Bots.nailStudio.get()
        offers = Offers([Self.offer(bot)])
    }

    private static func offer(_ bot: Bot, id: Int64 = 17) -> WaitlistOffer {
        WaitlistOffer(
            id: WaitlistOfferID(id), service: bot.catalogue.services[0].id, master: bot.catalogue.masters[0].id,
            start: bot.catalogue.zone.instant(of: wall), wall: wall, state: .offered,
            expiresAt: now.adding(minutes: 180))
    }

    private func take(
        _ event: Event, _ conversation: Conversation? = nil, turn: Int64 = 1, at now: Instant = now
    ) throws -> ConversationTurn {
        let result = try ConversationTurn(
            bot: bot, conversation: conversation, event: event, customer: CustomerID(1), customerName: "Ира", name: "c1",
            turn: turn, now: now, bookings: bookings, customers: customers, offers: offers)
        // What stands in the journal gives the same turn again.
        let before = conversation ?? Conversation(bot.program.machine, at: now)
        let again = try JournalRecord(
            machine: result.journal.machine, turn: result.journal.turn, now: now, eventBytes: result.journal.eventBytes,
            answerBytes: result.journal.answerBytes
        ).replay(bot.program, from: before)
        #expect(again.conversation == result.conversation)
        return result
    }

    private func hear(_ text: String, _ conversation: Conversation, turn: Int64, at now: Instant = now) throws -> ConversationTurn {
        try take(try #require(bot.event(for: .text(text), in: conversation, at: now)), conversation, turn: turn, at: now)
    }

    private func words(_ turn: ConversationTurn) -> String {
        turn.outbound.compactMap { outbound in
            switch outbound.content {
            case .message(let message): message.text
            case .offer(let offer): offer.message.text
            default: nil
            }
        }.joined(separator: "\n")
    }

    private func offered() throws -> ConversationTurn { try take(try #require(bot.event(of: offers.all[0]))) }

    @Test("an offer leaves with its buttons, and with the template that says the same outside the window")
    func leaves() throws {
        let turn = try offered()
        let outbound = try #require(turn.outbound.first)
        guard case .offer(let offer) = outbound.content else {
            Issue.record("\(outbound)")
            return
        }
        #expect(outbound.offer == WaitlistOfferID(17) && turn.outbound.count == 1)
        #expect(
            offer.message.text
                == "Освободилось время: Маникюр, Анна, 11 марта в 15:00. Записать вас? Кто ответит первым, того и время.")
        #expect(offer.message.choices.map(\.label) == ["Да", "Нет"])
        #expect(
            offer.template
                == TemplateMessage(
                    name: "waitlist_offer", language: "ru",
                    parameters: ["Студия «Лак и Шпилька»", "Маникюр", "Анна", "11 марта", "15:00"]))
        #expect(try OutboundContent(encoded: outbound.content.encoded) == outbound.content)
    }

    @Test("a yes books by the turn's own cause, plans the reminder and says the number; once more it says it again", arguments: ["да", "да, в 15:00", "Да, запишите меня"])
    func accepts(_ yes: String) throws {
        let offered = try offered()
        let turn = try hear(yes, offered.conversation, turn: 2)
        #expect(words(turn) == "Записала: Маникюр, Анна, 11 марта в 15:00. Номер записи 101.")
        try #require(bookings.bookings.map(\.booking.origin) == ["c1/2"])
        #expect(offers.all[0].state == .accepted && offers.all[0].booking == bookings.bookings[0].created.id)
        #expect(turn.outbound.compactMap(\.reminder?.booking) == [bookings.bookings[0].created.id])
        let again = try take(.tapped(id: "w.v.17.yes", title: "Да"), turn.conversation, turn: 3)
        #expect(words(again) == words(turn) && bookings.bookings.count == 1)
    }

    @Test("who is too late gets a kind no, the nearest free time, and stays on the list")
    func late() throws {
        let service = bot.catalogue.services[0]
        let other = NewBooking(
            customer: CustomerID(2), service: service, master: bot.catalogue.masters[0].id, start: offers.all[0].start,
            wall: Self.wall, zone: bot.catalogue.zone.name, origin: "c2/1", bookedAt: Self.now)
        guard case .created = bookings.create(other) else { throw Bots.Unknown(name: "booking") }
        let turn = try hear("да", try offered().conversation, turn: 2)
        #expect(words(turn).hasPrefix("К сожалению, 11 марта в 15:00 уже заняли. Вы остаётесь в листе ожидания"))
        #expect(words(turn).contains("Ближайшее свободное: 11 марта в 1"))
        #expect(offers.all[0].state == .lost && bookings.bookings.count == 1)
    }

    @Test("a no is thanked for")
    func declines() throws {
        let turn = try hear("нет, спасибо", try offered().conversation, turn: 2)
        #expect(words(turn) == "Спасибо, что ответили! Вы остаётесь в листе ожидания.")
        #expect(offers.all[0].state == .declined && bookings.bookings.isEmpty)
        let later = try take(.tapped(id: "w.v.17.yes", title: "Да"), turn.conversation, turn: 3)
        #expect(words(later).hasPrefix("Записала:"), "who thinks better of it has the time as long as it is free")
    }

    @Test("a time that has gone by is answered kindly; one that was let go by is booked as long as it can be")
    func over() throws {
        let offered = try offered()
        let start = offers.all[0].start
        let late = try take(
            .tapped(id: "w.v.17.yes", title: "Да"), offered.conversation, turn: 2, at: start.adding(minutes: -59))
        #expect(words(late).hasPrefix("На это время записать уже не получится"))
        #expect(offers.all[0].state == .expired)
        let inTime = try take(
            .tapped(id: "w.v.17.yes", title: "Да"), offered.conversation, turn: 3, at: start.adding(minutes: -60))
        #expect(words(inTime).hasPrefix("Записала:"))
    }

    @Test("a yes that wants something else is a wish of its own", arguments: ["да, но в 16:00", "да, к Марии", "да, на педикюр", "завтра в 15:00 маникюр у Марии", "хочу записаться на маникюр"])
    func other(_ words: String) throws {
        _ = try hear(words, try offered().conversation, turn: 2)
        #expect(offers.all[0].state == .offered && bookings.bookings.isEmpty)
    }

    @Test("in the middle of a conversation the tap counts and the open question stands last")
    func inTheMiddle() throws {
        let begun = try hear("хочу на педикюр", Conversation(bot.program.machine, at: Self.now), turn: 1)
        let offered = try take(try #require(bot.event(of: offers.all[0])), begun.conversation, turn: 2)
        let turn = try take(.tapped(id: "w.v.17.yes", title: "Да"), offered.conversation, turn: 3)
        #expect(words(turn) == "Записала: Маникюр, Анна, 11 марта в 15:00. Номер записи 101.\n\n\(words(begun))")
        #expect(turn.conversation.position == begun.conversation.position)
    }

    @Test("two open offers are not guessed between, and another's is nobody's")
    func ambiguous() throws {
        let two = Offers([Self.offer(bot), Self.offer(bot, id: 18)])
        let idle = Conversation(bot.program.machine, at: Self.now)
        let event = try #require(bot.event(for: .text("да"), in: idle, at: Self.now))
        _ = try ConversationTurn(
            bot: bot, conversation: idle, event: event, customer: CustomerID(1), customerName: nil, name: "c1", turn: 1,
            now: Self.now, bookings: bookings, customers: customers, offers: two)
        #expect(bookings.bookings.isEmpty && two.all.allSatisfy { $0.state == .offered })
        let stranger = try take(.tapped(id: "w.v.99.yes", title: "Да"))
        #expect(words(stranger).hasPrefix("Это меню уже устарело"))
    }

    @Test("in English, too")
    func english() throws {
        let begun = try hear("hello", Conversation(bot.program.machine, at: Self.now), turn: 1)
        let offered = try take(try #require(bot.event(of: offers.all[0])), begun.conversation, turn: 2)
        #expect(words(offered).hasPrefix("A time has come free: Manicure with Anna on March 11 at 15:00."))
        let turn = try hear("yes please", offered.conversation, turn: 3)
        #expect(words(turn) == "Booked: Manicure with Anna on March 11 at 15:00. Your number is 101.")
    }
}

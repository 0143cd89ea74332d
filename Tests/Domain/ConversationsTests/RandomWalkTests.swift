import Booking
import CivilTime
import Conversations
import FlowCompiler
import FlowGenerator
import FlowInterpreter
import FlowMachine
import Salon
import Testing

/// Random conversations with the nail studio: whatever a customer does, the bot stays within its promises.
@Suite("Conversations: random walks")
struct RandomWalkTests {
    private static let phrases = [
        "хочу записаться", "маникюр", "педикюр", "маникюр и педикюр", "гель-лак", "снять лак", "к Ане", "к Марии",
        "к Ольге",
        "к любому", "завтра", "сегодня", "в пятницу", "на следующей неделе", "вчера", "через год", "в 3", "в 15:00",
        "после 5",
        "вечером", "в 23:00", "утром", "хочу на маникюр завтра в 3 к Ане", "нет, лучше в 4", "не завтра, а в пятницу",
        "да",
        "нет", "да, но в 4", "ок", "отмена", "стоп", "подписаться", "позовите человека", "привет", "спасибо", "помощь",
        "а парковка у вас есть?", "картой можно?", "где вы находитесь?", "сколько стоит?", "до скольки вы работаете?",
        "мяу",
        "I want to book", "manicure", "a pedicure with Olga", "gel polish tomorrow", "with Anna", "anyone", "tomorrow",
        "on Friday", "next week", "at 3 pm", "at noon", "in the evening", "manicure with Anna tomorrow at 3 pm", "yes",
        "no",
        "no, better at 4", "not tomorrow, Friday", "cancel", "stop", "hello", "thanks", "help", "where can I park?",
        "do you take cards?", "operator", "", " ", "?", "😀💅🏽", "مرحبا", "{price}", "{service: money} {", "1", "16", "31",
        "'; DROP TABLE bookings; --", "\u{202E}етсалп", "\u{0}", "a\u{301}\u{301}\u{301}\u{301}",
    ]

    private static let hostile = [
        "", ".", "....", "o.x.confirm.yes", "o.x.nowhere.yes", "v.x.service.service=999999999999999999999",
        "m.x.date.10000",
        "v.x.time.time=25:00", "v.x.date.date=2026-02-30", "v.x.date.date=0001-01-01,time=00:00",
        "v.x.date.date=9999-12-31",
        "v.x.master.master=*", "v.x.service.service=1,service=2,service=3", "m.x.time.99999999999999999999",
        "v.x.time.time=24:00",
    ]

    struct Walk {
        var rehearsal: Rehearsal
        var random: SeededGenerator
        var shown: [MessageChoice] = []
    }

    private static func start(_ bot: Bot) throws -> Instant {
        guard let date = CivilDate(iso: "2026-03-10"), let time = ClockTime(iso: "09:00") else {
            throw Bots.Unknown(name: "now")
        }
        return bot.catalogue.zone.instant(of: CivilMoment(date: date, time: time))
    }

    /// One event of a random kind; returns what was said to it.
    private static func move(_ walk: inout Walk) throws -> [Message] {
        switch Int.random(in: 0..<100, using: &walk.random) {
        case 0..<55:
            return try walk.rehearsal.receive(.text(phrases.randomElement(using: &walk.random) ?? ""))
        case 55..<60:
            let two = (0..<2).compactMap { _ in phrases.randomElement(using: &walk.random) }
            return try walk.rehearsal.receive(.text(two.joined(separator: ", ")))
        case 60..<78:
            // The newest choices are tapped most often, any older one now and then.
            let recent = Bool.random(using: &walk.random) ? walk.shown.suffix(10)[...] : walk.shown[...]
            guard let choice = recent.randomElement(using: &walk.random) else { return [] }
            return try walk.rehearsal.receive(.tap(id: choice.id, title: choice.label))
        case 78..<82:
            return try walk.rehearsal.receive(.tap(id: hostile.randomElement(using: &walk.random) ?? "", title: "?"))
        case 82..<86:
            return try walk.rehearsal.receive(.media(kind: "image", id: "1"))
        case 86..<88:
            return try walk.rehearsal.receive(.notice(kind: "reaction"))
        case 88..<90:
            guard walk.rehearsal.conversation != nil else { return [] }
            return try walk.rehearsal.release()
        case 90..<91:
            walk.rehearsal.staged[.bookingCreate] = [.taken, .limit, .failed].randomElement(using: &walk.random)
            return []
        default:
            let minutes = [1, 31, 121, 721, 1441, 5000].randomElement(using: &walk.random) ?? 1
            return try walk.rehearsal.pass(seconds: minutes * 60)
        }
    }

    private static func isCyrillic(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) }
    }

    private func check(_ message: Message, _ language: String, _ place: String) {
        #expect(!message.text.isEmpty, "\(place)")
        #expect(message.text.count <= 1024, "\(place): \(message.text)")
        #expect(!message.text.contains("{") && !message.text.contains("}"), "\(place): \(message.text)")
        #expect(
            !message.text.contains(" ,") && !message.text.contains("  ") && !message.text.contains(", ."),
            "\(place): \(message.text)")
        #expect(message.choices.count <= Limits.choicesPerMessage, "\(place)")
        #expect(Set(message.choices.map(\.id)).count == message.choices.count, "\(place): \(message.choices)")
        #expect(Set(message.choices.map(\.label)).count == message.choices.count, "\(place): \(message.choices)")
        for choice in message.choices {
            #expect(!choice.label.isEmpty && choice.label.utf16.count <= 24, "\(place): \(choice.label)")
            #expect(!choice.id.isEmpty && choice.id.utf8.count <= 200, "\(place): \(choice.id)")
            #expect(ChoiceID.read(choice.id) != nil, "\(place): \(choice.id)")
        }
        for text in [message.text, message.menuLabel] + message.choices.map(\.label)
        where text.contains(where: \.isLetter) {
            #expect(RandomWalkTests.isCyrillic(text) == (language == "ru"), "\(place): \(text)")
            guard language == "ru" else { continue }
            let latin = text.filter { $0.isASCII && $0.isLetter }
            #expect(latin.isEmpty, "\(place): \(text)")
        }
        #expect(message.choices.isEmpty || !message.menuLabel.isEmpty, "\(place)")
        #expect(message.menuLabel.utf16.count <= 20, "\(place)")
    }

    @Test("three hundred events a conversation break no promise, and every turn replays", arguments: 1...24)
    func walk(seed: Int) throws {
        let bot = try Bots.nailStudio.get()
        let program = bot.program
        let costs = try #require(try Bots.compiled(Bots.nailStudioFlow(), salon: bot.catalogue).costs)
        var walk = Walk(
            rehearsal: Rehearsal(bot: bot, now: try RandomWalkTests.start(bot)),
            random: SeededGenerator(seed: UInt64(seed)))
        // Every message is checked in the language of the turn that sent it, so turns are taken from the journal.
        for event in 0..<300 {
            let turnsBefore = walk.rehearsal.journal.count
            let conversationBefore = walk.rehearsal.conversation
            let said = try RandomWalkTests.move(&walk)
            walk.shown += said.flatMap(\.choices)
            guard let conversation = walk.rehearsal.conversation else { continue }
            let place = "seed \(seed), event \(event)"
            for message in said { check(message, bot.languages[conversation.language], place) }
            var state =
                conversationBefore
                ?? Conversation(
                    program.machine, at: walk.rehearsal.journal[turnsBefore...].first?.now ?? walk.rehearsal.now)
            for record in walk.rehearsal.journal[turnsBefore...] {
                #expect(record.answers.count <= Limits.questionsPerTurn)
                let result = try record.replay(program, from: state)
                #expect(
                    try record.replay(program, from: state) == result, "\(place): a turn is a function of what it saw")
                let sent = result.effects.compactMap { if case .send(let message) = $0 { message } else { nil } }
                #expect(sent.count <= 1, "\(place): one message a turn")
                checkCosts(of: result, sent, costs, place)
                #expect(sent.allSatisfy(said.contains), "\(place)")
                #expect(!result.trace.contains(.limitMet), "\(place)")
                state = result.conversation
                let again = try Conversation(encoded: state.encoded, for: program.machine)
                #expect(again == state, "\(place)")
            }
            #expect(state == conversation, "\(place): the journal leads to the conversation")
            checkState(conversation, program.machine, at: walk.rehearsal.now, place)
            if case .choosing = conversation.position, conversation.position != conversationBefore?.position {
                #expect(said.last?.choices.isEmpty == false, "\(place): options are shown where they are waited for")
            }
        }
        checkBookings(walk.rehearsal.bookings.bookings.map(\.booking), "seed \(seed)")
        #expect(walk.rehearsal.journal.count > 150)
    }

    /// What the compiler proved of every turn holds for this one.
    private func checkCosts(of result: TurnResult, _ sent: [Message], _ costs: Costs, _ place: String) {
        #expect(result.answers.count <= costs.calls, "\(place): calls")
        let entered = result.trace.count { if case .entered = $0 { true } else { false } }
        #expect(entered <= costs.steps, "\(place): steps")
        let shown = result.effects.count { if case .show = $0 { true } else { false } }
        #expect(sent.count + shown <= costs.messages, "\(place): messages")
        let told = result.effects.count { if case .tell = $0 { true } else { false } }
        #expect(told <= costs.staffMessages, "\(place): messages to the salon")
        for message in sent {
            #expect(message.text.utf16.count <= costs.units[result.conversation.language], "\(place): \(message.text)")
        }
    }

    private func checkState(_ conversation: Conversation, _ machine: Machine, at now: Instant, _ place: String) {
        switch conversation.position {
        case .idle:
            #expect(conversation.slots.allSatisfy { $0.value == nil } && conversation.wakeAt == nil, "\(place)")
        case .filling(let form, let slot):
            guard case .fill(let slots) = machine[form.step].code[form.instruction] else {
                Issue.record("\(place): no form is open")
                return
            }
            #expect(slots.contains(slot), "\(place)")
            #expect(conversation.slots[slot.index].value == nil, "\(place): what is known is not asked for")
            #expect(conversation.form == form, "\(place)")
        case .choosing(let step): #expect(!machine[step].options.isEmpty, "\(place)")
        case .handedOff: #expect(conversation.wakeAt == nil, "\(place)")
        case .resuming: Issue.record("\(place): a version's own conversation waits for an answer")
        }
        #expect(conversation.interrupted.count <= Limits.interruptions, "\(place)")
        #expect(conversation.offered.count <= Limits.choicesPerMessage, "\(place)")
        if let wake = conversation.wakeAt { #expect(wake > now, "\(place): a silence that is due has been followed") }
        #expect(conversation.failedTries < 3, "\(place): the way out was taken")
    }

    private func checkBookings(_ bookings: [NewBooking], _ place: String) {
        for (index, one) in bookings.enumerated() {
            for other in bookings[(index + 1)...] where one.master == other.master {
                #expect(one.occupiedTo <= other.occupiedFrom || other.occupiedTo <= one.occupiedFrom, "\(place)")
            }
            #expect(one.start > one.bookedAt, "\(place)")
        }
        #expect(Set(bookings.map(\.origin)).count == bookings.count, "\(place)")
    }

    @Test("bookings of many customers never overlap")
    func shared() throws {
        let bot = try Bots.nailStudio.get()
        let store = MemoryBookingStore()
        var random = SeededGenerator(seed: 77)
        let start = try RandomWalkTests.start(bot)
        for number in 1...60 {
            var rehearsal = Rehearsal(bot: bot, bookings: store, now: start, customer: CustomerID(Int64(number)))
            let wish = ["маникюр", "педикюр", "снять лак"].randomElement(using: &random) ?? "маникюр"
            let hour = Int.random(in: 10...18, using: &random)
            _ = try rehearsal.receive(.text("\(wish) завтра в \(hour):00 к любому"))
            for _ in 0..<3 {
                let choice = rehearsal.outbound.compactMap { outbound -> Message? in
                    if case .message(let message) = outbound.content { message } else { nil }
                }.last?.choices.first
                guard let choice else { break }
                _ = try rehearsal.receive(.tap(id: choice.id, title: choice.label))
            }
        }
        #expect(store.bookings.count > 20)
        checkBookings(store.bookings.map(\.booking), "sixty customers")
    }

    @Test("the same walk twice is the same, byte for byte", arguments: [3, 1000])
    func deterministic(seed: Int) throws {
        let bot = try Bots.nailStudio.get()
        var records: [[[UInt8]]] = []
        for _ in 0..<2 {
            var walk = Walk(
                rehearsal: Rehearsal(bot: bot, now: try RandomWalkTests.start(bot)),
                random: SeededGenerator(seed: UInt64(seed)))
            for _ in 0..<120 { walk.shown += try RandomWalkTests.move(&walk).flatMap(\.choices) }
            records.append(
                walk.rehearsal.journal.flatMap { [$0.eventBytes, $0.answerBytes] }
                    + [walk.rehearsal.conversation?.encoded ?? []] + walk.rehearsal.outbound.map(\.content.encoded))
        }
        #expect(records[0] == records[1])
        #expect(records[0].count > 100)
    }

    @Test("a replay refuses another program, and answers that do not fit")
    func replayRefuses() throws {
        let bot = try Bots.nailStudio.get()
        var rehearsal = Rehearsal(bot: bot, now: try RandomWalkTests.start(bot))
        _ = try rehearsal.receive(.text("маникюр к Ане завтра в 3"))
        var record = try #require(rehearsal.journal.last)
        let fresh = Conversation(bot.program.machine, at: record.now)
        #expect(try record.replay(bot.program, from: fresh).conversation == rehearsal.conversation)
        #expect(throws: ReplayError.otherMachine) { try record.replay(Bots.sideFlows.get().program, from: fresh) }
        let answers = record.answers
        record.answers = Array(answers.dropLast())
        #expect(throws: ReplayError.asksMore) { try record.replay(bot.program, from: fresh) }
        record.answers = answers + [.outcome(.done, [])]
        #expect(throws: ReplayError.asksLess) { try record.replay(bot.program, from: fresh) }
    }

    @Test("what a store throws ends the turn, and nothing has happened")
    func storeFails() throws {
        struct Down: Error {}
        struct Broken: BookingStore {
            func busy(masters: [MasterID], resources: Set<ResourceID>, from: Instant, to: Instant, for view: CalendarView) throws -> [Busy] { throw Down() }
            func hold(_ booking: NewBooking, until end: Instant) throws -> HoldResult { throw Down() }
            func upcoming(of customer: CustomerID, now: Instant, limit: Int) throws -> [CustomerBooking] { throw Down() }
            func booking(_ id: BookingID, of customer: CustomerID) throws -> CustomerBooking? { throw Down() }
            func move(_ move: BookingMove) throws -> MoveResult { throw Down() }
            func cancel(_ cancellation: BookingCancellation) throws -> Bool { throw Down() }
            func release(heldBy customer: CustomerID, origin: String, at now: Instant) throws { throw Down() }
            func confirm(_ change: BookingChange) throws -> Bool { throw Down() }
            func wantReminder(_ id: BookingID, of customer: CustomerID) throws { throw Down() }
            func joinWaitlist(_ wish: WaitlistWish) throws -> JoinResult { throw Down() }
            func leaveWaitlist(_ customer: CustomerID) throws { throw Down() }
            func create(_ booking: NewBooking) throws -> CreateResult { throw Down() }
            func created(by origin: String) throws -> CreatedBooking? { throw Down() }
        }
        struct Nobody: CustomerStore {
            func setOptedOut(_ optedOut: Bool, customer: CustomerID, at now: Instant) throws { throw Down() }
            func pauseReminders(of customer: CustomerID, at now: Instant) throws { throw Down() }
            func wantsReminders(_ customer: CustomerID) throws -> Bool { throw Down() }
            func remember(_ values: [RememberedValue], of customer: CustomerID, at now: Instant) throws { throw Down() }
            func profile(of customer: CustomerID) throws -> [RememberedValue] { throw Down() }
            func forget(_ customer: CustomerID, at now: Instant) throws { throw Down() }
        }
        let bot = try Bots.nailStudio.get()
        let now = try RandomWalkTests.start(bot)
        let fresh = Conversation(bot.program.machine, at: now)
        for text in ["маникюр к Ане завтра в 3", "стоп"] {
            let event = try #require(bot.event(for: .text(text), in: fresh, at: now))
            #expect(throws: Down.self, "\(text)") {
                try ConversationTurn(
                    bot: bot, conversation: nil, event: event, customer: CustomerID(1), customerName: nil, name: "test",
                    turn: 1, now: now, bookings: Broken(), customers: Nobody())
            }
        }
    }

    @Test("no more of a message is kept than the limit says")
    func longMessage() throws {
        let bot = try Bots.nailStudio.get()
        let now = try RandomWalkTests.start(bot)
        let fresh = Conversation(bot.program.machine, at: now)
        for length in [Limits.textCharacters - 1, Limits.textCharacters, Limits.textCharacters + 1, 20_000] {
            let event = try #require(bot.event(for: .text(String(repeating: "ы", count: length)), in: fresh, at: now))
            guard case .said(let understood) = event else {
                Issue.record("a text is said")
                return
            }
            #expect(understood.text.count == min(length, Limits.textCharacters))
        }
    }
}

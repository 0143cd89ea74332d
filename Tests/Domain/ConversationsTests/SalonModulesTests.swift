import Booking
import CivilTime
import Conversations
import FlowInterpreter
import FlowMachine
import Salon
import SalonFiles
import Testing

/// The module actions of the nail studio, as an interpreter would ask for them, on Tuesday 10 March 2026, 09:00.
@Suite("Module actions")
struct SalonModulesTests {
    static let now = Instant(seconds: 1_773_115_200)
    let bot: Bot
    let bookings = MemoryBookingStore()
    let customers = MemoryCustomers()

    init() throws {
        let extra = """

            phone: +7 701 700 00 01
            owner: "+77017000099"
            place: 43.238949, 76.889709
            portfolio: https://studio.example/work
            """
        let yaml = try Salons.studio().replacing("  - id: anna\n", with: "  - id: anna\n    phone: +7 701 700 00 02\n    portfolio: https://studio.example/anna\n")
        bot = try Bots.bot(try Bots.nailStudioFlow(), salon: yaml + extra)
    }

    private func modules(turn: Int = 1, language: Int = 0, staged: [Action: Outcome] = [:], at now: Instant = now)
        -> SalonModules
    {
        SalonModules(
            bot: bot, bookings: bookings, customers: customers,
            turn: TurnOrigin(
                customer: CustomerID(1), text: "c1/\(turn)", now: now, language: language, customerName: "Ира",
                customerPhone: "77051234567"), staged: staged)
    }

    private func known(
        service: Int? = nil, master: Int? = nil, date: String? = nil, time: String? = nil, booking: Int64? = nil
    ) -> Known {
        Known(
            booking: booking.map { Choice(id: "\($0)", names: []) }, service: service.map { bot.choice(of: bot.catalogue.services[$0]) },
            master: master.map { .choice(bot.choice(of: bot.catalogue.masters[$0])) }, date: date.flatMap(CivilDate.init(iso:)),
            time: time.flatMap(ClockTime.init(iso:)))
    }

    private func outcome(_ answer: Answer) -> Outcome? { if case .outcome(let outcome, _) = answer { outcome } else { nil } }

    private func fact(_ fact: Fact, _ answer: Answer) -> Value? {
        if case .outcome(_, let facts) = answer { facts.first { $0.fact == fact }?.value } else { nil }
    }

    private func book(_ date: String = "2026-03-13", _ time: String = "15:00") throws {
        var modules = modules(turn: 100)
        #expect(outcome(try modules.answer(.call(.bookingCreate, known(service: 0, date: date, time: time)))) == .booked)
    }

    @Test("every action is answered, with one of its own outcomes and with the facts it promises", arguments: Action.allCases)
    func everyAction(_ action: Action) throws {
        try book()
        var modules = modules()
        let full = known(service: 0, master: 0, date: "2026-03-12", time: "12:00", booking: 1)
        for known in [full, Known()] {
            guard case .outcome(let outcome, let facts) = try modules.answer(.call(action, known)) else {
                Issue.record("\(action.name) has no outcome")
                continue
            }
            let signature = action.signature
            #expect(signature.outcomes.contains(outcome), "\(action.name): \(outcome.name)")
            #expect(Set(signature.provides[outcome] ?? []).isSubset(of: Set(facts.map(\.fact))), "\(action.name): \(outcome.name)")
            for fact in facts { #expect(fits(fact.value, fact.fact.kind), "\(action.name) \(fact.fact.name)") }
        }
        #expect(try modules.answer(.call(action, full)) != .outcome(.failed, []), "\(action.name) can succeed")
    }

    private func fits(_ value: Value, _ kind: ValueKind) -> Bool {
        switch value {
        case .choice, .anyone: kind == .choice
        case .date: kind == .date
        case .time: kind == .time
        case .text: kind == .text
        case .number: kind == .number
        case .money: kind == .money
        case .flag: kind == .flag
        case .media: kind == .media
        case .list: kind == .list
        }
    }

    @Test("a reminder names its visit, is planned a day before, and anew when the visit is moved")
    func reminders() throws {
        try book()
        var first = modules()
        #expect(outcome(try first.answer(.call(.remindersSchedule, known(date: "2026-03-13", time: "15:00")))) == .scheduled)
        let planned = try #require(first.outbound.first)
        let start = bot.catalogue.zone.instant(of: CivilMoment(date: try date("2026-03-13"), time: try time("15:00")))
        #expect(planned.reminder == ReminderSubject(booking: BookingID(1), start: start))
        #expect(planned.dueAt == start.adding(minutes: -24 * 60) && first.outbound.count == 1)
        #expect(
            planned.content
                == .template(
                    TemplateMessage(
                        name: "booking_reminder", language: "ru",
                        parameters: ["Маникюр", "2026-03-13", "15:00", "Студия «Лак и Шпилька»"])))

        var second = modules(turn: 2)
        let moved = try second.answer(.call(.bookingReschedule, known(date: "2026-03-14", time: "12:00", booking: 1)))
        #expect(outcome(moved) == .moved && fact(.bookingNumber, moved) == .text("101"))
        #expect(second.outbound.map(\.reminder?.booking) == [BookingID(1)])
        #expect(second.outbound.first?.reminder?.start == bookings.bookings[0].booking.start)
        // What the flow plans itself in the same turn is the same reminder.
        #expect(outcome(try second.answer(.call(.remindersSchedule, known(booking: 1)))) == .scheduled)
        #expect(second.outbound.count == 1)

        var third = modules(turn: 3)
        #expect(outcome(try third.answer(.call(.bookingReschedule, known(date: "2026-03-10", time: "15:00", booking: 1)))) == .moved)
        #expect(third.outbound.isEmpty, "nearer than a day")
    }

    @Test("a visit that nobody asked to be reminded of is moved without a reminder")
    func movedWithout() throws {
        try book()
        var modules = modules()
        #expect(outcome(try modules.answer(.call(.bookingReschedule, known(date: "2026-03-14", time: "12:00", booking: 1)))) == .moved)
        #expect(modules.outbound.isEmpty)
    }

    @Test(
        "who wants no reminders gets none, also none of this turn",
        arguments: [Action.remindersPause, .customerOptOut, .customerForgetMe])
    func unwanted(_ action: Action) throws {
        try book()
        var modules = modules()
        let visit = known(date: "2026-03-13", time: "15:00")
        #expect(outcome(try modules.answer(.call(.remindersSchedule, visit))) == .scheduled)
        _ = try modules.answer(.call(action, Known()))
        #expect(modules.outbound.isEmpty)
        if action != .customerForgetMe {
            #expect(outcome(try modules.answer(.call(.remindersSchedule, visit))) == .skipped)
            _ = try modules.answer(.call(.customerOptIn, Known()))
            #expect(outcome(try modules.answer(.call(.remindersSchedule, visit))) == .scheduled)
        }
    }

    @Test("no reminder without a visit, and none without knowing which")
    func noVisit() throws {
        var modules = modules()
        #expect(outcome(try modules.answer(.call(.remindersSchedule, known(date: "2026-03-13", time: "15:00")))) == .skipped)
        #expect(outcome(try modules.answer(.call(.remindersSchedule, Known()))) == .failed)
    }

    @Test(
        "the salon's hours of a day are the widest of its masters'",
        arguments: [
            (nil, "10:00", "20:00"), ("2026-03-16", "10:00", "20:00"), ("2026-03-15", "10:00", "20:00"),
        ])
    func hours(date: String?, from: String, to: String) throws {
        var modules = modules()
        let answer = try modules.answer(.call(.salonHours, known(date: date)))
        #expect(outcome(answer) == .open)
        #expect(fact(.hoursFrom, answer) == .time(try time(from)))
        #expect(fact(.hoursTo, answer) == .time(try time(to)))
    }

    @Test("a closed day, a service's price, a portfolio of a master and of the salon")
    func salon() throws {
        var closed = bot.catalogue
        closed.closures = [try date("2026-03-11")]
        var elsewhere = SalonModules(
            bot: try Bot(program: bot.program, catalogue: closed, understander: bot.understander), bookings: bookings,
            customers: customers, turn: TurnOrigin(customer: CustomerID(1), text: "x", now: Self.now, language: 0), staged: [:])
        #expect(try elsewhere.answer(.call(.salonHours, known(date: "2026-03-11"))) == .outcome(.closed, []))
        var modules = modules()
        let price = try modules.answer(.call(.salonPrices, known(service: 1)))
        #expect(fact(.price, price) == .money(Money(minorUnits: 1_200_000, currency: "KZT")))
        #expect(fact(.duration, price) == .number(90))
        #expect(try modules.answer(.call(.salonPrices, Known())) == .outcome(.none, []))
        #expect(try modules.answer(.call(.salonAddress, Known())) == .outcome(.found, []))
        let anna = try modules.answer(.call(.salonPortfolio, known(master: 0)))
        #expect(fact(.portfolio, anna) == .text("https://studio.example/anna"))
        let maria = try modules.answer(.call(.salonPortfolio, known(master: 1)))
        #expect(fact(.portfolio, maria) == .text("https://studio.example/work"))
        #expect(try modules.answer(.call(.billingStatus, Known())) == .outcome(.clear, []))
        #expect(try modules.answer(.call(.billingPrepay, Known())) == .outcome(.unavailable, []))
    }

    @Test("what the flow marked is remembered, and forgotten with the person and their wishes")
    func remembered() throws {
        var modules = modules()
        var known = known(service: 0)
        known.remembered = [RememberedValue(slot: "allergy", value: .text("нет"))]
        #expect(outcome(try modules.answer(.call(.customerRemember, known))) == .done)
        #expect(customers.profile(of: CustomerID(1)) == known.remembered)
        #expect(outcome(try modules.answer(.call(.bookingJoinWaitlist, known))) == .joined)
        #expect(!modules.hasForgotten)
        #expect(outcome(try modules.answer(.call(.customerForgetMe, Known()))) == .done)
        #expect(modules.hasForgotten && customers.isForgotten(CustomerID(1)))
        #expect(customers.profile(of: CustomerID(1)).isEmpty && bookings.wishes.isEmpty)
    }

    @Test("the owner and the masters are told, each at their own number, with who it is about")
    func staff() throws {
        var modules = modules()
        #expect(outcome(try modules.answer(.call(.staffNotify, known(service: 0, master: 0, date: "2026-03-12", time: "12:00")))) == .notified)
        #expect(outcome(try modules.answer(.call(.staffHandOff, Known()))) == .done)
        modules.askForHuman()
        modules.tell(.master, master: bot.choice(of: bot.catalogue.masters[0]), "Аня, вас ждут")
        modules.tell(.master, master: bot.choice(of: bot.catalogue.masters[1]), "Мария, вас ждут")
        modules.tell(.master, master: nil, "кому-нибудь")
        let who = "\nИра, +77051234567"
        #expect(
            modules.notices == [
                StaffNotice(
                    recipient: .owner, phone: "77017000099",
                    text: "Клиент просит связаться с ним: Маникюр, Анна, 2026-03-12, 12:00.\(who)", language: "ru"),
                StaffNotice(
                    recipient: .owner, phone: "77017000099", text: "Клиент ждёт ответа человека.\(who)", language: "ru"),
                StaffNotice(
                    recipient: .master(MasterID(1)), phone: "77017000002", text: "Аня, вас ждут\(who)", language: "ru"),
                StaffNotice(recipient: .master(MasterID(2)), phone: nil, text: "Мария, вас ждут\(who)", language: "ru"),
                StaffNotice(recipient: .owner, phone: "77017000099", text: "кому-нибудь\(who)", language: "ru"),
            ])
    }

    @Test("a staged outcome is the answer, and nothing happens")
    func staged() throws {
        var modules = modules(staged: [.bookingCreate: .taken, .customerForgetMe: .failed])
        #expect(try modules.answer(.call(.bookingCreate, known(service: 0, date: "2026-03-13", time: "15:00"))) == .outcome(.taken, []))
        #expect(try modules.answer(.call(.customerForgetMe, Known())) == .outcome(.failed, []))
        #expect(bookings.all.isEmpty && !modules.hasForgotten)
    }

    @Test("a hand-off tells the owner; whoever asks for a human is not left to silence")
    func handOff() throws {
        var rehearsal = Rehearsal(bot: bot, now: Self.now)
        _ = try rehearsal.receive(.text("позовите администратора"))
        #expect(rehearsal.isHandedOff)
        #expect(rehearsal.notices.map(\.text) == ["Клиент ждёт ответа человека."])
    }

    private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(iso: text)) }
    private func time(_ text: String) throws -> ClockTime { try #require(ClockTime(iso: text)) }
}
